//! scratch
use jumppad_tiers::*;
use std::time::Instant;
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let only = std::env::args().nth(2);
    for name in ["sieve", "bsort", "memcpy", "smc"] {
        if only.as_ref().is_some_and(|o| o != name) {
            continue;
        }
        let image = std::fs::read(format!("{dir}/{name}.bin")).unwrap();
        for (label, config) in [
            (
                "interp",
                Config {
                    jit: JitMode::Off,
                    threshold: 50,
                },
            ),
            (
                "sync",
                Config {
                    jit: JitMode::Sync,
                    threshold: 50,
                },
            ),
            ("bg", Config::default()),
        ] {
            let mut m = Machine::new(config);
            m.load(0x400, &image).unwrap();
            m.poke(0x403, 0xff);
            m.poke(0x404, 0xff);
            m.cpu_mut().pc = 0x400;
            let warm = Instant::now();
            m.run(20_000_000);
            let warm = warm.elapsed();
            let c0 = m.cpu().cycles;
            let t = Instant::now();
            let budget = if label == "interp" {
                200_000_000
            } else {
                4_000_000_000
            };
            let stop = m.run(budget);
            let dt = t.elapsed().as_secs_f64();
            println!(
                "{name} {label}: {:.0} MHz {stop:?} warm {warm:?} {:?}",
                (m.cpu().cycles - c0) as f64 / dt / 1e6,
                m.jit_stats()
            );
            if label != "interp" {
                for e in m.drain_events().iter().take(12) {
                    println!("   {}", e.text(true));
                }
                for g in m.groups() {
                    println!("  {g:?}");
                }
            }
        }
    }
}
