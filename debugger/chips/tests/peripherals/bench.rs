//! What the tests share: a chip on a bench that is accessed in chosen cycles, a part that is told
//! what to do, programs, and the tiers that run them.

use std::sync::{Arc, Mutex};

use jumppad_chips::{Edge, Level, Pin, Port, Wired};
use jumppad_tiers::{Config, Device, DeviceId, JitMode, Line, Machine, Policy, Signals};

/// Where the chip is.
pub(crate) const BASE: u16 = 0x6000;
/// Where programs stand.
pub(crate) const ORIGIN: u16 = 0x0400;
/// Where interrupts lead.
pub(crate) const HANDLER: u16 = 0x0700;

/// The ways in which a program is run.
pub(crate) const TIERS: [JitMode; 4] = [
    JitMode::Off,
    JitMode::Baseline,
    JitMode::Llvm,
    JitMode::Sync,
];

/// A machine that gets into the tier's own code as soon as it can.
pub(crate) fn machine(tier: JitMode) -> Machine {
    Machine::new(Config {
        jit: tier,
        threshold: 1,
        policy: Policy {
            slice: 2_000,
            ..Policy::eager()
        },
        ..Config::default()
    })
}

/// A chip that is accessed in chosen cycles.
pub(crate) struct Bench {
    pub(crate) machine: Machine,
    id: DeviceId,
}

impl Bench {
    pub(crate) fn new(chip: impl Device + 'static) -> Self {
        Self::with_room(chip, 16)
    }

    /// One that has so many addresses.
    pub(crate) fn with_room(chip: impl Device + 'static, room: u16) -> Self {
        let mut machine = machine(JitMode::Off);
        let id = machine.attach(BASE..=BASE + (room - 1), Box::new(chip));
        Self { machine, id }
    }

    pub(crate) fn at(&mut self, cycle: u64) -> &mut Self {
        self.machine.cpu_mut().cycles = cycle;
        self
    }

    pub(crate) fn write(&mut self, register: u16, value: u8) -> &mut Self {
        self.machine.poke(BASE + register, value);
        self
    }

    pub(crate) fn read(&mut self, register: u16) -> u8 {
        self.machine.read(BASE + register)
    }

    pub(crate) fn peek(&self, register: u16) -> u8 {
        self.machine.peek(BASE + register)
    }

    pub(crate) fn is_asserted(&self) -> bool {
        self.machine.is_asserted(Line::Irq)
    }

    /// As when a key was typed.
    pub(crate) fn wake(&mut self) -> &mut Self {
        self.machine.wake_device(self.id);
        self
    }

    pub(crate) fn register(&self, name: &str) -> u32 {
        let registers = self.machine.device_registers(self.id);
        let register = registers.iter().find(|register| register.name == name);
        register.expect("the chip has it").value
    }

    /// The first cycle of `cycles` in which IRQ is asserted; nothing is accessed meanwhile.
    pub(crate) fn first_irq(&mut self, cycles: std::ops::Range<u64>) -> Option<u64> {
        cycles.into_iter().find(|cycle| {
            self.at(*cycle);
            self.is_asserted()
        })
    }
}

/// What a chip did to a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    Drove(Port, u8, u8, u64),
    Pin(Pin, Level, u64),
    Read(Port, u64),
}

/// A part with fixed levels and edges that are known beforehand; the others hold the log.
#[derive(Clone, Default)]
pub(crate) struct Script {
    pub(crate) a: u8,
    pub(crate) b: u8,
    pub(crate) edges: Vec<(Pin, u64, Level)>,
    pub(crate) log: Arc<Mutex<Vec<Done>>>,
}

impl Script {
    pub(crate) fn with(edges: &[(Pin, u64, Level)]) -> Self {
        Self {
            edges: edges.to_vec(),
            a: 0xff,
            b: 0xff,
            ..Self::default()
        }
    }

    /// What was done since the last call.
    pub(crate) fn take(&self) -> Vec<Done> {
        std::mem::take(
            &mut *self
                .log
                .lock()
                .expect("no test panics while it holds the log"),
        )
    }

    fn note(&self, done: Done) {
        let mut log = self
            .log
            .lock()
            .expect("no test panics while it holds the log");
        log.push(done);
    }
}

impl Wired for Script {
    fn levels(&self, port: Port, _cycle: u64) -> u8 {
        match port {
            Port::A => self.a,
            Port::B => self.b,
        }
    }

    fn drive(&mut self, port: Port, levels: u8, mask: u8, signals: &mut Signals<'_>) {
        self.note(Done::Drove(port, levels, mask, signals.cycle()));
    }

    fn was_read(&mut self, port: Port, signals: &mut Signals<'_>) {
        self.note(Done::Read(port, signals.cycle()));
    }

    fn level(&self, pin: Pin, cycle: u64) -> Level {
        let mut own = self.edges.iter().filter(|(of, ..)| *of == pin);
        let last = own.rfind(|(_, at, _)| *at <= cycle);
        last.map_or(Level::High, |(.., level)| *level)
    }

    fn next_edge(&self, pin: Pin, cycle: u64) -> Option<Edge> {
        let own = self.edges.iter().filter(|(of, ..)| *of == pin);
        let next = own
            .filter(|(_, at, _)| *at > cycle)
            .min_by_key(|(_, at, _)| *at);
        next.map(|&(_, cycle, to)| Edge { cycle, to })
    }

    fn drive_pin(&mut self, pin: Pin, level: Level, cycle: u64, _signals: &mut Signals<'_>) {
        self.note(Done::Pin(pin, level, cycle));
    }
}

/// A program, put together instruction by instruction.
pub(crate) struct Code {
    start: u16,
    bytes: Vec<u8>,
}

impl Code {
    pub(crate) fn at(start: u16) -> Self {
        let bytes = Vec::new();
        Self { start, bytes }
    }

    /// Where the next instruction stands.
    pub(crate) fn here(&self) -> u16 {
        self.start + self.bytes.len() as u16
    }

    /// An instruction without operand, or with one byte.
    pub(crate) fn op(mut self, bytes: &[u8]) -> Self {
        self.bytes.extend(bytes);
        self
    }

    /// One with an address.
    pub(crate) fn to(self, opcode: u8, addr: u16) -> Self {
        let [low, high] = addr.to_le_bytes();
        self.op(&[opcode, low, high])
    }

    /// LDA #value; STA addr.
    pub(crate) fn store(self, value: u8, addr: u16) -> Self {
        self.op(&[0xa9, value]).to(0x8d, addr)
    }

    pub(crate) fn lda(self, addr: u16) -> Self {
        self.to(0xad, addr)
    }

    /// A branch backwards.
    pub(crate) fn branch(self, opcode: u8, target: u16) -> Self {
        let next = self.here() + 2;
        let offset = target.wrapping_sub(next) as u8;
        self.op(&[opcode, offset])
    }

    pub(crate) fn jmp(self, target: u16) -> Self {
        self.to(0x4c, target)
    }

    pub(crate) fn load(&self, machine: &mut Machine) {
        let start = self.start;
        machine.load(start, &self.bytes).expect("the bytes fit");
    }
}

/// A machine with a chip at [`BASE`], about to run `code`; interrupts are on and go to `handler`.
pub(crate) fn running(
    tier: JitMode,
    chip: impl Device + 'static,
    code: &Code,
    handler: &Code,
) -> (Machine, DeviceId) {
    let mut machine = machine(tier);
    code.load(&mut machine);
    handler.load(&mut machine);
    let vectors = [HANDLER.to_le_bytes(); 3].concat();
    machine.load(0xfffa, &vectors).expect("the bytes fit");
    let id = machine.attach(BASE..=BASE + 15, Box::new(chip));
    let cpu = machine.cpu_mut();
    cpu.pc = ORIGIN;
    cpu.set_p(0);
    (machine, id)
}
