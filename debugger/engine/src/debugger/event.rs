//! What happens in a debugger, for whoever watches it.

use std::ops::ControlFlow;

use crate::answer::{Origin, RecordedView, TraceView};
use crate::breakpoints::Actions;
use crate::debugger::{Debugger, symbols::Unloaded};
use crate::history::Notice;
use crate::program::symbols::Loaded;

/// Something that happened.
#[derive(Debug)]
pub enum Event {
    /// The guest printed.
    Output {
        /// The console or stream on which it printed.
        from: Origin,
        /// What it says: of a console the lower seven bits, of a stream what is UTF-8.
        text: String,
        /// What it was, exactly.
        bytes: Vec<u8>,
    },
    /// The JIT did something, while `jit log` is on.
    Jit {
        /// The guest's cycle.
        cycle: u64,
        /// The host's clock, in seconds since 1970, if times are shown.
        time: Option<f64>,
        /// The kind of event, as `catch` and the log name it.
        event: &'static str,
        /// The name of the code that it is about.
        symbol: Option<String>,
        /// The event in words.
        text: String,
    },
    /// The guest passed a trace.
    Trace(Box<TraceView>),
    /// A recording is at its end.
    Recorded(RecordedView),
    /// The past changed, or was come to again.
    History(Notice),
    /// There is something to say of a source file, once.
    Source(String),
    /// The label file beside a program was read.
    SymbolsLoaded(Loaded),
    /// The label file beside a program could not be read.
    SymbolsFailed(Unloaded),
}

/// Who lets the guest run: told at once of what happens meanwhile.
pub trait Front {
    /// Something happened.
    fn event(&mut self, debugger: &Debugger, event: Event);

    /// The guest passed trace `id`, which has commands; whether it goes on.
    fn passing(&mut self, debugger: &mut Debugger, id: u32, actions: &Actions) -> ControlFlow<()>;
}
