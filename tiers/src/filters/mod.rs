//! Filters in two tiers, and what those of a machine share: the compiler, names, counts, and events that
//! nobody has looked at yet.
//!
//! All of it may be used while the machine is only looked at, as queries do.

mod tiered;

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::event::{Event, EventKind, FilterId};
use crate::filter::Filter;
use crate::jit::{FilterCompiler, Requested};
use crate::log::Log;
use crate::patience::Waiting;
pub use tiered::{FilterWhy, Records, TieredFilter};

/// The compiler of filters, and what is known of its work.
#[derive(Default)]
pub(crate) struct Filters {
    compiler: FilterCompiler,
    last_id: AtomicU32,
    compiled: AtomicU64,
    failures: AtomicU64,
    nanoseconds: AtomicU64,
    log: Mutex<Log>,
}

impl Filters {
    pub(crate) fn next_id(&self) -> FilterId {
        FilterId(self.last_id.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Asks for a filter's code, unless `most` are asked for already and one is not to wait.
    pub(crate) fn request(
        &self,
        id: FilterId,
        filter: Arc<Filter>,
        most: usize,
        waiting: Waiting,
    ) -> Requested {
        self.compiler.request(id, filter, most, waiting)
    }

    /// Notes that a filter was compiled in so much time.
    pub(crate) fn compiled(&self, time: Duration) {
        let time = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(time, Ordering::Relaxed);
        self.compiled.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes that one could not be compiled.
    pub(crate) fn failed(&self) {
        self.failures.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn tell(&self, cycle: u64, kind: EventKind) {
        lock(&self.log).add(cycle, kind);
    }

    pub(crate) fn drain_events(&self) -> Vec<Event> {
        lock(&self.log).drain()
    }

    /// How many were compiled, how many could not be, and the time that it took.
    pub(crate) fn counts(&self) -> (u64, u64, Duration) {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let time = Duration::from_nanos(count(&self.nanoseconds));
        (count(&self.compiled), count(&self.failures), time)
    }
}

/// Nothing that a panic could leave half done is behind such a lock.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
