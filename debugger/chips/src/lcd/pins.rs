//! A display on the port pins of another chip.
//!
//! What is written is taken when E falls, by the levels from before; what is read is there while E
//! and R/W are high. Lines that nobody drives are high, by the display's own pull-ups; E is low then.
//!
//! Invariant: which line leads where is said once, in [`LcdLines`].

use jumppad_tiers::{Register, Signals};

use super::Lcd;
use super::chip::Selected;
use super::screen::with;
use crate::kept::{Keep, saved};
use crate::wired::{Port, Wired};

/// A port, and one of its bits: 0 to 7.
pub type LcdLine = (Port, u8);

/// Where a display's pins lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LcdLines {
    /// E.
    pub enable: LcdLine,
    /// R/W; None where it is tied to write.
    pub read_write: Option<LcdLine>,
    /// RS.
    pub register_select: LcdLine,
    /// DB0 to DB7; those that lead nowhere are None: the first four, by four lines.
    pub data: [Option<LcdLine>; 8],
}

impl LcdLines {
    /// Eight data lines, a port's bits in their order.
    #[must_use]
    pub const fn eight(
        data: Port,
        enable: LcdLine,
        read_write: Option<LcdLine>,
        register_select: LcdLine,
    ) -> Self {
        let mut lines = [None; 8];
        let mut bit = 0;
        while bit < 8 {
            lines[bit as usize] = Some((data, bit));
            bit += 1;
        }
        Self {
            enable,
            read_write,
            register_select,
            data: lines,
        }
    }

    /// Four data lines, DB4 at bit `first` of a port, which is at most 4.
    #[must_use]
    pub const fn four(
        data: Port,
        first: u8,
        enable: LcdLine,
        read_write: Option<LcdLine>,
        register_select: LcdLine,
    ) -> Self {
        let mut lines = [None; 8];
        let mut bit = 0;
        while bit < 4 {
            lines[4 + bit as usize] = Some((data, first + bit));
            bit += 1;
        }
        Self {
            enable,
            read_write,
            register_select,
            data: lines,
        }
    }

    /// Ben Eater's breadboard computer: data on port B; E, R/W and RS on PA7, PA6 and PA5.
    pub const BEN_EATER: Self =
        Self::eight(Port::B, (Port::A, 7), Some((Port::A, 6)), (Port::A, 5));

    /// His later one, all on port B: DB4 to DB7 on PB0 to PB3; E, R/W and RS on PB6, PB5 and PB4.
    pub const BEN_EATER_FOUR: Self =
        Self::four(Port::B, 0, (Port::B, 6), Some((Port::B, 5)), (Port::B, 4));
}

/// A display that is wired to ports.
pub struct LcdPins {
    lcd: Lcd,
    lines: LcdLines,
    /// Levels and mask that the chip drives on port A and B.
    driven: [(u8, u8); 2],
}

impl LcdPins {
    pub(crate) fn new(lcd: Lcd, lines: LcdLines) -> Self {
        Self {
            lcd,
            lines,
            driven: [(0, 0); 2],
        }
    }

    /// The level of a line, if somebody drives it.
    fn driven(&self, (port, bit): LcdLine) -> Option<bool> {
        let (levels, mask) = self.driven[port as usize];
        let bit = 1_u8.checked_shl(bit.into())?;
        (mask & bit != 0).then_some(levels & bit != 0)
    }

    fn is_enabled(&self) -> bool {
        self.driven(self.lines.enable).unwrap_or(false)
    }

    fn does_read(&self) -> bool {
        let line = self.lines.read_write;
        line.is_some_and(|line| self.driven(line).unwrap_or(true))
    }

    fn selected(&self) -> Selected {
        Selected::of(self.driven(self.lines.register_select).unwrap_or(true))
    }

    /// What is on the data lines, DB7 left.
    fn data(&self) -> u8 {
        let level = |line: &Option<LcdLine>| line.and_then(|line| self.driven(line));
        let levels = self.lines.data.iter().map(level);
        levels.rev().fold(0, |value, level| {
            value << 1 | u8::from(level.unwrap_or(true))
        })
    }
}

impl Wired for LcdPins {
    fn levels(&self, port: Port, cycle: u64) -> u8 {
        if !self.is_enabled() || !self.does_read() {
            return 0xff;
        }
        let output = with(&self.lcd.chip, |chip| chip.output(self.selected(), cycle));
        let lines = (0..8).zip(self.lines.data);
        lines.fold(0xff, |levels, (place, line)| match line {
            Some((on, bit)) if on == port && output >> place & 1 == 0 => {
                levels & !1_u8.checked_shl(bit.into()).unwrap_or(0)
            }
            _ => levels,
        })
    }

    fn drive(&mut self, port: Port, levels: u8, mask: u8, signals: &mut Signals<'_>) {
        let (was_enabled, does_read) = (self.is_enabled(), self.does_read());
        let (selected, data) = (self.selected(), self.data());
        self.driven[port as usize] = (levels, mask);
        if was_enabled && !self.is_enabled() {
            let (cycle, clock) = (signals.cycle(), self.lcd.clock);
            with(&self.lcd.chip, |chip| match does_read {
                true => chip.end_read(selected, cycle, clock),
                false => chip.write(selected, data, cycle, clock),
            });
        }
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        self.lcd.shown(cycle)
    }

    fn save(&self) -> Vec<u8> {
        let mut bytes = saved(&self.driven);
        bytes.extend(self.lcd.kept());
        bytes
    }

    fn restore(&mut self, mut state: &[u8]) {
        if let Some(driven) = Keep::fetch(&mut state) {
            self.driven = driven;
            self.lcd.put_back(state);
        }
    }
}
