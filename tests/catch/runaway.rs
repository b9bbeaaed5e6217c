//! Programs that lost their way: returns to where nobody called, a stack that wraps, code that nobody wrote.

use jumppad_tiers::opcodes::CallKind;
use jumppad_tiers::{CatchKind, Caught, Line, Machine, StopReason};

use crate::ALL;
use crate::BUDGET;
use crate::common::{Tier, place};

/// Runs to a stop for what was caught, twice, and passes it.
fn stops(tier: Tier, machine: &mut Machine, pc: u16, caught: Caught) {
    for _ in 0..2 {
        let stop = machine.run(BUDGET);
        assert_eq!(stop, StopReason::Catch(caught), "{tier:?}");
        assert_eq!(machine.cpu().pc, pc, "{tier:?}");
    }
    machine.skip_catch_here();
}

/// Calls, returns, interrupts itself, and then jumps by RTS and by RTI.
///
/// ```text
/// 0400          LDX #$10
/// 0402  LOOP    JSR SUB
/// 0405          BRK
/// 0406          .byte $EA
/// 0407          DEX
/// 0408          BNE LOOP
/// 040A          LDA #$04
/// 040C          PHA
/// 040D          LDA #$13
/// 040F          PHA
/// 0410  SUB     RTS
/// 0411          NOP
/// 0412          NOP
/// 0413          NOP
/// 0414          LDA #$04
/// 0416          PHA
/// 0417          LDA #$1D
/// 0419          PHA
/// 041A          PHP
/// 041B  HANDLER RTI
/// 041C          NOP
/// 041D          JMP *
/// ```
const RETURNS: &[u8] = &[
    0xa2, 0x10, 0x20, 0x10, 0x04, 0x00, 0xea, 0xca, 0xd0, 0xf8, 0xa9, 0x04, 0x48, 0xa9, 0x13, 0x48,
    0x60, 0xea, 0xea, 0xea, 0xa9, 0x04, 0x48, 0xa9, 0x1d, 0x48, 0x08, 0x40, 0xea, 0x4c, 0x1d, 0x04,
];

#[test]
fn returns_to_where_nobody_called() {
    for tier in Tier::ALL {
        let mut machine = tier.with(RETURNS);
        place(&mut machine, 0xfffe, &[0x1b, 0x04]);
        machine.add_catch(CatchKind::Return, ALL);
        let (pc, to) = (0x0410, 0x0414);
        stops(tier, &mut machine, pc, Caught::Return { pc, to });
        let (pc, to) = (0x041b, 0x041d);
        stops(tier, &mut machine, pc, Caught::Return { pc, to });
        assert_eq!(machine.run(BUDGET), StopReason::Trap, "{tier:?}");
    }
}

#[test]
fn parameters_behind_a_call_are_not_where_it_returns_to() {
    // 0400 JSR $0406; two bytes; NOP / 0406 PLA; CLC; ADC #2; PHA; RTS
    let code = [
        0x20, 0x06, 0x04, 0x12, 0x34, 0xea, 0x68, 0x18, 0x69, 0x02, 0x48, 0x60,
    ];
    for tier in Tier::ALL {
        let mut machine = tier.with(&code);
        machine.add_catch(CatchKind::Return, ALL);
        let (pc, to) = (0x040b, 0x0405);
        stops(tier, &mut machine, pc, Caught::Return { pc, to });
    }
}

#[test]
fn the_stack_pointer_goes_over_the_end_of_its_page() {
    // Stack pointer, instruction, whether it wraps.
    let cases: [(u8, &[u8], bool); 12] = [
        (0x00, &[0x48], true),
        (0x01, &[0x48], false),
        (0x01, &[0x20, 0x00, 0x05], true),
        (0x02, &[0x20, 0x00, 0x05], false),
        (0x02, &[0x00], true),
        (0x03, &[0x00], false),
        (0xff, &[0x68], true),
        (0xfe, &[0x28], false),
        (0xfe, &[0x60], true),
        (0xfd, &[0x60], false),
        (0xfd, &[0x40], true),
        (0xfc, &[0x40], false),
    ];
    for tier in Tier::ALL {
        for (sp, code, wraps) in cases {
            let mut machine = tier.with(code);
            place(&mut machine, 0xfffe, &[0x00, 0x05]);
            place(&mut machine, 0x0500, &[0x4c, 0x00, 0x05]);
            machine.cpu_mut().sp = sp;
            machine.add_catch(CatchKind::StackWrap, ALL);
            let pc = 0x0400;
            match wraps {
                true => stops(tier, &mut machine, pc, Caught::StackWrap { pc }),
                false => assert_eq!(machine.run(1), StopReason::Cycles, "{tier:?} {code:?}"),
            }
        }
    }
}

#[test]
fn an_interrupt_takes_the_stack_pointer_over_the_end_of_its_page() {
    for tier in Tier::ALL {
        for (sp, wraps) in [(0x02, true), (0x03, false)] {
            let mut machine = tier.with(&[0xea, 0x4c, 0x00, 0x04]);
            place(&mut machine, 0xfffa, &[0x00, 0x05]);
            place(&mut machine, 0x0500, &[0x4c, 0x00, 0x05]);
            machine.run(5_001);
            let from = machine.cpu().pc;
            machine.cpu_mut().sp = sp;
            machine.add_catch(CatchKind::StackWrap, ALL);
            machine.set_line(Line::Nmi, true);
            let expected = match wraps {
                true => StopReason::Catch(Caught::InterruptWrap {
                    line: Line::Nmi,
                    from,
                }),
                false => StopReason::Trap,
            };
            assert_eq!(machine.run(BUDGET), expected, "{tier:?}");
            assert_eq!(machine.cpu().pc, 0x0500, "{tier:?}");
        }
    }
}

/// Writes INX and RTS to $0600, calls that, and jumps where nobody wrote.
const WRITES: &[u8] = &[
    0xa9, 0xe8, 0x8d, 0x00, 0x06, 0xa9, 0x60, 0x8d, 0x01, 0x06, 0x20, 0x00, 0x06, 0xad, 0x80, 0x06,
    0x4c, 0x02, 0x06,
];

#[test]
fn code_that_nobody_wrote() {
    for tier in Tier::ALL {
        let mut machine = tier.with(WRITES);
        machine.add_catch(CatchKind::Runaway, ALL);
        // What is read does not matter.
        let caught = Caught::UninitialisedCode { addr: 0x0602 };
        stops(tier, &mut machine, 0x0602, caught);
        assert_eq!(machine.cpu().x, 1, "{tier:?}");
    }
}

#[test]
fn a_break_through_an_unset_vector() {
    for tier in Tier::ALL {
        let mut machine = tier.with(&[0xea, 0x00, 0xff]);
        // What is at $0000 was written.
        place(&mut machine, 0x0000, &[0x00, 0x00, 0x00]);
        machine.add_catch(CatchKind::Runaway, ALL);
        let pc = 0x0401;
        stops(tier, &mut machine, pc, Caught::UnsetVector { pc });
        stops(tier, &mut machine, 0, Caught::UnsetVector { pc: 0 });
        let frame = machine.call_stack().frames[0];
        assert_eq!((frame.kind, frame.from), (CallKind::Brk, 0x0401));
        // One that leads to zero all the same.
        machine.poke(0xfffe, 0x00);
        machine.cpu_mut().pc = 0x0400;
        assert_eq!(machine.run(20), StopReason::Cycles, "{tier:?}");
    }
}
