//! The 6526 against what C64 programmers measured on real chips, by their test programs for
//! emulators: timer B counting A's underflows; the processor that tells the older chip from the
//! 6526A; hours that are no hours.

use jumppad_chips::{Cia, Revision, Unwired};
use jumppad_tiers::{Line, StopReason};

use crate::bench::{BASE, Code, HANDLER, ORIGIN, TIERS, running};
use crate::cia_timers::{BOTH, CRA, CRB, ICR, TA_HI, TA_LO, TB_HI, TB_LO, cia};

/// Eight values of timer B, read every 14 cycles, for A's latches from $13 down to $04; B starts
/// at 7 with one shot, 18 cycles behind A. Measured on a C64, with a forced load of B.
const B_COUNTS_A: [&[u8; 8]; 16] = [
    b"76544322",
    b"76544321",
    b"66543321",
    b"77654322",
    b"76654321",
    b"76544321",
    b"76543210",
    b"76543217",
    b"76532107",
    b"76432077",
    b"75421077",
    b"65320777",
    b"75420777",
    b"75317777",
    b"64277777",
    b"74177777",
];
/// The only line that is another one without the forced load.
const WITHOUT_LOAD: (u8, &[u8; 8]) = (0x10, b"66543211");

#[test]
fn timer_b_counts_a_as_measured() {
    for (row, expected) in B_COUNTS_A.into_iter().enumerate() {
        let latch = 0x13 - row as u8;
        for control in [0xd9, 0xc9] {
            let expected = match WITHOUT_LOAD {
                (of, other) if of == latch && control == 0xc9 => other,
                _ => expected,
            };
            let mut bench = cia(Revision::Mos6526, Unwired);
            // Timer A is running when it is loaded anew.
            bench.at(100).write(TA_LO, 99).write(TA_HI, 0);
            bench.at(200).write(CRA, 0xc5);
            let start = 1_000;
            bench.at(start - 12).write(TA_LO, latch);
            bench.at(start - 6).write(TA_HI, 0);
            bench.at(start).write(CRA, 0xd5);
            bench.at(start + 6).write(TB_LO, 7);
            bench.at(start + 12).write(TB_HI, 0);
            bench.at(start + 18).write(CRB, control);
            let read = |read: u64| b'0' + bench.at(start + 22 + 14 * read).read(TB_LO);
            let found: Vec<u8> = (0..8).map(read).collect();
            let text = String::from_utf8_lossy(&found).into_owned();
            let expected = String::from_utf8_lossy(expected);
            assert_eq!(text, expected, "{latch:02x} {control:02x}");
        }
    }
}

#[test]
fn a_program_tells_the_chips_apart_in_every_tier() {
    // A timer of five cycles; behind its start LDA ICR, LDA abs, INC: the older chip interrupts
    // behind INC, the 6526A in front of it.
    for start in [0x91, 0x99] {
        let code = Code::at(ORIGIN).op(&[0xa9, 0, 0x85, 0x10]).lda(BASE + ICR);
        let code = code.store(0x81, BASE + ICR).store(4, BASE + TA_LO);
        let code = code.store(0, BASE + TA_HI).store(start, BASE + CRA);
        let code = code.lda(BASE + ICR).lda(0x0300).op(&[0xe6, 0x10]);
        let end = code.here();
        let code = code.jmp(end);
        let handler = Code::at(HANDLER).jmp(HANDLER);
        for (revision, increments) in BOTH.into_iter().zip([1, 0]) {
            for tier in TIERS {
                let chip = Cia::new(Box::new(Unwired), revision, 985_248);
                let (mut machine, _) = running(tier, chip, &code, &handler);
                assert_eq!(machine.run(2_000), StopReason::Trap, "{tier:?}");
                assert_eq!(machine.cpu().pc, HANDLER, "{tier:?}");
                assert_eq!(machine.peek(0x10), increments, "{tier:?} {revision:?}");
            }
        }
    }
}

#[test]
fn hours_that_are_none_count_on() {
    // What is written, what is shown then, and an hour later.
    let measured = [
        (0x00, 0x00, 0x01),
        (0x09, 0x09, 0x10),
        (0x0a, 0x0a, 0x0b),
        (0x0e, 0x0e, 0x0f),
        (0x0f, 0x0f, 0x00),
        (0x10, 0x10, 0x11),
        (0x11, 0x11, 0x92),
        (0x12, 0x92, 0x81),
        (0x13, 0x13, 0x14),
        (0x19, 0x19, 0x1a),
        (0x1e, 0x1e, 0x1f),
        (0x1f, 0x1f, 0x10),
    ];
    for (written, shown, later) in measured {
        let mut bench = cia(Revision::Mos6526, Unwired);
        bench.at(0).write(11, written).write(10, 0x59);
        bench.write(9, 0x59).write(8, 9);
        assert_eq!(bench.peek(11), shown, "{written:02x}");
        assert_eq!(bench.at(100_000).peek(11), later, "{written:02x}");
    }
}

#[test]
fn an_alarm_comes_once_while_the_time_stays() {
    // Set to the alarm's time over and over, from another time and from itself.
    let mut bench = cia(Revision::Mos6526, Unwired);
    let set = |bench: &mut crate::bench::Bench| {
        for register in (8..12).rev() {
            bench.write(register, 0);
        }
        bench.read(ICR)
    };
    bench.at(0);
    assert_eq!(set(&mut bench), 0x04, "from 1:00, as at power-up");
    assert_eq!(set(&mut bench), 0, "it was there");
    bench.at(1_250_000);
    assert_eq!(set(&mut bench), 0x04, "a second later");
}

#[test]
fn a_read_of_icr_is_one_nmi_and_no_other() {
    // The handler: INC $10; LDA ICR; RTI. The timer underflows once.
    let code = Code::at(ORIGIN).op(&[0xa9, 0, 0x85, 0x10]);
    let code = code.store(0x81, BASE + ICR).store(20, BASE + TA_LO);
    let code = code.store(0, BASE + TA_HI).store(0x19, BASE + CRA);
    let code = code.op(&[0xea; 40]);
    let end = code.here();
    let code = code.jmp(end);
    let handler = Code::at(HANDLER).op(&[0xe6, 0x10]).lda(BASE + ICR);
    let handler = handler.op(&[0x40]);
    for revision in BOTH {
        for tier in TIERS {
            let chip = Cia::new(Box::new(Unwired), revision, 985_248);
            let chip = chip.interrupting(Some(Line::Nmi));
            let (mut machine, _) = running(tier, chip, &code, &handler);
            assert_eq!(machine.run(2_000), StopReason::Trap, "{tier:?}");
            assert_eq!(machine.peek(0x10), 1, "{tier:?} {revision:?}");
        }
    }
}

#[test]
fn code_in_a_timer_is_fetched_cycle_by_cycle() {
    // LDA # stands in DDRB, its operand is timer A's low byte, and the high byte is RTS.
    let code = Code::at(ORIGIN).store(0xa9, BASE + 3);
    let code = code.store(0xf0, BASE + TA_LO).store(0x60, BASE + TA_HI);
    let code = code.store(0x01, BASE + CRA).to(0x20, BASE + 3);
    let code = code.op(&[0x85, 0x10]);
    let end = code.here();
    let code = code.jmp(end);
    let handler = Code::at(HANDLER).jmp(HANDLER);
    for tier in TIERS {
        let chip = Cia::new(Box::new(Unwired), Revision::Mos6526, 985_248);
        let (mut machine, _) = running(tier, chip, &code, &handler);
        assert_eq!(machine.run(2_000), StopReason::Trap, "{tier:?}");
        // JSR takes six cycles behind the start, the operand comes in the second of LDA's; the
        // first count is seen in the third.
        assert_eq!(machine.peek(0x10), 0xf0 - (6 + 2 - 2), "{tier:?}");
    }
}
