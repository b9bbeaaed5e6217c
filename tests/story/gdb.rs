//! The story in gdb's remote protocol, which knows addresses and the past, and nothing of C. Its client knows what the
//! file of debug information says, and asks conditions itself, as gdb does.

use std::collections::BTreeMap;
use std::net::TcpStream;

use super::repl::Repl;
use super::teller::{Missing, PROGRAM, SOURCE, Stores, Teller};
use crate::rsp::{Client, Server};

/// A client that has read the debug information.
pub(crate) struct Remote {
    client: Client<TcpStream>,
    _server: Server,
    /// Who reads it.
    reader: Repl,
    /// The breakpoint, the variable that is asked for there, and its value.
    condition: Option<(u16, String, u16)>,
    watched: u16,
}

impl Remote {
    pub(crate) fn start(tier: &str) -> Self {
        let server = Server::start(&["--tier", tier, PROGRAM]);
        let mut client = server.client();
        // So that it can be started again.
        client.order("!");
        Self {
            client,
            _server: server,
            reader: Repl::start("interp"),
            condition: None,
            watched: 0,
        }
    }

    fn address(&mut self, variable: &str) -> u16 {
        let pointer = self.reader.ask(&format!("print &{variable}"), "typed");
        let address = pointer["data"]["value"].as_u64();
        address
            .expect("it is a number")
            .try_into()
            .expect("it is an address")
    }
}

impl Teller for Remote {
    fn name(&self) -> &'static str {
        "gdb's remote protocol"
    }

    fn stores(&self) -> Stores {
        Stores::Done
    }

    fn break_at(&mut self, line: u32, variable: &str, value: u16) {
        let line = self
            .reader
            .ask(&format!("info line {SOURCE}:{line}"), "source-line");
        let address = line["ranges"][0][0].as_u64().expect("the line has code");
        self.client.order(&format!("Z0,{address:x},1"));
        let address = address.try_into().expect("it is an address");
        self.condition = Some((address, variable.to_owned(), value));
    }

    fn watch(&mut self, variable: &str) {
        self.watched = self.address(variable);
        self.client.order(&format!("Z2,{:x},2", self.watched));
    }

    fn unwatch(&mut self) {
        self.client.order(&format!("z2,{:x},2", self.watched));
    }

    fn go_on(&mut self) {
        loop {
            let reply = self.client.ask("c");
            assert!(reply.starts_with("T05"), "{reply}");
            let condition = self.condition.clone();
            let Some((at, variable, value)) = condition.filter(|(at, ..)| *at == self.client.pc())
            else {
                return;
            };
            if reply.contains("watch:") || self.value(&variable) == value {
                return;
            }
            assert_eq!(at, self.client.pc());
        }
    }

    fn step(&mut self) {
        self.client.ask("s");
    }

    fn back(&mut self) -> Result<(), Missing> {
        let reply = self.client.ask("bc");
        assert!(reply.contains("watch:"), "{reply}");
        Ok(())
    }

    fn restart(&mut self) {
        assert!(self.client.ask("vRun;").starts_with("T05"));
        self.go_on();
    }

    fn cycle(&mut self) -> u64 {
        let told = self.client.monitor("print cycles");
        let digits = told.split_whitespace().next().expect("it tells a number");
        digits.parse().expect("it is a number")
    }

    fn value(&mut self, variable: &str) -> u16 {
        let address = self.address(variable);
        let bytes = self.client.ask(&format!("m{address:x},2"));
        u16::from_str_radix(&bytes, 16)
            .expect("it is a number")
            .swap_bytes()
    }

    fn locals(&mut self) -> Result<BTreeMap<String, i64>, Missing> {
        Err(Missing(
            "variables; gdb reads them out of debug information",
        ))
    }
}
