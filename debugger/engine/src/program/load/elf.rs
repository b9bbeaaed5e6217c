//! Programs that llvm-mos linked, as ELF files.

use super::{LoadReason, Parts, segment};
use crate::program::elf::{Elf, Fault};

/// `load` must be absent: the program was linked for its address.
pub(super) fn parse(bytes: &[u8], load: Option<u16>) -> Result<Parts, LoadReason> {
    let elf = Elf::parse(bytes)?;
    let cpu = elf.chip()?;
    if load.is_some() {
        return Err(Fault::Fixed.into());
    }
    let loaded = elf.loaded()?;
    if loaded.is_empty() {
        return Err(LoadReason::NoBytes);
    }
    let segments = loaded
        .into_iter()
        .map(|part| segment(part.start, part.bytes.to_vec()));
    Ok(Parts {
        segments: segments.collect::<Result<_, _>>()?,
        entry: elf.entry(),
        cpu,
        ..Parts::default()
    })
}
