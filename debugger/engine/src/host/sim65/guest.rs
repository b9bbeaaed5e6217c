//! A program with a host in the debugger: sim65's, or one in place of a ROM; what it was given, and what was typed for it.
//!
//! Invariant: there is one host at most; a sim65 program has sim65's.

use std::collections::VecDeque;
use std::path::PathBuf;

use jumppad_tiers::Machine;

use super::files::{Files, QUOTA, Reach};
use super::peripherals::Clock;
use super::{Call, Host};
use crate::host::routines::{Routines, Setup, State};
use crate::host::transcript::Transcript;
use crate::program::{disassemble::opcode_at, load::Program};

const JSR: u8 = 0x20;
const JMP: u8 = 0x4C;

/// What the guest asked of its host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A call of sim65's.
    Sim65(Call),
    /// A routine of a ROM; what the host knew before, where it knew something else behind it.
    Routine(Option<Box<State>>),
}

impl Asked {
    /// Bytes of memory besides its own.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Routine(Some(before)) => before.size(),
            Self::Sim65(_) | Self::Routine(None) => 0,
        }
    }
}

/// What the user set up for guests of this kind, and the host of the one that is loaded.
pub struct Guest {
    pub(crate) host: Option<Host>,
    /// The host in place of a ROM, of the program that is loaded.
    pub(crate) routines: Option<Routines>,
    /// Which routines of ROMs the host does, for programs that are none of sim65's; none if it is no such host.
    pub rom: Option<Setup>,
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
            routines: None,
            rom: None,
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
        if let Some(mut routines) = self.routines.take() {
            routines.unplug(machine);
        }
        let Some(kind) = program.sim65 else {
            if let Some(setup) = &self.rom {
                let mut routines = Routines::new(setup.clone(), Files::new(self.reach.clone()));
                routines.plug(machine, program);
                self.routines = Some(routines);
            }
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

    /// What listings call the host of the program.
    pub fn host_name(&self) -> Option<&'static str> {
        match (&self.host, &self.routines) {
            (Some(_), _) => Some("sim65"),
            (None, Some(_)) => Some("host"),
            (None, None) => None,
        }
    }

    /// Whether what `send` types is for the host.
    pub fn is_typed_for(&self) -> bool {
        self.has_host() || self.routines.is_some()
    }

    /// The routines of a ROM that the host does for the program that is loaded.
    pub fn routines(&self) -> Option<&Routines> {
        self.routines.as_ref()
    }

    /// Whether a routine of the host is at `address`.
    pub fn is_host(&self, address: u16) -> bool {
        self.name_of(address).is_some()
    }

    /// Whether the machine stops at `address` for the host.
    pub fn is_at(&self, address: u16) -> bool {
        let sim65 = self.host.as_ref().is_some_and(|host| host.is_at(address));
        sim65
            || self
                .routines
                .as_ref()
                .is_some_and(|host| host.is_at(address))
    }

    /// The name of the host's routine at `address`.
    fn name_of(&self, address: u16) -> Option<&'static str> {
        let call = self.host.as_ref().and_then(|host| host.call_at(address));
        let routine = || self.routines.as_ref()?.name_at(address);
        call.map(Call::name).or_else(routine)
    }

    /// What the guest asks of its host by the instruction at `address`.
    pub fn call_at(&self, machine: &Machine, address: u16) -> Option<&'static str> {
        let word = || {
            let [low, high] = [1, 2].map(|at| machine.peek(address.wrapping_add(at)));
            u16::from_le_bytes([low, high])
        };
        if !self.is_typed_for() {
            return None;
        }
        let name_of = |at: u16| self.name_of(at).filter(|_| machine.is_host_call(at));
        name_of(address).or_else(|| match opcode_at(machine, address).code {
            JSR | JMP => name_of(word()),
            _ => None,
        })
    }

    /// Takes back what can be taken back of calls that will not have been: input is read again, and so are the arguments.
    pub fn undo<'c>(&mut self, calls: impl DoubleEndedIterator<Item = (&'c Asked, &'c [u8])>) {
        for (call, input) in calls.rev() {
            for &byte in input.iter().rev() {
                self.typed.push_front(byte);
            }
            match (call, &mut self.host, &mut self.routines) {
                (Asked::Sim65(Call::Args), Some(host), _) => host.arguments.clone_from(&self.given),
                (Asked::Routine(Some(before)), _, Some(routines)) => routines.undo(before),
                _ => {}
            }
        }
    }

    /// Types on the guest's standard input.
    pub fn send(&mut self, bytes: &[u8]) {
        self.typed.extend(bytes);
    }
}
