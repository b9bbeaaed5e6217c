//! The memory map: what answers at which address.
//!
//! Invariant: a device covers read-only memory, as in the machine.

use std::ops::RangeInclusive;

use crate::answer::{Stretch, What};
use crate::debugger::Debugger;

/// What answers in `range`, from its start to its end without gaps.
pub fn map(debugger: &Debugger, range: RangeInclusive<u16>) -> Vec<Stretch> {
    let devices = debugger.devices.views(&debugger.machine);
    let read_only = debugger.rom.ranges();
    let what = |address: u16| {
        let device = devices.iter().find(|device| {
            let is_in = |&(start, end): &(u16, u16)| (start..=end).contains(&address);
            is_in(&(device.start, device.end)) || device.mirrors.iter().any(is_in)
        });
        match device {
            Some(device) => What::Device {
                number: device.number,
                kind: device.kind,
            },
            None if debugger
                .board
                .as_ref()
                .is_some_and(|board| board.is_open(address)) =>
            {
                What::Open
            }
            None if read_only.iter().any(|&(a, b)| (a..=b).contains(&address)) => What::ReadOnly,
            None => What::Ram,
        }
    };
    let mut stretches: Vec<Stretch> = Vec::new();
    for address in range {
        let here = what(address);
        match stretches.last_mut() {
            Some(last) if last.what == here => last.end = address,
            _ => stretches.push(Stretch {
                start: address,
                end: address,
                what: here,
            }),
        }
    }
    stretches
}

/// What in `range` is not plain memory, for a user who writes there.
pub fn special(debugger: &Debugger, range: RangeInclusive<u16>) -> Vec<Stretch> {
    let mut stretches = map(debugger, range);
    stretches.retain(|stretch| stretch.what != What::Ram);
    stretches
}
