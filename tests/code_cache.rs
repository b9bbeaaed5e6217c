//! The code cache as a whole: groups are entered as long as they are in use,
//! all of them go when asked, and what goes is freed and accounted for.

#[path = "common/mod.rs"]
mod common;

use common::witness::{Log, Witness};
use common::{ORIGIN, Tier, invalidations, is_compiled, settled, warm_up};
use jumppad_tiers::{Access, Event, EventKind, InvalidationCause, JitMode, Machine, Why};

/// INX; JMP $0400
const SPIN: &[u8] = &[0xe8, 0x4c, 0x00, 0x04];
/// Patches its own LDA: INX; STX $0405; LDA #$00; STA $10; JMP $0400
const PATCHES: &[u8] = &[
    0xe8, 0x8e, 0x05, 0x04, 0xa9, 0x00, 0x85, 0x10, 0x4c, 0x00, 0x04,
];

#[test]
fn a_group_is_entered_again_each_time() {
    // LDA $0600,X; STA $10; JMP $0400, and the interpreter must help at LDA,
    // because a device is there.
    const LOOP: &[u8] = &[0xbd, 0x00, 0x06, 0x85, 0x10, 0x4c, 0x00, 0x04];
    const ROUND: u64 = 4 + 3 + 3;
    for tier in Tier::COMPILING {
        let mut machine = settled(tier, LOOP);
        machine.attach(0x0600..=0x06ff, Box::new(Witness::new(&Log::default())));
        warm_up(tier, &mut machine, ORIGIN);
        let before = machine.jit_stats();
        machine.run(1_000 * ROUND);
        let after = machine.jit_stats();
        assert!(after.entries - before.entries >= 990, "{tier:?}: {after:?}");
        assert!(is_compiled(&machine, ORIGIN), "{tier:?}");
    }
}

#[test]
fn flushing_empties_the_cache_and_forgets() {
    for tier in Tier::COMPILING {
        let mut machine = settled(tier, SPIN);
        machine.flush();
        assert_eq!(machine.groups(), [], "{tier:?}");
        let why = machine.why(ORIGIN);
        let cause = Some(InvalidationCause::Flushed);
        assert!(
            matches!(why, Why::OutOfUse { cause: is, count: 0, .. } if is == cause),
            "{tier:?}: {why:?}"
        );
        assert!(
            invalidations(&mut machine)
                .iter()
                .all(|c| *c == InvalidationCause::Flushed)
        );
        assert_eq!(machine.jit_stats().code_bytes, 0, "{tier:?}");
        warm_up(tier, &mut machine, ORIGIN);
    }
}

#[test]
fn turning_the_jit_off_empties_the_cache() {
    for tier in Tier::COMPILING {
        let mut machine = settled(tier, SPIN);
        let mode = machine.jit_mode();
        machine.set_jit_mode(JitMode::Off);
        assert_eq!(machine.groups(), [], "{tier:?}");
        assert_eq!(machine.why(ORIGIN), Why::JitOff, "{tier:?}");
        let entries = machine.jit_stats().entries;
        machine.run(50_000);
        assert_eq!(machine.groups(), [], "{tier:?}");
        assert_eq!(machine.jit_stats().entries, entries, "{tier:?}");
        machine.set_jit_mode(mode);
        warm_up(tier, &mut machine, ORIGIN);
    }
}

#[test]
fn a_page_that_is_plain_no_longer_takes_its_groups_along() {
    // LDA $0600; STA $10; STA $0700; JMP $0400
    const USES: &[u8] = &[
        0xad, 0x00, 0x06, 0x85, 0x10, 0x8d, 0x00, 0x07, 0x4c, 0x00, 0x04,
    ];
    let changed = |page| InvalidationCause::PageChanged { page };
    for tier in Tier::COMPILING {
        let mut machine = settled(tier, USES);
        // What is written may be watched for reads, and the other way round.
        machine.add_watch(0x0780..=0x0780, Access::Read);
        machine.add_watch(0x0680..=0x0680, Access::Write);
        machine.protect(6..=6);
        assert_eq!(invalidations(&mut machine), [], "{tier:?}");
        machine.add_watch(0x0681..=0x0681, Access::Read);
        assert!(
            all_are(&invalidations(&mut machine), changed(6)),
            "{tier:?}"
        );
        warm_up(tier, &mut machine, ORIGIN);
        machine.protect(7..=7);
        assert!(
            all_are(&invalidations(&mut machine), changed(7)),
            "{tier:?}"
        );
        warm_up(tier, &mut machine, ORIGIN);
        let log = Log::default();
        machine.attach(0x0600..=0x06ff, Box::new(Witness::new(&log)));
        let expected = [changed(6), InvalidationCause::Flushed];
        let causes = invalidations(&mut machine);
        assert!(
            causes.iter().all(|cause| expected.contains(cause)),
            "{tier:?}: {causes:?}"
        );
        warm_up(tier, &mut machine, ORIGIN);
        assert!(!log.take().is_empty(), "{tier:?}");
        assert_eq!(machine.peek(0x0700), 0x00, "{tier:?}");
    }
}

fn all_are(causes: &[InvalidationCause], expected: InvalidationCause) -> bool {
    !causes.is_empty() && causes.iter().all(|cause| *cause == expected)
}

/// Groups compiled are in use, were dropped when finished, or went later.
fn assert_accounted_for(machine: &mut Machine, dropped: u64) {
    let stats = machine.jit_stats();
    assert_eq!(stats.groups_live, machine.groups().len() as u64);
    assert_eq!(
        stats.groups_compiled,
        stats.groups_live + stats.invalidations + stats.evictions + dropped
    );
    assert_eq!(stats.compile_failures, 0);
    let bytes: u64 = machine.groups().iter().map(|group| group.code_bytes).sum();
    assert_eq!(stats.code_bytes, bytes);
}

#[test]
fn every_group_is_accounted_for() {
    for tier in Tier::COMPILING {
        let mut machine = tier.with(PATCHES);
        let mut dropped = 0;
        for turn in 0..200_u32 {
            machine.run(5_000);
            if turn % 20 == 0 {
                machine.poke(0x0407, 0x10 + (turn / 20) as u8);
            }
            let events = machine.drain_events().into_iter();
            let drop = |event: &Event| matches!(event.kind, EventKind::CompileDropped { .. });
            dropped += events.filter(drop).count() as u64;
            assert_accounted_for(&mut machine, dropped);
        }
    }
}
