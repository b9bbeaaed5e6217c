//! SingleStepTests on a bus that records: of every case of every opcode of every
//! model the registers, memory, cycle count, and each cycle's address, value and
//! direction.
//!
//! The cases come from the folder that `JUMPPAD_SUITES` names; a file may hold
//! any number of them.

#[allow(dead_code, reason = "each test binary uses a part of this")]
#[path = "accuracy/sst.rs"]
mod sst;
#[path = "common/suites.rs"]
mod suites;

use std::path::Path;

use jumppad_opcodes::{Args, Bus, Cpu, Effect, Intervention, Model};
use sst::{BusCycle, Case, State, cases};
use suites::{report, suites};

/// 64 KiB of RAM that notes every access.
struct Recorder {
    memory: Box<[u8; 0x1_0000]>,
    cycles: Vec<BusCycle>,
}

impl Recorder {
    fn new() -> Self {
        let memory = vec![0; 0x1_0000]
            .try_into()
            .expect("the vector has that length");
        Self {
            memory,
            cycles: Vec::new(),
        }
    }

    fn note_read(&mut self, addr: u16) -> u8 {
        let value = self.memory[addr as usize];
        self.cycles.push(BusCycle {
            addr,
            value,
            write: false,
        });
        value
    }
}

impl Bus for Recorder {
    fn read(&mut self, addr: u16) -> Result<u8, Intervention> {
        Ok(self.note_read(addr))
    }

    fn check_write(&mut self, _addr: u16) -> Result<(), Intervention> {
        Ok(())
    }

    fn store(&mut self, addr: u16, value: u8) {
        self.memory[addr as usize] = value;
        self.cycles.push(BusCycle {
            addr,
            value,
            write: true,
        });
    }

    fn dummy_read(&mut self, addr: u16) -> Result<(), Intervention> {
        self.note_read(addr);
        Ok(())
    }

    fn dummy_write(&mut self, addr: u16, value: u8) {
        self.cycles.push(BusCycle {
            addr,
            value,
            write: true,
        });
    }

    fn fetch(&mut self, addr: u16) {
        self.note_read(addr);
    }

    /// The cases hold branches to themselves, which run on the chip.
    fn traps(&self) -> bool {
        false
    }
}

/// What the cases of a model showed.
#[derive(Default)]
struct Tally {
    opcodes: usize,
    cases: usize,
    state: Vec<String>,
    cycles: Vec<String>,
    bus: Vec<String>,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.opcodes += other.opcodes;
        self.cases += other.cases;
        self.state.extend(other.state);
        self.cycles.extend(other.cycles);
        self.bus.extend(other.bus);
    }
}

fn load(recorder: &mut Recorder, state: &State) -> Cpu {
    for &(addr, value) in &state.memory {
        recorder.memory[addr as usize] = value;
    }
    let mut cpu = Cpu::new();
    (cpu.pc, cpu.sp, cpu.a, cpu.x, cpu.y) = (state.pc, state.s, state.a, state.x, state.y);
    cpu.set_p(state.p);
    cpu
}

fn run(model: Model, recorder: &mut Recorder, case: &Case, tally: &mut Tally) {
    tally.cases += 1;
    let mut cpu = load(recorder, &case.before);
    recorder.cycles.clear();
    let pc = cpu.pc;
    let opcode = recorder.note_read(pc);
    let args = Args {
        arg1: recorder.memory[pc.wrapping_add(1) as usize],
        arg2: recorder.memory[pc.wrapping_add(2) as usize],
        pc,
    };
    let before = cpu;
    let result = Intervention::from_result(model.execute(&mut cpu, recorder, opcode, args));
    let name = || format!("{} {}", model.name(), case.name);
    if matches!(
        model.table()[opcode as usize].effect,
        Effect::Jam | Effect::Wait
    ) {
        // The chip stops; the machine is asked, and nothing changes.
        if result.is_none() || cpu != before {
            tally.state.push(name());
        }
        return;
    }
    // Bits 4 and 5 of P do not exist in the chip.
    let seen = (cpu.pc, cpu.sp, cpu.a, cpu.x, cpu.y, cpu.p() & 0xcf);
    let after = &case.after;
    let wanted = (after.pc, after.s, after.a, after.x, after.y, after.p & 0xcf);
    let memory = after
        .memory
        .iter()
        .all(|&(addr, value)| recorder.memory[addr as usize] == value);
    if result.is_some() || seen != wanted || !memory {
        tally.state.push(format!(
            "{}: {result:?} {seen:02X?} is not {wanted:02X?}",
            name()
        ));
    }
    if cpu.cycles as usize != case.bus.len() {
        tally.cycles.push(format!(
            "{}: {} is not {}",
            name(),
            cpu.cycles,
            case.bus.len()
        ));
    }
    if recorder.cycles != case.bus {
        tally.bus.push(format!(
            "{}: {} is not {}",
            name(),
            text(&recorder.cycles),
            text(&case.bus)
        ));
    }
}

fn text(cycles: &[BusCycle]) -> String {
    let one = |c: &BusCycle| {
        format!(
            "{:04X}:{:02X}{}",
            c.addr,
            c.value,
            if c.write { 'w' } else { 'r' }
        )
    };
    cycles.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// All cases of every `step`th opcode from `first` on.
fn run_share(model: Model, suites: &Path, folder: &str, first: u8, step: usize) -> Tally {
    let mut recorder = Recorder::new();
    let mut tally = Tally::default();
    for opcode in (first..=u8::MAX).step_by(step) {
        let cases = cases(suites, folder, opcode);
        tally.opcodes += usize::from(!cases.is_empty());
        for case in &cases {
            run(model, &mut recorder, case, &mut tally);
        }
    }
    tally
}

fn passes(model: Model, folder: &str) {
    let Some(suites) = suites(&format!("SingleStepTests of the {}", model.name())) else {
        return;
    };
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(256);
    let mut tally = Tally::default();
    std::thread::scope(|scope| {
        let suites = &suites;
        let share = |first| scope.spawn(move || run_share(model, suites, folder, first, threads));
        let shares: Vec<_> = (0..threads as u8).map(share).collect();
        for share in shares {
            tally.add(
                share
                    .join()
                    .expect("a share of the opcodes runs to its end"),
            );
        }
    });
    report(&format!(
        "| model | opcodes | cases | state failures | cycle failures | bus failures |\n\
         | {} | {} | {} | {} | {} | {} |",
        model.name(),
        tally.opcodes,
        tally.cases,
        tally.state.len(),
        tally.cycles.len(),
        tally.bus.len()
    ));
    for failures in [&tally.state, &tally.cycles, &tally.bus] {
        assert!(
            failures.is_empty(),
            "{} failures:\n{}",
            failures.len(),
            failures.join("\n")
        );
    }
    assert!(tally.cases > 0, "no cases of {folder}");
}

#[test]
fn nmos_6502() {
    passes(Model::Nmos6502, "6502");
}

#[test]
fn ricoh_2a03() {
    passes(Model::Ricoh2A03, "nes6502");
}

#[test]
fn wdc_65c02() {
    passes(Model::Wdc65C02, "wdc65c02");
}

#[test]
fn rockwell_65c02() {
    passes(Model::Rockwell65C02, "rockwell65c02");
}

#[test]
fn synertek_65c02() {
    passes(Model::Synertek65C02, "synertek65c02");
}
