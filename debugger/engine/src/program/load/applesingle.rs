//! AppleSingle: a file of an Apple with what its folder says of it; what cc65 2.19 writes for an Apple II.
//!
//! Of the entries two count: the data fork, which is the program, and ProDOS's file information, whose auxiliary type is
//! where a binary is loaded. It starts there. Source: Apple II File Type Notes, $E0/$0001, "AppleSingle".

use super::{LoadReason, Parts, segment};

/// The magic number, and version 2.
pub(super) const MAGIC: &[u8] = b"\x00\x05\x16\x00\x00\x02\x00\x00";
/// Where the number of entries stands, behind which they follow.
const COUNT: usize = 24;
/// Bytes of an entry: its kind, where its data are, how many these are.
const ENTRY: usize = 12;

/// Kinds of entries.
const DATA_FORK: u32 = 1;
const PRODOS: u32 = 11;
/// Where the auxiliary type stands in ProDOS's information.
const AUXILIARY: usize = 4;

/// Why an AppleSingle file could not be loaded.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("it does not begin as an AppleSingle file of version 2 does")]
    Magic,
    #[error("it is cut off")]
    Short,
    #[error("it has no data fork")]
    NoData,
    #[error("nothing in it says where the program goes")]
    NoAddress,
}

impl Fault {
    /// What the user can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Magic => "if it is another kind of file, say so: `--raw`, `--prg`",
            Self::Short | Self::NoData => "the file is not whole: get it again",
            Self::NoAddress => "say where: `load FILE A`, or `--load A` on the command line",
        }
    }
}

/// The data of the entry of a kind; none if there is none.
fn entry(bytes: &[u8], kind: u32) -> Result<Option<&[u8]>, Fault> {
    let table = bytes.get(COUNT..).ok_or(Fault::Short)?;
    let (&count, table) = table.split_first_chunk().ok_or(Fault::Short)?;
    let count = usize::from(u16::from_be_bytes(count));
    let table = table.get(..count * ENTRY).ok_or(Fault::Short)?;
    let word = |at: &[u8]| u32::from_be_bytes([at[0], at[1], at[2], at[3]]);
    let mut entries = table.chunks_exact(ENTRY);
    let Some(found) = entries.find(|entry| word(entry) == kind) else {
        return Ok(None);
    };
    let (start, length) = (word(&found[4..]) as usize, word(&found[8..]) as usize);
    let data = bytes.get(start..).and_then(|rest| rest.get(..length));
    data.map(Some).ok_or(Fault::Short)
}

/// `load` overrides the file's own address.
pub(super) fn parse(bytes: &[u8], load: Option<u16>) -> Result<Parts, LoadReason> {
    if !bytes.starts_with(MAGIC) {
        return Err(Fault::Magic.into());
    }
    let data = entry(bytes, DATA_FORK)?.ok_or(Fault::NoData)?;
    let told = entry(bytes, PRODOS)?.and_then(|told| told.get(AUXILIARY..)?.first_chunk::<4>());
    let own = told.and_then(|told| u16::try_from(u32::from_be_bytes(*told)).ok());
    let start = load.or(own).ok_or(Fault::NoAddress)?;
    if data.is_empty() {
        return Err(LoadReason::NoBytes);
    }
    Ok(Parts {
        segments: vec![segment(start, data.to_vec())?],
        ..Parts::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As cc65's linker writes it, with a program of three bytes for $0803.
    fn file() -> Vec<u8> {
        let entries: [[u32; 3]; 2] = [[1, 58, 3], [11, 50, 8]];
        let mut bytes = [MAGIC, &[0; 16], &[0, 2]].concat();
        bytes.extend(
            entries
                .as_flattened()
                .iter()
                .flat_map(|word| word.to_be_bytes()),
        );
        bytes.extend([0, 0xC3, 0, 6, 0, 0, 8, 3, 0xA9, 0x41, 0x60]);
        bytes
    }

    #[test]
    fn the_data_fork_goes_where_prodos_loads_it() {
        let Parts { segments, .. } = parse(&file(), None).unwrap();
        let [segment] = &segments[..] else {
            panic!("{segments:?}")
        };
        assert_eq!(
            (segment.start, segment.bytes.as_slice()),
            (0x0803, &[0xA9, 0x41, 0x60][..])
        );
        assert_eq!(
            parse(&file(), Some(0x2000)).unwrap().segments[0].start,
            0x2000
        );
    }

    #[test]
    fn what_is_cut_off_is_told() {
        let whole = file();
        let fault = |bytes: &[u8]| match parse(bytes, None) {
            Err(LoadReason::AppleSingle(fault)) => Some(fault),
            _ => None,
        };
        for length in MAGIC.len()..whole.len() {
            assert_eq!(fault(&whole[..length]), Some(Fault::Short), "{length}");
        }
        assert_eq!(fault(&whole[..4]), Some(Fault::Magic));
        let mut other = whole.clone();
        other[29] = 2;
        assert_eq!(fault(&other), Some(Fault::NoData));
        let mut other = whole;
        other[41] = 9;
        assert_eq!(fault(&other), Some(Fault::NoAddress));
    }
}
