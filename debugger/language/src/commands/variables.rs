//! Variables and types of C: those of the frame that is looked at, and those of the program.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::character::complete::{char, space0};
use nom::combinator::{cut, not, opt, peek, value, verify};

use super::memory::poke::{Poke, write};
use super::registers::{Assignment, assign};
use super::{Family, Row, bind};
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Free, Printer},
    expression::{assignable, expression, types},
    token::{self, Text, lexeme},
};
use crate::report::{Nature, Nothing, Report, ScopedView, VariableView};
use crate::session::{Outcome, Session};
use jumppad_engine::debugger::variables::Variables;
use jumppad_engine::expression::typed::{Sense, Term};
use jumppad_engine::expression::{Binary, COperation, Expr, Register, register_name};
use jumppad_engine::program::symbols::typed;

const TYPES: &str = "Types are read from the source text, which a debug file names: where that is not found, the command `directory` \
                     tells where it is. An int has 2 bytes, a long 4; `char` has no sign.";

pub(super) const FAMILY: Family = Family {
    title: "Variables of C",
    rows: &[
        Row {
            names: &["info locals"],
            summary: "the variables of the function that is looked at, but for its parameters",
            details: "Where they are on C's stack is found from the code; `up` and `frame N` look at other calls.",
            bind: |i| bind(i, token::nothing, |s, ()| list(s, Variables::Locals)),
            ..Row::PLAIN
        },
        Row {
            names: &["info args"],
            summary: "the parameters of the function that is looked at",
            bind: |i| bind(i, token::nothing, |s, ()| list(s, Variables::Parameters)),
            ..Row::PLAIN
        },
        Row {
            names: &["whatis"],
            arguments: "E",
            summary: "tell the type of an expression of C; of a symbol how many bytes it has",
            details: TYPES,
            bind: |i| bind(i, asked, |s, asked| whatis(s, asked, Depth::Name)),
            ..Row::PLAIN
        },
        Row {
            names: &["ptype"],
            arguments: "E",
            summary: "tell the type of an expression of C, and what it is made of",
            details: TYPES,
            bind: |i| bind(i, asked, |s, asked| whatis(s, asked, Depth::Members)),
            ..Row::PLAIN
        },
        Row {
            names: &["info types"],
            arguments: "[WORD]",
            summary: "list the types that the source declares, or those with a word in their name",
            details: TYPES,
            bind: |i| bind(i, token::text, |s, text| Ok(types(s, &text))),
            ..Row::PLAIN
        },
        Row {
            names: &["info scope"],
            arguments: "SYMBOL",
            summary: "list the variables of a function, and where they are",
            bind: |i| bind(i, token::text, |s, text| scope(s, &text)),
            ..Row::PLAIN
        },
    ],
};

/// How much of a type is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    Name,
    Members,
}

fn list(session: &mut Session<'_>, which: Variables) -> Outcome {
    let list = session.debugger.variables(which)?;
    if list.is_empty() {
        return Ok(Report::Nothing(match which {
            Variables::Locals => Nothing::Locals,
            Variables::Parameters => Nothing::Parameters,
        }));
    }
    Ok(Report::Variables { list })
}

/// An expression, or the name of a type.
#[derive(Clone, Debug)]
struct Asked(Free);

impl Canonical for Asked {
    fn write(&self, line: &mut Printer) {
        line.add(&self.0);
    }
}

fn asked(input: Span<'_>) -> Parsed<'_, Asked> {
    let (start, _) = space0.parse(input)?;
    let at = start.location_offset();
    let is_type = |name: &_| types::is_sure(name, input);
    let found: Parsed<'_, _> = verify(types::type_name, is_type).parse(start);
    if let Ok((rest, name)) = found
        && let Ok((rest, ())) = token::end_ahead(rest)
    {
        let expr = Expr::C(Box::new(COperation::Type(name)), at);
        return Ok((rest, Asked(Free(expr))));
    }
    expression.map(Free).map(Asked).parse(input)
}

fn whatis(session: &mut Session<'_>, Asked(Free(expr)): Asked, depth: Depth) -> Outcome {
    if let Some(view) = session.debugger.type_of(&expr)? {
        let definition = view.definition.clone().filter(|_| depth == Depth::Members);
        let is_name = matches!(&expr, Expr::Symbol { name, .. } if *name == view.of);
        // Of a name of a type one wants to know what it stands for.
        let definition = match is_name {
            true => view.definition.clone(),
            false => definition,
        };
        return Ok(Report::CType {
            text: format!("type = {}", definition.unwrap_or_else(|| view.of.clone())),
            view,
        });
    }
    let value = session.debugger.scope().value(&expr)?;
    // A name may be that of a register.
    let meant = match session.debugger.scope().bind(&expr)? {
        register @ Expr::Register(_) => register,
        _ => expr.clone(),
    };
    Ok(Report::Nature(match &meant {
        Expr::Register(register) => Nature::Register {
            name: register_name(*register),
            bits: if *register == Register::Pc { 16 } else { 8 },
        },
        Expr::Byte(..) => Nature::Byte,
        Expr::Word(..) => Nature::Word,
        Expr::Symbol { name, .. } => named(session, name, value),
        _ => Nature::Number,
    }))
}

/// What is known of a symbol without a type.
fn named(session: &Session<'_>, name: &str, address: i64) -> Nature {
    let code = u16::try_from(address)
        .is_ok_and(|address| session.debugger.is_code(address, &session.debugger.flow()));
    Nature::Symbol {
        name: typed(name).to_string(),
        address,
        size: session.debugger.symbols.size(name),
        code,
    }
}

fn types(session: &mut Session<'_>, Text(word): &Text) -> Report {
    let c = session.debugger.source.c();
    let mut all: Vec<String> = Vec::new();
    for unit in c.modules.iter().map(|module| &module.unit) {
        let records = unit.records.iter().filter(|((_, tag), _)| !tag.is_empty());
        all.extend(records.map(|((kind, tag), _)| format!("{} {tag}", kind.word())));
        all.extend(
            unit.enums
                .keys()
                .filter(|tag| !tag.is_empty())
                .map(|tag| format!("enum {tag}")),
        );
        let names = unit.names.iter();
        all.extend(
            names.map(|(name, &of)| {
                format!("typedef {}", c.types.declared(c.types.target(of), name))
            }),
        );
    }
    all.retain(|text| text.contains(word.trim()));
    all.sort();
    all.dedup();
    match all.is_empty() {
        true => Report::Nothing(Nothing::Types {
            knows_c: !c.is_empty(),
        }),
        false => Report::Types { list: all },
    }
}

fn scope(session: &mut Session<'_>, Text(name): &Text) -> Outcome {
    let name = name.trim();
    let c = session.debugger.source.c();
    let Some(function) = c.function(name, None) else {
        let unknown = Diagnostic::new(0, format!("there is no function `{name}` of C"));
        return Err(unknown
            .advise("`info functions` lists the functions")
            .into());
    };
    let variables = function.variables.iter();
    let variables = variables.map(|variable| ScopedView {
        name: variable.name.clone(),
        declaration: variable.of.map(|of| c.types.declared(of, &variable.name)),
        place: variable.storage.map(|storage| storage.to_string()),
    });
    let list: Vec<ScopedView> = variables.collect();
    let function = name.to_owned();
    Ok(match list.is_empty() {
        true => Report::Nothing(Nothing::Variables { function }),
        false => Report::Scope { function, list },
    })
}

/// A variable or memory, and its new value.
#[derive(Clone, Debug)]
pub(in crate::commands) struct Assigned {
    place: Expr,
    value: Free,
    /// Where the value stands in the line.
    at: usize,
}

impl Canonical for Assigned {
    fn write(&self, line: &mut Printer) {
        line.add(&Free(self.place.clone()))
            .word('=')
            .add(&self.value);
    }
}

/// `PLACE = E`, and C's `+=`, `++` and their like.
pub(in crate::commands) fn assigned(input: Span<'_>) -> Parsed<'_, Assigned> {
    // What is wrong with a value is told by whoever reads one.
    let found = assignable(input).map_err(|error| match error {
        nom::Err::Failure(error) => nom::Err::Error(error),
        other => other,
    });
    let (rest, place) = found?;
    let at = token::begin(rest);
    let step = alt((
        value(Binary::Add, tag("++")),
        value(Binary::Subtract, tag("--")),
    ));
    let is_star =
        matches!(&place, Expr::C(operation, _) if matches!(**operation, COperation::Star(_)));
    let is_step = ["++", "--"]
        .iter()
        .any(|step| rest.fragment().starts_with(step));
    if is_star && is_step {
        return Diagnostic::at(
            rest,
            "in C this would move the pointer, not what it leads to",
        )
        .advise("`*p += 1` changes what p leads to, `p++` the pointer")
        .failure();
    }
    if let (rest, Some(operator)) = opt(lexeme(step)).parse(rest)? {
        let value = Free(Expr::Binary(
            operator,
            Box::new(place.clone()),
            Box::new(Expr::Number(1)),
            at,
        ));
        return Ok((rest, Assigned { place, value, at }));
    }
    let operator = alt((
        value(Binary::Add, char('+')),
        value(Binary::Subtract, char('-')),
        value(Binary::Multiply, char('*')),
        value(Binary::Divide, char('/')),
        value(Binary::Remainder, char('%')),
        value(Binary::BitAnd, char('&')),
        value(Binary::BitOr, char('|')),
        value(Binary::BitXor, char('^')),
        value(Binary::ShiftLeft, tag("<<")),
        value(Binary::ShiftRight, tag(">>")),
    ));
    let (rest, operator) =
        lexeme((opt(operator), char('='), peek(not(char('=')))).map(|(found, ..)| found))
            .parse(rest)?;
    let at = token::begin(rest);
    let (rest, new) = cut(expression).parse(rest)?;
    let value = match operator {
        Some(operator) => Expr::Binary(operator, Box::new(place.clone()), Box::new(new), at),
        None => new,
    };
    let value = Free(value);
    Ok((rest, Assigned { place, value, at }))
}

/// Writes to what is assigned to: a variable, a register where no variable is called so, or memory.
pub(in crate::commands) fn assign_place(session: &mut Session<'_>, assigned: Assigned) -> Outcome {
    let Assigned { place, value, at } = assigned;
    session.tell_meant(&place);
    match session.debugger.scope().term(&place, Sense::Value)? {
        Term::Number(Expr::Register(register)) => {
            return assign(session, vec![Assignment::of(register, value.0, at)]);
        }
        Term::Number(place @ (Expr::Byte(..) | Expr::Word(..))) => {
            return write(session, &Poke { place, value, at });
        }
        _ => {}
    }
    let view = session.debugger.assign(&place, &value.0)?;
    session.shell.last_value = view.data.value();
    let list = vec![VariableView {
        name: session.spelled(&place),
        of: Some(view.of),
        address: view.address,
        data: Some(view.data),
        error: None,
    }];
    Ok(Report::Variables { list })
}
