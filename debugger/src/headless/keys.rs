//! Where the keys of a headless run come from: standard input, at a terminal or not.
//!
//! What is piped in is there when the guest asks, and waited for if need be: so what the guest does with it depends on
//! nothing but its bytes. A terminal never makes the guest wait, unless all that it does is ask for a key: then it runs
//! at about the speed of the chip, which leaves the host idle and the guest's own delays as long as they were.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jumppad_engine::host::keyboard::{self, Now};

use crate::render::put_error;

/// The most that is taken at once.
const KEYS: usize = 1 << 16;

/// Cycles between two looks at a terminal.
const LOOK_EVERY: u64 = 10_000;
/// How long an idle guest's look takes, in milliseconds: at 1 MHz, as long as the cycles in between.
const IDLE_WAIT: i64 = 10;
/// How long a look at a pipe takes, in milliseconds: Ctrl-C is seen in between.
const PIPE_WAIT: i64 = 50;
/// A pipe that says nothing for so long is told of: nobody may be at its other end who ever will.
const SILENT: Duration = Duration::from_secs(3);
/// What is asked again within so many cycles does nothing else.
const NEAR: u64 = 250;
/// A guest that did nothing else for so long is idle.
const IDLE: u64 = 100_000;

const CR: u8 = b'\r';
const LF: u8 = b'\n';

/// What Enter, or a line end of piped input, is to the guest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Enter {
    /// Carriage return, as keyboards have it; CR LF is one
    #[default]
    Cr,
    /// Whatever comes in: line feed at a terminal
    Lf,
}

/// What becomes of a guest that only asks for keys, at a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Idle {
    /// It waits, which leaves the host idle.
    #[default]
    Waits,
    /// It goes on, for somebody else keeps it to its clock.
    KeepsTime,
}

/// What is said of a pipe that says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Silence {
    /// That it is waited for, once, when that takes long.
    #[default]
    Told,
    /// Nothing: the user wants it quiet, or knows.
    Accepted,
}

/// What came of asking for more keys.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Came {
    Bytes(Vec<u8>),
    /// There are none at this moment.
    Nothing,
    /// There were none for a while.
    Idle,
    End,
    /// Ctrl-C, or the time is up.
    Interrupted,
}

/// Standard input.
pub(super) struct Keys {
    source: Source,
    enter: Enter,
    silence: Silence,
    /// Whether the last byte was a CR.
    after_cr: bool,
}

enum Source {
    Pipe,
    Terminal(Asking),
    Closed,
}

impl Keys {
    pub(super) fn new(enter: Enter, idle: Idle, silence: Silence) -> Self {
        Self {
            source: match io::stdin().is_terminal() {
                true => Source::Terminal(Asking::of(idle)),
                false => Source::Pipe,
            },
            enter,
            silence,
            after_cr: false,
        }
    }

    /// Whether what comes is piped in, and more may come.
    pub(super) fn are_piped(&self) -> bool {
        matches!(self.source, Source::Pipe)
    }

    /// Asks for more for a guest that does nothing but wait for the interrupt of a key: a terminal is waited for a moment.
    pub(super) fn awaited(&mut self, interrupt: &AtomicBool) -> Came {
        let came = match &self.source {
            Source::Closed => return Came::End,
            Source::Pipe => wait(&mut self.silence, interrupt),
            Source::Terminal(_) => look(IDLE_WAIT),
        };
        self.taken(came)
    }

    /// What there is by now for a guest that does not ask: one that waits for an interrupt. Nothing is waited for.
    pub(super) fn offered(&mut self) -> Came {
        if let Source::Closed = &self.source {
            return Came::Nothing;
        }
        self.taken(look(0))
    }

    /// Asks for more when none is left, in `cycle` of the guest.
    pub(super) fn more(&mut self, cycle: u64, interrupt: &AtomicBool) -> Came {
        let came = match &mut self.source {
            Source::Closed => return Came::End,
            Source::Pipe => wait(&mut self.silence, interrupt),
            Source::Terminal(asking) => match asking.patience(cycle) {
                Some(milliseconds) => look(milliseconds),
                None => return Came::Nothing,
            },
        };
        self.taken(came)
    }

    /// What came, as the guest gets it.
    fn taken(&mut self, came: Came) -> Came {
        match came {
            Came::Bytes(bytes) => Came::Bytes(self.translated(bytes)),
            Came::End => {
                self.source = Source::Closed;
                Came::End
            }
            other => other,
        }
    }

    /// The line ends as the guest wants them.
    fn translated(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        if self.enter == Enter::Lf {
            // A terminal gives Enter as it is; piped input has its line ends.
            let is_typed = matches!(self.source, Source::Terminal(_));
            let keys = bytes.into_iter().map(|byte| match byte {
                CR if is_typed => LF,
                other => other,
            });
            return keys.collect();
        }
        let keys = bytes.into_iter().filter_map(|byte| {
            let is_second = byte == LF && self.after_cr;
            self.after_cr = byte == CR;
            match byte {
                _ if is_second => None,
                LF => Some(CR),
                other => Some(other),
            }
        });
        keys.collect()
    }
}

/// Waits for what is piped in. A stream that is broken is at its end.
fn wait(silence: &mut Silence, interrupt: &AtomicBool) -> Came {
    let since = Instant::now();
    loop {
        // It is the machine's to answer.
        if interrupt.load(Ordering::SeqCst) {
            return Came::Interrupted;
        }
        match look(PIPE_WAIT) {
            Came::Idle => {}
            came => return came,
        }
        if *silence == Silence::Told && since.elapsed() >= SILENT {
            *silence = Silence::Accepted;
            put_error(
                "jumppad: the guest asks for a key, and standard input is a pipe that is silent; it is waited for \
                 (`< /dev/null` ends it, `--timeout SECONDS` the run)\n",
            );
        }
    }
}

fn look(milliseconds: i64) -> Came {
    match keyboard::read_within(milliseconds, KEYS) {
        Ok(Now::Bytes(bytes)) => Came::Bytes(bytes),
        Ok(Now::Nothing) if milliseconds == 0 => Came::Nothing,
        Ok(Now::Nothing) => Came::Idle,
        Ok(Now::End) | Err(_) => Came::End,
    }
}

/// How a guest asks for keys that are not there.
#[derive(Debug)]
struct Asking {
    idle: Idle,
    last: u64,
    /// Since when it does nothing else.
    since: u64,
    looked: u64,
}

impl Asking {
    fn of(idle: Idle) -> Self {
        Self {
            idle,
            last: 0,
            since: 0,
            looked: 0,
        }
    }

    /// For how many milliseconds to wait for a key, if it is time to look for one at all.
    fn patience(&mut self, cycle: u64) -> Option<i64> {
        if cycle - self.last > NEAR {
            self.since = cycle;
        }
        self.last = cycle;
        if cycle - self.looked < LOOK_EVERY {
            return None;
        }
        self.looked = cycle;
        Some(match self.idle {
            Idle::Waits if cycle - self.since >= IDLE => IDLE_WAIT,
            Idle::Waits | Idle::KeepsTime => 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_those_that_the_guest_wants() {
        let mut keys = Keys::new(Enter::Cr, Idle::Waits, Silence::Told);
        let mut translated = |text: &str| keys.translated(text.as_bytes().to_vec());
        assert_eq!(translated("a\nb\r\nc\r"), b"a\rb\rc\r");
        // The second half of a line end that came in two parts.
        assert_eq!(translated("\n\n\r\r"), b"\r\r\r");
        let mut keys = Keys::new(Enter::Lf, Idle::Waits, Silence::Told);
        assert_eq!(keys.translated(b"a\r\n\n".to_vec()), b"a\r\n\n");
    }

    #[test]
    fn a_guest_that_only_asks_is_idle_and_one_that_computes_is_not() {
        let waits = |every: u64| {
            let mut asking = Asking::of(Idle::Waits);
            let looks = (1..200_000 / every).filter_map(|n| asking.patience(n * every));
            looks.collect::<Vec<_>>()
        };
        let polling = waits(7);
        assert!((15..=20).contains(&polling.len()), "{polling:?}");
        assert!(polling[..9].iter().all(|wait| *wait == 0), "{polling:?}");
        assert!(
            polling[11..].iter().all(|wait| *wait == IDLE_WAIT),
            "{polling:?}"
        );
        assert!(waits(1_000).iter().all(|wait| *wait == 0));
    }
}
