//! Hosts of ROMs: programs that call a ROM's routines, with the same output and the same cycles on every tier.

mod cli;

use std::fs;
use std::path::Path;

use cli::{Ran, jumppad};
use jumppad_engine::host::routines::{Call, Entry};

const TIERS: [&str; 5] = ["interp", "baseline", "jit", "llvm", "auto"];

/// The entries of the KERNAL's table that the programs call.
const CHROUT: u16 = 0xFFD2;
const CHRIN: u16 = 0xFFCF;
const GETIN: u16 = 0xFFE4;

/// Puts machine code together.
#[derive(Default)]
struct Code(Vec<u8>);

impl Code {
    fn raw(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    fn jsr(self, address: u16) -> Self {
        let [low, high] = address.to_le_bytes();
        self.raw(&[0x20, low, high])
    }

    fn print(self, text: &str) -> Self {
        let print = |code: Self, byte: u8| code.raw(&[0xA9, byte]).jsr(CHROUT);
        text.bytes().fold(self, print)
    }

    /// LDA #length LDX LDY JSR SETNAM, of a name that stands at `at`.
    fn name(self, length: u8, at: u16) -> Self {
        let [low, high] = at.to_le_bytes();
        self.raw(&[0xA9, length, 0xA2, low, 0xA0, high]).jsr(0xFFBD)
    }

    /// SETLFS.
    fn file(self, number: u8, device: u8, secondary: u8) -> Self {
        self.raw(&[0xA9, number, 0xA2, device, 0xA0, secondary])
            .jsr(0xFFBA)
    }

    /// A PRG for `start`, with `data` from $1800 on.
    fn prg(self, folder: &Path, start: u16, data: &[u8]) -> String {
        const DATA: u16 = 0x1800;
        let mut bytes = [&start.to_le_bytes()[..], &self.0].concat();
        if !data.is_empty() {
            bytes.resize(2 + usize::from(DATA - start), 0);
            bytes.extend(data);
        }
        let path = folder.join("program.prg");
        fs::write(&path, bytes).unwrap();
        path.display().to_string()
    }
}

/// Runs on a tier with a summary on standard error.
fn on(
    tier: &str,
    host: &str,
    program: &str,
    more: &[&str],
    input: &str,
) -> (Ran, serde_json::Value) {
    let args = [
        &["run", "--host", host, "--tier", tier, "--json", program],
        more,
    ]
    .concat();
    let ran = jumppad(&args, input);
    let summary =
        serde_json::from_str(&ran.err).unwrap_or_else(|error| panic!("{error}: {}", ran.err));
    (ran, summary)
}

/// What a program prints on every tier, and why and at which cycle it ends.
fn everywhere(host: &str, program: &str, more: &[&str], input: &str) -> (String, String, u64) {
    let mut all = TIERS.map(|tier| {
        let (ran, summary) = on(tier, host, program, more, input);
        let reason = summary["stop"]["reason"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        (ran.out, reason, summary["cycles"].as_u64().unwrap())
    });
    for (told, tier) in all.iter().zip(TIERS) {
        assert_eq!(*told, all[0], "{tier}");
    }
    std::mem::take(&mut all[0])
}

#[test]
fn a_line_is_asked_for_and_answered() {
    let folder = tempfile::tempdir().unwrap();
    // 1000..: prompt; read: JSR CHRIN; CMP #13; BEQ +6; JSR CHROUT; JMP read; LDA #13; JSR CHROUT; RTS
    let code = Code::default().print("NAME?\r");
    let [low, high] = (0x1000 + code.0.len() as u16).to_le_bytes();
    let code = code
        .jsr(CHRIN)
        .raw(&[0xC9, 13, 0xF0, 6])
        .jsr(CHROUT)
        .raw(&[0x4C, low, high])
        .print("\r")
        .raw(&[0x60]);
    let path = code.prg(folder.path(), 0x1000, &[]);
    let (out, reason, _) = everywhere("c64", &path, &[], "bob\n");
    assert_eq!((out.as_str(), reason.as_str()), ("NAME?\nBOBBOB\n", "exit"));
    // At the end of input a guest that waits is at its end.
    let (out, reason, _) = everywhere("c64", &path, &[], "");
    assert_eq!((out.as_str(), reason.as_str()), ("NAME?\n", "eof"));
}

#[test]
fn a_loop_that_is_compiled_prints_the_same() {
    let folder = tempfile::tempdir().unwrap();
    // Twenty times the alphabet: LDX #20; outer: LDY #65; inner: TYA; JSR CHROUT; INY; CPY #91; BNE inner;
    // LDA #13; JSR CHROUT; DEX; BNE outer; RTS
    let code = Code::default()
        .raw(&[0xA2, 20, 0xA0, 65, 0x98])
        .jsr(CHROUT)
        .raw(&[0xC8, 0xC0, 91, 0xD0, 0xF7, 0xA9, 13])
        .jsr(CHROUT)
        .raw(&[0xCA, 0xD0, 0xED, 0x60]);
    let path = code.prg(folder.path(), 0x1000, &[]);
    let (out, reason, cycles) = everywhere("c64", &path, &[], "");
    assert_eq!(out, "ABCDEFGHIJKLMNOPQRSTUVWXYZ\n".repeat(20));
    assert_eq!(reason, "exit");
    // A call takes the cycles of its JSR alone: 26 letters of 15 each but for the last branch, and the rest of a line.
    assert_eq!(cycles, 2 + 20 * (2 + 26 * 15 - 1 + 2 + 6 + 2 + 3) - 1 + 6);
}

#[test]
fn keys_are_polled_and_their_end_ends_the_run_if_wanted() {
    let folder = tempfile::tempdir().unwrap();
    // 1000 JSR GETIN; BEQ $1000; JSR CHROUT; JMP $1000
    let code = Code::default()
        .jsr(GETIN)
        .raw(&[0xF0, 0xFB])
        .jsr(CHROUT)
        .raw(&[0x4C, 0x00, 0x10]);
    let path = code.prg(folder.path(), 0x1000, &[]);
    let (out, reason, _) = everywhere("c64", &path, &["--exit-on-eof"], "keys £\n");
    assert_eq!((out.as_str(), reason.as_str()), ("KEYS £\n", "eof"));
    let (out, reason, _) = everywhere("c64", &path, &["--cycles", "5000"], "k");
    assert_eq!((out.as_str(), reason.as_str()), ("K", "cycles"));
}

#[test]
fn programs_load_and_save_in_their_folder() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("text.prg"), b"\x00\x20HELLO\x0D").unwrap();
    // Loads TEXT to $2000, prints it by STROUT, saves $2000 to $2003 as COPY.
    let code = Code::default()
        .name(4, 0x1800)
        .file(1, 8, 1)
        .raw(&[0xA9, 0])
        .jsr(0xFFD5)
        .raw(&[0x90, 1, 0x00, 0xA9, 0x00, 0xA0, 0x20])
        .jsr(0xAB1E)
        .name(4, 0x1804)
        .raw(&[
            0xA9, 0x00, 0x85, 0xFB, 0xA9, 0x20, 0x85, 0xFC, 0xA9, 0xFB, 0xA2, 0x03, 0xA0, 0x20,
        ])
        .jsr(0xFFD8)
        .raw(&[0x60]);
    let path = code.prg(folder.path(), 0x1000, b"TEXTCOPY");
    let guest = folder.path().display().to_string();
    for tier in TIERS {
        let copy = folder.path().join("copy.prg");
        let _ = fs::remove_file(&copy);
        let (ran, summary) = on(tier, "c64", &path, &["--guest-dir", &guest], "");
        assert_eq!(
            (ran.out.as_str(), ran.code),
            ("HELLO\n", 0),
            "{tier}: {summary}"
        );
        assert_eq!(fs::read(&copy).unwrap(), b"\x00\x20HEL", "{tier}");
    }
    let (ran, summary) = on("interp", "c64", &path, &["--no-files"], "");
    assert_eq!(
        (ran.out.as_str(), summary["stop"]["reason"].as_str()),
        ("", Some("fault"))
    );
}

#[test]
fn the_screen_is_shown_with_what_the_program_wrote_there_itself() {
    let folder = tempfile::tempdir().unwrap();
    // LDA #1; STA $0428, an A in the second row; a B printed in the first.
    let code = Code::default()
        .raw(&[0xA9, 1, 0x8D, 0x28, 0x04])
        .print("B")
        .raw(&[0x60]);
    let path = code.prg(folder.path(), 0x1000, &[]);
    let ran = jumppad(&["run", "--host", "c64", "--show-screen", &path], "");
    assert_eq!((ran.out.as_str(), ran.code), ("BB\nA\n", 0), "{}", ran.err);
}

#[test]
fn what_the_rom_has_and_the_host_has_not_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = Code::default().jsr(0xFFB1).prg(folder.path(), 0x1000, &[]);
    for tier in TIERS {
        let ran = jumppad(&["run", "--host", "c64", "--tier", tier, &path], "");
        assert_eq!(ran.code, 127, "{tier}");
        assert!(
            ran.err.contains("$FFB1") && ran.err.contains("$1000"),
            "{tier}: {}",
            ran.err
        );
    }
    let path = Code::default()
        .raw(&[0xEA, 0x00])
        .prg(folder.path(), 0x1000, &[]);
    let ran = jumppad(&["run", "--host", "c64", &path], "");
    assert!(ran.err.contains("a BRK at $1001"), "{}", ran.err);
}

#[test]
fn the_monitors_print_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let [echo, prbyte] = [0xFFEF, 0xFFDC];
    let code = Code::default()
        .raw(&[0xA9, 0xC8])
        .jsr(echo)
        .raw(&[0xA9, 0x5E])
        .jsr(prbyte)
        .raw(&[0xA9, 0x8D])
        .jsr(echo);
    let path = code
        .raw(&[0x4C, 0x1F, 0xFF])
        .prg(folder.path(), 0x0300, &[]);
    assert_eq!(everywhere("apple1", &path, &[], "").0, "H5E\n");
    // GETLN, then the line's second character by COUT, CROUT.
    let code = Code::default()
        .jsr(0xFD6F)
        .raw(&[0xAD, 0x01, 0x02])
        .jsr(0xFDED)
        .jsr(0xFD8E)
        .raw(&[0x60]);
    let path = code.prg(folder.path(), 0x0300, &[]);
    assert_eq!(everywhere("apple2", &path, &[], "xyz\n").0, "xyz\ny\n");
    // GETCH, whose key is echoed, PRTBYT of it, CRLF.
    let code = Code::default()
        .jsr(0x1E5A)
        .jsr(0x1E3B)
        .jsr(0x1E2F)
        .raw(&[0x4C, 0x4F, 0x1C]);
    let path = code.prg(folder.path(), 0x0200, &[]);
    assert_eq!(everywhere("kim1", &path, &[], "k").0, "k6B\n");
}

/// Runs commands in the debugger with the C64's host.
fn debug(tier: &str, program: &str, commands: &[&str]) -> String {
    let mut args = vec![
        "--no-rc", "--host", "c64", "--tier", tier, "--batch", program,
    ];
    args.extend(commands.iter().flat_map(|command| ["-e", command]));
    let ran = jumppad(&args, "");
    assert_eq!(ran.code, 0, "{tier}: {}{}", ran.out, ran.err);
    ran.out
}

#[test]
fn going_back_over_input_and_on_gives_the_same_and_asks_nobody() {
    let folder = tempfile::tempdir().unwrap();
    // Keeps four bytes of the line at $C000: LDX #0; read: JSR CHRIN; STA $C000,X; INX; CPX #4; BNE read; JMP *
    let code = Code::default().raw(&[0xA2, 0]).jsr(CHRIN).raw(&[
        0x9D, 0x00, 0xC0, 0xE8, 0xE0, 4, 0xD0, 0xF5, 0x4C, 0x0D, 0x10,
    ]);
    let path = code.prg(folder.path(), 0x1000, &[]);
    for tier in &TIERS[..4] {
        let commands = [
            // It waits, then gets a line.
            "c",
            "assert pc == $ffcf",
            "send \"abc\" 0d",
            "c",
            "assert w[$c000] == $4241 && [$c003] == 13",
            // Back into the middle of the line, and on: nothing is asked for again.
            "rs 5",
            "assert x == 3",
            "rc",
            "c",
            "assert w[$c000] == $4241 && [$c003] == 13",
            // Another future has the same line, from its beginning.
            "rc",
            "> c100 1",
            "c",
            "assert w[$c000] == $4241 && [$c003] == 13",
            // In the middle of the line there is the rest of it.
            "rs 7",
            "> c100 2",
            "c",
            "assert [$c002] == $43 && [$c003] == 13",
        ];
        let out = debug(tier, &path, &commands);
        assert_eq!(
            out.matches("ABC").count(),
            2,
            "{tier}: the line is shown in each future: {out}"
        );
    }
}

#[test]
fn files_are_read_again_in_another_future() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("data"), b"xyz").unwrap();
    // OPEN 2,8,2,"DATA"; CHKIN 2; three bytes to $C000; JMP *
    let code = Code::default()
        .name(4, 0x1800)
        .file(2, 8, 2)
        .jsr(0xFFC0)
        .raw(&[0xA2, 2])
        .jsr(0xFFC6)
        .raw(&[0xA0, 0])
        .jsr(CHRIN)
        .raw(&[0x99, 0x00, 0xC0, 0xC8, 0xC0, 3, 0xD0, 0xF5]);
    let [low, high] = (0x1000 + code.0.len() as u16).to_le_bytes();
    let path = code
        .raw(&[0x4C, low, high])
        .prg(folder.path(), 0x1000, b"DATA");
    let guest = folder.path().display().to_string();
    let commands = [
        "c",
        "assert w[$c000] == $7978 && [$c002] == $7a",
        "rs 8",
        "> c100 1",
        "c",
        "assert w[$c000] == $7978 && [$c002] == $7a",
    ];
    let mut args = vec![
        "--no-rc",
        "--host",
        "c64",
        "--guest-dir",
        &guest,
        "--batch",
        &path,
    ];
    args.extend(commands.iter().flat_map(|command| ["-e", command]));
    let ran = jumppad(&args, "");
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn a_table_s_entry_is_read_by_name() {
    let entry: Entry = serde_json::from_str(r#"{"address": 65490, "call": "chrout"}"#).unwrap();
    assert_eq!((entry.address, entry.call), (0xFFD2, Call::Chrout));
    for &call in Call::ALL {
        assert_eq!(serde_json::to_value(call).unwrap(), call.name());
    }
    assert!(serde_json::from_str::<Call>("\"chrouts\"").is_err());
}

/// Runs on a tier in one of the ready-made machines.
fn in_machine(tier: &str, machine: &str, program: &str, input: &str) -> Ran {
    let args = [
        "run",
        "--machine",
        machine,
        "--tier",
        tier,
        "--quiet",
        program,
    ];
    jumppad(&args, input)
}

/// What is loaded where a C64's ROMs are is beneath them, and runs once the port lets it show; the KERNAL's routines are
/// the host's only while the KERNAL shows.
#[test]
fn a_c64_switches_its_roms_and_ram() {
    const START: u16 = 0x0810;
    // The program goes from $0810 up to $FFF0. At $A000: LDA #'A'; RTS. At $FFD2: LDA #'K'; RTS.
    let mut image = vec![0; 0xFFF0 - usize::from(START)];
    let mut put = |at: u16, bytes: &[u8]| {
        image[usize::from(at - START)..][..bytes.len()].copy_from_slice(bytes);
    };
    put(0xA000, &[0xA9, b'A', 0x60]);
    put(0xFFD2, &[0xA9, b'K', 0x60]);
    // The first byte of BASIC's vector, by CHROUT as a letter: LDA $A000; AND #$0F; ORA #$40.
    let shown = Code::default().raw(&[0xAD, 0x00, 0xA0, 0x29, 0x0F, 0x09, 0x40]);
    let code = shown.jsr(CHROUT);
    // SEI; LDA #$36; STA $01: RAM instead of BASIC.
    let code = code
        .raw(&[0x78, 0xA9, 0x36, 0x85, 0x01])
        .jsr(0xA000)
        .jsr(CHROUT);
    // LDA #$35; STA $01: RAM instead of the KERNAL; what is called is the program's own. LDX #$37; STX $01.
    let code = code.raw(&[0xA9, 0x35, 0x85, 0x01]).jsr(CHROUT);
    let code = code.raw(&[0xA2, 0x37, 0x86, 0x01]).jsr(CHROUT);
    // LDA #$2F; STA $A000 goes beneath; LDA $A000 is BASIC's. LDA #$34; STA $01; LDX $A000; LDA #$37; STA $01; TXA
    let code = code.raw(&[
        0xA9, b'Z', 0x8D, 0x00, 0xA0, 0xA9, 0x34, 0x85, 0x01, 0xAE, 0x00, 0xA0,
    ]);
    let code = code.raw(&[0xA9, 0x37, 0x85, 0x01, 0x8A]).jsr(CHROUT);
    // The registers of I/O are apart from the RAM beneath: INC $D020; LDA #$34; STA $01; LDX $D020; LDA #$37; STA $01;
    // TXA; ORA #$30
    let code = code.raw(&[0xEE, 0x20, 0xD0, 0xA9, 0x34, 0x85, 0x01, 0xAE, 0x20, 0xD0]);
    let code = code
        .raw(&[0xA9, 0x37, 0x85, 0x01, 0x8A, 0x09, 0x30])
        .jsr(CHROUT);
    let code = code.raw(&[0x58, 0x60]);
    put(START, &code.0);
    let folder = tempfile::tempdir().unwrap();
    let program = Code(image).prg(folder.path(), START, &[]);
    for tier in TIERS {
        let ran = in_machine(tier, "c64-bare", &program, "");
        assert_eq!(ran.out.trim_end(), "DAKZ0", "{tier}: {}", ran.err);
    }
}

/// The RAM of a language card: written beneath the ROM, read once it is switched in, in two banks.
#[test]
fn an_apple2_switches_its_language_card() {
    const COUT: u16 = 0xFDED;
    let touch = |code: Code, low: u8| code.raw(&[0x2C, low, 0xC0]);
    let store = |code: Code, byte: u8| code.raw(&[0xA9, byte, 0x8D, 0x00, 0xD0]);
    // LDX $D000; BIT $C082, which shows the ROM; TXA; JSR COUT
    let show = |code: Code| {
        let code = code.raw(&[0xAE, 0x00, 0xD0]);
        touch(code, 0x82).raw(&[0x8A]).jsr(COUT)
    };
    // Bank 2 is written beneath the ROM, bank 1 while it is read.
    let code = store(touch(touch(Code::default(), 0x81), 0x81), b'2');
    let code = store(touch(touch(code, 0x8B), 0x8B), b'1');
    let code = show(touch(code, 0x80));
    let code = show(touch(code, 0x88));
    // Protected: one read is not enough.
    let code = show(store(touch(touch(code, 0x80), 0x83), b'X'));
    let code = show(store(touch(touch(touch(code, 0x80), 0x83), 0x83), b'3'));
    // RTS, and a routine of the program's own over COUT in the card: LDA #'!'; STA $FDED is RTS there.
    let code = touch(touch(code, 0x83), 0x83).raw(&[0xA9, 0x60, 0x8D, 0xED, 0xFD]);
    let code = code.raw(&[0xA9, b'!']).jsr(COUT);
    let code = touch(code, 0x82).jsr(COUT).raw(&[0x60]);
    let folder = tempfile::tempdir().unwrap();
    let program = code.prg(folder.path(), 0x0803, &[]);
    for tier in TIERS {
        let ran = in_machine(tier, "apple2-bare", &program, "");
        assert_eq!(ran.out.trim_end(), "2123!", "{tier}: {}", ran.err);
    }
}
