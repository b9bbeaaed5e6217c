//! Any bytes as a label file.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| jumppad::fuzzing::labels(bytes));
