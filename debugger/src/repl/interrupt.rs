//! Ctrl-C in a line that is typed: the line is dropped, and the grey hint behind it goes first, which the editor leaves.

use std::io::{self, Write};

use rustyline::{
    Cmd, ConditionalEventHandler, Event, EventContext, EventHandler, KeyEvent, Modifiers,
    RepeatCount,
};

/// From the cursor on, which stands before the hint.
const ERASE: &[u8] = b"\x1b[K";

struct Interrupt;

impl ConditionalEventHandler for Interrupt {
    fn handle(
        &self,
        _: &Event,
        _: RepeatCount,
        _: bool,
        context: &EventContext<'_>,
    ) -> Option<Cmd> {
        if context.has_hint() {
            let mut terminal = io::stdout();
            // A terminal that is gone is told by the editor.
            let _ = terminal.write_all(ERASE).and_then(|()| terminal.flush());
        }
        None
    }
}

/// The key, and what it does besides what it does anyhow.
pub(super) fn binding() -> (KeyEvent, EventHandler) {
    let key = KeyEvent::new('c', Modifiers::CTRL);
    (key, EventHandler::Conditional(Box::new(Interrupt)))
}
