//! Variables: what a scope holds, what an expression consists of, and how they are changed.
//!
//! Invariant: a part is named by an expression of the command language, so what is shown can be asked for, watched and
//! assigned to; only parts that are asked for are read.

use std::ops::Range;

use serde::Deserialize;
use serde_json::{Value, json};

use super::evaluate::{Shown, looked, number};
use super::frames;
use super::machine::{flags, jit, page_zero, registers, set_flag};
use super::requests::{Handled, told};
use super::scopes::{Handle, in_frame};
use super::state::{State, quietly, reference};
use super::wire::{Failure, Request};
use jumppad_engine::answer::Data;
use jumppad_engine::debugger::variables::{Looked, Variables};
use jumppad_engine::program::c::types::Type;
use jumppad_language::session::Session;

/// Elements of an array that are given where the client does not say how many.
const USUAL: usize = 1000;

impl State {
    pub(super) fn variables(&mut self, session: &mut Session<'_>, request: &Request) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Arguments {
            variables_reference: i64,
            #[serde(default)]
            start: usize,
            #[serde(default)]
            count: usize,
            #[serde(default)]
            format: Format,
        }
        let wanted: Arguments = request.arguments()?;
        let part = match wanted.count {
            0 => wanted.start..wanted.start.saturating_add(USUAL),
            count => wanted.start..wanted.start.saturating_add(count),
        };
        let hex = wanted.format;
        let list = match self.handle_of(wanted.variables_reference)? {
            Handle::Arguments(frame) => {
                self.of_function(session, frame, Variables::Parameters, hex)?
            }
            Handle::Locals(frame) => self.of_function(session, frame, Variables::Locals, hex)?,
            Handle::Statics(frame) => self.statics(session, frame, hex),
            Handle::Registers => registers(session),
            Handle::Flags => flags(session),
            Handle::PageZero => page_zero(session),
            Handle::Jit(frame) => jit(session, frame),
            Handle::Parts { frame, text } => self.parts(session, frame, &text, part, hex)?,
        };
        told(json!({ "variables": list }))
    }

    fn of_function(
        &mut self,
        session: &mut Session<'_>,
        frame: usize,
        which: Variables,
        format: Format,
    ) -> Result<Vec<Value>, Failure> {
        let views = in_frame(session, frame, |session| session.debugger.variables(which))?;
        let named = views.into_iter().map(|view| match view.error {
            Some(error) => json!({
                "name": view.name, "value": format!("<{error}>"), "variablesReference": 0,
                "presentationHint": { "attributes": ["readOnly"] },
            }),
            None => self.variable(session, frame, &view.name, &view.name, format),
        });
        Ok(named.collect())
    }

    /// The variables of the module that frame `frame` is in, or of all.
    fn statics(&mut self, session: &mut Session<'_>, frame: usize, format: Format) -> Vec<Value> {
        let names = in_frame(session, frame, |session| {
            let scope = session.debugger.scope();
            let c = session.debugger.source.c();
            let own = scope.function().map(|(module, _)| module);
            let modules = c
                .modules
                .iter()
                .filter(|module| own.is_none_or(|own| own == *module));
            let mut names: Vec<String> = Vec::new();
            for module in modules {
                let variables = module.globals.keys().filter(|name| {
                    let of = module.unit.globals.get(*name);
                    of.is_some_and(|&of| !matches!(c.types.of(of), Type::Function(_)))
                });
                names.extend(variables.cloned());
            }
            names
        });
        let mut names = names;
        names.sort_unstable();
        names.dedup();
        let named = names
            .iter()
            .map(|name| self.variable(session, frame, name, name, format));
        named.collect()
    }

    /// The variable that `text` is in frame `frame`, called `name`.
    fn variable(
        &mut self,
        session: &mut Session<'_>,
        frame: usize,
        name: &str,
        text: &str,
        format: Format,
    ) -> Value {
        let shown = looked(session, frame, text).map(|looked| Shown::of(&looked, format.hex));
        let mut told = match shown {
            Ok(shown) => self.shown(shown, frame, text, "value"),
            Err(failure) => json!({
                "value": format!("<{}>", failure.text), "variablesReference": 0,
            }),
        };
        told["name"] = name.into();
        told["evaluateName"] = text.into();
        told
    }

    /// A value, with a reference to its parts where it has some.
    pub(super) fn shown(&mut self, shown: Shown, frame: usize, text: &str, key: &str) -> Value {
        let mut told = json!({ key: shown.value, "variablesReference": 0 });
        if !shown.of.is_empty() {
            told["type"] = shown.of.into();
        }
        if let Some(address) = shown.address {
            told["memoryReference"] = reference(address).into();
        }
        if shown.named + shown.indexed > 0 {
            let handle = Handle::Parts {
                frame,
                text: text.to_owned(),
            };
            told["variablesReference"] = self.refer(handle).into();
            let key = if shown.indexed > 0 {
                "indexedVariables"
            } else {
                "namedVariables"
            };
            told[key] = (shown.named + shown.indexed).into();
        }
        told
    }

    /// The parts `part` of what `text` is.
    fn parts(
        &mut self,
        session: &mut Session<'_>,
        frame: usize,
        text: &str,
        part: Range<usize>,
        format: Format,
    ) -> Result<Vec<Value>, Failure> {
        let names = parts(&looked(session, frame, text)?, text, part);
        let named = names
            .iter()
            .map(|(name, text)| self.variable(session, frame, name, text, format));
        Ok(named.collect())
    }

    /// The expression that the part `name` of a reference is, and its frame; none where it is no memory.
    pub(super) fn expression_of(&self, reference: i64, name: &str) -> Option<(usize, String)> {
        match self.handle_of(reference).ok()? {
            Handle::Arguments(frame) | Handle::Locals(frame) | Handle::Statics(frame) => {
                Some((frame, name.to_owned()))
            }
            Handle::Parts { frame, text } => Some((frame, part_of(&text, name))),
            Handle::PageZero => Some((0, format!("[{}]", name.split(' ').next().unwrap_or(name)))),
            Handle::Registers | Handle::Flags | Handle::Jit(_) => None,
        }
    }

    pub(super) fn set_variable(&mut self, session: &mut Session<'_>, request: &Request) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Arguments {
            variables_reference: i64,
            name: String,
            value: String,
            #[serde(default)]
            format: Format,
        }
        let wanted: Arguments = request.arguments()?;
        let (name, value) = (wanted.name.as_str(), wanted.value.as_str());
        match self.handle_of(wanted.variables_reference)? {
            Handle::Registers => {
                // Both are checked, so the line is one command.
                session.expression(value)?;
                let own = registers(session);
                if !own
                    .iter()
                    .any(|own| own["name"] == name && name != "cycles")
                {
                    return Err(Failure::new(format!("`{name}` is no register")));
                }
                quietly(session, &format!("r {name}={value}"))?;
                self.changed(session);
                let own = registers(session)
                    .into_iter()
                    .find(|own| own["name"] == name);
                told(json!({ "value": own.map(|own| own["value"].clone()) }))
            }
            Handle::Flags => {
                let value = number(session, value)?;
                set_flag(session, name, value)?;
                self.changed(session);
                told(json!({ "value": u8::from(value != 0).to_string() }))
            }
            Handle::Jit(_) => Err(Failure::new("what the JIT does is not for setting")),
            _ => {
                let found = self.expression_of(wanted.variables_reference, name);
                let (frame, text) = found.ok_or_else(|| Failure::new("this cannot be set"))?;
                self.assign(session, frame, &text, value)?;
                let shown = Shown::of(&looked(session, frame, &text)?, wanted.format.hex);
                told(self.shown(shown, frame, &text, "value"))
            }
        }
    }

    pub(super) fn set_expression(
        &mut self,
        session: &mut Session<'_>,
        request: &Request,
    ) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Arguments {
            expression: String,
            value: String,
            frame_id: Option<i64>,
            #[serde(default)]
            format: Format,
        }
        let wanted: Arguments = request.arguments()?;
        let frame = frames::number(wanted.frame_id);
        self.assign(session, frame, &wanted.expression, &wanted.value)?;
        let looked = looked(session, frame, &wanted.expression)?;
        let shown = Shown::of(&looked, wanted.format.hex);
        told(self.shown(shown, frame, &wanted.expression, "value"))
    }

    /// Assigns as `set var PLACE = VALUE` does.
    fn assign(
        &mut self,
        session: &mut Session<'_>,
        frame: usize,
        place: &str,
        value: &str,
    ) -> Result<(), Failure> {
        // Both are expressions, so the line is one command.
        session.expression(place)?;
        session.expression(value)?;
        in_frame(session, frame, |session| {
            quietly(session, &format!("set var {place} = {value}"))
        })?;
        self.changed(session);
        Ok(())
    }

    fn changed(&mut self, session: &mut Session<'_>) {
        session.debugger.settle_history();
        session.flush();
        self.invalidated();
    }
}

/// How numbers are written.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Format {
    pub(super) hex: bool,
}

/// The names and the expressions of the parts `part` of something.
fn parts(looked: &Looked, text: &str, part: Range<usize>) -> Vec<(String, String)> {
    let Looked::Typed(view) = looked else {
        return Vec::new();
    };
    let names: Vec<String> = match &view.data {
        Data::Record { members } => {
            let named = members.iter().filter(|member| !member.name.is_empty());
            named.map(|member| member.name.clone()).collect()
        }
        Data::List { items, more } => {
            let count = items.iter().map(|item| item.times).sum::<usize>() + more;
            (0..count).map(|index| format!("[{index}]")).collect()
        }
        Data::Text { text } => (0..text.bytes.len())
            .map(|index| format!("[{index}]"))
            .collect(),
        Data::Pointer { .. } => vec!["*".to_owned()],
        _ => Vec::new(),
    };
    let wanted = names.into_iter().skip(part.start).take(part.len());
    wanted
        .map(|name| {
            let text = part_of(text, &name);
            (name, text)
        })
        .collect()
}

/// The expression of the part `name` of what `text` is.
fn part_of(text: &str, name: &str) -> String {
    let whole = match is_postfix(text) {
        true => text.to_owned(),
        false => format!("({text})"),
    };
    match name {
        "*" => format!("*{whole}"),
        index if index.starts_with('[') => format!("{whole}{index}"),
        member => format!("{whole}.{member}"),
    }
}

/// Whether a member of `text` may follow as it stands.
fn is_postfix(text: &str) -> bool {
    let mut depth = 0;
    text.chars().all(|letter| {
        depth += match letter {
            '(' | '[' => 1,
            ')' | ']' => -1,
            _ => 0,
        };
        depth > 0 || letter.is_alphanumeric() || "_.()[]".contains(letter)
    })
}
