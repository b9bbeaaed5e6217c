//! The command table: parser dispatch, help and completion all come from these rows.
//!
//! Invariants: a name belongs to one row; an argument parser never guesses, and once the verb is known its error is the
//! error of the line. To add a command, add a row to a family, or a family to [`FAMILIES`].

mod banked;
mod banks;
mod breakpoints;
mod control;
mod coverage;
mod devices;
mod expect;
mod files;
mod find;
mod foreign;
mod glossary;
mod help;
mod hosts;
mod interrupts;
mod jit;
mod machine;
mod memory;
mod pads;
mod profile;
mod record;
mod registers;
mod reverse;
mod row;
mod screens;
mod session;
mod settings;
mod source;
mod stack;
mod symbols;
#[cfg(test)]
mod tests;
mod topics;
mod trace;
mod understand;
mod user;
mod values;
mod variables;

use std::fmt;
use std::rc::Rc;

use nom::Parser;
use nom::bytes::complete::{take, take_while1};
use nom::character::complete::space0;
use nom::combinator::cut;

pub use glossary::GLOSSARY;
pub use glossary::TITLE as GLOSSARY_TITLE;
pub use topics::TOPICS;

use crate::collect::{Body, Inner};
use crate::grammar::{
    Context, Diagnostic, Parsed, Span,
    canonical::{Canonical, Doubt, Printer},
    finish,
    split::{Line, split},
    token,
};
use crate::session::{Outcome, Session, misplaced_silent};
use jumppad_engine::expression::Radix;
use jumppad_engine::names::{Resolution, resolve};

pub use crate::grammar::split::without_comment;
pub use breakpoints::CodePlaces;
pub use find::CLAUSES;
use foreign::Words;
pub use help::topics;
pub use memory::assemble::next_line as assemble_line;
pub use row::{Completer, Enter, Rest, Row};
pub use values::at_stop as displays;

/// A parsed line.
///
/// Two are equal if they are written the same once spelt out: it does not matter where in its line a word stood.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// The row of the table that the line named.
    pub row: &'static Row,
    bound: Bound,
}

/// Arguments bound to their handler.
#[derive(Clone, Debug)]
pub struct Bound {
    /// The arguments as every session reads them the same way.
    text: String,
    doubts: Vec<Doubt>,
    call: Rc<dyn Call>,
}

impl PartialEq for Bound {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// Arguments of some type, and what takes such.
trait Call: fmt::Debug {
    fn call(&self, session: &mut Session<'_>) -> Outcome;
}

/// What carries a command with such arguments out.
type Handler<A> = fn(&mut Session<'_>, A) -> Outcome;

struct Handled<A> {
    arguments: A,
    handle: Handler<A>,
}

impl<A: fmt::Debug> fmt::Debug for Handled<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.arguments.fmt(f)
    }
}

impl<A: Clone + fmt::Debug> Call for Handled<A> {
    fn call(&self, session: &mut Session<'_>) -> Outcome {
        (self.handle)(session, self.arguments.clone())
    }
}

impl Command {
    /// The command with its own name and its arguments spelt out; it parses to the same command.
    pub fn text(&self) -> String {
        let Self { row, bound } = self;
        format!("{} {}", row.names[0], bound.text)
            .trim_end()
            .to_owned()
    }

    /// Its words that may have been meant otherwise.
    pub fn doubts(&self) -> &[Doubt] {
        &self.bound.doubts
    }

    /// Carries it out.
    ///
    /// # Errors
    /// Those of its handler.
    pub fn run(&self, session: &mut Session<'_>) -> Outcome {
        self.bound.call.call(session)
    }
}

/// Commands that belong together in `help`.
pub struct Family {
    /// The heading in `help`.
    pub title: &'static str,
    /// Its commands, in the order of `help`.
    pub rows: &'static [Row],
}

/// All commands.
pub static FAMILIES: &[Family] = &[
    control::FAMILY,
    reverse::FAMILY,
    stack::FAMILY,
    breakpoints::FAMILY,
    trace::FAMILY,
    registers::FAMILY,
    memory::FAMILY,
    source::FAMILY,
    files::FAMILY,
    symbols::FAMILY,
    interrupts::FAMILY,
    machine::FAMILY,
    banks::FAMILY,
    devices::FAMILY,
    screens::FAMILY,
    hosts::FAMILY,
    jit::FAMILY,
    profile::FAMILY,
    coverage::FAMILY,
    settings::FAMILY,
    values::FAMILY,
    variables::FAMILY,
    record::FAMILY,
    user::FAMILY,
    session::FAMILY,
    help::FAMILY,
];

/// Bytes in the longest line that is read: more than any hand writes, and little enough for recursion over it.
pub const MAX_LINE: usize = 4096;

/// Where the commands are to be found.
const LISTED: &str = "`help` lists the commands";

/// Other names of the words that begin two-word names.
pub const GROUPS: &[(&str, &str)] = &[
    ("i", "info"),
    ("info", "info"),
    ("jit", "jit"),
    ("device", "device"),
    ("find", "find"),
];

/// What the words that begin two-word names are alone, where they are no row of their own: a command and its arguments.
const ALONE: &[(&str, &str, &str)] = &[
    ("jit", "info jit", ""),
    ("device", "device list", ""),
    ("find", "help", "find"),
];

/// All rows of all families.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    FAMILIES.iter().flat_map(|family| family.rows)
}

/// Whether `name` begins a command of the debugger's own.
pub fn is_own(name: &str) -> bool {
    let firsts = rows()
        .flat_map(|row| row.names)
        .map(|own| own.split(' ').next());
    let groups = GROUPS.iter().map(|&(own, _)| Some(own));
    let is_same = |own: &str| own.eq_ignore_ascii_case(name);
    firsts.chain(groups).flatten().any(is_same)
}

/// `line` as commands.
pub fn of_line(line: &str) -> Line<'_> {
    split(memory::without_text(line), |text| {
        let span = Span::new_extra(text.trim_start(), Context::default());
        find(span).is_ok_and(|row| row.rest == Rest::Assembler)
    })
}

/// Parses `line`, which is one command; none when it has nothing but blanks and a comment.
///
/// # Errors
/// The command is unknown or ambiguous, or its arguments are wrong.
pub fn parse(line: &str, context: Context) -> Result<Option<Command>, Diagnostic> {
    if line.len() > MAX_LINE {
        let text = format!("this line has more than {MAX_LINE} bytes");
        return Err(Diagnostic::new(0, text).advise("is this a script?"));
    }
    let input = Span::new_extra(
        without_comment(memory::without_text(line)).trim_end(),
        context,
    );
    let (input, _) = finish(space0::<_, Diagnostic>.parse(input))?;
    if input.fragment().is_empty() {
        return Ok(None);
    }
    command(input).map(Some)
}

/// The command that is all of `input`, which begins with its verb.
fn command(input: Span<'_>) -> Result<Command, Diagnostic> {
    let (row, arguments, parse): (_, _, fn(Span<'_>) -> Parsed<'_, Bound>) = match input.fragment()
    {
        _ if symbols::is_assignment(input) => (row_named("label"), input, row_named("label").bind),
        text if memory::is_pasted_code(text) => (row_named("assemble"), input, memory::pasted),
        _ => {
            let (row, arguments) = verb(input)?;
            (row, arguments, row.bind)
        }
    };
    let (_, bound) = finish(parse(arguments)).map_err(|error| match error.advice {
        Some(_) => error,
        None => error.advise(match foreign::letter(row.names[0]) {
            Some(meaning) => format!("usage: {}; {meaning}", row.usage()),
            None => format!("usage: {}", row.usage()),
        }),
    })?;
    Ok(Command { row, bound })
}

/// The text of the command that is all of `input` and number `at`, from 0, of a list that is kept for later, and its
/// words that may have been meant otherwise. One that the user taught is kept as it is.
fn kept(input: Span<'_>, at: usize) -> Result<(String, Vec<Doubt>), Diagnostic> {
    let text = input.fragment();
    if input.extra.taught.is_some_and(|taught| taught.knows(text)) {
        return Ok(((*text).to_owned(), Vec::new()));
    }
    let command = command(input)?;
    let text = command.text();
    if opens(&text).is_some() {
        let text = format!("`{}` opens a block of lines", command.row.names[0]);
        return Err(Diagnostic::at(input, text).advise("`commands` takes such; braces do not"));
    }
    match at > 0 && text == jumppad_engine::breakpoints::SILENT {
        true => Err(misplaced_silent(input.location_offset())),
        false => Ok((text, command.bound.doubts)),
    }
}

/// Does with the `lines` of a body what it is for.
///
/// # Errors
/// What it is for has gone, or they are refused as a whole.
pub fn hand_over(session: &mut Session<'_>, body: Body, lines: Vec<String>) -> Outcome {
    match body {
        Body::Actions(ids) => breakpoints::give(session, &ids, lines),
        Body::Definition(name) => user::defined(session, &name, lines),
        Body::Help(name) => user::documented(session, name, lines),
    }
}

/// The block that `line` opens when it runs.
pub fn opens(line: &str) -> Option<Inner> {
    let line = Span::new_extra(line.trim_start(), Context::default());
    let (row, arguments) = verb(line).ok()?;
    (row.opens)(arguments)
}

/// The row a line begins with, and what follows its name.
fn verb(input: Span<'_>) -> Result<(&'static Row, Span<'_>), Diagnostic> {
    let (rest, first) = finish(word(input))?;
    let top: Vec<_> = names(None).collect();
    let all: Vec<_> = top
        .iter()
        .map(|&(name, row)| (name, Verb::Row(row.names[0])))
        .chain(
            GROUPS
                .iter()
                .map(|&(alias, name)| (alias, Verb::Group(name))),
        )
        .collect();
    match choose(first, rest, &all, "command", foreign::COMMANDS)? {
        Verb::Row(name) if !is_group(name) || rest.fragment().trim().is_empty() => {
            Ok(subcommand(name, rest).unwrap_or((row_named(name), rest)))
        }
        Verb::Row(group) | Verb::Group(group) => {
            let (start, _) = finish(space0::<_, Diagnostic>.parse(rest))?;
            let inner: Vec<_> = names(Some(group))
                .map(|(name, row)| (name, row.names[0]))
                .collect();
            if start.fragment().is_empty() {
                if let Some(row) = rows().find(|row| row.names[0] == group) {
                    return Ok((row, start));
                }
                let alone = ALONE.iter().find(|(name, ..)| *name == group);
                let &(_, row, arguments) = alone.expect("each group has a row");
                return Ok((row_named(row), Span::new_extra(arguments, input.extra)));
            }
            let (rest, second) = finish(word(start))?;
            let words = match group {
                "info" => foreign::INFO,
                _ => &[],
            };
            let found = choose(second, rest, &inner, &format!("`{group}` command"), words);
            let name = found.map_err(|error| match foreign::letter(group) {
                Some(meaning) if error.advice.as_deref() == Some(LISTED) => {
                    error.advise(format!("`{group}` alone lists them; {meaning}"))
                }
                _ if error.advice.as_deref() == Some(LISTED) => {
                    error.advise(format!("`{group}` alone lists them"))
                }
                _ => error,
            })?;
            Ok((row_named(name), rest))
        }
    }
}

/// The row of two words whose first is a command of its own, as `save breakpoints`: its second word is spelt out.
fn subcommand<'a>(first: &'static str, rest: Span<'a>) -> Option<(&'static Row, Span<'a>)> {
    let (start, _) = finish(space0::<_, Diagnostic>.parse(rest)).ok()?;
    let (after, second) = finish(word(start)).ok()?;
    // What goes on without a blank is a name that begins so.
    if after.fragment().starts_with(|c: char| !c.is_whitespace()) {
        return None;
    }
    let mut inner = names(Some(first));
    let (_, row) = inner.find(|(name, _)| *name == *second.fragment())?;
    Some((row, after))
}

/// Whether `name` begins names of two words.
pub fn is_group(name: &str) -> bool {
    GROUPS.iter().any(|&(_, group)| group == name)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Row(&'static str),
    Group(&'static str),
}

/// The names of one word, or the second words of `group`.
fn names(group: Option<&'static str>) -> impl Iterator<Item = (&'static str, &'static Row)> {
    rows().flat_map(move |row| {
        row.names
            .iter()
            .filter_map(move |name| match (group, name.split_once(' ')) {
                (None, None) => Some((*name, row)),
                (Some(group), Some((first, second))) if first == group => Some((second, row)),
                _ => None,
            })
    })
}

/// The row that is called exactly `name`.
fn row_named(name: &str) -> &'static Row {
    rows()
        .find(|row| row.names[0] == name)
        .expect("the name was taken from the table")
}

/// The row that a whole name, an alias or a unique prefix stands for, as in `help COMMAND`.
///
/// # Errors
/// The command is unknown or ambiguous.
pub fn find(text: Span<'_>) -> Result<&'static Row, Diagnostic> {
    verb(text).map(|(row, _)| row)
}

fn choose<T: Copy + PartialEq>(
    typed: Span<'_>,
    rest: Span<'_>,
    candidates: &[(&'static str, T)],
    what: &str,
    foreign: Words,
) -> Result<T, Diagnostic> {
    let text = typed.fragment();
    let lower = text.to_ascii_lowercase();
    match resolve(&lower, candidates) {
        Resolution::One(found) => Ok(found),
        Resolution::Ambiguous(names) => {
            Err(Diagnostic::at(typed, format!("`{text}` is ambiguous"))
                .advise(format!("one of: {}", names.join(", "))))
        }
        Resolution::Unknown(guess) => {
            let unknown = Diagnostic::at(typed, format!("unknown {what} `{text}`"));
            Err(
                match (foreign::advice(foreign, &lower, rest.fragment()), guess) {
                    (Some(advice), _) => unknown.advise(advice),
                    (None, Some(name)) => unknown.advise(format!("did you mean `{name}`?")),
                    (None, None) => unknown.advise(LISTED),
                },
            )
        }
    }
}

/// A word of a name: letters, `-` and `_`, or one other character, as in `>200`.
fn word(input: Span<'_>) -> Parsed<'_, Span<'_>> {
    let letters = take_while1(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_'));
    letters.or(take(1usize)).parse(input)
}

/// Parses all of `input` as arguments and binds them to `handle`.
fn bind<'a, A: Canonical + Clone + fmt::Debug + 'static>(
    input: Span<'a>,
    parse: impl Parser<Span<'a>, Output = A, Error = Diagnostic>,
    handle: Handler<A>,
) -> Parsed<'a, Bound> {
    let (rest, arguments) = cut(parse).parse(input)?;
    let (rest, ()) = token::end(rest)?;
    // What says itself whether it is hexadecimal means the same everywhere.
    let radix = match input.extra.is_kept {
        true => Radix::Hexadecimal,
        false => input.extra.radix,
    };
    let mut text = Printer::new(radix);
    arguments.write(&mut text);
    let (text, doubts) = text.into_parts();
    let bound = Bound {
        text,
        doubts,
        call: Rc::new(Handled { arguments, handle }),
    };
    Ok((rest, bound))
}
