//! Watchpoints on busy pages, in every tier: the same stops, values and counts;
//! and compiled code that asks by itself, or need not ask.

#[path = "../common/mod.rs"]
mod common;
mod groups;

use std::sync::Arc;

use common::{ORIGIN, Tier, place};
use jumppad_tiers::filter::{ACCESS, Binary, Expr, Filter, STOP, Schema};
use jumppad_tiers::opcodes::Model;
use jumppad_tiers::{Access, CatchKind, Machine, StopReason, WatchHit, WatchId};

/// Cycles that let every loop here go round some hundred times.
const WHILE: u64 = 20_000;

fn number(value: i64) -> Expr {
    Expr::Constant(value)
}

fn field(schema: &'static Schema, name: &str) -> Expr {
    Expr::Int(schema.int(name).expect("a field"))
}

fn access(name: &str) -> Expr {
    field(&ACCESS, name)
}

fn is(left: Expr, value: i64) -> Expr {
    Expr::binary(Binary::Equal, left, number(value))
}

fn bits(left: Expr, mask: i64) -> Expr {
    Expr::binary(Binary::BitAnd, left, number(mask))
}

fn watch(machine: &mut Machine, addr: u16, kind: Access, root: Option<Expr>) -> WatchId {
    let id = machine.add_watch(addr..=addr, kind);
    let filter = root.map(|root| Filter::new(&ACCESS, root).expect("a filter"));
    machine.set_watch_condition(id, filter.map(Arc::new));
    id
}

/// X counts; then `body`; for ever.
fn looping(body: &[u8]) -> Vec<u8> {
    let mut program = vec![0xe8];
    program.extend(body);
    program.extend([0x4c, 0x00, 0x04]);
    program
}

/// Instructions that access $10 or $3010, once at least in a round.
const BODIES: &[(&str, Model, &[u8])] = &[
    ("STX zp", Model::Nmos6502, &[0x86, 0x10]),
    ("STX abs", Model::Nmos6502, &[0x8e, 0x10, 0x30]),
    ("STX abs on page 0", Model::Nmos6502, &[0x8e, 0x10, 0x00]),
    ("LDA zp", Model::Nmos6502, &[0x86, 0x11, 0xa5, 0x10]),
    ("ADC abs", Model::Nmos6502, &[0x6d, 0x10, 0x30]),
    ("INC zp", Model::Nmos6502, &[0xe6, 0x10]),
    ("INC abs", Model::Nmos6502, &[0xee, 0x10, 0x30]),
    ("ROL abs", Model::Nmos6502, &[0x2e, 0x10, 0x30]),
    ("SAX zp", Model::Nmos6502, &[0x8a, 0x87, 0x10]),
    ("ISC abs", Model::Nmos6502, &[0xef, 0x10, 0x30]),
    ("RRA zp", Model::Nmos6502, &[0x67, 0x10]),
    ("SHX abs,Y", Model::Nmos6502, &[0x9e, 0x10, 0x30]),
    ("STA abs,X", Model::Nmos6502, &[0x8a, 0x9d, 0x00, 0x30]),
    (
        "STA abs,X over a page",
        Model::Nmos6502,
        &[0x9d, 0x20, 0x2f],
    ),
    ("INC abs,X", Model::Nmos6502, &[0xfe, 0xf0, 0x2f]),
    (
        "EOR abs,Y",
        Model::Nmos6502,
        &[0x8a, 0xa8, 0x59, 0x00, 0x30],
    ),
    (
        "two stores",
        Model::Nmos6502,
        &[0x86, 0x10, 0x8e, 0x10, 0x30],
    ),
    ("STA zp,X", Model::Nmos6502, &[0x8a, 0x95, 0x80]),
    ("DEC zp,X", Model::Nmos6502, &[0xd6, 0xf0]),
    (
        "LDX zp,Y",
        Model::Nmos6502,
        &[0xc8, 0x86, 0x11, 0xb6, 0x0f, 0xa6, 0x11],
    ),
    ("TSB zp", Model::Wdc65C02, &[0x8a, 0x04, 0x10]),
    (
        "STZ abs",
        Model::Wdc65C02,
        &[0xee, 0x10, 0x30, 0x9c, 0x10, 0x30],
    ),
    ("INC abs,X, CMOS", Model::Wdc65C02, &[0xfe, 0xf0, 0x2f]),
    (
        "BBS, SMB",
        Model::Rockwell65C02,
        &[0x86, 0x10, 0x8f, 0x10, 0x00, 0xf7, 0x10],
    ),
];

fn conditions() -> Vec<(&'static str, Option<Expr>)> {
    let by_zero = Expr::binary(Binary::Divide, number(1), bits(access("x"), 7));
    let cycles = Expr::binary(Binary::Remainder, access("cycles"), number(1_000));
    let page_0 = Expr::Byte(Box::new(number(0x10)));
    let grows = Expr::binary(Binary::Less, access("old"), access("value"));
    vec![
        ("never", Some(number(0))),
        ("always", Some(number(1))),
        ("no condition", None),
        ("the value", Some(is(bits(access("value"), 0x1f), 0x12))),
        (
            "more than before",
            Some(grows.and(is(bits(access("old"), 0x0f), 3))),
        ),
        (
            "a write of X",
            Some(access("iswrite").and(is(access("x"), 9))),
        ),
        (
            "a read",
            Some(is(access("iswrite"), 0).and(is(access("x"), 9))),
        ),
        (
            "where",
            Some(is(access("addr"), 0x3010).and(is(bits(access("x"), 15), 1))),
        ),
        ("memory", Some(is(page_0, 0x33))),
        ("a fault", Some(by_zero.and(number(0)))),
        ("time", Some(is(cycles, 3))),
        (
            "the instruction",
            Some(is(access("pc"), 0x0403).and(is(access("x"), 100))),
        ),
    ]
}

type Stop = (u64, u16, StopReason, Vec<WatchHit>);

/// Where a loop stops, at most some times, and how often each watchpoint passed.
fn came(
    tier: Tier,
    model: Model,
    body: &[u8],
    kind: Access,
    root: Option<&Expr>,
) -> (Vec<Stop>, Vec<u64>) {
    let mut machine = tier.machine_of(model);
    place(&mut machine, ORIGIN, &looping(body));
    machine.cpu_mut().pc = ORIGIN;
    let ids = [0x10, 0x3010].map(|addr| watch(&mut machine, addr, kind, root.cloned()));
    let mut stops = Vec::new();
    while machine.cpu().cycles < WHILE && stops.len() < 6 {
        let reason = machine.run(WHILE - machine.cpu().cycles);
        stops.push((
            machine.cpu().cycles,
            machine.cpu().pc,
            reason,
            machine.watched_here(),
        ));
        machine.skip_stop_here();
    }
    (
        stops,
        ids.map(|id| machine.watch_condition_misses(id)).to_vec(),
    )
}

#[test]
fn the_same_stops_and_counts_in_every_tier() {
    for &(name, model, body) in BODIES {
        for (asks, root) in conditions() {
            for kind in [Access::Read, Access::Write, Access::ReadWrite] {
                let [expected, jit] = [Tier::Interpreter, Tier::Jit]
                    .map(|tier| came(tier, model, body, kind, root.as_ref()));
                assert_eq!(jit, expected, "{name}: {kind:?}, {asks}");
            }
        }
    }
    for (asks, root) in conditions() {
        let body = &[0xe6, 0x10];
        let come = |tier| {
            came(
                tier,
                Model::Nmos6502,
                body,
                Access::ReadWrite,
                root.as_ref(),
            )
        };
        let [expected, auto] = [Tier::Interpreter, Tier::Auto].map(come);
        assert_eq!(auto, expected, "{asks}");
    }
}

#[test]
fn a_condition_that_never_holds_never_leaves() {
    for &(name, model, body) in BODIES {
        if name.starts_with("SHX") {
            // It may write anywhere.
            continue;
        }
        let mut machine = Tier::Jit.machine_of(model);
        place(&mut machine, ORIGIN, &looping(body));
        machine.cpu_mut().pc = ORIGIN;
        let ids = [0x10, 0x3010].map(|addr| {
            let never = is(access("value"), 0x100);
            watch(&mut machine, addr, Access::ReadWrite, Some(never))
        });
        machine.run(WHILE);
        let before = machine.jit_stats();
        assert_eq!(machine.run(WHILE), StopReason::Cycles, "{name}");
        let after = machine.jit_stats();
        assert_eq!(after.side_exits, before.side_exits, "{name}");
        assert!(after.entries - before.entries < 10, "{name}");
        assert!(
            ids.iter().any(|&id| machine.watch_condition_misses(id) > 8),
            "{name}"
        );
    }
}

/// The breakpoint is asked first; each counts for itself.
#[test]
fn a_breakpoint_and_a_watchpoint_on_one_instruction() {
    let came = |tier: Tier| {
        let mut machine = tier.with(&looping(&[0x86, 0x10]));
        let third = is(bits(field(&STOP, "x"), 3), 3);
        let filter = Filter::new(&STOP, third).expect("a filter");
        machine.set_breakpoint_if(0x0401, Arc::new(filter));
        let odd = is(bits(access("value"), 1), 1).and(is(bits(access("value"), 0xf0), 0));
        let id = watch(&mut machine, 0x10, Access::Write, Some(odd));
        let mut stops = Vec::new();
        for _ in 0..100 {
            let reason = machine.run(WHILE);
            let passed = (
                machine.condition_misses(0x0401),
                machine.watch_condition_misses(id),
            );
            stops.push((reason, machine.cpu().cycles, passed));
            match reason {
                StopReason::Breakpoint => machine.skip_breakpoint_here(),
                _ => machine.skip_stop_here(),
            }
        }
        stops
    };
    let expected = came(Tier::Interpreter);
    for tier in Tier::COMPILING {
        assert_eq!(came(tier), expected, "{tier:?}");
    }
    // At 3 the breakpoint, then the watchpoint there.
    let both = [expected[1].0, expected[2].0];
    assert_eq!(both[0], StopReason::Breakpoint);
    assert!(matches!(both[1], StopReason::Watchpoint(hit) if hit.new == 3 && hit.old == 2));
}

/// What nobody has written is the catchpoint's, on whatever page; what somebody has
/// is the watchpoint's.
#[test]
fn watchpoints_among_bytes_that_nobody_has_written() {
    // STX $3010; LDA $3011; INC $3012
    let body = [0x8e, 0x10, 0x30, 0xad, 0x11, 0x30, 0xee, 0x12, 0x30];
    let came = |tier: Tier| {
        let mut machine = tier.with(&looping(&body));
        let sixteenth = || is(bits(access("value"), 15), 1);
        let ids = [0x3010, 0x3011, 0x3012]
            .map(|addr| watch(&mut machine, addr, Access::ReadWrite, Some(sixteenth())));
        let catch = machine.add_catch(CatchKind::Uninitialised, 0x3000..=0x30ff);
        let mut stops = Vec::new();
        for round in 0..60 {
            let reason = machine.run(WHILE);
            let passed = ids.map(|id| machine.watch_condition_misses(id));
            stops.push((reason, machine.cpu().cycles, passed));
            match reason {
                StopReason::Catch(_) => machine.skip_catch_here(),
                _ => machine.skip_stop_here(),
            }
            match round {
                20 => machine.disarm_catch(catch),
                30 => machine.poke(0x3011, 0),
                40 => machine.arm_catch(catch),
                50 => machine.remove_catch(catch),
                _ => {}
            }
        }
        stops
    };
    let expected = came(Tier::Interpreter);
    for tier in Tier::COMPILING {
        assert_eq!(came(tier), expected, "{tier:?}");
    }
}
