//! A client of VICE's binary monitor that knows the protocol and nothing of the server, and the server for it.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What an event has in place of a command's number.
pub(crate) const EVENT: u32 = u32::MAX;

pub(crate) const CHECKPOINT: u8 = 0x11;
pub(crate) const REGISTERS: u8 = 0x31;
pub(crate) const JAM: u8 = 0x61;
pub(crate) const STOPPED: u8 = 0x62;
pub(crate) const RESUMED: u8 = 0x63;

pub(crate) const LOAD: u8 = 1;
pub(crate) const STORE: u8 = 2;
pub(crate) const EXEC: u8 = 4;

/// A `jumppad vice` that listens.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    out: Said,
    err: Said,
}

/// What a stream has said so far.
type Said = (Arc<Mutex<String>>, Option<JoinHandle<()>>);

fn listen(stream: impl Read + Send + 'static, told: impl Fn(&str) + Send + 'static) -> Said {
    let said = Arc::new(Mutex::new(String::new()));
    let to = Arc::clone(&said);
    let thread = thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            told(&line);
            *to.lock().expect("nobody panics with it") += &(line + "\n");
        }
    });
    (said, Some(thread))
}

impl Server {
    /// Starts it with `args`, on a port of its own.
    pub(crate) fn start(args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_jumppad"))
            .arg("vice")
            .args(args)
            .args(["--listen", "127.0.0.1:0"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let (sender, receiver) = std::sync::mpsc::channel();
        let err = child.stderr.take().expect("it is piped");
        let err = listen(err, move |line| {
            if let Some(address) = line.strip_prefix("listening on ") {
                // The test that started it may be over.
                let _ = sender.send(address.parse().expect("it is an address"));
            }
        });
        let out = child.stdout.take().expect("it is piped");
        let out = listen(out, |_| {});
        let address = receiver.recv_timeout(PATIENCE).expect("it listens");
        Self {
            child,
            address,
            out,
            err,
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn connect(&self) -> Client {
        let stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("it can");
        stream.set_nodelay(true).expect("it can");
        Client { stream, last: 0 }
    }

    /// Waits for its end; what it said on both streams, and its exit code.
    pub(crate) fn wait(mut self) -> (String, String, i32) {
        let status = self.child.wait().expect("it can be waited for");
        let text = |(said, thread): &mut Said| {
            let thread = thread.take().expect("it is waited for once");
            thread.join().expect("it reads to the end");
            said.lock().expect("nobody panics with it").clone()
        };
        let (out, err) = (text(&mut self.out), text(&mut self.err));
        (out, err, status.code().expect("no signal ended it"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the server says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) kind: u8,
    pub(crate) fault: u8,
    pub(crate) id: u32,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn word(&self, at: usize) -> u16 {
        u16::from_le_bytes([self.body[at], self.body[at + 1]])
    }

    pub(crate) fn number(&self, at: usize) -> u32 {
        self.word(at) as u32 | (self.word(at + 2) as u32) << 16
    }

    /// The value of register `id`, in a list of them.
    pub(crate) fn register(&self, id: u8) -> u16 {
        assert_eq!(self.kind, REGISTERS);
        let mut items = self.body[2..].chunks(4);
        let item = items.find(|item| item[1] == id).expect("it is listed");
        u16::from_le_bytes([item[2], item[3]])
    }

    /// The count of cycles, in a list of registers.
    pub(crate) fn cycle(&self) -> u64 {
        u64::from(self.register(0x35)) << 16 | u64::from(self.register(0x36))
    }
}

/// Where the guest stopped, and what was told on the way.
#[derive(Clone, Debug)]
pub(crate) struct Stop {
    pub(crate) before: Vec<Reply>,
    pub(crate) registers: Reply,
    pub(crate) pc: u16,
}

impl Stop {
    /// The numbers of the checkpoints that were told as hit.
    pub(crate) fn hit(&self) -> Vec<u32> {
        let hit = self.before.iter();
        let hit = hit.filter(|r| r.kind == CHECKPOINT && r.body[4] == 1);
        hit.map(|reply| reply.number(0)).collect()
    }

    pub(crate) fn kinds(&self) -> Vec<u8> {
        self.before.iter().map(|reply| reply.kind).collect()
    }
}

/// A client.
pub(crate) struct Client {
    pub(crate) stream: TcpStream,
    last: u32,
}

/// The bytes of a command.
pub(crate) fn message(version: u8, id: u32, command: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![2, version];
    bytes.extend((body.len() as u32).to_le_bytes());
    bytes.extend(id.to_le_bytes());
    bytes.push(command);
    bytes.extend(body);
    bytes
}

impl Client {
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).expect("the server reads");
    }

    pub(crate) fn send(&mut self, command: u8, body: &[u8]) -> u32 {
        self.last += 1;
        self.write(&message(2, self.last, command, body));
        self.last
    }

    /// The next message, as it is; none at the end of them.
    pub(crate) fn raw(&mut self) -> Option<Vec<u8>> {
        let mut bytes = vec![0; 12];
        match self.stream.read(&mut bytes[..1]) {
            Ok(1) => {}
            // A connection that is cut off while something is on its way is ended, too.
            _ => return None,
        }
        self.stream.read_exact(&mut bytes[1..]).ok()?;
        let length = u32::from_le_bytes([bytes[2], bytes[3], bytes[4], bytes[5]]);
        let mut body = vec![0; length as usize];
        self.stream.read_exact(&mut body).expect("it is whole");
        bytes.extend(body);
        Some(bytes)
    }

    /// The next message.
    pub(crate) fn next(&mut self) -> Reply {
        let bytes = self.raw().expect("the server speaks");
        assert_eq!(bytes[..2], [2, 2]);
        Reply {
            kind: bytes[6],
            fault: bytes[7],
            id: u32::from_le_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]),
            body: bytes[12..].to_vec(),
        }
    }

    /// Whether the server has nothing to say for a while.
    pub(crate) fn is_silent(&mut self, time: Duration) -> bool {
        let stream = &self.stream;
        stream.set_read_timeout(Some(time)).expect("it can");
        let silent = stream.peek(&mut [0]).is_err();
        stream.set_read_timeout(Some(PATIENCE)).expect("it can");
        silent
    }

    /// Commands, and gives the answer with what was told before it.
    pub(crate) fn command(&mut self, command: u8, body: &[u8]) -> (Vec<Reply>, Reply) {
        let id = self.send(command, body);
        self.answer_to(id, command)
    }

    pub(crate) fn answer_to(&mut self, id: u32, command: u8) -> (Vec<Reply>, Reply) {
        const LIST: u8 = 0x14;
        let mut before = Vec::new();
        loop {
            let reply = self.next();
            if reply.id == id && (command != LIST || reply.kind == LIST || reply.fault != 0) {
                return (before, reply);
            }
            before.push(reply);
        }
    }

    /// Commands what is done.
    pub(crate) fn ask(&mut self, command: u8, body: &[u8]) -> Reply {
        let (_, reply) = self.command(command, body);
        assert_eq!(reply.fault, 0, "{command:02X} {body:02X?}");
        reply
    }

    /// Commands what is refused; the fault.
    pub(crate) fn refused(&mut self, command: u8, body: &[u8]) -> u8 {
        let (_, reply) = self.command(command, body);
        assert_eq!((reply.kind, reply.body.len()), (0, 0), "{command:02X}");
        reply.fault
    }

    /// Waits for the stop.
    pub(crate) fn stop(&mut self) -> Stop {
        let mut before = Vec::new();
        loop {
            let reply = self.next();
            match (reply.kind, before.last()) {
                (STOPPED, Some(_)) => {
                    let registers: Reply = before.pop().expect("it is there");
                    assert_eq!((reply.id, registers.id), (EVENT, EVENT));
                    assert_eq!(registers.register(3), reply.word(0));
                    return Stop {
                        before,
                        registers,
                        pc: reply.word(0),
                    };
                }
                _ => before.push(reply),
            }
        }
    }

    /// Lets the guest go by `command`, and waits for the stop.
    pub(crate) fn go(&mut self, command: u8, body: &[u8]) -> Stop {
        self.ask(command, body);
        let resumed = self.next();
        assert_eq!((resumed.kind, resumed.id), (RESUMED, EVENT));
        self.stop()
    }

    pub(crate) fn exit(&mut self) -> Stop {
        self.go(0xAA, &[])
    }

    pub(crate) fn step(&mut self, count: u16) -> Stop {
        let [low, high] = count.to_le_bytes();
        self.go(0x71, &[0, low, high])
    }

    pub(crate) fn step_over(&mut self, count: u16) -> Stop {
        let [low, high] = count.to_le_bytes();
        self.go(0x71, &[1, low, high])
    }

    pub(crate) fn registers(&mut self) -> Reply {
        self.ask(0x31, &[0])
    }

    pub(crate) fn set_register(&mut self, id: u8, value: u16) {
        let [low, high] = value.to_le_bytes();
        self.ask(0x32, &[0, 1, 0, 3, id, low, high]);
    }

    pub(crate) fn memory(&mut self, start: u16, end: u16) -> Vec<u8> {
        let reply = self.ask(0x01, &span(0, start, end));
        reply.body[2..].to_vec()
    }

    pub(crate) fn write_memory(&mut self, start: u16, bytes: &[u8]) {
        let end = start + (bytes.len() - 1) as u16;
        self.ask(0x02, &[&span(0, start, end), bytes].concat());
    }

    /// Sets a checkpoint that stops; its number.
    pub(crate) fn checkpoint(&mut self, start: u16, end: u16, operations: u8) -> u32 {
        let reply = self.ask(0x12, &checkpoint(start, end, [1, 1, operations, 0]));
        reply.number(0)
    }

    pub(crate) fn condition(&mut self, number: u32, text: &str) -> Reply {
        let (_, reply) = self.command(0x22, &condition(number, text));
        reply
    }

    /// All checkpoints.
    pub(crate) fn checkpoints(&mut self) -> Vec<Reply> {
        let (list, end) = self.command(0x14, &[]);
        assert_eq!(end.number(0) as usize, list.len());
        list
    }
}

/// The fields of a command for memory.
pub(crate) fn span(has_effects: u8, start: u16, end: u16) -> Vec<u8> {
    let mut body = vec![has_effects];
    body.extend(start.to_le_bytes());
    body.extend(end.to_le_bytes());
    body.extend([0, 0, 0]);
    body
}

/// The fields of a checkpoint: stops, is enabled, operations, goes when it is hit.
pub(crate) fn checkpoint(start: u16, end: u16, rest: [u8; 4]) -> Vec<u8> {
    let mut body = start.to_le_bytes().to_vec();
    body.extend(end.to_le_bytes());
    body.extend(rest);
    body
}

/// The fields of a condition.
pub(crate) fn condition(number: u32, text: &str) -> Vec<u8> {
    let mut body = number.to_le_bytes().to_vec();
    body.push(text.len() as u8);
    body.extend(text.bytes());
    body
}
