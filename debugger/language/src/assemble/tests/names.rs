//! Names in operands mean the same bytes again, whatever the names are.

use super::*;
use jumppad_engine::program::disassemble::named_instruction;
use jumppad_engine::program::mnemonic::Names;

/// A table in which names are as bad as they come: ambiguous, like registers, digits or prefixes, or not to be typed.
fn bench(model: Model) -> Bench {
    let mut bench = Bench::new(model);
    let mut name = |name: &str, address, size| {
        bench.symbols.define(Symbol::new(name, address).sized(size));
    };
    for (address, names) in [
        (0x00, ["zero_page", "nothing"]),
        (0x12, ["a", "ptr"]),
        (0x13, ["a", "A"]),
        (0x20, ["x", "pc"]),
        (0x7F, ["y", "z"]),
        (0x80, ["c000", "face"]),
        (0xFF, ["a::b", "z::b"]),
        (0x100, ["stack", "@stack"]),
        (0x600, ["loop", "12$"]),
        (0x601, ["12$", "a.b"]),
        (0x1234, ["iswrite", "load"]),
        (0xFFFE, ["cycles", "value"]),
    ] {
        names.into_iter().for_each(|text| name(text, address, 0));
    }
    name("table", 0x1200, 0x100);
    name("record", 0x30, 40);
    name("across", 0xA0, 0x200);
    bench
}

#[test]
fn an_operand_by_name_comes_back() {
    for &model in Model::ALL {
        let bench = bench(model);
        let mut named = 0;
        // The chips of a family differ in few opcodes.
        let step = match model {
            Model::Nmos6502 | Model::Wdc65C02 => 61,
            _ => 977,
        };
        for row in model.table() {
            for word in (0..=0xFFFF).step_by(step).chain(WORDS.iter().copied()) {
                let [low, high] = word.to_le_bytes();
                let bytes = &[row.code, low, high][..usize::from(row.length())];
                let text = named_instruction(model, Names::Own, 0x600, bytes, |at| {
                    bench.symbols.operand(at)
                });
                if text == instruction(model, 0x600, bytes) {
                    continue;
                }
                named += 1;
                let mut expected = bytes.to_vec();
                expected[0] = meant(model, row);
                let name = model.name();
                assert_eq!(bench.bytes(0x600, &text), expected, "{text} on {name}");
            }
        }
        assert!(named > 1_000, "{named} names on {}", model.name());
    }
}

#[test]
fn an_immediate_value_is_never_a_name() {
    let bench = bench(Model::Nmos6502);
    let text = |bytes: &[u8]| {
        named_instruction(Model::Nmos6502, Names::Own, 0x600, bytes, |at| {
            bench.symbols.operand(at)
        })
    };
    assert_eq!(text(&[0xA9, 0x12]), "LDA #$12");
    assert_eq!(text(&[0xA5, 0x12]), "LDA ptr");
    assert_eq!(text(&[0xAD, 0x12, 0x00]), "LDA a:ptr");
    assert_eq!(text(&[0xB1, 0x3A]), "LDA (record+$0A),Y");
    assert_eq!(text(&[0x0E, 0x34, 0x12]), "ASL iswrite");
    assert_eq!(text(&[0xA5, 0x13]), "LDA $13");
    assert_eq!(text(&[0xD0, 0xFF]), "BNE '12$'");
}
