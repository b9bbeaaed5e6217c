//! The assembler and the disassembler undo each other, and what cannot be assembled says why.

mod mnemonics;
mod names;

use jumppad_tiers::opcodes::table::Status;
use jumppad_tiers::opcodes::{Mode, Model, Opcode};
use jumppad_tiers::{Config, JitMode, Machine};

use super::*;
use jumppad_engine::expression::Scope;
use jumppad_engine::program::disassemble::instruction;
use jumppad_engine::program::source::Source;
use jumppad_engine::program::symbols::{Symbol, Symbols};

/// Two-byte operands that are worth a look: page 0 written wide, the edges, what looks like something else.
const WORDS: &[u16] = &[
    0x0000, 0x0001, 0x007F, 0x0080, 0x00FF, 0x0100, 0x0600, 0x1234, 0x7FFF, 0x8000, 0xA5B6, 0xFF00,
    0xFFFE, 0xFFFF,
];

struct Bench {
    machine: Machine,
    symbols: Symbols,
}

impl Bench {
    fn new(model: Model) -> Self {
        let mut symbols = Symbols::default();
        for (name, address) in [
            ("loop", 0x600),
            ("zero", 0x10),
            ("table", 0x1234),
            ("x", 0x20),
        ] {
            symbols.define(Symbol::new(name, address));
        }
        let machine = Machine::new(Config {
            model,
            jit: JitMode::Off,
            ..Config::default()
        });
        Self { machine, symbols }
    }

    fn encode(&self, address: u16, text: &str, forward: Forward) -> Result<Encoded, Diagnostic> {
        let source = Source::default();
        let scope = Scope::of(&self.machine, &self.symbols, &source);
        parse(text, Context::default())?.encode(&Place {
            scope,
            address,
            forward,
        })
    }

    fn bytes(&self, address: u16, text: &str) -> Vec<u8> {
        match self.encode(address, text, Forward::Refused) {
            Ok(encoded) => encoded.bytes,
            Err(error) => panic!("`{text}`: {error} at {}", error.offset),
        }
    }
}

fn nmos(text: &str) -> Vec<u8> {
    Bench::new(Model::Nmos6502).bytes(0x600, text)
}

/// The error's place and words.
fn error(text: &str) -> (usize, String) {
    let bench = Bench::new(Model::Nmos6502);
    let error = bench.encode(0x600, text, Forward::Refused).unwrap_err();
    let advice = error.advice.unwrap_or_default();
    (error.offset, format!("{}; {advice}", error.message))
}

/// The opcode that the text of `row` means: of the rows that are written alike the documented one, then the lowest.
fn meant(model: Model, row: &Opcode) -> u8 {
    let written = |mode| match mode {
        Mode::NON => Mode::IMP,
        other => other,
    };
    let alike = model
        .table()
        .iter()
        .filter(|other| other.mnemonic == row.mnemonic && written(other.mode) == written(row.mode));
    alike
        .min_by_key(|row| (row.status == Status::Undocumented, row.code))
        .expect("the row itself is one")
        .code
}

#[test]
fn every_opcode_of_every_chip_comes_back_from_its_text() {
    for &model in Model::ALL {
        let bench = Bench::new(model);
        // The chips of a family differ in few opcodes: all values on one of each, some on the others.
        let step = match model {
            Model::Nmos6502 | Model::Wdc65C02 => 1,
            _ => 17,
        };
        for row in model.table() {
            let all = (0..=0xFF).step_by(step);
            let words: Vec<u16> = match row.length() {
                1 => vec![0],
                2 => all.collect(),
                // A bit branch has two operands of a byte.
                _ if row.mode == Mode::ZPR => all.map(|n| n << 8 | (n ^ 0x5A)).collect(),
                _ => WORDS.to_vec(),
            };
            for word in words {
                let [low, high] = word.to_le_bytes();
                let bytes = &[row.code, low, high][..usize::from(row.length())];
                let text = instruction(model, 0x600, bytes);
                let mut expected = bytes.to_vec();
                expected[0] = meant(model, row);
                let name = model.name();
                assert_eq!(bench.bytes(0x600, &text), expected, "{text} on {name}");
                if word % 17 == 0 {
                    let lower = text.to_lowercase();
                    assert_eq!(bench.bytes(0x600, &lower), expected, "{lower} on {name}");
                }
            }
        }
    }
}

#[test]
fn only_opcodes_with_one_text_have_stand_ins() {
    for &model in Model::ALL {
        for row in model
            .table()
            .iter()
            .filter(|row| meant(model, row) != row.code)
        {
            assert_eq!(row.status, Status::Undocumented, "${:02X}", row.code);
        }
    }
    let lost = |code: usize| meant(Model::Nmos6502, &Model::Nmos6502.table()[code]);
    assert_eq!((lost(0xEB), lost(0x1A), lost(0x2B)), (0xE9, 0xEA, 0x0B));
}

#[test]
fn an_address_in_page_0_is_short_where_it_can_be() {
    assert_eq!(nmos("LDA $12"), [0xA5, 0x12]);
    assert_eq!(nmos("LDA 12"), [0xA5, 0x12]);
    assert_eq!(nmos("LDA +18"), [0xA5, 0x12]);
    assert_eq!(nmos("LDA 0012"), [0xAD, 0x12, 0x00]);
    assert_eq!(nmos("LDA $0012"), [0xAD, 0x12, 0x00]);
    assert_eq!(nmos("LDA a:$12"), [0xAD, 0x12, 0x00]);
    assert_eq!(nmos("LDA z:$12"), [0xA5, 0x12]);
    assert_eq!(nmos("lda zero+1,x"), [0xB5, 0x11]);
    assert_eq!(nmos("lda a:zero , Y"), [0xB9, 0x10, 0x00]);
    assert_eq!(nmos("lda zero,y"), [0xB9, 0x10, 0x00]);
    assert_eq!(nmos("jmp zero"), [0x4C, 0x10, 0x00]);
    assert_eq!(nmos("STX $0012,Y"), [0x96, 0x12]);
    assert!(error("STX a:$12,Y").1.contains("its operands on this chip"));
    assert!(error("LDA z:$1234").1.contains("no address in page 0"));
    for wrong in ["LDA ($80),X", "lda ( $80 ) , x", "STA (($10)),X"] {
        assert!(error(wrong).1.contains("(E),Y behind"), "{wrong}");
    }
}

#[test]
fn operands_are_expressions() {
    assert_eq!(nmos("LDA #<table"), [0xA9, 0x34]);
    assert_eq!(nmos("LDA #>table + 1"), [0xA9, 0x13]);
    assert_eq!(nmos("LDA #'A'"), [0xA9, 0x41]);
    assert_eq!(nmos("LDA #-1"), [0xA9, 0xFF]);
    assert_eq!(nmos("LDA #%1010_0000 | 2 * 3"), [0xA9, 0xA6]);
    assert_eq!(nmos("LDA (zero),Y"), [0xB1, 0x10]);
    assert_eq!(nmos("LDA ( zero + 2 , X )"), [0xA1, 0x12]);
    assert_eq!(nmos("LDA (zero+1)*2"), [0xA5, 0x22]);
    assert_eq!(nmos("JMP (table)"), [0x6C, 0x34, 0x12]);
    assert_eq!(nmos("BNE *-2"), [0xD0, 0xFC]);
    assert_eq!(nmos("BNE loop"), [0xD0, 0xFE]);
    assert_eq!(nmos("LDA x"), [0xA5, 0x20]);
    assert_eq!(nmos("LDA .x,x"), [0xB5, 0x20]);
    assert_eq!(nmos("asl"), [0x0A]);
    assert_eq!(nmos("asl a"), [0x0A]);
    assert_eq!(nmos("asl A "), [0x0A]);
    assert_eq!(nmos("  here: rts"), [0x60]);
    assert_eq!(nmos("here:"), [0u8; 0]);
    assert_eq!(nmos(""), [0u8; 0]);
}

#[test]
fn data_stands_between_instructions() {
    assert_eq!(
        nmos(".byte 1,$FF, -1 ,\"a,b\",'c'"),
        [1, 255, 255, 97, 44, 98, 99]
    );
    assert_eq!(nmos(".WORD table, 1,-1"), [0x34, 0x12, 1, 0, 255, 255]);
    assert_eq!(nmos(".text \"HI\",13"), *b"HI\r");
    assert_eq!(nmos(".res 3"), [0, 0, 0]);
    assert_eq!(nmos("gap: .res 2,$EA"), [0xEA, 0xEA]);
}

#[test]
fn what_cannot_be_says_where_and_what_helps() {
    let told = |text: &str, at: usize, words: &str| {
        let (offset, message) = error(text);
        assert_eq!(offset, at, "{text}: {message}");
        assert!(message.contains(words), "{text}: {message}");
    };
    told("LDZ #1", 0, "did you mean `LDA`");
    told("foo", 0, "a label has a colon");
    told("STZ $10", 0, "65c02");
    told("BNE $0700", 4, "+254 bytes from the next instruction");
    told("BNE $0500", 4, "-258 bytes");
    told("LDA #256", 5, "$100 is more than a byte");
    told("LDA ($1234),Y", 5, "no address in page 0");
    told("LDA ($10)", 5, "no form with (ADDRESS)");
    told("LDA $10000", 4, "past $FFFF");
    told("LDA", 0, "needs an operand");
    told("INX $10", 4, "its operands on this chip: none");
    told("LDA tabel", 4, "did you mean `table`?");
    told("LDA c000", 4, "written $c000");
    told("LDA #1 2", 7, "not understood here");
    told("LDA [$10],y", 4, "not");
    told("BEQ 500", 4, "bytes from the next instruction");
    told(".bite 1", 0, "did you mean `.byte`?");
    told(".byte", 5, "missing");
    told(".byte 1,", 8, "missing");
    told(".res 70000", 5, "1 to 65536");
    told("LDA #1 / 0", 7, "division by zero");
    told("LDA $12G4", 7, "not a hexadecimal digit");
}

#[test]
fn memory_ends() {
    let bench = Bench::new(Model::Nmos6502);
    assert_eq!(bench.bytes(0xFFFF, "RTS"), [0x60]);
    let past = bench.encode(0xFFFF, "LDA #1", Forward::Refused);
    assert!(past.unwrap_err().message.contains("past $FFFF"));
    let text = format!(".res {}", 0x1_0000 - 0x600 + 1);
    assert!(bench.encode(0x600, &text, Forward::Refused).is_err());
}

#[test]
fn a_label_to_come_leaves_room() {
    let bench = Bench::new(Model::Nmos6502);
    let later = |text| bench.encode(0x600, text, Forward::Allowed).unwrap();
    assert_eq!(later("LDA done").bytes, [0xAD, 0, 0]);
    assert_eq!(later("BNE done").bytes, [0xD0, 0]);
    assert_eq!(later("LDA z:done").bytes, [0xA5, 0]);
    assert_eq!(later(".word done, done+1").fixups.len(), 2);
    assert_eq!(later("LDA #<done").fixups[0].address, 0x601);
    assert!(bench.encode(0x600, ".res done", Forward::Allowed).is_err());
}

#[test]
fn deep_or_endless_input_is_an_error() {
    let bench = Bench::new(Model::Nmos6502);
    for text in [
        "(".repeat(3000),
        format!("LDA #{}", "-".repeat(3000)),
        ",".repeat(99),
    ] {
        assert!(bench.encode(0, &text, Forward::Allowed).is_err());
    }
}
