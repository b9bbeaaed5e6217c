//! The registers of mos-sim, llvm-mos's simulator, at the top of memory: input, output, a clock, and two ways to end.
//!
//! ```text
//! $FFF0-$FFF3  read $FFF0: holds the cycles since the clock began, low byte first; write $FFF0: the clock begins anew
//! $FFF5        read: the next byte of input, $FF at its end
//! $FFF6        read: whether the last read of $FFF5 was at the end of input
//! $FFF7        write: the program aborts
//! $FFF8        write: the program exits with that code
//! $FFF9        write: prints the byte
//! $FFFE        read: the program aborts, for that is where a BRK goes
//! ```
//!
//! Cycles are exact where the instruction spells out the address, as compiled code does. What stands at other places between them is memory. As in that simulator, an instruction counts once it is done, and
//! accesses whose value the chip ignores are none.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jumppad_tiers::{Device, DeviceId, Machine, Signals};

/// Where the first register is.
pub const BASE: u16 = 0xFFF0;
/// Where the last one in a row is.
pub const LAST: u16 = 0xFFF9;
/// What may not be read.
pub const VECTOR: u16 = 0xFFFE;

const CLOCK: u16 = BASE;
const INPUT: u16 = 0xFFF5;
const AT_END: u16 = 0xFFF6;
const ABORT: u16 = 0xFFF7;
const EXIT: u16 = 0xFFF8;
const OUTPUT: u16 = 0xFFF9;

/// What reads find at the end of input.
const END_OF_INPUT: u8 = 0xFF;

/// Registers in a row.
const COUNT: usize = (LAST - BASE) as usize + 1;

/// Cycles from the beginning of an instruction to its access of an address that it spells out.
const TO_ACCESS: u64 = 3;

/// Cycles from the beginning of a BRK to its read of the vector.
const TO_VECTOR: u64 = 5;

/// The exit code of a program that aborts: as a shell tells the signal SIGABRT.
pub const ABORTED: u8 = 128 + 6;

/// Where the guest's bytes come from and go to.
pub trait Line: Send {
    /// The next byte, waited for if need be; none at the end.
    fn get(&mut self) -> Option<u8>;

    /// Takes what the guest prints.
    fn put(&mut self, byte: u8);

    /// Whether what was put completes what somebody awaits, so that the machine is to stop.
    fn is_awaited(&self) -> bool {
        false
    }

    /// What waits to be read, so that time can be turned back.
    fn save(&self) -> Vec<u8>;

    /// Makes that what it was.
    fn restore(&mut self, waiting: &[u8]);
}

/// How the guest ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It wrote its exit code.
    Exit(u8),
    /// It wrote to the register that aborts.
    Abort,
    /// It read $FFFE, as a BRK does.
    Vector,
}

impl Ending {
    /// The exit code of the simulator.
    pub fn code(self) -> u8 {
        match self {
            Self::Exit(code) => code,
            Self::Abort | Self::Vector => ABORTED,
        }
    }

    /// What went wrong, if something did.
    pub fn fault(self) -> Option<&'static str> {
        match self {
            Self::Exit(_) => None,
            Self::Abort => Some("the program aborted, by a write to $FFF7"),
            Self::Vector => Some(
                "the program read $FFFE, as a BRK does, which leads nowhere: llvm-mos's simulator aborts there",
            ),
        }
    }
}

/// The end of a guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// What it did.
    pub how: Ending,
    /// The cycles before the instruction that did it, as the simulator counts them.
    pub cycles: u64,
}

struct State {
    /// What was latched or written, as memory has it.
    bytes: [u8; COUNT],
    /// The cycle in which the clock began.
    began: u64,
    line: Box<dyn Line>,
    ended: Option<Ended>,
}

/// The registers, as those see them who plugged them in.
pub struct Simulator {
    state: Arc<Mutex<State>>,
    ids: [DeviceId; 2],
}

impl Simulator {
    /// Plugs the registers into `machine`, with the guest's bytes on `line`.
    pub fn attach(machine: &mut Machine, line: Box<dyn Line>) -> Self {
        let state = Arc::new(Mutex::new(State {
            bytes: [0; COUNT],
            began: 0,
            line,
            ended: None,
        }));
        let registers = |part| {
            Box::new(Registers {
                state: Arc::clone(&state),
                part,
            })
        };
        let ids = [
            machine.attach(BASE..=LAST, registers(Part::Row)),
            machine.attach(VECTOR..=VECTOR, registers(Part::Vector)),
        ];
        Self { state, ids }
    }

    /// Takes the registers away.
    pub fn detach(self, machine: &mut Machine) {
        for id in self.ids {
            machine.detach(id);
        }
    }

    /// How the guest wants to end, asked once.
    pub fn take_ending(&self) -> Option<Ended> {
        held(&self.state).ended.take()
    }
}

fn held(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn end(&mut self, how: Ending, signals: &mut Signals<'_>) {
        let before = match how {
            Ending::Vector => TO_VECTOR,
            _ => TO_ACCESS,
        };
        self.ended = Some(Ended {
            how,
            cycles: signals.cycle().saturating_sub(before),
        });
        signals.stop();
    }

    fn byte(&mut self, addr: u16) -> &mut u8 {
        &mut self.bytes[usize::from(addr - BASE)]
    }
}

/// Which of the addresses a device is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Row,
    Vector,
}

struct Registers {
    state: Arc<Mutex<State>>,
    part: Part,
}

impl Device for Registers {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        let mut state = held(&self.state);
        match addr {
            VECTOR => {
                state.end(Ending::Vector, signals);
                return 0;
            }
            CLOCK => {
                let now = signals.cycle().saturating_sub(TO_ACCESS);
                // It has 32 bits.
                let passed = now.wrapping_sub(state.began) as u32;
                state.bytes[..4].copy_from_slice(&passed.to_le_bytes());
            }
            INPUT => {
                let got = state.line.get();
                *state.byte(AT_END) = u8::from(got.is_none());
                return got.unwrap_or(END_OF_INPUT);
            }
            _ => {}
        }
        *state.byte(addr)
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        let mut state = held(&self.state);
        match addr {
            CLOCK => state.began = signals.cycle().saturating_sub(TO_ACCESS),
            ABORT => state.end(Ending::Abort, signals),
            EXIT => state.end(Ending::Exit(value), signals),
            OUTPUT => {
                state.line.put(value);
                if state.line.is_awaited() {
                    signals.stop();
                }
            }
            // Nothing reads what is written there.
            INPUT | AT_END | VECTOR => {}
            _ => *state.byte(addr) = value,
        }
    }

    fn sees_ignored(&self) -> bool {
        false
    }

    fn peek(&self, addr: u16, _cycle: u64) -> u8 {
        match addr {
            VECTOR => 0,
            INPUT => held(&self.state)
                .line
                .save()
                .first()
                .copied()
                .unwrap_or(END_OF_INPUT),
            _ => *held(&self.state).byte(addr),
        }
    }

    fn save(&self) -> Vec<u8> {
        if self.part == Part::Vector {
            return Vec::new();
        }
        let state = held(&self.state);
        let waiting = state.line.save();
        [&state.bytes[..], &state.began.to_le_bytes(), &waiting].concat()
    }

    fn restore(&mut self, saved: &[u8]) {
        let mut state = held(&self.state);
        let Some((bytes, saved)) = saved.split_first_chunk::<COUNT>() else {
            return;
        };
        state.bytes = *bytes;
        if let Some((began, waiting)) = saved.split_first_chunk::<8>() {
            state.began = u64::from_le_bytes(*began);
            state.line.restore(waiting);
        }
    }
}

#[cfg(test)]
mod tests;
