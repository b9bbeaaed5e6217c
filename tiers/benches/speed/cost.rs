//! What it costs to have a stop set that is not reached, in compiled code.
//!
//! A machine runs with and without a stop elsewhere in turn, and two others beside it
//! with a condition that never holds: in the hottest loop, and of the byte that is
//! written most, but for the stack, of which nothing is asked in compiled code. Each cost is the
//! median over rounds of how much slower that was than just before. Less than
//! nothing is noise. Where two machines came to different groups, their costs
//! differ by that as well: the spread does not tell.

use std::collections::BTreeMap;
use std::sync::Arc;

use jumppad_tiers::filter::{ACCESS, Binary, Expr, Filter, STOP, Schema};
use jumppad_tiers::{Access, Config, JitMode, Machine};

use crate::engines::Engine;
use crate::programs::{Program, START};
use crate::stats::Samples;
use crate::steady::{settle, speed};

const ROUNDS: usize = 7;
/// Where no program has code or data.
const ELSEWHERE: u16 = 0xc123;
/// Instructions looked at to find the hottest, and the cycles between two.
const LOOKS: usize = 4_000;
const APART: u64 = 1_009;

pub(crate) fn report(programs: &[Program]) {
    println!("cost of a stop that is set and not reached, in percent of the speed without it");
    println!(
        "{:<10} {:>9} {:>22} {:>22} {:>28} {:>29}",
        "program",
        "MHz",
        "breakpoint elsewhere",
        "watchpoint elsewhere",
        "condition in hottest loop",
        "of the byte written most"
    );
    for program in programs {
        let (hottest, busiest) = (hottest(program), busiest(program));
        let mut plain = engine(program);
        let [mut conditional, mut asking] = [(); 2].map(|()| engine(program));
        machine(&mut conditional).set_breakpoint_if(hottest, never(&STOP));
        let byte = machine(&mut asking).add_watch(busiest..=busiest, Access::Write);
        machine(&mut asking).set_watch_condition(byte, Some(never(&ACCESS)));
        let budgets = [&mut plain, &mut conditional, &mut asking].map(settle);
        let budget = budgets[0];
        let mut speeds = Samples::default();
        let mut costs: [Samples; 4] = Default::default();
        for round in 0..ROUNDS {
            let before = speed(&mut plain, budget);
            machine(&mut plain).set_breakpoint(ELSEWHERE);
            let elsewhere = speed(&mut plain, budget);
            machine(&mut plain).clear_breakpoint(ELSEWHERE);
            let between = speed(&mut plain, budget);
            let watch = machine(&mut plain).add_watch(ELSEWHERE..=ELSEWHERE, Access::ReadWrite);
            let watched = speed(&mut plain, budget);
            machine(&mut plain).remove_watch(watch);
            let conditional = speed(&mut conditional, budgets[1]);
            let asking = speed(&mut asking, budgets[2]);
            if round > 0 {
                speeds.add(before);
                costs[0].add(100.0 * (1.0 - elsewhere / before));
                costs[1].add(100.0 * (1.0 - watched / between));
                costs[2].add(100.0 * (1.0 - conditional / between));
                costs[3].add(100.0 * (1.0 - asking / between));
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
            "{:<10} {:>9.0} {:>22} {:>22} {:>19} at ${hottest:04X} {:>20} at ${busiest:04X}",
            program.name,
            speeds.median(),
            cell(&costs[0]),
            cell(&costs[1]),
            cell(&costs[2]),
            cell(&costs[3]),
        );
    }
}

fn engine(program: &Program) -> Engine {
    let mut engine = Engine::called("jit").expect("there is such an engine");
    engine.load(&program.endless());
    engine
}

fn machine(engine: &mut Engine) -> &mut Machine {
    engine.machine().expect("stops are set in machines")
}

/// `[$FFF0] == 1`, where all programs leave 0.
fn never(schema: &'static Schema) -> Arc<Filter> {
    let byte = Expr::Byte(Box::new(Expr::Constant(0xfff0)));
    let is_one = Expr::binary(Binary::Equal, byte, Expr::Constant(1));
    Arc::new(Filter::new(schema, is_one).expect("it is a condition"))
}

/// The instruction that is executed most often, by samples.
fn hottest(program: &Program) -> u16 {
    most_often(program, |machine| Some(machine.cpu().pc)).unwrap_or(START)
}

/// The byte that is written most often, by samples, the stack aside.
fn busiest(program: &Program) -> u16 {
    let written = |machine: &mut Machine| {
        let all = machine.add_watch(0..=u16::MAX, Access::Write);
        let hit = machine.watched_here().last().copied();
        machine.remove_watch(all);
        hit.map(|hit| hit.addr).filter(|addr| addr >> 8 != 0x01)
    };
    most_often(program, written).unwrap_or(ELSEWHERE)
}

/// What is seen most often where the program is interrupted.
fn most_often(program: &Program, look: impl Fn(&mut Machine) -> Option<u16>) -> Option<u16> {
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
        if let Some(place) = look(&mut machine) {
            *seen.entry(place).or_default() += 1;
        }
    }
    let most = seen.into_iter().max_by_key(|&(_, count)| count);
    most.map(|(place, _)| place)
}
