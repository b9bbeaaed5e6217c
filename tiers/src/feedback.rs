//! What the tiers learn about a program while they run it: what to take for
//! granted no longer. Kept until the code cache is flushed.

use std::collections::BTreeSet;

use crate::pages::PageSet;
use crate::patches::Patches;
use crate::policy::Policy;

/// What was learnt.
#[derive(Default)]
pub(crate) struct Feedback {
    /// Which code bytes the program patches.
    pub(crate) patches: Patches,
    /// Blocks that were entered with the D flag set and clear.
    pub(crate) mixed_decimal: BTreeSet<u16>,
    /// Instructions that reach page 0 by an address known only at run time.
    pub(crate) reach_page_zero: BTreeSet<u16>,
    /// Pages that a group stored to when code came to stand there.
    pub(crate) code_pages: PageSet,
    /// Operand bytes that are stored to by addresses known only at run time.
    pub(crate) aliased: BTreeSet<u16>,
}

impl Feedback {
    /// Nothing was learnt yet.
    pub(crate) fn new(policy: Policy) -> Self {
        Self {
            patches: Patches::new(policy),
            ..Self::default()
        }
    }
}
