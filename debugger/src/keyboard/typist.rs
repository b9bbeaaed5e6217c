//! The user at the keyboard of the debugger's guest: while it runs and has a console, keys are typed for it at once.
//!
//! The terminal is handed over only once the guest has run for a moment: steps and short runs leave it alone, so that what is
//! typed ahead stays the debugger's.
//!
//! Invariants: the keys are read by a thread, which knows nothing of the session and reads nothing while the guest rests;
//! they are typed on the session's thread, between two instructions.

use std::io::{self, IsTerminal, PipeReader, PipeWriter, Read, Write};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use jumppad_engine::debugger::typing::{Typed, Typing};
use jumppad_engine::settings::CtrlC;
use jumppad_language::session::{Attendant, Session};
use rustix::event::{PollFd, PollFlags, poll};

use super::mode::GuestTerminal;
use crate::serve::User;

/// How long the guest runs before keys are its own.
const MOMENT: Duration = Duration::from_millis(30);
/// How long a guest waits that does nothing but ask for keys: at 1 MHz, as long as the cycles between two such waits.
const IDLE_WAIT: Duration = Duration::from_millis(10);
/// The most that is read at once.
const KEYS: usize = 1 << 12;

/// Whose the keys are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// The debugger's: the guest rests, or nothing is to be typed on.
    Ours,
    /// The guest has just set out.
    Soon(CtrlC),
    Guests,
    /// The guest rests; the terminal is being changed back.
    Leaving,
}

struct Shared {
    phase: Phase,
    keys: Vec<u8>,
}

/// What the session's thread and the reader have in common.
struct Desk {
    shared: Mutex<Shared>,
    changed: Condvar,
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Shared> {
        // It is whole even where a thread died holding it.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The reader of keys, and how it is told that it has read enough.
struct Reader {
    desk: Arc<Desk>,
    enough: PipeWriter,
}

/// Types for the guest while it runs.
pub(crate) struct Typist {
    user: User,
    /// None until it is needed.
    reader: Option<Reader>,
    /// The console that is typed on.
    console: Option<u32>,
}

impl Typist {
    /// One that types what comes at the terminal. Ctrl-C is told by `user`.
    pub(crate) fn new(user: User) -> Self {
        Self {
            user,
            reader: None,
            console: None,
        }
    }

    /// Types what was pressed.
    fn deliver(&self, session: &mut Session<'_>) {
        let (Some(reader), Some(console)) = (&self.reader, self.console) else {
            return;
        };
        let keys = std::mem::take(&mut reader.desk.lock().keys);
        if !keys.is_empty() {
            // A console that was removed meanwhile gets no keys.
            let number = Some(u64::from(console));
            let _ = session.debugger.type_keys(number, &keys, Typing::Keys);
        }
    }
}

impl Attendant for Typist {
    fn begins(&mut self, session: &mut Session<'_>) {
        self.console = session.debugger.keyboard();
        if self.console.is_none() || !io::stdin().is_terminal() {
            self.console = None;
            return;
        }
        if self.reader.is_none() {
            let interrupt = Arc::clone(&session.debugger.interrupt);
            // Without a thread the keys stay the debugger's.
            self.reader = Reader::start(interrupt).ok();
        }
        let ctrl_c = session.debugger.settings.ctrl_c;
        if ctrl_c == CtrlC::Guest {
            let key = ctrl_c.stop_key();
            session.remark(format!("Ctrl-C is the guest's: {key} stops it"));
        }
        if let Some(reader) = &self.reader {
            session.debugger.is_typed_for(Typed::Now);
            reader.desk.lock().phase = Phase::Soon(ctrl_c);
            reader.desk.changed.notify_all();
        }
    }

    fn ends(&mut self, session: &mut Session<'_>) {
        let Some(reader) = &mut self.reader else {
            return;
        };
        reader.stop();
        session.debugger.is_typed_for(Typed::NoMore);
        // What was pressed in the last moment was meant for it, too.
        self.deliver(session);
        if self.console.take().is_some() && !self.user.is_pressed() {
            session.debugger.interrupt.store(false, Ordering::SeqCst);
        }
    }

    fn attend(&mut self, session: &mut Session<'_>) -> ControlFlow<()> {
        self.deliver(session);
        match self.console.is_none() || self.user.is_pressed() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }

    fn idles(&mut self, session: &mut Session<'_>) {
        let Some(reader) = &self.reader else { return };
        let shared = reader.desk.lock();
        let is_quiet =
            |shared: &mut Shared| shared.phase == Phase::Guests && shared.keys.is_empty();
        // Ctrl-C is answered behind it.
        let waited = reader
            .desk
            .changed
            .wait_timeout_while(shared, IDLE_WAIT, is_quiet);
        drop(waited);
        self.deliver(session);
    }
}

impl Reader {
    /// A thread that waits for guests that run; each key sets `interrupt`.
    fn start(interrupt: Arc<AtomicBool>) -> io::Result<Self> {
        let (asked, enough) = io::pipe()?;
        let desk = Arc::new(Desk {
            shared: Mutex::new(Shared {
                phase: Phase::Ours,
                keys: Vec::new(),
            }),
            changed: Condvar::new(),
        });
        let its_desk = Arc::clone(&desk);
        thread::Builder::new()
            .name("keyboard".to_owned())
            .spawn(move || serve(&its_desk, asked, &interrupt))?;
        Ok(Self { desk, enough })
    }

    /// The guest rests: no key is read any more, and the terminal is what it was, once this returns.
    fn stop(&mut self) {
        let mut shared = self.desk.lock();
        match shared.phase {
            Phase::Guests => {
                shared.phase = Phase::Leaving;
                // The reader holds the other end for as long as it lives.
                let _ = self.enough.write_all(&[0]);
                let waited = self
                    .desk
                    .changed
                    .wait_while(shared, |shared| shared.phase == Phase::Leaving);
                drop(waited);
            }
            _ => shared.phase = Phase::Ours,
        }
    }
}

/// Reads keys whenever they are the guest's.
fn serve(desk: &Desk, mut asked: PipeReader, interrupt: &AtomicBool) {
    loop {
        let Some(terminal) = wait_for_guest(desk) else {
            continue;
        };
        read_until_enough(desk, &mut asked, interrupt);
        let mut shared = desk.lock();
        drop(terminal);
        shared.phase = Phase::Ours;
        desk.changed.notify_all();
    }
}

/// Waits until a guest has run for a moment, and hands it the terminal; none if the guest came to rest before.
fn wait_for_guest(desk: &Desk) -> Option<GuestTerminal> {
    let is_soon = |shared: &mut Shared| matches!(shared.phase, Phase::Soon(_));
    let shared = desk
        .changed
        .wait_while(desk.lock(), |shared| !is_soon(shared))
        .unwrap_or_else(PoisonError::into_inner);
    let (mut shared, _) = desk
        .changed
        .wait_timeout_while(shared, MOMENT, is_soon)
        .unwrap_or_else(PoisonError::into_inner);
    let Phase::Soon(ctrl_c) = shared.phase else {
        return None;
    };
    let terminal = GuestTerminal::begin(ctrl_c);
    shared.phase = match terminal {
        Some(_) => Phase::Guests,
        None => Phase::Ours,
    };
    terminal
}

fn read_until_enough(desk: &Desk, asked: &mut PipeReader, interrupt: &AtomicBool) {
    let stdin = io::stdin();
    let mut is_open = true;
    loop {
        let mut waiting = [
            PollFd::new(asked, PollFlags::IN),
            PollFd::new(&stdin, PollFlags::IN),
        ];
        let count = if is_open { 2 } else { 1 };
        match poll(&mut waiting[..count], None) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => continue,
            Err(_) => is_open = false,
        }
        let [enough, pressed] = waiting.map(|fd| !fd.revents().is_empty());
        if enough {
            let _ = asked.read(&mut [0]);
            return;
        }
        if !pressed || !is_open {
            continue;
        }
        let mut keys = vec![0; KEYS];
        let length = rustix::io::retry_on_intr(|| rustix::io::read(&stdin, &mut keys)).unwrap_or(0);
        // A terminal that is gone sends no more keys.
        is_open = length > 0;
        let mut shared = desk.lock();
        shared.keys.extend(&keys[..length]);
        interrupt.store(true, Ordering::SeqCst);
        desk.changed.notify_all();
    }
}
