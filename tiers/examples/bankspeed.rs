
use jumppad_tiers::banks::*;
use jumppad_tiers::devices::*;
use jumppad_tiers::*;
fn main() {
    for mode in [JitMode::Off, JitMode::Baseline, JitMode::Background] {
    for kind in ["none", "same", "switch"] {
        let mut best = f64::MAX;
        for _ in 0..5 {
        let mut m = Machine::new(Config { jit: mode, ..Config::default() });
        let bytes = (0..4u8).flat_map(|n| { let mut b = vec![0xe6, 0x10+n, 0x60]; b.resize(0x2000, n); b }).collect();
        let id = m.add_storage(Kind::Rom, bytes);
        let choices = (0..4).map(|n| Choice { name: n.to_string(), shows: Shows::Storage { id, offset: n*0x2000 }, writes: Writes::Ignored, answering: Answering::Devices }).collect();
        m.add_windows(vec![Window { name: "w".into(), range: 0x8000..=0x9fff, choices, at_reset: 0 }]).unwrap();
        m.attach(0x300..=0x300, Box::new(BankRegister::new(vec![Field { window: 0, shift: 0, bits: 2 }])));
        // loop: STX $0300; JSR $8000; INX/NOP; delay; JMP
        let step = if kind == "switch" { 0xe8 } else { 0xea };
        let reg = if kind == "none" { 4 } else { 3 };
        let n: u8 = std::env::args().nth(1).and_then(|s| s.parse().ok()).unwrap_or(1);
        m.load(0x400, &[0x8e, 0, reg, 0x20, 0, 0x80, step, 0xa0, n, 0x88, 0xd0, 0xfd, 0x4c, 0, 4]).unwrap();
        m.cpu_mut().pc = 0x400;
        m.run(2_000_000);
        let t = std::time::Instant::now();
        let c = 20_000_000;
        m.run(c);
        let s = t.elapsed().as_secs_f64();
        best = best.min(s);
        let count: u64 = 0; let _ = count;
        }
        let n: u64 = std::env::args().nth(1).and_then(|s| s.parse().ok()).unwrap_or(1);
        let round = 4 + 6 + 5 + 6 + 2 + 2 + 5*n - 1 + 3;
        println!("{mode:?} {kind}: {:.1} Mcycles/s, {:.1} ns a round of {round} cycles", 20.0/best, best*1e9/(20e6/round as f64));
    }}
}
