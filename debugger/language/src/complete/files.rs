//! File names at the end of a half-typed line, quoted where the command language needs it.

use std::fs;
use std::path::Path;

use super::last_word;
use jumppad_engine::files::text::steers;

/// More names than a terminal shows.
const MOST: usize = 500;

/// A name that may stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName {
    /// The last part of the path, with a slash behind a folder.
    pub shown: String,
    /// What takes the place of what was typed.
    pub text: String,
}

/// What may stand at the end of `line`, and the byte at which that begins.
pub fn files(line: &str) -> (usize, Vec<FileName>) {
    let is_quoted = line.matches('"').count() % 2 == 1;
    let start = match is_quoted {
        true => line.rfind('"').unwrap_or(0),
        false => last_word(line),
    };
    let typed = line[start..].trim_start_matches('"');
    let (folder, prefix) = typed.split_at(typed.rfind('/').map_or(0, |slash| slash + 1));
    let place = if folder.is_empty() { "." } else { folder };
    // A folder that cannot be read has no names to offer.
    let entries = fs::read_dir(Path::new(place))
        .into_iter()
        .flatten()
        .flatten();
    let mut found: Vec<FileName> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let is_hidden = name.starts_with('.') && !prefix.starts_with('.');
            // The line editor shows names as they are.
            let is_plain = !name.contains('"') && !name.contains(steers);
            let is_one = name.starts_with(prefix) && !is_hidden && is_plain;
            is_one.then(|| candidate(folder, &name, entry.path().is_dir(), is_quoted))
        })
        .take(MOST)
        .collect();
    found.sort_by(|a, b| a.shown.cmp(&b.shown));
    (start, found)
}

fn candidate(folder: &str, name: &str, is_folder: bool, is_quoted: bool) -> FileName {
    let path = format!("{folder}{name}");
    let quote = match is_quoted || path.contains(|c: char| c.is_whitespace() || c == ';') {
        true => "\"",
        false => "",
    };
    // A folder is not the end of a name, so its quote stays open.
    match is_folder {
        true => FileName {
            shown: format!("{name}/"),
            text: format!("{quote}{path}/"),
        },
        false => FileName {
            shown: name.to_owned(),
            text: format!("{quote}{path}{quote} "),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_they_must_be() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["plain.prg", "my game.prg", ".hidden", "p\x1B[2J.prg"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::create_dir(folder.path().join("sub dir")).unwrap();
        let at = folder.path().display();
        let texts = |line: &str| {
            let (start, found) = files(line);
            let texts: Vec<_> = found.into_iter().map(|name| name.text).collect();
            (start, texts)
        };
        assert_eq!(
            texts(&format!("load {at}/")),
            (
                5,
                vec![
                    format!("\"{at}/my game.prg\" "),
                    format!("{at}/plain.prg "),
                    format!("\"{at}/sub dir/"),
                ]
            )
        );
        let line = format!("load \"{at}/my g");
        assert_eq!(texts(&line), (5, vec![format!("\"{at}/my game.prg\" ")]));
        let line = format!("save {at}/.h");
        assert_eq!(texts(&line).1, [format!("{at}/.hidden ")]);
        assert!(texts("load /no/such/folder/").1.is_empty());
    }
}
