//! Numbers of spaces: each way in which all windows are set has one, by which tiers keep code.
//!
//! Spaces are few, and a guest goes from one to the same others again and again: where a switch
//! leads is looked up once.

use super::Bank;

/// Which space shows, as far as anybody asked since something changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Standing {
    #[default]
    Unknown,
    Space(usize),
    /// One window was set otherwise since a space was known.
    Behind {
        space: usize,
        bank: Bank,
    },
}

/// A space that was entered.
struct Known {
    /// The choice of each window.
    choices: Vec<usize>,
    /// Where setting one window led from here.
    led: Vec<(Bank, usize)>,
}

/// The spaces that were entered, by number.
#[derive(Default)]
pub(super) struct Numbers {
    known: Vec<Known>,
    standing: Standing,
}

impl Numbers {
    /// No space has a number any more.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// A window is set otherwise.
    pub(super) fn set(&mut self, bank: Bank) {
        self.standing = match self.standing {
            Standing::Space(space) => Standing::Behind { space, bank },
            Standing::Unknown | Standing::Behind { .. } => Standing::Unknown,
        };
    }

    /// The number of the space in which windows have these choices, which shows.
    pub(super) fn current(&mut self, choices: impl Iterator<Item = usize> + Clone) -> usize {
        let space = match self.standing {
            Standing::Space(space) => return space,
            Standing::Unknown => self.number(choices),
            Standing::Behind { space, bank } => {
                let mut led = self.known[space].led.iter();
                let known = led.find(|(by, _)| *by == bank).map(|&(_, to)| to);
                known.unwrap_or_else(|| {
                    let to = self.number(choices);
                    self.known[space].led.push((bank, to));
                    to
                })
            }
        };
        self.standing = Standing::Space(space);
        space
    }

    fn number(&mut self, choices: impl Iterator<Item = usize> + Clone) -> usize {
        let is_it = |known: &Known| known.choices.iter().copied().eq(choices.clone());
        self.known.iter().position(is_it).unwrap_or_else(|| {
            self.known.push(Known {
                choices: choices.collect(),
                led: Vec::new(),
            });
            self.known.len() - 1
        })
    }

    /// How windows are set in each space.
    pub(super) fn choices(&self) -> impl Iterator<Item = &[usize]> {
        self.known.iter().map(|known| known.choices.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_choices_have_the_same_number_whichever_way_led_there() {
        let mut numbers = Numbers::default();
        let (mut choices, mut seen) = ([0, 0], std::collections::HashMap::new());
        assert_eq!(numbers.current(choices.into_iter()), 0);
        seen.insert(choices, 0);
        for step in 0..200 {
            // One window, or both.
            for window in [step % 2, (step / 3) % 2] {
                choices[window] = (step * 7 + window) % 3;
                let choice = choices[window];
                numbers.set(Bank { window, choice });
            }
            let number = numbers.current(choices.into_iter());
            assert_eq!(*seen.entry(choices).or_insert(number), number);
            assert_eq!(numbers.choices().nth(number), Some(choices.as_slice()));
        }
        assert_eq!(numbers.choices().count(), seen.len());
    }
}
