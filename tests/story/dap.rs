//! The story as an editor tells it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::teller::{Missing, PROGRAM, SOURCE, Stores, Teller};
use crate::clients::dap::{Dap, text};

pub(crate) struct Editor(Dap);

impl Editor {
    pub(crate) fn start(tier: &str) -> Self {
        let mut dap = Dap::start(&["--tier", tier]);
        let program = format!("{}/{PROGRAM}", env!("CARGO_MANIFEST_DIR"));
        dap.launch(json!({ "program": program, "stopOnEntry": true }));
        dap.ask("configurationDone", json!({}));
        dap.event("stopped");
        Self(dap)
    }

    fn watchpoints(&mut self, list: &Value) {
        let set = self
            .0
            .ask("setDataBreakpoints", json!({ "breakpoints": list }));
        let set = set["breakpoints"].as_array().expect("a list").iter();
        assert!(set.clone().all(|own| own["verified"] == true));
    }
}

/// The number that a value begins with.
fn number(value: &str) -> i64 {
    let digits = value.split(' ').next().expect("there is a first word");
    digits.parse().expect("it is a number")
}

impl Teller for Editor {
    fn name(&self) -> &'static str {
        "the Debug Adapter Protocol"
    }

    fn stores(&self) -> Stores {
        Stores::Ahead
    }

    fn break_at(&mut self, line: u32, variable: &str, value: u16) {
        let path = format!("{}/tests/data/c/{SOURCE}", env!("CARGO_MANIFEST_DIR"));
        let wanted = json!([{ "line": line, "condition": format!("{variable} == {value}") }]);
        assert_eq!(self.0.lines(&path, wanted)[0]["verified"], true);
    }

    fn watch(&mut self, variable: &str) {
        let info = self
            .0
            .ask("dataBreakpointInfo", json!({ "name": variable }));
        self.watchpoints(&json!([{ "dataId": info["dataId"], "accessType": "write" }]));
    }

    fn unwatch(&mut self) {
        self.watchpoints(&json!([]));
    }

    fn go_on(&mut self) {
        self.0.go("continue");
    }

    fn step(&mut self) {
        let one = json!({ "threadId": 1, "granularity": "instruction" });
        self.0.ask("stepIn", one);
        self.0.event("stopped");
    }

    fn back(&mut self) -> Result<(), Missing> {
        self.0.go("reverseContinue");
        Ok(())
    }

    fn restart(&mut self) {
        self.0.ask("restart", json!({}));
        assert_eq!(self.0.event("stopped")["reason"], "entry");
        self.go_on();
    }

    fn cycle(&mut self) -> u64 {
        self.0.cycle()
    }

    fn value(&mut self, variable: &str) -> u16 {
        let value = number(&self.0.value(variable));
        value.try_into().expect("it has two bytes")
    }

    fn locals(&mut self) -> Result<BTreeMap<String, i64>, Missing> {
        let mut all = self.0.scope("Arguments");
        all.extend(self.0.scope("Locals"));
        let named = all
            .iter()
            .map(|own| (text(&own["name"]), number(&text(&own["value"]))));
        Ok(named.collect())
    }
}
