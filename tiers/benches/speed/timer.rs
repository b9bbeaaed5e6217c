//! What a timer's interrupt a thousand times a second costs, for a clock of 1 MHz:
//! every engine runs the program `timer` with one and without, in turn.

use crate::board::INTERVAL;
use crate::engines::{self, Engine};
use crate::programs::Program;
use crate::steady;

/// The program that starts a timer, and where it counts interrupts.
const PROGRAM: &str = "timer";
const TICKS: u16 = 0x0204;

pub(crate) fn report(programs: &[Program]) {
    let Some(program) = programs.iter().find(|program| program.name == PROGRAM) else {
        return;
    };
    println!("interrupts: MHz without any, and with one every {INTERVAL} cycles");
    println!(
        "{:<12} {:>9} {:>14} {:>9} {:>14} {:>8} {:>9} {:>13}",
        "engine", "without", "spread", "with", "spread", "ratio", "left", "µs an interrupt"
    );
    let mut engines: Vec<Engine> = engines::names()
        .into_iter()
        .filter_map(Engine::called)
        .chain(engines::all().into_iter().map(Engine::with_timer))
        .collect();
    for engine in &mut engines {
        engine.load(&program.endless());
    }
    let speeds = steady::in_turn(&mut engines);
    let (without, with) = speeds.split_at(speeds.len() / 2);
    for (index, (without, with)) in without.iter().zip(with).enumerate() {
        let (engine, interrupted) = (engines[index].name, index + without_count(&engines));
        assert_ne!(ticks(&mut engines[interrupted]), 0, "nothing interrupted");
        // The handler's own cycles are among those that run.
        let each = |mhz: f64| INTERVAL as f64 / mhz;
        println!(
            "{engine:<12} {:>9.0} {:>6.0}..{:<6.0} {:>9.0} {:>6.0}..{:<6.0} {:>7.1}x {:>8.0}% {:>13.2}",
            without.median(),
            without.lowest(),
            without.highest(),
            with.median(),
            with.lowest(),
            with.highest(),
            with.median() / speeds[speeds.len() / 2].median(),
            100.0 * with.median() / without.median(),
            each(with.median()) - each(without.median()),
        );
    }
}

/// The engines without a timer come first.
fn without_count(engines: &[Engine]) -> usize {
    engines.len() / 2
}

fn ticks(engine: &mut Engine) -> u32 {
    let bytes = [0, 1, 2].map(|offset| engine.peek(TICKS + offset));
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0])
}
