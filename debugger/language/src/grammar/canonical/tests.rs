//! Random expressions and ranges, printed and parsed again.

use proptest::prelude::*;

use super::super::expression::{Place, in_place};
use super::super::range::range;
use super::super::{Context, Diagnostic, Radix, Span, finish, token};
use super::*;
use jumppad_engine::expression::{
    AccessField, Binary, Case, End, Expr, RangeExpr, Register, Text, TextTest, Unary, register,
};

/// `expr` as if its text had no places.
fn placeless(expr: Expr) -> Expr {
    let inner = |e: Box<Expr>| Box::new(placeless(*e));
    match expr {
        Expr::Symbol { name, number, .. } => Expr::Symbol {
            name,
            number,
            at: 0,
        },
        Expr::Access(field, _) => Expr::Access(field, 0),
        Expr::Byte(e, _) => Expr::Byte(inner(e), 0),
        Expr::Word(e, _) => Expr::Word(inner(e), 0),
        Expr::Unary(operator, e) => Expr::Unary(operator, inner(e)),
        Expr::Binary(operator, l, r, _) => Expr::Binary(operator, inner(l), inner(r), 0),
        other => other,
    }
}

fn parse(text: &str, place: Place, radix: Radix) -> Result<Expr, Diagnostic> {
    let input = Span::new_extra(
        text,
        Context {
            radix,
            ..Context::default()
        },
    );
    let (rest, expr) = finish(in_place(input, place))?;
    finish(token::end(rest))?;
    Ok(placeless(expr))
}

fn radixes() -> impl Strategy<Value = Radix> {
    prop_oneof![
        Just(Radix::BySlot),
        Just(Radix::Hexadecimal),
        Just(Radix::Decimal)
    ]
}

/// Names that lie in wait for a printer: registers, flags, digits, clauses, scopes.
const NAMES: &[&str] = &[
    "add_one", "a", "x", "pc", "n", "c", "c000", "face", "if", "once", "off", "load", "cycles",
    "value", "a::b", "c0::d", "@loop", "x::@y", "w", "Start", "PC", "_", "é", "symbol", "operand",
    "contains", "c", "n", "e", "a-1", "+", "1", "x;y",
];

fn strings() -> impl Strategy<Value = Text> {
    prop_oneof![
        Just(Text::Mnemonic),
        Just(Text::Operand),
        Just(Text::Symbol),
        "[ -!#-~é]{0,6}".prop_map(Text::Literal),
    ]
}

fn comparisons() -> impl Strategy<Value = Expr> {
    use TextTest::*;
    let tests = vec![Equal, NotEqual, StartsWith, EndsWith, Contains];
    let case = prop_oneof![Just(Case::Usual), Just(Case::Ignored)];
    (strings(), prop::sample::select(tests), strings(), case).prop_map(
        |(left, test, right, case)| Expr::Text(Box::new(left), test, Box::new(right), case),
    )
}

fn leaves() -> impl Strategy<Value = Expr> {
    use AccessField::*;
    const REGISTERS: &[&str] = &["a", "x", "y", "sp", "pc", "p"];
    prop_oneof![
        (0..i64::MAX).prop_map(Expr::Number),
        (0..0x1_0000i64).prop_map(Expr::Number),
        prop::sample::select(REGISTERS).prop_map(|r| Expr::Register(register(r).unwrap())),
        prop::sample::select(vec![1u8, 2, 4, 8, 16, 64, 128]).prop_map(Expr::Flag),
        Just(Expr::Cycles),
        Just(Expr::Bank),
        Just(Expr::LastAddress),
        comparisons(),
        prop::sample::select(vec![Addr, Value, Old, IsWrite]).prop_map(|f| Expr::Access(f, 0)),
        // What a name's digits mean is the parser's to say.
        prop::sample::select(NAMES).prop_map(|name| Expr::Symbol {
            name: name.to_owned(),
            number: None,
            at: 0
        }),
    ]
}

pub(in crate::grammar) fn expressions() -> impl Strategy<Value = Expr> {
    use Binary::*;
    use Unary::*;
    let operators = vec![
        Or,
        And,
        BitOr,
        BitXor,
        BitAnd,
        Equal,
        NotEqual,
        Less,
        LessEqual,
        Greater,
        GreaterEqual,
        ShiftLeft,
        ShiftRight,
        Add,
        Subtract,
        Multiply,
        Divide,
        Remainder,
    ];
    let signs = vec![Negate, Not, Complement, LowByte, HighByte];
    leaves().prop_recursive(6, 40, 2, move |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            boxed().prop_map(|e| Expr::Byte(e, 0)),
            boxed().prop_map(|e| Expr::Word(e, 0)),
            (prop::sample::select(signs.clone()), boxed()).prop_map(|(o, e)| Expr::Unary(o, e)),
            (prop::sample::select(operators.clone()), boxed(), boxed())
                .prop_map(|(o, l, r)| Expr::Binary(o, l, r, 0)),
        ]
    })
}

fn printed(expr: &Expr, place: Place, radix: Radix) -> String {
    let context = Context {
        radix,
        ..Context::default()
    };
    super::expression::text(expr, place, context)
}

#[test]
fn a_symbol_like_a_number_keeps_its_dot_however_long() {
    for digits in [3, 16, 64] {
        let text = format!(".{}", "f".repeat(digits));
        let expr = parse(&text, Place::Address, Radix::BySlot).unwrap();
        assert_eq!(printed(&expr, Place::Address, Radix::BySlot), text);
    }
}

#[test]
fn what_is_no_name_alone_is_quoted() {
    for text in [
        ".'b'",
        ".'e'",
        ".'+'",
        "'a-1'",
        "'LOCAL-MACRO_SYMBOL-0000'+3",
        ".'\u{e9}-'",
    ] {
        let expr = parse(text, Place::Address, Radix::BySlot).unwrap();
        let shown = printed(&expr, Place::Address, Radix::BySlot);
        assert_eq!(shown, text.replace(".'\u{e9}-'", "'\u{e9}-'"));
    }
    let expr = parse("'x'", Place::Free, Radix::BySlot);
    assert_eq!(expr, Ok(Expr::Number(i64::from(b'x'))));
    assert_eq!(
        printed(
            &parse("'pc'", Place::Free, Radix::BySlot).unwrap(),
            Place::Free,
            Radix::BySlot
        ),
        ".pc"
    );
}

#[test]
fn digits_in_an_address_are_hexadecimal_however_deep() {
    for (text, place, spelt) in [
        ("[200+x]", Place::Free, "[$0200 + x]"),
        (
            "10 + w[x + [10]] * 10",
            Place::Free,
            "$0A + w[x + [$10]] * $0A",
        ),
        ("(10*x+[20])", Place::Address, "($10 * x)+[$20]"),
        ("[face]+.face", Place::Argument, "[face]+face"),
    ] {
        let expr = parse(text, place, Radix::BySlot).unwrap();
        assert_eq!(printed(&expr, place, Radix::BySlot), spelt);
    }
    let expr = parse("[200]", Place::Free, Radix::Decimal).unwrap();
    assert_eq!(printed(&expr, Place::Free, Radix::Decimal), "[$C8]");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn an_expression_survives_printing(expr in expressions(), radix in radixes()) {
        for place in [Place::Free, Place::Argument, Place::Address] {
            let text = printed(&expr, place, radix);
            let again = parse(&text, place, radix);
            prop_assert_eq!(again.as_ref(), Ok(&expr), "{:?} as `{}`", place, text);
            let blanks = text.chars().any(char::is_whitespace);
            prop_assert!(place == Place::Free || !blanks || text.contains(['(', '[']));
        }
    }

    #[test]
    fn a_range_survives_printing(start in expressions(), end in expressions(), n in 0..u64::MAX, kind in 0..3usize) {
        let end = [End::Open, End::At(end), End::Length(n)].into_iter().nth(kind).unwrap();
        let whole = RangeExpr { start, end, offset: 0 };
        for expr in [Some(&whole.start), match &whole.end { End::At(end) => Some(end), _ => None }].into_iter().flatten() {
            // What is past memory is refused where it is read.
            prop_assume!(!matches!(expr, Expr::Number(value) if *value > 0xffff));
        }
        let mut line = Printer::new(Radix::BySlot);
        line.add(&whole);
        let text = line.into_text();
        let (_, again) = finish(range(Span::new_extra(&text, Context::default()))).unwrap();
        prop_assert_eq!(placeless(again.start), whole.start, "{}", text);
        let end = match again.end {
            End::At(end) => End::At(placeless(end)),
            other => other,
        };
        prop_assert_eq!(end, whole.end, "{}", text);
    }
}

#[test]
fn brackets_stand_only_where_they_must() {
    for text in [
        "a + x * 2 - 1",
        "(a + x) * 2",
        "a - (x - 1)",
        "a || x && !.z",
        "(a || x) && y",
        "w[pc + 1] == <addr",
        "-(a + 1)",
        "a & $0F == 0",
    ] {
        let expr = parse(text, Place::Free, Radix::BySlot).unwrap();
        assert_eq!(typed_expression(&expr), text);
    }
    let expr = parse("a-(-x)", Place::Argument, Radix::BySlot).unwrap();
    assert_eq!(printed(&expr, Place::Argument, Radix::BySlot), "a-(-x)");
    let expr = Expr::Binary(
        Binary::Add,
        Box::new(Expr::Register(Register::A)),
        Box::new(Expr::Number(0x600)),
        0,
    );
    assert_eq!(printed(&expr, Place::Address, Radix::BySlot), "(a)+$0600");
}

#[test]
fn counts_are_decimal_under_every_radix() {
    for (radix, text) in [
        (Radix::BySlot, "7 4711"),
        (Radix::Decimal, "7 4711"),
        (Radix::Hexadecimal, "7 #4711"),
    ] {
        let mut line = Printer::new(radix);
        line.add(&vec![7u64, 4711]);
        assert_eq!(line.into_text(), text);
    }
}
