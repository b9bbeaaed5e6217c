//! What differs from compiler to compiler, and what all of cc65's know beside C.

/// Which compiler a text was written for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialect {
    /// How it lays things out.
    pub layout: Layout,
    /// What it was told to define, and what it defines for its target: `("__C64__", "1")`.
    pub macros: Vec<(String, String)>,
}

/// How cc65 sizes `enum`s and places bit-fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// As release 2.19 does: an `enum` is an `int`; bit-fields that do not fit go to the next `int`.
    #[default]
    Release219,
    /// As what came after it: an `enum` is as small as its values allow; bit-fields that do not fit go to the next byte.
    Current,
}

/// What cc65 knows beside C; `asm` is gone with its text.
const GIVEN: &str = "
#define __CC65_STD_C89__ 0
#define __CC65_STD_C99__ 1
#define __CC65_STD_CC65__ 2
#define __CC65_STD__ 2
#define __STDC_HOSTED__ 1
#define __fastcall__
#define _fastcall
#define fastcall
#define __cdecl__
#define _cdecl
#define cdecl
#define __near__
#define _near
#define near
#define __far__
#define _far
#define far
#define __inline__ inline
#define __inline inline
#define __asm__(...)
#define asm(...)
#define __attribute__(...)
#define _Pragma(...)
#define _Static_assert(...)
";

impl Dialect {
    /// What is defined before a text begins.
    pub(super) fn given(&self) -> String {
        let mut given = String::from(GIVEN);
        let version = match self.layout {
            // The release calls itself 2.18.
            Layout::Release219 => "0x212",
            Layout::Current => "0x213",
        };
        given.push_str(&format!("#define __CC65__ {version}\n"));
        for (name, value) in &self.macros {
            given.push_str(&format!("#define {name} {value}\n"));
        }
        given
    }
}
