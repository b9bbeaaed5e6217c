//! The HD44780 on the bus and on ports: instructions, busy times, what is seen.

use jumppad_chips::{Geometry, Lcd, LcdLines, Pia, Port, Screen, Unwired, Via};

use crate::bench::Bench;

const CLOCK: u64 = 1_000_000;

/// One on the bus that is never busy, set up: two lines, on, cursor to the right.
fn ready(geometry: Geometry) -> (Bench, Screen) {
    let (lcd, screen) = Lcd::new(geometry, 0);
    let mut bench = Bench::new(lcd);
    bench
        .write(0, 0x38)
        .write(0, 0x0c)
        .write(0, 0x06)
        .write(0, 0x01);
    (bench, screen)
}

fn print(bench: &mut Bench, text: &str) {
    for byte in text.bytes() {
        bench.write(1, byte);
    }
}

#[test]
fn text_is_seen_where_the_address_says() {
    let (mut bench, screen) = ready(Geometry::C16X2);
    print(&mut bench, "Hello, world!");
    bench.write(0, 0xc0 | 3);
    print(&mut bench, "second");
    assert_eq!(screen.lines(), ["Hello, world!   ", "   second       "]);
    assert_eq!(bench.read(0), 0x49, "the address counter");
    // Off: blank, and nothing is lost.
    bench.write(0, 0x08);
    assert_eq!(screen.lines(), ["                "; 2]);
    bench.write(0, 0x0e);
    assert_eq!(screen.lines()[0], "Hello, world!   ");
    assert_eq!(screen.cursor(), Some((1, 9)));
    bench.write(0, 0x02);
    assert_eq!(screen.cursor(), Some((0, 0)));
    assert_eq!(bench.read(1), b'H');
    assert_eq!(bench.read(1), b'e');
    bench.write(0, 0x01);
    assert_eq!(screen.lines(), ["                "; 2]);
}

#[test]
fn lines_go_on_where_others_end() {
    let (mut bench, screen) = ready(Geometry::C20X4);
    let text: String = (0..80).map(|place| char::from(b'A' + place % 26)).collect();
    print(&mut bench, &text);
    // 40 characters of the first line, rows 1 and 3, then those of the second.
    let rows = [0, 40, 20, 60].map(|from| &text[from..from + 20]);
    assert_eq!(screen.lines(), rows);
    assert_eq!(bench.read(0), 0, "round to the first");
    // Backwards.
    bench.write(0, 0x04).write(1, b'!');
    assert_eq!(bench.read(0), 0x67);
    bench.write(0, 0xc0).write(1, b'?');
    assert_eq!(bench.read(0), 0x27);
}

#[test]
fn a_display_of_one_line_has_eighty_characters() {
    let (mut bench, screen) = ready(Geometry::new(16, 1));
    bench
        .write(0, 0x30)
        .write(0, 0x80 | 0x4f)
        .write(1, b'z')
        .write(1, b'a');
    assert_eq!(screen.lines(), ["a               "]);
    assert_eq!(bench.read(0), 1);
    bench.write(0, 0x1c);
    assert_eq!(screen.lines(), ["za              "]);
}

#[test]
fn the_display_shifts() {
    let (mut bench, screen) = ready(Geometry::C16X2);
    print(&mut bench, "abc");
    bench.write(0, 0x18);
    assert_eq!(screen.lines()[0], "bc              ");
    bench.write(0, 0x1c).write(0, 0x1c);
    assert_eq!(screen.lines()[0], " abc            ");
    // The cursor alone.
    bench.write(0, 0x10).write(0, 0x10).write(0, 0x14);
    assert_eq!(bench.read(0), 2);
    // With each character.
    bench.write(0, 0x02).write(0, 0x07).write(0, 0x80 | 16);
    print(&mut bench, "xyz");
    assert_eq!(screen.lines()[0], "             xyz");
    // Home takes the shift back.
    bench.write(0, 0x02);
    assert_eq!(screen.lines()[0], "abc             ");
}

#[test]
fn characters_are_those_of_the_rom_and_the_users() {
    let (mut bench, screen) = ready(Geometry::new(8, 1));
    for code in [0xf4, 0xb1, 0x5c, 0x7e, 0x00, 0x0f, 0xff, 0x80] {
        bench.write(1, code);
    }
    assert_eq!(screen.lines(), ["Ωｱ¥→⓪⑦█ "]);
    bench.write(0, 0x40 | 8);
    let rows = [0x1f, 0x11, 0x0a, 0x04, 0x0a, 0x11, 0x1f, 0xe0];
    for row in rows {
        bench.write(1, row);
    }
    assert_eq!(
        screen.pattern(1),
        [0x1f, 0x11, 0x0a, 0x04, 0x0a, 0x11, 0x1f, 0x00]
    );
    bench.write(0, 0x40 | 9);
    assert_eq!((bench.read(1), bench.read(0)), (0x11, 10));
    bench.write(0, 0x40 | 63).write(1, 1);
    assert_eq!(bench.read(0), 0, "CGRAM is round");
}

#[test]
fn it_is_busy_for_its_times() {
    // 37 us and 1.52 ms at 1 MHz.
    let (lcd, screen) = Lcd::new(Geometry::C16X2, CLOCK);
    let mut bench = Bench::new(lcd);
    bench.at(100).write(0, 0x38);
    assert_eq!((bench.at(136).read(0), bench.at(137).read(0)), (0x80, 0x00));
    bench.at(200).write(0, 0x0c);
    bench.at(300).write(0, 0x01);
    assert_eq!(
        (bench.at(1_819).read(0), bench.at(1_820).read(0)),
        (0x80, 0x00)
    );
    bench.at(2_000).write(1, b'a');
    // Too early: not taken.
    bench.at(2_020).write(1, b'b');
    bench.at(2_037).write(1, b'c');
    assert_eq!(screen.lines()[0], "ac              ");
    assert_eq!(bench.register("BF"), 1);
    assert_eq!(bench.at(2_074).register("BF"), 0);
    assert_eq!(bench.register("AC"), 2);
    // At 2 MHz it takes twice as many cycles.
    let (lcd, _screen) = Lcd::new(Geometry::C16X2, 2 * CLOCK);
    let mut bench = Bench::new(lcd);
    bench.at(100).write(0, 0x38);
    assert_eq!((bench.at(173).read(0), bench.at(174).read(0)), (0x80, 0x00));
}

const ENABLE: u8 = 0x80;
const READ: u8 = 0x40;
const SELECT: u8 = 0x20;

/// Writes by eight lines: data on port B, the others on port A of a 6522.
fn send(bench: &mut Bench, select: u8, byte: u8) {
    bench.write(0, byte);
    bench
        .write(1, select)
        .write(1, select | ENABLE)
        .write(1, select);
}

#[test]
fn eight_lines_on_a_6522() {
    let (lcd, screen) = Lcd::new(Geometry::C16X2, CLOCK);
    let mut bench = Bench::new(Via::new(Box::new(lcd.wired(LcdLines::BEN_EATER))));
    bench.write(2, 0xff).write(3, 0xe0);
    let mut cycle = 1_000;
    for (select, byte) in [
        (0, 0x38),
        (0, 0x0e),
        (0, 0x06),
        (SELECT, b'O'),
        (SELECT, b'k'),
    ] {
        send(bench.at(cycle), select, byte);
        // Busy flag: read while E is high, with port B as input.
        bench.write(2, 0x00).write(1, READ).write(1, READ | ENABLE);
        assert_eq!(bench.read(0) & 0x80, 0x80);
        assert_eq!(bench.at(cycle + 37).read(0) & 0x80, 0x00);
        bench.write(1, READ).write(1, 0);
        assert_eq!(bench.read(0), 0xff, "released");
        bench.write(2, 0xff);
        cycle += 100;
    }
    assert_eq!(screen.lines()[0], "Ok              ");
    assert_eq!(screen.cursor(), Some((0, 2)));
    assert_eq!(bench.register("AC"), 2);
    // What is read back: address 0, then data.
    send(bench.at(2_000), 0, 0x80);
    bench.at(2_100).write(2, 0x00);
    for expected in [b'O', b'k', b' '] {
        let control = READ | SELECT;
        bench.write(1, control).write(1, control | ENABLE);
        assert_eq!(bench.read(0), expected);
        bench.write(1, control);
        let next = bench.machine.cpu().cycles + 50;
        bench.at(next);
    }
}

#[test]
fn four_lines_on_one_port() {
    let (lcd, screen) = Lcd::new(Geometry::C16X2, CLOCK);
    let mut bench = Bench::new(Via::new(Box::new(lcd.wired(LcdLines::BEN_EATER_FOUR))));
    bench.write(2, 0xff);
    let nibble = |bench: &mut Bench, bits: u8| {
        bench.write(0, bits).write(0, bits | 0x40).write(0, bits);
    };
    // From eight lines to four, by one half; the rest in halves.
    nibble(bench.at(1_000), 0x2);
    let mut cycle = 2_000;
    for (select, byte) in [(0, 0x28), (0, 0x0c), (0, 0x06), (0x10, b'4'), (0x10, b'b')] {
        nibble(bench.at(cycle), select | byte >> 4);
        nibble(&mut bench, select | byte & 0x0f);
        // The busy flag comes in the first half, the address in both.
        bench.write(2, 0xf0).write(0, 0x20).write(0, 0x60);
        assert_eq!(bench.read(0) & 0x08, 0x08);
        bench.write(0, 0x20).write(0, 0x60);
        let low = bench.read(0) & 0x0f;
        assert_eq!(u32::from(low), bench.register("AC"));
        bench.write(0, 0x20).write(2, 0xff);
        cycle += 100;
    }
    assert_eq!(screen.lines()[0], "4b              ");
    assert_eq!(bench.register("DL_N_F"), 0b010);
}

#[test]
fn on_a_6821_without_reading() {
    let (lcd, screen) = Lcd::new(Geometry::C16X2, 0);
    let lines = LcdLines::eight(Port::A, (Port::B, 0), None, (Port::B, 1));
    let mut bench = Bench::new(Pia::new(Box::new(lcd.wired(lines))));
    bench
        .write(0, 0xff)
        .write(2, 0x03)
        .write(1, 0x04)
        .write(3, 0x04);
    for (select, byte) in [(0, 0x38), (0, 0x0c), (2, b'P'), (2, b'I'), (2, b'A')] {
        bench.write(0, byte).write(2, select | 1).write(2, select);
    }
    assert_eq!(screen.lines()[0], "PIA             ");
    // A chip whose ports lead nowhere is none of it.
    let mut other = Bench::new(Via::new(Box::new(Unwired)));
    other.write(2, 0xff).write(0, 0xff);
    assert_eq!(screen.lines()[0], "PIA             ");
}
