//! Mnemonics of other assemblers, and words that are none.

use jumppad_tiers::opcodes::Model;

use super::{Bench, error, nmos};
use jumppad_engine::program::disassemble::named_instruction;
use jumppad_engine::program::mnemonic::Names;

#[test]
fn others_names_are_read() {
    for (theirs, ours) in [
        ("ASO $12", "SLO $12"),
        ("lse ($12),y", "SRE ($12),Y"),
        ("AXS $12", "SAX $12"),
        ("AXS #$12", "SBX #$12"),
        ("SAX #$12", "SBX #$12"),
        ("INS $12", "ISC $12"),
        ("ISB $12", "ISC $12"),
        ("DCM $1234", "DCP $1234"),
        ("XAA #1", "ANE #1"),
        ("LAX #1", "LXA #1"),
        ("KIL", "JAM"),
        ("HLT", "JAM"),
        ("SHS $1234,Y", "TAS $1234,Y"),
        ("XAS $1234,Y", "TAS $1234,Y"),
        ("AHX $1234,Y", "SHA $1234,Y"),
        ("AXA ($12),Y", "SHA ($12),Y"),
        ("SXA $1234,Y", "SHX $1234,Y"),
        ("SYA $1234,X", "SHY $1234,X"),
        ("LAR $1234,Y", "LAS $1234,Y"),
        ("LAE $1234,Y", "LAS $1234,Y"),
        ("ASR #1", "ALR #1"),
        ("SKB $12", "NOP $12"),
        ("SKW $1234", "NOP $1234"),
        ("BGE *", "BCS *"),
        ("BLT *", "BCC *"),
    ] {
        assert_eq!(nmos(theirs), nmos(ours), "{theirs}");
    }
    assert_eq!(nmos("USBC #1"), [0xEB, 1]);
    assert_eq!(nmos("NOOP"), [0x1A]);
    assert_eq!(nmos("brk #5"), [0x00, 5]);
    assert_eq!(nmos("brk"), [0x00]);
    let cmos = Bench::new(Model::Wdc65C02);
    assert_eq!(cmos.bytes(0x600, "INA"), [0x1A]);
    assert_eq!(cmos.bytes(0x600, "dea"), [0x3A]);
    assert_eq!(cmos.bytes(0x600, "brk #$12"), [0x00, 0x12]);
}

#[test]
fn words_that_are_none_are_told_what_they_are() {
    for (text, words) in [
        ("PHB", "65816"),
        ("jsl $1234", "65816"),
        ("ORG $600", "address"),
        ("DB 1", ".byte"),
        ("EQU 5", "label"),
        ("INA", "65c02"),
        ("SKB", "needs an operand"),
    ] {
        let (at, told) = error(text);
        assert_eq!(at, 0, "{text}: {told}");
        assert!(
            told.contains(words) && !told.contains("did you mean"),
            "{text}: {told}"
        );
    }
}

#[test]
fn what_is_shown_by_others_names_is_read_as_the_same_bytes() {
    let text =
        |names, bytes: &[u8]| named_instruction(Model::Nmos6502, names, 0x600, bytes, |_| None);
    let in_all = |bytes: &[u8]| Names::ALL.map(|(_, names)| text(names, bytes));
    assert_eq!(
        in_all(&[0x07, 0x12]),
        ["SLO $12", "SLO $12", "SLO $12", "ASO $12"]
    );
    assert_eq!(
        in_all(&[0xCB, 0x12]),
        ["SBX #$12", "AXS #$12", "SBX #$12", "SAX #$12"]
    );
    assert_eq!(
        in_all(&[0xAB, 0x12]),
        ["LXA #$12", "LAX #$12", "LXA #$12", "OAL #$12"]
    );
    assert_eq!(
        in_all(&[0xEB, 0x12]),
        ["SBC #$12", "SBC #$12", "USBC #$12", "SBC #$12"]
    );
    assert_eq!(in_all(&[0x02]), ["JAM", "JAM", "JAM", "HLT"]);
    assert_eq!(in_all(&[0xEA]), ["NOP"; 4]);
    for model in Model::ALL {
        let bench = Bench::new(*model);
        for row in model.table() {
            let bytes = &[row.code, 0x12, 0x34][..usize::from(row.length())];
            for (_, names) in Names::ALL {
                let text = named_instruction(*model, names, 0x600, bytes, |_| None);
                let again = bench.bytes(0x600, &text);
                let told = jumppad_engine::program::mnemonic::undocumented(*model, names, row);
                assert_eq!(again[0], told.unwrap_or(row.code), "{text}");
                assert_eq!(again[1..], bytes[1..], "{text}");
            }
        }
    }
}
