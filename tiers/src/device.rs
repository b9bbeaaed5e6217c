//! Memory-mapped devices.

use std::ops::RangeInclusive;

use jumppad_opcodes::Memory;

use crate::interrupts::{Line, Lines, Signals, Source, Wire};

/// A device that answers for a range of addresses.
pub trait Device: Send {
    /// A read by the guest; may have side effects.
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8;

    /// A write by the guest.
    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>);

    /// Whether it is told of accesses whose value the chip ignores, as all that is on the bus is.
    fn sees_ignored(&self) -> bool {
        true
    }

    /// Whether something outside of the machine, as a key that is typed, would make it interrupt now.
    fn awaits_outside(&self) -> bool {
        false
    }

    /// What a read in `cycle` would give, without its side effects.
    fn peek(&self, addr: u16, cycle: u64) -> u8;

    /// Its registers by name, as they are in `cycle`, without effects: those of its data sheet, and
    /// what is behind them.
    fn registers(&self, _cycle: u64) -> Vec<Register> {
        Vec::new()
    }

    /// Memories behind its registers, which are on no bus of the guest's, as they are in `cycle`.
    fn memories(&self, _cycle: u64) -> Vec<DeviceMemory> {
        Vec::new()
    }

    /// The chip's reset line was pulled, and the device's with it.
    fn reset(&mut self, _signals: &mut Signals<'_>) {}

    /// The time that it asked for by [`Signals::wake_at`] has come, or something outside of the
    /// machine was changed for it, as when a key was typed. An instruction boundary.
    fn wake(&mut self, _signals: &mut Signals<'_>) {}

    /// All that what it does next depends on, so that time can be turned back.
    /// The interrupt lines are not its own.
    fn save(&self) -> Vec<u8>;

    /// Makes it what it was when `state` was saved.
    fn restore(&mut self, state: &[u8]);
}

/// A register of a device, or a counter behind one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Register {
    /// As the data sheet calls it.
    pub name: &'static str,
    /// What it holds.
    pub value: u32,
    /// How many bits it has.
    pub bits: u8,
}

impl Register {
    /// A register of eight bits.
    #[must_use]
    pub const fn byte(name: &'static str, value: u8) -> Self {
        Self {
            name,
            value: value as u32,
            bits: 8,
        }
    }

    /// A counter of sixteen bits.
    #[must_use]
    pub const fn word(name: &'static str, value: u16) -> Self {
        Self {
            name,
            value: value as u32,
            bits: 16,
        }
    }
}

/// A memory behind a device's registers, as a video RAM is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceMemory {
    /// As the data sheet calls it.
    pub name: &'static str,
    /// The address of its first byte, as the device counts.
    pub start: u16,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Names an attached device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceId(pub(crate) usize);

struct Attached {
    id: DeviceId,
    /// Where it answers; one range, unless it has mirrors.
    ranges: Vec<RangeInclusive<u16>>,
    /// Where it is told of writes, and memory answers reads.
    heard: Vec<RangeInclusive<u16>>,
    /// The bytes of those that memory can change, which are marked.
    held: Vec<u16>,
    wire: Wire,
    device: Box<dyn Device>,
}

impl Attached {
    fn answers_at(&self, addr: u16) -> bool {
        self.ranges.iter().any(|range| range.contains(&addr))
    }

    fn hears(&self, addr: u16) -> bool {
        self.heard.iter().any(|range| range.contains(&addr))
    }

    /// What it shows at the bytes that are marked for it.
    fn shown(&self, cycle: u64) -> Vec<(u16, u8)> {
        let held = self.held.iter();
        held.map(|&addr| (addr, self.device.peek(addr, cycle)))
            .collect()
    }

    /// The device, with what it drives in `cycle`.
    fn driving<'a>(&mut self, lines: &'a mut Lines, cycle: u64) -> (&mut dyn Device, Signals<'a>) {
        let signals = Signals {
            lines,
            source: self.id.source(),
            wire: self.wire,
            cycle,
        };
        (self.device.as_mut(), signals)
    }
}

/// Who was told of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// Nobody: it is memory's.
    Nobody,
    /// A device that hears of it; memory is written as well.
    Listener,
    /// The device that is there.
    Answerer,
}

/// Devices by address; memory is behind the gaps.
#[derive(Default)]
pub(crate) struct Devices {
    attached: Vec<Attached>,
    last: usize,
    /// Ranges that show the memory of others.
    echoes: Vec<(RangeInclusive<u16>, RangeInclusive<u16>)>,
    /// Where a bank shows behind which they are.
    hidden: Vec<RangeInclusive<u16>>,
}

impl Devices {
    /// Later devices cover earlier ones.
    pub(crate) fn attach(
        &mut self,
        range: RangeInclusive<u16>,
        device: Box<dyn Device>,
    ) -> DeviceId {
        self.add(vec![range], device)
    }

    /// A device that answers nowhere.
    pub(crate) fn attach_listener(&mut self, device: Box<dyn Device>) -> DeviceId {
        self.add(Vec::new(), device)
    }

    fn add(&mut self, ranges: Vec<RangeInclusive<u16>>, device: Box<dyn Device>) -> DeviceId {
        self.last += 1;
        let id = DeviceId(self.last);
        let attached = Attached {
            id,
            ranges,
            heard: Vec::new(),
            held: Vec::new(),
            wire: Wire::default(),
            device,
        };
        self.attached.insert(0, attached);
        id
    }

    /// The device that hears of writes to an address.
    pub(crate) fn hearing(&self, addr: u16) -> Option<DeviceId> {
        let mut attached = self.attached.iter();
        Some(attached.find(|attached| attached.hears(addr))?.id)
    }

    /// All devices.
    pub(crate) fn ids(&self) -> Vec<DeviceId> {
        self.attached.iter().map(|attached| attached.id).collect()
    }

    /// Whether memory is all that there is.
    pub(crate) fn is_empty(&self) -> bool {
        self.attached.is_empty() && self.echoes.is_empty()
    }

    /// The bytes that are marked for a device to hear of their changes.
    pub(crate) fn held(&self, id: DeviceId) -> Vec<u16> {
        self.find(id).map_or_else(Vec::new, |a| a.held.clone())
    }

    /// What a device shows at the bytes that memory can change, and of whose changes it hears.
    pub(crate) fn shown(&self, id: DeviceId, cycle: u64) -> Vec<(u16, u8)> {
        self.find(id).map_or_else(Vec::new, |a| a.shown(cycle))
    }

    /// Has a device answer in another range too.
    pub(crate) fn mirror(&mut self, id: DeviceId, range: RangeInclusive<u16>) {
        if let Some(attached) = self.of(id) {
            attached.ranges.push(range);
        }
    }

    /// Tells a device of the writes to a range as well.
    pub(crate) fn hear(&mut self, id: DeviceId, range: RangeInclusive<u16>, held: Vec<u16>) {
        if let Some(attached) = self.of(id) {
            attached.heard.push(range);
            attached.held.extend(held);
        }
    }

    /// Lets a range show, over and over, the memory that begins at `home`.
    pub(crate) fn echo(&mut self, range: RangeInclusive<u16>, home: RangeInclusive<u16>) {
        self.echoes.push((range, home));
    }

    /// Takes that back.
    pub(crate) fn forget_echo(&mut self, range: &RangeInclusive<u16>) {
        self.echoes.retain(|(echo, _)| echo != range);
    }

    /// The address in whose place `addr` stands.
    pub(crate) fn home(&self, addr: u16) -> u16 {
        let mut echoes = self.echoes.iter();
        let echo = echoes.find(|(range, _)| range.contains(&addr));
        echo.map_or(addr, |(range, home)| {
            let length = u32::from(home.end() - home.start()) + 1;
            let offset = u32::from(addr - range.start()) % length;
            home.start() + offset as u16
        })
    }

    /// Leads a device's interrupts elsewhere.
    pub(crate) fn wire(&mut self, id: DeviceId, wire: Wire) {
        if let Some(attached) = self.of(id) {
            attached.wire = wire;
        }
    }

    fn find(&self, id: DeviceId) -> Option<&Attached> {
        self.attached.iter().find(|attached| attached.id == id)
    }

    fn of(&mut self, id: DeviceId) -> Option<&mut Attached> {
        self.attached.iter_mut().find(|attached| attached.id == id)
    }

    /// Takes a device away; the ranges that it had.
    pub(crate) fn detach(&mut self, id: DeviceId) -> Option<Vec<RangeInclusive<u16>>> {
        let index = self
            .attached
            .iter()
            .position(|attached| attached.id == id)?;
        Some(self.attached.remove(index).ranges)
    }

    /// Says whether devices answer in a window.
    pub(crate) fn set_hidden(&mut self, window: &RangeInclusive<u16>, is_hidden: bool) {
        if self.is_hidden(*window.start()) == is_hidden {
            return;
        }
        match is_hidden {
            true => self.hidden.push(window.clone()),
            false => self.hidden.retain(|range| range != window),
        }
    }

    /// Whether memory alone answers at an address, for the bank that shows there has it so.
    pub(crate) fn is_hidden(&self, addr: u16) -> bool {
        self.hidden.iter().any(|range| range.contains(&addr))
    }

    /// The device that answers at the address.
    fn answering(&self, addr: u16) -> Option<&Attached> {
        if self.is_hidden(addr) {
            return None;
        }
        let mut attached = self.attached.iter();
        attached.find(|attached| attached.answers_at(addr))
    }

    /// Whether some device, or an echo of memory, answers at an address on the page.
    pub(crate) fn any_on(&self, page: u8) -> bool {
        let first = u16::from(page) << 8;
        if self.is_hidden(first) {
            return false;
        }
        let overlaps =
            |range: &RangeInclusive<u16>| *range.start() <= first + 0xff && *range.end() >= first;
        let ranges = self.attached.iter().flat_map(|attached| &attached.ranges);
        let echoes = self.echoes.iter().map(|(range, _)| range);
        ranges.chain(echoes).any(overlaps)
    }

    /// Whether a device awaits something from outside to interrupt by a line; by NMI, if IRQ is masked.
    pub(crate) fn await_outside(&self, is_masked: bool) -> bool {
        let counts = |attached: &Attached| match attached.wire {
            Wire::Open => false,
            Wire::To(Line::Nmi) => true,
            Wire::Straight | Wire::To(Line::Irq) => !is_masked,
        };
        let mut attached = self.attached.iter();
        attached.any(|attached| counts(attached) && attached.device.awaits_outside())
    }

    /// Whether some device has the address.
    pub(crate) fn any_at(&self, addr: u16) -> bool {
        self.answering(addr).is_some()
    }

    /// Whether a device is at the address that does not see what the chip ignores.
    pub(crate) fn is_blind_at(&self, addr: u16) -> bool {
        let device = self.answering(addr);
        device.is_some_and(|attached| !attached.device.sees_ignored())
    }

    /// What the device at `addr` shows, if there is one.
    pub(crate) fn peek(&self, addr: u16, cycle: u64) -> Option<u8> {
        Some(self.answering(addr)?.device.peek(addr, cycle))
    }

    /// What a read of `addr` in `cycle` would give, of a device or of memory, without side effects.
    pub(crate) fn look(&self, memory: &Memory, addr: u16, cycle: u64) -> u8 {
        let answer = self.peek(addr, cycle);
        answer.unwrap_or_else(|| memory.peek(self.home(addr)))
    }

    /// What each device keeps.
    pub(crate) fn save(&self) -> Vec<(DeviceId, Vec<u8>)> {
        let attached = self.attached.iter();
        attached
            .map(|attached| (attached.id, attached.device.save()))
            .collect()
    }

    /// Puts that back; a device that is not among them stays as it is.
    pub(crate) fn restore(&mut self, states: &[(DeviceId, Vec<u8>)]) {
        for attached in &mut self.attached {
            if let Some((_, state)) = states.iter().find(|(id, _)| *id == attached.id) {
                attached.device.restore(state);
            }
        }
    }

    /// What the device at `addr` answers in `cycle`, if there is one.
    pub(crate) fn read(&mut self, addr: u16, lines: &mut Lines, cycle: u64) -> Option<u8> {
        let (device, mut signals) = self.at(addr, lines, cycle)?;
        Some(device.read(addr, &mut signals))
    }

    /// Writes to the device at `addr` in `cycle`, and tells those that hear of it.
    pub(crate) fn write(&mut self, addr: u16, value: u8, lines: &mut Lines, cycle: u64) -> Told {
        if let Some((device, mut signals)) = self.at(addr, lines, cycle) {
            device.write(addr, value, &mut signals);
            return Told::Answerer;
        }
        let mut attached = self.attached.iter_mut();
        let Some(attached) = attached.find(|attached| attached.hears(addr)) else {
            return Told::Nobody;
        };
        let (device, mut signals) = attached.driving(lines, cycle);
        device.write(addr, value, &mut signals);
        Told::Listener
    }

    /// Pulls the reset line of each.
    pub(crate) fn reset(&mut self, lines: &mut Lines, cycle: u64) {
        for attached in &mut self.attached {
            let (device, mut signals) = attached.driving(lines, cycle);
            device.reset(&mut signals);
        }
    }

    /// Wakes a device.
    pub(crate) fn wake(&mut self, device: usize, lines: &mut Lines, cycle: u64) {
        if let Some(attached) = self.of(DeviceId(device)) {
            let (device, mut signals) = attached.driving(lines, cycle);
            device.wake(&mut signals);
        }
    }

    /// The registers of a device.
    pub(crate) fn registers(&self, id: DeviceId, cycle: u64) -> Vec<Register> {
        self.find(id)
            .map_or_else(Vec::new, |a| a.device.registers(cycle))
    }

    /// The memories behind a device's registers.
    pub(crate) fn memories(&self, id: DeviceId, cycle: u64) -> Vec<DeviceMemory> {
        self.find(id)
            .map_or_else(Vec::new, |a| a.device.memories(cycle))
    }

    fn at<'a>(
        &mut self,
        addr: u16,
        lines: &'a mut Lines,
        cycle: u64,
    ) -> Option<(&mut dyn Device, Signals<'a>)> {
        if self.is_hidden(addr) {
            return None;
        }
        let attached = self
            .attached
            .iter_mut()
            .find(|attached| attached.answers_at(addr))?;
        Some(attached.driving(lines, cycle))
    }
}

impl DeviceId {
    /// As whom it drives the interrupt lines.
    pub(crate) fn source(self) -> Source {
        Source::Device(self.0)
    }

    pub(crate) fn number(self) -> usize {
        self.0
    }
}
