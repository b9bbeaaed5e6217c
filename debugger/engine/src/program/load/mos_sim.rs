//! Images for mos-sim, llvm-mos's simulator: records of an address, a size and as many bytes, up to the end of the file.
//!
//! Both numbers have 16 bits, low byte first. There is no signature, so such a file is one because its user says so, or
//! its name ends in `.simg`. The program starts by the reset vector that it brings, in memory that is zero elsewhere.

use super::{LoadReason, Parts, segment};

/// Bytes of a record's address and size.
const HEAD: usize = 4;

/// Why an image could not be loaded.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A record has no whole head.
    #[error("its record {record} ends within its address and size")]
    Head {
        /// Which one, from 1.
        record: usize,
    },
    /// A record says that it has more bytes than there are.
    #[error("its record {record} has {found} bytes, not {size}")]
    Bytes {
        /// Which one, from 1.
        record: usize,
        /// How many it says that it has.
        size: usize,
        /// How many there are.
        found: usize,
    },
    /// The user says where it goes.
    #[error("its records say where they go, and go nowhere else")]
    Fixed,
}

impl Fault {
    /// What the user can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Head { .. } | Self::Bytes { .. } => {
                "the file is not whole, or no image for mos-sim: `--format` says what it is"
            }
            Self::Fixed => "leave the address out",
        }
    }
}

/// `load` must be absent: the records have their addresses.
pub(super) fn parse(bytes: &[u8], load: Option<u16>) -> Result<Parts, LoadReason> {
    if load.is_some() {
        return Err(Fault::Fixed.into());
    }
    let mut segments = Vec::new();
    let mut rest = bytes;
    for record in 1.. {
        if rest.is_empty() {
            break;
        }
        let Some((&[low, high, size_low, size_high], data)) = rest.split_first_chunk::<HEAD>()
        else {
            return Err(Fault::Head { record }.into());
        };
        let size = usize::from(u16::from_le_bytes([size_low, size_high]));
        let Some((data, more)) = data.split_at_checked(size) else {
            let found = data.len();
            return Err(Fault::Bytes {
                record,
                size,
                found,
            }
            .into());
        };
        if size > 0 {
            segments.push(segment(u16::from_le_bytes([low, high]), data.to_vec())?);
        }
        rest = more;
    }
    match segments.is_empty() {
        true => Err(LoadReason::NoBytes),
        false => Ok(Parts {
            segments,
            ..Parts::default()
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_go_where_they_say() {
        let image = [
            &[0x00, 0x02, 2, 0, 0xEA, 0x60][..],
            &[0, 3, 0, 0],
            &[0xFA, 0xFF, 6, 0, 0, 0, 0x00, 0x02, 0, 0],
        ];
        let parts = parse(&image.concat(), None).unwrap();
        let found = parts.segments.iter().map(|s| (s.start, &s.bytes[..]));
        let wanted = [
            (0x200, &[0xEA, 0x60][..]),
            (0xFFFA, &[0, 0, 0x00, 0x02, 0, 0]),
        ];
        assert!(found.eq(wanted), "{:?}", parts.segments);
    }

    #[test]
    fn what_is_no_image_says_where() {
        let fault = |bytes: &[u8]| match parse(bytes, None) {
            Err(LoadReason::MosSim(fault)) => fault,
            other => panic!("{other:?}"),
        };
        let whole = [0, 2, 1, 0, 0xEA];
        assert_eq!(
            fault(&[&whole[..], &[1, 2, 3]].concat()),
            Fault::Head { record: 2 }
        );
        let short = Fault::Bytes {
            record: 1,
            size: 2,
            found: 1,
        };
        assert_eq!(fault(&[0, 2, 2, 0, 0xEA]), short);
        assert!(matches!(
            parse(&[0xFF, 0xFF, 2, 0, 1, 2], None),
            Err(LoadReason::PastTheEnd {
                start: 0xFFFF,
                length: 2
            })
        ));
        assert!(matches!(
            parse(&[0, 2, 0, 0], None),
            Err(LoadReason::NoBytes)
        ));
        let moved = parse(&whole, Some(0x300));
        assert!(matches!(moved, Err(LoadReason::MosSim(Fault::Fixed))));
    }
}
