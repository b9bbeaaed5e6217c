//! `jumppad mcp` as a plain client sees it: JSON-RPC on the standard streams, and answers as their schemas say.

mod cli;
mod json {
    pub(crate) mod schema;
}

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use json::schema::Schema;
use serde_json::{Value, json};

const TIERS: [&str; 5] = ["interp", "baseline", "jit", "llvm", "auto"];
const LIST: &str = "tests/data/c/list";

/// A client, and the program at its other end.
struct Client {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    last: u64,
    schemas: HashMap<String, Schema>,
}

impl Client {
    fn start(args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_jumppad"))
            .args(["mcp", "--no-rc"])
            .args(args)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let (to, from) = (child.stdin.take(), child.stdout.take());
        let mut client = Self {
            child,
            to,
            from: BufReader::new(from.expect("stdout is piped")),
            last: 0,
            schemas: HashMap::new(),
        };
        let info = json!({ "name": "test", "version": "1" });
        let hello =
            json!({ "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": info });
        let answer = client.request("initialize", &hello);
        assert_eq!(
            answer["result"]["serverInfo"]["name"], "jumppad",
            "{answer}"
        );
        client.notify("notifications/initialized", &json!({}));
        let tools = client.request("tools/list", &json!({}));
        for tool in tools["result"]["tools"]
            .as_array()
            .expect("tools are listed")
        {
            let name = tool["name"].as_str().expect("it has a name").to_owned();
            assert_eq!(tool["inputSchema"]["type"], "object", "{name}");
            assert_eq!(tool["outputSchema"]["type"], "object", "{name}");
            client
                .schemas
                .insert(name, Schema::new(tool["outputSchema"].clone()));
        }
        client
    }

    fn line(&mut self, line: &str) {
        let to = self.to.as_mut().expect("it is open");
        to.write_all(format!("{line}\n").as_bytes())
            .expect("it reads");
    }

    fn notify(&mut self, method: &str, params: &Value) {
        self.line(&json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string());
    }

    /// Sends a request, and gives its number.
    fn send(&mut self, method: &str, params: &Value) -> u64 {
        self.last += 1;
        let request =
            json!({ "jsonrpc": "2.0", "id": self.last, "method": method, "params": params });
        self.line(&request.to_string());
        self.last
    }

    fn answer(&mut self) -> Value {
        let mut line = String::new();
        self.from.read_line(&mut line).expect("it answers");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("`{line}`: {error}"))
    }

    fn request(&mut self, method: &str, params: &Value) -> Value {
        let id = self.send(method, params);
        let answer = self.answer();
        assert_eq!(answer["id"], id, "{method}: {answer}");
        answer
    }

    fn tool(&mut self, name: &str, arguments: Value) -> Value {
        let params = json!({ "name": name, "arguments": arguments });
        let answer = self.request("tools/call", &params);
        answer["result"].clone()
    }

    /// What a tool answers, which fits its schema: the answer, and its text.
    fn call(&mut self, name: &str, arguments: Value) -> (Value, String) {
        let told = format!("{name} {arguments}");
        let result = self.tool(name, arguments);
        assert_ne!(result["isError"], true, "{told}: {result}");
        let data = &result["structuredContent"];
        let fits = self.schemas[name].fits(data);
        // What any command answers is not described.
        assert!(
            name == "command" || fits.is_ok(),
            "{told}: {}: {data}",
            fits.unwrap_err()
        );
        let text = result["content"][0]["text"]
            .as_str()
            .expect("it has a text");
        (data["answer"].clone(), text.to_owned())
    }

    /// Why a tool fails.
    fn refused(&mut self, name: &str, arguments: Value) -> String {
        let result = self.tool(name, arguments);
        assert_eq!(result["isError"], true, "{name}: {result}");
        let text = result["content"][0]["text"].as_str();
        text.expect("it has a text").to_owned()
    }

    /// Ends the conversation; the program's exit code.
    fn end(mut self) -> i32 {
        self.to = None;
        let status = self.child.wait().expect("it ends");
        status.code().expect("no signal ended it")
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_story_is_told_in_every_tier() {
    for tier in TIERS {
        let mut client = Client::start(&["--tier", tier, LIST]);
        let (point, _) = client.call(
            "break",
            json!({ "place": "insert", "condition": "price > 200" }),
        );
        assert_eq!((&point["id"], &point["start"]), (&json!(1), &json!(0x291)));
        let (stop, text) = client.call("run", json!({}));
        assert_eq!(
            (&stop["reason"], &stop["id"]),
            (&json!("breakpoint"), &json!(1)),
            "{tier}"
        );
        assert!(
            text.contains("struct item *new = take(name, price);"),
            "{text}"
        );
        let cycle = stop["cycles"].as_u64().unwrap();
        let (list, _) = client.call("variables", json!({}));
        assert_eq!(list["list"][1]["name"], "price");
        let (value, text) = client.call("evaluate", json!({ "expression": "price" }));
        assert_eq!((&value["type"], text.as_str()), (&json!("typed"), "340\n"));
        let (sum, _) = client.call("evaluate", json!({ "expression": "2+3" }));
        assert_eq!(sum["value"], 5);
        let (stack, _) = client.call("stack", json!({ "limit": 2 }));
        assert_eq!(stack["frames"][1]["function"], "main");
        assert_eq!(stack["frames"].as_array().map(Vec::len), Some(2));

        // The store of `first`, and back to it.
        let watch = json!({ "place": "first", "on": "write", "length": 2 });
        let (point, _) = client.call("break", watch);
        assert_eq!(
            (&point["kind"], &point["end"]),
            (&json!("watch"), &json!(0xE87))
        );
        let (stop, _) = client.call("reverse", json!({ "to": "stop" }));
        assert_eq!(stop["reason"], "watchpoint", "{tier}");
        assert!(stop["elapsed"].as_i64().unwrap() < 0);
        let (stop, _) = client.call("step", json!({}));
        assert_eq!(stop["reason"], "step");
        let (left, _) = client.call("delete", json!({ "id": 2 }));
        assert_eq!(left["list"].as_array().map(Vec::len), Some(1));
        // On again it is what it was.
        let (stop, _) = client.call("continue", json!({}));
        assert_eq!(
            (&stop["id"], stop["cycles"].as_u64()),
            (&json!(1), Some(cycle)),
            "{tier}"
        );

        let (stop, text) =
            client.call("step", json!({ "by": "line", "calls": "over", "count": 2 }));
        assert!(text.contains("list.c:30"), "{stop}");
        let (left, _) = client.call("delete", json!({}));
        assert_eq!(left["list"], json!([]));
        let (stop, _) = client.call("step", json!({ "calls": "out" }));
        assert_eq!(stop["reason"], "returned");
        let (stop, _) = client.call("reverse", json!({ "to": "call" }));
        assert_eq!(stop["reason"], "called");
        let (stop, _) = client.call("continue", json!({ "until": "list.c:63" }));
        assert_eq!(stop["source"]["line"], 63, "{stop}");
        let (stop, text) = client.call("continue", json!({}));
        assert_eq!(
            (&stop["reason"], &stop["code"]),
            (&json!("exited"), &json!(0))
        );
        assert!(text.starts_with("sum 720\nexited "), "{text}");
        assert!(
            client
                .refused("continue", json!({}))
                .contains("the program has exited")
        );
        assert_eq!(client.end(), 0);
    }
}

#[test]
fn memory_is_looked_at_and_changed() {
    let mut client = Client::start(&["-e", "rom f000..ffff"]);
    let text =
        "loop: lda #$41\n  sta $0300,x\n  inx\n  bne loop\n\n  jmp done ; forward\ndone: jmp done";
    let (code, _) = client.call("assemble", json!({ "start": "4000", "text": text }));
    let lines = code["lines"].as_array().expect("lines");
    assert_eq!((lines.len(), &lines[4]["text"]), (6, &json!("JMP done")));
    let (memory, _) = client.call("memory", json!({ "start": "loop", "length": 3 }));
    assert_eq!(memory["bytes"], json!([0xA9, 0x41, 0x9D]));
    client.call("command", json!({ "line": "r pc=loop\nr x=$FE" }));
    let (stop, _) = client.call("continue", json!({}));
    assert_eq!(
        (&stop["reason"], &stop["symbol"]),
        (&json!("trap"), &json!("done"))
    );
    let (memory, _) = client.call("memory", json!({ "start": "3fd", "length": 3 }));
    assert_eq!(memory["bytes"], json!([0, 0x41, 0x41]));
    let (memory, _) = client.call("memory", json!({ "start": "$FFFE", "length": 99 }));
    assert_eq!(memory["bytes"].as_array().map(Vec::len), Some(2));
    let (written, _) = client.call("write", json!({ "start": "efff", "bytes": [1, 2] }));
    assert_eq!(written["special"][0]["what"], "read-only", "{written}");
    let (code, _) = client.call("disassemble", json!({ "start": "loop", "count": 2 }));
    assert_eq!(code["lines"][1]["labels"], json!(null));
    let (why, _) = client.call("why", json!({ "address": "loop" }));
    assert_eq!(why["address"], 0x4000);
    let (registers, _) = client.call("registers", json!({}));
    assert_eq!(registers["cpu"]["a"], 0x41);
    // What happened, instruction by instruction.
    client.call(
        "command",
        json!({ "line": "r pc=loop x=$F0; trace record 20" }),
    );
    let (found, _) = client.call("find", json!({ "query": "trace where pc == loop count" }));
    assert_eq!(
        (&found["count"], &found["searched"]),
        (&json!(5), &json!(20))
    );
    let (found, _) = client.call(
        "find",
        json!({ "query": "memory 300..3ff where value == $41" }),
    );
    assert!(found["count"].as_u64() > Some(2), "{found}");

    let rows = [
        (
            "assemble",
            json!({ "start": "4000", "text": "lda #1\nldq #1" }),
            "<text>:2:",
        ),
        (
            "assemble",
            json!({ "start": "4000", "text": "jmp nowhere_to_be_seen" }),
            "never defined",
        ),
        ("memory", json!({ "start": "nosuch" }), "not a known name"),
        ("memory", json!({}), "missing field `start`"),
        (
            "memory",
            json!({ "start": "0", "lenght": 3 }),
            "unknown field `lenght`",
        ),
        ("write", json!({ "start": "0", "bytes": [256] }), "256"),
        (
            "write",
            json!({ "start": "ffff", "bytes": [1, 2] }),
            "memory ends",
        ),
        (
            "write",
            json!({ "start": "0", "bytes": [] }),
            "at least one byte",
        ),
        (
            "break",
            json!({ "place": "ffff", "on": "read", "length": 2 }),
            "memory ends",
        ),
        (
            "break",
            json!({ "place": "main", "condition": ")" }),
            "error",
        ),
        ("delete", json!({ "id": 77 }), "no breakpoint #77"),
        ("step", json!({ "count": 0 }), "at least 1"),
        ("step", json!({ "by": "line" }), "no lines"),
        ("step", json!({ "seconds": -1 }), "seconds"),
        ("step", json!({ "seconds": 1e300 }), "seconds"),
        ("run", json!({ "arguments": ["x"] }), "takes no arguments"),
        ("load", json!({ "path": "/no/such/file" }), "cannot load"),
        (
            "load",
            json!({ "path": LIST, "format": "zip" }),
            "no format `zip`",
        ),
        ("variables", json!({ "frame": 99 }), "no frame #99"),
        (
            "evaluate",
            json!({ "expression": "1; print 2" }),
            "more than one command",
        ),
        ("find", json!({ "query": "nothing" }), "error"),
        ("command", json!({ "line": "brek" }), "unknown command"),
        ("command", json!({ "line": "assemble 600" }), "nothing"),
        (
            "command",
            json!({ "line": "break 600 do {" }),
            "`}` is missing",
        ),
        ("command", json!({ "line": "quit" }), "closes the streams"),
    ];
    for (name, arguments, reason) in rows {
        if reason == "nothing" {
            // A block that is opened is closed again.
            client.call(name, arguments);
            continue;
        }
        let told = format!("{name} {arguments}");
        let error = client.refused(name, arguments);
        assert!(error.contains(reason), "{told}: {error}");
    }
    let (value, _) = client.call("command", json!({ "line": "print 6*7" }));
    assert_eq!(value["value"], 42);
}

#[test]
fn what_runs_has_limits_and_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("endless.bin");
    // loop: INC $10; BNE loop; INC $11; JMP loop
    std::fs::write(
        &path,
        [0xE6, 0x10, 0xD0, 0xFC, 0xE6, 0x11, 0x4C, 0x00, 0x06],
    )
    .unwrap();
    let path = path.display().to_string();
    for tier in TIERS {
        let mut client = Client::start(&["--tier", tier, "-e", "set history off"]);
        client.call(
            "load",
            json!({ "path": path, "format": "raw", "load": "600" }),
        );
        let (stop, _) = client.call("run", json!({ "cycles": 1000 }));
        assert_eq!(stop["reason"], "cycles", "{tier}");
        let start = Instant::now();
        let (stop, text) = client.call("continue", json!({ "seconds": 0.3 }));
        assert_eq!(stop["reason"], "interrupted", "{tier}");
        assert!(text.contains("the time is up: 0.3 seconds"), "{text}");
        assert!(start.elapsed() < Duration::from_secs(5));
        // Taken back, it stops, and is not answered; what waits comes next.
        let params = json!({ "name": "continue", "arguments": { "seconds": 600 } });
        let id = client.send("tools/call", &params);
        thread::sleep(Duration::from_millis(200));
        let waiting = client.send("tools/call", &params);
        let start = Instant::now();
        for id in [waiting, id] {
            client.notify(
                "notifications/cancelled",
                &json!({ "requestId": id, "reason": "test" }),
            );
        }
        let (registers, _) = client.call("registers", json!({}));
        assert!(start.elapsed() < Duration::from_secs(5), "{tier}");
        let (again, _) = client.call("registers", json!({}));
        assert_eq!(registers["cycles"], again["cycles"], "the guest rests");
        // It goes with its client, who goes while it runs.
        client.send("tools/call", &params);
        thread::sleep(Duration::from_millis(50));
        let start = Instant::now();
        assert_eq!(client.end(), 0);
        assert!(start.elapsed() < Duration::from_secs(4), "{tier}");
    }
}

#[test]
fn calls_are_carried_out_in_their_order() {
    let mut client = Client::start(&[]);
    let ids: Vec<u64> = (0..50)
        .map(|_| client.send("tools/call", &json!({ "name": "step", "arguments": {} })))
        .collect();
    let mut steps: Vec<(u64, u64)> = (0..50)
        .map(|_| {
            let answer = client.answer();
            let id = answer["id"].as_u64().expect("a number");
            let cycles = answer["result"]["structuredContent"]["answer"]["cycles"].as_u64();
            (id, cycles.unwrap_or_else(|| panic!("{answer}")))
        })
        .collect();
    steps.sort_unstable();
    assert!(steps.iter().map(|(id, _)| *id).eq(ids));
    assert!(steps.is_sorted_by_key(|(_, cycles)| *cycles), "{steps:?}");
}

#[test]
fn what_is_malformed_does_no_harm() {
    let mut client = Client::start(&[]);
    let answer = client.request("tools/call", &json!({ "name": "nosuch" }));
    assert_eq!(answer["error"]["code"], -32602, "{answer}");
    let answer = client.request("tools/call", &json!({ "name": "registers" }));
    assert_ne!(answer["result"]["isError"], true, "{answer}");
    for line in [
        "",
        "{",
        "nonsense",
        "[]",
        "{\"jsonrpc\":\"2.0\"",
        "\u{0}\u{1}",
    ] {
        client.line(line);
    }
    // A message that is longer than any is passed over.
    let long = "a".repeat(3 << 20);
    client.line(&format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{long}\"}}"
    ));
    let id = client.send(
        "tools/call",
        &json!({ "name": "registers", "arguments": {} }),
    );
    let answer = loop {
        let answer = client.answer();
        match answer["id"] == id {
            true => break answer,
            // What is JSON and no message is told so.
            false => assert!(answer["error"].is_object(), "{answer}"),
        }
    };
    assert_eq!(
        answer["result"]["structuredContent"]["answer"]["cpu"]["pc"],
        0x600
    );
    assert_eq!(client.end(), 0);
}

#[test]
fn a_client_that_says_nothing_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_jumppad"))
        .args(["mcp", "--no-rc"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    assert!(child.wait().expect("it ends").success());
}
