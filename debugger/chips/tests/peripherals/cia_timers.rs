//! The 6526's timers and interrupts, cycle by cycle: Lorenz's model and the data sheet.

use jumppad_chips::{Cia, Revision, Unwired};

use crate::bench::Bench;

pub(crate) const PRB: u16 = 1;
pub(crate) const TA_LO: u16 = 4;
pub(crate) const TA_HI: u16 = 5;
pub(crate) const TB_LO: u16 = 6;
pub(crate) const TB_HI: u16 = 7;
pub(crate) const SDR: u16 = 12;
pub(crate) const ICR: u16 = 13;
pub(crate) const CRA: u16 = 14;
pub(crate) const CRB: u16 = 15;
/// When a timer is started.
const START: u64 = 1_000;

pub(crate) const BOTH: [Revision; 2] = [Revision::Mos6526, Revision::Mos6526A];

/// A chip of a computer with a clock of 1 MHz.
pub(crate) fn cia(revision: Revision, wired: impl jumppad_chips::Wired + 'static) -> Bench {
    Bench::new(Cia::new(Box::new(wired), revision, 1_000_000))
}

/// One with its latches written, some time before [`START`].
fn set_up(revision: Revision, [a, b]: [u16; 2]) -> Bench {
    let mut bench = cia(revision, Unwired);
    let [[a, a_high], [b, b_high]] = [a.to_le_bytes(), b.to_le_bytes()];
    bench.at(100).write(TA_LO, a).write(TA_HI, a_high);
    bench.at(200).write(TB_LO, b).write(TB_HI, b_high);
    bench
}

/// What a register shows in the cycles from START on.
fn shown<const N: usize>(bench: &mut Bench, register: u16) -> [u8; N] {
    std::array::from_fn(|after| bench.at(START + after as u64).peek(register))
}

#[test]
fn the_first_count_is_seen_three_cycles_behind_the_start() {
    for (low, control) in [(TA_LO, CRA), (TB_LO, CRB)] {
        let mut bench = set_up(Revision::Mos6526, [4, 4]);
        bench.at(START).write(control, 0x01);
        // The period is the latch and one: 0 is followed by 4 at once.
        let counts = [4, 4, 4, 3, 2, 1, 4, 4, 3, 2, 1, 4, 4];
        assert_eq!(shown(&mut bench, low), counts);
        let flag = if control == CRA { 1 } else { 2 };
        let flags = [0, 0, 0, 0, 0, 0, flag, flag];
        assert_eq!(shown(&mut bench, ICR), flags);
    }
}

#[test]
fn a_stop_lets_two_pulses_through() {
    let mut bench = set_up(Revision::Mos6526, [100, 100]);
    bench.at(START).write(CRA, 0x01);
    bench.at(START + 10).write(CRA, 0x00);
    let at = |bench: &mut Bench, after| bench.at(START + after).peek(TA_LO);
    let counts = [10, 11, 12, 13, 50].map(|after| at(&mut bench, after));
    assert_eq!(counts, [92, 91, 90, 90, 90]);
}

#[test]
fn a_forced_load_takes_its_time() {
    let mut bench = set_up(Revision::Mos6526, [100, 100]);
    bench.at(START - 10).write(CRA, 0x01);
    bench.at(START).write(CRA, 0x11);
    assert_eq!(bench.peek(CRA), 0x01, "the bit is not kept");
    let counts = [92, 91, 100, 100, 99, 98];
    assert_eq!(shown(&mut bench, TA_LO), counts);
}

#[test]
fn one_shot_stops_at_the_underflow() {
    let mut bench = set_up(Revision::Mos6526, [3, 3]);
    bench.at(START).write(CRA, 0x09);
    let counts = [3, 3, 3, 2, 1, 3, 3, 3, 3];
    assert_eq!(shown(&mut bench, TA_LO), counts);
    let control = [9, 9, 9, 9, 9, 8, 8];
    assert_eq!(shown(&mut bench, CRA), control);
}

#[test]
fn a_written_high_byte_loads_a_timer_that_stands() {
    let mut bench = set_up(Revision::Mos6526, [0x1234, 0x5678]);
    let counter = |bench: &Bench| u16::from_le_bytes([bench.peek(TA_LO), bench.peek(TA_HI)]);
    assert_eq!(counter(bench.at(START)), 0x1234);
    bench.write(CRA, 0x01);
    bench.at(START + 10).write(TA_HI, 0x77);
    assert_eq!(counter(bench.at(START + 20)), 0x1234 - 18);
    assert_eq!(bench.register("TA_LATCH"), 0x7734);
}

#[test]
fn the_line_follows_the_underflow() {
    for (revision, behind) in BOTH.into_iter().zip([1, 0]) {
        for (mask, control) in [(0x81, CRA), (0x82, CRB)] {
            let mut bench = set_up(revision, [20, 20]);
            bench.at(300).write(ICR, mask);
            bench.at(START).write(control, 0x01);
            let underflow = START + 2 + 20;
            let irq = bench.first_irq(START..START + 100);
            assert_eq!(irq, Some(underflow + behind), "{revision:?}");
            let both = bench.at(underflow + behind).peek(ICR);
            assert_eq!(both, mask);
            // Reading clears, and the next underflow comes 21 cycles later.
            assert_eq!(bench.at(underflow + 5).read(ICR), mask);
            assert_eq!(bench.at(underflow + 7).read(ICR), 0);
            let irq = bench.first_irq(underflow + 8..START + 100);
            assert_eq!(irq, Some(underflow + 21 + behind), "{revision:?}");
        }
    }
}

#[test]
fn a_read_around_the_underflow() {
    // Cycles behind the underflow, what ICR gives, what it shows then, whether IRQ comes: as
    // the 6526 and the 6526A do it.
    let cases = [
        (0x01, -2, [(0x00, 0x81, true), (0x00, 0x81, true)]),
        (0x01, -1, [(0x00, 0x81, true), (0x00, 0x81, true)]),
        (0x01, 0, [(0x01, 0x00, false), (0x81, 0x00, false)]),
        (0x01, 1, [(0x81, 0x00, false), (0x81, 0x00, false)]),
        (0x02, -2, [(0x00, 0x82, true), (0x00, 0x82, true)]),
        // The older chip loses timer B's flag.
        (0x02, -1, [(0x00, 0x80, true), (0x00, 0x82, true)]),
        (0x02, 0, [(0x02, 0x00, false), (0x82, 0x00, false)]),
        (0x02, 1, [(0x82, 0x00, false), (0x82, 0x00, false)]),
    ];
    for (flag, offset, expected) in cases {
        for (revision, expected) in BOTH.into_iter().zip(expected) {
            let mut bench = set_up(revision, [30, 30]);
            bench.at(300).write(ICR, 0x80 | flag);
            let control = if flag == 1 { CRA } else { CRB };
            bench.at(START).write(control, 0x09);
            let underflow = START + 2 + 30;
            let read = bench.at(underflow.saturating_add_signed(offset)).read(ICR);
            let then = bench.at(underflow + 3).peek(ICR);
            let found = (read, then, bench.is_asserted());
            assert_eq!(found, expected, "{revision:?} {flag} {offset}");
        }
    }
}

#[test]
fn icr_lingers_for_a_cycle_behind_a_read() {
    // Reads in two cycles on end, the first one so far behind the underflow: what the second gives,
    // and whether an interrupt comes of it, as the 6526 and the 6526A do it.
    let cases = [
        (-1, [(0x01, false), (0x81, false)]),
        (0, [(0x80, false), (0x81, false)]),
        (1, [(0x80, false), (0x81, false)]),
    ];
    for (offset, expected) in cases {
        for (revision, expected) in BOTH.into_iter().zip(expected) {
            let mut bench = set_up(revision, [30, 30]);
            bench.at(300).write(ICR, 0x81);
            bench.at(START).write(CRA, 0x09);
            let read = (START + 2 + 30).saturating_add_signed(offset);
            bench.at(read).read(ICR);
            let second = bench.at(read + 1).read(ICR);
            let irq = bench.first_irq(read + 2..read + 50).is_some();
            assert_eq!((second, irq), expected, "{revision:?} {offset}");
        }
    }
}

#[test]
fn a_mask_lets_through_what_is_flagged() {
    for (revision, behind) in BOTH.into_iter().zip([2, 2]) {
        let mut bench = set_up(revision, [5, 5]);
        bench.at(START).write(CRA, 0x09);
        bench.at(START + 50).write(ICR, 0x81);
        let irq = bench.first_irq(START..START + 100);
        assert_eq!(irq, Some(START + 50 + behind), "{revision:?}");
        // Taking the mask away takes nothing back.
        bench.at(START + 60).write(ICR, 0x7f);
        assert_eq!(bench.at(START + 70).peek(ICR), 0x81);
        assert!(bench.is_asserted());
    }
}

#[test]
fn timer_b_counts_the_underflows_of_a() {
    let mut bench = set_up(Revision::Mos6526, [9, 2]);
    bench.at(300).write(ICR, 0x82);
    bench.at(START).write(CRB, 0x41).write(CRA, 0x01);
    // A underflows in 2 + 9 cycles, then every 10; B sees it two cycles later.
    let first = START + 2 + 9;
    let at = |bench: &mut Bench, cycle| bench.at(cycle).peek(TB_LO);
    let counts = [first + 1, first + 2, first + 11, first + 12].map(|at_| at(&mut bench, at_));
    assert_eq!(counts, [2, 1, 1, 0]);
    // At 0 the third underflow of A is B's.
    let irq = bench.first_irq(START..START + 100);
    assert_eq!(irq, Some(first + 20 + 1 + 1));
}

#[test]
fn a_long_chain_is_announced_and_computed() {
    let mut bench = set_up(Revision::Mos6526, [999, 49_999]);
    bench.at(300).write(ICR, 0x82);
    bench.at(START).write(CRB, 0x41).write(CRA, 0x01);
    let due = START + 2 + 999 + 49_999 * 1_000 + 2;
    assert_eq!(bench.first_irq(due - 3..due + 3), Some(due));
    // Looked at an hour later.
    let later = START + 3_600_000_000;
    let underflows = (later - (START + 2 + 999)) / 1_000 + 1;
    let counted = (underflows % 50_000) as u16;
    bench.at(later);
    let counter = u16::from_le_bytes([bench.peek(TB_LO), bench.peek(TB_HI)]);
    assert_eq!(counter, 49_999 - counted);
}

#[test]
fn outputs_pulse_and_toggle_on_port_b() {
    for (control, low, bit) in [(CRA, TA_LO, 0x40), (CRB, TB_LO, 0x80)] {
        let mut bench = set_up(Revision::Mos6526, [3, 3]);
        bench.at(START).write(control, 0x03);
        let pins: [u8; 14] = shown(&mut bench, PRB);
        let pulses = [0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1];
        assert_eq!(pins.map(|pins| u8::from(pins & bit != 0)), pulses, "{low}");
        let mut bench = set_up(Revision::Mos6526, [3, 3]);
        bench.at(START).write(control, 0x07);
        let pins: [u8; 14] = shown(&mut bench, PRB);
        let toggled = [1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0];
        assert_eq!(pins.map(|pins| u8::from(pins & bit != 0)), toggled, "{low}");
    }
}

/// Numbers that are anything, the same each time.
fn numbers(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed;
    move |end| {
        state = state.wrapping_mul(6_364_136_223_846_793_005);
        state = state.wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % end
    }
}

#[test]
fn a_chip_that_is_looked_at_each_few_cycles_is_the_same() {
    for revision in BOTH {
        let mut interrupts = 0;
        for round in 0..150 {
            let mut below = numbers(round);
            let mut seldom = cia(revision, Unwired);
            let mut often = cia(revision, Unwired);
            let mut cycle = 10;
            for _ in 0..40 {
                let register = [4, 5, 6, 7, 8, 11, 12, 13, 14, 15][below(10) as usize];
                let value = match register {
                    TA_LO | TB_LO => below(20),
                    TA_HI | TB_HI => below(2),
                    ICR => 0x80 * below(2) + below(32),
                    _ => below(256),
                } as u8;
                let most = [4, 60, 3_000][below(3) as usize];
                let next = cycle + 1 + below(most);
                for bench in [&mut seldom, &mut often] {
                    bench.at(cycle).write(register, value);
                    // What is read makes no difference.
                    assert_eq!(bench.read(CRA), bench.peek(CRA));
                }
                while cycle < next {
                    cycle = next.min(cycle + 1 + below(9));
                    often.at(cycle).read(CRA);
                    seldom.at(cycle);
                    let [one, other] = [&seldom, &often].map(|bench| bench.is_asserted());
                    assert_eq!(one, other, "{revision:?} {round} {cycle}");
                    interrupts += u32::from(one);
                }
                for register in 0..16 {
                    let [one, other] = [&seldom, &often].map(|bench| bench.peek(register));
                    assert_eq!(one, other, "{revision:?} {round} {cycle} {register}");
                }
                if below(3) == 0 {
                    let [one, other] = [&mut seldom, &mut often].map(|bench| bench.read(ICR));
                    assert_eq!(one, other, "{revision:?} {round} {cycle}");
                    cycle += 2;
                }
            }
        }
        assert!(interrupts > 1_000, "{interrupts}");
    }
}
