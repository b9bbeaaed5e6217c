//! The guest asks its host: sim65's, or the one in place of a ROM.
//!
//! Invariants: what the guest prints is an event; commands that come from a pipe are never taken for the guest's input.

use std::collections::VecDeque;
use std::io::{self, IsTerminal};
use std::sync::atomic::AtomicBool;

use jumppad_tiers::StopReason;

use crate::answer::{Origin, Why};
use crate::debugger::{Debugger, event::Event};
use crate::history::HostCall;
use crate::host::{
    keyboard,
    routines::{
        Answer,
        terminal::{Echo, Key, Patience, Terminal},
    },
    sim65::{
        Served,
        guest::Asked,
        streams::{Input, Stream, Streams},
    },
    transcript::Transcript,
};

/// The most that is read from the terminal at once: what a terminal holds in one line.
const LONGEST_LINE: usize = 4096;

impl Debugger {
    /// Answers the guest where it stands at a call of its host. A budget may end there too, behind the JSR; as in sim65,
    /// the call belongs to it. The reason to stop, if there is one.
    pub fn serve_host(&mut self, reason: StopReason) -> Option<Why> {
        let here = self.machine.cpu().pc;
        if let Some(host) = &mut self.guest.host {
            if reason == StopReason::Device {
                host.heed(&mut self.machine);
            }
            if let Some(text) = host.illegal(&self.machine, reason) {
                return Some(Why::HostFault { text });
            }
        }
        let is_asked = match reason {
            StopReason::HostCall => true,
            StopReason::Cycles => {
                self.guest.is_at(here)
                    && self.machine.is_host_call(here)
                    && self.breakpoints.executing_at(here).next().is_none()
            }
            _ => false,
        };
        if !is_asked || self.history.host_call(&mut self.machine) != HostCall::Live {
            return None;
        }
        self.serve()
    }

    /// Has the host do what is asked, with what was typed; what was read of that stands in the history.
    fn serve(&mut self) -> Option<Why> {
        let machine = &mut self.machine;
        let guest = &mut self.guest;
        let mut taken = Vec::new();
        let mut streams = Told {
            events: &mut self.events,
            typed: &mut guest.typed,
            taken: &mut taken,
            transcript: &guest.transcript,
            interrupt: &self.interrupt,
        };
        let (asked, why) = match (&mut guest.host, &mut guest.routines) {
            (Some(host), _) => {
                let call = host.call_at(machine.cpu().pc);
                let why = end_of_call(host.serve(machine, &mut streams));
                (call.map(Asked::Sim65), why)
            }
            (None, Some(routines)) => {
                let served = routines.serve(machine, &mut streams);
                let asked = Asked::Routine(served.before);
                (Some(asked), end_of_routine(served.answer))
            }
            (None, None) => return None,
        };
        if let Some(asked) = asked {
            self.history.host_answered(machine, asked, taken);
        }
        why
    }
}

/// Why the guest stops behind a call of sim65's, if it does.
fn end_of_call(served: Served) -> Option<Why> {
    match served {
        Served::Returned => None,
        Served::Exit(code) => Some(Why::Exited { code }),
        Served::Interrupted => Some(waits()),
        Served::Fault(text) => Some(Why::HostFault { text }),
        // The sink itself sees to readers that went away.
        Served::Unread => None,
    }
}

/// The same of a ROM's routine.
fn end_of_routine(answer: Answer) -> Option<Why> {
    match answer {
        Answer::Returned | Answer::Gone | Answer::Unread => None,
        Answer::Exit => Some(Why::Exited { code: 0 }),
        Answer::Interrupted => Some(waits()),
        Answer::Starved | Answer::EndOfInput => Some(Why::Input),
        Answer::Fault(text) => Some(Why::HostFault { text }),
    }
}

/// The stop of a guest that waits for input.
fn waits() -> Why {
    Why::Interrupted {
        waiting: Some("the guest waits for input; `send` types".to_owned()),
    }
}

impl Debugger {
    /// The stop of a guest that ended by the registers of llvm-mos's simulator.
    pub(super) fn ended(&self) -> Option<Why> {
        let how = self.devices.take_ending()?.how;
        Some(match how.fault() {
            Some(text) => Why::HostFault {
                text: text.to_owned(),
            },
            None => Why::Exited { code: how.code() },
        })
    }
}

/// The guest's streams between the prompts.
struct Told<'s> {
    events: &'s mut Vec<Event>,
    typed: &'s mut VecDeque<u8>,
    /// What the guest read of that.
    taken: &'s mut Vec<u8>,
    /// Who hears what it prints on its standard output.
    transcript: &'s Transcript,
    interrupt: &'s AtomicBool,
}

impl Streams for Told<'_> {
    fn read(&mut self, stream: Stream, limit: usize) -> io::Result<Input> {
        if stream != Stream::Input {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        // Without a terminal, commands come from standard input.
        if self.typed.is_empty() && io::stdin().is_terminal() {
            match keyboard::read(LONGEST_LINE, self.interrupt)? {
                Input::Bytes(line) => self.typed.extend(line),
                Input::Interrupted => return Ok(Input::Interrupted),
            }
        }
        let count = limit.min(self.typed.len());
        let bytes: Vec<u8> = self.typed.drain(..count).collect();
        self.taken.extend(&bytes);
        Ok(Input::Bytes(bytes))
    }

    fn write(&mut self, stream: Stream, bytes: &[u8]) -> io::Result<()> {
        if stream == Stream::Input {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        if !bytes.is_empty() {
            if stream == Stream::Output {
                self.transcript.hear(bytes);
            }
            self.events.push(Event::Output {
                from: Origin::Stream(stream.name()),
                text: String::from_utf8_lossy(bytes).into_owned(),
                bytes: bytes.to_vec(),
            });
        }
        Ok(())
    }
}

impl Terminal for Told<'_> {
    fn key(&mut self, patience: Patience, _: u64) -> Key {
        let is_waiting = patience == Patience::Wait && self.typed.is_empty();
        // Without a terminal, commands come from standard input.
        if is_waiting && io::stdin().is_terminal() {
            match keyboard::read(LONGEST_LINE, self.interrupt) {
                Ok(Input::Bytes(line)) => self.typed.extend(line),
                Ok(Input::Interrupted) | Err(_) => return Key::Interrupted,
            }
        }
        match self.typed.pop_front() {
            Some(byte) => {
                self.taken.push(byte);
                Key::Byte(byte)
            }
            None if patience == Patience::Wait => Key::Starved,
            None => Key::Nothing,
        }
    }

    fn print(&mut self, text: &str) -> io::Result<()> {
        self.write(Stream::Output, text.as_bytes())
    }

    fn echo(&self) -> Echo {
        // A line from the keyboard was echoed by the terminal.
        match io::stdin().is_terminal() {
            true => Echo::Nothing,
            false => Echo::Lines,
        }
    }
}
