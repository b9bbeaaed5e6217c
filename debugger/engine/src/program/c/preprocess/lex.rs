//! Text as the tokens of C's preprocessor: without comments and line splices, each with its line.
//!
//! Left out: trigraphs. A quote that its line does not close takes the rest of the line with it.

use std::rc::Rc;

use super::Origin;

/// A token.
#[derive(Clone, Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Its text, without splices.
    pub text: Rc<str>,
    /// Where it was written; what a macro made is where the macro was named.
    pub at: Origin,
    pub(super) before: Before,
    pub(super) expands: Expands,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name or a keyword.
    Name,
    /// A number.
    Number,
    /// A string or a character, with its quotes.
    Quoted,
    /// An operator, a bracket, any other character.
    Mark,
}

/// What separates a token from the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    Nothing,
    Space,
    Line,
}

/// Whether a name may still be taken for a macro's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expands {
    Yes,
    /// It came out of the macro that it names.
    Never,
}

impl Token {
    pub(super) fn new(kind: Kind, text: &str, at: Origin) -> Self {
        Self {
            kind,
            text: text.into(),
            at,
            before: Before::Space,
            expands: Expands::Yes,
        }
    }

    /// Whether this is just that.
    pub fn is(&self, text: &str) -> bool {
        &*self.text == text
    }
}

/// The tokens of a file.
pub(super) struct Lexer<'t> {
    rest: &'t str,
    at: Origin,
    /// What stands before the next token, as far as is known.
    before: Before,
}

/// The longest first.
const MARKS: [&str; 24] = [
    "...", "<<=", ">>=", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "*=",
    "/=", "%=", "+=", "-=", "&=", "^=", "|=", "##", "::",
];

impl<'t> Lexer<'t> {
    /// Reads `text`, whose first line is the one of `at`.
    pub(super) fn new(text: &'t str, at: Origin) -> Self {
        Self {
            rest: text,
            at,
            before: Before::Line,
        }
    }

    /// The next character and what follows it, behind splices; how many of these there are.
    fn split(&self) -> (Option<char>, &'t str, u32) {
        let (mut rest, mut splices) = (self.rest, 0);
        while let Some(behind) = rest.strip_prefix('\\') {
            let behind = behind.strip_prefix('\r').unwrap_or(behind);
            let Some(behind) = behind.strip_prefix('\n') else {
                break;
            };
            rest = behind;
            splices += 1;
        }
        let mut characters = rest.chars();
        (characters.next(), characters.as_str(), splices)
    }

    fn peek(&self) -> Option<char> {
        self.split().0
    }

    fn bump(&mut self) -> Option<char> {
        let (next, rest, splices) = self.split();
        self.rest = rest;
        self.at.line += splices + u32::from(next == Some('\n'));
        next
    }

    fn space(&mut self, first: Before) -> Before {
        let mut before = first;
        while let Some(next) = self.peek() {
            match next {
                '\n' => before = Before::Line,
                '/' if self.rest.starts_with("/*") => {
                    let end = self.rest[2..].find("*/").map(|end| end + 4);
                    let (comment, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
                    let lines = comment.bytes().filter(|&byte| byte == b'\n').count();
                    self.at.line += u32::try_from(lines).unwrap_or(u32::MAX);
                    self.rest = rest;
                    before = before.max_space();
                    continue;
                }
                '/' if self.rest.starts_with("//") => {
                    while self.peek().is_some_and(|next| next != '\n') {
                        self.bump();
                    }
                    before = before.max_space();
                    continue;
                }
                next if next.is_whitespace() => before = before.max_space(),
                _ => break,
            }
            self.bump();
        }
        before
    }

    fn take(&mut self, text: &mut String, more: impl Fn(char, char) -> bool) {
        let mut last = text.chars().next_back().unwrap_or(' ');
        while let Some(next) = self.peek().filter(|&next| more(last, next)) {
            text.push(next);
            last = next;
            self.bump();
        }
    }

    /// The rest of a quoted text; none where its line ends before it does.
    fn quoted(&mut self, text: &mut String, quote: char) -> Option<()> {
        loop {
            let next = self.peek().filter(|&next| next != '\n')?;
            self.bump();
            text.push(next);
            if next == quote {
                return Some(());
            }
            if next == '\\' {
                text.push(self.peek().filter(|&next| next != '\n')?);
                self.bump();
            }
        }
    }
}

impl Before {
    fn max_space(self) -> Self {
        match self {
            Self::Nothing => Self::Space,
            other => other,
        }
    }
}

fn names(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let before = self.space(self.before);
            self.before = before;
            let (first, rest, _) = self.split();
            let first = first?;
            let at = self.at;
            let mut text = String::from(first);
            let kind = if "\"'".contains(first) || first == 'L' && rest.starts_with(['"', '\'']) {
                self.bump();
                let mut quote = first;
                if first == 'L' {
                    quote = self.bump()?;
                    text.push(quote);
                }
                if self.quoted(&mut text, quote).is_none() {
                    continue;
                }
                Kind::Quoted
            } else if first.is_ascii_digit()
                || first == '.' && rest.starts_with(|next: char| next.is_ascii_digit())
            {
                self.bump();
                let hexadecimal = first == '0' && rest.starts_with(['x', 'X']);
                self.take(&mut text, |last, next| {
                    names(next)
                        || next == '.'
                        || "+-".contains(next) && "eE".contains(last) && !hexadecimal
                });
                Kind::Number
            } else if names(first) {
                self.bump();
                self.take(&mut text, |_, next| names(next));
                Kind::Name
            } else {
                self.bump();
                let longer = MARKS.iter().find(|mark| {
                    mark.strip_prefix(first)
                        .is_some_and(|more| rest.starts_with(more))
                });
                for _ in 1..longer.map_or(1, |mark| mark.len()) {
                    text.extend(self.bump());
                }
                Kind::Mark
            };
            self.before = Before::Nothing;
            return Some(Token {
                kind,
                text: text.into(),
                at,
                before,
                expands: Expands::Yes,
            });
        }
    }
}
