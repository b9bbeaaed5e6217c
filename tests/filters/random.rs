//! Random conditions about random records.

use std::sync::Arc;

use jumppad_tiers::devices::Feedback;
use jumppad_tiers::filter::{Binary, Expr, Record, Text, TextTest, Unary};
use jumppad_tiers::filters::{FilterWhy, Records, TieredFilter};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::Config;

use crate::{ROOM, SIZE, THING, evaluated, filter, machine, searched};

const DEFAULT_CASES: u32 = 100;

/// Strings that are often parts of each other, of one letter or many, and not only
/// of letters.
const TEXTS: [&str; 14] = [
    "",
    "a",
    "A",
    "ab",
    "Ba",
    "abab",
    "zz",
    "caf\u{e9}",
    "CAF\u{c9}",
    "\u{65e5}\u{672c}",
    "\0",
    "@[`{",
    "abcdefghijklmnop",
    "the end of a long text",
];

/// Where memory is a device.
const DEVICE: u16 = 0xd000;

fn cases() -> u32 {
    std::env::var("JUMPPAD_CASES").map_or(DEFAULT_CASES, |cases| {
        cases.parse().expect("JUMPPAD_CASES is a number")
    })
}

/// Some texts, one behind the other.
fn string() -> impl Strategy<Value = Vec<u8>> {
    vec(select(&TEXTS[..]), 0..6).prop_map(|parts| parts.concat().into_bytes())
}

fn a_text() -> impl Strategy<Value = Text> {
    let field = (0..THING.texts.len()).prop_map(|at| Text::Field(&THING.texts[at]));
    let literal = prop_oneof![
        select(&TEXTS[..]).prop_map(Text::literal),
        string().prop_map(|bytes| Text::Literal(bytes.into()))
    ];
    prop_oneof![3 => field, 2 => literal]
}

fn number() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => -2..300_i64,
        1 => select(vec![i64::MIN, i64::MAX, 0xffff, 0x1_0000, i64::from(DEVICE)]),
        1 => any::<i64>(),
    ]
}

fn leaf() -> impl Strategy<Value = Expr> {
    let field = (0..THING.ints.len()).prop_map(|at| Expr::Int(&THING.ints[at]));
    let text = (select(TextTest::ALL), a_text(), a_text())
        .prop_map(|(test, left, right)| Expr::Text(test, left, right));
    prop_oneof![
        3 => field,
        2 => number().prop_map(Expr::Constant),
        4 => text,
    ]
}

fn condition() -> impl Strategy<Value = Expr> {
    leaf().prop_recursive(6, 60, 4, |inner| {
        let address = inner.clone().prop_map(|address| {
            // Most are addresses, so that something is read.
            Expr::binary(Binary::BitAnd, address, Expr::Constant(0xffff))
        });
        let address = prop_oneof![4 => address, 1 => inner.clone()].prop_map(Box::new);
        prop_oneof![
            4 => (select(Binary::ALL), inner.clone(), inner.clone())
                .prop_map(|(operator, left, right)| Expr::binary(operator, left, right)),
            2 => (select(Unary::ALL), inner.clone())
                .prop_map(|(operator, operand)| Expr::unary(operator, operand)),
            2 => vec(inner.clone(), 0..4).prop_map(Expr::All),
            2 => vec(inner, 0..4).prop_map(Expr::Any),
            1 => address.clone().prop_map(Expr::Byte),
            1 => address.prop_map(Expr::Word),
        ]
    })
}

/// A record's bytes, but for its pooled string.
fn thing() -> impl Strategy<Value = Vec<u8>> {
    let length = |string: &[u8]| string.len() as u32;
    let lie = prop_oneof![6 => Just(None), 1 => any::<u32>().prop_map(Some)];
    let numbers = prop_oneof![vec(any::<u8>(), 15), vec(0..3_u8, 15)];
    (numbers, string(), string(), lie).prop_map(move |(mut bytes, long, short, lie)| {
        for (string, room) in [(&long, ROOM as usize), (&short, 10)] {
            bytes.extend(lie.unwrap_or(length(string)).to_le_bytes());
            // What is behind a string is not nothing.
            bytes.extend(string.iter().chain([b'a'].iter().cycle()).take(room));
        }
        bytes
    })
}

/// Things, with a pool for them.
fn things() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    let place = (any::<Index>(), 0..60_u32);
    (vec((thing(), place), 1..6), string()).prop_map(|(things, pool)| {
        let mut bytes = Vec::new();
        for (thing, (begin, length)) in things {
            bytes.extend(thing);
            bytes.extend((begin.index(pool.len() + 2) as u32).to_le_bytes());
            bytes.extend(length.min(pool.len() as u32).to_le_bytes());
        }
        (bytes, pool)
    })
}

proptest! {
    #![proptest_config(Config { cases: cases(), ..Config::default() })]

    #[test]
    fn both_tiers_agree(root in condition(), (bytes, pool) in things(), memory in any::<u8>()) {
        let mut machine = machine();
        for addr in 0..=u16::MAX {
            machine.poke(addr, (addr as u8).wrapping_mul(memory));
        }
        machine.attach(DEVICE..=DEVICE + 1, Box::new(Feedback::default()));
        let records = Records { bytes: &bytes, pool: &pool };
        let filter = filter(root);
        let expected = evaluated(&filter, records, &machine);
        let tiered = TieredFilter::new(Arc::new(filter));
        prop_assert_eq!(&searched(&tiered, records, &machine), &expected);
        let why = tiered.promote(&machine);
        prop_assert!(matches!(why, FilterWhy::Compiled { .. }), "{}", why);
        prop_assert_eq!(&searched(&tiered, records, &machine), &expected);
        for bytes in bytes.chunks_exact(SIZE) {
            let record = Record::with_pool(bytes, &pool);
            let expected = tiered.filter().holds(record, &machine);
            prop_assert_eq!(tiered.holds(record, &machine), expected);
        }
    }
}
