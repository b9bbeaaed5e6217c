//! Where the host keeps compiled code: what profilers ask for.

use std::sync::{Arc, Mutex, PoisonError};

use crate::event::GroupId;

/// A group or a trace whose code was put into the host's memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedCode {
    /// The group; none for a trace.
    pub group: Option<GroupId>,
    /// The name of its code, by which dumps call it too.
    pub symbol: String,
    /// Where it begins in this process.
    pub start: usize,
    /// Bytes of machine code from there on.
    pub bytes: u64,
}

/// Told of every group and trace before its code runs, of groups on the compiler's
/// thread. Code that is freed is not told of: its place is used again.
pub type PlacedObserver = Arc<Mutex<dyn FnMut(&PlacedCode) + Send>>;

/// Tells the observer, if there is one.
pub(crate) fn announce(observer: Option<&PlacedObserver>, code: impl FnOnce() -> PlacedCode) {
    if let Some(observer) = observer {
        let mut observe = observer.lock().unwrap_or_else(PoisonError::into_inner);
        observe(&code());
    }
}
