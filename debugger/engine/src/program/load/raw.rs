//! Raw images: bytes and nothing else.

use super::{LoadReason, Parts, segment};

const MEMORY: usize = 0x1_0000;

/// A whole memory needs no address; anything smaller does.
pub(super) fn parse(bytes: &[u8], load: Option<u16>) -> Result<Parts, LoadReason> {
    if bytes.len() > MEMORY {
        return Err(LoadReason::TooLarge(bytes.len()));
    }
    let start = match load {
        Some(start) => start,
        None if bytes.len() == MEMORY => 0,
        None => return Err(LoadReason::NoAddress),
    };
    Ok(Parts {
        segments: vec![segment(start, bytes.to_vec())?],
        ..Parts::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_must_fit_and_know_its_place() {
        assert_eq!(
            parse(&[0; 3], Some(0xFFFD)).unwrap().segments[0].start,
            0xFFFD
        );
        assert_eq!(parse(&vec![0; MEMORY], None).unwrap().segments[0].start, 0);
        assert!(matches!(parse(&[0; 3], None), Err(LoadReason::NoAddress)));
        let past = parse(&[0; 4], Some(0xFFFD));
        assert!(matches!(past, Err(LoadReason::PastTheEnd { .. })));
        let large = parse(&vec![0; MEMORY + 1], None);
        assert!(matches!(large, Err(LoadReason::TooLarge(_))));
    }
}
