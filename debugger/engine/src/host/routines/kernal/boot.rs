//! What the KERNAL leaves in memory when a program begins, and the few instructions of ours that stand where an interrupt
//! goes.
//!
//! An interrupt goes by $FFFE to $FF48, where the registers are pushed, and by ($0314), or ($0316) for a BRK, on: to $EA31,
//! which looks for keys and the clock, and ends at $EA81 by pulling the registers. An NMI goes by ($0318). A program that
//! puts its own addresses there, and ends at $EA31 or $EA81, finds what it expects.

use jumppad_tiers::Machine;

use super::{screen, word};
use crate::program::load::Program;

/// Where BASIC programs begin.
pub(super) const TEXT: u16 = 0x0801;
/// Where a BRK goes by its vector, for which there is no monitor.
pub(in crate::host::routines) const BREAK: u16 = 0xFE66;

/// The vectors at $0314 and what is in them: the KERNAL's routines.
const VECTORS: [u16; 16] = [
    0xEA31, BREAK, 0xFE47, 0xF34A, 0xF291, 0xF20E, 0xF250, 0xF333, 0xF157, 0xF1CA, 0xF6ED, 0xF13E,
    0xF32F, BREAK, 0xF4A5, 0xF5ED,
];
/// Where they are.
pub(super) const VECTORS_AT: u16 = 0x0314;
/// Bytes of them.
pub(super) const VECTORS_LENGTH: u16 = 2 * VECTORS.len() as u16;

/// Instructions where the KERNAL has those of the same effect.
const STUBS: [(u16, &[u8]); 8] = [
    // The KERNAL's first byte, by which programs tell whether it shows.
    (0xE000, &[0x85]),
    // PHA TXA PHA TYA PHA TSX LDA $0104,X AND #$10 BEQ +3 JMP ($0316) JMP ($0314)
    (
        0xFF48,
        &[
            0x48, 0x8A, 0x48, 0x98, 0x48, 0xBA, 0xBD, 0x04, 0x01, 0x29, 0x10, 0xF0, 0x03, 0x6C,
            0x16, 0x03, 0x6C, 0x14, 0x03,
        ],
    ),
    // JSR $FFEA, the clock; JSR $FF9F, the keys; JMP $EA7E
    (
        0xEA31,
        &[0x20, 0xEA, 0xFF, 0x20, 0x9F, 0xFF, 0x4C, 0x7E, 0xEA],
    ),
    // LDA $DC0D, which acknowledges; PLA TAY PLA TAX PLA RTI
    (
        0xEA7E,
        &[0xAD, 0x0D, 0xDC, 0x68, 0xA8, 0x68, 0xAA, 0x68, 0x40],
    ),
    // SEI JMP ($0318)
    (0xFE43, &[0x78, 0x6C, 0x18, 0x03]),
    // RTI
    (0xFE47, &[0x40]),
    // PLA TAY PLA TAX PLA RTI
    (0xFEBC, &[0x68, 0xA8, 0x68, 0xAA, 0x68, 0x40]),
    // The vectors of the chip: NMI; RESET stays as it is; IRQ.
    (0xFFFA, &[0x43, 0xFE]),
];
const IRQ_VECTOR: u16 = 0xFFFE;
const IRQ_ENTRY: u16 = 0xFF48;

/// Bytes that a C64 has in page 0 and behind when a program begins.
const VARIABLES: &[(u16, u8)] = &[
    // The processor's port: all ROMs are there.
    (0x0000, 0x2F),
    (0x0001, 0x37),
    // The device that the program came from: a disk.
    (0x00BA, 0x08),
    // Input from the keyboard, output to the screen.
    (0x0099, 0x00),
    (0x009A, 0x03),
    (0x00CC, 0x01),
    (0x0289, 0x0A),
    (0x028A, 0x00),
    (0x028B, 0x04),
    (0x028C, 0x10),
];
const WORDS: &[(u16, u16)] = &[
    // BASIC: its text, the end of its memory.
    (0x002B, TEXT),
    (0x0037, 0xA000),
    // The tape's buffer.
    (0x00B2, 0x033C),
    // Memory for programs.
    (0x0281, 0x0800),
    (0x0283, 0xA000),
    // BASIC's starts, cold and warm.
    (0xA000, 0xE394),
    (0xA002, 0xE37B),
];

/// The CIA's timer A with its interrupt, as IOINIT sets it on a PAL machine.
const TIMER: [(u16, u8); 5] = [
    (0xDC0D, 0x7F),
    (0xDC04, 0x25),
    (0xDC05, 0x40),
    (0xDC0D, 0x81),
    (0xDC0E, 0x11),
];

/// Puts the instructions into memory, and the chip's vectors.
pub(in crate::host::routines) fn put_stubs(machine: &mut Machine) {
    for (at, bytes) in STUBS {
        for (at, &byte) in (at..).zip(bytes) {
            machine.poke(at, byte);
        }
    }
    word::put(machine, IRQ_VECTOR, IRQ_ENTRY);
}

/// Puts what the KERNAL keeps into memory, and an empty screen.
pub(in crate::host::routines) fn prepare(machine: &mut Machine) {
    for &(at, byte) in VARIABLES {
        machine.poke(at, byte);
    }
    for &(at, value) in WORDS {
        word::put(machine, at, value);
    }
    restore(machine);
    screen::begin(machine);
}

/// Sets the processor's port, as IOINIT does first.
pub(in crate::host::routines) fn set_port(machine: &mut Machine) {
    for &(at, byte) in &VARIABLES[..2] {
        machine.poke(at, byte);
    }
}

/// Starts the CIA's timer that interrupts sixty times a second, if the machine has one; bytes of `program` stay.
pub(in crate::host::routines) fn start_timer(machine: &mut Machine, program: &Program) {
    for (at, byte) in TIMER {
        if !program.has(at) {
            machine.poke(at, byte);
        }
    }
}

/// The vectors as at power-on.
pub(super) fn restore(machine: &mut Machine) {
    for (at, value) in (VECTORS_AT..).step_by(2).zip(VECTORS) {
        word::put(machine, at, value);
    }
}

/// The end of BASIC's text is the end of what was loaded there.
pub(in crate::host::routines) fn end_of_program(machine: &mut Machine, end: u16) {
    for at in [0x2D, 0x2F, 0x31, 0xAE] {
        word::put(machine, at, end);
    }
}
