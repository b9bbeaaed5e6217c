//! The stencils that the build made: of each chip, where there are some for the host.

use jumppad_opcodes::Model;
use jumppad_stencils::Set;

#[cfg(jumppad_stencils)]
mod made {
    use jumppad_stencils::{Ending, Hole, Patch, Set, Stencil, Target, Value};

    include!(concat!(env!("OUT_DIR"), "/stencils.rs"));
}

#[cfg(jumppad_stencils)]
macro_rules! sets {
    ($($model:ident $chip:ident $module:ident $file:literal $table:ident $name:literal
        $doc:literal decimal: $decimal:literal, cmos: $cmos:expr;)*) => {
        /// The stencils of a chip.
        pub(super) fn set(model: Model) -> Option<&'static Set> {
            Some(match model { $(Model::$model => &made::$table),* })
        }
    };
}

#[cfg(jumppad_stencils)]
jumppad_opcodes::chips!(sets);

/// There are none.
#[cfg(not(jumppad_stencils))]
pub(super) fn set(_model: Model) -> Option<&'static Set> {
    None
}
