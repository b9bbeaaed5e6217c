//! The BASIC program in front of machine code on Commodore's machines: `10 SYS 2061` says where that starts.

/// Where BASIC programs stand: on the PET and a VIC-20 with 3 KiB more, the C64, the VIC-20 and Plus/4, a VIC-20 with 8 KiB
/// more, the C128.
const STARTS: [u16; 5] = [0x0401, 0x0801, 0x1001, 0x1201, 0x1C01];
/// Where the text of a line begins: behind the address of the next line and its own number.
const TEXT: usize = 4;
const REM: u8 = 0x8F;
const SYS: u8 = 0x9E;
/// The tokens of `+`, `-` and the other operators.
const OPERATORS: std::ops::RangeInclusive<u8> = 0xAA..=0xB3;

/// What the first SYS of a program says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sys {
    To(u16),
    /// It has to be calculated.
    Calculated,
}

/// Where that program starts; none if it does not say, or has to calculate it.
pub fn sys_of(start: u16, bytes: &[u8]) -> Option<u16> {
    match sys(start, bytes)? {
        Sys::To(address) => Some(address),
        Sys::Calculated => None,
    }
}

/// The first SYS of the BASIC program that `bytes` at `start` are, if they are one.
pub(super) fn sys(start: u16, bytes: &[u8]) -> Option<Sys> {
    let mut rest = bytes;
    // A line whose successor is in page 0 is the end.
    while STARTS.contains(&start) && rest.len() > TEXT && rest[1] != 0 {
        let text = &rest[TEXT..];
        let length = text.iter().position(|&byte| byte == 0)?;
        if let Some(sys) = of_line(&text[..length]) {
            return Some(sys);
        }
        rest = &text[length + 1..];
    }
    None
}

fn of_line(text: &[u8]) -> Option<Sys> {
    let mut is_quoted = false;
    for (at, &byte) in text.iter().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            REM if !is_quoted => return None,
            SYS if !is_quoted => return Some(target(&text[at + 1..])),
            _ => {}
        }
    }
    None
}

/// The number that begins `text`; BASIC takes no notice of blanks.
fn target(text: &[u8]) -> Sys {
    let mut letters = text.iter().filter(|&&byte| byte != b' ').peekable();
    while letters.next_if_eq(&&b'(').is_some() {}
    let mut number = None;
    while let Some(digit) = letters.next_if(|letter| letter.is_ascii_digit()) {
        let before = number.unwrap_or(0u32);
        number = Some(
            before
                .saturating_mul(10)
                .saturating_add(u32::from(digit - b'0')),
        );
    }
    let goes_on = letters.any(|&letter| letter == b'.' || OPERATORS.contains(&letter));
    match number.map(u16::try_from) {
        Some(Ok(address)) if !goes_on => Sys::To(address),
        _ => Sys::Calculated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of BASIC as they stand in memory.
    fn program(lines: &[&[u8]]) -> Vec<u8> {
        let lines = lines
            .iter()
            .map(|text| [&[1, 9, 10, 0], *text, &[0]].concat());
        [lines.collect::<Vec<_>>().concat(), vec![0, 0]].concat()
    }

    fn told(lines: &[&[u8]]) -> Option<Sys> {
        sys(0x801, &program(lines))
    }

    #[test]
    fn the_number_behind_sys_is_the_start() {
        for text in [
            &b"\x9E2061"[..],
            b"\x9E 2061",
            b"\x9E(2061)",
            b"\x9E 20 61:\x8F BY ME",
            b"\x992:\x9E2061 HELLO",
        ] {
            assert_eq!(told(&[text]), Some(Sys::To(2061)), "{text:?}");
        }
        assert_eq!(
            told(&[b"\x8F \x9E1", b"\x99\"\x9E2\"", b"\x9E2080"]),
            Some(Sys::To(2080))
        );
    }

    #[test]
    fn what_is_calculated_or_no_basic_is_not_guessed() {
        for text in [
            &b"\x9E2048\xAA13"[..],
            b"\x9E\xC2(43)",
            b"\x9E",
            b"\x9E99999",
            b"\x9E2E3.5",
        ] {
            assert_eq!(told(&[text]), Some(Sys::Calculated), "{text:?}");
        }
        assert_eq!(told(&[b"\x99\"HELLO\""]), None);
        assert_eq!(
            sys(0x801, b"\x0B\x08\x0A\x00\x9E2061"),
            None,
            "the line has no end"
        );
        assert_eq!(sys(0x1000, &program(&[b"\x9E4110"])), None);
        assert_eq!(sys(0x801, &[]), None);
    }
}
