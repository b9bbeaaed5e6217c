//! The structs that generated code shares with Rust: LLVM's types of them, and the numbers
//! of their fields, which come from where Rust puts them.

use std::mem::offset_of;

use inkwell::AddressSpace;
use inkwell::context::Context;
use inkwell::types::{BasicTypeEnum, StructType};

/// The processor: cycles, PC, and single bytes.
pub(super) mod cpu {
    use jumppad_opcodes::Cpu;

    use super::*;

    pub(in super::super) const CYCLES: u32 = field(offset_of!(Cpu, cycles));
    pub(in super::super) const PC: u32 = field(offset_of!(Cpu, pc));
    pub(in super::super) const DECIMAL: u32 = field(Cpu::DECIMAL_OFFSET);

    /// From A to I.
    const BYTES: usize = Cpu::MASK_OFFSET + 1 - Cpu::REGISTERS_OFFSET;

    const _: () = assert!(offset_of!(Cpu, cycles) == 0 && offset_of!(Cpu, pc) == 8);
    const _: () = assert!(Cpu::REGISTERS_OFFSET == offset_of!(Cpu, pc) + 2);
    const _: () = assert!((Cpu::MASK_OFFSET + 1).next_multiple_of(8) == size_of::<Cpu>());

    const fn field(offset: usize) -> u32 {
        match offset {
            0 => 0,
            8 => 1,
            single => (single - Cpu::REGISTERS_OFFSET) as u32 + 2,
        }
    }

    /// [`Cpu`].
    pub(in super::super) fn kind(context: &Context) -> StructType<'_> {
        let mut fields = vec![context.i64_type().into(), context.i16_type().into()];
        let byte = BasicTypeEnum::from(context.i8_type());
        fields.extend(std::iter::repeat_n(byte, BYTES));
        context.struct_type(&fields, false)
    }
}

/// The bus: references, and single bytes.
pub(super) mod bus {
    use jumppad_opcodes::Tracked;

    use super::*;

    pub(in super::super) const ZERO_PAGE: u32 = field(offset_of!(Tracked<'_>, zero_page));
    pub(in super::super) const RAM: u32 = field(offset_of!(Tracked<'_>, ram));
    pub(in super::super) const PAGES: u32 = field(offset_of!(Tracked<'_>, pages));
    pub(in super::super) const MARKS: u32 = field(offset_of!(Tracked<'_>, marks));
    pub(in super::super) const CALLS: u32 = field(offset_of!(Tracked<'_>, calls));
    pub(in super::super) const RESIDENT: u32 = field(FIRST_BYTE);
    pub(in super::super) const HAS_DEVICES: u32 = field(offset_of!(Tracked<'_>, has_devices));
    pub(in super::super) const INTERRUPT_WAITS: u32 =
        field(offset_of!(Tracked<'_>, interrupt_waits));
    pub(in super::super) const GUARDED: u32 = field(LAST_BYTE);

    const REFERENCE: usize = size_of::<usize>();
    const FIRST_BYTE: usize = offset_of!(Tracked<'_>, resident);
    const LAST_BYTE: usize = offset_of!(Tracked<'_>, guarded);
    const REFERENCES: usize = FIRST_BYTE / REFERENCE;

    const _: () = assert!(FIRST_BYTE.is_multiple_of(REFERENCE));
    const _: () = assert!((LAST_BYTE + 1).next_multiple_of(REFERENCE) == size_of::<Tracked<'_>>());

    const fn field(offset: usize) -> u32 {
        let field = match offset.checked_sub(FIRST_BYTE) {
            Some(byte) => REFERENCES + byte,
            None => offset / REFERENCE,
        };
        field as u32
    }

    /// [`Tracked`].
    pub(in super::super) fn kind(context: &Context) -> StructType<'_> {
        let pointer = BasicTypeEnum::from(context.ptr_type(AddressSpace::default()));
        let byte = BasicTypeEnum::from(context.i8_type());
        let mut fields = vec![pointer; REFERENCES];
        fields.extend(std::iter::repeat_n(byte, LAST_BYTE + 1 - FIRST_BYTE));
        context.struct_type(&fields, false)
    }
}

#[cfg(test)]
mod tests {
    use inkwell::targets::TargetData;
    use jumppad_opcodes::{Cpu, Tracked};

    use super::super::target::Host;
    use super::*;

    fn check(data: &TargetData, kind: StructType<'_>, size: usize, fields: &[(u32, usize)]) {
        assert_eq!(data.get_abi_size(&kind), size as u64);
        for &(field, offset) in fields {
            assert_eq!(data.offset_of_element(&kind, field), Some(offset as u64));
        }
    }

    #[test]
    fn llvm_puts_fields_where_rust_does() {
        let host = Host::new().expect("the host is a target");
        let (context, data) = (host.context(), host.machine().get_target_data());
        let fields = [
            (cpu::CYCLES, offset_of!(Cpu, cycles)),
            (cpu::PC, offset_of!(Cpu, pc)),
            (cpu::DECIMAL, Cpu::DECIMAL_OFFSET),
        ];
        check(&data, cpu::kind(&context), size_of::<Cpu>(), &fields);
        let fields = [
            (bus::ZERO_PAGE, offset_of!(Tracked<'_>, zero_page)),
            (bus::RAM, offset_of!(Tracked<'_>, ram)),
            (bus::PAGES, offset_of!(Tracked<'_>, pages)),
            (bus::MARKS, offset_of!(Tracked<'_>, marks)),
            (bus::CALLS, offset_of!(Tracked<'_>, calls)),
            (bus::RESIDENT, offset_of!(Tracked<'_>, resident)),
            (bus::HAS_DEVICES, offset_of!(Tracked<'_>, has_devices)),
            (
                bus::INTERRUPT_WAITS,
                offset_of!(Tracked<'_>, interrupt_waits),
            ),
            (bus::GUARDED, offset_of!(Tracked<'_>, guarded)),
        ];
        check(
            &data,
            bus::kind(&context),
            size_of::<Tracked<'_>>(),
            &fields,
        );
    }
}
