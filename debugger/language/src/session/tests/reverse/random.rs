//! Random code among interrupts and changes by hand: wherever the user goes back to, the guest is as it was there.

use jumppad_tiers::JitMode;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::{State, session_of, state};
use crate::report::{Report, Why};
use crate::session::Session;

/// What happens before a step.
#[derive(Clone, Copy, Debug)]
enum Event {
    Nothing,
    Poke(u16, u8),
    Register(char, u8),
    Irq(u16),
    Nmi,
    Reset,
}

fn event() -> impl Strategy<Value = Event> {
    let address = prop_oneof![
        0..0x40_u16,
        0x600..0x640_u16,
        0x1F0..0x200_u16,
        Just(0xD000)
    ];
    prop_oneof![
        20 => Just(Event::Nothing),
        1 => (address, any::<u8>()).prop_map(|(address, value)| Event::Poke(address, value)),
        1 => (prop::sample::select(vec!['a', 'x', 'y']), any::<u8>())
            .prop_map(|(name, value)| Event::Register(name, value)),
        1 => (0..60_u16).prop_map(Event::Irq),
        1 => Just(Event::Nmi),
        1 => Just(Event::Reset),
    ]
}

/// Bytes that are mostly instructions that go on.
fn code() -> impl Strategy<Value = Vec<u8>> {
    let usual = prop::sample::select(vec![
        0xE8, 0xC8, 0xCA, 0x48, 0x68, 0x08, 0x28, 0x58, 0x78, 0xE6, 0xC6, 0xA5, 0x85, 0x95, 0x69,
        0xEE, 0x8D, 0x20, 0x60, 0x40, 0x00, 0xD0, 0xF0, 0x90, 0x4C, 0x6C, 0x06, 0x06, 0x02, 0x10,
    ]);
    prop::collection::vec(prop_oneof![5 => usual, 1 => any::<u8>()], 48)
}

/// Whether the guest may go on.
fn run(session: &mut Session<'_>, line: &str) -> Result<bool, TestCaseError> {
    match session.execute(line) {
        Ok(Report::Stop(stop)) => Ok(matches!(stop.why, Why::Step | Why::InterruptTaken { .. })),
        Ok(_) => Ok(true),
        Err(error) => Err(TestCaseError::fail(format!("{line}: {error}"))),
    }
}

fn happen(session: &mut Session<'_>, event: Event) -> Result<(), TestCaseError> {
    let line = match event {
        Event::Nothing => return Ok(()),
        Event::Poke(address, value) => format!("> {address:x} {value:x}"),
        Event::Register(name, value) => format!("r {name}={value}"),
        Event::Irq(delay) => {
            run(session, &format!("irq at cycles+{delay}"))?;
            format!("irq release at cycles+{}", delay + 20)
        }
        Event::Nmi => "nmi".to_owned(),
        Event::Reset => "reset".to_owned(),
    };
    run(session, &line).map(drop)
}

fn play(jit: JitMode, code: &[u8], events: &[Event], moves: &[(u8, u8)]) -> TestCaseResult {
    let mut session = session_of(code, jit, 2);
    for line in [
        "> 800 48 ad 02 d0 e6 10 68 40",
        "> fffa 00 08 00 06",
        "> fffe 00 08",
        "device timer d000",
        "> d000 35",
        "> d002 5",
        "> d001 0",
    ] {
        run(&mut session, line)?;
    }
    // The states before each step, after what happened there.
    let mut states: Vec<State> = Vec::new();
    for &event in events {
        happen(&mut session, event)?;
        states.push(state(&session));
        if !run(&mut session, "step")? {
            break;
        }
    }
    // The last step may have gone nowhere.
    let end = states.len() - 1;
    let mut at = states.len();
    if session.debugger.registers().cycles == states[end].1 {
        at = end;
    }
    for &(back, forth) in moves {
        let (back, forth) = (usize::from(back).min(at), usize::from(forth));
        if back > 0 {
            run(&mut session, &format!("rstep {back}"))?;
            at -= back;
            prop_assert_eq!(state(&session), states[at], "{} back to {}", back, at);
        }
        let forth = forth.min(end - at.min(end));
        if forth > 0 {
            run(&mut session, &format!("step {forth}"))?;
            at += forth;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn the_past_is_as_it_was(
        code in code(),
        events in prop::collection::vec(event(), 1..150),
        moves in prop::collection::vec((0..40_u8, 0..30_u8), 1..12),
        compiles in any::<bool>(),
    ) {
        let jit = if compiles { JitMode::Background } else { JitMode::Off };
        play(jit, &code, &events, &moves)?;
    }
}
