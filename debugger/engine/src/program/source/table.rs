//! Which line of source the bytes at an address come from, and where the bytes of a line are.
//!
//! Several lines may have made one byte. The one that is shown for it is C's, where C was compiled, and not the
//! assembler text that was made of it; else the line that is repeated; else the assembler's, so that the use of a macro
//! is one line; a macro's own line where nothing else is known. Of two such lines it is the one with fewer bytes.

use std::collections::BTreeMap;
use std::ops::Bound::{Excluded, Included};
use std::ops::RangeInclusive;

use super::dbg::{File, Holds, Level, Piece};

/// Addresses of the machine.
const ADDRESSES: usize = 0x1_0000;

/// A line of source: which one of the files, and the number in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Which one of the files, from 0.
    pub file: usize,
    /// From 1.
    pub number: u32,
}

/// What a step by a line goes through: a line, or one expansion of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The line, of which an expansion is a part.
    pub line: Line,
    /// Where the expansion begins: a line that is repeated twice is two units.
    expansion: Option<u16>,
}

impl Unit {
    /// Whether it is no expansion.
    pub fn is_whole_line(self) -> bool {
        self.expansion.is_none()
    }
}

/// Where the bytes of a line are.
#[derive(Clone, Debug, Default)]
pub struct Bytes {
    /// By address, those next to each other as one.
    pub pieces: Vec<Piece>,
    /// Where one enters the line: once in each translation of C, and in each expansion of a macro.
    pub entries: Vec<u16>,
}

/// All lines that have bytes.
#[derive(Clone, Debug, Default)]
pub struct LineTable {
    /// The source files; lines name them by their place here.
    pub files: Vec<File>,
    lines: BTreeMap<Line, Bytes>,
    /// By address; empty while there are no lines.
    at: Vec<Option<Unit>>,
    /// Whether the code of a line begins here.
    begins: Vec<bool>,
    /// The innermost lines of macros, where they begin within the line that is shown.
    within: BTreeMap<u16, Line>,
    /// What the lines made, where some of it is in banks: which line is shown depends on what shows then.
    layers: Vec<(Level, Piece, Line)>,
}

impl LineTable {
    /// The table of `lines`, which name `files` by their place there.
    pub fn new(files: Vec<File>, lines: Vec<super::dbg::Line>) -> Self {
        let mut table = Self {
            files,
            ..Self::default()
        };
        let mut layers = Vec::new();
        for line in lines {
            let key = Line {
                file: line.file,
                number: line.number,
            };
            let bytes = table.lines.entry(key).or_default();
            let code = line.pieces.iter().filter(|p| p.holds == Holds::Code);
            let first = code.map(|piece| piece.start).min();
            if line.level == Level::Compiled {
                bytes.entries.extend(first);
            }
            layers.extend(line.pieces.iter().map(|&piece| (line.level, piece, key)));
            let entered = line.level != Level::Compiled;
            let pieces = joined(line.pieces);
            if entered {
                let code = pieces.iter().filter(|p| p.holds == Holds::Code);
                bytes.entries.extend(code.map(|piece| piece.start));
            }
            bytes.pieces.extend(pieces);
        }
        for bytes in table.lines.values_mut() {
            bytes.pieces = joined(std::mem::take(&mut bytes.pieces));
            bytes.entries.sort_unstable();
            bytes.entries.dedup();
        }
        if layers.iter().any(|(_, piece, _)| piece.bank.is_some()) {
            table.layers.clone_from(&layers);
        }
        table.paint(layers);
        table
    }

    /// Whether some of it is in banks, so that it depends on what shows which line is shown.
    pub fn has_banks(&self) -> bool {
        !self.layers.is_empty()
    }

    /// Says what shows in each window of banks: of the lines of an address, those of other banks are not shown.
    pub fn set_showing(&mut self, showing: &[(RangeInclusive<u16>, u16)]) {
        if self.layers.is_empty() {
            return;
        }
        let shows = |&(_, piece, _): &(Level, Piece, Line)| {
            let mut windows = showing.iter();
            let window = windows.find(|(range, _)| range.contains(&piece.start));
            window.is_none_or(|(_, number)| piece.bank.is_none_or(|bank| bank == *number))
        };
        let layers = self.layers.iter().filter(|layer| shows(layer)).copied();
        self.within.clear();
        self.paint(layers.collect());
    }

    /// Gives each address its line: the best layer first, and what is given stays so.
    fn paint(&mut self, mut layers: Vec<(Level, Piece, Line)>) {
        self.at.clear();
        self.begins.clear();
        if layers.is_empty() {
            return;
        }
        let depths = depths_of_macros(&layers);
        for (level, piece, _) in &mut layers {
            // What a macro repeats is a part of its use.
            if let Level::Repeated(depth) = *level
                && depths[usize::from(piece.start)] <= depth.0
            {
                *level = Level::Macro(depth);
            }
        }
        layers.sort_by_key(|&(level, piece, line)| {
            (level, piece.end - piece.start, piece.start, line)
        });
        self.at = vec![None; ADDRESSES];
        self.begins = vec![false; ADDRESSES];
        let mut is_compiled = vec![false; ADDRESSES];
        let mut free = Free::new();
        for (level, piece, line) in layers {
            let unit = Unit {
                line,
                expansion: matches!(level, Level::Repeated(_) | Level::Macro(_))
                    .then_some(piece.start),
            };
            let (start, end) = (usize::from(piece.start), usize::from(piece.end));
            let goes_on = self.at[start].is_some() && !self.begins[start] && !is_compiled[start];
            if matches!(level, Level::Macro(_)) && goes_on && piece.holds == Holds::Code {
                self.within.entry(piece.start).or_insert(line);
            }
            let mut at = free.from(start);
            while at <= end {
                let follows = at.checked_sub(1).and_then(|before| self.at[before]) == Some(unit);
                self.at[at] = Some(unit);
                is_compiled[at] = level == Level::Compiled;
                self.begins[at] = piece.holds == Holds::Code && (at == start || !follows);
                free.take(at);
                at = free.from(at + 1);
            }
        }
    }

    /// Whether no line has bytes.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The line that is shown for `address`.
    pub fn at(&self, address: u16) -> Option<Line> {
        self.unit(address).map(|unit| unit.line)
    }

    /// What a step by a line that is at `address` goes through.
    pub fn unit(&self, address: u16) -> Option<Unit> {
        *self.at.get(usize::from(address))?
    }

    /// Whether the code of the line that is shown for `address` begins there.
    pub fn begins(&self, address: u16) -> bool {
        self.begins.get(usize::from(address)) == Some(&true)
    }

    /// The line of which code begins at `address`: the one that is shown, or a macro's within it.
    pub fn begun(&self, address: u16) -> Option<Line> {
        let within = self.within.get(&address).copied();
        within.or_else(|| self.at(address).filter(|_| self.begins(address)))
    }

    /// The line to show where the guest stands at `address`: of a macro, where it has got into one.
    pub fn closest(&self, address: u16) -> Option<Line> {
        let within = self.within.get(&address).copied();
        within.or_else(|| self.at(address))
    }

    /// Whether a line of `file` is shown for an address.
    pub fn is_shown(&self, file: usize) -> bool {
        self.at.iter().flatten().any(|unit| unit.line.file == file)
    }

    /// Where code of lines begins.
    pub fn beginnings(&self) -> impl Iterator<Item = u16> {
        (0..=u16::MAX).filter(|&address| self.begins(address))
    }

    /// All lines that made what is at `address`, the shown one first.
    pub fn all_at(&self, address: u16, bank: Option<u16>) -> Vec<Line> {
        let is_here = |bytes: &Bytes| {
            let piece = bytes.piece_at(address);
            piece.is_some_and(|piece| bank.is_none() || piece.bank.is_none() || piece.bank == bank)
        };
        let shown = self.at(address);
        let shown = shown.filter(|line| self.lines.get(line).is_none_or(is_here));
        let others = self
            .lines
            .iter()
            .filter(|(line, bytes)| Some(**line) != shown && is_here(bytes));
        shown
            .into_iter()
            .chain(others.map(|(line, _)| *line))
            .collect()
    }

    /// What is at `address`, if a line made it.
    pub fn holds(&self, address: u16) -> Option<Holds> {
        let line = self.at(address)?;
        let piece = self.bytes(line)?.piece_at(address)?;
        Some(piece.holds)
    }

    /// All lines that have bytes, by file and number.
    pub fn lines(&self) -> impl Iterator<Item = (Line, &Bytes)> {
        self.lines.iter().map(|(&line, bytes)| (line, bytes))
    }

    /// The bytes of exactly this line.
    pub fn bytes(&self, line: Line) -> Option<&Bytes> {
        self.lines.get(&line)
    }

    /// The first line with code that is this one or follows it in its file.
    pub fn next_code(&self, line: Line) -> Option<Line> {
        let end = Line {
            number: u32::MAX,
            ..line
        };
        let mut range = self.lines.range((Included(line), Included(end)));
        range
            .find(|(_, bytes)| !bytes.entries.is_empty())
            .map(|(line, _)| *line)
    }

    /// The last line with code before this one in its file.
    pub fn code_before(&self, line: Line) -> Option<Line> {
        let start = Line { number: 0, ..line };
        let mut range = self.lines.range((Included(start), Excluded(line)));
        range
            .rfind(|(_, bytes)| !bytes.entries.is_empty())
            .map(|(line, _)| *line)
    }

    /// The lines of a file with code.
    pub fn with_code(&self, file: usize) -> impl Iterator<Item = u32> {
        let from = |file| Line { file, number: 0 };
        let range = (Included(from(file)), Excluded(from(file + 1)));
        let lines = self.lines.range(range);
        let code = lines.filter(|(_, bytes)| !bytes.entries.is_empty());
        code.map(|(line, _)| line.number)
    }

    /// How many lines of all files have code.
    pub fn count_all(&self) -> usize {
        let lines = self.lines.values();
        lines.filter(|bytes| !bytes.entries.is_empty()).count()
    }

    /// How many lines of a file have code.
    pub fn count(&self, file: usize) -> usize {
        self.with_code(file).count()
    }
}

impl Bytes {
    /// The piece that `address` is in.
    pub fn piece_at(&self, address: u16) -> Option<Piece> {
        let after = self.pieces.partition_point(|piece| piece.start <= address);
        let piece = self.pieces[..after].last()?;
        (piece.end >= address).then_some(*piece)
    }
}

/// `pieces` by address, without overlaps, and those next to each other as one.
fn joined(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.sort_unstable_by_key(|piece| (piece.start, piece.end));
    let mut out: Vec<Piece> = Vec::new();
    for piece in pieces {
        let free = match out.last_mut() {
            Some(last)
                if piece.holds == last.holds
                    && piece.bank == last.bank
                    && piece.start <= last.end.saturating_add(1) =>
            {
                last.end = last.end.max(piece.end);
                continue;
            }
            Some(last) if piece.end <= last.end => continue,
            Some(last) => piece.start.max(last.end + 1),
            None => piece.start,
        };
        out.push(Piece {
            start: free,
            ..piece
        });
    }
    out
}

/// How many expansions deep the outermost macro is that made what is at each address.
fn depths_of_macros(layers: &[(Level, Piece, Line)]) -> Vec<u32> {
    let depth = |&(level, piece, _): &(Level, Piece, Line)| match level {
        Level::Macro(depth) => Some((depth.0, piece)),
        Level::Compiled | Level::Repeated(_) | Level::Assembled => None,
    };
    let mut pieces: Vec<(u32, Piece)> = layers.iter().filter_map(depth).collect();
    pieces.sort_by_key(|(depth, _)| *depth);
    let mut depths = vec![u32::MAX; ADDRESSES];
    let mut free = Free::new();
    for (depth, piece) in pieces {
        let mut at = free.from(usize::from(piece.start));
        while at <= usize::from(piece.end) {
            depths[at] = depth;
            free.take(at);
            at = free.from(at + 1);
        }
    }
    depths
}

/// Addresses that are not given away yet; finding the next one takes nearly constant time.
struct Free(Vec<u32>);

impl Free {
    fn new() -> Self {
        Self((0..=ADDRESSES as u32).collect())
    }

    /// The first free address from `at` on, or one past the last address.
    fn from(&mut self, at: usize) -> usize {
        let mut root = at;
        while self.0[root] as usize != root {
            root = self.0[root] as usize;
        }
        let mut at = at;
        while self.0[at] as usize != root {
            at = std::mem::replace(&mut self.0[at], root as u32) as usize;
        }
        root
    }

    fn take(&mut self, at: usize) {
        self.0[at] = at as u32 + 1;
    }
}
