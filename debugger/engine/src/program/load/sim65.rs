//! Programs for sim65, cc65's simulator: a header of 12 bytes, then the program.
//!
//! The header: `sim65`, its version, the chip (0 for 6502, 1 for 65C02, 2 for 6502X), where in page 0 the C stack
//! pointer is, the load address and the start address. As in the simulator, the start address becomes the reset vector.
//!
//! Left out: the calls to the host that such programs make; headers of version 1, which do not name the stack pointer.

use jumppad_tiers::opcodes::vector;

use super::{LoadReason, Parts, segment};
use crate::program::sim65::{Chip, Sim65, convention, peripherals};

/// What every such file begins with.
pub(super) const MAGIC: &[u8] = b"sim65";
const HEADER: usize = 12;
const VERSION: u8 = 2;

/// Why a sim65 file could not be loaded.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("it does not begin with `sim65` as a program for cc65's simulator does")]
    Magic,
    #[error("its header of 12 bytes is cut off after {0}")]
    Header(usize),
    #[error("its header has version {0}, not 2")]
    Version(u8),
    #[error("its header names chip {0}, which is none of 0 (6502), 1 (65C02) and 2 (6502X)")]
    Chip(u8),
    #[error("{length} bytes at ${start:04X} reach the host's addresses at ${host:04X}")]
    HostAddresses {
        start: u16,
        length: usize,
        host: u16,
    },
    #[error("its program goes where it was linked for, nowhere else")]
    Fixed,
}

impl Fault {
    /// What the user can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Magic => {
                "if these are plain bytes, say `--raw` (`--format raw`) and where they go"
            }
            Self::Header(_) => "the file is not whole: build it again",
            Self::Version(_) => "build it with cc65 2.18 or later",
            Self::Chip(_) => "build it with `-t sim6502` or `-t sim65c02`",
            Self::HostAddresses { .. } => "link it lower",
            Self::Fixed => "leave the address out",
        }
    }
}

/// `load` must be absent: the program was linked for its address.
pub(super) fn parse(bytes: &[u8], load: Option<u16>) -> Result<Parts, LoadReason> {
    if !bytes.starts_with(MAGIC) {
        return Err(Fault::Magic.into());
    }
    let Some(&[_, _, _, _, _, version, chip, pointer, low, high, entry @ ..]) =
        bytes.first_chunk::<HEADER>()
    else {
        return Err(Fault::Header(bytes.len()).into());
    };
    if version != VERSION {
        return Err(Fault::Version(version).into());
    }
    let chip = Chip::numbered(chip).ok_or(Fault::Chip(chip))?;
    if load.is_some() {
        return Err(Fault::Fixed.into());
    }
    let (start, program) = (u16::from_le_bytes([low, high]), &bytes[HEADER..]);
    let length = program.len();
    if length == 0 {
        return Err(LoadReason::NoBytes);
    }
    let entered = u16::from_le_bytes(entry).wrapping_sub(start).into();
    let version = convention(program, entered, pointer);
    let host = version.first_call();
    if usize::from(start) + length > usize::from(host) {
        let fault = Fault::HostAddresses {
            start,
            length,
            host,
        };
        return Err(fault.into());
    }
    Ok(Parts {
        segments: vec![
            segment(start, program.to_vec())?,
            segment(vector::RESET, entry.to_vec())?,
        ],
        entry: Some(u16::from_le_bytes(entry)),
        cpu: Some(chip.model()),
        sim65: Some(Sim65 {
            stack_pointer: pointer,
            version,
            chip,
            peripherals: peripherals(program, entered, pointer),
        }),
        ..Parts::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &[u8] = b"sim65\x02\x01\x82\x00\x02\x10\x02\xEA\x60";

    fn fault(bytes: &[u8]) -> Fault {
        match parse(bytes, None) {
            Err(LoadReason::Sim65(fault)) => fault,
            other => panic!("{other:?}"),
        }
    }

    fn with(at: usize, byte: u8) -> Vec<u8> {
        let mut bytes = GOOD.to_vec();
        bytes[at] = byte;
        bytes
    }

    #[test]
    fn the_header_says_it_all() {
        let parts = parse(GOOD, None).unwrap();
        assert_eq!(parts.segments[0].start, 0x200);
        assert_eq!(parts.segments[0].bytes, [0xEA, 0x60]);
        assert_eq!(
            (parts.segments[1].start, &parts.segments[1].bytes[..]),
            (0xFFFC, &[0x10, 0x02][..])
        );
        assert_eq!(parts.entry, Some(0x210));
        assert_eq!(parts.cpu, Some(Chip::Cmos.model()));
        assert_eq!(parts.sim65.unwrap().stack_pointer, 0x82);
        for (number, chip) in (0..).zip(Chip::ALL) {
            let parts = parse(&with(6, number), None).unwrap();
            assert_eq!(parts.sim65.unwrap().chip, chip);
            assert_eq!(parts.cpu, Some(chip.model()));
        }
    }

    #[test]
    fn what_is_no_such_program() {
        assert_eq!(fault(b"sim64"), Fault::Magic);
        assert_eq!(fault(&GOOD[..11]), Fault::Header(11));
        assert_eq!(fault(&with(5, 1)), Fault::Version(1));
        assert_eq!(fault(&with(6, 9)), Fault::Chip(9));
        let high = Fault::HostAddresses {
            start: 0xFFF0,
            length: 2,
            host: 0xFFF1,
        };
        assert_eq!(
            fault(&[b"sim65\x02\0\0\xF0\xFF\0\0", &[0, 0][..]].concat()),
            high
        );
        let moved = parse(GOOD, Some(0x300));
        assert!(matches!(moved, Err(LoadReason::Sim65(Fault::Fixed))));
        let empty = parse(&GOOD[..12], None);
        assert!(matches!(empty, Err(LoadReason::NoBytes)));
    }
}
