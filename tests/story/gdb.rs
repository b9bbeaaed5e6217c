//! The story in gdb's remote protocol, which knows addresses and the past, and nothing of C. Its client knows what the
//! file of debug information says, and asks conditions itself, as gdb does.

use std::collections::BTreeMap;
use std::net::TcpStream;

use super::repl::Repl;
use super::teller::{Missing, PROGRAM, Stores, Teller};
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
}

impl Teller for Remote {
    fn name(&self) -> &'static str {
        "gdb's remote protocol"
    }

    fn stores(&self) -> Stores {
        Stores::Done
    }

    fn break_at(&mut self, line: u32, variable: &str, value: u16) {
        let address = self.reader.code(line);
        self.client.order(&format!("Z0,{address:x},1"));
        self.condition = Some((address, variable.to_owned(), value));
    }

    fn watch(&mut self, variable: &str) {
        self.watched = self.reader.address(variable);
        self.client.order(&format!("Z2,{:x},2", self.watched));
    }

    fn unwatch(&mut self) {
        self.client.order(&format!("z2,{:x},2", self.watched));
    }

    fn go_on(&mut self) {
        loop {
            let reply = self.client.ask("c");
            assert!(reply.starts_with("T05"), "{reply}");
            let pc = self.client.pc();
            let here = self.condition.clone().filter(|(at, ..)| *at == pc);
            let holds = here.is_none_or(|(_, variable, value)| self.value(&variable) == value);
            if holds || reply.contains("watch:") {
                return;
            }
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
        let address = self.reader.address(variable);
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
