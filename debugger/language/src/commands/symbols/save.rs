//! `save symbols`: a label file that VICE, and `symbols`, read.

use std::path::Path;

use crate::commands::{Completer, Row, bind};
use crate::grammar::token::file_name;
use crate::report::{Report, Written, WrittenView};
use crate::session::{Outcome, Session};
use jumppad_engine::files::replace::replace;

pub(super) const SAVE: Row = Row {
    names: &["save symbols", "save_labels"],
    arguments: "FILE",
    summary: "write the names of addresses into a label file of VICE's kind",
    details: "`symbols FILE` reads it. Values that are no addresses are left out, and so are sizes.",
    complete: Completer::Files,
    bind: |i| bind(i, file_name, |s, name| save(s, &name)),
    ..Row::PLAIN
};

fn save(session: &mut Session<'_>, name: &str) -> Outcome {
    let symbols = session.debugger.symbols.views(|_| true);
    let labels = symbols.iter().filter(|symbol| !symbol.is_value);
    let lines = labels.map(|label| format!("al C:{:04X} .{}\n", label.address, label.name));
    let lines: Vec<String> = lines.collect();
    replace(
        Path::new(name),
        lines.concat().as_bytes(),
        &session.debugger.interrupt,
    )?;
    let count = lines.len();
    Ok(Report::Written(WrittenView {
        file: name.to_owned(),
        what: Written::Symbols { count },
    }))
}
