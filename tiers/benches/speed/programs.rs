//! The programs that are measured: raw images, loaded and entered at $0400, with
//! a repeat count at $0403, which end on a jump to itself.

use std::path::{Path, PathBuf};

/// Where programs are loaded and entered.
pub(crate) const START: u16 = 0x0400;
/// Offset of the repeat count (16 bits).
const REPEATS: usize = 3;

pub(crate) struct Program {
    pub(crate) name: String,
    image: Vec<u8>,
}

impl Program {
    /// The image with the largest repeat count: it runs for longer than any
    /// measurement of the slowest engine.
    pub(crate) fn endless(&self) -> Vec<u8> {
        self.repeated(u16::MAX)
    }

    /// The image with that repeat count.
    pub(crate) fn repeated(&self, times: u16) -> Vec<u8> {
        let mut image = self.image.clone();
        if let Some(repeats) = image.get_mut(REPEATS..REPEATS + 2) {
            repeats.copy_from_slice(&times.to_le_bytes());
        }
        image
    }
}

/// The programs of the folder that `JUMPPAD_BENCH` names, else the given ones.
pub(crate) fn found_or(given: fn() -> Vec<Program>) -> Vec<Program> {
    let found = folder()
        .map(|folder| in_folder(&folder))
        .unwrap_or_default();
    if found.is_empty() { given() } else { found }
}

/// The one of that name among all.
pub(crate) fn called(name: &str) -> Program {
    let mut all = found_or(built_in).into_iter();
    all.find(|program| program.name == name)
        .unwrap_or_else(|| panic!("{name} is neither a part nor a program"))
}

fn folder() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join(std::env::var_os("JUMPPAD_BENCH")?);
    assert!(
        folder.is_dir(),
        "JUMPPAD_BENCH: {} is no folder",
        folder.display()
    );
    Some(folder)
}

fn in_folder(folder: &Path) -> Vec<Program> {
    let mut programs: Vec<Program> = std::fs::read_dir(folder)
        .expect("the folder of benchmark programs is readable")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "bin"))
        .map(|path| Program {
            name: path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            image: std::fs::read(&path).expect("a benchmark program is readable"),
        })
        .collect();
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    programs
}

macro_rules! programs {
    ($($name:literal)*) => {
        vec![$(Program {
            name: $name.into(),
            image: include_bytes!(concat!("data/", $name, ".bin")).to_vec(),
        }),*]
    };
}

/// The programs of the folder `data`; their sources say what they do.
pub(crate) fn built_in() -> Vec<Program> {
    let loops = programs! {
        "checksum" "reverse" "divide" "fib" "crc16" "decimal" "arith16" "tokens" "queens" "words"
    };
    loops.into_iter().chain(wide()).collect()
}

/// Those of them that spend their time in no loop alone: interpreters, what changes
/// its code, and what is interrupted.
pub(crate) fn wide() -> Vec<Program> {
    programs! { "basic" "forth" "overlays" "timer" }
}
