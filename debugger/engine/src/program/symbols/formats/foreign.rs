//! Kinds of file that name addresses, or stand beside programs, and are not read here: known by how they begin.

/// How files of a kind begin, and what it is.
static KINDS: &[(&str, &str)] = &[
    ("[info]", "a list of WLA DX"),
    ("[labels]", "a list of WLA DX"),
    ("[information]", "a list of WLA DX"),
    ("Modules list:", "a map of ld65"),
    ("ca65 V", "a listing of ca65"),
    ("P:", "a label file of Mesen"),
    ("NesPrgRom:", "a label file of Mesen"),
    ("PRG:", "a label file of Mesen"),
    ("DEF ", "a symbol file for NoICE"),
    ("M:", "debug information of SDCC"),
    ("<?xml", "an XML file"),
    ("<", "an XML file"),
    ("{", "a JSON file"),
    ("o65", "an object file of cc65"),
    ("\x01\0o65", "an o65 file"),
];

/// What a file is that begins as `text` does and is no label file.
pub fn known_elsewhere(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    // `$8000#start#`
    let is_fceux = text.starts_with('$') && text.lines().next()?.matches('#').count() == 2;
    if is_fceux {
        return Some("a label file of FCEUX");
    }
    let kind = KINDS.iter().find(|(start, _)| text.starts_with(start));
    kind.map(|&(_, kind)| kind)
        .or_else(|| text.contains('\0').then_some("a binary file"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_known_by_how_it_begins() {
        for (text, kind) in [
            ("\n[labels]\n00:8000 start\n", Some("a list of WLA DX")),
            ("$8000#start#\n", Some("a label file of FCEUX")),
            ("a\0b", Some("a binary file")),
            ("10 PRINT", None),
            ("", None),
        ] {
            assert_eq!(known_elsewhere(text), kind, "{text:?}");
        }
    }
}
