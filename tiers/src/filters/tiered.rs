//! A filter in two tiers: it is evaluated until it is hot, and compiled then.
//!
//! Both tiers give the same answers, faults included: whatever compiled code
//! cannot say it leaves to the evaluator. Evaluations are counted and the
//! promotion is an event, as with code; the code is freed with the filter.

use std::fmt::{self, Display};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError};
use std::sync::{Arc, Mutex, OnceLock};

use super::lock;
use crate::Machine;
use crate::access::WatchHit;
use crate::condition::Asked;
use crate::event::{EventKind, FilterId};
use crate::filter::{Fault, Filter, Record, StopRecord};
use crate::jit::{Compiled, FilterCode, Requested, Verdict};
use crate::patience::{self, Waiting};

/// Records that are asked between two looks at the tier.
const PART: usize = 1024;

/// Why a filter is asked in the tier that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FilterWhy {
    /// The JIT is off.
    JitOff,
    /// Not hot enough yet.
    Counting {
        /// Records that it was asked of.
        evaluations: u64,
        /// At how many it is compiled.
        threshold: u64,
    },
    /// With the compiler.
    Compiling {
        /// The code to be.
        filter: FilterId,
    },
    /// Compiled.
    Compiled {
        /// The code.
        filter: FilterId,
    },
    /// It could not be compiled: a defect.
    Failed,
}

impl Display for FilterWhy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::JitOff => f.write_str("evaluated: the JIT is off"),
            Self::Counting {
                evaluations,
                threshold,
            } => write!(f, "evaluated: asked {evaluations} of {threshold} times"),
            Self::Compiling { filter } => write!(f, "evaluated: {filter} is being compiled"),
            Self::Compiled { filter } => write!(f, "compiled: {filter}"),
            Self::Failed => f.write_str("evaluated: compiling it failed"),
        }
    }
}

/// Records of one kind, one behind the other, and the pool of their strings.
#[derive(Clone, Copy, Debug)]
pub struct Records<'a> {
    /// Their bytes; what is left behind the last whole one is ignored.
    pub bytes: &'a [u8],
    /// The strings that their fields may point at.
    pub pool: &'a [u8],
}

/// A filter that is compiled when it is hot.
#[derive(Debug)]
pub struct TieredFilter {
    filter: Arc<Filter>,
    evaluations: AtomicU64,
    code: OnceLock<(FilterId, FilterCode)>,
    stage: Mutex<Stage>,
}

impl Asked for TieredFilter {
    fn filter(&self) -> &Filter {
        &self.filter
    }

    fn stops(&self, machine: &Machine, access: Option<&WatchHit>) -> bool {
        let stop = StopRecord::of(machine, access);
        self.holds(stop.record(), machine) != Ok(false)
    }
}

#[derive(Debug)]
enum Stage {
    Counting,
    Compiling {
        id: FilterId,
        answer: Receiver<Compiled<FilterCode>>,
        /// Evaluations before that.
        evaluations: u64,
    },
    Compiled,
    Failed,
}

impl TieredFilter {
    /// The filter in its first tier.
    #[must_use]
    pub fn new(filter: Arc<Filter>) -> Self {
        Self {
            filter,
            evaluations: AtomicU64::new(0),
            code: OnceLock::new(),
            stage: Mutex::new(Stage::Counting),
        }
    }

    /// The filter.
    #[must_use]
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Whether `record` passes; `machine` has the memory that is looked at.
    ///
    /// # Errors
    /// A [`Fault`] on the way to the answer.
    pub fn holds(&self, record: Record<'_>, machine: &Machine) -> Result<bool, Fault> {
        let is_whole = record.bytes.len() >= self.filter.schema().size;
        if let Some(code) = self.code(1, machine)
            && is_whole
        {
            let mut verdict = [Verdict::Asks as u8];
            let memory = machine.memory.contents();
            code.ask(record.bytes, record.pool, memory, &mut verdict);
            match Verdict::of(verdict[0]) {
                Verdict::Fails => return Ok(false),
                Verdict::Holds => return Ok(true),
                Verdict::Asks => {}
            }
        }
        self.filter.holds(record, machine)
    }

    /// Tells `found` of each of the records that passes, by its number, in order.
    ///
    /// # Errors
    /// A [`Fault`] on the way to the answer for a record; those before it are told.
    pub fn search(
        &self,
        records: Records<'_>,
        machine: &Machine,
        mut found: impl FnMut(usize),
    ) -> Result<(), Fault> {
        let size = self.filter.schema().size;
        for (part, bytes) in records.bytes.chunks(PART * size).enumerate() {
            let count = bytes.len() / size;
            let mut verdicts = [Verdict::Asks as u8; PART];
            let verdicts = &mut verdicts[..count];
            if let Some(code) = self.code(count as u64, machine) {
                code.ask(bytes, records.pool, machine.memory.contents(), verdicts);
            }
            for (at, verdict) in verdicts.iter().enumerate() {
                let passes = match Verdict::of(*verdict) {
                    Verdict::Fails => false,
                    Verdict::Holds => true,
                    Verdict::Asks => {
                        let record = &bytes[at * size..][..size];
                        let record = Record::with_pool(record, records.pool);
                        self.filter.holds(record, machine)?
                    }
                };
                if passes {
                    found(part * PART + at);
                }
            }
        }
        Ok(())
    }

    /// Why it is asked in the tier that it is.
    #[must_use]
    pub fn why(&self, machine: &Machine) -> FilterWhy {
        if !machine.jit_mode().has_llvm() {
            return FilterWhy::JitOff;
        }
        if let Some(&(filter, _)) = self.code.get() {
            return FilterWhy::Compiled { filter };
        }
        match &*lock(&self.stage) {
            Stage::Compiling { id, .. } => FilterWhy::Compiling { filter: *id },
            Stage::Failed => FilterWhy::Failed,
            Stage::Counting | Stage::Compiled => FilterWhy::Counting {
                evaluations: self.evaluations.load(Ordering::Relaxed),
                threshold: threshold(machine),
            },
        }
    }

    /// Compiles it now, however often it was asked, and waits for that.
    pub fn promote(&self, machine: &Machine) -> FilterWhy {
        if machine.jit_mode().has_llvm() {
            self.advance(machine, Waiting::Block);
        }
        self.why(machine)
    }

    /// Its code, if it is to be asked `count` times more and there is some.
    #[inline]
    fn code(&self, count: u64, machine: &Machine) -> Option<&FilterCode> {
        let mode = machine.jit_mode();
        if !mode.has_llvm() {
            return None;
        }
        if let Some((_, code)) = self.code.get() {
            return Some(code);
        }
        let before = self.evaluations.fetch_add(count, Ordering::Relaxed);
        if before + count >= threshold(machine) {
            self.advance(
                machine,
                match mode.waits() {
                    true => Waiting::Block,
                    false => Waiting::Poll,
                },
            );
        }
        self.code.get().map(|(_, code)| code)
    }

    /// Brings it nearer to its code.
    #[cold]
    fn advance(&self, machine: &Machine, waiting: Waiting) {
        let mut stage = lock(&self.stage);
        if let Stage::Counting = *stage {
            *stage = self.request(machine, waiting);
        }
        let Stage::Compiling {
            id,
            answer,
            evaluations,
        } = &*stage
        else {
            return;
        };
        let answer = patience::receive(answer, waiting, &machine.interrupt);
        let (id, evaluations) = (*id, *evaluations);
        *stage = match answer {
            Ok(compiled) => self.accept(machine, id, evaluations, compiled),
            Err(TryRecvError::Empty) => return,
            Err(TryRecvError::Disconnected) => self.fail(machine, id, THREAD_GONE.to_owned()),
        };
    }

    fn request(&self, machine: &Machine, waiting: Waiting) -> Stage {
        let (filters, cycle) = (&machine.filters, machine.cpu.cycles);
        let id = filters.next_id();
        let most = machine.policy().compilations;
        match filters.request(id, Arc::clone(&self.filter), most, waiting) {
            Requested::Busy => Stage::Counting,
            Requested::Gone => self.fail(machine, id, THREAD_GONE.to_owned()),
            Requested::Yes(answer) => {
                let of = self.filter.schema().name;
                filters.tell(cycle, EventKind::FilterStarted { filter: id, of });
                Stage::Compiling {
                    id,
                    answer,
                    evaluations: self.evaluations.load(Ordering::Relaxed),
                }
            }
        }
    }

    fn accept(
        &self,
        machine: &Machine,
        id: FilterId,
        evaluations: u64,
        Compiled { result, time }: Compiled<FilterCode>,
    ) -> Stage {
        let code = match result {
            Ok(code) => code,
            Err(error) => return self.fail(machine, id, error.to_string()),
        };
        machine.filters.compiled(time);
        let event = EventKind::FilterPromoted {
            filter: id,
            of: self.filter.schema().name,
            evaluations,
            time,
        };
        machine.filters.tell(machine.cpu.cycles, event);
        let set = self.code.set((id, code));
        debug_assert!(set.is_ok(), "compiled twice");
        Stage::Compiled
    }

    fn fail(&self, machine: &Machine, id: FilterId, error: String) -> Stage {
        machine.filters.failed();
        let event = EventKind::FilterFailed {
            filter: id,
            of: self.filter.schema().name,
            error,
        };
        machine.filters.tell(machine.cpu.cycles, event);
        Stage::Failed
    }
}

const THREAD_GONE: &str = "the compiler thread is gone";

/// At how many evaluations a filter is compiled.
fn threshold(machine: &Machine) -> u64 {
    u64::from(machine.threshold()) * machine.policy().filter_evaluations
}
