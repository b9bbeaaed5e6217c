//! Variables and functions of C as DWARF tells them: what they are, and where.
//!
//! llvm-mos keeps a variable at an address, in A and X, in imaginary registers, which are bytes of page 0, or on its soft
//! stack. The frame of a function there is where the pointer in the pair rs0 leads once the prologue has made room. Where
//! a variable is elsewhere, as in several pieces, is told as unknown. Left out: variables of functions that were put into
//! others, and the frames of callers, which only call frame information would tell.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use gimli::{AttributeValue, Expression, Operation};

use super::types::Reader;
use super::{Entry, Slice, Unit, is_in, named, number};
use crate::program::c::types::Types;
use crate::program::c::unit::{self, Role};
use crate::program::c::{ChipRegister, Function, Module, Storage, Variable};
use crate::program::elf::imaginary;
use crate::program::symbols::Symbol;

/// Variables, and parts of their lists of places, that are kept: more is no program's.
const MAX_VARIABLES: usize = 1 << 15;
const MAX_PLACES: usize = 1 << 16;

/// DWARF's numbers of registers, as released versions have them: single bytes, two numbers each, then pairs.
const RELEASED: (u64, u64) = (0x10, 0x210);
/// DWARF's numbers of registers as they were proposed: single bytes, one number each, then pairs.
const PROPOSED: (u64, u64) = (0x2_0000, 0x3_0000);
/// Imaginary bytes that there can be.
const IMAGINARY: u64 = 256;

/// Opcodes that name registers of any number, which gimli bounds.
const DW_OP_REGX: u8 = 0x90;
const DW_OP_BREGX: u8 = 0x92;

/// Where the imaginary registers are.
pub(super) struct Registers(HashMap<u16, u16>);

impl Registers {
    pub(super) fn of(symbols: &[Symbol]) -> Self {
        let named = symbols.iter();
        Self(
            named
                .filter_map(|symbol| Some((imaginary(&symbol.name)?, symbol.address)))
                .collect(),
        )
    }

    /// The address of the register with DWARF's `number`.
    fn at(&self, number: u64) -> Option<u16> {
        let within =
            |first: u64, count: u64| number.checked_sub(first).filter(|&index| index < count);
        let pairs = IMAGINARY / 2;
        let pair = within(PROPOSED.1, pairs).or(within(RELEASED.1, pairs));
        let byte = within(PROPOSED.0, IMAGINARY)
            .or(within(RELEASED.0, 2 * IMAGINARY).map(|number| number / 2));
        match (pair, byte) {
            (Some(pair), _) => {
                let [low, high] = [0, 1].map(|at| self.0.get(&((pair * 2) as u16 + at)));
                let (low, high) = (*low?, *high?);
                (low.checked_add(1) == Some(high)).then_some(low)
            }
            (None, Some(byte)) => self.0.get(&(byte as u16)).copied(),
            (None, None) => None,
        }
    }
}

/// What is read for all units.
pub(super) struct Variables<'r> {
    pub(super) registers: &'r Registers,
    pub(super) code: &'r [(u32, u32)],
    /// Where the prologues of functions end.
    pub(super) bodies: &'r [u16],
    /// Whether registers are numbered as proposed.
    pub(super) is_proposed: bool,
    pub(super) count: usize,
    pub(super) places: usize,
}

/// The function whose variables are being read.
struct Open {
    depth: isize,
    function: Option<Function>,
    /// What its offsets are from: the address of the pointer.
    frame: Option<u16>,
}

impl Variables<'_> {
    /// What `unit` tells of its C.
    pub(super) fn module(&mut self, unit: Unit<'_, '_>, types: &mut Types) -> Module {
        let mut module = Module::default();
        let mut reader = Reader::new(types);
        let mut open: Vec<Open> = Vec::new();
        let mut entries = unit.entries();
        while let Ok(Some(entry)) = entries.next_dfs() {
            let (entry, depth) = (entry.clone(), entry.depth());
            while let Some(closed) = open.pop_if(|open| open.depth >= depth) {
                module.functions.extend(closed.function);
            }
            let tag = entry.tag();
            if tag == gimli::DW_TAG_subprogram {
                let function = self.function(unit, &entry, &mut reader);
                if let (Some(function), Some(of)) =
                    (&function, function.as_ref().and_then(|f| f.of))
                {
                    module
                        .globals
                        .insert(function.name.clone(), *function.code.start());
                    module.unit.globals.insert(function.name.clone(), of);
                }
                let frame = self.frame(unit, &entry);
                open.push(Open {
                    depth,
                    function,
                    frame,
                });
            } else if tag == gimli::DW_TAG_inlined_subroutine {
                open.push(Open {
                    depth,
                    function: None,
                    frame: None,
                });
            } else if tag == gimli::DW_TAG_variable || tag == gimli::DW_TAG_formal_parameter {
                self.count += 1;
                if self.count < MAX_VARIABLES {
                    self.variable(unit, &entry, &mut reader, open.last_mut(), &mut module);
                }
            }
        }
        module
            .functions
            .extend(open.into_iter().filter_map(|open| open.function));
        module
            .functions
            .sort_by_key(|function| *function.code.start());
        reader.name(&mut module.unit);
        module
    }

    /// A function that has code of its own.
    fn function<'d>(
        &self,
        unit: Unit<'_, 'd>,
        entry: &Entry<'d>,
        reader: &mut Reader<'_>,
    ) -> Option<Function> {
        let mut ranges = unit.die_ranges(entry).ok()?;
        let range = ranges.next().ok()??;
        if range.begin >= range.end || !is_in(self.code, range.begin) {
            return None;
        }
        let code = u16::try_from(range.begin).ok()?..=u16::try_from(range.end - 1).ok()?;
        let body = self.bodies.iter().find(|body| code.contains(body)).copied();
        let of = reader.function(unit, entry, 0);
        Some(Function {
            name: named(unit, entry, gimli::DW_AT_name)?,
            code,
            body,
            of: Some(reader.types.simple(of)),
            variables: Vec::new(),
        })
    }

    /// What the frame of a function is found by.
    fn frame<'d>(&mut self, unit: Unit<'_, 'd>, entry: &Entry<'d>) -> Option<u16> {
        let AttributeValue::Exprloc(expression) = entry.attr_value(gimli::DW_AT_frame_base)? else {
            return None;
        };
        let first = expression.operations(unit.encoding()).next();
        self.is_proposed |= matches!(first, Err(gimli::Error::UnsupportedRegister(_)));
        match self.place(unit, expression, None)? {
            Storage::Register(pair) => Some(pair),
            _ => None,
        }
    }

    fn variable<'d>(
        &mut self,
        unit: Unit<'_, 'd>,
        entry: &Entry<'d>,
        reader: &mut Reader<'_>,
        open: Option<&mut Open>,
        module: &mut Module,
    ) {
        let Some(name) = named(unit, entry, gimli::DW_AT_name) else {
            return;
        };
        let of = reader.of(unit, entry, 0);
        let frame = open.as_ref().and_then(|open| open.frame);
        let (storage, places) = self.storage(unit, entry, frame);
        let Some(open) = open else {
            module.unit.globals.insert(name.clone(), of);
            if let Some(Storage::Static(address)) = storage {
                module.globals.insert(name, address);
            }
            return;
        };
        let Some(function) = &mut open.function else {
            return;
        };
        let line = number(entry, gimli::DW_AT_decl_line).and_then(|line| u32::try_from(line).ok());
        let role = match entry.tag() == gimli::DW_TAG_formal_parameter {
            true => Role::Parameter,
            false if matches!(storage, Some(Storage::Static(_))) => Role::Static,
            false => Role::Local,
        };
        function.variables.push(Variable {
            name,
            of: Some(of),
            role,
            lines: match role {
                Role::Parameter => 0..=u32::MAX,
                Role::Local | Role::Static => line.unwrap_or(0)..=u32::MAX,
            },
            storage,
            places,
        });
    }

    /// Where a variable is, and where in the code of which addresses, if that changes.
    fn storage<'d>(
        &mut self,
        unit: Unit<'_, 'd>,
        entry: &Entry<'d>,
        frame: Option<u16>,
    ) -> (Option<Storage>, Vec<(RangeInclusive<u16>, Storage)>) {
        let mut places = Vec::new();
        let value = match entry.attr_value(gimli::DW_AT_location) {
            Some(AttributeValue::Exprloc(expression)) => {
                return (self.place(unit, expression, frame), places);
            }
            Some(value) => value,
            None => return (None, places),
        };
        let Ok(Some(mut list)) = unit.attr_locations(value) else {
            return (None, places);
        };
        while let Ok(Some(entry)) = list.next() {
            self.places += 1;
            if self.places > MAX_PLACES {
                break;
            }
            let (start, end) = (entry.range.begin, entry.range.end);
            let last = end.checked_sub(1).and_then(|last| u16::try_from(last).ok());
            let (Ok(start), Some(last)) = (u16::try_from(start), last) else {
                continue;
            };
            if let Some(place) = self.place(unit, entry.data, frame) {
                places.push((start..=last, place));
            }
        }
        (None, places)
    }

    /// Where an expression leads, if it is of one of the simple kinds.
    fn place<'d>(
        &self,
        unit: Unit<'_, 'd>,
        expression: Expression<Slice<'d>>,
        frame: Option<u16>,
    ) -> Option<Storage> {
        let bytes = expression.0.slice();
        let mut operations = expression.operations(unit.encoding());
        let (found, rest) = match operations.next() {
            Ok(Some(operation)) => {
                let place = match operation {
                    Operation::Address { address } => Storage::Static(address.try_into().ok()?),
                    Operation::AddressIndex { index } => {
                        Storage::Static(unit.address(index).ok()?.try_into().ok()?)
                    }
                    Operation::FrameOffset { offset } => Storage::Based {
                        pointer: frame?,
                        offset: offset.try_into().ok()?,
                    },
                    Operation::Register { register } => {
                        let number = register.0.into();
                        if let Some(low) = self.chip(number) {
                            return self.in_chip(low, operations);
                        }
                        Storage::Register(self.registers.at(number)?)
                    }
                    Operation::RegisterOffset {
                        register, offset, ..
                    } => Storage::Based {
                        pointer: self.registers.at(register.0.into())?,
                        offset: offset.try_into().ok()?,
                    },
                    _ => return None,
                };
                (place, operations.next().ok()?.is_some())
            }
            // A number beyond those that gimli knows.
            Err(gimli::Error::UnsupportedRegister(register)) => {
                let (opcode, operands) = bytes.split_first()?;
                let operands = operands.get(leb128(operands)..)?;
                let pointer = self.registers.at(register)?;
                match *opcode {
                    DW_OP_REGX => (Storage::Register(pointer), !operands.is_empty()),
                    DW_OP_BREGX if operands.len() == 1 => {
                        // One byte, whose bit 6 is the sign.
                        let offset = i32::from(operands[0] & 0x3F) - i32::from(operands[0] & 0x40);
                        (Storage::Based { pointer, offset }, operands[0] & 0x80 != 0)
                    }
                    _ => return None,
                }
            }
            _ => return None,
        };
        (!rest).then_some(found)
    }
}

impl Variables<'_> {
    /// The register of the chip with DWARF's `number`.
    fn chip(&self, number: u64) -> Option<ChipRegister> {
        Some(match (number, self.is_proposed) {
            (0, _) => ChipRegister::A,
            (1, true) | (2, false) => ChipRegister::X,
            (2, true) | (4, false) => ChipRegister::Y,
            _ => return None,
        })
    }

    /// A variable whose low byte is in `low`: alone, or as a piece with another one behind it.
    fn in_chip(
        &self,
        low: ChipRegister,
        mut rest: gimli::OperationIter<Slice<'_>>,
    ) -> Option<Storage> {
        let mut next = || rest.next().ok();
        let is_byte = |piece: Option<Operation<Slice<'_>>>| match piece {
            Some(Operation::Piece {
                size_in_bits: 8,
                bit_offset: None,
            }) => Some(()),
            _ => None,
        };
        let Some(piece) = next()? else {
            return Some(Storage::Chip(low, None));
        };
        is_byte(Some(piece))?;
        let Some(Operation::Register { register }) = next()? else {
            return None;
        };
        let high = self.chip(register.0.into())?;
        is_byte(next()?)?;
        next()?.is_none().then_some(Storage::Chip(low, Some(high)))
    }
}

/// Bytes of the LEB128 number that `bytes` begin with.
fn leb128(bytes: &[u8]) -> usize {
    let more = bytes.iter().take_while(|byte| **byte & 0x80 != 0).count();
    more + 1
}

/// A unit without anything.
pub(super) fn is_nothing(module: &Module) -> bool {
    let unit::Unit { globals, .. } = &module.unit;
    module.functions.is_empty() && globals.is_empty()
}
