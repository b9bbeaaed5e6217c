//! What it costs to have a stop set that is not reached, in compiled code.
//!
//! A machine runs with and without a stop elsewhere in turn, and another one with
//! a condition that never holds in the hottest loop beside them; each cost is the
//! median over rounds of how much slower that was than just before. Less than
//! nothing is noise. Where two machines came to different groups, their costs
//! differ by that as well: the spread does not tell.

use std::collections::BTreeMap;
use std::sync::Arc;

use jumppad_tiers::filter::{Binary, Expr, Filter, STOP};
use jumppad_tiers::{Access, Config, JitMode, Machine};

use crate::engines::Engine;
use crate::programs::{self, Program, START};
use crate::stats::Samples;
use crate::steady::{settle, speed};

const ROUNDS: usize = 7;
/// Where no program has code or data.
const ELSEWHERE: u16 = 0xc123;
/// Instructions looked at to find the hottest, and the cycles between two.
const LOOKS: usize = 4_000;
const APART: u64 = 1_009;

pub(crate) fn report() {
    println!("cost of a stop that is set and not reached, in percent of the speed without it");
    println!(
        "{:<10} {:>9} {:>22} {:>22} {:>28}",
        "program",
        "MHz",
        "breakpoint elsewhere",
        "watchpoint elsewhere",
        "condition in hottest loop"
    );
    for program in programs::all() {
        let hottest = hottest(&program);
        let (mut plain, mut conditional) = (engine(&program), engine(&program));
        machine(&mut conditional).set_breakpoint_if(hottest, never());
        let budget = settle(&mut plain);
        let conditional_budget = settle(&mut conditional);
        let mut speeds = Samples::default();
        let mut costs: [Samples; 3] = Default::default();
        for round in 0..ROUNDS {
            let before = speed(&mut plain, budget);
            machine(&mut plain).set_breakpoint(ELSEWHERE);
            let elsewhere = speed(&mut plain, budget);
            machine(&mut plain).clear_breakpoint(ELSEWHERE);
            let between = speed(&mut plain, budget);
            let watch = machine(&mut plain).add_watch(ELSEWHERE..=ELSEWHERE, Access::ReadWrite);
            let watched = speed(&mut plain, budget);
            machine(&mut plain).remove_watch(watch);
            let conditional = speed(&mut conditional, conditional_budget);
            if round > 0 {
                speeds.add(before);
                costs[0].add(100.0 * (1.0 - elsewhere / before));
                costs[1].add(100.0 * (1.0 - watched / between));
                costs[2].add(100.0 * (1.0 - conditional / between));
            }
        }
        let cell = |costs: &Samples| {
            format!(
                "{:.1}% ({:.1} to {:.1})",
                costs.median(),
                costs.lowest(),
                costs.highest()
            )
        };
        println!(
            "{:<10} {:>9.0} {:>22} {:>22} {:>20} at ${hottest:04X}",
            program.name,
            speeds.median(),
            cell(&costs[0]),
            cell(&costs[1]),
            cell(&costs[2]),
        );
    }
}

fn engine(program: &Program) -> Engine {
    let mut engine = Engine::called("jit").expect("there is such an engine");
    engine.load(&program.endless());
    engine
}

fn machine(engine: &mut Engine) -> &mut Machine {
    match engine {
        Engine::Jit(machine) | Engine::Interpreter(machine) => machine,
        Engine::Yardstick(_) => unreachable!("stops are set in machines"),
    }
}

/// `[$FFF0] == 1`, where all programs leave 0.
fn never() -> Arc<Filter> {
    let byte = Expr::Byte(Box::new(Expr::Constant(0xfff0)));
    let is_one = Expr::binary(Binary::Equal, byte, Expr::Constant(1));
    Arc::new(Filter::new(&STOP, is_one).expect("it is a condition"))
}

/// The instruction that is executed most often, by samples.
fn hottest(program: &Program) -> u16 {
    let mut machine = Machine::new(Config {
        jit: JitMode::Off,
        ..Config::default()
    });
    machine
        .load(START, &program.endless())
        .expect("a benchmark program fits");
    machine.cpu_mut().pc = START;
    machine.run(LOOKS as u64 * APART);
    let mut seen: BTreeMap<u16, usize> = BTreeMap::new();
    for _ in 0..LOOKS {
        machine.run(APART);
        *seen.entry(machine.cpu().pc).or_default() += 1;
    }
    let most = seen.into_iter().max_by_key(|&(_, count)| count);
    most.map_or(START, |(pc, _)| pc)
}
