//! The words for what the JIT and the debugger do: `help WORD`, and `help glossary` for all of them. ARCHITECTURE.md has
//! them too, made from here.
//!
//! The first name of a term is the field's, where the field has one; private names, which stand in code and in texts,
//! follow it. Left out: words of the field that mean here what they mean everywhere.

/// A word, and what it means.
pub struct Term {
    /// It, then other forms of it.
    pub names: &'static [&'static str],
    pub meaning: &'static str,
}

/// What `help` calls all of them.
pub const TITLE: &str = "glossary";

/// All words.
pub static GLOSSARY: &[Term] = &[
    Term {
        names: &["tier", "tiers"],
        meaning: "one of the three ways in which guest code runs: interpreted, as baseline code, as a group that LLVM compiled. \
                  Results and cycles are the same in all of them.",
    },
    Term {
        names: &["baseline", "baseline code"],
        meaning: "the second tier: machine code copied from stencils, in microseconds and without LLVM, once code was entered a \
                  few times.",
    },
    Term {
        names: &["stencil", "stencils"],
        meaning: "the machine code of one instruction with holes for its operands, made when the debugger was built.",
    },
    Term {
        names: &["traces", "baseline trace"],
        meaning: "in `info jit`: a run of guest instructions as baseline code, up to where it branches. `trace` is another thing, \
                  a command.",
    },
    Term {
        names: &["tail", "tails"],
        meaning: "a trace for the rest in front of a limit, an interrupt, a sample or the end of a run, where what runs else is \
                  too long: it looks in front of each instruction whether the limit is reached.",
    },
    Term {
        names: &["block", "blocks"],
        meaning: "guest instructions that are entered at the first only and left behind the last only. Entries of blocks are \
                  what the interpreter counts.",
    },
    Term {
        names: &["entry", "entries", "hits"],
        meaning: "a time that execution came to a block, or from outside into a group. A group's entry is the block whose heat \
                  had it compiled.",
    },
    Term {
        names: &["threshold"],
        meaning: "the entries at which a block is hot; `jit threshold` sets them.",
    },
    Term {
        names: &["hot", "sample", "samples", "heat"],
        meaning: "code is hot when it was entered as often as the threshold says or, as baseline code, when samples, looks at \
                  where the guest is, find it again and again.",
    },
    Term {
        names: &["group", "groups", "region", "compiled region"],
        meaning: "the third tier: a hot block and those around it, compiled by LLVM as one function. G1, G2 and so on; a name is \
                  never used again.",
    },
    Term {
        names: &["llvm", "libLLVM"],
        meaning: "the compiler library that makes groups and filters, loaded when something is first compiled. Where there is \
                  none `info jit` says where it was looked for, and the other tiers serve.",
    },
    Term {
        names: &["entry point", "entry points", "way in", "ways in"],
        meaning: "a block at which a group can be entered. One that is inside of it runs compiled only when it is reached from \
                  there.",
    },
    Term {
        names: &[
            "promote",
            "promotion",
            "compile-start",
            "compile-drop",
            "compile-fail",
            "failures",
        ],
        meaning: "to put a group to use. In the log `compile-start` is where LLVM was asked, `compile-drop` where what it made was \
                  of no use any more, `compile-fail` where there is no LLVM, or a defect of the debugger. `catch promote` stops there, `jit promote A` does it by hand.",
    },
    Term {
        names: &["side exit", "side exits"],
        meaning: "a group's leaving within an instruction that it cannot do itself, as an access to a device or a watched byte; \
                  the instruction is done by the interpreter.",
    },
    Term {
        names: &["budget"],
        meaning: "the cycles that compiled code may still run before it has to leave, so that a run stops exactly at its limit \
                  or an interrupt. It is checked where loops close.",
    },
    Term {
        names: &["jumppad", "dispatch block"],
        meaning: "the code of a group that leads to each of its entry points by the guest's PC, and leaves where PC is none of them.",
    },
    Term {
        names: &["link", "links", "linked entries"],
        meaning: "a group's going straight to another, without a return to the debugger's loop; `info jit` counts such \
                  entries.",
    },
    Term {
        names: &["invalidate", "invalidation", "invalidations"],
        meaning: "to take a group out of use because what it was made from changed: its code, a breakpoint, a page. The reason is \
                  told; `catch invalidate` stops there.",
    },
    Term {
        names: &["evict", "eviction", "evictions"],
        meaning: "to take a group out of use that was not entered lately, because a new one needs its room in the code cache.",
    },
    Term {
        names: &["demote", "demoted", "back-off", "blacklist"],
        meaning: "to let a block count longer than others, because its groups were overwritten again and again, or LLVM refused \
                  it.",
    },
    Term {
        names: &["speculation feedback", "lessons"],
        meaning: "what groups that failed have told of the program: instructions that are patched, page 0 reached by computed \
                  addresses, and so on. The next group takes it into account; `jit flush` forgets it.",
    },
    Term {
        names: &["entry stub", "landing"],
        meaning: "a small group that leads from where execution is left again and again to the head of the loop around it.",
    },
    Term {
        names: &["dynamic", "dynamic-operand", "dynamic-opcode"],
        meaning: "of an instruction that the guest patches: its operand is read each time it runs, or it is left to the \
                  interpreter, so that no store invalidates its group any more.",
    },
    Term {
        names: &["code cache", "code", "trace code", "compile time"],
        meaning: "the machine code of groups in use; `set code-cache SIZE` bounds it. `info jit` tells its bytes, those of \
                  baseline code, and the time that LLVM took.",
    },
    Term {
        names: &["plain page", "plain pages"],
        meaning: "a page without devices, watchpoints or read-only memory, which a group takes for granted.",
    },
    Term {
        names: &["filter", "filters"],
        meaning: "a condition, or the one of a `find`, as a function of its own; hot ones are compiled as well.",
    },
    Term {
        names: &["stop filter"],
        meaning: "what says which hit of a breakpoint is a stop: its condition, `skip`, `every`, and what stands first where \
                  several wait.",
    },
    Term {
        names: &["edge trigger"],
        meaning: "of `breakif`: it stops when its condition becomes true, and again only once it was false.",
    },
    Term {
        names: &["rebind", "follow"],
        meaning: "to move a breakpoint that was set by a name to where the name is now, when symbols or lines change.",
    },
    Term {
        names: &["condition misses", "passed"],
        meaning: "the times that the condition of a breakpoint was asked and did not hold; with the hits they are the \
                  evaluations that `info breakpoints` tells.",
    },
    Term {
        names: &["dirty log", "outside"],
        meaning: "what others than the guest changed of the machine, a command or a client, and from which cycle on; going back \
                  in time asks for it.",
    },
    Term {
        names: &["flush", "flushed"],
        meaning: "to take all groups and baseline code out of use and forget what was counted, as `jit flush` does.",
    },
];

/// The term that `word` is a form of.
pub(super) fn find(word: &str) -> Option<&'static Term> {
    let is_it = |term: &&Term| term.names.contains(&word);
    GLOSSARY.iter().find(is_it)
}

/// All terms, one a line.
pub(super) fn text() -> String {
    let line = |term: &Term| format!("{}: {}", term.names[0], term.meaning);
    GLOSSARY.iter().map(line).collect::<Vec<_>>().join("\n")
}
