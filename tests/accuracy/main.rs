//! Test programs and test cases made by others, run in every tier.

#[path = "../common/mod.rs"]
mod common;
mod decimal;
mod decimal_heeding;
mod extended;
mod image;
mod interrupt;
mod klaus;
mod nestest;
mod single_step;
mod sst;
