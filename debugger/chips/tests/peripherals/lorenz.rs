//! Wolfgang Lorenz's tests of the 6526 in a C64, and of interrupts by it, in every tier.
//!
//! They are in the folder `lorenz` of the suites (the files of his test suite, 2.15), which is not
//! ours to ship; without it the test says that it was skipped. A C64 is there as far as they use it:
//! both CIAs, the line counter, the interrupt vectors by the port at $0001, and of the KERNAL what sets
//! up the CIAs and goes to handlers. They are of the 6526, not of the 6526A.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use jumppad_chips::{Cia, Revision, Unwired};
use jumppad_tiers::{Device, JitMode, Line, Machine, Signals, StopReason};

use crate::bench::{Code, TIERS, machine};

const NAMES: [&str; 20] = [
    "cia1ta",
    "cia1tb",
    "cia1tab",
    "cia1pb6",
    "cia1pb7",
    "cia1tb123",
    "cia2ta",
    "cia2tb",
    "cia2pb6",
    "cia2pb7",
    "cia2tb123",
    "cntdef",
    "cnto2",
    "flipos",
    "icr01",
    "imr",
    "irq",
    "loadth",
    "nmi",
    "oneshot",
];

/// Where the programs begin, behind a line of BASIC that calls them.
const PROGRAM: u16 = 0x0819;
/// CHROUT prints, GETIN waits for a key behind what failed, and the next test is loaded when all is well.
const CHROUT: u16 = 0xffd2;
const GETIN: u16 = 0xffe4;
const LOAD: u16 = 0xe16f;

/// Says so at once, where the test harness keeps back what is printed.
fn report(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("the standard error stream is open");
}

/// The folder, if there is one.
fn suite() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("JUMPPAD_SUITES") else {
        report("SKIPPED: Lorenz's tests of the CIA: JUMPPAD_SUITES is not set");
        return None;
    };
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = workspace.join(folder).join("lorenz");
    if !folder.is_dir() {
        report("SKIPPED: Lorenz's tests of the CIA: no lorenz in JUMPPAD_SUITES");
        return None;
    }
    Some(folder)
}

/// The port at $0001, or the vectors, which are the ROM's while its bit 1 is set.
struct Banked {
    /// The port, and the vectors in RAM.
    shared: Arc<Mutex<(u8, [u8; 6])>>,
    is_port: bool,
}

/// NMI, reset, IRQ.
const VECTORS: [u8; 6] = [0x43, 0xfe, 0xe2, 0xfc, 0x48, 0xff];

impl Device for Banked {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        self.peek(addr, signals.cycle())
    }

    fn write(&mut self, addr: u16, value: u8, _signals: &mut Signals<'_>) {
        let mut shared = self
            .shared
            .lock()
            .expect("no test panics while it holds it");
        match self.is_port {
            true => shared.0 = value,
            false => shared.1[usize::from(addr - 0xfffa)] = value,
        }
    }

    fn peek(&self, addr: u16, _cycle: u64) -> u8 {
        let shared = self
            .shared
            .lock()
            .expect("no test panics while it holds it");
        match (self.is_port, shared.0 & 2) {
            (true, _) => shared.0,
            (false, 0) => shared.1[usize::from(addr - 0xfffa)],
            (false, _) => VECTORS[usize::from(addr - 0xfffa)],
        }
    }

    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    fn restore(&mut self, _state: &[u8]) {}
}

/// The routines of the KERNAL that are executed, by what its addresses promise.
fn kernal(machine: &mut Machine) {
    const PULL: [u8; 6] = [0x68, 0xa8, 0x68, 0xaa, 0x68, 0x40];
    const PUSH: [u8; 5] = [0x48, 0x8a, 0x48, 0x98, 0x48];
    // IRQ: to the handler of BRK or of IRQ; that one acknowledges CIA 1.
    let irq = Code::at(0xff48).op(&PUSH).op(&[0xba, 0xbd, 0x04, 0x01]);
    let irq = irq.op(&[0x29, 0x10, 0xf0, 3]).to(0x6c, 0x0316);
    irq.to(0x6c, 0x0314).load(machine);
    Code::at(0xea31).lda(0xdc0d).jmp(0xea81).load(machine);
    Code::at(0xea7e).lda(0xdc0d).op(&PULL).load(machine);
    // NMI; its handler acknowledges CIA 2.
    let nmi = Code::at(0xfe43).op(&[0x78]).to(0x6c, 0x0318).op(&PUSH);
    let nmi = nmi.store(0x7f, 0xdd0d).to(0xac, 0xdd0d);
    nmi.jmp(0xfebc).load(machine);
    Code::at(0xfebc).op(&PULL).load(machine);
    // The vectors in RAM, and the CIAs, whose first timer interrupts all the time.
    let vectors = [
        (0x0314, 0x31),
        (0x0315, 0xea),
        (0x0316, 0x66),
        (0x0317, 0xfe),
    ];
    let vectors = vectors.into_iter().chain([(0x0318, 0x47), (0x0319, 0xfe)]);
    let code = vectors.fold(Code::at(0xfd15), |code, (addr, value)| {
        code.store(value, addr)
    });
    code.op(&[0x60]).load(machine);
    let cias = [
        (0xdc0d, 0x7f),
        (0xdd0d, 0x7f),
        (0xdc00, 0x7f),
        (0xdc0e, 8),
        (0xdd0e, 8),
        (0xdc0f, 8),
        (0xdd0f, 8),
        (0xdc03, 0),
        (0xdd03, 0),
        (0xdc02, 0xff),
        (0xdd00, 7),
        (0xdd02, 0x3f),
        (0xdc04, 0x25),
        (0xdc05, 0x40),
        (0xdc0d, 0x81),
        (0xdc0e, 0x11),
    ];
    let code = cias
        .into_iter()
        .fold(Code::at(0xfda3), |code, (addr, value)| {
            code.store(value, addr)
        });
    code.op(&[0x60]).load(machine);
}

/// Runs a test; what it printed, if it failed.
fn failure(tier: JitMode, program: &[u8]) -> Option<String> {
    let mut machine = machine(tier);
    kernal(&mut machine);
    machine.load(0x0801, &program[2..]).expect("it fits");
    // A line below the border, as the tests wait for.
    machine.poke(0xd011, 0x80);
    for (base, line) in [(0xdc00, Line::Irq), (0xdd00, Line::Nmi)] {
        let cia = Cia::new(Box::new(Unwired), Revision::Mos6526, 985_248);
        machine.attach(base..=base + 0xff, Box::new(cia.interrupting(Some(line))));
    }
    let shared = Arc::new(Mutex::new((0x37, [0; 6])));
    for (range, is_port) in [(1..=1, true), (0xfffa..=0xffff, false)] {
        let shared = Arc::clone(&shared);
        machine.attach(range, Box::new(Banked { shared, is_port }));
    }
    for call in [CHROUT, GETIN, LOAD] {
        machine.set_host_call(call);
    }
    let start = Code::at(0x0200)
        .op(&[0x78])
        .to(0x20, 0xfd15)
        .to(0x20, 0xfda3);
    start.op(&[0x58]).jmp(PROGRAM).load(&mut machine);
    (machine.cpu_mut().pc, machine.cpu_mut().sp) = (0x0200, 0xf9);
    let mut printed = String::new();
    loop {
        let stop = machine.run(200_000_000);
        match (stop, machine.cpu().pc) {
            (StopReason::HostCall, LOAD) => return None,
            (StopReason::HostCall, CHROUT) => {
                printed.push(char::from(machine.cpu().a & 0x7f));
                let sp = machine.cpu().sp;
                let low = u16::from(sp.wrapping_add(1)) | 0x0100;
                let high = u16::from(sp.wrapping_add(2)) | 0x0100;
                let back = u16::from_le_bytes([machine.peek(low), machine.peek(high)]);
                machine.cpu_mut().sp = sp.wrapping_add(2);
                machine.cpu_mut().pc = back.wrapping_add(1);
            }
            _ => return Some(format!("{stop:?}: {printed}")),
        }
    }
}

#[test]
fn lorenz_tests_pass() {
    let Some(folder) = suite() else { return };
    let mut failed = Vec::new();
    for name in NAMES {
        let program = fs::read(folder.join(name)).expect("the suite is whole");
        for tier in TIERS {
            if let Some(printed) = failure(tier, &program) {
                failed.push(format!("{name} {tier:?}: {printed}"));
            }
        }
    }
    report(&format!("{} tests in {} tiers", NAMES.len(), TIERS.len()));
    assert!(failed.is_empty(), "{failed:#?}");
}
