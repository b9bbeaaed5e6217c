//! Plain clients of the protocols, one each.
#![allow(dead_code, reason = "each test binary uses its part")]

pub(crate) mod dap;
pub(crate) mod schema;

use std::io::{self, BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;

/// The ways to run, which all give the same answers.
pub(crate) const TIERS: [&str; 4] = ["interp", "baseline", "jit", "auto"];

/// A program of the repository.
pub(crate) fn data(name: &str) -> String {
    format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A server that listens to a port of its own choice, until this is dropped.
pub(crate) struct Server {
    child: Child,
    /// `127.0.0.1:PORT`
    pub(crate) address: String,
}

impl Server {
    /// Starts `jumppad` with `args`, which begin with the protocol.
    pub(crate) fn start(args: &[&str]) -> Self {
        let (protocol, args) = args.split_first().expect("a protocol is named");
        let mut child = Command::new(env!("CARGO_BIN_EXE_jumppad"))
            .args([protocol, "--no-rc", "--listen", "127.0.0.1:0"])
            .args(args)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut told = BufReader::new(child.stderr.take().expect("it is piped"));
        let address = loop {
            let mut line = String::new();
            let read = told.read_line(&mut line).expect("it is text");
            assert!(read > 0, "{args:?}: it does not listen");
            if let Some(address) = line.strip_prefix("listening on ") {
                break address.trim().to_owned();
            }
        };
        // What else it says must not fill the pipe.
        thread::spawn(move || io::copy(&mut told, &mut io::sink()));
        Self { child, address }
    }

    /// Waits for its end; its exit code.
    pub(crate) fn end(mut self) -> i32 {
        let status = self.child.wait().expect("it ends");
        status.code().expect("no signal ended it")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
