//! The container: a header, program headers, sections and symbols, 32 bits, little endian.

/// 6502, the 6502's own number.
const EM_MOS: u16 = 6502;
/// Instructions of the NMOS chip, decimal mode included.
const FLAGS: u32 = 3;

const EXECUTABLE: u32 = 4;
const ALLOCATED: u32 = 2;

const HEADER: usize = 52;
const PROGRAM_HEADER: usize = 32;
const SECTION_HEADER: usize = 40;

/// Bytes that are loaded.
pub(crate) struct Segment {
    /// Where they run, or are read.
    pub(crate) address: u16,
    /// Where they are loaded.
    pub(crate) loaded: u16,
    pub(crate) bytes: Vec<u8>,
}

pub(crate) struct Section {
    pub(crate) name: &'static str,
    pub(crate) address: u16,
    /// How long it is; without bytes of its own it is a part of memory that begins as zeros.
    pub(crate) size: usize,
    pub(crate) bytes: Vec<u8>,
    pub(crate) flags: u32,
}

impl Section {
    pub(crate) fn of_code(name: &'static str, address: u16, bytes: Vec<u8>) -> Self {
        Self {
            flags: ALLOCATED | EXECUTABLE,
            ..Self::of_data(name, address, bytes)
        }
    }

    pub(crate) fn of_data(name: &'static str, address: u16, bytes: Vec<u8>) -> Self {
        Self {
            name,
            address,
            size: bytes.len(),
            bytes,
            flags: ALLOCATED,
        }
    }

    pub(crate) fn of_debugger(name: &'static str, bytes: Vec<u8>) -> Self {
        Self {
            flags: 0,
            ..Self::of_data(name, 0, bytes)
        }
    }
}

/// What a symbol stands for.
#[derive(Clone, Copy)]
pub(crate) enum Sort {
    Label = 0,
    Variable = 1,
    Function = 2,
}

pub(crate) struct Symbol {
    pub(crate) name: &'static str,
    pub(crate) value: u16,
    pub(crate) size: u16,
    pub(crate) sort: Sort,
    pub(crate) is_global: bool,
    /// The section that it is in, from 1; none is a number that was spelt out.
    pub(crate) section: Option<u16>,
}

/// Names behind each other, each with its end.
#[derive(Default)]
struct Names(Vec<u8>);

impl Names {
    fn add(&mut self, name: &str) -> u32 {
        let at = self.0.len();
        self.0.extend(name.as_bytes());
        self.0.push(0);
        at as u32
    }
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn halves(halves: &[u16]) -> Vec<u8> {
    halves.iter().flat_map(|half| half.to_le_bytes()).collect()
}

/// A file of all that, which starts at `entry`.
pub(crate) fn file(
    segments: &[Segment],
    sections: &[Section],
    symbols: &[Symbol],
    entry: u16,
) -> Vec<u8> {
    let (mut headers, mut names, mut strings) =
        (vec![0; SECTION_HEADER], Names::default(), Names::default());
    names.add("");
    strings.add("");
    let mut body = Vec::new();
    let begin = HEADER + segments.len() * PROGRAM_HEADER;
    let mut program = Vec::new();
    for segment in segments {
        let at = (begin + body.len()) as u32;
        let size = segment.bytes.len() as u32;
        let (address, loaded) = (segment.address.into(), segment.loaded.into());
        // Loaded, readable, writable and executable.
        program.extend(words(&[1, at, address, loaded, size, size, 7, 1]));
        body.extend(&segment.bytes);
    }
    let mut place = |bytes: &[u8]| {
        while !(begin + body.len()).is_multiple_of(4) {
            body.push(0);
        }
        let at = begin + body.len();
        body.extend(bytes);
        at as u32
    };
    for section in sections {
        let at = place(&section.bytes);
        // Of bytes in the file, or of none.
        let kind = if section.bytes.len() == section.size {
            1
        } else {
            8
        };
        let (address, size) = (section.address.into(), section.size as u32);
        let name = names.add(section.name);
        headers.extend(words(&[
            name,
            kind,
            section.flags,
            address,
            at,
            size,
            0,
            0,
            1,
            0,
        ]));
    }
    let mut table = vec![0; 16];
    // Those of one file come before those of all.
    let (local, global): (Vec<_>, Vec<_>) = symbols.iter().partition(|symbol| !symbol.is_global);
    for symbol in local.iter().chain(&global) {
        let name = strings.add(symbol.name);
        table.extend(words(&[name, symbol.value.into(), symbol.size.into()]));
        table.extend([u8::from(symbol.is_global) << 4 | symbol.sort as u8, 0]);
        table.extend(halves(&[symbol.section.unwrap_or(0xFFF1)]));
    }
    let count = sections.len() as u32;
    let (at, size) = (place(&table), table.len() as u32);
    let name = names.add(".symtab");
    let first_global = 1 + local.len() as u32;
    headers.extend(words(&[
        name,
        2,
        0,
        0,
        at,
        size,
        count + 2,
        first_global,
        4,
        16,
    ]));
    let (at, size) = (place(&strings.0), strings.0.len() as u32);
    let name = names.add(".strtab");
    headers.extend(words(&[name, 3, 0, 0, at, size, 0, 0, 1, 0]));
    let name = names.add(".shstrtab");
    let (at, size) = (place(&names.0), names.0.len() as u32);
    headers.extend(words(&[name, 3, 0, 0, at, size, 0, 0, 1, 0]));
    let headers_at = place(&headers);

    let mut file = b"\x7FELF\x01\x01\x01".to_vec();
    file.resize(16, 0);
    file.extend(halves(&[2, EM_MOS]));
    file.extend(words(&[1, entry.into(), HEADER as u32, headers_at, FLAGS]));
    file.extend(halves(&[
        HEADER as u16,
        PROGRAM_HEADER as u16,
        segments.len() as u16,
        SECTION_HEADER as u16,
        count as u16 + 4,
        count as u16 + 3,
    ]));
    file.extend(program);
    file.extend(body);
    file
}
