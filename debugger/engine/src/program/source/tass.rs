//! The reader of 64tass's listings (`64tass -L FILE`), which give each line that made something with its address and its
//! text, but not with its number.
//!
//! So the rows of a file are laid beside its text: the longest common part of the two has its numbers by that. Rows in
//! between came out of a macro, whose use stands in no row, or are repetitions. A file whose text is not found has the
//! rows of the listing as its lines. Invariant: any text is read; a row that leads past memory is left out and counted.
//!
//! Left out: symbols, which 64tass writes into files of their own; which of several uses of macros in a row made what:
//! they are one line.

use std::collections::{BTreeMap, HashMap};

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::dbg::{DebugInfo, File, Holds, Level, Line, Piece};

/// How a listing begins, and what its first line goes on with.
pub(crate) const OPENING: (&str, &str) = ("; 64tass Turbo Assembler Macro ", " listing file");

/// Bytes of a row that has text beside them; one with more only goes on.
const WITH_TEXT: usize = 8;

/// Columns between two stops of the tabulator.
const TAB: usize = 8;

/// Directives that make nothing themselves, so that no bytes are theirs.
const OF_STRUCTURE: &[&str] = &[
    ".bend",
    ".block",
    ".comment",
    ".else",
    ".elsif",
    ".end",
    ".endc",
    ".endf",
    ".endfor",
    ".endm",
    ".endp",
    ".endrept",
    ".endv",
    ".endwhile",
    ".fi",
    ".for",
    ".function",
    ".here",
    ".if",
    ".include",
    ".logical",
    ".macro",
    ".namespace",
    ".next",
    ".page",
    ".pend",
    ".proc",
    ".rept",
    ".section",
    ".segment",
    ".send",
    ".virtual",
    ".while",
    ".binclude",
    ".cpu",
    ".dsection",
    ".enc",
    ".endn",
    ".var",
    ".weak",
    ".endweak",
    ".break",
    ".continue",
    ".goto",
    ".lbl",
];

/// Rows within which a repetition says the same again.
const REPETITION: usize = 16;

/// A row of the listing, with those that only go on with its bytes.
#[derive(Debug, Default)]
struct Row<'t> {
    /// From 1, in the listing.
    number: u32,
    pieces: Vec<Piece>,
    text: &'t str,
}

/// The rows of a file, once for each time that it is read.
#[derive(Debug)]
struct Visit<'t> {
    file: usize,
    rows: Vec<Row<'t>>,
}

/// Reads the text of the listing called `listing`; `text_of` gives the text of a file, where it is found.
pub(super) fn read(
    text: &str,
    listing: &str,
    text_of: impl Fn(&str) -> Option<String>,
) -> DebugInfo {
    let mut info = DebugInfo::default();
    let visits = visits(text, &mut info);
    let texts: Vec<Option<String>> = info.files.iter().map(|file| text_of(&file.name)).collect();
    let own = info.files.len();
    let mut lines: BTreeMap<(usize, u32), Vec<Piece>> = BTreeMap::new();
    for visit in visits {
        let (file, numbers) = match &texts[visit.file] {
            Some(text) => (visit.file, numbers(&visit.rows, text)),
            None => (own, visit.rows.iter().map(|row| row.number).collect()),
        };
        for (row, number) in visit.rows.into_iter().zip(numbers) {
            if !row.pieces.is_empty() {
                lines.entry((file, number)).or_default().extend(row.pieces);
            }
        }
    }
    if lines.keys().any(|&(file, _)| file == own) {
        info.files.push(File::named(listing));
    }
    let lines = lines.into_iter();
    info.lines = lines
        .map(|((file, number), pieces)| Line {
            file,
            number,
            level: Level::Assembled,
            pieces,
        })
        .collect();
    info
}

/// The rows of the listing by the files that they are of, in order. Their names go into `info`.
fn visits<'t>(text: &'t str, info: &mut DebugInfo) -> Vec<Visit<'t>> {
    let mut visits: Vec<Visit<'t>> = Vec::new();
    // Those that are not over, outermost first.
    let mut open: Vec<usize> = Vec::new();
    let mut files: HashMap<&str, usize> = HashMap::new();
    let mut columns = Columns::default();
    for (line, number) in text.lines().zip(1..) {
        let said = line.split_once(";******  ").map(|(_, said)| said.trim());
        if let Some(said) = said {
            let name = |prefix| said.strip_prefix(prefix);
            let begun = name("Processing input file: ").or_else(|| name("Processing file: "));
            if let Some(name) = begun {
                let file = *files.entry(name).or_insert_with(|| {
                    info.files.push(File::named(name));
                    info.files.len() - 1
                });
                open.push(visits.len());
                visits.push(Visit {
                    file,
                    rows: Vec::new(),
                });
            } else if said.starts_with("Return to file: ") {
                open.pop();
            }
            continue;
        }
        if line.contains(";Offset") && line.contains(";Source") {
            columns = Columns::of(line);
            continue;
        }
        let Some(&visit) = open.last() else { continue };
        let rows = &mut visits[visit].rows;
        let (made, text) = columns.read(line);
        match (made, rows.last_mut()) {
            (Made::TooFar, _) => info.left_out += 1,
            (Made::Piece(piece), Some(last)) if text.is_empty() => last.pieces.push(piece),
            (Made::Piece(piece), _) => rows.push(Row {
                number,
                pieces: vec![piece],
                text,
            }),
            (Made::Nothing, _) if text.is_empty() => {}
            (Made::Nothing, _) => rows.push(Row {
                number,
                pieces: Vec::new(),
                text,
            }),
        }
    }
    visits
}

/// What a row has made.
enum Made {
    Piece(Piece),
    /// Past the end of memory.
    TooFar,
    Nothing,
}

/// Where the parts of a row stand.
#[derive(Clone, Copy, Debug)]
struct Columns {
    address: usize,
    bytes: usize,
    text: usize,
}

impl Default for Columns {
    /// Those of a listing without numbers of lines.
    fn default() -> Self {
        Self {
            address: 0,
            bytes: TAB,
            text: 5 * TAB,
        }
    }
}

impl Columns {
    /// As the line that names them has them.
    fn of(line: &str) -> Self {
        let column = |name| line.split(name).next().map_or(0, width);
        Self {
            address: column(";Offset"),
            bytes: column(";Hex"),
            text: column(";Source"),
        }
    }

    /// What a row has made, and its text: `.080d<TAB>a2 00`, code; `>0829<TAB>01 02`, data.
    fn read(self, line: &str) -> (Made, &str) {
        let text = from_column(line, self.text).trim_end();
        let place = from_column(line, self.address);
        let holds = match place.chars().next() {
            Some('.') => Holds::Code,
            Some('>') => Holds::Data,
            _ => return (Made::Nothing, text),
        };
        let digits = place[1..].split(['\t', ' ']).next().unwrap_or("");
        let length = length(from_column(line, self.bytes));
        let Ok(start) = u32::from_str_radix(digits, 16) else {
            return (Made::Nothing, text);
        };
        let text = if length > WITH_TEXT { "" } else { text };
        let end = u64::from(start) + length as u64;
        let made = match (
            length,
            u16::try_from(start),
            u16::try_from(end.saturating_sub(1)),
        ) {
            (0, _, _) => Made::Nothing,
            (_, Ok(start), Ok(end)) => Made::Piece(Piece {
                start,
                end,
                holds,
                bank: None,
            }),
            _ => Made::TooFar,
        };
        (made, text)
    }
}

/// How many bytes begin `text`, with one blank between them.
fn length(text: &str) -> usize {
    let is_byte = |word: &&str| word.len() == 2 && u8::from_str_radix(word, 16).is_ok();
    let run = text.split('\t').next().unwrap_or("");
    run.split(' ').take_while(is_byte).count()
}

/// The columns that `text` takes.
fn width(text: &str) -> usize {
    text.chars().fold(0, advanced)
}

fn advanced(column: usize, c: char) -> usize {
    match c {
        '\t' => (column / TAB + 1) * TAB,
        _ => column + 1,
    }
}

/// What stands in `line` from `column` on.
fn from_column(line: &str, column: usize) -> &str {
    let mut at = 0;
    let start = line.char_indices().find(|&(_, c)| {
        let here = at;
        at = advanced(at, c);
        here >= column
    });
    start.map_or("", |(start, _)| &line[start..])
}

/// The number of the line in `text` that each of `rows` came from.
fn numbers(rows: &[Row<'_>], text: &str) -> Vec<u32> {
    let told: Vec<&str> = rows.iter().map(|row| row.text).collect();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut found: Vec<Option<usize>> = vec![None; rows.len()];
    for op in capture_diff_slices(Algorithm::Patience, &told, &lines) {
        if op.tag() == DiffTag::Equal {
            for (row, line) in op.old_range().zip(op.new_range()) {
                found[row] = Some(line);
            }
        }
    }
    let mut numbers = Vec::new();
    let mut before = None;
    for (at, row) in found.iter().enumerate() {
        let line = row.unwrap_or_else(|| {
            let next = found[at..].iter().flatten().next();
            let between = before.map_or(0, |line| line + 1)..next.copied().unwrap_or(lines.len());
            let mut uses = between.filter(|&line| may_use_macro(lines[line]));
            let repeated = repeated(&told, &found, at);
            repeated.or_else(|| uses.next()).or(before).unwrap_or(0)
        });
        before = row.or(before);
        numbers.push(u32::try_from(line + 1).unwrap_or(u32::MAX));
    }
    numbers
}

/// Whether a line that stands in no row may have made those of a macro.
fn may_use_macro(line: &str) -> bool {
    let statement = line.split(';').next().unwrap_or("");
    let mut words = statement.split_whitespace();
    let is_structure = |word: &str| OF_STRUCTURE.contains(&word.to_ascii_lowercase().as_str());
    let is_assignment = statement.contains('=');
    !is_assignment && words.clone().next().is_some() && !words.any(is_structure)
}

/// The line of the nearest row that says the same as row `at` and is found.
fn repeated(told: &[&str], found: &[Option<usize>], at: usize) -> Option<usize> {
    let is_same = |&other: &usize| told[other] == told[at] && found[other].is_some();
    let near = at.saturating_sub(REPETITION)..(at + REPETITION).min(told.len());
    let nearest = near
        .filter(is_same)
        .min_by_key(|other| other.abs_diff(at))?;
    found[nearest].filter(|_| !told[at].is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "        * = $0801
        .include \"m.inc\"
start   ldx #0
loop    poke $d020, 5
        inx
        .rept 2
        nop
        .endrept
        bne loop
        poke 2, 5
        rts
; end
data    .byte 1,2,3,4,5,6,7,8,9,10
";

    const LISTING: &str = "
; 64tass Turbo Assembler Macro V1.58.2974? listing file
; 64tass -o t.prg -L t.lst t.asm

;Offset\t;Hex\t\t;Monitor\t;Source

;******  Processing input file: t.asm

;******  Processing file: m.inc

.0801\ta9 07\t\tlda #$07\t        lda #7

;******  Return to file: t.asm

.0803\ta2 00\t\tldx #$00\tstart   ldx #0
.0805\t\t\t\t\tloop
.0805\ta9 05\t\tlda #$05\t        lda #5
.0807\t8d 20 d0\tsta $d020\t        sta $d020
.080a\te8\t\tinx\t\t        inx
.080b\tea\t\tnop\t\t        nop
.080c\tea\t\tnop\t\t        nop
.080d\td0 f6\t\tbne $0805\t        bne loop
.080f\ta9 05\t\tlda #$05\t        lda #5
.0811\t85 02\t\tsta $02\t\t        sta 2
.0813\t60\t\trts\t\t        rts
>0814\t01 02 03 04 05 06 07 08\t\tdata    .byte 1,2,3,4,5,6,7,8,9,10
>081c\t01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10
>082c\t09 0a
.fffff\tea

;******  End of listing
";

    /// Each line with its file and where its pieces are.
    fn told(listing: &str, text_of: impl Fn(&str) -> Option<String>) -> Vec<String> {
        let info = read(listing, "t.lst", text_of);
        let lines = info.lines.iter().map(|line| {
            let pieces = line.pieces.iter();
            let pieces = pieces.map(|piece| format!(" {:04X}-{:04X}", piece.start, piece.end));
            let name = &info.files[line.file].name;
            format!("{name}:{}{}", line.number, pieces.collect::<String>())
        });
        lines.collect()
    }

    #[test]
    fn rows_are_laid_beside_the_text() {
        let text = |name: &str| (name == "t.asm").then(|| SOURCE.to_owned());
        assert_eq!(
            told(LISTING, text),
            [
                "t.asm:3 0803-0804",
                "t.asm:4 0805-0806 0807-0809",
                "t.asm:5 080A-080A",
                "t.asm:7 080B-080B 080C-080C",
                "t.asm:9 080D-080E",
                "t.asm:10 080F-0810 0811-0812",
                "t.asm:11 0813-0813",
                "t.asm:13 0814-081B 081C-082B 082C-082D",
                "t.lst:11 0801-0802",
            ]
        );
    }

    #[test]
    fn without_its_text_a_file_has_the_lines_of_the_listing() {
        let lines = told(LISTING, |_| None);
        assert_eq!(lines[0], "t.lst:11 0801-0802");
        assert_eq!(lines.len(), 12);
    }

    #[test]
    fn columns_may_be_others() {
        let numbered = ";Line\t;Offset\t;Hex\t\t;Source\n\n:0\t;******  Processing input file: t.asm\n\n\
                        3\t.0803\ta2 00\t\tstart   ldx #0\n\t\t\t\t\t; more\n";
        let lines = |_: &str| Some(SOURCE.to_owned());
        assert_eq!(told(numbered, lines), ["t.asm:3 0803-0804"]);
        let blanks = ";Offset ;Hex            ;Source\n;******  Processing input file: t.asm\n\
                      .0803   a2 00           start   ldx #0\n";
        assert_eq!(told(blanks, lines), ["t.asm:3 0803-0804"]);
        for text in [
            "",
            "\t\t",
            ";******  ",
            ";******  Processing file: x\n.\t\n.é\té",
        ] {
            assert!(told(text, |_| None).is_empty(), "{text}");
        }
    }
}
