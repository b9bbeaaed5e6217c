//! What a declaration makes of its type around a name: pointers, arrays, functions.
//!
//! Invariant: no type leads to another through more than a bounded number of these and of names that `typedef` gave,
//! so that whoever follows them may do so by recursion.

use tree_sitter::Node;

use super::{Reader, children};
use crate::program::c::integers;
use crate::program::c::types::{Function, Type, TypeId, Variadic};

/// As many pointers, arrays and functions may stand around one another.
const DEEPEST: usize = 60;

/// A name, and the type that it is declared to have.
pub(super) struct Declarator<'t> {
    /// Empty where there is none.
    pub(super) name: String,
    /// Where it stands.
    pub(super) node: Node<'t>,
    pub(super) of: TypeId,
    /// What the function takes, where the name is one's.
    pub(super) parameters: Vec<Parameter>,
}

/// A parameter of a function.
#[derive(Clone)]
pub(super) struct Parameter {
    /// Empty where it has none.
    pub(super) name: String,
    pub(super) of: TypeId,
    /// Its line in the main file.
    pub(super) line: u32,
}

impl<'t> Reader<'t, '_> {
    /// The name within `node`, and what it is where `base` stands before it.
    pub(super) fn declarator(&mut self, base: TypeId, node: Node<'t>) -> Option<Declarator<'t>> {
        let mut of = base;
        let mut depth = self.nesting(base);
        if depth > DEEPEST {
            return None;
        }
        let mut parameters = Vec::new();
        let mut around = Some(node);
        let mut last = node;
        while let Some(node) = around {
            last = node;
            let mut inner = node.child_by_field_name("declarator");
            match node.kind() {
                "pointer_declarator" | "abstract_pointer_declarator" => {
                    of = self.types.pointer(of);
                    parameters.clear();
                }
                "array_declarator" | "abstract_array_declarator" => {
                    let size = node.child_by_field_name("size");
                    let length = size.and_then(|size| self.number(size));
                    let length = length.and_then(|length| u16::try_from(length).ok());
                    of = self.types.simple(Type::Array(of, length));
                    parameters.clear();
                }
                "function_declarator" | "abstract_function_declarator" => {
                    let list = node.child_by_field_name("parameters")?;
                    let (all, variadic) = self.deeper(|reader| Some(reader.parameters(list)))?;
                    of = self.types.simple(Type::Function(Function {
                        result: of,
                        parameters: all.iter().map(|parameter| parameter.of).collect(),
                        variadic,
                    }));
                    parameters = all;
                }
                "identifier" | "field_identifier" | "type_identifier" | "primitive_type" => break,
                // Brackets and attributes.
                _ => inner = children(node).into_iter().find(|child| declares(*child)),
            }
            depth += 1;
            if depth > DEEPEST {
                return None;
            }
            around = inner;
        }
        let name = if around.is_some() {
            self.word(last)
        } else {
            ""
        };
        Some(Declarator {
            name: name.to_owned(),
            node: last,
            of,
            parameters,
        })
    }

    /// How many names, pointers, arrays and functions `of` leads through.
    fn nesting(&self, of: TypeId) -> usize {
        let (mut of, mut depth) = (of, 0);
        loop {
            of = match &self.types[of] {
                Type::Named(_, to) | Type::Pointer(to) | Type::Array(to, _) => *to,
                Type::Function(function) => function.result,
                _ => return depth,
            };
            depth += 1;
        }
    }

    /// What a function takes; an array is taken as a pointer to its first, a function as one to it.
    fn parameters(&mut self, list: Node<'t>) -> (Vec<Parameter>, Variadic) {
        let mut all = Vec::new();
        let mut variadic = Variadic::No;
        for node in children(list) {
            match node.kind() {
                "variadic_parameter" => variadic = Variadic::Yes,
                "parameter_declaration" => all.extend(self.parameter(node)),
                // The types stand behind the list.
                "identifier" => all.push(Parameter {
                    name: self.word(node).to_owned(),
                    of: self.types.simple(Type::Integer(integers::INT)),
                    line: self.origin(node.start_position().row).main,
                }),
                _ => {}
            }
        }
        if let [only] = &all[..]
            && only.name.is_empty()
            && *self.types.of(only.of) == Type::Void
        {
            all.clear();
        }
        (all, variadic)
    }

    fn parameter(&mut self, node: Node<'t>) -> Option<Parameter> {
        let (base, _) = self.specified(node)?;
        let (name, of) = match node.child_by_field_name("declarator") {
            None => (String::new(), base),
            Some(declarator) => {
                let declared = self.declarator(base, declarator)?;
                (declared.name, declared.of)
            }
        };
        Some(Parameter {
            name,
            of: self.as_parameter(of),
            line: self.origin(node.start_position().row).main,
        })
    }

    /// What a function takes where its parameter is declared as `of`.
    pub(super) fn as_parameter(&mut self, of: TypeId) -> TypeId {
        match *self.types.of(of) {
            Type::Array(element, _) => self.types.pointer(element),
            Type::Function(_) => self.types.pointer(of),
            _ => of,
        }
    }
}

/// Whether a node may hold the name that is declared.
fn declares(node: Node) -> bool {
    node.kind().ends_with("declarator") || node.kind().ends_with("identifier")
}
