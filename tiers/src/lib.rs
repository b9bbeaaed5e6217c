//! x
#[cfg(test)]
mod tests {
    #[test]
    fn links() {
        let c = inkwell::context::Context::create();
        let m = inkwell::memory_buffer::MemoryBuffer::create_from_memory_range_copy(include_bytes!(concat!(env!("OUT_DIR"), "/opcodes.bc")), "x");
        let t = std::time::Instant::now();
        let m = inkwell::module::Module::parse_bitcode_from_buffer(&m, &c).unwrap();
        println!("{:?}", t.elapsed());
        println!("{}", m.get_functions().count());
    }
}
