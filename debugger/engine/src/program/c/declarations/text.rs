//! Tokens as a text that the grammar takes, and where its lines were written.
//!
//! The grammar does not know all that cc65 does: an `int` that is left out is put in, and a bit-field without a name
//! gets one.

use crate::program::c::preprocess::{Kind, Origin, Token};

/// The name of a bit-field that has none; C reserves such names.
pub(super) const NAMELESS: &str = "__nameless";

/// A text, each line of which was written in one line of a file.
#[derive(Default)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) lines: Vec<Origin>,
}

impl Text {
    pub(super) fn new(tokens: &[Token]) -> Self {
        let mut new = Self::default();
        let mut place = Place::default();
        for (at, token) in tokens.iter().enumerate() {
            let next = tokens.get(at + 1);
            match place.lacks(token, next, tokens.get(at + 2)) {
                Lacks::Nothing => {}
                Lacks::Int => new.push("int", token.at),
                Lacks::Name => new.push(NAMELESS, token.at),
            }
            new.push(&token.text, token.at);
            place.pass(token);
        }
        new.text.push('\n');
        new
    }

    fn push(&mut self, word: &str, at: Origin) {
        match self.lines.last() {
            Some(last) if *last == at => self.text.push(' '),
            None => self.lines.push(at),
            Some(_) => {
                self.text.push('\n');
                self.lines.push(at);
            }
        }
        self.text.push_str(word);
    }
}

/// What is to be put before a token.
enum Lacks {
    Nothing,
    Int,
    Name,
}

/// What a brace opened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Braces {
    /// Statements.
    Block,
    /// Members.
    Record,
    /// Values, also of an `enum`.
    Values,
}

/// Where in a declaration one is.
#[derive(Default)]
struct Place {
    braces: Vec<Braces>,
    /// Brackets of other kinds that are open.
    brackets: usize,
    /// What stands since the last `;` or brace.
    began: Began,
    /// Words since then.
    words: usize,
    /// The word before is one of a type, or a `,`.
    typed: bool,
    /// What a brace would open, where it is not a block.
    opens: Option<Braces>,
}

/// What a declaration began with.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Began {
    #[default]
    Nothing,
    /// `static`, `const` and the like alone.
    Modifiers,
    Others,
}

const MODIFIERS: [&str; 6] = ["static", "extern", "register", "auto", "const", "volatile"];
const TYPES: [&str; 13] = [
    "char", "int", "short", "long", "signed", "unsigned", "float", "double", "void", "struct",
    "union", "enum", "typedef",
];
const STATEMENTS: [&str; 13] = [
    "if", "else", "while", "do", "for", "switch", "case", "default", "return", "goto", "break",
    "continue", "inline",
];

impl Place {
    fn lacks(&self, token: &Token, next: Option<&Token>, second: Option<&Token>) -> Lacks {
        let in_record = self.braces.last() == Some(&Braces::Record);
        if in_record && self.brackets == 0 && token.is(":") && self.typed {
            return Lacks::Name;
        }
        let begins = match self.began {
            Began::Nothing => self.braces.is_empty(),
            Began::Modifiers => true,
            Began::Others => false,
        };
        if !begins || self.brackets > 0 || in_record {
            return Lacks::Nothing;
        }
        let named = token.kind == Kind::Name && !word_of(token, &[&MODIFIERS, &TYPES, &STATEMENTS]);
        let declares = next.is_some_and(|next| match &*next.text {
            "(" => !second.is_some_and(|second| second.is("*")),
            "," | ";" | "=" | "[" => true,
            _ => false,
        });
        let pointer = token.is("*") && self.began == Began::Modifiers;
        if named && declares || pointer {
            Lacks::Int
        } else {
            Lacks::Nothing
        }
    }

    fn pass(&mut self, token: &Token) {
        match &*token.text {
            "(" | "[" => self.brackets += 1,
            ")" | "]" => self.brackets = self.brackets.saturating_sub(1),
            "{" => {
                let outer = self.braces.last().filter(|&&outer| outer == Braces::Values);
                let new = self.opens.or(outer.copied()).unwrap_or(Braces::Block);
                self.braces.push(new);
                return self.begin();
            }
            "}" if self.braces.pop() == Some(Braces::Block) => return self.begin(),
            ";" => return self.begin(),
            _ => {}
        }
        self.typed = token.is(",")
            || word_of(token, &[&TYPES])
            || token.kind == Kind::Name && self.words == 0;
        self.opens = match &*token.text {
            "struct" | "union" => Some(Braces::Record),
            "enum" | "=" => Some(Braces::Values),
            _ if token.kind == Kind::Name => self.opens,
            _ => None,
        };
        if !word_of(token, &[&MODIFIERS]) {
            self.words += 1;
            self.began = Began::Others;
        } else if self.began == Began::Nothing {
            self.began = Began::Modifiers;
        }
    }

    /// Goes on to a new declaration or statement.
    fn begin(&mut self) {
        *self = Self {
            braces: std::mem::take(&mut self.braces),
            ..Self::default()
        };
    }
}

fn word_of(token: &Token, lists: &[&[&str]]) -> bool {
    lists.iter().any(|list| list.contains(&&*token.text))
}
