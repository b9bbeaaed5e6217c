//! Places, errors and depth of expressions.

use super::super::parse_all;
use super::*;
use jumppad_engine::expression::Register;

#[test]
fn an_address_slot_reads_hexadecimal_and_names() {
    let symbol = |name: &str, number| {
        let name = name.to_owned();
        Ok(Expr::Symbol {
            name,
            number,
            at: 0,
        })
    };
    assert_eq!(parse_all("a", address), symbol("a", Some(10)));
    assert_eq!(parse_all("c000", address), symbol("c000", Some(0xC000)));
    assert_eq!(parse_all("c000", expression), symbol("c000", None));
    assert_eq!(parse_all("zoo::@b", address), symbol("zoo::@b", None));
    assert_eq!(parse_all("a", expression), Ok(Expr::Register(Register::A)));
    assert_eq!(parse_all("pc", address), Ok(Expr::Register(Register::Pc)));
    assert!(matches!(
        parse_all("pc+10", address),
        Ok(Expr::Binary(Binary::Add, _, right, 2)) if *right == Expr::Number(16)
    ));
}

#[test]
fn errors_point_at_their_cause() {
    let offset = |text| parse_all(text, expression).unwrap_err().offset;
    assert_eq!(offset("a == "), 5);
    assert_eq!(offset("(a + 1"), 6);
    assert_eq!(offset("a = 5"), 2);
    assert_eq!(offset("[$10"), 4);
    assert_eq!(offset(".q"), 0);
    assert_eq!(offset("x == 1 2"), 7);
}

#[test]
fn a_register_in_the_manner_of_gdb_is_one_unless_it_is_a_number() {
    for parser in [address, expression] {
        assert_eq!(parse_all("$pc", parser), Ok(Expr::Register(Register::Pc)));
        assert!(parse_all("$pz", parser).is_err());
    }
    assert_eq!(parse_all("$a", address), Ok(Expr::Number(10)));
    assert_eq!(parse_all("$A", expression), Ok(Expr::DollarA));
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    for open in ["(", "-", "!", "[", "~"] {
        let text = open.repeat(4000);
        assert!(parse_all(&text, expression).is_err());
    }
}

#[test]
fn too_many_operators_are_an_error_wherever_they_stand() {
    let chain = |count: usize| format!("1{}", "+1".repeat(count));
    assert!(parse_all(&chain(500), expression).is_ok());
    for text in [
        chain(501),
        format!("({})*({})", chain(250), chain(250)),
        "1+(".repeat(50) + &chain(451),
    ] {
        let error = parse_all(&text, expression).unwrap_err();
        assert!(error.message.contains("more than 500 operators"), "{error}");
    }
}
