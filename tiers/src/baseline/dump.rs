//! A trace's machine code as text, beside the guest's instructions.
//!
//! No LLVM: a trace is shown on a machine that has none, too. Addresses are places in
//! code memory, which are the same each time.

use iced_x86::{Decoder, DecoderOptions, Formatter, IntelFormatter};

use super::trace::{Checks, Part, Trace};
use super::{Baseline, symbol};
use crate::listing::HostLine;

impl Baseline {
    /// The code of the trace that is entered at `addr`, or else of one that has an
    /// instruction there; with its entry.
    pub(crate) fn dump(&self, addr: u16) -> Option<(u16, Vec<HostLine>)> {
        let with = || {
            let all = self.with_bytes_on(addr, |trace| {
                trace.checks == Checks::AtEntry && trace.concerns(addr)
            });
            all.min()
        };
        let number = self.trace_at(addr, Checks::AtEntry).or_else(with)?;
        let trace = self.traces.get(number as usize)?.as_ref()?;
        Some((
            trace.entry,
            self.lines(trace, self.heads[number as usize].start),
        ))
    }

    /// The code of a trace that begins there in code memory.
    fn lines(&self, trace: &Trace, start_of_code: u32) -> Vec<HostLine> {
        let mut lines = vec![HostLine::own(&format!(
            "{}:",
            symbol(trace.entry, trace.checks)
        ))];
        let ends = trace.parts.iter().skip(1).map(|&(start, _)| start);
        let ends = ends.chain([trace.length]);
        for (&(start, part), end) in trace.parts.iter().zip(ends) {
            let guest = match part {
                Part::Instruction(pc) => Some(pc),
                Part::Entry | Part::Edge(_) | Part::Exit => None,
            };
            match part {
                Part::Edge(to) => lines.push(HostLine::own(&format!("to_{to:04X}:"))),
                Part::Exit => lines.push(HostLine::own("exit:")),
                Part::Entry | Part::Instruction(_) => {}
            }
            let place = start_of_code + start;
            let bytes = self.code.bytes(place, end - start);
            let mut formatter = IntelFormatter::new();
            for host in &mut Decoder::with_ip(64, bytes, place.into(), DecoderOptions::NONE) {
                let mut text = String::new();
                formatter.format(&host, &mut text);
                lines.push(HostLine {
                    guest,
                    text,
                    is_instruction: true,
                });
            }
        }
        lines
    }
}
