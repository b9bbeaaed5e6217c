//! What devices do to the machine beside answering: the timer's lines, and stops, in every tier.

#[path = "common/mod.rs"]
mod common;

use common::{ORIGIN, Tier, place, warm_up};
use jumppad_tiers::devices::{Feedback, Timer};
use jumppad_tiers::{Device, Line, Signals, StopReason, Wire};

const PORT: u16 = 0x0600;
const HANDLER: u16 = 0x0700;

/// How many interrupts there are, and how long it takes, with the timer's control changed some
/// time after it was started. The time is up after 64 cycles.
fn interrupts(tier: Tier, [first, delay, then]: [u8; 3]) -> (u8, u64) {
    // SEI; LDX #first; STX $0602; LDA #$40; STA $0600; LDA #0; STA $0601
    // LDY #delay; DEY; BNE *-1; LDX #then; STX $0602; CLI; JMP *
    let program = [
        0x78, 0xa2, first, 0x8e, 0x02, 0x06, 0xa9, 0x40, 0x8d, 0x00, 0x06, 0xa9, 0x00, 0x8d, 0x01,
        0x06, 0xa0, delay, 0x88, 0xd0, 0xfd, 0xa2, then, 0x8e, 0x02, 0x06, 0x58, 0x4c, 0x1b, 0x04,
    ];
    // INC $10; LDA $0602; RTI
    let handler = [0xe6, 0x10, 0xad, 0x02, 0x06, 0x40];
    let mut machine = tier.with(&program);
    place(&mut machine, HANDLER, &handler);
    for vector in [0xfffa, 0xfffe] {
        place(&mut machine, vector, &HANDLER.to_le_bytes());
    }
    machine.attach(PORT..=PORT + 2, Box::new(Timer::new(PORT)));
    assert_eq!(machine.run(10_000), StopReason::Trap, "{tier:?}");
    (machine.peek(0x10), machine.cpu().cycles)
}

#[test]
fn the_timers_control_takes_effect_when_it_is_written() {
    let cases = [
        // Before the time is up, and after it.
        ([0, 1, 1], 1),
        ([0, 60, 1], 1),
        ([0, 1, 2], 1),
        ([0, 60, 2], 1),
        ([1, 1, 0], 0),
        ([1, 60, 0], 0),
        ([2, 1, 0], 0),
        ([2, 60, 0], 1),
        // The same again is no change.
        ([1, 1, 1], 1),
        ([1, 60, 1], 1),
        ([2, 1, 2], 1),
        ([2, 60, 2], 1),
        // The other line.
        ([1, 60, 2], 1),
        ([2, 1, 1], 1),
    ];
    for (case, count) in cases {
        let expected = interrupts(Tier::Interpreter, case);
        assert_eq!(expected.0, count, "{case:?}");
        for tier in Tier::ALL {
            assert_eq!(interrupts(tier, case), expected, "{tier:?} {case:?}");
        }
    }
}

/// Stops the machine at every hundredth read.
struct Stopping(u8);

impl Device for Stopping {
    fn read(&mut self, _addr: u16, signals: &mut Signals<'_>) -> u8 {
        self.0 = (self.0 + 1) % 100;
        if self.0 == 0 {
            signals.stop();
        }
        self.0
    }

    fn write(&mut self, _addr: u16, _value: u8, _signals: &mut Signals<'_>) {}

    fn peek(&self, _addr: u16, _cycle: u64) -> u8 {
        self.0
    }

    fn save(&self) -> Vec<u8> {
        vec![self.0]
    }

    fn restore(&mut self, state: &[u8]) {
        self.0 = state[0];
    }
}

#[test]
fn a_device_stops_the_machine_behind_the_instruction() {
    for tier in Tier::ALL {
        // LDA $0600; INX; JMP $0400
        let mut machine = tier.with(&[0xad, 0x00, 0x06, 0xe8, 0x4c, 0x00, 0x04]);
        warm_up(tier, &mut machine, ORIGIN);
        machine.attach(PORT..=PORT, Box::new(Stopping(0)));
        machine.cpu_mut().pc = ORIGIN;
        machine.cpu_mut().cycles = 0;
        // Compiled anew with the device.
        for round in 1..50 {
            assert_eq!(machine.run(100_000), StopReason::Device, "{tier:?}");
            let cpu = machine.cpu();
            let cycles = round * 100 * 9 - 5;
            assert_eq!((cpu.pc, cpu.cycles), (ORIGIN + 3, cycles), "{tier:?}");
            assert_eq!(cpu.a, 0, "{tier:?}");
        }
        assert_eq!(machine.run(500), StopReason::Cycles, "{tier:?}");
    }
}

#[test]
fn a_device_answers_in_its_mirrors_and_interrupts_by_its_wire() {
    // LDA #1; STA $0600; LDA $0712; JMP *
    let program = [
        0xa9, 0x01, 0x8d, 0x00, 0x06, 0xad, 0x12, 0x07, 0x4c, 0x08, 0x04,
    ];
    // INC $10; LDA #0; STA $0712; RTI
    let handler = [0xe6, 0x10, 0xa9, 0x00, 0x8d, 0x12, 0x07, 0x40];
    let wires = [
        (Wire::Straight, 0),
        (Wire::To(Line::Nmi), 1),
        (Wire::Open, 0),
    ];
    for (tier, (wire, count)) in Tier::ALL
        .into_iter()
        .flat_map(|tier| wires.map(|wire| (tier, wire)))
    {
        let mut machine = tier.with(&program);
        place(&mut machine, 0x0800, &handler);
        place(&mut machine, 0xfffa, &0x0800_u16.to_le_bytes());
        let id = machine.attach(PORT..=PORT, Box::new(Feedback::default()));
        machine.mirror(id, 0x0710..=0x0713);
        machine.wire(id, wire);
        machine.cpu_mut().set_p(0x04);
        assert_eq!(machine.run(1000), StopReason::Trap, "{tier:?} {wire:?}");
        assert_eq!(machine.peek(0x10), count, "{tier:?} {wire:?}");
        let value = u8::from(count == 0);
        assert_eq!(machine.peek(0x0711), value, "{tier:?} {wire:?}");
        let is_straight = wire == Wire::Straight;
        assert_eq!(machine.is_asserted(Line::Irq), is_straight, "{tier:?}");
        machine.detach(id);
        assert_eq!(machine.peek(0x0711), 0, "{tier:?} {wire:?}");
    }
}
