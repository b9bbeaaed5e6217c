//! Files of source, and lines and functions of theirs, at the end of a half-typed line: `FILE:LINE`, `FILE:FUNCTION`.
//!
//! Left out: names that must be quoted.

use crate::grammar::{line::is_of_file, token::is_word};

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

/// Places that may stand behind `FILE:` at the end of `line`, and the byte at which they begin; none where no file with its
/// colon stands there. `files` are given with theirs: numbers of lines, and names of functions.
pub fn source_places<'f>(
    line: &str,
    files: impl IntoIterator<Item = (&'f str, &'f [String])>,
) -> Option<(usize, Vec<&'f str>)> {
    let start = line.trim_end_matches(is_word).len();
    let before = line[..start].strip_suffix(':')?;
    let before = before.strip_suffix(['"', '\'']).unwrap_or(before);
    let name = &before[before.trim_end_matches(is_of_file).len()..];
    let mut files = files.into_iter();
    // As much of the end of a path is enough as tells a file from others.
    let is_meant = |file: &str| {
        let rest = file.strip_suffix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(['/', '\\']))
    };
    let (_, places) = files.find(|(file, _)| !name.is_empty() && is_meant(file))?;
    let places = places.iter().map(String::as_str);
    let found = places.filter(|place| place.starts_with(&line[start..]));
    Some((start, found.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stand_behind_their_file() {
        let hello = ["3", "12", "14", "main", "say"].map(str::to_owned);
        let other = ["7".to_owned()];
        let files = [("hello.c", hello.as_slice()), ("lib/a.s", &other)];
        let lines = |line: &str| source_places(line, files);
        let found = |start, places: &[&'static str]| Some((start, places.to_vec()));
        assert_eq!(
            lines("b hello.c:"),
            found(10, &["3", "12", "14", "main", "say"])
        );
        assert_eq!(lines("b hello.c:1"), found(10, &["12", "14"]));
        assert_eq!(lines("b hello.c:ma"), found(10, &["main"]));
        assert_eq!(lines("b 'hello.c':ma"), found(12, &["main"]));
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
