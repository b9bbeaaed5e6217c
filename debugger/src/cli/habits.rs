//! Options as gdb and VICE have them, put into ours: `-ex CMD`, `-batch`, `-q`, `--args PROGRAM WORD...`, `-moncommands`;
//! and what to say of those that are not here.
//!
//! Left out: what `run` is given, which is no habit of gdb's.

use std::ffi::{OsStr, OsString};

/// Options that are ours under another name, each with whether a value follows it.
const NAMES: &[(&str, &str, bool)] = &[
    ("-ex", "-e", true),
    ("-eval-command", "-e", true),
    ("--ex", "-e", true),
    ("--eval-command", "-e", true),
    ("-command", "-x", true),
    ("--command", "-x", true),
    ("-batch", "--batch", false),
    ("-nx", "--no-rc", false),
    ("-n", "--no-rc", false),
    ("--nx", "--no-rc", false),
    ("-symbols", "--symbols", true),
    ("-iex", "-e", true),
    ("-init-eval-command", "-e", true),
    ("--init-eval-command", "-e", true),
    ("-ix", "-x", true),
    ("-init-command", "-x", true),
    ("--init-command", "-x", true),
    ("-moncommands", "-x", true),
];

/// Options that are not here, and what there is instead.
const ELSEWHERE: &[(&[&str], &str)] = &[
    (
        &["-tui", "--tui"],
        "there are no windows: each stop shows what comes next, `list` source, `d` code",
    ),
    (
        &[
            "-p", "-pid", "--pid", "-c", "-core", "--core", "-write", "--write",
        ],
        "programs run in the debugger: `jumppad FILE` loads one, `run` starts it",
    ),
    (
        &["-d", "-directory", "--directory"],
        "`-e \"directory DIR\"` has a folder of source looked into",
    ),
    (
        &["-cd", "--cd"],
        "files are named from the folder in which jumppad is started",
    ),
    (
        &["-initbreak", "-autostart", "-autoload", "-8", "-1"],
        "`jumppad FILE` loads a program, `-e \"break A\"` sets a breakpoint, `-e run` starts it; there are no drives",
    ),
    (
        &[
            "-nativemonitor",
            "-monlog",
            "-remotemonitor",
            "-binarymonitor",
        ],
        "`jumppad vice` serves clients of VICE's binary monitor, `record FILE` writes down what is typed",
    ),
];

/// What to say of a word of `line` that is another debugger's option, where the line is none of ours.
pub(super) fn elsewhere(line: &[OsString]) -> Option<String> {
    let words = line.iter().skip(1).filter_map(|word| word.to_str());
    let mut words = words.take_while(|word| *word != "--");
    words.find_map(|word| {
        let name = word.split('=').next().unwrap_or(word);
        let row = ELSEWHERE.iter().find(|(names, _)| names.contains(&name));
        row.map(|(_, advice)| format!("error: there is no option `{name}`\n  {advice}\n"))
    })
}

/// Options that say what is so here in any case.
const NEEDLESS: &[&str] = &[
    "-q",
    "-quiet",
    "--quiet",
    "-silent",
    "--silent",
    "-nw",
    "--nw",
    "-return-child-result",
];

/// Our options that a value follows.
const WITH_VALUE: &[&str] = &["-e", "-x"];

/// The command line `line` with gdb's options put into ours.
pub(super) fn ours(line: Vec<OsString>) -> Vec<OsString> {
    let mut words = line.into_iter();
    let mut out: Vec<OsString> = words.next().into_iter().collect();
    let mut rest: Vec<OsString> = Vec::new();
    while let Some(word) = words.next() {
        let Some(text) = word.to_str() else {
            out.push(word);
            continue;
        };
        if text == "--" || (out.len() == 1 && text == "run") {
            out.push(word);
            out.extend(words.by_ref());
            break;
        }
        if NEEDLESS.contains(&text) {
            continue;
        }
        if text == "--args" || text == "-args" {
            rest.extend(words.by_ref());
            break;
        }
        let named = |name: &str| NAMES.iter().find(|(theirs, ..)| *theirs == name);
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        match (named(name), value) {
            (Some((_, own, true)), Some(value)) => {
                out.extend([OsString::from(own), OsString::from(value)]);
            }
            (Some((_, own, has_value)), None) => {
                out.push(OsString::from(own));
                if *has_value {
                    out.extend(words.next());
                }
            }
            _ => {
                let has_value = WITH_VALUE.contains(&text);
                out.push(word);
                if has_value {
                    out.extend(words.next());
                }
            }
        }
    }
    // The program stands first; what follows it is the program's.
    let mut rest = rest.into_iter();
    out.extend(rest.next());
    let arguments: Vec<OsString> = rest.collect();
    if !arguments.is_empty() {
        out.push(OsStr::new("--").to_owned());
        out.extend(arguments);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(line: &str) -> String {
        let words = line.split(' ').map(OsString::from).collect();
        let words = ours(words)
            .into_iter()
            .map(|word| word.into_string().unwrap());
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn gdbs_options_are_ours() {
        for (gdb, own) in [
            (
                "jumppad -q -batch -ex step p.prg",
                "jumppad --batch -e step p.prg",
            ),
            (
                "jumppad -ex=step -x a -nx p",
                "jumppad -e step -x a --no-rc p",
            ),
            (
                "jumppad -moncommands a -iex=step p",
                "jumppad -x a -e step p",
            ),
            ("jumppad --args p.prg -q -ex 1", "jumppad p.prg -- -q -ex 1"),
            ("jumppad -e -q p", "jumppad -e -q p"),
            ("jumppad p -- -q", "jumppad p -- -q"),
            ("jumppad run -q p", "jumppad run -q p"),
            ("jumppad --args", "jumppad"),
        ] {
            assert_eq!(made(gdb), own, "{gdb}");
        }
    }
}
