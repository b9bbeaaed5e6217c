//! Links within the page: to regions and addresses, also those that a sentence mentions.

use std::collections::HashSet;

use maud::{Markup, html};

use crate::words::address;

/// Names of regions, which become links where they are mentioned.
pub(crate) struct Names<'a>(HashSet<&'a str>);

impl<'a> Names<'a> {
    pub(crate) fn new(names: impl Iterator<Item = &'a str>) -> Self {
        Self(names.collect())
    }

    /// A text as a sentence, with links at the addresses and regions in it.
    pub(crate) fn linked(&self, text: &str) -> Markup {
        let text = stopped(text);
        let of_word = |c: char| c.is_ascii_alphanumeric() || "$_.".contains(c);
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let is_word = rest.starts_with(of_word);
            let end = rest.find(|c| of_word(c) != is_word).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(end);
            pieces.push(piece);
            rest = after;
        }
        html! { @for piece in pieces { (self.word(piece)) } }
    }

    fn word(&self, piece: &str) -> Markup {
        let word = piece.trim_end_matches('.');
        let dots = &piece[word.len()..];
        let digits = word.strip_prefix('$').filter(|digits| digits.len() == 4);
        let addr = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        html! {
            @if let Some(addr) = addr { (at(addr)) }
            @else if self.0.contains(word) { (group(word)) }
            @else { (word) }
            (dots)
        }
    }
}

/// A text with a full stop.
fn stopped(text: &str) -> String {
    let text = text.trim();
    match text.is_empty() || text.ends_with(['.', '!', '?']) {
        true => text.to_owned(),
        false => format!("{text}."),
    }
}

/// A link to a region.
pub(crate) fn group(name: &str) -> Markup {
    html! { a.group href={"#region=" (fragment(name))} { (name) } }
}

/// A link to an address.
pub(crate) fn at(addr: u16) -> Markup {
    html! { a.addr href={"#addr=" (format!("{addr:04X}"))} { (address(addr)) } }
}

/// A name within the fragment of a URL.
fn fragment(name: &str) -> String {
    let mut text = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                text.push(char::from(byte))
            }
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_mentions_is_linked_and_nothing_else() {
        let names = Names::new(["G1"].into_iter());
        let linked = names.linked("G1 and G12, $06 and $06091 <b>");
        assert_eq!(linked.0.matches("<a").count(), 1, "{linked:?}");
        assert!(linked.0.ends_with("&lt;b&gt;."), "{linked:?}");
    }

    #[test]
    fn texts_end_and_fragments_are_safe() {
        assert_eq!(stopped("Entered 3 times"), "Entered 3 times.");
        assert_eq!(stopped(" Done. "), "Done.");
        assert_eq!(stopped(""), "");
        assert_eq!(fragment("G1 \"<"), "G1%20%22%3C");
    }
}
