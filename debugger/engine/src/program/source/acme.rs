//! The reader of ACME's reports (`acme -r FILE`), which give each line with its number, its address and its bytes.
//!
//! What a line makes stands with it, so a macro is the one line that uses it. Invariant: any text is read; a row that
//! leads past memory is left out and counted.
//!
//! Left out: symbols, which ACME writes into files of their own; the end of what is too long for its row, where an
//! assignment to the program counter follows.

use std::collections::HashMap;

use super::dbg::{DebugInfo, File, Holds, Level, Line, Piece};

/// How a report begins, and each part of it that is of another file.
pub(crate) const OPENING: &str = "; ******** Source: ";

/// Where the text of the source begins in a row.
const TEXT: usize = 32;

/// Bytes that a row has room for; dots stand for more.
const MORE: &str = "...";

/// Pseudo opcodes that make data.
const OF_DATA: &[&str] = &[
    "byte", "by", "8", "08", "word", "wo", "16", "24", "32", "le16", "le24", "le32", "be16",
    "be24", "be32", "hex", "h", "fill", "fi", "skip", "align", "text", "tx", "raw", "pet", "scr",
    "scrxor", "binary", "bin",
];

/// Reads the text of a report.
pub(super) fn read(text: &str) -> DebugInfo {
    let mut info = DebugInfo::default();
    let mut files: HashMap<&str, usize> = HashMap::new();
    let mut file = None;
    // The line whose row had no room for all its bytes.
    let mut open: Option<usize> = None;
    for row in text.lines() {
        if let Some(name) = row.strip_prefix(OPENING) {
            let name = name.trim();
            file = Some(*files.entry(name).or_insert_with(|| {
                info.files.push(File::named(name));
                info.files.len() - 1
            }));
            continue;
        }
        let (Some(file), Some(row)) = (file, Row::parse(row)) else {
            continue;
        };
        if row.sets_counter() {
            open = None;
        }
        let Some(start) = row.start else { continue };
        if let Some(line) = open.take() {
            let piece = &mut info.lines[line].pieces[0];
            piece.end = piece.end.max(start.saturating_sub(1));
        }
        let Some(end) = start.checked_add(row.length.saturating_sub(1)) else {
            info.left_out += 1;
            continue;
        };
        if row.goes_on {
            open = Some(info.lines.len());
        }
        let holds = row.holds();
        info.lines.push(Line {
            file,
            number: row.number,
            level: Level::Assembled,
            pieces: vec![Piece {
                start,
                end,
                holds,
                bank: None,
            }],
        });
    }
    info
}

/// A line of the source with what it made.
struct Row<'t> {
    number: u32,
    /// The address of its first byte, if it made some.
    start: Option<u16>,
    /// The bytes that are shown.
    length: u16,
    /// There are more of them.
    goes_on: bool,
    text: &'t str,
}

impl<'t> Row<'t> {
    fn parse(row: &'t str) -> Option<Self> {
        let (made, text) = row.split_at_checked(TEXT).unwrap_or((row, ""));
        let mut words = made.split_whitespace();
        let number = words.next()?.parse().ok()?;
        let address = words.next().map(|word| u16::from_str_radix(word, 16));
        let bytes = words.next().unwrap_or("");
        let digits = bytes.trim_end_matches('.');
        Some(Self {
            number,
            start: address.and_then(Result::ok).filter(|_| digits.len() >= 2),
            // A row has few.
            length: (digits.len() / 2) as u16,
            goes_on: bytes.ends_with(MORE),
            text,
        })
    }

    /// Whether it says where what follows goes.
    fn sets_counter(&self) -> bool {
        let text = self.text.trim_start();
        let after = text.strip_prefix('*').map(str::trim_start);
        after.is_some_and(|after| after.starts_with('='))
    }

    fn holds(&self) -> Holds {
        let statement = self.text.split(';').next().unwrap_or("");
        let is_data = statement.split_whitespace().any(|word| {
            let name = word.strip_prefix('!').map(str::to_ascii_lowercase);
            name.is_some_and(|name| OF_DATA.contains(&name.as_str()))
        });
        match is_data {
            true => Holds::Data,
            false => Holds::Code,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "
; ******** Source: game.a
     1                          * = $0801
     2                          !macro poke .a, .v {
     3                            lda #.v
     4                          }
     5  0801 a200               start: ldx #0
     6  0803 a9058d20d0         loop: +poke $d020, 5
     7  0808 d0f9                bne loop

; ******** Source: more.a
     1  080a 60                  rts

; ******** Source: game.a
     9  080b 0102030405060708...data: !byte 1,2,3,4,5,6,7,8,9,10
    10  0815 60                  rts
    11  0816 0000000000000000... !fill 100
    12                           * = $c000
    13  c000 60                  rts
    14  fff8 0101010101010101... !fill 8, 1
";

    #[test]
    fn each_line_has_its_bytes() {
        let info = read(TEXT);
        let names: Vec<_> = info.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["game.a", "more.a"]);
        let lines: Vec<_> = info
            .lines
            .iter()
            .map(|l| (l.file, l.number, l.pieces[0].start, l.pieces[0].end))
            .collect();
        assert_eq!(
            lines,
            [
                (0, 5, 0x801, 0x802),
                (0, 6, 0x803, 0x807),
                (0, 7, 0x808, 0x809),
                (1, 1, 0x80A, 0x80A),
                (0, 9, 0x80B, 0x814),
                (0, 10, 0x815, 0x815),
                (0, 11, 0x816, 0x81D),
                (0, 13, 0xC000, 0xC000),
                (0, 14, 0xFFF8, 0xFFFF),
            ]
        );
        let holds: Vec<_> = info.lines.iter().map(|l| l.pieces[0].holds).collect();
        assert_eq!((holds[1], holds[4]), (Holds::Code, Holds::Data));
    }

    #[test]
    fn any_text_is_read() {
        for text in [
            "; ******** Source: ",
            "; ******** Source: a\n     1  ffff a9058d20d0         x",
            "; ******** Source: a\n99999999999  0 a9\n     1  zzzz a9                 é\n     1 \u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}",
        ] {
            assert_eq!(read(text).lines.len(), 0, "{text}");
        }
    }
}
