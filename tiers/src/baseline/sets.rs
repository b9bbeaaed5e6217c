//! The stencils that the build made: of each chip, where there are some for the host.

use jumppad_opcodes::Model;
use jumppad_stencils::Set;

#[cfg(jumppad_stencils)]
mod made {
    use jumppad_stencils::{Ending, Hole, Patch, Set, Stencil, Target, Value};

    include!(concat!(env!("OUT_DIR"), "/stencils.rs"));
}

/// The stencils of a chip.
#[cfg(jumppad_stencils)]
pub(super) fn set(model: Model) -> Option<&'static Set> {
    Some(match model {
        Model::Nmos6502 => &made::NMOS_6502,
        Model::Ricoh2A03 => &made::RICOH_2A03,
        Model::Wdc65C02 => &made::WDC_65C02,
        Model::Rockwell65C02 => &made::ROCKWELL_65C02,
        Model::Synertek65C02 => &made::SYNERTEK_65C02,
    })
}

/// There are none.
#[cfg(not(jumppad_stencils))]
pub(super) fn set(_model: Model) -> Option<&'static Set> {
    None
}
