//! What becomes of compiled code when watchpoints come, go and change.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jumppad_tiers::filter::{ACCESS, Filter};
use jumppad_tiers::{
    Access, Config, DropReason, EventKind, GroupId, InvalidationCause, Machine, StopReason, WatchId,
};

use crate::common::{ORIGIN, Tier, invalidations, is_compiled, place, warm_up};
use crate::{WHILE, access, is, looping, number, watch};

/// A watchpoint on a page concerns nobody but those who access its byte.
#[test]
fn neighbours_of_a_watched_byte_do_not_leave() {
    // STX $10; INC $11; STX $3010; INC $3011; STA $3020,X; LDA $3020,X
    let body = [
        0x86, 0x10, 0xe6, 0x11, 0x8e, 0x10, 0x30, 0xee, 0x11, 0x30, 0x9d, 0x20, 0x30, 0xbd, 0x20,
        0x30,
    ];
    for tier in Tier::COMPILING {
        let mut machine = tier.with(&looping(&body));
        for addr in [0x0f, 0x300f] {
            machine.add_watch(addr..=addr, Access::ReadWrite);
        }
        warm_up(tier, &mut machine, ORIGIN);
        machine.drain_events();
        for addr in [0x12, 0x3012, 0x301f] {
            machine.add_watch(addr..=addr, Access::ReadWrite);
        }
        assert_eq!(
            invalidations(&mut machine),
            [],
            "{tier:?}: it does not matter"
        );
        let before = machine.jit_stats();
        assert_eq!(machine.run(WHILE), StopReason::Cycles, "{tier:?}");
        assert_eq!(
            machine.jit_stats().side_exits,
            before.side_exits,
            "{tier:?}"
        );
        let shape = machine.group_shape(ORIGIN).expect("it is in use");
        assert_eq!(shape.zero_page, [0x10, 0x11], "in registers");
        // An index may lead here.
        let id = machine.add_watch(0x3080..=0x3080, Access::Write);
        let changed = InvalidationCause::WatchpointsChanged { addr: 0x040b };
        assert_eq!(invalidations(&mut machine)[0], changed, "{tier:?}");
        assert!(matches!(machine.run(WHILE), StopReason::Watchpoint(hit) if hit.id == id));
        machine.remove_watch(id);
        warm_up(tier, &mut machine, ORIGIN);
    }
}

#[test]
fn groups_go_when_what_they_ask_changes() {
    for tier in Tier::COMPILING {
        let mut machine = tier.with(&looping(&[0x86, 0x10]));
        // The first on a page takes away what was assumed of it.
        machine.add_watch(0x20..=0x20, Access::Write);
        let changed = [InvalidationCause::WatchpointsChanged { addr: 0x0401 }];
        let go_on = |machine: &mut Machine, what: &str| {
            let causes = invalidations(machine);
            assert!(!causes.is_empty(), "{tier:?}: {what}");
            assert!(
                causes.iter().all(|cause| changed.contains(cause)),
                "{causes:?}"
            );
            warm_up(tier, machine, ORIGIN);
            machine.drain_events();
        };
        warm_up(tier, &mut machine, ORIGIN);
        machine.drain_events();
        let id = watch(&mut machine, 0x10, Access::Write, Some(number(0)));
        go_on(&mut machine, "a watchpoint");
        let other = watch(&mut machine, 0x10, Access::Write, Some(number(0)));
        go_on(&mut machine, "one more");
        let never = Filter::new(&ACCESS, is(access("x"), 0x100)).expect("a filter");
        machine.set_watch_condition(id, Some(Arc::new(never)));
        go_on(&mut machine, "another condition");
        assert!(
            machine.watch_condition_misses(id) > 0 && machine.watch_condition_misses(other) > 0
        );
        machine.remove_watch(other);
        go_on(&mut machine, "one less");
        machine.set_watch_condition(id, None);
        assert!(!is_compiled(&machine, ORIGIN));
        assert!(
            matches!(machine.run(WHILE), StopReason::Watchpoint(_)),
            "{tier:?}"
        );
        machine.remove_watch(id);
        warm_up(tier, &mut machine, ORIGIN);
        machine.remove_watch(WatchId(77));
        assert!(is_compiled(&machine, ORIGIN), "{tier:?}");
    }
}

#[test]
fn code_that_is_overtaken_by_a_watchpoint_is_dropped() {
    let mut machine = Machine::new(Config::default());
    place(&mut machine, ORIGIN, &looping(&[0x86, 0x10]));
    machine.cpu_mut().pc = ORIGIN;
    let mut pending: Option<GroupId> = None;
    // What is finished is put to use by a run only.
    while pending.is_none() {
        machine.run(50);
        for event in machine.drain_events() {
            match event.kind {
                EventKind::CompileStarted { group, .. } => pending = Some(group),
                EventKind::Promoted { .. } => pending = None,
                _ => {}
            }
        }
    }
    watch(&mut machine, 0x10, Access::Write, Some(number(0)));
    let started = Instant::now();
    let reason = loop {
        assert!(started.elapsed() < Duration::from_secs(60));
        machine.run(1_000);
        let dropped = machine
            .drain_events()
            .into_iter()
            .find_map(|event| match event.kind {
                EventKind::CompileDropped { group, reason, .. } if Some(group) == pending => {
                    Some(reason)
                }
                EventKind::Promoted { group, .. } if Some(group) == pending => panic!("put to use"),
                _ => None,
            });
        if let Some(reason) = dropped {
            break reason;
        }
    };
    assert_eq!(reason, DropReason::StopsChanged);
}
