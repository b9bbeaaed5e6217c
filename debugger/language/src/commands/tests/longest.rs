//! The longest and deepest expressions that are understood, in every command that walks over one; longer ones are errors.
//!
//! Invariant: all of it needs half of the stack that a program has, even without optimisation.

use std::thread;

use crate::commands::MAX_LINE;
use crate::session::Session;
use crate::testing::Silent;
use jumppad_engine::program::demo;
use jumppad_tiers::{Config, JitMode};

/// Half of the usual stack of a main thread.
const STACK: usize = 4 << 20;

/// Terms and brackets that no line has room for.
const FAR_TOO_MANY: usize = 100_000;

/// What stands in front of an expression, and behind it.
const COMMANDS: &[(&str, &str)] = &[
    ("print ", ""),
    ("print /x ", ""),
    ("assert ", ""),
    ("display ", ""),
    ("break 600 if ", ""),
    ("watch 10 if ", ""),
    ("breakif ", ""),
    ("cond 1 ", ""),
    ("find memory 0..ff where ", " count"),
    ("find trace where ", " group by pc"),
    ("r a=", ""),
    ("m [", "]"),
    ("a 600 LDA #", ""),
    ("alias p", " = print 1"),
];

/// `part` joined by `sign` to an expression of `length` bytes or a little less.
fn chain(part: &str, sign: &str, length: usize) -> String {
    let count = (length / (part.len() + sign.len())).max(1);
    vec![part; count].join(sign)
}

/// Expressions of many shapes, of up to `length` bytes.
fn shapes(length: usize) -> Vec<String> {
    let half = length / 2;
    let nested = |open: &str, count: usize, close: &str| {
        format!("{}1{}", open.repeat(count), close.repeat(count))
    };
    vec![
        chain("1", "+", length),
        chain("x", "||", length),
        chain("x", "&&", length),
        chain("1", "<<", length),
        chain("[1]", "-", length),
        chain("-1", "*", length),
        format!("{}+{}", nested("(", 60, ")"), chain("1", "+", length - 130)),
        format!(
            "({})*({})",
            chain("1", "+", half - 4),
            chain("1", "-", half - 4)
        ),
        chain("(1+(1+(1+1)))", "+", length),
        nested("(", length / 2 - 1, ")"),
        nested("-", length - 2, ""),
        nested("1+(", length / 4 - 1, ")"),
        nested("1+(", 60, ")"),
        nested("-(", 30, ")"),
    ]
}

/// Runs `lines`, each of which may fail and none of which may overflow the stack.
fn survive(lines: String) {
    let run = move || {
        let config = Config {
            jit: JitMode::Off,
            ..Config::default()
        };
        let mut session = Session::new(config, None, demo::program(), Box::new(Silent));
        for line in lines.lines() {
            match session.execute(line) {
                Ok(report) => session.tell(&report),
                Err(error) => session.complain(&error, line),
            }
        }
    };
    let thread = thread::Builder::new().stack_size(STACK).spawn(run);
    thread
        .expect("a thread starts")
        .join()
        .expect("it ends well");
}

#[test]
fn the_longest_expressions_are_walked_in_little_stack() {
    // Some with as many operators as are understood, some with as many bytes.
    for shape in [shapes(1000), shapes(MAX_LINE - 40)].concat() {
        let mut lines = String::from("break 600\ntrace record 10\n");
        for (before, behind) in COMMANDS {
            lines += &format!("{before}{shape}{behind}\n");
        }
        lines += "info b\ninfo display\nstep 3\ncontinue --cycles 100\ndel\n";
        survive(lines);
    }
}

#[test]
fn what_is_far_too_long_is_an_error() {
    for shape in shapes(FAR_TOO_MANY) {
        survive(format!(
            "print {shape}\na 600\n.byte {shape}\nLDA {shape}\n"
        ));
    }
}
