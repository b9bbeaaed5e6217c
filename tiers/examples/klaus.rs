//! scratch
use jumppad_tiers::*;
fn main() {
    let image = std::fs::read(std::env::args().nth(1).unwrap()).unwrap();
    let mode = std::env::args().nth(2).unwrap();
    let mut m = Machine::new(if mode == "jit" {
        Config {
            jit: JitMode::Sync,
            threshold: 1,
        }
    } else if mode == "sync" {
        Config {
            jit: JitMode::Sync,
            threshold: 50,
        }
    } else {
        Config::default()
    });
    m.load(0, &image).unwrap();
    m.cpu_mut().pc = 0x400;
    let t = std::time::Instant::now();
    let s = m.run(200_000_000);
    println!("{s:?} {:?} {:?}", t.elapsed(), m.jit_stats());
    for e in m.drain_events() {
        println!("{} {}", e.cycle, e.text(true));
    }
}
