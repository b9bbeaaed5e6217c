//! The base protocol: messages of JSON behind a header that tells their length, and what is answered to them.
//!
//! Invariants: a header has 4 KiB at most and a message 4 MiB; what is not JSON, or no message, ends the connection.

use std::cell::{Cell, RefCell};
use std::io::{self, BufRead, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::serve::{Wire, WireError};
use jumppad_engine::error::Error;
use jumppad_engine::expression::EvalError;
use jumppad_engine::program::load::LoadFailure;
use jumppad_language::error::CommandError;
use jumppad_language::grammar::Diagnostic;

const LONGEST_HEADER: u64 = 4 << 10;
const LONGEST: u64 = 4 << 20;

/// Bytes of a line of the guest's that are kept back.
const LONGEST_LINE: usize = 4 << 10;

/// What a client asks for.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(super) seq: i64,
    pub(super) command: String,
    arguments: Value,
}

/// Why a request fails, for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) text: String,
    /// How the client treats it: a word of the protocol, or nothing.
    word: Option<&'static str>,
}

impl Failure {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            word: None,
        }
    }

    /// What can be asked only of a guest at rest.
    pub(super) fn not_stopped() -> Self {
        Self {
            text: "the guest is under way: pause it first".to_owned(),
            word: Some("notStopped"),
        }
    }

    /// What was ended by the client.
    pub(super) fn cancelled() -> Self {
        Self {
            text: "cancelled".to_owned(),
            word: Some("cancelled"),
        }
    }
}

impl From<CommandError> for Failure {
    fn from(error: CommandError) -> Self {
        // A client shows the text alone: of a line in a file it has to say which.
        let place = match &error {
            CommandError::InScript(bad) => format!("{}:{}: ", bad.name, bad.line),
            _ => String::new(),
        };
        match error.advice() {
            Some(advice) => Self::new(format!("{place}{error}; {advice}")),
            None => Self::new(format!("{place}{error}")),
        }
    }
}

/// Errors that are the language's as well.
macro_rules! failures {
    ($($error:ty),*) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                CommandError::from(error).into()
            }
        }
    )*};
}

failures!(Diagnostic, EvalError, Error, LoadFailure);

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl Request {
    /// Whether there is an argument of this name.
    pub(super) fn names(&self, argument: &str) -> bool {
        !self.arguments[argument].is_null()
    }

    /// The arguments, as the command takes them.
    pub(super) fn arguments<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        let mut given = match &self.arguments {
            Value::Null => json!({}),
            given => given.clone(),
        };
        // What is null is as good as not there.
        if let Some(given) = given.as_object_mut() {
            given.retain(|_, value| !value.is_null());
        }
        serde_json::from_value(given)
            .map_err(|error| Failure::new(format!("arguments of {}: {error}", self.command)))
    }
}

/// Reads messages.
pub(crate) struct Reader;

impl Wire for Reader {
    type Message = Request;

    fn read(&mut self, from: &mut dyn BufRead) -> Result<Option<Request>, WireError> {
        let Some(length) = length(from)? else {
            return Ok(None);
        };
        if length > LONGEST {
            let most = LONGEST;
            return Err(WireError::TooLong { length, most });
        }
        // The memory is taken as the bytes come, however many are announced.
        let mut bytes = Vec::new();
        from.take(length).read_to_end(&mut bytes)?;
        if (bytes.len() as u64) < length {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        let value: Value = serde_json::from_slice(&bytes)
            .map_err(|error| WireError::Malformed(format!("no JSON: {error}")))?;
        request(value).map(Some)
    }

    fn is_urgent(request: &Request) -> bool {
        matches!(
            request.command.as_str(),
            "pause" | "cancel" | "disconnect" | "terminate"
        )
    }
}

/// What a header says; none where nothing follows any more.
fn length(from: &mut dyn BufRead) -> Result<Option<u64>, WireError> {
    let mut header = from.take(LONGEST_HEADER);
    let (mut length, mut line) = (None, Vec::new());
    loop {
        line.clear();
        header.read_until(b'\n', &mut line)?;
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        if !line.ends_with(b"\n") {
            return match (line.is_empty(), header.limit(), length) {
                (true, 1.., None) => Ok(None),
                (_, 0, _) => Err(WireError::Malformed("a header without an end".to_owned())),
                _ => Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
            };
        }
        if text.is_empty() {
            let missing = || WireError::Malformed("a header without Content-Length".to_owned());
            return length.map(Some).ok_or_else(missing);
        }
        if let Some((name, value)) = text.split_once(':')
            && name.trim().eq_ignore_ascii_case("Content-Length")
        {
            let bad = |_| WireError::Malformed(format!("`{value}` is no length"));
            length = Some(value.trim().parse().map_err(bad)?);
        }
    }
}

/// A message as the request that it is.
fn request(value: Value) -> Result<Request, WireError> {
    let is_request = value["type"] == "request";
    let (Some(seq), Some(command), true) =
        (value["seq"].as_i64(), value["command"].as_str(), is_request)
    else {
        return Err(WireError::Malformed(
            "a message that is no request".to_owned(),
        ));
    };
    Ok(Request {
        seq,
        command: command.to_owned(),
        arguments: value["arguments"].clone(),
    })
}

/// What the client is told.
pub(super) struct Out {
    to: RefCell<Box<dyn Write>>,
    seq: Cell<i64>,
    /// What the guest has printed of a line, and on which stream, until the line is whole.
    printed: RefCell<(&'static str, String)>,
}

impl Out {
    pub(super) fn new(to: Box<dyn Write>) -> Self {
        Self {
            to: RefCell::new(to),
            seq: Cell::new(0),
            printed: RefCell::default(),
        }
    }

    /// The guest has printed `text`, by pieces.
    pub(super) fn printed(&self, category: &'static str, text: &str) {
        let other = self.printed.borrow().0 != category;
        if other {
            self.flush();
        }
        let mut printed = self.printed.borrow_mut();
        printed.0 = category;
        printed.1 += text;
        let is_whole = printed.1.ends_with('\n') || printed.1.len() > LONGEST_LINE;
        drop(printed);
        if is_whole {
            self.flush();
        }
    }

    /// Sends what the guest has printed so far.
    pub(super) fn flush(&self) {
        let (category, text) = std::mem::take(&mut *self.printed.borrow_mut());
        if !text.is_empty() {
            let body = json!({ "category": category, "output": text });
            self.write(json!({ "type": "event", "event": "output", "body": body }));
        }
    }

    /// Something happened.
    pub(super) fn event(&self, name: &str, body: impl Serialize) {
        let mut message = json!({ "type": "event", "event": name, "body": body });
        if message["body"].is_null() {
            message
                .as_object_mut()
                .map(|message| message.remove("body"));
        }
        self.send(message);
    }

    /// Answers a request.
    pub(super) fn answer(&self, request: &Request, answer: Result<Value, Failure>) {
        let mut message = json!({
            "type": "response",
            "request_seq": request.seq,
            "command": request.command,
            "success": answer.is_ok(),
        });
        match answer {
            Ok(Value::Null) => {}
            Ok(body) => message["body"] = body,
            Err(failure) => {
                message["message"] = failure.word.unwrap_or(&failure.text).into();
                let error = json!({
                    "id": 1,
                    "format": failure.text.replace('{', "(").replace('}', ")"),
                    "showUser": failure.word.is_none(),
                });
                message["body"] = json!({ "error": error });
            }
        }
        self.send(message);
    }

    fn send(&self, message: Value) {
        self.flush();
        self.write(message);
    }

    fn write(&self, mut message: Value) {
        let seq = self.seq.get() + 1;
        self.seq.set(seq);
        message["seq"] = seq.into();
        let text = message.to_string();
        let mut to = self.to.borrow_mut();
        // A client that has gone is seen by whoever reads what it sends.
        let _ = write!(to, "Content-Length: {}\r\n\r\n{text}", text.len());
        let _ = to.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Option<Request>, WireError> {
        Reader.read(&mut &*bytes)
    }

    #[test]
    fn a_message_is_read_and_what_is_none_is_told() {
        let text = r#"{"seq":3,"type":"request","command":"next","arguments":{"threadId":1}}"#;
        let whole = format!("X: y\r\ncontent-length: {}\r\n\r\n{text}", text.len());
        let request = read(whole.as_bytes()).unwrap().unwrap();
        assert_eq!((request.seq, request.command.as_str()), (3, "next"));
        assert_eq!(request.arguments["threadId"], 1);
        assert!(read(b"").unwrap().is_none());
        let bad: [&[u8]; 7] = [
            b"Content-Length: 5\r\n\r\n{}",
            b"Content-Length: 2",
            b"Content-Length: x\r\n\r\n{}",
            b"\r\n{}",
            b"Content-Length: 99999999999\r\n\r\n",
            b"Content-Length: 2\r\n\r\n{}",
            b"Content-Length: 3\r\n\r\n{\xFF}",
        ];
        for bytes in bad {
            assert!(read(bytes).is_err(), "{}", bytes.escape_ascii());
        }
        assert!(read(&[b'a'; 10_000]).is_err());
    }
}
