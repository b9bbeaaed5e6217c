//! What an editor asks twice: restarts, ends, references, and files that are elsewhere.

mod clients;

use std::fs;
use std::path::Path;

use clients::dap::{Dap, text};
use clients::{TIERS, data};
use serde_json::{Value, json};

/// A session that stands at its entry.
fn at_entry(launch: Value) -> Dap {
    let mut launch = launch;
    launch["stopOnEntry"] = true.into();
    let mut dap = Dap::start(&["--tier", "auto"]);
    dap.launch(launch);
    dap.ask("configurationDone", json!({}));
    assert_eq!(dap.event("stopped")["reason"], "entry");
    dap
}

#[test]
fn what_a_launch_sets_up_is_set_up_once() {
    let mut dap = at_entry(json!({
        "program": data("c/list"), "devices": ["console F001"], "commands": ["break sum", "watch first"],
    }));
    for _ in 0..2 {
        assert_eq!(dap.console("info b").lines().count(), 2);
        assert_eq!(dap.console("info devices").lines().count(), 1);
        dap.ask("restart", json!({}));
        dap.event("stopped");
    }
    // One that fails says so, and where the guest is.
    let broken = json!({ "arguments": { "commands": ["nonsense"] } });
    assert!(dap.refused("restart", broken).contains("nonsense"));
    assert_eq!(dap.event("stopped")["reason"], "entry");
}

#[test]
fn the_end_is_told_once() {
    let mut dap = at_entry(json!({ "program": data("c/list") }));
    dap.ask("continue", json!({ "threadId": 1 }));
    dap.event("terminated");
    dap.ask("terminate", json!({}));
    dap.ask("terminate", json!({}));
    dap.ask("disconnect", json!({}));
    assert!(dap.is_closed());
    assert!(!dap.has("terminated"));
    assert_eq!(dap.end(), 0);
}

#[test]
fn a_reference_means_the_same_until_the_guest_moves_and_nothing_after() {
    let mut dap = at_entry(json!({ "program": data("c/list"), "commands": ["break sum"] }));
    dap.go("continue");
    let scopes = dap.ask("scopes", json!({ "frameId": 1 }))["scopes"].clone();
    let first = scopes[0]["variablesReference"].clone();
    let before = dap.parts(&first);
    dap.console("info b");
    dap.value("*first");
    assert_eq!(dap.parts(&first), before);
    dap.go("next");
    let stale = dap.refused("variables", json!({ "variablesReference": first }));
    assert!(stale.contains("an earlier stop"), "{stale}");
    let again = dap.ask("scopes", json!({ "frameId": 1 }))["scopes"].clone();
    assert_ne!(again[0]["variablesReference"], first);
}

#[test]
fn breakpoints_follow_a_program_that_was_built_anew() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program");
    let build = |name: &str| {
        fs::copy(data(&format!("c/{name}")), &program).unwrap();
        fs::copy(
            data(&format!("c/{name}.dbg")),
            program.with_extension("dbg"),
        )
        .unwrap();
    };
    build("list");
    let mut dap = at_entry(json!({ "program": program, "sourceFolders": [data("c")] }));
    let named = json!({ "breakpoints": [{ "name": "sum" }] });
    let set = dap.ask("setFunctionBreakpoints", named)["breakpoints"][0].clone();
    let info = dap.ask("dataBreakpointInfo", json!({ "name": "first" }));
    let wanted = json!({ "breakpoints": [{ "dataId": info["dataId"], "accessType": "write" }] });
    dap.ask("setDataBreakpoints", wanted);
    let lines = dap.lines(&data("c/list.c"), json!([{ "line": 51 }]));
    build("list-small");
    dap.ask("restart", json!({}));
    let mut changed = vec![
        dap.event("breakpoint"),
        dap.event("breakpoint"),
        dap.event("breakpoint"),
    ];
    changed.sort_by_key(|own| own["breakpoint"]["id"].as_i64());
    assert!(
        changed
            .iter()
            .all(|own| own["reason"] == "changed" && own["breakpoint"]["verified"] == true),
        "{changed:?}"
    );
    assert_eq!(changed[0]["breakpoint"]["id"], set["id"]);
    assert_ne!(
        changed[0]["breakpoint"]["instructionReference"],
        set["instructionReference"]
    );
    assert_eq!(changed[2]["breakpoint"]["id"], lines[0]["id"]);
    dap.event("stopped");
    // They stop where they should in the new program.
    let stop = dap.go("continue");
    assert_eq!(stop["reason"], "data breakpoint");
    assert!(text(&stop["description"]).contains("first"), "{stop}");
    dap.ask("setDataBreakpoints", json!({ "breakpoints": [] }));
    assert_eq!(dap.go("continue")["reason"], "function breakpoint");
    assert_eq!(dap.frame()["name"], "sum");
}

#[test]
fn a_file_is_the_programs_only_if_it_is_or_if_the_programs_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("list.c");
    fs::write(&other, "int other;\n").unwrap();
    let other = other.display().to_string();
    let mut dap = at_entry(json!({ "program": data("c/list") }));
    let set = dap.lines(&other, json!([{ "line": 30 }]));
    assert_eq!(set[0]["verified"], false, "{set}");
    assert!(text(&set[0]["message"]).contains("no line of"), "{set}");

    // Without its source beside it, where the client has it is where it is.
    for file in ["list", "list.dbg"] {
        fs::copy(data(&format!("c/{file}")), folder.path().join(file)).unwrap();
    }
    let moved = folder.path().join("moved");
    fs::create_dir(&moved).unwrap();
    fs::remove_file(&other).unwrap();
    fs::copy(data("c/list.c"), moved.join("list.c")).unwrap();
    let mut dap = at_entry(json!({ "program": folder.path().join("list") }));
    let source = moved.join("list.c").canonicalize().unwrap();
    let set = dap.lines(&source.display().to_string(), json!([{ "line": 51 }]));
    assert_eq!(set[0]["verified"], true, "{set}");
    dap.go("continue");
    assert_eq!(Path::new(&text(&dap.frame()["source"]["path"])), source);
}

#[test]
fn registers_are_registers_wherever_they_are_named() {
    for tier in TIERS {
        let mut dap = Dap::start(&["--tier", tier]);
        dap.launch(json!({ "stopOnEntry": true }));
        dap.ask("configurationDone", json!({}));
        dap.event("stopped");
        let scopes = dap.ask("scopes", json!({ "frameId": 1 }))["scopes"].clone();
        let registers = scopes[0]["variablesReference"].clone();
        assert_eq!(scopes[0]["name"], "Registers");
        for (name, value) in [
            ("A", "7"),
            ("X", "$41"),
            ("Y", "1+1"),
            ("SP", "$F0"),
            ("PC", "$0610"),
        ] {
            let wanted = json!({ "variablesReference": registers, "name": name, "value": value });
            dap.ask("setVariable", wanted);
        }
        let shown = dap.scope("Registers");
        let values: Vec<String> = shown[..4]
            .iter()
            .map(|own| dap.value(&text(&own["evaluateName"])))
            .collect();
        assert_eq!(values, ["7 ($07)", "65 ($41)", "2 ($02)", "240 ($F0)"]);
        let wanted = json!({ "variablesReference": registers, "name": "A", "value": "5; quit" });
        assert!(!dap.refused("setVariable", wanted).is_empty());
        let info = dap.ask("dataBreakpointInfo", json!({ "name": "a" }));
        assert_eq!(info["dataId"], Value::Null, "{info}");
    }
}

#[test]
fn the_console_takes_several_lines_and_says_that_more_must_follow() {
    let mut dap = at_entry(json!({}));
    assert!(dap.console("break 610 do {").contains("goes on"));
    assert!(dap.console("print a").contains("goes on"));
    assert!(dap.console("}").contains("#1 break $0610"));
    assert_eq!(dap.console("print 1\nprint 2"), "2");
    dap.console("break 615 do {\nsay \"a\"\n}");
    assert!(dap.console("info b").contains("say \"a\""));
}

#[test]
fn back_from_the_end_is_the_last_line() {
    let mut dap = Dap::start(&["--tier", "jit"]);
    dap.launch(json!({ "program": data("c/list"), "stopOnExit": true }));
    dap.ask("configurationDone", json!({}));
    assert_eq!(dap.event("exited")["exitCode"], 0);
    dap.event("stopped");
    dap.go("stepBack");
    assert_eq!(
        (dap.frame()["name"].clone(), dap.frame()["line"].clone()),
        ("main".into(), 66.into())
    );
}

#[test]
fn numbers_are_hexadecimal_where_that_is_wanted_and_text_is_for_pasting() {
    let mut dap = at_entry(json!({ "program": data("c/list"), "commands": ["break list.c:51"] }));
    dap.go("continue");
    let hex = json!({ "hex": true });
    let mut value = |context: &str, format: &Value| {
        let wanted =
            json!({ "expression": "p->price", "frameId": 1, "context": context, "format": format });
        text(&dap.ask("evaluate", wanted)["result"])
    };
    assert_eq!(value("watch", &json!({})), "120");
    assert_eq!(value("hover", &hex), "$0078");
    assert_eq!(value("clipboard", &json!({})), "120");
    let scopes = dap.ask("scopes", json!({ "frameId": 1 }))["scopes"].clone();
    let wanted = json!({ "variablesReference": scopes[0]["variablesReference"], "format": hex });
    assert_eq!(
        dap.ask("variables", wanted)["variables"][0]["value"],
        "$0000"
    );
}

#[test]
fn bytes_at_an_address_are_watched() {
    for tier in TIERS {
        let mut dap = Dap::start(&["--tier", tier]);
        dap.launch(json!({ "stopOnEntry": true }));
        dap.ask("configurationDone", json!({}));
        dap.event("stopped");
        // The demo fills page 2.
        let wanted = json!({ "name": "0x0210", "asAddress": true, "bytes": 3 });
        let info = dap.ask("dataBreakpointInfo", wanted);
        assert!(
            text(&info["description"]).contains("3 bytes at $0210"),
            "{info}"
        );
        for (access, address) in [("write", "$0210"), ("readWrite", "$0211")] {
            let wanted =
                json!([{ "dataId": info["dataId"], "accessType": access, "hitCondition": "1" }]);
            dap.ask("setDataBreakpoints", json!({ "breakpoints": wanted }));
            let stop = dap.go("continue");
            assert_eq!(stop["reason"], "data breakpoint", "{tier}");
            assert!(
                text(&stop["description"]).contains(&format!("store {address}")),
                "{stop}"
            );
        }
    }
}

#[test]
fn what_the_console_lets_go_can_be_taken_back() {
    let mut dap = at_entry(json!({}));
    let line = dap.send(
        "evaluate",
        json!({ "expression": "continue", "context": "repl" }),
    );
    // It is under way once the demo has written something.
    let read = json!({ "memoryReference": "0x0200", "count": 1 });
    while dap.ask("readMemory", read.clone())["data"] == "AA==" {}
    dap.ask("cancel", json!({ "requestId": line }));
    let answer = dap.answer(line);
    assert!(
        text(&answer["body"]["result"]).starts_with("interrupted"),
        "{answer}"
    );
    assert_eq!(dap.event("stopped")["reason"], "pause");
}

#[test]
fn lines_and_columns_count_as_the_client_counts() {
    let mut dap = Dap::start(&[]);
    let client = json!({ "adapterID": "x", "linesStartAt1": false, "columnsStartAt1": false });
    dap.ask("initialize", client);
    dap.ask("launch", json!({ "program": data("c/list") }));
    let set = dap.lines(&data("c/list.c"), json!([{ "line": 50 }]));
    assert_eq!(set[0]["line"], 50);
    dap.ask("configurationDone", json!({}));
    dap.event("stopped");
    let frame = dap.frame();
    assert_eq!((&frame["line"], &frame["column"]), (&50.into(), &0.into()));
    assert_eq!(dap.console("p/d total"), "0");
    let found = dap.ask("completions", json!({ "text": "info loc", "column": 8 }));
    assert_eq!(found["targets"][0]["start"], 0);
}

#[test]
fn commands_of_a_launch_that_do_not_end_can_be_ended() {
    let mut dap = Dap::start(&["--tier", "auto"]);
    dap.ask("initialize", json!({ "adapterID": "x" }));
    let launch = dap.send("launch", json!({ "commands": ["continue", "break 600"] }));
    let read = json!({ "memoryReference": "0x0200", "count": 1 });
    while dap.ask("readMemory", read.clone())["data"] == "AA==" {}
    dap.ask("pause", json!({ "threadId": 1 }));
    let answer = dap.answer(launch);
    assert_eq!(answer["success"], false);
    assert!(text(&answer["body"]["error"]["format"]).contains("`continue` was interrupted"));
    // Nothing has begun, and can be begun.
    assert!(
        dap.refused("configurationDone", json!({}))
            .contains("nothing was launched")
    );
    dap.ask("launch", json!({ "stopOnEntry": true }));
    dap.event("initialized");
    dap.ask("configurationDone", json!({}));
    assert_eq!(dap.event("stopped")["reason"], "entry");
    // One whose client goes ends too.
    let mut dap = Dap::start(&[]);
    dap.ask("initialize", json!({ "adapterID": "x" }));
    dap.send("launch", json!({ "commands": ["continue"] }));
    dap.send("disconnect", json!({}));
    assert_eq!(dap.end(), 0);
}

#[test]
fn what_is_typed_in_the_console_is_no_part_of_what_the_editor_does() {
    let mut dap = at_entry(json!({}));
    dap.console("define hop");
    let wanted = json!({ "expression": "[$300]", "value": "5", "frameId": 1 });
    dap.ask("setExpression", wanted);
    dap.console("print 1");
    dap.console("end");
    dap.said.clear();
    dap.console("hop");
    assert_eq!(dap.said, "1\n");
    assert_eq!(dap.console("p/d [$300]"), "5");
}

#[test]
fn what_one_launch_chose_is_not_for_the_next() {
    let mut dap = at_entry(json!({ "cpu": "65c02", "jit": "off" }));
    let chip = |dap: &mut Dap| dap.console("show cpu");
    assert!(chip(&mut dap).contains("65c02"));
    assert!(dap.console("show jit").contains("off"));
    dap.ask("launch", json!({ "stopOnEntry": true }));
    assert!(!chip(&mut dap).contains("65c02"));
    assert!(!dap.console("show jit").contains("off"));
    let none = dap.refused("scopes", json!({ "frameId": 9999 }));
    assert_eq!(none, "there is no such frame");
}
