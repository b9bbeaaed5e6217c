//! Symbols: loaded, added, deleted, listed.

use jumppad_engine::debugger::symbols::load as read_symbols;
use jumppad_engine::program::symbols::Entry;
use std::path::Path;

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::tag_no_case;
use nom::character::complete::{char, space0, space1};
use nom::combinator::{eof, not, opt, peek, recognize};
use nom::sequence::{preceded, terminated};

mod save;
mod sorts;

use super::banked::{Aim, Banked, banked, in_bank};
use super::files::device;
use super::{Completer, Family, Row, bind};
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    expression::no_drive,
    finish,
    number::{Slot, number, past_the_end},
    range::{address, range},
    token::{self, Text, begin, end_ahead, file_name, lexeme, quoted_symbol, symbol},
};
use crate::report::{NearestView, Nothing, Report};
use crate::session::{Outcome, Session};
use jumppad_engine::expression::{End, Expr, RangeExpr, flag_bit, register};
use jumppad_engine::program::symbols::{self, Meaning, Symbol, typed};

const LOADING: &str = "Label files of VICE (as ld65 -Ln, ACME and 64tass write them), `name = $0618` lists of ACME and 64tass, \
                       and those of xa, dasm and KickAssembler; debug files of ld65 and KickAssembler, ELF files of llvm-mos; listings \
                       of ACME (`-r`) and 64tass (`-L`), which have lines only; the content decides. \
                       What the same file brought before goes. Lines that are no labels are counted; --breaks sets the \
                       breakpoints that the file asks for. `help symbols` tells of the files that are loaded by themselves.";
const LABEL: &str = "With a range the symbol has its size: `label buffer 300..3ff`. A name of your own wins over the same name \
                     of a file. VICE's `al c:0618 .add_one` and `.add_one = 0618` are understood as well.";

pub(super) const FAMILY: Family = Family {
    title: "Symbols",
    rows: &[
        Row {
            names: &[
                "symbols",
                "ll",
                "load_labels",
                "symbol-file",
                "add-symbol-file",
            ],
            arguments: "FILE [--breaks]",
            summary: "load names of addresses from a label file",
            details: LOADING,
            complete: Completer::Files,
            bind: |i| bind(i, (label_file, opt(breaks)), load),
            ..Row::PLAIN
        },
        save::SAVE,
        Row {
            names: &["label", "al", "add_label"],
            arguments: "SYMBOL RANGE",
            summary: "give an address a name",
            details: LABEL,
            bind: |i| bind(i, label, define),
            ..Row::PLAIN
        },
        Row {
            names: &["unlabel", "dl", "delete_label"],
            arguments: "SYMBOL",
            summary: "delete a symbol",
            bind: |i| bind(i, preceded(memory_space, deleted), remove),
            ..Row::PLAIN
        },
        Row {
            names: &["clear_labels", "cl"],
            summary: "delete all symbols",
            bind: |i| {
                let (i, ()) = memory_space(i)?;
                bind(i, all_labels, |s, ()| {
                    let count = s.debugger.symbols.clear();
                    Ok(Report::SymbolsDeleted { count })
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["info symbols", "shl", "show_labels"],
            arguments: "[WORD|RANGE]",
            summary: "list symbols: all, those with a word in their name, or those of a range",
            details: "A range has two ends, or begins with $ or a digit: `info symbols add`, `info symbols $600..$6ff`.",
            bind: |i| {
                let (i, ()) = memory_space(i)?;
                bind(i, token::placed_text, |s, placed| {
                    list(s, placed.text).map_err(|error| error.moved(placed.at))
                })
            },
            ..Row::PLAIN
        },
        sorts::FUNCTIONS,
        sorts::VARIABLES,
        Row {
            names: &["info symbol", "info address"],
            arguments: "ADDRESS",
            summary: "tell the name of an address, or the nearest one before it",
            bind: |i| bind(i, banked(address), nearest),
            ..Row::PLAIN
        },
    ],
};

/// That the breakpoints of a label file are wanted too.
#[derive(Clone, Debug)]
struct Breaks;

impl Canonical for Breaks {
    fn write(&self, line: &mut Printer) {
        line.word("--breaks");
    }
}

fn breaks(input: Span<'_>) -> Parsed<'_, Breaks> {
    lexeme(tag_no_case("--breaks")).map(|_| Breaks).parse(input)
}

fn load(session: &mut Session<'_>, (name, breaks): (String, Option<Breaks>)) -> Outcome {
    let mut loaded = read_symbols(session.debugger, Path::new(&name), false)?;
    let wanted = match breaks {
        Some(Breaks) => std::mem::take(&mut loaded.breaks),
        None => Vec::new(),
    };
    session.tell(&Report::SymbolsLoaded(loaded));
    for line in wanted {
        match session.execute(&line) {
            Ok(set) => session.tell(&set),
            Err(error) => session.note(format!("`{line}` sets nothing: {error}")),
        }
    }
    Ok(Report::Done)
}

/// Whether `line` is VICE's `.NAME = ADDRESS`.
pub(super) fn is_assignment(line: Span<'_>) -> bool {
    let name = preceded(char('.'), symbol);
    let equals = lexeme(char::<_, Diagnostic>('='));
    terminated(name, (equals, not(char('='))))
        .parse(line)
        .is_ok()
}

/// VICE's `c:`, the computer's memory, alone; its drives have none here.
fn memory_space(input: Span<'_>) -> Parsed<'_, ()> {
    let end = peek(alt((space1, eof, recognize(char('.')))));
    let computer = (space0, tag_no_case("c:"), end);
    let (rest, _) = opt(computer).parse(input)?;
    no_drive(rest, begin(rest)).map(|()| (rest, ()))
}

/// A file of labels, as VICE takes it: behind a memory, before a device.
fn label_file(input: Span<'_>) -> Parsed<'_, String> {
    let (rest, ()) = memory_space(input)?;
    let (rest, name) = file_name(rest)?;
    let rest = device(rest)?;
    Ok((rest, name))
}

/// The name of a symbol, with its place in the line.
#[derive(Clone, Debug)]
struct Name {
    text: String,
    at: usize,
}

impl Canonical for Name {
    fn write(&self, line: &mut Printer) {
        line.word(typed(&self.text));
    }
}

/// A name, perhaps with VICE's dot before it.
fn name(input: Span<'_>) -> Parsed<'_, Name> {
    if input
        .fragment()
        .starts_with(|c: char| c.is_ascii_digit() || c == '$')
    {
        return Diagnostic::at(input, "a name does not begin with a digit")
            .advise("the name comes first: `label add_one 618`")
            .failure();
    }
    let plain = preceded(opt(char('.')), symbol);
    let plain = plain.map(|word| word.fragment().to_string());
    let at = input.location_offset() + usize::from(input.fragment().starts_with('.'));
    let (rest, text) = quoted_symbol.or(plain).parse(input)?;
    end_of_name(rest)?;
    Ok((rest, Name { text, at }))
}

fn end_of_name(rest: Span<'_>) -> Result<(), nom::Err<Diagnostic>> {
    match rest.fragment().chars().next() {
        Some(c) if !c.is_whitespace() && c != '=' => {
            Diagnostic::at(rest, format!("`{c}` cannot be part of a name"))
                .advise("names have letters, digits, _ and @, scopes are joined by ::; others stand in quotes: 'a-1'")
                .failure()
        }
        _ => Ok(()),
    }
}

/// `NAME RANGE`, or VICE's `.NAME = ADDRESS` and `ADDRESS .NAME`.
fn label(input: Span<'_>) -> Parsed<'_, (Name, RangeExpr)> {
    let own = terminated(lexeme(name), opt(lexeme(char('='))));
    vice.or((own, range)).parse(input)
}

/// `C:0618 .add_one`
fn vice(input: Span<'_>) -> Parsed<'_, (Name, RangeExpr)> {
    let computer = |i| {
        let (i, _) = tag_no_case::<_, _, Diagnostic>("C:").parse(i)?;
        number(i, Slot::Memory)
    };
    let plain = |i| number(i, Slot::Memory);
    let (start, _) = nom::character::complete::space0.parse(input)?;
    let (rest, value) = alt((computer, plain)).parse(start)?;
    let (rest, _) = space1.parse(rest)?;
    // Letters may be a name that is given an address, unless the second word is one by its dot.
    let is_address = start
        .fragment()
        .starts_with(|c: char| c.is_ascii_digit() || c == '$')
        && !rest
            .fragment()
            .starts_with(|c: char| c.is_ascii_digit() || c == '$');
    if !is_address && !rest.fragment().starts_with('.') {
        return Diagnostic::at(rest, "no name").error();
    }
    let (rest, name) = name(rest)?;
    let (rest, ()) = end_ahead(rest)?;
    match u16::try_from(value) {
        Ok(address) => {
            let start = Expr::Number(address.into());
            Ok((rest, (name, RangeExpr::from(start))))
        }
        Err(_) => past_the_end(start.location_offset(), value).failure(),
    }
}

fn define(session: &mut Session<'_>, (name, range): (Name, RangeExpr)) -> Outcome {
    let covered = range.resolve(&session.debugger.scope(), 1)?;
    let lower = name.text.to_ascii_lowercase();
    if flag_bit(&lower).is_some() || register(&lower).is_some() {
        let name = &name.text;
        session.note(format!(
            "`{name}` is a register or a flag as well, and means that where both may stand; '{name}' in quotes is the label"
        ));
    }
    let symbol = Symbol::new(name.text, *covered.start());
    let symbol = Symbol {
        // What the user names is shown, whatever linkers call so.
        meaning: Meaning::Address,
        ..symbol
    };
    let length = covered.end() - covered.start();
    let symbol = match (&range.end, length) {
        (End::Open, 0) => symbol,
        _ => symbol.sized(length.saturating_add(1)),
    };
    let address = symbol.address;
    let before = session.debugger.symbols.define(symbol.clone());
    let mut others = before.iter().map(|entry| entry.symbol.address);
    if let Some(other) = others.rfind(|&other| other != address) {
        session.note(format!("`{}` was ${other:04X}", symbol.name));
    }
    Ok(Report::Symbols {
        list: vec![symbol.view(None)],
    })
}

/// The name of what is deleted, which must be there: a slip must not delete all.
fn deleted(input: Span<'_>) -> Parsed<'_, Name> {
    match end_ahead(input) {
        Ok(_) => Diagnostic::new(begin(input), "a symbol is missing here")
            .advise("`unlabel SYMBOL` deletes one, `cl` deletes all")
            .failure(),
        Err(_) => lexeme(name).parse(input),
    }
}

fn all_labels(input: Span<'_>) -> Parsed<'_, ()> {
    match end_ahead(input) {
        Ok(done) => Ok(done),
        Err(_) => Diagnostic::new(begin(input), "this deletes all symbols, and takes no name")
            .advise("`dl SYMBOL` deletes one")
            .failure(),
    }
}

fn remove(session: &mut Session<'_>, Name { text, at }: Name) -> Outcome {
    let count = session.debugger.symbols.remove(&text).len();
    if count == 0 {
        let unknown = Diagnostic::new(at, format!("there is no symbol `{text}`"));
        return Err(match session.debugger.symbols.meant(&text) {
            Some(guess) => unknown.advise(format!("did you mean `{guess}`?")),
            None => unknown.advise("`info symbols` lists them"),
        }
        .into());
    }
    Ok(Report::SymbolsDeleted { count })
}

fn list(session: &mut Session<'_>, Text(filter): Text) -> Outcome {
    let is_range = filter.starts_with(|c: char| c == '$' || c.is_ascii_digit())
        || filter.contains("..")
        || filter.contains([',', ' ', '\t']);
    let list = match is_range {
        true => {
            let context = session.context();
            let (rest, range) = finish(range(Span::new_extra(&filter, context)))?;
            finish(token::end(rest))?;
            let range = range.resolve(&session.debugger.scope(), 1)?;
            session
                .debugger
                .symbols
                .views(|entry| range.contains(&entry.symbol.address))
        }
        false => {
            let word = filter.trim_start_matches('.').trim_matches('\'');
            let word = word.to_lowercase();
            session
                .debugger
                .symbols
                .views(|entry| entry.symbol.name.to_lowercase().contains(&word))
        }
    };
    if list.is_empty() {
        return Ok(Report::Nothing(Nothing::Symbols { sort: None, filter }));
    }
    Ok(Report::Symbols { list })
}

fn nearest(session: &mut Session<'_>, Banked { bank, inner }: Banked<Expr>) -> Outcome {
    let aim = Aim::At(&inner);
    in_bank(session, bank, aim, |session| near(session, bank, &inner))
}

fn near(session: &mut Session<'_>, bank: Option<u16>, address: &Expr) -> Outcome {
    let address = session.debugger.scope().address(address)?;
    session.debugger.last_address = address;
    let symbols = &session.debugger.symbols;
    let nearest = symbols.nearest(address);
    let symbol = nearest.map(|(name, offset)| symbols::with_offset(name, offset));
    let of_address = |entry: &Entry| {
        let symbol = &entry.symbol;
        let is_here = bank.is_none() || symbol.bank.is_none() || symbol.bank == bank;
        symbol.address == address && symbol.meaning != Meaning::Alias && is_here
    };
    Ok(Report::Nearest(NearestView {
        address,
        symbol,
        list: symbols.views(of_address),
    }))
}
