//! The story in VICE's binary monitor, which knows addresses, and nothing of C or of the past. Its client knows what the
//! file of debug information says.

use std::collections::BTreeMap;

use super::repl::Repl;
use super::teller::{Missing, PROGRAM, Stores, Teller};
use crate::vice::{Client, EXEC, STORE, Server, Stop};

/// A client that has read the debug information.
pub(crate) struct Monitor {
    client: Client,
    _server: Server,
    /// Who reads it.
    reader: Repl,
    watch: u32,
    cycle: u64,
}

impl Monitor {
    pub(crate) fn start(tier: &str) -> Self {
        let server = Server::start(&[PROGRAM, "--tier", tier]);
        let client = server.connect();
        Self {
            client,
            _server: server,
            reader: Repl::start("interp"),
            watch: 0,
            cycle: 0,
        }
    }

    fn stopped(&mut self, stop: &Stop) {
        self.cycle = stop.registers.cycle();
    }
}

impl Teller for Monitor {
    fn name(&self) -> &'static str {
        "VICE's binary monitor"
    }

    fn stores(&self) -> Stores {
        Stores::Done
    }

    fn break_at(&mut self, line: u32, variable: &str, value: u16) {
        let address = self.reader.code(line);
        let number = self.client.checkpoint(address, address, EXEC);
        let at = self.reader.address(variable);
        let [low, high] = value.to_le_bytes();
        let condition = format!(
            "(@cpu:${at:04x} == ${low:02x}) && (@cpu:${:04x} == ${high:02x})",
            at + 1
        );
        assert_eq!(self.client.condition(number, &condition).fault, 0);
    }

    fn watch(&mut self, variable: &str) {
        let at = self.reader.address(variable);
        self.watch = self.client.checkpoint(at, at + 1, STORE);
    }

    fn unwatch(&mut self) {
        self.client.ask(0x13, &self.watch.to_le_bytes());
    }

    fn go_on(&mut self) {
        let stop = self.client.exit();
        self.stopped(&stop);
    }

    fn step(&mut self) {
        let stop = self.client.step(1);
        self.stopped(&stop);
    }

    fn back(&mut self) -> Result<(), Missing> {
        Err(Missing("a way back in time"))
    }

    fn restart(&mut self) {
        let stop = self.client.go(0xCC, &[1]);
        self.stopped(&stop);
    }

    fn cycle(&mut self) -> u64 {
        self.cycle
    }

    fn value(&mut self, variable: &str) -> u16 {
        let at = self.reader.address(variable);
        let bytes = self.client.memory(at, at + 1);
        u16::from_le_bytes([bytes[0], bytes[1]])
    }

    fn locals(&mut self) -> Result<BTreeMap<String, i64>, Missing> {
        Err(Missing("variables of C"))
    }
}
