//! Watchpoints: what can be watched of what the client shows, and the watchpoints that it sets.

use jumppad_tiers::Access;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::marks::Group;
use super::options::Options;
use super::requests::{Handled, told};
use super::state::State;
use super::wire::{Failure, Request};
use jumppad_engine::breakpoints::{Kind, Spec};
use jumppad_engine::debugger::variables::Looked;
use jumppad_engine::expression::{Expr, View};
use jumppad_language::session::Session;

/// What is watched, as the client hands it back: text of JSON.
#[derive(Debug, Serialize, Deserialize)]
struct Watched {
    start: u16,
    /// Bytes.
    size: u16,
    /// The variable of C that it is.
    variable: Option<String>,
}

/// How memory is accessed, in the protocol's words.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
enum AccessType {
    Read,
    #[default]
    Write,
    ReadWrite,
}

impl State {
    pub(super) fn data_breakpoint_info(
        &mut self,
        session: &mut Session<'_>,
        request: &Request,
    ) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Arguments {
            name: String,
            variables_reference: Option<i64>,
            frame_id: Option<i64>,
            bytes: Option<u16>,
            #[serde(default)]
            as_address: bool,
        }
        let wanted: Arguments = request.arguments()?;
        let found = match wanted
            .variables_reference
            .filter(|&reference| reference > 0)
        {
            _ if wanted.as_address => {
                let start = super::memory::address(&wanted.name, 0)?;
                let size = wanted.bytes.unwrap_or(1).max(1);
                let variable = None;
                Ok((
                    wanted.name.clone(),
                    Watched {
                        start,
                        size,
                        variable,
                    },
                ))
            }
            Some(reference) => match self.expression_of(reference, &wanted.name) {
                Some((frame, text)) => {
                    watched(session, frame, &text, wanted.bytes).map(|w| (text, w))
                }
                None => Err(Failure::new(format!("{} is not in memory", wanted.name))),
            },
            None => {
                let frame = super::frames::number(wanted.frame_id);
                watched(session, frame, &wanted.name, wanted.bytes)
                    .map(|w| (wanted.name.clone(), w))
            }
        };
        match found {
            Ok((name, watched)) => {
                let (start, size) = (watched.start, watched.size);
                told(json!({
                    "dataId": serde_json::to_string(&watched)?,
                    "description": match size {
                        1 => format!("{name}, the byte at ${start:04X}"),
                        _ => format!("{name}, {size} bytes at ${start:04X}"),
                    },
                    "accessTypes": ["read", "write", "readWrite"],
                    "canPersist": false,
                }))
            }
            Err(failure) => told(json!({ "dataId": null, "description": failure.text })),
        }
    }

    pub(super) fn set_data_breakpoints(
        &mut self,
        session: &mut Session<'_>,
        request: &Request,
    ) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wanted {
            data_id: String,
            #[serde(default)]
            access_type: AccessType,
            condition: Option<String>,
            hit_condition: Option<String>,
        }
        #[derive(Deserialize)]
        struct Arguments {
            breakpoints: Vec<Wanted>,
        }
        let Arguments { breakpoints } = request.arguments()?;
        self.marks.remove(session, &Group::Data);
        let mut answers = Vec::new();
        for wanted in breakpoints {
            let options = Options::of_condition(wanted.condition, wanted.hit_condition);
            let access = match wanted.access_type {
                AccessType::Read => Access::Read,
                AccessType::Write => Access::Write,
                AccessType::ReadWrite => Access::ReadWrite,
            };
            let spec = spec(session, &wanted.data_id, access, &options);
            answers.push(self.add_one(session, Group::Data, spec));
        }
        told(json!({ "breakpoints": answers }))
    }
}

/// The memory that `text` is in frame `frame`.
fn watched(
    session: &mut Session<'_>,
    frame: usize,
    text: &str,
    bytes: Option<u16>,
) -> Result<Watched, Failure> {
    let expr = session.expression(text)?;
    let before = std::mem::replace(&mut session.debugger.frame, frame);
    let looked = session.debugger.look_up(&expr);
    session.debugger.frame = before;
    let nowhere = || Failure::new(format!("{text} is not in memory"));
    let (start, size, variable) = match looked? {
        Looked::Typed(view) => {
            let of = session.debugger.type_of(&expr).ok().flatten();
            let size = of.and_then(|of| of.size).unwrap_or(1);
            (
                view.address.ok_or_else(nowhere)?,
                size,
                Some(text.to_owned()),
            )
        }
        Looked::Number(value) => match &expr {
            Expr::Byte(inner, _) => (session.debugger.scope().address(inner)?, 1, None),
            Expr::Word(inner, _) => (session.debugger.scope().address(inner)?, 2, None),
            // A name, or a number, is the address itself.
            _ => {
                let start = u16::try_from(value).map_err(|_| nowhere())?;
                (
                    start,
                    session.debugger.symbols.size(text).unwrap_or(1),
                    None,
                )
            }
        },
        Looked::Type(_) => return Err(nowhere()),
    };
    let size = bytes.unwrap_or(size).max(1);
    Ok(Watched {
        start,
        size,
        variable,
    })
}

fn spec(
    session: &Session<'_>,
    data: &str,
    access: Access,
    options: &Options,
) -> Result<Spec, Failure> {
    let watched: Watched = serde_json::from_str(data)?;
    let end = watched.start.saturating_add(watched.size.max(1) - 1);
    let spec = Spec {
        variable: watched.variable,
        ..Spec::new(Kind::Memory(access), watched.start..=end)
    };
    options.spec(session, spec, View::Held(session.debugger.frame))
}
