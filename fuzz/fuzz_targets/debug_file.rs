//! Any text as a debug file of ld65.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| jumppad::fuzzing::debug_file(text));
