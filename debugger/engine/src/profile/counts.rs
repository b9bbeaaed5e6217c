//! What each instruction took, exactly: executions and cycles, of those that were counted one by one.

use super::ProfileError;
use crate::answer::{CountedRow, CountsView};
use crate::debugger::Debugger;

/// The instructions that were counted, those that took most cycles first.
///
/// # Errors
/// None was counted.
pub fn counted(debugger: &mut Debugger) -> Result<CountsView, ProfileError> {
    let Some(counts) = debugger.machine.instruction_counts() else {
        return Err(ProfileError::NoCounts);
    };
    let mut all: Vec<(u16, u64, u64)> = counts.iter().collect();
    all.sort_by_key(|&(at, _, cycles)| (std::cmp::Reverse(cycles), at));
    let sum = |what: fn(&(u16, u64, u64)) -> u64| all.iter().map(what).sum();
    let (executions, cycles) = (sum(|row| row.1), sum(|row| row.2));
    let interrupts = counts.interrupts();
    let row = |(address, executions, cycles)| CountedRow {
        address,
        symbol: debugger.place(address),
        text: debugger.code_line(address).text,
        executions,
        cycles,
    };
    Ok(CountsView {
        executions,
        cycles,
        interrupts: interrupts.0,
        interrupt_cycles: interrupts.1,
        list: all.into_iter().map(row).collect(),
        more: 0,
    })
}
