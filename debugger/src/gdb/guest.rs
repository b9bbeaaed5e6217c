//! The guest as gdbstub sees it: registers, memory, breakpoints, and what a client asks of the rest.
//!
//! Invariants: looking never disturbs; what is written is noted by the history; nothing here lets the guest run: an order
//! is noted, and carried out when gdbstub is done with the packet.

use std::convert::Infallible;
use std::rc::Rc;

use gdbstub::target::ext::base::BaseOps;
use gdbstub::target::ext::base::single_register_access::{
    SingleRegisterAccess, SingleRegisterAccessOps,
};
use gdbstub::target::ext::base::singlethread::{SingleThreadBase, SingleThreadResumeOps};
use gdbstub::target::ext::breakpoints::BreakpointsOps;
use gdbstub::target::ext::extended_mode::ExtendedModeOps;
use gdbstub::target::ext::host_info::HostInfoOps;
use gdbstub::target::ext::memory_map::MemoryMapOps;
use gdbstub::target::ext::monitor_cmd::MonitorCmdOps;
use gdbstub::target::ext::process_info::ProcessInfoOps;
use gdbstub::target::ext::target_description_xml_override::TargetDescriptionXmlOverrideOps;
use gdbstub::target::{Target, TargetError, TargetResult};

use super::arch::{Mos6502, Register, Values};
use super::description::Client;
use super::extended::Extended;
use super::hearing::Hearing;
use super::points::Points;
use super::resume::Order;
use super::wire::Message;
use crate::serve::Link;
use jumppad_engine::answer::Registers;
use jumppad_language::session::Session;

/// What the protocol's errors call these, in numbers of Linux.
pub(super) const NO_SUCH_FILE: u8 = 2;
pub(super) const NO_ROOM: u8 = 12;
pub(super) const BAD_ADDRESS: u8 = 14;
pub(super) const INVALID: u8 = 22;

/// The session as a client's target.
pub(super) struct Guest<'a, 's> {
    pub(super) session: &'a mut Session<'s>,
    pub(super) link: Rc<Link<Message>>,
    pub(super) hearing: Hearing,
    pub(super) points: Points,
    /// What the guest is to do next.
    pub(super) order: Option<Order>,
    pub(super) extended: Extended,
    pub(super) client: Client,
    pub(super) staying: Staying,
}

/// Whether there is more to be said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Staying {
    #[default]
    On,
    /// A command left the session.
    Over,
}

/// Why something cannot be done.
pub(super) fn refused<T>(errno: u8) -> Result<T, TargetError<Infallible>> {
    Err(TargetError::Errno(errno))
}

impl Guest<'_, '_> {
    pub(super) fn values(&self) -> Values {
        Values {
            registers: Registers::from(self.session.debugger.machine.cpu()),
            width: self.client.width(),
        }
    }

    /// Gives the guest other registers.
    pub(super) fn set_values(&mut self, values: &Values) {
        let debugger = &mut *self.session.debugger;
        let Registers { pc, a, x, y, s, p } = values.registers;
        let cpu = debugger.machine.cpu_mut();
        let moves = cpu.pc != pc;
        (cpu.pc, cpu.a, cpu.x, cpu.y, cpu.sp) = (pc, a, x, y, s);
        cpu.set_p(p);
        // What I makes of a waiting interrupt counts at once.
        debugger.machine.poll_lines();
        if moves {
            debugger.moved();
        }
        self.changed();
    }

    /// Something was changed by hand.
    pub(super) fn changed(&mut self) {
        self.session.debugger.settle_history();
        self.session.flush();
    }
}

impl Target for Guest<'_, '_> {
    type Arch = Mos6502;
    type Error = Infallible;

    fn base_ops(&mut self) -> BaseOps<'_, Mos6502, Infallible> {
        BaseOps::SingleThread(self)
    }

    // There are no processes that could fork.
    fn use_fork_stop_reason(&self) -> bool {
        false
    }

    fn use_vfork_stop_reason(&self) -> bool {
        false
    }

    fn use_vforkdone_stop_reason(&self) -> bool {
        false
    }

    fn guard_rail_implicit_sw_breakpoints(&self) -> bool {
        true
    }

    fn support_breakpoints(&mut self) -> Option<BreakpointsOps<'_, Self>> {
        Some(self)
    }

    fn support_monitor_cmd(&mut self) -> Option<MonitorCmdOps<'_, Self>> {
        Some(self)
    }

    fn support_extended_mode(&mut self) -> Option<ExtendedModeOps<'_, Self>> {
        Some(self)
    }

    fn support_memory_map(&mut self) -> Option<MemoryMapOps<'_, Self>> {
        Some(self)
    }

    fn support_host_info(&mut self) -> Option<HostInfoOps<'_, Self>> {
        Some(self)
    }

    fn support_process_info(&mut self) -> Option<ProcessInfoOps<'_, Self>> {
        Some(self)
    }

    fn support_target_description_xml_override(
        &mut self,
    ) -> Option<TargetDescriptionXmlOverrideOps<'_, Self>> {
        Some(self)
    }
}

impl SingleThreadBase for Guest<'_, '_> {
    fn read_registers(&mut self, values: &mut Values) -> TargetResult<(), Self> {
        *values = self.values();
        Ok(())
    }

    fn write_registers(&mut self, values: &Values) -> TargetResult<(), Self> {
        self.set_values(values);
        Ok(())
    }

    fn support_single_register_access(&mut self) -> Option<SingleRegisterAccessOps<'_, (), Self>> {
        Some(self)
    }

    fn read_addrs(&mut self, start: u64, bytes: &mut [u8]) -> TargetResult<usize, Self> {
        let Ok(start) = u16::try_from(start) else {
            return refused(BAD_ADDRESS);
        };
        let machine = &self.session.debugger.machine;
        let there = (start..=u16::MAX).zip(bytes.iter_mut());
        let read = there.map(|(address, byte)| *byte = machine.peek(address));
        Ok(read.count())
    }

    fn write_addrs(&mut self, start: u64, bytes: &[u8]) -> TargetResult<(), Self> {
        let Ok(start) = u16::try_from(start) else {
            return refused(BAD_ADDRESS);
        };
        if bytes.len() > (start..=u16::MAX).len() {
            return refused(BAD_ADDRESS);
        }
        self.session.debugger.write(start, bytes);
        self.changed();
        Ok(())
    }

    fn support_resume(&mut self) -> Option<SingleThreadResumeOps<'_, Self>> {
        Some(self)
    }
}

impl SingleRegisterAccess<()> for Guest<'_, '_> {
    fn read_register(
        &mut self,
        (): (),
        register: Register,
        bytes: &mut [u8],
    ) -> TargetResult<usize, Self> {
        let value = self.values().bytes(register);
        let Some(room) = bytes.get_mut(..value.len()) else {
            return refused(INVALID);
        };
        room.copy_from_slice(&value);
        Ok(value.len())
    }

    fn write_register(
        &mut self,
        (): (),
        register: Register,
        bytes: &[u8],
    ) -> TargetResult<(), Self> {
        let mut values = self.values();
        if values.take(register, bytes).is_err() {
            return refused(INVALID);
        }
        self.set_values(&values);
        Ok(())
    }
}
