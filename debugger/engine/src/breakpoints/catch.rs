//! What can be caught: the words of `catch`, and which entries of the list are for what was caught.

use std::ops::RangeInclusive;

use jumppad_tiers::opcodes::Model;
use jumppad_tiers::{Catch, CatchKind, Caught, CaughtEvent, Line, OpcodeSet};

use super::{Breakpoint, Breakpoints, Kind};

/// All addresses: where something is caught unless it is said.
pub const EVERYWHERE: RangeInclusive<u16> = 0..=0xFFFF;

/// A word for something to catch.
pub struct Word {
    /// The word as it is typed behind `catch`.
    pub name: &'static str,
    /// None where opcodes must follow.
    pub kind: Option<CatchKind>,
    /// What is caught by it, in one sentence, for help.
    pub summary: &'static str,
}

const fn word(name: &'static str, kind: Option<CatchKind>, summary: &'static str) -> Word {
    Word {
        name,
        kind,
        summary,
    }
}

/// The word of `catch` that opcodes follow.
pub const OPCODE: &str = "opcode";

/// All words of what can be caught, in the order in which `catch` lists them.
pub const WORDS: &[Word] = &[
    word("brk", Some(CatchKind::Break), "a BRK, about to execute"),
    word(
        "illegal",
        Some(CatchKind::Undocumented),
        "an opcode that the chip's data sheet does not name, about to execute",
    ),
    word(
        "jam",
        Some(CatchKind::Jam),
        "an opcode that locks the chip up, about to execute",
    ),
    word(
        OPCODE,
        None,
        "one of the opcodes that follow, about to execute",
    ),
    word(
        "first-exec",
        Some(CatchKind::FirstExecution),
        "an instruction where none has executed yet",
    ),
    word(
        "uninit",
        Some(CatchKind::Uninitialised),
        "RAM that nobody has written, about to be read or executed",
    ),
    word(
        "return",
        Some(CatchKind::Return),
        "an RTS or RTI about to go to an address that no call or interrupt pushed",
    ),
    word(
        "stack-wrap",
        Some(CatchKind::StackWrap),
        "a push or pull about to take the stack pointer over the end of its page",
    ),
    word(
        "runaway",
        Some(CatchKind::Runaway),
        "code that nobody wrote, about to execute, or a BRK whose vector is unset",
    ),
    word(
        "irq",
        Some(CatchKind::Interrupt(Line::Irq)),
        "an IRQ that was taken, at its handler",
    ),
    word(
        "nmi",
        Some(CatchKind::Interrupt(Line::Nmi)),
        "an NMI that was taken, at its handler",
    ),
    word(
        "promote",
        Some(CatchKind::Promotion),
        "a group that the JIT put to use",
    ),
    word(
        "invalidate",
        Some(CatchKind::Invalidation),
        "a group that the JIT took out of use",
    ),
];

/// What is caught, in the words of the command.
pub fn text(kind: CatchKind) -> String {
    if let CatchKind::Opcodes(set) = kind {
        return format!("{OPCODE} {}", opcodes(&set));
    }
    let word = WORDS.iter().find(|word| word.kind == Some(kind));
    word.map_or(OPCODE, |word| word.name).to_owned()
}

/// `$02..$07,$EA`.
fn opcodes(set: &OpcodeSet) -> String {
    let all: Vec<u8> = set.iter().collect();
    let runs = all.chunk_by(|a, b| u16::from(*a) + 1 == u16::from(*b));
    let runs: Vec<String> = runs
        .map(|run| match run {
            [one] => format!("${one:02X}"),
            run => format!("${:02X}..${:02X}", run[0], run[run.len() - 1]),
        })
        .collect();
    runs.join(",")
}

impl Breakpoint {
    /// The catchpoint that it is, while it is in force.
    fn catch(&self) -> Option<Catch> {
        match self.spec.kind {
            Kind::Catch(kind) if self.is_in_force() => Some(Catch {
                kind,
                range: self.spec.range.clone(),
            }),
            _ => None,
        }
    }
}

impl Breakpoints {
    /// The enabled catchpoints for what was caught.
    pub fn catching(&self, caught: Caught, model: Model) -> Vec<u32> {
        self.which_catch(|catch| catch.covers(caught, model))
    }

    /// The enabled catchpoints for what the JIT did.
    pub fn catching_event(&self, caught: &CaughtEvent) -> Vec<u32> {
        self.which_catch(|catch| catch.covers_event(caught))
    }

    fn which_catch(&self, covers: impl Fn(&Catch) -> bool) -> Vec<u32> {
        let is_for_it = |b: &&Breakpoint| b.catch().is_some_and(|catch| covers(&catch));
        self.list.iter().filter(is_for_it).map(|b| b.id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opcodes_are_written_as_runs() {
        let set: OpcodeSet = [0xEA, 2, 3, 4, 0xFF, 0xFE].into_iter().collect();
        let kind = CatchKind::Opcodes(set);
        assert_eq!(text(kind), "opcode $02..$04,$EA,$FE..$FF");
        assert_eq!(text(CatchKind::Interrupt(Line::Nmi)), "nmi");
    }
}
