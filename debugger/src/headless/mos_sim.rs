//! Called as mos-sim, llvm-mos's simulator: an image runs until it ends itself, and what was asked for is told on standard
//! error, in that program's words.
//!
//! Left out on purpose: going on for ever in a jump to itself, and executing what locks the chip up as if it did nothing.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use jumppad_engine::host::mos_sim::{Ended, Ending};
use jumppad_engine::program::load::{Format, Placement, Program, load};
use jumppad_tiers::opcodes::{Cpu, Model};
use jumppad_tiers::{Config, Machine, Reset, StopReason};

use super::progress::Progress;
use super::simulator::Plugged;
use super::streams::{Standard, lock};
use crate::exit::Exit;
use crate::render::put_error;

/// The letters of the flags, bit 7 first.
const FLAGS: &str = "nv1bdizc";

/// Cycles between two looks at the streams.
const SLICE: u64 = 10_000_000;

/// What is to be run, and what is to be told.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) image: PathBuf,
    /// Whether to tell the cycles at the end.
    pub(crate) cycles: bool,
    /// Whether to tell each instruction.
    pub(crate) trace: bool,
    /// Whether to tell the cycles at each address.
    pub(crate) profile: bool,
    /// Whether the chip is a 65C02.
    pub(crate) cmos: bool,
}

/// Runs the image, and says how it ended.
pub(crate) fn run(order: &Order) -> Exit {
    let placement = Placement {
        format: Some(Format::MosSim),
        ..Placement::default()
    };
    match load(&order.image, placement, &Arc::default()) {
        Ok(program) => execute(order, &program),
        Err(failure) => {
            let (image, reason) = (order.image.display(), failure.reason);
            put_error(&format!("Could not read '{image}': {reason}\n"));
            Exit::Failed
        }
    }
}

fn execute(order: &Order, program: &Program) -> Exit {
    let mut machine = Machine::new(Config {
        model: match order.cmos {
            true => Model::Wdc65C02,
            false => Model::Nmos6502,
        },
        ..Config::default()
    });
    let interrupt = machine.interrupt_flag();
    let streams = Standard::new(Progress::new(false), Arc::clone(&interrupt)).shared();
    let plugged = Plugged::attach(&mut machine, &streams, &interrupt);
    for segment in &program.segments {
        machine
            .load(segment.start, &segment.bytes)
            .expect("a loader gives only segments that fit");
    }
    machine.reset(Reset::Soft);
    program.begin(machine.cpu_mut());
    // Without a handler Ctrl-C still ends the program, only less politely.
    let _ = ctrlc::set_handler(move || interrupt.store(true, Ordering::SeqCst));
    let mut watch = Watch::new(order);
    let end = loop {
        let reason = watch.go(&mut machine);
        if let Some(ended) = plugged.registers.take_ending() {
            break Ok(ended);
        }
        if plugged.is_unread() {
            return Exit::Failed;
        }
        match reason {
            StopReason::Cycles | StopReason::Device => {
                if !watch.steps() && lock(&streams).flush().is_err() {
                    return Exit::Failed;
                }
            }
            other => break Err(other),
        }
    };
    // What was printed comes before what is told of it.
    let _ = lock(&streams).flush();
    match end {
        Ok(ended) => {
            watch.tell(&machine, ended);
            Exit::Guest(ended.how.code())
        }
        Err(reason) => {
            let pc = machine.cpu().pc;
            put_error(&format!("mos-sim: {} (PC ${pc:04X})\n", told(reason)));
            Exit::Failed
        }
    }
}

fn told(reason: StopReason) -> &'static str {
    match reason {
        StopReason::Trap => "an instruction jumps to itself, so the program never ends",
        StopReason::Jam => "an opcode locks the chip up",
        StopReason::Wait => "the program waits for an interrupt, which never comes",
        _ => "interrupted",
    }
}

/// What is looked at while it runs.
struct Watch<'o> {
    order: &'o Order,
    /// Cycles by the address of the instruction that took them.
    profile: Vec<u64>,
    err: io::BufWriter<io::Stderr>,
}

impl<'o> Watch<'o> {
    fn new(order: &'o Order) -> Self {
        Self {
            order,
            profile: vec![0; if order.profile { 0x1_0000 } else { 0 }],
            err: io::BufWriter::new(io::stderr()),
        }
    }

    /// Whether it goes by instructions.
    fn steps(&self) -> bool {
        self.order.trace || self.order.profile
    }

    /// Lets the machine run for a while.
    fn go(&mut self, machine: &mut Machine) -> StopReason {
        if !self.steps() {
            return machine.run(SLICE);
        }
        if self.order.trace {
            let line = line(machine);
            // Nobody reads it; the program runs on for what it prints.
            let _ = writeln!(self.err, "{line}");
        }
        let (pc, before) = (machine.cpu().pc, machine.cpu().cycles);
        let reason = machine.run(1);
        if let Some(cycles) = self.profile.get_mut(usize::from(pc)) {
            // The instruction that ends the program is not done.
            if reason == StopReason::Cycles {
                *cycles += machine.cpu().cycles - before;
            }
        }
        reason
    }

    /// Tells what was asked for.
    fn tell(&mut self, machine: &Machine, ended: Ended) {
        let pc = behind(machine, ended.how);
        let bytes = bytes(machine, pc);
        let place = match ended.how {
            Ending::Vector => Some("read fffe"),
            Ending::Exit(_) | Ending::Abort if self.order.profile => Some("write fff7"),
            Ending::Exit(_) | Ending::Abort => None,
        };
        let mut text = String::new();
        if let Some(place) = place {
            text += &format!("{pc:04x}:{bytes} {place}\n");
        }
        if self.order.cycles {
            text += &format!("{} cycles\n", ended.cycles);
        }
        let taken = (0..).zip(&self.profile).filter(|(_, cycles)| **cycles > 0);
        for (address, cycles) in taken {
            let address: u32 = address;
            text += &format!("{address:04x} {cycles}\n");
        }
        // Whoever closed it does not want it.
        let _ = self.err.write_all(text.as_bytes());
        let _ = self.err.flush();
    }
}

/// Where the instruction that ended the program is over. A BRK is by now where its vector leads; it pushed where it was.
fn behind(machine: &Machine, how: Ending) -> u16 {
    let cpu = machine.cpu();
    match how {
        Ending::Vector if cpu.pc == 0 => {
            let pulled = |above: u8| machine.peek(0x100 | u16::from(cpu.sp.wrapping_add(above)));
            u16::from_le_bytes([pulled(2), pulled(3)])
        }
        _ => cpu.pc,
    }
}

/// Three bytes of memory from `address` on.
fn bytes(machine: &Machine, address: u16) -> String {
    let bytes = [0, 1, 2].map(|at| machine.peek(address.wrapping_add(at)));
    format!("{:02x} {:02x} {:02x}", bytes[0], bytes[1], bytes[2])
}

/// The state before the instruction at PC.
fn line(machine: &Machine) -> String {
    let Cpu {
        pc, a, x, y, sp, ..
    } = *machine.cpu();
    let status = machine.cpu().p();
    let flags: String = FLAGS
        .chars()
        .zip((0..8).rev())
        .map(|(letter, bit)| if status >> bit & 1 == 1 { letter } else { '.' })
        .collect();
    format!(
        "{pc:04x} a:{a:02x} x:{x:02x} y:{y:02x} s:{sp:02x} st:{status:02x} ({flags}) insn:{}",
        bytes(machine, pc)
    )
}
