//! What the next instruction accesses, found out without executing it.

use jumppad_opcodes::{Args, Bus, Cpu, Intervention, Memory, Model};

/// A bus without effects that notes what is accessed.
pub(crate) struct Touched<'a> {
    memory: &'a Memory,
    pub(crate) read: Vec<u16>,
    pub(crate) written: Vec<u16>,
}

impl<'a> Touched<'a> {
    /// What the instruction at PC accesses.
    pub(crate) fn by_next(cpu: &Cpu, model: Model, memory: &'a Memory) -> Self {
        let mut touched = Self {
            memory,
            read: Vec::new(),
            written: Vec::new(),
        };
        let at = |offset| memory.peek(cpu.pc.wrapping_add(offset));
        let args = Args {
            arg1: at(1),
            arg2: at(2),
            pc: cpu.pc,
        };
        model.execute(&mut cpu.clone(), &mut touched, at(0), args);
        touched
    }

    pub(crate) fn any(&self, predicate: impl Fn(u16) -> bool) -> bool {
        self.read
            .iter()
            .chain(&self.written)
            .any(|&addr| predicate(addr))
    }
}

impl Bus for Touched<'_> {
    fn read(&mut self, addr: u16) -> Result<u8, Intervention> {
        self.read.push(addr);
        Ok(self.memory.peek(addr))
    }

    fn check_write(&mut self, _addr: u16) -> Result<(), Intervention> {
        Ok(())
    }

    fn store(&mut self, addr: u16, _value: u8) {
        self.written.push(addr);
    }
}
