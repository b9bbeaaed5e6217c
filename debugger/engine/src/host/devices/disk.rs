//! A file of the host's as a disk of blocks.
//!
//! Invariant: a file that is not there, or cannot be written, is a disk that refuses; it never grows by more than the block
//! that is written.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jumppad_chips::{BLOCK_SIZE, Block, Blocks, NoBlock};

/// The file, which is opened for each block, so that others see what is written.
pub(super) struct Disk(PathBuf);

impl Disk {
    pub(super) fn boxed(path: &Path) -> Box<dyn Blocks> {
        Box::new(Self(path.to_owned()))
    }

    fn at(&self, block: u16, options: &OpenOptions) -> std::io::Result<File> {
        let mut file = options.open(&self.0)?;
        let offset = u64::from(block) * BLOCK_SIZE as u64;
        file.seek(SeekFrom::Start(offset))?;
        Ok(file)
    }
}

impl Blocks for Disk {
    /// Behind the end of the file there are zeros.
    fn read(&mut self, block: u16) -> Result<Block, NoBlock> {
        let bytes = || {
            let mut read = Vec::new();
            let file = self.at(block, OpenOptions::new().read(true))?;
            file.take(BLOCK_SIZE as u64).read_to_end(&mut read)?;
            let mut bytes = [0; BLOCK_SIZE];
            bytes[..read.len()].copy_from_slice(&read);
            Ok::<Block, std::io::Error>(bytes)
        };
        bytes().map_err(|_| NoBlock { block })
    }

    fn write(&mut self, block: u16, bytes: &Block) -> Result<(), NoBlock> {
        let file = self.at(block, OpenOptions::new().write(true));
        let written = file.and_then(|mut file| file.write_all(bytes));
        written.map_err(|_| NoBlock { block })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_places_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("disk");
        let mut disk = Disk(path.clone());
        assert!(disk.read(0).is_err() && disk.write(0, &[1; BLOCK_SIZE]).is_err());
        std::fs::write(&path, b"x").unwrap();
        assert_eq!(disk.read(0).unwrap()[..2], [b'x', 0]);
        disk.write(2, &[7; BLOCK_SIZE]).unwrap();
        assert_eq!(disk.read(2).unwrap(), [7; BLOCK_SIZE]);
        assert_eq!(disk.read(1).unwrap(), [0; BLOCK_SIZE]);
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 3 * 1024);
    }
}
