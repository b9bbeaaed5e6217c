//! What came of tests.

use std::time::Duration;

use super::case::Kind;

/// What came of one test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tested {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) verdict: Verdict,
    /// How often it was run.
    pub(super) attempts: u32,
    /// What the last run took of the host's time.
    pub(super) time: Duration,
    /// What it took of the guest's, if that is known.
    pub(super) cycles: Option<u64>,
    /// What it printed, of which long texts are cut in the middle.
    pub(super) out: String,
    pub(super) err: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// At once, or again and again until it did: then it is told as flaky.
    Passed,
    Failed(Why),
}

/// Why a test failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Why {
    #[error("exit code {code} instead of {expected}")]
    Code { code: i32, expected: i32 },
    #[error("an assertion failed")]
    Assertion,
    #[error("{text}{}", at(*pc))]
    Guest { text: String, pc: Option<u16> },
    #[error("it ran out of its {} seconds{}", time.as_secs_f64(), at(*pc))]
    Timeout { time: Duration, pc: Option<u16> },
    #[error("it ran out of its cycles{}", at(*pc))]
    Cycles { pc: Option<u16> },
    #[error("signal {0} ended it: a crash of this program, or somebody's wish")]
    Signal(i32),
    #[error("line {line} of its output is `{got}` instead of `{expected}`")]
    Output {
        line: usize,
        got: String,
        expected: String,
    },
    #[error("{0}")]
    NotRun(String),
}

fn at(pc: Option<u16>) -> String {
    pc.map_or_else(String::new, |pc| format!(" at ${pc:04X}"))
}

impl Why {
    /// A word for programs.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Code { .. } => "exit-code",
            Self::Assertion => "assertion",
            Self::Guest { .. } => "guest",
            Self::Timeout { .. } => "timeout",
            Self::Cycles { .. } => "cycles",
            Self::Signal(_) => "signal",
            Self::Output { .. } => "output",
            Self::NotRun(_) => "not-run",
        }
    }
}

impl Tested {
    pub(super) fn why(&self) -> Option<&Why> {
        match &self.verdict {
            Verdict::Passed => None,
            Verdict::Failed(why) => Some(why),
        }
    }

    /// Whether it passed, but not at once.
    pub(super) fn is_flaky(&self) -> bool {
        self.verdict == Verdict::Passed && self.attempts > 1
    }
}

/// What came of all, in their order.
#[derive(Debug)]
pub(super) struct Tests {
    /// None for a test that Ctrl-C left no time for.
    pub(super) results: Vec<Option<Tested>>,
    pub(super) time: Duration,
}

impl Tests {
    pub(super) fn done(&self) -> impl Iterator<Item = &Tested> {
        self.results.iter().flatten()
    }

    pub(super) fn total(&self) -> usize {
        self.results.len()
    }

    pub(super) fn failed(&self) -> usize {
        self.done().filter(|tested| tested.why().is_some()).count()
    }

    pub(super) fn passed(&self) -> usize {
        self.done().count() - self.failed()
    }

    pub(super) fn flaky(&self) -> usize {
        self.done().filter(|tested| tested.is_flaky()).count()
    }

    pub(super) fn left(&self) -> usize {
        self.total() - self.done().count()
    }
}

/// The first line in which `got` is another text than `expected`.
pub(super) fn difference(got: &[u8], expected: &[u8]) -> Option<Why> {
    if got == expected {
        return None;
    }
    let same = got.iter().zip(expected).take_while(|(a, b)| a == b).count();
    let line = got[..same].iter().filter(|&&byte| byte == b'\n').count();
    let of = |text: &[u8]| {
        let line = text.split(|&byte| byte == b'\n').nth(line);
        let line = line.unwrap_or_default();
        let line = &line[..line.len().min(LINE)];
        String::from_utf8_lossy(line).into_owned()
    };
    Some(Why::Output {
        line: line + 1,
        got: of(got),
        expected: of(expected),
    })
}

/// Bytes that are shown of a line.
const LINE: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_differs_is_told() {
        assert_eq!(difference(b"a\nb\n", b"a\nb\n"), None);
        let rows: &[(&[u8], &[u8], &str)] = &[
            (b"", b"a\n", "line 1 of its output is `` instead of `a`"),
            (
                b"a\nx\n",
                b"a\nb\n",
                "line 2 of its output is `x` instead of `b`",
            ),
            (b"a\nb", b"a\n", "line 2 of its output is `b` instead of ``"),
        ];
        for (got, expected, told) in rows {
            assert_eq!(difference(got, expected).unwrap().to_string(), *told);
        }
    }
}
