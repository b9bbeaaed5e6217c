//! The chips against their data sheets: driven access by access, and by programs in every tier.

mod acia;
mod apple1;
mod bench;
mod cia_clock;
mod cia_measured;
mod cia_ports;
mod cia_timers;
mod lcd;
mod lorenz;
mod parts;
mod pia;
mod programs;
mod replay;
mod reset;
mod riot;
mod simulators;
mod time_programs;
mod via_measured;
mod via_naive;
mod via_ports;
mod via_shift;
mod via_timers;
