//! The 6821 against "Internal Controls" of the MC6821 data sheet.

use jumppad_chips::{Level, Pia, Pin, Port};
use jumppad_tiers::Line;

use crate::bench::{Bench, Done, Script};

/// A half of the chip: its data, its control register, its pins.
const HALVES: [(u16, u16, Pin, Pin); 2] = [(0, 1, Pin::Ca1, Pin::Ca2), (2, 3, Pin::Cb1, Pin::Cb2)];

fn with(script: &Script) -> Bench {
    Bench::new(Pia::new(Box::new(script.clone())))
}

#[test]
fn control_chooses_between_direction_and_data() {
    let script = Script {
        a: 0x5a,
        b: 0xc3,
        ..Script::default()
    };
    let mut bench = with(&script);
    bench.at(10).write(0, 0x0f).write(2, 0xf0);
    assert_eq!((bench.read(0), bench.read(2)), (0x0f, 0xf0));
    assert_eq!(script.take().len(), 2, "both directions are told");
    bench.at(20).write(1, 0x04).write(3, 0x04);
    bench.write(0, 0xee).write(2, 0x77);
    assert_eq!((bench.read(0), bench.read(2)), (0x5e, 0x73));
    assert_eq!(bench.register("ORA"), 0xee);
    assert_eq!(bench.register("DDRB"), 0xf0);
    let log = script.take();
    assert_eq!(log[0], Done::Drove(Port::A, 0xee, 0x0f, 20));
    assert_eq!(log[1], Done::Drove(Port::B, 0x77, 0xf0, 20));
    // A mirror.
    assert_eq!(bench.peek(4), 0x5e);
}

#[test]
fn the_first_line_sets_bit_7_by_its_edge() {
    for (data, control, first, _) in HALVES {
        let edges = [(first, 200, Level::Low), (first, 300, Level::High)];
        for (value, due) in [(0x04, 200), (0x06, 300)] {
            let mut bench = with(&Script::with(&edges));
            // Not enabled: the flag alone; enabled later, the line as well.
            bench.at(100).write(control, value);
            assert_eq!(bench.at(due - 1).peek(control), value);
            assert_eq!(bench.at(due).peek(control), 0x80 | value);
            assert!(!bench.is_asserted());
            bench.at(due).write(control, value | 1);
            assert!(bench.is_asserted());
            // Reading control clears nothing; a write of data does not; a read does.
            bench.read(control);
            bench.write(data, 0);
            assert!(bench.is_asserted());
            bench.read(data);
            assert_eq!(
                (bench.is_asserted(), bench.peek(control)),
                (false, value | 1)
            );
            let mut bench = with(&Script::with(&edges));
            bench.at(100).write(control, value | 1);
            assert_eq!(bench.first_irq(100..400), Some(due));
            // A read of the direction is none of the data.
            bench.at(400).write(control, (value | 1) & !0x04);
            bench.read(data);
            assert!(bench.is_asserted());
        }
    }
}

#[test]
fn the_second_line_sets_bit_6_as_an_input() {
    for (data, control, _, second) in HALVES {
        let edges = [(second, 200, Level::Low), (second, 300, Level::High)];
        for (value, due) in [(0x04, 200), (0x14, 300)] {
            let mut bench = with(&Script::with(&edges));
            bench.at(100).write(control, value | 0x08);
            assert_eq!(bench.first_irq(100..400), Some(due));
            assert_eq!(bench.at(due).peek(control), 0x40 | value | 0x08);
            bench.write(control, value);
            assert!(!bench.is_asserted());
            bench.read(data);
            assert_eq!(bench.peek(control), value);
        }
        // As an output it has no flag.
        let mut bench = with(&Script::with(&edges));
        bench.at(100).write(control, 0x3c);
        assert_eq!(bench.at(500).peek(control), 0x3c);
        assert!(!bench.is_asserted());
    }
}

#[test]
fn the_second_line_as_an_output() {
    let pins = |script: &Script| -> Vec<Done> {
        let log = script.take().into_iter();
        log.filter(|done| matches!(done, Done::Pin(..))).collect()
    };
    for (data, control, first, second) in HALVES {
        let is_a = data == 0;
        let script = Script::with(&[(first, 200, Level::Low)]);
        let mut bench = with(&script);
        // 100: low by a read of A or a write of B, high by the active edge of the first line.
        bench.at(100).write(control, 0x24);
        bench.at(110).read(data);
        let low = |cycle| Done::Pin(second, Level::Low, cycle);
        assert_eq!(pins(&script).contains(&low(110)), is_a);
        bench.at(120).write(data, 5);
        assert_eq!(pins(&script).contains(&low(120)), !is_a);
        bench.at(250).read(control);
        assert_eq!(pins(&script), [Done::Pin(second, Level::High, 200)]);
        // 101: low for a cycle.
        bench.at(300).write(control, 0x2c);
        bench.at(310);
        match is_a {
            true => drop(bench.read(data)),
            false => drop(bench.write(data, 6).peek(0)),
        }
        let pulse = [low(310), Done::Pin(second, Level::High, 311)];
        assert_eq!(pins(&script), pulse);
        // 110 and 111: as bit 3 says.
        bench.at(400).write(control, 0x34);
        bench.at(410).write(control, 0x3c);
        let levels = [low(400), Done::Pin(second, Level::High, 410)];
        assert_eq!(pins(&script), levels);
    }
}

#[test]
fn each_output_has_its_line() {
    let edges = [(Pin::Ca1, 200, Level::Low), (Pin::Cb1, 300, Level::Low)];
    let chip = || Pia::new(Box::new(Script::with(&edges)));
    let lines = |bench: &Bench| [Line::Irq, Line::Nmi].map(|line| bench.machine.is_asserted(line));
    let mut bench = Bench::new(chip().interrupting(Some(Line::Irq), Some(Line::Nmi)));
    bench.at(100).write(1, 0x05).write(3, 0x05);
    assert_eq!(lines(bench.at(200)), [true, false]);
    assert_eq!(lines(bench.at(300)), [true, true]);
    bench.at(310).read(0);
    assert_eq!(lines(&bench), [false, true]);
    let mut bench = Bench::new(chip().interrupting(None, None));
    bench.at(100).write(1, 0x05).write(3, 0x05);
    assert_eq!(lines(bench.at(400)), [false, false]);
    // Both on one: it is released when both are.
    let mut bench = Bench::new(chip());
    bench.at(100).write(1, 0x05).write(3, 0x05);
    assert_eq!(lines(bench.at(400)), [true, false]);
    bench.read(0);
    assert_eq!(lines(&bench), [true, false]);
    bench.read(2);
    assert_eq!(lines(&bench), [false, false]);
}
