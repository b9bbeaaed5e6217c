//! Machine code to text, from the one opcode table.
//!
//! Invariants: reading is by `peek`; every byte value gives a line; addresses wrap at $FFFF as the CPU's do.

use jumppad_tiers::opcodes::mode::{bit_branch_target, branch_target};
use jumppad_tiers::opcodes::{Args, Mode, Model, Opcode};
use jumppad_tiers::{JitMode, Machine, Why};

use crate::program::mnemonic::Names;
use crate::program::sight::Look;

/// The table row of the opcode at `address`.
pub fn opcode_at(machine: &impl Look, address: u16) -> &'static Opcode {
    &machine.model().table()[usize::from(machine.peek(address))]
}

/// The bytes of the instruction at `address`.
pub fn bytes_at(machine: &impl Look, address: u16) -> Vec<u8> {
    let length = opcode_at(machine, address).mode.length();
    (0..length)
        .map(|i| machine.peek(address.wrapping_add(i)))
        .collect()
}

/// The instruction `bytes` of a chip, which stands at `address`, as assembler text. Missing operand bytes count as zero.
pub fn instruction(model: Model, address: u16, bytes: &[u8]) -> String {
    named_instruction(model, Names::Own, address, bytes, |_| None)
}

/// The instruction `bytes` of a chip, which stands at `address`, as assembler text: with the names of instructions that
/// `names` are, and those that `name` has for operands. It assembles to the same bytes as long as the latter mean these
/// addresses, but for the doubles that [`mnemonic::undocumented`](super::mnemonic::undocumented) tells.
pub fn named_instruction(
    model: Model,
    names: Names,
    address: u16,
    bytes: &[u8],
    name: impl Fn(u16) -> Option<String>,
) -> String {
    let byte = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let opcode = &model.table()[usize::from(byte(0))];
    let args = Args {
        arg1: byte(1),
        arg2: byte(2),
        pc: address,
    };
    let low = args.arg1;
    let short = || name(u16::from(low)).unwrap_or_else(|| format!("${low:02X}"));
    let long = |word: u16| name(word).unwrap_or_else(|| format!("${word:04X}"));
    // A name in page 0 would be assembled as such.
    let wide = || match (args.word(), long(args.word())) {
        (..=0xFF, text) if !text.starts_with('$') => format!("a:{text}"),
        (_, text) => text,
    };
    let mnemonic = names.of(opcode);
    match opcode.mode {
        Mode::IMP | Mode::NON => mnemonic.to_owned(),
        Mode::ACC => format!("{mnemonic} A"),
        Mode::IMM => format!("{mnemonic} #${low:02X}"),
        Mode::ZPG => format!("{mnemonic} {}", short()),
        Mode::ZPX => format!("{mnemonic} {},X", short()),
        Mode::ZPY => format!("{mnemonic} {},Y", short()),
        Mode::IZX => format!("{mnemonic} ({},X)", short()),
        Mode::IZY => format!("{mnemonic} ({}),Y", short()),
        Mode::IZP => format!("{mnemonic} ({})", short()),
        Mode::ABS => format!("{mnemonic} {}", wide()),
        Mode::ABX => format!("{mnemonic} {},X", wide()),
        Mode::ABY => format!("{mnemonic} {},Y", wide()),
        Mode::IND => format!("{mnemonic} ({})", long(args.word())),
        Mode::IAX => format!("{mnemonic} ({},X)", long(args.word())),
        Mode::REL => format!("{mnemonic} {}", long(branch_target(args))),
        Mode::ZPR => format!("{mnemonic} {},{}", short(), long(bit_branch_target(args))),
    }
}

/// The tier column of a compiled instruction whose operand is read at run time.
pub const DYNAMIC: &str = "[dyn]";

/// The tier column of `address`; none while the JIT is off.
pub fn tier(machine: &Machine, address: u16) -> Option<String> {
    if machine.jit_mode() == JitMode::Off {
        return None;
    }
    Some(match machine.why(address) {
        Why::EntryPoint { .. } | Why::Inside { .. } if machine.has_dynamic_operand(address) => {
            DYNAMIC.to_owned()
        }
        Why::EntryPoint { group, .. } | Why::Inside { group, .. } => format!("[{group}]"),
        Why::Baseline { .. } => "[base]".to_owned(),
        Why::Counting {
            count, threshold, ..
        }
        | Why::OutOfUse {
            count, threshold, ..
        }
        | Why::Demoted {
            count, threshold, ..
        } => format!("[{count}/{threshold}]"),
        Why::NeverRun => "[----]".to_owned(),
        Why::Compiling => "[comp]".to_owned(),
        // `jit why` tells these reasons in full.
        _ => "[intp]".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_has_its_notation() {
        let cases: &[(&[u8], &str)] = &[
            (&[0xEA], "NOP"),
            (&[0x0A], "ASL A"),
            (&[0xA9, 0x41], "LDA #$41"),
            (&[0xA5, 0x10], "LDA $10"),
            (&[0xB5, 0x10], "LDA $10,X"),
            (&[0xB6, 0x10], "LDX $10,Y"),
            (&[0xA1, 0x10], "LDA ($10,X)"),
            (&[0xB1, 0x10], "LDA ($10),Y"),
            (&[0xAD, 0x34, 0x12], "LDA $1234"),
            (&[0xBD, 0x34, 0x12], "LDA $1234,X"),
            (&[0xB9, 0x34, 0x12], "LDA $1234,Y"),
            (&[0x6C, 0x34, 0x12], "JMP ($1234)"),
            (&[0xD0, 0xFE], "BNE $0600"),
        ];
        for (bytes, text) in cases {
            assert_eq!(instruction(Model::Nmos6502, 0x600, bytes), *text);
        }
    }

    #[test]
    fn a_branch_wraps_around_memory() {
        assert_eq!(
            instruction(Model::Nmos6502, 0xFFFE, &[0xF0, 0x7F]),
            "BEQ $007F"
        );
        assert_eq!(
            instruction(Model::Nmos6502, 0x0000, &[0xF0, 0x80]),
            "BEQ $FF82"
        );
    }

    #[test]
    fn the_cmos_chips_have_more_modes() {
        let cases: &[(&[u8], &str)] = &[
            (&[0x1A], "INC A"),
            (&[0x80, 0xFE], "BRA $0600"),
            (&[0xB2, 0x10], "LDA ($10)"),
            (&[0x7C, 0x34, 0x12], "JMP ($1234,X)"),
            (&[0x87, 0x10], "SMB0 $10"),
            (&[0xFF, 0x10, 0xFD], "BBS7 $10,$0600"),
            (&[0x0F, 0x10, 0x7F], "BBR0 $10,$0682"),
            (&[0xCB], "WAI"),
        ];
        for (bytes, text) in cases {
            assert_eq!(instruction(Model::Wdc65C02, 0x600, bytes), *text);
        }
        let others = |bytes| {
            let chips = [Model::Rockwell65C02, Model::Synertek65C02, Model::Ricoh2A03];
            chips.map(|model| instruction(model, 0x600, bytes))
        };
        assert_eq!(others(&[0x87, 0x10]), ["SMB0 $10", "NOP $10", "SAX $10"]);
        assert_eq!(others(&[0xB2, 0x10]), ["LDA ($10)", "LDA ($10)", "JAM"]);
    }

    #[test]
    fn every_opcode_of_every_chip_has_the_text_of_its_mode() {
        for &model in Model::ALL {
            for opcode in model.table() {
                let bytes = [opcode.code, 0x12, 0x34];
                let text = instruction(model, 0x600, &bytes);
                let name = opcode.mnemonic.name();
                let operand = text.strip_prefix(name).expect("the name comes first");
                let notation = match opcode.mode {
                    Mode::IMP | Mode::NON => "",
                    Mode::ACC => " A",
                    Mode::IMM => " #$12",
                    Mode::ZPG => " $12",
                    Mode::ZPX => " $12,X",
                    Mode::ZPY => " $12,Y",
                    Mode::IZX => " ($12,X)",
                    Mode::IZY => " ($12),Y",
                    Mode::IZP => " ($12)",
                    Mode::ABS => " $3412",
                    Mode::ABX => " $3412,X",
                    Mode::ABY => " $3412,Y",
                    Mode::IND => " ($3412)",
                    Mode::IAX => " ($3412,X)",
                    Mode::REL => " $0614",
                    Mode::ZPR => " $12,$0637",
                };
                assert_eq!(operand, notation, "{} ${:02X}", model.name(), opcode.code);
            }
        }
    }
}
