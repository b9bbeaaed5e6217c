//! Test programs and test cases made by others, run in every tier.

#[path = "../common/mod.rs"]
mod common;
mod klaus;
mod single_step;
mod sst;
