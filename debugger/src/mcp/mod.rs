//! The Model Context Protocol on standard streams: assistants as faces of a session.
//!
//! The protocol is spoken by a thread of its own (`server`), which hands each call of a tool to the session's thread
//! (`desk`) and waits for the answer. What the tools are is `tools`; what they answer are the reports that `--json`
//! writes, told as text beside.
//!
//! Invariants: calls are carried out one after the other, in the order of their coming; one that takes too long, or that
//! the client takes back, is interrupted, and the guest rests.

mod collector;
mod desk;
mod schemas;
mod server;
mod tools;

use std::time::Duration;

use crate::exit::Exit;
use crate::render::put_error;
use crate::serve::User;
use collector::Collector;
use desk::{Answer, Call, Desk, Next};
use jumppad_language::session::Session;

/// Between two looks for Ctrl-C while nothing is asked.
const PATIENCE: Duration = Duration::from_millis(50);

/// Serves the client that has the standard streams until it goes.
pub(crate) fn serve(session: &mut Session<'_>, user: &User) -> Exit {
    // What happened before is no answer.
    session.flush();
    let (counter, desk) = desk::open(session.debugger.interrupt.clone());
    let speaking = match server::speak(counter) {
        Ok(speaking) => speaking,
        Err(error) => {
            put_error(&format!(
                "jumppad: the protocol cannot be spoken: {error}\n"
            ));
            return Exit::Failed;
        }
    };
    loop {
        match desk.next(PATIENCE) {
            Next::Call(call) => carry_out(session, &desk, call),
            Next::Nothing if user.take() => return Exit::Fine,
            Next::Nothing => {}
            Next::Over => break,
        }
    }
    match speaking.join() {
        Ok(Ok(())) => Exit::Fine,
        Ok(Err(error)) => {
            put_error(&format!("jumppad: {error}\n"));
            Exit::Failed
        }
        Err(_) => Exit::Failed,
    }
}

/// Carries out one call, and answers it.
fn carry_out(session: &mut Session<'_>, desk: &Desk, call: Call) {
    if !desk.begin(&call) {
        // Nobody waits for it.
        return;
    }
    let collector = Collector::default();
    let before = std::mem::replace(&mut session.shell.sink, Box::new(collector.clone()));
    let outcome = (call.tool.run)(session, call.arguments);
    session.tell_output();
    session.shell.sink = before;
    desk.end();
    // One who went meanwhile does not hear it.
    let _ = call.reply.send(Answer::of(outcome, &collector));
}
