//! Conversations for a fuzzer: any bytes as a client's, less what reaches the host's files.

use std::io;

use serde_json::{Value, json};

use super::Adapter;
use super::wire::{Reader, Request};
use crate::serve::{Wire, serve_bytes};
use jumppad_language::session::Session;

/// Serves a client that sends `bytes`, of whose commands those are left out that `may` does not let through.
pub(crate) fn converse(session: &mut Session<'_>, bytes: &[u8], may: impl Fn(&str) -> bool) {
    let (mut rest, mut framed) = (bytes, Vec::new());
    // What cannot be read any more ends it, as it ends a conversation.
    while let Ok(Some(request)) = Reader.read(&mut rest) {
        if let Some(message) = tamed(&request, &may) {
            let text = message.to_string();
            framed.extend(format!("Content-Length: {}\r\n\r\n{text}", text.len()).into_bytes());
        }
    }
    framed.extend(rest);
    serve_bytes(session, &mut Adapter, framed, io::sink());
}

/// The request without files.
fn tamed(request: &Request, may: impl Fn(&str) -> bool) -> Option<Value> {
    let mut arguments = request.arguments::<Value>().unwrap_or_default();
    match request.command.as_str() {
        "launch" => arguments = json!({ "stopOnEntry": arguments["stopOnEntry"] == true }),
        "restart" => arguments = json!({}),
        "evaluate" => {
            let line = arguments["expression"].as_str().unwrap_or("");
            if arguments["context"] == "repl" && !may(line) {
                return None;
            }
        }
        _ => {}
    }
    Some(json!({
        "seq": request.seq, "type": "request", "command": request.command, "arguments": arguments,
    }))
}
