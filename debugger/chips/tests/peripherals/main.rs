//! The chips against their data sheets: driven access by access, and by programs in every tier.

mod acia;
mod apple1;
mod bench;
mod lcd;
mod pia;
mod programs;
mod replay;
mod via_ports;
mod via_shift;
mod via_timers;
