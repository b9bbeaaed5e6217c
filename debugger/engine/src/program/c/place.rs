//! Where the variables of a function that cc65 compiled are: its debug file tells of those of the outermost block; of the
//! others the compiler's ways do.
//!
//! cc65 gives variables room on its stack in the order of their text, each block below what is around it, without
//! padding. Those that are `static`, or made so by its option, have labels that are numbered in that order.

use super::types::Types;
use super::unit::{Declared, FunctionBody, Role};
use super::{Function, Storage, Variable};
use crate::program::source::dbg::c as told;

/// The function that `told` tells of, with the text `body` where that is known.
pub(super) fn function(
    types: &Types,
    told: &told::Function,
    body: Option<&FunctionBody>,
) -> Option<Function> {
    let last = told.start.checked_add(told.size.checked_sub(1)?)?;
    Some(Function {
        name: told.name.clone(),
        code: told.start..=last,
        body: None,
        of: body.map(|body| body.of),
        variables: match body {
            Some(body) => declared(types, told, body),
            None => told.variables.iter().map(untyped).collect(),
        },
    })
}

/// A variable of which only the debug file tells.
fn untyped((name, storage): &(String, told::Storage)) -> Variable {
    Variable {
        name: name.clone(),
        of: None,
        role: match storage {
            told::Storage::Frame(0..) => Role::Parameter,
            _ => Role::Local,
        },
        lines: 0..=u32::MAX,
        storage: Some(at(*storage)),
        places: Vec::new(),
    }
}

fn at(storage: told::Storage) -> Storage {
    match storage {
        told::Storage::Frame(offset) => Storage::Frame(offset),
        told::Storage::Bank(offset) => Storage::Bank(offset),
    }
}

fn declared(types: &Types, told: &told::Function, body: &FunctionBody) -> Vec<Variable> {
    let mut left: Vec<_> = told.variables.iter().collect();
    let mut take = |name: &str| {
        let found = left.iter().position(|(own, _)| own == name)?;
        Some(left.remove(found).1)
    };
    let is_outer = |variable: &Declared| *variable.lines.end() >= *body.lines.end();
    let mut found: Vec<Option<Storage>> = Vec::new();
    for variable in &body.variables {
        let is_told =
            variable.role == Role::Parameter || variable.role == Role::Local && is_outer(variable);
        found.push(is_told.then(|| take(&variable.name)).flatten().map(at));
    }
    let is_all_static = body
        .variables
        .iter()
        .zip(&found)
        .any(|(variable, storage)| {
            variable.role == Role::Local && is_outer(variable) && storage.is_none()
        });
    let labelled: Vec<usize> = (0..found.len())
        .filter(|&index| match body.variables[index].role {
            Role::Parameter => false,
            Role::Static => true,
            Role::Local => is_all_static && found[index].is_none(),
        })
        .collect();
    let labels = numbered(told);
    if labelled.len() == labels.len() {
        for (index, label) in labelled.into_iter().zip(labels) {
            found[index] = Some(Storage::Static(label.address));
        }
    } else {
        fitting(types, body, &labelled, &labels, &mut found);
    }
    if !is_all_static {
        below(types, body, &mut found);
    }
    let variables = body.variables.iter().zip(found);
    variables
        .map(|(variable, storage)| Variable {
            name: variable.name.clone(),
            of: Some(variable.of),
            role: variable.role,
            lines: variable.lines.clone(),
            storage,
            places: Vec::new(),
        })
        .collect()
}

/// The labels that the compiler numbered, in that order.
fn numbered(told: &told::Function) -> Vec<&told::Label> {
    let number = |name: &str| {
        let digits = name.strip_prefix(['L', 'M', 'S'])?;
        (digits.len() >= 4).then(|| u32::from_str_radix(digits, 16).ok())?
    };
    let labels = told.labels.iter();
    let mut labels: Vec<(u32, &told::Label)> = labels
        .filter_map(|label| Some((number(&label.name)?, label)))
        .collect();
    labels.sort_unstable_by_key(|&(number, label)| (number, label.address));
    labels.into_iter().map(|(_, label)| label).collect()
}

/// Gives variables the labels that are as large as they are, both in their order: among the labels are those of values
/// that arrays begin with.
fn fitting(
    types: &Types,
    body: &FunctionBody,
    labelled: &[usize],
    labels: &[&told::Label],
    found: &mut [Option<Storage>],
) {
    let mut next = 0;
    for &index in labelled {
        let variable = &body.variables[index];
        let size = types.size(variable.of);
        // What the program gives a variable of a block its value by is no place of it.
        let may_be = |label: &told::Label| {
            variable.role == Role::Static || label.holds == told::Initially::Nothing
        };
        let fits = |label: &&told::Label| label.extent == size && may_be(label);
        if let Some(at) = labels[next..].iter().position(fits) {
            found[index] = Some(Storage::Static(labels[next + at].address));
            next += at + 1;
        }
    }
}

/// Gives the variables of inner blocks their places, below those of the blocks around them.
fn below(types: &Types, body: &FunctionBody, found: &mut [Option<Storage>]) {
    // The last line of each block around, and the lowest offset in it; none once one of unknown size came.
    let mut blocks: Vec<(u32, Option<i32>)> = Vec::new();
    for (variable, storage) in body.variables.iter().zip(found) {
        if variable.role != Role::Local {
            continue;
        }
        let (start, end) = (*variable.lines.start(), *variable.lines.end());
        blocks.retain(|&(last, _)| last >= start && last >= end);
        let around = blocks.last().map_or(Some(0), |&(_, lowest)| lowest);
        match storage {
            Some(Storage::Frame(_)) => {}
            // It takes no room on the stack.
            Some(
                Storage::Register(_)
                | Storage::Bank(_)
                | Storage::Static(_)
                | Storage::Based { .. }
                | Storage::Chip(..),
            ) => continue,
            None => {
                let offset = around
                    .zip(types.size(variable.of))
                    .map(|(around, size)| around - i32::from(size));
                *storage = offset.map(Storage::Frame);
            }
        }
        let lowest = match *storage {
            Some(Storage::Frame(offset)) => around.map(|around| around.min(offset)),
            _ => None,
        };
        match blocks.last_mut() {
            Some((last, own)) if *last == end => *own = lowest,
            _ => blocks.push((end, lowest)),
        }
    }
}
