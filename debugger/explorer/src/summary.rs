//! The story of the run in sentences, each with links to where the page shows it.
//!
//! It follows the first region through what replaced it until an invalidation has been told, since that is what a
//! reader who has never seen a JIT wants explained.

use maud::{Markup, html};

use crate::links::{Names, at, group};
use crate::model::{Coverage, Life, LifeEnd, Run, Share};
use crate::words::{count, megahertz, number, time};

/// The most regions that the story follows.
const CHAPTERS: usize = 8;

/// The sentences.
pub(crate) fn story(run: &Run) -> Markup {
    let names = Names::new(run.lives.iter().map(|life| life.group.as_str()));
    let chain = chain(&run.lives);
    html! {
        p.lead { (overview(run)) }
        p { (regions(run)) }
        @if !chain.is_empty() {
            ol.story {
                @for (at, life) in chain.iter().enumerate() {
                    li { (chapter(&names, life, at.checked_sub(1).and_then(|before| chain.get(before).copied()))) }
                }
            }
            @if let Some(more) = run.lives.len().checked_sub(chain.len()).filter(|more| *more > 0) {
                p {
                    "The " a href="#timeline" { "timeline" } " shows these and "
                    (count(more as u64, "more life")) "."
                }
            }
        }
        @if let Some(coverage) = run.coverage {
            p {
                "Of the program, "
                @for (n, (known, what)) in covered(&coverage).iter().enumerate() {
                    @if n > 0 { ", " } (known) " " (what)
                }
                " were executed. The " a href="#map" { "memory map" } " shows which."
            }
        }
    }
}

/// How much was covered of each kind of which there is any.
fn covered(coverage: &Coverage) -> Vec<(String, &'static str)> {
    let kinds = [
        (coverage.instructions, "instructions"),
        (coverage.lines, "lines of source"),
        (coverage.functions, "functions"),
        (coverage.branches, "directions of branches"),
    ];
    let known = kinds.into_iter().filter(|((_, known), _)| *known > 0);
    known
        .map(|((hit, known), what)| (format!("{} of {}", number(hit), number(known)), what))
        .collect()
}

/// What ran, for how long, how fast, and where.
fn overview(run: &Run) -> Markup {
    let sum = |of: fn(&Share) -> u64| run.shares.iter().map(of).sum::<u64>();
    let tiers = [
        ("in the interpreter", sum(|s| s.interpreted)),
        ("in baseline code", sum(|s| s.baseline)),
        ("in compiled regions", sum(|s| s.compiled)),
    ];
    let cycles: u64 = tiers.iter().map(|(_, cycles)| cycles).sum();
    let running: f64 = run.shares.iter().map(|s| s.running).sum();
    html! {
        "This is a run of " strong { (run.program) } " on the " (run.chip) ", up to cycle " strong { (number(run.end.cycle)) }
        ", where it rests at " (at(run.pc)) "."
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
    let groups: Vec<&Life> = run.lives.iter().filter(|life| life.is_group()).collect();
    let traces = run.lives.len() - groups.len();
    let ended = |how: &str| {
        let of = |life: &&&Life| life.end.as_ref().is_some_and(|end| end.how == how);
        groups.iter().filter(of).count() as u64
    };
    let in_use = groups
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
    let asked = groups.len() as u64 + run.lives_left_out;
    html! {
        @if asked == 0 {
            "No region was hot enough to be compiled by LLVM."
        } @else {
            "LLVM was asked to compile " strong { (count(asked, "region")) } ": "
            (number(in_use)) " in use at the end"
            @for fate in &fates { ", " (fate) }
            @if run.lives_left_out > 0 { ", and " (number(run.lives_left_out)) " of which nothing was kept" }
            "."
        }
        @let traces = traces as u64 + run.traces_left_out;
        @if traces > 0 { " Baseline code was made " (times(traces)) "." }
    }
}

fn times(count: u64) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{} times", number(count)),
    }
}

/// A region and how it ended.
fn chapter(names: &Names, life: &Life, before: Option<&Life>) -> Markup {
    let how = before
        .and_then(|before| before.end.as_ref())
        .map(|end| end.how.as_str());
    html! {
        @match how {
            None => { (beginnings(life)) (group(&life.group)) },
            Some("grown") => { (group(&life.group)) " took over. It" },
            Some(_) => { (group(&life.group)) " at " (place(life.entry, life.symbol.as_deref())) " took its place. It" },
        }
        @if life.is_group() {
            " was asked for at cycle " (number(life.requested.cycle)) ": " (names.linked(&lower(&life.reason)))
            @if let Some(live) = life.live {
                " It was in use from cycle " (number(live.cycle)) ", with " (count(life.blocks as u64, "block")) " and "
                (count(life.instructions as u64, "instruction")) "."
            }
        } @else {
            " is baseline code, in use from cycle " (number(life.requested.cycle)) ": " (names.linked(&lower(&life.reason)))
        }
        @match &life.end {
            Some(end) => { (ending(names, end)) }
            None if life.live.is_some() => { " It is in use still." }
            None => { " It was not ready when the guest came to rest." }
        }
    }
}

/// What was done about a region's entry before it was compiled.
fn beginnings(life: &Life) -> Markup {
    let earlier = |moment: &Option<crate::model::Moment>| moment.map(|m| number(m.cycle));
    html! {
        @if let (true, Some(counted)) = (life.is_group(), earlier(&life.counted)) {
            "The code at " (place(life.entry, life.symbol.as_deref())) " was first counted at cycle " (counted)
            @if let Some(baseline) = earlier(&life.baseline) { ", and baseline code of it was made at cycle " (baseline) }
            ". "
        } @else {
            "The code at " (place(life.entry, life.symbol.as_deref())) " was hot. "
        }
    }
}

fn ending(names: &Names, end: &LifeEnd) -> Markup {
    let how = match end.how.as_str() {
        "grown" => "replaced by a larger one",
        "evicted" => "evicted, to make room",
        "dropped" => "dropped before it was used",
        "failed" => "given up, for its compilation failed",
        other => other,
    };
    html! {
        " At cycle " (number(end.at.cycle)) " it was " strong { (how) } ": " (names.linked(&lower(&end.reason)))
    }
}

/// The first region and what replaced it, until an invalidation and its sequel were told.
fn chain(lives: &[Life]) -> Vec<&Life> {
    let Some(mut life) = lives.iter().find(|life| life.is_group()).or(lives.first()) else {
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

/// What took a region's place: what it grew into, else the next of its kind that has its entry, else whatever is next
/// there.
fn next<'a>(lives: &'a [Life], life: &Life, end: &LifeEnd) -> Option<&'a Life> {
    let named = |name: &String| lives.iter().find(|other| other.group == *name);
    let later = |fits: &dyn Fn(&Life) -> bool| {
        let after = lives.iter().filter(|other| {
            other.group != life.group && other.requested.cycle >= end.at.cycle && fits(other)
        });
        after.min_by_key(|other| other.requested.cycle)
    };
    let has = |other: &Life| {
        other
            .ranges
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&life.entry))
    };
    end.into
        .as_ref()
        .and_then(named)
        .or_else(|| later(&|other| other.tier == life.tier && other.entry == life.entry))
        .or_else(|| later(&|other| other.tier == life.tier && has(other)))
        .or_else(|| later(&has))
}

/// A sentence behind a colon: without its capital, unless that is of a name.
fn lower(text: &str) -> String {
    const OPENINGS: &[&str] = &[
        "The ", "It ", "A ", "An ", "All ", "There ", "What ", "Page ", "Time ", "Samples ",
    ];
    match OPENINGS.iter().any(|opening| text.starts_with(opening)) {
        true => text[..1].to_lowercase() + &text[1..],
        false => text.to_owned(),
    }
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

fn place(addr: u16, symbol: Option<&str>) -> Markup {
    html! {
        @match symbol {
            Some(name) => { code { (name) } " (" (at(addr)) ")" }
            None => { (at(addr)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::*;
    use crate::sample;

    fn html_of(data: &Value) -> String {
        let run = Run::deserialize(data).expect("a sample is a run");
        story(&run).into_string()
    }

    /// The words of the story only.
    fn told(data: &Value) -> String {
        let mut text = String::new();
        let mut inside = false;
        for c in html_of(data).chars() {
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
            "This is a run of demo on the NMOS 6502, up to cycle 220,000,000, where it rests at $060D.",
            "LLVM was asked to compile 7 regions: 2 in use at the end, 3 invalidated, 2 grown into larger ones. \
             Baseline code was made 3 times.",
            "The code at loop ($0608) was first counted at cycle 9, and baseline code of it was made at cycle 29. \
             G1 was asked for at cycle 1,200: 16 samples",
            "At cycle 6,161 it was replaced by a larger one: it is part of G2 now",
            "At cycle 100,959,124 it was invalidated: the instruction at next_letter ($0623) stored into its code",
            "G5 at loop ($0608) took its place.",
            "19 of 20 instructions, 18 of 20 lines of source, 3 of 3 functions, 7 of 8 directions of branches were executed.",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn what_a_sentence_mentions_is_linked() {
        let html = html_of(&sample::demo());
        for link in [
            r##"href="#region=G2">G2</a> now"##,
            r##"(<a class="addr" href="#addr=0623">$0623</a>)"##,
        ] {
            assert!(html.contains(link), "{link} in {html}");
        }
    }

    #[test]
    fn a_run_of_baseline_code_alone_is_told() {
        let mut data = sample::demo();
        let traces = data["lives"].as_array().expect("it is a list").iter();
        let traces: Vec<Value> = traces
            .filter(|life| life["tier"] == "baseline")
            .cloned()
            .collect();
        data["lives"] = traces.into();
        let text = told(&data);
        assert!(text.contains("No region was hot enough"), "{text}");
        assert!(
            text.contains("t0608 is baseline code, in use from cycle 29"),
            "{text}"
        );
        assert!(
            text.contains("t0608.2 at loop ($0608) took its place"),
            "{text}"
        );
    }

    #[test]
    fn a_run_without_regions_is_told_too() {
        let mut data = sample::demo();
        data["lives"] = json!([]);
        data["shares"] = json!([]);
        data["coverage"]["lines"] = json!([0, 0]);
        assert!(!told(&data).contains("lines of source"));
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
        assert_eq!(lower("The é"), "the é");
        assert_eq!(lower("G1 and"), "G1 and");
        assert_eq!(percent(999_999, 1_000_000), "99.9%");
        assert_eq!(percent(1, 1_000_000), "less than 0.1%");
    }
}
