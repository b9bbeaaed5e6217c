//! The computer around the guest: built of a machine file, looked at, saved.

use std::path::Path;

use super::Debugger;
use super::symbols;
use crate::answer::MachineView;
use crate::board::{self, Board, Built, Contents, RomFiles};
use crate::error::Error;
use crate::files::replace::replace;
use crate::host::devices::options::USUAL_CLOCK;
use crate::program::load::Program;

impl Debugger {
    /// Switches off, builds `board` around the guest in place of the machine before, and switches on: with `program`, or
    /// with the one in its ROMs.
    ///
    /// # Errors
    /// A file for a ROM is missing or does not fit, a device of the user's is in the way, or a file of symbols cannot be
    /// read. The machine before stays, but for symbols that are loaded already.
    pub fn build(
        &mut self,
        board: Board,
        files: &RomFiles,
        program: Option<Program>,
    ) -> Result<(), Error> {
        let contents = board.contents(files, &self.interrupt)?;
        if program.is_none() {
            board.full(&contents)?;
        }
        let program = match program {
            Some(program) => board.with_program(program),
            None => board.program(&contents),
        };
        let before = self.unplug();
        if let Err(error) = self.plug(board, contents, &files.folder) {
            if let Some((board, contents)) = before {
                // It was there a moment ago.
                let _ = self.plug(board, contents, &files.folder);
            }
            return Err(error);
        }
        self.settings.clock = self.clock() as f64;
        self.guest.rom = self
            .board
            .as_ref()
            .and_then(|built| built.board.routines.clone());
        self.insert(program);
        self.restart();
        symbols::load_of_machine(self, &files.folder)
    }

    fn plug(&mut self, board: Board, contents: Contents, folder: &Path) -> Result<(), Error> {
        let mut plugged = Built::plug(
            board,
            contents,
            folder,
            &mut self.machine,
            &mut self.devices,
            &mut self.rom,
        )?;
        plugged.open_around(&mut self.machine, &self.program);
        self.board = Some(plugged);
        for display in self.devices.displays_of_board() {
            let number = self.screens.add(display);
            self.displays.push(number);
        }
        Ok(())
    }

    /// Takes the machine away that was built around the guest; the program stays. Nothing if none was.
    pub fn remove_machine(&mut self) {
        if self.unplug().is_some() {
            self.guest.rom = None;
            self.restart();
        }
    }

    fn unplug(&mut self) -> Option<(Board, Contents)> {
        let plugged = self.board.take()?;
        for number in self.displays.drain(..) {
            // The user may have taken it away already.
            let _ = self.screens.remove(number.into());
        }
        let parts = (plugged.board.clone(), plugged.contents.clone());
        plugged.unplug(&mut self.machine, &mut self.devices, &mut self.rom);
        Some(parts)
    }

    /// Cycles in a second of the guest's.
    pub fn clock(&self) -> u64 {
        self.board
            .as_ref()
            .map_or(USUAL_CLOCK, |plugged| plugged.board.clock)
    }

    /// The machine.
    ///
    /// # Errors
    /// None was chosen.
    pub fn machine_view(&self) -> Result<MachineView, Error> {
        let Built {
            board, contents, ..
        } = self.board.as_ref().ok_or(Error::NoBoard)?;
        Ok(MachineView {
            name: board.name(),
            origin: board.told(),
            about: board.description.about.clone(),
            cpu: self.machine.model().name(),
            clock: match &self.program.cartridge {
                Some(image) if image.is_pal() => image.clock() as u64,
                _ => board.clock,
            },
            memory: board.regions(contents, &self.program),
            devices: self.devices.views(&self.machine),
            entry: board.entry.unwrap_or_else(|| self.reset_target()),
            console: self.main_console(),
        })
    }

    /// The name of the device whose console gets the terminal.
    fn main_console(&self) -> Option<String> {
        let asked = self
            .board
            .as_ref()
            .and_then(|plugged| plugged.board.console());
        let console = self.devices.terminal(asked)?;
        Some(console.name().to_owned())
    }

    /// Writes a machine file of what is attached now.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn save_machine(&self, path: &Path) -> Result<(), Error> {
        let session = board::Session {
            board: self
                .board
                .as_ref()
                .map(|plugged| (&plugged.board, &plugged.contents)),
            cpu: self.machine.model().name(),
            orders: self.devices.orders(),
            read_only: self.rom.ranges(),
        };
        let text = board::save(&session, path);
        Ok(replace(path, text.as_bytes(), &self.interrupt)?)
    }
}
