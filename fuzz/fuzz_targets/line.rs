//! Any line of the command language.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| jumppad::fuzzing::line(text));
