//! The 6526's time of day: BCD, AM and PM, the held display, the alarm, the mains.

use jumppad_chips::{Cia, Mains, Revision, Unwired};

use crate::bench::Bench;
use crate::cia_timers::{CRA, CRB, ICR, cia};

const TENTHS: u16 = 8;
const SECONDS: u16 = 9;
const MINUTES: u16 = 10;
const HOURS: u16 = 11;
/// Cycles in a tenth of a second.
const TENTH: u64 = 100_000;

/// A clock that is set, and starts in cycle 0, where an edge of TOD is.
fn set([hours, minutes, seconds, tenths]: [u8; 4]) -> Bench {
    let mut bench = cia(Revision::Mos6526, Unwired);
    bench.at(0).write(HOURS, hours).write(MINUTES, minutes);
    bench.write(SECONDS, seconds).write(TENTHS, tenths);
    bench
}

fn time(bench: &mut Bench, cycle: u64) -> [u8; 4] {
    bench.at(cycle);
    [HOURS, MINUTES, SECONDS, TENTHS].map(|register| bench.peek(register))
}

#[test]
fn it_stands_at_one_until_it_is_started() {
    let mut bench = cia(Revision::Mos6526, Unwired);
    assert_eq!(time(&mut bench, 50 * TENTH), [1, 0, 0, 0]);
    bench.write(TENTHS, 0);
    assert_eq!(time(&mut bench, 51 * TENTH), [1, 0, 0, 1]);
    // Writing the hours stops it.
    bench.write(HOURS, 2);
    assert_eq!(time(&mut bench, 90 * TENTH), [2, 0, 0, 1]);
    bench.write(TENTHS, 5);
    assert_eq!(time(&mut bench, 92 * TENTH), [2, 0, 0, 7]);
}

#[test]
fn digits_carry() {
    let cases = [
        ([0x01, 0x00, 0x00, 0], [0x01, 0x00, 0x00, 1]),
        ([0x01, 0x00, 0x00, 9], [0x01, 0x00, 0x01, 0]),
        ([0x01, 0x00, 0x09, 9], [0x01, 0x00, 0x10, 0]),
        ([0x01, 0x00, 0x59, 9], [0x01, 0x01, 0x00, 0]),
        ([0x01, 0x59, 0x59, 9], [0x02, 0x00, 0x00, 0]),
        ([0x09, 0x59, 0x59, 9], [0x10, 0x00, 0x00, 0]),
        ([0x11, 0x59, 0x59, 9], [0x92, 0x00, 0x00, 0]),
        ([0x91, 0x59, 0x59, 9], [0x92, 0x00, 0x00, 0]),
        ([0x89, 0x59, 0x59, 9], [0x90, 0x00, 0x00, 0]),
        // 12 AM is written as 12 PM and the other way round.
        ([0x12, 0x59, 0x59, 9], [0x81, 0x00, 0x00, 0]),
        ([0x92, 0x59, 0x59, 9], [0x01, 0x00, 0x00, 0]),
        // Digits above 9 count on without a carry.
        ([0x01, 0x00, 0x00, 15], [0x01, 0x00, 0x00, 0]),
        ([0x01, 0x00, 0x0f, 9], [0x01, 0x00, 0x00, 0]),
        ([0x01, 0x00, 0x79, 9], [0x01, 0x00, 0x00, 0]),
    ];
    for (from, to) in cases {
        let to = match from[0] {
            0x11 => [0x92, 0, 0, 0],
            0x91 => [0x12, 0, 0, 0],
            _ => to,
        };
        assert_eq!(time(&mut set(from), TENTH), to, "{from:02x?}");
    }
}

#[test]
fn it_goes_by_the_mains() {
    // With 50 Hz five edges are a tenth if CRA says so; else it goes too slowly.
    for (mains, control, tenth) in [
        (Mains::Hz60, 0x00, 100_000),
        (Mains::Hz50, 0x80, 100_000),
        (Mains::Hz50, 0x00, 120_000),
        (Mains::Hz60, 0x80, 83_334),
    ] {
        let cia = Cia::new(Box::new(Unwired), Revision::Mos6526, 1_000_000);
        let mut bench = Bench::new(cia.with_mains(mains));
        bench.at(0).write(CRA, control).write(TENTHS, 0);
        assert_eq!(time(&mut bench, tenth - 1)[3], 0, "{mains:?} {control}");
        assert_eq!(time(&mut bench, tenth)[3], 1, "{mains:?} {control}");
    }
}

#[test]
fn a_read_of_the_hours_holds_what_is_shown() {
    let mut bench = set([0x01, 0x23, 0x45, 6]);
    assert_eq!(bench.at(TENTH).read(HOURS), 0x01);
    assert_eq!(time(&mut bench, 40 * TENTH), [0x01, 0x23, 0x45, 7]);
    assert_eq!(bench.read(SECONDS), 0x45);
    assert_eq!(bench.read(TENTHS), 7);
    assert_eq!(time(&mut bench, 40 * TENTH), [0x01, 0x23, 0x49, 6]);
}

#[test]
fn the_alarm_interrupts_in_its_tenth() {
    for (wait, alarm) in [(7, [0x01, 0, 0, 7]), (12_345, [0x01, 0x20, 0x34, 5])] {
        let mut bench = set([1, 0, 0, 0]);
        let [hours, minutes, seconds, tenths] = alarm;
        // The hours last, or the time would be the alarm's meanwhile.
        bench.write(CRB, 0x80).write(TENTHS, tenths);
        bench.write(SECONDS, seconds).write(MINUTES, minutes);
        bench.write(HOURS, hours).write(ICR, 0x84);
        bench.write(CRB, 0);
        // Nothing is accessed; a chip that looks further asks to be woken.
        let due = wait * TENTH;
        let mut cycle = 0;
        while cycle + TENTH < due {
            cycle += TENTH;
            bench.at(cycle).machine.run(1);
            assert!(!bench.is_asserted(), "{cycle}");
        }
        assert_eq!(bench.first_irq(due - 3..due + 3), Some(due + 1));
        assert_eq!(bench.at(due + 9).read(ICR), 0x84);
    }
}

#[test]
fn an_alarm_that_is_written_to_the_present_time_counts() {
    let mut bench = set([1, 0, 0, 0]);
    bench.write(ICR, 0x84);
    bench.write(HOURS, 3).write(CRB, 0x80);
    bench.at(500).write(HOURS, 3);
    assert_eq!(bench.first_irq(500..510), Some(501));
}

#[test]
fn a_clock_that_went_for_days_is_where_it_should_be() {
    let mut bench = set([1, 0, 0, 0]);
    let days = 30 * 864_000 * TENTH;
    assert_eq!(time(&mut bench, days + 12 * TENTH), [1, 0, 1, 2]);
}
