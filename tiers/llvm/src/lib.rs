//! The Rust toolchain's libLLVM, loaded when it is first needed.
//!
//! Linking with it costs every start of a program the relocation of all of LLVM,
//! even if nothing is ever compiled. So this crate defines LLVM's functions
//! instead, for inkwell and llvm-sys to be linked with (their features
//! `no-llvm-linking`): each leads to its namesake once [`load`] has opened the
//! library. It serves programs and build scripts alike.
//!
//! # Invariants
//! LLVM is loaded once in a process, and never unloaded. Its functions may be
//! called by whoever holds a [`Loaded`]; called before, they end the process with
//! a message.
//!
//! # Left out
//! Windows, whose toolchains bring no LLVM to load. Which functions are called,
//! and how, is the business of inkwell and llvm-sys.

mod ending;
mod failing;
mod functions;
mod native;
mod places;

pub use ending::{abandon, end_process, is_abandoned};
pub use failing::{failure, with_last_words};
pub use places::{VARIABLE, found};

use std::ffi::{CStr, c_uint};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use libloading::Library;

/// The version of the C functions' signatures, which each later one may change.
pub const VERSION: u32 = 22;

/// Proof that LLVM is loaded, and that this thread knows it.
#[derive(Clone, Copy, Debug)]
pub struct Loaded(());

/// Why LLVM could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The library that [`VARIABLE`] names cannot be opened.
    #[error(
        "cannot load the LLVM that {VARIABLE} names: {reason}; unset it, or let it name a libLLVM {VERSION}"
    )]
    Named {
        /// The system's words, which say what was looked for.
        reason: String,
    },
    /// There is no library in the program's release, nor where the build script found it, nor where the system
    /// looks for libraries.
    #[error(
        "cannot load LLVM: {}; put the release's lib folder beside the program's bin, or install the Rust \
         toolchain that this program was built with, or set {VARIABLE} to the path of a libLLVM {VERSION}",
        tried.join("; ")
    )]
    Absent {
        /// The system's words for each place, which say what was looked for.
        tried: Vec<String>,
    },
    /// It is of another version, or no LLVM.
    #[error(
        "{library} is {found}, but LLVM {VERSION} is needed; set {VARIABLE} to the path of one"
    )]
    Version {
        /// The library.
        library: String,
        /// What it is.
        found: String,
    },
    /// It could not go on once, and is not called again.
    #[error("LLVM could not go on: {reason}")]
    Failed {
        /// LLVM's words.
        reason: &'static str,
    },
    /// It lacks a function.
    #[error("{library} lacks {function}; set {VARIABLE} to the path of a whole libLLVM {VERSION}")]
    Lacks {
        /// The library.
        library: String,
        /// The function.
        function: String,
    },
}

/// A library, and what it was opened as.
#[derive(Debug)]
struct Opened {
    library: Library,
    path: PathBuf,
}

static LLVM: OnceLock<Result<Opened, LoadError>> = OnceLock::new();

/// Loads LLVM, unless it is loaded: the library that [`VARIABLE`] names, else the one of the
/// release that the program is of, else the one that it was built with, else one of the same
/// name that the system finds.
///
/// # Errors
/// A [`LoadError`], which is the same from then on.
pub fn load() -> Result<Loaded, LoadError> {
    if let Some(reason) = failure() {
        return Err(LoadError::Failed { reason });
    }
    opened().map(|_| Loaded(()))
}

fn opened() -> Result<&'static Opened, LoadError> {
    let loaded = LLVM.get_or_init(|| load_from(places::named()));
    loaded.as_ref().map_err(LoadError::clone)
}

/// Whether LLVM is loaded.
#[must_use]
pub fn is_loaded() -> bool {
    matches!(LLVM.get(), Some(Ok(_)))
}

/// Where LLVM is for this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It was loaded from there.
    Loaded(PathBuf),
    /// A file is there, and nothing needed it yet.
    Unneeded(PathBuf),
    /// It cannot be loaded, or could not go on.
    Missing(LoadError),
}

/// Whether anything needed LLVM so far, be it there or not.
#[must_use]
pub fn was_needed() -> bool {
    LLVM.get().is_some()
}

/// Where LLVM is. What nothing needed yet is looked for only; if there is no such file, the system
/// is asked for it, which loads it.
#[must_use]
pub fn standing() -> Standing {
    if let (None, Some(path)) = (LLVM.get(), found()) {
        return Standing::Unneeded(path);
    }
    match load().and_then(|_| opened()) {
        Ok(opened) => Standing::Loaded(opened.path.clone()),
        Err(error) => Standing::Missing(error),
    }
}

/// Opens a library and leads the functions to it.
fn load_from(named: Option<PathBuf>) -> Result<Opened, LoadError> {
    let opened = match named {
        Some(path) => open(&path).map_err(|reason| LoadError::Named { reason })?,
        None => first_of(places::own())?,
    };
    let (library, name) = (&opened.library, opened.path.display().to_string());
    check_version(library, &name)?;
    functions::fill(|function| place(library, &name, function))?;
    failing::handle(library);
    Ok(opened)
}

/// The first library that can be opened.
fn first_of(places: Vec<PathBuf>) -> Result<Opened, LoadError> {
    let mut tried = Vec::new();
    for path in places {
        match open(&path) {
            Ok(opened) => return Ok(opened),
            Err(reason) => tried.push(reason),
        }
    }
    Err(LoadError::Absent { tried })
}

fn open(path: &Path) -> Result<Opened, String> {
    // SAFETY: what runs when LLVM is opened are the constructors of its own data.
    // That it is LLVM is up to the user who names another.
    match unsafe { Library::new(path) } {
        Ok(library) => Ok(Opened {
            library,
            path: path.to_owned(),
        }),
        Err(libloading::Error::DlOpen { source }) => Err(source.to_string()),
        Err(other) => Err(other.to_string()),
    }
}

fn check_version(library: &Library, name: &str) -> Result<(), LoadError> {
    type GetVersion = unsafe extern "C" fn(*mut c_uint, *mut c_uint, *mut c_uint);
    let (mut major, mut minor, mut patch) = (0, 0, 0);
    // SAFETY: LLVM's function has had this signature ever since there is one, and
    // writes to the three places.
    unsafe {
        if let Ok(get) = library.get::<GetVersion>(c"LLVMGetVersion") {
            get(&raw mut major, &raw mut minor, &raw mut patch);
        }
    }
    if major == VERSION {
        return Ok(());
    }
    Err(LoadError::Version {
        library: name.to_owned(),
        found: match major {
            0 => "no LLVM".to_owned(),
            _ => format!("LLVM {major}.{minor}.{patch}"),
        },
    })
}

/// Where a library has a function. It may lack processors other than this one.
fn place(library: &Library, name: &str, function: &CStr) -> Result<*mut (), LoadError> {
    // SAFETY: the symbol is taken as an address, whatever it is.
    if let Ok(symbol) = unsafe { library.get::<*mut ()>(function) } {
        return Ok(*symbol);
    }
    let function = function.to_string_lossy();
    match function.strip_prefix("LLVMInitialize") {
        Some(of) if !of.starts_with(native::HOST) => Ok(functions::absent as *mut ()),
        _ => Err(LoadError::Lacks {
            library: name.to_owned(),
            function: function.into_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_that_is_not_there_is_named() {
        let error = load_from(Some("/nowhere/libLLVM.so".into())).expect_err("it is not there");
        let words = error.to_string();
        for part in ["/nowhere/libLLVM.so", VARIABLE, "22"] {
            assert!(words.contains(part), "{part}: {words}");
        }
    }

    #[test]
    fn all_places_that_were_tried_are_told() {
        let places = ["/nowhere/lib/libLLVM.so", "libLLVM-of-nobody.so"];
        let error = first_of(places.map(PathBuf::from).into()).expect_err("it is not there");
        let words = error.to_string();
        for part in [places[0], places[1], "lib folder", VARIABLE, "22"] {
            assert!(words.contains(part), "{part}: {words}");
        }
    }

    #[test]
    fn a_library_that_is_no_llvm_is_refused() {
        // The C library, which every Linux has.
        if cfg!(target_os = "linux") {
            let error = load_from(Some("libc.so.6".into())).expect_err("it is none");
            assert_eq!(
                error.to_string(),
                "libc.so.6 is no LLVM, but LLVM 22 is needed; set JUMPPAD_LLVM to the path of one"
            );
        }
    }

    /// By its own functions, which are those that inkwell would call.
    #[test]
    fn functions_lead_to_llvm() {
        unsafe extern "C" {
            fn LLVMGetVersion(major: &mut c_uint, minor: &mut c_uint, patch: &mut c_uint);
            fn LLVM_InitializeNativeTarget() -> std::ffi::c_int;
        }
        let path = &opened().expect("the toolchain has LLVM").path;
        assert!(is_loaded());
        // Another test of this process lets LLVM fail, before this one or behind it.
        match standing() {
            Standing::Loaded(of) => assert_eq!(of, *path),
            other => assert!(failure().is_some(), "{other:?}"),
        }
        let mut version = (0, 0, 0);
        // SAFETY: LLVM is loaded, and these are its functions' signatures.
        unsafe {
            LLVMGetVersion(&mut version.0, &mut version.1, &mut version.2);
            assert_eq!(LLVM_InitializeNativeTarget(), 0);
        }
        assert_eq!(version.0, VERSION);
    }
}
