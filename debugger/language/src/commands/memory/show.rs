//! Memory and code shown: `m`, `text`, `d`, `info memory`.

use jumppad_tiers::opcodes::vector;
use nom::character::complete::space0;
use nom::combinator::map;
use nom::{Input, Parser};

use super::{DUMP, INSTRUCTIONS, TEXT};
use crate::commands::banked::{Aim, Banked, banked, in_bank};
use crate::display::Examined;
use crate::error::CommandError;
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    range::optional_range,
    token::Text,
};
use crate::report::{CodeLine, MapView, MemoryView, Report};
use crate::session::{Outcome, Session};
use jumppad_engine::debugger::map;
use jumppad_engine::expression::{End, Expr, RangeExpr};
use jumppad_engine::settings::{SourceDisplay, Switch};

/// A range that is looked at, or what comes next.
pub(super) type Shown = Banked<Option<RangeExpr>>;

pub(super) fn memory(session: &mut Session<'_>, shown: Shown) -> Outcome {
    let typed = shown.inner.iter().filter(|_| shown.bank.is_none());
    typed.for_each(|range| tell_type(session, range));
    let (start, bytes) = looked_at(session, shown, DUMP)?;
    Ok(Report::Memory(MemoryView {
        start,
        bytes,
        special: Vec::new(),
    }))
}

/// Says of `m d 800` and `m b 800` that the letter, which is a type of data in VICE, is an address here.
fn tell_type(session: &mut Session<'_>, range: &RangeExpr) {
    let (Expr::Symbol { name, .. }, End::At(Expr::Number(end))) = (&range.start, &range.end) else {
        return;
    };
    let (format, what) = match name.as_str() {
        "d" | "D" => ("ub", "decimal"),
        "b" | "B" => ("tb", "binary"),
        _ => return,
    };
    if let Ok(start) = session.debugger.scope().address(&range.start) {
        session.note(format!(
            "`{name}` is the address ${start:04X}; `x/16{format} ${end:04X}` shows bytes in {what}"
        ));
    }
}

pub(super) fn text(session: &mut Session<'_>, shown: Shown) -> Outcome {
    let (start, bytes) = looked_at(session, shown, TEXT)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Report::Text { start, text, bytes })
}

/// The bytes of a range, or of the next `default` ones.
fn looked_at(
    session: &mut Session<'_>,
    Banked { bank, inner }: Shown,
    default: u16,
) -> Result<(u16, Vec<u8>), CommandError> {
    in_bank(session, bank, Aim::of_range(inner.as_ref()), |session| {
        bytes(session, inner.as_ref(), default)
    })
}

fn bytes(
    session: &mut Session<'_>,
    range: Option<&RangeExpr>,
    default: u16,
) -> Result<(u16, Vec<u8>), CommandError> {
    let range = match range {
        Some(range) => range.resolve(&session.debugger.scope(), default)?,
        None => {
            let next = session.shell.positions.memory(session.debugger);
            next..=next.saturating_add(default - 1)
        }
    };
    session.shell.examined.iter_mut().for_each(Examined::passed);
    let next = range.end().wrapping_add(1);
    session.shell.positions.set_memory(next);
    session.debugger.last_address = *range.start();
    Ok((*range.start(), session.debugger.read(range)))
}

/// What `d` shows besides instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WithSource;

impl Canonical for WithSource {
    fn write(&self, line: &mut Printer) {
        line.word("/s");
    }
}

/// `[/s] [RANGE]`
pub(super) fn code(input: Span<'_>) -> Parsed<'_, (Option<WithSource>, Shown)> {
    let (start, _) = space0.parse(input)?;
    let Some(letters) = start.fragment().strip_prefix('/') else {
        return map(banked(optional_range), |range| (None, range)).parse(start);
    };
    let length = letters.len()
        - letters
            .trim_start_matches(|c: char| c.is_ascii_alphabetic())
            .len();
    let (letters, rest) = (&letters[..length], start.take_from(1 + length));
    if let Some(other) = letters.find(|c| !"smr".contains(c)) {
        return Diagnostic::new(
            start.location_offset() + 1 + other,
            "this is no option of `d`",
        )
        .advise("/s shows lines of source; bytes are shown in any case")
        .failure();
    }
    let with_source = letters.contains(['s', 'm']).then_some(WithSource);
    map(banked(optional_range), |range| (with_source, range)).parse(rest)
}

/// Says of `d 3`, where there is a breakpoint #3, that gdb's `d` is another command.
fn tell_delete(session: &mut Session<'_>, range: &RangeExpr) {
    let Expr::Number(number) = range.start else {
        return;
    };
    // As it was typed: digits are hexadecimal here.
    let id = format!("{number:X}").parse().ok();
    let breakpoint = id.and_then(|id| session.debugger.breakpoints.get(id));
    if let Some(id) = breakpoint.map(|b| b.id).filter(|_| range.end == End::Open) {
        session.remark(format!(
            "`d` shows code, as VICE's; `delete {id}` deletes breakpoint #{id}"
        ));
    }
}

pub(super) fn disassemble(
    session: &mut Session<'_>,
    (with_source, shown): (Option<WithSource>, Shown),
) -> Outcome {
    let Banked { bank, inner } = shown;
    in_bank(session, bank, Aim::of_range(inner.as_ref()), |session| {
        instructions(session, with_source, inner.as_ref())
    })
}

fn instructions(
    session: &mut Session<'_>,
    with_source: Option<WithSource>,
    range: Option<&RangeExpr>,
) -> Outcome {
    let (at, end) = match range {
        None => (session.shell.positions.code(session.debugger), None),
        Some(range) => {
            let resolved = range.resolve(&session.debugger.scope(), 1)?;
            tell_delete(session, range);
            let is_open = range.end == End::Open && range.size(&session.debugger.scope()).is_none();
            let end = (!is_open).then_some(*resolved.end());
            (*resolved.start(), end)
        }
    };
    session.debugger.last_address = at;
    let instructions = session.debugger.instructions(at);
    let mut lines: Vec<_> = match end {
        Some(end) => instructions
            .take_while(|line| line.address <= end)
            .collect(),
        None => instructions.take(INSTRUCTIONS).collect(),
    };
    let behind = |line: &CodeLine| line.address.wrapping_add(line.bytes.len() as u16);
    let selection = session.debugger.selection();
    let next = lines.last().map(behind);
    session.shell.positions.set_code(selection, next);
    session.shell.examined.iter_mut().for_each(Examined::passed);
    if with_source.is_some() || session.debugger.settings.source_display == SourceDisplay::On {
        session.debugger.add_source(&mut lines);
    }
    Ok(Report::Disassembly { lines })
}

/// As [`disassemble`], but gdb's: alone it shows all of the function that is looked at.
pub(super) fn disassemble_function(
    session: &mut Session<'_>,
    (with_source, shown): (Option<WithSource>, Shown),
) -> Outcome {
    let function = || {
        let at = session.debugger.looked_at();
        let (_, function) = session.debugger.source.c().function_at(at)?;
        let number = |address: u16| Expr::Number(address.into());
        Some(RangeExpr {
            end: End::At(number(*function.code.end())),
            ..RangeExpr::from(number(*function.code.start()))
        })
    };
    let inner = shown.inner.or_else(function);
    disassemble(session, (with_source, Banked { inner, ..shown }))
}

pub(super) fn info_memory(session: &mut Session<'_>, (): ()) -> Outcome {
    let program = &session.debugger.program;
    let last = |start: u16, length: usize| (usize::from(start) + length.saturating_sub(1)) as u16;
    let segments = program.segments.iter();
    let vectors = [vector::NMI, vector::RESET, vector::IRQ]
        .map(|vector| session.debugger.machine.peek_word(vector));
    let [nmi, reset, irq] = vectors;
    Ok(Report::MemoryMap(MapView {
        symbols: vectors.map(|address| session.debugger.place(address)),
        list: map::map(session.debugger, 0..=0xFFFF),
        program: program.name.clone(),
        segments: segments
            .map(|s| (s.start, last(s.start, s.bytes.len())))
            .collect(),
        nmi,
        reset,
        irq,
    }))
}

pub(super) fn sidefx(session: &mut Session<'_>, Text(word): Text) -> Outcome {
    if !word.is_empty() {
        let Some(switch) = Switch::parse(&word) else {
            return Err(CommandError::Setting {
                message: format!("`sidefx` cannot be `{word}`"),
                advice: "on or off".to_owned(),
            });
        };
        session.debugger.settings.sidefx = switch;
    }
    Ok(Report::Setting {
        name: "sidefx",
        value: session.debugger.settings.sidefx.name().to_owned(),
        note: None,
    })
}
