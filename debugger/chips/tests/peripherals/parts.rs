//! Several parts on one chip: lines that any of them pulls low.

use jumppad_chips::{Edge, Geometry, Lcd, LcdLines, Level, Parts, Pin, Via, Wired};

use crate::bench::{Bench, Done, Script};

#[test]
fn a_line_is_low_where_any_pulls_it() {
    let script = |levels, edges: &[(Pin, u64, Level)]| Script {
        a: levels,
        ..Script::with(edges)
    };
    // The first holds CA1 low from 100 to 300, the second from 200 to 400.
    let one = script(
        0xf3,
        &[(Pin::Ca1, 100, Level::Low), (Pin::Ca1, 300, Level::High)],
    );
    let other = script(
        0x3f,
        &[(Pin::Ca1, 200, Level::Low), (Pin::Ca1, 400, Level::High)],
    );
    let parts = Parts::new(vec![Box::new(one.clone()), Box::new(other.clone())]);
    let edge = |cycle, to| Some(Edge { cycle, to });
    assert_eq!(parts.next_edge(Pin::Ca1, 0), edge(100, Level::Low));
    assert_eq!(parts.next_edge(Pin::Ca1, 100), edge(400, Level::High));
    assert_eq!(parts.next_edge(Pin::Ca1, 250), edge(400, Level::High));
    assert_eq!(parts.next_edge(Pin::Ca1, 400), None);
    let mut bench = Bench::new(Via::new(Box::new(parts)));
    assert_eq!(bench.peek(1), 0x33);
    // Rising edges.
    bench.at(10).write(12, 0x01).write(14, 0x82);
    assert_eq!(bench.first_irq(10..500), Some(400));
    bench.at(500).write(1, 0x55).read(1);
    for part in [one, other] {
        let log = part.take();
        assert!(
            log.iter()
                .any(|done| matches!(done, Done::Drove(_, 0x55, 0, 500)))
        );
        assert!(log.iter().any(|done| matches!(done, Done::Read(..))));
    }
}

#[test]
fn buttons_beside_a_display() {
    // Five buttons on PA0 to PA4, the second pressed; the display has the other lines.
    let buttons = Script {
        a: 0xfd,
        b: 0xff,
        ..Script::default()
    };
    let (lcd, screen) = Lcd::new(Geometry::C16X2, 0);
    let parts = Parts::new(vec![
        Box::new(buttons),
        Box::new(lcd.wired(LcdLines::BEN_EATER)),
    ]);
    let mut bench = Bench::new(Via::new(Box::new(parts)));
    bench.write(2, 0xff).write(3, 0xe0);
    for (select, byte) in [(0x00, 0x38), (0x00, 0x0c), (0x20, b'!')] {
        bench
            .write(0, byte)
            .write(1, select)
            .write(1, select | 0x80)
            .write(1, select);
    }
    assert_eq!(screen.lines()[0], "!               ");
    assert_eq!(bench.read(1) & 0x1f, 0x1d);
    assert_eq!(bench.register("AC"), 1);
}
