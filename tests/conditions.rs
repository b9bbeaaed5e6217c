//! Conditions of breakpoints and watchpoints, in every tier: the same stops at
//! the same cycles, and the same counts of what did not hold.

#[path = "common/mod.rs"]
mod common;

use std::sync::Arc;

use common::{ORIGIN, Tier, is_compiled, place, warm_up};
use jumppad_tiers::filter::{ACCESS, Binary, Expr, Filter, STOP, Schema, Unary};
use jumppad_tiers::{Access, StopReason, WatchId};

/// Counts in Y, in page 0 and in a table, for ever.
///
/// ```text
/// 0400  LOOP    INY
/// 0401          STY $10
/// 0403          TYA
/// 0404          AND #$0F
/// 0406          TAX
/// 0407          INC $0300,X
/// 040A          JMP LOOP
/// ```
const COUNTS: &[u8] = &[
    0xc8, 0x84, 0x10, 0x98, 0x29, 0x0f, 0xaa, 0xfe, 0x00, 0x03, 0x4c, 0x00, 0x04,
];
const MIDDLE: u16 = 0x0404;
const STORE: u16 = 0x0407;
const BACK: u16 = 0x040a;
/// Cycles of one round.
const ROUND: u64 = 2 + 3 + 2 + 2 + 2 + 7 + 3;

fn field(schema: &'static Schema, name: &str) -> Expr {
    Expr::Int(schema.int(name).expect("a field"))
}

fn at(address: Expr) -> Expr {
    Expr::Byte(Box::new(address))
}

fn number(value: i64) -> Expr {
    Expr::Constant(value)
}

fn is(left: Expr, value: i64) -> Expr {
    Expr::binary(Binary::Equal, left, number(value))
}

fn stop(name: &str) -> Expr {
    field(&STOP, name)
}

fn table(index: Expr) -> Expr {
    at(Expr::binary(Binary::Add, number(0x0300), index))
}

fn filter(root: Expr) -> Arc<Filter> {
    Arc::new(Filter::new(&STOP, root).expect("a filter"))
}

/// What a run with a condition came to.
#[derive(Debug, PartialEq, Eq)]
struct Came {
    stops: Vec<(StopReason, u16, u64, u8, u8)>,
    passed: u64,
}

/// Stops at `addr` if `root`, up to ten times within some rounds.
fn came(tier: Tier, addr: u16, root: Expr) -> Came {
    let mut machine = tier.with(COUNTS);
    let end = 3_000 * ROUND + 5;
    machine.set_breakpoint_if(addr, filter(root));
    let mut stops = Vec::new();
    while machine.cpu().cycles < end && stops.len() < 10 {
        let reason = machine.run(end - machine.cpu().cycles);
        let cpu = machine.cpu();
        stops.push((reason, cpu.pc, cpu.cycles, cpu.y, cpu.x));
        machine.skip_breakpoint_here();
    }
    Came {
        stops,
        passed: machine.condition_misses(addr),
    }
}

#[test]
fn the_same_stops_and_counts_in_every_tier() {
    let seven = || is(stop("y"), 7);
    let by_zero = Expr::binary(Binary::Divide, number(1), stop("x"));
    let flag = |bit| Expr::binary(Binary::BitAnd, stop("p"), number(bit));
    let cycles = Expr::binary(Binary::Remainder, stop("cycles"), number(1_000));
    let conditions = [
        ("never", is(stop("y"), 256), 0),
        ("always", is(stop("pc"), 0), 0),
        ("a register", seven(), 10),
        ("two", seven().and(is(stop("x"), 6)), 10),
        ("either", seven().or(is(stop("y"), 250)), 10),
        (
            "neither",
            Expr::unary(Unary::Not, seven().or(stop("y"))),
            10,
        ),
        ("a flag", flag(0x80).and(seven()), 0),
        ("page 0", is(at(number(0x10)), 9), 10),
        (
            "page 0 by an index",
            is(at(Expr::binary(Binary::Add, stop("x"), number(8))), 9),
            0,
        ),
        ("a table", is(table(stop("x")), 100), 10),
        ("a word", is(Expr::Word(Box::new(number(0x10))), 0x20), 10),
        ("a fault", seven().and(by_zero), 0),
        ("time", is(cycles, 3), 3),
    ];
    for addr in [ORIGIN, MIDDLE, STORE, BACK] {
        for (name, root, _) in &conditions {
            let expected = came(Tier::Interpreter, addr, root.clone());
            for tier in Tier::ALL {
                let found = came(tier, addr, root.clone());
                assert_eq!(found, expected, "{tier:?}: {name} at ${addr:04X}");
            }
        }
    }
    for (name, root, least) in conditions {
        let found = came(Tier::Interpreter, MIDDLE, root);
        let stops = found.stops.iter();
        let count = stops
            .filter(|stop| stop.0 == StopReason::Breakpoint)
            .count();
        assert!(count >= least, "{name}: {count} stops");
        assert!(found.passed > 0 || count == 10, "{name}");
    }
}

#[test]
fn the_loop_is_compiled_as_one() {
    let mut machine = Tier::Jit.with(COUNTS);
    machine.set_breakpoint_if(MIDDLE, filter(is(stop("y"), 256)));
    let before = machine.jit_stats();
    assert_eq!(machine.run(100 * ROUND), StopReason::Cycles);
    assert!(is_compiled(&machine, MIDDLE));
    let stats = machine.jit_stats();
    assert!(stats.entries - before.entries < 10, "{stats:?}");
    assert!(stats.compiled_cycles > 90 * ROUND, "{stats:?}");
    let group = machine.groups().into_iter().next().expect("a group");
    assert_eq!(group.entry_points, [ORIGIN]);
}

/// Stores to the table are watched; runs for some rounds.
fn watched(tier: Tier, condition: Option<Expr>) -> (Vec<(u64, StopReason)>, u64) {
    let mut machine = tier.with(COUNTS);
    warm_up(tier, &mut machine, ORIGIN);
    (
        machine.cpu_mut().pc,
        machine.cpu_mut().y,
        machine.cpu_mut().cycles,
    ) = (ORIGIN, 0, 0);
    place(&mut machine, 0x0300, &[0; 16]);
    let id: WatchId = machine.add_watch(0x0300..=0x0307, Access::Write);
    let condition = condition.map(|root| Filter::new(&ACCESS, root).expect("a filter"));
    machine.set_watch_condition(id, condition.map(Arc::new));
    let (mut stops, end) = (Vec::new(), 256 * ROUND);
    while machine.cpu().cycles < end {
        let reason = machine.run(end - machine.cpu().cycles);
        stops.push((machine.cpu().cycles, reason));
        machine.skip_stop_here();
    }
    (stops, machine.watch_condition_misses(id))
}

#[test]
fn accesses_are_asked_where_they_are_watched() {
    let access = |name: &str| field(&ACCESS, name);
    let third = is(access("value"), 3).and(is(access("addr"), 0x0305));
    let (all, none) = watched(Tier::Interpreter, None);
    assert_eq!((all.len(), none), (128 + 1, 0));
    for tier in Tier::ALL {
        let (stops, passed) = watched(tier, Some(third.clone()));
        assert_eq!(
            stops,
            watched(Tier::Interpreter, Some(third.clone())).0,
            "{tier:?}"
        );
        assert!(matches!(
            stops[0].1,
            StopReason::Watchpoint(hit) if hit.new == 3 && hit.old == 2 && hit.addr == 0x0305
        ));
        assert_eq!((stops.len(), passed), (2, 127), "{tier:?}");
    }
}

#[test]
fn a_condition_that_goes_takes_its_count_along() {
    for tier in Tier::ALL {
        let mut machine = tier.with(COUNTS);
        machine.set_breakpoint_if(STORE, filter(is(stop("y"), 256)));
        warm_up(tier, &mut machine, STORE);
        let rounds = machine.condition_misses(STORE);
        assert!(rounds > 200, "{tier:?}: {rounds}");
        machine.forget_condition_misses(STORE);
        machine.run(10 * ROUND);
        assert_eq!(machine.condition_misses(STORE), 10, "{tier:?}");
        machine.set_breakpoint_if(STORE, filter(is(stop("x"), 5)));
        assert_eq!(machine.condition_misses(STORE), 0, "{tier:?}");
        assert_eq!(machine.run(100 * ROUND), StopReason::Breakpoint, "{tier:?}");
        assert_eq!(machine.cpu().x, 5, "{tier:?}");
        machine.set_breakpoint(STORE);
        machine.skip_breakpoint_here();
        assert_eq!(machine.run(100 * ROUND), StopReason::Breakpoint, "{tier:?}");
        assert_eq!(machine.cpu().x, 6, "{tier:?}");
        machine.clear_breakpoint(STORE);
        assert_eq!(machine.run(100 * ROUND), StopReason::Cycles, "{tier:?}");
    }
}

/// A patched operand lives in a register of the host, and a condition sees it.
#[test]
fn a_condition_may_look_at_an_operand_that_the_program_patches() {
    // 0400 LOOP INC PATCHED+1; PATCHED LDA $2000; STA $F0; INX; JMP LOOP
    let program = [
        0xee, 0x04, 0x04, 0xad, 0x00, 0x20, 0x85, 0xf0, 0xe8, 0x4c, 0x00, 0x04,
    ];
    let operand = || at(number(0x0404));
    for tier in Tier::ALL {
        let mut machine = tier.with(&program);
        warm_up(tier, &mut machine, 0x0400);
        machine.set_breakpoint_if(0x0408, filter(is(operand(), 0x80)));
        let mut cycles = Vec::new();
        for _ in 0..20 {
            assert_eq!(machine.run(1_000_000), StopReason::Breakpoint, "{tier:?}");
            assert_eq!((machine.cpu().pc, machine.peek(0x0404)), (0x0408, 0x80));
            cycles.push(machine.cpu().cycles);
            machine.skip_breakpoint_here();
        }
        // Once in 256 rounds.
        assert!(cycles.windows(2).all(|two| two[1] - two[0] == 256 * 18));
    }
}
