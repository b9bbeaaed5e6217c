//! How fast whole programs run: the steady state of every tier, how soon it is
//! reached, and what stops cost.
//!
//! The programs are those of the folder that `JUMPPAD_BENCH` names (raw images
//! for $0400, with a repeat count at $0403), else the ones built in. Words on
//! the command line pick parts: `steady`, `warm-up`, `cost`.

mod cold;
mod cost;
mod engines;
mod plot;
mod programs;
mod stats;
mod steady;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == cold::WORD) {
        cold::child(&words[1..]);
        return;
    }
    let parts: [(&str, fn()); 3] = [
        ("steady", steady::report),
        ("warm-up", cold::report),
        ("cost", cost::report),
    ];
    let is_named = |name: &str| words.iter().any(|word| word == name);
    let all = !parts.iter().any(|(name, _)| is_named(name));
    for (name, report) in parts {
        if all || is_named(name) {
            report();
            println!();
        }
    }
}
