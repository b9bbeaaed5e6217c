//! Any bytes as an ELF file.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| jumppad::fuzzing::elf(bytes));
