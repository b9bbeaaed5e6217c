//! Cartridges of the NES in the finished program: what they bring along, what runs read of their reports.

mod cli;

use std::fs;
use std::path::Path;

use cli::jumppad;

const TIERS: [&str; 5] = ["interp", "baseline", "jit", "llvm", "auto"];

/// A cartridge of a mapper, whose reset vector leads to `start`.
fn cartridge(mapper: u8, program: &[u8], start: u16) -> Vec<u8> {
    let banks = (program.len() / 0x4000) as u8;
    let mut bytes = vec![b'N', b'E', b'S', 0x1A, banks, 0, mapper << 4, 0];
    bytes.resize(16, 0);
    bytes.extend(program);
    let end = bytes.len();
    bytes[end - 4..end - 2].copy_from_slice(&start.to_le_bytes());
    bytes
}

/// Sixteen kilobytes that begin with `code`.
fn bank(code: &[u8]) -> Vec<u8> {
    let mut bank = vec![0xEA; 0x4000];
    bank[..code.len()].copy_from_slice(code);
    bank
}

/// Says `Hi`, waits for reset, and has the result 3.
const REPORTING: [u8; 52] = [
    0xA9, 0xDE, 0x8D, 0x01, 0x60, 0xA9, 0xB0, 0x8D, 0x02, 0x60, 0xA9, 0x61, 0x8D, 0x03, 0x60, 0xA9,
    0x48, 0x8D, 0x04, 0x60, 0xA9, 0x69, 0x8D, 0x05, 0x60, 0xA9, 0x00, 0x8D, 0x06, 0x60, 0xA5, 0x10,
    0xD0, 0x0A, 0xA9, 0x81, 0x8D, 0x00, 0x60, 0xE6, 0x10, 0x4C, 0x29, 0x80, 0xA9, 0x03, 0x8D, 0x00,
    0x60, 0x4C, 0x31, 0x80,
];

fn put(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    fs::write(&path, bytes).expect("there is room");
    path.display().to_string()
}

#[test]
fn a_run_tells_what_the_guest_reports_and_presses_reset() {
    let folder = tempfile::tempdir().expect("there is room");
    let path = put(
        folder.path(),
        "test.nes",
        &cartridge(0, &bank(&REPORTING), 0x8000),
    );
    let mut cycles = Vec::new();
    for tier in TIERS {
        let ran = jumppad(&["run", "--tier", tier, "--json", &path], "");
        assert_eq!(
            (ran.out.as_str(), ran.code),
            ("Hi\n", 3),
            "{tier}: {}",
            ran.err
        );
        assert!(
            ran.err.contains("\"reason\":\"report\""),
            "{tier}: {}",
            ran.err
        );
        let (_, rest) = ran.err.split_once("\"cycles\":").expect("it tells them");
        cycles.push(rest.split(',').next().unwrap_or_default().to_owned());
    }
    assert!(cycles.iter().all(|one| *one == cycles[0]), "{cycles:?}");
    // The same program elsewhere, without a cartridge: only where it is told to look.
    let mut elsewhere = REPORTING.to_vec();
    elsewhere[0x29 + 2] = 0x10;
    elsewhere[0x31 + 2] = 0x10;
    let plain = put(
        folder.path(),
        "plain.prg",
        &[&[0x00, 0x10], &elsewhere[..]].concat(),
    );
    let ran = jumppad(
        &[
            "run",
            "--quiet",
            &plain,
            "--poke",
            "FFFC=00,10",
            "--report-at",
            "6000",
        ],
        "",
    );
    assert_eq!((ran.out.as_str(), ran.code), ("Hi\n", 3), "{}", ran.err);
    let ran = jumppad(&["run", "--quiet", &plain], "");
    assert_eq!((ran.out.as_str(), ran.code), ("", 0), "{}", ran.err);
}

/// The board that is an NES already has room for one, whatever its empty slot answered.
#[test]
fn a_cartridge_goes_into_the_board() {
    let folder = tempfile::tempdir().expect("there is room");
    let fixed = put(
        folder.path(),
        "fixed.nes",
        &cartridge(0, &bank(&REPORTING), 0x8000),
    );
    // STA $E080 with 2 in A; LDA $8000; STA $10; JMP *, in the last of four banks that hold their number.
    let code = [
        0xA9, 0x02, 0x8D, 0x80, 0xE0, 0xAD, 0x00, 0x80, 0x85, 0x10, 0x4C, 0x0A, 0xC0,
    ];
    let mut program: Vec<u8> = (0..3u8).flat_map(|number| vec![number; 0x4000]).collect();
    program.extend(bank(&code));
    let banked = put(folder.path(), "banked.nes", &cartridge(2, &program, 0xC000));
    // LDA $8000; STA $10; JMP *: bytes for the slot without a header.
    let raw = put(
        folder.path(),
        "raw.bin",
        &[0xAD, 0x00, 0x80, 0x85, 0x10, 0x4C, 0x05, 0x80],
    );
    for tier in TIERS {
        let board = ["--tier", tier, "--machine", "nes-bare"];
        let ran = jumppad(&[&["run"], &board[..], &[&fixed]].concat(), "");
        assert_eq!((ran.out.as_str(), ran.code), ("Hi\n", 3), "{}", ran.err);
        let input = format!(
            "run --cycles 1000\nassert [$10] == 2\nload {fixed}\nrun --cycles 1000\nassert [$6000] == $81\n"
        );
        let ran = jumppad(&[&["--batch"], &board[..], &[&banked]].concat(), &input);
        assert_eq!(ran.code, 0, "{tier}: {}{}", ran.out, ran.err);
        let at = ["--load", "8000", "--entry", "8000", &raw];
        let input = "run --cycles 1000\nassert [$10] == $AD\nassert [$9000] == $90\n";
        let ran = jumppad(&[&["--batch"], &board[..], &at].concat(), input);
        assert_eq!(ran.code, 0, "{tier}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn chips_and_banks_come_and_go_with_the_cartridge() {
    let folder = tempfile::tempdir().expect("there is room");
    // LDX #0; STX $E080; LDA $8000; STA $10,X; INX; CPX #4; BNE *-12; JMP *, in the last of four banks that hold their
    // number.
    let code = [
        0xA2, 0x00, 0x8E, 0x80, 0xE0, 0xAD, 0x00, 0x80, 0x95, 0x10, 0xE8, 0xE0, 0x04, 0xD0, 0xF3,
        0x4C, 0x0F, 0xC0,
    ];
    let mut program: Vec<u8> = (0..3u8).flat_map(|number| vec![number; 0x4000]).collect();
    program.extend(bank(&code));
    let banked = put(folder.path(), "banked.nes", &cartridge(2, &program, 0xC000));
    let fixed = put(
        folder.path(),
        "fixed.nes",
        &cartridge(0, &bank(&REPORTING), 0x8000),
    );
    let plain = put(folder.path(), "plain.prg", &[0x00, 0x10, 0x4C, 0x00, 0x10]);
    for tier in TIERS {
        let commands = [
            "c --cycles 10000",
            "assert w[$10] == $0100 && w[$12] == $A202",
            "assert [$0810] == 0 && [$0811] == 1",
            "run --cycles 10000",
            "assert w[$10] == $0100 && w[$12] == $A202",
            "assert ppu.PRG8000 == 6",
            // The same again goes where its banks are at power on, not over those that it has selected.
            &format!("load {banked}"),
            "assert ppu.PRG8000 == 0 && [$8000] == 0",
            "run --cycles 10000",
            "assert w[$10] == $0100 && w[$12] == $A202",
            &format!("load {fixed}"),
            "run --cycles 10000",
            "assert [$6000] == $81 && [$C000] == $A9",
            &format!("load {banked}"),
            "run --cycles 10000",
            "assert w[$10] == $0100 && w[$12] == $A202",
            &format!("load {plain}"),
            "device list",
            "> 810 77",
            "assert [$10] != $77",
            "pad",
        ];
        let input: String = commands.iter().map(|line| format!("{line}\n")).collect();
        let ran = jumppad(&["--tier", tier, "--batch", &banked], &input);
        assert!(
            ran.out.contains("no devices"),
            "{tier}: {}{}",
            ran.out,
            ran.err
        );
        // All but the last did.
        assert!(
            ran.err.contains("nothing to plug a controller into"),
            "{tier}: {}{}",
            ran.out,
            ran.err
        );
        assert_eq!(ran.err.matches("error").count(), 1, "{tier}: {}", ran.err);
    }
}

/// A store to a ROM meets the ROM's own byte only where the header says so, and a machine for NTSC becomes one for PAL.
#[test]
fn what_a_header_says_is_true_of_the_machine() {
    let folder = tempfile::tempdir().expect("there is room");
    // LDA #5; STA $C010, which holds $EA; LDA $8000; STA $10; JMP *, in the last of four banks that hold their number.
    let code = [
        0xA9, 0x05, 0x8D, 0x10, 0xC0, 0xAD, 0x00, 0x80, 0x85, 0x10, 0x4C, 0x0A, 0xC0,
    ];
    let mut program: Vec<u8> = (0..3u8).flat_map(|number| vec![number; 0x4000]).collect();
    program.extend(bank(&code));
    let plain = cartridge(2, &program, 0xC000);
    for (submapper, is_pal, shown) in [(0, false, 1), (1, false, 1), (2, false, 0), (0, true, 1)] {
        let mut bytes = plain.clone();
        bytes[7] = 0x08;
        bytes[8] = submapper << 4;
        bytes[12] = u8::from(is_pal);
        let path = put(folder.path(), "told.nes", &bytes);
        let input = format!("run --cycles 1000\nassert [$10] == {shown}\ninfo machine\n");
        let (clock, chip) = match is_pal {
            true => ("a 2a03 at 1.662607 MHz", "ppu, a 2c07"),
            false => ("a 2a03 at 1.789773 MHz", "ppu, a 2c02"),
        };
        for tier in TIERS {
            let args = ["--tier", tier, "--batch", "--machine", "nes-bare", &path];
            let ran = jumppad(&args, &input);
            assert_eq!(ran.code, 0, "{tier} {submapper}: {}{}", ran.out, ran.err);
            assert!(ran.out.contains(clock), "{tier}: {}", ran.out);
            assert!(ran.out.contains(chip), "{tier}: {}", ran.out);
            assert!(ran.out.contains("ROM cartridge: "), "{tier}: {}", ran.out);
        }
    }
}
