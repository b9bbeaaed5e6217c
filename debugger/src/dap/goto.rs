//! Setting PC to a line.

use serde::Deserialize;
use serde_json::{Value, json};

use super::requests::{Handled, Next, then, told};
use super::source::Source;
use super::state::{State, reference};
use super::wire::{Failure, Request};
use jumppad_engine::program::source::Line;
use jumppad_language::session::Session;

impl State {
    pub(super) fn goto_targets(&mut self, session: &mut Session<'_>, request: &Request) -> Handled {
        #[derive(Deserialize)]
        struct Arguments {
            source: Source,
            line: u32,
        }
        let wanted: Arguments = request.arguments()?;
        let file = wanted.source.file(session)?;
        let number = self.client.line_meant(wanted.line);
        let place = session.debugger.source.place_in(Line { file, number });
        let place = place.map_err(|error| Failure::new(error.to_string()))?;
        let line = self.client.line(place.line.number);
        let targets = place.bytes.entries.iter().map(|&entry| {
            json!({
                // A client may take 0 for none.
                "id": i64::from(entry) + 1,
                "label": format!("${entry:04X}"),
                "line": line,
                "instructionPointerReference": reference(entry),
            })
        });
        let targets: Vec<Value> = targets.collect();
        told(json!({ "targets": targets }))
    }

    pub(super) fn goto(&mut self, session: &mut Session<'_>, request: &Request) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Arguments {
            target_id: i64,
        }
        let Arguments { target_id } = request.arguments()?;
        let unknown = |_| Failure::new("there is no such target");
        let pc = u16::try_from(target_id - 1).map_err(unknown)?;
        session.debugger.machine.cpu_mut().pc = pc;
        session.debugger.moved();
        session.debugger.settle_history();
        session.flush();
        then(Next::Stopped("goto"))
    }
}
