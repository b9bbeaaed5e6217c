//! Programs of llvm-mos: ELF files with names, lines and functions, and images for its simulator.

mod cli;
mod elf;

use std::fs;
use std::path::{Path, PathBuf};

use cli::{Ran, jumppad, run};
use elf::{Kind, Numbering, USUAL, sum};

fn written(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path: PathBuf = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

fn ran(args: &[&str], lines: &str) -> Ran {
    jumppad(&[&["--no-rc", "--batch"], args].concat(), lines)
}

fn told(args: &[&str], lines: &str) -> String {
    let ran = ran(args, lines);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    ran.out
}

/// `sum.elf` and its source, in a folder of their own.
fn sum_in(kind: Kind) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::copy("tests/data/llvm-mos/sum.c", folder.path().join("sum.c")).unwrap();
    let path = written(folder.path(), "sum.elf", &sum(kind));
    (folder, path)
}

#[test]
fn the_files_that_are_kept_are_those_that_are_made() {
    let old = Kind {
        dwarf: Some(4),
        numbering: Numbering::Proposed,
    };
    let kept = [
        ("sum.elf", sum(USUAL)),
        ("sum4.elf", sum(old)),
        ("echo.simg", ECHO.to_vec()),
    ];
    for (name, made) in kept {
        let path = Path::new("tests/data/llvm-mos").join(name);
        if std::env::var_os("JUMPPAD_BLESS").is_some() {
            fs::write(&path, &made).unwrap();
        }
        assert!(fs::read(&path).unwrap() == made, "{name}: JUMPPAD_BLESS=1");
    }
}

#[test]
fn segments_go_where_they_are_loaded_from() {
    let (_folder, path) = sum_in(USUAL);
    let text = "assert pc == $200\nassert [$280] == 1\nassert [$282] == 2\n\
                assert [$270] == 1\nassert [$20] == 0\ninfo symbol turbo\n";
    assert!(told(&[&path], text).contains("turbo"));
    let moved = ran(&[&path, "--load", "300"], "");
    assert!(
        moved.err.contains("goes where it was linked for"),
        "{}",
        moved.err
    );
}

#[test]
fn names_have_sizes_and_registers_are_imaginary() {
    let (_folder, path) = sum_in(USUAL);
    let told = told(
        &[&path],
        "info symbols\nd 213,+1\ninfo symbol 26d\ninfo symbol 26e\n",
    );
    for line in [
        "$020E-$0263  main",
        "$0264-$026D  add",
        "$0280-$0287  values",
        "$0000        __rc0",
        "$FFD2        CHROUT",
        "SOME_COUNT  (value)",
        "__bss_size  (value)",
        "STA __rc0",
        "add+9 ($026D)",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
}

#[test]
fn lines_and_functions_are_those_of_the_source() {
    for version in 2..=5 {
        let kind = Kind {
            dwarf: Some(version),
            ..USUAL
        };
        let (_folder, path) = sum_in(kind);
        let lines = "b main\nb sum.c:21\nb add\ncontinue\nbt\ncontinue\nsl\nbt\nlist 12,16\ninfo line 22\n\
                     info source\ndelete\nb sum.c:22\ncontinue\nassert w[total] == 10\nsl\nassert pc == $256\n";
        let told = told(&[&path], lines);
        for text in [
            // Behind the prologue.
            "#1 break main+$0B ($0219, sum.c:20)",
            "#2 break main+$13 ($0221, sum.c:21)",
            "#3 break add ($0264, sum.c:14)",
            "#1  $020B _start+$0B",
            "return a + b;",
            "sum.c",
        ] {
            assert!(told.contains(text), "DWARF {version}: {text}: {told}");
        }
        // What the linker dropped is nowhere.
        assert!(!told.contains("sum.c:99"), "{told}");
    }
}

#[test]
fn code_of_no_line_goes_with_the_line_before() {
    let (_folder, path) = sum_in(USUAL);
    let told = told(
        &[&path],
        "r pc=$24d\ninfo line $24d\nsl\nassert pc == $24e\n",
    );
    assert!(told.contains("sum.c:20"), "{told}");
}

#[test]
fn names_and_lines_come_from_the_file_beside_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = vec![0x00, 0x02];
    let (bytes, elf) = (sum(USUAL), "sum.prg.elf");
    // The segment of code is the first one in the file.
    program.extend(&bytes[52 + 3 * 32..][..0x6E]);
    written(folder.path(), elf, &bytes);
    let path = written(folder.path(), "sum.prg", &program);
    let out = told(&[&path], "b sum.c:21\ninfo symbol main\n");
    assert!(out.contains("sum.prg.elf: "), "{out}");
    assert!(out.contains("#1 break main+$13 ($0221, sum.c:21)"), "{out}");
    let out = told(&[&path, "--no-symbols"], "info symbols\n");
    assert!(!out.contains("main"), "{out}");
}

#[test]
fn what_is_no_program_for_a_6502_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let fails = |bytes: &[u8], error: &str| {
        let path = written(folder.path(), "a.elf", bytes);
        let ran = ran(&[&path], "");
        assert_eq!(ran.code, 1);
        assert!(ran.err.contains(error), "{error}: {}", ran.err);
        let other = folder.path().join("b.prg").display().to_string();
        fs::write(&other, [0, 2, 0xEA]).unwrap();
        let ran = jumppad(
            &["--no-rc", "--batch", &other],
            &format!("symbols {path}\n"),
        );
        ran.err
    };
    let whole = sum(USUAL);
    let with = |at: usize, new: &[u8]| {
        let mut bytes = whole.clone();
        bytes[at..at + new.len()].copy_from_slice(new);
        bytes
    };
    let err = fails(&with(18, &[0x28, 0]), "for another machine (number 40)");
    assert!(err.contains("for another machine"), "{err}");
    fails(&with(16, &[1, 0]), "not linked to a program");
    fails(&with(36, &[0, 1, 0, 0]), "the instructions of a 65816");
    let err = fails(&whole[..60], "it is an ELF file that is damaged");
    assert!(err.contains("damaged"), "{err}");
    // The physical address of the first segment.
    fails(&with(52 + 12, &[0, 0, 1, 0]), "at $10000, past the 64 KiB");
}

/// Reads input up to its end and prints it; exits with the count.
const ECHO: &[u8] = &[
    0x00, 0x02, 0x15, 0x00, //
    0xA0, 0x00, //       0200 ldy #0
    0xAD, 0xF5, 0xFF, // 0202 lda $fff5
    0xAE, 0xF6, 0xFF, // 0205 ldx $fff6
    0xD0, 0x07, //       0208 bne 0211
    0x8D, 0xF9, 0xFF, // 020a sta $fff9
    0xC8, //             020d iny
    0x4C, 0x02, 0x02, // 020e jmp 0202
    0x8C, 0xF8, 0xFF, // 0211 sty $fff8
    0xEA, //             0214 nop
    0xFA, 0xFF, 0x06, 0x00, 0, 0, 0x00, 0x02, 0, 0,
];

/// Cycles before the STY, for so many bytes.
fn cycles_of(count: u64) -> u64 {
    2 + count * (4 + 4 + 2 + 4 + 2 + 3) + 4 + 4 + 3
}

#[test]
fn an_image_of_mos_sim_runs_with_its_registers() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), "echo.simg", ECHO);
    for tier in ["interp", "baseline", "jit", "llvm"] {
        let ran = jumppad(&["run", "--tier", tier, "-c", &path], "hello\n");
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (6, "hello\n"),
            "{tier}: {}",
            ran.err
        );
        assert_eq!(ran.err, format!("{} cycles\n", cycles_of(6)), "{tier}");
    }
    let plain = written(folder.path(), "echo", ECHO);
    let ran = jumppad(&["run", "--format", "mos-sim", &plain], "x");
    assert_eq!((ran.code, ran.out.as_str()), (1, "x"), "{}", ran.err);
    let mut brk = ECHO.to_vec();
    brk[4] = 0;
    let path = written(folder.path(), "brk.simg", &brk);
    let ran = jumppad(&["run", &path], "");
    assert_eq!(ran.code, 134, "{}", ran.err);
    assert!(ran.err.contains("read $FFFE, as a BRK does"), "{}", ran.err);
}

#[test]
fn the_debugger_has_its_registers_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), "echo.simg", ECHO);
    let out = told(
        &[&path],
        "info devices\nsend \"ab\"\ncontinue\ninfo devices\n",
    );
    assert!(out.contains("mos-sim"), "{out}");
    assert!(out.contains("ab") && out.contains("exit"), "{out}");
    let (_folder, elf) = sum_in(USUAL);
    let lines = format!("device mos-sim\n> 20b 8d f8 ff\ncontinue\nload {path}\ninfo devices\n");
    let out = told(&[&elf], &lines);
    assert!(out.contains("mos-sim") && out.contains("exit"), "{out}");
}

#[cfg(unix)]
#[test]
fn called_as_mos_sim_it_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let image = written(folder.path(), "echo", ECHO);
    let name = folder.path().join("mos-sim");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_jumppad"), &name).unwrap();
    let name = name.display().to_string();
    let sim = |args: &[&str], input: &str| run(&name, args, input);
    let ran = sim(&["--cycles", &image, "--trace"], "hi");
    assert_eq!((ran.code, ran.out.as_str()), (2, "hi"));
    assert_eq!(ran.err, format!("{} cycles\n", cycles_of(2)));
    let ran = sim(&["--trace", "--cmos", &image], "");
    let first = "0200 a:00 x:00 y:00 s:fd st:20 (..1.....) insn:a0 00 ad\n\
                 0202 a:00 x:00 y:00 s:fd st:22 (..1...z.) insn:ad f5 ff\n";
    assert!(ran.err.starts_with(first), "{}", ran.err);
    let ran = sim(&["--profile", &image], "a");
    let told = "0214:ea 00 00 write fff7\n0200 2\n0202 8\n0205 8\n0208 5\n020a 4\n020d 2\n020e 3\n";
    assert_eq!((ran.code, ran.err.as_str()), (1, told));
    let mut brk = ECHO.to_vec();
    brk[4] = 0;
    let brk = written(folder.path(), "brk", &brk);
    let ran = sim(&["--cycles", &brk], "");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (134, "0202:ad f5 ff read fffe\n0 cycles\n")
    );
    assert_eq!(sim(&["--cycles"], "").code, 1);
    assert!(
        sim(&["--help"], "")
            .err
            .starts_with("Could not read '--help'")
    );
}

#[test]
fn variables_are_where_and_what_the_file_says() {
    for numbering in [Numbering::Released, Numbering::Proposed] {
        for version in [3, 4, 5] {
            let kind = Kind {
                dwarf: Some(version),
                numbering,
            };
            let (_folder, path) = sum_in(kind);
            for (lines, wanted) in [
                ("print spot.y", "-4"),
                ("print hue", "BLUE"),
                ("print *first", "1"),
                ("print values[2]", "3"),
                ("print sizeof(values)", "8"),
                ("ptype add", "type = int (int, int)"),
                ("b sum.c:21\ncontinue\ncontinue\nprint i", "1"),
                ("b sum.c:21\ncontinue\nset var i = 2\nprint values[i]", "3"),
                ("b *$264\ncontinue\nprint b", "1"),
                ("b *$264\ncontinue\ncontinue\ncontinue\nprint a", "3"),
                ("b sum.c:22\ncontinue\nprint total", "10"),
                ("b sum.c:21\ncontinue\ninfo locals", "i = 0"),
            ] {
                let out = told(&[&path], lines);
                let last = out.lines().last().unwrap_or_default();
                assert_eq!(
                    last, wanted,
                    "DWARF {version}, {numbering:?}: {lines}: {out}"
                );
            }
            // What cannot be told is not guessed.
            for (lines, wanted) in [
                ("r pc=$20e\nprint i", "its prologue has not made room yet"),
                (
                    "b *$264\ncontinue\nup\nprint i",
                    "has moved the stack's pointer",
                ),
                ("b *$265\ncontinue\nprint a", "where `a` is cannot be told"),
            ] {
                let err = ran(&[&path], lines).err;
                assert!(
                    err.contains(wanted),
                    "DWARF {version}, {numbering:?}: {lines}: {err}"
                );
            }
        }
    }
}
