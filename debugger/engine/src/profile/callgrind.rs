//! Callgrind's format, for KCachegrind and `callgrind_annotate`.
//!
//! Source: Valgrind's manual, "Callgrind Format Specification". Costs are cycles: samples times the cycles between two.
//! How often a function was called no sample tells; the number of calls is that of the samples with the call under way,
//! which a comment says.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

use super::{FunctionId, Profile};
use crate::debugger::Debugger;
use crate::program::source::Line;

/// A file that no source is known of.
const UNKNOWN: &str = "???";

/// A function's costs: in itself by instruction, and of calls by instruction and callee.
#[derive(Default)]
struct Costs {
    own: BTreeMap<u16, u64>,
    calls: BTreeMap<(u16, FunctionId), u64>,
}

/// Names as the format compresses them: a number, with the name the first time.
#[derive(Default)]
struct Numbered {
    known: Vec<String>,
}

impl Numbered {
    fn told(&mut self, name: &str) -> String {
        match self.known.iter().position(|known| known == name) {
            Some(at) => format!("({})", at + 1),
            None => {
                self.known.push(name.to_owned());
                format!("({}) {name}", self.known.len())
            }
        }
    }
}

impl Profile {
    pub(super) fn callgrind(&self, debugger: &mut Debugger) -> String {
        let mut out = format!(
            "# callgrind format\nversion: 1\ncreator: jumppad {}\ncmd: {}\n\
             desc: Trigger: a sample every {} cycles; calls are samples with the call under way\n\
             positions: instr line\nevents: Cycles\nsummary: {}\n",
            env!("CARGO_PKG_VERSION"),
            debugger.program.name.replace(char::is_control, "_"),
            self.every,
            self.attributed() * self.every,
        );
        let (mut files, mut names) = (Numbered::default(), Numbered::default());
        let written: Vec<String> = self.unique_names();
        for (id, costs) in self.by_function() {
            let function = &self.functions[id];
            let own_file = file(function.line, debugger);
            let _ = writeln!(out, "\nfl={}", files.told(&own_file));
            let _ = writeln!(out, "fn={}", names.told(&written[id]));
            let mut current = own_file.clone();
            for (&at, &count) in &costs.own {
                let line = debugger.source.line_of(at);
                let place = file(line, debugger);
                if place != current {
                    let _ = writeln!(out, "fi={}", files.told(&place));
                    current = place;
                }
                let _ = writeln!(out, "0x{at:04x} {} {}", number(line), count * self.every);
            }
            for (&(at, callee), &count) in &costs.calls {
                let line = debugger.source.line_of(at);
                let place = file(line, debugger);
                if place != current {
                    let _ = writeln!(out, "fi={}", files.told(&place));
                    current = place;
                }
                let called = &self.functions[callee];
                let _ = writeln!(out, "cfi={}", files.told(&file(called.line, debugger)));
                let _ = writeln!(out, "cfn={}", names.told(&written[callee]));
                let start = called.start.unwrap_or(0);
                let _ = writeln!(out, "calls={count} 0x{start:04x} {}", number(called.line));
                let cost = if callee == id { 0 } else { count * self.every };
                let _ = writeln!(out, "0x{at:04x} {} {cost}", number(line));
            }
        }
        let _ = writeln!(out, "\ntotals: {}", self.attributed() * self.every);
        out
    }

    /// The names, with the address where several functions have one.
    fn unique_names(&self) -> Vec<String> {
        let is_alone = |name: &str| self.functions.iter().filter(|f| f.name == name).count() == 1;
        let name = |function: &super::Function| match (is_alone(&function.name), function.start) {
            (false, Some(start)) => format!("{}@{start:04X}", function.name),
            _ => function.name.clone(),
        };
        self.functions
            .iter()
            .map(|function| name(function).replace(char::is_control, "_"))
            .collect()
    }

    /// What a function calls counts once a sample, and what it calls itself costs nothing: it has it already.
    fn by_function(&self) -> BTreeMap<FunctionId, Costs> {
        let mut all: BTreeMap<FunctionId, Costs> = BTreeMap::new();
        for sample in &self.samples {
            let mut seen = HashSet::new();
            for pair in sample.frames.windows(2) {
                let call = (pair[0].function, pair[1].function);
                if seen.insert(call) {
                    let costs = all.entry(call.0).or_default();
                    *costs.calls.entry((pair[0].at, call.1)).or_default() += sample.count;
                }
            }
            if let Some(last) = sample.frames.last() {
                let costs = all.entry(last.function).or_default();
                *costs.own.entry(last.at).or_default() += sample.count;
            }
        }
        all
    }
}

/// The path of a line's file, where it was found; else what the debug file calls it.
fn file(line: Option<Line>, debugger: &mut Debugger) -> String {
    let Some(line) = line else {
        return UNKNOWN.to_owned();
    };
    let found = debugger.source.found(line.file);
    let name = found.unwrap_or_else(|_| debugger.source.short_name(line.file).to_owned());
    name.replace(char::is_control, "_")
}

fn number(line: Option<Line>) -> u32 {
    line.map_or(0, |line| line.number)
}
