//! Memory-mapped devices.

/// A device that answers for whole pages of the address space.
pub trait Device: Send {
    /// A read by the guest; may have side effects.
    fn read(&mut self, addr: u16) -> u8;

    /// A write by the guest.
    fn write(&mut self, addr: u16, value: u8);

    /// What a read would give, without its side effects.
    fn peek(&self, addr: u16) -> u8;
}

/// Devices by page.
#[derive(Default)]
pub(crate) struct Devices {
    attached: Vec<(std::ops::RangeInclusive<u8>, Box<dyn Device>)>,
}

impl Devices {
    /// Later devices cover earlier ones.
    pub(crate) fn attach(&mut self, pages: std::ops::RangeInclusive<u8>, device: Box<dyn Device>) {
        self.attached.insert(0, (pages, device));
    }

    pub(crate) fn at(&self, addr: u16) -> Option<&dyn Device> {
        let page = crate::pages::page_of(addr);
        let (_, device) = self
            .attached
            .iter()
            .find(|(pages, _)| pages.contains(&page))?;
        Some(device.as_ref())
    }

    pub(crate) fn at_mut(&mut self, addr: u16) -> Option<&mut Box<dyn Device>> {
        let page = crate::pages::page_of(addr);
        let (_, device) = self
            .attached
            .iter_mut()
            .find(|(pages, _)| pages.contains(&page))?;
        Some(device)
    }
}
