//! The `jumppad` program: everything is in the library, this turns its end into an exit code.

fn main() -> std::process::ExitCode {
    jumppad::run().into()
}
