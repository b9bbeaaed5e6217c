//! The calls.

use std::io;

use jumppad_tiers::Machine;

use super::abi::{ax, pop, set_ax, set_word, stack};
use super::files::{Descriptor, Mode};
use super::streams::{Input, Streams};
use super::{Call, Host, Served};

/// -1, the answer of every call that failed.
const FAILED: u16 = 0xFFFF;
/// The longest path that sim65 takes, with its end.
const LONGEST_PATH: u16 = 1024;
/// The bytes of `open`'s arguments without a mode; Y holds how many there are.
pub(super) const OPEN_WITHOUT_MODE: u8 = 4;
/// The guest's memory that its arguments may take.
const MOST_ARGUMENTS: usize = 0x8000;

impl Host {
    pub(super) fn answer(
        &mut self,
        call: Call,
        machine: &mut Machine,
        streams: &mut dyn Streams,
    ) -> Served {
        match call {
            Call::Seek => {
                let pointer = self.kind.stack_pointer;
                let whence = ax(machine);
                // As in sim65, the upper half of the offset and of the answer is lost.
                let offset = pop(machine, pointer, 4);
                let number = pop(machine, pointer, 2);
                let now = self.files.seek(number, offset, whence);
                set_ax(machine, now.unwrap_or(FAILED));
                Served::Returned
            }
            Call::Remove => {
                let Some(path) = path(machine, ax(machine)) else {
                    return too_long(call);
                };
                let removed = self.files.remove(&path);
                set_ax(machine, removed.map_or(FAILED, |()| 0));
                Served::Returned
            }
            Call::MapErrno => {
                let failed = ax(machine) != 0;
                set_ax(machine, if failed { FAILED } else { 0 });
                Served::Returned
            }
            Call::Open => self.open(machine),
            Call::Close => {
                let closed = self.files.close(ax(machine));
                set_ax(machine, closed.map_or(FAILED, |()| 0));
                Served::Returned
            }
            Call::Read => self.read(machine, streams),
            Call::Write => self.write(machine, streams),
            Call::Args => self.args(machine),
            Call::Exit => Served::Exit(machine.cpu().a),
        }
    }

    /// `int open (const char* name, int flags, ...)`
    fn open(&mut self, machine: &mut Machine) -> Served {
        let more = machine.cpu().y.wrapping_sub(OPEN_WITHOUT_MODE);
        let given = pop(machine, self.kind.stack_pointer, more);
        let mode = match machine.cpu().y {
            y if y >= OPEN_WITHOUT_MODE + 2 => Mode::from_guest(given),
            _ => Mode::READ_WRITE,
        };
        let flags = pop(machine, self.kind.stack_pointer, 2);
        let name = pop(machine, self.kind.stack_pointer, 2);
        let Some(path) = path(machine, name) else {
            return too_long(Call::Open);
        };
        let opened = self.files.open(&path, flags, mode);
        set_ax(machine, opened.unwrap_or(FAILED));
        Served::Returned
    }

    /// `int read (int fd, void* buf, unsigned count)`
    fn read(&mut self, machine: &mut Machine, streams: &mut dyn Streams) -> Served {
        let (stack, count) = (stack(machine, self.kind.stack_pointer), ax(machine));
        let buffer = pop(machine, self.kind.stack_pointer, 2);
        let number = pop(machine, self.kind.stack_pointer, 2);
        let count = usize::from(count);
        let bytes = match self.files.get(number) {
            Some(Descriptor::File(file)) => file.read(count).ok(),
            Some(Descriptor::Stream(stream)) => match streams.read(*stream, count) {
                Ok(Input::Bytes(bytes)) => Some(bytes),
                Ok(Input::Interrupted) => {
                    // The guest will ask again, with the same arguments.
                    set_word(machine, u16::from(self.kind.stack_pointer), stack);
                    return Served::Interrupted;
                }
                Err(_) => None,
            },
            Some(Descriptor::Null) => Some(Vec::new()),
            None | Some(Descriptor::Folder) => None,
        };
        let Some(bytes) = bytes else {
            set_ax(machine, FAILED);
            return Served::Returned;
        };
        let mut to = buffer;
        for &byte in &bytes {
            machine.poke(to, byte);
            to = to.wrapping_add(1);
        }
        // Never more than the guest asked for, which is a u16.
        set_ax(machine, bytes.len() as u16);
        Served::Returned
    }

    /// `int write (int fd, const void* buf, unsigned count)`
    fn write(&mut self, machine: &mut Machine, streams: &mut dyn Streams) -> Served {
        let count = ax(machine);
        let buffer = pop(machine, self.kind.stack_pointer, 2);
        let number = pop(machine, self.kind.stack_pointer, 2);
        let bytes: Vec<u8> = (0..count)
            .map(|at| machine.peek(buffer.wrapping_add(at)))
            .collect();
        match self.files.write(number, &bytes, streams) {
            Ok(()) => set_ax(machine, count),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Served::Unread,
            Err(_) => set_ax(machine, FAILED),
        }
        Served::Returned
    }

    /// Puts the arguments on the C stack and `argv` where A and X point; the answer is `argc`. As in sim65, who asks again
    /// gets none.
    fn args(&mut self, machine: &mut Machine) -> Served {
        let arguments = std::mem::take(&mut self.arguments);
        let size: usize = arguments.iter().map(|text| text.len() + 3).sum();
        if size > MOST_ARGUMENTS {
            return Served::Fault(format!("{size} bytes of arguments do not fit into memory"));
        }
        let count = arguments.len() as u16;
        let mut text_at = stack(machine, self.kind.stack_pointer).wrapping_sub((count + 1) * 2);
        let mut entry = text_at;
        set_word(machine, ax(machine), entry);
        for text in arguments {
            text_at = text_at.wrapping_sub(text.len() as u16 + 1);
            for (at, byte) in text.into_iter().chain([0]).enumerate() {
                machine.poke(text_at.wrapping_add(at as u16), byte);
            }
            set_word(machine, entry, text_at);
            entry = entry.wrapping_add(2);
        }
        set_word(machine, entry, 0);
        set_word(machine, u16::from(self.kind.stack_pointer), text_at);
        set_ax(machine, count);
        Served::Returned
    }
}

/// The path at `at`; none if it is longer than sim65 takes.
pub(super) fn path(machine: &Machine, at: u16) -> Option<Vec<u8>> {
    let bytes = (0..LONGEST_PATH).map(|offset| machine.peek(at.wrapping_add(offset)));
    let path: Vec<u8> = bytes.take_while(|&byte| byte != 0).collect();
    (path.len() < usize::from(LONGEST_PATH)).then_some(path)
}

fn too_long(call: Call) -> Served {
    Served::Fault(format!(
        "the path given to {} is longer than {LONGEST_PATH} bytes",
        call.name()
    ))
}
