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
    /// There is something to say of the machine, once.
    Note(String),
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

    /// The guest sets out.
    fn begins(&mut self, _: &mut Debugger) {}

    /// The guest is under way no more; what it came to rest for is yet to be told.
    fn ends(&mut self, _: &mut Debugger) {}

    /// The guest does nothing but ask its console for keys, of which there are none: a front that types may wait for one.
    fn idles(&mut self, _: &mut Debugger) {}

    /// The flag of interruption was set while the guest is under way; whether it goes on. A front that sets the flag for
    /// itself, to be asked here, may look and change what it likes meanwhile; to others it is Ctrl-C.
    fn attend(&mut self, _: &mut Debugger) -> ControlFlow<()> {
        ControlFlow::Break(())
    }
}
