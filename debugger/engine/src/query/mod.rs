//! Queries: records of a kind, asked a condition; shown, counted or grouped.
//!
//! A condition is parsed with the names of the fields, prepared (symbols become numbers, strings of a trace become bits),
//! and made a filter of the machine's, which is asked of each record as it lies in memory, and compiled on the way when
//! there are many. Only what is shown becomes text.
//!
//! Invariants: looking never disturbs; Ctrl-C ends a search; what is shown is bounded.

mod blocks;
mod condition;
mod fields;
mod groups;
mod instruction;
mod memory;
mod notes;
mod stream;
mod symbols;
mod table;
mod trace;

use crate::expression::EvalError;
use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use jumppad_tiers::filter::{Fault, Filter};
use jumppad_tiers::filters::{FilterWhy, TieredFilter};

use crate::answer::{AskedView, FoundRows, FoundView, FoundWhat, Searched};
use crate::debugger::Debugger;
use crate::error::Error;
use crate::expression::{Expr, RangeExpr, fields::Field};
use crate::settings::Switch;
pub use fields::{BLOCKS, MEMORY, SYMBOLS, TRACE};
use groups::Key;
pub use stream::TraceFilter;

/// Rows and groups that are shown unless it is said how many.
const SHOWN: u64 = 20;

/// The most that are shown: more than anyone reads, and no more than memory holds with ease.
const MOST_SHOWN: u64 = 100_000;

/// Records between two looks for Ctrl-C.
const INTERVAL: usize = 1 << 14;

/// A question about records of one kind.
pub struct Query {
    /// What is searched.
    pub subject: Subject,
    /// What must be true of a record; none where all fit.
    pub condition: Option<Condition>,
    /// What is told of the records that fit.
    pub answer: Answer,
    /// How many are shown; none leaves that to the debugger.
    pub limit: Option<Limit>,
}

/// What is searched.
pub enum Subject {
    /// The recorded instructions.
    Trace,
    /// The symbol table.
    Symbols,
    /// The basic blocks that ran or are compiled.
    Blocks,
    /// The bytes of a range of memory.
    Memory(RangeExpr),
}

/// A condition, and where it stands in its line.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The condition, in which names of fields are known.
    pub expr: Expr,
    /// Where it stands in its line, in bytes.
    pub at: usize,
}

/// What one wants to know.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// The records themselves.
    Rows,
    /// How many there are.
    Count,
    /// How often each value of a field is there.
    Groups(&'static Field),
}

/// How many are shown, and which.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// From which end.
    pub end: End,
    /// The most that are shown.
    pub count: u64,
    /// Where it stands in its line.
    pub at: usize,
}

/// Which of many are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The first ones: the earliest, or those at the lowest addresses.
    First,
    /// The last ones: the latest, or those at the highest addresses.
    Last,
}

/// Records of one kind, in their order.
trait Records {
    /// What is known of the kind.
    const OF: Searched;

    fn len(&self) -> usize;

    /// The filter that `condition` is.
    fn filter(&mut self, condition: &Condition) -> Result<Filter, EvalError>;

    /// Adds the records of `part` that pass to `found`.
    fn search(
        &mut self,
        part: Range<usize>,
        filter: &TieredFilter,
        found: &mut Vec<usize>,
    ) -> Result<(), Fault>;

    /// A number that records of one key share, for records that are many.
    fn identity(&self, at: usize, field: &Field) -> u64;

    /// What a field of the record holds.
    fn key(&self, at: usize, field: &Field) -> Key;

    /// The cycles that the record stands for, where time is spent.
    fn took(&self, at: usize) -> Option<u64>;

    /// The records as they are shown.
    fn rows(&self, found: &[usize]) -> FoundRows;

    /// The address that `$_` is after these were shown.
    fn address(&self, at: usize) -> u16;
}

/// Answers a question.
///
/// # Errors
/// The condition asks for what is not there, or fails for a record; too much is to be shown; Ctrl-C.
pub fn run(debugger: &mut Debugger, query: &Query) -> Result<FoundView, Error> {
    let (view, address) = match &query.subject {
        Subject::Trace => answer(debugger, trace::Trace::of(debugger), query, End::Last),
        Subject::Symbols => answer(debugger, symbols::records(debugger), query, End::First),
        Subject::Blocks => answer(debugger, blocks::records(debugger), query, End::First),
        Subject::Memory(range) => {
            let range = range.resolve(&debugger.scope(), 1)?;
            answer(
                debugger,
                memory::records(debugger, range),
                query,
                End::First,
            )
        }
    }?;
    if let Some(address) = address {
        debugger.last_address = address;
    }
    debugger.collect_events();
    Ok(view)
}

/// The answer, and the address that it is about.
fn answer<R: Records>(
    debugger: &Debugger,
    mut records: R,
    query: &Query,
    latest: End,
) -> Result<(FoundView, Option<u16>), Error> {
    let limit = shown(query.limit)?;
    let (found, asked) = search(debugger, &mut records, query.condition.as_ref())?;
    let mut address = None;
    let what = match query.answer {
        Answer::Count => FoundWhat::Count,
        Answer::Groups(field) => groups::groups(debugger, &records, &found, field, limit)?,
        Answer::Rows => {
            let from = query.limit.map_or(latest, |limit| match limit.end {
                End::First => End::First,
                End::Last => latest,
            });
            let rows = match from {
                End::First => &found[..limit.min(found.len())],
                End::Last => &found[found.len().saturating_sub(limit)..],
            };
            let told = match from {
                End::First => rows.first(),
                End::Last => rows.last(),
            };
            address = told.map(|&at| records.address(at));
            FoundWhat::Rows {
                from: match from {
                    End::First => "first",
                    End::Last => "last",
                },
                rows: records.rows(rows),
            }
        }
    };
    let view = FoundView {
        of: R::OF,
        searched: records.len() as u64,
        count: found.len() as u64,
        asked,
        understood: None,
        what,
    };
    Ok((view, address))
}

fn shown(limit: Option<Limit>) -> Result<usize, Error> {
    let (count, at) = limit.map_or((SHOWN, 0), |limit| (limit.count, limit.at));
    if count > MOST_SHOWN {
        return Err(Error::TooMany {
            count,
            most: MOST_SHOWN,
            at,
        });
    }
    Ok(count as usize)
}

/// Ends a search after Ctrl-C.
fn heed_interrupt(debugger: &Debugger) -> Result<(), Error> {
    match debugger.take_interrupt() {
        true => Err(Error::Interrupted),
        false => Ok(()),
    }
}

/// Where the records are that pass, and how that was found out, if hosts may differ in it.
fn search<R: Records>(
    debugger: &Debugger,
    records: &mut R,
    condition: Option<&Condition>,
) -> Result<(Vec<usize>, Option<AskedView>), Error> {
    let Some(condition) = condition else {
        return Ok(((0..records.len()).collect(), None));
    };
    let started = Instant::now();
    let filter = TieredFilter::new(Arc::new(records.filter(condition)?));
    let mut found = Vec::new();
    for start in (0..records.len()).step_by(INTERVAL) {
        heed_interrupt(debugger)?;
        let part = start..records.len().min(start + INTERVAL);
        let searched = records.search(part, &filter, &mut found);
        searched.map_err(|fault| Error::Unasked {
            text: fault.to_string(),
            at: condition.at,
        })?;
    }
    let why = filter.why(&debugger.machine);
    let asked = AskedView {
        tier: match why {
            FilterWhy::Compiled { .. } => "compiled",
            _ => "evaluated",
        },
        why: why.to_string(),
        seconds: started.elapsed().as_secs_f64(),
    };
    let is_told = debugger.settings.jit_times == Switch::On;
    Ok((found, is_told.then_some(asked)))
}
