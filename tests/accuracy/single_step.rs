//! SingleStepTests: every opcode from random states, registers, memory and
//! cycle count compared afterwards.
//!
//! The interpreter runs all cases. A compiled group is made for one case only,
//! so there a sample is run, or all with `JUMPPAD_EXHAUSTIVE=1`. A breakpoint
//! behind the instruction ends the group after it; a jump in front leads into
//! it, because groups begin where a block begins.
//!
//! Not compared: the order of accesses on the bus.

use jumppad_tiers::opcodes::cpu::flag;
use jumppad_tiers::opcodes::{Effect, NMOS_6502};
use jumppad_tiers::{Machine, StopReason};

use crate::common::{Tier, place, suites};
use crate::sst::{Case, State, cases};

const JMP: u8 = 0x4c;
const JMP_CYCLES: u64 = 3;

/// What the cases of a model showed.
#[derive(Default)]
struct Tally {
    opcodes: usize,
    cases: usize,
    state_failures: Vec<String>,
    cycle_failures: Vec<String>,
    /// Cases that ran in a group from beginning to end.
    compiled: usize,
}

impl Tally {
    fn add(&mut self, case: &Case, outcome: Outcome) {
        self.cases += 1;
        if let Err(difference) = outcome.state {
            self.state_failures
                .push(format!("{}: {difference}", case.name));
        }
        if let Err(difference) = outcome.cycles {
            self.cycle_failures
                .push(format!("{}: {difference}", case.name));
        }
    }

    fn finish(self, model: &str, tier: Tier) {
        eprintln!("| model | tier | opcodes | cases | state failures | cycle failures |");
        eprintln!(
            "| {model} | {tier:?} | {} | {} | {} | {} |",
            self.opcodes,
            self.cases,
            self.state_failures.len(),
            self.cycle_failures.len(),
        );
        let failures: Vec<String> = self
            .state_failures
            .into_iter()
            .chain(self.cycle_failures)
            .collect();
        assert!(
            failures.is_empty(),
            "{} failures:\n{}",
            failures.len(),
            failures.join("\n")
        );
    }
}

struct Outcome {
    state: Result<(), String>,
    cycles: Result<(), String>,
}

#[test]
fn nmos_6502_interpreted() {
    let Some(suites) = suites("SingleStepTests, interpreted") else {
        return;
    };
    let mut machine = Tier::Interpreter.machine();
    let mut tally = Tally::default();
    for opcode in 0..=u8::MAX {
        let cases = cases(&suites.join("sst/6502"), opcode);
        tally.opcodes += usize::from(!cases.is_empty());
        for case in &cases {
            set(&mut machine, &case.before);
            let stop = machine.run(1);
            tally.add(
                case,
                judge(&machine, case, opcode, stop, StopReason::Cycles, 0),
            );
            clear(&mut machine, case.addresses());
        }
        assert_untouched(&machine, opcode);
    }
    tally.finish("6502", Tier::Interpreter);
}

#[test]
fn nmos_6502_compiled() {
    let Some(suites) = suites("SingleStepTests, compiled") else {
        return;
    };
    let exhaustive = std::env::var_os("JUMPPAD_EXHAUSTIVE").is_some_and(|value| value == "1");
    let sample = if exhaustive { usize::MAX } else { 2 };
    let mut machine = Tier::Jit.machine();
    let mut tally = Tally::default();
    for opcode in 0..=u8::MAX {
        let cases = cases(&suites.join("sst/6502"), opcode);
        tally.opcodes += usize::from(!cases.is_empty());
        for case in cases.iter().take(sample) {
            let before = machine.jit_stats();
            let outcome = run_compiled(&mut machine, case, opcode);
            let after = machine.jit_stats();
            tally.compiled += usize::from(
                after.entries > before.entries && after.side_exits == before.side_exits,
            );
            tally.add(case, outcome);
        }
        assert_untouched(&machine, opcode);
    }
    eprintln!(
        "SingleStepTests, compiled: {} cases ({}), {} of them without help by the interpreter",
        tally.cases,
        if exhaustive {
            "all"
        } else {
            "a sample; all with JUMPPAD_EXHAUSTIVE=1"
        },
        tally.compiled,
    );
    tally.finish("6502", Tier::Jit);
}

/// Runs a case in a group of its own.
fn run_compiled(machine: &mut Machine, case: &Case, opcode: u8) -> Outcome {
    machine.flush();
    set(machine, &case.before);
    let free_page = |page: &u16| case.addresses().all(|addr| addr >> 8 != *page);
    let jump = (2..).find(free_page).expect("a case touches few pages") << 8;
    let [low, high] = case.before.pc.to_le_bytes();
    place(machine, jump, &[JMP, low, high]);
    machine.cpu_mut().pc = jump;
    // An instruction that leads back to itself has nothing behind it.
    let returns = case.after.pc == case.before.pc;
    let (stop, expected) = if returns {
        (machine.run(JMP_CYCLES + 1), StopReason::Cycles)
    } else {
        machine.set_breakpoint(case.after.pc);
        let stop = machine.run(10_000);
        machine.clear_breakpoint(case.after.pc);
        (stop, StopReason::Breakpoint)
    };
    let outcome = judge(machine, case, opcode, stop, expected, JMP_CYCLES);
    clear(machine, case.addresses().chain(jump..jump + 3));
    outcome
}

fn set(machine: &mut Machine, state: &State) {
    for &(addr, value) in &state.memory {
        machine.poke(addr, value);
    }
    let cpu = machine.cpu_mut();
    (cpu.pc, cpu.a, cpu.x, cpu.y, cpu.sp) = (state.pc, state.a, state.x, state.y, state.s);
    cpu.set_p(state.p);
    cpu.cycles = 0;
}

fn clear(machine: &mut Machine, addresses: impl Iterator<Item = u16>) {
    for addr in addresses {
        machine.poke(addr, 0);
    }
}

/// No case may have written where it should not.
fn assert_untouched(machine: &Machine, opcode: u8) {
    let stray = (0..=u16::MAX).find(|&addr| machine.peek(addr) != 0);
    assert_eq!(
        stray, None,
        "${opcode:02X} wrote to an address that its cases do not name"
    );
}

/// Compares with what the case expects. Jams and traps are stops in front of
/// the instruction, which the machine does not execute.
fn judge(
    machine: &Machine,
    case: &Case,
    opcode: u8,
    stop: StopReason,
    otherwise: StopReason,
    lead: u64,
) -> Outcome {
    let effect = NMOS_6502[usize::from(opcode)].effect;
    let leads_back = case.after.pc == case.before.pc
        && matches!(effect, Effect::Branch | Effect::Jump | Effect::JumpIndirect);
    let (wanted, stop_wanted, cycles_wanted) = match effect {
        Effect::Jam => (&case.before, StopReason::Jam, 0),
        _ if leads_back => (&case.before, StopReason::Trap, 0),
        _ => (&case.after, otherwise, case.bus.len() as u64),
    };
    let stopped = if stop == stop_wanted {
        Ok(())
    } else {
        Err(format!("stopped by {stop:?}"))
    };
    let cycles = machine.cpu().cycles - lead;
    Outcome {
        state: stopped.and_then(|()| compare(machine, wanted)),
        cycles: if cycles == cycles_wanted {
            Ok(())
        } else {
            Err(format!("{cycles} cycles, not {cycles_wanted}"))
        },
    }
}

fn compare(machine: &Machine, wanted: &State) -> Result<(), String> {
    let cpu = machine.cpu();
    let p = wanted.p & !flag::B | flag::UNUSED;
    let registers = [
        ("PC", cpu.pc, wanted.pc),
        ("S", cpu.sp.into(), wanted.s.into()),
        ("A", cpu.a.into(), wanted.a.into()),
        ("X", cpu.x.into(), wanted.x.into()),
        ("Y", cpu.y.into(), wanted.y.into()),
        ("P", cpu.p().into(), p.into()),
    ];
    for (name, is, should) in registers {
        if is != should {
            return Err(format!("{name} is ${is:02X}, not ${should:02X}"));
        }
    }
    for &(addr, should) in &wanted.memory {
        let is = machine.peek(addr);
        if is != should {
            return Err(format!("${addr:04X} is ${is:02X}, not ${should:02X}"));
        }
    }
    Ok(())
}
