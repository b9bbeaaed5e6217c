//! What users of gdb type by habit works here, or the answer says what to type instead.

mod cli;

use cli::typed::{in_c, last, refused, run, told};

#[test]
fn a_name_is_watched_with_all_its_bytes() {
    let list = ["label pair 300..301", "label one 310", "label ptr 20"];
    let watched = |command| {
        let told = told(&[list.as_slice(), &[command]].concat());
        told.lines().skip(3).collect::<Vec<_>>().join("\n")
    };
    for command in ["watch pair", "watch *pair", "watch [pair]", "watch -l pair"] {
        assert_eq!(watched(command), "#1 watch pair ($0300-$0301)", "{command}");
    }
    assert_eq!(watched("rwatch w[one]"), "#1 rwatch one ($0310-$0311)");
    assert_eq!(watched("watch [$311]"), "#1 watch $0311");
    let unknown = watched("awatch one");
    assert!(unknown.contains("`watch one,+2` watches two"), "{unknown}");
    assert!(!watched("watch $310").contains("size"));
    // What a pointer leads to is where it is now.
    let pointed = told(&["> 20 00 04", "watch *w[$20]"]);
    assert!(pointed.contains("#1 watch $0400"), "{pointed}");
    assert!(pointed.contains("is $0400 now"), "{pointed}");
}

#[test]
fn the_size_of_a_variable_of_c_is_that_up_to_the_next() {
    let shown = in_c(&["info variables", "watch total"]);
    let row = shown.lines().find(|line| line.contains("_total")).unwrap();
    assert!(row.starts_with('$') && row.contains('-'), "{shown}");
    assert!(last(&shown).contains('-'), "{shown}");
}

#[test]
fn registers_are_not_watched() {
    for command in [
        "watch x",
        "watch $pc",
        "rwatch a",
        "awatch $a",
        "watch load sp",
    ] {
        let error = refused(&[command]);
        assert!(
            error.contains("is a register") && error.contains("breakif"),
            "{command}: {error}"
        );
    }
    assert!(told(&["r x=5", "watch *x"]).contains("watch $0005"));
}

#[test]
fn a_name_that_is_printed_is_told_to_be_an_address_once() {
    let note = "`buffer` is an address; `p [buffer]` shows the byte there";
    let shown = told(&[
        "label buffer $300",
        "p buffer",
        "p buffer",
        "display buffer",
    ]);
    assert_eq!(shown.matches(note).count(), 1, "{shown}");
    for command in ["p &players", "p main", "p [players]", "p 1+1"] {
        assert!(!in_c(&[command]).contains("is an address"), "{command}");
    }
}

#[test]
fn variables_are_set_by_their_names() {
    let list = [
        "label pair 300..301",
        "label one 310",
        "label many 320..327",
    ];
    let set = |command| run(&[], &[list.as_slice(), &[command]].concat());
    let shown = |command| set(command).out;
    assert!(last(&shown("set var pair = 258")).starts_with("$0300  02 01"));
    assert!(last(&shown("set variable pair = $41")).starts_with("$0300  41 00"));
    assert!(last(&shown("set one = 7")).starts_with("$0310  07"));
    assert!(shown("set one = 7").contains("`set w[one] = E` writes a word"));
    assert!(
        set("set var one = 256")
            .err
            .contains("`set w[one] = 256` writes a word")
    );
    assert!(
        set("set var pair = 65536")
            .err
            .contains("it takes 0 to 65535")
    );
    assert!(set("set var many = 1").err.contains("`set [many+N] = E`"));
    assert!(set("set var none = 1").err.contains("set [none] = E"));
    assert!(set("set radix = 16").err.contains("`set radix VALUE`"));
    assert!(last(&shown("set var x = 5")).contains("X $05"));
}

#[test]
fn locals_of_c_are_known_where_their_function_is() {
    let shown = in_c(&[
        "tbreak play",
        "run",
        "set var i = 3",
        "p i",
        "info locals",
        "bt full",
    ]);
    assert_eq!(shown.matches("i = 3").count(), 3, "{shown}");
    assert!(in_c(&["info scope play"]).contains("unsigned char i: on C's stack"));
}

#[test]
fn return_tells_how_a_frame_is_popped() {
    let shown = in_c(&["until main", "return"]);
    assert!(
        shown.contains("to leave without running: r pc=$"),
        "{shown}"
    );
    let pop = shown
        .split("running: ")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap();
    let popped = in_c(&["until main", pop, "p pc"]);
    let ran = in_c(&["until main", "finish", "p pc"]);
    assert_eq!(last(&popped), last(&ran));
}

#[test]
fn lines_are_named_in_all_of_its_ways() {
    let start = ["break main", "run"];
    // In front of line 28.
    for (command, line) in [
        ("break +1", 29),
        ("tbreak -5", 24),
        ("break -line 30", 30),
        ("break -function play", 13),
        ("break -source scores.c -line 14", 14),
        ("break -source scores.c -function sum", 20),
        ("info line +2", 30),
        ("until +1", 29),
        ("advance +3", 31),
        ("list +2,+0", 30),
        ("list 30,+0", 30),
    ] {
        let shown = in_c(&[start.as_slice(), &[command]].concat());
        let place = format!("scores.c:{line}");
        let text = format!("   {line} ");
        let is_there = shown
            .lines()
            .skip(6)
            .any(|shown| shown.contains(&place) || shown.starts_with(&text));
        assert!(is_there, "{command}: {shown}");
    }
    let no_line = run(&[], &["break +1"]).err;
    assert!(no_line.contains("`pc+1` is so many bytes"), "{no_line}");
    assert!(refused(&["break main", "run", "b -99"]).contains("no line -99 from line 28"));
    assert!(refused(&["break -source scores.c"]).contains("-line 12"));
}

#[test]
fn the_breakpoint_that_was_made_last_has_a_name() {
    let shown = in_c(&[
        "break main",
        "tbreak play",
        "condition $bpnum x == 5",
        "ignore $bpnum 2",
        "delete 1-$BPNUM",
        "info break",
    ]);
    assert!(
        shown.contains("#2 break _play ($0229, scores.c:13) if x == 5 once skip 2"),
        "{shown}"
    );
    assert_eq!(last(&shown), "no breakpoints");
    assert!(refused(&["delete $bpnum"]).contains("no breakpoint was made yet"));
}

#[test]
fn functions_and_variables_are_two_lists() {
    let functions = in_c(&["info functions"]);
    let variables = in_c(&["info variables"]);
    assert!(
        functions.contains("_main") && !functions.contains("_players"),
        "{functions}"
    );
    assert!(
        variables.contains("_players") && !variables.contains("_main"),
        "{variables}"
    );
    assert_eq!(in_c(&["info functions main"]).matches("_main").count(), 1);
    assert_eq!(
        last(&in_c(&["info symbol players"]))
            .matches("players")
            .count(),
        1
    );
    // Without lines code is what is reached.
    let program = ["> 600 20 10 06 4c 00 06", "> 610 ee 00 03 60", "r pc=600"];
    let labels = ["label start 600", "label sub 610", "label count 300"];
    let list = |command| told(&[program.as_slice(), &labels, &[command]].concat());
    let functions = list("info functions");
    assert!(
        functions.ends_with("$0600        start\n$0610        sub\n"),
        "{functions}"
    );
    assert!(list("info variables").ends_with("$0300        count\n"));
}

#[test]
fn info_alone_lists_all_of_it() {
    for command in ["info", "i", "help info", "help status"] {
        let shown = told(&[command]);
        assert!(
            shown.contains("info breakpoints") && shown.contains("info line"),
            "{command}"
        );
    }
    let files = in_c(&["info source"]);
    assert!(
        files.contains("scores.c") && !files.contains("scores.s"),
        "{files}"
    );
}

#[test]
fn counts_and_neighbours_of_breakpoints_are_told() {
    let counted = told(&["b 602", "c", "cond 1 1", "info b"]);
    assert!(
        last(&counted).contains("1 hit of 1 evaluation"),
        "{counted}"
    );
    let both = told(&["b 602", "tbreak 602", "b 604"]);
    assert_eq!(both.matches("also there: #1").count(), 1, "{both}");
    // The second does not undo what the first asks for.
    let quiet = told(&["b 602 do { silent; print 41+1 }", "b 602", "c"]);
    assert_eq!(last(&quiet), "42 ($2A)", "{quiet}");
    assert!(refused(&["silent"]).contains("break A do { silent; print x }"));
    for command in [
        "b 600 thread 1",
        "tbreak 600 task 2",
        "watch 600 inferior 1",
    ] {
        assert!(
            refused(&[command]).contains("there are no threads"),
            "{command}"
        );
    }
}

#[test]
fn what_is_there_of_several_is_changed() {
    for (command, done) in [
        ("delete 1 99", "breakpoint 1 deleted"),
        ("disable 1 99", "breakpoint 1 disabled"),
        ("enable 1-2 99", "breakpoints 1-2 enabled"),
    ] {
        let run = run(&[], &["b 600", "b 602", command]);
        assert_eq!((run.code, last(&run.out)), (1, done), "{command}");
        assert!(
            run.err.contains("there is no breakpoint #99"),
            "{}",
            run.err
        );
    }
}

#[test]
fn values_are_printed_as_by_gdb() {
    assert_eq!(told(&["p 40+2", "p", "p/x"]), "42 ($2A)\n42 ($2A)\n$2A\n");
    assert!(refused(&["p"]).contains("nothing was printed yet"));
    assert_eq!(
        told(&["r x=65", "p (char)$1241", "p (unsigned int)x", "output/c x"])
            .lines()
            .skip(2)
            .collect::<Vec<_>>(),
        ["65 'A'", "65", "65 'A'"]
    );
    assert!(told(&["p $1"]).contains("`p` alone shows the last one"));
    assert!(told(&["p 010"]).contains("`010` is decimal"));
    for (command, advice) in [
        ("p $foo", "`label foo E`"),
        ("p $", "`p` alone"),
        ("p $$", "`p` alone"),
        ("p sizeof $600", "where its file tells it"),
        ("p players@8", "`x/8xb players`"),
        ("p *players@8", "`x/8xb players`"),
        ("p {char[8]}players", "`x/8xb A`"),
        ("p &x", "`.x` is the symbol"),
    ] {
        let error = refused(&[command]);
        assert!(error.contains(advice), "{command}: {error}");
    }
    let types = in_c(&["whatis players", "ptype main", "whatis $x"]);
    assert!(
        types.contains("type = unsigned char") && types.contains("type = int (void)"),
        "{types}"
    );
    assert_eq!(last(&types), "x is a register of 8 bits");
}

#[test]
fn texts_are_printed_as_by_gdb() {
    assert_eq!(
        told(&["echo hi\\n", "echo a\\tb", "echo \\\\n"]),
        "hi\na\tb\n\\n\n"
    );
    let text = "printf \"%d %u %04x %X %c %3d%%\\n\", 5, $ff, 255, 255, $41, 7";
    assert_eq!(told(&[text]), "5 255 00ff FF A   7%\n");
    assert_eq!(
        told(&["> 300 48 49 00", "printf \"%s!\", $300"])
            .lines()
            .last(),
        Some("HI!")
    );
    assert!(refused(&["printf \"%d\""]).contains("1 of `%`, and 0 values"));
    assert!(refused(&["printf \"%q\", 1"]).contains("%d %u %x"));
}
