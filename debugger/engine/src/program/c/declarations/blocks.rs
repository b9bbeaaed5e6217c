//! Functions and their blocks: which variable may be named in which lines.

use tree_sitter::Node;

use super::specifier::Storage;
use super::{Reader, children};
use crate::program::c::types::{Function, Type};
use crate::program::c::unit::{Declared, FunctionBody, Role};

impl<'t> Reader<'t, '_> {
    /// A function with its body.
    pub(super) fn function(&mut self, node: Node<'t>) -> Option<()> {
        let (base, _) = self.specified(node)?;
        let mut declared = self.declarator(base, node.child_by_field_name("declarator")?)?;
        let body = node.child_by_field_name("body")?;
        let Type::Function(function) = self.types.of(declared.of).clone() else {
            return None;
        };
        for types in children(node)
            .into_iter()
            .filter(|child| child.kind() == "declaration")
        {
            for (old, _) in self.declared_by(types) {
                let of = self.as_parameter(old.of);
                let mut named = declared
                    .parameters
                    .iter_mut()
                    .filter(|parameter| parameter.name == old.name);
                if let Some(parameter) = named.next() {
                    parameter.of = of;
                    parameter.line = self.origin(old.node.start_position().row).main;
                }
            }
        }
        let of = self.types.simple(Type::Function(Function {
            parameters: declared
                .parameters
                .iter()
                .map(|parameter| parameter.of)
                .collect(),
            ..function
        }));
        self.scopes
            .declare_global(self.types, declared.name.clone(), of);
        let name = self.origin(declared.node.start_position().row);
        let end = self.origin(body.end_position().row).main;
        let mut new = FunctionBody {
            name: declared.name,
            of,
            lines: name.main..=end.max(name.main),
            opens: self.origin(body.start_position().row).main,
            variables: Vec::new(),
        };
        self.scopes.begin();
        for parameter in declared.parameters {
            if parameter.name.is_empty() {
                continue;
            }
            self.scopes
                .inner()
                .variables
                .insert(parameter.name.clone(), parameter.of);
            new.variables.push(Declared {
                name: parameter.name,
                of: parameter.of,
                role: Role::Parameter,
                lines: parameter.line..=end.max(parameter.line),
            });
        }
        self.block(body, &mut new.variables);
        self.scopes.end();
        if name.file == 0 {
            self.functions.push(new);
        }
        Some(())
    }

    /// All between two braces.
    fn block(&mut self, block: Node<'t>, into: &mut Vec<Declared>) {
        let end = self.origin(block.end_position().row).main;
        self.scopes.begin();
        for node in children(block) {
            self.statement(node, end, into);
        }
        self.scopes.end();
    }

    /// A declaration or statement of a block that goes to the line `end`.
    fn statement(&mut self, node: Node<'t>, end: u32, into: &mut Vec<Declared>) {
        let mut node = node;
        // An `else if` goes on here, as there may be many.
        while node.kind() == "if_statement" {
            if let Some(then) = node.child_by_field_name("consequence") {
                self.within(then, end, into);
            }
            let alternative = node.child_by_field_name("alternative");
            let Some(otherwise) = alternative.and_then(|alternative| alternative.named_child(0))
            else {
                return;
            };
            node = otherwise;
        }
        match node.kind() {
            "declaration" => self.locals(node, end, into),
            "compound_statement" => {
                self.deeper(|reader| {
                    reader.block(node, into);
                    Some(())
                });
            }
            "for_statement" => {
                let own_end = self.origin(node.end_position().row).main;
                self.scopes.begin();
                for child in children(node) {
                    self.within(child, own_end, into);
                }
                self.scopes.end();
            }
            "while_statement" | "do_statement" | "switch_statement" | "case_statement"
            | "labeled_statement" | "ERROR" => {
                for child in children(node) {
                    self.within(child, end, into);
                }
            }
            _ => self.definition(node),
        }
    }

    fn within(&mut self, node: Node<'t>, end: u32, into: &mut Vec<Declared>) {
        self.deeper(|reader| {
            reader.statement(node, end, into);
            Some(())
        });
    }

    fn locals(&mut self, node: Node<'t>, end: u32, into: &mut Vec<Declared>) {
        if self.multiplies(node) {
            return;
        }
        for (declared, storage) in self.declared_by(node) {
            let function = matches!(self.types.of(declared.of), Type::Function(_));
            if storage == Storage::Extern || function {
                self.scopes
                    .declare_global(self.types, declared.name, declared.of);
                continue;
            }
            let line = self.origin(declared.node.start_position().row).main;
            self.scopes
                .inner()
                .variables
                .insert(declared.name.clone(), declared.of);
            into.push(Declared {
                name: declared.name,
                of: declared.of,
                role: if storage == Storage::Static {
                    Role::Static
                } else {
                    Role::Local
                },
                lines: line..=end.max(line),
            });
        }
    }

    /// Whether `a * b;` is a product after all, as `a` is a variable.
    fn multiplies(&self, node: Node<'t>) -> bool {
        let Some(of) = node
            .child_by_field_name("type")
            .filter(|of| of.kind() == "type_identifier")
        else {
            return false;
        };
        let name = self.word(of);
        self.named(name).is_none() && self.variable(name).is_some()
    }
}
