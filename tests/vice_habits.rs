//! What hands that know VICE's monitor type: it works, and says how it was read.

mod cli;

use std::fs;

use cli::jumppad;

/// What these commands print.
fn told(commands: &[&str]) -> String {
    let mut args = vec!["--no-rc", "--tier", "interp", "--batch"];
    args.extend(commands.iter().flat_map(|command| ["-e", command]));
    let run = jumppad(&args, "");
    assert_eq!(run.code, 0, "{commands:?}: {}{}", run.out, run.err);
    run.out
}

/// The same of a script.
fn script(text: &str) -> String {
    let run = jumppad(&["--no-rc", "--tier", "interp", "--batch"], text);
    assert_eq!(run.code, 0, "{text}: {}{}", run.out, run.err);
    run.out
}

#[test]
fn the_assembler_tells_how_digits_were_read() {
    let decimal = "`10` is decimal: $0A";
    let address = "`10` is an address, so hexadecimal: $10";
    for (line, note) in [
        ("lda #10", Some(decimal)),
        ("lda 10", Some(address)),
        ("lda (10),y", Some(address)),
        ("lda $300+10", Some(decimal)),
        (".byte 1, 10", Some(decimal)),
        ("lda #$10", None),
        ("lda #9", None),
        ("lda #'1'", None),
        ("jmp 0610", None),
        ("lda 1a", None),
        ("lda $10", None),
    ] {
        let told = told(&[&format!("a 900 {line}")]);
        let found = told.lines().find(|line| line.starts_with('`'));
        assert_eq!(found, note, "{line}: {told}");
    }
    for radix in ["set radix 16", "set radix 10"] {
        let told = told(&[radix, "a 900 lda #10"]);
        assert!(!told.contains('`'), "{told}");
    }
    // Each kind is told once a block.
    let block = script("a 900\nlda #10\nlda #20\nlda 30\nlda 40\nend\n");
    assert_eq!(block.matches('`').count(), 4, "{block}");
}

#[test]
fn a_colon_may_stand_behind_an_address_and_a_dot_ends_the_block() {
    assert!(told(&["a c000: lda #$10"]).contains("$C000  A9 10"));
    assert!(script("a c000:\nnop\n.\nprint 41\n").contains("41"));
}

#[test]
fn conditions_tell_that_digits_of_an_address_are_decimal() {
    let notes = |command: &str| {
        let told = told(&["b 600", command]);
        let notes = told.lines().filter(|line| line.starts_with('`'));
        notes.map(str::to_owned).collect::<Vec<_>>()
    };
    for command in [
        "cond 1 if pc == 0826",
        "cond 1 if .PC == 0826",
        "break 610 if pc == 0826",
        "breakif pc == 0826",
    ] {
        assert_eq!(notes(command), ["`0826` is decimal: $33A"], "{command}");
    }
    assert_eq!(notes("b 610 if w[10] == 826"), ["`826` is decimal: $33A"]);
    assert_eq!(notes("b 610 if a == 041"), ["`041` is decimal: $29"]);
    for command in [
        "b 610 if pc == $826",
        "b 610 if a == 10",
        "b 610 if pc == #826",
    ] {
        assert_eq!(notes(command), [""; 0], "{command}");
    }
    // What it was read as is told of all.
    assert!(told(&["b if a == 10"]).contains("a == 10 ($0A)"));
}

#[test]
fn labels_are_assigned_and_said_once() {
    told(&[
        ".foo=$0960",
        "assert foo == $960",
        ".foo = 0961",
        "assert foo == $961",
    ]);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    fs::write(at("a.lbl"), "al 0610 .foo\nal 0612 .bar\n").unwrap();
    fs::write(at("b.lbl"), "al C:0610 .foo\nal C:0630 .baz\n").unwrap();
    let (a, b) = (
        format!("ll c: \"{}\"", at("a.lbl")),
        format!("ll \"{}\" 0", at("b.lbl")),
    );
    let shown = told(&[&a, &b, "info symbols", "info symbol 610", "cl c:"]);
    assert!(
        shown.contains("2 symbols, 1 of them known already"),
        "{shown}"
    );
    assert_eq!(shown.matches("$0610        foo").count(), 2, "{shown}");
    assert!(shown.ends_with("3 symbols deleted\n"), "{shown}");
    let all = told(&[&a, &b, "shl c:"]);
    assert_eq!(told(&[&a, &b, "info symbols"]), all);
    assert!(told(&[&a, "dl c:.foo", "shl"]).contains("bar"));
}

#[test]
fn commas_separate_bytes_and_octal_digits_have_a_mark() {
    for (command, check) in [
        ("f a,b,$ea", "[$a] == $ea && [$b] == $ea && [$c] == 0"),
        ("f 420 423 1,2", "[$420] == 1 && [$423] == 2"),
        ("> 0420,41", "[$420] == $41"),
        (
            "> 0420 41, 42,\"A\" 43",
            "w[$420] == $4241 && w[$422] == $4341",
        ),
        (
            "t 600,602,700",
            "[$700] == $a9 && [$702] == $85 && [$703] == 0",
        ),
    ] {
        told(&[command, &format!("assert {check}")]);
    }
    assert!(told(&["hunt 600 6ff a9,80"]).contains("$0600"));
    told(&["assert $10 + +17 == 33 && &17 == 15 && (5 &4) == 4 && %11 == 3"]);
}

#[test]
fn memories_of_the_computer_are_the_one_there_is() {
    told(&["assert @cpu:600 == $a9 && @ram:0600 == [$600]"]);
    assert_eq!(told(&["m c:600 c:607"]), told(&["m @cpu:600 607"]));
    assert_eq!(
        told(&["label here 600", "m c:here,+2"]),
        told(&["label here 600", "m 600 601"])
    );
}

#[test]
fn one_more_breakpoint_says_how_they_are_listed() {
    let listed = "`info breakpoints` or `bk` lists them";
    assert!(told(&["b 602", "break"]).contains(&format!("one more, here; {listed}")));
    assert!(told(&["b", "break"]).contains(&format!("also there: #1; {listed}")));
    assert!(!told(&["b 602", "b if x == 1"]).contains("lists"));
    assert!(!told(&["b"]).contains("lists"));
}

#[test]
fn help_tells_of_a_command_and_of_what_is_called_alike() {
    let symbols = told(&["help symbols"]);
    assert!(symbols.starts_with("symbols FILE") && symbols.contains("A symbol stands for"));
    assert!(told(&["help chis"]).contains("`trace record N`"));
    assert!(told(&["help set pagination"]).contains("nothing is paged"));
    assert!(told(&["info"]).contains("info breakpoints"));
    assert!(told(&["device"]).contains("no devices"));
}

#[test]
fn names_of_other_assemblers_are_compared_and_what_none_has_is_told() {
    let code = ["> 600 07 10 ea", "trace record 2"];
    let found = |condition: &str| {
        let find = format!("find trace where {condition} count");
        told(&[&code[..], &[&find]].concat())
    };
    assert!(
        found("mnemonic == \"ASO\"").contains("1 of 2"),
        "{}",
        found("mnemonic == \"ASO\"")
    );
    assert!(found("mnemonic != \"aso\"").contains("1 of 2"));
    assert!(found("mnemonic == \"XYZ\"").contains("no instruction is called XYZ here"));
    let never = "can never be true: no instruction is called XYZ here";
    assert!(told(&["b if mnemonic == \"XYZ\""]).contains(never));
    let stopped = told(&["> 600 ea 07 10", "b 600..602 if mnemonic == \"ASO\"", "c"]);
    assert!(
        stopped.contains("breakpoint #1") && stopped.contains("=>*$0601"),
        "{stopped}"
    );
}

#[test]
fn label_files_may_be_utf_16_and_names_have_apostrophes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("u.lbl").display().to_string();
    let text = "al 0610 .foo\r\nal 0611 .don't\r\n";
    let little = text.encode_utf16().flat_map(u16::to_le_bytes);
    let big = text.encode_utf16().flat_map(u16::to_be_bytes);
    let files: [Vec<u8>; 3] = [
        [0xFF, 0xFE].into_iter().chain(little).collect(),
        [0xFE, 0xFF].into_iter().chain(big).collect(),
        text.as_bytes().to_vec(),
    ];
    for bytes in files {
        fs::write(&path, bytes).unwrap();
        let load = format!("symbols {path}");
        let shown = told(&[
            &load,
            "assert foo == $610 && 'don''t' == $611",
            "info symbol 611",
        ]);
        assert!(shown.contains("$0611        'don''t'  ("), "{shown}");
    }
    let again = folder.path().join("again.lbl").display().to_string();
    let (load, save) = (format!("symbols {path}"), format!("save symbols {again}"));
    let back = format!("symbols {again}");
    told(&[&load, &save, "cl", &back, "assert 'don''t' == $611"]);
}

#[test]
fn a_trace_line_leaves_room_for_what_the_instruction_does() {
    let shown = told(&["label counter 609", "tr load counter", "r pc=623", "step 3"]);
    let lines = shown.lines().filter(|line| line.starts_with("#1 $"));
    let longest = lines.map(|line| line.chars().count()).max();
    assert!(longest.is_some_and(|longest| longest <= 80), "{shown}");
}

#[test]
fn one_interrupt_is_all_that_it_was_waited_for() {
    let shown = told(&[
        "> fffa 00 05",
        "> 500 4c 00 05",
        "r sp=2",
        "catch nmi",
        "catch stack-wrap",
        "nmi assert",
        "c",
        "info b",
    ]);
    assert!(
        shown.contains("catch nmi") && shown.contains("catch stack-wrap"),
        "{shown}"
    );
    assert_eq!(shown.matches(" 1 hit").count(), 2, "{shown}");
}

#[cfg(unix)]
#[test]
fn a_script_that_waits_for_its_next_line_says_where_it_was_interrupted() {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::process::{Command, Stdio};

    let mut child = Command::new(env!("CARGO_BIN_EXE_jumppad"))
        .args(["--no-rc", "--tier", "interp", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"echo ready\n").unwrap();
    stdin.flush().unwrap();
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    let process = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &process]).status();
    assert!(sent.unwrap().success());
    let mut text = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    child.wait().unwrap();
    assert!(
        text.starts_with("<stdin>:2:1: error: interrupted"),
        "{text}"
    );
}

#[test]
fn a_register_may_have_a_dot_where_no_symbol_has_its_name() {
    told(&[
        "r .x=$41 .pc=610",
        "assert .x == $41 && .PC == $610 && .X - .y == $41",
    ]);
    told(&[
        "label x 300",
        "assert .x == $300",
        "unlabel x",
        "assert .x == x",
    ]);
    let stop = told(&["b 60d if .x == 0", "cond 1 if .Y == $03", "c"]);
    assert!(
        stop.contains("breakpoint #1") && stop.contains("Y $03"),
        "{stop}"
    );
    assert!(!stop.contains("never changes"), "{stop}");
    let found = told(&["trace record 3", "r x=5", "find trace where .X == 0 count"]);
    assert!(found.contains("3 of 3"), "{found}");
    for (line, hint) in [
        ("r fl=1", "VICE's FL is `p` here"),
        ("r ac=1", "VICE's AC is `a` here"),
    ] {
        let run = jumppad(&["--no-rc", "--batch", "-e", line], "");
        assert!(run.err.contains(hint), "{}", run.err);
    }
}

#[test]
fn octal_digits_and_dotted_registers_need_no_note() {
    let octal = told(&["a 900 lda #&17"]);
    assert!(
        octal.contains("A9 0F") && !octal.contains("decimal"),
        "{octal}"
    );
    assert_eq!(told(&["r a=5", "p .A"]).lines().last(), Some("5"));
    assert!(told(&["r a=5", "p a == #$05"]).ends_with("1\n"));
}

#[test]
fn a_label_that_is_a_flag_as_well_is_told() {
    assert!(told(&[".b=820"]).contains("'b' in quotes is the label"));
    assert!(!told(&[".bb=820"]).contains("quotes"));
}

#[test]
fn a_breakpoint_over_a_range_is_inside_of_none_of_its_instructions() {
    let listed = told(&["bk 600 60f", "d 600"]);
    assert!(!listed.contains("in the middle"), "{listed}");
    assert!(told(&["bk 601", "d 600"]).contains("in the middle"));
}

#[test]
fn a_command_among_assembler_lines_says_how_one_gets_out() {
    let args = ["--no-rc", "--tier", "interp", "--batch"];
    let run = jumppad(&args, "a 900\nm 800\n");
    let way_out = "an empty line or `.` ends the block, and commands";
    assert!(run.err.contains(way_out), "{}", run.err);
}
