//! Whether `#if` holds: a constant expression over tokens whose macros are expanded.
//!
//! Invariant: nested no deeper than a bound; what is not understood does not hold.

use std::rc::Rc;

use super::lex::{Kind, Token};
use crate::program::c::arithmetic;

/// As deep as brackets and unary operators may nest.
const DEEPEST: usize = 100;

/// The value of the expression; none where it is not one. A name that is still there counts as 0.
pub(super) fn value(tokens: &[Token]) -> Option<i64> {
    let mut reader = Reader { tokens, at: 0 };
    let value = reader.conditional(0)?;
    (reader.at == tokens.len()).then_some(value)
}

struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> &str {
        self.tokens.get(self.at).map_or("", |token| &token.text)
    }

    fn eat(&mut self, text: &str) -> Option<()> {
        (self.peek() == text).then(|| self.at += 1)
    }

    fn conditional(&mut self, depth: usize) -> Option<i64> {
        let condition = self.binary(1, depth)?;
        if self.eat("?").is_none() {
            return Some(condition);
        }
        if depth > DEEPEST {
            return None;
        }
        let holds = self.conditional(depth + 1)?;
        self.eat(":")?;
        let otherwise = self.conditional(depth + 1)?;
        Some(if condition != 0 { holds } else { otherwise })
    }

    fn binary(&mut self, weakest: u8, depth: usize) -> Option<i64> {
        let mut left = self.unary(depth)?;
        while let Some(precedence) = arithmetic::precedence(self.peek()) {
            if precedence < weakest {
                break;
            }
            let operator: Rc<str> = self.peek().into();
            self.at += 1;
            let right = self.binary(precedence + 1, depth)?;
            // What divides by zero may stand behind `defined(X) &&`: it counts as 0 there.
            left = arithmetic::binary(&operator, left, right).unwrap_or(0);
        }
        Some(left)
    }

    fn unary(&mut self, depth: usize) -> Option<i64> {
        let token = self.tokens.get(self.at).filter(|_| depth < DEEPEST)?;
        self.at += 1;
        match (token.kind, &*token.text) {
            (Kind::Number, text) => {
                let literal = arithmetic::integer(text)?;
                Some(i64::from_ne_bytes(literal.value.to_ne_bytes()))
            }
            (Kind::Name, _) => Some(0),
            (Kind::Quoted, text) if !text.ends_with('"') => {
                arithmetic::characters(text)?.first().copied()
            }
            (_, "(") => {
                let value = self.conditional(depth + 1)?;
                self.eat(")").map(|()| value)
            }
            (_, operator) => {
                let of = self.unary(depth + 1)?;
                arithmetic::unary(operator, of)
            }
        }
    }
}
