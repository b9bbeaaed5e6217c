//! Symbols: loaded, added, deleted, listed.

use std::path::Path;

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::tag_no_case;
use nom::character::complete::{char, space1};
use nom::combinator::opt;
use nom::sequence::preceded;

mod save;
mod sorts;
mod whatis;

use super::{Completer, Family, Row, bind};
use crate::expression::{End, Expr, RangeExpr};
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    finish,
    number::{Slot, number, past_the_end},
    range::{address, range},
    token::{self, Text, end_ahead, file_name, lexeme, quoted_symbol, symbol},
};
use crate::report::{NearestView, Report, SymbolView};
use crate::session::{Outcome, Session};
use crate::symbols::{self, Entry, Meaning, Origin, Symbol, typed};

const LOADING: &str = "Label files of VICE (as ld65 -Ln, ACME and 64tass write them), `name = $0618` lists of ACME and 64tass, \
                       and those of xa, dasm and KickAssembler; debug files of ld65 and KickAssembler; the content decides. \
                       What the same file brought before goes. Lines that are no labels are counted; --breaks sets the \
                       breakpoints that the file asks for. `help symbols` tells of the files that are loaded by themselves.";
const LABEL: &str = "With a range the symbol has its size: `label buffer 300..3ff`. A name of your own wins over the same name \
                     of a file. VICE's order, `al c:0618 .add_one`, is understood as well.";

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
            bind: |i| bind(i, (file_name, opt(breaks)), load),
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
            names: &["unlabel", "dl", "cl", "delete_label", "clear_labels"],
            arguments: "[SYMBOL]",
            summary: "delete a symbol; without a name, all",
            bind: |i| bind(i, opt(lexeme(name)), remove),
            ..Row::PLAIN
        },
        Row {
            names: &["info symbols", "shl", "show_labels"],
            arguments: "[WORD|RANGE]",
            summary: "list symbols: all, those with a word in their name, or those of a range",
            details: "A range has two ends, or begins with $ or a digit: `info symbols add`, `info symbols $600..$6ff`.",
            bind: |i| {
                let at = token::begin(i);
                bind(i, token::text, move |s, text| {
                    list(s, text).map_err(|error| error.moved(at))
                })
            },
            ..Row::PLAIN
        },
        whatis::WHATIS,
        sorts::FUNCTIONS,
        sorts::VARIABLES,
        Row {
            names: &["info symbol", "info address"],
            arguments: "ADDRESS",
            summary: "tell the name of an address, or the nearest one before it",
            bind: |i| bind(i, address, nearest),
            ..Row::PLAIN
        },
    ],
};

/// That the breakpoints of a label file are wanted too.
struct Breaks;

impl Canonical for Breaks {
    fn write(&self, line: &mut Printer) {
        line.word("--breaks");
    }
}

fn breaks(input: Span<'_>) -> Parsed<'_, Breaks> {
    lexeme(tag_no_case("--breaks")).map(|_| Breaks).parse(input)
}

fn load(session: &mut Session, (name, breaks): (String, Option<Breaks>)) -> Outcome {
    let mut loaded = symbols::load(session, Path::new(&name), false)?;
    let wanted = match breaks {
        Some(Breaks) => std::mem::take(&mut loaded.breaks),
        None => Vec::new(),
    };
    session.tell(&Report::SymbolsLoaded(loaded));
    for line in wanted {
        match session.execute(&line) {
            Ok(set) => session.tell(&set),
            Err(error) => session.tell(&Report::Note {
                text: format!("`{line}` sets nothing: {error}"),
            }),
        }
    }
    Ok(Report::Done)
}

/// The name of a symbol, with its place in the line.
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
    let (rest, word) = quoted_symbol
        .or(preceded(opt(char('.')), symbol))
        .parse(input)?;
    end_of_name(rest)?;
    let text = word.fragment().to_string();
    let at = word.location_offset();
    Ok((rest, Name { text, at }))
}

fn end_of_name(rest: Span<'_>) -> Result<(), nom::Err<Diagnostic>> {
    match rest.fragment().chars().next() {
        Some(c) if !c.is_whitespace() => {
            Diagnostic::at(rest, format!("`{c}` cannot be part of a name"))
                .advise("names have letters, digits, _ and @, scopes are joined by ::; others stand in quotes: 'a-1'")
                .failure()
        }
        _ => Ok(()),
    }
}

/// `NAME RANGE`, or VICE's `ADDRESS .NAME`.
fn label(input: Span<'_>) -> Parsed<'_, (Name, RangeExpr)> {
    vice.or((lexeme(name), range)).parse(input)
}

/// `C:0618 .add_one`
fn vice(input: Span<'_>) -> Parsed<'_, (Name, RangeExpr)> {
    let computer = |i| {
        let (i, _) = tag_no_case::<_, _, Diagnostic>("C:").parse(i)?;
        number(i, Slot::Memory)
    };
    let plain = |i| number(i, Slot::Memory);
    let dotted = preceded((space1, nom::combinator::peek(char('.'))), name);
    let (start, _) = nom::character::complete::space0.parse(input)?;
    let (rest, (value, name)) = (alt((computer, plain)), dotted).parse(start)?;
    let (rest, ()) = end_ahead(rest)?;
    match u16::try_from(value) {
        Ok(address) => {
            let start = Expr::Number(address.into());
            Ok((rest, (name, RangeExpr::from(start))))
        }
        Err(_) => past_the_end(start.location_offset(), value).failure(),
    }
}

fn define(session: &mut Session, (name, range): (Name, RangeExpr)) -> Outcome {
    let covered = range.resolve(&session.scope(), 1)?;
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
    session.symbols.define(symbol.clone());
    Ok(Report::Symbols {
        list: vec![view(&symbol, None)],
    })
}

fn remove(session: &mut Session, name: Option<Name>) -> Outcome {
    let Some(Name { text, at }) = name else {
        let count = session.symbols.clear();
        return Ok(deleted(count));
    };
    let count = session.symbols.remove(&text).len();
    if count == 0 {
        let unknown = Diagnostic::new(at, format!("there is no symbol `{text}`"));
        return Err(match session.symbols.meant(&text) {
            Some(guess) => unknown.advise(format!("did you mean `{guess}`?")),
            None => unknown.advise("`info symbols` lists them"),
        }
        .into());
    }
    Ok(deleted(count))
}

fn deleted(count: usize) -> Report {
    let noun = if count == 1 { "symbol" } else { "symbols" };
    let text = format!("{count} {noun} deleted");
    Report::Note { text }
}

fn list(session: &mut Session, Text(filter): Text) -> Outcome {
    let is_range = filter.starts_with(|c: char| c == '$' || c.is_ascii_digit())
        || filter.contains("..")
        || filter.contains([',', ' ', '\t']);
    let list = match is_range {
        true => {
            let context = session.context();
            let (rest, range) = finish(range(Span::new_extra(&filter, context)))?;
            finish(token::end(rest))?;
            let range = range.resolve(&session.scope(), 1)?;
            views(session, |entry| range.contains(&entry.symbol.address))
        }
        false => {
            let word = filter.trim_start_matches('.').trim_matches('\'');
            let word = word.to_lowercase();
            views(session, |entry| {
                entry.symbol.name.to_lowercase().contains(&word)
            })
        }
    };
    if list.is_empty() {
        let text = match filter.is_empty() {
            true => "there are no symbols; `symbols FILE` loads some, `label` adds one".to_owned(),
            false => format!("no symbol fits `{filter}`"),
        };
        return Ok(Report::Note { text });
    }
    Ok(Report::Symbols { list })
}

/// The symbols that `is_wanted` takes, by their addresses.
pub(crate) fn views(session: &Session, is_wanted: impl Fn(&Entry) -> bool) -> Vec<SymbolView> {
    let entries = session.symbols.iter();
    let mut found: Vec<&Entry> = entries.filter(|entry| is_wanted(entry)).collect();
    // Several files may say the same; one of them may say more.
    found.sort_by_key(|entry| {
        let Symbol {
            address,
            name,
            size,
            ..
        } = &entry.symbol;
        (*address, name, std::cmp::Reverse(*size))
    });
    found.dedup_by_key(|entry| (entry.symbol.address, &entry.symbol.name));
    let views = found.into_iter().map(|e| view(&e.symbol, Some(&e.origin)));
    views.collect()
}

fn nearest(session: &mut Session, address: Expr) -> Outcome {
    let address = session.scope().address(&address)?;
    session.last_address = address;
    let nearest = session.symbols.nearest(address);
    let symbol = nearest.map(|(name, offset)| symbols::with_offset(name, offset));
    let of_address = |entry: &Entry| {
        let symbol = &entry.symbol;
        symbol.address == address && symbol.meaning != Meaning::Alias
    };
    let list = views(session, of_address);
    Ok(Report::Nearest(NearestView {
        address,
        symbol,
        list,
    }))
}

fn view(symbol: &Symbol, origin: Option<&Origin>) -> SymbolView {
    SymbolView {
        name: symbol.name.clone(),
        address: symbol.address,
        size: symbol.size,
        is_value: symbol.meaning == Meaning::Value,
        file: match origin {
            Some(Origin::File(source)) => Some(source.name.clone()),
            Some(Origin::Hand) | None => None,
        },
    }
}
