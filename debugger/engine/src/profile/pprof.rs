//! pprof's format: `profile.proto` of the pprof project, field by field, not compressed, as its readers take it, too.
//!
//! Protocol buffers are numbers and lengths; for the few messages here that is less than a crate that knows them all.

use std::collections::HashMap;

use super::{Frame, FunctionId, Profile};
use crate::debugger::Debugger;

/// A message under construction.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn varint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// A number, unless it is what is left out.
    fn number(&mut self, field: u64, number: u64) {
        if number != 0 {
            self.varint(field << 3);
            self.varint(number);
        }
    }

    fn bytes(&mut self, field: u64, bytes: &[u8]) {
        self.varint(field << 3 | 2);
        self.varint(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    fn message(&mut self, field: u64, message: &Message) {
        self.bytes(field, &message.0);
    }

    fn packed(&mut self, field: u64, numbers: &[u64]) {
        let mut packed = Message::default();
        numbers.iter().for_each(|&number| packed.varint(number));
        self.message(field, &packed);
    }
}

/// Texts by number; the first is empty.
struct Texts {
    known: HashMap<String, u64>,
    list: Vec<String>,
}

impl Texts {
    fn number(&mut self, text: &str) -> u64 {
        if let Some(&known) = self.known.get(text) {
            return known;
        }
        let number = self.list.len() as u64;
        self.list.push(text.to_owned());
        self.known.insert(text.to_owned(), number);
        number
    }
}

impl Profile {
    pub(super) fn pprof(&self, debugger: &mut Debugger) -> Vec<u8> {
        let mut texts = Texts {
            known: HashMap::new(),
            list: Vec::new(),
        };
        texts.number("");
        let mut out = Message::default();
        let value = |kind: &str, unit: &str, texts: &mut Texts| {
            let mut value = Message::default();
            value.number(1, texts.number(kind));
            value.number(2, texts.number(unit));
            value
        };
        let (samples, cycles) = (("samples", "count"), ("cycles", "cycles"));
        for (kind, unit) in [samples, cycles] {
            out.message(1, &value(kind, unit, &mut texts));
        }
        let mut locations: HashMap<(FunctionId, u16), u64> = HashMap::new();
        let mut list: Vec<Frame> = Vec::new();
        for sample in &self.samples {
            let ids = sample.frames.iter().rev().map(|frame| {
                let key = (frame.function, frame.at);
                *locations.entry(key).or_insert_with(|| {
                    list.push(*frame);
                    list.len() as u64
                })
            });
            let ids: Vec<u64> = ids.collect();
            let mut message = Message::default();
            message.packed(1, &ids);
            message.packed(2, &[sample.count, sample.count * self.every]);
            out.message(2, &message);
        }
        for (number, frame) in (1..).zip(&list) {
            let line = debugger.source.line_of(frame.at);
            let mut of = Message::default();
            of.number(1, frame.function as u64 + 1);
            of.number(2, line.map_or(0, |line| line.number.into()));
            let mut location = Message::default();
            location.number(1, number);
            location.number(3, frame.at.into());
            location.message(4, &of);
            out.message(4, &location);
        }
        for (number, function) in (1..).zip(&self.functions) {
            let mut message = Message::default();
            let name = texts.number(&function.name);
            message.number(1, number);
            message.number(2, name);
            message.number(3, name);
            if let Some(line) = function.line {
                let found = debugger.source.found(line.file);
                let path =
                    found.unwrap_or_else(|_| debugger.source.short_name(line.file).to_owned());
                message.number(4, texts.number(&path));
                message.number(5, line.number.into());
            }
            out.message(5, &message);
        }
        let period = value(cycles.0, cycles.1, &mut texts);
        for text in &texts.list {
            out.bytes(6, text.as_bytes());
        }
        out.message(11, &period);
        out.number(12, self.every);
        out.0
    }
}
