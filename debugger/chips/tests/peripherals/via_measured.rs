//! Programs of VICE's tests that compare a 6522 with what was measured in a VIC-20: timers, PB7,
//! shift register.
//!
//! They are in the folder `vice-vic20` of the suites (VICE's testprogs/VIC20), which is not ours to
//! ship; without it the test says that it was skipped. A VIC-20's board is there as far as they look at it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use jumppad_chips::{Level, Pin, Unwired, Via, Wired};
use jumppad_tiers::{Device, JitMode, Signals, StopReason};

use crate::bench::{Script, TIERS, machine};

/// Where they say how they ended: 0 is well.
const RESULT: u16 = 0x910f;

/// When the motor's line falls in the programs for the shift register, which see it: it takes its time, as
/// a transistor is in the way. In the others it has fallen long before they look.
const MOTOR: u64 = 8_423;

/// Says so at once, where the test harness keeps back what is printed.
fn report(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("the standard error stream is open");
}

/// The folder, if there is one.
fn suite() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("JUMPPAD_SUITES") else {
        report("SKIPPED: VICE's programs for the VIC-20: JUMPPAD_SUITES is not set");
        return None;
    };
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = workspace.join(folder).join("vice-vic20");
    if !folder.is_dir() {
        report("SKIPPED: VICE's programs for the VIC-20: no vice-vic20 in JUMPPAD_SUITES");
        return None;
    }
    Some(folder)
}

/// The video chip's line counter, and the place of the result.
struct Board(Arc<Mutex<Option<u8>>>);

impl Device for Board {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        self.peek(addr, signals.cycle())
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        if addr == RESULT {
            *self.0.lock().expect("no test panics while it holds it") = Some(value);
            signals.stop();
        }
    }

    fn peek(&self, addr: u16, cycle: u64) -> u8 {
        match addr {
            // 156 counts of two lines of 71 cycles.
            0x9004 => (cycle / 142 % 156) as u8,
            _ => 0,
        }
    }

    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    fn restore(&mut self, _state: &[u8]) {}
}

/// How a program ends.
fn ends(tier: JitMode, program: &Path) -> Option<u8> {
    let bytes = fs::read(program).expect("it can be read");
    let (start, bytes) = bytes.split_first_chunk().expect("it has an address");
    let start = u16::from_le_bytes(*start);
    let mut machine = machine(tier);
    machine.load(start, bytes).expect("it fits");
    let result = Arc::default();
    machine.attach(0x9000..=RESULT, Box::new(Board(Arc::clone(&result))));
    // The line of the cassette's motor is on CA2, which falls when the chip lets go of it.
    let motor = Script::with(&[(Pin::Ca2, MOTOR, Level::Low)]);
    let wired: [(u16, Box<dyn Wired>); 2] =
        [(0x9110, Box::new(motor)), (0x9120, Box::new(Unwired))];
    for (base, wired) in wired {
        machine.attach(base..=base + 15, Box::new(Via::new(wired)));
    }
    // Behind a line of BASIC that calls it.
    machine.cpu_mut().pc = start + 13;
    assert_eq!(machine.run(50_000_000), StopReason::Device, "{program:?}");
    *result.lock().expect("no test panics while it holds it")
}

#[test]
fn what_was_measured_in_a_vic_20() {
    let Some(folder) = suite() else { return };
    let mut tried = 0;
    let mut failed = Vec::new();
    for part in ["viavarious", "via_sr", "via_pb7"] {
        let files = fs::read_dir(folder.join(part)).expect("the suite is whole");
        for file in files {
            let file = file.expect("it can be read").path();
            if file.extension().is_none_or(|extension| extension != "prg") {
                continue;
            }
            tried += 1;
            for tier in TIERS {
                let result = ends(tier, &file);
                if result != Some(0) {
                    failed.push((file.clone(), tier, result));
                }
            }
        }
    }
    report(&format!("{tried} programs in {} tiers", TIERS.len()));
    assert!(tried > 30, "{tried} programs are not all");
    assert!(failed.is_empty(), "{failed:#?}");
}
