//! The 2C02 as a program's logic sees it: registers, the flags of the beam, NMI, and the cartridge on its bus.
//!
//! Eight registers, mirrored up to $3FFF; writes from $8000 on are the cartridge's. Power on is cycle 0.
//! Left out beside what the module leaves out: that the chip ignores some registers in the first frame; how accesses to
//! video memory and to the sprites' go wrong while a picture is drawn, but for writes of sprites, which are lost.

mod access;
mod device;

use jumppad_tiers::{Line, Signals};

use super::beam::{Beam, Picture};
use super::cartridge::Cartridge;
use super::plan::Plan;
use super::rises::Rises;
use super::sprites::{self, Settings, height};
use super::television::Television;
use super::video::Video;

/// Bits of PPUCTRL.
const NMI: u8 = 0x80;
const SPRITE_TABLE: u8 = 0x08;
const BACKGROUND_TABLE: u8 = 0x10;
/// Background or sprites are shown: bits of PPUMASK.
const RENDERING: u8 = 0x18;
/// The dot of a drawn line in which the sprites' address is 0 again.
const SPRITES_FETCHED: u64 = 257;

/// A PPU with a cartridge in it.
pub struct Ppu {
    television: Television,
    cartridge: Cartridge,
    /// The number of the window at $8000, where windows show the program ROM.
    window: Option<usize>,
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
            window: None,
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

    /// Has the cartridge select the banks of its program ROM: in windows of [`Cartridge::bank_size`] from $8000 on,
    /// the first of which has this number; the choices in each are its banks.
    #[must_use]
    pub fn with_windows(mut self, first: usize) -> Self {
        self.window = Some(first);
        self
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

    /// What `beam` meets from where it is to the end of the frame, as things are set.
    fn picture(&self, beam: &Beam) -> Picture {
        if !self.is_rendering() {
            return Picture::default();
        }
        let mut picture = Picture {
            rendering: true,
            rises: self.rises(),
            ..Picture::default()
        };
        // What lies behind the picture need not be drawn: programs change sprites there.
        if beam.is_before_end_of_picture() {
            let known = beam.frame == self.beam.frame;
            let hit = self.hit.filter(|_| known);
            let overflow = self.overflow.filter(|_| known);
            let here = beam.here();
            picture.hit_at = hit.unwrap_or_else(|| self.settings().hit(here));
            picture.overflow_at = overflow.unwrap_or_else(|| {
                sprites::overflow(&self.video.sprites, height(self.control), here)
            });
        }
        picture
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
        if picture.rendering && self.beam.is_before_end_of_picture() {
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
        let end = beam.end(self.television);
        if dot >= end {
            beam.advance(end, self.television, self.picture(&beam), || ());
        }
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
}
