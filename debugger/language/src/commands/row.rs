//! A command as a row of the table: what parser, help, completion and Enter go by.

use std::fmt;

use super::{Bound, bind};
use crate::collect::Inner;
use crate::grammar::{Parsed, Span, token};
use crate::report::Report;
use jumppad_engine::board::ready::READY;
use jumppad_engine::expression::fields::Fields;
use jumppad_engine::host::devices::kinds::KINDS;

/// One command.
pub struct Row {
    /// The name, then its aliases. A name of two words belongs to a group such as `info`.
    pub names: &'static [&'static str],
    /// How the arguments are written in `help`: optional ones in brackets.
    pub arguments: &'static str,
    /// One line for the list.
    pub summary: &'static str,
    /// The rest, for `help COMMAND`.
    pub details: &'static str,
    /// What Tab offers for its arguments.
    pub complete: Completer,
    /// What an empty line does after it.
    pub enter: Enter,
    /// How what follows its name is cut into commands.
    pub rest: Rest,
    /// The block of lines that the command opens with such arguments.
    pub opens: fn(Span<'_>) -> Option<Inner>,
    /// Parses the arguments and binds them.
    pub bind: for<'a> fn(Span<'a>) -> Parsed<'a, Bound>,
}

/// A name belongs to one row.
impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.names[0])
    }
}

/// What Tab offers for an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completer {
    /// No words; symbols or numbers where such may stand.
    Nothing,
    /// One of these words.
    Words(&'static [&'static str]),
    /// Commands and the topics of `help`.
    Help,
    /// A setting, then one of its values.
    Settings,
    /// A path in the file system.
    Files,
    /// A ready-made machine, or a path.
    Machines,
    /// A kind of device.
    Kinds,
    /// Fields, and the words of a query.
    Query(&'static Fields),
}

/// What Enter on an empty line does after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enter {
    /// No command runs.
    Nothing,
    /// The whole line runs again.
    Repeat,
    /// The command runs again without its arguments, and so goes on where it stopped.
    Advance,
    /// The command of this name runs, which goes on there.
    As(&'static str),
}

/// What the rest of the line is, behind the name of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Arguments, up to the `;` before the next command.
    Arguments,
    /// Assembler text, in which `;` begins a comment.
    Assembler,
}

impl Row {
    /// A row without details and arguments; families fill in what differs.
    pub(super) const PLAIN: Self = Self {
        names: &[],
        arguments: "",
        summary: "",
        details: "",
        complete: Completer::Nothing,
        enter: Enter::Nothing,
        rest: Rest::Arguments,
        opens: |_| None,
        bind: |input| bind(input, token::nothing, |_, ()| Ok(Report::Done)),
    };

    /// Whether a recording holds it: what begins and ends recordings and sessions is not part of what they do.
    pub fn is_recorded(&self) -> bool {
        !["record", "quit", "exit", "serve"].contains(&self.names[0])
    }

    /// The rest of its help, with the fields of what it searches.
    pub fn about(&self) -> String {
        let fields = match self.complete {
            Completer::Query(fields) => fields,
            Completer::Machines => return format!("{}\nReady-made:\n{}", self.details, machines()),
            Completer::Kinds => return format!("{}\nKinds:\n{}", self.details, kinds()),
            _ => return self.details.to_owned(),
        };
        let fields = fields.list.iter().map(|field| {
            let names = field.names.join(" or ");
            format!("{names}: {}", field.help)
        });
        let fields: Vec<String> = fields.collect();
        format!("{}\nFields:\n{}", self.details, fields.join("\n"))
    }

    /// The name and the arguments.
    pub fn usage(&self) -> String {
        format!("{} {}", self.names[0], self.arguments)
            .trim_end()
            .to_owned()
    }
}

/// The ready-made machines, one a line.
fn machines() -> String {
    let lines = READY
        .iter()
        .map(|ready| format!("{}: {}", ready.name, ready.about()));
    lines.collect::<Vec<_>>().join("\n")
}

/// The kinds of device, one a line.
fn kinds() -> String {
    let lines = KINDS.iter().map(|kind| match kind.called == kind.name {
        true => format!("{}: {}", kind.name, kind.summary),
        false => format!("{} or {}: {}", kind.name, kind.called, kind.summary),
    });
    lines.collect::<Vec<_>>().join("\n")
}
