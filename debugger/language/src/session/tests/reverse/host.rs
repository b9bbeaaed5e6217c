//! A guest with a host goes back: the host is not asked again for what it answered, but for what it has not.

use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::sync::atomic::AtomicBool;

use jumppad_tiers::{Config, JitMode};

use super::{state, there_and_back};
use crate::error::CommandError;
use crate::report::{Report, Why};
use crate::session::{Session, Sink, tests::stop};
use jumppad_engine::host::sim65::files::{QUOTA, Reach};
use jumppad_engine::program::load::Program;

/// Keeps what the guest prints.
#[derive(Clone, Default)]
struct Paper(Rc<RefCell<Vec<u8>>>);

impl Paper {
    fn take(&self) -> String {
        String::from_utf8(self.0.take()).unwrap()
    }
}

impl Sink for Paper {
    fn report(&mut self, report: &Report, _: &AtomicBool) {
        if let Report::Output { bytes, .. } = report {
            self.0.borrow_mut().extend(bytes);
        }
    }

    fn error(&mut self, _: &CommandError, _: &str) {}
}

/// A session on one of the programs, whose files are in `folder`, at its exit.
fn exited(name: &str, folder: &Path, sent: &str, arguments: &str) -> (Session<'static>, Paper) {
    let paper = Paper::default();
    let config = Config {
        jit: JitMode::Off,
        ..Config::default()
    };
    let program = Program::default();
    let mut session = Session::new(config, None, program, Box::new(paper.clone()));
    session.debugger.guest.reach = Reach::Below {
        folder: folder.to_owned(),
        quota: QUOTA,
    };
    let path = format!(
        "{}/../../tests/data/sim65/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    for line in [format!("load \"{path}\""), sent.to_owned()] {
        session.execute(&line).unwrap();
    }
    let (why, _) = stop(&mut session, &[&format!("run {arguments}")]);
    assert_eq!(
        why,
        Why::Exited {
            code: u8::from(name == "greet02")
        }
    );
    (session, paper)
}

#[test]
fn a_known_answer_is_given_again_and_nothing_is_written_or_printed_twice() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("text.txt"), "Some text.\n").unwrap();
    let (mut session, paper) = exited("copy", folder.path(), "", "text.txt copied.txt");
    let end = state(&session);
    let copied = folder.path().join("copied.txt");
    assert_eq!(fs::read_to_string(&copied).unwrap(), "Some text.\n");
    fs::remove_file(&copied).unwrap();
    fs::remove_file(folder.path().join("text.txt")).unwrap();
    let printed = paper.take();
    for _ in 0..2 {
        let (why, _) = stop(&mut session, &["rs 50", "rc"]);
        assert!(matches!(why, Why::HistoryStart { .. }), "{why:?}");
        assert_eq!(stop(&mut session, &["c"]).0, Why::Exited { code: 0 });
        assert_eq!(state(&session), end);
    }
    assert!(!copied.exists());
    assert_eq!(paper.take(), "", "printed before: {printed}");
}

#[test]
fn every_step_goes_back_over_the_host_as_it_came() {
    let folder = tempfile::tempdir().unwrap();
    let (mut session, _) = exited("greet02", folder.path(), "", "one");
    session.debugger.restart();
    there_and_back(&mut session, 400);
}

#[test]
fn another_future_reads_its_input_and_its_arguments_again() {
    let folder = tempfile::tempdir().unwrap();
    let (mut session, paper) = exited("upper", folder.path(), "send \"typed\" 0a", "");
    assert_eq!(paper.take(), "TYPED\n");
    stop(&mut session, &["rc"]);
    session.execute("> 8000 0").unwrap();
    assert_eq!(stop(&mut session, &["c"]).0, Why::Exited { code: 0 });
    assert_eq!(paper.take(), "TYPED\n");
    let (mut session, paper) = exited("greet02", folder.path(), "", "one");
    let greeting = paper.take();
    assert!(greeting.contains("one"), "{greeting}");
    stop(&mut session, &["rc"]);
    session.execute("> 8000 0").unwrap();
    assert_eq!(stop(&mut session, &["c"]).0, Why::Exited { code: 1 });
    assert_eq!(paper.take(), greeting);
}
