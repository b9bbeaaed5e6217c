//! The client's breakpoints: which of the session's each of them is, and where they stand.
//!
//! Invariant: a client's breakpoints are replaced as a whole, by source, or by kind; those that commands set are told to
//! the client, and are its own from then on where they stand on a line.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Value, json};

use super::requests::{Handled, told};
use super::source::{Source, source_of};
use super::state::{State, reference};
use super::wire::{Failure, Request};
use jumppad_engine::breakpoints::{Actions, Effect, Kind, SILENT, Spec, Turns};
use jumppad_engine::expression::{Radix, View};
use jumppad_engine::program::source::Line;
use jumppad_language::session::Session;

/// Which breakpoints one request sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// Those of lines in this file.
    Source(PathBuf),
    Functions,
    Instructions,
    Data,
    Exceptions,
    /// Those that commands set elsewhere than on a line.
    Commands,
}

/// A breakpoint of the client's.
#[derive(Clone, Debug)]
struct Mark {
    id: i64,
    group: Group,
    /// The session's, of which a line has several where it is compiled to several places.
    ids: Vec<u32>,
}

/// The client's breakpoints.
#[derive(Debug, Default)]
pub(super) struct Marks {
    list: Vec<Mark>,
    last_id: i64,
    /// The last request of each source, to be done again once the program is loaded anew.
    asked: Vec<(Source, Vec<Wanted>)>,
}

/// What is said of a breakpoint besides its place.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Options {
    condition: Option<String>,
    hit_condition: Option<String>,
    log_message: Option<String>,
}

/// A breakpoint on a line.
#[derive(Clone, Debug, Deserialize)]
struct Wanted {
    line: u32,
    #[serde(flatten)]
    options: Options,
}

impl Marks {
    /// Removes the breakpoints of `group`.
    pub(super) fn remove(&mut self, session: &mut Session<'_>, group: &Group) {
        let (gone, stay) = self.list.drain(..).partition(|mark| mark.group == *group);
        self.list = stay;
        let gone: Vec<Mark> = gone;
        for id in gone.into_iter().flat_map(|mark| mark.ids) {
            session.debugger.remove_breakpoint(id);
        }
    }

    /// Removes all but those that commands set, or others before.
    pub(super) fn clear(&mut self, session: &mut Session<'_>) {
        let all = self.list.drain(..);
        let own = all.filter(|mark| mark.group != Group::Commands);
        for id in own.flat_map(|mark| mark.ids) {
            session.debugger.remove_breakpoint(id);
        }
        self.asked.clear();
    }

    /// Notes that `ids` of the session are one of the client's; its number.
    pub(super) fn add(&mut self, group: Group, ids: Vec<u32>) -> i64 {
        self.last_id += 1;
        self.list.push(Mark {
            id: self.last_id,
            group,
            ids,
        });
        self.last_id
    }

    /// The client's number of breakpoint `id`, and what the protocol calls its kind if it is `usual` else.
    pub(super) fn told(&self, id: u32, usual: &'static str) -> (&'static str, Vec<i64>) {
        let Some(mark) = self.list.iter().find(|mark| mark.ids.contains(&id)) else {
            return (usual, Vec::new());
        };
        let kind = match mark.group {
            Group::Functions => "function breakpoint",
            Group::Instructions => "instruction breakpoint",
            Group::Source(_) | Group::Data | Group::Exceptions | Group::Commands => usual,
        };
        (kind, vec![mark.id])
    }

    /// Takes what the session has already for known: it was set up before, and is no news.
    pub(super) fn adopt(&mut self, session: &Session<'_>) {
        let known: BTreeSet<u32> = self.ids().collect();
        let all: Vec<u32> = session.debugger.breakpoints.iter().map(|b| b.id).collect();
        for id in all.into_iter().filter(|id| !known.contains(id)) {
            self.add(Group::Commands, vec![id]);
        }
    }

    fn ids(&self) -> impl Iterator<Item = u32> {
        self.list.iter().flat_map(|mark| mark.ids.iter().copied())
    }
}

impl State {
    pub(super) fn set_breakpoints(
        &mut self,
        session: &mut Session<'_>,
        request: &Request,
    ) -> Handled {
        #[derive(Deserialize)]
        struct Arguments {
            source: Source,
            #[serde(default)]
            breakpoints: Vec<Wanted>,
        }
        let Arguments {
            source,
            breakpoints,
        } = request.arguments()?;
        let answers = self.place_on_lines(session, &source, &breakpoints);
        self.marks.asked.retain(|(asked, _)| *asked != source);
        self.marks.asked.push((source, breakpoints));
        told(json!({ "breakpoints": answers }))
    }

    /// Sets the client's breakpoints on lines once more, since the program was loaded anew.
    pub(super) fn place_anew(&mut self, session: &mut Session<'_>) {
        for (source, wanted) in self.marks.asked.clone() {
            for breakpoint in self.place_on_lines(session, &source, &wanted) {
                let body = json!({ "reason": "new", "breakpoint": breakpoint });
                self.out.event("breakpoint", body);
            }
        }
    }

    fn place_on_lines(
        &mut self,
        session: &mut Session<'_>,
        source: &Source,
        wanted: &[Wanted],
    ) -> Vec<Value> {
        let group = Group::Source(source.path());
        self.marks.remove(session, &group);
        let file = source.file(session);
        let mut answers = Vec::new();
        for wanted in wanted {
            let number = self.client.line_meant(wanted.line);
            let placed = match &file {
                Ok(file) => on_line(
                    session,
                    Line {
                        file: *file,
                        number,
                    },
                    &wanted.options,
                ),
                Err(failure) => Err(failure.clone()),
            };
            answers.push(match placed {
                Ok((line, ids, address)) => {
                    let id = self.marks.add(group.clone(), ids);
                    let mut answer = json!({
                        "id": id,
                        "verified": true,
                        "line": self.client.line(line),
                        "source": file.as_ref().ok().map(|&file| source_of(session, file)),
                        "instructionReference": reference(address),
                    });
                    if line != number {
                        let text = format!("line {number} has no code: this is the next that has");
                        answer["message"] = text.into();
                    }
                    answer
                }
                Err(failure) => self.unplaced(group.clone(), &failure),
            });
        }
        answers
    }

    /// The answer for a breakpoint that is nowhere.
    pub(super) fn unplaced(&mut self, group: Group, failure: &Failure) -> Value {
        let id = self.marks.add(group, Vec::new());
        json!({ "id": id, "verified": false, "message": failure.text })
    }

    pub(super) fn set_function_breakpoints(
        &mut self,
        session: &mut Session<'_>,
        request: &Request,
    ) -> Handled {
        #[derive(Deserialize)]
        struct Named {
            name: String,
            #[serde(flatten)]
            options: Options,
        }
        #[derive(Deserialize)]
        struct Arguments {
            breakpoints: Vec<Named>,
        }
        let Arguments { breakpoints } = request.arguments()?;
        let wanted = breakpoints.into_iter().map(|named| {
            let places = move |session: &Session<'_>| {
                let places = session.code_places(&named.name)?;
                match places.is_empty() {
                    true => Err(Failure::new("a function is missing")),
                    false => Ok(places),
                }
            };
            (places, named.options)
        });
        self.place_all(session, Group::Functions, wanted)
    }

    pub(super) fn set_instruction_breakpoints(
        &mut self,
        session: &mut Session<'_>,
        request: &Request,
    ) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct At {
            instruction_reference: String,
            #[serde(default)]
            offset: i64,
            #[serde(flatten)]
            options: Options,
        }
        #[derive(Deserialize)]
        struct Arguments {
            breakpoints: Vec<At>,
        }
        let Arguments { breakpoints } = request.arguments()?;
        let wanted = breakpoints.into_iter().map(|at| {
            let places = move |_: &Session<'_>| {
                let address = super::memory::address(&at.instruction_reference, at.offset)?;
                Ok(vec![address..=address])
            };
            (places, at.options)
        });
        self.place_all(session, Group::Instructions, wanted)
    }

    /// Replaces the breakpoints of `group` by those that are wanted.
    fn place_all<P>(
        &mut self,
        session: &mut Session<'_>,
        group: Group,
        wanted: impl Iterator<Item = (P, Options)>,
    ) -> Handled
    where
        P: FnOnce(&Session<'_>) -> Result<Vec<RangeInclusive<u16>>, Failure>,
    {
        self.marks.remove(session, &group);
        let mut answers = Vec::new();
        for (places, options) in wanted {
            let placed = places(session).and_then(|places| {
                let address = places.first().map_or(0, |range| *range.start());
                Ok((add(session, places, &options)?, address))
            });
            answers.push(match placed {
                Ok((ids, address)) => {
                    let id = self.marks.add(group.clone(), ids);
                    let mut answer = json!({
                        "id": id, "verified": true, "instructionReference": reference(address),
                    });
                    if let Some(line) = session.debugger.source.line_of(address) {
                        answer["source"] = source_of(session, line.file);
                        answer["line"] = self.client.line(line.number).into();
                    }
                    answer
                }
                Err(failure) => self.unplaced(group.clone(), &failure),
            });
        }
        told(json!({ "breakpoints": answers }))
    }

    /// Tells what commands, or hits, made of the session's breakpoints.
    pub(super) fn follow(&mut self, session: &mut Session<'_>) {
        let now: BTreeSet<u32> = session.debugger.breakpoints.iter().map(|b| b.id).collect();
        let known: BTreeSet<u32> = self.marks.ids().collect();
        let mut gone = Vec::new();
        self.marks.list.retain_mut(|mark| {
            let before = mark.ids.len();
            mark.ids.retain(|id| now.contains(id));
            let is_gone = before > 0 && mark.ids.is_empty();
            if is_gone {
                gone.push(mark.id);
            }
            !is_gone
        });
        for id in gone {
            let breakpoint = json!({ "id": id, "verified": false });
            let body = json!({ "reason": "removed", "breakpoint": breakpoint });
            self.out.event("breakpoint", body);
        }
        for id in now.difference(&known) {
            self.tell_new(session, *id);
        }
    }

    fn tell_new(&mut self, session: &mut Session<'_>, id: u32) {
        let Some(breakpoint) = session.debugger.breakpoints.get(id) else {
            return;
        };
        let (kind, start) = (breakpoint.spec.kind, *breakpoint.spec.range.start());
        let line = session.debugger.source.line_of(start);
        let line = line.filter(|_| kind == Kind::Execute);
        let source = line.map(|line| (source_of(session, line.file), line.number));
        let group = match &source {
            Some((source, _)) => match source["path"].as_str() {
                Some(path) => Group::Source(path.into()),
                None => Group::Commands,
            },
            None => Group::Commands,
        };
        let mut told = json!({ "id": self.marks.add(group, vec![id]), "verified": true });
        if let Some((source, number)) = source {
            told["source"] = source;
            told["line"] = self.client.line(number).into();
        }
        if kind == Kind::Execute {
            told["instructionReference"] = reference(start).into();
        }
        let body = json!({ "reason": "new", "breakpoint": told });
        self.out.event("breakpoint", body);
    }
}

/// Sets a breakpoint on a line, or on the next that has code: that line, the session's numbers, the first address.
fn on_line(
    session: &mut Session<'_>,
    line: Line,
    options: &Options,
) -> Result<(u32, Vec<u32>, u16), Failure> {
    let place = session.debugger.source.place_in(line);
    let place = place.map_err(|error| Failure::new(error.to_string()))?;
    let (number, address) = (place.line.number, place.start());
    let entries: Vec<_> = place.bytes.entries.iter().map(|&at| at..=at).collect();
    if entries.is_empty() {
        return Err(Failure::new(format!("line {number} is data, not code")));
    }
    Ok((number, add(session, entries, options)?, address))
}

/// Adds a breakpoint at each of `places`; the session's numbers of them.
fn add(
    session: &mut Session<'_>,
    places: Vec<RangeInclusive<u16>>,
    options: &Options,
) -> Result<Vec<u32>, Failure> {
    let mut specs = Vec::new();
    for range in places {
        let view = View::At(*range.start());
        let spec = options.spec(session, Spec::new(Kind::Execute, range), view)?;
        specs.push(spec);
    }
    let specs = specs.into_iter();
    Ok(specs
        .map(|spec| session.debugger.add_breakpoint(spec))
        .collect())
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
        let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let condition = given(&self.condition).map(|text| session.condition(&text, view));
        let turns = given(&self.hit_condition).map(|text| turns(&text));
        let log = given(&self.log_message).map(|text| log_line(session, &text));
        Ok(Spec {
            condition: condition.transpose()?,
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
    let line = format!("log \"{quoted}\"");
    // What is wrong with it is to be told now.
    session
        .understand(&line)
        .map_err(|error| Failure::new(error.to_string()))?;
    Ok(line)
}
