//! The Apple-1's terminal, by its PIA, as its monitor uses it.

use jumppad_chips::{Apple1Terminal, Baud, Pia};
use jumppad_tiers::devices::{Console, Terminal};

use crate::bench::{BASE, Bench, Code, HANDLER, ORIGIN, TIERS, running};

const KEY: u16 = 0;
const KEY_CONTROL: u16 = 1;
const DISPLAY: u16 = 2;
const DISPLAY_CONTROL: u16 = 3;

fn chip(baud: Baud) -> (Pia, Terminal) {
    let (console, terminal) = Console::new();
    let part = Apple1Terminal::new(console, baud);
    let pia = Pia::new(Box::new(part)).interrupting(None, None);
    (pia, terminal)
}

fn ready(baud: Baud) -> (Bench, Terminal) {
    let (pia, terminal) = chip(baud);
    let mut bench = Bench::new(pia);
    bench.at(100).write(DISPLAY, 0x7f);
    bench.write(KEY_CONTROL, 0xa7).write(DISPLAY_CONTROL, 0xa7);
    (bench, terminal)
}

#[test]
fn keys_come_one_by_one() {
    let (mut bench, terminal) = ready(Baud::Instant);
    assert_eq!(bench.read(KEY_CONTROL), 0x27);
    terminal.send(b"aZ\n\x08");
    bench.at(200).wake();
    let mut keys = Vec::new();
    for cycle in (210..400).step_by(10) {
        if bench.at(cycle).read(KEY_CONTROL) & 0x80 != 0 {
            keys.push(bench.read(KEY));
        }
    }
    assert_eq!(keys, [0xc1, 0xda, 0x8d, 0xdf]);
    assert_eq!(bench.read(KEY), 0xdf, "the last stays");
}

#[test]
fn the_display_is_busy_until_it_has_taken_a_character() {
    let (mut bench, terminal) = ready(Baud::Timed { clock: 1_023_000 });
    assert_eq!(bench.read(DISPLAY) & 0x80, 0);
    bench.at(200).write(DISPLAY, 0xc8);
    assert_eq!(bench.at(210).read(DISPLAY), 0xc8);
    assert_eq!(bench.at(200 + 17_049).peek(DISPLAY), 0xc8);
    assert_eq!(bench.at(200 + 17_050).peek(DISPLAY), 0x48);
    // The handshake is over as well: another write tells it again.
    bench.at(18_000).write(DISPLAY, 0xc9);
    bench.at(90_000).write(DISPLAY, 0x8d);
    bench.at(190_000).write(DISPLAY, 0xe1);
    bench.at(290_000).write(DISPLAY, 0x87);
    assert_eq!(terminal.receive(), b"HI\nA");
}

#[test]
fn a_monitors_loop_echoes_what_is_typed() {
    for tier in TIERS {
        let (pia, terminal) = chip(Baud::Timed { clock: 1_023_000 });
        let code = Code::at(ORIGIN)
            .store(0x7f, BASE + DISPLAY)
            .store(0xa7, BASE + KEY_CONTROL)
            .store(0xa7, BASE + DISPLAY_CONTROL);
        // LDA KBDCR; BPL; LDA KBD; BIT DSP; BMI; STA DSP; JMP
        let key = code.here();
        let code = code
            .lda(BASE + KEY_CONTROL)
            .branch(0x10, key)
            .lda(BASE + KEY);
        let echo = code.here();
        let code = code
            .to(0x2c, BASE + DISPLAY)
            .branch(0x30, echo)
            .to(0x8d, BASE + DISPLAY)
            .jmp(key);
        let (mut machine, id) = running(tier, pia, &code, &Code::at(HANDLER));
        machine.run(20_000);
        terminal.send(b"Hello, \nworld 1");
        machine.wake_device(id);
        machine.run(17_050 * 20);
        assert_eq!(terminal.receive(), b"HELLO, \nWORLD 1", "{tier:?}");
    }
}
