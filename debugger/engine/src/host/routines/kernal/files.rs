//! The KERNAL's files: OPEN to CLALL with their tables at $0259, LOAD and SAVE, bytes by channels.

use super::super::registers::{flag, set, set_xy};
use super::disk::Got;
use super::{Kernal, at, device, word};
use crate::host::rom::store;
use crate::host::routines::petscii::code;

/// The files that the tables have room for.
const MOST_FILES: u8 = 10;

/// Bits of the status at $90.
mod status {
    pub(super) const TIMED_OUT: u8 = 0x02;
    pub(super) const DIFFERS: u8 = 0x10;
    pub(super) const END: u8 = 0x40;
    pub(super) const NO_DEVICE: u8 = 0x80;
}

/// The errors that calls give in A, with carry set.
#[derive(Clone, Copy)]
enum Error {
    TooManyFiles = 1,
    Open = 2,
    NotOpen = 3,
    NotFound = 4,
    NoDevice = 5,
    NotInput = 6,
    NotOutput = 7,
    NoName = 8,
    IllegalDevice = 9,
}

/// A row of the tables.
struct Row {
    index: u8,
    device: u8,
}

fn is_disk(number: u8) -> bool {
    matches!(number, device::TAPE | device::DISK)
}

impl Kernal<'_> {
    fn fine(&mut self) {
        set(self.machine, flag::C, false);
    }

    fn failed(&mut self, error: Error) {
        self.machine.cpu_mut().a = error as u8;
        set(self.machine, flag::C, true);
    }

    fn set_status(&mut self, status: u8) {
        self.machine.poke(at::STATUS, status);
    }

    /// What SETNAM set.
    pub(super) fn name(&self) -> Vec<u8> {
        let (length, start) = (
            u16::from(self.machine.peek(at::NAME_LENGTH)),
            self.machine.peek_word(at::NAME),
        );
        (0..length)
            .map(|offset| self.machine.peek(start.wrapping_add(offset)))
            .collect()
    }

    fn count(&self) -> u8 {
        self.machine.peek(at::OPEN_FILES).min(MOST_FILES)
    }

    fn row(&self, file: u8) -> Option<Row> {
        let mut all = 0..self.count();
        let index = all.find(|&index| self.machine.peek(at::FILES + u16::from(index)) == file)?;
        Some(Row {
            index,
            device: self.machine.peek(at::DEVICES + u16::from(index)),
        })
    }

    pub(super) fn open(&mut self) {
        let file = self.machine.peek(at::FILE);
        let number = self.machine.peek(at::DEVICE);
        let secondary = self.machine.peek(at::SECONDARY);
        if file == 0 {
            return self.failed(Error::NotInput);
        }
        if self.row(file).is_some() {
            return self.failed(Error::Open);
        }
        let count = self.count();
        if count >= MOST_FILES {
            return self.failed(Error::TooManyFiles);
        }
        self.set_status(0);
        match number {
            device::KEYBOARD | device::SCREEN => {}
            number if is_disk(number) => {
                let name = self.name();
                self.state
                    .disk
                    .open(self.files, file, secondary & 0x0F, &name);
            }
            _ => {
                self.set_status(status::NO_DEVICE);
                return self.failed(Error::NoDevice);
            }
        }
        let index = u16::from(count);
        for (table, value) in [
            (at::FILES, file),
            (at::DEVICES, number),
            (at::SECONDARIES, secondary | 0x60),
        ] {
            self.machine.poke(table + index, value);
        }
        self.machine.poke(at::OPEN_FILES, count + 1);
        self.fine();
    }

    pub(super) fn close(&mut self) {
        let file = self.machine.cpu().a;
        if let Some(row) = self.row(file) {
            self.state.disk.close(self.files, file);
            // The last row takes the place of this one.
            let last = self.count() - 1;
            for table in [at::FILES, at::DEVICES, at::SECONDARIES] {
                let moved = self.machine.peek(table + u16::from(last));
                self.machine.poke(table + u16::from(row.index), moved);
            }
            self.machine.poke(at::OPEN_FILES, last);
        }
        self.fine();
    }

    pub(super) fn chkin(&mut self) {
        let file = self.machine.cpu().x;
        let Some(row) = self.row(file) else {
            return self.failed(Error::NotOpen);
        };
        self.set_status(0);
        self.state.input = file;
        self.machine.poke(at::INPUT_DEVICE, row.device);
        self.fine();
    }

    pub(super) fn chkout(&mut self) {
        let file = self.machine.cpu().x;
        let Some(row) = self.row(file) else {
            return self.failed(Error::NotOpen);
        };
        if row.device == device::KEYBOARD {
            return self.failed(Error::NotOutput);
        }
        self.set_status(0);
        self.state.output = file;
        self.machine.poke(at::OUTPUT_DEVICE, row.device);
        self.fine();
    }

    pub(super) fn clrchn(&mut self) {
        if is_disk(self.machine.peek(at::OUTPUT_DEVICE)) {
            self.state.disk.unlisten(self.files, self.state.output);
        }
        self.machine.poke(at::INPUT_DEVICE, device::KEYBOARD);
        self.machine.poke(at::OUTPUT_DEVICE, device::SCREEN);
    }

    /// The KERNAL only forgets the files, whose drive has them still; here they are closed.
    pub(super) fn clall(&mut self) {
        for index in 0..self.count() {
            let file = self.machine.peek(at::FILES + u16::from(index));
            self.state.disk.close(self.files, file);
        }
        self.machine.poke(at::OPEN_FILES, 0);
        self.clrchn();
    }

    /// A byte of the input's file; RETURN where there is none, as the KERNAL has it.
    pub(super) fn get(&mut self) -> u8 {
        let (byte, status) = match self.state.disk.get(self.state.input) {
            Got::Byte(byte) => (byte, 0),
            Got::Last(byte) => (byte, status::END),
            Got::Nothing => (code::RETURN, status::END | status::TIMED_OUT),
        };
        self.set_status(status);
        byte
    }

    /// A byte for the output's file.
    pub(super) fn put(&mut self, byte: u8) {
        let is_taken = self.state.disk.put(self.files, self.state.output, byte);
        self.set_status(if is_taken { 0 } else { status::NO_DEVICE });
    }

    /// Whether LOAD and SAVE can go to the device set; if not, the guest is told.
    fn is_for_disk(&mut self) -> bool {
        match self.machine.peek(at::DEVICE) {
            number if is_disk(number) => {}
            0..=3 => {
                self.failed(Error::IllegalDevice);
                return false;
            }
            _ => {
                self.set_status(status::NO_DEVICE);
                self.failed(Error::NoDevice);
                return false;
            }
        }
        let is_named = self.machine.peek(at::NAME_LENGTH) != 0;
        if !is_named {
            self.failed(Error::NoName);
        }
        is_named
    }

    pub(super) fn load(&mut self) {
        let verifies = self.machine.cpu().a != 0;
        self.set_status(0);
        if !self.is_for_disk() {
            return;
        }
        let name = self.name();
        let loaded = self.state.disk.load(self.files, &name);
        let Some((own, bytes)) = loaded.as_deref().and_then(<[u8]>::split_first_chunk) else {
            self.set_status(status::END | status::TIMED_OUT);
            return self.failed(Error::NotFound);
        };
        let start = match self.machine.peek(at::SECONDARY) {
            0 => self.machine.peek_word(at::LOAD),
            _ => u16::from_le_bytes(*own),
        };
        let mut result = status::END;
        let mut end = start;
        // More would begin anew at address 0.
        let room = usize::from(u16::MAX - start) + 1;
        for &byte in bytes.iter().take(room) {
            if !verifies {
                store(self.machine, end, byte);
            } else if self.machine.peek(end) != byte {
                result |= status::DIFFERS;
            }
            end = end.wrapping_add(1);
        }
        self.set_status(result);
        word::put(self.machine, at::END, end);
        let [low, high] = end.to_le_bytes();
        set_xy(self.machine, low, high);
        self.fine();
    }

    pub(super) fn save(&mut self) {
        self.set_status(0);
        if !self.is_for_disk() {
            return;
        }
        let start = self.machine.peek_word(at::START);
        let end = self.machine.peek_word(at::END);
        let count = end.wrapping_sub(start);
        let memory = (0..count).map(|offset| self.machine.peek(start.wrapping_add(offset)));
        let bytes: Vec<u8> = start.to_le_bytes().into_iter().chain(memory).collect();
        let name = self.name();
        // A drive's refusal is in its command channel.
        self.state.disk.save(self.files, &name, &bytes);
        self.fine();
    }
}
