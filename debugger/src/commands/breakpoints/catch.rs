//! `catch`: stops for what instructions are, and for what happens.

use jumppad_tiers::{CatchKind, JitMode, OpcodeSet};
use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::character::complete::char;
use nom::combinator::{cut, map, opt};
use nom::multi::separated_list1;
use nom::sequence::preceded;

use super::echo;
use super::place::{Options, options};
use crate::breakpoints::catch::{EVERYWHERE, WORDS, Word, text};
use crate::breakpoints::{Effect, Kind, Life, Spec, Wording};
use crate::commands::{Completer, Row, bind};
use crate::grammar::canonical::{Canonical, Printer};
use crate::grammar::range::{RangeExpr, maybe_range};
use crate::grammar::token::{self, lexeme};
use crate::grammar::{Diagnostic, Parsed, Span, number};
use crate::report::{CatchWordView, Report};
use crate::session::{Outcome, Session};

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
    arguments: "[brk|illegal|jam|first-exec|uninit|irq|nmi|promote|invalidate [RANGE] [if E] [once] [skip N] [every N] \
                [disabled] [do {COMMANDS}] | opcode OPCODES [RANGE] [if E] [once] [skip N] [every N] [disabled] \
                [do {COMMANDS}]]",
    summary: "stop for a kind of instruction, an interrupt, unwritten memory, the JIT",
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
    arguments: "brk|illegal|jam|first-exec|uninit|irq|nmi|promote|invalidate [RANGE] [if E] [skip N] [every N] [disabled] \
                [do {COMMANDS}] | opcode OPCODES [RANGE] [if E] [skip N] [every N] [disabled] [do {COMMANDS}]",
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

/// What to catch, and where.
struct Wanted {
    kind: CatchKind,
    range: Option<RangeExpr>,
    options: Options,
}

impl Canonical for Wanted {
    fn write(&self, line: &mut Printer) {
        line.word(text(self.kind))
            .add(&self.range)
            .add(&self.options);
    }
}

fn wanted(input: Span<'_>) -> Parsed<'_, Wanted> {
    let (rest, (kind, range)) = (kind, maybe_range).parse(input)?;
    let (rest, options) = options(rest, Options::default())?;
    let wanted = Wanted {
        kind,
        range,
        options,
    };
    Ok((rest, wanted))
}

fn kind(input: Span<'_>) -> Parsed<'_, CatchKind> {
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
        Some(kind) => Ok((rest, kind)),
        None => map(cut(opcodes), CatchKind::Opcodes).parse(rest),
    }
}

/// `$02`, `$02..$07`, or several of them with commas.
fn opcodes(input: Span<'_>) -> Parsed<'_, OpcodeSet> {
    let one = |i| lexeme(number::byte).parse(i);
    let run = |start| {
        let (rest, first) = one(start)?;
        let (rest, last) = opt(preceded(lexeme(tag("..")), cut(one))).parse(rest)?;
        let last = last.unwrap_or(first);
        if last < first {
            let text = format!("the opcodes end at ${last:02X}, before ${first:02X}");
            return Diagnostic::at(start, text).failure();
        }
        Ok((rest, first..=last))
    };
    map(separated_list1(lexeme(char(',')), run), |runs| {
        runs.into_iter().flatten().collect()
    })
    .parse(input)
}

fn add(session: &mut Session, wanted: Wanted) -> Outcome {
    let scope = session.scope();
    let range = match &wanted.range {
        Some(range) => range.resolve(&scope, 1)?,
        None => EVERYWHERE,
    };
    let written = wanted.range.and_then(|range| range.lasting(&scope));
    let written = written.map(|range| Wording {
        range,
        expansion: None,
    });
    let kind = Kind::Catch(wanted.kind);
    let spec = Spec {
        range,
        written,
        ..wanted.options.spec(session, kind, Effect::Stop)?
    };
    let id = session.breakpoints.add(&mut session.machine, spec);
    session.settle_history();
    session.history.keep_here(&session.machine);
    let is_of_jit = matches!(wanted.kind, CatchKind::Promotion | CatchKind::Invalidation);
    if is_of_jit && session.machine.jit_mode() == JitMode::Off {
        session.tell(&Report::Note {
            text: "the JIT is off: nothing is compiled until `jit on` or `jit sync`".to_owned(),
        });
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
        let codes = |text| parse_all(text, opcodes).map(|set| set.iter().collect::<Vec<u8>>());
        assert_eq!(codes("ea").as_deref(), Ok(&[0xEA][..]));
        assert_eq!(codes("$02..$04, ea").as_deref(), Ok(&[2, 3, 4, 0xEA][..]));
        assert!(codes("100").is_err());
        assert!(codes("02..").is_err());
    }
}
