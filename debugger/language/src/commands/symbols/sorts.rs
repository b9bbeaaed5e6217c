//! `info functions`, `info variables`: the symbols of code, and those of data.
//!
//! Left out: labels inside of routines, other names of the same thing, and values that are no addresses.

use crate::commands::{Row, bind};
use crate::grammar::token::{self, Text};
use crate::report::{DeclaredView, Nothing, Report, SymbolSort as Sort};
use crate::session::{Outcome, Session};
use jumppad_engine::program::c::types::Type;
use jumppad_engine::program::symbols::{Meaning, is_minor};

pub(super) const FUNCTIONS: Row = Row {
    names: &["info functions"],
    arguments: "[WORD]",
    summary: "list the symbols of code, or those with a word in their name",
    details: "Code is what lines of source say to be, else what is reached from where the program begins. Labels inside of \
              routines are left out: `info symbols` lists all.",
    bind: |i| bind(i, token::text, |s, text| list(s, Sort::Code, &text)),
    ..Row::PLAIN
};

pub(super) const VARIABLES: Row = Row {
    names: &["info variables"],
    arguments: "[WORD]",
    summary: "list the symbols of data, or those with a word in their name",
    details: "What is no code is data, see `info functions`. Variables of C come first, as they are declared; `info locals` shows those of functions.",
    bind: |i| bind(i, token::text, |s, text| list(s, Sort::Data, &text)),
    ..Row::PLAIN
};

/// The variables of C outside of functions, as they are declared, those with `word` in their name.
fn tell_c(session: &mut Session<'_>, word: &str) {
    let c = session.debugger.source.c();
    let mut list = Vec::new();
    for module in &c.modules {
        let declared = module.globals.keys().filter_map(|name| {
            let of = *module.unit.globals.get(name)?;
            let is_function = matches!(c.types.of(of), Type::Function(_));
            (!is_function && name.contains(word)).then(|| c.types.declared(of, name))
        });
        let mut declared: Vec<String> = declared.collect();
        declared.sort();
        if !declared.is_empty() {
            list.push(DeclaredView {
                file: module.unit.file.clone(),
                list: declared,
            });
        }
    }
    if !list.is_empty() {
        session.tell(&Report::Declared { list });
    }
}

fn list(session: &mut Session<'_>, sort: Sort, Text(word): &Text) -> Outcome {
    if sort == Sort::Data {
        tell_c(session, word.trim());
    }
    let flow = session.debugger.flow();
    let wanted = word.trim_start_matches(['.', '^']).to_lowercase();
    let list = session.debugger.symbols.views(|entry| {
        let symbol = &entry.symbol;
        let is_code = session.debugger.is_code(symbol.address, &flow);
        symbol.meaning == Meaning::Address
            && !is_minor(&symbol.name)
            && is_code == (sort == Sort::Code)
            && symbol.name.to_lowercase().contains(&wanted)
    });
    if list.is_empty() {
        return Ok(Report::Nothing(Nothing::Symbols {
            sort: Some(sort),
            filter: word.clone(),
        }));
    }
    Ok(Report::Symbols { list })
}
