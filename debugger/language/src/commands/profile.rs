//! Profiles: where the program spends its time.

use std::num::NonZeroU64;
use std::path::Path;

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_till, take_while1};
use nom::character::complete::char;
use nom::combinator::{cut, opt, value};
use nom::sequence::{delimited, preceded};

use super::{Completer, Family, Row, bind};
use crate::error::CommandError;
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    number,
    token::{self, file_name, keyword, lexeme},
};
use crate::report::{ProfileStateView, Report, Written, WrittenView};
use crate::session::{Outcome, Session};
use jumppad_engine::profile::{Direction, Profile, ProfileFormat};
use jumppad_tiers::sampling::DEFAULT_SAMPLING;

const SAMPLING: &str = "A sample is PC and the call stack, taken at the first instruction at or behind a whole multiple of N \
                        cycles, in every tier, so that a program has the same samples each time; 10,000 unless N is \
                        given. Nothing stops for it; what is compiled stays so. A sample takes about half a microsecond: a \
                        fifth to a half more time at every 10,000 for a program that runs at 8 GHz, less than a tenth at \
                        every 100,000, or where it runs slower. A program that does the same every N cycles is seen at few of \
                        its places: then another N tells more. Going back in time takes none away, and what runs again up \
                        to where the guest had come before is not sampled twice. `run`, `load` and switching the machine \
                        off begin a new profile. With exact, instructions and their cycles are counted as well, one by \
                        one: nothing runs compiled meanwhile, so a program takes a quarter longer than with `jit off`, and ten \
                        times as long as compiled; `profile counts` and `profile annotate main` show them.";
const READING: &str = "self are samples within a function's own code, total those with it on the stack: what it called counts, \
                       and recursion once. A function is one of C, a symbol of known size, what a call led to with all that \
                       it branches to, or else the nearest name before: what is jumped to by a table or at a routine's end \
                       is told by its own name. An interrupt's handler is no part of what it interrupted: it stands under \
                       [irq] or [nmi]. What rests on a guess of the call stack is marked with a question mark.";

pub(super) const FAMILY: Family = Family {
    title: "Profiles",
    rows: &[
        Row {
            names: &["profile", "profile flat"],
            arguments: "[N]",
            summary: "what each function takes, the N that take most; all begins with `profile on`",
            details: READING,
            bind: |i| bind(i, most, flat),
            ..Row::PLAIN
        },
        Row {
            names: &["profile on"],
            arguments: "[every N] [exact]",
            summary: "sample where the guest is, every N cycles",
            details: SAMPLING,
            complete: Completer::Words(&["every", "exact"]),
            bind: |i| bind(i, sampling, on),
            ..Row::PLAIN
        },
        Row {
            names: &["profile off"],
            summary: "take no more samples; those that there are stay",
            bind: |i| bind(i, token::nothing, |s, ()| off(s)),
            ..Row::PLAIN
        },
        Row {
            names: &["profile clear"],
            summary: "forget what was sampled and counted",
            bind: |i| bind(i, token::nothing, |s, ()| clear(s)),
            ..Row::PLAIN
        },
        Row {
            names: &["profile lines"],
            arguments: "[N]",
            summary: "what each line of source takes, the N that take most",
            details: "A sample is the innermost line's on the stack: what it called that is of no line, as a compiler's runtime \
                      library, counts for it; self is its own code alone.",
            bind: |i| bind(i, most, lines),
            ..Row::PLAIN
        },
        Row {
            names: &["profile callers"],
            arguments: "FUNCTION",
            summary: "who called a function, with the samples taken meanwhile",
            bind: |i| bind(i, function, |s, name| calls(s, &name, Direction::Callers)),
            ..Row::PLAIN
        },
        Row {
            names: &["profile callees", "profile graph"],
            arguments: "FUNCTION",
            summary: "whom a function called, with the samples taken meanwhile",
            bind: |i| bind(i, function, |s, name| calls(s, &name, Direction::Callees)),
            ..Row::PLAIN
        },
        Row {
            names: &["profile annotate", "profile disass", "profile func"],
            arguments: "FUNCTION",
            summary: "a function's lines and instructions, with what each takes",
            details: "In front of an instruction stand the samples at it and, behind a plus, those in what it called; in front of a \
                      line those that `profile lines` counts. With `profile on exact` also how often each was executed.",
            bind: |i| bind(i, function, annotate),
            ..Row::PLAIN
        },
        Row {
            names: &["profile counts"],
            arguments: "[N]",
            summary: "the N instructions that took most cycles, exactly; `profile on exact` counts",
            bind: |i| bind(i, most, counts),
            ..Row::PLAIN
        },
        Row {
            names: &["profile save"],
            arguments: "FILE [--callgrind|--folded|--pprof]",
            summary: "write the profile for KCachegrind, flame graphs or pprof",
            details: "Without an option the extension decides: .folded, .collapsed, .stacks and .txt are folded stacks, one \
                      a line, as flame graphs and speedscope read them; .pprof and .pb pprof's; anything else is callgrind's, \
                      which KCachegrind and callgrind_annotate read. Costs are cycles, and of folded stacks samples. A file \
                      that exists is replaced once the new one is whole.",
            complete: Completer::Files,
            bind: |i| bind(i, (file_name, opt(format)), save),
            ..Row::PLAIN
        },
    ],
};

/// Functions and lines that are shown unless a number is given.
const SHOWN: u64 = 20;

/// Whether instructions are counted as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Exact;

/// What `profile on` is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sampling {
    every: Option<u64>,
    exact: Option<Exact>,
}

impl Canonical for Sampling {
    fn write(&self, line: &mut Printer) {
        if let Some(every) = self.every {
            line.word("every").add(&every);
        }
        if self.exact.is_some() {
            line.word("exact");
        }
    }
}

fn sampling(input: Span<'_>) -> Parsed<'_, Sampling> {
    let every = opt(preceded(keyword("every"), cut(lexeme(distance))));
    let exact = opt(keyword("exact")).map(|exact| exact.map(|()| Exact));
    (every, exact)
        .map(|(every, exact)| Sampling { every, exact })
        .parse(input)
}

/// Cycles from one sample to the next.
fn distance(input: Span<'_>) -> Parsed<'_, u64> {
    match number::count(input)? {
        (_, 0) => Diagnostic::at(input, "samples are at least a cycle apart").failure(),
        found => Ok(found),
    }
}

/// A function by its name, as the tables tell it.
fn function(input: Span<'_>) -> Parsed<'_, String> {
    let quoted = delimited(char('"'), take_till(|c| c == '"'), cut(char('"')));
    let bare = take_while1(|c: char| !c.is_whitespace() && c != '"');
    let (rest, name) = lexeme(quoted.or(bare)).parse(input)?;
    Ok((rest, name.fragment().to_string()))
}

fn most(input: Span<'_>) -> Parsed<'_, Option<u64>> {
    opt(lexeme(number::count)).parse(input)
}

impl Canonical for ProfileFormat {
    fn write(&self, line: &mut Printer) {
        line.word(format_args!("--{}", self.name()));
    }
}

fn format(input: Span<'_>) -> Parsed<'_, ProfileFormat> {
    lexeme(alt((
        value(ProfileFormat::Callgrind, tag("--callgrind")),
        value(ProfileFormat::Folded, tag("--folded")),
        value(ProfileFormat::Pprof, tag("--pprof")),
    )))
    .parse(input)
}

fn on(session: &mut Session<'_>, Sampling { every, exact }: Sampling) -> Outcome {
    let every = every.unwrap_or(DEFAULT_SAMPLING);
    let machine = &mut session.debugger.machine;
    if let Some(every) = NonZeroU64::new(every) {
        machine.set_sampling(every);
    }
    match exact {
        Some(Exact) => machine.count_instructions(),
        None => machine.stop_counting(),
    }
    Ok(state(session))
}

fn off(session: &mut Session<'_>) -> Outcome {
    session.debugger.machine.stop_sampling();
    session.debugger.machine.stop_counting();
    Ok(state(session))
}

fn clear(session: &mut Session<'_>) -> Outcome {
    session.debugger.machine.forget_samples();
    Ok(state(session))
}

fn state(session: &Session<'_>) -> Report {
    let machine = &session.debugger.machine;
    Report::ProfileState(ProfileStateView {
        every: machine.sampling().map(NonZeroU64::get),
        exact: machine.is_counting(),
        samples: machine.samples().total(),
    })
}

/// As many as were asked for of a list.
fn shorten<T>(list: &mut Vec<T>, most: Option<u64>) -> u64 {
    let most = usize::try_from(most.unwrap_or(SHOWN)).unwrap_or(usize::MAX);
    let more = list.len().saturating_sub(most);
    list.truncate(most);
    more as u64
}

fn flat(session: &mut Session<'_>, most: Option<u64>) -> Outcome {
    let mut view = Profile::of(session.debugger)?.flat();
    view.more = shorten(&mut view.functions, most);
    Ok(Report::Profile(view))
}

fn lines(session: &mut Session<'_>, most: Option<u64>) -> Outcome {
    let profile = Profile::of(session.debugger)?;
    let mut view = profile.lines(session.debugger);
    view.more = shorten(&mut view.list, most);
    Ok(Report::ProfileLines(view))
}

fn calls(session: &mut Session<'_>, name: &str, direction: Direction) -> Outcome {
    let profile = Profile::of(session.debugger)?;
    let of = profile.function(name)?;
    Ok(Report::ProfileCalls(profile.calls(of, direction)))
}

fn annotate(session: &mut Session<'_>, name: String) -> Outcome {
    let profile = Profile::of(session.debugger)?;
    let of = profile.function(&name)?;
    let view = profile.annotated(of, session.debugger);
    Ok(Report::ProfileCode(view))
}

fn counts(session: &mut Session<'_>, most: Option<u64>) -> Outcome {
    let mut view = jumppad_engine::profile::counted(session.debugger)?;
    view.more = shorten(&mut view.list, most);
    Ok(Report::ProfileCounts(view))
}

fn save(session: &mut Session<'_>, (name, format): (String, Option<ProfileFormat>)) -> Outcome {
    let path = Path::new(&name);
    let profile = Profile::of(session.debugger)?;
    let format = format.unwrap_or_else(|| ProfileFormat::of_file(path));
    profile
        .save(path, format, session.debugger)
        .map_err(CommandError::from)?;
    let samples = profile.total();
    let what = Written::Profile {
        samples,
        format: format.name(),
    };
    Ok(Report::Written(WrittenView { file: name, what }))
}
