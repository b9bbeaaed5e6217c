//! The 6530 and 6532 against their data sheets: the interval timer's table, flags, edges of PA7.

use jumppad_chips::{Level, Pin, Port, Riot, RiotModel, Unwired};

use crate::bench::{Bench, Done, Script};

const PA: u16 = 0;
const DDRA: u16 = 1;
const PB: u16 = 2;
const DDRB: u16 = 3;
/// Reads of the timer, without and with its interrupt, and of the flags.
const TIMER: u16 = 4;
const TIMER_IRQ: u16 = 12;
const FLAGS: u16 = 5;
/// When the timer is written.
const START: u64 = 1_000;

/// A 6532 whose five address lines are all there.
fn riot(wired: impl jumppad_chips::Wired + 'static) -> Bench {
    Bench::with_room(Riot::new(Box::new(wired), RiotModel::Mos6532), 32)
}

/// Where the timer is written with prescaler 1, 8, 64 or 1,024, by its number.
fn start(prescaler: u16) -> u16 {
    0x14 + prescaler
}

#[test]
fn the_timer_counts_as_in_the_data_sheets_example() {
    let mut bench = riot(Unwired);
    bench.at(START).write(start(1) + 8, 52);
    // Clock 0 is the cycle behind the write; there is an interrupt at clock 416.
    for (clock, value) in [
        (0, 51),
        (7, 51),
        (8, 50),
        (213, 25),
        (415, 0),
        (416, 0xff),
        (417, 0xfe),
    ] {
        assert_eq!(bench.at(START + 1 + clock).peek(TIMER), value, "{clock}");
        let flags = if clock < 416 { 0 } else { 0x80 };
        assert_eq!(bench.peek(FLAGS), flags, "{clock}");
    }
    // Its complement and what was waited for is the time since the write.
    assert_eq!(bench.at(START + 500).peek(TIMER), 0xac);
    let irq = bench.first_irq(START..START + 1_000);
    assert_eq!(irq, Some(START + 1 + 416));
}

#[test]
fn every_prescaler_has_its_length() {
    for (prescaler, length) in [(0, 1), (1, 8), (2, 64), (3, 1_024)] {
        for value in [0, 1, 3, 255] {
            let mut bench = riot(Unwired);
            bench.at(START).write(start(prescaler), value);
            let due = START + 1 + u64::from(value) * length;
            assert_eq!(bench.at(due - 1).peek(FLAGS), 0, "{value} x {length}");
            bench.at(due);
            assert_eq!(
                [bench.peek(FLAGS), bench.peek(TIMER)],
                [0x80, 0xff],
                "{value} x {length}"
            );
            // Then it counts each cycle, and round.
            assert_eq!(bench.at(due + 3).peek(TIMER), 0xfc);
            assert_eq!(bench.at(due + 256).peek(TIMER), 0xff);
        }
    }
}

#[test]
fn a_read_clears_the_flag_but_in_the_cycle_in_which_it_is_set() {
    let due = START + 1 + 10 * 8;
    for (read, flags) in [(due - 1, 0x80), (due, 0x80), (due + 1, 0)] {
        let mut bench = riot(Unwired);
        bench.at(START).write(start(1), 10);
        bench.at(read).read(TIMER);
        assert_eq!(bench.at(due + 2).peek(FLAGS), flags, "{}", read - START);
    }
    // A read of the flags is none of the timer.
    let mut bench = riot(Unwired);
    bench.at(START).write(start(1), 10);
    assert_eq!(bench.at(due + 1).read(FLAGS), 0x80);
    assert_eq!(bench.at(due + 2).read(FLAGS), 0x80);
}

#[test]
fn the_prescaler_counts_again_once_the_flag_is_clear() {
    let mut bench = riot(Unwired);
    bench.at(START).write(start(2), 1);
    let due = START + 1 + 64;
    assert_eq!(bench.at(due + 5).read(TIMER), 0xfa);
    // It never stopped: the next count is 64 cycles behind the one of the underflow.
    assert_eq!(bench.at(due + 63).peek(TIMER), 0xfa);
    assert_eq!(bench.at(due + 64).peek(TIMER), 0xf9);
    assert_eq!(bench.peek(FLAGS), 0);
}

#[test]
fn address_line_3_lets_the_timer_interrupt() {
    let due = START + 1 + 20;
    // Written without, then read with; and the other way round.
    let mut bench = riot(Unwired);
    bench.at(START).write(start(0), 20);
    assert_eq!(bench.at(due + 5).first_irq(due..due + 5), None);
    bench.at(START + 1).read(TIMER_IRQ);
    assert_eq!(bench.first_irq(START + 1..due + 5), Some(due));
    let mut bench = riot(Unwired);
    bench.at(START).write(start(0) + 8, 20);
    bench.at(START + 1).read(TIMER);
    assert_eq!(bench.first_irq(START + 1..due + 5), None);
    // A read releases the line.
    let mut bench = riot(Unwired);
    bench.at(START).write(start(0) + 8, 20);
    bench.at(due + 2).read(TIMER_IRQ);
    assert_eq!(bench.first_irq(due + 2..due + 200), None);
}

#[test]
fn edges_of_pa7_raise_their_flag() {
    let edges = [
        (Pin::Pa7, 50, Level::Low),
        (Pin::Pa7, 90, Level::High),
        (Pin::Pa7, 130, Level::Low),
    ];
    // By the address that is written: d tells the edge, e whether it interrupts.
    for (control, first) in [
        (0x04, None),
        (0x05, None),
        (0x06, Some(50)),
        (0x07, Some(90)),
    ] {
        let mut bench = riot(Script::with(&edges));
        bench.at(10).write(control, 0);
        assert_eq!(bench.first_irq(10..200), first, "{control:02x}");
        let flags = bench.at(95).peek(FLAGS);
        assert_eq!(bench.at(95).read(FLAGS), flags);
        assert_eq!(flags, 0x40, "{control:02x}");
        assert_eq!(bench.at(96).read(FLAGS), 0, "{control:02x}");
        assert!(!bench.is_asserted());
    }
}

#[test]
fn an_output_on_pa7_makes_edges_as_well() {
    let mut bench = riot(Unwired);
    bench.at(10).write(0x07, 0);
    bench.at(20).write(DDRA, 0x80);
    assert_eq!(bench.at(21).peek(FLAGS), 0, "it fell");
    bench.at(30).write(PA, 0x80);
    assert_eq!(bench.at(31).peek(FLAGS), 0x40);
    assert!(bench.is_asserted());
}

#[test]
fn ports_are_read_at_their_pins_and_b_in_its_register() {
    let script = Script {
        a: 0x3c,
        b: 0x3c,
        ..Script::default()
    };
    let mut bench = riot(script.clone());
    for (port, direction) in [(PA, DDRA), (PB, DDRB)] {
        bench.at(10).write(direction, 0xf0).write(port, 0xa5);
        assert_eq!(bench.read(direction), 0xf0);
    }
    assert_eq!([bench.read(PA), bench.read(PB)], [0x2c, 0xac]);
    assert_eq!(
        script.take(),
        [
            Done::Drove(Port::A, 0, 0xf0, 10),
            Done::Drove(Port::A, 0xa5, 0xf0, 10),
            Done::Drove(Port::B, 0, 0xf0, 10),
            Done::Drove(Port::B, 0xa5, 0xf0, 10),
            Done::Read(Port::A, 10),
            Done::Read(Port::B, 10),
        ]
    );
}

#[test]
fn a_6530_interrupts_by_pb7() {
    let riot = Riot::new(Box::new(Unwired), RiotModel::Mos6530);
    let mut bench = Bench::new(riot);
    bench.at(START).write(0x0d, 3);
    let due = START + 1 + 3 * 8;
    assert_eq!(bench.at(due - 1).peek(PB), 0xff);
    assert_eq!(bench.at(due).peek(PB), 0x7f);
    bench.at(due + 1).read(TIMER);
    assert_eq!(bench.peek(PB), 0xff);
    // It has no edge detection, and no A4: these are the timer as well.
    bench.at(START + 100).write(6, 7);
    assert_eq!(bench.at(START + 101).peek(TIMER), 6);
}

#[test]
fn its_memory_answers_where_rs_is_low() {
    let riot = Riot::new(Box::new(Unwired), RiotModel::Mos6532).with_ram(0x80);
    let mut bench = Bench::with_room(riot, 256);
    bench.write(0x05, 0x11).write(0x7f, 0x22).write(0x81, 0xff);
    assert_eq!([bench.read(0x05), bench.read(0x7f)], [0x11, 0x22]);
    assert_eq!([bench.read(0x81), bench.read(0x01)], [0xff, 0]);
}
