//! What is shown of a frame: variables of C, registers, flags, page 0, what the JIT made of the code.

use serde::Deserialize;
use serde_json::{Value, json};

use super::frames;
use super::requests::{Handled, told};
use super::state::State;
use super::wire::{Failure, Request};
use jumppad_language::session::Session;

/// What a reference to variables means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Handle {
    Arguments(usize),
    Locals(usize),
    Statics(usize),
    Registers,
    Flags,
    PageZero,
    Jit(usize),
    /// What an expression consists of, as it is seen from a frame.
    Parts {
        frame: usize,
        text: String,
    },
}

impl State {
    /// A reference to `handle`, good until the guest is moved.
    pub(super) fn refer(&mut self, handle: Handle) -> i64 {
        let known = self.handles.iter().position(|known| *known == handle);
        let at = known.unwrap_or_else(|| {
            self.handles.push(handle);
            self.handles.len() - 1
        });
        (self.spent + at) as i64 + 1
    }

    /// What a reference means.
    pub(super) fn handle_of(&self, reference: i64) -> Result<Handle, Failure> {
        let at = usize::try_from(reference).ok();
        let at = at.and_then(|n| n.checked_sub(self.spent + 1));
        let handle = at.and_then(|at| self.handles.get(at)).cloned();
        handle.ok_or_else(|| Failure::new("this reference is of an earlier stop"))
    }

    pub(super) fn scopes(&mut self, session: &mut Session<'_>, request: &Request) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Arguments {
            frame_id: i64,
        }
        let Arguments { frame_id } = request.arguments()?;
        let frame = frames::number(Some(frame_id));
        if frame > session.debugger.machine.call_stack().frames.len() {
            return Err(Failure::new("there is no such frame"));
        }
        let mut scopes: Vec<Value> = Vec::new();
        let mut add = |name: &str, hint: Option<&str>, is_expensive: bool, reference: i64| {
            let mut scope = json!({
                "name": name, "variablesReference": reference, "expensive": is_expensive,
            });
            if let Some(hint) = hint {
                scope["presentationHint"] = hint.into();
            }
            scopes.push(scope);
        };
        if has_function(session, frame) {
            add(
                "Locals",
                Some("locals"),
                false,
                self.refer(Handle::Locals(frame)),
            );
            add(
                "Arguments",
                Some("arguments"),
                false,
                self.refer(Handle::Arguments(frame)),
            );
        }
        if !session.debugger.source.c().is_empty() {
            add("Statics", None, true, self.refer(Handle::Statics(frame)));
        }
        add(
            "Registers",
            Some("registers"),
            false,
            self.refer(Handle::Registers),
        );
        add("Flags", Some("registers"), false, self.refer(Handle::Flags));
        add("Zero page", None, true, self.refer(Handle::PageZero));
        add("JIT", None, true, self.refer(Handle::Jit(frame)));
        told(json!({ "scopes": scopes }))
    }
}

/// Whether frame `frame` is in a function of C.
fn has_function(session: &mut Session<'_>, frame: usize) -> bool {
    in_frame(session, frame, |session| {
        session.debugger.scope().function().is_some()
    })
}

/// Does `what` as it is seen from frame `frame`.
pub(super) fn in_frame<T>(
    session: &mut Session<'_>,
    frame: usize,
    what: impl FnOnce(&mut Session<'_>) -> T,
) -> T {
    let before = std::mem::replace(&mut session.debugger.frame, frame);
    let done = what(session);
    session.debugger.frame = before;
    done
}
