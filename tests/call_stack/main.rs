//! The call stack in every tier: what was called is found on the stack, what
//! only looks so is a guess, and what is gone is not told.

#[path = "../common/mod.rs"]
mod common;
mod witness;

use common::{ORIGIN, Tier, place, settled};
use jumppad_tiers::opcodes::{CallKind, Model};
use jumppad_tiers::{CallFrame, Evidence, Line, Machine, Reset, StopReason};

/// ```text
/// 0400  LOOP    LDX #$05
/// 0402          JSR DOWN
/// 0405          JMP LOOP
/// 0408  DOWN    PHA
/// 0409          DEX
/// 040A          BEQ BOTTOM
/// 040C          JSR DOWN
/// 040F  BOTTOM  PLA
/// 0410          RTS
/// ```
const RECURSION: &[u8] = &[
    0xa2, 0x05, 0x20, 0x08, 0x04, 0x4c, 0x00, 0x04, 0x48, 0xca, 0xf0, 0x03, 0x20, 0x08, 0x04, 0x68,
    0x60,
];

/// Kind, origin, return and bytes pushed of each frame, all of which must be
/// tracked.
fn tracked(machine: &Machine) -> Vec<(CallKind, u16, u16, u8)> {
    let tell = |frame: &CallFrame| {
        assert!(frame.is_tracked(), "{frame:?}");
        (frame.kind, frame.from, frame.returns_to, frame.pushed)
    };
    machine.call_stack().frames.iter().map(tell).collect()
}

fn origins(machine: &Machine) -> Vec<u16> {
    let frames = machine.call_stack().frames;
    frames.iter().map(|frame| frame.from).collect()
}

fn steps(machine: &mut Machine, count: usize) {
    for _ in 0..count {
        assert_eq!(machine.run(1), StopReason::Cycles);
    }
}

#[test]
fn a_breakpoint_in_compiled_code_finds_every_frame() {
    for tier in Tier::ALL {
        let mut machine = settled(tier, RECURSION);
        machine.set_breakpoint(0x040f);
        assert_eq!(machine.run(1_000), StopReason::Breakpoint, "{tier:?}");
        let inner = (CallKind::Jsr, 0x040c, 0x040f, 1);
        let outer = (CallKind::Jsr, 0x0402, 0x0405, 1);
        let expected = [inner, inner, inner, inner, outer];
        assert_eq!(tracked(&machine), expected, "{tier:?}");
        assert_eq!(machine.call_stack().other_stack, None);
    }
}

#[test]
fn frames_tell_when_they_were_called() {
    for tier in Tier::ALL {
        let mut machine = settled(tier, RECURSION);
        machine.set_breakpoint(0x0408);
        assert_eq!(machine.run(1_000), StopReason::Breakpoint, "{tier:?}");
        let called = machine.cpu().cycles - 6;
        let evidence = machine.call_stack().frames[0].evidence;
        assert_eq!(evidence, Evidence::Tracked { cycle: called }, "{tier:?}");
    }
}

#[test]
fn every_budget_ends_with_the_same_stack() {
    let mut expected = Tier::Interpreter.with(RECURSION);
    let mut others = Tier::COMPILING.map(|tier| (tier, tier.with(RECURSION)));
    for budget in (1..60).chain([997, 5_003, 40_009]).cycle().take(300) {
        expected.run(budget);
        for (tier, machine) in &mut others {
            machine.run(budget);
            assert_eq!(machine.call_stack(), expected.call_stack(), "{tier:?}");
        }
    }
}

#[test]
fn changed_and_invalidated_code_keeps_its_frames() {
    for tier in Tier::ALL {
        let mut machine = settled(tier, RECURSION);
        machine.set_breakpoint(0x040f);
        assert_eq!(machine.run(1_000), StopReason::Breakpoint, "{tier:?}");
        let before = machine.call_stack();
        machine.flush();
        // Where the innermost JSR stood is a BIT now: it was one all the same.
        machine.poke(0x040c, 0x2c);
        assert_eq!(machine.call_stack(), before, "{tier:?}");
    }
}

/// An endless loop at $0400 that an interrupt of either line may come into.
fn interruptible(tier: Tier, model: Model) -> Machine {
    let mut machine = tier.machine_of(model);
    place(&mut machine, ORIGIN, &[0xea, 0xea, 0x4c, 0x00, 0x04]);
    // 0500 PHA; NOP; PLA; RTI / 0510 NOP; RTI
    place(&mut machine, 0x0500, &[0x48, 0xea, 0x68, 0x40]);
    place(&mut machine, 0x0510, &[0xea, 0x40]);
    place(&mut machine, 0xfffa, &[0x10, 0x05]);
    place(&mut machine, 0xfffe, &[0x00, 0x05]);
    machine.cpu_mut().pc = ORIGIN;
    machine.cpu_mut().set_p(0x20);
    assert_eq!(machine.run(5_000), StopReason::Cycles);
    while machine.cpu().pc != ORIGIN {
        steps(&mut machine, 1);
    }
    machine
}

#[test]
fn an_nmi_inside_an_irq_makes_two_frames_on_every_chip() {
    for (tier, &model) in Tier::ALL
        .into_iter()
        .flat_map(|tier| Model::ALL.iter().map(move |model| (tier, model)))
    {
        let mut machine = interruptible(tier, model);
        machine.set_line(Line::Irq, true);
        steps(&mut machine, 3);
        machine.set_line(Line::Nmi, true);
        machine.set_line(Line::Irq, false);
        steps(&mut machine, 1);
        let nmi = (CallKind::Nmi, 0x0502, 0x0502, 0);
        let irq = (CallKind::Irq, 0x0400, 0x0400, 1);
        assert_eq!(tracked(&machine), [nmi, irq], "{tier:?} {model:?}");
        steps(&mut machine, 2);
        let irq = (CallKind::Irq, 0x0400, 0x0400, 1);
        assert_eq!(tracked(&machine), [irq], "{tier:?} {model:?}");
        steps(&mut machine, 2);
        assert_eq!(tracked(&machine), [], "{tier:?} {model:?}");
    }
}

#[test]
fn a_handler_may_change_the_status_that_it_gives_back() {
    for tier in Tier::ALL {
        let mut machine = interruptible(tier, Model::Nmos6502);
        machine.set_line(Line::Irq, true);
        steps(&mut machine, 1);
        let status = 0x0101 + u16::from(machine.cpu().sp);
        machine.poke(status, 0xff);
        assert_eq!(tracked(&machine), [(CallKind::Irq, 0x0400, 0x0400, 0)]);
    }
}

#[test]
fn a_break_skips_its_byte() {
    // 0400 BRK; byte; JMP $0400 / 0410 RTI
    let code = [0x00, 0xff, 0x4c, 0x00, 0x04];
    for tier in Tier::ALL {
        let mut machine = tier.with(&code);
        place(&mut machine, 0x0410, &[0x40]);
        place(&mut machine, 0xfffe, &[0x10, 0x04]);
        machine.run(5_000);
        machine.set_breakpoint(0x0410);
        assert_eq!(machine.run(100), StopReason::Breakpoint);
        let brk = (CallKind::Brk, 0x0400, 0x0402, 0);
        assert_eq!(tracked(&machine), [brk], "{tier:?}");
    }
}

#[test]
fn a_call_across_the_end_of_the_stack_page_is_found() {
    for tier in Tier::ALL {
        let mut machine = tier.with(RECURSION);
        // The JSR at $0402 pushes to $0100 and $01FF.
        machine.cpu_mut().sp = 0x00;
        machine.set_breakpoint(0x0409);
        assert_eq!(machine.run(100), StopReason::Breakpoint);
        assert_eq!(tracked(&machine), [(CallKind::Jsr, 0x0402, 0x0405, 1)]);
        machine.skip_breakpoint_here();
        assert_eq!(machine.run(100), StopReason::Breakpoint);
        assert_eq!(origins(&machine), [0x040c, 0x0402], "{tier:?}");
    }
}

#[test]
fn a_stack_that_wrapped_keeps_its_frames_wherever_the_end_of_the_page_falls() {
    let inner = (CallKind::Jsr, 0x040c, 0x040f, 1);
    let outer = (CallKind::Jsr, 0x0402, 0x0405, 1);
    for tier in Tier::ALL {
        for sp in 0..16 {
            let mut machine = tier.with(RECURSION);
            machine.cpu_mut().sp = sp;
            machine.set_breakpoint(0x040f);
            assert_eq!(machine.run(1_000), StopReason::Breakpoint, "{tier:?}");
            let expected = [inner, inner, inner, inner, outer];
            assert_eq!(tracked(&machine), expected, "{tier:?}, ${sp:02x}");
            assert_eq!(machine.call_stack().other_stack, None);
        }
    }
}

#[test]
fn a_dropped_return_address_is_no_frame() {
    // 0400 JSR $0406; JMP $0400 / 0406 JSR $0409 / 0409 PLA; PLA; NOP; RTS
    let code = [
        0x20, 0x06, 0x04, 0x4c, 0x00, 0x04, 0x20, 0x09, 0x04, 0x68, 0x68, 0xea, 0x60,
    ];
    for tier in Tier::ALL {
        let mut machine = settled(tier, &code);
        machine.set_breakpoint(0x0409);
        machine.run(100);
        assert_eq!(origins(&machine), [0x0406, 0x0400], "{tier:?}");
        machine.set_breakpoint(0x040b);
        machine.skip_breakpoint_here();
        machine.run(100);
        assert_eq!(origins(&machine), [0x0400], "{tier:?}");
    }
}

#[test]
fn parameters_behind_a_call_make_its_frame_a_guess() {
    // 0400 JSR $0408; two bytes; JMP $0400 / 0408 PLA; CLC; ADC #2; PHA; NOP; RTS
    let code = [
        0x20, 0x08, 0x04, 0x12, 0x34, 0x4c, 0x00, 0x04, 0x68, 0x18, 0x69, 0x02, 0x48, 0xea, 0x60,
    ];
    for tier in Tier::ALL {
        let mut machine = settled(tier, &code);
        machine.set_breakpoint(0x040d);
        machine.run(100);
        let stack = machine.call_stack();
        let [frame] = stack.frames[..] else {
            panic!("{tier:?}: {stack:?}")
        };
        assert!(matches!(frame.evidence, Evidence::Moved { .. }), "{tier:?}");
        assert_eq!((frame.from, frame.returns_to), (0x0400, 0x0405));
    }
}

#[test]
fn a_return_address_pushed_by_hand_is_a_guess() {
    // 0400 LDA #$04; PHA; LDA #$0A; PHA; NOP; JSR $0420 / 0408 is that JSR
    let code = [
        0xa9, 0x04, 0x48, 0xa9, 0x0a, 0x48, 0xea, 0xea, 0x20, 0x20, 0x04,
    ];
    for tier in Tier::ALL {
        let mut machine = tier.with(&code);
        machine.set_breakpoint(0x0406);
        machine.run(100);
        let stack = machine.call_stack();
        let [frame] = stack.frames[..] else {
            panic!("{tier:?}: {stack:?}")
        };
        assert_eq!(frame.evidence, Evidence::Guess, "{tier:?}");
        assert_eq!((frame.from, frame.returns_to), (0x0408, 0x040b));
    }
}

#[test]
fn overwritten_frames_and_resets_leave_nothing() {
    for tier in Tier::ALL {
        let mut machine = tier.with(RECURSION);
        machine.set_breakpoint(0x0409);
        assert_eq!(machine.run(100), StopReason::Breakpoint, "{tier:?}");
        assert_eq!(origins(&machine), [0x0402], "{tier:?}");
        machine.poke(0x01fd, 0x77);
        assert_eq!(origins(&machine), [], "{tier:?}");
        machine.poke(0x01fd, 0x04);
        assert_eq!(origins(&machine), [0x0402], "{tier:?}");
        // Without a JSR there it is no guess either.
        machine.poke(0x0402, 0xea);
        machine.reset(Reset::Soft);
        assert_eq!(origins(&machine), [], "{tier:?}: a reset forgets");
    }
}

#[test]
fn frames_of_another_stack_do_not_follow() {
    // Two coroutines, one with its stack below $0180, that take turns.
    // 0400 LDX #$FF; TXS; JSR $0410; JMP $0400
    // 0410 JSR SWITCH; JSR SWITCH; JMP $0410
    // 0440 JSR SWITCH; JSR SWITCH; JMP $0440
    // 0430 SWITCH TSX; LDY $20; STX $20; TYA; TAX; TXS; RTS
    let main = [0xa2, 0xff, 0x9a, 0x20, 0x10, 0x04, 0x4c, 0x00, 0x04];
    let first = [0x20, 0x30, 0x04, 0x20, 0x30, 0x04, 0x4c, 0x10, 0x04];
    let second = [0x20, 0x30, 0x04, 0x20, 0x30, 0x04, 0x4c, 0x40, 0x04];
    let switch = [0xba, 0xa4, 0x20, 0x86, 0x20, 0x98, 0xaa, 0x9a, 0x60];
    for tier in Tier::ALL {
        let mut machine = tier.with(&main);
        place(&mut machine, 0x0410, &first);
        place(&mut machine, 0x0440, &second);
        place(&mut machine, 0x0430, &switch);
        // The second one's stack: it begins at $0440.
        place(&mut machine, 0x0020, &[0x7d]);
        place(&mut machine, 0x017e, &[0x3f, 0x04]);
        machine.run(5_000);
        machine.set_breakpoint(0x0430);
        let mut seen = [0, 0];
        for _ in 0..20 {
            assert_eq!(machine.run(100), StopReason::Breakpoint, "{tier:?}");
            let stack = machine.call_stack();
            let from = stack.frames[0].from;
            if from < 0x0440 {
                assert_eq!(origins(&machine), [from, 0x0403], "{tier:?}");
                seen[0] += 1;
            } else {
                // The first one's last switch, which ended later than this began
                // or not: its frames may only follow where they are older.
                let newest = match stack.frames[0].evidence {
                    Evidence::Tracked { cycle } => cycle,
                    other => panic!("{tier:?}: {other:?}"),
                };
                for frame in &stack.frames[1..] {
                    if let Evidence::Tracked { cycle } = frame.evidence {
                        assert!(cycle < newest, "{tier:?}: {stack:?}");
                    }
                }
                seen[1] += 1;
            }
            machine.skip_breakpoint_here();
        }
        assert!(seen[0] > 5 && seen[1] > 5, "{tier:?}: {seen:?}");
    }
}
