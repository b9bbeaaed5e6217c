//! What `jumppad run` says of a trace, and the command line of `jumppad trace`.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::placing::{address, cycles};
use crate::exit::Exit;
use crate::headless::TraceOrder;
use crate::traces::{self, Order};
use jumppad_engine::expression::Expr;
use jumppad_engine::query::TRACE;
use jumppad_engine::tracing::{Form, Span, Target};
use jumppad_language::grammar::{self, Context, parse_in};

/// Standard output.
const OUTPUT: &str = "-";

#[derive(Args)]
pub(super) struct Tracing {
    /// Print each instruction of a sim65 program before it is executed, as sim65 does; with a file, of any program there
    /// (- is standard output)
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    trace: Option<Option<PathBuf>>,
    /// How a trace is written: lines as sim65 or VICE have them, or records of 32 bytes for `jumppad trace`
    #[arg(long, value_name = "FORM", value_parser = forms(), requires = "trace")]
    trace_format: Option<Form>,
    /// Trace only instructions of which this is true, as in `find trace where E`
    #[arg(long, value_name = "E", value_parser = condition, requires = "trace")]
    trace_if: Option<Expr>,
    /// Trace only instructions at these addresses
    #[arg(long, value_name = "A..B", value_parser = range, requires = "trace")]
    trace_range: Option<RangeInclusive<u16>>,
    /// Trace from this cycle on; up to there the program runs at full speed
    #[arg(long, value_name = "N", value_parser = cycles, requires = "trace")]
    trace_from: Option<u64>,
    /// Trace so many cycles, and then run on at full speed
    #[arg(long, value_name = "N", value_parser = cycles, requires = "trace")]
    trace_cycles: Option<u64>,
}

/// What a trace is.
pub(super) enum Traced {
    Nothing,
    /// sim65's own.
    Sim65,
    Order(TraceOrder),
}

impl Tracing {
    /// What is to be traced of a program, which may be one of sim65's.
    pub(super) fn traced(self, is_sim65: bool) -> Traced {
        let has_wishes = self.trace_format.is_some()
            || self.trace_if.is_some()
            || self.trace_range.is_some()
            || self.trace_from.is_some()
            || self.trace_cycles.is_some();
        let target = match self.trace {
            None => return Traced::Nothing,
            Some(None) if is_sim65 && !has_wishes => return Traced::Sim65,
            Some(None) => Target::Output,
            Some(Some(path)) if path.as_os_str() == OUTPUT => Target::Output,
            Some(Some(path)) => Target::File(path),
        };
        let from = self.trace_from.unwrap_or(0);
        Traced::Order(TraceOrder {
            target,
            form: self.trace_format.unwrap_or_default(),
            condition: self.trace_if,
            range: self.trace_range,
            span: Span {
                from,
                until: self
                    .trace_cycles
                    .map_or(u64::MAX, |cycles| from.saturating_add(cycles)),
            },
        })
    }
}

/// `jumppad trace`.
#[derive(Args)]
pub(super) struct Reading {
    /// A binary trace (- is standard input)
    file: PathBuf,
    /// How it is printed
    #[arg(long, value_name = "FORM", default_value = "sim65", value_parser = forms())]
    format: Form,
    /// Only instructions of which this is true, as in `find trace where E`
    #[arg(long = "if", value_name = "E", value_parser = condition)]
    condition: Option<Expr>,
    /// Only instructions at these addresses
    #[arg(long, value_name = "A..B", value_parser = range)]
    range: Option<RangeInclusive<u16>>,
    /// Only tell how many there are
    #[arg(long)]
    count: bool,
}

impl Reading {
    pub(super) fn run(self) -> Exit {
        traces::run(&Order {
            file: (self.file.as_os_str() != OUTPUT).then_some(self.file),
            form: match self.count {
                true => None,
                false => Some(self.format),
            },
            condition: self.condition,
            range: self.range,
        })
    }
}

fn forms() -> impl TypedValueParser<Value = Form> {
    let names = Form::ALL.map(|(name, _)| name);
    PossibleValuesParser::new(names)
        .try_map(|name| Form::named(&name).ok_or("there is no such form"))
}

/// An expression about a recorded instruction.
fn condition(text: &str) -> Result<Expr, String> {
    let context = Context {
        fields: Some(&TRACE),
        ..Context::default()
    };
    parse_in(text, context, grammar::expression::expression).map_err(|error| error.to_string())
}

fn range(text: &str) -> Result<RangeInclusive<u16>, String> {
    let (start, end) = text
        .split_once("..")
        .ok_or("two addresses are needed: A..B")?;
    let (start, end) = (address(start)?, address(end)?);
    match start <= end {
        true => Ok(start..=end),
        false => Err(format!("${end:04X} is before ${start:04X}")),
    }
}
