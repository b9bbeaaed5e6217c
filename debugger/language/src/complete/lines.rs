//! Files of source and their lines at the end of a half-typed line, for `FILE:LINE`.
//!
//! Left out: names that must be quoted.

use crate::grammar::line::is_of_file;

/// The names of `files` that may stand at the end of `line`, and the byte at which their names begin.
pub fn source_files<'f>(line: &str, files: &'f [String]) -> (usize, Vec<&'f str>) {
    let mut start = line.trim_end_matches(is_of_file).len();
    // Between two addresses `..` is none of a name.
    if let Some(at) = line[start..].rfind("..").filter(|&at| at > 0) {
        start += at + "..".len();
    }
    let typed = &line[start..];
    let is_text = line.matches('"').count() % 2 == 1;
    if typed.is_empty() || is_text {
        return (start, Vec::new());
    }
    let is_plain = |name: &str| !name.starts_with('-') && name.chars().all(is_of_file);
    let names = files.iter().map(String::as_str);
    let found = names.filter(|name| name.starts_with(typed) && is_plain(name));
    (start, found.collect())
}

/// Lines with code that may stand behind `FILE:` at the end of `line`, and the byte at which their numbers begin; none
/// where no file with its colon stands there.
pub fn source_lines<'f>(
    line: &str,
    files: impl IntoIterator<Item = (&'f str, &'f [u32])>,
) -> Option<(usize, Vec<String>)> {
    let start = line.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let before = line[..start].strip_suffix(':')?;
    let name = &before[before.trim_end_matches(is_of_file).len()..];
    let mut files = files.into_iter();
    // As much of the end of a path is enough as tells a file from others.
    let is_meant = |file: &str| {
        let rest = file.strip_suffix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(['/', '\\']))
    };
    let (_, lines) = files.find(|(file, _)| !name.is_empty() && is_meant(file))?;
    let numbers = lines.iter().map(u32::to_string);
    let found = numbers.filter(|number| number.starts_with(&line[start..]));
    Some((start, found.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_behind_their_file() {
        let files = [("hello.c", [3u32, 12, 14].as_slice()), ("lib/a.s", &[7])];
        let lines = |line: &str| source_lines(line, files);
        let found = |start, lines: &[&str]| {
            Some((start, lines.iter().map(|&line| line.to_owned()).collect()))
        };
        assert_eq!(lines("b hello.c:"), found(10, &["3", "12", "14"]));
        assert_eq!(lines("b hello.c:1"), found(10, &["12", "14"]));
        assert_eq!(lines("list a.s:"), found(9, &["7"]));
        for none in ["b other.c:", "b add::", "b :", "b hello.c", "b ello.c:"] {
            assert_eq!(lines(none), None, "{none}");
        }
    }

    #[test]
    fn files_stand_where_an_address_may() {
        let files = ["hello.c", "lib/a-b.s", "my file.s"].map(str::to_owned);
        assert_eq!(source_files("break hel", &files), (6, vec!["hello.c"]));
        assert_eq!(source_files("d hello.", &files), (2, vec!["hello.c"]));
        assert_eq!(
            source_files("m 600..lib/a-", &files),
            (7, vec!["lib/a-b.s"])
        );
        assert_eq!(source_files("p [hel", &files), (3, vec!["hello.c"]));
        for none in [
            "break ",
            "break my",
            "break \"hel",
            "break hello.c:",
            "until x",
        ] {
            assert_eq!(source_files(none, &files).1.len(), 0, "{none}");
        }
    }
}
