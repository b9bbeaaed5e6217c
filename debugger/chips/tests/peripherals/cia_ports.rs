//! The 6526's ports, its serial register, and the pins FLAG, CNT and PC.

use jumppad_chips::{Level, Pin, Port, Revision, Unwired};

use crate::bench::{Done, Script};
use crate::cia_timers::{CRA, CRB, ICR, PRB, SDR, TA_HI, TA_LO, TB_HI, TB_LO, cia};

const PRA: u16 = 0;
const DDRA: u16 = 2;
const DDRB: u16 = 3;

#[test]
fn ports_are_read_at_their_pins() {
    let script = Script {
        a: 0x3c,
        b: 0xc3,
        ..Script::default()
    };
    let mut bench = cia(Revision::Mos6526, script.clone());
    bench.at(10).write(DDRA, 0xf0).write(PRA, 0xa5);
    bench.at(20).write(DDRB, 0x0f).write(PRB, 0xa5);
    assert_eq!([bench.read(PRA), bench.read(DDRA)], [0x2c, 0xf0]);
    assert_eq!([bench.read(PRB), bench.read(DDRB)], [0xc1, 0x0f]);
    let pulse = [
        Done::Pin(Pin::Pc, Level::Low, 21),
        Done::Pin(Pin::Pc, Level::High, 22),
    ];
    let expected = [
        &[
            Done::Drove(Port::A, 0, 0xf0, 10),
            Done::Drove(Port::A, 0xa5, 0xf0, 10),
            Done::Drove(Port::B, 0, 0x0f, 20),
            Done::Drove(Port::B, 0xa5, 0x0f, 20),
        ][..],
        &pulse,
        &[Done::Read(Port::A, 20), Done::Read(Port::B, 20)],
        &pulse,
    ];
    assert_eq!(script.take(), expected.concat());
}

#[test]
fn the_serial_register_is_empty_behind_fifteen_underflows() {
    let mut bench = cia(Revision::Mos6526, Unwired);
    bench.at(100).write(TA_LO, 9).write(TA_HI, 0);
    bench.at(200).write(ICR, 0x88).write(CRA, 0x41);
    bench.at(1_003).write(SDR, 0x5a);
    // A underflows in 200 + 2 + 9 and every ten cycles.
    let last = 1_011 + 14 * 10 + 4;
    assert_eq!(bench.at(last - 1).peek(ICR), 0x01);
    assert_eq!(bench.first_irq(1_003..2_000), Some(last + 1));
    assert_eq!(bench.at(last + 5).read(ICR), 0x89);
    // Two bytes, the second written while the first is sent, go without a gap: the clock stays
    // low where the first would have made it rise.
    bench.at(2_003).write(SDR, 1);
    bench.at(2_050).write(SDR, 2);
    let last = 2_011 + 14 * 10 + 4;
    assert_eq!(bench.first_irq(2_050..2_500), Some(last + 1));
    bench.at(last + 3).read(ICR);
    assert_eq!(bench.first_irq(last + 4..2_500), Some(last + 150 + 1));
}

#[test]
fn a_latch_of_0_clocks_the_serial_register_once() {
    let mut bench = cia(Revision::Mos6526, Unwired);
    bench.at(100).write(TA_LO, 0).write(TA_HI, 0);
    bench.at(200).write(ICR, 0x88).write(CRA, 0x41);
    bench.at(300).write(SDR, 0x5a);
    assert_eq!(bench.first_irq(300..3_000), None);
}

/// Edges of CNT every 20 cycles from 1,000 on, the first one falling.
fn clocked(edges: u64) -> Vec<(Pin, u64, Level)> {
    let edge = |n: u64| (Pin::Cnt, 1_000 + 20 * n, Level::of(n % 2 == 1));
    (0..edges).map(edge).collect()
}

#[test]
fn the_serial_register_takes_a_byte_by_cnt() {
    let mut edges = clocked(16);
    let byte = 0xb2_u8;
    for bit in 0..8_u64 {
        let level = Level::of(byte << bit & 0x80 != 0);
        edges.push((Pin::Sp, 1_005 + 40 * bit, level));
    }
    let mut bench = cia(Revision::Mos6526, Script::with(&edges));
    bench.at(100).write(ICR, 0x88);
    let last = 1_000 + 20 * 15;
    assert_eq!(bench.at(last - 1).peek(ICR), 0);
    assert_eq!(bench.first_irq(100..2_000), Some(last + 1));
    assert_eq!(bench.at(last + 2).read(SDR), byte);
}

#[test]
fn timers_count_rising_edges_of_cnt() {
    let mut bench = cia(Revision::Mos6526, Script::with(&clocked(40)));
    bench.at(100).write(TA_LO, 9).write(TA_HI, 0);
    bench.at(120).write(TB_LO, 3).write(TB_HI, 0);
    bench.at(200).write(ICR, 0x82);
    bench.at(300).write(CRA, 0x21).write(CRB, 0x21);
    // Rising edges are at 1,020, 1,060 and so on.
    for (cycle, counts) in [(1_019, [9, 3]), (1_040, [8, 2]), (1_120, [6, 0])] {
        bench.at(cycle);
        assert_eq!([bench.peek(TA_LO), bench.peek(TB_LO)], counts, "{cycle}");
    }
    // The fourth finds timer B at 0, and passes two stages before it counts.
    assert_eq!(bench.first_irq(300..2_000), Some(1_020 + 3 * 40 + 2 + 1));
}

#[test]
fn timer_b_may_count_underflows_while_cnt_is_high() {
    let edges = [
        (Pin::Cnt, 1_000, Level::Low),
        (Pin::Cnt, 2_000, Level::High),
    ];
    let mut bench = cia(Revision::Mos6526, Script::with(&edges));
    bench.at(100).write(TA_LO, 9).write(TA_HI, 0);
    bench.at(120).write(TB_LO, 200).write(TB_HI, 0);
    bench.at(500).write(CRB, 0x61).write(CRA, 0x01);
    // A underflows in 511 and every ten cycles: 49 times before 1,000.
    let counts = [999, 1_999, 2_200].map(|cycle| bench.at(cycle).peek(TB_LO));
    assert_eq!(counts, [200 - 49, 200 - 49, 200 - 49 - 20]);
}

#[test]
fn flag_takes_falling_edges() {
    let edges = [
        (Pin::Flag, 500, Level::Low),
        (Pin::Flag, 600, Level::High),
        (Pin::Flag, 700, Level::Low),
    ];
    let mut bench = cia(Revision::Mos6526, Script::with(&edges));
    bench.at(100).write(ICR, 0x90);
    assert_eq!(bench.first_irq(100..1_000), Some(501));
    assert_eq!(bench.at(550).read(ICR), 0x90);
    assert_eq!(bench.at(650).read(ICR), 0);
    assert_eq!(bench.first_irq(650..1_000), Some(701));
}
