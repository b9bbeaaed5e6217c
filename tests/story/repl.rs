//! The story in the words of the command language, told in one batch, answered as JSON.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

use super::teller::{Missing, PROGRAM, SOURCE, Stores, Teller};

/// What stands behind the answers of a command.
const END: &str = "that is all";

/// A debugger that reads commands.
pub(crate) struct Repl {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    /// The number of the watchpoint.
    watch: u64,
}

impl Repl {
    pub(crate) fn start(tier: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_jumppad"))
            .args(["--no-rc", "--batch", "--json", "--tier", tier, PROGRAM])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        Self {
            to: child.stdin.take().expect("it is piped"),
            from: BufReader::new(child.stdout.take().expect("it is piped")),
            child,
            watch: 0,
        }
    }

    /// What `command` is answered.
    pub(crate) fn say(&mut self, command: &str) -> Vec<Value> {
        writeln!(self.to, "{command}\necho {END}").expect("it reads");
        let mut answers = Vec::new();
        loop {
            let mut line = String::new();
            self.from.read_line(&mut line).expect("it is text");
            let answer: Value = serde_json::from_str(&line).expect("it is JSON");
            assert_ne!(answer["type"], "error", "{command}: {line}");
            if answer["type"] == "echo" && answer["text"] == END {
                return answers;
            }
            answers.push(answer);
        }
    }

    /// Where a variable is.
    pub(crate) fn address(&mut self, variable: &str) -> u16 {
        let pointer = self.ask(&format!("print &{variable}"), "typed");
        let address = pointer["data"]["value"].as_u64();
        address
            .expect("it is a number")
            .try_into()
            .expect("it is an address")
    }

    /// Where the code of a line begins.
    pub(crate) fn code(&mut self, line: u32) -> u16 {
        let line = self.ask(&format!("info line {SOURCE}:{line}"), "source-line");
        let address = line["ranges"][0][0].as_u64().expect("the line has code");
        address.try_into().expect("it is an address")
    }

    /// The one answer of `kind` to `command`.
    pub(crate) fn ask(&mut self, command: &str, kind: &str) -> Value {
        let answers = self.say(command).into_iter();
        let mut found = answers.filter(|answer| answer["type"] == kind);
        let answer = found.next();
        assert!(found.next().is_none(), "{command}: several answers");
        answer.unwrap_or_else(|| panic!("{command}: no {kind}"))
    }
}

impl Drop for Repl {
    fn drop(&mut self) {
        // It ends by itself where its input does, which is soon enough.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Teller for Repl {
    fn name(&self) -> &'static str {
        "the command language"
    }

    fn stores(&self) -> Stores {
        Stores::Ahead
    }

    fn break_at(&mut self, line: u32, variable: &str, value: u16) {
        let command = format!("break {SOURCE}:{line} if {variable} == {value}");
        self.ask(&command, "breakpoint");
    }

    fn watch(&mut self, variable: &str) {
        let watch = self.ask(&format!("watch {variable}"), "breakpoint");
        self.watch = watch["id"].as_u64().expect("it has a number");
    }

    fn unwatch(&mut self) {
        self.say(&format!("delete {}", self.watch));
    }

    fn go_on(&mut self) {
        self.ask("continue", "stop");
    }

    fn step(&mut self) {
        self.ask("si", "stop");
    }

    fn back(&mut self) -> Result<(), Missing> {
        self.ask("rcontinue", "stop");
        Ok(())
    }

    fn restart(&mut self) {
        self.ask("run", "stop");
    }

    fn cycle(&mut self) -> u64 {
        let value = self.ask("print cycles", "value");
        value["value"].as_u64().expect("it is a number")
    }

    fn value(&mut self, variable: &str) -> u16 {
        let value = self.ask(&format!("print {variable}"), "typed");
        let value = value["data"]["value"].as_u64().expect("it is a number");
        value.try_into().expect("it is of two bytes")
    }

    fn locals(&mut self) -> Result<BTreeMap<String, i64>, Missing> {
        let mut all = BTreeMap::new();
        for command in ["info args", "info locals"] {
            let answer = self.ask(command, "variables");
            for variable in answer["list"].as_array().expect("it is a list") {
                let name = variable["name"].as_str().expect("it has a name");
                let value = &variable["data"]["value"];
                all.insert(name.to_owned(), value.as_i64().expect("it is a number"));
            }
        }
        Ok(all)
    }
}
