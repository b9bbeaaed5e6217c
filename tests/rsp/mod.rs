//! A client of gdb's remote protocol that knows nothing but packets, and the program that serves it.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use crate::clients;

/// How long an answer may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// `jumppad gdb`, listening.
pub(crate) struct Server(clients::Server);

impl Server {
    pub(crate) fn start(args: &[&str]) -> Self {
        Self(clients::Server::start(&[&["gdb"], args].concat()))
    }

    /// A client that acknowledges nothing, once the one before is seen to be gone.
    pub(crate) fn client(&self) -> Client<TcpStream> {
        let start = Instant::now();
        loop {
            let mut client = self.careful_client();
            // One that is turned away may find that out as it speaks.
            let sent = client.stream.write_all(b"$QStartNoAckMode#b0");
            if sent.is_ok() && client.answer().as_deref() == Some("OK") {
                client.acks = Acks::No;
                return client;
            }
            assert!(start.elapsed() < PATIENCE, "nobody is served");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// A client that acknowledges each packet.
    pub(crate) fn careful_client(&self) -> Client<TcpStream> {
        let stream = TcpStream::connect(&self.0.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Client::new(stream)
    }

    /// How it ended by itself.
    pub(crate) fn ended(self) -> i32 {
        self.0.end()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Acks {
    Yes,
    No,
}

/// One end of a conversation.
pub(crate) struct Client<S> {
    pub(crate) stream: S,
    acks: Acks,
    /// What was put on the client's console.
    pub(crate) console: String,
}

impl<S: Read + Write> Client<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self {
            stream,
            acks: Acks::Yes,
            console: String::new(),
        }
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).expect("it reads");
        self.stream.flush().expect("it reads");
    }

    pub(crate) fn send(&mut self, body: &[u8]) {
        let sum = body.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
        self.raw(&[b"$", body, format!("#{sum:02x}").as_bytes()].concat());
    }

    /// The next byte; none at the end.
    pub(crate) fn byte(&mut self) -> Option<u8> {
        let mut byte = [0];
        match self.stream.read(&mut byte) {
            Ok(0) => None,
            Ok(_) => Some(byte[0]),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => None,
            Err(error) => panic!("no answer: {error}"),
        }
    }

    /// The body of the next packet, repetitions written out; none at the end.
    pub(crate) fn packet(&mut self) -> Option<String> {
        while self.byte()? != b'$' {}
        let (mut body, mut sum) = (Vec::new(), 0_u8);
        loop {
            let byte = self.byte()?;
            if byte == b'#' {
                break;
            }
            sum = sum.wrapping_add(byte);
            body.push(byte);
        }
        let digits = [self.byte()?, self.byte()?];
        assert_eq!(String::from_utf8_lossy(&digits), format!("{sum:02x}"));
        if self.acks == Acks::Yes {
            // It may be gone after its last word.
            let _ = self.stream.write_all(b"+");
        }
        let (mut text, mut bytes) = (Vec::new(), body.into_iter());
        while let Some(byte) = bytes.next() {
            match byte {
                b'*' => {
                    let count = bytes.next().expect("a count follows") - 29;
                    let last = *text.last().expect("a letter is before it");
                    text.extend(std::iter::repeat_n(last, count.into()));
                }
                b'}' => text.push(bytes.next().expect("a letter follows") ^ 0x20),
                byte => text.push(byte),
            }
        }
        Some(String::from_utf8(text).expect("it is text"))
    }

    /// The next answer, text for the console being kept; none at the end.
    pub(crate) fn answer(&mut self) -> Option<String> {
        loop {
            let body = self.packet()?;
            match body.strip_prefix('O').filter(|rest| *rest != "K") {
                Some(hex) => self.console += &unhex(hex),
                None => return Some(body),
            }
        }
    }

    pub(crate) fn ask(&mut self, body: &str) -> String {
        self.send(body.as_bytes());
        let answer = self.answer();
        answer.unwrap_or_else(|| panic!("`{body}` ended the conversation"))
    }

    /// Asks for what is done, and nothing told.
    pub(crate) fn order(&mut self, body: &str) {
        assert_eq!(self.ask(body), "OK", "{body}");
    }

    /// What a command of the debugger prints.
    pub(crate) fn monitor(&mut self, line: &str) -> String {
        self.console.clear();
        self.order(&format!("qRcmd,{}", hex(line.as_bytes())));
        std::mem::take(&mut self.console)
    }

    /// The register of that number.
    pub(crate) fn register(&mut self, number: usize) -> u16 {
        let hex = self.ask(&format!("p{number:x}"));
        let bytes = (0..hex.len()).step_by(2).rev();
        let hex: String = bytes.map(|at| &hex[at..at + 2]).collect();
        u16::from_str_radix(&hex, 16).expect("it is a number")
    }

    pub(crate) fn pc(&mut self) -> u16 {
        self.register(5)
    }
}

impl Client<TcpStream> {
    /// Goes without a word.
    pub(crate) fn vanish(self) {
        self.stream.shutdown(Shutdown::Both).expect("it was there");
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn unhex(text: &str) -> String {
    let bytes = (0..text.len()).step_by(2).map(|at| {
        let digits = &text[at..at + 2];
        u8::from_str_radix(digits, 16).unwrap_or_else(|_| panic!("`{digits}` in {text}"))
    });
    String::from_utf8(bytes.collect()).expect("it is text")
}
