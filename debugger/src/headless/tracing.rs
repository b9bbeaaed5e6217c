//! The trace of a headless run: what was asked for, and how it ends.

use std::io;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jumppad_engine::expression::{Expr, Scope};
use jumppad_engine::files::Unwritten;
use jumppad_engine::program::source::Source;
use jumppad_engine::program::symbols::Symbols;
use jumppad_engine::query::{Condition, TraceFilter};
use jumppad_engine::tracing::{Form, Span, Target, Tracer, Wanted};
use jumppad_language::error::CommandError;
use jumppad_tiers::Machine;

/// A trace that the user wants.
pub(crate) struct TraceOrder {
    pub(crate) target: Target,
    pub(crate) form: Form,
    pub(crate) condition: Option<Expr>,
    pub(crate) range: Option<RangeInclusive<u16>>,
    pub(crate) span: Span,
}

impl TraceOrder {
    /// Opens it for a run of `machine`.
    pub(super) fn open(
        &self,
        machine: &Machine,
        interrupt: &Arc<AtomicBool>,
    ) -> Result<Tracer, CommandError> {
        let filter = match &self.condition {
            None => None,
            Some(expr) => {
                let (symbols, source) = (Symbols::default(), Source::default());
                let scope = Scope::of(machine, &symbols, &source);
                let condition = Condition {
                    expr: expr.clone(),
                    at: 0,
                };
                Some(TraceFilter::new(&condition, &scope)?)
            }
        };
        let wanted = Wanted {
            form: self.form,
            span: self.span,
            range: self.range.clone(),
            filter,
        };
        Ok(Tracer::new(wanted, &self.target, interrupt)?)
    }

    /// Whether what the guest prints goes to the same place.
    pub(super) fn is_among_output(&self) -> bool {
        self.target == Target::Output
    }
}

/// How the end of a trace concerns the run.
pub(super) enum Traced {
    Whole,
    /// Nobody reads standard output any more.
    Unread,
    /// What there is to say.
    Unwritten(String),
}

impl Traced {
    pub(super) fn of(written: Result<(), Unwritten>, order: &TraceOrder) -> Self {
        match written {
            Ok(()) => Self::Whole,
            Err(error)
                if order.is_among_output() && error.source.kind() == io::ErrorKind::BrokenPipe =>
            {
                Self::Unread
            }
            Err(error) => Self::Unwritten(format!("the trace ends here: {error}")),
        }
    }
}
