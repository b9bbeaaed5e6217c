//! The built-in demo debugged through the engine's typed operations, without a word of the command language.

use std::error::Error;
use std::io::{self, Write};
use std::ops::ControlFlow;

use jumppad_engine::answer::Stop;
use jumppad_engine::breakpoints::{Actions, Kind, Spec};
use jumppad_engine::debugger::Debugger;
use jumppad_engine::debugger::event::{Event, Front};
use jumppad_engine::host::devices::kinds;
use jumppad_engine::program::demo;
use jumppad_engine::run::{Goal, Order, reverse::Back};
use jumppad_tiers::Config;

/// Where all is shown: also, while the guest runs, what it prints.
struct Screen<W>(W);

impl<W: Write> Front for Screen<W> {
    fn event(&mut self, _: &Debugger, event: Event) {
        if let Event::Output { text, .. } = event {
            let _ = writeln!(self.0, "the guest prints {text}");
        }
    }

    fn passing(&mut self, _: &mut Debugger, _: u32, _: &Actions) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

impl<W: Write> Screen<W> {
    fn stopped(&mut self, stop: &Stop) -> io::Result<()> {
        let (why, at, text) = (&stop.why, stop.next.address, &stop.next.text);
        writeln!(self.0, "{why:?} at ${at:04X}: {text}")
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    debug(io::stdout())
}

/// Debugs the demo, which fills the page at $0200 with a letter, and shows it on `out`.
pub(crate) fn debug(out: impl Write) -> Result<(), Box<dyn Error>> {
    let mut screen = Screen(out);
    let mut debugger = Debugger::new(Config::default(), None, demo::program());
    // A console in place of the page's first byte shows the letter.
    let console = kinds::CONSOLE.at(0x0200);
    debugger.devices.attach(&mut debugger.machine, console)?;

    // Where the page is full.
    let full = debugger.add_breakpoint(Spec::new(Kind::Execute, 0x0610..=0x0610));
    let halt = debugger.resume(Order::once(Goal::Stop), &mut screen);
    screen.stopped(&halt.stop)?;
    let halt = debugger.resume(Order::once(Goal::Step), &mut screen);
    screen.stopped(&halt.stop)?;

    let registers = debugger.registers();
    let bytes = debugger.read(0x02FC..=0x02FF);
    writeln!(screen.0, "{:X?}", registers.cpu)?;
    writeln!(screen.0, "{bytes:X?} after {} cycles", registers.cycles)?;

    // Back to the last store.
    debugger.remove_breakpoint(full);
    let order = Order {
        times: 4,
        ..Order::once(Back::Step)
    };
    let stop = debugger.reverse(order)?;
    screen.stopped(&stop)?;
    for line in debugger.disassemble(stop.next.address, 3) {
        writeln!(screen.0, "${:04X}  {}", line.address, line.text)?;
    }
    Ok(())
}
