//! Build script of `jumppad-tiers`: compiles the opcodes crate to LLVM bitcode, and
//! has stencils made of that where the host can run them.
//!
//! The LLVM that writes it is rustc's own, which is the one that `jumppad-llvm`
//! finds to read it. Nothing here links with LLVM.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jumppad_opcodes::Model;

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

/// The workspace's root, relative to the package that is built: a target folder may move with its sources.
const ROOT: &str = "..";

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(ROOT);
    println!(
        "cargo::rerun-if-changed={}",
        root.join("build.rs").display()
    );
    compile_opcodes(&root.join("opcodes"))?;
    make_stencils()
}

/// The module of what filters are made of.
const PREDICATES: &str = "predicates";

/// Writes `$OUT_DIR/MODULE.bc` for each. A nested cargo, because a bare rustc would not
/// find the crate's dependency; its own target folder keeps it off our locks.
fn compile_opcodes(opcodes: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", opcodes.display());
    let out = PathBuf::from(env::var("OUT_DIR")?);
    // The opcode functions of each chip have the same names.
    Model::ALL
        .iter()
        .map(|model| model.module())
        .chain([PREDICATES])
        .try_for_each(|module| compile_module(opcodes, &out, module))
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
    let makers: Vec<_> = Model::ALL
        .iter()
        .map(|&model| {
            let name = model.module();
            let bitcode = fs::read(out.join(format!("{name}.bc")))?;
            Ok(std::thread::spawn(move || {
                jumppad_stencils::maker::make(model, &bitcode, name)
            }))
        })
        .collect::<Result<_, std::io::Error>>()?;
    let mut text = String::new();
    for (model, maker) in Model::ALL.iter().zip(makers) {
        let made = maker.join().map_err(|_| "making stencils panicked")?;
        let (stencils, bytes) = made?;
        text.push_str(&stencils);
        fs::write(out.join(format!("{}.stencils", model.module())), bytes)?;
    }
    fs::write(out.join("stencils.rs"), text)?;
    Ok(())
}
