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
    /// The expression that it is, as it was written.
    text: Option<String>,
    /// Whether that is a variable of C.
    is_variable: bool,
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

/// Whether what is watched is where the client was told, or is looked up once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Placing {
    AsTold,
    Again,
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
                let watched = Watched {
                    start,
                    size,
                    text: None,
                    is_variable: false,
                };
                Ok((wanted.name.clone(), watched))
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
        let placing = match self.marks.is_replacing() {
            true => Placing::Again,
            false => Placing::AsTold,
        };
        self.marks.note(Group::Data, request);
        self.marks.remove(session, &Group::Data);
        let mut answers = Vec::new();
        for wanted in breakpoints {
            let options = Options::of_condition(wanted.condition, wanted.hit_condition);
            let access = match wanted.access_type {
                AccessType::Read => Access::Read,
                AccessType::Write => Access::Write,
                AccessType::ReadWrite => Access::ReadWrite,
            };
            let spec = spec(session, &wanted.data_id, placing, access, &options);
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
    let bound = session.debugger.scope().bind(&expr)?;
    let (start, size, is_variable) = match looked? {
        Looked::Typed(view) => {
            let of = session.debugger.type_of(&expr).ok().flatten();
            let size = of.and_then(|of| of.size).unwrap_or(1);
            (view.address.ok_or_else(nowhere)?, size, true)
        }
        Looked::Number(value) => match (&expr, bound) {
            (Expr::Byte(inner, _), _) => (session.debugger.scope().address(inner)?, 1, false),
            (Expr::Word(inner, _), _) => (session.debugger.scope().address(inner)?, 2, false),
            // A name, or a number, is the address itself.
            (_, Expr::Number(_)) => {
                let start = u16::try_from(value).map_err(|_| nowhere())?;
                let size = session.debugger.symbols.size(text).unwrap_or(1);
                (start, size, false)
            }
            // A register is in no memory.
            _ => return Err(nowhere()),
        },
        Looked::Type(_) => return Err(nowhere()),
    };
    let size = bytes.unwrap_or(size).max(1);
    Ok(Watched {
        start,
        size,
        text: Some(text.to_owned()),
        is_variable,
    })
}

fn spec(
    session: &mut Session<'_>,
    data: &str,
    placing: Placing,
    access: Access,
    options: &Options,
) -> Result<Spec, Failure> {
    let mut watched: Watched = serde_json::from_str(data)?;
    if let (Placing::Again, Some(text)) = (placing, watched.text.clone()) {
        watched = self::watched(session, 0, &text, Some(watched.size))?;
    }
    let end = watched.start.saturating_add(watched.size.max(1) - 1);
    let spec = Spec {
        variable: watched.text.filter(|_| watched.is_variable),
        ..Spec::new(Kind::Memory(access), watched.start..=end)
    };
    options.spec(session, spec, View::Held(session.debugger.frame))
}
