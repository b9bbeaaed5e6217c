//! Fifty runs of short programs, each a line of `runs.txt`.

/// Where the programs are.
pub(crate) const DATA: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/debugger/benches/processes/data"
);
const LINES: &str = include_str!("data/runs.txt");

/// A program with its argument, and what sim65 makes of it.
pub(crate) struct Run {
    pub(crate) program: &'static str,
    pub(crate) argument: &'static str,
    pub(crate) cycles: u64,
    /// The line that it prints.
    pub(crate) line: &'static str,
}

impl Run {
    pub(crate) fn path(&self) -> String {
        format!("{DATA}/{}", self.program)
    }
}

/// All of them, those of a program beside each other, the shortest first.
pub(crate) fn all() -> Vec<Run> {
    let parse = |text: &'static str| {
        let mut words = text.splitn(4, ' ');
        let mut word = || words.next().expect("a line has four parts");
        Run {
            program: word(),
            argument: word(),
            cycles: word().parse().expect("cycles are a whole number"),
            line: word(),
        }
    };
    LINES.lines().map(parse).collect()
}
