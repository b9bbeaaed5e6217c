//! The Apple-1's keyboard and display, on the pins of its PIA.
//!
//! Keyboard: PA0 to PA6 are the key, PA7 is high, CA1 is pulsed high with each. A key comes when the last was
//! read, as fast hands wait. Letters are upper-case, Backspace is the underscore by which the monitor rubs out.
//! Display: CB2 that falls tells it of PB0 to PB6; PB7 reads high, and CB1 is low, until it has taken the
//! character. It knows 64 characters; others, control characters but CR, are not shown.
//!
//! Invariant: what is typed counts from the wake or access that notices it.
//!
//! Source: Apple-1 Operation Manual (Apple, 1976), schematics and "System Monitor".

use jumppad_tiers::devices::Console;
use jumppad_tiers::{Device, Register, Signals};

use crate::acia::Baud;
use crate::kept::{keep, restored, saved_before};
use crate::wired::{Edge, Level, Pin, Port, Wired};

/// Cycles for which the keyboard's strobe is high.
const STROBE: u64 = 10;
/// Characters that the display takes in a second: one a frame.
const RATE: u64 = 60;
/// What PA7 is.
const KEY: u8 = 0x80;
const RUBOUT: u8 = b'_';

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct State {
    /// What is on them.
    key: u8,
    /// When the strobe rises or has risen for it, until it is read.
    strobe: Option<u64>,
    /// Before that no other key comes.
    strobe_ends: u64,
    /// What the PIA drives on port B.
    data: u8,
    /// When the display was told of a character, and when it is ready again.
    told: u64,
    ready: u64,
}
keep!(State {
    key,
    strobe,
    strobe_ends,
    data,
    told,
    ready
});

/// Keyboard and display with a console for both.
pub struct Apple1Terminal {
    state: State,
    console: Console,
    baud: Baud,
}

impl Apple1Terminal {
    /// Where `baud` is timed, the display takes a character a sixtieth of a second.
    #[must_use]
    pub fn new(console: Console, baud: Baud) -> Self {
        Self {
            state: State::default(),
            console,
            baud,
        }
    }

    /// Puts the next key on the lines, if they are free.
    fn next_key(&mut self, now: u64) {
        let state = &mut self.state;
        if state.strobe.is_some() {
            return;
        }
        // What is not on the lines yet stays typed.
        if let Some(typed) = self.console.key() {
            state.key = key_of(typed);
            let at = now.max(state.strobe_ends).saturating_add(1);
            state.strobe = Some(at);
            state.strobe_ends = at.saturating_add(STROBE);
        }
    }

    fn show(&mut self, cycle: u64) {
        let time = match self.baud {
            Baud::Instant => 2,
            Baud::Timed { clock } => (clock / RATE).max(2),
        };
        self.state.told = cycle;
        self.state.ready = cycle.saturating_add(time);
        match self.state.data & 0x7f {
            b'\r' => self.console.print(b'\n'),
            byte @ 0x20..=0x5f => self.console.print(byte),
            byte @ 0x60..=0x7f => self.console.print(byte & 0x5f),
            _ => {}
        }
    }

    /// The changes of a pin that are known, in their order.
    fn edges(&self, pin: Pin) -> [Option<Edge>; 2] {
        let state = &self.state;
        let edge = |cycle, to| Some(Edge { cycle, to });
        match pin {
            Pin::Ca1 if state.strobe_ends > 0 => {
                let ends = state.strobe_ends;
                [
                    edge(ends.saturating_sub(STROBE), Level::High),
                    edge(ends, Level::Low),
                ]
            }
            Pin::Cb1 if state.ready > 0 => [
                edge(state.told.saturating_add(1), Level::Low),
                edge(state.ready, Level::High),
            ],
            _ => [None, None],
        }
    }
}

/// A key as the keyboard gives it.
fn key_of(typed: u8) -> u8 {
    let key = match typed {
        b'\n' => b'\r',
        0x08 | 0x7f => RUBOUT,
        other => other.to_ascii_uppercase(),
    };
    key | KEY
}

impl Wired for Apple1Terminal {
    fn levels(&self, port: Port, cycle: u64) -> u8 {
        match port {
            Port::A => self.state.key | KEY,
            Port::B if cycle < self.state.ready => 0xff,
            Port::B => 0x7f,
        }
    }

    fn drive(&mut self, port: Port, levels: u8, mask: u8, _signals: &mut Signals<'_>) {
        if port == Port::B {
            self.state.data = levels | !mask;
        }
    }

    fn is_moved_from_outside(&self) -> bool {
        true
    }

    fn was_read(&mut self, port: Port, signals: &mut Signals<'_>) {
        let now = signals.cycle();
        if port == Port::A && self.state.strobe.is_some_and(|strobe| strobe <= now) {
            self.state.strobe = None;
        }
        self.next_key(now);
    }

    fn attend(&mut self, signals: &mut Signals<'_>) {
        if self.state.strobe.is_none() {
            self.console.listen(signals);
            self.next_key(signals.cycle());
        }
    }

    fn level(&self, pin: Pin, cycle: u64) -> Level {
        let edges = self.edges(pin);
        let mut past = edges.iter().flatten().rev();
        let last = past.find(|edge| edge.cycle <= cycle);
        // The strobe rests low, the display ready.
        last.map_or(Level::of(pin != Pin::Ca1), |edge| edge.to)
    }

    fn next_edge(&self, pin: Pin, cycle: u64) -> Option<Edge> {
        let edges = self.edges(pin).into_iter().flatten();
        edges.into_iter().find(|edge| edge.cycle > cycle)
    }

    fn drive_pin(&mut self, pin: Pin, level: Level, cycle: u64, _signals: &mut Signals<'_>) {
        if (pin, level) == (Pin::Cb2, Level::Low) {
            self.show(cycle);
        }
    }

    fn wake(&mut self, signals: &mut Signals<'_>) {
        self.next_key(signals.cycle());
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        let is_busy = cycle < self.state.ready;
        vec![
            Register::byte("KEY", self.state.key),
            Register {
                name: "DA",
                value: is_busy.into(),
                bits: 1,
            },
        ]
    }

    fn save(&self) -> Vec<u8> {
        saved_before(&self.state, self.console.save())
    }

    fn restore(&mut self, state: &[u8]) {
        restored(&mut self.state, state, |rest| self.console.restore(rest));
    }
}
