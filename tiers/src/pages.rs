//! Pages, and all addresses.

use std::ops::RangeInclusive;

/// A set of pages of 256 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PageSet([u64; 4]);

impl PageSet {
    pub(crate) fn insert(&mut self, page: u8) {
        self.0[usize::from(page >> 6)] |= 1 << (page & 63);
    }

    pub(crate) fn contains(&self, page: u8) -> bool {
        self.0[usize::from(page >> 6)] & 1 << (page & 63) != 0
    }
}

/// A set of addresses.
#[derive(Clone, Debug)]
pub(crate) struct AddressSet(Box<[u64; 0x400]>);

impl Default for AddressSet {
    fn default() -> Self {
        Self(Box::new([0; 0x400]))
    }
}

impl AddressSet {
    pub(crate) fn insert(&mut self, addr: u16) {
        self.0[usize::from(addr >> 6)] |= 1 << (addr & 63);
    }

    pub(crate) fn remove(&mut self, addr: u16) {
        self.0[usize::from(addr >> 6)] &= !(1 << (addr & 63));
    }

    #[inline]
    pub(crate) fn contains(&self, addr: u16) -> bool {
        self.0[usize::from(addr >> 6)] & 1 << (addr & 63) != 0
    }
}

/// The same value for each address.
pub(crate) fn for_each_address<T: Clone>(value: T) -> Box<[T; 0x1_0000]> {
    match vec![value; 0x1_0000].try_into() {
        Ok(values) => values,
        Err(_) => unreachable!("the vector has that length"),
    }
}

/// The number of an address's page.
pub(crate) const fn page_of(addr: u16) -> u8 {
    (addr >> 8) as u8
}

/// The numbers of the pages that a range is on.
pub(crate) const fn pages_of(range: &RangeInclusive<u16>) -> RangeInclusive<u8> {
    page_of(*range.start())..=page_of(*range.end())
}
