//! The registers: shown and set.

use nom::Parser;
use nom::character::complete::char;
use nom::combinator::{cut, opt, peek};
use nom::multi::many0;

use super::{Completer, Family, Row, bind};
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Doubt, Printer, argument, target},
    expression::{self, no_flag},
    token::{self, lexeme},
};
use crate::report::Report;
use crate::session::{Outcome, Session};
use jumppad_engine::expression::{
    Expr, Radix, Register, flag_bit, flag_name, register, register_name,
};

pub(super) const FAMILY: Family = Family {
    title: "Registers",
    rows: &[Row {
        names: &["registers", "r", "info registers"],
        arguments: "[NAME|NAME=E]...",
        summary: "show the registers and what changed, or set some",
        details: "Names are a x y sp pc p and the flags .n .v .d .i .z .c: r a=$41 x=10 .c=1. The address \
                  for pc is hexadecimal, other digits are decimal. \
                  A star marks what changed since the last stop; a capital flag is set. Names without a value \
                  show them, too.",
        complete: Completer::Words(&[
            "a=", "x=", "y=", "sp=", "pc=", "p=", ".n=", ".v=", ".d=", ".i=", ".z=", ".c=",
        ]),
        bind: |i| bind(i, many0(named), assign),
        ..Row::PLAIN
    }],
};

/// What is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Register(Register),
    Flag(u8),
}

/// One `NAME=E`.
#[derive(Clone, Debug)]
pub(super) struct Assignment {
    target: Target,
    /// None where it is only shown.
    value: Option<Expr>,
    offset: usize,
    /// The value that is written with digits alone, and is more than one of them.
    decimal: Option<String>,
}

impl Assignment {
    /// `value` for a register, whose name stands at `offset`.
    pub(super) fn of(register: Register, value: Expr, offset: usize) -> Self {
        Self {
            target: Target::Register(register),
            value: Some(value),
            offset,
            decimal: None,
        }
    }
}

impl Canonical for Assignment {
    fn write(&self, line: &mut Printer) {
        match self.target {
            Target::Register(register) => line.word(register_name(register)),
            Target::Flag(bit) => line.word('.').glue(flag_name(bit)),
        };
        if let Some(value) = &self.value {
            let value = match self.target {
                Target::Register(Register::Pc) => target(value, line),
                _ => argument(value, line),
            };
            line.glue('=').glue(value);
            line.doubt(self.decimal.clone().map(Doubt::Decimal));
        }
    }
}

/// `NAME`, as gdb's `info registers` takes it, or `NAME=E`.
fn named(input: Span<'_>) -> Parsed<'_, Assignment> {
    let (rest, (target, offset)) = name(input)?;
    match lexeme(peek(char::<_, Diagnostic>('='))).parse(rest) {
        Ok(_) => assignment(input),
        Err(_) => Ok((
            rest,
            Assignment {
                target,
                value: None,
                offset,
                decimal: None,
            },
        )),
    }
}

/// `NAME=E`, with blanks or a comma before it.
pub(super) fn assignment(input: Span<'_>) -> Parsed<'_, Assignment> {
    let (rest, (target, offset)) = name(input)?;
    let (rest, _) = cut(lexeme(char('=')))
        .parse(rest)
        .map_err(|e: nom::Err<Diagnostic>| {
            e.map(|found| {
                let length = rest.location_offset() - input.location_offset();
                let name = input.fragment()[..length].trim_start_matches([' ', ',']);
                let text = format!("the value of `{name}` is missing: write {name}=VALUE");
                Diagnostic::new(found.offset, text)
            })
        })?;
    let (start, _) = nom::character::complete::space0.parse(rest)?;
    let (rest, value) = match target {
        Target::Register(Register::Pc) => cut(expression::target).parse(start)?,
        _ => cut(expression::argument).parse(start)?,
    };
    let text = &start.fragment()[..rest.location_offset() - start.location_offset()];
    let is_bare = text.bytes().all(|byte| byte.is_ascii_digit());
    let decimal = match (&value, target) {
        (_, Target::Register(Register::Pc)) => None,
        (Expr::Number(10..), _) if is_bare && input.extra.radix == Radix::BySlot => {
            Some(text.to_owned())
        }
        _ => None,
    };
    Ok((
        rest,
        Assignment {
            target,
            value: Some(value),
            offset,
            decimal,
        },
    ))
}

/// What VICE calls registers, and their names here.
const VICE: &[(&str, &str)] = &[
    ("fl", "p"),
    ("flags", "p"),
    ("ac", "a"),
    ("xr", "x"),
    ("yr", "y"),
];

/// A register or a flag, and where it stands.
fn name(input: Span<'_>) -> Parsed<'_, (Target, usize)> {
    let (start, _) = lexeme(opt(char(','))).parse(input)?;
    let (start, _) = nom::character::complete::space0.parse(start)?;
    let offset = start.location_offset();
    // gdb writes registers with a dollar.
    let (start, dollar) = opt(char('$')).parse(start)?;
    let (rest, dot) = opt(char('.')).parse(start)?;
    let dot = dot.filter(|_| dollar.is_none());
    let (rest, name) = token::word(rest)?;
    let name = name.to_ascii_lowercase();
    let target = match (flag_bit(&name).filter(|_| dot.is_some()), register(&name)) {
        (Some(bit), _) => Target::Flag(bit),
        // VICE writes a register with a dot.
        (None, Some(register)) => Target::Register(register),
        (None, None) if dot.is_some() => return no_flag(&name, offset).failure(),
        (None, None) => match VICE.iter().find(|(vice, _)| *vice == name) {
            Some((_, own)) => {
                let text = format!("VICE's {} is `{own}` here", name.to_ascii_uppercase());
                return Diagnostic::new(offset, text).failure();
            }
            None => {
                let advice = match (
                    name.starts_with(|c: char| c.is_ascii_digit()),
                    rest.fragment(),
                ) {
                    (true, _) => format!("`> {name} 2f` writes memory: its bytes are hexadecimal"),
                    (false, after) if after.starts_with(['[', '.', '-', '+']) => format!(
                        "types of C are not known here: `set [{name}+2]=E` writes a byte by its distance, `set w[{name}+2]=E` a word"
                    ),
                    _ => format!(
                        "registers are a x y sp pc p, flags .n .v .d .i .z .c; `set [{name}]=E` writes memory"
                    ),
                };
                return Diagnostic::new(offset, format!("there is no register `{name}`"))
                    .advise(advice)
                    .failure();
            }
        },
    };
    Ok((rest, (target, offset)))
}

/// Sets all or nothing: every value is checked before the first register changes.
pub(super) fn assign(session: &mut Session<'_>, assignments: Vec<Assignment>) -> Outcome {
    let scope = session.debugger.scope();
    let mut values = Vec::new();
    for assignment in &assignments {
        let Some(value) = &assignment.value else {
            continue;
        };
        let value = scope.value(value)?;
        let limit = match assignment.target {
            Target::Register(Register::Pc) => 0xFFFF,
            Target::Register(_) => 0xFF,
            Target::Flag(_) => 1,
        };
        if !(0..=limit).contains(&value) {
            let text = match value {
                ..0 => format!("{value} does not fit"),
                _ => format!("{value} (${value:X}) does not fit"),
            };
            return Err(Diagnostic::new(assignment.offset, text)
                .advise(format!("it takes 0 to {limit} (${limit:X})"))
                .into());
        }
        values.push((assignment.target, value as u16));
    }
    if !values.is_empty() {
        session.debugger.before = session.debugger.registers().cpu;
    }
    for (target, value) in values {
        set(session, target, value);
    }
    if assignments
        .iter()
        .all(|assignment| assignment.value.is_none())
    {
        tell_whose(session);
    }
    Ok(Report::Registers(session.debugger.registers()))
}

/// Says what registers do not: that the guest has not begun, for gdb's `r` runs it, or that a caller is looked at.
fn tell_whose(session: &mut Session<'_>) {
    let debugger = &session.debugger;
    if debugger.frame > 0 {
        let (frame, pc) = (debugger.frame, debugger.frame_pc());
        session.note(format!(
            "frame #{frame} is looked at, where `$pc` is ${pc:04X}; these are the guest's own registers"
        ));
    } else if debugger.machine.cpu().cycles == 0 && session.shell.script_depth == 0 {
        session.remark(
            "nothing has run yet: `run` starts the program, `r` shows registers".to_owned(),
        );
    }
}

fn set(session: &mut Session<'_>, target: Target, value: u16) {
    let cpu = session.debugger.machine.cpu_mut();
    let byte = value as u8;
    match target {
        Target::Register(Register::A) => cpu.a = byte,
        Target::Register(Register::X) => cpu.x = byte,
        Target::Register(Register::Y) => cpu.y = byte,
        Target::Register(Register::Sp) => cpu.sp = byte,
        Target::Register(Register::P) => set_p(session, byte),
        Target::Register(Register::Pc) => {
            cpu.pc = value;
            session.debugger.moved();
        }
        Target::Flag(bit) => {
            let others = cpu.p() & !bit;
            set_p(session, if byte == 0 { others } else { others | bit });
        }
    }
}

/// Sets P; what I makes of a waiting interrupt counts at once.
fn set_p(session: &mut Session<'_>, p: u8) {
    session.debugger.machine.cpu_mut().set_p(p);
    session.debugger.machine.poll_lines();
}
