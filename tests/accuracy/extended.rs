//! Klaus Dormann's test of the 65C02's additions, bit instructions included.

use jumppad_tiers::opcodes::Model;

use crate::image::traps_at;

#[test]
fn extended_opcodes_of_the_65c02() {
    let file = "klaus/65C02_extended_opcodes_test.bin";
    traps_at(Model::Wdc65C02, file, 0x24f1, |_| {});
}
