//! Any script on the demo.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| jumppad::fuzzing::script(text));
