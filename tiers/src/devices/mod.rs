//! Devices for tests and scripts: as simple as a guest can use them.

mod bank_register;
mod console;
mod feedback;
mod timer;

pub use bank_register::{BankRegister, Field};
pub use console::{Asking, Console, Keyboard, Terminal};
pub use feedback::Feedback;
pub use timer::Timer;
