//! Code as the client shows it: forwards, and backwards to where instructions begin.

use serde::Deserialize;
use serde_json::{Value, json};

use super::memory::place;
use super::requests::{Handled, told};
use super::source::source_of;
use super::state::{State, reference};
use super::wire::{Failure, Request};
use jumppad_engine::debugger::Debugger;
use jumppad_language::session::Session;

/// The most instructions that are given at once.
const MOST: i64 = 4096;

/// Instructions before the one that is wanted from which those in between are told.
const RUN_UP: u16 = 64;

impl State {
    pub(super) fn disassemble(&mut self, session: &mut Session<'_>, request: &Request) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Arguments {
            memory_reference: String,
            #[serde(default)]
            offset: i64,
            #[serde(default)]
            instruction_offset: i64,
            instruction_count: i64,
        }
        let wanted: Arguments = request.arguments()?;
        let start = place(&wanted.memory_reference, wanted.offset)?;
        let count = wanted.instruction_count.clamp(0, MOST);
        let first = wanted.instruction_offset.clamp(-MOST, MOST);
        let Ok(start) = u16::try_from(start) else {
            return Err(Failure::new(format!("{start} is no address of 16 bits")));
        };
        let before = before(
            session.debugger,
            start,
            usize::try_from(-first).unwrap_or(0),
        );
        // What lies before the first address, or behind the last, is told as nothing.
        let missing = (-first).max(0) - before.len() as i64;
        let mut places: Vec<Option<u16>> = vec![None; missing.max(0) as usize];
        places.extend(before.into_iter().map(Some));
        let needed = (count + first.max(0)) as usize;
        let behind = session.debugger.instructions(start).take(needed);
        places.extend(
            behind
                .map(|line| Some(line.address))
                .skip(first.max(0) as usize),
        );
        places.resize(count as usize, None);
        let mut last_line = None;
        let told_all: Vec<Value> = places
            .into_iter()
            .map(|place| match place {
                Some(address) => self.instruction(session, address, &mut last_line),
                None => json!({
                    "address": "-1", "instruction": "", "presentationHint": "invalid",
                }),
            })
            .collect();
        told(json!({ "instructions": told_all }))
    }

    fn instruction(
        &self,
        session: &mut Session<'_>,
        address: u16,
        last_line: &mut Option<(usize, u32)>,
    ) -> Value {
        let line = session.debugger.code_line(address);
        let bytes: Vec<String> = line
            .bytes
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect();
        let mut text = line.text.clone();
        if let Some(call) = line.host_call {
            text += &format!("{{{call}}}");
        }
        if let Some(tier) = &line.tier {
            text = format!("{text:<14} {tier}");
        }
        if let Some(comment) = line.comment() {
            text += &format!("  ; {comment}");
        }
        let mut told = json!({
            "address": reference(address),
            "instructionBytes": bytes.join(" "),
            "instruction": text,
        });
        if !line.labels.is_empty() {
            told["symbol"] = line.labels.join(", ").into();
        }
        let source = session.debugger.source.line_of(address);
        let source = source.map(|line| (line.file, line.number));
        if let Some((file, number)) = source
            && *last_line != source
        {
            told["location"] = source_of(session, file);
            told["line"] = self.client.line(number).into();
        }
        *last_line = source;
        told
    }
}

/// Where the `count` instructions before `end` begin, as far as there are so many.
///
/// Bytes can be read as instructions from anywhere; the reading that begins furthest back and meets `end` is the
/// likeliest, since readings soon agree. One that begins where code is known to begin comes before all others.
fn before(debugger: &Debugger, end: u16, count: usize) -> Vec<u16> {
    let run_up = (count as u16).saturating_add(RUN_UP).saturating_mul(3);
    let floor = end.saturating_sub(run_up);
    let reading = |start: u16| -> Option<Vec<u16>> {
        let mut all = Vec::new();
        for line in debugger.instructions(start) {
            if line.address >= end {
                return (line.address == end).then_some(all);
            }
            all.push(line.address);
        }
        None
    };
    let is_known = |address: &u16| {
        debugger.source.table().begins(*address) || debugger.symbols.at(*address).next().is_some()
    };
    let known = (floor..end).filter(is_known).find_map(reading);
    let all = known.filter(|all| all.len() >= count.min(end.into()));
    let all = all
        .or_else(|| (floor..end).find_map(reading))
        .unwrap_or_default();
    all[all.len().saturating_sub(count)..].to_vec()
}
