//! Commodore PRG: two bytes of load address, low byte first, then the program.
//!
//! Where it begins with a BASIC program, its first SYS says where the machine code starts.

use super::basic::{Sys, sys};
use super::{LoadReason, Parts, Start, segment};

/// `load` overrides the file's own address.
pub(super) fn parse(bytes: &[u8], load: Option<u16>) -> Result<Parts, LoadReason> {
    let [low, high, rest @ ..] = bytes else {
        return Err(LoadReason::NoBytes);
    };
    if rest.is_empty() {
        return Err(LoadReason::NoBytes);
    }
    let own = u16::from_le_bytes([*low, *high]);
    let start = load.unwrap_or(own);
    // BASIC that was moved is none any more.
    let sys = sys(own, rest).filter(|_| start == own);
    let is_inside = |to: u16| {
        to.checked_sub(start)
            .is_some_and(|at| usize::from(at) < rest.len())
    };
    let (entry, why) = match sys {
        None => (None, Start::Usual),
        Some(Sys::To(to)) if is_inside(to) => (Some(to), Start::Sys),
        Some(Sys::To(_) | Sys::Calculated) => (None, Start::UnclearSys),
    };
    Ok(Parts {
        segments: vec![segment(start, rest.to_vec())?],
        entry,
        start: why,
        ..Parts::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_comes_first() {
        let Parts { segments, .. } = parse(&[0x01, 0x08, 0xEA], None).unwrap();
        assert_eq!(
            (segments[0].start, segments[0].bytes.as_slice()),
            (0x0801, &[0xEA][..])
        );
        assert_eq!(
            parse(&[1, 8, 0xEA], Some(0x2000)).unwrap().segments[0].start,
            0x2000
        );
        assert!(parse(&[1, 8], None).is_err());
        let basic = |digits: &[u8]| {
            let line = [b"\x01\x08\x0B\x08\x0A\0\x9E", digits, b"\0\0\0\xEA"].concat();
            let parts = parse(&line, None).unwrap();
            (parts.entry, parts.start)
        };
        assert_eq!(basic(b"2061"), (Some(0x80D), Start::Sys));
        assert_eq!(basic(b"2062"), (None, Start::UnclearSys));
        assert!(parse(&[0xFF, 0xFF, 1, 2], None).is_err());
    }
}
