//! The guest goes on, and back.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{refused, within};
use jumppad_engine::run::reverse::Back;
use jumppad_engine::run::{Calls, Goal, Order};
use jumppad_language::commands::CodePlaces;
use jumppad_language::report::Report;
use jumppad_language::session::{Outcome, Session, carry_out};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Continue {
    /// Stop at this place, too: a function, a line such as list.c:28, an address.
    until: Option<String>,
    /// The how-manieth stop it is to be; the first, unless given.
    count: Option<u64>,
    /// Stop after so many cycles at the latest.
    cycles: Option<u64>,
    /// Stop after so many seconds at the latest; 10, unless given.
    seconds: Option<f64>,
}

pub(super) fn go_on(session: &mut Session<'_>, told: Continue) -> Outcome {
    let goal = match told.until {
        None => Goal::Stop,
        Some(place) => match session.code_places(&place)? {
            CodePlaces { ranges, bank } if !ranges.is_empty() => {
                Goal::Until(*ranges[0].start(), bank)
            }
            _ => return Err(refused(format!("no code is at `{place}`"))),
        },
    };
    let order = order(goal, told.count, told.cycles)?;
    within(session, told.seconds, |session| carry_out(session, order))
}

/// What a step goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Unit {
    #[default]
    Instruction,
    Line,
}

/// What is done about calls of subroutines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Way {
    /// They are gone into.
    #[default]
    Into,
    /// They are run to their return.
    Over,
    /// The current one is left.
    Out,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    /// Whether by instructions or by lines of source; instructions, unless given.
    #[serde(default)]
    by: Unit,
    /// Into calls, over them, or out of the current one; into, unless given.
    #[serde(default)]
    calls: Way,
    /// How many steps; one, unless given.
    count: Option<u64>,
    /// Stop after so many cycles at the latest.
    cycles: Option<u64>,
    /// Stop after so many seconds at the latest; 10, unless given.
    seconds: Option<f64>,
}

pub(super) fn step(session: &mut Session<'_>, step: Step) -> Outcome {
    let goal = match (step.by, step.calls) {
        (_, Way::Out) => Goal::Finish(session.debugger.frame_to_finish()?),
        (Unit::Instruction, Way::Into) => Goal::Step,
        (Unit::Instruction, Way::Over) => Goal::Next,
        (Unit::Line, way) => Goal::Line(by_line(session, way)?),
    };
    let order = order(goal, step.count, step.cycles)?;
    within(session, step.seconds, |session| carry_out(session, order))
}

/// What one goes back to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Target {
    /// The latest breakpoint or watchpoint.
    #[default]
    Stop,
    /// The instruction before.
    Instruction,
    /// The beginning of a line of source.
    Line,
    /// The call of the current function.
    Call,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reverse {
    /// What to go back to; the last stop, unless given.
    #[serde(default)]
    to: Target,
    /// Whether calls that returned are gone into or over; into, unless given.
    #[serde(default)]
    calls: Way,
    /// How often; once, unless given.
    count: Option<u64>,
    /// Go back by so many cycles at the most.
    cycles: Option<u64>,
    /// Give up after so many seconds; 10, unless given.
    seconds: Option<f64>,
}

pub(super) fn reverse(session: &mut Session<'_>, told: Reverse) -> Outcome {
    let goal = match (told.to, told.calls) {
        (Target::Stop, _) => Back::Stop,
        (Target::Call, _) | (_, Way::Out) => Back::Caller,
        (Target::Instruction, Way::Into) => Back::Step,
        (Target::Instruction, Way::Over) => Back::Next,
        (Target::Line, way) => Back::Line(by_line(session, way)?),
    };
    let order = order(goal, told.count, told.cycles)?;
    within(session, told.seconds, |session| {
        Ok(Report::Stop(session.debugger.reverse(order)?))
    })
}

/// Steps by lines need lines.
fn by_line(
    session: &Session<'_>,
    way: Way,
) -> Result<Calls, jumppad_language::error::CommandError> {
    if session.debugger.source.table().is_empty() {
        return Err(refused("no lines of source are known"));
    }
    Ok(match way {
        Way::Into => Calls::Into,
        Way::Over | Way::Out => Calls::Over,
    })
}

fn order<G>(
    goal: G,
    count: Option<u64>,
    cycles: Option<u64>,
) -> Result<Order<G>, jumppad_language::error::CommandError> {
    let times = count.unwrap_or(1);
    match times {
        0 => Err(refused("count is at least 1")),
        times => Ok(Order {
            goal,
            times,
            cycles,
        }),
    }
}
