//! Commodore PRG: two bytes of load address, low byte first, then the program.
//!
//! Left out: finding the machine code behind a BASIC `SYS` line; give `--entry`.

use super::{LoadReason, Parts, segment};

/// `load` overrides the file's own address.
pub(super) fn parse(bytes: &[u8], load: Option<u16>) -> Result<Parts, LoadReason> {
    let [low, high, rest @ ..] = bytes else {
        return Err(LoadReason::NoBytes);
    };
    if rest.is_empty() {
        return Err(LoadReason::NoBytes);
    }
    let start = load.unwrap_or(u16::from_le_bytes([*low, *high]));
    Ok(Parts {
        segments: vec![segment(start, rest.to_vec())?],
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
        assert!(parse(&[0xFF, 0xFF, 1, 2], None).is_err());
    }
}
