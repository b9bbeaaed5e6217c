//! Macros: what `#define` says, and tokens with it done.
//!
//! A macro is not expanded within what it became. Invariant: all work is paid from one budget of tokens; when that is
//! used up, names stay as they are.
//! Left out: GNU's comma before an empty `__VA_ARGS__`; a call that a directive interrupts.

use std::collections::HashMap;
use std::rc::Rc;

use super::frames::{Active, Frames};
use super::lex::{Before, Expands, Kind, Lexer, Token};

/// As deep as calls may nest in arguments.
const DEEPEST: usize = 50;

/// A macro.
#[derive(Debug)]
pub(super) struct Macro {
    /// Of one that is called; `__VA_ARGS__` is the last one's name where `...` stands for it.
    pub(super) parameters: Option<Vec<Rc<str>>>,
    pub(super) body: Vec<Token>,
    /// The rank among all definitions.
    pub(super) number: usize,
}

/// The macros that are defined.
pub(super) struct Macros {
    table: HashMap<Rc<str>, Rc<Macro>>,
    defined: usize,
    /// How many tokens may still be made.
    pub(super) budget: usize,
}

/// The rest of the name in a variadic macro.
pub(super) const REST: &str = "__VA_ARGS__";

impl Macros {
    pub(super) fn new(budget: usize) -> Self {
        Self {
            table: HashMap::new(),
            defined: 0,
            budget,
        }
    }

    /// What stands behind `#define`; left out where it is none.
    pub(super) fn define(&mut self, line: &[Token]) -> Option<()> {
        let (name, rest) = line
            .split_first()
            .filter(|(name, _)| name.kind == Kind::Name)?;
        let called = rest
            .first()
            .is_some_and(|open| open.is("(") && open.before == Before::Nothing);
        let (parameters, body) = if called {
            let end = rest.iter().position(|token| token.is(")"))?;
            let named = rest[1..end].iter().filter(|token| !token.is(","));
            let named = named.map(|token| match &*token.text {
                "..." => REST.into(),
                _ => token.text.clone(),
            });
            (Some(named.collect()), &rest[end + 1..])
        } else {
            (None, rest)
        };
        self.defined += 1;
        let new = Macro {
            parameters,
            body: body.to_vec(),
            number: self.defined,
        };
        self.table.insert(name.text.clone(), Rc::new(new));
        Some(())
    }

    pub(super) fn undefine(&mut self, name: &str) {
        self.table.remove(name);
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.table.contains_key(name) || BUILT_IN.contains(&name)
    }

    /// How many were defined so far.
    pub(super) fn defined(&self) -> usize {
        self.defined
    }

    /// Names and bodies of those without parameters that were defined after so many, in the order of definition.
    pub(super) fn plain(&self, after: usize) -> Vec<(Rc<str>, Rc<Macro>)> {
        let plain = self
            .table
            .iter()
            .filter(|(_, of)| of.parameters.is_none() && of.number > after);
        let mut plain: Vec<_> = plain.map(|(name, of)| (name.clone(), of.clone())).collect();
        plain.sort_by_key(|(_, of)| of.number);
        plain
    }

    /// The tokens with all macros expanded.
    pub(super) fn expand(&mut self, input: Vec<Token>) -> Vec<Token> {
        self.expand_within(input, &mut Active::new(), 0)
    }

    fn expand_within(
        &mut self,
        input: Vec<Token>,
        active: &mut Active,
        depth: usize,
    ) -> Vec<Token> {
        let mut output = Vec::new();
        let mut frames = Frames::new(input);
        while let Some(mut token) = frames.next(active) {
            let known = match (token.kind, token.expands) {
                (Kind::Name, Expands::Yes) if self.budget > 0 && depth < DEEPEST => {
                    self.table.get(&token.text)
                }
                _ => None,
            };
            let Some(known) = known.cloned() else {
                output.push(built_in(token));
                continue;
            };
            if active.contains(&token.text) {
                token.expands = Expands::Never;
                output.push(token);
                continue;
            }
            let arguments = match &known.parameters {
                None => Vec::new(),
                Some(_) if !frames.opens(active) => {
                    output.push(token);
                    continue;
                }
                Some(parameters) => match frames.arguments(active, parameters) {
                    Ok(arguments) => arguments,
                    Err(unclosed) => {
                        output.push(token);
                        output.extend(unclosed);
                        continue;
                    }
                },
            };
            let body = self.substituted(&known, &arguments, &token, active, depth);
            let read: usize = arguments.iter().map(Vec::len).sum();
            self.budget = self.budget.saturating_sub(body.len() + read + 1);
            active.insert(token.text.clone());
            frames.push(body, token.text);
        }
        output
    }

    /// The body of a macro with its arguments in their places.
    fn substituted(
        &mut self,
        of: &Macro,
        arguments: &[Vec<Token>],
        call: &Token,
        active: &mut Active,
        depth: usize,
    ) -> Vec<Token> {
        let names = of.parameters.as_deref().unwrap_or_default();
        let argument = |token: &Token| {
            let place = names.iter().position(|name| *name == token.text)?;
            Some((
                place,
                arguments
                    .get(place)
                    .map_or(&[][..], |argument| &argument[..]),
            ))
        };
        let mut expanded: HashMap<usize, Vec<Token>> = HashMap::new();
        let mut output: Vec<Token> = Vec::new();
        let mut joins = Joins::No;
        let mut body = of.body.iter().peekable();
        while let Some(token) = body.next() {
            if token.is("##") && joins == Joins::No && !output.is_empty() {
                joins = Joins::Last;
                continue;
            }
            let before_join = body.peek().is_some_and(|next| next.is("##"));
            let mut new = match argument(token) {
                Some((_, raw)) if before_join || joins != Joins::No => raw.to_vec(),
                Some((place, raw)) => match expanded.get(&place) {
                    Some(known) => known.clone(),
                    None => {
                        let new = self.expand_within(raw.to_vec(), active, depth + 1);
                        expanded.insert(place, new.clone());
                        new
                    }
                },
                None if token.is("#") && of.parameters.is_some() => {
                    match body.peek().and_then(|next| argument(next)) {
                        Some((_, raw)) => {
                            body.next();
                            vec![Token::new(Kind::Quoted, &quoted(raw), call.at)]
                        }
                        None => vec![token.clone()],
                    }
                }
                None => vec![token.clone()],
            };
            if joins == Joins::Last
                && let (Some(last), Some(first)) = (output.last(), new.first())
            {
                let text = format!("{}{}", last.text, first.text);
                output.pop();
                new.splice(..1, Lexer::new(&text, call.at));
            }
            // Nothing before `##` leaves what stands behind it alone.
            joins = match before_join && new.is_empty() {
                true if body.next().is_some() => Joins::Nothing,
                _ => Joins::No,
            };
            output.extend(new.into_iter().map(|token| Token {
                at: call.at,
                ..token
            }));
            if self.budget < output.len() {
                break;
            }
        }
        output
    }
}

/// What the next token of a body is joined to.
#[derive(PartialEq, Eq)]
enum Joins {
    No,
    Last,
    Nothing,
}

/// `#argument`.
fn quoted(tokens: &[Token]) -> String {
    let mut text = String::from('"');
    for (place, token) in tokens.iter().enumerate() {
        if place > 0 && token.before != Before::Nothing {
            text.push(' ');
        }
        match token.kind {
            Kind::Quoted => text.push_str(&token.text.replace('\\', "\\\\").replace('"', "\\\"")),
            _ => text.push_str(&token.text),
        }
    }
    text.push('"');
    text
}

/// What `defined` knows though nobody defined it.
const BUILT_IN: [&str; 4] = ["__LINE__", "__FILE__", "__DATE__", "__TIME__"];

/// The value of a macro that has another one at each place.
fn built_in(token: Token) -> Token {
    let line = token.at.line.to_string();
    let (kind, text) = match &*token.text {
        "__LINE__" => (Kind::Number, &line[..]),
        "__FILE__" => (Kind::Quoted, "\"\""),
        "__DATE__" => (Kind::Quoted, "\"Jan  1 1970\""),
        "__TIME__" => (Kind::Quoted, "\"00:00:00\""),
        _ => return token,
    };
    Token::new(kind, text, token.at)
}
