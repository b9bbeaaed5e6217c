//! The chips by name, from the machine's one list of them.

use jumppad_tiers::opcodes::Model;

/// What the user can write for a chip.
pub const NAMES: &[&str] = &names();

const fn names() -> [&'static str; Model::ALL.len()] {
    let mut names = [""; Model::ALL.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = Model::ALL[at].name();
        at += 1;
    }
    names
}

/// The chip called `name`, in letters of any case.
pub fn model(name: &str) -> Option<Model> {
    Model::ALL
        .iter()
        .copied()
        .find(|model| model.name().eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chip_has_its_name() {
        assert_eq!(NAMES, ["6502", "2a03", "65c02", "r65c02", "65sc02"]);
        for &name in NAMES {
            assert_eq!(model(&name.to_uppercase()).unwrap().name(), name);
        }
        assert_eq!(model("z80"), None);
    }
}
