//! Groups that lead to each other: the links that they follow, and how often.
//!
//! An address's link is open exactly while it is an entry point of a group. Generated code
//! follows an open link until its count says that growing is worth a try; then, and
//! where a link is closed, the run loop decides. Each try asks for twice as many
//! entries.

use jumppad_opcodes::{Link, Links};

use crate::pages::for_each_address;
use crate::policy::Policy;

/// The links of all addresses.
pub(crate) struct Chains {
    /// None before there is a group: they are a third of all that a machine takes of the host, and programs that are over
    /// at once have no groups.
    links: Option<Box<Links>>,
    /// How often growing was tried at an address.
    tries: Box<[u8; 0x1_0000]>,
    threshold: u32,
    policy: Policy,
}

impl Chains {
    pub(crate) fn new(threshold: u32, policy: Policy) -> Self {
        Self {
            links: None,
            tries: for_each_address(0),
            threshold,
            policy,
        }
    }

    pub(crate) fn set_threshold(&mut self, threshold: u32) {
        self.threshold = threshold;
        (0..=u16::MAX).for_each(|addr| self.renew(addr));
    }

    /// What generated code follows.
    pub(crate) fn links(&mut self) -> &mut Links {
        self.links
            .get_or_insert_with(|| for_each_address(Link::CLOSED))
    }

    fn link(&self, addr: u16) -> Link {
        let links = self.links.as_ref();
        links.map_or(Link::CLOSED, |links| links[addr as usize])
    }

    fn link_mut(&mut self, addr: u16) -> &mut Link {
        &mut self.links()[addr as usize]
    }

    /// Lets groups lead straight to the code that is entered at `addr`.
    pub(crate) fn open(&mut self, addr: u16, code: usize) {
        if !self.policy.links {
            return;
        }
        let due = self.due(addr);
        let link = self.link_mut(addr);
        (link.code, link.due) = (code, due);
    }

    pub(crate) fn close(&mut self, addr: u16) {
        if let Some(links) = &mut self.links {
            let link = &mut links[addr as usize];
            (link.code, link.due) = (0, 0);
        }
    }

    /// How often the group with that entry was entered.
    pub(crate) fn entries(&self, entry: u16) -> u64 {
        self.link(entry).entries
    }

    /// Counts the entries of a group with that entry from now on.
    pub(crate) fn count_entries(&mut self, entry: u16) {
        self.link_mut(entry).entries = 0;
    }

    /// Counts that a group led to `addr` by way of the run loop; true when it is time
    /// to grow.
    pub(crate) fn count(&mut self, addr: u16) -> bool {
        let due = self.due(addr);
        let count = &mut self.link_mut(addr).count;
        *count = count.saturating_add(1);
        *count >= due
    }

    /// Counts that a group computed the address of a block in its middle, where it
    /// cannot be entered; true when it is time to grow.
    pub(crate) fn count_missed(&mut self, addr: u16) -> bool {
        let missed = self.policy.missed;
        let count = &mut self.link_mut(addr).count;
        *count = count.saturating_add(missed - 1);
        self.count(addr)
    }

    /// The addresses entered about as often as `addr`, and that one, first; they
    /// count anew.
    pub(crate) fn take(&mut self, addr: u16) -> Vec<u16> {
        let share = (self.link(addr).count / self.policy.grow_share).max(1);
        let counted = (0..=u16::MAX).zip(self.links().iter());
        let frequent = counted.filter(|&(at, link)| link.count >= share && at != addr);
        let taken: Vec<u16> = std::iter::once(addr)
            .chain(frequent.map(|(at, _)| at))
            .collect();
        for &at in &taken {
            self.link_mut(at).count = 0;
            self.put_off(at, 1);
        }
        taken
    }

    /// Lets an address that is due be so again only after further entries.
    pub(crate) fn wait(&mut self, addr: u16) {
        let more = self.threshold.saturating_mul(self.policy.grow_again);
        let due = self.due(addr);
        self.link_mut(addr).count = due.saturating_sub(more);
    }

    pub(crate) fn put_off(&mut self, addr: u16, doublings: u32) {
        let tries = &mut self.tries[addr as usize];
        *tries = tries.saturating_add(u8::try_from(doublings).unwrap_or(u8::MAX));
        self.renew(addr);
    }

    /// Makes an open link due when it now has to be.
    fn renew(&mut self, addr: u16) {
        if self.link(addr).due != 0 {
            self.link_mut(addr).due = self.due(addr);
        }
    }

    /// Entries until the next try.
    fn due(&self, addr: u16) -> u32 {
        if !self.policy.growth {
            return u32::MAX;
        }
        let tries = u32::from(self.tries[addr as usize]);
        let doublings = 1u32.checked_shl(tries).unwrap_or(u32::MAX);
        self.policy
            .grow_after
            .saturating_mul(self.threshold)
            .saturating_mul(doublings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_link_is_not_followed() {
        let mut chains = Chains::new(50, Policy::default());
        assert_eq!(chains.links()[0x400].follow(), 0);
        chains.open(0x400, 1);
        assert_eq!(chains.links()[0x400].follow(), 1);
        chains.close(0x400);
        assert_eq!(chains.links()[0x400].follow(), 0);
    }

    #[test]
    fn an_open_link_is_followed_until_it_is_time_to_grow() {
        let policy = Policy::default();
        let mut chains = Chains::new(1, policy);
        chains.open(0x400, 1);
        let followed = (1..).take_while(|_| chains.links()[0x400].follow() != 0);
        assert_eq!(followed.last(), Some(policy.grow_after));
        assert!(chains.count(0x400));
        assert_eq!(chains.take(0x400), [0x400]);
        let followed = (1..).take_while(|_| chains.links()[0x400].follow() != 0);
        assert_eq!(followed.last(), Some(2 * policy.grow_after));
        chains.wait(0x400);
        let followed = (1..).take_while(|_| chains.links()[0x400].follow() != 0);
        assert_eq!(followed.last(), Some(policy.grow_again));
    }
}
