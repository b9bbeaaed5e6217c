//! What instructions are called: by the opcode table, and by other assemblers, manuals and monitors.
//!
//! Invariants: every name is read, whichever is shown; what a name shows is read back as the same instruction.
//!
//! A name that two schools give to different instructions with the same operands is read as the one more of them mean.

use jumppad_tiers::opcodes::table::Status;
use jumppad_tiers::opcodes::{Mnemonic, Mode, Model, Opcode};

use Mnemonic::*;
use Mode::*;

/// Whose names are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// The opcode table's.
    #[default]
    Own,
    /// Those of ca65's 6502X mode.
    Ca65,
    /// Those of VICE's monitor.
    Vice,
    /// Those of the first lists: ASO, DCM, INS, HLT.
    Old,
}

impl Names {
    /// All schools of names, by the words that choose them.
    pub const ALL: [(&'static str, Self); 4] = [
        ("default", Self::Own),
        ("ca65", Self::Ca65),
        ("vice", Self::Vice),
        ("old", Self::Old),
    ];

    /// The school of names that the word `text` chooses.
    pub fn parse(text: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(name, _)| *name == text);
        found.map(|&(_, names)| names)
    }

    /// The word that chooses this school of names.
    pub fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, names)| *names == self);
        found.map_or("", |&(name, _)| name)
    }

    /// What an instruction is called by this school of names.
    pub fn of(self, opcode: &Opcode) -> &'static str {
        let found = OTHERS
            .iter()
            .find(|other| other.shown.contains(&self) && other.means(opcode));
        found.map_or(opcode.mnemonic.name(), |other| other.name)
    }
}

/// Another name.
struct Other {
    name: &'static str,
    mnemonic: Mnemonic,
    /// With which operands; with any where none are listed.
    modes: &'static [Mode],
    /// Who shows it.
    shown: &'static [Names],
}

impl Other {
    fn means(&self, opcode: &Opcode) -> bool {
        let is_mode = self.modes.is_empty() || self.modes.contains(&opcode.mode);
        // A name of its own for what has a documented form as well means the others.
        let is_double = matches!(self.mnemonic, NOP | SBC);
        let is_form = !is_double || opcode.status == Status::Undocumented;
        self.mnemonic == opcode.mnemonic && is_mode && is_form
    }
}

const fn other(
    name: &'static str,
    mnemonic: Mnemonic,
    modes: &'static [Mode],
    shown: &'static [Names],
) -> Other {
    Other {
        name,
        mnemonic,
        modes,
        shown,
    }
}

/// All other names.
static OTHERS: &[Other] = &[
    other("ASO", SLO, &[], &[Names::Old]),
    other("RLN", RLA, &[], &[]),
    other("LSE", SRE, &[], &[Names::Old]),
    other("RRD", RRA, &[], &[]),
    other("AXS", SBX, &[IMM], &[Names::Ca65]),
    other("SAX", SBX, &[IMM], &[Names::Old]),
    other("ASX", SBX, &[], &[]),
    other("XMA", SBX, &[], &[]),
    other("AXS", SAX, &[], &[Names::Old]),
    other("AAX", SAX, &[], &[]),
    other("LAX", LXA, &[IMM], &[Names::Ca65]),
    other("OAL", LXA, &[], &[Names::Old]),
    other("ATX", LXA, &[], &[]),
    other("ANX", LXA, &[], &[]),
    other("DCM", DCP, &[], &[Names::Old]),
    other("INS", ISC, &[], &[Names::Old]),
    other("ISB", ISC, &[], &[Names::Vice]),
    other("AAC", ANC, &[], &[]),
    other("ASR", ALR, &[], &[Names::Vice]),
    other("XAA", ANE, &[], &[Names::Old]),
    other("AXM", ANE, &[], &[]),
    other("AHX", SHA, &[], &[]),
    other("AXA", SHA, &[], &[Names::Old]),
    other("SXA", SHX, &[], &[]),
    other("SAY", SHY, &[], &[Names::Old]),
    other("SYA", SHY, &[], &[]),
    other("SHS", TAS, &[], &[Names::Vice]),
    other("XAS", TAS, &[], &[]),
    other("LAR", LAS, &[], &[]),
    other("LAE", LAS, &[], &[]),
    other("KIL", JAM, &[], &[]),
    other("HLT", JAM, &[], &[Names::Old]),
    other("CIM", JAM, &[], &[]),
    other("CRP", JAM, &[], &[]),
    other("SKB", NOP, &[IMM, ZPG, ZPX], &[Names::Old]),
    other("DOP", NOP, &[IMM, ZPG, ZPX], &[]),
    other("SKW", NOP, &[ABS, ABX], &[Names::Old]),
    other("TOP", NOP, &[ABS, ABX], &[]),
    other("NOOP", NOP, &[], &[Names::Vice]),
    other("USBC", SBC, &[], &[Names::Vice]),
    other("BGE", BCS, &[], &[]),
    other("BHS", BCS, &[], &[]),
    other("BLT", BCC, &[], &[]),
    other("BLO", BCC, &[], &[]),
    other("BNZ", BNE, &[], &[]),
    other("BZE", BEQ, &[], &[]),
    other("INA", INC, &[ACC], &[]),
    other("DEA", DEC, &[ACC], &[]),
    other("CPA", CMP, &[], &[]),
];

/// The rows of `model` that `name` may mean, whatever their operands; none where it is no instruction of the chip.
pub fn rows(model: Model, name: &str) -> Vec<&'static Opcode> {
    let others: Vec<&Other> = OTHERS
        .iter()
        .filter(|other| other.name.eq_ignore_ascii_case(name))
        .collect();
    let is_meant = |row: &&Opcode| {
        row.mnemonic.name().eq_ignore_ascii_case(name) || others.iter().any(|o| o.means(row))
    };
    model.table().iter().filter(is_meant).collect()
}

/// What the opcode table calls the instructions that `name` of another school means; none where it means some of an
/// instruction's forms only, or is no name of another.
pub fn own_names(name: &str) -> Vec<&'static str> {
    let meant = OTHERS
        .iter()
        .filter(|other| other.name.eq_ignore_ascii_case(name));
    let meant: Vec<&Other> = meant.collect();
    let is_part = |other: &&Other| {
        let is_whole = other.modes.is_empty() || other.mnemonic == SBX || other.mnemonic == LXA;
        !is_whole || matches!(other.mnemonic, NOP | SBC)
    };
    match is_own(name) || meant.iter().any(is_part) {
        true => Vec::new(),
        false => meant.iter().map(|other| other.mnemonic.name()).collect(),
    }
}

/// Whether an instruction of some chip is called `name` by the opcode table.
pub fn is_own(name: &str) -> bool {
    let mut all = Mnemonic::ALL.iter();
    all.any(|own| own.name().eq_ignore_ascii_case(name))
}

/// Whether some school calls an instruction of some chip `name`.
pub fn is_known(name: &str) -> bool {
    let mut others = OTHERS.iter();
    is_own(name) || others.any(|other| other.name.eq_ignore_ascii_case(name))
}

/// The row that a name with an operand of `mode` means: of several, the documented one, then the lowest.
pub fn pick(rows: &[&'static Opcode], mode: Mode) -> Option<&'static Opcode> {
    let fitting = rows.iter().copied().filter(|row| row.mode == mode);
    fitting.min_by_key(|row| (row.status == Status::Undocumented, row.code))
}

/// The opcode that the text of `opcode` assembles to, where the chip's data sheet does not name this one.
pub fn undocumented(model: Model, names: Names, opcode: &Opcode) -> Option<u8> {
    if opcode.status == Status::Documented {
        return None;
    }
    let rows = rows(model, names.of(opcode));
    let modes = match opcode.mode {
        // They are written alike.
        NON => [IMP, NON],
        mode => [mode, mode],
    };
    let meant = modes.iter().find_map(|&mode| pick(&rows, mode));
    Some(meant.map_or(opcode.code, |row| row.code))
}

/// Instructions of the 65816, which is none of the chips.
const OF_65816: &[&str] = &[
    "BRL", "COP", "JML", "JSL", "MVN", "MVP", "PEA", "PEI", "PER", "PHB", "PHD", "PHK", "PLB",
    "PLD", "REP", "RTL", "SEP", "TCD", "TCS", "TDC", "TSC", "TXY", "TYX", "WDM", "XBA", "XCE",
];

/// Words of assemblers that are no instructions, and what takes their place.
const DIRECTIVES: &[(&[&str], &str)] = &[
    (&["ORG"], "the address of `assemble` says where"),
    (&["EQU", "SET"], "`label NAME ADDRESS` names an address"),
    (
        &["DB", "DFB", "DCB", "FCB", "BYT", "BYTE", "HEX"],
        "`.byte` has bytes",
    ),
    (
        &["DW", "DA", "DCW", "FDB", "WORD", "ADR"],
        "`.word` has words",
    ),
    (&["DS", "DSB", "RES", "FILL"], "`.res` has room"),
    (&["TXT", "TEXT", "ASC", "STR"], "`.text` has letters"),
];

/// What `name`, which is no instruction of any chip, is elsewhere.
pub fn elsewhere(name: &str) -> Option<String> {
    let upper = name.to_ascii_uppercase();
    if OF_65816.contains(&upper.as_str()) {
        return Some("it is one of the 65816, which is none of the chips here".to_owned());
    }
    let found = DIRECTIVES
        .iter()
        .find(|(words, _)| words.contains(&upper.as_str()));
    found.map(|(_, advice)| (*advice).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_shown_is_read_as_the_same_instruction() {
        for (set, names) in Names::ALL {
            for model in Model::ALL {
                for opcode in model.table() {
                    let name = names.of(opcode);
                    let read = rows(*model, name);
                    let same_mode: Vec<_> =
                        read.iter().filter(|row| row.mode == opcode.mode).collect();
                    assert!(
                        same_mode.iter().any(|row| row.code == opcode.code),
                        "{set} {name}"
                    );
                    let is_same = |row: &&&Opcode| row.mnemonic == opcode.mnemonic;
                    assert!(same_mode.iter().all(is_same), "{set} {name} means several");
                }
            }
        }
    }

    #[test]
    fn no_name_hides_another() {
        let is_own = |name: &str| Mnemonic::ALL.iter().any(|own| own.name() == name);
        for other in OTHERS {
            let named = |model: &&Model| !rows(**model, other.name).is_empty();
            assert!(
                Model::ALL.iter().any(|model| named(&model)),
                "{}",
                other.name
            );
            // Where it is a name of ours as well, its operands are none of that one's.
            if is_own(other.name) {
                for row in Model::Nmos6502.table() {
                    let has_both =
                        row.mnemonic.name() == other.name && other.modes.contains(&row.mode);
                    assert!(!has_both && !other.modes.is_empty(), "{}", other.name);
                }
            }
            assert!(elsewhere(other.name).is_none(), "{}", other.name);
        }
        for own in Mnemonic::ALL {
            assert!(elsewhere(own.name()).is_none(), "{own:?}");
        }
    }
}
