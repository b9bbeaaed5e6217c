//! Conversations for a fuzzer: any bytes as a client's, less the commands that it must not give.

use std::io;

use super::wire::{Message, Packets};
use super::{Stub, wire};
use crate::serve::{Wire, serve_bytes};
use jumppad_language::session::Session;

/// Serves a client that sends `bytes`, of whose commands those are left out that `may` does not let through.
pub(crate) fn converse(session: &mut Session<'_>, bytes: &[u8], may: impl Fn(&str) -> bool) {
    let (mut wire, mut rest, mut framed) = (Packets::default(), bytes, Vec::new());
    // What cannot be read any more ends it, as it ends a conversation.
    while let Ok(Some(message)) = wire.read(&mut rest) {
        match message {
            Message::Packet(body) if command(&body).is_some_and(|line| !may(&line)) => {}
            Message::Packet(body) => {
                let sum = body.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
                framed.extend([b"$", body.as_slice(), format!("#{sum:02x}").as_bytes()].concat());
            }
            Message::Broken => framed.extend(b"$g#00"),
            Message::Again => framed.push(b'-'),
            Message::Interrupt => framed.push(wire::INTERRUPT),
        }
    }
    serve_bytes(session, &mut Stub, framed, io::sink());
}

/// The command of a `monitor`.
fn command(body: &[u8]) -> Option<String> {
    let hex = body.strip_prefix(b"qRcmd,")?;
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let pair = |pair: &[u8]| Some((digit(pair[0])? << 4 | digit(*pair.get(1)?)?) as u8);
    // What is no such text is refused; as a command, it is one that nobody lets through.
    let bytes: Option<Vec<u8>> = hex.chunks(2).map(pair).collect();
    Some(String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned())
}
