//! Functions of cc65's library that cannot be followed, because they go through pointers or leave the program: by their
//! prototypes in its manual.

use super::Callee;

/// What is known of the library function whose assembler name is `name`, as `_printf`.
pub fn library_function(name: &str) -> Option<Callee> {
    Some(match name {
        "_printf" | "_fprintf" | "_sprintf" | "_snprintf" | "_cprintf" | "_scanf" | "_fscanf"
        | "_sscanf" | "_cscanf" | "_open" => Callee::DropsY,
        "_exit" | "_abort" | "_longjmp" => Callee::NoReturn,
        // All but the last parameter, which comes in A and X.
        "_vprintf" | "_vcprintf" | "_vscanf" | "_vcscanf" => Callee::Drops(2),
        "_vfprintf" | "_vsprintf" | "_vfscanf" | "_vsscanf" => Callee::Drops(4),
        "_vsnprintf" | "_qsort" => Callee::Drops(6),
        "_bsearch" => Callee::Drops(8),
        _ => return None,
    })
}
