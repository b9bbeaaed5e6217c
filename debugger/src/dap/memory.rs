//! Memory as the client reads and writes it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;

use super::requests::{Handled, told};
use super::state::{State, reference};
use super::wire::{Failure, Request};
use jumppad_language::session::Session;

/// Bytes that there are.
const ALL: i64 = 0x1_0000;

/// The largest number of the protocol, which is JavaScript's.
const LARGEST: i64 = (1 << 53) - 1;

/// The number that a reference is, behind `offset` bytes; it may lie outside of memory.
pub(super) fn place(reference: &str, offset: i64) -> Result<i64, Failure> {
    let text = reference.trim();
    let number = match text.strip_prefix("0x").or_else(|| text.strip_prefix('$')) {
        Some(digits) => i64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    let number = number.map_err(|_| Failure::new(format!("`{text}` is no address")))?;
    Ok(number.saturating_add(offset))
}

/// The address that a reference is, behind `offset` bytes.
pub(super) fn address(reference: &str, offset: i64) -> Result<u16, Failure> {
    let place = place(reference, offset)?;
    let outside = |_| Failure::new(format!("{place} is no address of 16 bits"));
    u16::try_from(place).map_err(outside)
}

impl State {
    pub(super) fn read_memory(&mut self, session: &mut Session<'_>, request: &Request) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Arguments {
            memory_reference: String,
            #[serde(default)]
            offset: i64,
            count: i64,
        }
        let wanted: Arguments = request.arguments()?;
        let first = place(&wanted.memory_reference, wanted.offset)?;
        let count = wanted.count.clamp(0, LARGEST);
        let last = first.saturating_add(count);
        let there = first.clamp(0, ALL)..last.clamp(0, ALL);
        let machine = &session.debugger.machine;
        let bytes: Vec<u8> = there.clone().map(|at| machine.peek(at as u16)).collect();
        told(json!({
            "address": format!("0x{:04X}", there.start),
            "unreadableBytes": count - bytes.len() as i64,
            "data": STANDARD.encode(bytes),
        }))
    }

    pub(super) fn write_memory(&mut self, session: &mut Session<'_>, request: &Request) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Arguments {
            memory_reference: String,
            #[serde(default)]
            offset: i64,
            data: String,
        }
        let wanted: Arguments = request.arguments()?;
        let start = address(&wanted.memory_reference, wanted.offset)?;
        let bytes = STANDARD.decode(&wanted.data);
        let bytes = bytes.map_err(|error| Failure::new(format!("data: {error}")))?;
        if usize::from(start) + bytes.len() > ALL as usize {
            return Err(Failure::new("the bytes go past $FFFF"));
        }
        session.debugger.write(start, &bytes);
        session.debugger.settle_history();
        session.flush();
        if self.client.supports_memory_event && !bytes.is_empty() {
            let body = json!({
                "memoryReference": reference(start), "offset": 0, "count": bytes.len(),
            });
            self.out.event("memory", body);
        }
        self.invalidated();
        told(json!({ "offset": 0, "bytesWritten": bytes.len() }))
    }
}
