//! What the reset line does to each chip: the 6850 has no such pin, nor has the display.

use jumppad_chips::{
    Acia6551, Baud, Cia, Geometry, Lcd, Level, Pia, Pin, Port, Quirk, Revision, Riot, RiotModel,
    Unwired, Via,
};
use jumppad_tiers::Reset;
use jumppad_tiers::devices::Console;

use crate::bench::{Bench, Done, Script};

fn pressed(bench: &mut Bench, cycle: u64) {
    bench.at(cycle).machine.reset(Reset::Soft);
}

#[test]
fn a_6522_keeps_its_timers_and_sr() {
    let script = Script::default();
    let mut bench = Bench::new(Via::new(Box::new(script.clone())));
    bench
        .at(10)
        .write(3, 0x0f)
        .write(1, 0x05)
        .write(2, 0xf0)
        .write(0, 0xa0);
    bench
        .write(11, 0x40)
        .write(12, 0x0c)
        .write(14, 0xc0)
        .write(10, 0x3c);
    bench.write(4, 100).at(20).write(5, 0);
    assert_eq!(bench.first_irq(20..200), Some(122));
    script.take();
    pressed(&mut bench, 150);
    assert!(!bench.is_asserted());
    let registers: Vec<u8> = [0, 1, 2, 3, 11, 12, 13, 14].map(|at| bench.peek(at)).into();
    assert_eq!(registers, [0, 0, 0, 0, 0, 0, 0, 0x80]);
    assert_eq!((bench.peek(6), bench.peek(10)), (100, 0x3c));
    assert_eq!(
        bench.at(200).register("T1C"),
        122 + 1 + 100 - 200,
        "it counts on"
    );
    let log = script.take();
    assert!(log.contains(&Done::Drove(Port::A, 0, 0, 150)));
    assert!(log.contains(&Done::Pin(Pin::Ca2, Level::High, 150)));
}

#[test]
fn a_6821_is_cleared() {
    let script = Script::with(&[(Pin::Ca1, 50, Level::Low)]);
    let mut bench = Bench::new(Pia::new(Box::new(script.clone())));
    bench
        .at(10)
        .write(0, 0xff)
        .write(1, 0x35)
        .write(3, 0x04)
        .write(2, 0x12);
    assert_eq!(bench.first_irq(10..100), Some(50));
    pressed(&mut bench, 100);
    assert!(!bench.is_asserted());
    assert_eq!([0, 1, 2, 3].map(|at| bench.peek(at)), [0; 4]);
    let log = script.take();
    assert!(log.contains(&Done::Drove(Port::A, 0, 0, 100)));
    assert!(log.contains(&Done::Pin(Pin::Ca2, Level::High, 100)));
}

#[test]
fn a_6551_waits_for_its_command() {
    let (console, terminal) = Console::new();
    let mut bench = Bench::new(Acia6551::new(console, Baud::Instant, Quirk::None));
    bench.at(10).write(3, 0x1f).write(2, 0x09);
    terminal.send(b"ab");
    bench.wake();
    assert!(bench.is_asserted());
    pressed(&mut bench, 100);
    assert!(!bench.is_asserted());
    assert_eq!([2, 3].map(|at| bench.peek(at)), [0, 0]);
    // What has come is there, the next waits.
    assert_eq!(bench.read(0), b'a');
    assert_eq!(bench.read(1), 0x10);
}

#[test]
fn a_display_shows_on() {
    let (lcd, screen) = Lcd::new(Geometry::C16X2, 0);
    let mut bench = Bench::new(lcd);
    bench.write(0, 0x0c).write(1, b'x');
    pressed(&mut bench, 100);
    assert_eq!(screen.lines()[0], "x               ");
}

#[test]
fn a_6526_begins_anew() {
    let script = Script::default();
    let chip = Cia::new(Box::new(script.clone()), Revision::Mos6526, 1_000_000);
    let mut bench = Bench::new(chip);
    bench.at(10).write(2, 0xff).write(0, 0xa5).write(13, 0x81);
    bench.write(4, 100).write(5, 0).at(20).write(14, 1);
    assert_eq!(bench.first_irq(20..200), Some(20 + 2 + 100 + 1));
    script.take();
    pressed(&mut bench, 150);
    assert!(!bench.is_asserted());
    assert_eq!(script.take(), [Done::Drove(Port::A, 0, 0, 150)], "inputs");
    let registers = [2, 4, 5, 8, 11, 13, 14].map(|at| bench.peek(at));
    assert_eq!(registers, [0, 0xff, 0xff, 0, 1, 0, 0]);
    assert_eq!(bench.first_irq(160..100_000), None);
}

#[test]
fn a_6532_keeps_its_timer() {
    let riot = Riot::new(Box::new(Unwired), RiotModel::Mos6532);
    let mut bench = Bench::with_room(riot, 32);
    bench.at(10).write(1, 0xff).write(7, 0).write(0x1d, 20);
    pressed(&mut bench, 50);
    assert_eq!([bench.peek(0), bench.peek(1)], [0xff, 0]);
    assert_eq!(bench.first_irq(60..1_000), None);
    assert_eq!(bench.at(10 + 1 + 20 * 8).peek(5), 0x80);
}
