//! The serial chips: registers, interrupts, and the time that bytes take.

use jumppad_chips::{Acia6551, Acia6850, Baud, Quirk};
use jumppad_tiers::devices::{Console, Terminal};

use crate::bench::Bench;

const CLOCK: u64 = 1_000_000;
/// Of the 6551.
const DATA: u16 = 0;
const STATUS: u16 = 1;
const COMMAND: u16 = 2;
const CONTROL: u16 = 3;

fn acia(baud: Baud, quirk: Quirk) -> (Bench, Terminal) {
    let (console, terminal) = Console::new();
    (Bench::new(Acia6551::new(console, baud, quirk)), terminal)
}

fn timed() -> Baud {
    Baud::Timed { clock: CLOCK }
}

fn acia6850(baud: Baud) -> (Bench, Terminal) {
    let (console, terminal) = Console::new();
    (Bench::new(Acia6850::new(console, baud)), terminal)
}

#[test]
fn a_6551_sends_and_receives_at_once() {
    let (mut bench, terminal) = acia(Baud::Instant, Quirk::None);
    // After a reset nothing is received: the terminal waits for DTR and RTS.
    assert_eq!(bench.read(STATUS), 0x10);
    terminal.send(b"ab");
    bench.wake();
    assert_eq!(bench.read(STATUS), 0x10);
    bench.at(100).write(CONTROL, 0x1f).write(COMMAND, 0x0b);
    assert_eq!((bench.read(CONTROL), bench.read(COMMAND)), (0x1f, 0x0b));
    assert_eq!(bench.peek(STATUS), 0x18);
    assert_eq!(bench.peek(DATA), b'a');
    assert_eq!(bench.read(DATA), b'a');
    assert_eq!(bench.read(STATUS), 0x18, "the next is there");
    assert_eq!(bench.read(DATA), b'b');
    assert_eq!(bench.read(STATUS), 0x10);
    assert_eq!(bench.read(DATA), b'b', "the register keeps what it had");
    bench.write(DATA, b'x').write(DATA, b'y');
    assert_eq!(terminal.receive(), b"xy");
    assert!(!bench.is_asserted());
    // RTS goes high: the terminal waits.
    bench.write(COMMAND, 0x03);
    terminal.send(b"c");
    bench.wake();
    assert_eq!(bench.read(STATUS), 0x10);
    bench.write(COMMAND, 0x0b);
    assert_eq!(bench.read(STATUS), 0x18);
}

#[test]
fn a_6551_interrupts_when_a_byte_comes() {
    let (mut bench, terminal) = acia(Baud::Instant, Quirk::None);
    bench.at(10).write(COMMAND, 0x09);
    terminal.send(b"ab");
    assert!(!bench.is_asserted());
    bench.at(20).wake();
    assert!(bench.is_asserted());
    assert_eq!(bench.peek(STATUS), 0x98);
    assert_eq!(bench.read(STATUS), 0x98);
    assert!(!bench.is_asserted(), "a read of the status clears it");
    assert_eq!(bench.read(STATUS), 0x18);
    assert_eq!(bench.read(DATA), b'a');
    assert!(bench.is_asserted(), "the next");
    // Enabled while one is there.
    bench.read(STATUS);
    bench.write(COMMAND, 0x0b).write(COMMAND, 0x09);
    assert!(bench.is_asserted());
    // DTR off: no interrupts.
    bench.write(COMMAND, 0x08);
    assert!(!bench.is_asserted());
}

#[test]
fn a_6551_interrupts_when_it_can_send() {
    let (mut bench, terminal) = acia(Baud::Instant, Quirk::None);
    bench.at(10).write(COMMAND, 0x07);
    assert!(bench.is_asserted(), "it is empty when that is enabled");
    assert_eq!(bench.read(STATUS), 0x90);
    assert!(!bench.is_asserted());
    bench.write(DATA, b'x');
    assert!(bench.is_asserted());
    bench.write(COMMAND, 0x0b);
    bench.read(STATUS);
    bench.write(DATA, b'y');
    assert!(!bench.is_asserted());
    assert_eq!(terminal.receive(), b"xy");
}

#[test]
fn a_programmed_reset_keeps_parity_and_control() {
    let (mut bench, _terminal) = acia(Baud::Instant, Quirk::None);
    bench
        .at(10)
        .write(CONTROL, 0x1e)
        .write(COMMAND, 0xef)
        .write(STATUS, 0x55);
    assert_eq!((bench.peek(COMMAND), bench.peek(CONTROL)), (0xe0, 0x1e));
}

#[test]
fn what_is_received_is_echoed() {
    let (mut bench, terminal) = acia(Baud::Instant, Quirk::None);
    bench.at(10).write(COMMAND, 0x13);
    terminal.send(b"hi");
    bench.wake();
    bench.read(DATA);
    assert_eq!(terminal.receive(), b"hi");
    // Without bit 4, or with the transmitter on, it is not.
    bench.write(COMMAND, 0x1b);
    terminal.send(b"z");
    bench.wake();
    assert_eq!(terminal.receive(), b"");
}

#[test]
fn bytes_take_the_time_that_control_says() {
    // Control, command's parity, cycles of a byte at 1 MHz: bits * divisor / 115,200 s.
    let formats = [
        (0x1f, 0x00, 521),     // 19,200 baud, 8N1: 10 bits.
        (0x1e, 0x00, 1_042),   // 9,600.
        (0x18, 0x00, 8_334),   // 1,200.
        (0x11, 0x00, 200_000), // 50.
        (0x10, 0x00, 87),      // The external clock.
        (0x9f, 0x00, 573),     // 8N2: 11 bits.
        (0x9f, 0x20, 573),     // 8E1.
        (0x3f, 0x20, 521),     // 7E1.
        (0xff, 0x00, 391),     // 5N1.5: 7.5 bits.
    ];
    for (control, parity, cycles) in formats {
        let (mut bench, terminal) = acia(timed(), Quirk::None);
        bench
            .at(10)
            .write(CONTROL, control)
            .write(COMMAND, parity | 0x09);
        terminal.send(b"ab");
        bench.at(1_000).wake();
        let due = 1_000 + cycles;
        assert_eq!(
            bench.first_irq(due - 60..due + 60),
            Some(due),
            "{control:02x}"
        );
        assert_eq!(bench.at(due - 1).peek(STATUS), 0x10);
        assert_eq!(bench.at(due).peek(STATUS), 0x98);
        bench.at(due + 2).read(STATUS);
        assert_eq!(bench.at(due + 6).read(DATA) & 0x1f, b'a' & 0x1f);
        // The next follows without a gap.
        let due = due + cycles;
        assert_eq!(
            bench.first_irq(due - 60..due + 60),
            Some(due),
            "{control:02x}"
        );
    }
}

#[test]
fn a_byte_that_is_not_read_in_time_costs_the_next() {
    let (mut bench, terminal) = acia(timed(), Quirk::None);
    bench.at(10).write(CONTROL, 0x1f).write(COMMAND, 0x0b);
    terminal.send(b"abc");
    bench.at(100).wake();
    assert_eq!(bench.at(100 + 521).peek(STATUS), 0x18);
    assert_eq!(bench.at(100 + 2 * 521).peek(STATUS), 0x1c, "overrun");
    assert_eq!(bench.at(1_200).read(DATA), b'a');
    assert_eq!(bench.read(STATUS), 0x10);
    assert_eq!(bench.at(100 + 3 * 521).read(DATA), b'c');
}

#[test]
fn the_transmitter_has_two_stages() {
    let (mut bench, terminal) = acia(timed(), Quirk::None);
    bench.at(10).write(CONTROL, 0x1f).write(COMMAND, 0x07);
    bench.at(20).read(STATUS);
    bench.at(100).write(DATA, b'x');
    assert_eq!(
        bench.at(101).read(STATUS),
        0x90,
        "the first goes on at once"
    );
    bench.at(110).write(DATA, b'y');
    assert_eq!(bench.at(111).read(STATUS), 0x00);
    assert_eq!(bench.first_irq(111..2_000), Some(621));
    assert_eq!(bench.at(621).read(STATUS), 0x90);
    assert_eq!(terminal.receive(), b"x");
    // One that comes while the register is full takes the place of what is in it.
    bench.at(630).write(DATA, b'z').write(DATA, b'Z');
    bench.at(5_000).read(STATUS);
    assert_eq!(terminal.receive(), b"yZ");
}

#[test]
fn wdcs_chip_always_says_that_it_can_send() {
    let (mut bench, terminal) = acia(timed(), Quirk::W65c51n);
    bench.at(10).write(CONTROL, 0x1f).write(COMMAND, 0x05);
    assert!(!bench.is_asserted(), "and has no transmit interrupt");
    bench.at(100).write(DATA, b'x');
    assert_eq!(bench.at(101).read(STATUS), 0x10);
    // Who believes it loses a byte; who waits does not.
    bench.at(200).write(DATA, b'y');
    bench.at(200 + 521).write(DATA, b'z');
    assert_eq!(bench.at(5_000).read(STATUS), 0x10);
    assert_eq!(terminal.receive(), b"yz");
}

#[test]
fn a_6850_must_be_reset_first() {
    let (mut bench, terminal) = acia6850(Baud::Instant);
    terminal.send(b"ab");
    bench.at(10).wake();
    assert_eq!(bench.read(0), 0);
    bench.write(1, b'!').write(0, 0x03).write(0, 0x15);
    assert_eq!(bench.peek(0), 0x03);
    assert_eq!(bench.read(1), b'a');
    assert_eq!(bench.read(0), 0x03);
    assert_eq!(bench.read(1), b'b');
    assert_eq!(bench.read(0), 0x02);
    bench.write(1, b'x').write(1, b'y');
    assert_eq!(terminal.receive(), b"xy");
    assert_eq!(bench.register("CONTROL"), 0x15);
}

#[test]
fn a_6850_interrupts_by_levels() {
    let (mut bench, terminal) = acia6850(Baud::Instant);
    bench.at(10).write(0, 0x03).write(0, 0x95);
    assert!(!bench.is_asserted());
    terminal.send(b"a");
    bench.at(20).wake();
    assert!(bench.is_asserted());
    assert_eq!(bench.read(0), 0x83);
    assert!(bench.is_asserted(), "a read of the status changes nothing");
    bench.read(1);
    assert!(!bench.is_asserted());
    // Transmit: as long as it is empty.
    bench.write(0, 0x35);
    assert!(bench.is_asserted());
    assert_eq!(bench.read(0), 0x82);
    bench.write(0, 0x15);
    assert!(!bench.is_asserted());
    bench.write(0, 0x35).write(0, 0x03);
    assert!(!bench.is_asserted(), "in reset");
}

#[test]
fn a_6850_takes_its_time() {
    // 115,200 baud by 16, 8N1: 10 bits in 86.8 cycles; by 64 four times that; 7E2: 11 bits.
    for (control, cycles) in [(0x15, 87), (0x16, 348), (0x01, 96)] {
        let (mut bench, terminal) = acia6850(timed());
        bench.at(10).write(0, 0x03).write(0, 0x80 | control);
        terminal.send(b"ab");
        bench.at(100).wake();
        assert_eq!(bench.first_irq(100..2_000), Some(100 + cycles));
        bench.at(100 + cycles).read(1);
        assert_eq!(bench.first_irq(100..2_000), Some(100 + 2 * cycles));
        bench.at(5_000).write(0, 0x20 | control);
        bench.at(5_001).write(1, b'x');
        bench.at(5_010).write(1, b'y');
        assert!(!bench.is_asserted());
        assert_eq!(bench.first_irq(5_010..9_000), Some(5_001 + cycles));
    }
    let (console, _terminal) = Console::new();
    let mut bench = Bench::new(Acia6850::new(console, timed()).clocked(153_600));
    bench.at(10).write(0, 0x03).write(0, 0x35);
    bench.at(100).write(1, b'x').write(1, b'y');
    // 9,600 baud.
    assert_eq!(bench.first_irq(100..2_000), Some(100 + 1_042));
}

#[test]
fn a_6850_tells_an_overrun_behind_the_byte_before() {
    let (mut bench, terminal) = acia6850(timed());
    bench.at(10).write(0, 0x03).write(0, 0x95);
    terminal.send(b"ab");
    bench.at(100).wake();
    assert_eq!(bench.at(1_000).read(0), 0x83);
    assert_eq!(bench.read(1), b'a');
    assert_eq!(bench.read(0), 0xa3, "overrun, and still full");
    assert!(bench.is_asserted());
    assert_eq!(bench.read(1), b'a');
    assert_eq!((bench.read(0), bench.is_asserted()), (0x02, false));
}
