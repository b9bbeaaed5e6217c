//! What a release stands on: pages and completions for all of the command line, the version, and LLVM beside the program
//! or nowhere. `scripts/test-release` tries the release itself.

mod cli;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cli::{Ran, jumppad};

/// Text behind which `--version` names LLVM's place.
const LLVM: &str = "\nLLVM 22: ";

fn fine(ran: Ran) -> String {
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    ran.out
}

fn llvm_of(version: &str) -> &Path {
    let place = version.split(LLVM).nth(1).expect("it tells of LLVM");
    Path::new(place.trim_end())
}

/// The long options that a help text lists.
fn options(help: &str) -> Vec<&str> {
    let words = help.lines().flat_map(|line| {
        let line = line.trim_start();
        let listed = line.starts_with('-').then(|| line.split([' ', ',', '=']));
        listed.into_iter().flatten().take(3)
    });
    // Some may be given again, which is told by dots; a value that may be left out begins with a bracket.
    let words = words.map(|word| word.trim_end_matches(['.', '[']));
    words.filter(|word| word.starts_with("--")).collect()
}

/// The names of the commands that the help of the program lists.
fn commands(help: &str) -> Vec<&str> {
    let list = help.split("Commands:\n").nth(1).expect("there are some");
    let lines = list.lines().take_while(|line| line.starts_with("  "));
    let names = lines.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").collect()
}

#[test]
fn every_option_has_its_place_on_a_page_and_in_completions() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().expect("a text");
    fine(jumppad(&["--pages", path], ""));
    let read = |name: &str| {
        let text = fs::read_to_string(folder.path().join(name));
        text.unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let completions = [
        "bash-completion/completions/jumppad",
        "zsh/site-functions/_jumppad",
        "fish/vendor_completions.d/jumppad.fish",
    ]
    .map(read);
    let help = fine(jumppad(&["--help"], ""));
    let commands = commands(&help);
    assert!(commands.contains(&"run"), "{commands:?}");
    let mut pages = vec![("jumppad".to_owned(), help.clone())];
    for command in commands {
        let help = fine(jumppad(&[command, "--help"], ""));
        pages.push((format!("jumppad-{command}"), help));
    }
    for (name, help) in pages {
        let page = read(&format!("man/man1/{name}.1")).replace('\\', "");
        assert!(
            page.contains(".SH NAME") && !page.contains(".rustup"),
            "{page}"
        );
        let options = options(&help);
        assert!(options.contains(&"--version"), "{name}: {options:?}");
        for option in options {
            assert!(page.contains(option), "{name}: {option}");
            for text in &completions {
                // Fish writes them without dashes.
                assert!(text.contains(&option[2..]), "{name}: {option}");
            }
        }
    }
}

#[test]
fn pages_that_cannot_be_written_are_told() {
    let ran = jumppad(&["--pages", "/dev/null"], "");
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.starts_with("jumppad: cannot write /dev/null/"),
        "{}",
        ran.err
    );
}

#[cfg(unix)]
#[test]
fn bash_completes_by_them() {
    let folder = tempfile::tempdir().unwrap();
    fine(jumppad(&["--pages", folder.path().to_str().unwrap()], ""));
    let file = folder.path().join("bash-completion/completions/jumppad");
    let script = format!(
        ". {}; COMP_WORDS=(jumppad run --cyc); COMP_CWORD=2; _jumppad jumppad --cyc run; echo \"${{COMPREPLY[@]}}\"",
        file.display()
    );
    assert_eq!(fine(cli::run("bash", &["-c", &script], "")), "--cycles\n");
}

#[test]
fn the_version_is_told_short_and_long() {
    let version = env!("CARGO_PKG_VERSION");
    let short = fine(jumppad(&["-V"], ""));
    assert_eq!(short, format!("jumppad {version}\n"));
    let long = fine(jumppad(&["--version"], ""));
    assert!(long.starts_with(&short), "{long}");
    for part in ["\ncommit: ", "\nchips: 6502, 2a03, 65c02, "] {
        assert!(long.contains(part), "{part}: {long}");
    }
    assert!(llvm_of(&long).is_file(), "{long}");
}

/// A folder that is laid out as a release, with the LLVM of the toolchain in it; and the program there.
fn unpacked(llvm: &Path) -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let [bin, lib] = ["bin", "lib/jumppad"].map(|name| root.join(name));
    for folder in [&bin, &lib] {
        fs::create_dir_all(folder).unwrap();
    }
    let program = bin.join("jumppad");
    fs::copy(env!("CARGO_BIN_EXE_jumppad"), &program).unwrap();
    let library = lib.join(llvm.file_name().expect("a file"));
    #[cfg(unix)]
    std::os::unix::fs::symlink(llvm, &library).unwrap();
    (folder, program, library)
}

#[cfg(unix)]
#[test]
fn the_library_of_a_release_is_loaded_before_the_builders() {
    let version = fine(jumppad(&["--version"], ""));
    let (_folder, program, library) = unpacked(llvm_of(&version));
    let run = |words: &[&str]| fine(cli::run(program.to_str().unwrap(), words, ""));
    assert_eq!(llvm_of(&run(&["--version"])), library);
    let place = library.display();
    let cold = run(&["--batch", "-e", "info jit"]);
    assert!(
        cold.contains(&format!("in {place}, not needed yet")),
        "{cold}"
    );
    let commands = "c --cycles 1000000\nstep\ninfo jit";
    let hot = run(&["--tier", "llvm", "--batch", "-e", commands]);
    assert!(hot.contains(&format!("loaded from {place}\n")), "{hot}");
    assert!(hot.contains("failures       0\n"), "{hot}");
}

#[test]
fn without_llvm_the_other_tiers_serve_and_it_is_told() {
    let registers = |tier: &str| {
        let ran = Command::new(env!("CARGO_BIN_EXE_jumppad"))
            .args(["--tier", tier, "--batch", "-e", "set tier-column off"])
            .args([
                "-e",
                "set jit times off",
                "-e",
                "c --cycles 300000000",
                "-e",
                "info jit",
            ])
            .env("JUMPPAD_LLVM", "/nowhere/libLLVM.so")
            .output()
            .expect("the program starts");
        let out = String::from_utf8(ran.stdout).expect("text");
        assert_eq!(ran.status.code(), Some(4), "{out}");
        let (stop, jit) = out.split_once("mode ").expect("both are told");
        for part in [
            "\nllvm           none: ",
            "/nowhere/libLLVM.so",
            "JUMPPAD_LLVM",
        ] {
            assert!(jit.contains(part), "{tier}: {part}: {jit}");
        }
        let baseline = cfg!(all(target_arch = "x86_64", target_os = "linux"));
        if baseline && tier != "interp" {
            assert!(!jit.contains("traces         0 "), "{tier}: {jit}");
        }
        stop.to_owned()
    };
    let expected = registers("interp");
    for tier in ["baseline", "auto"] {
        assert_eq!(registers(tier), expected, "{tier}");
    }
}
