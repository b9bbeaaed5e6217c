//! `jit top`: a table of where the time goes, again and again while the guest runs.

use std::time::{Duration, Instant};

use crate::commands::{Enter, Row, bind};
use crate::grammar::token::{self, CycleLimit};
use crate::report::{Report, Stop, Why};
use crate::session::{Outcome, Session, carry_out};
use jumppad_engine::explorer::Top;
use jumppad_engine::run::{Goal, Order};

/// Between two tables, about.
const PERIOD: Duration = Duration::from_millis(500);
/// Cycles of the first of the stretches that the guest runs in.
const FIRST: u64 = 1_000_000;

pub(super) const TOP: Row = Row {
    names: &["jit top"],
    arguments: "[--cycles N]",
    summary: "let the guest run, and show twice a second where its time goes",
    details: "It is `continue` with a table: the regions with the largest shares of cycles, their tier, how often they \
              were entered and asked for help, and the emulated MHz. Ctrl-C ends it, and so does any stop. Shares are \
              of samples, which are taken for it every 10,000 cycles unless `profile on` takes others. With --cycles N \
              it stops after N cycles at the latest.",
    enter: Enter::Nothing,
    bind: |i| bind(i, token::cycles_option, top),
    ..Row::PLAIN
};

fn top(session: &mut Session<'_>, cycles: Option<CycleLimit>) -> Outcome {
    let order = Order {
        goal: Goal::Stop,
        times: 1,
        cycles: cycles.map(|limit| limit.0),
    };
    let mut left = order.limit(session.debugger);
    let mut top = Top::begin(session.debugger);
    let mut length = FIRST;
    let start = session.debugger.machine.cpu().cycles;
    let mut shown = Instant::now();
    let ended = loop {
        let stretch = left.map_or(length, |left| left.min(length));
        let before = session.debugger.machine.cpu().cycles;
        let began = Instant::now();
        let order = Order {
            goal: Goal::Stop,
            times: 1,
            cycles: Some(stretch),
        };
        let outcome = carry_out(session, order);
        let ran = session.debugger.machine.cpu().cycles.saturating_sub(before);
        left = left.map(|left| left.saturating_sub(ran));
        if shown.elapsed() >= PERIOD {
            let view = top.look(session.debugger);
            session.tell(&Report::Top(view));
            shown = Instant::now();
        }
        let goes_on =
            matches!(&outcome, Ok(Report::Stop(stop)) if matches!(stop.why, Why::Cycles { .. }));
        if !goes_on || left == Some(0) {
            break outcome;
        }
        // A stretch is to take a tenth of the period, whatever the guest's speed.
        let took = began.elapsed();
        if took < PERIOD / 20 {
            length = length.saturating_mul(2);
        } else if took > PERIOD / 5 {
            length = (length / 2).max(FIRST);
        }
    };
    let view = top.look(session.debugger);
    if view.samples > 0 {
        session.tell(&Report::Top(view));
    }
    top.end(session.debugger);
    // To the user it was one run.
    let ran = session.debugger.machine.cpu().cycles.wrapping_sub(start);
    ended.map(|report| match report {
        Report::Stop(stop) => {
            let elapsed = ran as i64;
            Report::Stop(Box::new(Stop { elapsed, ..*stop }))
        }
        other => other,
    })
}
