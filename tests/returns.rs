//! Awaited returns in every tier: the machine stops right behind the return that
//! brings the stack pointer up, at full speed, and leaves compiled code alone.

#[path = "common/mod.rs"]
mod common;

use common::{ORIGIN, Tier, assert_same, invalidations, is_compiled, place, settled};
use jumppad_tiers::opcodes::Model;
use jumppad_tiers::{Line, Machine, StopReason};

/// ```text
/// 0400  LOOP    JSR LONG
/// 0403          NOP
/// 0404          JMP LOOP
/// 0407  LONG    LDX #$00
/// 0409  AGAIN   JSR LEAF
/// 040C          DEX
/// 040D          BNE AGAIN
/// 040F          RTS
/// 0410  LEAF    LDY #$10
/// 0412  COUNT   DEY
/// 0413          BNE COUNT
/// 0415          RTS
/// ```
const NESTED: &[u8] = &[
    0x20, 0x07, 0x04, 0xea, 0x4c, 0x00, 0x04, 0xa2, 0x00, 0x20, 0x10, 0x04, 0xca, 0xd0, 0xfa, 0x60,
    0xa0, 0x10, 0x88, 0xd0, 0xfd, 0x60,
];

/// Runs on to the instruction at `addr`.
fn reach(machine: &mut Machine, addr: u16) {
    for _ in 0..100_000 {
        if machine.cpu().pc == addr {
            return;
        }
        machine.run(1);
    }
    panic!("never at ${addr:04X}");
}

#[test]
fn the_return_to_a_depth_is_found_and_no_group_is_lost() {
    for tier in Tier::ALL {
        let mut machine = settled(tier, NESTED);
        reach(&mut machine, 0x0407);
        machine.drain_events();
        machine.await_return(0xfd..=0xff);
        assert_eq!(machine.run(1_000_000), StopReason::Returned, "{tier:?}");
        assert_eq!((machine.cpu().pc, machine.cpu().sp), (0x0403, 0xfd));
        // Of the leaf alone.
        machine.await_no_return();
        reach(&mut machine, 0x0412);
        machine.await_return(0xfb..=0xff);
        assert_eq!(machine.run(1_000), StopReason::Returned, "{tier:?}");
        assert_eq!((machine.cpu().pc, machine.cpu().sp), (0x040c, 0xfb));
        machine.await_no_return();
        assert_eq!(machine.run(1_000_000), StopReason::Cycles, "{tier:?}");
        assert_eq!(invalidations(&mut machine), [], "{tier:?}");
    }
}

#[test]
fn a_return_comes_before_a_budget_and_a_breakpoint() {
    for tier in Tier::ALL {
        let mut machine = settled(tier, NESTED);
        reach(&mut machine, 0x0407);
        machine.set_breakpoint(0x0403);
        machine.await_return(0xfd..=0xff);
        let mut expected = Tier::Interpreter.with(NESTED);
        reach(&mut expected, 0x0407);
        let start = expected.cpu().cycles;
        reach(&mut expected, 0x0403);
        let cycles = expected.cpu().cycles - start;
        assert_eq!(machine.run(cycles), StopReason::Returned, "{tier:?}");
        assert_eq!(machine.run(cycles), StopReason::Breakpoint, "{tier:?}");
        machine.skip_breakpoint_here();
        assert_eq!(machine.run(cycles + 20), StopReason::Returned, "{tier:?}");
        let late = machine.cpu().cycles;
        machine.skip_breakpoint_here();
        // The budget ends right in front of the return.
        assert_eq!(machine.run(cycles + 5), StopReason::Cycles, "{tier:?}");
        assert_eq!(machine.cpu().cycles - late, cycles + 5, "{tier:?}");
    }
}

#[test]
fn recursion_returns_to_the_same_address_deeper_down() {
    // 0400 LDX #9; JSR $0408; JMP $0400 / 0408 DEX; BEQ +3; JSR $0408; RTS
    let code = [
        0xa2, 9, 0x20, 0x08, 0x04, 0x4c, 0x00, 0x04, 0xca, 0xf0, 3, 0x20, 0x08, 0x04, 0x60,
    ];
    for tier in Tier::ALL {
        let mut machine = settled(tier, &code);
        reach(&mut machine, 0x0400);
        // The second call of the recursion.
        reach(&mut machine, 0x040b);
        machine.run(1);
        reach(&mut machine, 0x040b);
        let sp = machine.cpu().sp;
        machine.await_return(sp..=0xff);
        assert_eq!(machine.run(10_000), StopReason::Returned, "{tier:?}");
        assert_eq!((machine.cpu().pc, machine.cpu().sp), (0x040e, sp));
        assert_eq!(machine.cpu().x, 0, "{tier:?}");
    }
}

#[test]
fn indirect_jumps_and_rti_return_too_on_every_chip() {
    // 0400 JSR $0420; NOP; BRK; NOP; JMP $0400
    // 0420 PLA; STA $20; PLA; STA $21; INC $20; JMP ($0020) / 0430 RTI
    let main = [0x20, 0x20, 0x04, 0xea, 0x00, 0xea, 0x4c, 0x00, 0x04];
    let callee = [
        0x68, 0x85, 0x20, 0x68, 0x85, 0x21, 0xe6, 0x20, 0x6c, 0x20, 0x00,
    ];
    for (tier, &model) in Tier::ALL
        .into_iter()
        .flat_map(|tier| Model::ALL.iter().map(move |model| (tier, model)))
    {
        let mut machine = tier.machine_of(model);
        place(&mut machine, ORIGIN, &main);
        place(&mut machine, 0x0420, &callee);
        place(&mut machine, 0x0430, &[0x40]);
        place(&mut machine, 0xfffe, &[0x30, 0x04]);
        machine.cpu_mut().pc = ORIGIN;
        machine.run(5_000);
        machine.await_return(0xfd..=0xff);
        let mut stops = Vec::new();
        for _ in 0..4 {
            assert_eq!(machine.run(100), StopReason::Returned, "{tier:?} {model:?}");
            stops.push(machine.cpu().pc);
        }
        stops.sort_unstable();
        assert_eq!(
            stops,
            [0x0403, 0x0403, 0x0406, 0x0406],
            "{tier:?} {model:?}"
        );
    }
}

#[test]
fn interrupts_on_the_way_are_no_returns() {
    for tier in Tier::ALL {
        let mut machine = settled(tier, NESTED);
        // 0500 INC $30; RTI
        place(&mut machine, 0x0500, &[0xe6, 0x30, 0x40]);
        place(&mut machine, 0xfffa, &[0x00, 0x05]);
        reach(&mut machine, 0x0407);
        machine.await_return(0xfd..=0xff);
        let now = machine.cpu().cycles;
        for at in 0..40 {
            machine.set_line_at(now + 100 * at, Line::Nmi, true);
            machine.set_line_at(now + 100 * at + 50, Line::Nmi, false);
        }
        assert_eq!(machine.run(1_000_000), StopReason::Returned, "{tier:?}");
        assert_eq!(machine.cpu().pc, 0x0403, "{tier:?}");
        assert_eq!(machine.peek(0x30), 40, "{tier:?}");
    }
}

#[test]
fn waiting_costs_nothing_the_guest_can_see() {
    let mut expected = Tier::Interpreter.with(NESTED);
    expected.run(600_000);
    for tier in Tier::ALL {
        let mut machine = tier.with(NESTED);
        let end = expected.cpu().cycles;
        machine.await_return(0x00..=0xff);
        let mut returns = 0;
        while machine.cpu().cycles < end {
            let reason = machine.run(end - machine.cpu().cycles);
            returns += u32::from(reason == StopReason::Returned);
        }
        assert!(returns > 100, "{tier:?}");
        assert_same(tier, &machine, &expected);
        assert!(tier != Tier::Jit || is_compiled(&machine, 0x0410));
    }
}
