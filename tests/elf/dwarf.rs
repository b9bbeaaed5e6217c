//! The debug information of `sum.c`, written by gimli.

use gimli::write::{
    Address, AttributeValue, DwarfUnit, EndianVec, Expression, FileId, LineProgram, LineString,
    Location, LocationList, Sections, UnitEntryId,
};
use gimli::{DwAt, DwTag, Encoding, Format, LineEncoding, LittleEndian, Register};

use super::code::{ADD, FIRST, HUE, MAIN, ROWS, SPOT, TOTAL, TURBO, VALUES};

/// How registers are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbering {
    /// As releases do: A, X, Y are 0, 2, 4, imaginary bytes follow from $10 on, pairs from $210 on.
    Released,
    /// As is proposed: A, X, Y are 0, 1, 2, imaginary bytes follow from $20000 on, pairs from $30000 on.
    Proposed,
}

impl Numbering {
    /// The expression for a value in A, or in X.
    fn byte(self, index: u16) -> Expression {
        let mut expression = Expression::new();
        let number = match self {
            Self::Released => index * 2,
            Self::Proposed => index,
        };
        expression.op_reg(Register(number));
        expression
    }

    /// The expression for a value in a pair of imaginary registers.
    fn pair(self, index: u16) -> Expression {
        match self {
            Self::Released => {
                let mut expression = Expression::new();
                expression.op_reg(Register(0x210 + index));
                expression
            }
            // Gimli has no numbers so large: DW_OP_regx with an ULEB128 of three bytes.
            Self::Proposed => Expression::raw(vec![0x90, 0x80 | index as u8, 0x80, 0x0C]),
        }
    }
}

/// The sections of debug information of `version`, with their names.
pub(crate) fn sections(version: u16, numbering: Numbering) -> Vec<(&'static str, Vec<u8>)> {
    let encoding = Encoding {
        format: Format::Dwarf32,
        version,
        address_size: 4,
    };
    let mut dwarf = DwarfUnit::new(encoding);
    lines(&mut dwarf, encoding);
    let mut entries = Entries { dwarf, numbering };
    entries.add_all();
    let mut sections = Sections::new(EndianVec::new(LittleEndian));
    entries
        .dwarf
        .write(&mut sections)
        .expect("it can be written");
    let mut out = Vec::new();
    sections
        .for_each(|id, bytes| {
            if !bytes.slice().is_empty() {
                out.push((id.name(), bytes.slice().to_vec()));
            }
            Ok::<_, ()>(())
        })
        .expect("nothing fails");
    out
}

fn text(text: &str) -> LineString {
    LineString::String(text.as_bytes().to_vec())
}

fn address(address: u16) -> Address {
    Address::Constant(address.into())
}

fn lines(dwarf: &mut DwarfUnit, encoding: Encoding) {
    let mut program = LineProgram::new(
        encoding,
        LineEncoding::default(),
        text("/src"),
        None,
        text("sum.c"),
        None,
    );
    let folder = program.default_directory();
    let file = program.add_file(text("sum.c"), folder, None);
    for (start, end) in [MAIN, ADD] {
        sequence(&mut program, file, start, end, ROWS);
    }
    // A function that the linker dropped: its address is that of nothing.
    sequence(&mut program, file, 0, 4, &[(0, 99, true, false)]);
    dwarf.unit.line_program = program;
}

fn sequence(
    program: &mut LineProgram,
    file: FileId,
    start: u16,
    end: u16,
    rows: &[(u16, u64, bool, bool)],
) {
    program.begin_sequence(Some(address(start)));
    let own = rows.iter().filter(|(at, ..)| (start..end).contains(at));
    for &(at, line, is_statement, prologue_end) in own {
        let row = program.row();
        row.address_offset = u64::from(at - start);
        row.file = file;
        row.line = line;
        row.is_statement = is_statement;
        row.prologue_end = prologue_end;
        program.generate_row();
    }
    program.end_sequence(u64::from(end - start));
}

struct Entries {
    dwarf: DwarfUnit,
    numbering: Numbering,
}

impl Entries {
    fn add(
        &mut self,
        parent: UnitEntryId,
        tag: DwTag,
        attributes: Vec<(DwAt, AttributeValue)>,
    ) -> UnitEntryId {
        let entry = self.dwarf.unit.add(parent, tag);
        for (name, value) in attributes {
            self.dwarf.unit.get_mut(entry).set(name, value);
        }
        entry
    }

    fn named(&mut self, name: &str) -> (DwAt, AttributeValue) {
        let id = self.dwarf.strings.add(name);
        (gimli::DW_AT_name, AttributeValue::StringRef(id))
    }

    fn base(&mut self, name: &str, size: u8, encoding: gimli::DwAte) -> UnitEntryId {
        let root = self.dwarf.unit.root();
        let name = self.named(name);
        let attributes = vec![
            name,
            (gimli::DW_AT_byte_size, AttributeValue::Data1(size)),
            (gimli::DW_AT_encoding, AttributeValue::Encoding(encoding)),
        ];
        self.add(root, gimli::DW_TAG_base_type, attributes)
    }

    fn variable(&mut self, name: &str, kind: UnitEntryId, at: u16) {
        let root = self.dwarf.unit.root();
        let mut place = Expression::new();
        place.op_addr(address(at));
        let attributes = vec![
            self.named(name),
            (gimli::DW_AT_type, AttributeValue::UnitRef(kind)),
            (gimli::DW_AT_location, AttributeValue::Exprloc(place)),
        ];
        self.add(root, gimli::DW_TAG_variable, attributes);
    }

    fn function(&mut self, name: &str, range: (u16, u16), kind: UnitEntryId) -> UnitEntryId {
        let root = self.dwarf.unit.root();
        let size = u64::from(range.1 - range.0);
        let frame = self.numbering.pair(0);
        let attributes = vec![
            self.named(name),
            (
                gimli::DW_AT_low_pc,
                AttributeValue::Address(address(range.0)),
            ),
            (gimli::DW_AT_high_pc, AttributeValue::Udata(size)),
            (gimli::DW_AT_frame_base, AttributeValue::Exprloc(frame)),
            (gimli::DW_AT_type, AttributeValue::UnitRef(kind)),
        ];
        self.add(root, gimli::DW_TAG_subprogram, attributes)
    }

    fn add_all(&mut self) {
        let root = self.dwarf.unit.root();
        let name = self.named("sum.c");
        let folder = self.dwarf.strings.add("/src");
        let main = self.dwarf.unit.get_mut(root);
        main.set(name.0, name.1);
        main.set(gimli::DW_AT_comp_dir, AttributeValue::StringRef(folder));
        main.set(
            gimli::DW_AT_language,
            AttributeValue::Language(gimli::DW_LANG_C11),
        );
        main.set(
            gimli::DW_AT_low_pc,
            AttributeValue::Address(address(MAIN.0)),
        );
        let size = u64::from(ADD.1 - MAIN.0);
        main.set(gimli::DW_AT_high_pc, AttributeValue::Udata(size));
        main.set(gimli::DW_AT_stmt_list, AttributeValue::LineProgramRef);

        let int = self.base("int", 2, gimli::DW_ATE_signed);
        let char = self.base("char", 1, gimli::DW_ATE_unsigned_char);
        let values = self.array(int, 4);
        let point = self.point(int, char);
        let color = self.color(char);
        let pointer = vec![(gimli::DW_AT_type, AttributeValue::UnitRef(int))];
        let pointer = self.add(root, gimli::DW_TAG_pointer_type, pointer);
        for (name, kind, at) in [
            ("values", values, VALUES),
            ("total", int, TOTAL),
            ("spot", point, SPOT),
            ("hue", color, HUE),
            ("first", pointer, FIRST),
            ("turbo", char, TURBO),
        ] {
            self.variable(name, kind, at);
        }

        let add = self.function("add", ADD, int);
        let a = self.argument();
        let b = self.numbering.pair(2);
        for (name, place) in [
            ("a", AttributeValue::LocationListRef(a)),
            ("b", AttributeValue::Exprloc(b)),
        ] {
            let attributes = vec![
                self.named(name),
                (gimli::DW_AT_type, AttributeValue::UnitRef(int)),
                (gimli::DW_AT_location, place),
            ];
            self.add(add, gimli::DW_TAG_formal_parameter, attributes);
        }
        let main = self.function("main", MAIN, int);
        let mut place = Expression::new();
        place.op_fbreg(0);
        let attributes = vec![
            self.named("i"),
            (gimli::DW_AT_type, AttributeValue::UnitRef(int)),
            (gimli::DW_AT_location, AttributeValue::Exprloc(place)),
        ];
        self.add(main, gimli::DW_TAG_variable, attributes);
    }

    /// Where `a` of `add` is: in A and X, until these are used for something else.
    fn argument(&mut self) -> gimli::write::LocationListId {
        let mut place = self.numbering.byte(0);
        place.op_piece(1);
        let number = match self.numbering {
            Numbering::Released => 2,
            Numbering::Proposed => 1,
        };
        place.op_reg(Register(number));
        place.op_piece(1);
        // From where the unit begins.
        let begin = u64::from(ADD.0 - MAIN.0);
        let known = Location::OffsetPair {
            begin,
            end: begin + 1,
            data: place,
        };
        self.dwarf.unit.locations.add(LocationList(vec![known]))
    }

    fn array(&mut self, of: UnitEntryId, count: u8) -> UnitEntryId {
        let root = self.dwarf.unit.root();
        let kind = vec![(gimli::DW_AT_type, AttributeValue::UnitRef(of))];
        let array = self.add(root, gimli::DW_TAG_array_type, kind);
        let count = vec![(gimli::DW_AT_count, AttributeValue::Data1(count))];
        self.add(array, gimli::DW_TAG_subrange_type, count);
        array
    }

    fn point(&mut self, int: UnitEntryId, char: UnitEntryId) -> UnitEntryId {
        let root = self.dwarf.unit.root();
        let attributes = vec![
            self.named("point"),
            (gimli::DW_AT_byte_size, AttributeValue::Data1(5)),
        ];
        let point = self.add(root, gimli::DW_TAG_structure_type, attributes);
        for (name, kind, offset) in [("x", int, 0), ("y", int, 2), ("tag", char, 4)] {
            let attributes = vec![
                self.named(name),
                (gimli::DW_AT_type, AttributeValue::UnitRef(kind)),
                (
                    gimli::DW_AT_data_member_location,
                    AttributeValue::Udata(offset),
                ),
            ];
            self.add(point, gimli::DW_TAG_member, attributes);
        }
        point
    }

    fn color(&mut self, of: UnitEntryId) -> UnitEntryId {
        let root = self.dwarf.unit.root();
        let attributes = vec![
            self.named("color"),
            (gimli::DW_AT_type, AttributeValue::UnitRef(of)),
            (gimli::DW_AT_byte_size, AttributeValue::Data1(1)),
        ];
        let color = self.add(root, gimli::DW_TAG_enumeration_type, attributes);
        for (name, value) in [("RED", 0), ("GREEN", 1), ("BLUE", 7)] {
            let attributes = vec![
                self.named(name),
                (gimli::DW_AT_const_value, AttributeValue::Udata(value)),
            ];
            self.add(color, gimli::DW_TAG_enumerator, attributes);
        }
        color
    }
}
