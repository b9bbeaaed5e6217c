//! gdb's remote protocol as a plain client sees it, the same on every tier.

mod clients;
mod rsp;

use std::fs;
use std::io::{self, Read, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rsp::{Client, Server, hex};

const TIERS: [&str; 5] = ["interp", "baseline", "jit", "llvm", "auto"];
const LIST: &str = "tests/data/c/list";
const DATA: &str = "tests/data/sim65";

/// A program at $0600, in a file of a folder that goes with it.
struct Program {
    folder: tempfile::TempDir,
}

impl Program {
    fn new(code: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("program.bin"), code).unwrap();
        Self { folder }
    }

    fn serve(&self, tier: &str, more: &[&str]) -> Server {
        let path = self.folder.path().join("program.bin");
        let path = path.display().to_string();
        let own = ["--tier", tier, "--format", "raw", "--load", "600"];
        Server::start(&[&own, more, &[&path]].concat())
    }
}

/// It copies a byte to four, and jams:
/// `LDX #3; loop: LDA $10; STA $20,X; INC $10; DEX; BPL loop; JAM`
const COPY: &[u8] = &[
    0xA2, 0x03, 0xA5, 0x10, 0x95, 0x20, 0xE6, 0x10, 0xCA, 0x10, 0xF7, 0x02,
];

/// It counts for ever: `loop: INC $10; BNE loop; INC $11; JMP loop`
const ENDLESS: &[u8] = &[0xE6, 0x10, 0xD0, 0xFC, 0xE6, 0x11, 0x4C, 0x00, 0x06];

/// The stop's reply without what follows the reason: registers and the like.
fn reason(reply: &str) -> &str {
    match reply.split_once(";00:") {
        Some((reason, _)) => reason,
        None => reply,
    }
}

#[test]
fn registers_and_memory_are_read_and_written() {
    for tier in TIERS {
        let server = Server::start(&["--tier", tier]);
        let mut client = server.client();
        assert_eq!(client.ask("?"), "T05thread:01;");
        // a x y p sp pc
        assert_eq!(client.ask("g"), "00000024fd010006");
        client.order("G11223321f0010206");
        assert_eq!(client.ask("g"), "11223321f0010206", "{tier}");
        client.order("P0=7f");
        client.order("P3=ff");
        client.order("P5=0006");
        assert_eq!(client.ask("g"), "7f2233eff0010006");
        assert_eq!(
            (client.ask("p4"), client.ask("p64")),
            ("f001".into(), String::new())
        );

        assert_eq!(client.ask("m600,4"), "a9808511");
        client.order("M300,3:010203");
        client.send(b"X303,2:}\x03}\x04");
        assert_eq!(client.answer().as_deref(), Some("OK"));
        assert_eq!(client.ask("m2ff,7"), "00010203232400");
        assert_eq!(client.ask("m0,10000").len(), 0x20000);
        // What would be behind the end of memory is not there.
        client.order("Mfffe,2:abcd");
        assert_eq!(client.ask("mfffe,ffffffff"), "abcd");
        assert_eq!(client.ask("Mffff,2:abcd"), "E0e");
        assert_eq!(client.ask("m10000,1"), "E16");
        // The session sees it, and a step comes from there.
        assert!(client.monitor("print [$301]").starts_with('2'));
        assert_eq!(reason(&client.ask("s")), "T05thread:01");
        assert_eq!((client.register(0), client.pc()), (0x80, 0x602));
    }
}

#[test]
fn looking_at_a_device_takes_nothing_from_it() {
    // LDA $F004; BEQ; JMP *
    let code = &[0xAD, 0x04, 0xF0, 0xF0, 0xFB, 0x4C, 0x05, 0x06];
    let server =
        Program::new(code).serve("auto", &["-e", "device py65", "-e", "device send 1 \"k\""]);
    let mut client = server.client();
    for _ in 0..3 {
        assert_eq!(client.ask("mf004,1"), "6b");
    }
    client.order("Z0,605,1");
    assert_eq!(reason(&client.ask("c")), "T05thread:01;swbreak:");
    assert_eq!(client.register(0), 0x6B);
}

#[test]
fn breakpoints_stop_and_are_those_of_the_session() {
    for tier in TIERS {
        let server = Server::start(&["--tier", tier, "-e", "break 615"]);
        let mut client = server.client();
        client.order("Z0,610,1");
        client.order("Z1,612,1");
        let list = client.monitor("info b");
        assert!(
            list.contains("#2   break $0610") && list.contains("#3   break $0612"),
            "{list}"
        );
        assert_eq!(
            reason(&client.ask("vCont;c")),
            "T05thread:01;swbreak:",
            "{tier}"
        );
        assert_eq!(client.pc(), 0x610);
        // As gdb does: out of the way, on by a step, and back.
        client.order("z0,610,1");
        client.order("z1,612,1");
        assert_eq!(reason(&client.ask("vCont;s:1")), "T05thread:01", "{tier}");
        assert_eq!(client.pc(), 0x612);
        client.order("Z0,610,1");
        client.order("Z1,612,1");
        assert_eq!(reason(&client.ask("c")), "T05thread:01;swbreak:");
        assert_eq!(reason(&client.ask("c")), "T05thread:01;hwbreak:");
        let list = client.monitor("info b");
        assert!(
            list.contains("#2   break $0610                              2 hits"),
            "{list}"
        );
        client.order("z0,610,1");
        client.order("z1,612,1");
        // The user's own: a trap, and which one it is.
        client.console.clear();
        assert_eq!(reason(&client.ask("c")), "T05thread:01", "{tier}");
        assert_eq!(client.pc(), 0x615);
        assert!(
            client.console.starts_with("breakpoint #1 "),
            "{}",
            client.console
        );
        let list = client.monitor("info b");
        assert!(list.contains("#1 ") && !list.contains("$0610"), "{list}");
        // What the user deletes is gone until it is asked for again.
        client.order("Z0,600,1");
        client.monitor("delete");
        client.order("Z0,619,1");
        client.order("z0,600,1");
        assert_eq!(client.ask("Z0,10000,1"), "E0e");
        assert_eq!(client.ask("Z9,600,1"), "");
    }
}

#[test]
fn watchpoints_of_all_kinds_name_the_address() {
    for tier in TIERS {
        let server = Program::new(COPY).serve(tier, &[]);
        let mut client = server.client();
        client.order("Z2,20,4");
        let reply = client.ask("c");
        assert_eq!(reason(&reply), "T05thread:01;watch:23", "{tier}");
        // Behind the access.
        assert_eq!(
            (client.pc(), client.ask("m20,4")),
            (0x606, "00000000".into())
        );
        assert_eq!(reason(&client.ask("c")), "T05thread:01;watch:22");
        assert_eq!(client.ask("m20,4"), "00000100", "{tier}");
        client.order("z2,20,4");
        client.order("Z3,10,1");
        assert_eq!(reason(&client.ask("c")), "T05thread:01;rwatch:10", "{tier}");
        // INC, which is at PC, reads what LDA read.
        assert_eq!(client.pc(), 0x608);
        client.order("z3,10,1");
        client.order("Z4,10,1");
        assert_eq!(reason(&client.ask("c")), "T05thread:01;awatch:10", "{tier}");
        assert_eq!(client.pc(), 0x604);
        client.order("z4,10,1");
        // A guest of one's own comes before the access.
        client.monitor("watch 20");
        assert_eq!(reason(&client.ask("c")), "T05thread:01", "{tier}");
        assert_eq!(client.pc(), 0x604);
        assert!(client.console.contains("store $0020"), "{}", client.console);
        assert_eq!(client.ask("Z2,ffff,2"), "E0e");
    }
}

#[test]
fn one_goes_back_to_the_store_and_to_the_beginning() {
    for tier in TIERS {
        let server = Program::new(COPY).serve(tier, &[]);
        let mut client = server.client();
        client.console.clear();
        assert_eq!(reason(&client.ask("c")), "T04thread:01", "{tier}");
        assert!(client.console.contains("opcode $02"), "{}", client.console);
        assert_eq!(reason(&client.ask("bs")), "T05thread:01");
        assert_eq!(client.pc(), 0x609);
        client.order("Z2,21,1");
        assert_eq!(reason(&client.ask("bc")), "T05thread:01;watch:21", "{tier}");
        assert_eq!((client.pc(), client.ask("m21,1")), (0x604, "00".into()));
        assert_eq!(reason(&client.ask("bc")), "T05replaylog:begin", "{tier}");
        assert_eq!(client.pc(), 0x600);
        assert_eq!(reason(&client.ask("bs")), "T05replaylog:begin");
        // And on again, the same way.
        assert_eq!(reason(&client.ask("c")), "T05thread:01;watch:21");
        assert_eq!((client.pc(), client.ask("m21,1")), (0x606, "02".into()));
    }
}

#[test]
fn a_range_is_stepped_through() {
    for tier in TIERS {
        let server = Program::new(COPY).serve(tier, &[]);
        let mut client = server.client();
        assert_eq!(
            reason(&client.ask("vCont;r600,60b:1")),
            "T05thread:01",
            "{tier}"
        );
        assert_eq!(
            (client.pc(), client.ask("m20,4")),
            (0x60B, "03020100".into())
        );
        // A range of nothing is a step, and a breakpoint ends a range.
        client.order("P5=0006");
        client.order("Z0,604,1");
        assert_eq!(reason(&client.ask("vCont;r600,600:1")), "T05thread:01");
        assert_eq!(client.pc(), 0x602);
        assert_eq!(
            reason(&client.ask("vCont;r600,60b:1")),
            "T05thread:01;swbreak:",
            "{tier}"
        );
        assert_eq!(client.pc(), 0x604);
        // The old ways to resume.
        assert_eq!(reason(&client.ask("s60b")), "T04thread:01", "{tier}");
        assert_eq!(reason(&client.ask("S05;600")), "T05thread:01");
        assert_eq!(client.pc(), 0x602);
    }
}

#[test]
fn the_guest_is_interrupted_at_once() {
    for tier in TIERS {
        let server = Program::new(ENDLESS).serve(tier, &["-e", "set history off"]);
        let mut client = server.client();
        let mut times = Vec::new();
        for way in ["c", "vCont;c", "vCont;r0,ffff"].repeat(2) {
            client.send(way.as_bytes());
            thread::sleep(Duration::from_millis(300));
            let start = Instant::now();
            client.raw(b"\x03");
            let reply = client.answer().expect("it stops");
            times.push(start.elapsed());
            assert_eq!(reason(&reply), "T02thread:01", "{tier} {way}");
            // One that comes late is none.
            client.raw(b"\x03");
        }
        // The machine that runs this may be busy; the guest is not what one waits for.
        let best = times.iter().min().unwrap();
        assert!(*best < Duration::from_millis(100), "{tier}: {times:?}");
        // What is asked meanwhile is answered when the guest rests.
        client.send(b"c");
        client.send(b"m600,1");
        thread::sleep(Duration::from_millis(50));
        client.raw(b"\x03");
        assert_eq!(reason(&client.answer().unwrap()), "T02thread:01");
        assert_eq!(client.answer().as_deref(), Some("e6"));
        // A long command as well.
        client.send(format!("qRcmd,{}", hex(b"continue")).as_bytes());
        thread::sleep(Duration::from_millis(50));
        client.raw(b"\x03");
        assert_eq!(client.answer().as_deref(), Some("OK"));
        assert!(client.console.contains("interrupted"), "{}", client.console);
    }
}

#[test]
fn commands_of_the_debugger_are_there() {
    let server = Server::start(&[]);
    let mut client = server.client();
    assert_eq!(client.monitor("print 2+3"), "5\n");
    assert!(client.monitor("d 600..601").contains("LDA #$80"));
    let error = client.monitor("print )");
    assert!(error.starts_with("error: "), "{error}");
    let moved = client.monitor("step 2");
    assert!(
        moved.contains("PC $0604") && moved.contains("the guest has changed"),
        "{moved}"
    );
    assert_eq!(client.pc(), 0x604);
    assert_eq!(client.monitor(""), "");
    // Conditions are asked by the machine; commands at a stop are carried out.
    client.monitor("break 610 if x == $FE do { print x }");
    client.console.clear();
    assert_eq!(reason(&client.ask("c")), "T05thread:01");
    assert_eq!((client.pc(), client.register(1)), (0x610, 0xFE));
    assert!(client.console.contains("254 ($FE)"), "{}", client.console);
    assert_eq!(client.monitor("quit"), "");
    assert_eq!(client.packet(), None);
    assert_eq!(server.ended(), 0);
}

#[test]
fn a_program_of_c_prints_exits_and_starts_again() {
    for tier in TIERS {
        let server = Server::start(&["--tier", tier, LIST]);
        let mut client = server.client();
        client.order("!");
        let first = client.monitor("print &first");
        let (_, first) = first.split_once('$').expect("an address");
        let first = &first[..4];
        // What the startup code stores is not meant.
        client.monitor("break main once");
        assert_eq!(reason(&client.ask("c")), "T05thread:01", "{tier}");
        client.order(&format!("Z2,{first},2"));
        // `insert` stores it when the item is the cheapest: once of three times.
        assert!(
            reason(&client.ask("c")).starts_with("T05thread:01;watch:"),
            "{tier}"
        );
        let frames = client.monitor("bt");
        assert!(frames.contains("insert"), "{frames}");
        client.order(&format!("z2,{first},2"));
        client.console.clear();
        assert_eq!(client.ask("c"), "W00", "{tier}");
        assert_eq!(
            client.console, "milk 120\ntea 260\nbread 340\nsum 720\n",
            "{tier}"
        );
        // It is over, and can be looked at, and gone back in.
        assert_eq!(client.ask("c"), "W00");
        assert!(reason(&client.ask("bs")).starts_with("T05"));
        client.order("Z0,0200,1");
        client.send(b"R00");
        assert_eq!(client.ask("?"), "T05thread:01;");
        assert_eq!(reason(&client.ask("c")), "T05thread:01;swbreak:", "{tier}");
        assert_eq!(
            client.ask(&format!("vRun;{}", hex(b"/any/where/list"))),
            "T05thread:01;"
        );
        assert_eq!(client.ask(&format!("vRun;{}", hex(b"/other"))), "E02");
        client.order("z0,0200,1");
        client.console.clear();
        assert_eq!(client.ask("c"), "W00");
        assert!(client.console.ends_with("sum 720\n"));
        // Killed by one that may run it again, it is at its beginning.
        client.order("vKill;1");
        assert_eq!(client.pc(), 0x200);
    }
}

#[test]
fn arguments_reach_the_program_and_its_code_the_client() {
    for tier in TIERS {
        let server = Server::start(&["--tier", tier, &format!("{DATA}/greet")]);
        let mut client = server.client();
        client.order("!");
        let words = ["", "one", "two"]
            .map(|word| hex(word.as_bytes()))
            .join(";");
        assert_eq!(client.ask(&format!("vRun;{words}")), "T05thread:01;");
        let reply = client.ask("c");
        assert!(reply.starts_with('W'), "{reply}");
        assert!(client.console.contains("two"), "{}", client.console);
        drop(server);
        let server = Server::start(&["--tier", tier, &format!("{DATA}/code")]);
        let reply = server.client().ask("c");
        assert!(reply.starts_with('W') && reply != "W00", "{reply}");
    }
    // No arguments for a program without a host.
    let server = Server::start(&[]);
    let mut client = server.client();
    assert_eq!(client.ask("vRun;;6f6e65"), "E16");
}

#[test]
fn what_ends_a_run_has_a_signal_and_words() {
    let rows: &[(&[u8], &[&str], &str, &str)] = &[
        // JMP *
        (
            &[0x4C, 0x00, 0x06],
            &[],
            "T05thread:01",
            "this instruction jumps to itself",
        ),
        (&[0x02], &[], "T04thread:01", "jam"),
        (
            ENDLESS,
            &["-e", "set cycle-limit 1000"],
            "T18thread:01",
            "cycle limit",
        ),
        (
            ENDLESS,
            &["-e", "catch opcode bne"],
            "T05thread:01",
            "catch #1",
        ),
        (
            ENDLESS,
            &["-e", "breakif [$10] == 5"],
            "T05thread:01",
            "breakpoint #1",
        ),
        (
            ENDLESS,
            &["-e", "break 602 if 1/[$12]"],
            "T05thread:01",
            "its condition failed",
        ),
    ];
    for tier in TIERS {
        for (code, more, signal, words) in rows {
            let server = Program::new(code).serve(tier, more);
            let mut client = server.client();
            assert_eq!(reason(&client.ask("c")), *signal, "{tier} {words}");
            assert!(client.console.contains(words), "{tier}: {}", client.console);
        }
        // BRK in a program of sim65 that has no vector.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fault");
        let header = [b's', b'i', b'm', b'6', b'5', 2, 0, 0, 0, 2, 0, 2];
        fs::write(&path, [&header[..], &[0x20, 0x00, 0xFF]].concat()).unwrap();
        let server = Server::start(&["--tier", tier, &path.display().to_string()]);
        let mut client = server.client();
        assert_eq!(
            reason(&client.ask("c")),
            "T0bthread:01",
            "{tier}: {}",
            client.console
        );
        assert!(client.console.starts_with("host"), "{}", client.console);
    }
}

#[test]
fn each_client_is_told_of_registers_and_memory_in_its_words() {
    let server = Server::start(&["-e", "rom e000..ffff"]);
    let read = |client: &mut Client<_>, what: &str| {
        let mut text = String::new();
        loop {
            let piece = client.ask(&format!("qXfer:{what}:{:x},80", text.len()));
            match piece.split_at(1) {
                ("m", piece) => text += piece,
                ("l", piece) => return text + piece,
                other => panic!("{other:?}"),
            }
        }
    };
    let mut client = server.client();
    let supported = client.ask("qSupported:multiprocess-");
    for feature in [
        "PacketSize=4000",
        "QStartNoAckMode+",
        "ReverseStep+",
        "ReverseContinue+",
        "swbreak+",
        "hwbreak+",
        "qXfer:features:read+",
        "qXfer:memory-map:read+",
    ] {
        assert!(
            supported.split(';').any(|told| told == feature),
            "{feature}: {supported}"
        );
    }
    let plain = read(&mut client, "features:read:target.xml");
    assert!(plain.contains("<architecture>m6502</architecture>"));
    for (number, register) in ["a", "x", "y", "p", "sp", "pc"].into_iter().enumerate() {
        assert!(
            plain.contains(&format!("<reg name=\"{register}\"")),
            "{register}"
        );
        assert!(plain.contains(&format!("regnum=\"{number}\"")));
    }
    assert!(plain.contains("<field name=\"N\" start=\"7\" end=\"7\"/>"));
    let map = read(&mut client, "memory-map:read:");
    assert!(
        map.contains("<memory type=\"ram\" start=\"0x0\" length=\"0xe000\"/>"),
        "{map}"
    );
    assert!(
        map.contains("<memory type=\"rom\" start=\"0xe000\" length=\"0x2000\"/>"),
        "{map}"
    );
    assert_eq!(
        client.ask("qMemoryRegionInfo:e123"),
        "start:e000;size:2000;permissions:rx;"
    );
    assert_eq!(
        client.ask("qMemoryRegionInfo:10000"),
        "start:10000;size:fffffffffffeffff;"
    );
    assert_eq!(client.ask("vCont?"), "vCont;c;C;s;S;r");
    assert!(
        client
            .ask("qHostInfo")
            .contains(&format!("triple:{}", hex(b"mos-unknown-unknown")))
    );
    assert!(client.ask("qProcessInfo").starts_with("pid:1;"));
    assert!(client.ask("qRegisterInfo5").contains("generic:pc"));
    assert!(client.ask("qRegisterInfo6").starts_with('E'));
    assert_eq!(
        (
            client.ask("jThreadsInfo").as_str(),
            client.ask("qAttached").as_str()
        ),
        ("", "1")
    );

    client.ask("qSupported:xmlRegisters=i386,arm,mips,arc;multiprocess+");
    let lldb = read(&mut client, "features:read:target.xml");
    assert_eq!(lldb, plain.replace("m6502</arch", "arc</arch"));
    assert_eq!(client.ask("?"), "T05thread:p01.01;");

    client.ask("qSupported:multiprocess+;qRelocInsn+;xmlRegisters=i386");
    let gdb = read(&mut client, "features:read:target.xml");
    assert!(
        gdb.contains("<reg name=\"eip\" bitsize=\"32\" regnum=\"5\""),
        "{gdb}"
    );
    assert_eq!(client.ask("g"), "00000024fd01000000060000");
    assert_eq!(
        (client.ask("p6"), client.ask("p14")),
        ("00000000".into(), "0".repeat(20))
    );
    client.order("P5=02060000");
    assert_eq!(client.ask("P5=02060100"), "E16");
    client.order("Gaabbcc24fd01000004060000");
    assert_eq!(client.ask("g"), "aabbcc24fd01000004060000");
}

#[test]
fn what_is_malformed_is_an_error_and_nothing_else() {
    let server = Server::start(&[]);
    let mut client = server.careful_client();
    // Sums and cut packets.
    for broken in [&b"$g#00"[..], b"$g#zz", b"$m60", b"$m600,"] {
        client.raw(broken);
        if broken.contains(&b'#') {
            assert_eq!(client.byte(), Some(b'-'));
        }
    }
    client.raw(b"$?#3f");
    assert_eq!((client.byte(), client.byte()), (Some(b'-'), Some(b'-')));
    assert_eq!(client.packet().as_deref(), Some("T05thread:01;"));
    client.raw(b"noise+++$m600,2#61");
    assert_eq!(client.packet().as_deref(), Some("a980"));
    // Once more, please.
    client.raw(b"-");
    assert_eq!(client.packet().as_deref(), Some("a980"));

    let mut client = {
        client.vanish();
        server.client()
    };
    client.ask("qSupported:multiprocess+");
    client.order("Z0,610,1");
    let rows = [
        "m",
        "m,",
        "m600",
        "mzz,1",
        "M600",
        "M600,1",
        "M600,1:",
        "M600,1:z",
        "M600,zz:00",
        "G00",
        "Gxx",
        "P",
        "P0",
        "P0=",
        "P0=zz",
        "P99=00",
        "p",
        "pzz",
        "Z",
        "Z0",
        "Z0,",
        "Z0,zz,1",
        "Z0,610",
        "z0,ffffffffffffffffff,1",
        "Z2,0,ffffffffffffffff",
        "X600,1",
        "vCont;",
        "vCont;x",
        "vCont;s;s;s",
        "vCont;t",
        "vCont;r600",
        "vCont;rzz,1",
        "vRun;zz",
        "vKill",
        "vKill;0",
        "vAttach;9",
        "qXfer:features:read:other.xml:0,10",
        "qXfer:features:read:target.xml:zz",
        "qXfer:memory-map:read::0",
        "qXfer:memory-map:read::ffffffffffffffff,ffffffffffffffff",
        "qRcmd",
        "qRcmd,zz",
        "Hx",
        "Hg",
        "Hgzz",
        "Tzz",
        "T-1",
        "T",
        "R",
        "qRegisterInfo",
        "qRegisterInfozz",
        "qMemoryRegionInfo:zz",
        "c12345",
        "QStartNoAckModeX",
        "D;zz",
        "",
        "\u{0}\u{1}",
        "qSupported:;;;",
        "QTDP:",
        "vFile:open:",
        "C",
        "szz",
    ];
    for row in rows {
        // What cannot be followed by the letter.
        let answer = client.ask(row);
        let is_error = answer.is_empty() || answer.starts_with('E') || answer == "l";
        let is_harmless = [
            "",
            "qSupported:;;;",
            "C",
            "qRcmd",
            "z0,ffffffffffffffffff,1",
            "QStartNoAckModeX",
        ]
        .contains(&row);
        assert!(is_error || is_harmless, "`{row}`: {answer}");
    }
    // The breakpoint is there still, and the mode that was agreed on.
    assert_eq!(reason(&client.ask("c")), "T05thread:p01.01;swbreak:");
    client.raw(b"$g#00");
    assert_eq!(client.packet().as_deref(), Some("E16"));
}

#[test]
fn an_endless_message_closes_the_connection() {
    let server = Server::start(&[]);
    let mut client = server.careful_client();
    client.raw(b"$");
    let piece = vec![b'a'; 1 << 16];
    let refused = (0..1000).any(|_| client.stream.write_all(&piece).is_err());
    assert!(refused, "64 MiB were taken for a packet");
    drop(client);
    assert_eq!(server.client().pc(), 0x600);
    // Noise is no packet, however much.
    let mut client = server.client();
    client.raw(&vec![b'a'; 1 << 22]);
    assert_eq!(client.pc(), 0x600);
}

#[test]
fn a_client_that_vanishes_leaves_the_session_to_the_next() {
    for tier in TIERS {
        let server = Program::new(ENDLESS).serve(tier, &["-e", "break 604 if [$11] == 255"]);
        let mut client = server.client();
        client.order("Z0,602,1");
        assert_eq!(reason(&client.ask("c")), "T05thread:01;swbreak:");
        client.order("M700,1:77");
        // One who comes meanwhile is turned away.
        let mut second = server.careful_client();
        assert_eq!(second.byte(), None);
        client.vanish();
        let mut client = server.client();
        assert_eq!((client.pc(), client.ask("m700,1")), (0x602, "77".into()));
        let list = client.monitor("info b");
        assert!(list.contains("#1 ") && !list.contains("$0602"), "{list}");
        // And while the guest runs, with half a packet said.
        client.order("z0,602,1");
        client.monitor("delete");
        client.send(b"c");
        thread::sleep(Duration::from_millis(50));
        client.raw(b"$m60");
        client.vanish();
        let mut client = server.client();
        let (pc, count) = (client.pc(), client.ask("m10,2"));
        assert!((0x600..0x609).contains(&pc), "{tier}: {pc:04X}");
        thread::sleep(Duration::from_millis(20));
        assert_eq!(client.ask("m10,2"), count, "the guest rests");
        // Detached, it rests as well; killed, the session is over.
        client.order("D");
        assert_eq!(client.packet(), None);
        let mut client = server.client();
        assert_eq!((client.pc(), client.ask("m10,2")), (pc, count));
        client.send(b"c");
        client.send(b"k");
        assert_eq!(reason(&client.answer().unwrap()), "T02thread:01");
        assert_eq!(server.ended(), 0);
    }
}

/// Both directions of a child.
struct Pipes(ChildStdin, ChildStdout);

impl Read for Pipes {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.1.read(room)
    }
}

impl Write for Pipes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[test]
fn standard_streams_serve_one_client() {
    for bye in ["D", "k", ""] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_jumppad"))
            .args(["gdb", "--no-rc", "--listen", "-", "-e", "info b", LIST])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let pipes = Pipes(child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut client = Client::new(pipes);
        assert_eq!(client.pc(), 0x200);
        assert_eq!(client.ask("c"), "W00");
        assert!(client.console.ends_with("sum 720\n"));
        if !bye.is_empty() {
            client.send(bye.as_bytes());
        }
        drop(client);
        let status = child.wait().expect("it ends");
        assert!(status.success(), "{bye}");
    }
}
