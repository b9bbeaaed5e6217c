//! What is kept of a long past, and what is forgotten.

use jumppad_tiers::{Config, JitMode, Machine};

use super::*;

/// A machine in an endless loop: 0600 INC $10; JMP $0600.
fn machine() -> Machine {
    let mut machine = Machine::new(Config {
        jit: JitMode::Off,
        ..Config::default()
    });
    machine
        .load(0x600, &[0xE6, 0x10, 0x4C, 0x00, 0x06])
        .unwrap();
    machine.cpu_mut().pc = 0x600;
    machine
}

fn run(history: &mut History, machine: &mut Machine, cycles: u64) {
    let end = machine.cpu().cycles + cycles;
    while machine.cpu().cycles < end {
        let (budget, _) = history.prepare(machine, end - machine.cpu().cycles);
        machine.run(budget);
        history.reached(machine);
    }
}

#[test]
fn a_long_past_is_dense_near_and_sparse_far_away() {
    let mut machine = machine();
    let mut kept = Checkpoints::default();
    let checkpoint = machine.checkpoint();
    machine.cpu_mut().cycles = 0;
    for number in 0..5_000 {
        let cycle = number * INTERVAL;
        let moment = Moment { cycle, changes: 0 };
        kept.insert(moment, checkpoint.clone());
        kept.thin(64, moment);
    }
    let end = 4_999 * INTERVAL;
    assert_eq!((kept.len(), kept.first().unwrap().cycle), (64, 0));
    let mut at = Moment {
        cycle: end,
        changes: 1,
    };
    while let Some((before, _)) = kept.before(at) {
        let (gap, age) = (at.cycle - before.cycle, end - before.cycle);
        assert!(
            gap <= INTERVAL + age / 3,
            "a gap of {gap}, {age} cycles ago"
        );
        at = before;
    }
}

#[test]
fn checkpoints_come_by_cycles_and_by_changes() {
    let (mut history, mut machine) = (History::default(), machine());
    run(&mut history, &mut machine, INTERVAL + 100);
    assert_eq!(history.view(&machine).checkpoints, 2);
    for number in 0..10_000 {
        machine.poke(0x11, number as u8);
        run(&mut history, &mut machine, 10);
    }
    let view = history.view(&machine);
    assert!((4..10).contains(&view.checkpoints), "{view:?}");
    assert_eq!(view.changes, 10_000);
}

#[test]
fn too_many_changes_move_the_beginning_and_memory_stays_bounded() {
    let (mut history, mut machine) = (History::default(), machine());
    let bytes = [0xAA; 0x4000];
    for _ in 0..2_000 {
        machine.load(0x4000, &bytes).unwrap();
        run(&mut history, &mut machine, 10);
    }
    let view = history.view(&machine);
    let (first, beginning) = history.start().unwrap();
    assert_eq!(beginning, Beginning::Forgotten);
    assert!(first.cycle > 0 && first.cycle < view.now, "from {first:?}");
    assert!(view.bytes < 80 << 20, "{} bytes", view.bytes);
}

#[test]
fn a_change_in_the_past_makes_another_future() {
    let (mut history, mut machine) = (History::default(), machine());
    run(&mut history, &mut machine, 800);
    machine.poke(0x20, 1);
    run(&mut history, &mut machine, 800);
    let end = history.now(&machine);
    assert_eq!(end.changes, 1);
    let middle = history.moment_of(80);
    assert_eq!(
        history.restore_before(&mut machine, middle),
        history.start().map(|(at, _)| at)
    );
    assert!(!history.is_live(&machine));
    // The same again: to the change, and beyond it.
    run(&mut history, &mut machine, 1600);
    assert!(history.is_live(&machine) && machine.peek(0x20) == 1);
    assert_eq!(history.now(&machine), end);
    history.restore_before(&mut machine, middle);
    machine.poke(0x20, 2);
    let notice = history.settle(&mut machine);
    assert!(matches!(
        notice,
        Some(Notice::Discarded {
            cycle: 0,
            until: 1600,
            ..
        })
    ));
    run(&mut history, &mut machine, 1600);
    assert_eq!((machine.peek(0x20), history.view(&machine).changes), (2, 1));
}

#[test]
fn what_surrounds_the_processor_begins_anew() {
    let (mut history, mut machine) = (History::default(), machine());
    run(&mut history, &mut machine, 80);
    machine.protect(0x80..=0x80);
    assert!(history.settle(&mut machine).is_none());
    assert!(history.start().is_none());
    run(&mut history, &mut machine, 80);
    let (first, beginning) = history.start().unwrap();
    assert_eq!((first.cycle, beginning), (80, Beginning::Surroundings));
}
