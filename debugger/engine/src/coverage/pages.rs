//! Coverage by address, for programs without lines of source: each page of 256 bytes is a file, and each byte a line.
//!
//! So an address has the same line in each run, and of any program: `$0612` is line 19 of `NAME.06.lst`. The listing of
//! a page shows its instructions; it is written beside the tracefile, in a folder of its own, and keeps what earlier runs
//! found there. What is in a bank has pages of its own: `NAME.2.80.lst`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::lcov::{self, Tracefile};
use super::subject::Subject;
use crate::files::{Unwritten, replace::replace};
use crate::program::disassemble;
use crate::program::sight::Look;

/// Lines of a page's listing.
const LINES: usize = 0x100;

/// The folder of the listings that belong to a tracefile.
pub fn folder(tracefile: &Path) -> PathBuf {
    let mut name = tracefile.as_os_str().to_owned();
    name.push(".pages");
    PathBuf::from(name)
}

/// The name of a page's listing, without its folder.
fn name(subject: &Subject<'_>, page: u8) -> String {
    let name = &subject.program.name;
    let stem = Path::new(name).file_stem().unwrap_or_default();
    let stem = stem.to_string_lossy();
    match subject.bank {
        Some(bank) => format!("{stem}.{bank}.{page:02X}.lst"),
        None => format!("{stem}.{page:02X}.lst"),
    }
}

/// The line of an address in its page's listing.
fn line(addr: u16) -> u32 {
    u32::from(addr & 0xff) + 1
}

/// Lines, functions and branches by address; the files are named without a folder.
pub(super) fn tracefile(subject: &Subject<'_>) -> Tracefile {
    let mut traced = Tracefile::default();
    let page = |addr: u16| name(subject, addr.to_be_bytes()[0]);
    for (&addr, instruction) in &subject.code.instructions {
        let file = traced.file(page(addr));
        file.add_line(line(addr), u64::from(instruction.executed));
        if let Some(ways) = instruction.ways {
            file.add_branch(line(addr), 0, lcov::counts(instruction.executed, ways));
        }
    }
    for function in subject.functions() {
        let count = u64::from(subject.was_called(&function));
        let file = traced.file(page(function.start));
        file.add_function(function.name, line(function.start), count);
    }
    traced
}

/// The listings of all pages with code, by their names.
pub(super) fn listings(subject: &Subject<'_>) -> BTreeMap<String, Vec<String>> {
    let mut listings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for &addr in subject.code.instructions.keys() {
        let [page, low] = addr.to_be_bytes();
        let lines = listings.entry(name(subject, page));
        let lines = lines.or_insert_with(|| vec![String::new(); LINES]);
        let bytes = disassemble::bytes_at(&subject.sight, addr);
        let text = disassemble::instruction(subject.sight.model(), addr, &bytes);
        lines[usize::from(low)] = match subject.symbols.at(addr).next() {
            Some(name) => format!("{addr:04X}  {text:<16} ; {name}"),
            None => format!("{addr:04X}  {text}"),
        };
    }
    listings
}

/// Writes listings into a folder. A line that one of them leaves empty stays as it was.
pub(super) fn write(
    folder: &Path,
    listings: BTreeMap<String, Vec<String>>,
    interrupt: &Arc<AtomicBool>,
) -> Result<(), Unwritten> {
    let fail = |source| Unwritten {
        path: folder.to_owned(),
        source,
    };
    if !folder.is_dir() {
        fs::create_dir(folder).map_err(fail)?;
    }
    for (name, mut lines) in listings {
        let path = folder.join(name);
        let old = fs::read_to_string(&path).unwrap_or_default();
        for (line, old) in lines.iter_mut().zip(old.lines()) {
            if line.is_empty() {
                old.clone_into(line);
            }
        }
        let text = lines.join("\n") + "\n";
        replace(&path, text.as_bytes(), interrupt)?;
    }
    Ok(())
}
