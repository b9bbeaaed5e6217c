//! Registers and flags as routines give their results.

use jumppad_tiers::Machine;
pub(super) use jumppad_tiers::opcodes::cpu::flag;

/// Sets or clears a flag.
pub(super) fn set(machine: &mut Machine, bit: u8, is_set: bool) {
    let others = machine.cpu().p() & !bit;
    machine
        .cpu_mut()
        .set_p(if is_set { others | bit } else { others });
}

/// A, with N and Z as a load sets them.
pub(super) fn set_result(machine: &mut Machine, value: u8) {
    machine.cpu_mut().a = value;
    set(machine, flag::Z, value == 0);
    set(machine, flag::N, value & 0x80 != 0);
}

/// X and Y.
pub(super) fn set_xy(machine: &mut Machine, x: u8, y: u8) {
    let cpu = machine.cpu_mut();
    (cpu.x, cpu.y) = (x, y);
}

/// X and Y as an address, X the low byte.
pub(super) fn xy(machine: &Machine) -> u16 {
    let cpu = machine.cpu();
    u16::from_le_bytes([cpu.x, cpu.y])
}
