//! A sim65 program in the debugger: its host, and its streams among commands and reports.
//!
//! Invariants: what the guest prints is a report; commands that come from a pipe are never taken for the guest's input.

use std::collections::VecDeque;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use jumppad_tiers::{Machine, StopReason};

use super::files::{Files, QUOTA, Reach};
use super::streams::{Input, Stream, Streams};
use super::{Call, Host, Served};
use crate::answer::{Origin, Why};
use crate::debugger::Debugger;
use crate::event::Event;
use crate::host::keyboard;
use crate::program::{disassemble::opcode_at, load::Program};
use crate::run::history::HostCall;

const JSR: u8 = 0x20;
const JMP: u8 = 0x4C;

/// The most that is read from the terminal at once: what a terminal holds in one line.
const LONGEST_LINE: usize = 4096;

/// What the user set up for guests of this kind, and the host of the one that is loaded.
pub struct Guest {
    host: Option<Host>,
    /// The arguments behind the program's name.
    pub arguments: Vec<Vec<u8>>,
    /// What the loaded program's `main` gets, its name first.
    given: Vec<Vec<u8>>,
    /// Which files the guest reaches; it counts from the next program that is loaded.
    pub reach: Reach,
    /// What `send` typed and nobody has read yet.
    typed: VecDeque<u8>,
}

impl Default for Guest {
    fn default() -> Self {
        Self {
            host: None,
            arguments: Vec::new(),
            given: Vec::new(),
            reach: Reach::Below {
                folder: PathBuf::from("."),
                quota: QUOTA,
            },
            typed: VecDeque::new(),
        }
    }
}

impl Guest {
    /// Makes or ends the host, as `program` wants it.
    pub fn fit(&mut self, machine: &mut Machine, program: &Program) {
        let Some(stack_pointer) = program.stack_pointer else {
            self.host = None;
            Host::unplug(machine);
            return;
        };
        let name = program.name.clone().into_bytes();
        let arguments = [vec![name], self.arguments.clone()].concat();
        let files = Files::new(self.reach.clone());
        self.given.clone_from(&arguments);
        self.host = Some(Host::new(stack_pointer, arguments, files));
        Host::plug(machine);
    }

    /// Whether a program is loaded that asks for its host.
    pub fn has_host(&self) -> bool {
        self.host.is_some()
    }

    /// Whether a routine of the host is at `address`.
    pub fn is_host(&self, address: u16) -> bool {
        self.host.is_some() && Call::at(address).is_some()
    }

    /// What the guest asks of its host by the instruction at `address`.
    pub fn call_at(&self, machine: &Machine, address: u16) -> Option<Call> {
        let word = || {
            let [low, high] = [1, 2].map(|at| machine.peek(address.wrapping_add(at)));
            u16::from_le_bytes([low, high])
        };
        self.host.as_ref()?;
        match opcode_at(machine, address).code {
            JSR | JMP => Call::at(word()),
            _ => Call::at(address),
        }
    }

    /// Takes back what can be taken back of calls that will not have been: input is read again, and so are the arguments.
    pub fn undo<'c>(&mut self, calls: impl DoubleEndedIterator<Item = (Call, &'c [u8])>) {
        for (call, input) in calls.rev() {
            for &byte in input.iter().rev() {
                self.typed.push_front(byte);
            }
            if let (Call::Args, Some(host)) = (call, &mut self.host) {
                host.arguments.clone_from(&self.given);
            }
        }
    }

    /// Types on the guest's standard input.
    pub fn send(&mut self, bytes: &[u8]) {
        self.typed.extend(bytes);
    }
}

impl Debugger {
    /// Answers the guest where it stands at a call of its host. A budget may end there too, behind the JSR; as in sim65,
    /// the call belongs to it. The reason to stop, if there is one.
    pub fn serve_host(&mut self, reason: StopReason) -> Option<Why> {
        let here = self.machine.cpu().pc;
        let is_asked = match reason {
            StopReason::HostCall => true,
            StopReason::Cycles => {
                Host::is_at(here) && self.breakpoints.executing_at(here).next().is_none()
            }
            _ => false,
        };
        self.guest.host.as_ref().filter(|_| is_asked)?;
        if self.history.host_call(&mut self.machine) != HostCall::Live {
            return None;
        }
        let call = Call::at(here);
        let host = self.guest.host.as_mut()?;
        let mut input = Vec::new();
        let mut streams = Told {
            events: &mut self.events,
            typed: &mut self.guest.typed,
            taken: &mut input,
            interrupt: &self.interrupt,
        };
        let served = host.serve(&mut self.machine, &mut streams);
        if let Some(call) = call {
            self.history.host_answered(&mut self.machine, call, input);
        }
        match served {
            Served::Returned => None,
            Served::Exit(code) => Some(Why::Exited { code }),
            Served::Interrupted => Some(Why::Interrupted {
                waiting: Some("the guest waits for input; `send` types".to_owned()),
            }),
            Served::Fault(text) => Some(Why::HostFault { text }),
            // The sink itself sees to readers that went away.
            Served::Unread => None,
        }
    }
}

/// The guest's streams between the prompts.
struct Told<'s> {
    events: &'s mut Vec<Event>,
    typed: &'s mut VecDeque<u8>,
    /// What the guest read of that.
    taken: &'s mut Vec<u8>,
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
            self.events.push(Event::Output {
                from: Origin::Stream(stream.name()),
                text: String::from_utf8_lossy(bytes).into_owned(),
                bytes: bytes.to_vec(),
            });
        }
        Ok(())
    }
}
