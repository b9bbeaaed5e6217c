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

pub use ending::{abandon, end_process, is_abandoned};
pub use failing::{failure, with_last_words};

use std::env;
use std::ffi::{CStr, OsStr, OsString, c_uint};
use std::path::Path;
use std::sync::OnceLock;

use libloading::Library;

/// The environment variable that names the library to be loaded instead of the
/// toolchain's.
pub const VARIABLE: &str = "JUMPPAD_LLVM";

/// The library whose functions the build script found.
const BUILT_WITH: &str = env!("JUMPPAD_LLVM_BUILT_WITH");

/// The version of the C functions' signatures, which each later one may change.
const VERSION: c_uint = 22;

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
    /// There is no library where the build script found it, nor where the system looks
    /// for libraries.
    #[error(
        "cannot load LLVM: {reason}; install the Rust toolchain that this program was built with, or set \
         {VARIABLE} to the path of a libLLVM {VERSION}"
    )]
    Absent {
        /// The system's words, which say what was looked for.
        reason: String,
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

static LLVM: OnceLock<Result<Library, LoadError>> = OnceLock::new();

/// Loads LLVM, unless it is loaded: the library that [`VARIABLE`] names, else the one
/// that the program was built with, else one of the same name that the system finds.
///
/// # Errors
/// A [`LoadError`], which is the same from then on.
pub fn load() -> Result<Loaded, LoadError> {
    if let Some(reason) = failure() {
        return Err(LoadError::Failed { reason });
    }
    library().map(|_| Loaded(()))
}

fn library() -> Result<&'static Library, LoadError> {
    let loaded = LLVM.get_or_init(|| load_from(env::var_os(VARIABLE)));
    loaded.as_ref().map_err(LoadError::clone)
}

/// Whether LLVM is loaded.
#[must_use]
pub fn is_loaded() -> bool {
    matches!(LLVM.get(), Some(Ok(_)))
}

/// Opens a library and leads the functions to it.
fn load_from(named: Option<OsString>) -> Result<Library, LoadError> {
    let (library, path) = match named {
        Some(path) => {
            let library = open(&path).map_err(|reason| LoadError::Named { reason })?;
            (library, path)
        }
        None => open_own()?,
    };
    let name = path.display().to_string();
    check_version(&library, &name)?;
    functions::fill(|function| place(&library, &name, function))?;
    failing::handle(&library);
    Ok(library)
}

/// The library that the program was built with, by its path or else its name.
fn open_own() -> Result<(Library, OsString), LoadError> {
    let path = Path::new(BUILT_WITH);
    let name = path.file_name().unwrap_or(path.as_os_str());
    let mut reasons = Vec::new();
    for place in [path.as_os_str(), name] {
        match open(place) {
            Ok(library) => return Ok((library, place.to_owned())),
            Err(reason) => reasons.push(reason),
        }
    }
    let reason = reasons.join("; ");
    Err(LoadError::Absent { reason })
}

fn open(path: &OsStr) -> Result<Library, String> {
    // SAFETY: what runs when LLVM is opened are the constructors of its own data.
    // That it is LLVM is up to the user who names another.
    let opened = unsafe { Library::new(path) };
    opened.map_err(|error| match error {
        libloading::Error::DlOpen { source } => source.to_string(),
        other => other.to_string(),
    })
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
        library().expect("the toolchain has LLVM");
        assert!(is_loaded());
        let mut version = (0, 0, 0);
        // SAFETY: LLVM is loaded, and these are its functions' signatures.
        unsafe {
            LLVMGetVersion(&mut version.0, &mut version.1, &mut version.2);
            assert_eq!(LLVM_InitializeNativeTarget(), 0);
        }
        assert_eq!(version.0, VERSION);
    }
}
