//! Checkpoints: breakpoints of the session's list, as VICE tells of them.
//!
//! Invariants: a checkpoint has the number that its breakpoint has in the session; one for execution as well as for
//! memory is two breakpoints, of which the first lends its number, and what is done to it is done to both. Those that the
//! client set go with the client, those of the user stay.
//!
//! Left out: catchpoints and `breakif`, of which VICE has none; they stop the guest, and are not listed.

use jumppad_language::session::Session;
use jumppad_tiers::Access;

use super::condition::{Names, translated};
use super::fields::Fields;
use super::reply::Fault;
use jumppad_engine::breakpoints::{Breakpoint, Condition, Effect, Kind, Life, Spec, State};
use jumppad_engine::debugger::Debugger;

const LOAD: u8 = 1;
const STORE: u8 = 2;
const EXEC: u8 = 4;

/// Checkpoints that a client may have.
const MOST: usize = 1_000;

/// A checkpoint as it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Info {
    pub(super) number: u32,
    start: u16,
    end: u16,
    effect: Effect,
    state: State,
    /// For what it waits, a bit each.
    operations: u8,
    life: Life,
    pub(super) hits: u64,
    /// Hits that are still to pass.
    ignored: u64,
    has_condition: bool,
}

/// Whether a checkpoint is told because it was hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Asked,
    Hit,
}

impl Info {
    fn of(breakpoint: &Breakpoint) -> Option<Self> {
        let spec = &breakpoint.spec;
        Some(Self {
            number: breakpoint.id,
            start: *spec.range.start(),
            end: *spec.range.end(),
            effect: spec.effect,
            state: spec.state,
            operations: operations(spec.kind)?,
            life: spec.life,
            hits: breakpoint.hits,
            ignored: spec.turns.skips().1,
            has_condition: spec.condition.is_some(),
        })
    }

    /// Whether it goes when it is hit.
    pub(super) fn is_temporary(&self) -> bool {
        self.life == Life::Once
    }

    /// Its fields, in VICE's order.
    pub(super) fn body(&self, told: Told) -> Vec<u8> {
        let count = |count: u64| u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes();
        let mut body = self.number.to_le_bytes().to_vec();
        body.push((told == Told::Hit).into());
        body.extend(self.start.to_le_bytes());
        body.extend(self.end.to_le_bytes());
        body.push((self.effect == Effect::Stop).into());
        body.push((self.state == State::Enabled).into());
        body.push(self.operations);
        body.push((self.life == Life::Once).into());
        body.extend(count(self.hits));
        body.extend(count(self.ignored));
        // In the one memory that there is.
        body.extend([self.has_condition.into(), 0]);
        body
    }
}

fn operations(kind: Kind) -> Option<u8> {
    Some(match kind {
        Kind::Execute => EXEC,
        Kind::Memory(Access::Read) => LOAD,
        Kind::Memory(Access::Write) => STORE,
        Kind::Memory(Access::ReadWrite) => LOAD | STORE,
        Kind::Catch(_) | Kind::Edge => return None,
    })
}

/// One that the client set.
#[derive(Clone, Copy, Debug)]
struct Own {
    number: u32,
    /// A second breakpoint, where one of the client waits for execution and for memory.
    other: Option<u32>,
}

/// Those that the client set.
#[derive(Debug, Default)]
pub(super) struct Checkpoints(Vec<Own>);

impl Checkpoints {
    /// Sets one.
    ///
    /// # Errors
    /// It is in no memory, waits for nothing, or is one too many.
    pub(super) fn set(
        &mut self,
        debugger: &mut Debugger,
        mut fields: Fields<'_>,
    ) -> Result<Info, Fault> {
        let (start, end) = (fields.word()?, fields.word()?);
        let effect = match fields.flag()? {
            true => Effect::Stop,
            false => Effect::Trace,
        };
        let state = state(fields.flag()?);
        let operations = fields.byte()?;
        let life = match fields.flag()? {
            true => Life::Once,
            false => Life::Permanent,
        };
        if !fields.0.is_empty() {
            fields.memspace()?;
        }
        if start > end {
            return Err(Fault::Parameter);
        }
        if self.0.len() >= MOST {
            return Err(Fault::Failed);
        }
        let memory = match operations & (LOAD | STORE) {
            0 => None,
            LOAD => Some(Kind::Memory(Access::Read)),
            STORE => Some(Kind::Memory(Access::Write)),
            _ => Some(Kind::Memory(Access::ReadWrite)),
        };
        let execute = (operations & EXEC != 0).then_some(Kind::Execute);
        let mut kinds = execute.into_iter().chain(memory);
        let mut add = |kind| {
            debugger.add_breakpoint(Spec {
                effect,
                state,
                life,
                ..Spec::new(kind, start..=end)
            })
        };
        let number = add(kinds.next().ok_or(Fault::Parameter)?);
        let other = kinds.next().map(add);
        self.0.push(Own { number, other });
        self.get(debugger, number)
    }

    /// The breakpoints that checkpoint `number` is.
    pub(super) fn parts(&self, number: u32) -> impl Iterator<Item = u32> + use<> {
        let own = self.0.iter().find(|own| own.number == number);
        [Some(number), own.and_then(|own| own.other)]
            .into_iter()
            .flatten()
    }

    /// The number of the checkpoint that breakpoint `id` is part of.
    fn number_of(&self, id: u32) -> u32 {
        let own = self.0.iter().find(|own| own.other == Some(id));
        own.map_or(id, |own| own.number)
    }

    /// Whether the client set it.
    pub(super) fn is_own(&self, id: u32) -> bool {
        let number = self.number_of(id);
        self.0.iter().any(|own| own.number == number)
    }

    /// Checkpoint `number` as it is told.
    ///
    /// # Errors
    /// There is none, here as below.
    pub(super) fn get(&self, debugger: &Debugger, number: u32) -> Result<Info, Fault> {
        let parts = self.parts(number);
        let infos = parts.filter_map(|id| debugger.breakpoints.get(id).and_then(Info::of));
        let whole = infos.reduce(|one, other| Info {
            operations: one.operations | other.operations,
            hits: one.hits + other.hits,
            ..one
        });
        let is_whole = self.number_of(number) == number;
        whole.filter(|_| is_whole).ok_or(Fault::Missing)
    }

    /// All of them, those of the user among them.
    pub(super) fn list(&self, debugger: &Debugger) -> Vec<Info> {
        let ids = debugger.breakpoints.iter().map(|breakpoint| breakpoint.id);
        ids.filter_map(|id| self.get(debugger, id).ok()).collect()
    }

    /// Deletes checkpoint `number`.
    pub(super) fn delete(&mut self, debugger: &mut Debugger, number: u32) -> Result<(), Fault> {
        self.get(debugger, number)?;
        for id in self.parts(number) {
            debugger.remove_breakpoint(id);
        }
        self.0.retain(|own| own.number != number);
        Ok(())
    }

    /// Puts checkpoint `number` in or out of force.
    pub(super) fn toggle(
        &self,
        debugger: &mut Debugger,
        number: u32,
        is_wanted: bool,
    ) -> Result<(), Fault> {
        self.get(debugger, number)?;
        for id in self.parts(number) {
            let Debugger {
                breakpoints,
                machine,
                ..
            } = &mut *debugger;
            breakpoints.set_state(machine, id, state(is_wanted));
        }
        Ok(())
    }

    /// Gives checkpoint `number` the condition `text`, which is VICE's. What is wrong with it is told to the user.
    pub(super) fn give(
        &self,
        session: &mut Session<'_>,
        number: u32,
        text: &[u8],
    ) -> Result<(), Fault> {
        self.get(session.debugger, number)?;
        let text = String::from_utf8_lossy(text);
        let mut conditions = Vec::new();
        for id in self.parts(number) {
            match condition(session, id, &text) {
                Ok(condition) => conditions.push((id, condition)),
                Err(error) => {
                    session.note(format!("the condition `{text}` of #{number}: {error}"));
                    return Err(Fault::Failed);
                }
            }
        }
        for (id, condition) in conditions {
            let Debugger {
                breakpoints,
                machine,
                ..
            } = &mut *session.debugger;
            breakpoints.give(machine, id, Some(condition));
        }
        Ok(())
    }

    /// The checkpoints that `ids` belong to, each once, as they are now; one that is gone as it was in `before`, and hit
    /// once more.
    pub(super) fn hit(&self, debugger: &Debugger, ids: &[u32], before: &[Info]) -> Vec<Info> {
        let mut hit: Vec<Info> = Vec::new();
        for &id in ids {
            let number = self.number_of(id);
            if hit.iter().any(|info| info.number == number) {
                continue;
            }
            let gone = || {
                let old = before.iter().find(|info| info.number == number);
                let hits = |info: &Info| info.hits + 1;
                old.map(|info| Info {
                    hits: hits(info),
                    ..*info
                })
            };
            // One that is for once is gone when one half of it is.
            let is_gone = debugger.breakpoints.get(id).is_none();
            let now = self.get(debugger, number).ok().filter(|_| !is_gone);
            hit.extend(now.or_else(gone));
        }
        hit
    }

    /// Forgets those that are gone, and removes what is left of them.
    pub(super) fn settle(&mut self, debugger: &mut Debugger) {
        let is_there = |debugger: &Debugger, id| debugger.breakpoints.get(id).is_some();
        self.0.retain(|own| {
            let parts = [Some(own.number), own.other];
            let is_whole = parts.iter().flatten().all(|&id| is_there(debugger, id));
            if !is_whole {
                for id in parts.into_iter().flatten() {
                    debugger.remove_breakpoint(id);
                }
            }
            is_whole
        });
    }

    /// The client has gone.
    pub(super) fn remove(&mut self, debugger: &mut Debugger) {
        for own in std::mem::take(&mut self.0) {
            for id in [Some(own.number), own.other].into_iter().flatten() {
                debugger.remove_breakpoint(id);
            }
        }
    }
}

fn state(is_wanted: bool) -> State {
    match is_wanted {
        true => State::Enabled,
        false => State::Disabled,
    }
}

/// The condition of breakpoint `id` that `text` is.
///
/// # Errors
/// In words, why it is none.
fn condition(session: &Session<'_>, id: u32, text: &str) -> Result<Condition, String> {
    let debugger = &*session.debugger;
    let breakpoint = debugger.breakpoints.get(id).ok_or("it is gone")?;
    let spec = &breakpoint.spec;
    let names = Names {
        symbols: &debugger.symbols,
        watched: match spec.kind {
            Kind::Memory(Access::Write | Access::ReadWrite) => Some(spec.range.clone()),
            Kind::Memory(Access::Read) | Kind::Execute | Kind::Catch(_) | Kind::Edge => None,
        },
    };
    let expr = translated(text, &names)?;
    let view = spec.view(debugger.frame);
    session
        .condition_of(expr, view)
        .map_err(|error| error.to_string())
}
