//! The host in place of a ROM: chosen, and told of.

use super::Debugger;
use crate::answer::{HostView, RoutineView};
use crate::host::routines::{Setup, Told, screen_rows};

impl Debugger {
    /// Makes the host do these routines of ROMs, or none. The program starts again, for it may have called them already.
    pub fn set_routines(&mut self, setup: Option<Setup>) {
        self.guest.rom = setup;
        self.restart();
    }

    /// What the host does for the program; none if it stands in for no ROM.
    pub fn routines(&self) -> Option<HostView> {
        let routines = self.guest.routines()?;
        let view = |told: Told| RoutineView {
            address: told.address,
            name: told.name,
            call: told.call.name(),
            takes: told.call.takes(),
            gives: told.call.gives(),
            count: told.count,
        };
        Some(HostView {
            system: routines.setup().system.map(|system| system.name()),
            routines: routines.told().map(view).collect(),
        })
    }

    /// The rows of the C64's screen in memory, as text.
    pub fn screen_rows(&self) -> Vec<String> {
        screen_rows(&self.machine)
    }
}
