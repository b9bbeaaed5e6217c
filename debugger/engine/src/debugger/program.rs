//! The program in the machine: put there, started again, and what a reset makes of it.

use jumppad_tiers::banks::Bank;
use jumppad_tiers::opcodes::vector;
use jumppad_tiers::{Machine, Reset};

use crate::answer::Registers;
use crate::board::{self, Built};
use crate::debugger::Debugger;
use crate::history::Beginning;
use crate::host::{rom, routines::Routines, sim65::Host};
use crate::program::load::Program;

impl Debugger {
    /// Loads the program again into a machine just switched on.
    pub fn restart(&mut self) {
        self.power_on();
        if self.guest.has_host() {
            Host::start(&mut self.machine);
        }
        if let (Some(setup), Some(_)) = (&self.guest.rom, self.guest.routines()) {
            Routines::start(setup, &mut self.machine, &self.program);
        }
        let cpu = self.machine.cpu_mut();
        self.program.begin(cpu);
        self.look_at_banks();
        self.moved();
        self.history.forget(Beginning::PowerOn);
        self.before = Registers::from(self.machine.cpu());
    }

    /// Puts `program` into memory and makes it the one that `run` and `reset` start.
    pub fn insert(&mut self, program: Program) {
        if let Some(pages) = self.program.rom.take() {
            self.rom.unprotect(&mut self.machine, pages);
        }
        if program.segments != self.program.segments {
            // The addresses are another program's.
            self.machine.clear_coverage();
        }
        self.program = match &self.board {
            Some(plugged) => plugged.board.with_program(program),
            None => program,
        };
        self.is_started = false;
        self.history.forget(Beginning::Loaded);
        self.machine.forget_samples();
        self.fit();
        let (program, board) = (&self.program, &self.board);
        self.devices.restart_around(&mut self.machine, |machine| {
            show_first_banks(machine);
            load(machine, board.as_ref(), program);
        });
        self.look_at_banks();
    }

    /// Gives the machine the chip and the read-only pages that the program needs.
    pub fn fit(&mut self) {
        if let Some(pages) = self.program.rom.clone() {
            self.rom.protect(&mut self.machine, pages);
        }
        let chip = self.program.chip(self.chosen_cpu);
        if chip != self.machine.model() {
            self.machine.set_model(chip);
        }
        self.guest.fit(&mut self.machine, &self.program);
        self.devices.fit(&mut self.machine, &self.program);
        if let Some(built) = &mut self.board {
            built.open_around(&mut self.machine, &self.program);
        }
        if let Some(image) = &self.program.cartridge
            && (self.board.is_none() || image.is_pal())
        {
            self.settings.clock = image.clock();
        }
    }

    /// Switches the machine off and on, with the program in it. What the user set up around it stays.
    pub fn power_on(&mut self) {
        let (program, board) = (&self.program, &self.board);
        let has_host = self.guest.has_host();
        let rom = self.guest.rom.as_ref();
        self.devices.restart_around(&mut self.machine, |machine| {
            machine.reset(Reset::Hard);
            match rom {
                Some(setup) if !has_host => Routines::prepare(setup, machine),
                _ if has_host => Host::clear(machine),
                _ => {}
            }
            load(machine, board.as_ref(), program);
        });
        self.guest.fit(&mut self.machine, &self.program);
        self.tell_unmapped();
    }

    /// Presses the reset button, or switches the machine off and on, and leaves PC where a reset goes.
    pub fn reset(&mut self, kind: Reset) {
        self.before = Registers::from(self.machine.cpu());
        match kind {
            Reset::Soft => self.machine.reset(Reset::Soft),
            Reset::Hard => self.power_on(),
        }
        self.machine.cpu_mut().pc = self.reset_target();
        self.moved();
    }

    /// Where a reset goes: by the vector that is in memory now, or to the entry of a program that brings none.
    pub fn reset_target(&self) -> u16 {
        match self.machine.peek_word(vector::RESET) {
            0 if self.program.reset_vector().is_none() => self.program.entry,
            target => target,
        }
    }
}

/// Lets every window show what it shows at reset, as registers that start anew have it: a program goes there, and not
/// over what the last one has selected.
fn show_first_banks(machine: &mut Machine) {
    let windows = machine.windows().enumerate();
    let first = windows.map(|(window, defined)| Bank {
        window,
        choice: defined.at_reset,
    });
    for bank in first.collect::<Vec<_>>() {
        machine.select_bank(bank);
    }
}

/// Puts what is in ROMs into memory, and the program over it.
fn load(machine: &mut Machine, board: Option<&Built>, program: &Program) {
    if let Some(plugged) = board {
        board::load(machine, &plugged.contents.segments);
    }
    for segment in &program.segments {
        rom::load(machine, segment.start, &segment.bytes);
    }
}
