//! Bad files, bad numbers, bad commands: a clear error, the right exit code, the session kept.

mod cli;

use std::fs;

use cli::jumppad;

/// Runs lines of which the last of `line` is bad: the error names its place and the exit code is 1.
fn fails(line: &str, error: &str) {
    let ran = jumppad(
        &["--tier", "interp"],
        &format!("echo BEFORE\n{line}\necho AFTER\n"),
    );
    assert_eq!(ran.code, 1, "{line}: {}", ran.err);
    assert!(
        ran.out.contains("BEFORE") && !ran.out.contains("AFTER"),
        "{line}"
    );
    let place = format!("<stdin>:{}:", 1 + line.lines().count());
    assert!(ran.err.contains(&place), "{line}: {}", ran.err);
    assert!(ran.err.contains(error), "{line}: {}", ran.err);
}

#[test]
fn bad_commands_and_numbers() {
    fails("brek 600", "did you mean `break`?");
    fails("info qqq", "`info` alone lists them");
    fails("re", "ambiguous");
    fails("break $12G4", "`G` is not a hexadecimal digit");
    fails("break 12345", "past $FFFF");
    fails("step lots", "usage: step");
    fails("> 200 100", "a byte is $00 to $FF");
    fails("> ffff 1 2", "past $FFFF");
    fails("m 300 200", "before its start");
    fails("r a=256", "does not fit");
    fails("r q=1", "there is no register");
    fails("break 600 if a = 5", "`==`");
    fails("assert x == foo", "not a known name");
    fails("assert 1 / 0", "division by zero");
    fails("set radix 7", "usage: set radix");
    fails("set colour blue", "`show` lists");
    fails("del 7", "no breakpoint #7");
    fails("continue --cycles", "usage");
    fails("help brek", "did you mean `break`?");
    fails("\u{1F4A5}", "unknown command");
}

#[test]
fn bad_catchpoints() {
    fails("catch brek", "one of: brk, illegal, jam");
    fails("catch opcode", "a number is missing");
    fails("catch opcode 100", "a byte is $00 to $FF");
    fails("catch opcode 02..", "a number is missing");
    fails("catch opcode 07..02", "the opcodes end at $02");
    fails("catch uninit 3ff 300", "before its start");
    fails("catch irq if", "usage: catch");
    fails("tcatch", "usage: tcatch");
}

#[test]
fn bad_memory_commands() {
    fails("fill 300 2ff 0", "before its start");
    fails("fill 300 3ff", "usage: fill");
    fails("fill 300 3ff 100", "a byte is $00 to $FF");
    fails("> 200 (a + 300)", "<E is the low byte");
    fails("move 300", "usage: move");
    fails("move 300 3ff ff80", "address $1007F is past $FFFF");
    fails("compare 300 3ff ff80", "past $FFFF");
    fails("hunt 300 3ff", "usage: hunt");
    fails("hunt 300 3ff ..", "no wildcard");
    fails("hunt 300 3ff \"open", "this string has no end");
    fails("text 300 2ff", "before its start");
    fails("sidefx maybe", "on or off");
    fails("info memory 3", "not understood here");
}

#[test]
fn bad_places_in_source_text() {
    let blink = "load tests/data/source/blink.bin 1000\nbreak :41";
    fails(blink, "this line is data, not code");
    fails("list", "no source lines are known");
    fails("break hello.c:12", "ld65 --dbgfile");
    fails("sl", "no source lines are known");
    fails("directory /no/such/folder", "is no folder");
    let at = |line: &str| format!("load tests/data/source/average\n{line}");
    fails(
        &at("break average.c:99"),
        "the last line with code is average.c:35",
    );
    fails(&at("break averag.c:9"), "did you mean `average.c`?");
    fails(&at("until :x"), "is no line number");
    fails(&at("until >hello.c:8"), "a line of source takes no sign");
    fails(&at("list 99"), "average.c has 35 lines");
    fails(&at("list 9,3"), "not behind the first");
    fails(&at("list 1\nlist -"), "average.c begins here");
    fails(&at("list average.s:1"), "`directory FOLDER`");
    fails(
        &at("info line $0200"),
        "no line of source is known for $0200",
    );
    fails(
        &at("set step words"),
        "usage: set step auto|lines|instructions",
    );
}

#[test]
fn bad_debug_files() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("a.dbg");
    let fails_with = |text: &str, error: &str| {
        fs::write(&file, text).expect("the file can be written");
        let ran = jumppad(
            &["--tier", "interp"],
            &format!("symbols {}\n", file.display()),
        );
        assert_eq!(ran.code, 1, "{text}: {}", ran.err);
        assert!(ran.err.contains(error), "{text}: {}", ran.err);
    };
    fails_with("version\tmajor=3,minor=0\n", "format version 3");
    fails_with(
        "version\tmajor=2\nspan\tid=0,seg=x\n",
        "a.dbg:2:15: error: `x` is no number",
    );
    fails_with(
        "version\tmajor=2\nfile\tid=0,name=\"a\n",
        "no closing quote",
    );
}

#[test]
fn bad_assembler_text() {
    fails("a", "usage: assemble");
    fails("a 600 LDQ #1", "did you mean `LDA`?");
    fails("a 600 STZ $10", "`set cpu 65c02`");
    fails("a 600 BNE $0700", "a branch reaches from -128 to +127");
    fails("a 600 JMP nowhere", "`nowhere` is not a known name");
    fails("a 600\nx: NOP\nx: NOP", "`x` is $0600 already");
    fails(
        "a 600\nBNE far\n.res 200\nfar: RTS",
        "for what stands at $0601",
    );
    fails(
        "a 600\nJMP nowhere\nend",
        "`nowhere`, used at $0601, was never defined",
    );
    fails("a ffff\nRTS\nNOP", "memory is full");
    // The end of the input ends the block too; its error is told with the line behind the last.
    let ran = jumppad(&[], "a 600\nJMP nowhere\n");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("<stdin>:3:"), "{}", ran.err);
    let ran = jumppad(&[], "a 600\n  LDA #<tabel\ntable: .res 1\n\n");
    assert!(ran.err.contains("`tabel`, used at $0601"), "{}", ran.err);
    // The caret counts from the start of the command.
    let ran = jumppad(&[], "a 600 LDA ($1234),Y\n");
    assert!(
        ran.err.contains("  a 600 LDA ($1234),Y\n             ^\n"),
        "{}",
        ran.err
    );
}

#[test]
fn bad_chips_interrupts_and_devices() {
    fails("set cpu z80", "usage: set cpu 6502|2a03|");
    fails("set cpu", "`cpu` needs a value");
    fails("irq hold", "usage: irq [assert|release] [at CYCLE]");
    fails("irq assert at", "a value is missing");
    fails("step 5\nirq at 3", "cycle 3 is over; it is cycle");
    fails("nmi at -1", "`at cycles+N`");
    fails("> 600 02\nc\nnmi", "opcode $02 has locked the CPU up");
    fails("device printer f000", "unknown `device` command `printer`");
    fails("device qqq f000", "`device` alone lists them");
    fails("device timer", "usage: device timer ADDRESS");
    fails("device timer fffe", "go past $FFFF");
    fails(
        "device timer d000\ndevice console d002",
        "`device remove 1`",
    );
    fails("device remove 3", "there is no device #3");
    fails("send \"hello\"", "`device console A` attaches");
    fails("device feedback d000\ndevice send 1 41", "not a console");
    fails("device console d000\nsend", "usage: send");
    fails("device console d000\nsend 100", "a byte is $00 to $FF");
    fails(
        "device console f0\ndevice console f1\nsend 41",
        "`device send N",
    );
    fails("rom 9000 8000", "before its start");
    fails("rom 12345", "past $FFFF");
    fails("rom off zz", "not a known name");
}

#[test]
fn bad_cartridges() {
    let folder = tempfile::tempdir().unwrap();
    let cartridge = |name: &str, header: &[u8], size: usize| {
        let path = folder.path().join(name);
        let mut bytes = [b"NES\x1A", header].concat();
        bytes.resize(size, 0);
        fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    let good = cartridge("good.nes", &[1], 0x4010);
    fails(&format!("load {good} 8000"), "leave the address out");
    fails(
        &format!("save {} 0 10", folder.path().join("x.nes").display()),
        "say `--raw`",
    );
    let mapper = cartridge("mapper.nes", &[1, 0, 0x50], 0x4010);
    fails(&format!("load {mapper}"), "it needs mapper 5");
    let banks = cartridge("banks.nes", &[8], 0x20010);
    fails(&format!("load {banks}"), "131072 bytes of program ROM");
    let short = cartridge("short.nes", &[2], 0x4010);
    fails(
        &format!("load {short}"),
        "announces 32784 bytes, but it has 16400",
    );
    let long = cartridge("long.nes", &[1], 0x4011);
    fails(&format!("load {long}"), "cut it down to that length");
    let header = cartridge("header.nes", &[1], 7);
    fails(&format!("load {header}"), "cut off after 7");
    let plain = folder.path().join("plain.nes");
    fs::write(&plain, [0xEA; 40]).unwrap();
    fails(&format!("load {}", plain.display()), "--format raw");
    let plain = plain.display().to_string();
    assert_eq!(jumppad(&["run", &plain], "").code, 1);
    let ran = jumppad(&["run", &good, "--load", "8000"], "");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("leave the address out"), "{}", ran.err);
    // Told to be plain, it is.
    let lines = format!("load {plain} 8000 --raw\nassert [$8027] == $EA\n");
    assert_eq!(jumppad(&[], &lines).code, 0);
}

#[test]
fn a_caret_stands_under_the_mistake() {
    let ran = jumppad(&[], "break $12G4\n");
    assert!(
        ran.err.contains("  break $12G4\n           ^\n"),
        "{}",
        ran.err
    );
}

#[test]
fn bad_files_in_the_session() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path.display().to_string()
    };
    fails("load /no/such/file.prg", "cannot load /no/such/file.prg");
    fails(&format!("load {}", folder.path().display()), "not a file");
    fails(&format!("load {}", file("empty.prg", b"")), "it is empty");
    fails(&format!("load {}", file("short.prg", b"\x01")), "no bytes");
    fails(&format!("load {}", file("raw.bin", &[0; 9])), "`--load A`");
    fails(
        &format!("load {} fffe", file("past.bin", &[0; 9])),
        "past $FFFF",
    );
    fails(
        &format!("load {}", file("large.bin", &vec![0; 70_000])),
        "more than 65536",
    );
    fails(
        &format!("load {}", file("huge.bin", &vec![0; 2_000_000])),
        "more than",
    );
    fails(
        &format!("load {}", file("bad.hex", b":00000001FE\n")),
        "checksum",
    );
    fails(
        &format!("load {}", file("bad.s19", b"S1050600A9410B\n")),
        "line 1, column 13: the checksum is wrong",
    );
    let sim = |name: &str, header: &[u8]| file(name, &[b"sim65".as_slice(), header].concat());
    fails(
        &format!("load {}", sim("short", &[2, 0, 0])),
        "its header of 12 bytes is cut off after 8",
    );
    fails(
        &format!("load {}", sim("old", &[1, 0, 0, 0, 2, 0, 2, 0xEA])),
        "build it with cc65 2.18 or later",
    );
    let good = sim("good", &[2, 0, 0, 0, 2, 0, 2, 0xEA]);
    fails(&format!("load {good} 300"), "leave the address out");
    fails(
        &format!("save {} 0 10", sim("x.sim65", &[])),
        "its kind of file is only read",
    );
    fails("save /no/such/folder/x.bin 0 10", "cannot write");
    fails("source /no/such/script", "cannot read");
    fails("load", "came from no file");
    let own = file("own.dbg", b"");
    fs::write(&own, format!("source {own}\n")).unwrap();
    let ran = jumppad(&["--batch", "-x", &own], "");
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("own.dbg:1:1: error: scripts are nested"),
        "{}",
        ran.err
    );
}

#[test]
fn an_error_in_a_script_tells_file_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.dbg");
    fs::write(&path, "# fine\nstep\n  break zz9\n").unwrap();
    let path = path.display().to_string();
    let ran = jumppad(&["--batch", "-x", &path], "");
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains(&format!("{path}:3:9: error")),
        "{}",
        ran.err
    );
}

#[test]
fn exit_codes_of_a_batch() {
    let code = |args: &[&str]| jumppad(args, "").code;
    assert_eq!(code(&["--batch", "-e", "step"]), 0);
    assert_eq!(code(&["--batch", "-e", "nonsense"]), 1);
    assert_eq!(code(&["--no-such-option"]), 2);
    assert_eq!(code(&["--load", "12345"]), 2);
    assert_eq!(code(&["--cpu", "z80"]), 2);
    assert_eq!(code(&["--cpu", "65C02", "--batch", "-e", "step"]), 0);
    assert_eq!(code(&["--format", "nes"]), 2);
    assert_eq!(code(&["--batch", "-e", "assert a == 1"]), 3);
    assert_eq!(code(&["--batch", "-e", "continue --cycles 100"]), 4);
    assert_eq!(code(&["--batch", "-e", "quit", "-e", "nonsense"]), 0);
    assert_eq!(code(&["--help"]), 0);
    assert_eq!(code(&["run"]), 2);
    assert_eq!(code(&["run", "/no/such/file.prg"]), 1);
    assert_eq!(code(&["/no/such/file.prg"]), 1);
}

#[test]
fn bytes_that_are_no_text_are_an_error_of_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.dbg");
    fs::write(&path, b"echo fine\n\xFF\xFE\x00\x80\n").unwrap();
    let ran = jumppad(&["--batch", "-x", &path.display().to_string()], "");
    assert_eq!((ran.code, ran.out.as_str()), (1, "fine\n"));
}

#[test]
fn a_very_long_line_is_an_error_and_no_crash() {
    for line in [
        "(".repeat(200_000),
        format!("assert {}1", "1+".repeat(200_000)),
        "x".repeat(500_000),
    ] {
        assert_eq!(jumppad(&["--batch", "-e", "step"], "").code, 0);
        let ran = jumppad(&["--tier", "interp"], &format!("{line}\n"));
        assert_eq!(ran.code, 1, "{}", &ran.err[..ran.err.len().min(200)]);
    }
}

#[test]
fn json_tells_errors_as_objects() {
    let ran = jumppad(&["--json"], "step\nbrek\n");
    assert_eq!(ran.code, 1);
    let lines: Vec<serde_json::Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("every line is an object"))
        .collect();
    assert_eq!(lines[0]["type"], "stop");
    assert_eq!(lines[0]["cpu"]["pc"], 0x602);
    assert_eq!(lines[1]["type"], "error");
    assert_eq!(lines[1]["line"], 2);
    assert_eq!(lines[1]["advice"], "did you mean `break`?");
}

#[test]
#[cfg(unix)]
fn a_reader_that_went_away_ends_the_program() {
    let program = env!("CARGO_BIN_EXE_jumppad");
    let pipe = format!("yes step | timeout 20 {program} --tier interp | head -n 1");
    let output = std::process::Command::new("sh")
        .args(["-c", &pipe])
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "step after 2 cycles\n"
    );
}
