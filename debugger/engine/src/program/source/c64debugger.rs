//! The reader of KickAssembler's debug files, made for C64debugger (`-debugdump`).
//!
//! They look like XML, and are read by lines: a tag names the columns of the records between it and the next one. Their
//! writers leave what XML would want escaped as it is. Invariant: a record that leads nowhere is left out and counted; one
//! with a number that is none is an error at its place.
//!
//! A macro's code has the lines of its text: that of its use is not in the file, so it is stepped through.
//!
//! Left out: columns within lines; watchpoints; the conditions of breakpoints.

use std::collections::HashMap;

use super::dbg::{DebugInfo, File, Holds, Level, Line, Piece};
use crate::files::text::Malformed;
use crate::program::symbols::{Fault, Symbol, break_at, in_our_notation};

/// What KickAssembler calls the files that it brings itself.
const OWN: &str = "KickAss.jar:";

/// Reads the text of a debug file.
///
/// # Errors
/// A number in it is malformed.
pub(super) fn read(text: &str) -> Result<DebugInfo, Fault> {
    let mut reader = Reader::default();
    for (line, number) in text.lines().zip(1..) {
        let fault = |error| Fault {
            line: number,
            error,
        };
        match line.trim() {
            "" => {}
            tag if tag.starts_with('<') => reader.tag(tag),
            _ => reader.record(line).map_err(fault)?,
        }
    }
    let lines = reader.lines.into_iter();
    reader
        .info
        .lines
        .extend(lines.map(|((file, number), pieces)| Line {
            file,
            number,
            level: Level::Assembled,
            pieces,
        }));
    reader
        .info
        .lines
        .sort_by_key(|line| (line.file, line.number));
    Ok(reader.info)
}

/// What a record is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Section {
    #[default]
    Unknown,
    Sources,
    Lines,
    Labels,
    Breakpoints,
}

#[derive(Debug, Default)]
struct Reader {
    section: Section,
    /// What stands in the records of this section, in this order.
    columns: Vec<String>,
    /// Which of our files one of theirs is.
    files: HashMap<u64, usize>,
    lines: HashMap<(usize, u32), Vec<Piece>>,
    info: DebugInfo,
}

impl Reader {
    fn tag(&mut self, tag: &str) {
        let name = tag.trim_start_matches('<');
        let end = name
            .find(|c: char| c.is_whitespace() || c == '>')
            .unwrap_or(name.len());
        self.section = match &name[..end] {
            "Sources" => Section::Sources,
            "Segment" => Section::Lines,
            "Labels" => Section::Labels,
            "Breakpoints" => Section::Breakpoints,
            // A part of its segment, as what comes behind it.
            "Block" | "/Block" => return,
            _ => Section::Unknown,
        };
        let values = tag.split_once("values=\"").map_or("", |(_, rest)| rest);
        let values = values.split('"').next().unwrap_or("");
        self.columns = values
            .split(',')
            .map(|name| name.trim().to_owned())
            .collect();
    }

    fn record(&mut self, line: &str) -> Result<(), Malformed> {
        let record = Record {
            line,
            columns: &self.columns,
        };
        match self.section {
            Section::Unknown => {}
            Section::Sources => {
                let name = unescaped(record.text("FILE").unwrap_or(""));
                let is_of_library = name.starts_with(OWN);
                self.files
                    .insert(record.decimal("INDEX")?, self.info.files.len());
                self.info.files.push(File {
                    name,
                    size: 0,
                    time: 0,
                    is_of_library,
                });
            }
            Section::Lines => {
                let (start, end) = (record.address("START")?, record.address("END")?);
                let number = record.decimal("LINE1")?;
                let file = self.files.get(&record.decimal("FILE_IDX")?);
                match (file, u32::try_from(number), start, end) {
                    (Some(&file), Ok(number @ 1..), Some(start), Some(end)) if start <= end => {
                        let holds = Holds::Code;
                        let pieces = self.lines.entry((file, number)).or_default();
                        pieces.push(Piece {
                            start,
                            end,
                            holds,
                            bank: None,
                        });
                    }
                    _ => self.info.left_out += 1,
                }
            }
            Section::Labels => {
                let name = record.text("NAME").map(unescaped);
                let name = name.and_then(|name| in_our_notation(&name));
                match (name, record.address("ADDRESS")?) {
                    (Some(name), Some(address)) => {
                        self.info.symbols.push(Symbol::new(name, address));
                    }
                    _ => self.info.left_out += 1,
                }
            }
            Section::Breakpoints => match record.address("ADDRESS")? {
                Some(address) => self.info.breaks.push(break_at(address)),
                None => self.info.left_out += 1,
            },
        }
        Ok(())
    }
}

/// Values between commas.
struct Record<'t> {
    line: &'t str,
    columns: &'t [String],
}

impl<'t> Record<'t> {
    /// The value in the column `name`. The last one may have commas.
    fn text(&self, name: &str) -> Option<&'t str> {
        let at = self.columns.iter().position(|column| column == name)?;
        let mut values = self.line.splitn(self.columns.len(), ',');
        values.nth(at).map(str::trim)
    }

    fn decimal(&self, name: &str) -> Result<u64, Malformed> {
        let text = self.text(name).unwrap_or("");
        text.parse()
            .map_err(|_| self.wrong(text, format!("`{name}` should be a number")))
    }

    /// An address, in hexadecimal digits with or without their sign; none where it is more than the 6502 has.
    fn address(&self, name: &str) -> Result<Option<u16>, Malformed> {
        let text = self.text(name).unwrap_or("");
        let digits = text.strip_prefix('$').unwrap_or(text);
        match u64::from_str_radix(digits, 16) {
            Ok(address) => Ok(u16::try_from(address).ok()),
            Err(_) => Err(self.wrong(text, format!("`{name}` should be an address"))),
        }
    }

    /// An error at `text`, a part of the line.
    fn wrong(&self, text: &str, message: String) -> Malformed {
        let at = match text {
            "" => 0,
            _ => text.as_ptr() as usize - self.line.as_ptr() as usize,
        };
        Malformed::new(at, message)
    }
}

fn unescaped(text: &str) -> String {
    let escapes = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        // The last one, so that what it makes is no beginning of another.
        ("&amp;", "&"),
    ];
    let replace = |text: String, (from, to): (&str, &str)| text.replace(from, to);
    escapes.into_iter().fold(text.to_owned(), replace)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"<C64debugger version="1.0">
   <Sources values="INDEX,FILE">
      0,KickAss.jar:/include/autoinclude.asm
      1,/home/me/a &amp; b, c.asm
   </Sources>

   <Segment name="Default" dest="" values="START,END,FILE_IDX,LINE1,COL1,LINE2,COL2">
      <Block name="Basic">
         $0801,$0802,0,36,9,36,13
      </Block>
      <Block name="Main">
         $0810,$0811,1,6,5,6,7
         $0812,$0814,1,7,5,7,7
         0815,0815,1,6,5,6,7
         $0816,$0816,9,6,5,6,7
      </Block>
   </Segment>

   <Labels values="SEGMENT,ADDRESS,NAME,START,END,FILE_IDX,LINE1,COL1,LINE2,COL2">
      Default,$0810,start,,,1,5,1,5,6
      Default,$0812,screen.loop,,,1,5,1,5,6
   </Labels>

   <Breakpoints values="SEGMENT,ADDRESS,ARGUMENT">
      Default,$0812,if a<5, or so
   </Breakpoints>

   <Watchpoints values="SEGMENT,ADDRESS1,ADDRESS2,ARGUMENT">
      Default,$D020,,store
   </Watchpoints>

</C64debugger>
"#;

    #[test]
    fn files_lines_labels_and_breakpoints_are_read() {
        let info = read(TEXT).unwrap();
        assert_eq!(info.files[1].name, "/home/me/a & b, c.asm");
        assert!(info.files[0].is_of_library && !info.files[1].is_of_library);
        let lines: Vec<_> = info.lines.iter().map(|l| (l.file, l.number)).collect();
        assert_eq!(lines, [(0, 36), (1, 6), (1, 7)]);
        let starts = |line: &Line| line.pieces.iter().map(|p| p.start).collect::<Vec<_>>();
        assert_eq!(starts(&info.lines[1]), [0x810, 0x815]);
        let names: Vec<_> = info.symbols.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["start", "screen::loop"]);
        assert_eq!(info.breaks, ["break $0812"]);
        assert_eq!(info.left_out, 1);
    }

    #[test]
    fn a_bad_number_is_told_with_its_place() {
        let fault = read(&TEXT.replace("$0812,$0814", "$08z2,$0814")).unwrap_err();
        assert_eq!((fault.line, fault.error.at), (13, 9));
        let short = read("<C64debugger>\n<Labels values=\"SEGMENT,ADDRESS,NAME\">\nDefault\n");
        assert_eq!(short.unwrap_err().line, 3);
    }
}
