//! Random programs: the frames on their stacks are those that a witness of every
//! instruction knows of.

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use jumppad_tiers::Machine;
use jumppad_tiers::opcodes::Effect;
use jumppad_tiers::sampling::Certainty;

use crate::common::{Tier, place};

/// Random routines of eight bytes that push, pull and call each other, with BRK
/// beginning all over again.
fn routines(seed: u64) -> Vec<u8> {
    let mut state = seed;
    let mut below = |limit: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let mut code = Vec::new();
    for _ in 0..16 {
        let mut routine = Vec::new();
        while routine.len() < 5 {
            match below(7) {
                0 => routine.push(0x48),
                1 => routine.push(0x68),
                2 => routine.push(0xe8),
                3 => routine.push(0x08),
                4 => routine.extend([0xa9, 0x80 | below(0x80) as u8]),
                _ => routine.extend([0x20, 8 * below(16) as u8, 0x14]),
            }
        }
        routine.resize(7, 0xea);
        routine.push(0x60);
        code.extend(routine);
    }
    code
}

/// The frames as a witness of every instruction knows them, slot and origin,
/// the innermost first.
#[derive(Default)]
struct Shadow {
    frames: Vec<(u8, u16, [u8; 2])>,
}

impl Shadow {
    /// Executes an instruction; false when the stack wrapped.
    fn step(&mut self, machine: &mut Machine) -> bool {
        let before = *machine.cpu();
        let effect = machine.model().table()[machine.peek(before.pc) as usize].effect;
        machine.run(1);
        let sp = machine.cpu().sp;
        let moved = i16::from(sp) - i16::from(before.sp);
        if moved.abs() > 3 {
            return false;
        }
        let pair = |slot: u8| {
            let at = 0x0100 | u16::from(slot);
            [machine.peek(at - 1), machine.peek(at)]
        };
        if matches!(effect, Effect::Call | Effect::Interrupt) {
            self.frames.retain(|frame| frame.0 != before.sp);
            self.frames.push((before.sp, before.pc, pair(before.sp)));
        }
        self.frames
            .retain(|&(slot, _, bytes)| sp < slot && pair(slot) == bytes);
        true
    }

    fn origins(&self, machine: &Machine) -> Vec<(u8, u16)> {
        let mut inner = machine.cpu().sp;
        let mut frames = Vec::new();
        let mut known = self.frames.clone();
        known.sort_unstable_by_key(|frame| frame.0);
        for (slot, from, _) in known {
            // A byte that belongs to a frame further in, or was pulled, is no
            // part of a return address.
            if slot - 1 > inner {
                frames.push((slot, from));
                inner = slot;
            }
        }
        frames
    }
}

/// A machine about to run an image of [`routines`].
fn with_routines(tier: Tier, image: &[u8]) -> Machine {
    let mut machine = tier.machine();
    place(&mut machine, 0x1400, image);
    place(&mut machine, 0xfffe, &[0x00, 0x14]);
    machine.cpu_mut().pc = 0x1400;
    machine
}

#[test]
fn random_programs_have_the_frames_that_a_witness_of_each_step_knows() {
    let mut compared = 0;
    let mut deepest = 0;
    for seed in 0..60 {
        let image = routines(seed);
        let machine = |tier: Tier| with_routines(tier, &image);
        let mut witnessed = machine(Tier::Interpreter);
        let mut others = [Tier::Interpreter, Tier::Jit].map(|tier| (tier, machine(tier)));
        let mut shadow = Shadow::default();
        for count in 0..600_u64 {
            if !shadow.step(&mut witnessed) {
                break;
            }
            if count * count % 7 > 2 {
                continue;
            }
            let expected = shadow.origins(&witnessed);
            for (tier, machine) in &mut others {
                machine.run(witnessed.cpu().cycles - machine.cpu().cycles);
                assert_eq!(machine.cpu(), witnessed.cpu(), "{tier:?}, seed {seed}");
                let stack = machine.call_stack();
                let frames = stack.frames.iter().filter(|frame| frame.is_tracked());
                let found: Vec<_> = frames.map(|frame| (frame.slot, frame.from)).collect();
                assert_eq!(found, expected, "{tier:?}, seed {seed}, step {count}");
            }
            compared += 1;
            deepest = deepest.max(expected.len());
        }
    }
    assert!(
        compared > 1_000 && deepest > 8,
        "{compared} stops, {deepest} deep"
    );
}

/// Stacks, as where each frame was called and whether that is more than a guess, with PC and how often.
type Stacks = BTreeMap<(Vec<(u16, bool)>, u16), u64>;

#[test]
fn samples_have_the_stacks_that_a_look_at_each_tells() {
    const EVERY: u64 = 13;
    let mut deepest = 0;
    for seed in 0..60 {
        let image = routines(seed);
        let machine = |tier: Tier| with_routines(tier, &image);
        let mut looked_at = machine(Tier::Interpreter);
        let mut expected = Stacks::new();
        for at in (1..400).map(|number| number * EVERY) {
            looked_at.run(at.saturating_sub(looked_at.cpu().cycles));
            let frames = looked_at.call_stack().frames;
            let frames: Vec<_> = frames.iter().map(|f| (f.from, f.is_tracked())).collect();
            deepest = deepest.max(frames.len());
            *expected.entry((frames, looked_at.cpu().pc)).or_default() += 1;
        }
        for tier in [Tier::Interpreter, Tier::Baseline, Tier::Jit] {
            let mut sampled = machine(tier);
            sampled.set_sampling(NonZeroU64::new(EVERY).expect("it is above 0"));
            sampled.run(399 * EVERY);
            let samples = sampled.samples();
            let mut found = Stacks::new();
            for &(innermost, pc, count) in &samples.places {
                let frames = samples.stack(innermost);
                let frames = frames.map(|f| (f.from, f.certainty == Certainty::Tracked));
                *found.entry((frames.collect(), pc)).or_default() += count;
            }
            for (place, count) in &expected {
                let is = found.get(place).copied().unwrap_or(0);
                assert_eq!(is, *count, "{tier:?}, seed {seed}: {place:X?}");
            }
            assert_eq!(found.len(), expected.len(), "{tier:?}, seed {seed}");
        }
    }
    assert!(deepest > 8, "{deepest} deep");
}
