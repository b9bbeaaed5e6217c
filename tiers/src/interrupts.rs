//! The interrupt lines: who asserts them, from which cycle on, and what the chip
//! makes of them.
//!
//! Every change of a line has the cycle in which it happens, so that an
//! interrupt is taken at the same instruction in every tier. The chip looks at
//! the lines ("polls") in the last but one cycle of an instruction; what it
//! sees there decides whether the next instruction is executed. IRQ is a level
//! that the I flag masks, NMI an edge that the chip remembers.
//!
//! Sources: MOS MCS6500 Hardware Manual; visual6502.org, "6502 Timing of
//! Interrupt Handling"; nesdev.org wiki, "CPU interrupts".

use crate::banks::Bank;

/// An interrupt line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Interrupt request: a level, masked by the I flag.
    Irq,
    /// Non-maskable interrupt: an edge.
    Nmi,
}

/// Where a device's interrupt output leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wire {
    /// To the line that the device names.
    #[default]
    Straight,
    /// To this line, whichever the device names: chips know of one output only.
    To(Line),
    /// Nowhere.
    Open,
}

impl Wire {
    /// The line that `named` is, if any.
    pub(crate) fn line(self, named: Line) -> Option<Line> {
        match self {
            Self::Straight => Some(named),
            Self::To(line) => Some(line),
            Self::Open => None,
        }
    }
}

/// An interrupt that the chip is about to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Interrupt {
    Irq,
    Nmi,
}

/// Who asserts a line; each has its own say, the line is the OR of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    User,
    Device(usize),
}

/// What is to come of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    /// It asserts a line, or lets go of it.
    Level { line: Line, asserted: bool },
    /// A device wants to be woken.
    Wake,
}

/// A change to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    cycle: u64,
    source: Source,
    due: Due,
}

/// What devices want of the machine at the next instruction boundary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Requests {
    /// That it stops.
    pub(crate) stop: bool,
    /// Cycles in which the chip is held.
    pub(crate) stall: u64,
    /// Bytes to be copied meanwhile.
    pub(crate) copies: Vec<Copying>,
    /// To be woken.
    pub(crate) wake: Vec<usize>,
    /// What shows in windows.
    pub(crate) select: Vec<Bank>,
}

/// Bytes that are read from `from` and written to `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Copying {
    pub(crate) from: u16,
    pub(crate) to: u16,
    pub(crate) length: u16,
    pub(crate) way: Way,
}

/// How bytes are copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// By the 2A03's DMA, from `from` upwards to the one address `to`, in its time.
    Dma,
    /// The same in no time, as simulators do.
    Out,
    /// From the one address `from` to `to` upwards, in no time.
    In,
}

impl Requests {
    fn is_empty(&self) -> bool {
        self.select.is_empty() && self.is_selection()
    }

    /// Whether nothing is wanted but banks.
    fn is_selection(&self) -> bool {
        !self.stop && self.stall == 0 && self.copies.is_empty() && self.wake.is_empty()
    }
}

/// Who asserts a line, in order: a line stands still most of the time, and few do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Level(Vec<Source>);

impl Level {
    fn set(&mut self, source: Source, asserted: bool) {
        match (self.0.binary_search(&source), asserted) {
            (Err(at), true) => self.0.insert(at, source),
            (Ok(at), false) => drop(self.0.remove(at)),
            _ => {}
        }
    }

    fn has(&self, source: Source) -> bool {
        self.0.contains(&source)
    }

    fn is_asserted(&self) -> bool {
        !self.0.is_empty()
    }
}

/// The most cycles that an instruction takes.
const LONGEST: u64 = 8;
/// An instruction sees nothing of what happens so many cycles after it began, or later: the chip
/// polls in its last cycle but one.
const WINDOW: u64 = LONGEST - 1;
/// The cycles of the interrupt sequence.
const SEQUENCE: u64 = 7;

/// The lines' state and future.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lines {
    /// The next one last; of one cycle those come first that were announced first. They are few.
    changes: Vec<Change>,
    irq: Level,
    nmi: Level,
    /// An edge of NMI that was not served yet.
    edge: bool,
    /// What the last poll found.
    recognised: Option<Interrupt>,
    requests: Requests,
}

impl Lines {
    pub(crate) fn change(&mut self, cycle: u64, source: Source, line: Line, asserted: bool) {
        let mut changes = self.changes.iter();
        // What is so already, and stays so, need not happen.
        let is_so = self.level(line).has(source) == asserted
            && !changes.any(|change| change.source == source && change.concerns(line));
        if !is_so {
            self.announce(cycle, source, Due::Level { line, asserted });
        }
    }

    fn announce(&mut self, cycle: u64, source: Source, due: Due) {
        let at = self.changes.partition_point(|known| known.cycle > cycle);
        self.changes.insert(at, Change { cycle, source, due });
    }

    fn level(&self, line: Line) -> &Level {
        match line {
            Line::Irq => &self.irq,
            Line::Nmi => &self.nmi,
        }
    }

    /// Forgets the changes of one source's line that come from `cycle` on: what was
    /// before has happened, whether the chip has looked since or not.
    pub(crate) fn cancel(&mut self, cycle: u64, source: Source, line: Line) {
        if self.changes.is_empty() {
            return;
        }
        self.changes.retain(|change| {
            change.cycle < cycle || change.source != source || !change.concerns(line)
        });
    }

    /// Forgets all that is to come of a source that goes, and lets go of its lines.
    pub(crate) fn remove(&mut self, source: Source) {
        self.changes.retain(|change| change.source != source);
        self.irq.set(source, false);
        self.nmi.set(source, false);
        if let Source::Device(device) = source {
            self.requests.wake.retain(|&other| other != device);
        }
    }

    /// Lets time pass up to and including `cycle`.
    #[inline]
    pub(crate) fn advance(&mut self, cycle: u64) {
        if self.next_change().is_some_and(|next| next <= cycle) {
            self.apply_up_to(cycle);
        }
    }

    /// The same, unless a device wants to be woken by then: it is at the boundary behind the
    /// chip's next look at the lines.
    #[inline]
    pub(crate) fn advance_levels(&mut self, cycle: u64) {
        if self.next_change().is_none_or(|next| next > cycle) {
            return;
        }
        let mut due = self.changes.iter().rev().take_while(|c| c.cycle <= cycle);
        if due.all(|change| change.due != Due::Wake) {
            self.advance(cycle);
        }
    }

    fn apply_up_to(&mut self, cycle: u64) {
        while let Some(change) = self.changes.pop_if(|change| change.cycle <= cycle) {
            self.apply(change);
        }
    }

    fn apply(&mut self, Change { source, due, .. }: Change) {
        let Due::Level { line, asserted } = due else {
            if let Source::Device(device) = source {
                self.requests.wake.push(device);
            }
            return;
        };
        let level = match line {
            Line::Irq => &mut self.irq,
            Line::Nmi => &mut self.nmi,
        };
        let was_asserted = level.is_asserted();
        level.set(source, asserted);
        let is_asserted = level.is_asserted();
        if line == Line::Nmi {
            self.edge |= is_asserted && !was_asserted;
        }
    }

    /// The chip looks at the lines in `cycle`; `masked` is what I says then.
    pub(crate) fn poll(&mut self, cycle: u64, masked: bool) {
        self.advance(cycle);
        self.recognised = if self.edge {
            Some(Interrupt::Nmi)
        } else if self.irq.is_asserted() && !masked {
            Some(Interrupt::Irq)
        } else {
            None
        };
    }

    /// What the last poll found, to be served now.
    pub(crate) fn take(&mut self) -> Option<Interrupt> {
        let interrupt = self.recognised.take()?;
        if interrupt == Interrupt::Nmi {
            self.edge = false;
        }
        Some(interrupt)
    }

    /// The same, still to be taken, if nothing on the lines can change what becomes of it while
    /// it is served from the cycle `start` on.
    pub(crate) fn undisturbed(&self, start: u64) -> Option<Interrupt> {
        let has_other_edge = self.edge && self.recognised != Some(Interrupt::Nmi);
        let next = self.next_change();
        let is_disturbed = next.is_some_and(|next| next < start + SEQUENCE);
        self.recognised.filter(|_| !has_other_edge && !is_disturbed)
    }

    /// What the last poll found, if it is not served yet.
    pub(crate) fn recognised(&self) -> Option<Interrupt> {
        self.recognised
    }

    /// Whether there is such.
    pub(crate) fn is_recognised(&self) -> bool {
        self.recognised.is_some()
    }

    /// Whether an NMI takes over an interrupt that is just being served.
    pub(crate) fn take_over(&mut self, cycle: u64) -> bool {
        self.advance(cycle);
        std::mem::take(&mut self.edge)
    }

    /// What an NMOS chip remembers of NMI behind the sequence, of an interrupt or BRK, that
    /// began at `start` and went to the handler of `line`: while it fetches the vector, in
    /// cycles 5 and 6, it lets go of the edge that it serves, and sees no other.
    pub(crate) fn end_sequence(&mut self, start: u64, line: Line) {
        match line {
            Line::Nmi => {
                self.advance(start + 5);
                self.edge = false;
            }
            // An edge that came too late to take over counts if the line is still asserted.
            Line::Irq => {
                self.advance(start + 6);
                self.edge &= self.nmi.is_asserted();
            }
        }
    }

    /// Whether the chip takes an interrupt now, or at its next look at the lines.
    fn is_pending(&self, masked: bool) -> bool {
        self.recognised.is_some() || self.edge || (!masked && self.irq.is_asserted())
    }

    /// Whether each instruction must be looked at: something may be taken soon.
    pub(crate) fn are_urgent(&self, now: u64, masked: bool) -> bool {
        !self.requests.is_empty()
            || self.is_pending(masked)
            || self.next_change().is_some_and(|cycle| cycle < now + WINDOW)
    }

    /// Whether devices want something of the machine.
    #[inline]
    pub(crate) fn has_requests(&self) -> bool {
        !self.requests.is_empty()
    }

    /// The banks that are to show, if that is all that they want; to be given back to
    /// [`Lines::keep_room`].
    pub(crate) fn take_selection(&mut self) -> Option<Vec<Bank>> {
        let requests = &mut self.requests;
        requests
            .is_selection()
            .then(|| std::mem::take(&mut requests.select))
    }

    /// What they want, which is thereby theirs no longer.
    pub(crate) fn take_requests(&mut self) -> Requests {
        std::mem::take(&mut self.requests)
    }

    /// Takes back the list of banks that were asked for, so that the next one needs no room of its own.
    pub(crate) fn keep_room(&mut self, mut select: Vec<Bank>) {
        if self.requests.select.is_empty() {
            select.clear();
            self.requests.select = select;
        }
    }

    /// Has the machine stop at the next boundary.
    pub(crate) fn request_stop(&mut self) {
        self.requests.stop = true;
    }

    /// Has a device woken at the next boundary.
    pub(crate) fn wake(&mut self, device: usize) {
        self.requests.wake.push(device);
    }

    /// Up to where nothing happens on the lines.
    pub(crate) fn quiet_until(&self) -> u64 {
        if self.has_requests() {
            return 0;
        }
        self.next_change()
            .map_or(u64::MAX, |cycle| cycle.saturating_sub(WINDOW - 1))
    }

    /// Up to where no interrupt can be taken, and nobody wants anything of the machine.
    pub(crate) fn undisturbed_until(&self, masked: bool) -> u64 {
        match self.is_pending(masked) {
            true => 0,
            false => self.quiet_until(),
        }
    }

    pub(crate) fn next_change(&self) -> Option<u64> {
        self.changes.last().map(|change| change.cycle)
    }

    /// Whether an IRQ waits for the I flag.
    pub(crate) fn irq_asserted(&self) -> bool {
        self.irq.is_asserted()
    }

    /// Whether anyone asserts a line in `cycle`, with the changes up to then.
    pub(crate) fn is_asserted(&self, line: Line, cycle: u64) -> bool {
        let mut level = self.level(line).clone();
        let changes = self.changes.iter().rev();
        for change in changes.take_while(|change| change.cycle <= cycle) {
            if let Due::Level { line: of, asserted } = change.due
                && of == line
            {
                level.set(change.source, asserted);
            }
        }
        level.is_asserted()
    }

    /// Whether anything could end an instruction that jumps to itself, or a
    /// wait of the chip.
    pub(crate) fn may_interrupt(&self, masked: bool) -> bool {
        self.is_pending(masked)
            || !self.requests.is_empty()
            || self.changes.iter().any(|change| match change.due {
                Due::Level { line, asserted } => asserted && (line == Line::Nmi || !masked),
                Due::Wake => true,
            })
    }

    /// Whether a chip that waits for an interrupt goes on: masked ones count.
    pub(crate) fn wakes(&self) -> bool {
        self.edge || self.irq.is_asserted()
    }

    /// The chip forgets what it saw; the lines stay as they are.
    pub(crate) fn forget(&mut self) {
        self.edge = false;
        self.recognised = None;
    }

    /// Every line released, nothing to come.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

impl Change {
    fn concerns(&self, of: Line) -> bool {
        matches!(self.due, Due::Level { line, .. } if line == of)
    }
}

/// How a device drives the interrupt lines, and the machine.
pub struct Signals<'a> {
    pub(crate) lines: &'a mut Lines,
    pub(crate) source: Source,
    /// Where its interrupts lead.
    pub(crate) wire: Wire,
    pub(crate) cycle: u64,
}

impl Signals<'_> {
    /// The cycle of the access that is under way.
    #[must_use]
    pub fn cycle(&self) -> u64 {
        self.cycle
    }

    /// Asserts or releases this device's share of a line, now.
    pub fn set(&mut self, line: Line, asserted: bool) {
        self.set_at(self.cycle, line, asserted);
    }

    /// The same in a cycle to come.
    pub fn set_at(&mut self, cycle: u64, line: Line, asserted: bool) {
        if let Some(line) = self.wire.line(line) {
            self.lines
                .change(cycle.max(self.cycle), self.source, line, asserted);
        }
    }

    /// Stops the machine behind the instruction whose access is under way.
    pub fn stop(&mut self) {
        self.lines.request_stop();
    }

    /// Holds the chip for so many cycles behind the instruction whose access is under way, as
    /// a DMA does.
    pub fn stall(&mut self, cycles: u64) {
        self.lines.requests.stall += cycles;
    }

    /// Lets a bank show in its window from behind the instruction on whose access is under way;
    /// what does not exist is not selected.
    pub fn select(&mut self, bank: Bank) {
        self.lines.requests.select.push(bank);
    }

    /// Holds the chip behind the instruction whose access is under way, and has `length` bytes
    /// from `from` upwards written to the device at `to`, one by one, as the DMA of the 2A03 does:
    /// one cycle to halt, one more where the first read would not fall into an even one, and two a byte.
    /// Watchpoints do not see it.
    pub fn copy(&mut self, from: u16, to: u16, length: u16) {
        let copies = &mut self.lines.requests.copies;
        let way = Way::Dma;
        copies.push(Copying {
            from,
            to,
            length,
            way,
        });
    }

    /// Has `length` bytes from `from` upwards written to the device at `to`, one by one, behind the
    /// instruction whose access is under way, in no time: as simulators' disks take them.
    pub fn take(&mut self, from: u16, to: u16, length: u16) {
        let copies = &mut self.lines.requests.copies;
        let way = Way::Out;
        copies.push(Copying {
            from,
            to,
            length,
            way,
        });
    }

    /// The other way: has `length` bytes read from the device at `from` and stored from `to` upwards,
    /// as stores of the guest's.
    pub fn give(&mut self, from: u16, to: u16, length: u16) {
        let copies = &mut self.lines.requests.copies;
        let way = Way::In;
        copies.push(Copying {
            from,
            to,
            length,
            way,
        });
    }

    /// Has [`Device::wake`](crate::Device::wake) called at an instruction boundary shortly behind
    /// `cycle`, the same one in every tier: for what comes without an access of the guest. What was
    /// asked for before stays asked for.
    pub fn wake_at(&mut self, cycle: u64) {
        let cycle = cycle.max(self.cycle);
        self.lines.announce(cycle, self.source, Due::Wake);
    }

    /// Takes all that back.
    pub fn cancel_wakes(&mut self) {
        let source = self.source;
        let changes = &mut self.lines.changes;
        changes.retain(|change| change.source != source || change.due != Due::Wake);
    }

    /// Takes back what [`Signals::set_at`] announced for a line.
    pub fn cancel(&mut self, line: Line) {
        if let Some(line) = self.wire.line(line) {
            self.lines.cancel(self.cycle, self.source, line);
        }
    }
}

#[cfg(test)]
mod tests {
    use jumppad_opcodes::{Effect, Model};

    use super::*;

    #[test]
    fn no_instruction_takes_longer_than_the_longest() {
        let opcodes = Model::ALL.iter().flat_map(|model| model.table());
        // A chip that is jammed looks at nothing any more.
        let end = opcodes.filter(|opcode| opcode.effect != Effect::Jam);
        let longest = end.map(|opcode| opcode.max_cycles()).max();
        assert_eq!(longest.map(u64::from), Some(LONGEST));
    }

    /// An instruction that begins where it is quiet ends before the chip looks at what happens.
    #[test]
    fn it_is_quiet_up_to_where_an_instruction_may_see_a_change() {
        let mut lines = Lines::default();
        lines.change(100, Source::User, Line::Irq, true);
        let last = lines.quiet_until() - 1;
        assert!(!lines.are_urgent(last, false) && lines.are_urgent(last + 1, false));
        let latest_poll = last + LONGEST - 2;
        assert!(latest_poll < 100 && latest_poll + 1 == 100);
    }

    /// A device that asserts what it asserts has nothing to announce, unless it is to let go before.
    #[test]
    fn what_is_so_is_no_change() {
        let device = Source::Device(1);
        let mut lines = Lines::default();
        lines.change(10, device, Line::Irq, false);
        assert_eq!(lines.next_change(), None);
        lines.change(10, device, Line::Irq, true);
        lines.change(20, device, Line::Irq, false);
        lines.change(30, device, Line::Irq, true);
        lines.poll(10, false);
        assert!(lines.is_recognised());
        lines.change(12, device, Line::Irq, true);
        lines.poll(25, false);
        assert!(!lines.is_recognised() && lines.next_change() == Some(30));
    }
}
