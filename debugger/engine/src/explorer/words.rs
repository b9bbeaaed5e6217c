//! Why the tiers did what they did, in sentences that name what is known by a name.

use jumppad_tiers::opcodes::Intervention;
use jumppad_tiers::{DropReason, End, EvictReason, InvalidationCause as Cause, Wanted};

use crate::debugger::Debugger;

impl Debugger {
    /// Code at an address in a sentence: `loop+3 ($0618)`, or `$0618` alone.
    pub(super) fn code_at(&self, address: u16) -> String {
        match self.place(address) {
            Some(name) => format!("{name} (${address:04X})"),
            None => format!("${address:04X}"),
        }
    }

    /// Why a region was asked for.
    pub(super) fn wanted(&self, wanted: &Wanted) -> String {
        match wanted {
            Wanted::Entered { at, hits } => {
                let times = times(u64::from(*hits));
                format!("The block at {} was entered {times}.", self.code_at(*at))
            }
            Wanted::Sampled { at, samples } => {
                let samples = counted(*samples as usize, "sample");
                format!(
                    "{samples} of baseline code met {}, which is in a loop.",
                    self.code_at(*at)
                )
            }
            Wanted::Spread { samples } => {
                let samples = counted(*samples as usize, "sample");
                format!(
                    "{samples} of baseline code met its places all over: they lead to each other."
                )
            }
            Wanted::Growth { ends } => {
                let ends: Vec<String> = ends.iter().map(ToString::to_string).collect();
                match &ends[..] {
                    [] => "Groups lead to each other again and again.".to_owned(),
                    ends => format!("{} and what it leads to become one.", ends.join(" and ")),
                }
            }
            Wanted::Asked => "The user asked for it.".to_owned(),
        }
    }

    /// How a region ended.
    pub(super) fn end_reason(&self, end: &End) -> String {
        match end {
            End::Invalidated(cause) => self.cause(cause),
            End::Evicted(EvictReason::RoomFor { group, wanted, .. }) => {
                format!("It made room for {group}, which wanted {wanted} bytes of the code cache.")
            }
            End::Evicted(EvictReason::BoundLowered { bound, .. }) => {
                format!("The code cache was made smaller, {bound} bytes.")
            }
            End::Dropped(reason) => self.dropped(reason),
            End::Failed(error) => format!("The compiler failed: {error}."),
        }
    }

    fn dropped(&self, reason: &DropReason) -> String {
        let why = match reason {
            DropReason::CodeChanged => "its code was changed".to_owned(),
            DropReason::OperandMadeDynamic { pc } => {
                format!(
                    "the operand at {} is to be read at run time",
                    self.code_at(*pc)
                )
            }
            DropReason::StopsChanged => "what stops in it changed".to_owned(),
            DropReason::PageChanged => "a page that it takes for plain memory changed".to_owned(),
            DropReason::Superseded => "another group came to be entered there".to_owned(),
            DropReason::Flushed => "all compiled code was flushed".to_owned(),
            DropReason::LargerThanCache { wanted, bound } => {
                return format!(
                    "It was dropped, for its {wanted} bytes are more than the code cache holds, {bound}."
                );
            }
        };
        format!("It was dropped when it was ready, for {why} while it was compiled.")
    }

    fn cause(&self, cause: &Cause) -> String {
        let change = |addr: u16, old: u8, new: u8| {
            format!("{} from ${old:02X} to ${new:02X}", self.told(addr))
        };
        match *cause {
            Cause::Store { addr, old, new, by } => format!(
                "The instruction at {} stored into its code and changed {}.",
                self.code_at(by),
                change(addr, old, new)
            ),
            Cause::Poke { addr, old, new } => {
                format!("The user changed its code at {}.", change(addr, old, new))
            }
            Cause::Restored { addr, old, new } => format!(
                "Time was turned back, or forth again, which changed its code at {}.",
                change(addr, old, new)
            ),
            Cause::BreakpointSet { addr } => {
                format!("A breakpoint was set in it, at {}.", self.code_at(addr))
            }
            Cause::BreakpointCleared { addr } => {
                format!("A breakpoint was cleared in it, at {}.", self.code_at(addr))
            }
            Cause::CatchpointsChanged { addr } => format!(
                "A catchpoint was set or cleared that concerns the instruction at {}.",
                self.code_at(addr)
            ),
            Cause::WatchpointsChanged { addr } => format!(
                "A watchpoint was set, cleared or changed that concerns the access at {}.",
                self.code_at(addr)
            ),
            Cause::PageChanged { page } => {
                format!("Page ${page:02X}, which it took for plain memory, is none any more.")
            }
            Cause::BecameCode { addr } => {
                format!(
                    "The byte at {}, which it took for data, became code.",
                    self.told(addr)
                )
            }
            Cause::DecimalMode { pc } => format!(
                "It was entered at {} in another decimal mode than it was made for.",
                self.code_at(pc)
            ),
            Cause::ReachesPageZero { pc } => format!(
                "The instruction at {} keeps reaching page 0, which it held in registers, by a computed address.",
                self.code_at(pc)
            ),
            Cause::HeldOperandStored { addr, by } => format!(
                "The instruction at {} stored to {}, an operand that it held in a register.",
                self.code_at(by),
                self.told(addr)
            ),
            Cause::GaveWay { to } => format!("{to} is entered in its place, or runs through it."),
            Cause::Reconsidered { pc } => format!(
                "What the program patched at {} is looked at anew.",
                self.code_at(pc)
            ),
            Cause::NewWay { pc } => format!(
                "The branch at {} goes a way that it had not gone, while coverage is noted.",
                self.code_at(pc)
            ),
            Cause::NoRoom => {
                "There was no room left for baseline code: all of it begins anew.".to_owned()
            }
            Cause::Grown { into } => format!("It is part of {into} now, which is larger."),
            Cause::TooShort { cycles } => format!(
                "It was left after {cycles} cycles on the average: baseline code does better."
            ),
            Cause::Asked => "The user asked for it.".to_owned(),
            Cause::Flushed => "All compiled code was flushed.".to_owned(),
        }
    }

    /// Why a group was left for the run loop, with `pc` next.
    pub(super) fn left_for(&self, why: Intervention, pc: u16) -> String {
        let at = self.code_at(pc);
        match why {
            Intervention::Bus => format!(
                "{at} needs the machine: a device, a watchpoint, read-only memory, cached code, or page 0 by a computed address"
            ),
            Intervention::Trap => format!("{at} jumps to itself"),
            Intervention::Jam => format!("{at} stops the chip"),
            Intervention::Breakpoint => format!("a breakpoint is set on {at}"),
            Intervention::Budget => format!("the budget of cycles ran out before {at}"),
            Intervention::Left => format!("{at} is not in the region"),
            Intervention::Wait => format!("{at} waits for an interrupt"),
            Intervention::Unmask => format!("{at} may let in an interrupt that waits"),
            Intervention::Decimal => format!("the decimal mode at {at} is another"),
            Intervention::Returned => format!("a return that is awaited led to {at}"),
            Intervention::Signalled => {
                format!("what a device did before {at} may let in an interrupt")
            }
        }
    }
}

fn times(count: u64) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    }
}

/// So many of them.
pub(super) fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    }
}
