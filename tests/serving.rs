//! `serve`: a session that is handed to a client, and comes back with what the client did.

mod clients;

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use clients::TIERS;
use clients::dap::Dap;
use serde_json::json;

/// Runs commands around `serve dap`, for whose client `client` speaks; what is said behind it, and the exit code.
fn handed(tier: &str, client: impl FnOnce(&mut Dap)) -> (String, Option<i32>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_jumppad"))
        .args(["--no-rc", "--batch", "--tier", tier, "-e", "break 615"])
        .args([
            "-e",
            "serve dap 127.0.0.1:0",
            "-e",
            "print pc",
            "-e",
            "info b",
        ])
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
    let address = loop {
        let mut line = String::new();
        assert!(
            out.read_line(&mut line).expect("it is text") > 0,
            "it says where"
        );
        if let Some(rest) = line.strip_prefix("listening on ") {
            break rest.split(';').next().expect("a first part").to_owned();
        }
    };
    let mut dap = Dap::connect(&address);
    client(&mut dap);
    drop(dap);
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("it is text");
    (rest, child.wait().expect("it ends").code())
}

#[test]
fn the_session_comes_back_as_the_client_left_it() {
    for tier in TIERS {
        let (rest, code) = handed(tier, |dap| {
            dap.ask("initialize", json!({ "adapterID": "x" }));
            dap.ask("attach", json!({}));
            dap.event("initialized");
            let wanted = json!({ "breakpoints": [{ "instructionReference": "0x0608" }] });
            dap.ask("setInstructionBreakpoints", wanted);
            dap.ask("configurationDone", json!({}));
            assert_eq!(dap.event("stopped")["reason"], "entry");
            assert_eq!(dap.go("continue")["reason"], "instruction breakpoint");
            // It is one client's at a time.
            let again = json!({ "expression": "serve gdb", "context": "repl" });
            let refused = dap.refused("evaluate", again);
            assert!(refused.contains("cannot be handed on"), "{refused}");
            dap.ask("disconnect", json!({}));
        });
        assert_eq!(code, Some(0), "{rest}");
        let lines: Vec<&str> = rest.lines().collect();
        assert_eq!(lines[0], "the session is back");
        assert!(lines[1].starts_with("PC $0608"), "{rest}");
        assert!(lines[2].starts_with("=> $0608"), "{rest}");
        assert!(lines[3].contains("608"), "{rest}");
        assert!(lines[4].starts_with("#1   break $0615"), "{rest}");
        assert_eq!(lines.len(), 5, "{rest}");
    }
}

#[test]
fn a_client_that_vanishes_gives_the_session_back() {
    let (rest, code) = handed("auto", |dap| dap.raw(b"Content-Length: 10\r\n\r\n{"));
    assert_eq!(code, Some(0), "{rest}");
    assert!(rest.starts_with("the session is back"), "{rest}");
}

#[test]
fn what_cannot_be_listened_to_is_an_error_of_the_command() {
    for (place, words) in [
        ("0.0.0.0:0", "can be reached from other machines"),
        ("127.0.0.1:99999", "cannot listen on"),
        ("nowhere", "cannot listen on"),
    ] {
        let run = Command::new(env!("CARGO_BIN_EXE_jumppad"))
            .args(["--no-rc", "--batch", "-e", &format!("serve gdb {place}")])
            .output()
            .expect("it starts");
        let said = String::from_utf8_lossy(&run.stderr);
        assert!(said.contains(words), "{place}: {said}");
        assert_eq!(run.status.code(), Some(1));
    }
}

#[test]
fn a_port_is_free_again_once_the_session_is_back() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let place = free.local_addr().expect("it has one").to_string();
    drop(free);
    let mut child = Command::new(env!("CARGO_BIN_EXE_jumppad"))
        .args(["--no-rc", "--batch", "-e", &format!("serve dap {place}")])
        .args(["-e", &format!("serve dap {place}")])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
    for _ in 0..2 {
        let mut line = String::new();
        while !line.starts_with("listening on ") {
            line.clear();
            assert!(out.read_line(&mut line).expect("it is text") > 0);
        }
        let mut dap = Dap::connect(&place);
        dap.ask("disconnect", json!({}));
    }
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}
