//! A million records of a trace, and a filter of three integers.

use jumppad_tiers::filter::{Binary, Expr, Filter};
use jumppad_tiers::trace::{Ring, TRACE};
use jumppad_tiers::{Config, Machine};

/// Instructions of the trace.
pub(crate) const RECORDS: usize = 1_000_000;
const ORIGIN: u16 = 0x0400;

/// Counts in Y, in page 0 and in a table, for ever.
///
/// ```text
/// 0400  LOOP    INY
/// 0401          STY $10
/// 0403          TYA
/// 0404          AND #$0F
/// 0406          TAX
/// 0407          INC $0300,X
/// 040A          JMP LOOP
/// ```
const PROGRAM: &[u8] = &[
    0xc8, 0x84, 0x10, 0x98, 0x29, 0x0f, 0xaa, 0xfe, 0x00, 0x03, 0x4c, 0x00, 0x04,
];

/// What such a program did: the bytes of all records.
pub(crate) fn recorded() -> Vec<u8> {
    let mut machine = Machine::new(Config::default());
    machine.load(ORIGIN, PROGRAM).expect("the program fits");
    machine.cpu_mut().pc = ORIGIN;
    let mut ring = Ring::new(RECORDS);
    machine.record(u64::MAX, RECORDS as u64, &mut ring);
    assert_eq!(ring.len(), RECORDS, "the program is endless");
    ring.bytes_of(0..RECORDS).concat()
}

/// `addr == $0305 && value > $80 && access == 2`
pub(crate) fn filter() -> Filter {
    let field = |name| Expr::Int(TRACE.int(name).expect("a field of a record"));
    let is = |operator, name, value| Expr::binary(operator, field(name), Expr::Constant(value));
    let root = is(Binary::Equal, "addr", 0x0305)
        .and(is(Binary::Greater, "value", 0x80))
        .and(is(Binary::Equal, "access", 2));
    Filter::new(&TRACE, root).expect("it is a filter of records")
}
