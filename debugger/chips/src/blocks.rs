//! A block device, as simulators of Forths have: blocks of 1 KiB by number.
//!
//! | offset | name | meaning |
//! |---|---|---|
//! | 0 | ACTION | write: 0 is there a disk, 1 read a block into BUFFER, 2 write it from there, 3 and 4 the same by DATA |
//! | 1 | STATUS | 0 if the last action went well, $FF if not; may be written |
//! | 2, 3 | BLOCK | the number of the block, low byte first |
//! | 4, 5 | BUFFER | where the guest has its 1,024 bytes, low byte first |
//! | 6 | DATA | the next byte of the device's own buffer, read or written |
//! | 7 | | nothing |
//!
//! Offsets 0 to 5 and actions 0 to 2 are those of c65, Tali Forth 2's simulator, at its $F010, and
//! so is what a program does to find out whether there is a disk: write 1 to STATUS, 0 to ACTION, and
//! look whether STATUS is 0. The block is where it should be behind the instruction that writes ACTION,
//! and that takes no time. Its base is a multiple of 8, or BUFFER is not reached.
//!
//! By DATA, action 3 fills the device's own buffer, whose 1,024 bytes are then read; 1,024 bytes are
//! written there, then action 4 puts them on the disk. Each action, a write to BLOCK as well, begins at
//! the buffer's first byte; behind the last comes the first.
//!
//! Time can be turned back: the blocks that the guest wrote are part of the state, and the disk
//! follows when one is restored. Not here: files; a disk is what the engine gives.

use std::collections::BTreeMap;
use std::fmt;

use jumppad_tiers::{Device, Register, Signals};

use crate::kept::Keep;

/// Bytes of a block.
pub const BLOCK_SIZE: usize = 1024;

/// What is in a block.
pub type Block = [u8; BLOCK_SIZE];

/// A disk was asked for a block that it cannot read or write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoBlock {
    /// The block's number.
    pub block: u16,
}

impl fmt::Display for NoBlock {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "block {} cannot be read or written", self.block)
    }
}

impl std::error::Error for NoBlock {}

/// A disk of blocks, as a file of the host's is.
pub trait Blocks: Send {
    /// What stands in a block.
    ///
    /// # Errors
    /// It cannot be read.
    fn read(&mut self, block: u16) -> Result<Block, NoBlock>;

    /// Replaces it.
    ///
    /// # Errors
    /// It cannot be written; what stood there stands there still.
    fn write(&mut self, block: u16, bytes: &Block) -> Result<(), NoBlock>;
}

const READ: u8 = 1;
const WRITE: u8 = 2;
const READ_BY_DATA: u8 = 3;
const WRITE_BY_DATA: u8 = 4;
const DATA: u16 = 6;
const OK: u8 = 0;
const FAILED: u8 = 0xff;

/// Eight registers in front of a disk.
pub struct BlockDevice {
    disk: Option<Box<dyn Blocks>>,
    status: u8,
    block: u16,
    address: u16,
    buffer: Box<Block>,
    at: u16,
    /// How many bytes of a block are still to be taken from the guest's memory.
    taking: u16,
    /// The blocks that the guest has written, up to now.
    written: BTreeMap<u16, Box<Block>>,
    /// What stood in those that it has ever written, whatever time it is, if they could be read:
    /// no part of the state.
    originals: BTreeMap<u16, Option<Box<Block>>>,
}

impl BlockDevice {
    /// A device with a disk in it, or without.
    #[must_use]
    pub fn new(disk: Option<Box<dyn Blocks>>) -> Self {
        Self {
            disk,
            status: 0,
            block: 0,
            address: 0,
            buffer: Box::new([0; BLOCK_SIZE]),
            at: 0,
            taking: 0,
            written: BTreeMap::new(),
            originals: BTreeMap::new(),
        }
    }

    fn act(&mut self, action: u8, addr: u16, signals: &mut Signals<'_>) {
        (self.at, self.taking) = (0, 0);
        let data = addr & !7 | DATA;
        let is_done = match action {
            0 => self.disk.is_some(),
            READ => {
                let is_read = self.read_block();
                if is_read {
                    signals.give(data, self.address, BLOCK_SIZE as u16);
                }
                is_read
            }
            WRITE => {
                // Whether it can be written shows when all of it was taken.
                if self.disk.is_some() {
                    self.taking = BLOCK_SIZE as u16;
                    signals.take(self.address, data, BLOCK_SIZE as u16);
                }
                false
            }
            READ_BY_DATA => self.read_block(),
            WRITE_BY_DATA => self.write_block(),
            _ => false,
        };
        self.set_status(is_done);
    }

    fn set_status(&mut self, is_done: bool) {
        self.status = if is_done { OK } else { FAILED };
    }

    /// A byte goes into the buffer; the last of a block that is taken goes on the disk with the others.
    fn put(&mut self, value: u8) {
        self.buffer[usize::from(self.at)] = value;
        self.at = (self.at + 1) % BLOCK_SIZE as u16;
        if self.taking > 0 {
            self.taking -= 1;
            if self.taking == 0 {
                let is_done = self.write_block();
                self.set_status(is_done);
            }
        }
    }

    fn read_block(&mut self) -> bool {
        let Some(disk) = &mut self.disk else {
            return false;
        };
        // A block that was ever written may stand on the disk as it is in another time.
        let bytes = match (
            self.written.get(&self.block),
            self.originals.get(&self.block),
        ) {
            (Some(bytes), _) => Some(bytes.clone()),
            (None, Some(original)) => original.clone(),
            (None, None) => disk.read(self.block).ok().map(Box::new),
        };
        let is_there = bytes.is_some();
        if let Some(bytes) = bytes {
            self.buffer = bytes;
        }
        is_there
    }

    fn write_block(&mut self) -> bool {
        let Some(disk) = &mut self.disk else {
            return false;
        };
        let original = self.originals.entry(self.block);
        original.or_insert_with(|| disk.read(self.block).ok().map(Box::new));
        if disk.write(self.block, &self.buffer).is_err() {
            return false;
        }
        self.written.insert(self.block, self.buffer.clone());
        true
    }

    /// Nothing is changed where something is missing.
    fn restore_registers(&mut self, state: &mut &[u8]) -> Option<()> {
        let status = Keep::fetch(state)?;
        let [block, address, at, taking] = Keep::fetch(state)?;
        *self.buffer = Keep::fetch(state)?;
        (self.status, self.block, self.address) = (status, block, address);
        self.at = at % BLOCK_SIZE as u16;
        self.taking = taking;
        Some(())
    }

    /// The disk holds what it did when `written` was all that the guest had written.
    fn turn_back(&mut self, written: BTreeMap<u16, Box<Block>>) {
        let before = std::mem::replace(&mut self.written, written);
        let Some(disk) = &mut self.disk else {
            return;
        };
        for (block, original) in &self.originals {
            let is = before.get(block).or(original.as_ref());
            let should = self.written.get(block).or(original.as_ref());
            // A disk that refuses stays as it is; the guest reads what it wrote all the same.
            if let Some(should) = should.filter(|_| is != should) {
                let _ = disk.write(*block, should);
            }
        }
    }
}

impl Device for BlockDevice {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        let value = self.peek(addr, signals.cycle());
        if addr & 7 == DATA {
            self.at = (self.at + 1) % BLOCK_SIZE as u16;
        }
        value
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        let put = |word: &mut u16, high: bool| {
            let [l, h] = word.to_le_bytes();
            *word = u16::from_le_bytes(if high { [l, value] } else { [value, h] });
        };
        match addr & 7 {
            0 => self.act(value, addr, signals),
            1 => self.status = value,
            2 | 3 => {
                put(&mut self.block, addr & 1 != 0);
                self.at = 0;
            }
            4 | 5 => put(&mut self.address, addr & 1 != 0),
            DATA => self.put(value),
            _ => {}
        }
    }

    fn sees_ignored(&self) -> bool {
        false
    }

    fn peek(&self, addr: u16, _cycle: u64) -> u8 {
        let ([block, block_high], [address, address_high]) =
            (self.block.to_le_bytes(), self.address.to_le_bytes());
        match addr & 7 {
            1 => self.status,
            2 => block,
            3 => block_high,
            4 => address,
            5 => address_high,
            DATA => self.buffer[usize::from(self.at)],
            _ => 0,
        }
    }

    fn registers(&self, _cycle: u64) -> Vec<Register> {
        vec![
            Register::byte("STATUS", self.status),
            Register::word("BLOCK", self.block),
            Register::word("BUFFER", self.address),
            Register::word("AT", self.at),
        ]
    }

    /// The registers are cleared; what is on the disk stays.
    fn reset(&mut self, _signals: &mut Signals<'_>) {
        (self.status, self.block, self.address) = (0, 0, 0);
        (self.at, self.taking) = (0, 0);
    }

    fn save(&self) -> Vec<u8> {
        let mut state = Vec::new();
        self.status.keep(&mut state);
        [self.block, self.address, self.at, self.taking].keep(&mut state);
        state.extend(*self.buffer);
        for (block, bytes) in &self.written {
            block.keep(&mut state);
            state.extend(**bytes);
        }
        state
    }

    fn restore(&mut self, mut state: &[u8]) {
        if self.restore_registers(&mut state).is_none() {
            return;
        }
        let mut written = BTreeMap::new();
        while let Some(block) = Keep::fetch(&mut state)
            && let Some(bytes) = Keep::fetch(&mut state)
        {
            written.insert(block, Box::new(bytes));
        }
        self.turn_back(written);
    }
}
