//! `find`: records of a kind, searched by a condition.

#[cfg(test)]
mod tests;
mod understood;

use crate::grammar::canonical::reason;
use crate::session::Outcome;
use nom::Parser;
use nom::character::complete::space0;
use nom::combinator::{consumed, cut};

use super::{Bound, Completer, Row, bind};
use crate::grammar::{
    Context, Diagnostic, Parsed, Span,
    canonical::{Canonical, Free, Printer},
    expression::expression,
    number,
    range::range,
    token::{keyword, lexeme, peek_word, word},
};
use crate::report::Report;
use crate::session::Session;
use jumppad_engine::expression::{
    RangeExpr,
    fields::{Field, Fields},
    possible,
};
use jumppad_engine::query::{
    self, Answer, BLOCKS, Condition, End, Limit, MEMORY, Query, SYMBOLS, Subject, TRACE,
};

/// Words that begin what may follow, each at most once.
pub const CLAUSES: &[&str] = &["where", "count", "group", "limit", "first"];

const SEARCHING: &str = "The latest instructions that fit are shown, 20 of them or as many as limit says, or with first N the \
                         earliest: `find trace where addr == $10 && iswrite` tells who wrote there last. The condition is that of \
                         `break`, about a moment of the past: registers and flags are those before the instruction; addr, \
                         value, old and iswrite are of the byte that its operand is, or that it pushed or pulled. What a call, a \
                         return or an interrupt pushes and pulls is no operand. A comparison with addr, value or old is true of \
                         accesses only. What else was in memory then is not recorded.\n\
                         count tells only how many fit. group by counts them by a field, the most frequent first, with the \
                         cycles that they took: `find trace group by symbol` tells where the time went, `find trace where \
                         iswrite group by addr` what is written most.";

const NAMES: &str = "`find symbols where size > 100` shows large ones; [E] in a condition is memory as it is now. `info symbols \
                     WORD` is shorter for a part of a name.";

const HOT: &str = "`find blocks where entries > 10` shows what is hot, `find blocks group by tier` how much of it is compiled. \
                   `info blocks` lists all.";

const BYTES: &str = "Looking never disturbs a device. `find memory 600..6ff where value >= $20 && value < $7f` shows letters; [E] \
                     in a condition is memory, too: find memory 600..6ff where value == [addr + 1] shows pairs. `hunt RANGE \
                     BYTE...` finds a row of bytes or a text.";

/// A row of records that need no more to be told than what of them is wanted.
const fn row(
    names: &'static [&'static str],
    summary: &'static str,
    details: &'static str,
    fields: &'static Fields,
    bind: fn(Span<'_>) -> Parsed<'_, Bound>,
) -> Row {
    Row {
        names,
        arguments: "[where CONDITION] [count | group by FIELD] [limit N | first N]",
        summary,
        details,
        complete: Completer::Query(fields),
        bind,
        ..Row::PLAIN
    }
}

/// Binds a search of `subject`, whose records have these fields.
macro_rules! search {
    ($subject:expr, $fields:expr) => {
        |i| bind(i, |i| clauses(i, $fields), |s, c| run(s, $subject, c))
    };
}

pub(super) const TRACE_ROW: Row = row(
    &["find trace"],
    "search what `trace record` recorded",
    SEARCHING,
    &TRACE,
    search!(Subject::Trace, &TRACE),
);

pub(super) const SYMBOLS_ROW: Row = row(
    &["find symbols"],
    "search the symbols",
    NAMES,
    &SYMBOLS,
    search!(Subject::Symbols, &SYMBOLS),
);

pub(super) const BLOCKS_ROW: Row = row(
    &["find blocks"],
    "search the blocks that ran or are compiled",
    HOT,
    &BLOCKS,
    search!(Subject::Blocks, &BLOCKS),
);

pub(super) const MEMORY_ROW: Row = Row {
    names: &["find memory"],
    arguments: "RANGE where CONDITION [count | group by FIELD] [limit N | first N]",
    summary: "search bytes of memory by a condition",
    details: BYTES,
    complete: Completer::Query(&MEMORY),
    bind: |i| {
        bind(i, in_memory, |s, (range, c)| {
            run(s, Subject::Memory(range), c)
        })
    },
    ..Row::PLAIN
};

/// What follows the subject of a query.
#[derive(Clone, Debug)]
struct Clauses {
    fields: &'static Fields,
    condition: Option<Written>,
    answer: Option<Answer>,
    limit: Option<Limit>,
}

/// A condition as it was written.
#[derive(Clone, Debug)]
struct Written {
    text: String,
    context: Context<'static>,
    condition: Condition,
}

impl Canonical for Clauses {
    fn write(&self, line: &mut Printer) {
        if let Some(Written { condition, .. }) = &self.condition {
            let expr = condition.expr.clone();
            line.word("where").about(self.fields, &Free(expr));
        }
        match self.answer {
            Some(Answer::Count) => line.word("count"),
            Some(Answer::Groups(field)) => line.word("group by").word(field.name()),
            Some(Answer::Rows) | None => line,
        };
        if let Some(Limit { end, count, .. }) = self.limit {
            let word = match end {
                End::First => "first",
                End::Last => "limit",
            };
            line.word(word).add(&count);
        }
    }
}

fn clauses<'a>(input: Span<'a>, fields: &'static Fields) -> Parsed<'a, Clauses> {
    let mut clauses = Clauses {
        fields,
        condition: None,
        answer: None,
        limit: None,
    };
    let mut rest = input;
    loop {
        let (start, _) = space0.parse(rest)?;
        let is_given = match peek_word(start).to_ascii_lowercase().as_str() {
            "" => return Ok((start, clauses)),
            "where" => {
                let (after, ()) = keyword("where").parse(start)?;
                let (after, condition) = condition(after, fields)?;
                rest = after;
                clauses.condition.replace(condition).is_some()
            }
            "count" => {
                (rest, _) = keyword("count").parse(start)?;
                clauses.answer.replace(Answer::Count).is_some()
            }
            "group" => {
                let (after, field) = grouped_by(start, fields)?;
                rest = after;
                clauses.answer.replace(Answer::Groups(field)).is_some()
            }
            limit @ ("limit" | "first") => {
                let end = if limit == "first" {
                    End::First
                } else {
                    End::Last
                };
                let (after, (_, count)) = (word, cut(lexeme(number::count))).parse(start)?;
                rest = after;
                let at = start.location_offset();
                clauses.limit.replace(Limit { end, count, at }).is_some()
            }
            other => {
                let unknown = Diagnostic::at(start, format!("`{other}` is not understood here"));
                return unknown
                    .advise(match clauses.condition {
                        None => "a condition follows `where`; else count, group by, limit or first"
                            .to_owned(),
                        Some(_) => {
                            "behind a condition stand && or ||, count, group by, limit or first"
                                .to_owned()
                        }
                    })
                    .failure();
            }
        };
        if is_given {
            return Diagnostic::at(start, "this was said already").failure();
        }
    }
}

/// Says of a condition that nothing can fit why that is.
fn tell_never(session: &mut Session<'_>, written: &Written) {
    let condition = &written.condition.expr;
    if possible::outcome(condition) == possible::Outcome::Never {
        let reason = reason(condition);
        session.note(format!("`{}` can never be true{reason}", written.text));
    }
}

/// A condition about records with such fields.
fn condition<'a>(input: Span<'a>, fields: &'static Fields) -> Parsed<'a, Written> {
    let (mut start, _) = space0.parse(input)?;
    let before = start.extra;
    start.extra.fields = Some(fields);
    let (mut rest, (text, expr)) = cut(consumed(expression)).parse(start)?;
    rest.extra = before;
    let at = start.location_offset();
    let written = Written {
        text: text.fragment().trim().to_owned(),
        context: start.extra.lasting(),
        condition: Condition { expr, at },
    };
    Ok((rest, written))
}

/// `group by FIELD`
fn grouped_by<'a>(input: Span<'a>, fields: &'static Fields) -> Parsed<'a, &'static Field> {
    let (rest, ()) = keyword("group").parse(input)?;
    let (by, _) = space0.parse(rest)?;
    let missing = |at: Span<'_>, what| {
        Diagnostic::at(at, format!("{what} is missing here")).advise(fields.told())
    };
    let Ok((rest, ())) = keyword("by").parse(by) else {
        return missing(by, "`by`").failure();
    };
    let (start, _) = space0.parse(rest)?;
    let Ok((rest, name)) = word(start) else {
        return missing(start, "a field").failure();
    };
    match fields.find(&name) {
        Some(field) => Ok((rest, field)),
        None => Diagnostic::from(fields.unknown(&name, start.location_offset())).failure(),
    }
}

/// `RANGE where CONDITION ...`
fn in_memory(input: Span<'_>) -> Parsed<'_, (RangeExpr, Clauses)> {
    let (begin, _) = space0.parse(input)?;
    if peek_word(begin).eq_ignore_ascii_case("where") {
        return Diagnostic::at(begin, "a range is missing here")
            .advise("the range comes first: find memory 600..6ff where value == $41")
            .failure();
    }
    let (rest, range) = range(begin)?;
    let (start, _) = space0.parse(rest)?;
    if !peek_word(start).eq_ignore_ascii_case("where") {
        return Diagnostic::at(start, "`where` is missing here")
            .advise("`hunt RANGE BYTE...` finds bytes; a condition follows `where`: find memory 600 6ff where value == $41")
            .failure();
    }
    let (rest, clauses) = clauses(start, &MEMORY)?;
    Ok((rest, (range, clauses)))
}

fn run(
    session: &mut Session<'_>,
    subject: Subject,
    Clauses {
        condition,
        answer,
        limit,
        ..
    }: Clauses,
) -> Outcome {
    let query = Query {
        subject,
        condition: condition.as_ref().map(|written| written.condition.clone()),
        answer: answer.unwrap_or(Answer::Rows),
        limit,
    };
    let mut found = query::run(session.debugger, &query)?;
    if let Some(written) = condition.filter(|_| found.count == 0) {
        tell_never(session, &written);
        if found.searched > 0 {
            found.understood = written.understood(session.debugger);
        }
    }
    Ok(Report::Found(found))
}
