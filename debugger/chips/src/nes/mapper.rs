//! The banking logic of cartridges: which banks the registers at $8000 to $FFFF have selected.
//!
//! A mapper is a state machine of its own: a write goes in, bank numbers come out. Who maps memory accordingly is told
//! by the difference. Numbers are the registers'; the cartridge takes them modulo its size.

use super::cartridge::Mirroring;
use super::kept::{Reader, Writer};
use super::mmc1::Mmc1;
use super::mmc3::Mmc3;

/// The logic by its kind.
#[derive(Clone)]
pub(super) enum Mapper {
    /// 0, NROM: none.
    Fixed,
    /// 1, MMC1.
    Mmc1(Mmc1),
    /// 2, UxROM: 16 KiB at $8000, the last 16 KiB at $C000.
    Uxrom { bank: u8, banks: usize },
    /// 3, CNROM: 8 KiB of patterns.
    Cnrom { bank: u8 },
    /// 4, MMC3.
    Mmc3(Mmc3),
}

impl Mapper {
    /// The mapper of an iNES number, for so many banks of 8 KiB of program.
    pub(super) fn new(number: u16, banks: usize) -> Option<Self> {
        Some(match number {
            0 => Self::Fixed,
            1 => Self::Mmc1(Mmc1::new(banks)),
            2 => Self::Uxrom { bank: 0, banks },
            3 => Self::Cnrom { bank: 0 },
            4 => Self::Mmc3(Mmc3::new(banks)),
            _ => return None,
        })
    }

    /// A write from $8000 on, in `cycle`.
    pub(super) fn write(&mut self, addr: u16, value: u8, cycle: u64) {
        match self {
            Self::Fixed => {}
            Self::Mmc1(mmc1) => mmc1.write(addr, value, cycle),
            Self::Uxrom { bank, .. } | Self::Cnrom { bank } => *bank = value,
            Self::Mmc3(mmc3) => mmc3.write(addr, value),
        }
    }

    /// Which banks of 8 KiB are at $8000, $A000, $C000 and $E000.
    pub(super) fn program(&self) -> [usize; 4] {
        match self {
            Self::Fixed | Self::Cnrom { .. } => [0, 1, 2, 3],
            Self::Mmc1(mmc1) => mmc1.program(),
            Self::Uxrom { bank, banks } => {
                let (low, last) = (usize::from(*bank) * 2, banks.saturating_sub(2));
                [low, low + 1, last, last + 1]
            }
            Self::Mmc3(mmc3) => mmc3.program(),
        }
    }

    /// Which banks of 1 KiB the pattern tables are made of.
    pub(super) fn patterns(&self) -> [usize; 8] {
        match self {
            Self::Fixed | Self::Uxrom { .. } => std::array::from_fn(|at| at),
            Self::Mmc1(mmc1) => mmc1.patterns(),
            Self::Cnrom { bank } => std::array::from_fn(|at| usize::from(*bank) * 8 + at),
            Self::Mmc3(mmc3) => mmc3.patterns(),
        }
    }

    /// How it has name tables share memory, if that is its business.
    pub(super) fn mirroring(&self) -> Option<Mirroring> {
        match self {
            Self::Mmc1(mmc1) => Some(mmc1.mirroring()),
            Self::Mmc3(mmc3) => Some(mmc3.mirroring()),
            _ => None,
        }
    }

    pub(super) fn mmc3(&self) -> Option<&Mmc3> {
        match self {
            Self::Mmc3(mmc3) => Some(mmc3),
            _ => None,
        }
    }

    pub(super) fn mmc3_mut(&mut self) -> Option<&mut Mmc3> {
        match self {
            Self::Mmc3(mmc3) => Some(mmc3),
            _ => None,
        }
    }

    pub(super) fn save(&self, to: &mut Writer) {
        match self {
            Self::Fixed => {}
            Self::Mmc1(mmc1) => mmc1.save(to),
            Self::Uxrom { bank, .. } | Self::Cnrom { bank } => _ = to.byte(*bank),
            Self::Mmc3(mmc3) => mmc3.save(to),
        }
    }

    pub(super) fn restore(&mut self, from: &mut Reader<'_>) {
        match self {
            Self::Fixed => {}
            Self::Mmc1(mmc1) => mmc1.restore(from),
            Self::Uxrom { bank, .. } | Self::Cnrom { bank } => *bank = from.byte(),
            Self::Mmc3(mmc3) => mmc3.restore(from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uxrom_keeps_its_last_bank_and_cnrom_its_program() {
        let mut uxrom = Mapper::new(2, 16).unwrap();
        assert_eq!(uxrom.program(), [0, 1, 14, 15]);
        uxrom.write(0x8000, 5, 0);
        assert_eq!(uxrom.program(), [10, 11, 14, 15]);
        let mut cnrom = Mapper::new(3, 4).unwrap();
        cnrom.write(0xffff, 2, 0);
        assert_eq!(cnrom.program(), [0, 1, 2, 3]);
        assert_eq!(cnrom.patterns()[..3], [16, 17, 18]);
        assert!(Mapper::new(5, 4).is_none());
    }
}
