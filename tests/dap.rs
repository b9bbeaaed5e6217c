//! The Debug Adapter Protocol, as an editor speaks it.

mod clients;

use clients::dap::{Dap, text};
use clients::{Server, TIERS, data};
use serde_json::{Value, json};

/// A program of C, the line in it on which something is added to a total, and where that is declared.
const LIST: &str = "c/list";
const ADDS: u32 = 51;

fn list() -> Value {
    json!({ "program": data(LIST) })
}

/// An adapter on `tier`, with breakpoints set by `set`, where the guest has come to a stop.
fn stopped(tier: &str, launch: Value, set: impl FnOnce(&mut Dap)) -> (Dap, Value) {
    let mut dap = Dap::start(&["--tier", tier]);
    dap.launch(launch);
    set(&mut dap);
    dap.ask("configurationDone", json!({}));
    let stop = dap.event("stopped");
    (dap, stop)
}

/// At the total's third sum.
fn at_the_third_sum(tier: &str) -> Dap {
    let (mut dap, stop) = stopped(tier, list(), |dap| {
        let wanted = json!([{ "line": ADDS, "condition": "total > 300" }]);
        let set = dap.lines(&data("c/list.c"), wanted);
        assert_eq!(
            (&set[0]["verified"], &set[0]["line"]),
            (&true.into(), &ADDS.into())
        );
    });
    assert_eq!(stop["reason"], "breakpoint");
    assert_eq!(stop["hitBreakpointIds"], json!([1]));
    assert_eq!(dap.frame()["name"], "sum");
    dap
}

#[test]
fn variables_are_those_of_c_on_every_tier() {
    let mut cycles = Vec::new();
    for tier in TIERS {
        let mut dap = at_the_third_sum(tier);
        let locals = dap.scope("Locals");
        assert_eq!(locals[0]["name"], "total");
        assert_eq!(locals[0]["value"], "380");
        assert_eq!(locals[0]["type"], "unsigned int");
        let arguments = dap.scope("Arguments");
        assert_eq!(arguments[0]["name"], "p");
        // What a pointer leads to, its members, and an array in these.
        let there = dap.parts(&arguments[0]["variablesReference"]);
        assert_eq!(there[0]["evaluateName"], "*p");
        let members = dap.parts(&there[0]["variablesReference"]);
        let names: Vec<String> = members.iter().map(|member| text(&member["name"])).collect();
        assert_eq!(names, ["name", "price", "next"]);
        assert_eq!(text(&members[0]["value"]), "\"bread\"");
        let letters = dap.parts(&members[0]["variablesReference"]);
        assert_eq!(text(&letters[1]["value"]), "114 'r'");
        assert_eq!(text(&letters[1]["evaluateName"]), "(*p).name[1]");
        assert_eq!(dap.value("total + p->price"), "720");
        cycles.push(dap.cycle());
    }
    assert!(
        cycles.windows(2).all(|pair| pair[0] == pair[1]),
        "{cycles:?}"
    );
}

#[test]
fn a_step_is_a_line_or_an_instruction_and_goes_back_too() {
    for tier in TIERS {
        let mut dap = at_the_third_sum(tier);
        let (line, cycle) = (dap.frame()["line"].clone(), dap.cycle());
        assert_eq!(dap.go("next")["reason"], "step");
        assert_eq!(dap.frame()["line"], 52);
        dap.go("stepBack");
        assert_eq!((dap.frame()["line"].clone(), dap.cycle()), (line, cycle));
        let one = json!({ "threadId": 1, "granularity": "instruction" });
        dap.ask("stepIn", one.clone());
        dap.event("stopped");
        assert!((cycle + 2..cycle + 9).contains(&dap.cycle()));
        dap.ask("stepBack", one);
        dap.event("stopped");
        assert_eq!(dap.cycle(), cycle);
        dap.go("stepOut");
        assert_eq!(dap.frame()["name"], "main");
        assert_eq!(dap.go("reverseContinue")["reason"], "breakpoint");
        assert_eq!(dap.cycle(), cycle);
    }
}

#[test]
fn a_watched_variable_stops_before_and_back_at_its_store() {
    for tier in TIERS {
        let mut dap = at_the_third_sum(tier);
        let frame = dap.frame()["id"].clone();
        let info = dap.ask(
            "dataBreakpointInfo",
            json!({ "name": "total", "frameId": frame }),
        );
        assert!(
            text(&info["description"]).starts_with("total, 2 bytes at $"),
            "{info}"
        );
        let wanted = json!([{ "dataId": info["dataId"], "accessType": "write" }]);
        let set = dap.ask("setDataBreakpoints", json!({ "breakpoints": wanted }));
        assert_eq!(set["breakpoints"][0]["verified"], true);
        dap.lines(&data("c/list.c"), json!([]));
        let stop = dap.go("continue");
        assert_eq!(stop["reason"], "data breakpoint");
        assert_eq!(dap.value("total"), "380");
        let forward = dap.cycle();
        dap.go("continue");
        let stop = dap.go("reverseContinue");
        assert_eq!(
            (&stop["reason"], dap.cycle()),
            (&"data breakpoint".into(), forward)
        );
    }
}

#[test]
fn hits_are_counted_and_log_points_write() {
    for tier in TIERS {
        let path = data("c/list.c");
        let (mut dap, stop) = stopped(tier, list(), |dap| {
            let wanted = json!([
                { "line": ADDS, "logMessage": "adds {p->price} to \"{total}\"; {{so}}" },
                { "line": 52, "hitCondition": "3" },
                { "line": 37, "hitCondition": "often" },
                { "line": 41, "condition": "nobody > 3" },
                { "line": 4000 },
            ]);
            let set = dap.lines(&path, wanted);
            let verified: Vec<bool> = set
                .as_array()
                .unwrap()
                .iter()
                .map(|own| own["verified"] == true)
                .collect();
            assert_eq!(verified, [true, true, false, false, false], "{set}");
            assert!(
                text(&set[2]["message"]).contains("no count of hits"),
                "{set}"
            );
            assert!(text(&set[3]["message"]).contains("nobody"), "{set}");
        });
        assert_eq!(stop["hitBreakpointIds"], json!([2]));
        assert_eq!(
            dap.said
                .lines()
                .filter(|line| line.starts_with("adds"))
                .collect::<Vec<_>>(),
            [
                "adds 120 to \"0\"; {so}",
                "adds 260 to \"120\"; {so}",
                "adds 340 to \"380\"; {so}",
            ]
        );
        // They are replaced as a whole.
        dap.lines(&path, json!([]));
        dap.ask("continue", json!({ "threadId": 1 }));
        assert_eq!(dap.event("exited")["exitCode"], 0);
        dap.event("terminated");
        assert_eq!(dap.printed, "milk 120\ntea 260\nbread 340\nsum 720\n");
    }
}

#[test]
fn functions_instructions_and_exceptions_stop_the_guest() {
    let (mut dap, stop) = stopped("auto", list(), |dap| {
        let wanted = json!({ "breakpoints": [{ "name": "sum" }, { "name": "nobody" }] });
        let set = dap.ask("setFunctionBreakpoints", wanted)["breakpoints"].clone();
        assert_eq!(
            (&set[0]["verified"], &set[1]["verified"]),
            (&true.into(), &false.into())
        );
        assert_eq!(set[0]["line"], 49);
    });
    assert_eq!(stop["reason"], "function breakpoint");
    let here = dap.frame()["instructionPointerReference"].clone();
    let code = json!({ "memoryReference": here, "instructionOffset": -3, "instructionCount": 8 });
    let code = dap.ask("disassemble", code)["instructions"].clone();
    assert_eq!(code.as_array().unwrap().len(), 8);
    assert_eq!(code[3]["address"], here);
    let wanted = json!({ "breakpoints": [{ "instructionReference": code[5]["address"] }] });
    dap.ask("setInstructionBreakpoints", wanted);
    let stop = dap.go("continue");
    assert_eq!(stop["reason"], "instruction breakpoint");
    assert_eq!(
        dap.frame()["instructionPointerReference"],
        code[5]["address"]
    );
}

#[test]
fn exceptions_are_what_can_be_caught() {
    for tier in TIERS {
        let (mut dap, _) = stopped(tier, json!({ "stopOnEntry": true }), |dap| {
            let wanted = json!({
                "filters": ["jam", "nonsense"],
                "filterOptions": [{ "filterId": "brk", "condition": "a == 7" }],
            });
            let set = dap.ask("setExceptionBreakpoints", wanted)["breakpoints"].clone();
            let verified: Vec<bool> = set
                .as_array()
                .unwrap()
                .iter()
                .map(|own| own["verified"] == true)
                .collect();
            assert_eq!(verified, [true, false, true], "{set}");
        });
        dap.console("set [pc] = 0");
        dap.console("r a=7");
        let stop = dap.go("continue");
        assert_eq!(stop["reason"], "exception");
        assert!(text(&stop["text"]).contains("opcode $00"), "{stop}");
        let info = dap.ask("exceptionInfo", json!({ "threadId": 1 }));
        assert!(text(&info["exceptionId"]).contains("opcode $00"), "{info}");
        // With another A it is none.
        dap.console("r a=8");
        dap.ask("continue", json!({ "threadId": 1 }));
        dap.ask("pause", json!({ "threadId": 1 }));
        assert_ne!(dap.event("stopped")["reason"], "exception");
    }
}

#[test]
fn memory_registers_and_variables_can_be_set() {
    let mut dap = at_the_third_sum("jit");
    let frame = dap.frame()["id"].clone();
    let read = json!({ "memoryReference": "0x0200", "count": 4 });
    let before = dap.ask("readMemory", read.clone());
    assert_eq!(
        (&before["address"], &before["unreadableBytes"]),
        (&"0x0200".into(), &0.into())
    );
    let write = json!({ "memoryReference": "0x0200", "offset": 1, "data": "AQI=" });
    assert_eq!(dap.ask("writeMemory", write)["bytesWritten"], 2);
    assert_eq!(dap.event("memory")["memoryReference"], "0x0201");
    assert_eq!(dap.console("p/d w[$201]"), "513");
    let end = json!({ "memoryReference": "0xFFFE", "count": 10 });
    assert_eq!(dap.ask("readMemory", end)["unreadableBytes"], 8);
    let past = json!({ "memoryReference": "0xFFFF", "data": "AQI=" });
    assert_eq!(dap.refused("writeMemory", past), "the bytes go past $FFFF");

    let scopes = dap.ask("scopes", json!({ "frameId": frame }))["scopes"].clone();
    let scope = |name: &str| {
        let mut all = scopes.as_array().unwrap().iter();
        all.find(|scope| scope["name"] == name).unwrap()["variablesReference"].clone()
    };
    let mut set = |of: &Value, name: &str, value: &str| {
        let wanted = json!({ "variablesReference": of, "name": name, "value": value });
        text(&dap.ask("setVariable", wanted)["value"])
    };
    assert_eq!(set(&scope("Locals"), "total", "7"), "7");
    assert_eq!(set(&scope("Registers"), "X", "$41"), "$41 (65)");
    assert_eq!(set(&scope("Flags"), "D", "1"), "1");
    let wanted = json!({ "expression": "p->price", "value": "total * 2", "frameId": frame });
    assert_eq!(dap.ask("setExpression", wanted)["value"], "14");
    assert_eq!(dap.value("total + p->price"), "21");
    assert_eq!(dap.console("p/d x"), "65");
    let refused = json!({ "expression": "p->price", "value": "1; quit", "frameId": frame });
    assert!(!dap.refused("setExpression", refused).is_empty());
}

#[test]
fn the_console_speaks_the_command_language() {
    let mut dap = at_the_third_sum("auto");
    assert_eq!(dap.console("p total"), "380");
    let refused = json!({ "expression": "nonsense", "context": "repl" });
    assert!(
        dap.refused("evaluate", refused)
            .contains("unknown command `nonsense`")
    );
    // What it moves is a stop, and what it sets a breakpoint of the client's.
    assert!(dap.console("si").starts_with("step"));
    dap.event("continued");
    assert_eq!(dap.event("stopped")["reason"], "step");
    dap.console("b 52");
    let set = dap.event("breakpoint");
    assert_eq!(
        (&set["reason"], &set["breakpoint"]["line"]),
        (&"new".into(), &52.into())
    );
    dap.console("delete");
    let mut gone = vec![dap.event("breakpoint"), dap.event("breakpoint")];
    gone.sort_by_key(|own| own["breakpoint"]["id"].as_i64());
    assert!(
        gone.iter().all(|own| own["reason"] == "removed"),
        "{gone:?}"
    );
    let found = dap.ask("completions", json!({ "text": "info loc", "column": 9 }));
    assert_eq!(found["targets"][0]["label"], "info locals");
    let found = dap.ask(
        "completions",
        json!({ "text": "p tot", "column": 6, "frameId": 1 }),
    );
    assert_eq!(found["targets"][0]["label"], "total");
    let frame = json!({ "expression": "p total", "context": "repl", "frameId": 2 });
    assert!(dap.try_ask("evaluate", frame)["success"] == true);
    dap.console("quit");
    dap.event("terminated");
}

#[test]
fn a_line_is_gone_to_and_the_program_starts_again() {
    for tier in TIERS {
        let mut dap = at_the_third_sum(tier);
        let cycle = dap.cycle();
        let wanted = json!({ "source": { "path": data("c/list.c") }, "line": 54 });
        let targets = dap.ask("gotoTargets", wanted)["targets"].clone();
        assert_eq!(targets[0]["line"], 54);
        dap.ask(
            "goto",
            json!({ "threadId": 1, "targetId": targets[0]["id"] }),
        );
        assert_eq!(dap.event("stopped")["reason"], "goto");
        assert_eq!(dap.frame()["line"], 54);
        dap.ask("restart", json!({}));
        assert_eq!(dap.event("stopped")["reason"], "breakpoint");
        assert_eq!(dap.cycle(), cycle);
    }
}

#[test]
fn files_lines_and_calls_are_told() {
    let mut dap = at_the_third_sum("auto");
    let sources = dap.ask("loadedSources", json!({}))["sources"].clone();
    let all = sources.as_array().unwrap();
    let source = all
        .iter()
        .find(|source| source["name"] == "list.c")
        .expect("it is there");
    assert_eq!(source["path"], data("c/list.c"));
    let content = dap.ask("source", json!({ "source": source, "sourceReference": 0 }));
    assert!(text(&content["content"]).contains("A shopping list"));
    let wanted = json!({ "source": source, "line": 47, "endLine": 52 });
    let places = dap.ask("breakpointLocations", wanted)["breakpoints"].clone();
    let lines: Vec<i64> = places
        .as_array()
        .unwrap()
        .iter()
        .map(|own| own["line"].as_i64().unwrap())
        .collect();
    assert_eq!(lines, [48, 49, 50, 51, 52]);
    let threads = dap.ask("threads", json!({}));
    assert_eq!(threads["threads"], json!([{ "id": 1, "name": "6502" }]));
    let stack = dap.ask("stackTrace", json!({ "threadId": 1 }));
    let names: Vec<String> = stack["stackFrames"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| text(&own["name"]))
        .collect();
    assert_eq!(names[..2], ["sum", "main"]);
    assert_eq!(stack["totalFrames"], names.len());
    let second = dap.ask(
        "stackTrace",
        json!({ "threadId": 1, "startFrame": 1, "levels": 1 }),
    );
    assert_eq!(second["stackFrames"][0]["name"], "main");
    let jit = dap.scope("JIT");
    assert_eq!(jit[0]["name"], "tier");
    assert!(dap.scope("Zero page").len() > 16);
    assert!(dap.scope("Statics").iter().any(|own| own["name"] == "pool"));
}

/// The demo, which runs for ever.
fn running(tier: &str) -> Dap {
    let mut dap = Dap::start(&["--tier", tier]);
    dap.launch(json!({}));
    dap.ask("configurationDone", json!({}));
    dap
}

#[test]
fn a_guest_under_way_is_asked_and_paused() {
    for tier in TIERS {
        let mut dap = running(tier);
        let read = json!({ "memoryReference": "0x0609", "count": 1 });
        dap.ask("readMemory", read);
        let answer = dap.try_ask("stackTrace", json!({ "threadId": 1 }));
        assert_eq!(
            (&answer["success"], &answer["message"]),
            (&false.into(), &"notStopped".into())
        );
        assert!(
            dap.refused("continue", json!({ "threadId": 1 }))
                .contains("under way")
        );
        assert_eq!(dap.console("p 1 + 1"), "2");
        let moves = json!({ "expression": "step", "context": "repl" });
        assert!(dap.refused("evaluate", moves).contains("under way"));
        dap.ask("pause", json!({ "threadId": 1 }));
        assert_eq!(dap.event("stopped")["reason"], "pause");
        // One that is set while the guest is under way stops it.
        dap.ask("continue", json!({ "threadId": 1 }));
        let wanted = json!({ "breakpoints": [{ "instructionReference": "0x0610" }] });
        dap.ask("setInstructionBreakpoints", wanted);
        assert_eq!(dap.event("stopped")["reason"], "instruction breakpoint");
        assert_eq!(dap.frame()["instructionPointerReference"], "0x0610");
        dap.ask("setInstructionBreakpoints", json!({ "breakpoints": [] }));
        dap.ask("continue", json!({ "threadId": 1 }));
        dap.ask("disconnect", json!({}));
        assert_eq!(dap.end(), 0);
    }
}

#[test]
fn what_is_no_message_ends_the_connection_and_nothing_else() {
    let bad: [&[u8]; 5] = [
        b"Content-Length: 9\r\n\r\n{\"a\": \xFF\xFF}",
        b"Content-Length: 99999999999999999999\r\n\r\n",
        b"Content-Length: 4000000000\r\n\r\n",
        b"Content-Length: 2\r\n\r\n[]",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    ];
    let server = Server::start(&["dap", "--tier", "interp", "-e", "break 610"]);
    for bytes in bad {
        let mut dap = retry(&server);
        dap.raw(bytes);
        assert!(dap.is_closed());
        let text = bytes.escape_ascii();
        assert!(dap.said.contains("the connection ends"), "{text}");
    }
    // One without an end is waited for, and goes with its sender.
    Dap::connect(&server.address).raw(b"Content-Length: 100\r\n\r\n{");
    let mut dap = retry(&server);
    dap.ask("initialize", json!({ "adapterID": "x" }));
    dap.ask("attach", json!({}));
    dap.event("initialized");
    dap.ask("configurationDone", json!({}));
    assert_eq!(dap.event("stopped")["reason"], "entry");
    for (command, arguments) in [
        ("variables", json!({ "variablesReference": 99 })),
        ("variables", json!({ "variablesReference": "x" })),
        ("scopes", json!({})),
        ("goto", json!({ "threadId": 1, "targetId": -7 })),
        ("readMemory", json!({ "memoryReference": "zz", "count": 1 })),
        (
            "disassemble",
            json!({ "memoryReference": "0x10000", "instructionCount": 1 }),
        ),
        ("setDataBreakpoints", json!(7)),
        ("flyToTheMoon", json!({})),
    ] {
        assert!(!dap.refused(command, arguments).is_empty(), "{command}");
    }
    let huge = json!({
        "memoryReference": "0x0600", "instructionOffset": i64::MIN, "instructionCount": i64::MAX,
    });
    dap.ask("disassemble", huge);
    let huge = json!({ "memoryReference": "0x0", "offset": i64::MIN, "count": i64::MAX });
    dap.ask("readMemory", huge);
}

/// A client that is not turned away: the one before may not be gone yet.
fn retry(server: &Server) -> Dap {
    for _ in 0..100 {
        let mut dap = Dap::connect(&server.address);
        dap.send("threads", json!({}));
        if dap.is_answered() {
            return dap;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("nobody is served");
}

#[test]
fn a_client_that_vanishes_leaves_the_session_and_takes_its_breakpoints() {
    let server = Server::start(&["dap", "--tier", "interp", "-e", "break 610"]);
    let attach = |dap: &mut Dap| {
        dap.ask("initialize", json!({ "adapterID": "x" }));
        dap.ask("attach", json!({}));
        dap.ask("configurationDone", json!({}));
        dap.event("stopped");
    };
    let mut first = Dap::connect(&server.address);
    attach(&mut first);
    let wanted = json!({ "breakpoints": [{ "instructionReference": "0x0608" }] });
    first.ask("setInstructionBreakpoints", wanted);
    first.go("continue");
    let cycle = first.cycle();
    // Only one is served.
    assert!(Dap::connect(&server.address).is_closed());
    drop(first);
    let mut second = retry(&server);
    attach(&mut second);
    assert_eq!(second.cycle(), cycle);
    assert_eq!(second.console("info b").lines().count(), 1);
    second.ask("disconnect", json!({ "terminateDebuggee": true }));
    assert_eq!(server.end(), 0);
}

#[test]
fn other_machines_are_kept_out_unless_it_is_said() {
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_jumppad"))
        .args(["dap", "--listen", "0.0.0.0:0", "--no-rc"])
        .output()
        .expect("it starts");
    assert_eq!(run.status.code(), Some(2));
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(said.contains("--listen-anywhere allows that"), "{said}");
}

/// The board of `tests/data/banks`, whose two banks have other code at the same addresses.
fn banked() -> Value {
    json!({ "machine": data("banks/board.toml") })
}

#[test]
fn breakpoints_and_frames_are_in_their_bank() {
    for tier in TIERS {
        let (mut dap, stop) = stopped(tier, banked(), |dap| {
            // Both lines are at $8005.
            dap.lines(&data("banks/drawing.s"), json!([{ "line": 8 }]));
            dap.lines(
                &data("banks/sound.s"),
                json!([{ "line": 6, "condition": "[$20] == 1" }]),
            );
            let named = json!([{ "name": "sound::wait" }, { "name": "0:800f" }]);
            let set = dap.ask("setFunctionBreakpoints", json!({ "breakpoints": named }));
            let set = &set["breakpoints"];
            assert_eq!((&set[0]["line"], &set[1]["line"]), (&15.into(), &19.into()));
        });
        let place = |dap: &mut Dap| {
            let frame = dap.frame();
            (text(&frame["source"]["name"]), frame["line"].clone())
        };
        // The condition lets the first call in the other bank pass, but for the function that it calls.
        assert_eq!(stop["hitBreakpointIds"], json!([1]), "{tier}");
        assert_eq!(place(&mut dap), ("drawing.s".to_owned(), 8.into()));
        assert_eq!(dap.go("continue")["hitBreakpointIds"], json!([1]));
        assert_eq!(dap.go("continue")["hitBreakpointIds"], json!([2]));
        assert_eq!(place(&mut dap), ("sound.s".to_owned(), 6.into()));
        let trace = dap.ask("stackTrace", json!({ "threadId": 1 }));
        let frames = trace["stackFrames"].as_array().expect("they are a list");
        let frames: Vec<_> = frames
            .iter()
            .map(|frame| {
                (
                    text(&frame["name"]),
                    text(&frame["source"]["name"]),
                    frame["line"].clone(),
                )
            })
            .collect();
        let frame =
            |name: &str, file: &str, line: u32| (name.to_owned(), file.to_owned(), line.into());
        let expected = [
            frame("play", "sound.s", 6),
            frame("far+$15", "main.s", 26),
            // It is in the bank that does not show.
            frame("draw+8", "drawing.s", 8),
            frame("far+$15", "main.s", 26),
            frame("main+5", "main.s", 13),
        ];
        assert_eq!(frames, expected, "{tier}");
        assert_eq!(dap.go("continue")["hitBreakpointIds"], json!([3]));
        let code = json!({ "memoryReference": "0x8011", "instructionCount": 1 });
        let code = dap.ask("disassemble", code);
        assert_eq!(code["instructions"][0]["instructionBytes"], "A0 04");
        let bytes = json!({ "memoryReference": "0x8000", "count": 3 });
        assert_eq!(dap.ask("readMemory", bytes)["data"], "U09V");
    }
}

#[test]
fn a_machine_is_launched_with_its_roms_or_told_why_not() {
    let mut dap = Dap::start(&[]);
    let missing = json!({ "machine": data("banks/board.toml"), "romFiles": ["low=none.bin"] });
    let told = dap.refused("launch", missing);
    assert!(told.contains("no ROM `low`; it has rom, image"), "{told}");
    let wrong = json!({ "machine": "tests/machines/bad/address.toml" });
    let told = dap.refused("launch", wrong);
    assert!(told.contains("address.toml:"), "{told}");
    let mut launch = banked();
    launch["romFiles"] = json!([format!("image={}", data("banks/image.bin"))]);
    launch["stopOnEntry"] = true.into();
    dap.ask("launch", launch);
    dap.ask("configurationDone", json!({}));
    assert_eq!(dap.event("stopped")["reason"], "entry");
    assert_eq!(dap.frame()["name"], "main");
}
