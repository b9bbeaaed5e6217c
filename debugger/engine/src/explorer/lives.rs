//! The lives of regions as answers: of groups, and of baseline code.

use jumppad_tiers::{End, Event, EventKind, InvalidationCause, LifeInfo, TraceLife};

use super::moment;
use crate::answer::{Decision, Life, LifeEnd, Moment};
use crate::debugger::Debugger;

/// Lives of baseline code that are shown at most, beside those that a store ended.
const TRACES: usize = 200;

/// What is asked of lives when others are told.
struct Known {
    name: String,
    ranges: Vec<(u16, u16)>,
    live: Option<Moment>,
    end: Option<Moment>,
}

impl Known {
    fn of(life: &Life) -> Self {
        Self {
            name: life.group.clone(),
            ranges: life.ranges.clone(),
            live: life.live,
            end: life.end.as_ref().map(|end| end.at),
        }
    }

    /// Whether it was in use then, with a byte there.
    fn held(&self, addr: u16, at: Moment) -> bool {
        self.live.is_some_and(|live| live.seconds <= at.seconds)
            && self.end.is_none_or(|end| end.seconds >= at.seconds)
            && self.has(addr)
    }

    fn has(&self, addr: u16) -> bool {
        let has = |&(first, last): &(u16, u16)| (first..=last).contains(&addr);
        self.ranges.iter().any(has)
    }
}

impl Debugger {
    /// All of them, by when they began, those of groups given; and how many of baseline code are left out.
    pub(super) fn life_views(&self, groups: &[LifeInfo]) -> (Vec<Life>, u64) {
        let mut lives: Vec<Life> = groups.iter().map(|info| self.group_view(info)).collect();
        let traces = self.trace_views();
        let all = traces.len();
        let is_stored = |life: &Life| life.end.as_ref().is_some_and(|end| end.addr.is_some());
        let shown = traces.into_iter().enumerate();
        let shown = shown.filter(|(at, life)| *at < TRACES || is_stored(life));
        let before = lives.len();
        lives.extend(shown.map(|(_, life)| life));
        let left_out = (all - (lives.len() - before)) as u64 + self.machine.trace_lives_left_out();
        let known: Vec<Known> = lives.iter().map(Known::of).collect();
        for life in &mut lives {
            relate(life, &known);
        }
        (lives, left_out)
    }

    fn group_view(&self, info: &LifeInfo) -> Life {
        let requested = moment(info.requested);
        let live = info.live.map(moment);
        Life {
            group: info.group.to_string(),
            tier: "group",
            entry: info.entry,
            symbol: self.place(info.entry),
            ranges: info.ranges.iter().map(|r| (*r.start(), *r.end())).collect(),
            counted: info.counted.map(moment),
            baseline: info.translated.map(moment),
            requested,
            reason: self.wanted(&info.wanted),
            compiled: info.compile_time.map(|time| {
                let done = Moment {
                    cycle: live.map_or(requested.cycle, |live| live.cycle),
                    seconds: requested.seconds + time.as_secs_f64(),
                };
                (requested, done)
            }),
            live,
            end: info
                .end
                .as_ref()
                .map(|(at, end)| self.end_view(moment(*at), end)),
            blocks: info.blocks,
            instructions: info.instructions,
            code_bytes: info.made_use.code_bytes,
            entries: info.made_use.entries,
            side_exits: info.made_use.side_exits,
            detail: None,
        }
    }

    /// Those of baseline code, by when they came to use.
    fn trace_views(&self) -> Vec<Life> {
        let mut lives = Vec::new();
        let (mut entry, mut number) = (None, 1);
        for trace in self.machine.trace_lives() {
            number = match entry.replace(trace.entry) == Some(trace.entry) {
                true => number + 1,
                false => 1,
            };
            lives.push(self.trace_view(trace, number));
        }
        let began = |life: &Life| life.requested.seconds;
        lives.sort_by(|one, other| began(one).total_cmp(&began(other)));
        lives
    }

    fn trace_view(&self, trace: &TraceLife, number: u32) -> Life {
        let live = moment(trace.live);
        let name = format!("t{:04X}", trace.entry);
        let times = match number {
            1 => "a few times".to_owned(),
            _ => "again after the code before it went".to_owned(),
        };
        Life {
            group: match number {
                1 => name,
                number => format!("{name}.{number}"),
            },
            tier: "baseline",
            entry: trace.entry,
            symbol: self.place(trace.entry),
            ranges: trace
                .ranges
                .iter()
                .map(|r| (*r.start(), *r.end()))
                .collect(),
            counted: trace.counted.map(moment),
            baseline: Some(live),
            requested: live,
            reason: format!(
                "The block at {} was entered {times}.",
                self.code_at(trace.entry)
            ),
            compiled: None,
            live: Some(live),
            end: trace
                .end
                .map(|(at, cause)| self.end_view(moment(at), &End::Invalidated(cause))),
            blocks: 1,
            instructions: trace.code.len(),
            code_bytes: 0,
            entries: 0,
            side_exits: 0,
            detail: None,
        }
    }

    fn end_view(&self, at: Moment, end: &End) -> LifeEnd {
        let (by, addr) = match *end {
            End::Invalidated(InvalidationCause::Store { addr, by, .. })
            | End::Invalidated(InvalidationCause::HeldOperandStored { addr, by }) => {
                (Some(by), Some(addr))
            }
            End::Invalidated(
                InvalidationCause::Poke { addr, .. } | InvalidationCause::Restored { addr, .. },
            ) => (None, Some(addr)),
            _ => (None, None),
        };
        let into = match *end {
            End::Invalidated(
                InvalidationCause::Grown { into } | InvalidationCause::GaveWay { to: into },
            ) => Some(into.to_string()),
            _ => None,
        };
        LifeEnd {
            at,
            how: how(end),
            reason: self.end_reason(end),
            by,
            addr,
            by_group: None,
            into,
        }
    }

    /// What else the tiers decided, of events that are about an address.
    pub(super) fn decision(&self, event: &Event) -> Option<Decision> {
        let addr = match event.kind {
            EventKind::OperandMadeDynamic { pc } | EventKind::OpcodeMadeDynamic { pc } => pc,
            EventKind::Demoted { entry, .. } => entry,
            _ => return None,
        };
        let place = self.code_at(addr);
        let text = match &event.kind {
            EventKind::OperandMadeDynamic { .. } => format!(
                "The program keeps patching the operand of {place}: compiled code reads it each time from now on."
            ),
            EventKind::OpcodeMadeDynamic { .. } => format!(
                "The program keeps patching the opcode of {place}: it is interpreted from now on."
            ),
            EventKind::Demoted {
                reason, threshold, ..
            } => format!("{place} is tried again after {threshold} entries: {reason}."),
            other => other.to_string(),
        };
        Some(Decision {
            at: moment(self.machine.moment_of(event)),
            addr,
            kind: event.kind.name(),
            text,
        })
    }
}

/// Who had the instruction that ended a life, and what came after it.
fn relate(life: &mut Life, known: &[Known]) {
    let Some(end) = &mut life.end else {
        return;
    };
    let holder = end
        .by
        .and_then(|by| known.iter().find(|other| other.held(by, end.at)));
    end.by_group = holder.map(|holder| holder.name.clone());
    if end.into.is_none() {
        // The next one that has its entry.
        let later = known.iter().filter(|other| {
            let live = other.live.map(|live| live.seconds);
            other.has(life.entry) && live.is_some_and(|live| live >= end.at.seconds)
        });
        let began = |other: &&Known| other.live.map_or(0.0, |live| live.seconds);
        let next = later.min_by(|one, other| began(one).total_cmp(&began(other)));
        end.into = next.map(|next| next.name.clone());
    }
}

fn how(end: &End) -> &'static str {
    match end {
        End::Invalidated(InvalidationCause::Grown { .. } | InvalidationCause::GaveWay { .. }) => {
            "grown"
        }
        End::Invalidated(_) => "invalidated",
        End::Evicted(_) => "evicted",
        End::Dropped(_) => "dropped",
        End::Failed(_) => "failed",
    }
}
