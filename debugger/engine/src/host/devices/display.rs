//! A character display on the pins of a chip, as one of the screens that scripts read.

use std::sync::{Arc, Mutex, PoisonError};

use jumppad_chips::Screen as Glass;
use jumppad_tiers::Machine;

use super::order::Order;
use super::parts::PartKind;
use crate::host::screens::Screen;

/// A display, whether its chip is plugged in or not.
#[derive(Clone)]
pub(super) struct Display {
    place: String,
    glass: Arc<Mutex<Option<Glass>>>,
}

impl Display {
    /// Those of an order, in its order.
    pub(super) fn all(order: &Order) -> Vec<Self> {
        let displays = order.parts.iter().filter_map(|part| match part.kind {
            PartKind::Lcd { geometry, .. } => Some((part, geometry)),
            PartKind::Apple1 | PartKind::Bank { .. } => None,
        });
        let display = |(part, geometry): (&super::parts::Part, jumppad_chips::Geometry)| Self {
            place: format!("{}, {}x{}", part.name, geometry.columns(), geometry.rows()),
            glass: Arc::default(),
        };
        displays.map(display).collect()
    }

    /// From now on it shows what `glass` does.
    pub(super) fn is_now(&self, glass: Glass) {
        let mut shown = self.glass.lock().unwrap_or_else(PoisonError::into_inner);
        *shown = Some(glass);
    }
}

impl Screen for Display {
    fn kind(&self) -> &'static str {
        "lcd"
    }

    fn describe(&self) -> String {
        self.place.clone()
    }

    fn lines(&self, _machine: &Machine) -> Vec<String> {
        let shown = self.glass.lock().unwrap_or_else(PoisonError::into_inner);
        shown.as_ref().map_or_else(Vec::new, Glass::lines)
    }
}
