//! How cc65's programs pass arguments: `fastcall` over the C stack.
//!
//! Addresses wrap as the CPU's do.

use jumppad_tiers::Machine;

/// The last argument: A is its low byte, X its high byte.
pub(super) fn ax(machine: &Machine) -> u16 {
    let cpu = machine.cpu();
    u16::from_le_bytes([cpu.a, cpu.x])
}

/// Answers the call.
pub(super) fn set_ax(machine: &mut Machine, value: u16) {
    let [low, high] = value.to_le_bytes();
    let cpu = machine.cpu_mut();
    (cpu.a, cpu.x) = (low, high);
}

pub(super) fn set_word(machine: &mut Machine, at: u16, value: u16) {
    let [low, high] = value.to_le_bytes();
    machine.poke(at, low);
    machine.poke(at.wrapping_add(1), high);
}

/// The C stack's pointer, which is at `pointer` in page 0.
pub(super) fn stack(machine: &Machine, pointer: u8) -> u16 {
    let high = machine.peek(u16::from(pointer.wrapping_add(1)));
    u16::from_le_bytes([machine.peek(u16::from(pointer)), high])
}

/// The word on top of the C stack, from which `size` bytes are then removed.
pub(super) fn pop(machine: &mut Machine, pointer: u8, size: u8) -> u16 {
    let at = stack(machine, pointer);
    let value = machine.peek_word(at);
    set_word(
        machine,
        u16::from(pointer),
        at.wrapping_add(u16::from(size)),
    );
    value
}

/// The word on top of the CPU's stack.
pub(in crate::host) fn pushed_word(machine: &Machine) -> u16 {
    let sp = machine.cpu().sp;
    let at = |depth: u8| machine.peek(0x0100 + u16::from(sp.wrapping_add(depth)));
    u16::from_le_bytes([at(1), at(2)])
}

/// RTS, without its cycles.
pub(in crate::host) fn return_to_caller(machine: &mut Machine) {
    let target = pushed_word(machine).wrapping_add(1);
    let cpu = machine.cpu_mut();
    cpu.sp = cpu.sp.wrapping_add(2);
    cpu.pc = target;
}
