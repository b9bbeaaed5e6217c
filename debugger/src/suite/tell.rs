//! What a user sees of tests: how far they are, those that failed with what they printed last, the sum.
//!
//! On a terminal the tests that passed are a line that is rewritten; elsewhere each test is a line.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use super::verdict::{Tested, Tests};
use crate::render::{Role, columns, paint, put_text, shown};

const ERASE: &str = "\r\x1b[K";
/// Time between two lines of progress.
const INTERVAL: Duration = Duration::from_millis(100);

/// Lines of a long text that are shown.
const FIRST_LINES: usize = 10;
const LAST_LINES: usize = 20;

/// How progress is shown.
enum Way {
    /// Not at all.
    Nothing,
    /// Each test is a line.
    Lines,
    /// The last line of the terminal, shown at that time.
    Live(Instant),
}

pub(super) struct Teller {
    way: Way,
    total: usize,
    done: usize,
    failed: usize,
}

impl Teller {
    /// For so many tests; silent unless it `is_told`.
    pub(super) fn new(total: usize, is_told: bool) -> Self {
        let is_seen = io::stdout().is_terminal() && io::stderr().is_terminal();
        Self {
            way: match (is_told, is_seen) {
                (false, _) => Way::Nothing,
                (true, false) => Way::Lines,
                (true, true) => Way::Live(Instant::now()),
            },
            total,
            done: 0,
            failed: 0,
        }
    }

    /// Tells of a test that is over.
    pub(super) fn tell(&mut self, tested: &Tested) {
        self.done += 1;
        self.failed += usize::from(tested.why().is_some());
        match &mut self.way {
            Way::Nothing => {}
            Way::Lines => put_text(&result(tested)),
            Way::Live(at) => {
                let is_due = at.elapsed() >= INTERVAL;
                if tested.why().is_some() || tested.is_flaky() {
                    live("");
                    put_text(&result(tested));
                } else if !is_due {
                    return;
                }
                *at = Instant::now();
                let (done, total, failed) = (self.done, self.total, self.failed);
                let line = format!("[{done}/{total}] {failed} failed, {}", tested.name);
                let line: String = line.chars().take(columns().saturating_sub(1)).collect();
                live(&shown(&line));
            }
        }
    }

    /// Tells of those that failed, and of all in numbers.
    pub(super) fn end(&self, tests: &Tests) {
        match self.way {
            Way::Nothing => return,
            Way::Lines => {}
            Way::Live(_) => live(""),
        }
        for tested in tests.done().filter(|tested| tested.why().is_some()) {
            put_text(&failure(tested));
        }
        put_text(&sum(tests));
    }
}

/// Puts `line` where the last one was.
fn live(line: &str) {
    let mut stderr = io::stderr();
    // A terminal that is gone needs no progress.
    let _ = stderr
        .write_all(format!("{ERASE}{line}").as_bytes())
        .and_then(|()| stderr.flush());
}

fn result(tested: &Tested) -> String {
    let seconds = tested.time.as_secs_f64();
    let name = &tested.name;
    match tested.why() {
        Some(why) => format!("{}  {name}: {why}\n", paint(Role::Error, "FAIL")),
        None if tested.is_flaky() => format!(
            "{} {name}: passed in run {}\n",
            paint(Role::Changed, "flaky"),
            tested.attempts
        ),
        None => format!(
            "{}    {name} ({seconds:.2} s)\n",
            paint(Role::Current, "ok")
        ),
    }
}

/// All that is known of a test that failed.
fn failure(tested: &Tested) -> String {
    let Some(why) = tested.why() else {
        return String::new();
    };
    let mut text = format!(
        "\n{} {}\n  {why}\n",
        paint(Role::Error, "failed:"),
        tested.name
    );
    for (name, printed) in [
        ("standard output", &tested.out),
        ("standard error", &tested.err),
    ] {
        if printed.is_empty() {
            continue;
        }
        text += &format!("  {name}:\n");
        for line in cut(printed) {
            text += &format!("    {line}\n");
        }
    }
    text
}

/// The lines of a text, without the middle of a long one.
fn cut(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let whole = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
    match lines.len().checked_sub(FIRST_LINES + LAST_LINES) {
        None | Some(0) => whole(&lines),
        Some(left) => {
            let last = lines.len() - LAST_LINES;
            let mut cut: Vec<String> = whole(&lines[..FIRST_LINES]);
            cut.push(format!("[{left} lines left out]"));
            cut.extend(whole(&lines[last..]));
            cut
        }
    }
}

fn sum(tests: &Tests) -> String {
    let mut text = format!("\n{}: {} passed", counted(tests.total()), tests.passed());
    match tests.failed() {
        0 => text += ", 0 failed",
        failed => text += &format!(", {}", paint(Role::Error, format!("{failed} failed"))),
    }
    for (count, word) in [(tests.flaky(), "flaky"), (tests.left(), "not run")] {
        if count > 0 {
            text += &format!(", {count} {word}");
        }
    }
    text + &format!(" in {:.2} s\n", tests.time.as_secs_f64())
}

fn counted(tests: usize) -> String {
    match tests {
        1 => "1 test".to_owned(),
        count => format!("{count} tests"),
    }
}
