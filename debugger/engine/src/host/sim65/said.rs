//! What a verbose run says of a call before it is answered.

use jumppad_tiers::Machine;

use super::abi::{ax, stack};
use super::calls::{OPEN_WITHOUT_MODE, path};
use super::{Call, Host};

impl Host {
    /// The call with its arguments; nothing is taken from the stack.
    pub fn said(&self, call: Call, machine: &Machine) -> String {
        let top = stack(machine, self.kind.stack_pointer);
        let word = |depth: u16| machine.peek_word(top.wrapping_add(depth));
        let text = |at: u16| {
            let path = path(machine, at).unwrap_or_default();
            String::from_utf8_lossy(&path).escape_default().to_string()
        };
        let arguments = match call {
            Call::Seek => format!("{}, ${:04X}, {}", word(4), word(0), ax(machine)),
            Call::Remove => format!("\"{}\"", text(ax(machine))),
            Call::Open => {
                let mode = u16::from(machine.cpu().y.wrapping_sub(OPEN_WITHOUT_MODE));
                format!("\"{}\", ${:04X}", text(word(mode + 2)), word(mode))
            }
            Call::MapErrno | Call::Close => ax(machine).to_string(),
            Call::Read | Call::Write => format!("{}, ${:04X}, {}", word(2), word(0), ax(machine)),
            Call::Args => format!("${:04X}", ax(machine)),
            Call::Exit => machine.cpu().a.to_string(),
        };
        format!("{} ({arguments})", call.name())
    }
}
