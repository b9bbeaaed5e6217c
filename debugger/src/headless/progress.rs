//! The live line of a long headless run: on a terminal only, gone at the end.
//!
//! Invariant: nothing is left of it on the screen once something else is written.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use jumppad_tiers::{JitStats, Machine};

const PATIENCE: Duration = Duration::from_secs(1);
const INTERVAL: Duration = Duration::from_millis(250);
const ERASE: &str = "\r\x1b[K";

/// Whether there is a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nobody would see it, or nobody wants it.
    Off,
    Hidden,
    Shown,
}

/// The line, and what it was made of last.
pub(super) struct Progress {
    state: State,
    due: Instant,
    since: Instant,
    before: JitStats,
}

impl Progress {
    /// A line that is first shown after a second, if it is `wanted` and standard error is a terminal.
    pub(super) fn new(wanted: bool) -> Self {
        let now = Instant::now();
        Self {
            state: match wanted && io::stderr().is_terminal() {
                true => State::Hidden,
                false => State::Off,
            },
            due: now + PATIENCE,
            since: now,
            before: JitStats::default(),
        }
    }

    /// Shows how far the machine is, if it is time to.
    pub(super) fn tick(&mut self, machine: &Machine) {
        let now = Instant::now();
        if self.state == State::Off || now < self.due {
            return;
        }
        let stats = machine.jit_stats();
        let seconds = now.duration_since(self.since).as_secs_f64();
        let text = line(machine.cpu().cycles, &self.before, &stats, seconds);
        self.put(&format!("{ERASE}{text}"));
        self.state = State::Shown;
        (self.due, self.since, self.before) = (now + INTERVAL, now, stats);
    }

    /// Takes the line away until the next tick.
    pub(super) fn hide(&mut self) {
        if self.state == State::Shown {
            self.put(ERASE);
            self.state = State::Hidden;
        }
    }

    /// Takes the line away for good: the guest itself writes to the terminal.
    pub(super) fn end(&mut self) {
        self.hide();
        self.state = State::Off;
    }

    fn put(&self, text: &str) {
        let mut stderr = io::stderr();
        // A terminal that is gone needs no progress.
        let _ = stderr
            .write_all(text.as_bytes())
            .and_then(|()| stderr.flush());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.hide();
    }
}

/// `cycles` in all, and what the machine did in the last `seconds`, between two counts.
fn line(cycles: u64, before: &JitStats, now: &JitStats, seconds: f64) -> String {
    let ran = now.cycles.saturating_sub(before.cycles);
    let compiled = now.compiled_cycles.saturating_sub(before.compiled_cycles);
    let mhz = ran as f64 / seconds.max(1e-9) / 1e6;
    let share = compiled as f64 * 100.0 / ran.max(1) as f64;
    format!(
        "{:.1} M cycles  {mhz:.0} MHz  interpreter {:.0}%  compiled {share:.0}%",
        cycles as f64 / 1e6,
        100.0 - share
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_tells_of_the_last_interval() {
        let stats = |cycles, compiled_cycles| JitStats {
            cycles,
            compiled_cycles,
            ..JitStats::default()
        };
        let (before, now) = (stats(1_000_000, 0), stats(101_000_000, 75_000_000));
        assert_eq!(
            line(101_000_000, &before, &now, 0.25),
            "101.0 M cycles  400 MHz  interpreter 25%  compiled 75%"
        );
        assert_eq!(
            line(0, &now, &now, 0.0),
            "0.0 M cycles  0 MHz  interpreter 100%  compiled 0%"
        );
    }
}
