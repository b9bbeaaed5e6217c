//! One entry of the list: what it waits for, when it counts, what it does.

use std::fmt;
use std::ops::RangeInclusive;
use std::rc::Rc;
use std::sync::Arc;

use jumppad_tiers::filter::{ACCESS, Filter, STOP, StopRecord};
use jumppad_tiers::{Access, CatchId, CatchKind, Machine, WatchId};

use super::{Actions, Turns, Wording};
use crate::answer::BreakpointKind;
use crate::expression::{
    EvalError, Expr, Scope, View,
    lower::{self, Unlowered},
};

/// What a breakpoint waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The guest to come to an instruction of its range.
    Execute,
    /// The guest to read or write memory of its range.
    Memory(Access),
    /// Something else than a place or an access: an opcode, an interrupt, an event of the JIT.
    Catch(CatchKind),
    /// Its condition to become true, wherever that is.
    Edge,
}

/// What happens when a breakpoint counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The guest stops, and its user is asked what comes next.
    Stop,
    /// It is told, and the guest goes on.
    Trace,
}

/// How long a breakpoint lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Life {
    /// Until the user deletes it.
    #[default]
    Permanent,
    /// Until it counts for the first time.
    Once,
}

/// Whether a breakpoint is in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// It counts, and may stop the guest.
    #[default]
    Enabled,
    /// It is kept, and ignored until it is enabled.
    Disabled,
}

/// Who can say what the names and numbers in the text of a condition stand for now.
pub type Explain = Rc<dyn Fn(&str, &Scope<'_>) -> Explained>;

/// The text of a condition, explained.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Explained {
    /// The text, with its explanations.
    pub text: String,
    /// Digits in it that were read as decimal, and would be another number as hexadecimal.
    pub decimals: Vec<String>,
}

/// A condition of a breakpoint.
#[derive(Clone)]
pub struct Condition {
    /// As it was typed.
    pub text: String,
    /// As it was parsed, with the names of symbols.
    pub expr: Expr,
    /// The expression with the addresses that its symbols had when the condition was given.
    pub bound: Expr,
    /// The condition as the machine asks it at a stop, unless only the debugger can tell its value.
    pub at_stop: Result<Arc<Filter>, Unlowered>,
    /// The condition as the machine asks it where an access is about to be made, unless only the debugger can.
    pub at_access: Result<Arc<Filter>, Unlowered>,
    /// The text, with what its names and numbers stand for.
    pub meaning: String,
    /// Digits in it that were read as decimal, and that look as an address does or are compared with one.
    pub decimals: Vec<String>,
    explain: Explain,
}

impl Condition {
    /// `expr`, written as `text`, with its symbols looked up now.
    ///
    /// # Errors
    /// An unknown symbol.
    pub fn new(
        text: String,
        expr: Expr,
        explain: Explain,
        scope: &Scope<'_>,
    ) -> Result<Self, EvalError> {
        let bound = scope.bind(&expr)?;
        let explained = explain(&text, scope);
        let addresses = expr.compared_with(Expr::is_address);
        let is_of_address = |digits: &String| {
            digits.starts_with('0') || digits.parse().is_ok_and(|value| addresses.contains(&value))
        };
        let mut decimals = explained.decimals;
        decimals.retain(is_of_address);
        Ok(Self {
            meaning: explained.text,
            decimals,
            at_stop: lower::filter(&bound, &STOP).map(Arc::new),
            at_access: lower::filter(&bound, &ACCESS).map(Arc::new),
            bound,
            text,
            expr,
            explain,
        })
    }

    /// The condition with its symbols looked up anew.
    ///
    /// # Errors
    /// One of them is gone.
    pub(super) fn rebound(&self, scope: &Scope<'_>) -> Result<Self, EvalError> {
        let explain = Rc::clone(&self.explain);
        Self::new(self.text.clone(), self.expr.clone(), explain, scope)
    }

    /// The value of the condition at a stop; 0 is false.
    ///
    /// # Errors
    /// What keeps it from having one: a division by zero, an address past $FFFF, or an access where there is none.
    pub fn value(&self, scope: &Scope<'_>) -> Result<i64, EvalError> {
        let machine = scope.machine;
        let filter = match scope.access {
            None => &self.at_stop,
            Some(_) => &self.at_access,
        };
        let value = filter.as_ref().ok().and_then(|filter| {
            let stop = StopRecord::of(machine, scope.access.as_ref());
            filter.value(stop.record(), machine).ok()
        });
        // An error is told with its place in the text.
        value.map_or_else(|| scope.value(&self.bound), Ok)
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Condition").field(&self.text).finish()
    }
}

/// What the user asked for.
#[derive(Clone, Debug)]
pub struct Spec {
    /// What it waits for.
    pub kind: Kind,
    /// What it does when it counts.
    pub effect: Effect,
    /// The first and the last address that it covers.
    pub range: RangeInclusive<u16>,
    /// The number of the bank that must show for memory to be watched there; none for whatever shows.
    pub bank: Option<u16>,
    /// The variable of C that is watched, as it was written.
    pub variable: Option<String>,
    /// The range as it was written, if it means the same at another time.
    pub written: Option<Wording>,
    /// What must be true for a hit; none where every one is a hit.
    pub condition: Option<Condition>,
    /// How long it lives.
    pub life: Life,
    /// Whether it is in force, as the user wants it.
    pub state: State,
    /// Which of its hits count.
    pub turns: Turns,
    /// The commands that run when it counts.
    pub actions: Actions,
}

impl Spec {
    /// From where the names of C in its condition are seen: its own place, or frame `number`, in which it was asked for.
    pub fn view(&self, number: usize) -> View {
        match self.kind {
            Kind::Execute => View::At(*self.range.start()),
            Kind::Memory(_) | Kind::Catch(_) | Kind::Edge => View::Held(number),
        }
    }

    /// The number of the only bank that it is for, where that is told: of code by its condition.
    pub fn only_bank(&self) -> Option<u16> {
        let condition = || self.condition.as_ref().and_then(|c| c.expr.bank_needed());
        match self.kind {
            Kind::Execute => condition(),
            Kind::Memory(_) => self.bank,
            Kind::Catch(_) | Kind::Edge => None,
        }
    }

    /// One that stops the guest at each `kind` of event in `range`, until it is deleted.
    pub fn new(kind: Kind, range: RangeInclusive<u16>) -> Self {
        Self {
            kind,
            effect: Effect::Stop,
            range,
            bank: None,
            variable: None,
            written: None,
            condition: None,
            life: Life::default(),
            state: State::default(),
            turns: Turns::default(),
            actions: Actions::default(),
        }
    }
}

/// A breakpoint, watchpoint or catchpoint of the list.
#[derive(Debug)]
pub struct Breakpoint {
    /// The number that commands name it by, from 1; never given twice.
    pub id: u32,
    /// What the user asked for, with the counts as they are now.
    pub spec: Spec,
    /// How often its condition held where it waits.
    pub hits: u64,
    /// How often its condition was asked, but for what the machine still counts.
    pub evaluations: u64,
    pub(super) watch: Option<WatchId>,
    pub(super) catch: Option<CatchId>,
    /// Of one that waits for an edge: what the condition was when it was last looked at.
    pub(super) was_true: Option<bool>,
    /// Why it is nowhere: a name that it was set by is gone.
    pub pending: Option<String>,
}

impl Breakpoint {
    /// Whether the machine stops for it.
    pub fn is_in_force(&self) -> bool {
        self.spec.state == State::Enabled && self.pending.is_none()
    }

    /// Whether it is in force at the instruction at `address`.
    pub(super) fn executes_at(&self, address: u16) -> bool {
        let Spec { kind, range, .. } = &self.spec;
        *kind == Kind::Execute && self.is_in_force() && range.contains(&address)
    }

    /// What it is, by the command that sets such a one.
    pub fn command(&self) -> BreakpointKind {
        match (self.spec.effect, self.spec.kind) {
            (Effect::Trace, _) => BreakpointKind::Trace,
            (Effect::Stop, Kind::Execute) => BreakpointKind::Break,
            (Effect::Stop, Kind::Memory(Access::Write)) => BreakpointKind::Watch,
            (Effect::Stop, Kind::Memory(Access::Read)) => BreakpointKind::RWatch,
            (Effect::Stop, Kind::Memory(Access::ReadWrite)) => BreakpointKind::AWatch,
            (Effect::Stop, Kind::Catch(_)) => BreakpointKind::Catch,
            (Effect::Stop, Kind::Edge) => BreakpointKind::BreakIf,
        }
    }

    /// Notes that the debugger asks its condition.
    pub fn asked(&mut self) {
        self.evaluations += u64::from(self.spec.condition.is_some());
    }

    /// How often its condition was asked; none of one that is always looked at.
    pub(crate) fn evaluations(&self, machine: &Machine) -> Option<u64> {
        let in_machine = match self.spec.kind {
            Kind::Edge => return None,
            Kind::Execute if self.is_in_force() => {
                let range = self.spec.range.clone();
                range.map(|address| machine.condition_misses(address)).sum()
            }
            Kind::Memory(_) => self
                .watch
                .map_or(0, |id| machine.watch_condition_misses(id)),
            Kind::Execute | Kind::Catch(_) => 0,
        };
        self.spec.condition.as_ref()?;
        Some(self.evaluations + in_machine)
    }

    /// Why the debugger must be asked for its condition each time, if it must.
    pub(crate) fn slow(&self) -> Option<String> {
        let condition = self.spec.condition.as_ref()?;
        let filter = match self.spec.kind {
            Kind::Execute => &condition.at_stop,
            Kind::Memory(_) => &condition.at_access,
            Kind::Catch(_) | Kind::Edge => return None,
        };
        filter.as_ref().err().map(Unlowered::to_string)
    }
}
