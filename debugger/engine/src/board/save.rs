//! What a session has attached, as a machine file.
//!
//! Invariant: what is read from it is what was saved; comments of a file that it came from are not kept.

use std::path::{Path, PathBuf};

use super::description::{Description, Device, Rom};
use super::scalar::{Address, At, Clock, Size};
use super::{Board, Contents, Origin};
use crate::host::devices::Order;
use crate::host::devices::kinds::BANK;
use crate::host::devices::options::Word;

/// What a machine file says of a session.
pub struct Session<'a> {
    /// The machine that was chosen, and what is in its ROMs.
    pub board: Option<(&'a Board, &'a Contents)>,
    /// The chip.
    pub cpu: &'static str,
    /// The devices that are attached now.
    pub orders: Vec<Order>,
    /// First and last address of what is read-only now.
    pub read_only: Vec<(u16, u16)>,
}

/// The text of a machine file that is to be at `path`.
pub fn save(session: &Session<'_>, path: &Path) -> String {
    let folder = absolute(path)
        .parent()
        .map(Path::to_owned)
        .unwrap_or_default();
    let mut description = match session.board {
        Some((board, contents)) => {
            let mut description = board.description.clone();
            place_files(&mut description, board, contents, &folder);
            description
        }
        None => Description::default(),
    };
    description.cpu = Some(session.cpu.to_owned().into());
    description.device = session
        .orders
        .iter()
        // They are made of windows.
        .filter(|order| *order.kind != BANK)
        .map(|order| device(order, &folder))
        .collect();
    let is_there = |name: &At<String>| {
        let called = |order: &Order| order.name.as_ref().is_some_and(|own| *own == name.value);
        session.orders.iter().any(called)
    };
    description.part.retain(|part| is_there(&part.on));
    description.console = description.console.filter(|console| {
        let shared = |order: &Order| order.options.console.as_deref() == Some(&console.value);
        is_there(console) || session.orders.iter().any(shared)
    });
    let known: Vec<(u16, u16)> = session
        .board
        .iter()
        .flat_map(|(board, _)| &board.roms)
        .flat_map(|rom| {
            rom.ranges
                .iter()
                .map(|range| (*range.start(), *range.end()))
        })
        .collect();
    let new = session.read_only.iter().filter(|(start, end)| {
        // What touches is one range there, and may be several ROMs.
        !known
            .iter()
            .any(|(first, last)| start <= first && last <= end)
    });
    for (number, &(start, end)) in (1..).zip(new) {
        description.rom.push(Rom {
            name: Some(format!("rom{number}").into()),
            start: Address(start).into(),
            size: Size(u32::from(end - start) + 1).into(),
            file: None,
            offset: None,
            length: None,
            mirrors: Vec::new(),
            get: None,
        });
    }
    // Every value of a description has a form in TOML.
    toml::to_string(&description).unwrap_or_default()
}

/// Makes the files that `description` names, those that the user gave among them, be found from `folder`.
fn place_files(description: &mut Description, board: &Board, contents: &Contents, folder: &Path) {
    let found = |path: &Path| found(path, folder);
    for (at, path) in &contents.files {
        description.rom[*at].file = Some(found(path));
    }
    if let Origin::Ready(_) = board.origin {
        return;
    }
    let place = |file: &PathBuf| found(&board.place_of(file, Path::new("")));
    for file in &mut description.symbols {
        *file = place(file);
    }
    for (storage, stored) in description.storage.iter_mut().zip(&contents.storages) {
        storage.file = stored.file.as_deref().map(found);
    }
}

/// The path of a file as it is written in a file in `folder`.
fn found(path: &Path, folder: &Path) -> At<PathBuf> {
    let path = absolute(path);
    path.strip_prefix(folder).unwrap_or(&path).to_owned().into()
}

fn absolute(path: &Path) -> PathBuf {
    // Where the folder one is in cannot be told, the path stays what it is.
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn word<W: Word>(value: W) -> Option<At<String>> {
    value.word().map(|word| word.to_owned().into())
}

fn device(order: &Order, folder: &Path) -> Device {
    let kind = order.kind;
    Device {
        name: order.name.clone().map(At::from),
        kind: kind.name.to_owned().into(),
        address: Address(order.base).into(),
        size: order.size.map(|size| Size(size).into()),
        mirrors: order.mirrors.iter().map(|&at| Address(at).into()).collect(),
        interrupt: order.interrupt.name().map(|name| name.to_owned().into()),
        console: order.options.console.clone().map(At::from),
        keys: order.options.keys.map(|keys| Address(keys).into()),
        baud: word(order.options.baud),
        baud_clock: order.options.baud_clock.map(|hertz| Clock(hertz).into()),
        quirk: word(order.options.quirk),
        mains: word(order.options.mains),
        disk: order
            .options
            .disk
            .as_deref()
            .map(|path| found(path, folder)),
        seed: order.options.seed.map(At::from),
    }
}
