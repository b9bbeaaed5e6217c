//! The 6522's ports: directions, handshake in all modes of PCR, latches.

use jumppad_chips::{Level, Pin, Port, Via};

use crate::bench::{Bench, Done, Script};

const ORB: u16 = 0;
const ORA: u16 = 1;
const DDRB: u16 = 2;
const DDRA: u16 = 3;
const ACR: u16 = 11;
const PCR: u16 = 12;
const IFR: u16 = 13;
const IER: u16 = 14;
const ORA_ALONE: u16 = 15;

/// A side of the chip: its pins, flags, port, and where its bits are in PCR.
struct Side {
    first: Pin,
    second: Pin,
    first_flag: u8,
    second_flag: u8,
    port: u16,
    shift: u8,
}

const SIDES: [Side; 2] = [
    Side {
        first: Pin::Ca1,
        second: Pin::Ca2,
        first_flag: 0x02,
        second_flag: 0x01,
        port: ORA,
        shift: 0,
    },
    Side {
        first: Pin::Cb1,
        second: Pin::Cb2,
        first_flag: 0x10,
        second_flag: 0x08,
        port: ORB,
        shift: 4,
    },
];

fn with(script: &Script) -> Bench {
    Bench::new(Via::new(Box::new(script.clone())))
}

#[test]
fn a_port_reads_outputs_and_pins() {
    let script = Script {
        a: 0xa5,
        b: 0x3c,
        ..Script::default()
    };
    let mut bench = with(&script);
    assert_eq!((bench.peek(ORA), bench.peek(ORB)), (0xa5, 0x3c));
    bench.at(10).write(DDRA, 0x0f).write(ORA, 0xf2);
    bench.at(20).write(DDRB, 0xf0).write(ORB, 0x9f);
    assert_eq!((bench.read(ORA), bench.read(ORB)), (0xa2, 0x9c));
    assert_eq!((bench.read(ORA_ALONE), bench.read(DDRA)), (0xa2, 0x0f));
    assert_eq!(bench.register("PA"), 0xa2);
    assert_eq!(bench.register("ORB"), 0x9f);
    let drives = [
        Done::Drove(Port::A, 0x00, 0x0f, 10),
        Done::Drove(Port::A, 0xf2, 0x0f, 10),
        Done::Drove(Port::B, 0x00, 0xf0, 20),
        Done::Drove(Port::B, 0x9f, 0xf0, 20),
    ];
    let reads = [Port::A, Port::B, Port::A].map(|port| Done::Read(port, 20));
    assert_eq!(script.take(), [&drives[..], &reads].concat());
    // The same again is no change.
    bench.at(30).write(ORB, 0x9f).write(DDRB, 0xf0);
    assert_eq!(script.take(), []);
}

#[test]
fn the_first_line_interrupts_by_the_edge_that_pcr_chooses() {
    for side in &SIDES {
        let edges = [
            (side.first, 200, Level::Low),
            (side.first, 300, Level::High),
            (side.first, 400, Level::Low),
            (side.first, 500, Level::High),
        ];
        for (edge, expected) in [(0, [200, 400]), (1, [300, 500])] {
            let mut bench = with(&Script::with(&edges));
            bench.at(100).write(PCR, edge << side.shift);
            bench.write(IER, 0x80 | side.first_flag);
            assert_eq!(bench.first_irq(100..600), Some(expected[0]));
            assert_eq!(bench.at(expected[0]).peek(IFR), 0x80 | side.first_flag);
            // A read of the port, or a write, clears it; without handshake neither does.
            bench.at(expected[0]).read(ORA_ALONE);
            bench.write(ORA_ALONE, 0);
            assert!(bench.is_asserted());
            bench.read(side.port);
            assert!(!bench.is_asserted());
            assert_eq!(bench.first_irq(expected[0]..600), Some(expected[1]));
            bench.at(expected[1]).write(side.port, 0);
            assert_eq!((bench.is_asserted(), bench.peek(IFR)), (false, 0));
        }
    }
}

#[test]
fn the_second_line_is_an_input_in_four_modes() {
    for side in &SIDES {
        let edges = [
            (side.second, 200, Level::Low),
            (side.second, 300, Level::High),
        ];
        for (mode, due, is_independent) in [
            (0b000, 200, false),
            (0b001, 200, true),
            (0b010, 300, false),
            (0b011, 300, true),
        ] {
            let mut bench = with(&Script::with(&edges));
            bench.at(100).write(PCR, mode << 1 << side.shift);
            bench.write(IER, 0x80 | side.second_flag);
            assert_eq!(bench.first_irq(100..600), Some(due), "{mode:03b}");
            bench.at(400).read(side.port);
            assert_eq!(bench.is_asserted(), is_independent, "{mode:03b}");
            bench.write(side.port, 0);
            assert_eq!(bench.is_asserted(), is_independent, "{mode:03b}");
            bench.write(IFR, side.second_flag);
            assert!(!bench.is_asserted(), "{mode:03b}");
        }
    }
}

#[test]
fn the_second_line_shakes_hands() {
    for side in &SIDES {
        let edges = [
            (side.first, 200, Level::Low),
            (side.first, 210, Level::High),
            (side.first, 300, Level::Low),
        ];
        let script = Script::with(&edges);
        let mut bench = with(&script);
        bench.at(100).write(PCR, 0b1000 << side.shift);
        script.take();
        // On port A a read does, on port B it does not.
        bench.at(150).read(side.port);
        let by_read = script.take();
        let low = Done::Pin(side.second, Level::Low, 150);
        assert_eq!(by_read.contains(&low), side.port == ORA);
        bench.at(160).write(side.port, 0);
        let low = Done::Pin(side.second, Level::Low, 160);
        assert_eq!(script.take().contains(&low), side.port == ORB);
        // The active edge of the first line takes it up again, in its own cycle.
        bench.at(250).peek(IFR);
        assert_eq!(script.take(), [], "a look has no effects");
        bench.at(251).read(IFR);
        assert_eq!(script.take(), [Done::Pin(side.second, Level::High, 200)]);
        bench.at(252).write(side.port, 1);
        bench.at(352).read(IFR);
        let pins = script.take();
        assert!(pins.contains(&Done::Pin(side.second, Level::High, 300)));
    }
}

#[test]
fn the_second_line_pulses_or_stays() {
    for side in &SIDES {
        let script = Script::default();
        let mut bench = with(&script);
        let pins = |log: Vec<Done>| -> Vec<Done> {
            let is_pin = |done: &Done| matches!(done, Done::Pin(..));
            log.into_iter().filter(is_pin).collect()
        };
        bench.at(100).write(PCR, 0b1010 << side.shift);
        bench.at(150).write(side.port, 7);
        let pulse = [
            Done::Pin(side.second, Level::Low, 150),
            Done::Pin(side.second, Level::High, 151),
        ];
        assert_eq!(pins(script.take()), pulse);
        bench.at(200).write(PCR, 0b1100 << side.shift);
        assert_eq!(script.take(), [Done::Pin(side.second, Level::Low, 200)]);
        bench.at(210).write(side.port, 9).read(side.port);
        assert_eq!(pins(script.take()), []);
        bench.at(220).write(PCR, 0b1110 << side.shift);
        assert_eq!(script.take(), [Done::Pin(side.second, Level::High, 220)]);
        bench.at(230).write(PCR, 0b1100 << side.shift);
        bench.at(240).write(PCR, 0b0000 << side.shift);
        let released = Done::Pin(side.second, Level::High, 240);
        assert_eq!(script.take().last(), Some(&released));
    }
}

/// Port A is what the cycle is, in hundreds.
struct Changing(Script);

impl jumppad_chips::Wired for Changing {
    fn levels(&self, _port: Port, cycle: u64) -> u8 {
        (cycle / 100) as u8
    }

    fn next_edge(&self, pin: Pin, cycle: u64) -> Option<jumppad_chips::Edge> {
        self.0.next_edge(pin, cycle)
    }
}

#[test]
fn ports_are_latched_by_their_first_lines() {
    for (side, latch) in SIDES.iter().zip([0x01, 0x02]) {
        let edges = [
            (side.first, 250, Level::Low),
            (side.first, 260, Level::High),
            (side.first, 350, Level::Low),
        ];
        let part = Changing(Script::with(&edges));
        let mut bench = Bench::new(Via::new(Box::new(part)));
        bench.at(100).write(ACR, latch);
        assert_eq!(bench.at(200).peek(side.port), 2, "open until the edge");
        // What it was then, also where another edge came, until the flag is cleared.
        assert_eq!(bench.at(420).peek(side.port), 2);
        assert_eq!(bench.at(430).read(side.port), 2);
        assert_eq!(bench.at(440).peek(side.port), 4);
    }
}
