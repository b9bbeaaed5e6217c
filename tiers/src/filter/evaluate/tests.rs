//! Expressions, evaluated; and what is refused beforehand.

use jumppad_opcodes::Cpu;

use super::super::{
    ACCESS, Binary, Filter, FilterError, IntField, MAX_DEPTH, Memory, NoMemory, STOP, Schema,
    StopRecord, TextField, TextPlace, TextTest, Unary,
};
use super::*;

struct Counting(std::cell::Cell<u32>);

impl Peek for Counting {
    fn peek(&self, addr: u16) -> u8 {
        self.0.set(self.0.get() + 1);
        addr as u8
    }
}

fn int(name: &str) -> Expr {
    Expr::Int(STOP.int(name).expect("a field of a stop"))
}

fn number(value: i64) -> Expr {
    Expr::Constant(value)
}

fn is(name: &str, value: i64) -> Expr {
    Expr::binary(Binary::Equal, int(name), number(value))
}

fn at(address: Expr) -> Expr {
    Expr::Byte(Box::new(address))
}

fn divide(by: i64) -> Expr {
    Expr::binary(Binary::Divide, number(1), number(by))
}

/// The value at a stop with A = $41 and X = 10, and how often memory was read.
fn asked(root: Expr) -> (Result<i64, Fault>, u32) {
    let mut cpu = Cpu::new();
    (cpu.a, cpu.x, cpu.pc, cpu.cycles) = (0x41, 10, 0x1234, u64::MAX);
    let filter = Filter::new(&STOP, root).expect("a filter");
    let memory = Counting(std::cell::Cell::new(0));
    let value = filter.value(StopRecord::new(&cpu, 0, None).record(), &memory);
    (value, memory.0.get())
}

fn value(root: Expr) -> Result<i64, Fault> {
    asked(root).0
}

#[test]
fn fields_and_memory_are_read() {
    assert_eq!(value(int("a")), Ok(0x41));
    assert_eq!(value(int("pc")), Ok(0x1234));
    assert_eq!(value(int("cycles")), Ok(-1));
    assert_eq!(value(Expr::Word(Box::new(number(0xFFFF)))), Ok(0x00FF));
    let low = Expr::unary(Unary::LowByte, int("pc"));
    assert_eq!(value(at(low)), Ok(0x34));
}

#[test]
fn what_decides_early_spares_the_rest() {
    let reads = |root| asked(root).1;
    assert_eq!(reads(is("a", 0x41).or(at(number(1)))), 0);
    assert_eq!(reads(is("a", 0x40).and(at(number(1)))), 0);
    assert_eq!(reads(is("a", 0x41).and(at(number(1)))), 1);
    assert_eq!(reads(is("a", 0).or(at(number(0))).or(at(number(1)))), 2);
    assert_eq!(value(is("x", 11).and(divide(0))), Ok(0));
    assert_eq!(value(is("x", 10).or(divide(0))), Ok(1));
    assert_eq!(value(number(7).and(number(-1))), Ok(1));
    assert_eq!(
        (value(Expr::All(vec![])), value(Expr::Any(vec![]))),
        (Ok(1), Ok(0))
    );
}

#[test]
fn what_has_no_value_is_a_fault() {
    assert_eq!(value(divide(0)), Err(Fault::DivisionByZero));
    assert_eq!(
        value(is("x", 10).and(divide(0))),
        Err(Fault::DivisionByZero)
    );
    assert_eq!(
        value(at(number(0x1_0000))),
        Err(Fault::NotAnAddress(0x1_0000))
    );
    assert_eq!(value(at(number(-1))), Err(Fault::NotAnAddress(-1)));
    let filter = Filter::new(&STOP, int("a")).expect("a filter");
    let short = filter.value(Record::new(&[0; 4]), &NoMemory);
    assert_eq!(short, Err(Fault::ShortRecord));
}

static NAMED: Schema = Schema {
    name: "named thing",
    size: 18,
    ints: &[],
    texts: &[
        TextField {
            name: "name",
            offset: 0,
            place: TextPlace::Inside { capacity: 6 },
        },
        TextField {
            name: "kind",
            offset: 10,
            place: TextPlace::Pooled,
        },
    ],
    memory: Memory::None,
};

fn named(name: &str, kind: (u32, u32)) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend((name.len() as u32).to_le_bytes());
    bytes.extend(name.bytes().chain(std::iter::repeat(b'?')).take(6));
    bytes.extend(kind.0.to_le_bytes());
    bytes.extend(kind.1.to_le_bytes());
    bytes
}

#[test]
fn strings_stand_in_the_record_or_in_its_pool() {
    let text = |name: &str| Text::Field(NAMED.text(name).expect("a field"));
    let holds = |root, bytes: &[u8]| {
        let filter = Filter::new(&NAMED, root).expect("a filter");
        filter.holds(Record::with_pool(bytes, b"LDASTA"), &NoMemory)
    };
    let name_is = |name: &str| Expr::Text(TextTest::Equal, text("name"), Text::literal(name));
    let kind_is = |name: &str| Expr::Text(TextTest::Equal, text("kind"), Text::literal(name));
    assert_eq!(
        holds(name_is("caf\u{e9}"), &named("caf\u{e9}", (0, 0))),
        Ok(true)
    );
    assert_eq!(holds(name_is(""), &named("", (0, 0))), Ok(true));
    assert_eq!(holds(kind_is("STA"), &named("", (3, 3))), Ok(true));
    // A length past the room for it, a place past the pool.
    assert_eq!(
        holds(name_is("abcdef"), &named("abcdefgh", (0, 0))),
        Ok(true)
    );
    for outside in [(4, 3), (7, 0), (u32::MAX, u32::MAX)] {
        assert_eq!(holds(kind_is(""), &named("", outside)), Ok(true));
    }
    let same = Expr::Text(TextTest::ContainsNoCase, text("kind"), text("name"));
    assert_eq!(holds(same, &named("da", (0, 6))), Ok(true));
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let refused = |schema, root| Filter::new(schema, root).expect_err("it is refused");
    let error = refused(&NAMED, at(number(0)));
    assert_eq!(error.to_string(), "a named thing has no memory to read");
    let addr = || Expr::Int(ACCESS.int("addr").expect("a field of an access"));
    assert!(Filter::new(&ACCESS, addr()).is_ok());
    assert_eq!(
        refused(&STOP, addr()).to_string(),
        "a stop has no field `addr`"
    );
    let error = refused(&NAMED, int("a"));
    assert_eq!(error.to_string(), "a named thing has no field `a`");
    static A: IntField = IntField {
        name: "a",
        offset: 1 << 40,
        bytes: super::super::Bytes::One,
    };
    assert!(matches!(
        refused(&STOP, Expr::Int(&A)),
        FilterError::NoField { .. }
    ));
}

#[test]
fn depth_and_size_are_bounded() {
    let nest = |depth| (1..depth).fold(number(1), |inner, _| Expr::unary(Unary::Not, inner));
    assert!(value(nest(MAX_DEPTH)).is_ok());
    let error = Filter::new(&STOP, nest(5_000)).expect_err("it is too deep");
    assert_eq!(
        error.to_string(),
        "the condition is nested more than 200 deep"
    );
    // A chain is one level.
    let chain = |terms| (1..terms).fold(is("a", 0), |chain, value| chain.or(is("a", value)));
    assert_eq!(value(chain(1_000)), Ok(1));
    let error = Filter::new(&STOP, chain(5_000)).expect_err("it is too long");
    assert_eq!(error, FilterError::TooLong);
}
