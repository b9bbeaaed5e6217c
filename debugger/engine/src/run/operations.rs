//! Running on and back, by one call each.

use super::{Goal, Halt, Order, resume, reverse};
use crate::answer::Stop;
use crate::debugger::{Debugger, event::Front};
use crate::error::Error;

impl Debugger {
    /// Lets the guest run until `order` is carried out or something else stops it; `front` is told what happens meanwhile.
    pub fn resume(&mut self, order: Order<Goal>, front: &mut dyn Front) -> Halt {
        resume(self, order, None, front)
    }

    /// Takes the guest back in time until `order` is carried out or something else stops it on the way.
    ///
    /// # Errors
    /// The history is off; nothing on the stack looks like the call to go back to; a defect was found, and the history is
    /// forgotten. The guest is where it was.
    pub fn reverse(&mut self, order: Order<reverse::Back>) -> Result<Box<Stop>, Error> {
        reverse::go_back(self, order)
    }
}

impl<G> Order<G> {
    /// To `goal` once, within the limit of cycles that the debugger's settings give.
    pub fn once(goal: G) -> Self {
        Self {
            goal,
            times: 1,
            cycles: None,
        }
    }
}
