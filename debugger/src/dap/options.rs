//! What is said of a breakpoint besides its place: a condition, a count of hits, a message instead of a stop.

use serde::Deserialize;

use super::wire::Failure;
use jumppad_engine::breakpoints::{Actions, Effect, SILENT, Spec, Turns};
use jumppad_engine::expression::{Radix, View};
use jumppad_language::session::Session;

/// What is said of a breakpoint besides its place.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Options {
    condition: Option<String>,
    hit_condition: Option<String>,
    log_message: Option<String>,
}

impl Options {
    /// One with a condition alone.
    pub(super) fn of_condition(condition: Option<String>, hit_condition: Option<String>) -> Self {
        Self {
            condition,
            hit_condition,
            log_message: None,
        }
    }

    /// `spec` with what is said here.
    pub(super) fn spec(
        &self,
        session: &Session<'_>,
        spec: Spec,
        view: View,
    ) -> Result<Spec, Failure> {
        self.spec_in(session, None, spec, view)
    }

    /// The same where bank `bank` shows, if one is given.
    pub(super) fn spec_in(
        &self,
        session: &Session<'_>,
        bank: Option<u16>,
        spec: Spec,
        view: View,
    ) -> Result<Spec, Failure> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let condition = given(&self.condition);
        let condition = session.condition_in(bank, condition.as_deref(), view)?;
        let turns = given(&self.hit_condition).map(|text| turns(&text));
        let log = given(&self.log_message).map(|text| log_line(session, &text));
        Ok(Spec {
            condition,
            turns: turns.transpose()?.unwrap_or_default(),
            effect: match log {
                Some(_) => Effect::Trace,
                None => spec.effect,
            },
            actions: match log.transpose()? {
                Some(line) => Actions::new(vec![SILENT.to_owned(), line], Radix::BySlot),
                None => Actions::default(),
            },
            ..spec
        })
    }
}

/// Which hits count: `N` or `>=N` from the Nth on, `>N` from the one behind it, `%N` each Nth.
fn turns(text: &str) -> Result<Turns, Failure> {
    let text = text.trim();
    let (sign, digits) = text.split_at(
        text.find(|c: char| c.is_ascii_digit())
            .unwrap_or(text.len()),
    );
    let count = digits.trim().parse::<u64>();
    match (sign.trim(), count) {
        ("" | ">=", Ok(count @ 1..)) => Ok(Turns::new(count - 1, 1)),
        (">", Ok(count)) => Ok(Turns::new(count, 1)),
        ("%", Ok(count @ 1..)) => Ok(Turns::new(0, count)),
        _ => Err(Failure::new(format!(
            "`{text}` is no count of hits: 5 or >=5 is from the 5th on, >5 from the 6th, %5 each 5th"
        ))),
    }
}

/// The command that writes a message with the values of what stands in braces.
fn log_line(session: &Session<'_>, message: &str) -> Result<String, Failure> {
    let quoted = message.replace('\\', "\\\\").replace('"', "\\\"");
    let line = format!("say \"{quoted}\"");
    // What is wrong with it is to be told now.
    session
        .understand(&line)
        .map_err(|error| Failure::new(error.to_string()))?;
    Ok(line)
}
