//! Expressions: what is watched and hovered over, and the console, which speaks the command language.

use serde::Deserialize;
use serde_json::{Value, json};

use super::frames;
use super::requests::{Done, Handled, Next, told};
use super::scopes::in_frame;
use super::state::State;
use super::variables::Format;
use super::wire::{Failure, Request};
use crate::repl;
use jumppad_engine::answer::Data;
use jumppad_engine::debugger::variables::Looked;
use jumppad_engine::expression::Expr;
use jumppad_language::session::Session;

impl State {
    pub(super) fn evaluate(&mut self, session: &mut Session<'_>, request: &Request) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Arguments {
            expression: String,
            frame_id: Option<i64>,
            context: Option<String>,
            #[serde(default)]
            format: Format,
        }
        let wanted: Arguments = request.arguments()?;
        let frame = frames::number(wanted.frame_id);
        if wanted.context.as_deref() == Some("repl") {
            // What is typed is about the call that the user looks at.
            session.debugger.frame = frame;
            return Ok(Done {
                body: None,
                next: Next::Execute(wanted.expression),
            });
        }
        let text = wanted.expression.trim();
        let shown = Shown::of(&looked(session, frame, text)?, wanted.format.hex);
        let shown = byte_there(session, text, shown);
        told(self.shown(shown, frame, text, "result"))
    }

    pub(super) fn completions(&mut self, session: &mut Session<'_>, request: &Request) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Arguments {
            text: String,
            column: usize,
            frame_id: Option<i64>,
        }
        let wanted: Arguments = request.arguments()?;
        let column = wanted
            .column
            .saturating_sub(self.client.first_column() as usize);
        // Columns count UTF-16.
        let mut units = 0;
        let end = wanted.text.char_indices().find(|(_, letter)| {
            units += letter.len_utf16();
            units > column
        });
        let line = &wanted.text[..end.map_or(wanted.text.len(), |(at, _)| at)];
        let frame = frames::number(wanted.frame_id);
        let (start, found) = in_frame(session, frame, |session| repl::completions(session, line));
        let before = line[..start].encode_utf16().count();
        let length = line[start..].encode_utf16().count();
        let targets = found.into_iter().map(|(shown, text)| {
            json!({
                "label": shown, "text": text, "length": length,
                "start": before + self.client.first_column() as usize,
            })
        });
        let targets: Vec<Value> = targets.collect();
        told(json!({ "targets": targets }))
    }
}

/// What `text` is, as it is seen from frame `frame`.
pub(super) fn looked(
    session: &mut Session<'_>,
    frame: usize,
    text: &str,
) -> Result<Looked, Failure> {
    let expr = session.expression(text)?;
    let looked = in_frame(session, frame, |session| session.debugger.look_up(&expr));
    Ok(looked?)
}

/// The number that `text` is.
pub(super) fn number(session: &mut Session<'_>, text: &str) -> Result<i64, Failure> {
    let expr = session.expression(text)?;
    Ok(session.debugger.value(&expr)?)
}

/// A value as the client shows it.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) value: String,
    /// Its type, as C writes it.
    pub(super) of: String,
    pub(super) address: Option<u16>,
    /// Parts that have names, and such as have numbers.
    pub(super) named: usize,
    pub(super) indexed: usize,
}

impl Shown {
    pub(super) fn of(looked: &Looked, hex: bool) -> Self {
        match looked {
            Looked::Number(value) => Self {
                value: both(*value),
                ..Self::default()
            },
            Looked::Type(view) => Self {
                value: view.definition.clone().unwrap_or_else(|| view.of.clone()),
                of: view.of.clone(),
                ..Self::default()
            },
            Looked::Typed(view) => {
                let hexadecimal = |value: i64, size: u16| {
                    let bits = u32::from(size.clamp(1, 8)) * 8;
                    let mask = u64::MAX >> (64 - bits);
                    format!(
                        "${:0digits$X}",
                        value.cast_unsigned() & mask,
                        digits = usize::from(size.clamp(1, 8)) * 2
                    )
                };
                let (named, indexed) = match &view.data {
                    Data::Record { members } => {
                        (members.iter().filter(|m| !m.name.is_empty()).count(), 0)
                    }
                    Data::List { items, more } => {
                        (0, items.iter().map(|item| item.times).sum::<usize>() + more)
                    }
                    Data::Text { text } => (0, text.bytes.len()),
                    Data::Pointer { value, of, .. } if *value != 0 && !of.starts_with("void") => {
                        (1, 0)
                    }
                    _ => (0, 0),
                };
                Self {
                    value: view.data.text(hex.then_some(&hexadecimal)),
                    of: view.of.clone(),
                    address: match &view.data {
                        // One wants to see what it leads to.
                        Data::Pointer { value, .. } => Some(*value),
                        _ => view.address,
                    },
                    named,
                    indexed,
                }
            }
        }
    }
}

/// A number as both kinds of people read it.
fn both(value: i64) -> String {
    match value {
        0..=0xFF => format!("{value} (${value:02X})"),
        0x100..=0xFFFF => format!("{value} (${value:04X})"),
        _ => value.to_string(),
    }
}

/// Of a label, which is its address to the command language, the bytes there: who points at one wants to see them.
fn byte_there(session: &Session<'_>, text: &str, shown: Shown) -> Shown {
    let Ok(expr) = session.expression(text) else {
        return shown;
    };
    let Expr::Symbol { name, .. } = &expr else {
        return shown;
    };
    let debugger = &session.debugger;
    let (true, Ok(address)) = (shown.of.is_empty(), debugger.scope().address(&expr)) else {
        return shown;
    };
    if !debugger.symbols.knows(name) || debugger.source.table().begins(address) {
        return Shown {
            address: Some(address),
            ..shown
        };
    }
    let size = debugger.symbols.size(name).unwrap_or(1).clamp(1, 8);
    let bytes = (0..size).map(|offset| debugger.machine.peek(address.wrapping_add(offset)));
    let value = match size {
        1 => both(debugger.machine.peek(address).into()),
        2 => both(debugger.machine.peek_word(address).into()),
        _ => bytes
            .map(|byte| format!("{byte:02X}"))
            .collect::<Vec<_>>()
            .join(" "),
    };
    Shown {
        value: format!("{value} at ${address:04X}"),
        address: Some(address),
        ..shown
    }
}
