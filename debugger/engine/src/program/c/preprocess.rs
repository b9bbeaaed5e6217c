//! C's preprocessor: text in, tokens out, each with the file and the line that it was written in.
//!
//! Invariants: it never fails, what it does not understand is left out; files within files, macros and tokens are
//! bounded. Left out: `#line`, `#error`, `#warning` and `#pragma` other than `once`; what `__COUNTER__` and
//! `__has_include` tell.

mod condition;
mod frames;
mod lex;
mod macros;

use std::collections::HashSet;

use lex::{Before, Lexer};
pub use lex::{Kind, Token};
use macros::Macros;

/// As deep as files may include one another.
const DEEPEST: usize = 32;
/// As many files may be included.
const MOST_FILES: usize = 2000;
/// As many tokens are read, of all files together.
const MOST_READ: usize = 2_000_000;
/// As many tokens may macros make.
const MOST_MADE: usize = 300_000;
/// As many tokens may a macro have to be taken for a number.
const LONGEST_CONSTANT: usize = 64;

/// A place in one of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// 0 is the main file, others are counted as they are included; [`GIVEN`] is what was given beside it.
    pub file: u32,
    /// The line, from 1.
    pub line: u32,
    /// The line of the main file: where that includes the other one.
    pub main: u32,
}

/// The file of macros that were given.
pub const GIVEN: u32 = u32::MAX;

/// What an `#include` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// The name between the quotes or brackets.
    pub name: String,
    /// How it was written.
    pub style: IncludeStyle,
    /// The name of the file that asks.
    pub from: String,
}

/// How an `#include` is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncludeStyle {
    /// `"name"`: beside the file that asks, first.
    Quoted,
    /// `<name>`: with the compiler's.
    Bracketed,
}

/// Finds the name and the text of a file that is to be included.
pub type Find<'f> = dyn FnMut(&Include) -> Option<(String, String)> + 'f;

/// A text that went through the preprocessor.
#[derive(Debug, Default)]
pub struct Preprocessed {
    /// What is left for the compiler.
    pub tokens: Vec<Token>,
    /// The macros without parameters that were defined at the end and may be numbers, expanded.
    pub constants: Vec<(String, Vec<Token>)>,
}

/// Reads `text` of the file of that name; `given` are lines of `#define` that stand before it.
pub fn preprocess(file: &str, text: &str, given: &str, find: &mut Find) -> Preprocessed {
    let mut reader = Preprocessor {
        macros: Macros::new(MOST_MADE),
        left: MOST_READ,
        find,
        output: Vec::new(),
        waiting: Vec::new(),
        files: 0,
        once: HashSet::new(),
        depth: 0,
    };
    reader.file("", given, Place::Given);
    let before = reader.macros.defined();
    reader.file(file, text, Place::Main);
    let mut constants = Vec::new();
    for (name, of) in reader.macros.plain(before) {
        if of.body.is_empty() || of.body.len() > LONGEST_CONSTANT {
            continue;
        }
        let value = reader.macros.expand(of.body.clone());
        if value.len() <= LONGEST_CONSTANT {
            constants.push((name.to_string(), value));
        }
    }
    Preprocessed {
        tokens: reader.output,
        constants,
    }
}

/// Which file is read.
#[derive(Clone, Copy)]
enum Place {
    Given,
    Main,
    /// One that the main file includes, itself or through others, in this line.
    Included(u32),
}

/// Of an `#if` to its `#endif`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Branch {
    /// No branch was taken so far.
    Awaited,
    /// This one is.
    Taken,
    /// One before was, or the whole is within a branch that is not.
    Over,
}

struct Preprocessor<'f, 'g> {
    macros: Macros,
    find: &'f mut Find<'g>,
    output: Vec<Token>,
    /// Tokens since the last directive, whose macros are not expanded yet.
    waiting: Vec<Token>,
    files: u32,
    /// How many tokens may still be read.
    left: usize,
    once: HashSet<String>,
    depth: usize,
}

impl Preprocessor<'_, '_> {
    fn file(&mut self, name: &str, text: &str, place: Place) {
        let first = Origin {
            file: match place {
                Place::Given => GIVEN,
                Place::Main => 0,
                Place::Included(_) => self.files,
            },
            line: 1,
            main: 1,
        };
        let mut tokens = Lexer::new(text, first)
            .map(|token| Token {
                at: Origin {
                    main: match place {
                        Place::Included(line) => line,
                        _ => token.at.line,
                    },
                    ..token.at
                },
                ..token
            })
            .peekable();
        let mut branches: Vec<Branch> = Vec::new();
        while let Some(token) = tokens.next() {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            let reads = branches
                .last()
                .is_none_or(|&branch| branch == Branch::Taken);
            if !(token.is("#") && token.before == Before::Line) {
                if reads {
                    self.waiting.push(token);
                }
                continue;
            }
            let mut line = Vec::new();
            while let Some(more) = tokens.next_if(|next| next.before != Before::Line) {
                line.push(more);
            }
            self.left = self.left.saturating_sub(line.len());
            let Some((word, rest)) = line.split_first() else {
                continue;
            };
            if !self.branch(&word.text, rest, &mut branches) && reads {
                self.directive(name, &word.text, rest, word.at.main);
            }
        }
        self.flush();
    }

    /// Expands what waits, by the macros that are defined now.
    fn flush(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        self.output.extend(self.macros.expand(waiting));
    }

    /// Does what a directive of conditions says; whether it is one.
    fn branch(&mut self, word: &str, rest: &[Token], branches: &mut Vec<Branch>) -> bool {
        let outer = |branches: &[Branch]| {
            branches
                .last()
                .is_none_or(|&branch| branch == Branch::Taken)
        };
        let defined = |macros: &Macros| rest.first().is_some_and(|name| macros.has(&name.text));
        match word {
            "if" | "ifdef" | "ifndef" if !outer(branches) => branches.push(Branch::Over),
            "if" => {
                let holds = self.holds(rest);
                branches.push(Branch::when(holds));
            }
            "ifdef" => branches.push(Branch::when(defined(&self.macros))),
            "ifndef" => branches.push(Branch::when(!defined(&self.macros))),
            "elif" | "else" | "elifdef" | "elifndef" => {
                let Some(last) = branches.pop() else {
                    return true;
                };
                branches.push(match last {
                    Branch::Awaited => Branch::when(match word {
                        "elif" => self.holds(rest),
                        "elifdef" => defined(&self.macros),
                        "elifndef" => !defined(&self.macros),
                        _ => true,
                    }),
                    _ => Branch::Over,
                });
            }
            "endif" => {
                branches.pop();
            }
            _ => return false,
        }
        true
    }

    fn holds(&mut self, tokens: &[Token]) -> bool {
        let mut plain = Vec::new();
        let mut tokens = tokens.iter();
        while let Some(token) = tokens.next() {
            if !token.is("defined") {
                plain.push(token.clone());
                continue;
            }
            let mut name = tokens.next();
            if name.is_some_and(|open| open.is("(")) {
                name = tokens.next();
                tokens.next();
            }
            let known = name.is_some_and(|name| self.macros.has(&name.text));
            let value = if known { "1" } else { "0" };
            plain.push(Token::new(Kind::Number, value, token.at));
        }
        let expanded = self.macros.expand(plain);
        condition::value(&expanded).is_some_and(|value| value != 0)
    }

    fn directive(&mut self, file: &str, word: &str, rest: &[Token], main: u32) {
        self.flush();
        match (word, rest.first()) {
            ("define", _) => {
                self.macros.define(rest);
            }
            ("undef", Some(name)) => self.macros.undefine(&name.text),
            ("pragma", Some(what)) if what.is("once") => {
                self.once.insert(file.to_owned());
            }
            ("include", _) => self.include(file, rest, main),
            _ => {}
        }
    }

    fn include(&mut self, from: &str, what: &[Token], main: u32) {
        let expanded;
        let (name, style) = match included(what) {
            Some(written) => written,
            None => {
                expanded = self.macros.expand(what.to_vec());
                let Some(made) = included(&expanded) else {
                    return;
                };
                made
            }
        };
        if self.depth >= DEEPEST || self.files as usize >= MOST_FILES {
            return;
        }
        let wanted = Include {
            name,
            style,
            from: from.to_owned(),
        };
        let Some((name, text)) = (self.find)(&wanted) else {
            return;
        };
        if self.once.contains(&name) {
            return;
        }
        self.files += 1;
        self.depth += 1;
        self.file(&name, &text, Place::Included(main));
        self.depth -= 1;
    }
}

/// The name behind `#include`.
fn included(what: &[Token]) -> Option<(String, IncludeStyle)> {
    let (first, rest) = what.split_first()?;
    if first.kind == Kind::Quoted {
        let name = first.text.strip_prefix('"')?.strip_suffix('"')?;
        return Some((name.to_owned(), IncludeStyle::Quoted));
    }
    let end = rest.iter().position(|token| token.is(">"))?;
    let name = first
        .is("<")
        .then(|| rest[..end].iter().map(|token| &*token.text).collect())?;
    Some((name, IncludeStyle::Bracketed))
}

impl Branch {
    fn when(holds: bool) -> Self {
        if holds { Self::Taken } else { Self::Awaited }
    }
}
