//! What a region becomes on its way to machine code, as text.
//!
//! It is compiled again on request, so that nothing is kept for it; the code is
//! that which runs, since marking where it comes from changes none of it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{TryRecvError, channel};
use std::thread::Builder;

use inkwell::module::Module;
use inkwell::targets::{FileType, TargetMachine};
use inkwell::values::AnyValue;
use jumppad_opcodes::{Model, Opcode};

use jumppad_llvm::with_last_words;

use super::provenance::{Origins, guest_of};
use super::target::Host;
use super::template::{self, Predicates};
use super::{CompileError, codegen, group, homes};
use crate::dump::{HostHome, Stage, Stages};
use crate::listing::HostLine;
use crate::patience::{self, Waiting};
use crate::region::Region;

/// The parameters of an opcode's function.
const OPCODE_PARAMETERS: [&str; 5] = ["cpu", "bus", "arg1", "arg2", "pc"];

/// The text of a stage.
pub(crate) fn dump(
    region: &Arc<Region>,
    stage: Stage,
    interrupt: &AtomicBool,
) -> Result<Vec<HostLine>, CompileError> {
    beside(region, interrupt, move |region| text(region, stage))
}

/// The text of all stages, compiled once for them.
pub(crate) fn dump_stages(
    region: &Arc<Region>,
    interrupt: &AtomicBool,
) -> Result<Stages, CompileError> {
    beside(region, interrupt, stages)
}

/// What `compile` makes of a region.
fn beside<T: Send + 'static>(
    region: &Arc<Region>,
    interrupt: &AtomicBool,
    compile: impl FnOnce(&Region) -> Result<T, CompileError> + Send + 'static,
) -> Result<T, CompileError> {
    let region = Arc::clone(region);
    waiting(interrupt, move || compile(&region))
}

/// What `make` answers, on a thread beside: `interrupt` can end the wait for it, and LLVM may end
/// for good the thread that it fails in.
fn waiting<T: Send + 'static>(
    interrupt: &AtomicBool,
    make: impl FnOnce() -> Result<T, CompileError> + Send + 'static,
) -> Result<T, CompileError> {
    let (sender, answer) = channel();
    let last_words = {
        let sender = sender.clone();
        move || {
            if let Err(error) = jumppad_llvm::load() {
                let _ = sender.send(Err(error.into()));
            }
        }
    };
    let started = Builder::new().name("jumppad-dump".into()).spawn(move || {
        let made = with_last_words(last_words, make);
        // Whoever wanted it waits, or has given up.
        let _ = sender.send(made);
    });
    started.map_err(|_| CompileError::ThreadGone)?;
    patience::receive(&answer, Waiting::Block, interrupt).map_err(|error| match error {
        TryRecvError::Empty => CompileError::Interrupted,
        TryRecvError::Disconnected => CompileError::ThreadGone,
    })?
}

fn text(region: &Region, stage: Stage) -> Result<Vec<HostLine>, CompileError> {
    let host = Host::new()?;
    let machine = host.machine();
    let context = host.context();
    let module = codegen::build(&context, machine, region, Origins::Kept)?;
    if stage != Stage::Ir {
        codegen::optimise(&module, machine, region)?;
    }
    match stage {
        Stage::Ir | Stage::Optimised => ir(&module, region),
        Stage::Assembly => assembly(&module, machine),
    }
}

fn stages(region: &Region) -> Result<Stages, CompileError> {
    let host = Host::new()?;
    let machine = host.machine();
    let context = host.context();
    let module = codegen::build(&context, machine, region, Origins::Kept)?;
    let raw = ir(&module, region)?;
    codegen::optimise(&module, machine, region)?;
    Ok(Stages {
        ir: raw,
        optimised: ir(&module, region)?,
        ..told_assembly(&module, machine)?
    })
}

/// The function of an opcode as it comes from Rust, before anything is done with it.
pub(crate) fn dump_opcode(
    model: Model,
    opcode: &'static Opcode,
    interrupt: &AtomicBool,
) -> Result<Vec<HostLine>, CompileError> {
    waiting(interrupt, move || {
        let host = Host::new()?;
        let context = host.context();
        let only = std::iter::once(opcode);
        let module = template::load(&context, model, only, Predicates::Left)?;
        let function = template::function(&module, opcode)?;
        for (value, name) in function.get_param_iter().zip(OPCODE_PARAMETERS) {
            value.set_name(name);
        }
        let text = function.print_to_string().to_string();
        Ok(text.lines().map(HostLine::own).collect())
    })
}

/// Assembly, with where the guest's registers are in it.
fn told_assembly(module: &Module<'_>, machine: &TargetMachine) -> Result<Stages, CompileError> {
    machine.set_asm_verbosity(true);
    let file = machine.write_to_memory_buffer(module, FileType::Assembly);
    machine.set_asm_verbosity(false);
    let text = String::from_utf8_lossy(file?.as_slice()).into_owned();
    let (assembly, homes) = host_lines(&text);
    Ok(Stages {
        assembly,
        homes,
        ..Stages::default()
    })
}

fn ir(module: &Module<'_>, region: &Region) -> Result<Vec<HostLine>, CompileError> {
    let function = module
        .get_function(&group::symbol(region.entry))
        .ok_or(CompileError::Shape("the group's function is missing"))?;
    let text = module.print_to_string().to_string();
    let origins = ir_origins(&text);
    let text = homes::named(&function.print_to_string().to_string());
    let line = |line: &str| match line.split_once("!dbg !") {
        None => HostLine::own(line),
        Some((before, location)) => {
            // Further metadata may follow.
            let end = location.find(|c: char| !c.is_ascii_digit());
            let (number, after) = location.split_at(end.unwrap_or(location.len()));
            let before = before.trim_end_matches([' ', ',']);
            HostLine {
                guest: origins.get(number).copied().flatten(),
                ..HostLine::own(&format!("{before}{after}"))
            }
        }
    };
    let is_account = |text: &&str| text.trim_start().starts_with("#dbg_");
    Ok(text
        .lines()
        .filter(|text| !text.is_empty() && !is_account(text))
        .map(line)
        .collect())
}

/// The guest address of each location that the module names: `!7 = !DILocation(line: 1545, ...)`.
fn ir_origins(module: &str) -> HashMap<&str, Option<u16>> {
    let location = |line| -> Option<(&str, Option<u16>)> {
        let (number, rest) = str::strip_prefix(line, "!")?.split_once(" = ")?;
        let (_, rest) = rest.split_once("!DILocation(line: ")?;
        let (line, _) = rest.split_once([',', ')'])?;
        Some((number, guest_of(line.parse().ok()?)))
    };
    module.lines().filter_map(location).collect()
}

fn assembly(module: &Module<'_>, machine: &TargetMachine) -> Result<Vec<HostLine>, CompileError> {
    Ok(told_assembly(module, machine)?.assembly)
}

/// The instructions and labels of the first function in an assembler's source, and what its
/// comments say of the guest's registers.
fn host_lines(text: &str) -> (Vec<HostLine>, Vec<HostHome>) {
    let mut guest = None;
    let mut lines = Vec::new();
    let mut homes = Vec::new();
    for line in text.lines() {
        if let Some((_, account)) = line.split_once("DEBUG_VALUE: ") {
            if let Some(home) = homes::home(account, lines.len()) {
                homes::put(&mut homes, home);
            }
            continue;
        }
        // Comments say what the dump shows in its own way.
        let word = line.split(" #").next().unwrap_or(line).trim();
        if let Some(location) = word.strip_prefix(".loc\t") {
            let line = location.split_whitespace().nth(1);
            guest = line.and_then(|line| guest_of(line.parse().ok()?));
        } else if word.starts_with(".Lfunc_end") {
            break;
        } else if is_label(word) {
            lines.push(HostLine::own(word));
        } else if !word.is_empty() && !word.starts_with(['.', '#']) {
            let (mnemonic, operands) = word.split_once('\t').unwrap_or((word, ""));
            let text = format!("    {mnemonic:<8}{operands}");
            lines.push(HostLine {
                guest,
                text: text.trim_end().to_owned(),
                is_instruction: true,
            });
        }
    }
    (lines, homes)
}

/// Whether a line is a label that one may jump to.
fn is_label(word: &str) -> bool {
    let is_named = !word.starts_with(['.', '#', '/']) || word.starts_with(".LBB");
    word.ends_with(':') && is_named
}

#[cfg(test)]
mod tests {
    use jumppad_opcodes::{Memory, Model};

    use super::*;
    use crate::breakpoints::Breakpoints;
    use crate::coverage::Coverage;
    use crate::device::Devices;
    use crate::lessons::Lessons;
    use crate::policy::Policy;
    use crate::profile::Profile;
    use crate::region::Source;
    use crate::watch::Watches;

    const ENTRY: u16 = 0x600;
    /// LDA #$41; STA $0200,Y; INY; BNE $0600; JMP $0600
    const LOOP: [u8; 11] = [
        0xA9, 0x41, 0x99, 0x00, 0x02, 0xC8, 0xD0, 0xF8, 0x4C, 0x00, 0x06,
    ];

    fn region() -> Region {
        let mut memory = Memory::new();
        for (addr, byte) in (ENTRY..).zip(LOOP) {
            memory.poke(addr, byte);
        }
        let source = Source {
            model: Model::Nmos6502,
            memory: &memory,
            baseline: None,
            profile: &Profile::new(1, Policy::default()),
            policy: &Policy::default(),
            lessons: &Lessons::default(),
            breakpoints: &Breakpoints::default(),
            coverage: &Coverage::default(),
            watches: &Watches::default(),
            devices: &Devices::default(),
            banks: &crate::banks::Banks::default(),
            decimal: false,
        };
        Region::around(ENTRY, &source).expect("it can be compiled")
    }

    fn instructions(origins: Origins) -> Vec<String> {
        let host = Host::new().expect("the host is a target");
        let machine = host.machine();
        let context = host.context();
        let region = region();
        let module = codegen::build(&context, machine, &region, origins).expect("it builds");
        codegen::optimise(&module, machine, &region).expect("LLVM takes it");
        let lines = assembly(&module, machine).expect("LLVM emits it");
        lines
            .into_iter()
            .filter(|line| line.is_instruction)
            .map(|line| line.text)
            .collect()
    }

    #[test]
    fn origins_change_nothing_of_the_code() {
        let code = instructions(Origins::Dropped);
        assert!(code.len() > 10);
        assert_eq!(code, instructions(Origins::Kept));
    }

    #[test]
    fn the_ir_calls_one_opcode_function_an_instruction() {
        let lines = text(&region(), Stage::Ir).expect("it builds");
        let calls = lines.iter().filter(|line| line.text.contains("@opcode_"));
        let mut origins: Vec<_> = calls.map(|line| line.guest).collect();
        origins.sort_unstable();
        let guests: Vec<_> = region().instructions().map(|i| Some(i.pc)).collect();
        assert_eq!(origins, guests);
        assert!(lines.iter().all(|line| !line.text.contains("!dbg")));
    }

    #[test]
    fn stages_are_the_same_together_and_alone() {
        let region = region();
        let together = stages(&region).expect("it compiles");
        let alone = |stage| text(&region, stage).expect("it compiles");
        assert_eq!(together.ir, alone(Stage::Ir));
        assert_eq!(together.optimised, alone(Stage::Optimised));
        assert_eq!(together.assembly, alone(Stage::Assembly));
    }

    #[test]
    fn host_code_knows_its_guest() {
        for stage in [Stage::Optimised, Stage::Assembly] {
            let lines = text(&region(), stage).expect("it compiles");
            let store = lines.iter().filter(|line| line.guest == Some(0x602));
            assert!(store.count() > 0, "{stage:?}: the store left a trace");
            let known = |guest| region().instructions().any(|i| i.pc == guest);
            assert!(lines.iter().filter_map(|line| line.guest).all(known));
            assert!(
                lines
                    .iter()
                    .any(|line| line.text.contains("exec_group_0600"))
            );
        }
    }
}
