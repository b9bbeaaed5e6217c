//! Tokens that are still to be read: of a text, and of the macros in it that are being expanded.
//!
//! Invariant: a macro is active as long as tokens of its body are left.

use std::collections::HashSet;
use std::rc::Rc;

use super::lex::Token;
use super::macros::REST;

/// The macros that must not be expanded now.
pub(super) type Active = HashSet<Rc<str>>;

/// Tokens in layers, of which the last one is read first.
pub(super) struct Frames {
    all: Vec<Frame>,
}

struct Frame {
    tokens: std::vec::IntoIter<Token>,
    /// The macro whose body this is.
    of: Option<Rc<str>>,
}

impl Frames {
    pub(super) fn new(tokens: Vec<Token>) -> Self {
        let first = Frame {
            tokens: tokens.into_iter(),
            of: None,
        };
        Self { all: vec![first] }
    }

    /// Reads the body of `of` next.
    pub(super) fn push(&mut self, body: Vec<Token>, of: Rc<str>) {
        self.all.push(Frame {
            tokens: body.into_iter(),
            of: Some(of),
        });
    }

    pub(super) fn next(&mut self, active: &mut Active) -> Option<Token> {
        loop {
            if let Some(token) = self.all.last_mut()?.tokens.next() {
                return Some(token);
            }
            self.leave(active);
        }
    }

    /// Whether a bracket opens next.
    pub(super) fn opens(&mut self, active: &mut Active) -> bool {
        while let Some(frame) = self.all.last() {
            if let Some(token) = frame.tokens.as_slice().first() {
                return token.is("(");
            }
            self.leave(active);
        }
        false
    }

    fn leave(&mut self, active: &mut Active) {
        if let Some(name) = self.all.pop().and_then(|frame| frame.of) {
            active.remove(&name);
        }
    }

    /// The arguments of a call, up to its last bracket.
    ///
    /// # Errors
    /// What was read, where none closes it.
    pub(super) fn arguments(
        &mut self,
        active: &mut Active,
        parameters: &[Rc<str>],
    ) -> Result<Vec<Vec<Token>>, Vec<Token>> {
        let variadic = parameters.last().is_some_and(|last| &**last == REST);
        let mut all = vec![Vec::new()];
        let mut read = Vec::new();
        let mut depth = 0_usize;
        while let Some(token) = self.next(active) {
            read.push(token.clone());
            let rest = variadic && parameters.len() == all.len();
            match &*token.text {
                "(" if depth == 0 => {
                    depth = 1;
                    continue;
                }
                "(" => depth += 1,
                ")" if depth == 1 => return Ok(all),
                ")" => depth = depth.saturating_sub(1),
                "," if depth == 1 && !rest => {
                    all.push(Vec::new());
                    continue;
                }
                _ => {}
            }
            if let Some(last) = all.last_mut() {
                last.push(token);
            }
        }
        Err(read)
    }
}
