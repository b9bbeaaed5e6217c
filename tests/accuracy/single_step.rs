//! SingleStepTests in the machine: every opcode of every model from random
//! states; registers, memory and cycle count compared afterwards.
//!
//! The interpreter runs all cases. A compiled group is made for one case only,
//! so there a sample is run, or all with `JUMPPAD_EXHAUSTIVE=1`. A breakpoint
//! behind the instruction ends the group after it; a jump in front leads into
//! it, because groups begin where a block begins.
//!
//! The order of accesses on the bus is `bus_activity`'s concern.

use jumppad_tiers::opcodes::cpu::flag;
use jumppad_tiers::opcodes::{Effect, Model};
use jumppad_tiers::{Machine, StopReason};

use crate::common::{Tier, place, report, suites};
use crate::sst::{Case, State, cases};

const JMP: u8 = 0x4c;
const JMP_CYCLES: u64 = 3;

/// The suite's folder of a model.
fn folder(model: Model) -> &'static str {
    match model {
        Model::Nmos6502 => "6502",
        Model::Ricoh2A03 => "nes6502",
        Model::Wdc65C02 => "wdc65c02",
        Model::Rockwell65C02 => "rockwell65c02",
        Model::Synertek65C02 => "synertek65c02",
    }
}

/// What the cases of a model showed.
#[derive(Default)]
struct Tally {
    opcodes: usize,
    cases: usize,
    state_failures: usize,
    cycle_failures: usize,
    /// Cases that ran in a group from beginning to end.
    compiled: usize,
}

impl Tally {
    /// Failures are reported as they occur: an exhaustive run takes hours.
    fn add(&mut self, model: Model, case: &Case, outcome: Outcome) {
        self.cases += 1;
        if let Err(difference) = outcome.state {
            self.state_failures += 1;
            report(&format!("FAILED: {model:?} {}: {difference}", case.name));
        }
        if let Err(difference) = outcome.cycles {
            self.cycle_failures += 1;
            report(&format!("FAILED: {model:?} {}: {difference}", case.name));
        }
    }

    fn finish(self, model: Model, tier: Tier) {
        report(&format!(
            "| model | tier | opcodes | cases | compiled | state failures | cycle failures |\n\
             | {} | {tier:?} | {} | {} | {} | {} | {} |",
            model.name(),
            self.opcodes,
            self.cases,
            self.compiled,
            self.state_failures,
            self.cycle_failures,
        ));
        assert!(self.cases > 0, "no cases in sst/{}", folder(model));
        assert_eq!(self.state_failures + self.cycle_failures, 0, "{model:?}");
    }
}

struct Outcome {
    state: Result<(), String>,
    cycles: Result<(), String>,
}

/// Runs `sample` cases of every opcode by `run`.
fn passes(
    model: Model,
    tier: Tier,
    sample: usize,
    run: impl Fn(&mut Machine, &Case, u8) -> Outcome,
) {
    let Some(suites) = suites(&format!(
        "SingleStepTests of the {} in {tier:?}",
        model.name()
    )) else {
        return;
    };
    let mut machine = tier.machine_of(model);
    let mut tally = Tally::default();
    for opcode in 0..=u8::MAX {
        let cases = cases(&suites, folder(model), opcode);
        tally.opcodes += usize::from(!cases.is_empty());
        for case in cases.iter().take(sample) {
            let before = machine.jit_stats();
            let outcome = run(&mut machine, case, opcode);
            let after = machine.jit_stats();
            tally.compiled += usize::from(
                after.entries > before.entries && after.side_exits == before.side_exits,
            );
            tally.add(model, case, outcome);
        }
        assert_untouched(&machine, opcode);
    }
    assert_eq!(machine.jit_stats().compile_failures, 0, "{model:?}");
    tally.finish(model, tier);
}

#[test]
fn every_model_interpreted() {
    for &model in Model::ALL {
        passes(
            model,
            Tier::Interpreter,
            usize::MAX,
            |machine, case, opcode| {
                set(machine, &case.before);
                let stop = machine.run(1);
                let outcome = judge(machine, case, opcode, stop, StopReason::Cycles, 0);
                clear(machine, case.addresses());
                outcome
            },
        );
    }
}

/// One case an opcode, or all.
fn passes_compiled(model: Model) {
    let exhaustive = std::env::var_os("JUMPPAD_EXHAUSTIVE").is_some_and(|value| value == "1");
    let sample = if exhaustive { usize::MAX } else { 1 };
    passes(model, Tier::Jit, sample, run_compiled);
}

#[test]
fn nmos_6502_compiled() {
    passes_compiled(Model::Nmos6502);
}

#[test]
fn ricoh_2a03_compiled() {
    passes_compiled(Model::Ricoh2A03);
}

#[test]
fn wdc_65c02_compiled() {
    passes_compiled(Model::Wdc65C02);
}

#[test]
fn rockwell_65c02_compiled() {
    passes_compiled(Model::Rockwell65C02);
}

#[test]
fn synertek_65c02_compiled() {
    passes_compiled(Model::Synertek65C02);
}

/// Runs a case in a group of its own.
fn run_compiled(machine: &mut Machine, case: &Case, opcode: u8) -> Outcome {
    machine.flush();
    set(machine, &case.before);
    let named = || case.addresses().chain([case.after.pc]);
    let free_page = |page: &u16| named().all(|addr| addr >> 8 != *page);
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

/// Compares with what the case expects. Jams, waits and traps are stops in front of
/// the instruction, which the machine does not execute.
fn judge(
    machine: &Machine,
    case: &Case,
    opcode: u8,
    stop: StopReason,
    otherwise: StopReason,
    lead: u64,
) -> Outcome {
    let effect = machine.model().table()[usize::from(opcode)].effect;
    let leads_back = case.after.pc == case.before.pc
        && matches!(
            effect,
            Effect::Branch | Effect::BranchOnBit | Effect::Jump | Effect::JumpIndirect
        );
    let (wanted, stop_wanted, cycles_wanted) = match effect {
        Effect::Jam => (&case.before, StopReason::Jam, 0),
        Effect::Wait => (&case.before, StopReason::Wait, 0),
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
