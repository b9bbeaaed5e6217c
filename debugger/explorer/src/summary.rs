//! The story of the run in sentences, each with links to where the page shows it.
//!
//! It follows the first region through what replaced it until an invalidation has been told, since that is what a
//! reader who has never seen a JIT wants explained.

use maud::{Markup, html};

use crate::model::{Life, LifeEnd, Run};
use crate::words::{address, count, megahertz, number, time};

/// The most regions that the story follows.
const CHAPTERS: usize = 8;

/// The sentences.
pub(crate) fn story(run: &Run) -> Markup {
    html! {
        p.lead { (overview(run)) }
        p { (regions(run)) }
        @let chain = chain(&run.lives);
        @if !chain.is_empty() {
            ol.story {
                @for (at, life) in chain.iter().enumerate() {
                    li { (chapter(life, at.checked_sub(1).and_then(|before| chain.get(before).copied()))) }
                }
            }
            @if let Some(more) = run.lives.len().checked_sub(chain.len()).filter(|more| *more > 0) {
                p {
                    "The " a href="#timeline" { "timeline" } " shows these and "
                    (count(more as u64, "more region")) "."
                }
            }
        }
        @if let Some(coverage) = run.coverage {
            p {
                "Of the program, " (part(coverage.instructions)) " instructions were executed, "
                (part(coverage.lines)) " lines of source, " (part(coverage.functions)) " functions and "
                (part(coverage.branches)) " directions of branches. The " a href="#map" { "memory map" } " shows which."
            }
        }
    }
}

fn part((hit, known): (u64, u64)) -> String {
    format!("{} of {}", number(hit), number(known))
}

/// What ran, for how long, how fast, and where.
fn overview(run: &Run) -> Markup {
    let sum = |of: fn(&crate::model::Share) -> u64| run.shares.iter().map(of).sum::<u64>();
    let tiers = [
        ("in the interpreter", sum(|s| s.interpreted)),
        ("in baseline code", sum(|s| s.baseline)),
        ("in compiled regions", sum(|s| s.compiled)),
    ];
    let cycles: u64 = tiers.iter().map(|(_, cycles)| cycles).sum();
    let running: f64 = run.shares.iter().map(|s| s.running).sum();
    html! {
        strong { (run.program) } " ran on a " (run.chip) " for " strong { (count(run.end.cycle, "cycle")) }
        " and rests at " (at(run.pc)) "."
        @if let Some(speed) = megahertz(cycles, running) {
            " The machine ran for " (time(running)) " of the host's time, which is "
            strong { (speed) } " on average."
        }
        @if cycles > 0 {
            " Of the cycles, "
            @for (n, (name, part)) in tiers.iter().enumerate() {
                @if n == 1 { ", " } @else if n == 2 { " and " }
                (percent(*part, cycles)) " passed " (name)
            }
            "."
        }
    }
}

/// How many regions there were and what became of them.
fn regions(run: &Run) -> Markup {
    let ended = |how: &str| {
        let of = |life: &&Life| life.end.as_ref().is_some_and(|end| end.how == how);
        run.lives.iter().filter(of).count() as u64
    };
    let in_use = run
        .lives
        .iter()
        .filter(|life| life.live.is_some() && life.end.is_none());
    let fates: Vec<String> = [
        ("invalidated", "invalidated"),
        ("grown", "grown into larger ones"),
        ("evicted", "evicted"),
        ("dropped", "dropped"),
        ("failed", "failed"),
    ]
    .iter()
    .map(|(how, words)| (ended(how), words))
    .filter(|(count, _)| *count > 0)
    .map(|(count, words)| format!("{} {words}", number(count)))
    .collect();
    let in_use = in_use.count() as u64;
    html! {
        @if run.lives.is_empty() {
            "No region was hot enough to be compiled by LLVM."
        } @else {
            "LLVM was asked to compile " strong { (count(run.lives.len() as u64 + run.lives_left_out, "region")) } "; "
            (number(in_use)) " in use at the end"
            @for fate in &fates { ", " (fate) }
            "."
            @if run.lives_left_out > 0 {
                " The first or last of them are not shown: " (number(run.lives_left_out)) " were not kept."
            }
        }
    }
}

/// A region and how it ended.
fn chapter(life: &Life, before: Option<&Life>) -> Markup {
    let took = match before.and_then(|before| before.end.as_ref()) {
        Some(end) if end.how == "grown" => " took over",
        Some(_) => " took its place",
        None => " was compiled",
    };
    html! {
        (group(&life.group)) " at " (place(life.entry, life.symbol.as_deref())) (took)
        @if let Some(live) = life.live {
            ", in use from cycle " (number(live.cycle))
        } @else {
            ", asked for at cycle " (number(life.requested.cycle))
        }
        " (" (count(life.blocks as u64, "block")) ", " (count(life.instructions as u64, "instruction")) "): "
        (sentence(&life.reason))
        @match &life.end {
            Some(end) => { (ending(end)) }
            None if life.live.is_some() => { " It is in use still." }
            None => { " It was not ready when the guest came to rest." }
        }
    }
}

fn ending(end: &LifeEnd) -> Markup {
    let how = match end.how.as_str() {
        "invalidated" => "invalidated",
        "grown" => "replaced by a larger one",
        "evicted" => "evicted, to make room",
        "dropped" => "dropped before it was used",
        "failed" => "given up, for its compilation failed",
        other => other,
    };
    html! {
        " It was " strong { (how) } " at cycle " (number(end.at.cycle)) ": " (sentence(&end.reason))
        @match (end.by, end.addr) {
            (Some(by), Some(addr)) => {
                " The instruction at " (at(by)) " stored to " (at(addr)) ", which its code was made from."
            }
            (Some(by), None) => { " The instruction at " (at(by)) " caused it." }
            _ => {}
        }
    }
}

/// The first region and what replaced it, until an invalidation and its sequel were told.
fn chain(lives: &[Life]) -> Vec<&Life> {
    let Some(mut life) = lives.first() else {
        return Vec::new();
    };
    let mut chain = vec![life];
    let mut enough = false;
    while let Some(end) = &life.end
        && chain.len() < CHAPTERS
        && !enough
    {
        enough = end.how == "invalidated";
        let Some(next) = next(lives, life, end) else {
            break;
        };
        if chain.iter().any(|known| std::ptr::eq(*known, next)) {
            break;
        }
        chain.push(next);
        life = next;
    }
    chain
}

/// What took a region's place: what it grew into, else the next that was made for the same entry.
fn next<'a>(lives: &'a [Life], life: &Life, end: &LifeEnd) -> Option<&'a Life> {
    let named = |name: &String| lives.iter().find(|other| other.group == *name);
    let later = || {
        lives.iter().find(|other| {
            other.entry == life.entry
                && other.group != life.group
                && other.requested.cycle >= end.at.cycle
        })
    };
    end.into.as_ref().and_then(named).or_else(later)
}

/// A text as a sentence: with a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.trim().chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let rest = letters.as_str();
    let stop = match rest.ends_with(['.', '!', '?']) {
        true => "",
        false => ".",
    };
    format!("{}{rest}{stop}", first.to_uppercase())
}

fn percent(part: u64, whole: u64) -> String {
    // To a tenth, in whole numbers: exact enough, and never 100 % of what is less.
    let tenths = u128::from(part) * 1000 / u128::from(whole.max(1));
    match (part, tenths) {
        (0, _) => "none".to_owned(),
        (_, 0) => "less than 0.1%".to_owned(),
        (_, tenths) => format!("{}.{}%", tenths / 10, tenths % 10),
    }
}

fn group(name: &str) -> Markup {
    html! { a.group href={"#region=" (link(name))} { (name) } }
}

fn at(addr: u16) -> Markup {
    html! { a.addr href={"#addr=" (format!("{addr:04X}"))} { (address(addr)) } }
}

fn place(addr: u16, symbol: Option<&str>) -> Markup {
    html! {
        @match symbol {
            Some(name) => { code { (name) } " (" (at(addr)) ")" }
            None => { (at(addr)) }
        }
    }
}

/// A name within the fragment of a URL.
fn link(name: &str) -> String {
    let mut text = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => text.push(char::from(byte)),
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::sample;

    fn told(data: &serde_json::Value) -> String {
        let run = Run::deserialize(data).expect("a sample is a run");
        let html = story(&run).into_string();
        // Words only.
        let mut text = String::new();
        let mut inside = false;
        for c in html.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => text.push(c),
                _ => {}
            }
        }
        text
    }

    #[test]
    fn the_demo_is_told_to_its_first_invalidation_and_what_replaced_it() {
        let text = told(&sample::demo());
        for part in [
            "ran on a NMOS 6502 for 220,000,000 cycles",
            "G1 at loop ($0608) was compiled, in use from cycle 2,334",
            "It was replaced by a larger one at cycle 6,161",
            "It was invalidated at cycle 100,959,124",
            "The instruction at $0623 stored to $0609, which its code was made from.",
            "G5 at loop ($0608) took its place",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn a_run_without_regions_is_told_too() {
        let mut data = sample::demo();
        data["lives"] = serde_json::json!([]);
        data["shares"] = serde_json::json!([]);
        assert!(told(&data).contains("No region was hot enough"));
    }

    #[test]
    fn a_circle_of_replacements_ends() {
        let mut data = sample::demo();
        data["lives"][0]["end"]["into"] = "G1".into();
        told(&data);
    }

    #[test]
    fn texts_become_sentences() {
        assert_eq!(sentence("entered 3 times"), "Entered 3 times.");
        assert_eq!(sentence("Done."), "Done.");
        assert_eq!(sentence(""), "");
        assert_eq!(percent(999_999, 1_000_000), "99.9%");
        assert_eq!(percent(1, 1_000_000), "less than 0.1%");
        assert_eq!(link("G1 \"<"), "G1%20%22%3C");
    }
}
