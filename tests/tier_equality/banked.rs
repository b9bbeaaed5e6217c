//! Banks for random programs: where the program stands and where its data are, other memories
//! may show, and a register that it stores to selects them.

use proptest::prelude::*;

use jumppad_tiers::banks::{Answering, Choice, Kind, Shows, Window, Writes};
use jumppad_tiers::devices::{BankRegister, Field};
use jumppad_tiers::{Machine, Policy};

use crate::program::{DATA_PAGE, Program};

/// As long as a window.
const LENGTH: usize = 0x1000;

#[derive(Clone, Debug)]
pub(crate) struct Banks {
    /// Where the register is on the data page, or on a page beside all windows.
    register: u16,
    /// Differences between what shows and what shows otherwise.
    patches: Vec<(u16, u8)>,
    /// What becomes of writes to the second bank of each window.
    writes: [Writes; 2],
    /// Whether devices answer while a third bank of the data shows.
    answering: Answering,
    shifts: [u8; 2],
    /// Whether they are mapped where the host can, or copied.
    are_mapped: bool,
}

impl Banks {
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        let register = prop_oneof![
            (0..32_u16).prop_map(|offset| DATA_PAGE | offset),
            (0..32_u16).prop_map(|offset| 0x0200 | offset),
        ];
        let writes = || {
            prop_oneof![
                Just(Writes::Here),
                Just(Writes::Beneath),
                Just(Writes::Ignored)
            ]
        };
        let patches = prop::collection::vec((0..LENGTH as u16, any::<u8>()), 0..60);
        let answering = prop_oneof![3 => Just(Answering::Devices), 1 => Just(Answering::Memory)];
        (
            any::<bool>(),
            register,
            patches,
            [writes(), writes()],
            answering,
            [0..7_u8, 0..7_u8],
        )
            .prop_map(
                |(are_mapped, register, patches, writes, answering, shifts)| Self {
                    are_mapped,
                    register,
                    patches,
                    writes,
                    answering,
                    shifts,
                },
            )
    }

    /// What a window shows, with some bytes changed.
    fn variation(&self, machine: &Machine, first: u16) -> Vec<u8> {
        let last = first | (LENGTH as u16 - 1);
        let mut bytes: Vec<u8> = (first..=last).map(|addr| machine.peek(addr)).collect();
        for &(offset, byte) in &self.patches {
            bytes[usize::from(offset)] = byte;
        }
        bytes
    }

    pub(crate) fn install(&self, machine: &mut Machine, program: &Program) {
        let policy = *machine.policy();
        machine.set_policy(Policy {
            mapped_banks: self.are_mapped,
            ..policy
        });
        let data = DATA_PAGE & 0xf000;
        let code = match program.origin & 0xf000 {
            // Page 0 and the stack are in no window.
            0 => 0x4000,
            code if code == data => 0x7000,
            code => code,
        };
        let windows: Vec<Window> = [(data, self.answering), (code, Answering::Devices)]
            .into_iter()
            .zip(self.writes)
            .map(|((first, answering), writes)| self.window(machine, first, answering, writes))
            .collect();
        machine.add_windows(windows).expect("the windows can be");
        let fields = (0..2).zip(self.shifts).map(|(window, shift)| Field {
            window,
            shift,
            bits: 2,
        });
        let register = BankRegister::new(fields.collect());
        machine.attach(self.register..=self.register, Box::new(register));
    }

    fn window(
        &self,
        machine: &mut Machine,
        first: u16,
        answering: Answering,
        writes: Writes,
    ) -> Window {
        let rom = [vec![0xea; LENGTH], self.variation(machine, first)].concat();
        let rom = machine.add_storage(Kind::Rom, rom);
        let ram = self.variation(machine, first);
        let ram = machine.add_storage(Kind::Ram, ram);
        let choice = |name: &str, shows, writes, answering| Choice {
            name: name.to_owned(),
            shows,
            writes,
            answering,
        };
        let storage = |id, offset| Shows::Storage { id, offset };
        let devices = Answering::Devices;
        Window {
            name: format!("at_{first:x}"),
            range: first..=first + (LENGTH as u16 - 1),
            choices: vec![
                choice("memory", Shows::Memory, Writes::Here, devices),
                choice("rom", storage(rom, LENGTH), writes, devices),
                choice("ram", storage(ram, 0), Writes::Here, answering),
                choice("again", Shows::Memory, Writes::Ignored, answering),
            ],
            at_reset: 0,
        }
    }
}
