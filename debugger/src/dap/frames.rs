//! The call stack.

use serde::Deserialize;
use serde_json::{Value, json};

use super::requests::{Handled, told};
use super::source::source_of;
use super::state::{State, reference};
use super::wire::Request;
use jumppad_engine::answer::{CallEvidence, CallKind, FrameView};
use jumppad_engine::run::Detail;
use jumppad_language::session::Session;

/// Frames that are given where the client does not say how many.
const USUAL: usize = 200;

/// A frame's number as the client knows it, for which 0 may be none.
fn id(number: usize) -> usize {
    number + 1
}

/// The number of a frame that the client names; the innermost where it names none.
pub(super) fn number(id: Option<i64>) -> usize {
    usize::try_from(id.unwrap_or(1).saturating_sub(1)).unwrap_or(0)
}

impl State {
    pub(super) fn stack_trace(&mut self, session: &mut Session<'_>, request: &Request) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        #[derive(Default)]
        struct Arguments {
            start_frame: usize,
            levels: usize,
        }
        let wanted: Arguments = request.arguments()?;
        let levels = match wanted.levels {
            0 => USUAL,
            levels => levels,
        };
        let limit = wanted.start_frame.saturating_add(levels);
        let view = session
            .debugger
            .frames(wanted.start_frame, limit, Detail::Arguments);
        let total = session.debugger.machine.call_stack().frames.len() + 1;
        let frames = view.frames.iter().map(|frame| self.frame(session, frame));
        let frames: Vec<Value> = frames.collect();
        told(json!({ "stackFrames": frames, "totalFrames": total }))
    }

    fn frame(&self, session: &mut Session<'_>, frame: &FrameView) -> Value {
        // Where it called is what it is about; behind that it may be another line already.
        let at = frame.call.as_ref().map_or(frame.address, |call| call.from);
        let is_guess = frame
            .call
            .as_ref()
            .is_some_and(|call| call.evidence != CallEvidence::Tracked);
        let kind = frame.call.as_ref().map_or(CallKind::Jsr, |call| call.kind);
        let mut name = match (&frame.function, &frame.symbol) {
            (Some(function), _) => function.function.clone(),
            (None, Some(symbol)) => symbol.clone(),
            (None, None) => format!("${at:04X}"),
        };
        if kind != CallKind::Jsr {
            name += &format!(" <{}>", kind.name());
        }
        if is_guess {
            name += " (guess)";
        }
        let mut told = json!({
            "id": id(frame.frame),
            "name": name,
            "line": 0,
            "column": 0,
            "instructionPointerReference": reference(at),
        });
        if is_guess {
            told["presentationHint"] = "subtle".into();
        }
        let line = match frame.frame {
            0 => session.debugger.source.line_within(at),
            _ => session.debugger.line_in_bank(frame.bank, at),
        };
        if let Some(line) = line {
            told["source"] = source_of(session, line.file);
            told["line"] = self.client.line(line.number).into();
            told["column"] = self.client.first_column().into();
        }
        told
    }
}
