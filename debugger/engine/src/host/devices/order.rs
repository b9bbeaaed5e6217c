//! What a device is to be: its kind, place, name, options, and where its interrupts lead.

use std::ops::RangeInclusive;

use jumppad_tiers::{Line, Wire};

use super::error::DeviceError;
use super::kinds::{Decoding, Kind, PY65_KEYS, Speech};
use super::options::Options;
use super::parts::Part;
use crate::answer::InterruptTarget;
use crate::host::mos_sim;

/// A device to be attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What it is.
    pub kind: &'static Kind,
    /// The address of its first register.
    pub base: u16,
    /// What it is called; none leaves that to its kind.
    pub name: Option<String>,
    /// How many addresses it answers at from there on; none is as many as it has registers.
    pub size: Option<u32>,
    /// Where else it answers at as many addresses.
    pub mirrors: Vec<u16>,
    /// Where its interrupts lead.
    pub interrupt: Interrupt,
    /// The options of its kind.
    pub options: Options,
    /// What is on its port pins.
    pub parts: Vec<Part>,
}

/// Where a device's interrupt output leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Interrupt {
    /// To the line that the device itself names; a chip to IRQ.
    #[default]
    Own,
    /// To IRQ.
    Irq,
    /// To NMI.
    Nmi,
    /// Nowhere.
    None,
}

impl Interrupt {
    /// All that can be chosen, by name.
    pub const NAMES: [(&'static str, Self); 3] =
        [("irq", Self::Irq), ("nmi", Self::Nmi), ("none", Self::None)];

    /// Its name, unless it is left to the device.
    pub fn name(self) -> Option<&'static str> {
        let found = Self::NAMES.into_iter().find(|&(_, own)| own == self);
        found.map(|(name, _)| name)
    }

    /// Where it leads, unless that is left to the device.
    pub fn target(self) -> Option<InterruptTarget> {
        match self {
            Self::Own => None,
            Self::Irq => Some(InterruptTarget::Irq),
            Self::Nmi => Some(InterruptTarget::Nmi),
            Self::None => Some(InterruptTarget::None),
        }
    }

    pub(super) fn wire(self) -> Wire {
        match self {
            Self::Own => Wire::Straight,
            Self::Irq => Wire::To(Line::Irq),
            Self::Nmi => Wire::To(Line::Nmi),
            Self::None => Wire::Open,
        }
    }
}

impl Order {
    /// A device of `kind` at `base`, with nothing else said.
    pub fn new(kind: &'static Kind, base: u16) -> Self {
        Self {
            kind,
            base,
            name: None,
            size: None,
            mirrors: Vec::new(),
            interrupt: Interrupt::default(),
            options: Options::default(),
            parts: Vec::new(),
        }
    }

    /// Whether it prints and reads keys.
    pub fn has_console(&self) -> bool {
        self.kind.speech == Speech::Console || self.parts.iter().any(|part| part.kind.has_console())
    }

    /// How many addresses it answers at in a row.
    pub fn size(&self) -> u32 {
        self.size.unwrap_or(u32::from(self.kind.registers))
    }

    /// The rows of addresses at which it answers, the first one its own, then its mirrors.
    ///
    /// # Errors
    /// One goes past the end of memory, or the kind cannot be where it is wanted.
    pub fn ranges(&self) -> Result<Vec<RangeInclusive<u16>>, DeviceError> {
        let kind = self.kind.name;
        if let Decoding::Fixed(at) = self.kind.decoding
            && at != self.base
        {
            return Err(DeviceError::Fixed { kind, at });
        }
        let size = self.size();
        let registers = u32::from(self.kind.registers);
        let is_mirrored = size != registers || !self.mirrors.is_empty();
        if is_mirrored && !self.kind.may_be_mirrored() {
            return Err(DeviceError::NoMirrors { kind, registers });
        }
        if size < registers || !size.is_multiple_of(registers) {
            return Err(DeviceError::Size {
                kind,
                registers,
                size,
            });
        }
        let bases = [self.base].into_iter().chain(self.mirrors.iter().copied());
        let is_astray = |base: &u16| !u32::from(*base).is_multiple_of(registers);
        if self.kind.may_be_mirrored()
            && let Some(base) = bases.clone().find(is_astray)
        {
            return Err(DeviceError::Astray {
                kind,
                registers,
                base,
            });
        }
        let row = |base: u16| match u16::try_from(u32::from(base) + size - 1) {
            Ok(end) => Ok(base..=end),
            Err(_) => Err(DeviceError::PastTheEnd {
                kind,
                registers: size,
                base,
            }),
        };
        bases.map(row).collect()
    }

    /// Its address apart from the rows, where it has one.
    pub(crate) fn elsewhere(&self) -> Option<u16> {
        match self.kind.name {
            "mos-sim" => Some(mos_sim::VECTOR),
            // At the place where it prints it is a console like any other.
            "py65" => self.keys().filter(|keys| *keys != self.base),
            _ => None,
        }
    }

    /// Where it reads keys, where its kind has a place for them.
    pub(crate) fn keys(&self) -> Option<u16> {
        let has_place = self.kind.options.contains(&"keys");
        has_place.then(|| self.options.keys.unwrap_or(PY65_KEYS))
    }
}
