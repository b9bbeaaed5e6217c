//! The client's breakpoints on lines, functions and instructions, and what becomes of them.
//!
//! Invariant: a client's breakpoints are replaced as a whole, by source, or by kind; those that commands set are told to
//! the client, and are its own from then on where they stand on a line.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

use super::marks::Group;
use super::options::Options;
use super::requests::{Done, Handled, told};
use super::source::{Source, source_of};
use super::state::{State, reference};
use super::wire::{Failure, Request};
use jumppad_engine::breakpoints::{Kind, Spec};
use jumppad_engine::expression::View;
use jumppad_engine::program::source::Line;
use jumppad_language::commands::CodePlaces;
use jumppad_language::session::Session;

/// A breakpoint on a line.
#[derive(Clone, Debug, Deserialize)]
struct Wanted {
    line: u32,
    #[serde(flatten)]
    options: Options,
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
        self.marks.note(Group::Source(source.one_path()), request);
        let answers = self.place_on_lines(session, &source, &breakpoints);
        told(json!({ "breakpoints": answers }))
    }

    /// Sets the client's breakpoints once more, where they are now that the program was loaded anew.
    pub(super) fn place_anew(&mut self, session: &mut Session<'_>) {
        for (group, request) in self.marks.asked() {
            self.marks.replace(&group);
            let Ok(Done { body, .. }) = self.handle_always(session, &request) else {
                continue;
            };
            let answers = body
                .as_ref()
                .and_then(|body| body["breakpoints"].as_array());
            for breakpoint in answers.into_iter().flatten() {
                let body = json!({ "reason": "changed", "breakpoint": breakpoint });
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
        let group = Group::Source(source.one_path());
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

    /// Adds a breakpoint that has no place in code; the answer.
    pub(super) fn add_one(
        &mut self,
        session: &mut Session<'_>,
        group: Group,
        spec: Result<Spec, Failure>,
    ) -> Value {
        match spec {
            Ok(spec) => {
                let id = session.debugger.add_breakpoint(spec);
                json!({ "id": self.marks.add(group, vec![id]), "verified": true })
            }
            Err(failure) => self.unplaced(group, &failure),
        }
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
        self.marks.note(Group::Functions, request);
        let wanted = breakpoints.into_iter().map(|named| {
            let places = move |session: &Session<'_>| {
                let places = session.code_places(&named.name)?;
                match places.ranges.is_empty() {
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
                Ok(CodePlaces {
                    ranges: vec![address..=address],
                    bank: None,
                })
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
        P: FnOnce(&Session<'_>) -> Result<CodePlaces, Failure>,
    {
        self.marks.remove(session, &group);
        let mut answers = Vec::new();
        for (places, options) in wanted {
            let placed = places(session).and_then(|places| {
                let address = places.ranges.first().map_or(0, |range| *range.start());
                let bank = places.bank;
                Ok((add(session, places, &options)?, address, bank))
            });
            answers.push(match placed {
                Ok((ids, address, bank)) => {
                    let id = self.marks.add(group.clone(), ids);
                    let mut answer = json!({
                        "id": id, "verified": true, "instructionReference": reference(address),
                    });
                    if let Some(line) = session.debugger.line_in_bank(bank, address) {
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
        let gone = self.marks.forget_gone(&now);
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
        let bank = breakpoint.spec.only_bank();
        let line = session.debugger.line_in_bank(bank, start);
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
    let ranges: Vec<_> = place.bytes.entries.iter().map(|&at| at..=at).collect();
    if ranges.is_empty() {
        return Err(Failure::new(format!("line {number} is data, not code")));
    }
    let bank = session.debugger.bank_of(place.bytes);
    let places = CodePlaces { ranges, bank };
    Ok((number, add(session, places, options)?, address))
}

/// Adds a breakpoint at each of `places`; the session's numbers of them.
fn add(
    session: &mut Session<'_>,
    places: CodePlaces,
    options: &Options,
) -> Result<Vec<u32>, Failure> {
    let mut specs = Vec::new();
    for range in places.ranges {
        let view = View::At(*range.start());
        let spec = options.spec_in(session, places.bank, Spec::new(Kind::Execute, range), view)?;
        specs.push(spec);
    }
    let specs = specs.into_iter();
    Ok(specs
        .map(|spec| session.debugger.add_breakpoint(spec))
        .collect())
}
