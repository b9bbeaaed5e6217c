//! A sim65 program in the debugger: its host, what it was given, and what was typed for it.

use std::collections::VecDeque;
use std::path::PathBuf;

use jumppad_tiers::Machine;

use super::files::{Files, QUOTA, Reach};
use super::peripherals::Clock;
use super::{Call, Host};
use crate::host::transcript::Transcript;
use crate::program::{disassemble::opcode_at, load::Program};

const JSR: u8 = 0x20;
const JMP: u8 = 0x4C;

/// What the user set up for guests of this kind, and the host of the one that is loaded.
pub struct Guest {
    pub(crate) host: Option<Host>,
    /// The arguments behind the program's name.
    pub arguments: Vec<Vec<u8>>,
    /// What the loaded program's `main` gets, its name first.
    given: Vec<Vec<u8>>,
    /// Which files the guest reaches; it counts from the next program that is loaded.
    pub reach: Reach,
    /// What `send` typed and nobody has read yet.
    pub(crate) typed: VecDeque<u8>,
    /// What it printed on its standard output, for those who await something.
    pub(crate) transcript: Transcript,
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
            transcript: Transcript::default(),
        }
    }
}

impl Guest {
    /// Makes or ends the host, as `program` wants it.
    pub fn fit(&mut self, machine: &mut Machine, program: &Program) {
        if let Some(mut host) = self.host.take() {
            host.unplug(machine);
        }
        let Some(kind) = program.sim65 else {
            return;
        };
        let name = program.name.clone().into_bytes();
        let arguments = [vec![name], self.arguments.clone()].concat();
        let files = Files::new(self.reach.clone());
        self.given.clone_from(&arguments);
        let mut host = Host::new(kind, arguments, files, Clock::guest());
        host.plug(machine, program);
        self.host = Some(host);
    }

    /// Whether a program is loaded that asks for its host.
    pub fn has_host(&self) -> bool {
        self.host.is_some()
    }

    /// Whether a routine of the host is at `address`.
    pub fn is_host(&self, address: u16) -> bool {
        self.host
            .as_ref()
            .is_some_and(|host| host.call_at(address).is_some())
    }

    /// What the guest asks of its host by the instruction at `address`.
    pub fn call_at(&self, machine: &Machine, address: u16) -> Option<Call> {
        let word = || {
            let [low, high] = [1, 2].map(|at| machine.peek(address.wrapping_add(at)));
            u16::from_le_bytes([low, high])
        };
        let host = self.host.as_ref()?;
        match opcode_at(machine, address).code {
            JSR | JMP => host.call_at(word()),
            _ => host.call_at(address),
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
