//! The one semantics of every instruction, generic over chip and bus.
//!
//! There is a function per mnemonic, named like it, all with the same
//! signature, so that a row of the opcode table names its function. They keep
//! the order of the contract: read, compute, write, registers.

/// Defines instruction functions with the signature that the table expects.
macro_rules! instructions {
    ($($name:ident = $kind:ident($($part:expr),*);)*) => {$(
        #[inline(always)]
        pub(crate) fn $name<C: Chip, A: Addressing, B: Bus>(
            cpu: &mut Cpu,
            bus: &mut B,
            args: Args,
        ) -> Outcome {
            $kind::<C, A, B>(cpu, bus, args, $($part),*)
        }
    )*};
}

mod arithmetic;
mod bits;
mod flow;
mod transfer;
mod undocumented;

pub(crate) use arithmetic::*;
pub(crate) use bits::*;
pub(crate) use flow::*;
pub(crate) use transfer::*;
pub(crate) use undocumented::*;

use crate::alu::Shift;
use crate::bus::{Bus, Intervention};
use crate::chip::Chip;
use crate::cpu::Cpu;
use crate::mode::{Addressing, Args, Location, Purpose};

/// Where execution goes on, and what cost cycles beyond the base. Kept without
/// padding, which would survive optimisation as memory traffic in groups.
pub(crate) struct Done {
    pub(crate) next: u16,
    cost: u8,
}

impl Done {
    /// Marks in `cost` that indexing left its page.
    const CROSSED: u8 = 0x80;

    #[inline(always)]
    pub(crate) fn at(next: u16) -> Self {
        Self { next, cost: 0 }
    }

    /// The same, `cycles` later.
    #[inline(always)]
    fn plus(self, cycles: u8) -> Self {
        Self {
            cost: self.cost + cycles,
            ..self
        }
    }

    /// Whether indexing left its page; the opcode's row says if that costs a
    /// cycle.
    #[inline(always)]
    pub(crate) fn crossed(&self) -> bool {
        self.cost & Self::CROSSED != 0
    }

    /// Cycles beyond the base, crossing aside.
    #[inline(always)]
    pub(crate) fn extra(&self) -> u8 {
        self.cost & !Self::CROSSED
    }
}

pub(crate) type Outcome = Result<Done, Intervention>;

/// The instruction after this one.
#[inline(always)]
fn next<A: Addressing>(args: Args, crossed: bool) -> Outcome {
    let cost = if crossed { Done::CROSSED } else { 0 };
    Ok(Done::at(args.pc.wrapping_add(A::LENGTH)).plus(cost))
}

#[inline(always)]
fn load<B: Bus>(cpu: &Cpu, bus: &mut B, from: Location) -> Result<u8, Intervention> {
    match from {
        Location::Accumulator => Ok(cpu.a),
        Location::Immediate(value) => Ok(value),
        Location::ZeroPage(addr) => bus.read_zero_page(addr),
        Location::Absolute(addr) => bus.read_absolute(addr),
        Location::Indexed(addr) => bus.read(addr),
    }
}

#[inline(always)]
fn store<B: Bus>(cpu: &mut Cpu, bus: &mut B, to: Location, value: u8) -> Result<(), Intervention> {
    match to {
        Location::Accumulator => cpu.a = value,
        Location::Immediate(_) => {}
        Location::ZeroPage(addr) => bus.write_zero_page(addr, value)?,
        Location::Absolute(addr) => bus.write_absolute(addr, value)?,
        Location::Indexed(addr) => bus.write(addr, value)?,
    }
    Ok(())
}

/// Reads the operand and lets `effect` use it.
#[inline(always)]
fn read<C: Chip, A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    args: Args,
    effect: impl FnOnce(&mut Cpu, u8),
) -> Outcome {
    let operand = A::locate::<C, B>(cpu, bus, args, Purpose::Read)?;
    let value = load(cpu, bus, operand.location::<A>())?;
    effect(cpu, value);
    next::<A>(args, operand.crossed())
}

/// Writes a register, or what `value` makes of some, to the operand.
#[inline(always)]
fn write<C: Chip, A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    args: Args,
    value: impl FnOnce(&Cpu) -> u8,
) -> Outcome {
    let operand = A::locate::<C, B>(cpu, bus, args, Purpose::Write)?;
    let value = value(cpu);
    store(cpu, bus, operand.location::<A>(), value)?;
    next::<A>(args, operand.crossed())
}

/// Reads the operand, writes back what `change` makes of it, then lets
/// `effect` use the new value and the carry that came out.
#[inline(always)]
fn modify<C: Chip, A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    args: Args,
    change: impl FnOnce(&Cpu, u8) -> Shift,
    effect: impl FnOnce(&mut Cpu, Shift),
) -> Outcome {
    change_operand::<C, A, B>(cpu, bus, args, Purpose::Write, change, effect)
}

/// As [`modify`], for the shifts.
#[inline(always)]
fn shift<C: Chip, A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    args: Args,
    change: impl FnOnce(&Cpu, u8) -> Shift,
    effect: impl FnOnce(&mut Cpu, Shift),
) -> Outcome {
    change_operand::<C, A, B>(cpu, bus, args, Purpose::Shift, change, effect)
}

#[inline(always)]
fn change_operand<C: Chip, A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    args: Args,
    purpose: Purpose,
    change: impl FnOnce(&Cpu, u8) -> Shift,
    effect: impl FnOnce(&mut Cpu, Shift),
) -> Outcome {
    let operand = A::locate::<C, B>(cpu, bus, args, purpose)?;
    let old = load(cpu, bus, operand.location::<A>())?;
    if let Some(addr) = operand.location::<A>().address() {
        touch_again::<C, B>(bus, addr, old)?;
    }
    let new = change(cpu, old);
    store(cpu, bus, operand.location::<A>(), new.result)?;
    effect(cpu, new);
    next::<A>(args, operand.crossed())
}

/// While the chip computes, NMOS writes the old value back, CMOS reads it again.
#[inline(always)]
fn touch_again<C: Chip, B: Bus>(bus: &mut B, addr: u16, old: u8) -> Result<(), Intervention> {
    if C::CMOS.is_some() {
        return bus.dummy_read(addr);
    }
    bus.dummy_write(addr, old);
    Ok(())
}
