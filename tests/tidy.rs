//! Holds what ARCHITECTURE.md says of the source text: which crate knows what,
//! where unsafe code may stand, that every file says what it is for.

use std::fs;
use std::path::{Path, PathBuf};

/// Lines from which on a file should perhaps be two.
const LONG: usize = 400;
/// Lines of the longest permitted file; the opcode table is the one wall.
const MAX_LINES: usize = 800;
const WALL: &str = "opcodes/src/table.rs";
const UNSAFE: [&str; 12] = [
    "tiers/llvm/src/ending.rs",
    "tiers/llvm/src/failing.rs",
    "tiers/llvm/src/lib.rs",
    "tiers/llvm/src/native.rs",
    "tiers/src/banks/mapping.rs",
    "tiers/src/baseline/mapping.rs",
    "tiers/src/baseline/memory.rs",
    "tiers/src/jit/bitcode.rs",
    "tiers/src/jit/code.rs",
    "tiers/src/jit/declare.rs",
    "tiers/src/jit/orc.rs",
    "tiers/src/jit/target.rs",
];

struct Source {
    name: String,
    text: String,
}

impl Source {
    /// Lines of code, comments left out.
    fn code(&self) -> impl Iterator<Item = &str> {
        self.text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
    }

    fn mentions(&self, word: &str) -> bool {
        self.code().any(|line| line.contains(word))
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("build.rs")];
    for folder in ["debugger", "tiers", "opcodes", "tests"] {
        collect(&root.join(folder), &mut files);
    }
    let read = |path: PathBuf| Source {
        name: path
            .strip_prefix(root)
            .expect("it is below the root")
            .to_string_lossy()
            .replace('\\', "/"),
        text: fs::read_to_string(&path).expect("a source file is text"),
    };
    files.into_iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Asserts that no source is at fault, naming all that are.
fn none_is(what: &str, fault: impl Fn(&Source) -> bool) {
    let at_fault: Vec<String> = sources()
        .into_iter()
        .filter(|source| fault(source))
        .map(|source| source.name)
        .collect();
    assert!(at_fault.is_empty(), "{what}: {at_fault:?}");
}

#[test]
fn every_file_says_what_it_is_for() {
    none_is("no `//!` in the first line", |source| {
        !source.text.starts_with("//!")
    });
}

#[test]
fn files_are_short() {
    let length = |source: &Source| match source.name == WALL {
        true => 0,
        false => source.text.lines().count(),
    };
    for source in sources().iter().filter(|source| length(source) > LONG) {
        println!("{} has {} lines", source.name, length(source));
    }
    none_is("too long", |source| length(source) > MAX_LINES);
}

#[test]
fn unsafe_code_stands_where_it_may() {
    none_is("unsafe code", |source| {
        let word = ["uns", "afe {"].concat();
        source.mentions(&word) && !UNSAFE.contains(&source.name.as_str())
    });
}

#[test]
fn llvm_is_known_to_the_jit_only() {
    none_is("names LLVM's crates", |source| {
        let names = [["ink", "well"].concat(), ["llvm", "_sys"].concat()];
        let may = ["tiers/src/jit/", "tiers/stencils/src/maker/"];
        let is_there = may.iter().any(|folder| source.name.starts_with(folder));
        names.iter().any(|name| source.mentions(name)) && !is_there
    });
}

/// What is made of LLVM begins with a context or a session, and these with a host, which
/// loads it.
#[test]
fn llvm_is_loaded_before_it_is_used() {
    let contexts = ["Context::", "create()"].concat();
    none_is("makes a context without a host", |source| {
        let may = [
            "tiers/src/jit/target.rs",
            "tiers/stencils/src/maker/llvm.rs",
        ];
        source.mentions(&contexts) && !may.contains(&source.name.as_str())
    });
}

/// The crates of the debugger have lints for it.
#[test]
fn the_machine_writes_nothing_to_the_terminal() {
    none_is("prints", |source| {
        let library = [
            "tiers/src/",
            "tiers/stencils/src/",
            "tiers/llvm/src/",
            "opcodes/src/",
        ]
        .iter()
        .any(|folder| source.name.starts_with(folder));
        library
            && ["println!", "eprintln!"]
                .iter()
                .any(|print| source.mentions(print))
    });
}

/// So that a crate that comes new has them too.
#[test]
fn the_crates_of_the_debugger_have_the_lints() {
    for library in ["", "chips/", "engine/", "explorer/", "language/"] {
        let name = format!("debugger/{library}src/lib.rs");
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&name));
        let text = text.expect("a library has a top");
        let lint = "#![deny(clippy::print_stdout, clippy::print_stderr)]";
        assert!(text.contains(lint), "{name} may print");
    }
}

/// The names of the source files in `folder` that no manifest of these registers.
fn forgotten(folder: &str, manifests: &[&str]) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &&str| fs::read_to_string(root.join(name)).expect("a manifest is text");
    let manifests: String = manifests.iter().map(read).collect();
    let files = fs::read_dir(root.join(folder)).expect("the folder exists");
    let paths = files.map(|entry| entry.expect("it can be read").path());
    let sources = paths.filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    let names = sources.filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()));
    names
        .filter(|name| !manifests.contains(&format!("name = \"{name}\"")))
        .collect()
}

/// Cargo finds no tests by itself here: one that is named nowhere would never run.
#[test]
fn every_test_file_is_registered() {
    let manifests = ["Cargo.toml", "tiers/Cargo.toml", "opcodes/Cargo.toml"];
    assert_eq!(forgotten("tests", &manifests), [""; 0]);
}

#[test]
fn every_fuzz_target_is_registered() {
    let forgotten = forgotten("fuzz/fuzz_targets", &["fuzz/Cargo.toml"]);
    assert_eq!(forgotten, [""; 0]);
}
