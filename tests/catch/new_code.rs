//! First executions.

use std::collections::BTreeSet;

use jumppad_tiers::{CatchKind, Caught, Machine, StopReason};

use crate::common::{ORIGIN, Tier, assert_same, is_compiled, place, warm_up};
use crate::{ALL, BUDGET, follow, mixed};

#[test]
fn first_executions_stop_once_each() {
    for tier in Tier::ALL {
        for (range, warm) in [(ALL, false), (ALL, true), (0x0405..=0x0412, false)] {
            let (mut machine, mut oracle) = (mixed(tier), mixed(Tier::Interpreter));
            if warm {
                warm_up(tier, &mut machine, ORIGIN);
                follow(&mut oracle, &machine);
            }
            machine.add_catch(CatchKind::FirstExecution, range.clone());
            let mut executed = BTreeSet::new();
            for _ in 0..400 {
                let pc = oracle.cpu().pc;
                if range.contains(&pc) && executed.insert(pc) {
                    let expected = StopReason::Catch(Caught::FirstExecution { pc });
                    assert_eq!(machine.run(BUDGET), expected, "{tier:?}");
                    assert_same(tier, &machine, &oracle);
                    machine.skip_breakpoint_here();
                }
                oracle.run(1);
            }
            assert_eq!(machine.run(BUDGET), StopReason::Cycles, "{tier:?}");
            if tier == Tier::Jit {
                assert!(is_compiled(&machine, 0x0402), "{tier:?}");
            }
        }
    }
}

#[test]
fn back_in_time_it_was_not_executed_yet() {
    for tier in Tier::ALL {
        let mut machine = mixed(tier);
        machine.add_catch(CatchKind::FirstExecution, ALL);
        let stops = |machine: &mut Machine| {
            let mut seen = Vec::new();
            for _ in 0..9 {
                machine.skip_breakpoint_here();
                seen.push((machine.run(BUDGET), machine.cpu().cycles));
            }
            seen
        };
        stops(&mut machine);
        let before = machine.checkpoint();
        let first = stops(&mut machine);
        machine.restore(&before).expect("it is the same machine");
        assert_eq!(stops(&mut machine), first, "{tier:?}");
    }
}

#[test]
fn a_disarmed_catchpoint_learns_what_is_executed() {
    for tier in Tier::ALL {
        let mut machine = mixed(tier);
        let id = machine.add_catch(CatchKind::FirstExecution, ALL);
        machine.disarm_catch(id);
        warm_up(tier, &mut machine, 0x0402);
        machine.arm_catch(id);
        assert_eq!(machine.run(50_000), StopReason::Cycles, "{tier:?}");
        // The branch behind the loop leads to new code.
        machine.poke(0x0409, 0x11);
        place(&mut machine, 0x040e, &[0x30, 0x04]);
        place(&mut machine, 0x0430, &[0x4c, 0x00, 0x04]);
        let expected = StopReason::Catch(Caught::FirstExecution { pc: 0x0430 });
        assert_eq!(machine.run(50_000), expected, "{tier:?}");
    }
}
