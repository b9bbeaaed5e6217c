//! Words in the guest's memory.

use jumppad_tiers::Machine;

/// Writes a word, low byte first.
pub(super) fn put(machine: &mut Machine, at: u16, value: u16) {
    let [low, high] = value.to_le_bytes();
    machine.poke(at, low);
    machine.poke(at.wrapping_add(1), high);
}
