//! A linked group as something that can be called.

use jumppad_opcodes::{Calls, Cpu, Tracked};

/// The signature of every `exec_group_XXXX`: the CPU, the parts of the tracked
/// memory, the first cycle at which no loop may go round once more, and whether an
/// interrupt waits to be let in.
pub(super) type GroupFn = unsafe extern "C" fn(
    cpu: &mut Cpu,
    zero_page: &mut [u8; 0x100],
    ram: &mut [u8; 0x1_0000],
    pages: &[u8; 0x100],
    marks: &[u8; 0x1_0000],
    calls: &mut Calls,
    deadline: u64,
    interrupt_waits: bool,
) -> u8;

/// Machine code of one group. It stays linked until the value is handed back
/// to the compiler, which takes it by value.
#[derive(Debug)]
pub(crate) struct Code {
    function: GroupFn,
}

impl Code {
    /// # Safety
    /// `address` must be that of a compiled group, which stays linked as long
    /// as the result lives.
    pub(super) unsafe fn new(address: u64) -> Self {
        // SAFETY: the caller's promise; groups are built with this signature.
        let function = unsafe { std::mem::transmute::<usize, GroupFn>(address as usize) };
        Self { function }
    }

    /// Where it begins in the host's memory.
    pub(super) fn start(&self) -> usize {
        self.function as usize
    }

    /// Runs the group from `cpu.pc`, which must be one of its ways in, until
    /// an intervention.
    pub(crate) fn enter(&self, cpu: &mut Cpu, bus: Tracked<'_>, deadline: u64) -> u8 {
        // SAFETY: the code is linked while `self` lives; it accesses only what
        // the references cover, which as `&mut` do not overlap.
        unsafe {
            (self.function)(
                cpu,
                bus.zero_page,
                bus.ram,
                bus.pages,
                bus.marks,
                bus.calls,
                deadline,
                bus.interrupt_waits,
            )
        }
    }
}
