//! The 6522's shift register: eight modes, three clocks, against "Shift Register Operation" of the R6522
//! data sheet.

use jumppad_chips::{Level, Pin, Via};

use crate::bench::{Bench, Done, Script};

const T2CL: u16 = 8;
const T2CH: u16 = 9;
const SR: u16 = 10;
const ACR: u16 = 11;
const IFR: u16 = 13;
const IER: u16 = 14;
const SHIFT: u8 = 0x04;
const CB2: u8 = 0x08;

fn with(script: &Script) -> Bench {
    Bench::new(Via::new(Box::new(script.clone())))
}

/// The bits that were on CB2 at the rising edges of CB1, and the cycles of these.
fn sent(script: &Script) -> (u8, Vec<u64>) {
    let (mut data, mut bits, mut cycles) = (0, 0, Vec::new());
    for done in script.take() {
        match done {
            Done::Pin(Pin::Cb2, level, _) => data = u8::from(level.is_high()),
            Done::Pin(Pin::Cb1, Level::High, cycle) => {
                bits = bits << 1 | data;
                cycles.push(cycle);
            }
            _ => {}
        }
    }
    (bits, cycles)
}

/// CB1 as a clock from outside, and CB2 with the bits of a byte.
fn clocked(byte: u8, from: u64, step: u64) -> Vec<(Pin, u64, Level)> {
    let pulse = |bit: u64| {
        let cycle = from + bit * step;
        let level = Level::of(byte >> (7 - bit % 8) & 1 != 0);
        [
            (Pin::Cb1, cycle, Level::Low),
            (Pin::Cb2, cycle, level),
            (Pin::Cb1, cycle + step / 2, Level::High),
        ]
    };
    (0..16).flat_map(pulse).collect()
}

#[test]
fn out_by_the_chips_clock() {
    let script = Script::default();
    let mut bench = with(&script);
    bench.at(50).write(ACR, 0x18).write(IER, 0x80 | SHIFT);
    bench.at(100).write(SR, 0xb2);
    // Sixteen edges, the first two cycles behind the write.
    assert_eq!(bench.first_irq(100..200), Some(117));
    assert_eq!(bench.at(200).read(IFR) & !CB2, 0x80 | SHIFT);
    let rising: Vec<u64> = (0..8).map(|pulse| 103 + 2 * pulse).collect();
    assert_eq!(sent(&script), (0xb2, rising));
    // What went out came in again behind; reading it starts the next byte.
    assert_eq!(bench.at(201).read(SR), 0xb2);
    assert!(!bench.is_asserted());
    assert_eq!(bench.first_irq(201..300), Some(218));
}

#[test]
fn out_by_timer_2() {
    let script = Script::default();
    let mut bench = with(&script);
    bench.at(50).write(ACR, 0x14).write(IER, 0x80 | SHIFT);
    // The low byte runs out in cycle 100 + N + 2 and every N + 2 from then on, edges follow two
    // cycles behind.
    bench.at(99).write(T2CL, 3);
    bench.at(100).write(T2CH, 0);
    bench.at(101).write(SR, 0x5c);
    assert_eq!(bench.first_irq(101..400), Some(107 + 15 * 5));
    bench.at(300).read(IFR);
    let rising: Vec<u64> = (0..8).map(|pulse| 112 + 10 * pulse).collect();
    assert_eq!(sent(&script), (0x5c, rising));
}

#[test]
fn the_low_byte_of_timer_2_is_reloaded_while_it_clocks() {
    let mut bench = with(&Script::default());
    bench.at(50).write(ACR, 0x14).write(T2CL, 2);
    bench.at(100).write(T2CH, 1);
    let shown: Vec<u32> = (101..114)
        .map(|cycle| bench.at(cycle).register("T2C"))
        .collect();
    let expected = [
        0x102, 0x101, 0x100, 0x0ff, 0x002, 0x001, 0x000, 0xffff, 0xff02, 0xff01, 0xff00, 0xfeff,
        0xfe02,
    ];
    assert_eq!(shown, expected);
    assert_eq!(bench.at(107).peek(IFR) & !CB2, 0);
    assert_eq!(
        bench.at(108).peek(IFR) & !CB2,
        0x20,
        "all sixteen bits ran out"
    );
    // A new latch counts from the next reload on, also if it comes while $FF is shown.
    let mut bench = with(&Script::default());
    bench.at(50).write(ACR, 0x14).write(T2CL, 2);
    bench.at(100).write(T2CH, 1);
    bench.at(102).write(T2CL, 4);
    bench.at(104).write(T2CL, 1);
    let shown: Vec<u32> = (105..109)
        .map(|cycle| bench.at(cycle).register("T2C"))
        .collect();
    assert_eq!(shown, [0x001, 0x000, 0xffff, 0xff01]);
}

#[test]
fn out_by_timer_2_round_and_round() {
    let script = Script::default();
    let mut bench = with(&script);
    bench
        .at(50)
        .write(SR, 0x0f)
        .write(IER, 0x80 | SHIFT)
        .write(T2CL, 3);
    bench.at(98).write(T2CH, 0);
    bench.at(100).write(ACR, 0x10);
    assert_eq!(bench.first_irq(100..10_000), None, "no flag");
    assert_eq!(bench.at(105 + 5 * 2 * 3).peek(SR), 0x0f_u8.rotate_left(4));
    for cycle in 101..=300 {
        bench.at(cycle).read(IFR);
    }
    let (byte, rising) = sent(&script);
    assert_eq!(rising.len(), 20);
    assert!(rising.windows(2).all(|pair| pair[1] - pair[0] == 10));
    assert_eq!(byte, 0x0f_u8.rotate_left(20 % 8));
    // After a long while it stands where counting says, and nobody waits for that.
    let mut far = with(&Script::default());
    far.at(50).write(SR, 0x0f).write(T2CL, 3);
    far.at(98).write(T2CH, 0);
    far.at(100).write(ACR, 0x10);
    let pulses = 1_000_000_000_003_u64;
    let cycle = 105 + 10 * (pulses - 1);
    let expected = 0x0f_u8.rotate_left((pulses % 8) as u32);
    assert_eq!(far.at(cycle).peek(SR), expected);
    assert_eq!(far.at(cycle).read(SR), expected);
}

#[test]
fn in_by_the_chips_clock_and_by_timer_2() {
    // CB2 is low from cycle 108 to 112.
    let edges = [(Pin::Cb2, 108, Level::Low), (Pin::Cb2, 113, Level::High)];
    let mut bench = with(&Script::with(&edges));
    bench.at(50).write(ACR, 0x08).write(IER, 0x80 | SHIFT);
    bench.at(100).read(SR);
    assert_eq!(bench.first_irq(100..200), Some(117));
    // Rising edges in 103, 105, 107, 109, 111, 113, 115, 117.
    assert_eq!(bench.at(200).peek(SR), 0b1110_0111);
    let mut bench = with(&Script::with(&edges));
    bench.at(50).write(ACR, 0x04).write(T2CL, 0);
    bench.at(99).write(T2CH, 0);
    bench.at(100).read(SR);
    // The low byte runs out each second cycle from 101 on: rising edges each fourth from 105.
    assert_eq!(bench.at(200).peek(SR), 0b1011_1111);
    assert_eq!(bench.peek(IFR) & SHIFT, SHIFT);
    assert_eq!(bench.at(132).peek(IFR) & SHIFT, 0);
    assert_eq!(bench.at(133).peek(IFR) & SHIFT, SHIFT);
}

#[test]
fn by_a_clock_from_outside() {
    let script = Script::with(&clocked(0xc5, 200, 10));
    let mut bench = with(&script);
    bench.at(50).write(ACR, 0x0c).write(IER, 0x80 | SHIFT);
    // The eighth rising edge, and the sixteenth: it does not stop.
    assert_eq!(bench.first_irq(50..400), Some(275));
    assert_eq!(bench.at(276).read(SR), 0xc5);
    assert_eq!(bench.first_irq(276..400), Some(355));
    assert_eq!(bench.at(400).peek(SR), 0xc5);
    let mut bench = with(&script);
    bench.at(50).write(ACR, 0x1c).write(SR, 0x9a);
    script.take();
    bench.at(400).read(IFR);
    let data: Vec<bool> = script
        .take()
        .into_iter()
        .filter_map(|done| match done {
            Done::Pin(Pin::Cb2, level, _) => Some(level.is_high()),
            _ => None,
        })
        .collect();
    let byte = data[..8]
        .iter()
        .fold(0, |byte, bit| byte << 1 | u8::from(*bit));
    assert_eq!((byte, data.len()), (0x9a, 16));
}

#[test]
fn where_it_is_off_it_follows_cb1_without_a_flag() {
    let mut bench = with(&Script::with(&clocked(0x6d, 200, 10)));
    bench.at(50).write(SR, 0x42);
    assert_eq!(bench.at(190).read(SR), 0x42);
    assert_eq!(bench.at(280).peek(SR), 0x6d);
    assert_eq!(bench.peek(IFR) & SHIFT, 0);
}

#[test]
fn what_is_shifted_out_gets_there_without_an_access() {
    use crate::bench::{BASE, Code, HANDLER, ORIGIN, TIERS, running};
    for tier in TIERS {
        let script = Script::default();
        let chip = Via::new(Box::new(script.clone()));
        let code = Code::at(ORIGIN)
            .store(0x18, BASE + ACR)
            .store(0xa7, BASE + SR);
        let here = code.here();
        let code = code.op(&[0xe8]).jmp(here);
        let (mut machine, _) = running(tier, chip, &code, &Code::at(HANDLER));
        machine.run(100);
        let (byte, rising) = sent(&script);
        assert_eq!((byte, rising.len()), (0xa7, 8), "{tier:?}");
    }
}

#[test]
fn what_it_drives_raises_cb2s_flag() {
    // CB2 shows the bit that goes out next, and its edges count as any others.
    let mut bench = with(&Script::default());
    bench
        .at(50)
        .write(SR, 0xdd)
        .write(IER, 0x80 | CB2)
        .write(ACR, 0x18);
    assert_eq!(bench.peek(IFR), 0, "bit 7 is high");
    bench.at(100).read(SR);
    // The third bit falls, with the third falling edge; the seventh with the seventh.
    assert_eq!(bench.first_irq(100..200), Some(106));
    bench.at(106).write(IFR, CB2);
    assert_eq!(bench.first_irq(106..200), Some(114));
    bench.at(200).write(IFR, CB2);
    // Rising edges, by PCR; as an output of PCR's it has no flag.
    bench.write(12, 0x40).write(SR, 0x08);
    assert!(!bench.is_asserted());
    assert_eq!(bench.first_irq(200..300), Some(210));
    bench
        .at(300)
        .write(12, 0xe0)
        .write(IFR, CB2)
        .write(SR, 0x55);
    assert_eq!(bench.first_irq(300..400), None);
}

#[test]
fn an_access_in_the_middle_of_a_byte_does_not_begin_it_anew() {
    let mut bench = with(&Script::default());
    bench.at(50).write(SR, 0x01).write(ACR, 0x18);
    // Seven cycles apart, as a chip in a VIC-20 was seen.
    let read: Vec<u8> = (0..7).map(|at| bench.at(100 + 7 * at).read(SR)).collect();
    assert_eq!(read, [0x01, 0x08, 0x80, 0x01, 0x08, 0x80, 0x01]);
}
