//! A client of the Debug Adapter Protocol, which waits for what it asks for and keeps what else comes.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::schema;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Dap {
    child: Option<Child>,
    /// The connection, to be closed.
    stream: Option<TcpStream>,
    to: Box<dyn Write>,
    messages: Receiver<Value>,
    /// Events that were not asked for yet.
    events: VecDeque<Value>,
    seq: i64,
    /// What the guest printed.
    pub(crate) printed: String,
    /// What the debugger said.
    pub(crate) said: String,
}

impl Dap {
    /// Starts an adapter on standard streams.
    pub(crate) fn start(args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_jumppad"))
            .arg("dap")
            .args(args)
            .arg("--no-rc")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let to = Box::new(child.stdin.take().expect("it is piped"));
        let from = child.stdout.take().expect("it is piped");
        let mut client = Self::over(Box::new(from), to);
        client.child = Some(child);
        client
    }

    /// Connects to one that listens.
    pub(crate) fn connect(address: &str) -> Self {
        let stream = TcpStream::connect(address).expect("it listens");
        let share = || stream.try_clone().expect("it can be shared");
        let mut client = Self::over(Box::new(share()), Box::new(share()));
        client.stream = Some(stream);
        client
    }

    fn over(from: Box<dyn Read + Send>, to: Box<dyn Write>) -> Self {
        let (sender, messages) = channel();
        thread::spawn(move || {
            let mut from = BufReader::new(from);
            while let Some(message) = read(&mut from) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            child: None,
            stream: None,
            to,
            messages,
            events: VecDeque::new(),
            seq: 0,
            printed: String::new(),
            said: String::new(),
        }
    }

    /// Begins a session as an editor does, up to where breakpoints are set.
    pub(crate) fn launch(&mut self, launch: Value) {
        let client = json!({
            "adapterID": "jumppad", "supportsProgressReporting": true,
            "supportsInvalidatedEvent": true, "supportsMemoryEvent": true,
        });
        self.ask("initialize", client);
        self.ask("launch", launch);
        self.event("initialized");
    }

    /// Sends bytes as they are.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        // The other side may have closed the connection already, which is seen by whoever waits.
        let _ = self.to.write_all(bytes);
        let _ = self.to.flush();
    }

    /// Sends a request; its number.
    pub(crate) fn send(&mut self, command: &str, arguments: Value) -> i64 {
        self.seq += 1;
        let message = json!({
            "seq": self.seq, "type": "request", "command": command, "arguments": arguments,
        });
        let text = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
        self.seq
    }

    fn next(&mut self) -> Option<Value> {
        let message = self.messages.recv_timeout(PATIENCE);
        let message = match message {
            Ok(message) => message,
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => return None,
            Err(error) => panic!("nothing comes: {error}; so far: {:?}", self.events),
        };
        schema::check(&message);
        if message["event"] == "output" {
            let text = message["body"]["output"].as_str().expect("it is text");
            match message["body"]["category"].as_str() {
                Some("stdout" | "stderr") => self.printed += text,
                _ => self.said += text,
            }
        }
        Some(message)
    }

    /// The answer to request `seq`.
    pub(crate) fn answer(&mut self, seq: i64) -> Value {
        loop {
            let message = self.next().expect("the connection stays");
            if message["type"] == "response" && message["request_seq"] == seq {
                return message;
            }
            self.events.push_back(message);
        }
    }

    /// Asks for something; the whole answer.
    pub(crate) fn try_ask(&mut self, command: &str, arguments: Value) -> Value {
        let seq = self.send(command, arguments);
        self.answer(seq)
    }

    /// Asks for something that works; what is answered.
    pub(crate) fn ask(&mut self, command: &str, arguments: Value) -> Value {
        let answer = self.try_ask(command, arguments);
        assert_eq!(answer["success"], true, "{answer}");
        answer["body"].clone()
    }

    /// Asks for something that is refused; the words.
    pub(crate) fn refused(&mut self, command: &str, arguments: Value) -> String {
        let answer = self.try_ask(command, arguments);
        assert_eq!(answer["success"], false, "{answer}");
        answer["body"]["error"]["format"]
            .as_str()
            .expect("it says why")
            .to_owned()
    }

    /// The next event of this name.
    pub(crate) fn event(&mut self, name: &str) -> Value {
        let is_it = |message: &Value| message["event"] == name;
        if let Some(at) = self.events.iter().position(is_it) {
            return self.events.remove(at).expect("it is there")["body"].clone();
        }
        loop {
            let message = self
                .next()
                .unwrap_or_else(|| panic!("closed before {name}"));
            if is_it(&message) {
                return message["body"].clone();
            }
            self.events.push_back(message);
        }
    }

    /// Whether anything is answered to what was sent last.
    pub(crate) fn is_answered(&mut self) -> bool {
        let seq = self.seq;
        while let Some(message) = self.next() {
            if message["request_seq"] == seq {
                return true;
            }
        }
        false
    }

    /// Whether the connection ends, whatever is said before.
    pub(crate) fn is_closed(&mut self) -> bool {
        while self.next().is_some() {}
        true
    }

    /// Orders what moves the guest, and waits for the stop.
    pub(crate) fn go(&mut self, command: &str) -> Value {
        self.ask(command, json!({ "threadId": 1 }));
        self.event("stopped")
    }

    /// The innermost frame.
    pub(crate) fn frame(&mut self) -> Value {
        let stack = self.ask("stackTrace", json!({ "threadId": 1, "levels": 1 }));
        stack["stackFrames"][0].clone()
    }

    /// The value of an expression in the innermost frame.
    pub(crate) fn value(&mut self, expression: &str) -> String {
        let frame = self.frame()["id"].clone();
        let wanted = json!({ "expression": expression, "frameId": frame, "context": "watch" });
        text(&self.ask("evaluate", wanted)["result"])
    }

    /// What the console answers.
    pub(crate) fn console(&mut self, line: &str) -> String {
        let wanted = json!({ "expression": line, "context": "repl" });
        text(&self.ask("evaluate", wanted)["result"])
    }

    /// The variables of a scope of the innermost frame.
    pub(crate) fn scope(&mut self, name: &str) -> Vec<Value> {
        let frame = self.frame()["id"].clone();
        let scopes = self.ask("scopes", json!({ "frameId": frame }))["scopes"].clone();
        let scopes = scopes.as_array().expect("a list").clone();
        let scope = scopes.iter().find(|scope| scope["name"] == name);
        let reference =
            scope.unwrap_or_else(|| panic!("no {name}: {scopes:?}"))["variablesReference"].clone();
        self.parts(&reference)
    }

    /// What a reference holds.
    pub(crate) fn parts(&mut self, reference: &Value) -> Vec<Value> {
        let list = self.ask("variables", json!({ "variablesReference": reference }));
        list["variables"].as_array().expect("a list").clone()
    }

    /// The count of cycles.
    pub(crate) fn cycle(&mut self) -> u64 {
        let registers = self.scope("Registers");
        let cycles = registers
            .iter()
            .find(|own| own["name"] == "cycles")
            .expect("it is there");
        text(&cycles["value"]).parse().expect("it is a number")
    }

    /// Sets breakpoints on lines of a file.
    pub(crate) fn lines(&mut self, path: &str, breakpoints: Value) -> Value {
        let wanted = json!({ "source": { "path": path }, "breakpoints": breakpoints });
        self.ask("setBreakpoints", wanted)["breakpoints"].clone()
    }

    /// Waits for the adapter's end; its exit code.
    pub(crate) fn end(mut self) -> i32 {
        let mut child = self.child.take().expect("it was started");
        let status = child.wait().expect("it ends");
        status.code().expect("no signal ended it")
    }
}

impl Drop for Dap {
    fn drop(&mut self) {
        if let Some(stream) = &self.stream {
            let _ = stream.shutdown(Shutdown::Both);
        }
        if let Some(child) = &mut self.child {
            // It may have ended already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// JSON that is text.
pub(crate) fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value}"))
        .to_owned()
}

fn read(from: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some(digits) = line.strip_prefix("Content-Length:") {
            length = digits.trim().parse::<usize>().ok();
        }
    }
    let mut bytes = vec![0; length?];
    from.read_exact(&mut bytes).ok()?;
    Some(serde_json::from_slice(&bytes).expect("it is JSON"))
}
