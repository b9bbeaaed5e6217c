//! VICE's binary monitor, spoken by a client that knows the manual's chapter and nothing else.

mod vice;

use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use vice::{
    CHECKPOINT, Client, EVENT, EXEC, JAM, LOAD, REGISTERS, RESUMED, STOPPED, STORE, Server,
    checkpoint, condition, message, span,
};

const TIERS: [&str; 4] = ["interp", "baseline", "jit", "llvm"];

const A: u8 = 0;
const X: u8 = 1;
const Y: u8 = 2;
const PC: u8 = 3;
const SP: u8 = 4;
const FL: u8 = 5;

/// Counts X up, and calls two subroutines within each other meanwhile; $0200 is what X is, $0201 counts too.
const COUNTING: &[(u16, &[u8])] = &[
    (0x0300, &[0xA2, 0x00]),       // LDX #0
    (0x0302, &[0x20, 0x20, 0x03]), // JSR $0320
    (0x0305, &[0xE8]),             // INX
    (0x0306, &[0x8E, 0x00, 0x02]), // STX $0200
    (0x0309, &[0xAD, 0x00, 0x02]), // LDA $0200
    (0x030C, &[0xEE, 0x01, 0x02]), // INC $0201
    (0x030F, &[0x4C, 0x02, 0x03]), // JMP $0302
    (0x0320, &[0xA9, 0x05]),       // LDA #5
    (0x0322, &[0x20, 0x30, 0x03]), // JSR $0330
    (0x0325, &[0x60]),             // RTS
    (0x0330, &[0x48, 0x68, 0x60]), // PHA, PLA, RTS
    (0x0340, &[0x02]),             // locks up
];

/// A server in `tier`, and a client about to run [`COUNTING`].
fn counting(tier: &str) -> (Server, Client) {
    let server = Server::start(&["--tier", tier]);
    let mut client = server.connect();
    for (address, bytes) in COUNTING {
        client.write_memory(*address, bytes);
    }
    client.set_register(PC, 0x0300);
    (server, client)
}

#[test]
fn the_exchange_of_the_manual() {
    for tier in TIERS {
        let server = Server::start(&["--tier", tier]);
        let mut client = server.connect();
        assert!(client.is_silent(Duration::from_millis(100)));
        let set = [
            0x02, 0x02, 0x08, 0, 0, 0, 0xAD, 0xDE, 0x34, 0x12, 0x12, 0x08, 0x06, 0x09, 0x06, 1, 1,
            4, 1,
        ];
        let exit = message(2, 0x1234_DEAE, 0xAA, &[]);
        client.write(&[&set[..], &exit].concat());
        // The first command opens the monitor.
        let registers = client.raw().expect("it speaks");
        assert_eq!(
            registers[..12],
            [2, 2, 42, 0, 0, 0, 0x31, 0, 255, 255, 255, 255]
        );
        assert_eq!(registers[12..18], [10, 0, 3, 3, 0x00, 0x06]);
        let stopped = [2, 2, 2, 0, 0, 0, 0x62, 0, 255, 255, 255, 255, 0x00, 0x06];
        assert_eq!(client.raw().as_deref(), Some(&stopped[..]));
        let info = [
            0x02, 0x02, 23, 0, 0, 0, 0x11, 0, 0xAD, 0xDE, 0x34, 0x12, 1, 0, 0, 0, 0, 0x08, 0x06,
            0x09, 0x06, 1, 1, 4, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        assert_eq!(client.raw().as_deref(), Some(&info[..]));
        let done = [2, 2, 0, 0, 0, 0, 0xAA, 0, 0xAE, 0xDE, 0x34, 0x12];
        assert_eq!(client.raw().as_deref(), Some(&done[..]));
        let resumed = [2, 2, 2, 0, 0, 0, 0x63, 0, 255, 255, 255, 255, 0x00, 0x06];
        assert_eq!(client.raw().as_deref(), Some(&resumed[..]));
        // The same, but hit, and not an answer to anything.
        let mut hit = info;
        hit[8..12].fill(255);
        (hit[16], hit[25]) = (1, 1);
        assert_eq!(client.raw().as_deref(), Some(&hit[..]));
        let stop = client.stop();
        assert_eq!((stop.pc, stop.registers.cycle()), (0x0608, 9), "{tier}");
        assert_eq!(client.checkpoints(), []);
    }
}

/// Command, body, the answer's kind, fault and body.
type Asked = (u8, Vec<u8>, u8, u8, Vec<u8>);

#[test]
fn every_command_is_answered_or_refused_as_vice_does() {
    let server = Server::start(&["--tier", "interp", "-e", "device console f001"]);
    let mut client = server.connect();
    client.ask(0x81, &[]);
    let number = client.checkpoint(0x0610, 0x0610, EXEC).to_le_bytes();
    let id = |rest: &[u8]| [&number[..], rest].concat();
    let none = |rest: &[u8]| [&[77, 0, 0, 0], rest].concat();
    let (sa, ea) = ([0x00, 0x06], [0x01, 0x06]);
    let at = |rest: &[u8]| [&[0][..], &sa, &ea, rest].concat();
    let empty: &[u8] = &[];
    let table: &[Asked] = &[
        (0x01, at(&[0, 0, 0]), 0x01, 0, vec![2, 0, 0xA9, 0x80]),
        (0x01, at(&[0, 0]), 0, 0x80, vec![]),
        (0x01, at(&[1, 0, 0]), 0, 0x02, vec![]),
        (0x01, at(&[0, 9, 0]), 0, 0x81, vec![]),
        (0x01, vec![0, 1, 6, 0, 6, 0, 0, 0], 0, 0x81, vec![]),
        (0x02, at(&[0, 0, 0, 0xA9, 0x80]), 0x02, 0, vec![]),
        (0x02, at(&[0, 0, 0, 0xA9, 0x80, 0xFF]), 0x02, 0, vec![]),
        (0x02, at(&[0, 0, 0, 0xA9]), 0, 0x80, vec![]),
        (0x02, at(&[4, 0, 0, 0xA9, 0x80]), 0, 0x02, vec![]),
        (0x02, vec![0, 1, 6, 0, 6, 0, 0, 0, 1], 0, 0x81, vec![]),
        (0x11, none(empty), 0, 0x01, vec![]),
        (0x11, vec![1], 0, 0x80, vec![]),
        (0x12, vec![0, 6, 0, 6, 1, 1, 4], 0, 0x80, vec![]),
        (0x12, vec![0, 6, 0, 6, 1, 1, 4, 0, 1], 0, 0x02, vec![]),
        (0x12, vec![1, 6, 0, 6, 1, 1, 4, 0], 0, 0x81, vec![]),
        (0x12, vec![0, 6, 0, 6, 1, 1, 0, 0], 0, 0x81, vec![]),
        (0x13, none(empty), 0, 0x01, vec![]),
        (0x15, id(&[0]), 0x15, 0, vec![]),
        (0x15, id(empty), 0, 0x80, vec![]),
        (0x15, none(&[1]), 0, 0x01, vec![]),
        (0x22, id(b"\x06X == 2"), 0x22, 0, vec![]),
        (0x22, id(b"\x06X = 22"), 0, 0x8F, vec![]),
        (0x22, id(b"\x06RL > 2"), 0, 0x8F, vec![]),
        (0x22, id(b"\x07X == 2"), 0, 0x80, vec![]),
        (0x22, none(b"\x06X == 2"), 0, 0x01, vec![]),
        (0x31, vec![], 0, 0x80, vec![]),
        (0x31, vec![2], 0, 0x02, vec![]),
        (0x32, vec![0, 1, 0, 3, 99, 5, 0], 0, 0x01, vec![]),
        (0x32, vec![0, 1, 0, 2, 0, 5], 0, 0x80, vec![]),
        (0x32, vec![0, 2, 0, 3, 0, 5, 0], 0, 0x80, vec![]),
        (0x32, vec![7, 1, 0, 3, 0, 5, 0], 0, 0x02, vec![]),
        (0x41, b"\0\0\x03a.b".to_vec(), 0, 0x8F, vec![]),
        (0x41, b"\0\0\x04a.b".to_vec(), 0, 0x80, vec![]),
        (0x42, b"\x03a.b".to_vec(), 0, 0x8F, vec![]),
        (
            0x51,
            b"\x0DMonitorServer".to_vec(),
            0x51,
            0,
            vec![1, 4, 0, 0, 0, 0],
        ),
        (0x51, b"\x03Foo".to_vec(), 0, 0x01, vec![]),
        (0x52, b"\x01\x03Foo\x01\x00".to_vec(), 0, 0x8F, vec![]),
        (0x52, b"\x00\x03Foo\x01\x00".to_vec(), 0, 0x01, vec![]),
        (0x52, b"\x05\x03Foo\x01\x00".to_vec(), 0, 0x81, vec![]),
        (0x52, b"\x01\x03Fo".to_vec(), 0, 0x80, vec![]),
        (0x71, vec![0, 1], 0, 0x80, vec![]),
        (0x72, b"\x02AB".to_vec(), 0x72, 0, vec![]),
        (0x72, b"\x03AB".to_vec(), 0, 0x80, vec![]),
        (0x81, vec![], 0x81, 0, vec![]),
        (
            0x82,
            vec![],
            0x82,
            0,
            b"\x02\0\x0A\0\0\x07default\x06\0\0\x03cpu".to_vec(),
        ),
        (
            0x83,
            vec![0],
            0x83,
            0,
            b"\x0A\0\x05\x03\x10\x02PC\x04\x00\x08\x01A\x04\x01\x08\x01X\x04\x02\x08\x01Y\
              \x05\x04\x08\x02SP\x05\x37\x08\x0200\x05\x38\x08\x0201\x05\x05\x08\x02FL\
              \x06\x35\x10\x03LIN\x06\x36\x10\x03CYC"
                .to_vec(),
        ),
        (0x83, vec![], 0, 0x80, vec![]),
        (0x84, vec![1, 0], 0, 0x8F, vec![]),
        (0x84, vec![1, 7], 0, 0x81, vec![]),
        (0x84, vec![1], 0, 0x80, vec![]),
        (0x85, vec![], 0x85, 0, vec![4, 3, 9, 0, 0, 4, 0, 0, 0, 0]),
        (0x86, vec![0, 1, 0, 0, 0], 0, 0x8F, vec![]),
        (0x91, vec![1], 0, 0x8F, vec![]),
        (0x91, vec![], 0, 0x80, vec![]),
        (0xA2, vec![0, 0, 1, 0], 0, 0x01, vec![]),
        (0xA2, vec![0], 0, 0x80, vec![]),
        (0xB2, vec![1, 0], 0, 0x8F, vec![]),
        (0xB2, vec![], 0, 0x80, vec![]),
        (0xCC, vec![8], 0, 0x01, vec![]),
        (0xCC, vec![], 0, 0x80, vec![]),
        (0xDD, b"\x01\0\0\x09/no/x/y.p".to_vec(), 0, 0x8F, vec![]),
        (0xDD, b"\x01\0\0\x0A/no/x/y.p".to_vec(), 0, 0x80, vec![]),
        (0x99, vec![1, 2, 3], 0, 0x83, vec![]),
        (0x13, id(empty), 0x13, 0, vec![]),
    ];
    for (command, body, kind, fault, answer) in table {
        let (before, reply) = client.command(*command, body);
        assert_eq!(before, [], "{command:02X} {body:02X?}");
        let told = (reply.kind, reply.fault, &reply.body);
        assert_eq!(told, (*kind, *fault, answer), "{command:02X} {body:02X?}");
    }
    // Versions: the first has no keys and no screen, a third one there is not.
    for (version, command, fault) in [
        (1, 0x81, 0),
        (1, 0x72, 0x82),
        (1, 0x84, 0x82),
        (3, 0x81, 0x82),
    ] {
        client.write(&message(version, 500, command, b"\x01A"));
        let (_, reply) = client.answer_to(500, command);
        assert_eq!(reply.fault, fault, "version {version}: {command:02X}");
    }
    let whole = client.ask(0x01, &span(0, 0, 0xFFFF));
    assert_eq!((whole.body.len(), whole.word(0)), (0x1_0002, 0));
    // What VICE says to a user is told to the user.
    client.ask(0xBB, &[]);
    let (out, err, code) = server.wait();
    assert_eq!(code, 0);
    assert!(out.contains("`RL > 2` of #1: there is no screen"), "{out}");
    assert!(err.contains("cannot load /no/x/y.p"), "{err}");
}

#[test]
fn registers_are_read_and_set() {
    let (_server, mut client) = counting("interp");
    let mut body = vec![0, 6, 0];
    for (id, value) in [
        (A, 0x141_u16),
        (X, 2),
        (Y, 3),
        (SP, 0x80),
        (FL, 0xC1),
        (0x37, 0x2F),
    ] {
        body.extend([3, id]);
        body.extend(value.to_le_bytes());
    }
    let set = client.ask(0x32, &body);
    assert_eq!(set, client.registers_as(&set));
    let all = [A, X, Y, PC, SP, FL, 0x37].map(|id| set.register(id));
    assert_eq!(all, [0x41, 2, 3, 0x0300, 0x80, 0xE1, 0x2F]);
    assert_eq!(client.memory(0, 0), [0x2F]);
    // One that is unknown changes nothing.
    assert_eq!(
        client.refused(0x32, &[0, 2, 0, 3, A, 9, 0, 3, 200, 9, 0]),
        0x01
    );
    assert_eq!(client.registers().register(A), 0x41);
}

#[test]
fn steps_go_into_over_and_out() {
    for tier in TIERS {
        let (_server, mut client) = counting(tier);
        let told = |stop: vice::Stop| (stop.pc, stop.registers.cycle());
        assert_eq!(told(client.step(1)), (0x0302, 2), "{tier}");
        assert_eq!(told(client.step(1)), (0x0320, 8), "{tier}");
        assert_eq!(told(client.step_over(2)), (0x0325, 29), "{tier}");
        assert_eq!(told(client.go(0x73, &[])), (0x0305, 35), "{tier}");
        assert_eq!(told(client.step(5)), (0x0302, 54), "{tier}");
        assert_eq!(told(client.step_over(1)), (0x0305, 87), "{tier}");
        // Out of the inner one, from its beginning.
        let number = client.checkpoint(0x0330, 0x0330, EXEC);
        assert_eq!(client.exit().hit(), [number]);
        assert_eq!(client.go(0x73, &[]).pc, 0x0325, "{tier}");
        // None is left to return from; the guest goes on, as in VICE.
        client.go(0x73, &[]);
        let on = client.go(0x73, &[]);
        assert_eq!((on.pc, on.hit()), (0x0330, vec![number]), "{tier}");
        // So it does for no step at all.
        assert_eq!(client.step(0).hit(), [number], "{tier}");
        // A question behind a step is answered when that is done.
        client.ask(0x13, &number.to_le_bytes());
        let steps = message(2, 900, 0x71, &[0, 2, 0]);
        client.write(&[steps, message(2, 901, 0x31, &[0])].concat());
        let (_, registers) = client.answer_to(901, 0x31);
        assert_eq!(registers.register(PC), 0x0332, "{tier}");
    }
}

#[test]
fn a_step_over_goes_over_handlers_of_interrupts() {
    for tier in TIERS {
        let server = Server::start(&["--tier", tier, "-e", "device timer d000"]);
        let mut client = server.connect();
        // NOP thrice, in a loop; the handler acknowledges.
        client.write_memory(0x0300, &[0xEA, 0xEA, 0xEA, 0x4C, 0x00, 0x03]);
        client.write_memory(0x0350, &[0x48, 0xAD, 0x02, 0xD0, 0x68, 0x40]);
        client.write_memory(0xFFFE, &[0x50, 0x03]);
        client.write_memory(0xD000, &[50, 0]);
        client.write_memory(0xD002, &[5]);
        client.set_register(PC, 0x0300);
        client.set_register(FL, 0);
        let mut places = [0; 4];
        for _ in 0..80 {
            let stop = client.step_over(1);
            assert!(
                (0x0300..=0x0303).contains(&stop.pc),
                "{tier}: {:04X}",
                stop.pc
            );
            places[usize::from(stop.pc - 0x0300)] += 1;
        }
        assert_eq!(places, [20; 4], "{tier}");
        let into = (0..80).map(|_| client.step(1).pc);
        assert!(into.filter(|pc| *pc == 0x0350).count() > 0, "{tier}");
    }
}

#[test]
fn checkpoints_stop_by_place_access_and_condition() {
    for tier in TIERS {
        let (_server, mut client) = counting(tier);
        // A range, and a condition.
        let number = client.checkpoint(0x0305, 0x0308, EXEC);
        assert_eq!(client.condition(number, "X == 20").fault, 0);
        let stop = client.exit();
        assert_eq!((stop.pc, stop.registers.register(X)), (0x0306, 0x20));
        assert_eq!(stop.registers.cycle(), 2 + 31 * 52 + 35, "{tier}");
        assert_eq!((stop.kinds(), stop.hit()), (vec![CHECKPOINT], vec![number]));
        let list = client.checkpoints();
        assert_eq!(list.len(), 1);
        // Hit once; has a condition.
        assert_eq!((list[0].number(13), list[0].body[21]), (1, 1), "{tier}");
        client.ask(0x15, &[&number.to_le_bytes()[..], &[0]].concat());

        // Stores are seen when they are done.
        let store = client.checkpoint(0x0200, 0x0200, STORE);
        let stop = client.exit();
        assert_eq!((stop.pc, stop.hit()), (0x0309, vec![store]), "{tier}");
        assert_eq!(client.memory(0x0200, 0x0200), [0x20]);
        assert_eq!(client.condition(store, "@cpu:$0200 == $30").fault, 0);
        let stop = client.exit();
        assert_eq!(
            (stop.pc, stop.registers.register(X)),
            (0x0309, 0x30),
            "{tier}"
        );
        assert_eq!(client.memory(0x0200, 0x0200), [0x30]);
        assert_eq!(stop.registers.cycle(), 2 + 47 * 52 + 39, "{tier}");
        client.ask(0x13, &store.to_le_bytes());

        // Loads, and both in one.
        let load = client.checkpoint(0x0200, 0x0200, LOAD);
        let stop = client.exit();
        assert_eq!(
            (stop.pc, stop.registers.register(A)),
            (0x030C, 0x30),
            "{tier}"
        );
        client.ask(0x13, &load.to_le_bytes());
        let both = client.checkpoint(0x0201, 0x0201, LOAD | STORE);
        let stop = client.exit();
        assert_eq!((stop.pc, stop.hit()), (0x030F, vec![both]), "{tier}");
        let info = client.ask(0x11, &both.to_le_bytes());
        assert_eq!(info.number(13), 1, "an instruction is one hit");
        client.ask(0x13, &both.to_le_bytes());

        // All three are one checkpoint.
        let all = client.checkpoint(0x0201, 0x0201, LOAD | STORE | EXEC);
        let list = client.checkpoints();
        let numbers: Vec<u32> = list.iter().map(|info| info.number(0)).collect();
        assert_eq!(numbers, [number, all]);
        assert_eq!(list[1].body[11], 7);
        assert_eq!(client.exit().hit(), [all], "{tier}");
        client.write_memory(0x0201, &[0x60]);
        client.set_register(PC, 0x0201);
        let stop = client.exit();
        assert_eq!((stop.pc, stop.hit()), (0x0201, vec![all]), "{tier}");
        client.ask(0x13, &all.to_le_bytes());
        assert_eq!(client.checkpoints().len(), 1);
    }
}

#[test]
fn a_checkpoint_that_does_not_stop_is_told_at_each_hit() {
    for tier in TIERS {
        let (_server, mut client) = counting(tier);
        let passing = client
            .ask(0x12, &checkpoint(0x0330, 0x0330, [0, 1, EXEC, 0]))
            .number(0);
        let end = client.checkpoint(0x0306, 0x0306, EXEC);
        client.condition(end, "X == 5");
        let stop = client.exit();
        assert_eq!(
            stop.hit(),
            [passing, passing, passing, passing, passing, end]
        );
        let counts: Vec<u32> = stop.before.iter().map(|info| info.number(13)).collect();
        assert_eq!(counts, [1, 2, 3, 4, 5, 1], "{tier}");
        let stores = client
            .ask(0x12, &checkpoint(0x0200, 0x0201, [0, 1, STORE, 1]))
            .number(0);
        client.condition(end, "X == 7");
        let stop = client.exit();
        // That one was for one hit.
        assert_eq!(stop.hit(), [stores, passing, passing, end], "{tier}");
    }
}

#[test]
fn a_temporary_checkpoint_lets_the_guest_go_unless_a_command_follows() {
    let (_server, mut client) = counting("jit");
    client.ask(0x12, &checkpoint(0x0330, 0x0330, [1, 1, EXEC, 1]));
    let stop = client.stop();
    assert_eq!((stop.kinds(), stop.pc), (vec![RESUMED, CHECKPOINT], 0x0330));
    let set = message(2, 700, 0x12, &checkpoint(0x0305, 0x0305, [1, 1, EXEC, 1]));
    client.write(&[set, message(2, 701, 0x14, &[])].concat());
    let (list, _) = client.answer_to(701, 0x14);
    let kinds: Vec<u8> = list.iter().map(|reply| reply.kind).collect();
    assert_eq!(kinds, [CHECKPOINT, CHECKPOINT]);
    assert!(client.is_silent(Duration::from_millis(60)));
    let stop = client.exit();
    assert_eq!((stop.pc, stop.hit().len()), (0x0305, 1));
    assert_eq!(client.checkpoints(), []);
}

#[test]
fn a_command_stops_a_running_guest_at_once() {
    for tier in TIERS {
        let (_server, mut client) = counting(tier);
        let mut fastest = Duration::MAX;
        for _ in 0..5 {
            client.ask(0xAA, &[]);
            assert_eq!(client.next().kind, RESUMED);
            thread::sleep(Duration::from_millis(60));
            let start = Instant::now();
            let (before, _) = client.command(0x81, &[]);
            fastest = fastest.min(start.elapsed());
            let kinds: Vec<u8> = before.iter().map(|reply| reply.kind).collect();
            assert_eq!(kinds, [REGISTERS, STOPPED], "{tier}");
            assert!(before.iter().all(|reply| reply.id == EVENT));
        }
        assert!(fastest < Duration::from_millis(100), "{tier}: {fastest:?}");
        // It had a frame at least, even if the command came at once.
        let cycle = client.registers().cycle();
        let exit = message(2, 800, 0xAA, &[]);
        client.write(&[exit, message(2, 801, 0x31, &[0])].concat());
        let (_, registers) = client.answer_to(801, 0x31);
        assert!(registers.cycle() >= cycle + 19_656, "{tier}");
    }
}

#[test]
fn a_chip_that_locks_up_is_told() {
    for tier in TIERS {
        let (_server, mut client) = counting(tier);
        client.set_register(PC, 0x0340);
        for _ in 0..2 {
            let stop = client.exit();
            assert_eq!((stop.kinds(), stop.pc), (vec![JAM], 0x0340), "{tier}");
            assert_eq!(stop.before[0].word(0), 0x0340);
        }
    }
}

#[test]
fn keys_are_typed_in_petscii() {
    for tier in TIERS {
        // Waits for a key, and keeps it in X.
        let server = Server::start(&["--tier", tier, "-e", "device console f001"]);
        let mut client = server.connect();
        client.write_memory(0x0300, &[0xAE, 0x01, 0xF0, 0xF0, 0xFB, 0xEA]);
        client.set_register(PC, 0x0300);
        client.checkpoint(0x0305, 0x0305, EXEC);
        client.ask(0x72, b"\x02\xC1\x0D");
        assert_eq!(client.exit().registers.register(X), b'A'.into(), "{tier}");
        client.set_register(PC, 0x0300);
        assert_eq!(client.exit().registers.register(X), b'\r'.into(), "{tier}");
        // Looking takes no key, reading does.
        client.ask(0x72, b"\x02BC");
        let look =
            |client: &mut Client, effects| client.ask(0x01, &span(effects, 0xF001, 0xF001)).body[2];
        let seen = [0, 1, 0, 1].map(|effects| look(&mut client, effects));
        assert_eq!(seen, *b"BBCC", "{tier}");

        let program = ["tests/data/sim65/upper", "--tier", tier];
        let server = Server::start(&program);
        let mut client = server.connect();
        client.ask(0x72, b"\x06hello\x0D");
        client.exit();
        // It has ended, and does not go on.
        let stop = client.exit();
        assert_eq!(stop.kinds(), [0_u8; 0], "{tier}");
        client.ask(0xBB, &[]);
        let (out, _, _) = server.wait();
        assert_eq!(out, "HELLO\n", "{tier}");
    }
}

#[test]
fn read_only_memory_is_written_by_the_debugger_alone() {
    let server = Server::start(&["--tier", "interp", "-e", "rom 600..6ff"]);
    let mut client = server.connect();
    client.ask(
        0x02,
        &[&span(1, 0x05FF, 0x0600), &[0x55, 0x55][..]].concat(),
    );
    assert_eq!(client.memory(0x05FF, 0x0600), [0x55, 0xA9]);
    client.write_memory(0x05FF, &[0x66, 0x66]);
    assert_eq!(client.memory(0x05FF, 0x0600), [0x66, 0x66]);
}

#[test]
fn a_reset_lets_the_guest_go() {
    for tier in TIERS {
        let (_server, mut client) = counting(tier);
        client.checkpoint(0x0608, 0x0608, EXEC);
        let soft = client.go(0xCC, &[0]);
        assert_eq!(
            (soft.pc, client.memory(0x0300, 0x0300)),
            (0x0608, vec![0xA2])
        );
        let hard = client.go(0xCC, &[1]);
        assert_eq!((hard.pc, hard.registers.cycle()), (0x0608, 9), "{tier}");
        assert_eq!(client.memory(0x0300, 0x0300), [0]);
    }
}

#[test]
fn a_program_is_loaded_and_started() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("count.prg").display().to_string();
    fs::write(&path, [0x00, 0x10, 0xE8, 0xE8, 0x4C, 0x00, 0x10]).unwrap();
    for tier in TIERS {
        let server = Server::start(&["--tier", tier]);
        let mut client = server.connect();
        client.checkpoint(0x1001, 0x1001, EXEC);
        let start = |run| [&[run, 0, 0, path.len() as u8], path.as_bytes()].concat();
        let stop = client.go(0xDD, &start(1));
        assert_eq!((stop.pc, stop.registers.register(X)), (0x1001, 1), "{tier}");
        // Without a start it is back in the monitor.
        let stop = client.go(0xDD, &start(0));
        assert_eq!((stop.pc, stop.registers.cycle()), (0x1000, 0), "{tier}");
    }
}

#[test]
fn a_client_that_vanishes_leaves_the_session() {
    for tier in TIERS {
        let server = Server::start(&["--tier", tier, "-e", "break 620"]);
        let mut client = server.connect();
        let own = client.checkpoint(0x0608, 0x0608, EXEC | STORE);
        let numbers = |client: &mut Client| {
            let list = client.checkpoints();
            list.iter().map(|info| info.number(0)).collect::<Vec<_>>()
        };
        assert_eq!(numbers(&mut client), [1, own]);
        assert_eq!(client.exit().pc, 0x0608);
        client.ask(0x13, &own.to_le_bytes());
        client.checkpoint(0x0619, 0x0619, EXEC);
        client.write_memory(0x0300, &[0x4C, 0x00, 0x03]);
        client.set_register(PC, 0x0300);
        client.ask(0xAA, &[]);
        // While the guest runs, in the middle of a message.
        client.write(&[2, 2, 9]);
        drop(client);

        let mut client = reconnected(&server);
        let (before, _) = client.command(0x81, &[]);
        assert_eq!(
            before.last().expect("it tells where").word(0),
            0x0300,
            "{tier}"
        );
        assert_eq!(numbers(&mut client), [1], "{tier}");
        assert_eq!(client.memory(0x0300, 0x0302), [0x4C, 0x00, 0x03]);
    }
}

/// A client in place of one that is just going.
fn reconnected(server: &Server) -> Client {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let mut client = server.connect();
        client.write(&message(2, 1, 0x81, &[]));
        match client.raw() {
            // What was told of the state is told again for the test.
            Some(_) => drop(client),
            None => {
                assert!(Instant::now() < end, "it serves nobody");
                thread::sleep(Duration::from_millis(20));
                continue;
            }
        }
        thread::sleep(Duration::from_millis(300));
        return server.connect();
    }
}

#[test]
fn a_second_client_is_turned_away() {
    let (server, mut client) = counting("interp");
    let mut second = server.connect();
    assert_eq!(second.raw(), None);
    assert_eq!(client.registers().register(PC), 0x0300);
}

#[test]
fn a_client_has_a_thousand_checkpoints_at_most() {
    let (_server, mut client) = counting("interp");
    for at in 0..1_000 {
        client.checkpoint(at, at, EXEC);
    }
    let more = checkpoint(0, 0, [1, 1, EXEC, 0]);
    assert_eq!(client.refused(0x12, &more), 0x8F);
    assert_eq!(client.checkpoints().len(), 1_000);
}

#[test]
fn once_is_for_one_client() {
    let server = Server::start(&["--tier", "interp", "--once"]);
    let mut client = server.connect();
    client.ask(0x81, &[]);
    drop(client);
    let (_, _, code) = server.wait();
    assert_eq!(code, 0);
}

#[test]
fn what_is_no_message_is_passed_over_or_ends_the_conversation() {
    let server = Server::start(&["--tier", "interp"]);
    let mut client = server.connect();
    client.write(b"hello\r\n");
    client.ask(0x81, &[]);
    client.write(&vec![0x55; 1 << 20]);
    client.ask(0x81, &[]);
    // Nobody has so much to say.
    client.write(&[2, 2, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0, 0x81]);
    while client.raw().is_some() {}
    // The program is still there.
    let mut client = reconnected(&server);
    client.ask(0x81, &[]);
    client.ask(0xBB, &[]);
    let (out, _, code) = server.wait();
    assert_eq!(code, 0);
    assert!(
        out.contains("the client was left: a message of 4294967295 bytes"),
        "{out}"
    );
}

#[test]
fn the_user_can_stop_the_guest_and_leave() {
    let (server, mut client) = counting("jit");
    let interrupt = |server: &Server| {
        let pid = server.pid().to_string();
        let status = Command::new("kill").args(["-INT", &pid]).status();
        assert!(status.expect("there is a kill").success());
    };
    client.ask(0xAA, &[]);
    assert_eq!(client.next().kind, RESUMED);
    thread::sleep(Duration::from_millis(50));
    interrupt(&server);
    client.stop();
    client.ask(0x81, &[]);
    interrupt(&server);
    let (_, _, code) = server.wait();
    assert_eq!(code, 0);
}

#[test]
fn breakpoints_of_the_user_do_what_they_do() {
    let server = Server::start(&[
        "--tier",
        "interp",
        "-e",
        "break 610 do { silent; print x; continue }",
        "-e",
        "breakif [$10] == 3",
    ]);
    let mut client = server.connect();
    let stop = client.exit();
    assert_eq!(stop.hit(), [0; 0]);
    assert_eq!(client.memory(0x10, 0x10), [3]);
    // What VICE has not is not listed.
    assert_eq!(client.checkpoints().len(), 1);
    assert_eq!(client.condition(1, "X == 5").fault, 0);
    assert_eq!(client.refused(0x22, &condition(2, "X == 5")), 0x01);
    client.ask(0xBB, &[]);
    let (out, _, _) = server.wait();
    assert!(out.ends_with("\n0\n255 ($FF)\n254 ($FE)\n"), "{out}");
}

impl Client {
    /// The registers, marked as `other`.
    fn registers_as(&mut self, other: &vice::Reply) -> vice::Reply {
        let id = other.id;
        vice::Reply {
            id,
            ..self.registers()
        }
    }
}
