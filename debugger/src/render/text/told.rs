//! What is told of values, types and calls, as text.

use super::symbols::place;
use jumppad_language::report::{CalledView, DeclaredView, Nature, ScopedView};

pub(super) fn nature(nature: &Nature) -> String {
    match nature {
        Nature::Register { name, bits } => format!("{name} is a register of {bits} bits\n"),
        Nature::Byte => "a byte of memory, 0 to 255\n".to_owned(),
        Nature::Word => "a word of memory, two bytes, the low one first\n".to_owned(),
        Nature::Symbol {
            name,
            address,
            size,
            code,
        } => symbol(name, *address, *size, *code),
        Nature::Number => "a number\n".to_owned(),
    }
}

/// A symbol without a type, and the command that shows what it names.
fn symbol(name: &str, address: i64, size: Option<u16>, code: bool) -> String {
    let (bytes, show) = match size {
        Some(1) => ("1 byte".to_owned(), format!("p [{name}]")),
        Some(2) => ("2 bytes".to_owned(), format!("p w[{name}]")),
        Some(size) => (format!("{size} bytes"), format!("x/{size}xb {name}")),
        None => (
            "bytes whose number is not known".to_owned(),
            format!("x/8xb {name}"),
        ),
    };
    match code {
        true => format!(
            "{name} is code, {bytes} at ${address:04X}: `d {name}` shows it; it has no type of C\n"
        ),
        false => {
            format!(
                "{name} is {bytes} at ${address:04X}: `{show}` shows them; it has no type of C\n"
            )
        }
    }
}

pub(super) fn scope(list: &[ScopedView]) -> String {
    let line = |variable: &ScopedView| {
        let declared = match &variable.declaration {
            Some(declaration) => declaration.clone(),
            None => format!("{}, of a type that is not known", variable.name),
        };
        let place = variable.place.as_deref().unwrap_or("nowhere that is known");
        format!("{declared}: {place}\n")
    };
    list.iter().map(line).collect()
}

pub(super) fn declared(list: &[DeclaredView]) -> String {
    let file = |view: &DeclaredView| {
        let lines = view.list.iter().map(|line| format!("  {line}\n"));
        format!("{}:\n{}", view.file, lines.collect::<String>())
    };
    list.iter().map(file).collect()
}

pub(super) fn called(view: &CalledView) -> String {
    let from = place(view.from, view.symbol.as_deref());
    let (back, stack_pointer) = (view.returns_to, view.stack_pointer);
    format!(
        "called at {from}; `finish` goes back to ${back:04X}, where SP is ${stack_pointer:02X}\n"
    )
}
