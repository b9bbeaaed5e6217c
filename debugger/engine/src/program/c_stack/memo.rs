//! What was found out of routines, kept while their code stays what it is.
//!
//! Left out: a change of what a routine calls. Whoever changes the code of a compiler's helper has other worries.

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::ops::RangeInclusive;
use std::rc::Rc;

use super::{Depths, Prologue};

/// Routines that are kept.
const MOST: usize = 4_096;

/// What is known of a routine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The depths in front of its instructions.
    pub depths: Depths,
    /// Where its prologue ends, and what that pushes.
    pub prologue: Prologue,
}

/// What is known of routines, by their code.
#[derive(Default)]
pub struct Memo(RefCell<HashMap<RangeInclusive<u16>, Found>>);

/// What was found, and the hash of the code that it was found of.
type Found = (u64, Rc<Known>);

impl Memo {
    /// What is known of `code`, which `find` finds out where it is not.
    pub fn of(
        &self,
        code: &RangeInclusive<u16>,
        peek: impl Fn(u16) -> u8,
        find: impl FnOnce() -> Option<Known>,
    ) -> Option<Rc<Known>> {
        let mut hasher = DefaultHasher::new();
        for address in code.clone() {
            peek(address).hash(&mut hasher);
        }
        let now = hasher.finish();
        if let Some((then, known)) = self.0.borrow().get(code)
            && *then == now
        {
            return Some(Rc::clone(known));
        }
        let known = Rc::new(find()?);
        let mut all = self.0.borrow_mut();
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(code.clone(), (now, Rc::clone(&known)));
        Some(known)
    }
}

// What is kept says nothing that could not be found out again.
impl Clone for Memo {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Memo {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Memo {}

impl std::fmt::Debug for Memo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Memo").finish_non_exhaustive()
    }
}
