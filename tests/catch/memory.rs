//! Memory that nobody has written.

use jumppad_tiers::{Access, CatchKind, Caught, Machine, Reset, StopReason};

use crate::common::{ORIGIN, Tier, place, warm_up};
use crate::{ALL, BUDGET};

/// Reads and writes bytes of page 6, and pulls more than it pushed.
///
/// ```text
/// 0400          LDA $0600
/// 0403          STA $0601
/// 0406          LDA $0601
/// 0409          INC $0602
/// 040C          INC $0602
/// 040F          LDX #$FF
/// 0411          STA $0580,X    reads $0580 in vain, writes $067F
/// 0414          LDA $067F
/// 0417          PHA
/// 0418          PLA
/// 0419          PLA
/// 041A          LDA ($20),Y
/// 041C          LDA $0300
/// 041F          JMP $0700
/// ```
const READS: &[u8] = &[
    0xad, 0x00, 0x06, 0x8d, 0x01, 0x06, 0xad, 0x01, 0x06, 0xee, 0x02, 0x06, 0xee, 0x02, 0x06, 0xa2,
    0xff, 0x9d, 0x80, 0x05, 0xad, 0x7f, 0x06, 0x48, 0x68, 0x68, 0xb1, 0x20, 0xad, 0x00, 0x03, 0x4c,
    0x00, 0x07,
];

#[test]
fn memory_that_nobody_has_written() {
    let reads = [
        (0x0400, 0x0600),
        (0x0409, 0x0602),
        (0x0419, 0x01fe),
        (0x041a, 0x0021),
    ];
    for tier in Tier::ALL {
        let mut machine = tier.with(READS);
        machine.cpu_mut().sp = 0xfd;
        // A pointer of which one byte is zero, and written.
        place(&mut machine, 0x0020, &[0x00]);
        place(&mut machine, 0x0300, &[0x00]);
        machine.add_catch(CatchKind::Uninitialised, ALL);
        for (pc, addr) in reads {
            let expected = StopReason::Catch(Caught::UninitialisedRead { addr });
            assert_eq!(machine.run(BUDGET), expected, "{tier:?}");
            assert_eq!(machine.cpu().pc, pc, "{tier:?}");
            // It stops again unless it is told to pass.
            assert_eq!(machine.run(BUDGET), expected, "{tier:?}");
            machine.skip_catch_here();
        }
        let expected = StopReason::Catch(Caught::UninitialisedCode { addr: 0x0700 });
        assert_eq!(machine.run(BUDGET), expected, "{tier:?}");
        assert_eq!(machine.cpu().pc, 0x0700, "{tier:?}");
    }
}

#[test]
fn an_operand_that_nobody_has_written_and_a_range() {
    for tier in Tier::ALL {
        // LDA #..., of which the operand is on the next page.
        let mut machine = tier.machine();
        place(&mut machine, 0x04fe, &[0xea, 0xa9]);
        machine.cpu_mut().pc = 0x04fe;
        let id = machine.add_catch(CatchKind::Uninitialised, 0x0500..=0x05ff);
        let expected = StopReason::Catch(Caught::UninitialisedCode { addr: 0x0500 });
        assert_eq!(machine.run(2), StopReason::Cycles, "{tier:?}");
        assert_eq!(machine.run(2), expected, "{tier:?}");
        machine.poke(0x0500, 0x00);
        assert_eq!(machine.run(2), StopReason::Cycles, "{tier:?}");
        assert_eq!(machine.cpu().pc, 0x0501, "{tier:?}");
        machine.remove_catch(id);
        machine.add_catch(CatchKind::Uninitialised, 0x0600..=0x06ff);
        assert_eq!(machine.run(2), StopReason::Cycles, "{tier:?}");
    }
}

/// Writes zeros to page 6, then reads them for ever.
///
/// ```text
/// 0400          LDX #$00
/// 0402          TXA
/// 0403  FILL    STA $0600,X
/// 0406          INX
/// 0407          BNE FILL
/// 0409  LOOP    LDA $0600,X
/// 040C          INX
/// 040D          JMP LOOP
/// ```
const FILLS: &[u8] = &[
    0xa2, 0x00, 0x8a, 0x9d, 0x00, 0x06, 0xe8, 0xd0, 0xfa, 0xbd, 0x00, 0x06, 0xe8, 0x4c, 0x09, 0x04,
];

#[test]
fn a_page_that_is_written_through_is_plain_memory_again() {
    for tier in Tier::ALL {
        let mut machine = tier.with(FILLS);
        machine.add_catch(CatchKind::Uninitialised, 0x0600..=0x06ff);
        warm_up(tier, &mut machine, 0x0409);
        machine.run(20_000);
        let before = machine.jit_stats().side_exits;
        machine.run(100_000);
        assert_eq!(machine.jit_stats().side_exits, before, "{tier:?}");
        // Power off, and nobody has written anything.
        machine.reset(Reset::Hard);
        place(&mut machine, ORIGIN, FILLS);
        machine.cpu_mut().pc = 0x0409;
        let addr = 0x0600;
        let expected = StopReason::Catch(Caught::UninitialisedRead { addr });
        assert_eq!(machine.run(BUDGET), expected, "{tier:?}");
        // What is read-only is no RAM.
        machine.protect(6..=6);
        assert_eq!(machine.run(BUDGET), StopReason::Cycles, "{tier:?}");
    }
}

#[test]
fn back_in_time_nobody_has_written_it_yet() {
    for tier in Tier::ALL {
        let mut machine = tier.with(FILLS);
        machine.add_catch(CatchKind::Uninitialised, 0x0600..=0x06ff);
        machine.run(100);
        let before = machine.checkpoint();
        machine.cpu_mut().pc = 0x0409;
        let reads = |machine: &mut Machine| loop {
            match machine.run(1) {
                StopReason::Cycles => {}
                StopReason::Catch(Caught::UninitialisedRead { addr }) => return addr,
                other => panic!("{tier:?}: {other:?}"),
            }
        };
        let first = reads(&mut machine);
        // Written by the guest, then by the user.
        machine.cpu_mut().pc = ORIGIN;
        machine.run(10_000);
        machine.restore(&before).expect("it is the same machine");
        machine.cpu_mut().pc = 0x0409;
        assert_eq!(reads(&mut machine), first, "{tier:?}");
        machine.take_change();
        machine.poke(first, 0);
        let change = machine.take_change().expect("a byte was written");
        assert_ne!(reads(&mut machine), first, "{tier:?}");
        machine.restore(&before).expect("it is the same machine");
        machine.repeat(&change);
        machine.cpu_mut().pc = 0x0409;
        assert_ne!(reads(&mut machine), first, "{tier:?}");
    }
}

#[test]
fn an_unwritten_byte_under_a_watchpoint_is_told_of_both() {
    for tier in Tier::ALL {
        let mut machine = tier.with(FILLS);
        machine.cpu_mut().pc = 0x0409;
        machine.add_watch(0x0600..=0x0600, Access::Read);
        machine.add_catch(CatchKind::Uninitialised, ALL);
        let caught = StopReason::Catch(Caught::UninitialisedRead { addr: 0x0600 });
        assert_eq!(machine.run(BUDGET), caught, "{tier:?}");
        machine.skip_catch_here();
        assert!(matches!(machine.run(BUDGET), StopReason::Watchpoint(_)));
        machine.skip_stop_here();
        assert_eq!(machine.run(4), StopReason::Cycles, "{tier:?}");
    }
}
