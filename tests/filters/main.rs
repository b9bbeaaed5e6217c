//! Filters in two tiers: the same answers, faults included, whatever is asked.
//!
//! Some random conditions by default, `JUMPPAD_CASES` of them if set.

mod random;
mod tiers;

use jumppad_tiers::filter::{
    Bytes, Expr, Fault, Filter, IntField, Memory, Record, Schema, TextField, TextPlace,
};
use jumppad_tiers::filters::{Records, TieredFilter};
use jumppad_tiers::{Config, JitMode, Machine};

const fn int(name: &'static str, offset: usize, bytes: Bytes) -> IntField {
    IntField {
        name,
        offset,
        bytes,
    }
}

const fn text(name: &'static str, offset: usize, place: TextPlace) -> TextField {
    TextField {
        name,
        offset,
        place,
    }
}

/// Bytes of a thing.
const SIZE: usize = 111;

/// Room for its long string.
const ROOM: u32 = 70;

/// A record with fields of all kinds, none of them aligned.
static THING: Schema = Schema {
    name: "thing",
    size: SIZE,
    ints: &[
        int("one", 0, Bytes::One),
        int("two", 1, Bytes::Two),
        int("four", 3, Bytes::Four),
        int("eight", 7, Bytes::Eight),
    ],
    texts: &[
        text("long", 15, TextPlace::Inside { capacity: ROOM }),
        text("short", 89, TextPlace::Inside { capacity: 10 }),
        text("pooled", 103, TextPlace::Pooled),
    ],
    memory: Memory::Guest,
};

const _: () = assert!(THING.is_sound());

/// A machine that compiles hot filters, and waits for that.
fn machine() -> Machine {
    Machine::new(Config {
        jit: JitMode::Llvm,
        ..Config::default()
    })
}

fn filter(root: Expr) -> Filter {
    Filter::new(&THING, root).expect("a condition about things")
}

/// Which records pass, as far as there is no fault; asked one by one.
fn evaluated(filter: &Filter, records: Records<'_>, machine: &Machine) -> Answer {
    let mut passing = Vec::new();
    for (at, bytes) in records.bytes.chunks_exact(SIZE).enumerate() {
        match filter.holds(Record::with_pool(bytes, records.pool), machine) {
            Ok(true) => passing.push(at),
            Ok(false) => {}
            Err(fault) => return (passing, Some(fault)),
        }
    }
    (passing, None)
}

type Answer = (Vec<usize>, Option<Fault>);

/// The same of a filter in its tier, all at once.
fn searched(filter: &TieredFilter, records: Records<'_>, machine: &Machine) -> Answer {
    let mut passing = Vec::new();
    let fault = filter.search(records, machine, |at| passing.push(at));
    (passing, fault.err())
}
