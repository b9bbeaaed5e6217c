//! Linked code as something that can be called: groups, and filters.

use std::mem::transmute;

use jumppad_opcodes::{ByteMarks, Calls, Contents, Cpu, Left, Links, PageAttributes, Tracked};

use super::orc::Linked;
use crate::ports::Ports;

/// The signature of every `exec_group_XXXX`: the CPU, the parts of the tracked
/// memory, the links to other groups, the devices, the cycle that the machine may not
/// run past by more than the rest of an instruction, and whether an interrupt waits to
/// be let in. The answer is a [`Left`].
pub(super) type GroupFn = unsafe extern "C" fn(
    cpu: &mut Cpu,
    zero_page: &mut [u8; 0x100],
    ram: &mut [u8; 0x1_0000],
    pages: &[PageAttributes; 0x100],
    marks: &[ByteMarks; 0x1_0000],
    calls: &mut Calls,
    links: &mut Links,
    ports: &mut Ports<'_>,
    limit: u64,
    interrupt_waits: bool,
) -> u32;

/// Machine code of one group, in this process until it is dropped.
#[derive(Debug)]
pub(crate) struct Code {
    function: GroupFn,
    bytes: u64,
    _linked: Linked<GroupFn>,
}

impl Code {
    /// Code of so many bytes.
    pub(super) fn new(linked: Linked<GroupFn>, bytes: u64) -> Self {
        // SAFETY: that is where a function of this type begins.
        let function = unsafe { transmute::<usize, GroupFn>(linked.address() as usize) };
        Self {
            function,
            bytes,
            _linked: linked,
        }
    }

    /// Where it begins in the host's memory.
    pub(crate) fn start(&self) -> usize {
        self.function as usize
    }

    /// Bytes of machine code.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Runs the group from `cpu.pc`, which must be one of its entry points, and those
    /// that it leads to by links, until an intervention. Whoever closes links does
    /// so before the code behind them is dropped.
    pub(crate) fn enter(
        &self,
        cpu: &mut Cpu,
        bus: Tracked<'_>,
        links: &mut Links,
        ports: &mut Ports<'_>,
        limit: u64,
    ) -> Left {
        // SAFETY: the code is linked while `self` lives, and so is what links lead
        // to; it accesses only what the references cover, which as `&mut` do not
        // overlap.
        let bits = unsafe {
            (self.function)(
                cpu,
                bus.zero_page,
                bus.ram,
                bus.pages,
                bus.marks,
                bus.calls,
                links,
                ports,
                limit,
                bus.interrupt_waits,
            )
        };
        Left::from_bits(bits)
    }
}

/// The signature of compiled filters: records, one behind the other, and how many
/// there are; a place for a verdict about each; the strings of their pool; page 0,
/// the other pages, and the attributes of all.
pub(super) type FilterFn = unsafe extern "C" fn(
    records: *const u8,
    count: u64,
    verdicts: *mut u8,
    pool: *const u8,
    pool_length: u64,
    zero_page: &[u8; 0x100],
    ram: &[u8; 0x1_0000],
    pages: &[PageAttributes; 0x100],
);

/// What compiled code says of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Fails = 0,
    Holds = 1,
    /// The evaluator must be asked: there is a fault, or a device.
    Asks = 2,
}

impl Verdict {
    /// The verdict in a byte that compiled code wrote.
    #[inline]
    pub(crate) fn of(byte: u8) -> Self {
        match byte {
            0 => Self::Fails,
            1 => Self::Holds,
            _ => Self::Asks,
        }
    }
}

/// Machine code of a filter, in this process until it is dropped.
#[derive(Debug)]
pub(crate) struct FilterCode {
    function: FilterFn,
    /// Bytes of a record.
    size: usize,
    _linked: Linked<FilterFn>,
}

impl FilterCode {
    /// The code of a filter for records of so many bytes.
    pub(super) fn new(linked: Linked<FilterFn>, size: usize) -> Self {
        // SAFETY: that is where a function of this type begins.
        let function = unsafe { transmute::<usize, FilterFn>(linked.address() as usize) };
        Self {
            function,
            size,
            _linked: linked,
        }
    }

    /// Writes a [`Verdict`] about each record, as far as there are records and room.
    #[inline]
    pub(crate) fn ask(
        &self,
        records: &[u8],
        pool: &[u8],
        memory: Contents<'_>,
        verdicts: &mut [u8],
    ) {
        let count = verdicts.len().min(records.len() / self.size);
        // SAFETY: the code is linked while `self` lives; it reads `count` records
        // of `size` bytes, the pool and memory, and writes `count` bytes, all of
        // which the references cover.
        unsafe {
            (self.function)(
                records.as_ptr(),
                count as u64,
                verdicts.as_mut_ptr(),
                pool.as_ptr(),
                pool.len() as u64,
                memory.zero_page,
                memory.ram,
                memory.pages,
            );
        }
    }
}
