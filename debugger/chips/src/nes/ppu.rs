//! The 2C02 as a program's logic sees it: registers, the flags of the beam, NMI, and the cartridge on its bus.
//!
//! Eight registers, mirrored up to $3FFF; writes from $8000 on are the cartridge's. Power on is cycle 0.
//! Left out beside what the module leaves out: that the chip ignores some registers in the first frame; how accesses to
//! video memory and to the sprites' go wrong while a picture is drawn, but for writes of sprites, which are lost.

use jumppad_tiers::{Device, DeviceMemory, Line, Register, Signals};

use super::beam::{Beam, Picture};
use super::cartridge::Cartridge;
use super::kept::{Reader, Writer};
use super::mmc3;
use super::plan::Plan;
use super::rises::Rises;
use super::sprites::{self, Settings, height};
use super::television::Television;
use super::video::{self, Video};

/// Bits of PPUCTRL.
const NMI: u8 = 0x80;
const SPRITE_TABLE: u8 = 0x08;
const BACKGROUND_TABLE: u8 = 0x10;
const DOWN: u8 = 0x04;
/// Background or sprites are shown: bits of PPUMASK.
const RENDERING: u8 = 0x18;
/// Bits of PPUSTATUS.
const VBLANK: u8 = 0x80;
const HIT: u8 = 0x40;
const OVERFLOW: u8 = 0x20;
/// Bits of a sprite's attributes that there are none of.
const NO_ATTRIBUTES: u8 = 0x1c;
/// Cycles for which a bit on the chip's own bus stays: six tenths of a second, about what consoles show.
const DECAY: u64 = 1_070_000;
/// The dot of a drawn line in which the sprites' address is 0 again.
const SPRITES_FETCHED: u64 = 257;
/// Where the cartridge begins.
const CARTRIDGE: u16 = 0x8000;

/// A PPU with a cartridge in it.
pub struct Ppu {
    television: Television,
    cartridge: Cartridge,
    video: Video,
    beam: Beam,
    control: u8,
    mask: u8,
    sprite_at: u8,
    /// Where $2007 reads and writes, and what becomes of it with the next picture, or the second write of $2006.
    addr: u16,
    next_addr: u16,
    fine: u8,
    /// Whether $2005 and $2006 take their second byte next.
    second: bool,
    buffer: u8,
    /// The scroll position that the picture began with.
    scroll: u16,
    /// The last byte on the chip's own bus, and when each of its bits was.
    latch: u8,
    latched: [u64; 8],
    /// The dot since when address line 12 has been low.
    low_since: Option<u64>,
    nmi: Plan,
    irq: Plan,
    wake: Option<u64>,
    /// What is known of the picture as it is set; not part of its state.
    hit: Option<Option<u64>>,
    overflow: Option<Option<u64>>,
}

impl Ppu {
    /// A PPU as it is at power on.
    #[must_use]
    pub fn new(television: Television, cartridge: Cartridge) -> Self {
        Self {
            television,
            cartridge,
            video: Video::default(),
            beam: Beam::default(),
            control: 0,
            mask: 0,
            sprite_at: 0,
            addr: 0,
            next_addr: 0,
            fine: 0,
            second: false,
            buffer: 0,
            scroll: 0,
            latch: 0,
            latched: [0; 8],
            low_since: Some(0),
            nmi: Plan::default(),
            irq: Plan::default(),
            wake: None,
            hit: None,
            overflow: None,
        }
    }

    fn is_rendering(&self) -> bool {
        self.mask & RENDERING != 0
    }

    fn settings(&self) -> Settings<'_> {
        Settings {
            control: self.control,
            mask: self.mask,
            scroll: self.scroll,
            fine: self.fine,
            video: &self.video,
            cartridge: &self.cartridge,
        }
    }

    /// What `beam` meets from where it is, as things are set.
    fn picture(&self, beam: &Beam) -> Picture {
        if !self.is_rendering() {
            return Picture::default();
        }
        let overflow = || sprites::overflow(&self.video.sprites, height(self.control), beam.here());
        Picture {
            rendering: true,
            hit_at: self.hit.unwrap_or_else(|| self.settings().hit(beam.here())),
            overflow_at: self.overflow.unwrap_or_else(overflow),
            rises: self.rises(),
        }
    }

    /// When address line 12 rises, if anything on the cartridge heeds it.
    fn rises(&self) -> Option<Rises> {
        self.cartridge.mapper().mmc3()?;
        let background = self.control & BACKGROUND_TABLE != 0;
        // Tall sprites say themselves which table they are in; for those that a line lacks, the upper one is read.
        let sprites = self.control & SPRITE_TABLE != 0 || height(self.control) == 16;
        match (background, sprites) {
            (false, true) => Some(Rises::Sprites),
            (true, false) => Some(Rises::Background),
            // It never rises, or never stays low for long.
            _ => None,
        }
    }

    /// Lets the beam come to where `cycle` finds it.
    fn advance(&mut self, cycle: u64) {
        let dot = self.television.dot(cycle);
        let end = self.beam.end(self.television);
        if dot >= end {
            self.advance_to(end);
            // What is found next lies in the new picture.
            (self.hit, self.overflow) = (None, None);
        }
        self.advance_to(dot);
    }

    fn advance_to(&mut self, dot: u64) {
        let picture = self.picture(&self.beam);
        if picture.rendering {
            (self.hit, self.overflow) = (Some(picture.hit_at), Some(picture.overflow_at));
        }
        let before = self.beam;
        let mapper = self.cartridge.mapper_mut();
        self.beam.advance(dot, self.television, picture, || {
            if let Some(mmc3) = mapper.mmc3_mut() {
                mmc3.clock();
            }
        });
        if picture.rendering && self.beam.passed(&before, SPRITES_FETCHED, self.television) {
            self.sprite_at = 0;
        }
        let is_drawn = picture.rendering && self.beam.is_drawing(self.television);
        let scroll = match is_drawn && self.beam.frame == before.frame {
            // Only what is to the left and right begins anew with each line.
            true => self.scroll & !0x041f | self.next_addr & 0x041f,
            false => self.next_addr,
        };
        if scroll != self.scroll {
            self.scroll = scroll;
            self.hit = None;
        }
    }

    /// The beam as `cycle` finds it.
    fn beam_at(&self, cycle: u64) -> Beam {
        let mut beam = self.beam;
        let dot = self.television.dot(cycle);
        beam.advance(dot, self.television, self.picture(&beam), || ());
        beam
    }

    /// Tells of the interrupts to come as things are now.
    fn announce(&mut self, signals: &mut Signals<'_>) {
        // The chip notices the line in the cycle in which the flag rises one dot behind an access's.
        let noticed = |dot: u64| self.television.cycle(dot.saturating_sub(1));
        let is_enabled = self.control & NMI != 0;
        let fall = self.beam.next_fall(self.television).map(noticed);
        let fall = fall.filter(|&fall| fall > signals.cycle());
        let asserted = is_enabled && self.beam.vblank && fall.is_some();
        let rise = self.beam.next_vblank().filter(|_| is_enabled);
        let nmi = Plan {
            asserted,
            rise: rise.map(noticed),
            fall: fall.filter(|_| asserted || rise.is_some()),
        };
        self.nmi.change(nmi, Line::Nmi, signals);
        let wake = is_enabled.then(|| self.television.cycle(self.beam.next_frame(self.television)));
        if wake != self.wake {
            self.wake = wake;
            signals.cancel_wakes();
            if let Some(wake) = wake {
                signals.wake_at(wake);
            }
        }
        if let Some(mmc3) = self.cartridge.mapper().mmc3() {
            let irq = Plan {
                asserted: mmc3.pending,
                rise: self.next_irq(),
                fall: None,
            };
            self.irq.change(irq, Line::Irq, signals);
        }
    }

    /// The cycle in which the cartridge will assert its interrupt as things are set.
    fn next_irq(&self) -> Option<u64> {
        let mut mmc3 = *self.cartridge.mapper().mmc3()?;
        let rises = self
            .rises()
            .filter(|_| self.is_rendering() && mmc3.may_assert())?;
        let (mut beam, picture) = (
            self.beam,
            Picture {
                rendering: true,
                rises: Some(rises),
                ..Picture::default()
            },
        );
        // Its counter has eight bits.
        for _ in 0..=0x100 {
            let dot = beam.next_rise(self.television, rises);
            beam.advance(dot, self.television, picture, || mmc3.clock());
            if mmc3.pending {
                return Some(self.television.cycle(dot));
            }
        }
        None
    }

    /// What is left of the byte on the chip's own bus.
    fn latch_at(&self, cycle: u64) -> u8 {
        let bits = self.latched.iter().enumerate();
        bits.filter(|(_, since)| cycle.saturating_sub(**since) < DECAY)
            .fold(0, |all, (bit, _)| all | self.latch & 1 << bit)
    }

    /// The bits of `mask` are driven to those of `value`.
    fn drive(&mut self, value: u8, mask: u8, cycle: u64) -> u8 {
        self.latch = self.latch_at(cycle) & !mask | value & mask;
        for (bit, since) in self.latched.iter_mut().enumerate() {
            if mask >> bit & 1 != 0 {
                *since = cycle;
            }
        }
        self.latch
    }

    /// What a register drives in a read, and which bits of it; of the beam as it is then.
    fn answer(&self, addr: u16, beam: &Beam) -> (u8, u8) {
        match addr & 7 {
            2 => (status(beam), VBLANK | HIT | OVERFLOW),
            4 => {
                let is_cleared = self.is_rendering()
                    && beam.is_drawing(self.television)
                    && (1..=64).contains(&beam.dot_of_line());
                let value = self.video.sprites[usize::from(self.sprite_at)];
                let missing = if self.sprite_at & 3 == 2 {
                    NO_ATTRIBUTES
                } else {
                    0
                };
                (if is_cleared { 0xff } else { value & !missing }, 0xff)
            }
            7 if video::is_palette(self.addr) => {
                (self.video.read(self.addr, &self.cartridge), 0x3f)
            }
            7 => (self.buffer, 0xff),
            _ => (0, 0),
        }
    }

    /// Moves on behind an access to video memory.
    fn step(&mut self, cycle: u64) {
        let step = if self.control & DOWN == 0 { 1 } else { 32 };
        self.addr = self.addr.wrapping_add(step) & 0x7fff;
        self.put_on_bus(cycle);
    }

    /// The address is on the video bus while nothing is drawn: the cartridge sees line 12 of it.
    fn put_on_bus(&mut self, cycle: u64) {
        if self.is_rendering() && self.beam.is_drawing(self.television) {
            return;
        }
        let dot = self.television.dot(cycle);
        if self.addr & 0x1000 == 0 {
            self.low_since.get_or_insert(dot);
        } else if let Some(since) = self.low_since.take()
            && dot >= since + mmc3::LOW
            && let Some(mmc3) = self.cartridge.mapper_mut().mmc3_mut()
        {
            mmc3.clock();
        }
    }

    fn write_register(&mut self, addr: u16, value: u8, cycle: u64) {
        let byte = u16::from(value);
        match addr & 7 {
            0 => {
                self.control = value;
                self.next_addr = self.next_addr & !0x0c00 | (byte & 3) << 10;
                self.overflow = None;
            }
            1 => {
                self.mask = value;
                self.overflow = None;
            }
            3 => self.sprite_at = value,
            4 => {
                if !(self.is_rendering() && self.beam.is_drawing(self.television)) {
                    self.video.sprites[usize::from(self.sprite_at)] = value;
                    self.overflow = None;
                }
                self.sprite_at = self.sprite_at.wrapping_add(1);
            }
            5 if !self.second => {
                self.next_addr = self.next_addr & !0x001f | byte >> 3;
                self.fine = value & 7;
            }
            5 => self.next_addr = self.next_addr & !0x73e0 | (byte & 7) << 12 | (byte & 0xf8) << 2,
            6 if !self.second => self.next_addr = self.next_addr & 0x00ff | (byte & 0x3f) << 8,
            6 => {
                self.next_addr = self.next_addr & 0x7f00 | byte;
                self.addr = self.next_addr;
                self.put_on_bus(cycle);
            }
            7 => {
                self.video.write(self.addr, value, &mut self.cartridge);
                self.step(cycle);
            }
            _ => {}
        }
        if matches!(addr & 7, 5 | 6) {
            self.second = !self.second;
        }
        self.hit = None;
    }

    fn write_cartridge(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        self.cartridge
            .mapper_mut()
            .write(addr, value, signals.cycle());
        self.hit = None;
    }
}

fn status(beam: &Beam) -> u8 {
    [
        (beam.vblank, VBLANK),
        (beam.hit, HIT),
        (beam.overflow, OVERFLOW),
    ]
    .iter()
    .filter(|(is_up, _)| *is_up)
    .fold(0, |all, (_, bit)| all | bit)
}

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
