//! `catch`: stops for what instructions are, and for what happens.

use crate::commands::breakpoints::wording;
use std::ops::RangeInclusive;

use jumppad_tiers::opcodes::Model;
use jumppad_tiers::{CatchKind, JitMode, OpcodeSet};
use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::character::complete::char;
use nom::combinator::{cut, map, opt};
use nom::multi::separated_list1;
use nom::sequence::preceded;

use super::place::{Options, options};
use super::{echo, tell_fixed};
use crate::commands::{Completer, Row, bind};
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    number,
    range::maybe_range,
    token::{self, lexeme},
};
use crate::report::{CatchWordView, Report};
use crate::session::{Outcome, Session};
use jumppad_engine::breakpoints::{
    Effect, Kind, Life, Spec,
    catch::{EVERYWHERE, OPCODE, WORDS, Word, text},
};
use jumppad_engine::expression::{RangeExpr, View};
use jumppad_engine::program::mnemonic;

const DETAILS: &str = "Without an argument it lists what can be caught. With a range, only there: where the instruction \
                       stands, in front of which the interrupt came, which memory nobody has written, or which addresses \
                       the group has. What else may follow is that of `break`. See `help catchpoints`.";

/// The words of what can be caught.
const NAMES: [&str; WORDS.len()] = {
    let mut names = [""; WORDS.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = WORDS[at].name;
        at += 1;
    }
    names
};

const KINDS: Completer = Completer::Words(&NAMES);

pub(super) const CATCH: Row = Row {
    names: &["catch"],
    arguments: "[brk|illegal|jam|first-exec|uninit|return|stack-wrap|runaway|irq|nmi|promote|invalidate [RANGE] [if E] \
                [once] [skip N] [every N] [disabled] [do {COMMANDS}] | opcode OPCODES [RANGE] [if E] [once] [skip N] [every N] [disabled] \
                [do {COMMANDS}]]",
    summary: "stop for a kind of instruction, an interrupt, a program that ran away, the JIT",
    details: DETAILS,
    complete: KINDS,
    bind: |i| {
        bind(
            i,
            alt((map(token::end_ahead, |()| None), map(wanted, Some))),
            |s, wanted| match wanted {
                Some(wanted) => add(s, wanted),
                None => Ok(list()),
            },
        )
    },
    ..Row::PLAIN
};

pub(super) const TCATCH: Row = Row {
    names: &["tcatch"],
    arguments: "brk|illegal|jam|first-exec|uninit|return|stack-wrap|runaway|irq|nmi|promote|invalidate [RANGE] [if E] \
                [skip N] [every N] [disabled] [do {COMMANDS}] | opcode OPCODES [RANGE] [if E] [skip N] [every N] [disabled] [do {COMMANDS}]",
    summary: "a catchpoint for one stop",
    complete: KINDS,
    bind: |i| {
        bind(i, wanted, |s, wanted| {
            let life = Life::Once;
            let options = Options {
                life,
                ..wanted.options
            };
            add(s, Wanted { options, ..wanted })
        })
    },
    ..Row::PLAIN
};

/// What to catch, as written.
#[derive(Clone, Debug)]
enum What {
    Kind(CatchKind),
    Opcodes(Vec<Opcodes>),
}

/// Some opcodes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Opcodes {
    Codes(RangeInclusive<u8>),
    /// All of an instruction, by a name that some chip has.
    Named(String),
}

impl Canonical for What {
    fn write(&self, line: &mut Printer) {
        match self {
            Self::Kind(kind) => line.word(text(*kind)),
            Self::Opcodes(list) => {
                let list = list.iter().map(|opcodes| match opcodes {
                    Opcodes::Codes(run) if run.start() == run.end() => {
                        format!("${:02X}", run.start())
                    }
                    Opcodes::Codes(run) => format!("${:02X}..${:02X}", run.start(), run.end()),
                    Opcodes::Named(name) => name.clone(),
                });
                line.word(OPCODE).word(list.collect::<Vec<_>>().join(","))
            }
        };
    }
}

impl What {
    /// What it is on the chip.
    ///
    /// # Errors
    /// The chip has no instruction of a name.
    fn kind(self, model: Model) -> Result<CatchKind, Diagnostic> {
        let list = match self {
            Self::Kind(kind) => return Ok(kind),
            Self::Opcodes(list) => list,
        };
        let mut set = OpcodeSet::default();
        for opcodes in list {
            match opcodes {
                Opcodes::Codes(run) => set.extend(run),
                Opcodes::Named(name) => {
                    let rows = mnemonic::rows(model, &name);
                    if rows.is_empty() {
                        let text = format!("`{name}` is no instruction of the {}", model.name());
                        return Err(Diagnostic::new(0, text).advise("`set cpu` changes the chip"));
                    }
                    set.extend(rows.iter().map(|row| row.code));
                }
            }
        }
        Ok(CatchKind::Opcodes(set))
    }
}

/// What to catch, and where.
#[derive(Clone, Debug)]
struct Wanted {
    what: What,
    range: Option<RangeExpr>,
    options: Options,
}

impl Canonical for Wanted {
    fn write(&self, line: &mut Printer) {
        line.add(&self.what).add(&self.range).add(&self.options);
    }
}

fn wanted(input: Span<'_>) -> Parsed<'_, Wanted> {
    let (rest, (what, range)) = (what, maybe_range).parse(input)?;
    let (rest, options) = options(rest, Options::default())?;
    let wanted = Wanted {
        what,
        range,
        options,
    };
    Ok((rest, wanted))
}

fn what(input: Span<'_>) -> Parsed<'_, What> {
    let (start, _) = nom::character::complete::space0.parse(input)?;
    let (rest, name) = token::word(start)?;
    let Some(word) = WORDS
        .iter()
        .find(|word| word.name.eq_ignore_ascii_case(&name))
    else {
        return Diagnostic::at(start, format!("`{name}` cannot be caught"))
            .advise(format!("one of: {}", NAMES.join(", ")))
            .failure();
    };
    match word.kind {
        Some(kind) => Ok((rest, What::Kind(kind))),
        None => map(cut(opcodes), What::Opcodes).parse(rest),
    }
}

/// `$02`, `$02..$07`, `RTS`, or several of them with commas.
fn opcodes(input: Span<'_>) -> Parsed<'_, Vec<Opcodes>> {
    let one = |i| lexeme(number::byte).parse(i);
    let run = |start| {
        if let Some(found) = named(start) {
            return Ok(found);
        }
        let (rest, first) = one(start)?;
        let (rest, last) = opt(preceded(lexeme(tag("..")), cut(one))).parse(rest)?;
        let last = last.unwrap_or(first);
        if last < first {
            let text = format!("the opcodes end at ${last:02X}, before ${first:02X}");
            return Diagnostic::at(start, text).failure();
        }
        Ok((rest, Opcodes::Codes(first..=last)))
    };
    separated_list1(lexeme(char(',')), run).parse(input)
}

/// An instruction of some chip by its name; three digits would be no byte.
fn named(input: Span<'_>) -> Option<(Span<'_>, Opcodes)> {
    let (rest, word) = token::word(input).ok()?;
    let is_one = |&model: &Model| !mnemonic::rows(model, &word).is_empty();
    let name = word.to_ascii_uppercase();
    let is_known = Model::ALL.iter().any(is_one);
    is_known.then_some((rest, Opcodes::Named(name)))
}

fn add(session: &mut Session<'_>, wanted: Wanted) -> Outcome {
    let scope = session.debugger.scope();
    let range = match &wanted.range {
        Some(range) => range.resolve(&scope, 1)?,
        None => EVERYWHERE,
    };
    let written = wanted.range.and_then(|range| range.lasting(&scope));
    let written = written.map(|range| wording(range, None));
    let caught = wanted.what.kind(session.debugger.machine.model())?;
    let kind = Kind::Catch(caught);
    let spec = Spec {
        range,
        written,
        ..wanted.options.spec(
            session,
            kind,
            Effect::Stop,
            View::Held(session.debugger.frame),
        )?
    };
    let id = session.debugger.add_breakpoint(spec);
    tell_fixed(session, id);
    session.debugger.settle_history();
    session
        .debugger
        .history
        .keep_here(&session.debugger.machine);
    let is_of_jit = matches!(caught, CatchKind::Promotion | CatchKind::Invalidation);
    if is_of_jit && session.debugger.machine.jit_mode() == JitMode::Off {
        session.note("the JIT is off: nothing is compiled until `jit on` or `jit sync`");
    }
    echo(session, id)
}

fn list() -> Report {
    let view = |word: &'static Word| CatchWordView {
        name: word.name,
        summary: word.summary,
    };
    Report::CatchWords {
        list: WORDS.iter().map(view).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::parse_all;

    #[test]
    fn the_usage_has_every_word() {
        for word in NAMES {
            for row in [&CATCH, &TCATCH] {
                assert!(row.arguments.contains(word), "{word}");
            }
        }
    }

    #[test]
    fn opcodes_in_every_notation() {
        let codes = |text| -> Result<Vec<u8>, Diagnostic> {
            let what = parse_all(text, opcodes).map(What::Opcodes)?;
            match what.kind(Model::Nmos6502)? {
                CatchKind::Opcodes(set) => Ok(set.iter().collect()),
                other => panic!("{other:?} is no set of opcodes"),
            }
        };
        assert_eq!(codes("ea").as_deref(), Ok(&[0xEA][..]));
        assert_eq!(codes("$02..$04, ea").as_deref(), Ok(&[2, 3, 4, 0xEA][..]));
        assert_eq!(
            codes("rts, jsr,dop").map(|set| set.len()),
            Ok(2 + 5 + 3 + 6)
        );
        assert_eq!(codes("ASO"), codes("slo"));
        assert!(codes("STZ").is_err());
        assert!(codes("100").is_err());
        assert!(codes("02..").is_err());
    }
}
