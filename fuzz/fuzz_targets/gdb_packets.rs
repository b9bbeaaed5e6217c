//! Any bytes as a client of gdb's remote protocol.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| jumppad::fuzzing::gdb_packets(bytes));
