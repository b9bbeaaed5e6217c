//! The PPU on the bus, and what is kept of it.

use jumppad_tiers::{Device, DeviceMemory, Register, Signals};

use super::super::beam::Beam;
use super::super::kept::{Reader, Writer};
use super::super::plan::Plan;
use super::Ppu;
use super::access::status;

/// Where the cartridge begins.
const CARTRIDGE: u16 = 0x8000;

impl Device for Ppu {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        let cycle = signals.cycle();
        self.advance(cycle);
        let (value, mask) = self.answer(addr, &self.beam);
        let value = self.drive(value, mask, cycle);
        match addr & 7 {
            2 => {
                self.second = false;
                self.beam.look();
                self.announce(signals);
            }
            7 => {
                self.buffer = self.video.read_beneath(self.addr, &self.cartridge);
                self.step(cycle);
                self.announce(signals);
            }
            _ => {}
        }
        value
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        let cycle = signals.cycle();
        self.advance(cycle);
        if addr >= CARTRIDGE {
            self.write_cartridge(addr, value, signals);
        } else {
            self.drive(value, 0xff, cycle);
            self.write_register(addr, value, cycle);
        }
        self.announce(signals);
    }

    fn peek(&self, addr: u16, cycle: u64) -> u8 {
        let (value, mask) = self.answer(addr, &self.beam_at(cycle));
        self.latch_at(cycle) & !mask | value & mask
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        let beam = self.beam_at(cycle);
        let number = |name, value: u64, bits| Register {
            name,
            value: value as u32,
            bits,
        };
        let mut registers = vec![
            Register::byte("PPUCTRL", self.control),
            Register::byte("PPUMASK", self.mask),
            Register::byte("PPUSTATUS", status(&beam)),
            Register::byte("OAMADDR", self.sprite_at),
            Register::word("v", self.addr),
            Register::word("t", self.next_addr),
            number("x", u64::from(self.fine), 3),
            number("w", u64::from(self.second), 1),
            number("scanline", beam.line(), 16),
            number("dot", beam.dot_of_line(), 16),
            number("frame", beam.frame, 32),
        ];
        let names = ["PRG8000", "PRGA000", "PRGC000", "PRGE000"];
        let banks = names.into_iter().zip(self.cartridge.program());
        registers.extend(banks.map(|(name, bank)| number(name, bank as u64, 16)));
        if let Some(mmc3) = self.cartridge.mapper().mmc3() {
            registers.push(Register::byte("IRQCOUNT", mmc3.counter()));
        }
        registers
    }

    fn memories(&self, _cycle: u64) -> Vec<DeviceMemory> {
        let on_bus = |name, range: std::ops::Range<u16>| DeviceMemory {
            name,
            start: range.start,
            bytes: range
                .map(|addr| self.video.read(addr, &self.cartridge))
                .collect(),
        };
        vec![
            on_bus("patterns", 0..0x2000),
            on_bus("nametables", 0x2000..0x3000),
            on_bus("palette", 0x3f00..0x3f20),
            DeviceMemory {
                name: "oam",
                start: 0,
                bytes: self.video.sprites.to_vec(),
            },
        ]
    }

    /// PPUCTRL, PPUMASK, the write toggle and the buffer are cleared.
    fn reset(&mut self, signals: &mut Signals<'_>) {
        self.advance(signals.cycle());
        (self.control, self.mask, self.second, self.buffer) = (0, 0, false, 0);
        (self.next_addr, self.fine) = (0, 0);
        self.hit = None;
        // The cartridge has no reset line.
        self.select(signals);
        self.announce(signals);
    }

    fn wake(&mut self, signals: &mut Signals<'_>) {
        self.advance(signals.cycle());
        self.announce(signals);
    }

    fn save(&self) -> Vec<u8> {
        let mut to = Writer::default();
        self.beam.save().iter().for_each(|&part| _ = to.long(part));
        to.byte(self.control).byte(self.mask).byte(self.sprite_at);
        to.word(self.addr)
            .word(self.next_addr)
            .byte(self.fine)
            .flag(self.second);
        to.byte(self.buffer).word(self.scroll).byte(self.latch);
        self.latched.iter().for_each(|&since| _ = to.long(since));
        to.long(self.low_since.unwrap_or(u64::MAX))
            .long(self.wake.unwrap_or(u64::MAX));
        self.nmi.save(&mut to);
        self.irq.save(&mut to);
        to.bytes(&self.video.tables)
            .bytes(&self.video.palette)
            .bytes(&self.video.sprites);
        self.cartridge.save(&mut to);
        to.done()
    }

    fn restore(&mut self, state: &[u8]) {
        let mut from = Reader::new(state);
        self.beam = Beam::restore(std::array::from_fn(|_| from.long()));
        (self.control, self.mask, self.sprite_at) = (from.byte(), from.byte(), from.byte());
        (self.addr, self.next_addr) = (from.word(), from.word());
        (self.fine, self.second) = (from.byte(), from.flag());
        (self.buffer, self.scroll, self.latch) = (from.byte(), from.word(), from.byte());
        self.latched = std::array::from_fn(|_| from.long());
        let mut dot = || Some(from.long()).filter(|&dot| dot != u64::MAX);
        (self.low_since, self.wake) = (dot(), dot());
        (self.nmi, self.irq) = (Plan::restore(&mut from), Plan::restore(&mut from));
        from.bytes(&mut self.video.tables);
        from.bytes(&mut self.video.palette);
        from.bytes(&mut self.video.sprites);
        self.cartridge.restore(&mut from);
        (self.hit, self.overflow) = (None, None);
    }
}
