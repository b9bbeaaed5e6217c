//! The 6522's timers, cycle by cycle, against the pictures of timing in the R6522 data sheet.

use jumppad_chips::{Level, Pin, Unwired, Via};

use crate::bench::{Bench, Script};

const T1CL: u16 = 4;
const T1CH: u16 = 5;
const T1LL: u16 = 6;
const T1LH: u16 = 7;
const T2CL: u16 = 8;
const T2CH: u16 = 9;
const ACR: u16 = 11;
const IFR: u16 = 13;
const IER: u16 = 14;

const TIMER1: u8 = 0x40;
const TIMER2: u8 = 0x20;

fn via() -> Bench {
    Bench::new(Via::new(Box::new(Unwired)))
}

/// What the counter at `low` shows in the cycles behind `from`, as a debugger sees it.
fn counts(bench: &mut Bench, name: &str, from: u64, count: u64) -> Vec<u16> {
    let cycles = from + 1..=from + count;
    cycles
        .map(|cycle| bench.at(cycle).register(name) as u16)
        .collect()
}

#[test]
fn timer_1_one_shot_counts_and_interrupts_once() {
    // One-shot: N, N-1, ..., 0, then the flag half a cycle later; it reloads, and is quiet.
    let mut bench = via();
    bench.at(90).write(IER, 0x80 | TIMER1).write(T1CL, 4);
    bench.at(100).write(T1CH, 0);
    let expected = [4, 3, 2, 1, 0, 0xffff, 4, 3, 2, 1, 0, 0xffff, 4];
    assert_eq!(counts(&mut bench, "T1C", 100, 13), expected);
    let mut bench = via();
    bench.at(90).write(IER, 0x80 | TIMER1).write(T1CL, 4);
    bench.at(100).write(T1CH, 0);
    // N + 1.5 behind the end of cycle 100 is in the middle of cycle 106.
    assert_eq!(bench.first_irq(100..200), Some(106));
    assert_eq!(bench.at(105).peek(IFR), 0);
    assert_eq!(bench.at(106).peek(IFR), 0x80 | TIMER1);
    // Reading the high byte clears nothing, the low byte does.
    assert_eq!(bench.at(107).read(T1CH), 0);
    assert!(bench.is_asserted());
    assert_eq!(bench.at(108).read(T1CL), 3);
    assert!(!bench.is_asserted());
    assert_eq!(bench.first_irq(108..10_000), None, "one shot");
}

#[test]
fn what_is_read_is_what_is_counted() {
    for cycle in 101..130 {
        let mut bench = via();
        bench.at(90).write(T1CL, 0x05);
        bench.at(100).write(T1CH, 0x01);
        let shown = bench.at(cycle).register("T1C");
        let low = bench.at(cycle).read(T1CL);
        let high = bench.at(cycle).read(T1CH);
        assert_eq!(u32::from(u16::from_le_bytes([low, high])), shown);
        assert_eq!(shown, 0x105 - (cycle as u32 - 101));
    }
}

#[test]
fn timer_1_runs_freely_with_a_period_of_n_plus_2() {
    // Free-running.
    for n in [0, 1, 2, 7, 0x123] {
        let [low, high] = u16::to_le_bytes(n);
        let mut bench = via();
        bench
            .at(90)
            .write(ACR, 0x40)
            .write(IER, 0x80 | TIMER1)
            .write(T1CL, low);
        bench.at(100).write(T1CH, high);
        let mut from = 100;
        for round in 0..5 {
            let due = 100 + (u64::from(n) + 2) * (round + 1);
            assert_eq!(bench.first_irq(from..due + 1), Some(due), "{n} {round}");
            assert_eq!(bench.at(due).peek(IFR), 0x80 | TIMER1);
            bench.at(due).read(T1CL);
            assert!(!bench.is_asserted(), "{n} {round}");
            from = due;
        }
    }
}

#[test]
fn a_new_latch_counts_from_the_next_round() {
    let mut bench = via();
    bench
        .at(90)
        .write(ACR, 0x40)
        .write(IER, 0x80 | TIMER1)
        .write(T1CL, 10);
    bench.at(100).write(T1CH, 0);
    bench.at(105).write(T1LL, 3);
    // Writing the high latch clears the flag, and starts nothing.
    assert_eq!(bench.at(112).peek(IFR), 0x80 | TIMER1);
    bench.at(112).write(T1LH, 0);
    assert!(!bench.is_asserted());
    assert_eq!(bench.first_irq(112..200), Some(117));
    bench.at(117).write(IFR, TIMER1);
    assert_eq!(bench.first_irq(117..200), Some(122));
}

#[test]
fn a_latch_written_while_the_counter_shows_ffff_is_what_it_reloads() {
    let mut bench = via();
    bench.at(90).write(ACR, 0x40).write(T1CL, 4);
    bench.at(100).write(T1CH, 0);
    assert_eq!(bench.at(106).register("T1C"), 0xffff);
    bench.at(106).write(T1LL, 9);
    assert_eq!(counts(&mut bench, "T1C", 106, 3), [9, 8, 7]);
}

#[test]
fn timer_1_drives_pb7() {
    let pb7 = |bench: &Bench| bench.peek(0) >> 7;
    // One-shot: low from the start to the end of the count, however DDRB stands.
    let mut bench = via();
    bench.at(80).write(ACR, 0x80).write(T1CL, 4);
    assert_eq!(pb7(&bench), 1, "high until it is started");
    bench.at(100).write(T1CH, 0);
    let levels: Vec<u8> = (101..115).map(|cycle| pb7(bench.at(cycle))).collect();
    assert_eq!(levels, [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    // Free-running: a square wave of 2 (N + 2).
    let mut bench = via();
    bench.at(80).write(ACR, 0xc0).write(T1CL, 1);
    bench.at(100).write(T1CH, 0);
    let levels: Vec<u8> = (101..113).map(|cycle| pb7(bench.at(cycle))).collect();
    assert_eq!(levels, [0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0]);
}

#[test]
fn timer_2_goes_on_below_0_and_interrupts_once() {
    // Timer 2, one-shot.
    let mut bench = via();
    bench.at(90).write(IER, 0x80 | TIMER2).write(T2CL, 3);
    bench.at(100).write(T2CH, 0);
    let expected = [3, 2, 1, 0, 0xffff, 0xfffe, 0xfffd];
    assert_eq!(counts(&mut bench, "T2C", 100, 7), expected);
    let mut bench = via();
    bench.at(90).write(IER, 0x80 | TIMER2).write(T2CL, 3);
    bench.at(100).write(T2CH, 0);
    assert_eq!(bench.first_irq(100..200), Some(105));
    assert_eq!(bench.at(110).read(T2CH), 0xff);
    assert!(bench.is_asserted());
    bench.at(111).read(T2CL);
    assert!(!bench.is_asserted());
    assert_eq!(bench.first_irq(111..200_000), None);
    // Writing the low byte is no start; the high byte clears the flag.
    bench.at(200_000).write(T2CL, 1);
    assert_eq!(bench.first_irq(200_000..200_100), None);
    bench.at(200_100).write(T2CH, 0);
    assert_eq!(bench.first_irq(200_100..200_200), Some(200_103));
    bench.at(200_110).write(T2CH, 0);
    assert!(!bench.is_asserted());
}

#[test]
fn timer_2_counts_pulses_on_pb6() {
    // Timer 2, counting pulses: N falling edges down to 0, and the flag with the one that goes past it.
    let pulses: Vec<_> = (0..8)
        .flat_map(|at| {
            let cycle = 200 + at * 10;
            [
                (Pin::Pb6, cycle, Level::Low),
                (Pin::Pb6, cycle + 5, Level::High),
            ]
        })
        .collect();
    let mut bench = Bench::new(Via::new(Box::new(Script::with(&pulses))));
    bench
        .at(90)
        .write(ACR, 0x20)
        .write(IER, 0x80 | TIMER2)
        .write(T2CL, 5);
    bench.at(100).write(T2CH, 0);
    assert_eq!(bench.at(199).register("T2C"), 5);
    assert_eq!(bench.at(200).register("T2C"), 4);
    assert_eq!(bench.at(229).register("T2C"), 2);
    assert_eq!(bench.first_irq(100..400), Some(250));
    assert_eq!(bench.at(300).register("T2C"), 0xfffd, "two more");
}

#[test]
fn timer_2_counts_pulses_that_the_chip_makes_itself() {
    let mut bench = via();
    bench.at(10).write(ACR, 0x20).write(T2CL, 1).write(T2CH, 0);
    bench.at(20).write(0, 0x40).write(2, 0x40);
    assert_eq!(bench.at(30).register("T2C"), 1);
    bench.at(40).write(0, 0x00);
    assert_eq!(bench.at(41).register("T2C"), 0);
    // By the direction: up to the pull-up, and down again.
    bench.at(50).write(2, 0x00);
    assert_eq!(bench.at(51).register("T2C"), 0);
    assert_eq!(bench.at(52).peek(IFR), 0);
    bench.at(60).write(2, 0x40);
    assert_eq!(bench.at(61).peek(IFR), TIMER2);
}

#[test]
fn flags_that_are_not_enabled_do_not_interrupt() {
    let mut bench = via();
    bench.at(90).write(T1CL, 4).write(T2CL, 9);
    bench.at(100).write(T1CH, 0).write(T2CH, 0);
    assert_eq!(bench.first_irq(100..200), None);
    assert_eq!(
        bench.peek(IFR),
        TIMER1 | TIMER2,
        "bit 7 is for enabled ones"
    );
    // Enabled later, they do at once.
    bench.at(200).write(IER, 0x80 | TIMER2);
    assert!(bench.is_asserted());
    assert_eq!(bench.peek(IFR), 0x80 | TIMER1 | TIMER2);
    assert_eq!(bench.peek(IER), 0x80 | TIMER2);
    bench.at(201).write(IER, TIMER2);
    assert!(!bench.is_asserted());
    assert_eq!(bench.peek(IER), 0x80);
    // Bit 7 itself cannot be cleared, a flag can by writing a 1.
    bench.at(202).write(IER, 0xc0).write(IFR, 0x80);
    assert_eq!(bench.peek(IFR), 0x80 | TIMER1 | TIMER2);
    bench.at(203).write(IFR, TIMER1);
    assert_eq!(bench.peek(IFR), TIMER2);
    assert!(!bench.is_asserted());
}

#[test]
fn what_is_to_come_is_taken_back() {
    // Started anew before the time is up; disabled before it.
    let mut bench = via();
    bench.at(90).write(IER, 0x80 | TIMER1).write(T1CL, 50);
    bench.at(100).write(T1CH, 0);
    bench.at(140).write(T1CH, 0);
    assert_eq!(bench.first_irq(140..200), Some(192));
    bench.at(192).write(T1CH, 0);
    assert!(!bench.is_asserted());
    bench.at(200).write(IER, TIMER1);
    assert_eq!(bench.first_irq(200..400), None);
}

#[test]
fn free_running_mode_alone_starts_nothing() {
    let mut bench = via();
    bench.at(90).write(IER, 0x80 | TIMER1).write(T1CL, 4);
    bench.write(ACR, 0x40);
    assert_eq!(bench.first_irq(90..100_000), None, "never loaded");
    bench.at(100_000).write(ACR, 0x00).write(T1CH, 0);
    bench.at(100_010).read(T1CL);
    // The shot is over; selecting the other mode does not begin it again.
    bench.at(100_020).write(ACR, 0x40);
    assert_eq!(bench.first_irq(100_020..100_200), None);
    // Before it is over, it does go on.
    bench.at(100_200).write(ACR, 0x00).write(T1CH, 0);
    bench.at(100_203).write(ACR, 0x40);
    bench.at(100_207).read(T1CL);
    assert_eq!(bench.first_irq(100_207..100_300), Some(100_212));
}
