//! What a client is told of the machine: registers, memory, and what lldb wants to know of the host.

use std::convert::Infallible;
use std::fmt::Write;

use gdbstub::common::Endianness;
use gdbstub::target::TargetResult;
use gdbstub::target::ext::host_info::{HostInfo, HostInfoResponse};
use gdbstub::target::ext::memory_map::MemoryMap;
use gdbstub::target::ext::process_info::{ProcessInfo, ProcessInfoResponse};
use gdbstub::target::ext::target_description_xml_override::TargetDescriptionXmlOverride;

use super::extended::PROGRAM;
use super::guest::{Guest, NO_SUCH_FILE, refused};
use jumppad_engine::answer::{Stretch, What};
use jumppad_engine::debugger::{Debugger, map::map};

/// What LLVM-MOS calls the machine.
const TRIPLE: &str = "mos-unknown-unknown";

impl TargetDescriptionXmlOverride for Guest<'_, '_> {
    fn target_description_xml(
        &self,
        annex: &[u8],
        offset: u64,
        length: usize,
        room: &mut [u8],
    ) -> TargetResult<usize, Self> {
        match annex {
            b"target.xml" => Ok(piece(&self.client.description(), offset, length, room)),
            _ => refused(NO_SUCH_FILE),
        }
    }
}

impl MemoryMap for Guest<'_, '_> {
    fn memory_map_xml(
        &self,
        offset: u64,
        length: usize,
        room: &mut [u8],
    ) -> TargetResult<usize, Self> {
        let text = memory_map(self.session.debugger);
        Ok(piece(&text, offset, length, room))
    }
}

/// The memory map as the protocol has it, which knows no devices.
fn memory_map(debugger: &Debugger) -> String {
    let mut text = concat!(
        "<?xml version=\"1.0\"?>\n",
        "<!DOCTYPE memory-map PUBLIC \"+//IDN gnu.org//DTD GDB Memory Map V1.0//EN\"",
        " \"http://sourceware.org/gdb/gdb-memory-map.dtd\">\n",
        "<memory-map>\n",
    )
    .to_owned();
    for stretch in map(debugger, 0..=u16::MAX) {
        let kind = match stretch.what {
            What::Ram | What::Open | What::Device { .. } => "ram",
            What::ReadOnly => "rom",
        };
        let (start, length) = (stretch.start, (stretch.start..=stretch.end).len());
        let _ = writeln!(
            text,
            "<memory type=\"{kind}\" start=\"{start:#x}\" length=\"{length:#x}\"/>"
        );
    }
    text + "</memory-map>\n"
}

/// What is around `address`, as lldb asks for it.
pub(super) fn region(debugger: &Debugger, address: u64) -> String {
    let stretches = map(debugger, 0..=u16::MAX);
    let around =
        |stretch: &&Stretch| (u64::from(stretch.start)..=stretch.end.into()).contains(&address);
    match stretches.iter().find(around) {
        Some(stretch) => {
            let (start, length) = (stretch.start, (stretch.start..=stretch.end).len());
            let may = match stretch.what {
                What::Ram | What::Open | What::Device { .. } => "rwx",
                What::ReadOnly => "rx",
            };
            format!("start:{start:x};size:{length:x};permissions:{may};")
        }
        // Nothing is there. Some lldb goes round where an end is no number.
        None => {
            let start = u64::from(u16::MAX) + 1;
            format!("start:{start:x};size:{:x};", u64::MAX - start)
        }
    }
}

/// Copies the piece of `text` that is asked for; how long it is.
fn piece(text: &str, offset: u64, length: usize, room: &mut [u8]) -> usize {
    let offset = usize::try_from(offset).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(offset..).unwrap_or_default();
    let length = length.min(rest.len()).min(room.len());
    room[..length].copy_from_slice(&rest[..length]);
    length
}

impl HostInfo for Guest<'_, '_> {
    fn host_info(&self, write: &mut dyn FnMut(&HostInfoResponse<'_>)) -> Result<(), Infallible> {
        write(&HostInfoResponse::Triple(TRIPLE));
        write(&HostInfoResponse::Endianness(Endianness::Little));
        write(&HostInfoResponse::PointerSize(2));
        Ok(())
    }
}

impl ProcessInfo for Guest<'_, '_> {
    fn process_info(
        &self,
        write: &mut dyn FnMut(&ProcessInfoResponse<'_>),
    ) -> Result<(), Infallible> {
        write(&ProcessInfoResponse::Pid(PROGRAM));
        write(&ProcessInfoResponse::Triple(TRIPLE));
        write(&ProcessInfoResponse::Endianness(Endianness::Little));
        write(&ProcessInfoResponse::PointerSize(2));
        Ok(())
    }
}
