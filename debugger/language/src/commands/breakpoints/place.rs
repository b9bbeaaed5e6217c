//! Where a breakpoint waits, and what more is said of it: `[RANGE] [if E] [once] [skip N] [every N] [disabled] [do {..}]`.
//!
//! Invariant: what follows the range stands in any order, each at most once; it is printed in one order.

use crate::grammar::explain::explain;
use jumppad_tiers::Access;
use nom::Parser;
use nom::branch::alt;
use nom::character::complete::{char, space0};
use nom::combinator::{consumed, cut, map, opt, value};
use std::rc::Rc;

use crate::commands::banked::{bank, own_bank, write_bank};
use crate::commands::kept;
use crate::error::CommandError;
use crate::grammar::{
    Context, Diagnostic, Parsed, Span, braces,
    canonical::{Canonical, Doubt, Free, Printer, typed_expression},
    expression::expression,
    number,
    range::{code_range, maybe_range, range},
    token::{self, end_ahead, keyword, lexeme},
};
use crate::session::Session;
use jumppad_engine::breakpoints::{
    Actions, Condition, Effect, Explain, Kind, Life, Spec, State, Turns, catch,
};
use jumppad_engine::expression::{Binary, Expr, Radix, RangeExpr, Scope, View};

/// A condition as it was written.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) expr: Expr,
    context: Context<'static>,
}

/// What can be said of every breakpoint.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub(super) condition: Option<Written>,
    pub(super) life: Life,
    pub(super) skip: Option<u64>,
    pub(super) every: Option<u64>,
    pub(super) state: State,
    pub(super) actions: Option<Actions>,
    /// Of its commands.
    pub(super) doubts: Vec<Doubt>,
}

/// A range, or what is looked at now, and what is said of the breakpoint there.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The number of the bank that must show for memory to be watched.
    pub(super) bank: Option<u16>,
    pub(super) range: Option<RangeExpr>,
    pub(super) star: Star,
    pub(super) options: Options,
}

/// Whether gdb's star stands before a place: memory is watched where `*E` points to, and `[E]` is memory itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Star {
    Before,
    #[default]
    Absent,
}

/// A condition that is the place.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) condition: Written,
    pub(super) options: Options,
}

impl Canonical for Kind {
    fn write(&self, line: &mut Printer) {
        match self {
            Self::Execute => line.word("exec"),
            Self::Memory(Access::Read) => line.word("load"),
            Self::Memory(Access::Write) => line.word("store"),
            Self::Memory(Access::ReadWrite) => line.word("load store"),
            // No argument says so; it is `breakif`'s own.
            Self::Edge => line,
            Self::Catch(kind) => line.word(catch::text(*kind)),
        };
    }
}

impl Canonical for Written {
    fn write(&self, line: &mut Printer) {
        line.add(&Free(self.expr.clone()));
    }
}

impl Canonical for Options {
    fn write(&self, line: &mut Printer) {
        if let Some(condition) = &self.condition {
            line.word("if").add(condition);
        }
        if self.life == Life::Once {
            line.word("once");
        }
        if let Some(skip) = &self.skip {
            line.word("skip").add(skip);
        }
        if let Some(every) = &self.every {
            line.word("every").add(every);
        }
        if self.state == State::Disabled {
            line.word("disabled");
        }
        if let Some(actions) = &self.actions {
            let list = actions.lines().join("; ");
            line.word("do").word(format_args!("{{ {list} }}"));
            line.doubt(self.doubts.iter().cloned());
        }
    }
}

impl Canonical for Place {
    fn write(&self, line: &mut Printer) {
        match (&self.range, self.star) {
            // Other places mean the same without it.
            (Some(range), Star::Before) if range.is_of_memory() => {
                let mut place = line.fresh();
                place.add(range);
                line.word('*').glue(place.into_text());
            }
            (range, _) => write_bank(self.bank, range, line),
        }
        line.add(&self.options);
    }
}

impl Canonical for Edge {
    fn write(&self, line: &mut Printer) {
        line.add(&self.condition).add(&self.options);
    }
}

/// What is watched, where the command leaves that open.
pub(super) fn kind(input: Span<'_>) -> Parsed<'_, Kind> {
    let (mut rest, mut all) = one_kind(input)?;
    while let Ok((behind, next)) = one_kind(rest) {
        all = match (all, next) {
            (Kind::Memory(first), Kind::Memory(second)) if first == second => all,
            (Kind::Memory(_), Kind::Memory(_)) => Kind::Memory(Access::ReadWrite),
            (Kind::Execute, Kind::Execute) => all,
            _ => {
                return Diagnostic::at(rest, "one breakpoint waits for code or for memory, not for both")
                    .advise("`break A` waits for code, `watch load store A` for memory; both may stand at one address")
                    .failure();
            }
        };
        rest = behind;
    }
    Ok((rest, all))
}

fn one_kind(input: Span<'_>) -> Parsed<'_, Kind> {
    alt((
        value(Kind::Execute, keyword("exec")),
        value(Kind::Memory(Access::Read), keyword("load")),
        value(Kind::Memory(Access::Write), keyword("store")),
    ))
    .parse(input)
}

/// A place in memory.
pub(super) fn place(input: Span<'_>) -> Parsed<'_, Place> {
    let (rest, bank) = opt(bank).parse(input)?;
    let (rest, place) = place_by(rest, range)?;
    Ok((rest, Place { bank, ..place }))
}

/// A place in code, where digits alone may be a line of C.
pub(super) fn code_place(input: Span<'_>) -> Parsed<'_, Place> {
    let (rest, bank) = opt(bank).parse(input)?;
    let (rest, mut place) = place_by(rest, code_range)?;
    if let Some(bank) = bank {
        let told = place.options.condition.take();
        place.options.condition = Some(Written::in_bank(bank, told, input.extra.lasting()));
    }
    Ok((rest, place))
}

/// What is asked for by the name of a symbol in a bank, or by a line, waits for that bank.
pub(super) fn within_its_bank(session: &Session<'_>, range: &RangeExpr, options: &mut Options) {
    if let Some((bank, _)) = own_bank(session, &range.start) {
        let told = options.condition.take();
        options.condition = Some(Written::in_bank(bank, told, session.context()));
    }
}

/// A place whose range `read` reads where no star stands before it.
fn place_by<'a>(input: Span<'a>, read: fn(Span<'a>) -> Parsed<'a, RangeExpr>) -> Parsed<'a, Place> {
    // gdb's `-l` says that a place is meant, which it is here in any case.
    let location = alt((keyword("-location"), keyword("-l")));
    let (rest, _) = opt(location).parse(input)?;
    let star = opt(lexeme(char('*'))).map(|star| star.map_or(Star::Absent, |_| Star::Before));
    let (start, star) = { star }.parse(rest)?;
    let (rest, mut range) = match star {
        Star::Before => range(start)?,
        Star::Absent => read(start)?,
    };
    if token::peek_word(start).eq_ignore_ascii_case("$a") {
        range.start = Expr::DollarA;
    }
    let (rest, options) = options(rest, Options::default())?;
    let range = Some(range);
    Ok((
        rest,
        Place {
            bank: None,
            range,
            star,
            options,
        },
    ))
}

/// A place in code that may be left out, which is what is looked at now.
pub(super) fn place_or_here(input: Span<'_>) -> Parsed<'_, Place> {
    match maybe_range(input) {
        Ok((rest, None)) => {
            let (range, star) = (None, Star::Absent);
            let (rest, options) = options(rest, Options::default())?;
            let place = Place {
                bank: None,
                range,
                star,
                options,
            };
            Ok((rest, place))
        }
        _ => code_place(input),
    }
}

/// What is watched, if that is said, and the place, which may be left out.
pub(super) fn kind_and_place_or_here(input: Span<'_>) -> Parsed<'_, (Option<Kind>, Place)> {
    match kind(input) {
        Ok((rest, kind)) => map(|i| place_of(i, kind), |place| (Some(kind), place)).parse(rest),
        Err(error @ nom::Err::Failure(_)) => Err(error),
        Err(_) => map(place_or_here, |place| (None, place)).parse(input),
    }
}

/// What is watched, where that is open, and the place, in code if it is not said; nothing where the line ends.
pub(super) fn kind_and_code(input: Span<'_>) -> Parsed<'_, Option<(Option<Kind>, Place)>> {
    kind_and_place(input, Kind::Execute)
}

/// What is watched, where that is open, and the place, in memory if it is not said; nothing where the line ends.
pub(super) fn kind_and_memory(input: Span<'_>) -> Parsed<'_, Option<(Option<Kind>, Place)>> {
    kind_and_place(input, Kind::Memory(Access::Write))
}

fn kind_and_place(input: Span<'_>, usual: Kind) -> Parsed<'_, Option<(Option<Kind>, Place)>> {
    if let Ok((rest, ())) = end_ahead(input) {
        return Ok((rest, None));
    }
    let (rest, kind) = opt(kind).parse(input)?;
    let (rest, place) = place_of(rest, kind.unwrap_or(usual))?;
    Ok((rest, Some((kind, place))))
}

/// A place for what is watched there.
fn place_of(input: Span<'_>, kind: Kind) -> Parsed<'_, Place> {
    match kind {
        Kind::Memory(_) => place(input),
        Kind::Execute | Kind::Catch(_) | Kind::Edge => code_place(input),
    }
}

pub(super) fn edge(input: Span<'_>) -> Parsed<'_, Edge> {
    let (rest, condition) = condition(input)?;
    let given = Options {
        condition: Some(condition.clone()),
        ..Options::default()
    };
    let (rest, options) = options(rest, given)?;
    let options = Options {
        condition: None,
        ..options
    };
    Ok((rest, Edge { condition, options }))
}

pub(super) fn condition(input: Span<'_>) -> Parsed<'_, Written> {
    let context = input.extra.lasting();
    map(consumed(expression), |(text, expr)| Written {
        text: text.fragment().trim().to_owned(),
        expr,
        context,
    })
    .parse(input)
}

/// Everything behind a range, in any order.
pub(super) fn options(mut input: Span<'_>, mut options: Options) -> Parsed<'_, Options> {
    loop {
        let (start, _) = space0.parse(input)?;
        let (rest, word) = match option_word(start) {
            Ok(found) => found,
            Err(_) => return Ok((input, options)),
        };
        input = match word {
            "if" => fill(start, &mut options.condition, cut(condition).parse(rest))?,
            "skip" => fill(
                start,
                &mut options.skip,
                cut(lexeme(number::count)).parse(rest),
            )?,
            "every" => fill(start, &mut options.every, period(rest))?,
            "do" => {
                let (rest, (actions, doubts)) = actions(rest)?;
                options.doubts = doubts;
                fill(start, &mut options.actions, Ok((rest, actions)))?
            }
            "once" if options.life == Life::Permanent => {
                options.life = Life::Once;
                rest
            }
            "disabled" if options.state == State::Enabled => {
                options.state = State::Disabled;
                rest
            }
            word => return twice(start, word).failure(),
        };
    }
}

/// The word that begins an option.
fn option_word(input: Span<'_>) -> Parsed<'_, &'static str> {
    alt((
        value("if", keyword("if")),
        value("once", keyword("once")),
        value("skip", keyword("skip")),
        value("every", keyword("every")),
        value("disabled", keyword("disabled")),
        value("do", keyword("do")),
    ))
    .parse(input)
}

/// Puts what was parsed into its place, which must be free; where it goes on.
fn fill<'a, T>(
    start: Span<'a>,
    slot: &mut Option<T>,
    parsed: Parsed<'a, T>,
) -> Result<Span<'a>, nom::Err<Diagnostic>> {
    let (rest, found) = parsed?;
    match slot.replace(found) {
        None => Ok(rest),
        Some(_) => twice(start, crate::grammar::token::peek_word(start)).failure(),
    }
}

fn twice(start: Span<'_>, word: &str) -> Diagnostic {
    Diagnostic::at(start, format!("`{word}` is said already"))
}

/// N of `every N`.
fn period(input: Span<'_>) -> Parsed<'_, u64> {
    let (rest, period) = cut(lexeme(number::count)).parse(input)?;
    match period {
        0 => {
            let (start, _) = space0.parse(input)?;
            Diagnostic::at(start, "there is no 0th hit")
                .advise("`every 1` stops at each hit")
                .failure()
        }
        _ => Ok((rest, period)),
    }
}

/// Commands in braces.
fn actions(input: Span<'_>) -> Parsed<'_, (Actions, Vec<Doubt>)> {
    let (rest, pieces) = cut(braces::list).parse(input)?;
    Ok((rest, kept_list(pieces, input.extra.radix)?))
}

/// Commands as they are kept for a stop.
pub(super) fn kept_list(
    pieces: Vec<Span<'_>>,
    radix: Radix,
) -> Result<(Actions, Vec<Doubt>), nom::Err<Diagnostic>> {
    let lines = pieces.into_iter().enumerate();
    let lines = lines.map(|(at, piece)| kept(piece, at));
    match lines.collect::<Result<(Vec<_>, Vec<_>), _>>() {
        Ok((lines, doubts)) => Ok((Actions::new(lines, radix), doubts.concat())),
        Err(error) => error.failure(),
    }
}

impl Written {
    /// That a bank shows, and what else is asked.
    pub(super) fn in_bank(bank: u16, told: Option<Self>, context: Context<'static>) -> Self {
        let number = Box::new(Expr::Number(bank.into()));
        let shows = Expr::Binary(Binary::Equal, Box::new(Expr::Bank), number, 0);
        match told {
            None => Self {
                text: format!("$bank == {bank}"),
                expr: shows,
                context,
            },
            Some(told) => Self {
                text: format!("$bank == {bank} && ({})", told.text),
                expr: Expr::Binary(Binary::And, Box::new(shows), Box::new(told.expr), 0),
                context: told.context,
            },
        }
    }

    /// The condition with its names looked up now, as they are seen from `view`, so that a misspelt one is an error of this line.
    pub(super) fn bound(self, session: &Session<'_>, view: View) -> Result<Condition, Diagnostic> {
        let context = self.context;
        let explain: Explain = Rc::new(move |text, scope| explain(text, context, scope));
        let scope = Scope {
            view,
            ..session.debugger.scope()
        };
        Ok(Condition::new(self.text, self.expr, explain, &scope)?)
    }

    /// The expression that it is.
    pub(super) fn expr(&self) -> &Expr {
        &self.expr
    }

    /// A condition that was never written.
    pub(super) fn as_typed(expr: Expr) -> Self {
        Self {
            text: typed_expression(&expr),
            expr,
            context: Context::default(),
        }
    }

    /// The condition of a breakpoint as it was written.
    pub(super) fn of(condition: &Condition) -> Self {
        Self {
            text: condition.text.clone(),
            expr: condition.expr.clone(),
            context: Context::default(),
        }
    }
}

impl Options {
    /// Those that `spec` was made with, but for its commands.
    pub(super) fn of(spec: &Spec) -> Self {
        let ((skip, _), (every, _)) = (spec.turns.skips(), spec.turns.period());
        Self {
            condition: spec.condition.as_ref().map(Written::of),
            life: spec.life,
            skip: Some(skip).filter(|&skip| skip > 0),
            every: Some(every).filter(|&every| every > 1),
            state: spec.state,
            actions: None,
            doubts: Vec::new(),
        }
    }

    /// The breakpoint that they describe.
    pub(super) fn spec(
        self,
        session: &Session<'_>,
        kind: Kind,
        effect: Effect,
        view: View,
    ) -> Result<Spec, CommandError> {
        let condition = self.condition.map(|written| written.bound(session, view));
        Ok(Spec {
            kind,
            effect,
            range: 0..=u16::MAX,
            bank: None,
            variable: None,
            written: None,
            condition: condition.transpose()?,
            life: self.life,
            state: self.state,
            turns: Turns::new(self.skip.unwrap_or(0), self.every.unwrap_or(1)),
            actions: self.actions.unwrap_or_default(),
        })
    }
}
