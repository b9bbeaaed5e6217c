//! Klaus Dormann's interrupt test: IRQ, NMI, BRK and their overlaps, driven by a
//! feedback register.

use jumppad_tiers::devices::Feedback;
use jumppad_tiers::opcodes::Model;

use crate::image::traps_at;

const FEEDBACK: u16 = 0xbffc;

#[test]
fn interrupt_test() {
    traps_at(
        Model::Nmos6502,
        "klaus/6502_interrupt_test.bin",
        0x06e8,
        |machine| {
            machine.attach(FEEDBACK..=FEEDBACK, Box::new(Feedback::default()));
        },
    );
}
