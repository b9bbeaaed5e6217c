//! The sessions in the README are what the program prints.
//!
//! A block below `<!-- session: jumppad ARGUMENTS -->` is run again: its lines that begin with the prompt are the
//! commands, all others what came of them. `JUMPPAD_BLESS=1 cargo test --test readme` writes the answers anew.

mod cli;

use std::fs;
use std::path::Path;

const MARK: &str = "<!-- session: jumppad ";
const PROMPT: &str = "(jumppad) ";
const FENCE: &str = "```";

/// A block of the README with the arguments that it is run with.
struct Session<'t> {
    arguments: Vec<&'t str>,
    block: &'t str,
}

fn sessions(text: &str) -> Vec<Session<'_>> {
    let parts = text.split(MARK).skip(1);
    let session = |part| {
        let (arguments, rest) = str::split_once(part, " -->").expect("the comment ends");
        let block = rest.trim_start().strip_prefix("```text\n");
        let block = block.expect("a block of text follows the comment");
        Session {
            arguments: arguments.split_whitespace().collect(),
            block: block.split(FENCE).next().unwrap_or(""),
        }
    };
    parts.map(session).collect()
}

/// The block as the program writes it now.
fn run(session: &Session<'_>) -> String {
    let commands = session.block.lines().filter(|l| l.starts_with(PROMPT));
    let echoes: Vec<[String; 2]> = commands
        .map(|line| {
            let command = line.trim_start_matches(PROMPT).to_owned();
            [format!("echo {line}"), command]
        })
        .collect();
    let mut arguments = session.arguments.clone();
    arguments.push("--batch");
    for line in echoes.as_flattened() {
        arguments.extend(["-e", line.as_str()]);
    }
    let ran = cli::jumppad(&arguments, "");
    assert_eq!(
        ran.code, 0,
        "{:?}: {}\n{}",
        session.arguments, ran.out, ran.err
    );
    ran.out
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = fs::read_to_string(&path).expect("there is a README");
    let found = sessions(&text);
    assert!(!found.is_empty(), "no session is marked");
    let mut blessed = text.clone();
    for session in &found {
        let seen = run(session);
        // What is told before the first prompt is the start's, not of a command.
        let start = seen.find(PROMPT).unwrap_or(0);
        let seen = &seen[start..];
        if std::env::var_os("JUMPPAD_BLESS").is_some() {
            blessed = blessed.replace(session.block, seen);
        } else {
            assert_eq!(
                session.block, seen,
                "JUMPPAD_BLESS=1 cargo test --test readme writes it anew"
            );
        }
    }
    if blessed != text {
        fs::write(&path, blessed).expect("the README can be written");
    }
}
