//! Banks: what shows, what does not, and what becomes of code that was made for it.

#[path = "common/mod.rs"]
mod common;

use common::{Tier, assert_same, invalidations, place};
use jumppad_tiers::banks::{Answering, Bank, BankError, Choice, Kind, Shows, Window, Writes};
use jumppad_tiers::devices::{BankRegister, Field, Timer};
use jumppad_tiers::{Access, Device, Machine, Noting, Register, Reset, Signals, StopReason};

/// Selects in window 0.
const REGISTER: u16 = 0x0300;
/// Where the window is.
const FIRST: u16 = 0x8000;
const LAST: u16 = 0x9fff;
const LENGTH: usize = 0x2000;
/// Where programs stand.
const ORIGIN: u16 = 0x0400;

fn choice(name: &str, shows: Shows, writes: Writes) -> Choice {
    Choice {
        name: name.to_owned(),
        shows,
        writes,
        answering: Answering::Devices,
    }
}

fn window(choices: Vec<Choice>) -> Window {
    Window {
        name: "window".to_owned(),
        range: FIRST..=LAST,
        choices,
        at_reset: 0,
    }
}

fn bank(choice: usize) -> Bank {
    Bank { window: 0, choice }
}

/// Attaches the register, whose lowest bits select.
fn attach_register(machine: &mut Machine, bits: u8) {
    let field = Field {
        window: 0,
        shift: 0,
        bits,
    };
    let register = BankRegister::new(vec![field]);
    machine.attach(REGISTER..=REGISTER, Box::new(register));
}

/// What a memory of so many banks holds, each of which begins with `code` of its number.
fn filled(banks: u8, code: impl Fn(u8) -> Vec<u8>) -> Vec<u8> {
    let bank = |number| {
        let mut bytes = code(number);
        bytes.resize(LENGTH, number);
        bytes
    };
    (0..banks).flat_map(bank).collect()
}

/// A machine with a window that shows one of some banks of a memory, and a register.
fn banked(tier: Tier, kind: Kind, banks: u8, code: impl Fn(u8) -> Vec<u8>) -> Machine {
    let mut machine = tier.machine();
    let id = machine.add_storage(kind, filled(banks, code));
    let shows = |number: u8| Shows::Storage {
        id,
        offset: usize::from(number) * LENGTH,
    };
    let choices = (0..banks).map(|n| choice(&n.to_string(), shows(n), Writes::Here));
    let windows = vec![window(choices.collect())];
    machine.add_windows(windows).expect("the window can be");
    attach_register(&mut machine, 3);
    machine.cpu_mut().pc = ORIGIN;
    machine
}

/// INC $10+n; RTS
fn counting(number: u8) -> Vec<u8> {
    vec![0xe6, 0x10 + number, 0x60]
}

/// LDX #0; loop: STX $0300; JSR $8000; INX; CPX #banks; BNE loop; BEQ back to LDX
fn calling(banks: u8) -> Vec<u8> {
    vec![
        0xa2, 0x00, 0x8e, 0x00, 0x03, 0x20, 0x00, 0x80, 0xe8, 0xe0, banks, 0xd0, 0xf5, 0xf0, 0xf1,
    ]
}

#[test]
fn each_bank_runs_its_own_code() {
    for tier in Tier::ALL {
        let mut machine = banked(tier, Kind::Rom, 4, counting);
        place(&mut machine, ORIGIN, &calling(4));
        assert_eq!(machine.run(60_000), StopReason::Cycles);
        let counts = [0x10, 0x11, 0x12, 0x13].map(|addr| machine.peek(addr));
        let least = counts.iter().min().expect("there are four");
        assert!(
            counts.iter().all(|n| n - least <= 1),
            "{tier:?}: {counts:?}"
        );
        let mut expected = banked(Tier::Interpreter, Kind::Rom, 4, counting);
        place(&mut expected, ORIGIN, &calling(4));
        expected.run(60_000);
        assert_same(tier, &machine, &expected);
    }
}

/// A switch takes nothing out of use, and once all is compiled nothing new is.
#[test]
fn a_switch_leaves_compiled_code_alone() {
    for tier in [Tier::Baseline, Tier::Jit] {
        let mut machine = banked(tier, Kind::Rom, 4, counting);
        place(&mut machine, ORIGIN, &calling(4));
        let made = |machine: &Machine| {
            let traces = machine.baseline_stats().map(|stats| stats.translated);
            (machine.jit_stats().groups_compiled, traces.ok())
        };
        // Ways that are seldom gone are compiled late, and groups that lead to each other become
        // one; that comes to an end.
        let mut rounds = 0;
        let before = loop {
            machine.drain_events();
            let (before, had) = (machine.jit_stats(), made(&machine));
            machine.run(60_000);
            if made(&machine) == had {
                break before;
            }
            rounds += 1;
            assert!(rounds < 50, "{tier:?}: {had:?}");
        };
        assert_eq!(invalidations(&mut machine), [], "{tier:?}");
        let after = machine.jit_stats();
        let compiled = after.compiled_cycles - before.compiled_cycles;
        assert!(compiled > 30_000, "{tier:?}: {compiled}");
    }
}

/// Code in RAM that all spaces share is overwritten in one of them.
#[test]
fn what_is_shared_changes_for_all() {
    // The subroutine at $0500 loads an operand that the caller changes: INC $0501 in bank 1
    // only. It is called from banks.
    let code = |number: u8| match number {
        0 => vec![0x20, 0x00, 0x05, 0x85, 0x20, 0x60],
        _ => vec![0xee, 0x01, 0x05, 0x20, 0x00, 0x05, 0x85, 0x21, 0x60],
    };
    let mut runs = Tier::ALL.map(|tier| {
        let mut machine = banked(tier, Kind::Rom, 2, code);
        place(&mut machine, ORIGIN, &calling(2));
        place(&mut machine, 0x0500, &[0xa9, 0x00, 0x60]);
        for _ in 0..20 {
            machine.run(1_003);
        }
        (tier, machine)
    });
    let (_, expected) = &runs[0];
    assert!(expected.peek(0x0501) > 100);
    let expected_values = [0x20, 0x21].map(|addr| expected.peek(addr));
    assert!(expected_values[0].abs_diff(expected_values[1]) <= 1);
    let (_, expected) = &runs[0];
    for (tier, machine) in &runs[1..] {
        assert_same(*tier, machine, expected);
    }
    // The user changes it as well.
    for (_, machine) in &mut runs {
        machine.poke(0x0500, 0xa5);
        machine.poke(0x0030, 0x77);
        machine.run(5_000);
    }
    let (_, expected) = &runs[0];
    for (tier, machine) in &runs[1..] {
        assert_same(*tier, machine, expected);
    }
}

#[test]
fn banks_of_ram_keep_what_was_written() {
    for tier in Tier::ALL {
        let mut machine = banked(tier, Kind::Ram, 3, |_| vec![0x00]);
        // LDX #2; loop: STX $0300; TXA; STA $8123; INC $8124; DEX; BPL loop; JMP self
        let program = [
            0xa2, 0x02, 0x8e, 0x00, 0x03, 0x8a, 0x8d, 0x23, 0x81, 0xee, 0x24, 0x81, 0xca, 0x10,
            0xf3, 0x4c, 0x0f, 0x04,
        ];
        place(&mut machine, ORIGIN, &program);
        assert_eq!(machine.run(10_000), StopReason::Trap, "{tier:?}");
        for number in 0..3_u8 {
            let peek = |addr| machine.peek_bank(bank(number.into()), addr);
            assert_eq!(peek(0x8123), Some(number), "{tier:?}");
            assert_eq!(peek(0x8124), Some(number + 1), "{tier:?}");
        }
        assert_eq!(machine.bank_at(0x8123), Some(bank(0)));
        assert_eq!(machine.peek_bank(bank(3), 0x8123), None);
        assert_eq!(machine.peek_bank(bank(0), 0x7fff), None);
        assert!(machine.poke_bank(bank(2), 0x8123, 0x55));
        assert_eq!(machine.peek(0x8123), 0);
        machine.select_bank(bank(2));
        assert_eq!(machine.peek(0x8123), 0x55);
    }
}

/// As the RAM below a C64's ROM: written while the ROM shows, and run afterwards.
#[test]
fn writes_go_beneath_a_rom() {
    for tier in Tier::ALL {
        let mut machine = tier.machine();
        // The ROM's routine: LDA #$AA; RTS
        let mut rom = vec![0xa9, 0xaa, 0x60];
        rom.resize(LENGTH, 0);
        let id = machine.add_storage(Kind::Rom, rom);
        let rom = Shows::Storage { id, offset: 0 };
        let windows = vec![window(vec![
            choice("rom", rom, Writes::Beneath),
            choice("ram", Shows::Memory, Writes::Here),
        ])];
        machine.add_windows(windows).expect("the window can be");
        attach_register(&mut machine, 1);
        // LDA #$60; STA $8002 (beneath: RTS); LDA #$A9; STA $8000; loop: INC $8001 reads ROM and
        // writes beneath; JSR $8000; STA $20; INC $0300 (to RAM); JSR $8000; STA $21;
        // DEC $0300; JMP loop
        let program = [
            0xa9, 0x60, 0x8d, 0x02, 0x80, 0xa9, 0xa9, 0x8d, 0x00, 0x80, 0xa6, 0x30, 0x8e, 0x01,
            0x80, 0x20, 0x00, 0x80, 0x85, 0x20, 0xee, 0x00, 0x03, 0x20, 0x00, 0x80, 0x85, 0x21,
            0xce, 0x00, 0x03, 0xe6, 0x30, 0x4c, 0x0a, 0x04,
        ];
        place(&mut machine, ORIGIN, &program);
        machine.cpu_mut().pc = ORIGIN;
        for _ in 0..50 {
            assert_eq!(machine.run(997), StopReason::Cycles, "{tier:?}");
        }
        assert_eq!(machine.peek(0x20), 0xaa, "{tier:?}");
        assert!(
            machine.peek(0x30).wrapping_sub(machine.peek(0x21)) <= 1,
            "{tier:?}"
        );
        assert_eq!(machine.peek_bank(bank(0), 0x8001), Some(0xaa));
    }
}

/// As the I/O page of a C64: a device that memory hides.
#[test]
fn devices_answer_only_where_they_show() {
    for tier in Tier::ALL {
        let mut machine = tier.machine();
        let hidden = Choice {
            answering: Answering::Memory,
            ..choice("ram", Shows::Memory, Writes::Here)
        };
        let windows = vec![window(vec![
            choice("io", Shows::Memory, Writes::Here),
            hidden,
        ])];
        machine.add_windows(windows).expect("the window can be");
        machine.attach(0x8100..=0x8102, Box::new(Timer::new(0x8100)));
        attach_register(&mut machine, 1);
        // loop: LDA #1; STA $0300; INC $8100 (RAM); LDA #0; STA $0300; INC $8100 (the timer);
        // LDA $8100; STA $20; JMP loop
        let program = [
            0xa9, 0x01, 0x8d, 0x00, 0x03, 0xee, 0x00, 0x81, 0xa9, 0x00, 0x8d, 0x00, 0x03, 0xee,
            0x00, 0x81, 0xee, 0x00, 0x81, 0xad, 0x00, 0x81, 0x85, 0x20, 0x4c, 0x00, 0x04,
        ];
        place(&mut machine, ORIGIN, &program);
        machine.cpu_mut().pc = ORIGIN;
        assert_eq!(machine.run(20_000), StopReason::Cycles);
        machine.select_bank(bank(1));
        let ram = machine.peek(0x8100);
        machine.select_bank(bank(0));
        let timer = machine.peek(0x8100);
        assert!(ram > 50, "{tier:?}: {ram}");
        let twice = ram.wrapping_mul(2);
        assert!(
            timer.wrapping_sub(twice).wrapping_add(2) <= 4,
            "{tier:?}: {ram} {timer}"
        );
    }
}

#[test]
fn time_turned_back_brings_banks_back() {
    for tier in Tier::ALL {
        let mut machine = banked(tier, Kind::Ram, 4, |_| vec![0xee, 0x05, 0x80, 0x60]);
        place(&mut machine, ORIGIN, &calling(4));
        machine.run(10_001);
        let there = machine.checkpoint();
        let state = |machine: &Machine| {
            let counts = [0, 1, 2, 3].map(|n| machine.peek_bank(bank(n), 0x8005));
            (*machine.cpu(), machine.bank_at(FIRST), counts)
        };
        let then = state(&machine);
        machine.run(20_003);
        let later = state(&machine);
        assert_ne!(then, later);
        machine
            .restore(&there)
            .expect("nothing surrounds it that did not");
        assert_eq!(state(&machine), then, "{tier:?}");
        machine.run(20_003);
        assert_eq!(state(&machine), later, "{tier:?}");
        machine.reset(Reset::Hard);
        assert_eq!(state(&machine).2, [Some(0); 4], "{tier:?}");
    }
}

/// A breakpoint is where its address is, whatever shows there.
#[test]
fn breakpoints_stop_in_every_bank() {
    for tier in Tier::ALL {
        let mut machine = banked(tier, Kind::Rom, 3, counting);
        place(&mut machine, ORIGIN, &calling(3));
        machine.run(10_000);
        machine.set_breakpoint(FIRST + 2);
        let mut met = Vec::new();
        for _ in 0..6 {
            assert_eq!(machine.run(10_000), StopReason::Breakpoint, "{tier:?}");
            assert_eq!(machine.cpu().pc, FIRST + 2);
            met.push(machine.bank_at(FIRST).map(|bank| bank.choice));
            machine.skip_breakpoint_here();
        }
        met.sort_unstable();
        met.dedup();
        assert_eq!(met, [Some(0), Some(1), Some(2)], "{tier:?}");
        machine.clear_breakpoint(FIRST + 2);
        assert_eq!(machine.run(10_000), StopReason::Cycles, "{tier:?}");
    }
}

#[test]
fn coverage_is_noted_by_bank() {
    for tier in Tier::ALL {
        let code = |number: u8| match number {
            0 => vec![0xe6, 0x10, 0x60],
            _ => vec![0xea, 0xea, 0xea, 0x60],
        };
        let mut machine = banked(tier, Kind::Rom, 2, code);
        place(&mut machine, ORIGIN, &calling(2));
        machine.set_coverage(Noting::On);
        machine.run(10_000);
        let executed = |machine: &Machine| -> Vec<u16> {
            let addrs = machine.coverage().executed();
            addrs.filter(|&addr| addr >= FIRST).collect()
        };
        machine.select_bank(bank(0));
        assert_eq!(executed(&machine), [0x8000, 0x8002], "{tier:?}");
        machine.select_bank(bank(1));
        assert_eq!(
            executed(&machine),
            [0x8000, 0x8001, 0x8002, 0x8003],
            "{tier:?}"
        );
    }
}

/// As the port of a 6510, on page 0: what memory holds there is what it reads as.
#[test]
fn a_register_on_page_0_selects() {
    for tier in Tier::ALL {
        let mut machine = banked(tier, Kind::Rom, 4, counting);
        let field = Field {
            window: 0,
            shift: 1,
            bits: 2,
        };
        machine.attach_listener(1..=1, Box::new(BankRegister::new(vec![field])));
        // LDX #1; loop: STX $01; JSR $8000; INX; INX; LDA $01; CMP #7; BNE loop; BEQ back
        let program = [
            0xa2, 0x01, 0x86, 0x01, 0x20, 0x00, 0x80, 0xe8, 0xe8, 0xa5, 0x01, 0xc9, 0x07, 0xd0,
            0xf3, 0xf0, 0xef,
        ];
        place(&mut machine, ORIGIN, &program);
        assert_eq!(machine.run(60_000), StopReason::Cycles);
        let counts = [0x10, 0x11, 0x12, 0x13].map(|addr| machine.peek(addr));
        let least = counts.iter().min().expect("there are four");
        assert!(
            *least > 0 && counts.iter().all(|n| n - least <= 1),
            "{tier:?}: {counts:?}"
        );
        machine.poke(1, 0x04);
        assert_eq!(machine.bank_at(FIRST), Some(bank(2)), "{tier:?}");
    }
}

#[test]
fn windows_that_cannot_be_are_refused() {
    let mut machine = Tier::Interpreter.machine();
    let ram = machine.add_storage(Kind::Ram, vec![0; LENGTH]);
    let all = |offset| Shows::Storage { id: ram, offset };
    let of = |range, shows| Window {
        range,
        ..window(vec![choice("all", shows, Writes::Here)])
    };
    let mut refused =
        |windows: Vec<Window>| machine.add_windows(windows).expect_err("it cannot be");
    let memory = Shows::Memory;
    let grain = refused(vec![of(0x8000..=0x87ff, memory)]);
    assert!(
        matches!(grain, BankError::Grain { start: 0x8000, .. }),
        "{grain}"
    );
    let low = refused(vec![of(0..=0x0fff, memory)]);
    assert!(matches!(low, BankError::TooLow { .. }), "{low}");
    let past = refused(vec![of(FIRST..=LAST, all(1))]);
    assert!(matches!(past, BankError::PastTheEnd { .. }), "{past}");
    let overlap = refused(vec![of(FIRST..=LAST, memory), of(0x9000..=0x9fff, memory)]);
    assert!(matches!(overlap, BankError::Overlap { .. }), "{overlap}");
    let twice = refused(vec![of(FIRST..=LAST, all(0)), of(0xa000..=0xbfff, all(0))]);
    assert!(matches!(twice, BankError::RamTwice { .. }), "{twice}");
    let none = refused(vec![window(Vec::new())]);
    assert!(matches!(none, BankError::NoChoice { .. }), "{none}");
    let no_such = Window {
        at_reset: 1,
        ..of(FIRST..=LAST, memory)
    };
    let no_such = refused(vec![no_such]);
    assert!(
        matches!(no_such, BankError::NoSuchChoice { choice: 1, .. }),
        "{no_such}"
    );
    assert_eq!(machine.windows().count(), 0);
}

/// A watchpoint for a bank stops while that shows, and costs the code of others nothing.
#[test]
fn a_watchpoint_may_be_for_one_bank() {
    for tier in Tier::ALL {
        // INC $8100; RTS in each.
        let mut machine = banked(tier, Kind::Ram, 3, |_| vec![0xee, 0x00, 0x81, 0x60]);
        place(&mut machine, ORIGIN, &calling(3));
        machine.run(20_000);
        let id = machine.add_watch_in(Some(bank(1)), 0x8100..=0x8100, Access::Write);
        for _ in 0..4 {
            let stop = machine.run(20_000);
            let StopReason::Watchpoint(hit) = stop else {
                panic!("{tier:?}: {stop:?}");
            };
            assert_eq!((hit.id, hit.addr), (id, 0x8100), "{tier:?}");
            assert_eq!(machine.bank_at(FIRST), Some(bank(1)), "{tier:?}");
            assert_eq!(hit.old.wrapping_add(1), hit.new, "{tier:?}");
            machine.skip_stop_here();
        }
        machine.remove_watch(id);
        assert_eq!(machine.run(20_000), StopReason::Cycles, "{tier:?}");
        // One without a bank stops in all of them.
        machine.add_watch(0x8100..=0x8100, Access::Write);
        let mut met = Vec::new();
        for _ in 0..6 {
            let stop = machine.run(20_000);
            assert!(matches!(stop, StopReason::Watchpoint(_)), "{tier:?}");
            met.push(machine.bank_at(FIRST).map(|bank| bank.choice));
            machine.skip_stop_here();
        }
        met.sort_unstable();
        met.dedup();
        assert_eq!(met, [Some(0), Some(1), Some(2)], "{tier:?}");
    }
}

#[test]
fn coverage_of_banks_that_do_not_show_is_told() {
    for tier in Tier::ALL {
        let mut machine = banked(tier, Kind::Rom, 3, counting);
        place(&mut machine, ORIGIN, &calling(2));
        machine.set_coverage(Noting::On);
        machine.run(10_000);
        let executed = |machine: &Machine, n: usize| -> Vec<u16> {
            let coverage = machine.coverage_in(bank(n));
            coverage.executed().filter(|&addr| addr >= FIRST).collect()
        };
        for shown in 0..3 {
            machine.select_bank(bank(shown));
            for n in 0..2 {
                assert_eq!(executed(&machine, n), [0x8000, 0x8002], "{tier:?} {n}");
            }
            assert_eq!(executed(&machine, 2), [], "{tier:?}");
        }
        assert!(machine.coverage_in(bank(2)).is_executed(ORIGIN));
    }
}

#[test]
fn what_is_parked_is_told_by_space() {
    for tier in [Tier::Baseline, Tier::Jit] {
        let mut machine = banked(tier, Kind::Rom, 3, counting);
        place(&mut machine, ORIGIN, &calling(3));
        assert_eq!(machine.parked_spaces(), []);
        machine.run(60_000);
        let parked = machine.parked_spaces();
        let here = machine.bank_at(FIRST).expect("it is in the window");
        let mut banks: Vec<Bank> = parked.iter().map(|space| space.banks[0]).collect();
        banks.push(here);
        banks.sort_unstable();
        assert_eq!(banks, [bank(0), bank(1), bank(2)], "{tier:?}");
        // What baseline code enters at once is counted nowhere.
        for space in parked.iter().filter(|_| tier == Tier::Jit) {
            assert!(space.blocks.contains(&FIRST), "{tier:?}: {space:?}");
        }
    }
}

/// As the KERNAL of a C64: the host answers only while its ROM shows.
#[test]
fn the_host_answers_only_where_it_shows() {
    for tier in Tier::ALL {
        let mut machine = tier.machine();
        let rom = machine.add_storage(Kind::Rom, vec![0x60; LENGTH]);
        let shows = Shows::Storage { id: rom, offset: 0 };
        let ram = Choice {
            answering: Answering::Memory,
            ..choice("ram", Shows::Memory, Writes::Here)
        };
        let windows = vec![window(vec![ram, choice("rom", shows, Writes::Beneath)])];
        machine.add_windows(windows).expect("the window can be");
        attach_register(&mut machine, 1);
        // INC $11; RTS beneath the routine.
        place(&mut machine, 0x8010, &[0xe6, 0x11, 0x60]);
        machine.set_host_call(0x8010);
        // loop: LDA #0; STA $0300; JSR $8010; LDA #1; STA $0300; JSR $8010; JMP loop
        let program = [
            0xa9, 0x00, 0x8d, 0x00, 0x03, 0x20, 0x10, 0x80, 0xa9, 0x01, 0x8d, 0x00, 0x03, 0x20,
            0x10, 0x80, 0x4c, 0x00, 0x04,
        ];
        place(&mut machine, ORIGIN, &program);
        machine.cpu_mut().pc = ORIGIN;
        for round in 1..200 {
            assert_eq!(machine.run(10_000), StopReason::HostCall, "{tier:?}");
            assert_eq!(machine.bank_at(FIRST), Some(bank(1)), "{tier:?}");
            assert_eq!(machine.peek(0x11), round, "{tier:?}");
            assert!(machine.is_host_call(0x8010));
            // Returns, as the host does.
            let sp = machine.cpu().sp;
            let low = machine.peek(0x0100 | u16::from(sp.wrapping_add(1)));
            let high = machine.peek(0x0100 | u16::from(sp.wrapping_add(2)));
            let cpu = machine.cpu_mut();
            cpu.sp = sp.wrapping_add(2);
            cpu.pc = u16::from_le_bytes([low, high]).wrapping_add(1);
        }
    }
}

/// A device that shows other values than are written, as the port of a 6510 does, and hears of each.
#[derive(Default)]
struct Pins {
    latch: [u8; 2],
    written: u32,
}

impl Device for Pins {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        self.peek(addr, signals.cycle())
    }

    fn write(&mut self, addr: u16, value: u8, _signals: &mut Signals<'_>) {
        self.latch[usize::from(addr)] = value;
        self.written += 1;
    }

    fn peek(&self, addr: u16, _cycle: u64) -> u8 {
        // What is an input is high.
        let [direction, data] = self.latch;
        match addr {
            0 => direction,
            _ => data & direction | !direction,
        }
    }

    fn registers(&self, _cycle: u64) -> Vec<Register> {
        vec![Register::word("WRITTEN", self.written as u16)]
    }

    fn save(&self) -> Vec<u8> {
        let count = self.written.to_le_bytes();
        self.latch.into_iter().chain(count).collect()
    }

    fn restore(&mut self, state: &[u8]) {
        self.latch.copy_from_slice(&state[..2]);
        self.written = u32::from_le_bytes(state[2..].try_into().expect("it is saved so"));
    }
}

#[test]
fn who_listens_hears_of_every_store_and_shows_what_is_read() {
    for tier in Tier::ALL {
        let mut machine = tier.machine();
        let id = machine.attach_listener(0..=1, Box::new(Pins::default()));
        assert_eq!((machine.peek(0), machine.peek(1)), (0x00, 0xff));
        // loop: LDX #0; STX $00; LDA #$FF (shown already); STA $01; STX $01 (shows as $FF); LDA $01;
        // STA $20; LDY #$0F; STY $00; LDA $01; STA $21; INC $22; JMP loop
        let program = [
            0xa2, 0x00, 0x86, 0x00, 0xa9, 0xff, 0x85, 0x01, 0x86, 0x01, 0xa5, 0x01, 0x85, 0x20,
            0xa0, 0x0f, 0x84, 0x00, 0xa5, 0x01, 0x85, 0x21, 0xe6, 0x22, 0x4c, 0x00, 0x04,
        ];
        place(&mut machine, ORIGIN, &program);
        machine.cpu_mut().pc = ORIGIN;
        machine.set_breakpoint(ORIGIN + 24);
        for round in 1..=200 {
            assert_eq!(machine.run(10_000), StopReason::Breakpoint, "{tier:?}");
            let read = (machine.peek(0x20), machine.peek(0x21));
            assert_eq!(read, (0xff, 0xf0), "{tier:?} {round}");
            let written = machine.device_registers(id)[0].value;
            assert_eq!(written, 4 * round, "{tier:?}");
            machine.skip_breakpoint_here();
        }
        machine.poke(0, 0xff);
        assert_eq!(machine.peek(1), 0x00, "{tier:?}");
        machine.poke(1, 0x55);
        assert_eq!(machine.peek(1), 0x55, "{tier:?}");
    }
}
