//! That there is nothing of what was asked for, as text, and what would change that.

use jumppad_language::report::{Nothing, SymbolSort};

pub(super) fn nothing(of: &Nothing) -> String {
    match of {
        Nothing::Help { words } => format!("nothing tells about {words}; `help` lists all\n"),
        Nothing::Locals => "this function has no variables here but its parameters\n".to_owned(),
        Nothing::Parameters => "this function has no parameters\n".to_owned(),
        Nothing::Variables { function } => format!("{function} has no variables\n"),
        Nothing::Types { knows_c: false } => {
            "the program has no C that is known; a debug file of ld65 tells of it\n".to_owned()
        }
        Nothing::Types { knows_c: true } => "the source text declares no such type\n".to_owned(),
        Nothing::Breakpoints => "there are no breakpoints\n".to_owned(),
        Nothing::Watchpoints => "there are no watchpoints\n".to_owned(),
        Nothing::Traces => "there are no traces\n".to_owned(),
        Nothing::Symbols { sort, filter } => symbols(*sort, filter),
        Nothing::Taught => "no commands were taught; `define CMD` teaches one\n".to_owned(),
        Nothing::Call => "nothing on the stack looks like a call that led here\n".to_owned(),
        Nothing::Recording => "nothing is recorded; `record FILE` begins\n".to_owned(),
        Nothing::Host => {
            "the host does no routines of a ROM; `host c64|apple1|apple2|kim1` makes it\n"
                .to_owned()
        }
    }
}

fn symbols(sort: Option<SymbolSort>, filter: &str) -> String {
    let of = match sort {
        Some(SymbolSort::Code) => "code",
        Some(SymbolSort::Data) => "data",
        None if filter.is_empty() => {
            return "there are no symbols; `symbols FILE` loads some, `label` adds one\n"
                .to_owned();
        }
        None => return format!("no symbol fits `{filter}`\n"),
    };
    match filter {
        "" => format!("no symbol is known to be of {of}; `info symbols` lists all\n"),
        word => format!("no symbol of {of} fits `{word}`; `info symbols {word}` looks at all\n"),
    }
}
