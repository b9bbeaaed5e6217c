//! Files of names as assemblers, editors and shells leave them: with other lines in them, marks, tabs, or as pipes.

mod cli;

use std::fs;

use cli::{Ran, jumppad};

/// KickAssembler's debug file of a program at $0801, whose lines are those of `a.asm`.
const KICK: &str = r#"<C64debugger version="1.0">
   <Sources values="INDEX,FILE">
      0,KickAss.jar:/include/autoinclude.asm
      1,a.asm
   </Sources>
   <Segment name="Default" dest="" values="START,END,FILE_IDX,LINE1,COL1,LINE2,COL2">
      <Block name="Main">
         $0801,$0801,1,2,9,2,11
         $0802,$0804,1,3,9,3,11
      </Block>
   </Segment>
   <Labels values="SEGMENT,ADDRESS,NAME,START,END,FILE_IDX,LINE1,COL1,LINE2,COL2">
      Default,$0801,start,,,1,1,1,1,6
   </Labels>
   <Breakpoints values="SEGMENT,ADDRESS,ARGUMENT">
      Default,$0802,
   </Breakpoints>
</C64debugger>
"#;

/// INX, JMP $0801 as `a.prg`, with `files` beside it.
fn program(files: &[(&str, &str)]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.prg");
    fs::write(&path, [0x01, 0x08, 0xE8, 0x4C, 0x01, 0x08]).unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let path = path.display().to_string();
    (folder, path)
}

fn ran(path: &str, commands: &str) -> Ran {
    jumppad(&["--no-rc", "--batch", "--tier", "interp", path], commands)
}

fn out(path: &str, commands: &str) -> String {
    let ran = ran(path, commands);
    assert_eq!(ran.code, 0, "{commands}: {}{}", ran.out, ran.err);
    ran.out
}

#[test]
fn lines_that_are_no_labels_are_counted_and_breakpoints_are_offered() {
    let text = "break 803\ndel\n// c\nadd_label c:0805 .bar\nal $0801 .x\nal 0801 .y ; remark\n";
    let (folder, path) = program(&[("a.vs", text)]);
    let told = out(&path, "info symbols\ninfo b\n");
    let loaded = "a.vs: 3 symbols; passed over 1 line without a label (the first is line 2); it has 1 breakpoint";
    assert!(told.contains(loaded), "{told}");
    assert!(
        told.contains("$0805        bar") && !told.contains("#1"),
        "{told}"
    );
    let labels = folder.path().join("a.vs").display().to_string();
    let told = out(&path, &format!("symbols {labels} --breaks\ninfo b\n"));
    assert!(told.contains("#1 break x+2 ($0803)"), "{told}");
}

#[test]
fn breakpoints_of_every_kind_come_with_labels() {
    let text = "al 0801 .x\nbreak .x if a == 3\nwatch store d020\nbreak nowhere\nbreak 801; quit\n";
    let (folder, path) = program(&[("a.vs", text)]);
    let labels = folder.path().join("a.vs").display().to_string();
    let told = out(&path, &format!("symbols {labels} --breaks\ninfo b\n"));
    assert!(told.contains("#1 break x ($0801) if a == 3"), "{told}");
    assert!(told.contains("#2 watch $D020"), "{told}");
    assert!(told.contains("`break nowhere` sets nothing: "), "{told}");
    assert!(told.contains("passed over 1 line"), "{told}");
}

#[test]
fn kick_assembler_gives_names_lines_and_breakpoints() {
    let source = "start:\n        inx\n        jmp start\n";
    let (_folder, path) = program(&[
        ("a.dbg", KICK),
        ("a.vs", "al C:0801 .other\n"),
        ("a.asm", source),
    ]);
    let told = out(&path, "break a.asm:3\ncontinue\ninfo symbol 801\n");
    assert!(
        told.contains("a.dbg: 1 symbol; it has 1 breakpoint"),
        "{told}"
    );
    assert!(told.contains("jmp start"), "{told}");
    assert!(
        told.contains("$0801        start  (") && !told.contains("other"),
        "{told}"
    );
    let (_folder, path) = program(&[("a.sym", ".namespace main {\n.label x=$0801\n}\n")]);
    let told = out(&path, "print main::x\n");
    assert!(
        told.contains("a.sym: 1 symbol") && told.contains("2049"),
        "{told}"
    );
}

#[test]
fn a_file_of_another_kind_is_named_and_the_next_one_is_tried() {
    for (text, kind) in [
        ("\x7FELF\x01\x01\x01\0", "it is an ELF file"),
        ("<html>\n</html>\n", "it is an XML file"),
        ("[labels]\n00:8000 start\n", "it is a list of WLA DX"),
        ("nothing to see\n", "no kind of label file"),
    ] {
        let (_folder, path) = program(&[("a.dbg", text), ("a.vs", "al C:0801 .start\n")]);
        let told = out(&path, "info symbol 801\n");
        assert!(told.contains(kind), "{told}");
        assert!(told.contains("$0801        start  ("), "{told}");
    }
}

#[test]
fn marks_of_encodings_line_ends_and_tabs_are_no_text() {
    let dressed = |text: &str| format!("\u{FEFF}{}", text.replace('\n', "\r\n").replace(' ', "\t"));
    let (folder, path) = program(&[("a.vs", &dressed(" al C:0801 .begin\nbreak 802\n"))]);
    let at = |name: &str| folder.path().join(name).display().to_string();
    for (name, text) in [
        ("x.sym", "sx = $0801 \n".to_owned()),
        ("a.kick", " .label k=$0801\n".to_owned()),
        ("a.kdbg", KICK.to_owned()),
        ("a.xa", "xa, 0x0801, 0, 0x0000\n".to_owned()),
        ("script", "print begin\nx/2xb 801\n".to_owned()),
        ("a.hex", ":0108010060".to_owned() + "96\n :00000001FF \n"),
        ("a.s19", "S104080160".to_owned() + "92\nS9030801F3\n"),
    ] {
        // What xa writes has a blank in it, where a tab would be another kind.
        let text = match name {
            "a.xa" => format!("\u{FEFF}{}", text.replace('\n', "\r\n")),
            _ => dressed(&text),
        };
        fs::write(folder.path().join(name), text).unwrap();
    }
    let lines = format!(
        "symbols {}\nsymbols {}\nsymbols {}\nsymbols {}\nsource {}\nprint sx+k+xa\n",
        at("x.sym"),
        at("a.kick"),
        at("a.kdbg"),
        at("a.xa"),
        at("script"),
    );
    let told = out(&path, &dressed(&lines));
    assert!(
        told.contains("a.vs: 1 symbol; it has 1 breakpoint"),
        "{told}"
    );
    assert!(told.contains("6147"), "{told}");
    assert!(
        told.contains("a.kdbg: 1 symbol; it has 1 breakpoint"),
        "{told}"
    );
    for name in ["a.hex", "a.s19"] {
        let told = out(&path, &format!("load {}\nassert [$801] == $60\n", at(name)));
        assert!(told.contains("1 bytes from $0801"), "{told}");
    }
    let debug = fs::read_to_string("tests/data/source/blink.dbg").unwrap();
    let copy = folder.path().join("blink.dbg");
    fs::write(&copy, format!("\u{FEFF}{}", debug.replace('\n', "\r\n"))).unwrap();
    let told = out(&path, &format!("symbols {}\ninfo source\n", copy.display()));
    assert!(told.contains("blink.s"), "{told}");
}

#[cfg(unix)]
#[test]
fn programs_and_names_come_out_of_pipes() {
    use cli::run;
    let (folder, path) = program(&[("b.vs", "al C:0801 .start\n")]);
    let labels = folder.path().join("b.vs").display().to_string();
    let line = format!(
        "'{}' --no-rc --batch --format prg <(cat {path}) --symbols <(cat {labels}) -e 'info symbol 801' -e 'd pc,+1'",
        env!("CARGO_BIN_EXE_jumppad")
    );
    let ran = run("bash", &["-c", &line], "");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("$0801        start  ("), "{}", ran.out);
    assert!(ran.out.contains("INX"), "{}", ran.out);
}
