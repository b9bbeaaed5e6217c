//! Build script of two packages.
//!
//! For `jumppad-tiers`: compiles the opcodes crate to LLVM bitcode and links
//! LLVM. For `jumppad`: adds LLVM's folder to the rpath of its own binaries,
//! which only a package's own build script can do.
//!
//! The LLVM is the one inside the Rust toolchain, which by construction is the
//! LLVM that wrote the bitcode; no LLVM needs to be installed.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jumppad_opcodes::Model;

/// Names an installed LLVM 22 for toolchains that do not ship their own.
const LLVM_PREFIX: &str = "LLVM_SYS_221_PREFIX";

/// Inlines each opcode function into a flat body and cleans it up once, at
/// build time, so that run-time compilation starts from little IR. No pass here
/// merges equal functions: an alias cannot be inlined.
const PASSES: &str = "always-inline,cgscc(inline),function(\
    sroa,early-cse<memssa>,simplifycfg,instcombine<no-verify-fixpoint>,jump-threading,simplifycfg,\
    gvn,instcombine<no-verify-fixpoint>,jump-threading,simplifycfg,\
    sroa,instcombine<no-verify-fixpoint>,simplifycfg,adce)";

/// Makes vectors of the loops that can be, once: each filter that searches a text has such a loop inlined again and
/// again. As wide as the widest registers that are common; a host with narrower ones takes two.
const VECTOR_PASSES: &str = "function(loop-simplify,lcssa,loop(loop-rotate,indvars),\
    loop-vectorize<no-interleave-forced-only;no-vectorize-forced-only>,instcombine<no-verify-fixpoint>,simplifycfg)";
const VECTOR_ARGS: &str = "-force-vector-width=32 -force-vector-interleave=1";

/// Leaves no names behind, and nothing that nobody calls.
const LAST_PASSES: &str = "globaldce,strip-dead-prototypes,strip";

/// Every call inlines, and leaves no alias scopes behind: a group's registers
/// are SSA values, so scopes would only be weight.
const LLVM_ARGS: &str = "-inline-threshold=100000 -enable-noalias-to-md-conversion=false";

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "cargo::rerun-if-changed={}",
        root()?.join("build.rs").display()
    );
    if let Ok(folder) = env::var("DEP_JUMPPAD_LLVM_LIBDIR") {
        add_rpath(&folder);
        return Ok(());
    }
    println!("cargo::rerun-if-env-changed={LLVM_PREFIX}");
    compile_opcodes()?;
    make_stencils()?;
    let llvm = find_llvm()?;
    let folder = llvm.folder.display().to_string();
    println!("cargo::rustc-link-search=native={folder}");
    println!("cargo::rustc-link-lib=dylib={}", llvm.name);
    println!("cargo::metadata=LIBDIR={folder}");
    add_rpath(&folder);
    Ok(())
}

fn add_rpath(folder: &str) {
    println!("cargo::rustc-link-arg=-Wl,-rpath,{folder}");
}

/// The workspace's root, relative to the package that is built: a target folder may move with its sources.
fn root() -> Result<&'static Path, Box<dyn Error>> {
    [".", ".."]
        .map(Path::new)
        .into_iter()
        .find(|folder| folder.join("opcodes/Cargo.toml").exists())
        .ok_or_else(|| "the opcodes crate is not beside this one".into())
}

/// The chips; each has a module of opcode functions with the same names.
const MODELS: [&str; 5] = [
    "nmos_6502",
    "ricoh_2a03",
    "wdc_65c02",
    "rockwell_65c02",
    "synertek_65c02",
];

/// The module of what filters are made of.
const PREDICATES: &str = "predicates";

/// Writes `$OUT_DIR/MODULE.bc` for each. A nested cargo, because a bare rustc would not
/// find the crate's dependency; its own target folder keeps it off our locks.
fn compile_opcodes() -> Result<(), Box<dyn Error>> {
    let opcodes = root()?.join("opcodes");
    println!("cargo::rerun-if-changed={}", opcodes.display());
    let out = PathBuf::from(env::var("OUT_DIR")?);
    MODELS
        .iter()
        .chain([&PREDICATES])
        .try_for_each(|module| compile_module(&opcodes, &out, module))
}

fn compile_module(opcodes: &Path, out: &Path, module: &str) -> Result<(), Box<dyn Error>> {
    let bitcode = out.join(format!("{module}.bc"));
    let (passes, llvm_args) = match module {
        PREDICATES => (
            format!("{PASSES},{VECTOR_PASSES},{LAST_PASSES}"),
            format!("{LLVM_ARGS} {VECTOR_ARGS}"),
        ),
        _ => (format!("{PASSES},{LAST_PASSES}"), LLVM_ARGS.to_owned()),
    };
    let status = Command::new(env::var("CARGO")?)
        .args(["rustc", "--quiet", "--release", "--lib", "--manifest-path"])
        .arg(opcodes.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(out.join("bitcode"))
        .args(["--", "--cfg", "jumppad_bitcode"])
        .arg(format!("--cfg=jumppad_bitcode={module:?}"))
        .arg(format!("--emit=llvm-bc={}", bitcode.display()))
        .args([
            "-C",
            "panic=abort",
            "-C",
            "codegen-units=1",
            "-C",
            "opt-level=3",
        ])
        .args(["-C", "debuginfo=0", "-C", "no-prepopulate-passes"])
        .args([
            "-C",
            &format!("llvm-args={llvm_args}"),
            "-C",
            &format!("passes={passes}"),
        ])
        // Wrappers (clippy, coverage) and flags meant for the outer build.
        .env_remove("RUSTC_WRAPPER")
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .status()?;
    if !status.success() {
        return Err(format!("compiling the opcodes to bitcode failed ({status})").into());
    }
    Ok(())
}

/// Writes `$OUT_DIR/stencils.rs` and what it includes, if there are stencils for the host.
fn make_stencils() -> Result<(), Box<dyn Error>> {
    println!("cargo::rustc-check-cfg=cfg(jumppad_stencils)");
    let target = |what: &str| env::var(format!("CARGO_CFG_TARGET_{what}"));
    if target("ARCH")? != "x86_64" || target("OS")? != "linux" {
        return Ok(());
    }
    println!("cargo::rustc-cfg=jumppad_stencils");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    // Each chip takes seconds, and LLVM's contexts know nothing of each other.
    let makers: Vec<_> = MODELS
        .into_iter()
        .zip(Model::ALL)
        .map(|(name, &model)| {
            let bitcode = fs::read(out.join(format!("{name}.bc")))?;
            Ok(std::thread::spawn(move || {
                jumppad_stencils::maker::make(model, &bitcode, name)
            }))
        })
        .collect::<Result<_, std::io::Error>>()?;
    let mut text = String::new();
    for (name, maker) in MODELS.into_iter().zip(makers) {
        let made = maker.join().map_err(|_| "making stencils panicked")?;
        let (stencils, bytes) = made?;
        text.push_str(&stencils);
        fs::write(out.join(format!("{name}.stencils")), bytes)?;
    }
    fs::write(out.join("stencils.rs"), text)?;
    Ok(())
}

struct Llvm {
    folder: PathBuf,
    /// As the linker's `-l` wants it.
    name: String,
}

fn find_llvm() -> Result<Llvm, Box<dyn Error>> {
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
    folders.into_iter().find_map(llvm_in).ok_or_else(|| {
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
fn llvm_in(folder: PathBuf) -> Option<Llvm> {
    let mut names: Vec<String> = fs::read_dir(&folder)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| {
            let stem = name
                .strip_suffix(".so")
                .or_else(|| name.strip_suffix(".dylib"))?;
            let name = stem.strip_prefix("lib")?;
            (name == "LLVM" || name.starts_with("LLVM-22")).then(|| name.to_owned())
        })
        .collect();
    names.sort();
    Some(Llvm {
        name: names.pop()?,
        folder,
    })
}
