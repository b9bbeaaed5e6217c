//! Clients of protocols that send anything.

use std::io::{self, Write};

use super::{CYCLES, on_demo};
use crate::serve::serve_bytes;
use crate::vice::Monitor;
use jumppad_engine::host::devices::kinds;

/// Where the guest's console is.
const CONSOLE: u16 = 0xF001;

/// Serves a client of VICE's binary monitor that sends `bytes`. Programs are not started by it: their names could be those
/// of pipes that nobody writes to.
///
/// # Panics
/// What the client is told is no message.
pub fn vice_messages(bytes: &[u8]) {
    const AUTOSTART: u8 = 0xDD;
    let kept = bytes.iter().copied();
    let kept = kept.map(|byte| byte - u8::from(byte == AUTOSTART));
    on_demo(|session| {
        session.debugger.settings.cycle_limit = Some(CYCLES);
        let machine = &mut session.debugger.machine;
        let devices = &mut session.debugger.devices;
        let console = devices.attach(machine, kinds::CONSOLE.at(CONSOLE));
        console.expect("nothing else is there");
        serve_bytes(session, &mut Monitor, kept.collect(), WholeMessages);
    });
}

/// Takes messages of VICE's binary monitor.
struct WholeMessages;

impl Write for WholeMessages {
    fn write(&mut self, message: &[u8]) -> io::Result<usize> {
        let (header, body) = message.split_at(12);
        assert_eq!(header[..2], [2, 2], "{header:?}");
        assert_eq!(header[2..6], (body.len() as u32).to_le_bytes());
        Ok(message.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::cases;
    use super::*;

    /// A message that is whole, mostly one of a command that there is.
    fn message() -> impl Strategy<Value = Vec<u8>> {
        let commands = vec![
            0x01, 0x02, 0x11, 0x12, 0x13, 0x14, 0x15, 0x22, 0x31, 0x32, 0x41, 0x42, 0x51, 0x52,
            0x71, 0x72, 0x73, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x91, 0xA2, 0xB2, 0xAA, 0xCC,
        ];
        let command = prop_oneof![9 => prop::sample::select(commands), 1 => any::<u8>()];
        // Small numbers are such as mean something.
        let byte = prop_oneof![3 => 0..4u8, 1 => Just(6), 1 => any::<u8>()];
        let body = prop_oneof![
            prop::collection::vec(byte, 0..24),
            "[\u{1}\u{2}]\u{0}\u{0}\u{0}\u{8}[AXY@cpu:$0-9=<>&|()+ ]{8}"
                .prop_map(String::into_bytes),
        ];
        (1..3u8, command, body).prop_map(|(version, command, body)| {
            let mut message = vec![2, version];
            message.extend((body.len() as u32).to_le_bytes());
            message.extend([1, 0, 0, 0, command]);
            message.extend(body);
            message
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(cases(60)))]

        #[test]
        fn any_messages_of_vice(
            messages in prop::collection::vec(message(), 0..30),
            between in prop::collection::vec(any::<u8>(), 0..20),
            cut in 0..40usize,
        ) {
            let mut bytes = [messages.concat(), between, messages.concat()].concat();
            bytes.truncate(bytes.len().saturating_sub(cut));
            vice_messages(&bytes);
        }
    }
}
