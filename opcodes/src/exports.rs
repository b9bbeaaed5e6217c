//! The opcode table turned into code: one exported function per opcode, the
//! handler table of the interpreter, and a dispatcher for any other bus.
//!
//! A missing semantics function is a compile error here. The functions are
//! `no_mangle` only in the bitcode build, where the JIT finds them by name.

use crate::bus::{Bus, DONE, Intervention};
use crate::chip;
use crate::cpu::Cpu;
use crate::execute::{self, Outcome};
use crate::memory::{ByteMarks, Tracked};
use crate::mode::{self, Args};
use crate::table::ExtraCycles;

/// An opcode function for the tracked memory.
pub type Handler = extern "C" fn(&mut Cpu, &mut Tracked<'_>, u8, u8, u16) -> u8;

/// Whether a return that left the stack pointer where it is was awaited, as
/// [`Intervention::Returned`] or [`DONE`]: asked after an instruction for which
/// [`Effect::may_return`](crate::Effect::may_return).
#[cfg_attr(jumppad_bitcode, unsafe(no_mangle))]
pub extern "C" fn await_return(cpu: &Cpu, bus: &Tracked<'_>) -> u8 {
    match bus.marks[0x0100 | cpu.sp as usize].contains(ByteMarks::AWAITED) {
        true => Intervention::Returned as u8,
        false => DONE,
    }
}

/// Whether an instruction that a program patches may access the absolute address
/// that it now spells out without help: one on page 0 if that is memory, and a
/// store to bytes that no group holds in a register. Asked before the
/// instruction.
#[cfg_attr(jumppad_bitcode, unsafe(no_mangle))]
pub extern "C" fn guard_patched(bus: &Tracked<'_>, arg1: u8, arg2: u8, stores: bool) -> u8 {
    let addr = u16::from_le_bytes([arg1, arg2]);
    let on_page_zero = arg2 == 0 && !bus.resident;
    let is_held = stores && bus.marks[addr as usize].0 & bus.guarded.0 & ByteMarks::HELD.0 != 0;
    if on_page_zero || is_held {
        return Intervention::Bus as u8;
    }
    DONE
}

/// Where an index leads from an address: X, or Y; perhaps within page 0.
#[cfg_attr(jumppad_bitcode, unsafe(no_mangle))]
pub extern "C" fn behind(cpu: &Cpu, base: u16, by_x: bool, within_page_0: bool) -> u16 {
    let addr = base.wrapping_add(if by_x { cpu.x } else { cpu.y } as u16);
    if within_page_0 { addr & 0x00ff } else { addr }
}

/// The byte at an address: asked before an instruction, for a watchpoint.
#[cfg_attr(jumppad_bitcode, unsafe(no_mangle))]
pub extern "C" fn byte_at(bus: &Tracked<'_>, addr: u16) -> u8 {
    bus.peek(addr)
}

/// Makes the byte at an address what it was before an instruction was tried.
#[cfg_attr(jumppad_bitcode, unsafe(no_mangle))]
pub extern "C" fn put_back(bus: &mut Tracked<'_>, addr: u16, value: u8) {
    if addr < 0x100 {
        bus.zero_page[addr as usize] = value;
    } else {
        bus.ram[addr as usize] = value;
    }
}

/// Sets PC and cycles, the last step of every instruction.
#[inline(always)]
fn complete(cpu: &mut Cpu, outcome: Outcome, cycles: u8, extra: ExtraCycles) -> u8 {
    match outcome {
        Ok(done) => {
            let crossing = matches!(extra, ExtraCycles::PageCross) && done.crossed();
            cpu.pc = done.next;
            cpu.cycles += u64::from(cycles) + u64::from(done.extra()) + u64::from(crossing);
            DONE
        }
        Err(intervention) => intervention as u8,
    }
}

macro_rules! opcodes {
    ($chip:ident $($code:literal $mnemonic:ident $mode:ident $cycles:literal
       $extra:ident $effect:ident $status:ident;)*) => { paste::paste! {
        $(
            #[doc = "Executes `" $mnemonic "` (mode " $mode ")."]
            #[cfg_attr(jumppad_bitcode, unsafe(no_mangle))]
            #[allow(non_snake_case, reason = "named as in the data sheet")]
            pub extern "C" fn [<opcode_ $code _ $mnemonic _ $mode>](
                cpu: &mut Cpu,
                bus: &mut Tracked<'_>,
                arg1: u8,
                arg2: u8,
                pc: u16,
            ) -> u8 {
                let args = Args { arg1, arg2, pc };
                let outcome =
                    execute::[<$mnemonic:lower>]::<chip::$chip, mode::$mode, _>(cpu, bus, args);
                complete(cpu, outcome, $cycles, ExtraCycles::$extra)
            }
        )*

        /// The opcode functions by opcode.
        #[cfg(not(jumppad_bitcode))]
        pub static HANDLERS: [Handler; 256] = {
            let mut handlers = [opcode_0x00_BRK_IMP as Handler; 256];
            $(handlers[$code] = [<opcode_ $code _ $mnemonic _ $mode>];)*
            handlers
        };

        /// Takes an interrupt on any bus: seven cycles, of which the first two
        /// fetch in vain. The handler's address is read from `vector`.
        pub fn interrupt<B: Bus>(cpu: &mut Cpu, bus: &mut B, vector: u16) -> u8 {
            bus.fetch(cpu.pc);
            bus.fetch(cpu.pc);
            let (resume, p) = (cpu.pc, cpu.p());
            let outcome = execute::interrupt::<chip::$chip, _>(cpu, bus, resume, p, vector)
                .map(execute::Done::at);
            complete(cpu, outcome, 7, ExtraCycles::Fixed)
        }

        /// Executes one instruction on any bus: what the opcode functions do,
        /// for the machine's slow path.
        pub fn execute<B: Bus>(cpu: &mut Cpu, bus: &mut B, opcode: u8, args: Args) -> u8 {
            match opcode {
                $($code => {
                    let outcome = execute::[<$mnemonic:lower>]::<chip::$chip, mode::$mode, _>(
                        cpu, bus, args,
                    );
                    complete(cpu, outcome, $cycles, ExtraCycles::$extra)
                })*
            }
        }
    }};
}

macro_rules! model_modules {
    ($($model:ident $chip:ident $module:ident $file:literal $table:ident $name:literal
        $doc:literal decimal: $decimal:literal, cmos: $cmos:expr;)*) => {$(
        #[doc = concat!("Opcode functions of one chip. ", $doc)]
        #[cfg(any(not(jumppad_bitcode), jumppad_bitcode = $file))]
        pub mod $module {
            use super::*;

            crate::table::$module!(opcodes);
        }
    )*};
}

// The bitcode build has one model at a time: the functions' names are the same.
crate::chips!(model_modules);
