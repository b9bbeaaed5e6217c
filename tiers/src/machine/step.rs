//! One instruction, or one interrupt, with all that its accesses can do: the
//! slow path of every tier, and the reference for when interrupts are taken.

use jumppad_opcodes::{
    Args, Bus, Cpu, Effect, Intervention, Opcode, PageAttributes, await_return,
    does_require_intervention, vector,
};

use crate::access::WatchHit;
use crate::catch::Caught;
use crate::condition::Condition;
use crate::event::InvalidationCause;
use crate::interrupts::{Interrupt, Line};
use crate::machine::live::{Fetching, Hijacking, LiveBus, Noted};
use crate::machine::probe::Probe;
use crate::machine::run::StopReason;
use crate::machine::trace::Seen;
use crate::machine::{Ignoring, Machine, context};
use crate::tiers::Context;

/// RTI, whose I flag counts at once.
const RTI: u8 = 0x40;
/// What WAI takes apart from waiting.
const WAIT_CYCLES: u64 = 3;

/// An instruction as it stands in memory.
#[derive(Clone, Copy)]
pub(crate) struct Fetched {
    pub(crate) opcode: &'static Opcode,
    pub(crate) args: Args,
}

impl Machine {
    /// Takes a recognised interrupt, or executes the instruction at PC. A
    /// breakpoint on it is the caller's business.
    pub(crate) fn step_slowly(&mut self, ignoring: Ignoring) -> Option<StopReason> {
        self.seen = Seen::default();
        let (pc, cycle) = (self.cpu.pc, self.cpu.cycles);
        let stop = self.serve_or_execute(ignoring);
        self.count_slowly(pc, cycle);
        let is_stop_asked = self.settle();
        if is_stop_asked && stop.is_some() {
            self.lines.request_stop();
        }
        // What a device asserted may wait for the I flag from here on.
        self.memory.set_interrupt_waits(self.lines.irq_asserted());
        stop.or_else(|| self.caught_event())
            .or(is_stop_asked.then_some(StopReason::Device))
    }

    fn serve_or_execute(&mut self, ignoring: Ignoring) -> Option<StopReason> {
        // No interrupt gets through to a jammed chip.
        if self.is_held() && self.fetch().opcode.effect == Effect::Jam {
            return Some(StopReason::Jam);
        }
        if let Some(stop) = self.stop_before_pushes(ignoring) {
            return Some(stop);
        }
        if let Some(interrupt) = self.lines.take() {
            let (from, sp) = (self.cpu.pc, self.cpu.sp);
            let line = self.serve(interrupt);
            let wrapped = self.caught_wrap(sp, line, from);
            return wrapped.or_else(|| self.caught_interrupt(line, from));
        }
        let fetched = self.fetch();
        if let Some(stop) = self.stop_before_access(fetched, ignoring) {
            return Some(stop);
        }
        self.executes(fetched.args.pc);
        let (start, masked) = (self.cpu.cycles, self.cpu.is_masked());
        let (intervention, took_over) = self.execute(fetched);
        self.note_executed(fetched, start);
        match intervention {
            Some(Intervention::Trap) => Some(StopReason::Trap),
            Some(Intervention::Jam) => {
                self.hold();
                Some(StopReason::Jam)
            }
            Some(Intervention::Wait) => self.wait(),
            _ => {
                self.poll_after(fetched.opcode, start, masked);
                if fetched.opcode.effect == Effect::Interrupt {
                    let line = if took_over { Line::Nmi } else { Line::Irq };
                    self.end_sequence(start, line);
                }
                if took_over {
                    return self.caught_interrupt(Line::Nmi, fetched.args.pc);
                }
                let returned = fetched.opcode.effect.may_return() && self.is_return_awaited();
                returned.then_some(StopReason::Returned)
            }
        }
    }

    fn is_return_awaited(&mut self) -> bool {
        does_require_intervention(await_return(&self.cpu, &self.memory.view()))
    }

    /// The instruction at PC. What a device would give is peeked at: it notices when the
    /// instruction is executed.
    #[inline(always)]
    pub(crate) fn fetch(&self) -> Fetched {
        let pc = self.cpu.pc;
        Fetched {
            opcode: &self.model.table()[self.fetched(0) as usize],
            args: Args {
                arg1: self.fetched(1),
                arg2: self.fetched(2),
                pc,
            },
        }
    }

    /// The byte so far behind PC; a device is asked what it will give in the cycle in which the
    /// chip gets there.
    #[inline(always)]
    fn fetched(&self, behind: u16) -> u8 {
        let addr = self.cpu.pc.wrapping_add(behind);
        self.peek_in(addr, self.cpu.cycles + u64::from(behind))
    }

    /// Whether a block begins behind the instruction at PC.
    pub(crate) fn ends_block_here(&self) -> bool {
        self.fetch().opcode.effect.ends_block()
    }

    /// The stop for an access that the instruction is about to make.
    fn stop_before_access(
        &self,
        Fetched { opcode, args }: Fetched,
        ignoring: Ignoring,
    ) -> Option<StopReason> {
        if ignoring == Ignoring::All || (self.watches.is_empty() && !self.catches.guard_any_read())
        {
            return None;
        }
        let probe = self.probed(|cpu, probe| {
            self.model.execute(cpu, probe, opcode.code, args);
        });
        match probe.unwritten {
            Some(addr) if ignoring < Ignoring::Catchpoint => {
                Some(StopReason::Catch(Caught::UninitialisedRead { addr }))
            }
            _ => self.stop_for(&probe.hits),
        }
    }

    /// The stop for what the interrupt that is about to be taken pushes.
    fn stop_before_pushes(&self, ignoring: Ignoring) -> Option<StopReason> {
        if ignoring == Ignoring::All || self.watches.is_empty() || !self.lines.is_recognised() {
            return None;
        }
        self.stop_for(&self.watched_here())
    }

    /// The stop for the first of the watched accesses whose watchpoint has no
    /// condition, or one that asks for a stop.
    fn stop_for(&self, hits: &[WatchHit]) -> Option<StopReason> {
        let condition = |hit: &WatchHit| self.watches.condition(hit.id);
        let stops = |hit: &&WatchHit| {
            let asked = condition(hit).map(|c| c.stops(self, Some(hit)));
            asked.unwrap_or(true)
        };
        let stop = hits.iter().find(stops);
        if stop.is_none() {
            hits.iter().filter_map(condition).for_each(Condition::miss);
        }
        stop.copied().map(StopReason::Watchpoint)
    }

    /// The watched accesses of what comes next, an instruction or an interrupt,
    /// in their order; one that several watchpoints cover is there for each.
    #[must_use]
    pub fn watched_here(&self) -> Vec<WatchHit> {
        let fetched = self.fetch();
        let probe = self.probed(|cpu, probe| match self.lines.recognised() {
            Some(interrupt) => {
                self.model.interrupt(cpu, probe, vector(interrupt));
            }
            None => {
                let Fetched { opcode, args } = fetched;
                self.model.execute(cpu, probe, opcode.code, args);
            }
        });
        probe.hits
    }

    /// What `action` would access.
    fn probed(&self, action: impl FnOnce(&mut Cpu, &mut Probe<'_>)) -> Probe<'_> {
        let mut probe = Probe {
            memory: &self.memory,
            devices: &self.devices,
            watches: &self.watches,
            banks: &self.banks,
            catches: &self.catches,
            cycle: self.cpu.cycles,
            hits: Vec::new(),
            unwritten: None,
        };
        action(&mut self.cpu.clone(), &mut probe);
        probe
    }

    /// Also tells whether an NMI took over a BRK.
    fn execute(&mut self, Fetched { opcode, args }: Fetched) -> (Option<Intervention>, bool) {
        let model = self.model;
        // What stays where it is may be looked at again and again, and is fetched once at most.
        let fetched = match stays(opcode, args) {
            true => 0,
            false => opcode.length(),
        };
        // The opcode's own fetch is the first cycle.
        self.on_live_bus(fetched, args.pc, |cpu, bus| {
            bus.fetch(args.pc);
            model.execute(cpu, bus, opcode.code, args)
        })
    }

    /// Whether one of the bytes from `pc` on is a device's.
    fn fetching(&self, pc: u16, length: u16) -> Fetching {
        let mut bytes = (0..length).map(|offset| pc.wrapping_add(offset));
        let is_device = |addr: u16| {
            self.memory
                .attributes_at(addr)
                .contains(PageAttributes::DEVICE)
                && self.devices.any_at(addr)
        };
        match bytes.any(is_device) {
            true => Fetching::Devices,
            false => Fetching::Memory,
        }
    }

    /// The line whose handler was entered is the answer.
    fn serve(&mut self, interrupt: Interrupt) -> Line {
        let (model, pc, start) = (self.model, self.cpu.pc, self.cpu.cycles);
        let vector = vector(interrupt);
        // The sequence does not poll: the handler's first instruction is
        // always executed.
        let (_, took_over) = self.on_live_bus(1, pc, |cpu, bus| model.interrupt(cpu, bus, vector));
        let line = match interrupt {
            Interrupt::Irq if !took_over => Line::Irq,
            Interrupt::Irq | Interrupt::Nmi => Line::Nmi,
        };
        self.end_sequence(start, line);
        self.seen.interrupt = Some(line);
        line
    }

    /// Lets the chip forget what of NMI it does not see while it fetches a vector.
    fn end_sequence(&mut self, start: u64, line: Line) {
        if Hijacking::of(self.model) == Hijacking::Possible {
            self.lines.end_sequence(start, line);
        }
    }

    /// Runs `action` on the live bus, as `length` bytes at `pc` have it done,
    /// and invalidates what it overwrote. Also tells whether an NMI took over
    /// the interrupt that it served.
    pub(crate) fn on_live_bus(
        &mut self,
        length: u16,
        pc: u16,
        action: impl FnOnce(&mut Cpu, &mut LiveBus<'_>) -> u8,
    ) -> (Option<Intervention>, bool) {
        let mut noted = Noted::default();
        let fetching = self.fetching(pc, length);
        let mut bus = LiveBus {
            memory: &mut self.memory,
            devices: &mut self.devices,
            banks: &mut self.banks,
            lines: &mut self.lines,
            noted: &mut noted,
            accessed: &mut self.seen.access,
            cycle: self.cpu.cycles,
            hijacking: Hijacking::of(self.model),
            fetching,
            masked: self.cpu.is_masked(),
            has_asked: false,
        };
        let result = action(&mut self.cpu, &mut bus);
        for store in noted.code_stores {
            self.tiers.code_stored(store, pc, context!(self));
        }
        for (addr, beneath, new) in noted.beneath {
            let (face, old) = (beneath.face, beneath.old);
            if old != new {
                let by = pc;
                let cause = InvalidationCause::Store { addr, old, new, by };
                self.tiers.hidden_byte_changed(addr, face, cause);
            }
        }
        for addr in noted.first_writes {
            self.first_stored(addr);
        }
        (Intervention::from_result(result), noted.took_over)
    }

    /// Lets the chip look at the lines as it did in the instruction that began
    /// at `start`, with I as it was `masked` before it.
    pub(crate) fn poll_after(&mut self, opcode: &Opcode, start: u64, masked: bool) {
        let end = self.cpu.cycles;
        let poll = match opcode.effect {
            // BRK ends like an interrupt, without a poll.
            Effect::Interrupt => return,
            // NMOS: a taken branch that stays on its page polls only as if it
            // were not taken.
            Effect::Branch if !self.model.is_cmos() && end - start == 3 => end - 3,
            // The CMOS chips' shortest NOP has no cycle before its last.
            _ => end.saturating_sub(2).max(start),
        };
        // CLI, SEI and PLP change I after the poll, RTI before it.
        let masked = if opcode.code == RTI {
            self.cpu.is_masked()
        } else {
            masked
        };
        self.poll(poll, masked);
    }

    /// The same behind an instruction that is no branch and leaves I as it is.
    pub(crate) fn poll_behind(&mut self) {
        let poll = self.cpu.cycles.saturating_sub(2);
        self.poll(poll, self.cpu.is_masked());
    }

    /// Lets the chip look at the lines in a cycle, with I as it was `masked`.
    fn poll(&mut self, cycle: u64, masked: bool) {
        self.lines.poll(cycle, masked);
        self.memory.set_interrupt_waits(self.lines.irq_asserted());
    }

    /// WAI at PC: time passes until a line is asserted.
    fn wait(&mut self) -> Option<StopReason> {
        self.lines.advance(self.cpu.cycles);
        if self.lines.wakes() {
            self.cpu.pc = self.cpu.pc.wrapping_add(1);
            self.cpu.cycles += WAIT_CYCLES;
            self.lines.poll(self.cpu.cycles - 1, self.cpu.is_masked());
            return None;
        }
        let change = self.lines.next_change();
        if let Some(cycle) = change {
            self.cpu.cycles = cycle.min(self.horizon).max(self.cpu.cycles + 1);
        }
        self.hold();
        change.is_none().then_some(StopReason::Wait)
    }

    /// The instruction at PC has begun, and does not end.
    fn hold(&mut self) {
        self.held_at = Some((self.cpu.pc, self.cpu.cycles));
    }

    pub(crate) fn is_held(&self) -> bool {
        self.held_at == Some((self.cpu.pc, self.cpu.cycles))
    }

    /// Whether what the machine does next begins with the instruction at PC: no
    /// interrupt comes before it, and it is none that has begun and holds the
    /// chip.
    #[must_use]
    pub fn is_instruction_next(&self) -> bool {
        !self.lines.is_recognised() && !self.is_held()
    }
}

/// Where an interrupt finds its handler.
pub(crate) fn vector(interrupt: Interrupt) -> u16 {
    match interrupt {
        Interrupt::Irq => vector::IRQ,
        Interrupt::Nmi => vector::NMI,
    }
}

/// Whether an instruction holds the chip, or may go to itself.
fn stays(opcode: &Opcode, args: Args) -> bool {
    match opcode.effect {
        Effect::Jam | Effect::Wait => true,
        // Those that test a bit have their offset behind its address.
        Effect::Branch if opcode.length() == 3 => args.arg2 == 0xfd,
        Effect::Branch => args.arg1 == 0xfe,
        Effect::Jump => u16::from_le_bytes([args.arg1, args.arg2]) == args.pc,
        _ => false,
    }
}
