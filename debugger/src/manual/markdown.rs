//! Text of the help as Markdown: what stands between backticks is code already, all else means itself.

/// `text`, each of its lines a paragraph.
pub(super) fn paragraphs(text: &str) -> String {
    text.lines()
        .map(|line| format!("{}\n\n", escaped(line)))
        .collect()
}

/// `text` with a capital and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    let text: String = first.chain(letters).collect();
    let stop = if text.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{}{stop}", escaped(&text))
}

/// `word` as code.
pub(super) fn code(word: &str) -> String {
    match word.contains('`') {
        true => format!("`` {word} ``"),
        false => format!("`{word}`"),
    }
}

/// A list of words as code, for a sentence.
pub(super) fn codes<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<String> = words.into_iter().map(code).collect();
    words.join(", ")
}

/// `line` with what Markdown would take for its own marked as text, except in code.
pub(super) fn escaped(line: &str) -> String {
    let mut out = String::new();
    for (at, piece) in line.split('`').enumerate() {
        if at > 0 {
            out.push('`');
        }
        let is_code = at % 2 == 1;
        let mut letters = piece.chars().peekable();
        while let Some(letter) = letters.next() {
            let is_tag = letter == '<' && letters.peek().is_some_and(char::is_ascii_alphabetic);
            if !is_code && (is_tag || matches!(letter, '\\' | '*' | '_')) {
                out.push('\\');
            }
            out.push(letter);
        }
    }
    // At the start of a line these begin quotes, lists and headings.
    match out.starts_with(['>', '#', '-', '+']) {
        true => format!("\\{out}"),
        false => out,
    }
}

/// A row of a table.
pub(super) fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

#[test]
fn text_means_itself() {
    assert_eq!(escaped("w[E] and `_x*`, <E"), "w[E] and `_x*`, \\<E");
    assert_eq!(escaped("> $_ * none"), "\\> $\\_ \\* none");
    assert_eq!(sentence("run to an address"), "Run to an address.");
    assert_eq!(codes([">", "a"]), "`>`, `a`");
    assert_eq!(row(&["a|b", "c"]), "| a\\|b | c |\n");
}
