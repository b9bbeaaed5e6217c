//! A condition in force at a breakpoint or watchpoint, with its count.
//!
//! Every tier answers "it does not hold" by itself and counts that here; all
//! else, faults too, is a stop. The count is shared: the code of a group adds
//! to it by its address when it is left.

use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::Machine;
use crate::access::WatchHit;
use crate::filter::Filter;

/// What can be asked whether the machine must stop; how fast, is its own business.
pub(crate) trait Asked: Debug + Send + Sync {
    /// The filter that it asks.
    fn filter(&self) -> &Filter;

    /// Whether the machine must stop: the filter holds, or has no value.
    fn stops(&self, machine: &Machine, access: Option<&WatchHit>) -> bool;
}

/// A condition; copies share its count, and its code where it is asked outside of
/// groups.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    asked: Arc<dyn Asked>,
    passed: Arc<AtomicU64>,
}

/// Whether it is the same one, not only one that asks the same.
impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.passed, &other.passed)
    }
}

impl Condition {
    pub(crate) fn new(asked: Arc<dyn Asked>) -> Self {
        Self {
            asked,
            passed: Arc::default(),
        }
    }

    pub(crate) fn filter(&self) -> &Filter {
        self.asked.filter()
    }

    /// Whether the machine must stop: it holds, or has no value.
    pub(crate) fn stops(&self, machine: &Machine, access: Option<&WatchHit>) -> bool {
        self.asked.stops(machine, access)
    }

    /// Counts that it did not hold.
    pub(crate) fn pass(&self) {
        self.passed.fetch_add(1, Ordering::Relaxed);
    }

    /// How often it did not hold.
    pub(crate) fn passed(&self) -> u64 {
        self.passed.load(Ordering::Relaxed)
    }

    /// Begins that count anew.
    pub(crate) fn forget_passed(&self) {
        self.passed.store(0, Ordering::Relaxed);
    }

    /// Where the count is, for generated code, which holds a copy of `self`.
    pub(crate) fn counter(&self) -> u64 {
        self.passed.as_ptr().expose_provenance() as u64
    }
}
