//! A conversation with one client: packets in, answers out, and the guest under way in between.
//!
//! Invariants: each packet is answered, in the order of their coming; one that cannot be understood is answered by an
//! error, and nothing else comes of it; when the client goes, the guest rests where it is, without the client's
//! breakpoints.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use gdbstub::stub::state_machine::GdbStubStateMachine;
use gdbstub::stub::{DisconnectReason, GdbStub};

use super::arch::Register;
use super::console::{Console, Nobody};
use super::courtesy::{Treatment, treatment};
use super::describe::region;
use super::description::Client;
use super::extended::Extended;
use super::guest::{Guest, INVALID, Staying};
use super::hearing::Hearing;
use super::outgoing::{Acks, Handle, Listening, Outgoing};
use super::points::Points;
use super::resume::Went;
use super::wire::{LONGEST, Message};
use crate::serve::{Ended, Incoming, Link};
use jumppad_language::session::Session;

/// What gdbstub is at one moment.
type Machine<'a, 's> = GdbStubStateMachine<'static, Guest<'a, 's>, Handle>;

/// What gdbstub made of a packet.
enum Step<'a, 's> {
    /// It waits for another.
    Next(Machine<'a, 's>),
    /// The client is done.
    Left(Ended),
}

/// Serves a client of `session` until it goes.
pub(super) fn talk(
    session: &mut Session<'_>,
    link: Rc<Link<Message>>,
    to: Box<dyn io::Write>,
) -> Ended {
    let out = Rc::new(RefCell::new(Outgoing::new(to)));
    // What happened before is not the client's.
    session.flush();
    let terminal = std::mem::replace(&mut session.shell.sink, Box::new(Nobody));
    let terminal = Rc::new(RefCell::new(terminal));
    session.shell.sink = Box::new(Console::new(Rc::clone(&out), Rc::clone(&terminal)));
    let mut guest = Guest {
        session,
        link,
        hearing: Hearing::new(Rc::clone(&out)),
        points: Points::default(),
        order: None,
        extended: Extended::default(),
        client: Client::default(),
        staying: Staying::default(),
    };
    let ended = Talk::new(&mut guest, out).run();
    let mut points = std::mem::take(&mut guest.points);
    points.clear(session.debugger);
    session.leave_block();
    let own = std::mem::replace(&mut *terminal.borrow_mut(), Box::new(Nobody));
    session.shell.sink = own;
    ended
}

struct Talk<'g, 'a, 's> {
    guest: &'g mut Guest<'a, 's>,
    out: Rc<RefCell<Outgoing>>,
    /// What the client said of itself, which gdbstub is told again when it begins anew.
    greeting: Vec<u8>,
}

impl<'g, 'a, 's> Talk<'g, 'a, 's> {
    fn new(guest: &'g mut Guest<'a, 's>, out: Rc<RefCell<Outgoing>>) -> Self {
        let greeting = Vec::new();
        Self {
            guest,
            out,
            greeting,
        }
    }

    fn run(mut self) -> Ended {
        let Some(mut machine) = self.begin() else {
            return Ended::Left;
        };
        loop {
            let incoming = self.guest.hearing.next();
            let step = match incoming.unwrap_or_else(|| self.guest.link.wait()) {
                Incoming::User => return Ended::Over,
                Incoming::Closed => return Ended::Left,
                Incoming::Bad(error) => {
                    self.guest
                        .session
                        .note(format!("the client is gone: {error}"));
                    return Ended::Left;
                }
                // The guest rests already.
                Incoming::Message(Message::Interrupt) => continue,
                Incoming::Message(Message::Again) => {
                    self.out.borrow_mut().repeat();
                    continue;
                }
                Incoming::Message(Message::Broken) => {
                    self.broken();
                    continue;
                }
                Incoming::Message(Message::Packet(body)) => self.answer(machine, body),
            };
            machine = match step {
                Some(Step::Next(machine)) => machine,
                Some(Step::Left(ended)) => return ended,
                // gdbstub could not go on.
                None => match self.begin() {
                    Some(machine) => machine,
                    None => return Ended::Left,
                },
            };
            if self.guest.staying == Staying::Over {
                return Ended::Over;
            }
            if !self.out.borrow().is_well() {
                return Ended::Left;
            }
        }
    }

    /// A packet did not arrive whole.
    fn broken(&mut self) {
        let mut out = self.out.borrow_mut();
        match out.acks {
            Acks::Sent => out.acknowledge(b'-'),
            // It is not sent again, and something is waited for.
            Acks::Omitted => out.packet(&error()),
        }
    }

    /// gdbstub anew, told what it must know of the client.
    fn begin(&mut self) -> Option<Machine<'a, 's>> {
        let handle = Handle(Rc::clone(&self.out));
        let stub = GdbStub::builder(handle).packet_buffer_size(LONGEST);
        let machine = stub.build().ok()?.run_state_machine(self.guest).ok()?;
        let out = Rc::clone(&self.out);
        Outgoing::silently(&out, || {
            let machine = self.feed(machine, b"QStartNoAckMode")?;
            match self.greeting.is_empty() {
                true => Some(machine),
                false => self.feed(machine, &self.greeting.clone()),
            }
        })
    }

    /// Gives gdbstub a packet; none where it cannot go on after that.
    fn feed(&mut self, mut machine: Machine<'a, 's>, body: &[u8]) -> Option<Machine<'a, 's>> {
        let sum = body.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
        let end = format!("#{sum:02x}");
        for &byte in [b"$", body, end.as_bytes()].concat().iter() {
            machine = match machine {
                GdbStubStateMachine::Idle(idle) => idle.incoming_data(self.guest, byte).ok()?,
                other => other,
            };
        }
        Some(machine)
    }

    /// Answers one packet; none where gdbstub must begin anew.
    fn answer(&mut self, machine: Machine<'a, 's>, body: Vec<u8>) -> Option<Step<'a, 's>> {
        self.out.borrow_mut().acknowledge(b'+');
        let body = match treatment(body) {
            Treatment::Pass(body) => body,
            Treatment::From(address, body) => {
                let mut values = self.guest.values();
                values.registers.pc = address;
                self.guest.set_values(&values);
                body
            }
            Treatment::Acknowledge(acks) => {
                let mut out = self.out.borrow_mut();
                out.packet("OK");
                out.acks = acks;
                return Some(Step::Next(machine));
            }
            Treatment::Restart => {
                self.guest.start_again();
                return Some(Step::Next(machine));
            }
            Treatment::Region(address) => {
                let region = region(self.guest.session.debugger, address);
                self.out.borrow_mut().packet(&region);
                return Some(Step::Next(machine));
            }
            Treatment::Refuse => {
                self.out.borrow_mut().packet(&error());
                return Some(Step::Next(machine));
            }
        };
        let Some(machine) = self.feed(machine, &body) else {
            self.guest.order = None;
            let mut out = self.out.borrow_mut();
            out.forget();
            out.packet(&error());
            return None;
        };
        if body.starts_with(b"qSupported") {
            self.guest.client = Client::of(&body);
            self.greeting = body;
        }
        self.proceed(machine)
    }

    /// Does what gdbstub wants done before the next packet.
    fn proceed(&mut self, machine: Machine<'a, 's>) -> Option<Step<'a, 's>> {
        Some(match machine {
            GdbStubStateMachine::Running(running) => {
                let order = self.guest.order.take()?;
                let before = self.guest.hearing.listens(Listening::Yes);
                let went = self.guest.carry_out(order);
                self.guest.hearing.listens(before);
                let Went::Stopped(reason) = went else {
                    return Some(Step::Left(Ended::Over));
                };
                let values = self.guest.values();
                let told: Vec<_> = Register::OWN
                    .into_iter()
                    .map(|register| (register, values.bytes(register)))
                    .collect();
                let mut told = told
                    .iter()
                    .map(|(register, bytes)| (*register, bytes.as_slice()));
                let next = running.report_stop_with_regs(self.guest, reason, &mut told);
                return self.proceed(next.ok()?);
            }
            GdbStubStateMachine::Disconnected(gone) => match gone.get_reason() {
                DisconnectReason::Kill => Step::Left(Ended::Over),
                DisconnectReason::Disconnect => Step::Left(Ended::Left),
                // The program ended, and the client is still there: it may look, go back, and start it again.
                _ => Step::Next(gone.return_to_idle()),
            },
            GdbStubStateMachine::Idle(_) => Step::Next(machine),
            // It is never told of interrupts.
            GdbStubStateMachine::CtrlCInterrupt(_) => return None,
        })
    }
}

/// The answer to what cannot be understood.
fn error() -> String {
    format!("E{INVALID:02x}")
}
