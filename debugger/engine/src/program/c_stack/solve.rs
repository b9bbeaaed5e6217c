//! Calls of unknown effect, found from what the ways around them say: that ways meet at one depth, and that the
//! function drops its parameters when it returns.

use std::collections::BTreeMap;

use super::flow::{End, Memory, Routine, Walk};
use super::state::State;
use super::{CStack, Depth, Function, Reason};

/// What the call at `site` must add to the C stack pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Equation {
    /// Address of the call.
    pub(super) site: u16,
    /// Bytes that it drops.
    pub(super) effect: i32,
}

/// The most calls of unknown effect that are solved in one function.
const MOST: usize = 32;

impl CStack<'_> {
    /// The depths in a function when the C stack pointer is `start` at its entry.
    pub(super) fn depths_from(&mut self, function: &Function, start: u16) -> BTreeMap<u16, Depth> {
        let pointer = self.program.pointer;
        let routine = Routine {
            entry: *function.code.start(),
            code: Some(&function.code),
            memory: Memory::Forgotten,
        };
        let expected = function
            .parameter_bytes
            .map(|bytes| start.wrapping_add(bytes));
        let state = State::new(pointer, start);
        let walk = match self.solve(routine, &state, expected) {
            Ok(walk) => walk,
            // It does not drop what it is said to drop.
            Err(_) => {
                let (Ok(walk) | Err(walk)) = self.solve(routine, &state, None);
                walk
            }
        };
        let one = |state: &State| match state.pointer(pointer) {
            None => Depth::Unknown(state.lost.unwrap_or(Reason::Computed)),
            Some(_) if state.sites != 0 => {
                let site = walk.sites.get(state.sites.trailing_zeros() as usize);
                Depth::Unknown(site.map_or(Reason::TooLong, |&(_, reason)| reason))
            }
            Some(word) => Depth::Known(i32::from(start.wrapping_sub(word) as i16)),
        };
        let depth = |states: &[State]| match states {
            [state] => one(state),
            _ => Depth::Unknown(Reason::PathsDisagree),
        };
        let all = walk.states.iter();
        let inside = all.filter(|(at, _)| function.code.contains(at));
        inside.map(|(&at, states)| (at, depth(states))).collect()
    }

    /// Follows a routine until no more equation is found. An error is a walk that contradicts what is expected of the C
    /// stack pointer at the return.
    pub(super) fn solve(
        &mut self,
        routine: Routine<'_>,
        start: &State,
        expected: Option<u16>,
    ) -> Result<Walk, Walk> {
        let mut solved = BTreeMap::new();
        loop {
            let walk = self.walk(routine, start.clone(), &solved);
            let equations = match walk.equation {
                Some(equation) => vec![equation],
                None => match self.at_return(&walk, expected) {
                    Ok(equations) => equations,
                    Err(()) => return Err(walk),
                },
            };
            let new = equations.iter().any(|e| !solved.contains_key(&e.site));
            // No call pushes: what comes out so is a fault of what was taken for granted.
            if equations.iter().any(|e| e.effect < 0) {
                return Err(walk);
            }
            if !new || solved.len() >= MOST || self.steps == 0 {
                return Ok(walk);
            }
            solved.extend(equations.iter().map(|e| (e.site, e.effect)));
        }
    }

    /// What the depth at the return says of calls on the way.
    fn at_return(&self, walk: &Walk, expected: Option<u16>) -> Result<Vec<Equation>, ()> {
        let End::Returns(state) = &walk.end else {
            return Ok(Vec::new());
        };
        let (Some(expected), Some(found)) = (expected, state.pointer(self.program.pointer)) else {
            return Ok(Vec::new());
        };
        let missing = i32::from(expected.wrapping_sub(found) as i16);
        let sites = walk.sites.iter().enumerate();
        let passed: Vec<u16> = sites
            .filter(|&(number, _)| number < 32 && state.sites & 1 << number != 0)
            .map(|(_, &(site, _))| site)
            .collect();
        match (passed.as_slice(), missing) {
            ([], 0) => Ok(Vec::new()),
            ([], _) => Err(()),
            (&[site], effect) => Ok(vec![Equation { site, effect }]),
            // None drops less than nothing, so none drops anything.
            (sites, 0) => Ok(sites
                .iter()
                .map(|&site| Equation { site, effect: 0 })
                .collect()),
            _ => Ok(Vec::new()),
        }
    }
}
