//! Registers by the numbers and names that VICE gives them.
//!
//! Invariant: what VICE lists of each of its machines is listed, $00 and $01 among them, which are memory. There is no
//! screen: LIN and CYC, which tell where the beam is, are the upper and the lower half of the count of cycles.

use super::fields::Fields;
use super::reply::{Fault, list, text};
use jumppad_engine::debugger::Debugger;

const A: u8 = 0x00;
const X: u8 = 0x01;
const Y: u8 = 0x02;
const PC: u8 = 0x03;
const SP: u8 = 0x04;
const FL: u8 = 0x05;
const LIN: u8 = 0x35;
const CYC: u8 = 0x36;
const ZERO: u8 = 0x37;
const ONE: u8 = 0x38;

/// Number, bits and name, in VICE's order.
const ALL: [(u8, u8, &str); 10] = [
    (PC, 16, "PC"),
    (A, 8, "A"),
    (X, 8, "X"),
    (Y, 8, "Y"),
    (SP, 8, "SP"),
    (ZERO, 8, "00"),
    (ONE, 8, "01"),
    (FL, 8, "FL"),
    (LIN, 16, "LIN"),
    (CYC, 16, "CYC"),
];

/// Which there are.
pub(super) fn available() -> Vec<u8> {
    let item = |&(id, bits, name): &(u8, u8, &str)| {
        let mut item = vec![id, bits];
        item.extend(text(name.as_bytes()));
        item
    };
    list(&ALL.iter().map(item).collect::<Vec<_>>())
}

/// What they hold.
pub(super) fn values(debugger: &Debugger) -> Vec<u8> {
    let item = |&(id, ..): &(u8, u8, &str)| {
        let [low, high] = value(debugger, id).to_le_bytes();
        vec![id, low, high]
    };
    list(&ALL.iter().map(item).collect::<Vec<_>>())
}

fn value(debugger: &Debugger, id: u8) -> u16 {
    let machine = &debugger.machine;
    let cpu = machine.cpu();
    match id {
        A => cpu.a.into(),
        X => cpu.x.into(),
        Y => cpu.y.into(),
        PC => cpu.pc,
        SP => cpu.sp.into(),
        FL => cpu.p().into(),
        ZERO => machine.peek(0).into(),
        ONE => machine.peek(1).into(),
        LIN => (cpu.cycles >> 16) as u16,
        _ => cpu.cycles as u16,
    }
}

/// Sets those that `fields` lists; all of them, or none.
///
/// # Errors
/// One is unknown, or the list is longer than what follows.
pub(super) fn set(debugger: &mut Debugger, mut fields: Fields<'_>) -> Result<(), Fault> {
    let count = fields.word()?;
    let mut wanted = Vec::new();
    for _ in 0..count {
        let mut item = Fields(fields.text()?);
        let (id, value) = (item.byte()?, item.word()?);
        if ALL.iter().all(|(known, ..)| *known != id) {
            return Err(Fault::Missing);
        }
        wanted.push((id, value));
    }
    for (id, value) in wanted {
        put(debugger, id, value);
    }
    Ok(())
}

fn put(debugger: &mut Debugger, id: u8, value: u16) {
    let low = value as u8;
    match id {
        ZERO => return debugger.write(0, &[low]),
        ONE => return debugger.write(1, &[low]),
        // Clients give back all that they got; time cannot be set.
        LIN | CYC => return,
        _ => {}
    }
    let cpu = debugger.machine.cpu_mut();
    match id {
        A => cpu.a = low,
        X => cpu.x = low,
        Y => cpu.y = low,
        SP => cpu.sp = low,
        FL => cpu.set_p(low),
        // Where it stands already, it still rests.
        _ if cpu.pc == value => {}
        _ => {
            cpu.pc = value;
            debugger.moved();
        }
    }
}
