//! Finds the LLVM inside the Rust toolchain, and lists the functions that it
//! exports for C.
//!
//! That LLVM is by construction the one that writes the bitcode of the opcodes;
//! none needs to be installed. Nothing is linked with it: the list becomes a
//! function each in `src/functions.rs`, and its path is where it is loaded from.

use std::collections::BTreeSet;
use std::env;
use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use object::read::{NameOrOrdinal, Object, ReadCache};

/// Names an installed LLVM 22 for toolchains that do not ship their own.
const LLVM_PREFIX: &str = "LLVM_SYS_221_PREFIX";

/// What the names of LLVM's functions for C begin with; those for C++ are mangled.
const PREFIX: &str = "LLVM";

fn main() -> Result<(), Box<dyn Error>> {
    let library = find_llvm()?;
    let names = functions(&library)?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let list = names.into_iter().collect::<Vec<_>>().join("\n");
    fs::write(
        out.join("functions.rs"),
        format!("functions! {{\n{list}\n}}\n"),
    )?;
    let library = library.to_str().ok_or("LLVM's path is no text")?;
    println!("cargo::rustc-env=JUMPPAD_LLVM_BUILT_WITH={library}");
    println!("cargo::rerun-if-changed={library}");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={LLVM_PREFIX}");
    Ok(())
}

/// The names of the functions for C that a library exports.
fn functions(library: &Path) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let cache = ReadCache::new(File::open(library)?);
    let file = object::File::parse(&cache)?;
    // Names in C have an underscore before them there.
    let underscore = match file.format() {
        object::BinaryFormat::MachO => "_",
        _ => "",
    };
    let mut names = BTreeSet::new();
    for export in file.exports()? {
        let export = export?;
        let NameOrOrdinal::Name(name) = export.name() else {
            continue;
        };
        let name = std::str::from_utf8(name).ok();
        let name = name.and_then(|name| name.strip_prefix(underscore));
        if let Some(name) = name.filter(|name| is_function(name)) {
            names.insert(name.to_owned());
        }
    }
    if names.is_empty() {
        return Err(format!("{} exports nothing for C", library.display()).into());
    }
    Ok(names)
}

fn is_function(name: &str) -> bool {
    name.starts_with(PREFIX) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn find_llvm() -> Result<PathBuf, Box<dyn Error>> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sysroot = Command::new(rustc)
        .args(["--print", "sysroot"])
        .output()?
        .stdout;
    let sysroot = PathBuf::from(String::from_utf8(sysroot)?.trim());
    let mut folders = vec![sysroot.join("lib")];
    if let Some(prefix) = env::var_os(LLVM_PREFIX) {
        folders.insert(0, Path::new(&prefix).join("lib"));
    }
    folders
        .iter()
        .find_map(|folder| llvm_in(folder))
        .ok_or_else(|| {
            format!(
                "no libLLVM 22 in {}/lib: install the Rust toolchain by rustup (https://rustup.rs), \
                 whose compiler brings its LLVM along, or install LLVM 22 and set {LLVM_PREFIX} to \
                 its folder",
                sysroot.display()
            )
            .into()
        })
}

/// The LLVM library of a folder: `libLLVM-22-rust-....so` in a toolchain,
/// `libLLVM-22.so` or `libLLVM.dylib` elsewhere.
fn llvm_in(folder: &Path) -> Option<PathBuf> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| {
            let stem = name
                .strip_suffix(".so")
                .or_else(|| name.strip_suffix(".dylib"))
                .and_then(|stem| stem.strip_prefix("lib"));
            stem.is_some_and(|stem| stem == "LLVM" || stem.starts_with("LLVM-22"))
        })
        .collect();
    names.sort();
    let library = folder.join(names.pop()?);
    Some(behind_script(&library).unwrap_or(library))
}

/// The library that a linker's script stands for, which is a line such as
/// `INPUT(libLLVM.so.22.1-rust-1.95.0-stable)`.
fn behind_script(script: &Path) -> Option<PathBuf> {
    /// No library is as small, no script as large.
    const LONGEST: u64 = 0x1000;
    if fs::metadata(script).ok()?.len() > LONGEST {
        return None;
    }
    let text = fs::read_to_string(script).ok()?;
    let (_, name) = text.split_once("INPUT(")?;
    let (name, _) = name.split_once(')')?;
    Some(script.with_file_name(name.trim()))
}
