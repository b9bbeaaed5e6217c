//! What the JIT does.

use jumppad_tiers::{CatchKind, Caught, EventKind, StopReason};

use crate::common::{Tier, assert_same};
use crate::{ALL, PATCHES, follow, mixed};

#[test]
fn promotion_and_invalidation_stop_at_the_next_boundary() {
    let run = || {
        let mut machine = Tier::Jit.with(PATCHES);
        machine.add_catch(CatchKind::Promotion, ALL);
        machine.add_catch(CatchKind::Invalidation, 0x040a..=0x040a);
        let mut oracle = Tier::Interpreter.with(PATCHES);
        let mut stops = Vec::new();
        while machine.run(2_000 - machine.cpu().cycles) == StopReason::Catch(Caught::Event) {
            follow(&mut oracle, &machine);
            assert_same(Tier::Jit, &machine, &oracle);
            for caught in machine.caught_events() {
                assert!(
                    matches!(
                        caught.event.kind,
                        EventKind::Promoted { .. } | EventKind::Invalidated { .. }
                    ),
                    "{caught:?}"
                );
                stops.push((machine.cpu().cycles, caught.event.kind.to_string()));
            }
        }
        stops
    };
    let stops = run();
    assert!(stops.iter().any(|stop| stop.1.starts_with("promote")));
    assert!(stops.iter().any(|stop| stop.1.starts_with("invalidate")));
    assert_eq!(stops, run(), "reproducible");
    // Only groups that touch the range, and nothing that the user causes.
    let mut machine = Tier::Jit.with(PATCHES);
    machine.add_catch(CatchKind::Promotion, 0x0500..=0x05ff);
    machine.add_catch(CatchKind::Invalidation, ALL);
    machine.run(1);
    machine.flush();
    assert_eq!(machine.run(1), StopReason::Cycles);
}

#[test]
fn promotion_in_the_background() {
    let mut machine = mixed(Tier::Auto);
    machine.add_catch(CatchKind::Promotion, ALL);
    let mut stop = StopReason::Cycles;
    for _ in 0..5_000 {
        stop = machine.run(1_000_000);
        if stop != StopReason::Cycles {
            break;
        }
    }
    assert_eq!(stop, StopReason::Catch(Caught::Event));
    let mut oracle = mixed(Tier::Interpreter);
    follow(&mut oracle, &machine);
    assert_same(Tier::Auto, &machine, &oracle);
}
