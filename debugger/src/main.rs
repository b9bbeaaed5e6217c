//! The `jumppad` program: everything is in the library, this turns its end into an exit code.

fn main() {
    // Whoever is done does not wait for a compilation.
    jumppad_tiers::abandon_compilations();
    jumppad_tiers::end_process(jumppad::run().code())
}
