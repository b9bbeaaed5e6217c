//! What is on the port pins of a chip: a display, a keyboard.

use jumppad_chips::{
    Apple1Terminal, Geometry, Lcd, LcdLine, LcdLines, Parts, Port, Screen, Unwired, Wired,
};
use jumppad_tiers::Signals;
use jumppad_tiers::devices::{Field, Terminal};

use super::options::BankField;
use super::order::Order;

/// A part that is wired to a chip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is called.
    pub name: String,
    /// What it is, and how it is wired.
    pub kind: PartKind,
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// A character display with an HD44780.
    Lcd {
        /// Its glass.
        geometry: Geometry,
        /// Where its pins lead.
        lines: LcdLines,
    },
    /// The keyboard and display of an Apple-1, which are the chip's console.
    Apple1,
    /// What selects in a window by the levels of pins.
    Bank {
        /// The port.
        port: Port,
        /// Which of its bits.
        field: BankField,
    },
}

/// The kinds by name.
pub const NAMES: [(&str, &str); 2] = [
    ("hd44780", "a character display"),
    ("apple1", "the keyboard and display of an Apple-1, on a PIA"),
];

impl PartKind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lcd { .. } => NAMES[0].0,
            Self::Apple1 => NAMES[1].0,
            Self::Bank { .. } => "bank",
        }
    }

    /// Whether it prints and reads keys.
    pub fn has_console(self) -> bool {
        self == Self::Apple1
    }
}

/// A pin of a port: `PA5`.
pub fn pin(text: &str) -> Option<LcdLine> {
    let (port, bit) = port(text)?;
    let bit: u8 = bit.parse().ok().filter(|bit| *bit < 8 && text.len() == 3)?;
    Some((port, bit))
}

/// The data lines of a display: `PB`, or four of them: `PB4-PB7`.
pub fn data(text: &str) -> Option<(Port, Option<u8>)> {
    let (port, rest) = port(text)?;
    if rest.is_empty() {
        return Some((port, None));
    }
    let (first, last) = text.split_once('-')?;
    let (first, last) = (pin(first)?, pin(last)?);
    let is_four = first.0 == port && last == (port, first.1 + 3);
    is_four.then_some((port, Some(first.1)))
}

fn port(text: &str) -> Option<(Port, &str)> {
    match text.get(..2)?.to_ascii_uppercase().as_str() {
        "PA" => Some((Port::A, &text[2..])),
        "PB" => Some((Port::B, &text[2..])),
        _ => None,
    }
}

/// A pin as machine files write it.
pub fn written((port, bit): LcdLine) -> String {
    match port {
        Port::A => format!("PA{bit}"),
        Port::B => format!("PB{bit}"),
    }
}

/// The parts of an order on the pins of its chip, and what the displays among them show.
pub(super) fn wired(order: &Order, terminal: &Terminal) -> (Box<dyn Wired>, Vec<Screen>) {
    let mut screens = Vec::new();
    let mut made: Vec<Box<dyn Wired>> = Vec::new();
    for part in &order.parts {
        match part.kind {
            PartKind::Lcd { geometry, lines } => {
                let (lcd, screen) = Lcd::new(geometry, order.options.clock);
                screens.push(screen);
                made.push(Box::new(lcd.wired(lines)));
            }
            PartKind::Bank { port, field } => made.push(Box::new(BankPins { port, field })),
            PartKind::Apple1 => {
                let console = terminal.console();
                made.push(Box::new(Apple1Terminal::new(console, order.options.baud())));
            }
        }
    }
    let all: Box<dyn Wired> = match made.len() {
        0 => Box::new(Unwired),
        1 => made.remove(0),
        _ => Box::new(Parts::new(made)),
    };
    (all, screens)
}

/// Pins that select what shows in a window.
struct BankPins {
    port: Port,
    field: BankField,
}

impl Wired for BankPins {
    fn drive(&mut self, port: Port, levels: u8, mask: u8, signals: &mut Signals<'_>) {
        if port == self.port {
            let BankField {
                window,
                shift,
                bits,
            } = self.field;
            let field = Field {
                window,
                shift,
                bits,
            };
            // Pull-ups make an input high.
            signals.select(field.bank(levels | !mask));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_are_named_as_on_the_chip() {
        assert_eq!(pin("PA5"), Some((Port::A, 5)));
        assert_eq!(pin("pb0").map(written).as_deref(), Some("PB0"));
        for wrong in ["PA8", "PC1", "PA", "PA10", "5", "P\u{e9}"] {
            assert_eq!(pin(wrong), None, "{wrong}");
        }
        assert_eq!(data("PB"), Some((Port::B, None)));
        assert_eq!(data("PB4-PB7"), Some((Port::B, Some(4))));
        for wrong in ["PB4", "PB5-PB8", "PA0-PB3", "PB0-PB2"] {
            assert_eq!(data(wrong), None, "{wrong}");
        }
    }
}
