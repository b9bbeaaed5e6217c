//! Files of source at the end of a half-typed line, for `FILE:LINE`.
//!
//! Left out: names that must be quoted.

use crate::grammar::line::is_of_file;

/// Those of `files` that may stand at the end of `line`, and the byte at which their names begin.
pub(crate) fn source_files<'f>(line: &str, files: &'f [String]) -> (usize, Vec<&'f str>) {
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

#[cfg(test)]
mod tests {
    use super::*;

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
