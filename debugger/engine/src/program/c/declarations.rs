//! Reads what a source text in C declares: its types, as cc65 lays them out, and which variables and functions have them.
//!
//! The text goes through the preprocessor, then through tree-sitter's grammar, which stands errors: what is not
//! understood is left out, the rest stays. Invariants: nothing fails on any text; nesting is bounded, and time grows
//! with the text.
//!
//! Left out: types of 64 bits; the bodies of functions in included files; the options that give `char` a sign or the
//! target's codes to characters; initialised variables of type `void`, which cc65 allows.

mod blocks;
mod constant;
mod declarator;
mod dialect;
mod enums;
mod lengths;
mod records;
mod scope;
mod specifier;
mod text;

use tree_sitter::{Node, Parser, Tree};

use crate::program::c::integers;
use crate::program::c::preprocess::{self, Find, Kind, Origin, Token};
use crate::program::c::types::{Type, TypeId, Types};
use crate::program::c::unit::{FunctionBody, Unit};
use declarator::Declarator;
pub use dialect::{Dialect, Layout};
use scope::Scopes;
use specifier::Storage;
use text::Text;

/// As deep as expressions, blocks and records may nest.
const DEEPEST: usize = 120;

/// Reads the file of that name, with what it includes as `find` finds it, and puts its types into `types`.
pub fn read(types: &mut Types, file: &str, text: &str, dialect: &Dialect, find: &mut Find) -> Unit {
    let read = preprocess::preprocess(file, text, &dialect.given(), find);
    let text = Text::new(&read.tokens);
    let macros: Vec<_> = read
        .constants
        .iter()
        .filter(|(_, tokens)| may_be_number(tokens))
        .collect();
    let numbers = macros.iter().fold(String::new(), |all, (_, tokens)| {
        let words: Vec<&str> = tokens.iter().map(|token| &*token.text).collect();
        all + "int of [" + &words.join(" ") + "];\n"
    });
    let (Some(tree), Some(of_numbers)) = (parsed(&text.text), parsed(&numbers)) else {
        return Unit {
            file: file.to_owned(),
            ..Unit::default()
        };
    };
    let mut reader = Reader {
        types,
        text: &text.text,
        lines: &text.lines,
        layout: dialect.layout,
        scopes: Scopes::new(),
        functions: Vec::new(),
        depth: 0,
    };
    reader.items(tree.root_node());
    reader.text = &numbers;
    reader.macros(of_numbers.root_node(), &macros);
    Unit {
        functions: reader.functions,
        ..reader.scopes.into_unit(file)
    }
}

fn parsed(text: &str) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_c::LANGUAGE.into()).ok()?;
    parser.parse(text, None)
}

/// Whether tokens are what numbers are made of, so that they cannot disturb their neighbours.
fn may_be_number(tokens: &[Token]) -> bool {
    let mut open = 0_i32;
    let allowed = tokens.iter().all(|token| {
        open += i32::from(token.is("(")) - i32::from(token.is(")"));
        open >= 0
            && match token.kind {
                Kind::Name | Kind::Number => true,
                Kind::Quoted => token.text.ends_with('\''),
                Kind::Mark => {
                    !["{", "}", "[", "]", ";", ",", "#", "\\", "...", "="].contains(&&*token.text)
                }
            }
    });
    allowed && open == 0 && tokens.iter().any(|token| token.kind != Kind::Mark)
}

/// What reads one text.
struct Reader<'t, 'y> {
    types: &'y mut Types,
    /// What the nodes are of.
    text: &'t str,
    /// Where its lines were written.
    lines: &'t [Origin],
    layout: Layout,
    scopes: Scopes,
    functions: Vec<FunctionBody>,
    depth: usize,
}

impl<'t> Reader<'t, '_> {
    /// What stands outside of functions; what the grammar did not understand may hold parts that it did.
    fn items(&mut self, of: Node<'t>) {
        for node in children(of) {
            match node.kind() {
                "declaration" => self.globals(node),
                "ERROR" | "linkage_specification" | "declaration_list" => {
                    self.deeper(|reader| {
                        reader.items(node);
                        Some(())
                    });
                }
                _ => self.definition(node),
            }
        }
    }

    /// What declares no variable, wherever it stands: functions, names of types, records.
    fn definition(&mut self, node: Node<'t>) {
        match node.kind() {
            "function_definition" => {
                self.deeper(|reader| reader.function(node));
            }
            "type_definition" => {
                self.type_names(node);
            }
            "struct_specifier" | "union_specifier" | "enum_specifier" => {
                self.specifier(node);
            }
            _ => {}
        }
    }

    fn globals(&mut self, node: Node<'t>) {
        for (declared, _) in self.declared_by(node) {
            self.scopes
                .declare_global(self.types, declared.name, declared.of);
        }
    }

    /// What a declaration declares, with the lengths that its values tell.
    fn declared_by(&mut self, node: Node<'t>) -> Vec<(Declarator<'t>, Storage)> {
        let Some((base, storage)) = self.specified(node) else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for child in children_of(node, "declarator") {
            let (inner, value) = match child.kind() {
                "init_declarator" => (
                    child.child_by_field_name("declarator"),
                    child.child_by_field_name("value"),
                ),
                _ => (Some(child), None),
            };
            let Some(mut declared) = inner.and_then(|inner| self.declarator(base, inner)) else {
                continue;
            };
            if let Some(value) = value {
                declared.of = self.with_length(declared.of, value);
            }
            all.push((declared, storage));
        }
        all
    }

    fn type_names(&mut self, node: Node<'t>) -> Option<()> {
        let base = self.specifier(node.child_by_field_name("type")?)?;
        for child in children_of(node, "declarator") {
            let Some(declared) = self.declarator(base, child) else {
                continue;
            };
            let of = match self.types.of(declared.of) {
                Type::Integer(kept)
                    if kept.size == 1 && ["bool", "_Bool"].contains(&&*declared.name) =>
                {
                    self.types.simple(Type::Integer(integers::TRUTH))
                }
                _ => self
                    .types
                    .simple(Type::Named(declared.name.clone(), declared.of)),
            };
            self.scopes.inner().names.insert(declared.name, of);
        }
        Some(())
    }

    /// Macros that are a number; each has a line.
    fn macros(&mut self, numbers: Node<'t>, macros: &[&(String, Vec<Token>)]) {
        for node in children(numbers) {
            let size = node
                .child_by_field_name("declarator")
                .and_then(|of| of.child_by_field_name("size"));
            let number = size
                .filter(|_| !node.has_error())
                .and_then(|size| self.number(size));
            let of = macros.get(node.start_position().row);
            if let (Some(number), Some((name, _))) = (number, of) {
                self.scopes
                    .inner()
                    .constants
                    .entry(name.clone())
                    .or_insert((number, None));
            }
        }
    }

    /// The text of a node.
    fn word(&self, node: Node<'t>) -> &'t str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// Where a line of the text was written.
    fn origin(&self, row: usize) -> Origin {
        let nowhere = Origin {
            file: preprocess::GIVEN,
            line: 0,
            main: 0,
        };
        self.lines.get(row).copied().unwrap_or(nowhere)
    }

    /// Goes one level deeper, where that is allowed.
    fn deeper<T>(&mut self, go: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth >= DEEPEST {
            return None;
        }
        self.depth += 1;
        let found = go(self);
        self.depth -= 1;
        found
    }

    /// What `typedef` calls so.
    fn named(&self, name: &str) -> Option<TypeId> {
        self.scopes.find(|scope| scope.names.get(name))
    }

    fn variable(&self, name: &str) -> Option<TypeId> {
        self.scopes.find(|scope| scope.variables.get(name))
    }

    /// The value of an `enum`'s name.
    fn constant(&self, name: &str) -> Option<i64> {
        self.scopes
            .find(|scope| scope.constants.get(name))
            .map(|(number, _)| number)
    }
}

/// The named children of a node.
fn children(node: Node<'_>) -> Vec<Node<'_>> {
    node.named_children(&mut node.walk()).collect()
}

/// The children that are `field` of a node.
fn children_of<'t>(node: Node<'t>, field: &str) -> Vec<Node<'t>> {
    node.children_by_field_name(field, &mut node.walk())
        .collect()
}
