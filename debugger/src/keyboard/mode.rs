//! A terminal whose keys are the guest's: each comes at once, as it is, without an echo. What is printed is printed as before:
//! a line feed begins a new line.
//!
//! One key stays the debugger's: the kernel makes SIGINT of it, however busy the program is. That is Ctrl-C, with Ctrl-Z for
//! SIGTSTP, or Ctrl-] alone.
//!
//! Invariant: at most one terminal is the guest's at a time, and what it was before is known until it is that again.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jumppad_engine::settings::CtrlC;
use rustix::termios::{
    InputModes, LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};

use super::signals;

/// ASCII's GS, which terminals send for Ctrl-].
const CTRL_BRACKET: u8 = 0x1D;
/// No key at all (`_POSIX_VDISABLE` of Linux); others have 0xFF, which no keyboard sends.
const NO_KEY: u8 = if cfg!(target_os = "linux") { 0 } else { 0xFF };

/// The terminal at standard input, before and while it is the guest's.
struct Changed {
    before: Termios,
    guest: Termios,
}

static CHANGED: Mutex<Option<Changed>> = Mutex::new(None);

fn changed() -> MutexGuard<'static, Option<Changed>> {
    // It is whole even where a thread died holding it.
    CHANGED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The terminal at standard input, the guest's until this is dropped.
pub(crate) struct GuestTerminal(());

impl GuestTerminal {
    /// Hands the terminal to the guest; none where standard input is no terminal, or it refuses.
    pub(crate) fn begin(ctrl_c: CtrlC) -> Option<Self> {
        let mut changed = changed();
        let before = tcgetattr(io::stdin()).ok()?;
        let guest = guests(&before, ctrl_c);
        signals::watch();
        signals::terminal_is(signals::Terminal::Guests);
        if tcsetattr(io::stdin(), OptionalActions::Now, &guest).is_err() {
            signals::terminal_is(signals::Terminal::Ours);
            return None;
        }
        *changed = Some(Changed { before, guest });
        Some(Self(()))
    }
}

impl Drop for GuestTerminal {
    fn drop(&mut self) {
        restore();
        *changed() = None;
        signals::terminal_is(signals::Terminal::Ours);
    }
}

/// The mode of a terminal that gives each key.
fn guests(before: &Termios, ctrl_c: CtrlC) -> Termios {
    let mut mode = before.clone();
    mode.local_modes
        .remove(LocalModes::ICANON | LocalModes::ECHO | LocalModes::IEXTEN);
    mode.local_modes.insert(LocalModes::ISIG);
    // Enter is a carriage return, and Ctrl-S and Ctrl-Q are keys.
    mode.input_modes.remove(
        InputModes::ICRNL
            | InputModes::INLCR
            | InputModes::IGNCR
            | InputModes::IXON
            | InputModes::ISTRIP,
    );
    let (stops, suspends) = match ctrl_c {
        CtrlC::Stop => (0x03, 0x1A),
        CtrlC::Guest => (CTRL_BRACKET, NO_KEY),
    };
    mode.special_codes[SpecialCodeIndex::VINTR] = stops;
    mode.special_codes[SpecialCodeIndex::VSUSP] = suspends;
    mode.special_codes[SpecialCodeIndex::VQUIT] = NO_KEY;
    mode.special_codes[SpecialCodeIndex::VMIN] = 1;
    mode.special_codes[SpecialCodeIndex::VTIME] = 0;
    mode
}

/// Makes the terminal what it was, if it is the guest's.
pub(crate) fn restore() {
    if let Some(Changed { before, .. }) = &*changed() {
        // A terminal that is gone needs nothing.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, before);
    }
}

/// Makes it the guest's again, behind a time in which others had it.
pub(super) fn again() {
    if let Some(Changed { guest, .. }) = &*changed() {
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, guest);
    }
}
