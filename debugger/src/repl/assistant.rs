//! What helps while a line is typed: Tab and hints, for the line editor.
//!
//! Left out: what may stand where, which `complete` knows; here is what the session has for it.

use std::borrow::Cow;
use std::rc::Rc;

use rustyline::completion::{Completer, Pair};
use rustyline::highlight::Highlighter;
use rustyline::hint::{Hint, Hinter};
use rustyline::{Context, Helper, Validator};

use crate::render::{Role, columns, paint, shown};
use jumppad_engine::files::text::steers;
use jumppad_engine::program::symbols::{Names, typed};
use jumppad_language::complete::{
    Completion, Numbered, complete, files, hint, source_files, source_places, symbols,
};
use jumppad_language::grammar::split::last_begin;
use jumppad_language::mode::Mode;
use jumppad_language::session::Session;

/// What helps while a line is typed.
#[derive(Default, Helper, Validator)]
pub(super) struct Assistant {
    /// Letters of the prompt.
    prompt: usize,
    names: Rc<Names>,
    /// Variables of the function that is looked at.
    locals: Vec<String>,
    /// Members of the program's records.
    members: Rc<[String]>,
    sources: Sources,
    lines: Lines,
    breakpoints: Vec<u32>,
    displays: Vec<u32>,
    /// Names of commands that the user taught.
    taught: Vec<String>,
}

/// Files of source, as a line may name them. They stay from line to line, until names or lines change.
#[derive(Clone, Default)]
pub(super) struct Sources {
    /// The changes of both that are followed.
    changes: Option<(u64, u64)>,
    files: Rc<[String]>,
    /// What may stand behind the colon of each: numbers of lines with code, and names of functions.
    places: Rc<[Vec<String>]>,
}

impl Sources {
    /// Looks what the session knows now, if that is something else.
    pub(super) fn follow(&mut self, session: &Session<'_>) {
        let debugger = &session.debugger;
        let changes = Some((debugger.symbols.changes(), debugger.source.changes()));
        if self.changes == changes {
            return;
        }
        let known = debugger.source.with_code(&debugger.symbols).into_iter();
        let (files, places): (Vec<_>, Vec<_>) = known
            .filter(|(name, _)| !name.contains(steers))
            .map(|(name, places)| (name.to_owned(), places))
            .unzip();
        *self = Self {
            changes,
            files: files.into(),
            places: places.into(),
        };
    }
}

/// Stands for what has no room.
const MORE: &str = " ...";

/// What is typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Lines {
    #[default]
    Commands,
    Assembler,
}

impl Assistant {
    /// One that knows the session as it is now.
    pub(super) fn of(session: &Session<'_>, prompt: &str, sources: &Sources) -> Self {
        Self {
            prompt: prompt.chars().count(),
            names: session.debugger.symbols.names(),
            locals: session.debugger.scope().local_names(),
            members: session.debugger.source.c().member_names(),
            sources: sources.clone(),
            breakpoints: session.debugger.breakpoints.iter().map(|b| b.id).collect(),
            displays: session.shell.displays.iter().map(|d| d.id).collect(),
            taught: session
                .shell
                .user
                .iter()
                .map(|(name, _)| name.to_owned())
                .collect(),
            lines: match session.shell.mode {
                Mode::Assemble(_) => Lines::Assembler,
                Mode::Commands | Mode::Collect(_) | Mode::Open(_) => Lines::Commands,
            },
        }
    }
}

impl Assistant {
    /// Symbols that may stand at the end of `line`, and files of source with the colon before a line's number.
    fn places(&self, line: &str) -> (usize, Vec<Pair>) {
        let sources = self.sources.files.iter().map(String::as_str);
        let sources = sources.zip(self.sources.places.iter().map(Vec::as_slice));
        if self.lines == Lines::Commands
            && let Some((start, places)) = source_places(line, sources)
        {
            return (start, places.iter().map(|place| pair(place)).collect());
        }
        let (start, names) = symbols(line, &self.names);
        let beginning = |list: &[String]| -> Vec<Pair> {
            let found = list.iter().filter(|name| name.starts_with(&line[start..]));
            found.map(|name| pair(name)).collect()
        };
        if line[..start].ends_with(['.', '>']) && !self.members.is_empty() {
            let members = beginning(&self.members);
            if !members.is_empty() {
                return (start, members);
            }
        }
        let symbols = names.into_iter().map(|name| Pair {
            display: name.to_owned(),
            replacement: typed(name).into_owned(),
        });
        let symbols = beginning(&self.locals).into_iter().chain(symbols);
        let (start_of_file, names) = match self.lines {
            Lines::Commands => source_files(line, &self.sources.files),
            Lines::Assembler => (start, Vec::new()),
        };
        let files = names.into_iter().map(|name| Pair {
            display: format!("{name}:"),
            replacement: format!("{name}:"),
        });
        // In `hello.c` a symbol could only begin behind the dot.
        match start_of_file < start && files.len() > 0 {
            true => (start_of_file, files.collect()),
            false if start_of_file == start => (start, symbols.chain(files).collect()),
            false => (start, symbols.collect()),
        }
    }

    /// Whether `line` is a taught command and at least a blank.
    fn calls_taught(&self, line: &str) -> bool {
        let first = line.trim_start().split_once(char::is_whitespace);
        first.is_some_and(|(first, _)| self.taught.iter().any(|name| name == first))
    }
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        Ok(self.candidates(line, at))
    }
}

impl Assistant {
    /// What may stand at byte `at` of `line`, and the byte where that begins.
    pub(super) fn candidates(&self, line: &str, at: usize) -> (usize, Vec<Pair>) {
        let begin = match self.lines {
            Lines::Commands => last_begin(&line[..at]),
            Lines::Assembler => 0,
        };
        let command = &line[begin..at];
        let completion = match self.lines {
            // What a taught command makes of its arguments is unknown; names serve most.
            Lines::Commands if self.calls_taught(command) => Completion::Symbols,
            Lines::Commands => complete(command),
            Lines::Assembler => Completion::Symbols,
        };
        match completion {
            Completion::Files => {
                let (start, names) = files(&line[..at]);
                let pairs = names.into_iter().map(|name| Pair {
                    display: name.shown,
                    replacement: name.text,
                });
                (start, pairs.collect())
            }
            Completion::Symbols => self.places(&line[..at]),
            Completion::Numbers { start, of } => {
                let numbers = match of {
                    Numbered::Breakpoints => &self.breakpoints,
                    Numbered::Displays => &self.displays,
                };
                let words = numbers.iter().map(ToString::to_string);
                let found = words.filter(|word| word.starts_with(&command[start..]));
                (begin + start, found.map(|word| pair(&word)).collect())
            }
            Completion::Words { start, words } => {
                let mut pairs: Vec<Pair> = words.iter().map(|word| pair(word)).collect();
                if command[..start].trim().is_empty() {
                    let taught = self.taught.iter();
                    let taught = taught.filter(|name| name.starts_with(&command[start..]));
                    pairs.extend(taught.map(|name| pair(name)));
                }
                (begin + start, pairs)
            }
        }
    }
}

/// A whole word, after which another may stand.
fn pair(word: &str) -> Pair {
    Pair {
        display: word.to_owned(),
        replacement: match word.ends_with('=') {
            true => word.to_owned(),
            false => format!("{word} "),
        },
    }
}

/// What is shown behind the line.
pub(super) struct Shown {
    text: String,
    /// The rest of a command's name, which may be taken over; what may follow is for the user to say.
    is_name: bool,
}

impl Hint for Shown {
    fn display(&self) -> &str {
        &self.text
    }

    fn completion(&self) -> Option<&str> {
        self.is_name.then_some(&self.text)
    }
}

impl Hinter for Assistant {
    type Hint = Shown;

    fn hint(&self, line: &str, at: usize, _: &Context<'_>) -> Option<Shown> {
        let is_end = at == line.len() && self.lines == Lines::Commands;
        let text = is_end.then(|| hint(&line[last_begin(line)..])).flatten()?;
        let is_name = !line.ends_with(char::is_whitespace);
        let text = match is_name {
            true => text,
            false => self.cut(line, &text)?,
        };
        Some(Shown { text, is_name })
    }
}

impl Assistant {
    /// As much of a hint as has room on the row of the cursor: on a second row the list of Tab Tab would be written over it.
    fn cut(&self, line: &str, hint: &str) -> Option<String> {
        let columns = columns();
        let last = line.rsplit('\n').next().unwrap_or("");
        let before = if last.len() == line.len() {
            self.prompt
        } else {
            0
        };
        let used = (before + last.chars().count()) % columns;
        let room = columns - used - 1;
        if hint.chars().count() <= room {
            return Some(hint.to_owned());
        }
        let kept: String = hint.chars().take(room.checked_sub(MORE.len())?).collect();
        // Whole words tell more than parts of them.
        let words = kept.rsplit_once(' ').map(|(words, _)| words)?;
        Some(format!("{words}{MORE}"))
    }
}

impl Highlighter for Assistant {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(shown(&paint(Role::Faint, hint)))
    }
}
