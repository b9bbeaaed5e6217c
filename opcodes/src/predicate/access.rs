//! Where the values in a filter come from: fields of a record's bytes, of the
//! processor, and memory.
//!
//! A field that does not lie within the record reads as 0, or as the empty
//! string; a filter is given whole records, so none does.

use crate::cpu::Cpu;
use crate::memory::PageAttributes;

predicates! {
    /// The byte at `at`.
    filter_int_one(record: &[u8], at: usize) -> i64 {
        match array(record, at) { Some([byte]) => byte as i64, None => 0 }
    }
    /// The 16-bit number at `at`.
    filter_int_two(record: &[u8], at: usize) -> i64 {
        match array(record, at) { Some(bytes) => u16::from_le_bytes(bytes) as i64, None => 0 }
    }
    /// The 32-bit number at `at`.
    filter_int_four(record: &[u8], at: usize) -> i64 {
        match array(record, at) { Some(bytes) => u32::from_le_bytes(bytes) as i64, None => 0 }
    }
    /// The 64-bit number at `at`.
    filter_int_eight(record: &[u8], at: usize) -> i64 {
        match array(record, at) { Some(bytes) => i64::from_le_bytes(bytes), None => 0 }
    }
    /// The string whose length is at `at`, with its bytes behind that.
    filter_text_inside(record: &[u8], at: usize, capacity: usize) -> &[u8] {
        let begin = at.wrapping_add(4);
        let length = word(record, at);
        part(record, begin, if length < capacity { length } else { capacity })
    }
    /// The room of that string.
    filter_room_inside(record: &[u8], at: usize, capacity: usize) -> &[u8] {
        part(record, at.wrapping_add(4), capacity)
    }
    /// The string of `pool` whose begin and length are at `at`.
    filter_text_pooled<'a>(record: &[u8], at: usize, pool: &'a [u8]) -> &'a [u8] {
        let begin = word(record, at);
        let length = word(record, at.wrapping_add(4));
        part(pool, begin, length)
    }
    /// The room of that string: the rest of the pool.
    filter_room_pooled<'a>(record: &[u8], at: usize, pool: &'a [u8]) -> &'a [u8] {
        match pool.get(word(record, at)..) {
            Some(rest) => rest,
            None => &[],
        }
    }

    /// The cycle counter.
    filter_cpu_cycles(cpu: &Cpu) -> i64 { cpu.cycles.cast_signed() }
    /// The program counter.
    filter_cpu_pc(cpu: &Cpu) -> i64 { cpu.pc as i64 }
    /// The accumulator.
    filter_cpu_a(cpu: &Cpu) -> i64 { cpu.a as i64 }
    /// Index register X.
    filter_cpu_x(cpu: &Cpu) -> i64 { cpu.x as i64 }
    /// Index register Y.
    filter_cpu_y(cpu: &Cpu) -> i64 { cpu.y as i64 }
    /// The stack pointer.
    filter_cpu_sp(cpu: &Cpu) -> i64 { cpu.sp as i64 }
    /// The packed status register.
    filter_cpu_p(cpu: &Cpu) -> i64 { cpu.p() as i64 }

    /// A byte at hand.
    filter_byte(byte: u8) -> i64 { byte as i64 }
    /// An address at hand.
    filter_address(addr: u16) -> i64 { addr as i64 }

    /// The byte of memory at an address; -1 where a device must be asked.
    filter_peek(
        zero_page: &[u8; 0x100],
        ram: &[u8; 0x1_0000],
        pages: &[PageAttributes; 0x100],
        addr: u16
    ) -> i64 {
        if pages[(addr >> 8) as usize].contains(PageAttributes::DEVICE) {
            -1
        } else if addr < 0x100 {
            zero_page[addr as usize] as i64
        } else {
            ram[addr as usize] as i64
        }
    }
}

#[inline(always)]
fn array<const N: usize>(record: &[u8], at: usize) -> Option<[u8; N]> {
    let [bytes, ..] = record.get(at..)?.as_chunks().0 else {
        return None;
    };
    Some(*bytes)
}

#[inline(always)]
fn part(text: &[u8], begin: usize, length: usize) -> &[u8] {
    match text.get(begin..begin.wrapping_add(length)) {
        Some(part) => part,
        None => &[],
    }
}

#[inline(always)]
fn word(record: &[u8], at: usize) -> usize {
    filter_int_four(record, at) as usize
}
