//! A description to a board: every name known, every place free, every number within its bounds.
//!
//! Left out: files, which are looked at when the machine is built.

use std::ops::{Range, RangeInclusive};

use super::description::{Description, Device, Rom};
use super::fault::Fault;
use super::scalar::{Address, At, Size};
use super::{Board, RamSpace, RomSpace, routines, windows};
use super::{options, parts};
use crate::cpu;
use crate::host::devices::kinds::{self, Kind};
use crate::host::devices::options::USUAL_CLOCK;
use crate::host::devices::{Interrupt, Order, is_name};
use crate::names::closest;

/// What is where, to find what overlaps and who has a name.
#[derive(Default)]
pub(super) struct Taken {
    memory: Vec<(RangeInclusive<u16>, String)>,
    devices: Vec<(RangeInclusive<u16>, String)>,
    names: Vec<(String, &'static str)>,
}

/// The board that `description` describes.
///
/// # Errors
/// It cannot be built so; the fault says where and why.
pub(super) fn check(description: Description) -> Result<Board, Fault> {
    let mut taken = Taken::default();
    let clock = description
        .clock
        .as_ref()
        .map_or(USUAL_CLOCK, |clock| clock.0);
    let cpu = match &description.cpu {
        Some(name) => Some(model(name)?),
        None => None,
    };
    let mut ram = Vec::new();
    for region in &description.ram {
        let mut ranges = Vec::new();
        for start in [&region.start].into_iter().chain(&region.mirrors) {
            let range = range(start, &region.size)?;
            taken.memory(&range, "RAM", &start.span)?;
            ranges.push(range);
        }
        ram.push(RamSpace { ranges });
    }
    let mut roms = Vec::new();
    for rom in &description.rom {
        roms.push(rom_space(rom, &mut taken)?);
    }
    let mut devices = Vec::new();
    for device in &description.device {
        devices.push(order(device, clock, &mut taken)?);
    }
    for part in &description.part {
        parts::attach(part, &mut devices, &mut taken)?;
    }
    if let Some(console) = &description.console {
        main_console(console, &devices)?;
    }
    let windows = windows::check(&description, &mut devices)?;
    let routines = routines::setup(&description)?;
    Ok(Board {
        cpu,
        clock,
        open_bus: description.open_bus.as_deref().copied(),
        entry: description.entry.as_ref().map(|entry| entry.0),
        ram,
        roms,
        devices,
        routines,
        windows,
        storages: description.storage.iter().map(windows::storage).collect(),
        ..Board::new(description)
    })
}

fn model(name: &At<String>) -> Result<jumppad_tiers::opcodes::Model, Fault> {
    cpu::model(name).ok_or_else(|| {
        let text = format!("there is no processor `{}` here", name.value);
        Fault::new(&name.span, text).advise(format!("there are {}", cpu::NAMES.join(", ")))
    })
}

/// The addresses from `start` on.
pub(super) fn range(start: &At<Address>, size: &At<Size>) -> Result<RangeInclusive<u16>, Fault> {
    let first = start.0;
    match u16::try_from(u64::from(first) + u64::from(size.value.0) - 1) {
        Ok(last) => Ok(first..=last),
        Err(_) => {
            let most = 0x1_0000 - u32::from(first);
            let text = format!("{} bytes at ${first:04X} go past $FFFF", size.value.0);
            Err(Fault::new(&size.span, text).advise(format!("there is room for {most}")))
        }
    }
}

fn rom_space(rom: &Rom, taken: &mut Taken) -> Result<RomSpace, Fault> {
    let name = rom.name.as_ref().map_or("rom", |name| name.value.as_str());
    let span = rom.name.as_ref().map_or(&rom.start.span, |name| &name.span);
    taken.name(name, "a ROM", span)?;
    let mut ranges = Vec::new();
    for start in [&rom.start].into_iter().chain(&rom.mirrors) {
        let range = range(start, &rom.size)?;
        if range.start() % 0x100 != 0 || range.end() % 0x100 != 0xFF {
            let text = "a ROM begins and ends with a page of 256 bytes";
            let advice = format!("it would be ${:04X}-${:04X}", range.start(), range.end());
            return Err(Fault::new(&start.span, text).advise(advice));
        }
        taken.memory(&range, &format!("the ROM {name}"), &start.span)?;
        ranges.push(range);
    }
    Ok(RomSpace {
        name: name.to_owned(),
        ranges,
        file: rom.file.as_deref().cloned(),
        span: rom
            .file
            .as_ref()
            .map_or(rom.start.span.clone(), |file| file.span.clone()),
        offset: rom.offset.as_deref().copied().unwrap_or(0),
        length: rom.length.as_ref().map(|length| length.0),
        get: rom.get.clone(),
    })
}

fn order(device: &Device, clock: u64, taken: &mut Taken) -> Result<Order, Fault> {
    let kind = Kind::named(&device.kind).map_err(|meant| {
        let text = format!("there is no device of the kind `{}`", device.kind.value);
        Fault::new(&device.kind.span, text).advise(match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("kinds are {}", kinds::told()),
        })
    })?;
    let options = options::options(device, kind, clock)?;
    let interrupt = match &device.interrupt {
        None => Interrupt::Own,
        Some(line) => interrupt(line)?,
    };
    let order = Order {
        name: device.name.as_deref().cloned(),
        size: device.size.as_ref().map(|size| size.0),
        mirrors: device.mirrors.iter().map(|address| address.0).collect(),
        interrupt,
        options,
        ..kind.at(device.address.0)
    };
    let ranges = order.ranges().map_err(|error| {
        Fault::new(&device.address.span, error.to_string()).advise(error.advice())
    })?;
    let name = device
        .name
        .as_ref()
        .map_or(kind.called, |name| name.value.as_str());
    let span = device
        .name
        .as_ref()
        .map_or(&device.kind.span, |name| &name.span);
    if !is_name(name) {
        let text = format!("`{name}` is no name for a device");
        return Err(Fault::new(span, text).advise(
            "a name begins with a letter and goes on with letters, digits and _; it is not a register's",
        ));
    }
    if device.name.is_some() {
        taken.name(name, "a device", span)?;
    }
    let elsewhere = order.elsewhere().map(|at| at..=at);
    for range in ranges.iter().chain(&elsewhere) {
        taken.device(range, name, &device.address.span)?;
    }
    Ok(order)
}

fn interrupt(line: &At<String>) -> Result<Interrupt, Fault> {
    let mut all = Interrupt::NAMES.iter();
    let found = all.find(|(name, _)| line.eq_ignore_ascii_case(name));
    found.map(|(_, interrupt)| *interrupt).ok_or_else(|| {
        let text = format!("there is no interrupt line `{}`", line.value);
        Fault::new(&line.span, text).advise("irq, nmi, or none")
    })
}

/// The console that gets the standard streams is one of a device.
fn main_console(console: &At<String>, devices: &[Order]) -> Result<(), Fault> {
    let speaking = devices.iter().filter(|order| order.has_console());
    let names = speaking.flat_map(|order| {
        let own = order.name.as_deref().unwrap_or(order.kind.called);
        [Some(own), order.options.console.as_deref()]
    });
    let names: Vec<&str> = names.flatten().collect();
    if names.iter().any(|name| name.eq_ignore_ascii_case(console)) {
        return Ok(());
    }
    let text = format!("no device has the console `{}`", console.value);
    Err(
        Fault::new(&console.span, text).advise(match names.as_slice() {
            [] => "none of the devices has a console".to_owned(),
            names => match closest(console, names.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("there are {}", names.join(", ")),
            },
        }),
    )
}

impl Taken {
    pub(super) fn memory(
        &mut self,
        range: &RangeInclusive<u16>,
        what: &str,
        span: &Range<usize>,
    ) -> Result<(), Fault> {
        take(&mut self.memory, range, what, span)
    }

    fn device(
        &mut self,
        range: &RangeInclusive<u16>,
        what: &str,
        span: &Range<usize>,
    ) -> Result<(), Fault> {
        take(&mut self.devices, range, what, span)
    }

    pub(super) fn name(
        &mut self,
        name: &str,
        what: &'static str,
        span: &Range<usize>,
    ) -> Result<(), Fault> {
        let owner = self
            .names
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name));
        if let Some((_, owner)) = owner {
            let text = format!("{owner} is called `{name}` already");
            return Err(Fault::new(span, text).advise(match what {
                "a ROM" => "give each ROM a `name` of its own",
                _ => "choose another name",
            }));
        }
        self.names.push((name.to_owned(), what));
        Ok(())
    }
}

/// Takes the addresses, if nobody has them.
fn take(
    taken: &mut Vec<(RangeInclusive<u16>, String)>,
    range: &RangeInclusive<u16>,
    what: &str,
    span: &Range<usize>,
) -> Result<(), Fault> {
    let overlap = |(own, _): &&(RangeInclusive<u16>, String)| {
        own.start() <= range.end() && range.start() <= own.end()
    };
    if let Some((own, other)) = taken.iter().find(overlap) {
        let (start, end) = (range.start().max(own.start()), range.end().min(own.end()));
        let text = match start == end {
            true => format!("{other} is at ${start:04X} already"),
            false => format!("{other} is at ${start:04X}-${end:04X} already"),
        };
        let (first, last) = (own.start(), own.end());
        let fault = Fault::new(span, text);
        return Err(fault.advise(format!(
            "it has ${first:04X}-${last:04X}; choose another place"
        )));
    }
    taken.push((range.clone(), what.to_owned()));
    Ok(())
}
