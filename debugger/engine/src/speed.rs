//! Pacing a run to the guest's clock: it runs a few milliseconds' worth of cycles, then waits until the host's time has come
//! as far.
//!
//! Invariants: each wait is to a moment counted from where the pacing began, so errors do not add up; what the host was late
//! by is made up for only up to `MOST_LAG`, so there is never a burst: over any second the guest is at most a hundredth
//! ahead. Ctrl-C ends a wait at once. Without a speed nothing of this is asked.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The clock of the guest unless told otherwise, in Hz.
pub const DEFAULT_CLOCK: f64 = 1_000_000.0;

/// How long the guest runs between two waits.
const SLICE: Duration = Duration::from_millis(4);
/// What is made up for: a hundredth of a second.
const MOST_LAG: Duration = Duration::from_millis(10);
/// The longest sleep between two looks for Ctrl-C.
const NAP: Duration = Duration::from_millis(5);

/// How fast the guest runs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Speed {
    /// As fast as the host can.
    #[default]
    Max,
    /// So many times as fast as its clock.
    Times(f64),
}

impl Speed {
    /// `max`, `1x`, `0.5x`, or a number.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "max" {
            return Some(Self::Max);
        }
        let times: f64 = text.strip_suffix(['x', 'X']).unwrap_or(text).parse().ok()?;
        ((0.001..=1000.0).contains(&times)).then_some(Self::Times(times))
    }

    /// As [`Speed::parse`] reads it.
    pub fn name(self) -> String {
        match self {
            Self::Max => "max".to_owned(),
            Self::Times(times) => format!("{times}x"),
        }
    }
}

/// A frequency, such as `1 MHz`, `985.248kHz` or `1000000`, in Hz.
pub fn parse_clock(text: &str) -> Option<f64> {
    let text = text.trim().to_ascii_lowercase();
    let units = [("mhz", 1e6), ("khz", 1e3), ("hz", 1.0)];
    let (number, unit) = units
        .into_iter()
        .find_map(|(name, unit)| Some((text.strip_suffix(name)?, unit)))
        .unwrap_or((&text, 1.0));
    let hertz = number.trim().parse::<f64>().ok()? * unit;
    ((1.0..=1e9).contains(&hertz)).then_some(hertz)
}

/// The frequency in the unit that suits it.
pub fn clock_name(hertz: f64) -> String {
    match hertz {
        _ if hertz >= 1e6 => format!("{} MHz", hertz / 1e6),
        _ if hertz >= 1e3 => format!("{} kHz", hertz / 1e3),
        _ => format!("{hertz} Hz"),
    }
}

/// The host's time.
pub trait HostTime {
    /// Time since some moment.
    fn now(&self) -> Duration;

    /// Lets `time` pass.
    fn sleep(&mut self, time: Duration);
}

/// The time of the host's own clock.
#[derive(Debug)]
pub struct RealTime(Instant);

impl Default for RealTime {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl HostTime for RealTime {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&mut self, time: Duration) {
        thread::sleep(time);
    }
}

/// A run that keeps to the guest's clock.
#[derive(Debug)]
pub struct Pacer<T = RealTime> {
    time: T,
    /// Cycles of the guest in a second of the host.
    rate: f64,
    /// A cycle, and the moment at which it was due.
    anchor: (u64, Duration),
}

impl Pacer {
    /// The pacer of a run that begins now, in `cycle`; none where the guest is to be as fast as it can.
    pub fn new(speed: Speed, clock: f64, cycle: u64) -> Option<Self> {
        match speed {
            Speed::Max => None,
            Speed::Times(times) => Some(Self::with(RealTime::default(), times * clock, cycle)),
        }
    }
}

impl<T: HostTime> Pacer<T> {
    /// One that goes by another time, with `rate` cycles a second.
    pub fn with(time: T, rate: f64, cycle: u64) -> Self {
        let anchor = (cycle, time.now());
        Self { time, rate, anchor }
    }

    /// How many cycles may pass until it is asked again.
    pub fn slice(&self) -> u64 {
        ((self.rate * SLICE.as_secs_f64()) as u64).max(1)
    }

    /// The guest is at `cycle`: waits until that is due, or `interrupt` is set.
    pub fn keep(&mut self, cycle: u64, interrupt: &AtomicBool) {
        let (start, began) = self.anchor;
        // Time may have been turned back.
        let Some(passed) = cycle.checked_sub(start) else {
            self.anchor = (cycle, self.time.now());
            return;
        };
        let due = began + Duration::from_secs_f64(passed as f64 / self.rate);
        let mut now = self.time.now();
        while now < due && !interrupt.load(Ordering::SeqCst) {
            self.time.sleep((due - now).min(NAP));
            now = self.time.now();
        }
        // More is not made up for.
        if now > due + MOST_LAG {
            self.anchor = (cycle, now - MOST_LAG);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;

    /// A host whose time passes only when it is told to; each sleep takes a bit longer than it should.
    #[derive(Clone, Default)]
    struct Fake {
        now: Rc<Cell<Duration>>,
        late: Duration,
    }

    impl Fake {
        fn pass(&self, time: Duration) {
            self.now.set(self.now.get() + time);
        }
    }

    impl HostTime for Fake {
        fn now(&self) -> Duration {
            self.now.get()
        }

        fn sleep(&mut self, time: Duration) {
            self.pass(time + self.late);
        }
    }

    const MS: Duration = Duration::from_millis(1);

    /// Runs a guest of 1 MHz for `slices`, each of which takes the host `work`, and gives its cycles at the end of each with
    /// the time.
    fn run(fake: &Fake, slices: usize, work: impl Fn(usize) -> Duration) -> Vec<(u64, Duration)> {
        let mut pacer = Pacer::with(fake.clone(), 1e6, 0);
        let flag = AtomicBool::new(false);
        let mut cycle = 0;
        let step = |number| {
            cycle += pacer.slice();
            fake.pass(work(number));
            pacer.keep(cycle, &flag);
            (cycle, fake.now())
        };
        (0..slices).map(step).collect()
    }

    #[test]
    fn cycles_and_time_go_together_and_errors_do_not_add_up() {
        let fake = Fake {
            late: MS / 3,
            ..Fake::default()
        };
        let seen = run(&fake, 10_000, |number| MS * (number as u32 % 4));
        let (cycle, time) = seen[9_999];
        let drift = time.as_secs_f64() - cycle as f64 / 1e6;
        assert!((0.0..0.001).contains(&drift), "{drift}");
        for pair in seen.windows(250) {
            let time = (pair[249].1 - pair[0].1).as_secs_f64();
            let cycles = (pair[249].0 - pair[0].0) as f64 / 1e6;
            assert!((cycles / time - 1.0).abs() < 0.01, "{cycles} in {time}");
        }
    }

    #[test]
    fn what_a_stop_of_the_host_took_is_not_made_up_for_in_a_burst() {
        let fake = Fake::default();
        let stall = 100;
        let seen = run(&fake, 1000, |number| match number {
            _ if number == stall => MS * 5000,
            _ => MS,
        });
        let (before, at) = seen[stall];
        let behind = seen.iter().find(|(_, time)| *time >= at + MS * 1000);
        let (cycle, time) = behind.unwrap();
        let gained = (cycle - before) as f64 / 1e6 - (*time - at).as_secs_f64();
        assert!((0.0..=0.0101).contains(&gained), "{gained}");
    }

    #[test]
    fn an_interrupt_ends_the_wait() {
        let fake = Fake::default();
        let mut pacer = Pacer::with(fake.clone(), 1.0, 0);
        assert_eq!(pacer.slice(), 1);
        pacer.keep(100, &AtomicBool::new(true));
        assert_eq!(fake.now(), Duration::ZERO);
        pacer.keep(2, &AtomicBool::new(false));
        assert_eq!(fake.now(), MS * 2000);
    }

    #[test]
    fn speeds_and_clocks_are_read_as_they_are_shown() {
        for text in ["max", "1x", "0.5x", "2x", "1.25x"] {
            assert_eq!(Speed::parse(text).unwrap().name(), text);
        }
        assert_eq!(Speed::parse("3"), Some(Speed::Times(3.0)));
        for text in ["", "x", "0x", "-1x", "nanx", "infx", "fast", "1e9x"] {
            assert_eq!(Speed::parse(text), None, "{text}");
        }
        for text in ["1 MHz", "1.022727 MHz", "985.248 kHz", "50 Hz"] {
            assert_eq!(clock_name(parse_clock(text).unwrap()), text);
        }
        assert_eq!(parse_clock("2000000"), Some(2e6));
        assert_eq!(parse_clock("14MHZ"), Some(14e6));
        for text in ["", "MHz", "0", "-1 MHz", "1 GHz", "nan"] {
            assert_eq!(parse_clock(text), None, "{text}");
        }
    }
}
