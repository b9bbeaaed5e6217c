//! The client sets breakpoints and watchpoints.

use gdbstub::target::TargetResult;
use gdbstub::target::ext::breakpoints::{
    Breakpoints, HwBreakpoint, HwBreakpointOps, HwWatchpoint, HwWatchpointOps, SwBreakpoint,
    SwBreakpointOps, WatchKind,
};
use jumppad_tiers::Access;

use super::guest::{BAD_ADDRESS, Guest, NO_ROOM, refused};
use super::points::{TooMany, What};

/// Whether something is set or taken back.
#[derive(Clone, Copy)]
enum Change {
    Add,
    Remove,
}

impl Guest<'_, '_> {
    fn change(&mut self, change: Change, what: Option<What>) -> TargetResult<bool, Self> {
        let Some(what) = what else {
            return refused(BAD_ADDRESS);
        };
        match change {
            Change::Add => match self.points.add(self.session.debugger, what) {
                Ok(()) => Ok(true),
                Err(TooMany) => refused(NO_ROOM),
            },
            Change::Remove => {
                self.points.withdraw(&what);
                Ok(true)
            }
        }
    }
}

fn soft(address: u64) -> Option<What> {
    Some(What::Soft(address.try_into().ok()?))
}

fn hard(address: u64) -> Option<What> {
    Some(What::Hard(address.try_into().ok()?))
}

fn data(start: u64, length: u64, kind: WatchKind) -> Option<What> {
    let end = start.checked_add(length.max(1) - 1)?;
    let range = start.try_into().ok()?..=end.try_into().ok()?;
    let access = match kind {
        WatchKind::Write => Access::Write,
        WatchKind::Read => Access::Read,
        WatchKind::ReadWrite => Access::ReadWrite,
    };
    Some(What::Data(range, access))
}

impl Breakpoints for Guest<'_, '_> {
    fn support_sw_breakpoint(&mut self) -> Option<SwBreakpointOps<'_, Self>> {
        Some(self)
    }

    fn support_hw_breakpoint(&mut self) -> Option<HwBreakpointOps<'_, Self>> {
        Some(self)
    }

    fn support_hw_watchpoint(&mut self) -> Option<HwWatchpointOps<'_, Self>> {
        Some(self)
    }
}

impl SwBreakpoint for Guest<'_, '_> {
    fn add_sw_breakpoint(&mut self, address: u64, _: usize) -> TargetResult<bool, Self> {
        self.change(Change::Add, soft(address))
    }

    fn remove_sw_breakpoint(&mut self, address: u64, _: usize) -> TargetResult<bool, Self> {
        self.change(Change::Remove, soft(address))
    }
}

impl HwBreakpoint for Guest<'_, '_> {
    fn add_hw_breakpoint(&mut self, address: u64, _: usize) -> TargetResult<bool, Self> {
        self.change(Change::Add, hard(address))
    }

    fn remove_hw_breakpoint(&mut self, address: u64, _: usize) -> TargetResult<bool, Self> {
        self.change(Change::Remove, hard(address))
    }
}

impl HwWatchpoint for Guest<'_, '_> {
    fn add_hw_watchpoint(
        &mut self,
        start: u64,
        length: u64,
        kind: WatchKind,
    ) -> TargetResult<bool, Self> {
        self.change(Change::Add, data(start, length, kind))
    }

    fn remove_hw_watchpoint(
        &mut self,
        start: u64,
        length: u64,
        kind: WatchKind,
    ) -> TargetResult<bool, Self> {
        self.change(Change::Remove, data(start, length, kind))
    }
}
