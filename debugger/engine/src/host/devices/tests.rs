//! Devices in their places, and who is typed for.

use jumppad_tiers::{Config, JitMode, Line};

use super::*;

fn machine() -> Machine {
    Machine::new(Config {
        jit: JitMode::Off,
        ..Config::default()
    })
}

#[test]
fn devices_do_not_overlap_and_stay_in_memory() {
    let (mut machine, mut devices) = (machine(), Devices::default());
    let mut attach = |kind: &'static Kind, base| devices.attach(&mut machine, kind.at(base));
    assert_eq!(attach(&kinds::TIMER, 0xD000), Ok(1));
    assert_eq!(attach(&kinds::CONSOLE, 0xD003), Ok(2));
    let occupied = |number, kind| Err(DeviceError::Occupied { number, kind });
    assert_eq!(attach(&kinds::FEEDBACK, 0xD002), occupied(1, "timer"));
    assert_eq!(attach(&kinds::TIMER, 0xD001), occupied(1, "timer"));
    assert_eq!(attach(&kinds::TIMER, 0xCFFE), occupied(1, "timer"));
    assert!(matches!(
        attach(&kinds::TIMER, 0xFFFE),
        Err(DeviceError::PastTheEnd { registers: 3, .. })
    ));
    assert_eq!(attach(&kinds::TIMER, 0xFFFD), Ok(3));
}

#[test]
fn devices_start_anew_but_keep_what_was_typed() {
    let (mut machine, mut devices) = (machine(), Devices::default());
    devices
        .attach(&mut machine, kinds::FEEDBACK.at(0xD000))
        .unwrap();
    devices
        .attach(&mut machine, kinds::CONSOLE.at(0xF000))
        .unwrap();
    machine.poke(0xD000, 1);
    devices.send(None, b"x").unwrap();
    assert!(machine.is_asserted(Line::Irq));
    devices.restart_around(&mut machine, |machine| machine.poke(0xD000, 3));
    assert!(!machine.is_asserted(Line::Irq));
    assert_eq!((machine.peek(0xD000), machine.peek(0xF000)), (0, b'x'));
    devices.remove(&mut machine, 1).unwrap();
    // Behind the device is the memory that was loaded meanwhile.
    assert_eq!(machine.peek(0xD000), 3);
    assert_eq!(
        devices.remove(&mut machine, 1),
        Err(DeviceError::Unknown(1))
    );
}

#[test]
fn py65_prints_and_reads_keys_at_two_addresses() {
    let (mut machine, mut devices) = (machine(), Devices::default());
    let py65 = kinds::PY65.at(PY65_PRINTS);
    assert_eq!(devices.attach(&mut machine, py65), Ok(1));
    let occupied = devices.attach(&mut machine, kinds::TIMER.at(0xF002));
    assert!(matches!(
        occupied,
        Err(DeviceError::Occupied { number: 1, .. })
    ));
    assert_eq!(devices.send(None, b"k"), Ok(1));
    // 0600 LDA $F001; LDX $F004; LDY $F004; STX $F001; STX $F004; JMP *
    let code = [
        0xAD, 0x01, 0xF0, 0xAE, 0x04, 0xF0, 0xAC, 0x04, 0xF0, 0x8E, 0x01, 0xF0, 0x8E, 0x04, 0xF0,
        0x4C, 0x0F, 0x06,
    ];
    machine.load(0x600, &code).unwrap();
    machine.cpu_mut().pc = 0x600;
    machine.run(100);
    let cpu = machine.cpu();
    assert_eq!((cpu.a, cpu.x, cpu.y), (0, b'k', 0));
    assert_eq!(devices.receive(), [(1, b"k".to_vec())]);
    assert_eq!(devices.attach(&mut machine, kinds::TIMER.at(0xF005)), Ok(2));
    devices.remove(&mut machine, 1).unwrap();
    machine.poke(PY65_KEYS, 7);
    assert_eq!(machine.peek(PY65_KEYS), 7);
}

#[test]
fn typing_needs_one_console() {
    let (mut machine, mut devices) = (machine(), Devices::default());
    assert_eq!(devices.send(None, b"x"), Err(DeviceError::NoConsole));
    devices
        .attach(&mut machine, kinds::FEEDBACK.at(0xD000))
        .unwrap();
    let feedback = devices.send(Some(1), b"x");
    assert!(matches!(feedback, Err(DeviceError::NoKeyboard { .. })));
    devices
        .attach(&mut machine, kinds::CONSOLE.at(0xF000))
        .unwrap();
    assert_eq!(devices.send(None, b"x"), Ok(2));
    devices
        .attach(&mut machine, kinds::CONSOLE.at(0xF001))
        .unwrap();
    assert_eq!(devices.send(None, b"x"), Err(DeviceError::SeveralConsoles));
    assert_eq!(devices.send(Some(3), b"yz"), Ok(3));
    assert_eq!((machine.peek(0xF000), machine.peek(0xF001)), (b'x', b'y'));
}
