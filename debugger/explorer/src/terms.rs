//! What the words on the page mean, for those who have never seen a JIT.

use maud::{Markup, html};

const TERMS: &[(&str, &str)] = &[
    (
        "Interpreter",
        "Reads one instruction of the guest after the other and does what it says. It starts at once and is the \
         slowest way.",
    ),
    (
        "Baseline code",
        "Machine code of the host, put together from ready pieces in microseconds, one piece an instruction. Made of \
         what is executed more than a few times.",
    ),
    (
        "Region, or group",
        "Basic blocks of the guest that are compiled together by LLVM, with all its optimisations, on a thread of its \
         own. It takes milliseconds and yields the fastest code, so it is made of hot code only. Each has a name, as \
         G1.",
    ),
    (
        "Basic block",
        "Instructions that are always executed in a row: it is entered at its first and left at its last.",
    ),
    (
        "Promotion",
        "The step of a piece of code to a faster tier, because it was executed often.",
    ),
    (
        "Invalidation",
        "The end of compiled code that is no longer true. Most often the program stored into the very instructions \
         that it was made from.",
    ),
    (
        "Eviction",
        "The end of compiled code of little use, which made room for other code.",
    ),
    (
        "Grown into",
        "A region was compiled again together with blocks around it, and the larger one took its place.",
    ),
    (
        "Side exit",
        "A region met something that it cannot do itself, as a store into code, and left to the run loop in the middle.",
    ),
    (
        "Heat",
        "How often code was executed. Counting costs time, so only a part of the run is watched for it.",
    ),
];

/// The list of terms.
pub(crate) fn legend() -> Markup {
    html! {
        details.terms {
            summary { "What the words mean" }
            dl {
                @for (term, meaning) in TERMS {
                    div { dt { (term) } dd { (meaning) } }
                }
            }
        }
    }
}
