//! Why a device cannot be attached, found or used.

/// What went wrong with a device.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// Not all of its registers are inside the 64 KiB.
    #[error("the {registers} registers of a {kind} at ${base:04X} go past $FFFF")]
    PastTheEnd {
        /// The kind of device that was to be attached.
        kind: &'static str,
        /// How many addresses it answers at.
        registers: u32,
        /// The address that was given for the first of them.
        base: u16,
    },
    /// Another device has one of the addresses.
    #[error("device #{number}, a {kind}, is there already")]
    Occupied {
        /// The number of the device that is there.
        number: u32,
        /// The kind of the device that is there.
        kind: &'static str,
    },
    /// Such a device is at one place only.
    #[error("a {kind} is at ${at:04X} and nowhere else")]
    Fixed {
        /// The kind.
        kind: &'static str,
        /// Its place.
        at: u16,
    },
    /// Its address lines cannot be connected so.
    #[error("a {kind} cannot begin at ${base:04X}")]
    Astray {
        /// The kind.
        kind: &'static str,
        /// How many registers it has.
        registers: u32,
        /// Where it was to begin.
        base: u16,
    },
    /// Its registers do not repeat.
    #[error("a {kind} answers at its {registers} registers only")]
    NoMirrors {
        /// The kind.
        kind: &'static str,
        /// How many registers it has.
        registers: u32,
    },
    /// Its registers do not fit a whole number of times.
    #[error(
        "{size} addresses are not a whole number of times the {registers} registers of a {kind}"
    )]
    Size {
        /// The kind.
        kind: &'static str,
        /// How many registers it has.
        registers: u32,
        /// How many addresses were given.
        size: u32,
    },
    /// Another device has the name.
    #[error("device #{number} is called {name} already")]
    Named {
        /// The name.
        name: String,
        /// The number of the device that has it.
        number: u32,
    },
    /// Expressions could not name it so.
    #[error("`{0}` is no name for a device")]
    BadName(String),
    /// No device has this number.
    #[error("there is no device #{0}")]
    Unknown(u64),
    /// No device has this name.
    #[error("there is no device called {0}")]
    NoSuchName(String),
    /// It has no such memory.
    #[error("it has no memory called `{name}`")]
    NoSuchMemory {
        /// What was asked for.
        name: String,
        /// Those that it has.
        names: Vec<&'static str>,
    },
    /// Nothing has controllers.
    #[error("there is nothing to plug a controller into")]
    NoPads,
    /// No controller has this number.
    #[error("there is no controller {0}")]
    NoSuchPad(u64),
    /// Something was typed for a device that reads no keys.
    #[error("device #{number} is a {kind}, not a console")]
    NoKeyboard {
        /// The number of that device.
        number: u32,
        /// The kind of that device.
        kind: &'static str,
    },
    /// Something was typed, and no device reads keys.
    #[error("there is no console to type on")]
    NoConsole,
    /// A console was asked for by a name that none has.
    #[error("there is no console called {name}")]
    NoConsoleNamed {
        /// The name.
        name: String,
        /// The names of those that there are.
        consoles: Vec<String>,
    },
    /// Something was typed without saying for which of several consoles.
    #[error("there are several consoles")]
    SeveralConsoles,
}

impl DeviceError {
    /// What the user can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::NoConsoleNamed { consoles, .. } => {
                return match consoles.as_slice() {
                    [] => "the machine has none".to_owned(),
                    names => format!("there is {}", names.join(", ")),
                };
            }
            Self::PastTheEnd { .. } => "choose a lower address",
            Self::Occupied { number, .. } => {
                return format!("choose another address, or `device remove {number}` first");
            }
            Self::Fixed { at, .. } => return format!("say ${at:04X}"),
            Self::Astray { registers, .. } => {
                return format!("its registers are selected by the low address lines: say a multiple of {registers}");
            }
            Self::NoMirrors { .. } => "leave out its size and mirrors",
            Self::Size { registers, .. } => {
                return format!("it repeats every {registers} addresses, as chips do");
            }
            Self::Named { .. } => "choose another name",
            Self::BadName(_) => {
                "a name begins with a letter and goes on with letters, digits and _; it is not a register's"
            }
            Self::Unknown(_) | Self::NoSuchName(_) => "`device list` lists them",
            Self::NoSuchMemory { names, .. } if names.is_empty() => "it has none",
            Self::NoSuchMemory { names, .. } => return format!("it has {}", names.join(", ")),
            Self::NoPads => "load the cartridge of an NES, or `device attach 2a03 4000`",
            Self::NoSuchPad(_) => "they are 1 and 2",
            Self::NoKeyboard { .. } | Self::NoConsole => "`device console A` attaches a console",
            Self::SeveralConsoles => {
                "say which: `device send N \"text\"`; `device list` lists them"
            }
        }
        .to_owned()
    }
}
