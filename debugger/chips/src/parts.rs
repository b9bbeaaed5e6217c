//! Several parts on the pins of one chip.
//!
//! Invariant: a line is low where any of them pulls it low.

use jumppad_tiers::{Register, Signals};

use crate::kept::{Keep, saved};
use crate::wired::{Edge, Level, Pin, Port, Wired};

/// A display and some buttons, say.
#[derive(Default)]
pub struct Parts(Vec<Box<dyn Wired>>);

impl Parts {
    /// All of `parts`, each on its own lines.
    #[must_use]
    pub fn new(parts: Vec<Box<dyn Wired>>) -> Self {
        Self(parts)
    }
}

impl Wired for Parts {
    fn levels(&self, port: Port, cycle: u64) -> u8 {
        let levels = self.0.iter().map(|part| part.levels(port, cycle));
        levels.fold(0xff, |all, levels| all & levels)
    }

    fn drive(&mut self, port: Port, levels: u8, mask: u8, signals: &mut Signals<'_>) {
        for part in &mut self.0 {
            part.drive(port, levels, mask, signals);
        }
    }

    fn is_moved_from_outside(&self) -> bool {
        self.0.iter().any(|part| part.is_moved_from_outside())
    }

    fn was_read(&mut self, port: Port, signals: &mut Signals<'_>) {
        for part in &mut self.0 {
            part.was_read(port, signals);
        }
    }

    fn attend(&mut self, signals: &mut Signals<'_>) {
        for part in &mut self.0 {
            part.attend(signals);
        }
    }

    fn level(&self, pin: Pin, cycle: u64) -> Level {
        Level::of(self.0.iter().all(|part| part.level(pin, cycle).is_high()))
    }

    /// The first at which the line itself changes: one that is held low by another does not. A line that is
    /// held low for very long is taken for one that stays so.
    fn next_edge(&self, pin: Pin, cycle: u64) -> Option<Edge> {
        const MANY: usize = 1_000;
        let before = self.level(pin, cycle);
        let next = |at: &u64| {
            let edges = self.0.iter().filter_map(|part| part.next_edge(pin, *at));
            edges.map(|edge| edge.cycle).min().filter(|next| next > at)
        };
        let cycles = std::iter::successors(next(&cycle), next).take(MANY);
        let mut edges = cycles.map(|cycle| Edge {
            cycle,
            to: self.level(pin, cycle),
        });
        edges.find(|edge| edge.to != before)
    }

    fn drive_pin(&mut self, pin: Pin, level: Level, cycle: u64, signals: &mut Signals<'_>) {
        for part in &mut self.0 {
            part.drive_pin(pin, level, cycle, signals);
        }
    }

    fn wake(&mut self, signals: &mut Signals<'_>) {
        for part in &mut self.0 {
            part.wake(signals);
        }
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        let parts = self.0.iter();
        parts.flat_map(|part| part.registers(cycle)).collect()
    }

    fn save(&self) -> Vec<u8> {
        let parts = self.0.iter();
        parts.flat_map(|part| saved(&part.save())).collect()
    }

    fn restore(&mut self, mut state: &[u8]) {
        for part in &mut self.0 {
            let Some(own) = Vec::fetch(&mut state) else {
                return;
            };
            part.restore(&own);
        }
    }
}
