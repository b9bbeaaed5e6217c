//! The 6522 VIA: two ports with handshake, two timers, a shift register.
//!
//! | offset | read | write |
//! |---|---|---|
//! | 0, 1 | port B, port A: clear the flags of their control lines | the same, outputs |
//! | 2, 3 | DDRB, DDRA | the same |
//! | 4, 5 | counter 1 low (clears the flag), high | latch 1 low; latch and counter 1 high: starts |
//! | 6, 7 | latch 1 low, high | the same; high clears the flag |
//! | 8, 9 | counter 2 low (clears the flag), high | latch 2 low; counter 2 high: starts |
//! | 10 | SR: begins a byte, clears the flag | the same |
//! | 11, 12 | ACR, PCR | the same |
//! | 13 | IFR | clears the flags that are 1 |
//! | 14 | IER, bit 7 set | sets (bit 7 is 1) or clears the bits that are 1 |
//! | 15 | port A without touching flags or handshake | the same |
//!
//! Where data sheets are silent: an access in the very cycle in which a flag is raised finds it raised,
//! and clears it. A part on CB1 and CB2 is not told of the clock by a `peek` in the middle of a byte.
//!
//! Sources: MCS6522 (MOS Technology, 1977), R6522 (Rockwell, 1981), W65C22 (WDC, 2010) data sheets.

mod clocks;
mod registers;
mod shift;
mod state;
mod timers;

use jumppad_tiers::{Device, Line, Register, Signals};

use crate::kept::{restored, saved_before};
use crate::view::View;
use crate::wired::{Level, Pin, Port, Wired};
use registers::{Select, flag};
use state::State;

/// A 6522; 16 registers.
pub struct Via {
    state: State,
    line: Option<Line>,
    wired: Box<dyn Wired>,
}

impl Via {
    /// One whose pins lead to `wired`, with its IRQ output on the processor's IRQ line.
    #[must_use]
    pub fn new(wired: Box<dyn Wired>) -> Self {
        Self {
            state: State::new(),
            line: Some(Line::Irq),
            wired,
        }
    }

    /// The chip with its IRQ output on another line, or on none.
    #[must_use]
    pub fn interrupting(mut self, line: Option<Line>) -> Self {
        self.line = line;
        self
    }

    fn act(
        &mut self,
        signals: &mut Signals<'_>,
        action: impl FnOnce(&mut State, &mut View<'_, '_>),
    ) {
        action(
            &mut self.state,
            &mut View::Acting(&mut *self.wired, signals),
        );
    }

    fn run(&mut self, signals: &mut Signals<'_>) {
        let now = signals.cycle();
        self.act(signals, |state, view| state.run(now, view));
        self.tell(signals);
    }

    /// The state as it will be in `cycle`, if nothing happens before.
    fn ahead(&self, cycle: u64) -> State {
        let mut state = self.state;
        state.run(cycle, &mut View::Looking(&*self.wired));
        state
    }

    /// Tells the parts on the ports what changed, and the machine when an interrupt comes.
    fn finish(&mut self, signals: &mut Signals<'_>) {
        self.tell(signals);
        if let Some(line) = self.line {
            let due = self.state.due(&*self.wired);
            self.state.request.announce(line, due, signals);
        }
    }

    fn tell(&mut self, signals: &mut Signals<'_>) {
        for port in [Port::A, Port::B] {
            let drives = self.state.drives(port);
            let known = self.state.driven[port as usize];
            if drives != known {
                self.state.driven[port as usize] = drives;
                self.wired.drive(port, drives.0, drives.1, signals);
            }
        }
    }

    /// Output or direction of port B changes, by which the chip itself may pull PB6 down.
    fn change_port_b(&mut self, signals: &mut Signals<'_>, change: impl FnOnce(&mut State)) {
        let now = signals.cycle();
        let pb6 = |state: &State, wired: &dyn Wired| state.pins(Port::B, now, wired) & 0x40 != 0;
        let was_high = pb6(&self.state, &*self.wired);
        change(&mut self.state);
        self.tell(signals);
        if was_high && !pb6(&self.state, &*self.wired) {
            self.state.count_own_pulse();
        }
    }

    fn look(&self, state: &State, select: Select) -> u8 {
        let now = state.now;
        let [low1, high1] = state.timer1.counter(now).to_le_bytes();
        let [low2, high2] = state.timer2.counter(now, state.counting()).to_le_bytes();
        let [latch_low, latch_high] = state.timer1.latch.to_le_bytes();
        match select {
            Select::PortB => state.read_port(Port::B, &*self.wired),
            Select::PortA | Select::PortAAlone => state.read_port(Port::A, &*self.wired),
            Select::DirectionB => state.directions[1],
            Select::DirectionA => state.directions[0],
            Select::Counter1Low => low1,
            Select::Counter1High => high1,
            Select::Latch1Low => latch_low,
            Select::Latch1High => latch_high,
            Select::Counter2Low => low2,
            Select::Counter2High => high2,
            Select::Shift => state.shift.value,
            Select::Auxiliary => state.acr,
            Select::Peripheral => state.pcr,
            Select::Flags => state.ifr(),
            Select::Enable => state.enabled | flag::ANY,
        }
    }

    /// An access of a port's data clears flags; some shake hands: on port A both kinds, on port B
    /// writes only.
    fn handshake(&mut self, port: Port, does_strobe: bool, signals: &mut Signals<'_>) {
        self.act(signals, |state, view| {
            let mode = state.mode(port);
            let (side, now) = (&mut state.sides[port as usize], state.now);
            side.clear(mode);
            if does_strobe {
                side.strobe(mode, now, view);
            }
        });
    }

    fn begin_shift(&mut self, signals: &mut Signals<'_>) {
        let (mode, now) = (self.state.shift_mode(), self.state.now);
        self.state.shift.begin(mode, now);
        // What is shifted out gets to its part in time, whether somebody looks or not.
        if let Some(end) = self.state.end_of_output() {
            signals.wake_at(end);
        }
    }
}

impl Device for Via {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        self.run(signals);
        let select = Select::of(addr);
        let value = self.look(&self.state, select);
        match select {
            Select::PortB => {
                self.handshake(Port::B, false, signals);
                self.wired.was_read(Port::B, signals);
            }
            Select::PortA => {
                self.handshake(Port::A, true, signals);
                self.wired.was_read(Port::A, signals);
            }
            Select::PortAAlone => self.wired.was_read(Port::A, signals),
            Select::Counter1Low => self.state.timer1_flag = false,
            Select::Counter2Low => self.state.timer2_flag = false,
            Select::Shift => self.begin_shift(signals),
            _ => {}
        }
        self.finish(signals);
        value
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        self.run(signals);
        let now = signals.cycle();
        let state = &mut self.state;
        let [latch_low, latch_high] = state.timer1.latch.to_le_bytes();
        match Select::of(addr) {
            Select::PortB => {
                self.change_port_b(signals, |state| state.outputs[1] = value);
                self.handshake(Port::B, true, signals);
            }
            Select::PortA => {
                state.outputs[0] = value;
                self.tell(signals);
                self.handshake(Port::A, true, signals);
            }
            Select::PortAAlone => state.outputs[0] = value,
            Select::DirectionB => {
                self.change_port_b(signals, |state| state.directions[1] = value);
            }
            Select::DirectionA => state.directions[0] = value,
            Select::Counter1Low | Select::Latch1Low => {
                state.timer1.latch = u16::from_le_bytes([value, latch_high]);
            }
            Select::Counter1High => {
                state.timer1.latch = u16::from_le_bytes([latch_low, value]);
                state.start_timer1();
            }
            Select::Latch1High => {
                state.timer1.latch = u16::from_le_bytes([latch_low, value]);
                state.timer1_flag = false;
            }
            Select::Counter2Low => {
                state.timer2.set_latch(value, now, state.counting());
            }
            Select::Counter2High => {
                state.timer2.load(value, now, state.counting());
                state.timer2_flag = false;
            }
            Select::Shift => {
                self.act(signals, |state, view| {
                    let mode = state.shift_mode();
                    state.shift.write(mode, value, now, view);
                    state.note_data();
                });
                self.begin_shift(signals);
            }
            Select::Auxiliary => self.act(signals, |state, view| state.set_acr(value, view)),
            Select::Peripheral => self.act(signals, |state, view| state.set_pcr(value, view)),
            Select::Flags => state.clear_flags(value),
            Select::Enable if value & flag::ANY != 0 => state.enabled |= value & !flag::ANY,
            Select::Enable => state.enabled &= !value,
        }
        self.finish(signals);
    }

    fn peek(&self, addr: u16, cycle: u64) -> u8 {
        self.look(&self.ahead(cycle), Select::of(addr))
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        let state = self.ahead(cycle);
        let [output_a, output_b] = state.outputs;
        let counter2 = state.timer2.counter(cycle, state.counting());
        let [ca1, ca2, cb1, cb2] = [Pin::Ca1, Pin::Ca2, Pin::Cb1, Pin::Cb2]
            .map(|pin| u8::from(self.wired.level(pin, cycle) == Level::High));
        let own = [
            Register::byte("ORB", output_b),
            Register::byte("ORA", output_a),
            Register::byte("DDRB", state.directions[1]),
            Register::byte("DDRA", state.directions[0]),
            Register::byte("PB", state.pins(Port::B, cycle, &*self.wired)),
            Register::byte("PA", state.pins(Port::A, cycle, &*self.wired)),
            Register::word("T1C", state.timer1.counter(cycle)),
            Register::word("T1L", state.timer1.latch),
            Register::word("T2C", counter2),
            Register::byte("T2L", state.timer2.latch),
            Register::byte("SR", state.shift.value),
            Register::byte("ACR", state.acr),
            Register::byte("PCR", state.pcr),
            Register::byte("IFR", state.ifr()),
            Register::byte("IER", state.enabled | flag::ANY),
        ];
        let pins = [("CA1", ca1), ("CA2", ca2), ("CB1", cb1), ("CB2", cb2)];
        let bit = |(name, value)| Register {
            name,
            value: u32::from(value),
            bits: 1,
        };
        let mut all = own.to_vec();
        all.extend(pins.map(bit));
        all.extend(self.wired.registers(cycle));
        all
    }

    /// RES goes low: all registers are cleared but timers, latches and SR.
    fn reset(&mut self, signals: &mut Signals<'_>) {
        self.run(signals);
        let new = State::new();
        self.act(signals, |state, view| {
            state.set_acr(0, view);
            state.set_pcr(0, view);
        });
        (self.state.outputs, self.state.directions) = (new.outputs, new.directions);
        self.state.enabled = 0;
        self.state.clear_flags(!0);
        self.finish(signals);
    }

    fn wake(&mut self, signals: &mut Signals<'_>) {
        self.run(signals);
        self.wired.wake(signals);
        self.finish(signals);
    }

    fn save(&self) -> Vec<u8> {
        saved_before(&self.state, self.wired.save())
    }

    fn restore(&mut self, state: &[u8]) {
        restored(&mut self.state, state, |rest| self.wired.restore(rest));
    }
}
