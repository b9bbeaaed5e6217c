//! Blocks that are found by way of others.

use std::collections::BTreeSet;

/// Some blocks, what they lead to, what that leads to, and so on.
pub(super) fn closure<I: Iterator<Item = u16>>(
    from: impl IntoIterator<Item = u16>,
    leads_to: impl Fn(u16) -> I,
) -> BTreeSet<u16> {
    let mut pending: Vec<u16> = from.into_iter().collect();
    let mut found = BTreeSet::new();
    while let Some(at) = pending.pop() {
        if found.insert(at) {
            pending.extend(leads_to(at));
        }
    }
    found
}
