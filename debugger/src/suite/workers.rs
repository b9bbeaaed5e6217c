//! The tests at work, as many at once as there may be.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use super::case::Case;
use super::child::Hired;
use super::verdict::Tested;
use super::{Suite, child};

/// Runs all `cases`, and says of each when it is over; the answers are in their order.
pub(super) fn run(
    suite: &Suite,
    program: &Path,
    cases: &[Case],
    interrupt: &AtomicBool,
    mut over: impl FnMut(&Tested),
) -> Vec<Option<Tested>> {
    let next = AtomicUsize::new(0);
    let (sender, results) = mpsc::channel();
    let work = |sender: mpsc::Sender<(usize, Tested)>| {
        let mut hired = Hired::default();
        while !interrupt.load(Ordering::SeqCst) {
            let at = next.fetch_add(1, Ordering::SeqCst);
            let Some(case) = cases.get(at) else { return };
            let Some(tested) = attempt(suite, program, &mut hired, case, interrupt) else {
                return;
            };
            if sender.send((at, tested)).is_err() {
                return;
            }
        }
    };
    let mut answers = vec![None; cases.len()];
    thread::scope(|scope| {
        for _ in 0..suite.jobs.get().min(cases.len()) {
            let sender = sender.clone();
            scope.spawn(|| work(sender));
        }
        drop(sender);
        for (at, tested) in results {
            over(&tested);
            answers[at] = Some(tested);
        }
    });
    answers
}

/// Runs a test, again if it fails and may be run again.
fn attempt(
    suite: &Suite,
    program: &Path,
    hired: &mut Hired,
    case: &Case,
    interrupt: &AtomicBool,
) -> Option<Tested> {
    let mut once = || child::run(suite, program, hired, case, interrupt);
    let mut tested = once()?;
    while tested.why().is_some() && tested.attempts <= suite.retries {
        let again = once()?;
        tested = Tested {
            attempts: tested.attempts + 1,
            ..again
        };
    }
    Some(tested)
}
