//! Any bytes as an editor's messages.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| jumppad::fuzzing::dap_messages(bytes));
