//! How filters change their tier: when, with which events, and back.

use std::sync::Arc;

use jumppad_tiers::filter::{Binary, Expr, Fault, MAX_DEPTH, Record, Text, TextTest, Unary};
use jumppad_tiers::filters::{FilterWhy, Records, TieredFilter};
use jumppad_tiers::{Config, JitMode, Machine, Policy};

use crate::{SIZE, THING, filter, machine, searched};

fn one_is(value: i64) -> Expr {
    let one = Expr::Int(THING.int("one").expect("a field"));
    Expr::binary(Binary::Equal, one, Expr::Constant(value))
}

fn tiered(root: Expr) -> TieredFilter {
    TieredFilter::new(Arc::new(filter(root)))
}

/// So many things, whose first bytes count.
fn things(count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count * SIZE];
    for (at, thing) in bytes.chunks_mut(SIZE).enumerate() {
        thing[0] = at as u8;
    }
    bytes
}

fn events(machine: &mut Machine) -> Vec<String> {
    let events = machine.drain_events().into_iter();
    events.map(|event| event.text(false)).collect()
}

#[test]
fn a_hot_filter_is_compiled_and_says_so() {
    let mut machine = machine();
    machine.set_threshold(2);
    let threshold = 2 * Policy::default().filter_evaluations;
    let filter = tiered(one_is(7));
    let bytes = things(1);
    let ask = |filter: &TieredFilter, machine: &Machine| {
        let held = filter.holds(Record::new(&bytes), machine);
        assert_eq!(held, Ok(false));
    };
    for evaluations in 0..threshold - 1 {
        let why = filter.why(&machine);
        let counting = FilterWhy::Counting {
            evaluations,
            threshold,
        };
        assert_eq!(why, counting);
        ask(&filter, &machine);
    }
    assert_eq!(events(&mut machine), Vec::<String>::new());
    ask(&filter, &machine);
    assert!(matches!(filter.why(&machine), FilterWhy::Compiled { .. }));
    ask(&filter, &machine);
    assert_eq!(
        events(&mut machine),
        [
            "compile-start F1 (thing)",
            "promote F1 (thing) evaluations=200"
        ]
    );
    let stats = machine.jit_stats();
    assert_eq!((stats.filters_compiled, stats.compile_failures), (1, 0));
    machine.set_jit_mode(JitMode::Off);
    assert_eq!(filter.why(&machine), FilterWhy::JitOff);
    ask(&filter, &machine);
}

#[test]
fn a_search_is_compiled_on_its_way() {
    for jit in [
        JitMode::Off,
        JitMode::Baseline,
        JitMode::Llvm,
        JitMode::Sync,
        JitMode::Background,
    ] {
        let machine = Machine::new(Config {
            jit,
            ..Config::default()
        });
        let bytes = things(100_000);
        let records = Records {
            bytes: &bytes,
            pool: &[],
        };
        let filter = tiered(one_is(7));
        let expected: Vec<usize> = (7..100_000).step_by(256).collect();
        assert_eq!(searched(&filter, records, &machine), (expected, None));
        let is_compiled = matches!(filter.why(&machine), FilterWhy::Compiled { .. });
        match jit {
            JitMode::Off | JitMode::Baseline => assert!(!is_compiled),
            JitMode::Llvm | JitMode::Sync => assert!(is_compiled),
            JitMode::Background => {}
        }
    }
}

#[test]
fn a_fault_ends_a_search_where_it_is() {
    let machine = machine();
    let divided = Expr::binary(
        Binary::Divide,
        Expr::Constant(1),
        Expr::binary(
            Binary::Subtract,
            Expr::Int(THING.int("one").expect("a field")),
            Expr::Constant(9),
        ),
    );
    let filter = tiered(one_is(3).or(one_is(5)).or(divided.and(one_is(200))));
    filter.promote(&machine);
    let bytes = things(300);
    let records = Records {
        bytes: &bytes,
        pool: &[],
    };
    let answer = (vec![3, 5], Some(Fault::DivisionByZero));
    assert_eq!(searched(&filter, records, &machine), answer);
    let short = filter.holds(Record::new(&bytes[..SIZE - 1]), &machine);
    assert_eq!(short, Err(Fault::ShortRecord));
}

#[test]
fn the_deepest_tree_and_a_long_one_compile() {
    let machine = machine();
    let nested = (1..MAX_DEPTH - 1).fold(one_is(3), |inner, level| match level % 3 {
        0 => Expr::unary(Unary::Not, inner),
        1 => Expr::Any(vec![one_is(level as i64), inner]),
        _ => Expr::All(vec![inner, one_is(3)]),
    });
    let long = Expr::Any((0..300).map(|value| one_is(value + 250)).collect());
    let bytes = things(256);
    let records = Records {
        bytes: &bytes,
        pool: &[],
    };
    for root in [nested, long] {
        let filter = tiered(root);
        let evaluated = crate::evaluated(filter.filter(), records, &machine);
        let why = filter.promote(&machine);
        assert!(matches!(why, FilterWhy::Compiled { .. }), "{why}");
        assert_eq!(searched(&filter, records, &machine), evaluated);
    }
}

/// Pages of 4 KiB by which the peak of the second half may exceed that of the first.
const SLACK: u64 = 128;

/// Host memory in use, where the host tells.
fn resident_pages() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    text.split_whitespace().nth(1)?.parse().ok()
}

/// Some hundred filters by default; with `JUMPPAD_SOAK_SECONDS`, so long.
#[test]
fn memory_stays_flat() {
    let machine = machine();
    let seconds = std::env::var("JUMPPAD_SOAK_SECONDS").ok();
    let seconds = seconds.map(|seconds| seconds.parse().expect("JUMPPAD_SOAK_SECONDS is a number"));
    let (settled, usual) = (100, 400);
    let bytes = things(3);
    let started = std::time::Instant::now();
    let mut peaks: Vec<u64> = Vec::new();
    let mut count = 0_u64;
    loop {
        let done = match seconds {
            Some(seconds) => started.elapsed().as_secs() >= seconds && count > usual,
            None => count >= usual,
        };
        if done {
            break;
        }
        // Each is another one.
        let field = Text::Field(THING.text("long").expect("a field"));
        let needle = Text::literal(&count.to_string());
        let named = Expr::Text(TextTest::Contains, field, needle);
        let filter = tiered(one_is(2).and(Expr::unary(Unary::Not, named)));
        let why = filter.promote(&machine);
        assert!(matches!(why, FilterWhy::Compiled { .. }), "{why}");
        let records = Records {
            bytes: &bytes,
            pool: &[],
        };
        assert_eq!(searched(&filter, records, &machine), (vec![2], None));
        count += 1;
        if count > settled {
            peaks.push(resident_pages().unwrap_or(0));
        }
    }
    let (first, second) = peaks.split_at(peaks.len() / 2);
    let peak = |half: &[u64]| half.iter().copied().max().unwrap_or(0);
    let (first, second) = (peak(first), peak(second));
    eprintln!(
        "{count} filters compiled and freed; at most {first} pages of memory in the first half, {second} in the second"
    );
    assert!(second <= first + SLACK, "{second} pages, {first} before");
}
