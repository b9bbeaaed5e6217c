//! Where the guest's memory is: in one place, or, where banks are mapped, in a view for each way
//! in which they lie.
//!
//! Invariant: no view is looked into but the current one.
//!
//! Not here: what a view shows (`show`), and how it is mapped (`mapping`).

use std::ops::{Deref, DerefMut};

use jumppad_stencils::Space;

use super::mapping::View;

/// The guest's memory.
pub(crate) enum Room {
    /// In one place.
    One(Box<Space>),
    /// In views, by the number of the space. The first of them is always there.
    Views {
        /// Those that were looked into.
        views: Vec<Option<View>>,
        /// That which is looked into.
        current: View,
        /// Its number.
        number: usize,
    },
}

impl Default for Room {
    fn default() -> Self {
        Self::One(Box::default())
    }
}

impl Deref for Room {
    type Target = Space;

    #[inline]
    fn deref(&self) -> &Space {
        match self {
            Self::One(space) => space,
            Self::Views { current, .. } => current.space(),
        }
    }
}

impl DerefMut for Room {
    #[inline]
    fn deref_mut(&mut self) -> &mut Space {
        match self {
            Self::One(space) => space,
            Self::Views { current, .. } => current.space_mut(),
        }
    }
}
