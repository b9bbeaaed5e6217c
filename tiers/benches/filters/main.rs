//! How fast filters are: evaluated against compiled, over users and over a trace.
//!
//! Criterion measures; at the end the medians of rounds in turn are set in relation,
//! which is what counts, with the time that compiling takes once LLVM is up.

mod trace;
mod users;

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput};
use jumppad_tiers::filter::Filter;
use jumppad_tiers::filters::{FilterWhy, Records, TieredFilter};
use jumppad_tiers::{Config, JitMode, Machine};

const ROUNDS: usize = 15;
const COMPILATIONS: usize = 5;

/// Records, and a question about them.
struct Case {
    name: &'static str,
    filter: Arc<Filter>,
    bytes: Vec<u8>,
    records: usize,
}

fn cases() -> [Case; 2] {
    const USERS: usize = 20_000;
    [
        Case {
            name: "users, 40 strings",
            filter: Arc::new(users::filter()),
            bytes: users::users(USERS),
            records: USERS,
        },
        Case {
            name: "trace, 3 integers",
            filter: Arc::new(trace::filter()),
            bytes: trace::recorded(),
            records: trace::RECORDS,
        },
    ]
}

/// A filter in one of its tiers.
struct Tier {
    name: &'static str,
    filter: TieredFilter,
    machine: Machine,
}

impl Tier {
    fn new(name: &'static str, jit: JitMode, case: &Case) -> Self {
        let config = Config {
            jit,
            ..Config::default()
        };
        Self {
            name,
            filter: TieredFilter::new(Arc::clone(&case.filter)),
            machine: Machine::new(config),
        }
    }

    /// How many records pass.
    fn passing(&self, case: &Case) -> usize {
        let records = Records {
            bytes: &case.bytes,
            pool: &[],
        };
        let mut count = 0;
        let searched = self.filter.search(records, &self.machine, |_| count += 1);
        searched.expect("no term has a fault");
        count
    }

    /// Compiles the filter, and more like it to see how long that takes.
    fn compile(&self, case: &Case) -> Duration {
        let time = |_| {
            let filter = TieredFilter::new(Arc::clone(&case.filter));
            let started = Instant::now();
            filter.promote(&self.machine);
            started.elapsed()
        };
        let why = self.filter.promote(&self.machine);
        assert!(matches!(why, FilterWhy::Compiled { .. }), "{why}");
        median((0..COMPILATIONS).map(time).collect())
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn main() {
    let mut criterion = Criterion::default()
        .measurement_time(Duration::from_secs(3))
        .warm_up_time(Duration::from_secs(1))
        .configure_from_args();
    let told = cases().map(|case| report(&mut criterion, &case));
    criterion.final_summary();
    told.iter().for_each(|lines| println!("{lines}"));
}

/// Measures a case, and tells in words what came of it.
fn report(criterion: &mut Criterion, case: &Case) -> String {
    let tiers = [
        Tier::new("evaluated", JitMode::Off, case),
        Tier::new("compiled", JitMode::Llvm, case),
    ];
    let compile = tiers[1].compile(case);
    let passing = tiers[0].passing(case);
    assert_eq!(passing, tiers[1].passing(case), "both tiers agree");
    let mut group = criterion.benchmark_group(case.name);
    group.throughput(Throughput::Elements(case.records as u64));
    for tier in &tiers {
        group.bench_function(BenchmarkId::from_parameter(tier.name), |bench| {
            bench.iter(|| tier.passing(black_box(case)));
        });
    }
    group.finish();
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (tier, times) in tiers.iter().zip(&mut times) {
            let started = Instant::now();
            black_box(tier.passing(case));
            times.push(started.elapsed());
        }
    }
    let [evaluated, compiled] = times.map(median);
    let told = |time: Duration| {
        let each = time.as_secs_f64() * 1e9 / case.records as f64;
        format!("{:.2} ms, {each:.1} ns a record", time.as_secs_f64() * 1e3)
    };
    format!(
        "{}: {passing} of {} records pass\n  evaluated {}\n  compiled  {}: {:.1} times as fast; compiling took {:.1} ms",
        case.name,
        case.records,
        told(evaluated),
        told(compiled),
        evaluated.as_secs_f64() / compiled.as_secs_f64(),
        compile.as_secs_f64() * 1e3,
    )
}
