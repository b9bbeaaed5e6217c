//! Any bytes as any kind of program file.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| jumppad::fuzzing::vice_messages(bytes));
