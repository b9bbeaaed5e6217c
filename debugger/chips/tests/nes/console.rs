//! An NES with a program of a few bytes in it, and the tiers to run it in.

use jumppad_chips::nes::{Apu, Cartridge, Mirroring, Pad, Ppu, Television};
use jumppad_tiers::banks::{Answering, Choice, Kind, Shows, Window, Writes};
use jumppad_tiers::opcodes::Model;
use jumppad_tiers::{Config, DeviceId, JitMode, Machine, Policy};

/// Interpreter, baseline, LLVM, and all of them together, eager to compile.
pub(crate) const TIERS: [JitMode; 4] = [
    JitMode::Off,
    JitMode::Baseline,
    JitMode::Llvm,
    JitMode::Sync,
];

/// Where the program stands, and its handlers.
pub(crate) const ORIGIN: u16 = 0x8000;
const NMI_HANDLER: u16 = 0x9000;
const IRQ_HANDLER: u16 = 0x9100;

/// What a program is made of.
#[derive(Clone, Copy, Default)]
pub(crate) struct Program<'a> {
    pub(crate) code: &'a [u8],
    pub(crate) nmi: &'a [u8],
    pub(crate) irq: &'a [u8],
}

/// A machine with what is attached to it.
pub(crate) struct Console {
    pub(crate) machine: Machine,
    pub(crate) ppu: DeviceId,
    pub(crate) apu: DeviceId,
    pub(crate) pad: Pad,
}

/// The ROM of a program, 32 KiB.
pub(crate) fn rom(program: Program<'_>) -> Vec<u8> {
    let mut rom = vec![0xea; 0x8000];
    let mut put = |at: u16, bytes: &[u8]| {
        let at = usize::from(at - ORIGIN);
        rom[at..at + bytes.len()].copy_from_slice(bytes);
    };
    put(ORIGIN, program.code);
    put(NMI_HANDLER, program.nmi);
    put(IRQ_HANDLER, program.irq);
    put(0xfffa, &NMI_HANDLER.to_le_bytes());
    put(0xfffc, &ORIGIN.to_le_bytes());
    put(0xfffe, &IRQ_HANDLER.to_le_bytes());
    rom
}

/// A console with an NROM cartridge.
pub(crate) fn console(tier: JitMode, program: Program<'_>) -> Console {
    with_cartridge(tier, 0, &rom(program), Television::Ntsc)
}

/// A console with a cartridge of some mapper.
pub(crate) fn with_cartridge(
    tier: JitMode,
    mapper: u16,
    rom: &[u8],
    television: Television,
) -> Console {
    let mut machine = Machine::new(Config {
        jit: tier,
        model: Model::Ricoh2A03,
        threshold: 2,
        policy: Policy::eager(),
        ..Config::default()
    });
    let cartridge = Cartridge::new(mapper, rom.len(), Vec::new(), Mirroring::Vertical);
    let cartridge = cartridge.expect("the mapper is known");
    machine.protect(0x80..=0xff);
    let (hears, selects) = (cartridge.hears_writes(), cartridge.selects_program());
    if selects {
        windows(&mut machine, &cartridge, rom);
    } else {
        machine.load(ORIGIN, rom).expect("it fits");
    }
    let ppu = Ppu::new(television, cartridge);
    let ppu = if selects { ppu.with_windows(0) } else { ppu };
    let ppu = machine.attach(0x2000..=0x3fff, Box::new(ppu));
    if hears {
        machine.hear_writes(ppu, 0x8000..=0xffff);
    }
    machine.mirror_memory(0x0800..=0x1fff, 0..=0x07ff);
    let pad = Pad::default();
    let apu = machine.attach(0x4000..=0x401f, Box::new(Apu::new(television, pad.pads())));
    machine.wake_device(apu);
    let cpu = machine.cpu_mut();
    cpu.cycles = 0;
    cpu.sp = 0xfd;
    machine.cpu_mut().pc = machine.peek_word(0xfffc);
    Console {
        machine,
        ppu,
        apu,
        pad,
    }
}

fn windows(machine: &mut Machine, cartridge: &Cartridge, rom: &[u8]) {
    let id = machine.add_storage(Kind::Rom, rom.to_vec());
    let size = cartridge.bank_size();
    let choice = |bank: usize| Choice {
        name: bank.to_string(),
        shows: Shows::Storage {
            id,
            offset: bank * size,
        },
        writes: Writes::Ignored,
        answering: Answering::Devices,
    };
    let choices: Vec<Choice> = (0..rom.len() / size).map(choice).collect();
    let starts = (ORIGIN..=0xffff).step_by(size);
    let windows = starts
        .zip(cartridge.banks())
        .map(|(start, at_reset)| Window {
            name: format!("{start:04x}"),
            range: start..=start + (size - 1) as u16,
            choices: choices.clone(),
            at_reset,
        });
    machine
        .add_windows(windows.collect())
        .expect("they are right");
}

impl Console {
    /// A register of a device.
    pub(crate) fn register(&self, device: DeviceId, name: &str) -> u32 {
        let registers = self.machine.device_registers(device);
        let found = registers.iter().find(|register| register.name == name);
        found.expect("there is such a register").value
    }

    /// A memory behind the PPU.
    pub(crate) fn memory(&self, name: &str) -> Vec<u8> {
        let memories = self.machine.device_memories(self.ppu);
        let found = memories.into_iter().find(|memory| memory.name == name);
        found.expect("there is such a memory").bytes
    }

    pub(crate) fn bytes(&self, start: u16, count: u16) -> Vec<u8> {
        (start..start + count)
            .map(|addr| self.machine.peek(addr))
            .collect()
    }
}
