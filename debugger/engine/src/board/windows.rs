//! Windows: checked, with the registers and ports that select what shows in them.

use std::ops::{Range, RangeInclusive};
use std::path::PathBuf;

use jumppad_chips::Port;
use jumppad_tiers::banks::{
    Answering, Choice as Shown, GRAIN, Kind, Shows, StorageId, Window as Made, Writes,
};

use super::check::{Taken, range};
use super::description::{Choice, Description, Storage, Window};
use super::fault::Fault;
use super::scalar::At;
use crate::host::devices::kinds::BANK;
use crate::host::devices::options::BankField;
use crate::host::devices::parts::{Part, PartKind};
use crate::host::devices::{Order, Pins};

/// A memory that no address reaches but by a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageSpace {
    /// What windows call it.
    pub name: String,
    /// How many bytes it has, if that is said.
    pub size: Option<u32>,
    /// What is in it; RAM if that is not said.
    pub file: Option<PathBuf>,
    /// Where in the text that is said.
    pub span: Range<usize>,
}

/// A window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowSpace {
    /// What it is called.
    pub name: String,
    /// Its addresses.
    pub range: RangeInclusive<u16>,
    /// What can be selected.
    pub choices: Vec<ChoiceSpace>,
    /// What is selected at first.
    pub selected: usize,
}

/// What a window can show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceSpace {
    /// What it is called.
    pub name: String,
    /// The storage, by its place in the list, and where it begins there; the 64 KiB's own memory without one.
    pub storage: Option<(usize, u32)>,
    /// Where writes go.
    pub writes: Writes,
    /// Whether devices answer.
    pub answering: Answering,
}

pub(super) fn storage(storage: &Storage) -> StorageSpace {
    StorageSpace {
        name: storage.name.value.clone(),
        size: storage.size.as_ref().map(|size| size.0),
        file: storage.file.as_deref().cloned(),
        span: storage
            .file
            .as_ref()
            .map_or(storage.name.span.clone(), |file| file.span.clone()),
    }
}

impl WindowSpace {
    /// The window as the machine has it, with the storages that it was given.
    pub(super) fn made(&self, storages: &[StorageId]) -> Made {
        let choice = |choice: &ChoiceSpace| Shown {
            name: choice.name.clone(),
            shows: match choice.storage {
                None => Shows::Memory,
                Some((at, offset)) => Shows::Storage {
                    id: storages[at],
                    offset: offset as usize,
                },
            },
            writes: choice.writes,
            answering: choice.answering,
        };
        Made {
            name: self.name.clone(),
            range: self.range.clone(),
            choices: self.choices.iter().map(choice).collect(),
            at_reset: self.selected,
        }
    }
}

impl StorageSpace {
    /// Whether the guest can write it.
    pub(super) fn kind(&self) -> Kind {
        match self.file {
            Some(_) => Kind::Rom,
            None => Kind::Ram,
        }
    }
}

/// The windows, whose registers become devices, and whose ports parts of chips.
///
/// # Errors
/// They do not fit, or nothing can select in them.
pub(super) fn check(
    description: &Description,
    devices: &mut Vec<Order>,
) -> Result<Vec<WindowSpace>, Fault> {
    storages(description)?;
    let mut taken = Taken::default();
    let mut windows = Vec::new();
    for (number, window) in description.window.iter().enumerate() {
        let range = range(&window.start, &window.size)?;
        let is_whole = |at: u32| at.is_multiple_of(GRAIN);
        if !is_whole(window.start.0.into()) || !is_whole(window.size.value.0) {
            let text = "a window begins and ends at a multiple of 4 KiB";
            return Err(Fault::new(&window.start.span, text).advise("such as 0x8000 and \"8K\""));
        }
        if *range.start() == 0 {
            let text = "page 0 and the stack are in no window";
            return Err(
                Fault::new(&window.start.span, text).advise("let it begin at 0x1000 or above")
            );
        }
        taken.name(&window.name, "a window", &window.name.span)?;
        let what = format!("the window {}", window.name.value);
        taken.memory(&range, &what, &window.start.span)?;
        let choices = choices(window, description)?;
        select(window, number, choices.len(), devices)?;
        windows.push(WindowSpace {
            name: window.name.value.clone(),
            range,
            choices,
            selected: window.selected.as_ref().map_or(0, |at| at.value.into()),
        });
    }
    Ok(windows)
}

fn storages(description: &Description) -> Result<(), Fault> {
    let mut names: Vec<&str> = Vec::new();
    for storage in &description.storage {
        if names.contains(&storage.name.as_str()) {
            let text = format!("there is a storage `{}` already", storage.name.value);
            return Err(Fault::new(&storage.name.span, text).advise("choose another name"));
        }
        if storage.size.is_none() && storage.file.is_none() {
            let text = format!("how large is `{}`?", storage.name.value);
            return Err(Fault::new(&storage.name.span, text).advise("say `size` or `file`"));
        }
        names.push(&storage.name);
    }
    Ok(())
}

fn choices(window: &Window, description: &Description) -> Result<Vec<ChoiceSpace>, Fault> {
    let count = window.choices.len();
    if count == 0 {
        let text = format!("the window {} has no choices", window.name.value);
        return Err(Fault::new(&window.name.span, text).advise("say at least one: choices = [{}]"));
    }
    if let Some(selected) = &window.selected
        && usize::from(selected.value) >= count
    {
        let text = format!("there is no choice {}", selected.value);
        return Err(Fault::new(&selected.span, text).advise(format!("they are 0 to {}", count - 1)));
    }
    let choices = window.choices.iter();
    let mut choices = choices
        .map(|choice| one(choice, window, description))
        .collect::<Result<Vec<_>, Fault>>()?;
    number_parts(&mut choices, window.size.value.0);
    Ok(choices)
}

/// Parts of a storage that have only its name are numbered.
fn number_parts(choices: &mut [ChoiceSpace], size: u32) {
    let names: Vec<String> = choices.iter().map(|choice| choice.name.clone()).collect();
    for choice in choices {
        let alike = names.iter().filter(|name| **name == choice.name).count();
        if let Some((_, offset)) = choice.storage.filter(|_| alike > 1) {
            choice.name = format!("{}{}", choice.name, offset / size);
        }
    }
}

fn one(choice: &Choice, window: &Window, description: &Description) -> Result<ChoiceSpace, Fault> {
    let offset = choice.offset.as_deref().copied().unwrap_or(0);
    if let Some(at) = &choice.offset
        && !offset.is_multiple_of(GRAIN)
    {
        let text = "a bank begins at a multiple of 4 KiB of its storage";
        return Err(Fault::new(&at.span, text).advise("such as 0x2000"));
    }
    let writes = choice.writes.as_ref().map(writes).transpose()?;
    let answering = match choice.devices {
        Some(false) => Answering::Memory,
        Some(true) | None => Answering::Devices,
    };
    let Some(name) = &choice.storage else {
        return Ok(ChoiceSpace {
            name: choice.name.clone().unwrap_or_else(|| "memory".to_owned()),
            storage: None,
            writes: writes.unwrap_or(Writes::Here),
            answering,
        });
    };
    let mut storages = description.storage.iter().enumerate();
    let Some((at, storage)) = storages.find(|(_, storage)| storage.name.value == name.value) else {
        let text = format!("there is no storage `{}`", name.value);
        let names: Vec<&str> = description
            .storage
            .iter()
            .map(|s| s.name.as_str())
            .collect();
        return Err(Fault::new(&name.span, text).advise(match names.as_slice() {
            [] => "`[[storage]]` describes one".to_owned(),
            names => format!("there are {}", names.join(", ")),
        }));
    };
    let end = u64::from(offset) + u64::from(window.size.value.0);
    if let Some(size) = &storage.size
        && end > size.value.0.into()
    {
        let text = format!("`{}` ends before the window does", name.value);
        let advice = format!("it has {} bytes, and {end} are needed", size.value.0);
        return Err(Fault::new(&name.span, text).advise(advice));
    }
    Ok(ChoiceSpace {
        name: choice.name.clone().unwrap_or_else(|| name.value.clone()),
        storage: Some((at, offset)),
        writes: writes.unwrap_or(match storage.file {
            Some(_) => Writes::Beneath,
            None => Writes::Here,
        }),
        answering,
    })
}

fn writes(word: &At<String>) -> Result<Writes, Fault> {
    Ok(match word.as_str() {
        "here" => Writes::Here,
        "beneath" => Writes::Beneath,
        "ignored" => Writes::Ignored,
        other => {
            let text = format!("a write cannot go `{other}`");
            return Err(Fault::new(&word.span, text).advise("here, beneath, or ignored"));
        }
    })
}

/// Has the register or the port of a window select in it.
fn select(
    window: &Window,
    number: usize,
    choices: usize,
    devices: &mut Vec<Order>,
) -> Result<(), Fault> {
    let field = field(window, number, choices)?;
    match (&window.register, &window.port) {
        (None, None) => Ok(()),
        (Some(register), Some(_)) => {
            let text = "a register and a port cannot select both";
            Err(Fault::new(&register.span, text).advise("leave one of them out"))
        }
        (Some(register), None) => {
            let base = register.0;
            let is_it = |order: &&mut Order| *order.kind == BANK && order.base == base;
            if let Some(order) = devices.iter_mut().find(is_it) {
                order.options.banks.push(field);
                return Ok(());
            }
            let is_there = |order: &&Order| {
                let ranges = order.ranges().unwrap_or_default();
                ranges.iter().any(|range| range.contains(&base))
            };
            if let Some(order) = devices.iter().find(is_there) {
                let text = format!("a {} is at ${base:04X} already", order.kind.name);
                return Err(Fault::new(&register.span, text).advise("choose another address"));
            }
            let mut order = BANK.at(base);
            order.options.banks.push(field);
            devices.push(order);
            Ok(())
        }
        (None, Some(port)) => {
            let wrong = |text: String| {
                Fault::new(&port.span, text).advise("a device and its port, such as \"via.PB\"")
            };
            let (name, side) = port
                .split_once('.')
                .ok_or_else(|| wrong(format!("`{}` is no port", port.value)))?;
            let side = match side.to_ascii_uppercase().as_str() {
                "PA" | "A" => Port::A,
                "PB" | "B" => Port::B,
                _ => return Err(wrong(format!("`{side}` is no port"))),
            };
            let called = |order: &&mut Order| {
                let own = order.name.as_deref().unwrap_or(order.kind.called);
                own.eq_ignore_ascii_case(name) && order.kind.pins == Pins::Ports
            };
            let order = devices
                .iter_mut()
                .find(called)
                .ok_or_else(|| wrong(format!("there is no device `{name}` with ports")))?;
            order.parts.push(Part {
                name: window.name.value.clone(),
                kind: PartKind::Bank { port: side, field },
            });
            Ok(())
        }
    }
}

fn field(window: &Window, number: usize, choices: usize) -> Result<BankField, Fault> {
    let needed = usize::BITS - (choices - 1).leading_zeros();
    let shift = window.shift.as_deref().copied().unwrap_or(0);
    let bits = window.bits.as_deref().copied().unwrap_or(needed as u8);
    if u32::from(shift) + u32::from(bits) > 8 {
        let span = window
            .shift
            .as_ref()
            .map_or(&window.name.span, |shift| &shift.span);
        let text = format!("{bits} bits from bit {shift} on are not in a byte");
        return Err(Fault::new(span, text).advise("choose fewer bits, or lower ones"));
    }
    Ok(BankField {
        window: number,
        shift,
        bits,
    })
}
