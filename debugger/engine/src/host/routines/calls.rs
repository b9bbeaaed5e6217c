//! What routines the host can do in place of a ROM's: the one list of them, with what each takes and gives.
//!
//! A call is not bound to an address: the ROMs' own addresses are in [`super::systems`], and a user's table may have others.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! calls {
    (
        kernal { $($kernal:ident $kernal_name:literal, $kernal_takes:literal => $kernal_gives:literal;)* }
        others { $($call:ident $name:literal, $takes:literal => $gives:literal;)* }
    ) => {
        /// A routine that the host does in place of a ROM.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum Call {
            $(
                #[doc = concat!("Takes ", $kernal_takes, "; gives ", $kernal_gives, ".")]
                #[serde(rename = $kernal_name)]
                $kernal,
            )*
            $(
                #[doc = concat!("Takes ", $takes, "; gives ", $gives, ".")]
                #[serde(rename = $name)]
                $call,
            )*
        }

        impl Call {
            /// Every call.
            pub const ALL: &[Self] = &[$(Self::$kernal,)* $(Self::$call),*];

            /// The name by which tables choose it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$kernal => $kernal_name,)* $(Self::$call => $name),* }
            }

            /// What it takes, in registers and memory.
            pub fn takes(self) -> &'static str {
                match self { $(Self::$kernal => $kernal_takes,)* $(Self::$call => $takes),* }
            }

            /// What it gives.
            pub fn gives(self) -> &'static str {
                match self { $(Self::$kernal => $kernal_gives,)* $(Self::$call => $gives),* }
            }

            /// Whether it is one of the C64's KERNAL, whose characters are PETSCII.
            pub(super) fn is_of_kernal(self) -> bool {
                matches!(self, $(Self::$kernal)|*)
            }
        }
    };
}

calls! {
    kernal {
    // The C64's KERNAL, in the order of its jump table.
    Cint "cint", "nothing" => "the screen empty, upper case, A X Y changed";
    Ioinit "ioinit", "nothing" => "the CIA's timer at sixty interrupts a second";
    Restor "restor", "nothing" => "the vectors at $0314 to $0333 as at power-on";
    Vector "vector", "C set: copies the vectors to X (low), Y (high); clear: from there" => "the copy";
    Setmsg "setmsg", "A: which messages" => "$9D";
    Memtop "memtop", "C set: asks; clear: X, Y the top of memory" => "X, Y";
    Membot "membot", "C set: asks; clear: X, Y the bottom of memory" => "X, Y";
    Scnkey "scnkey", "nothing" => "keys typed in the buffer at $0277, their number in $C6";
    Settmo "settmo", "A" => "nothing";
    Readst "readst", "nothing" => "A: the status of input and output, $90";
    Setlfs "setlfs", "A: file, X: device, Y: secondary address" => "$B8, $BA, $B9";
    Setnam "setnam", "A: length, X, Y: address of the name" => "$B7, $BB";
    Open "open", "what setlfs and setnam set" => "C clear, or C set and an error in A";
    Close "close", "A: file" => "C clear";
    Chkin "chkin", "X: file" => "input from it; C set and an error in A if it cannot be";
    Chkout "chkout", "X: file" => "output to it; C set and an error in A if it cannot be";
    Clrchn "clrchn", "nothing" => "input from the keyboard, output to the screen";
    Chrin "chrin", "nothing" => "A: the next byte of the file, or of the line typed, whose last is $0D; C clear";
    Chrout "chrout", "A: a PETSCII character" => "C clear, A X Y as they were";
    Load "load", "A: 0 loads, else verifies; X, Y: address for secondary address 0" => "X, Y: the end; or C set and an error in A";
    Save "save", "A: where in page 0 the start is; X, Y: the end" => "C clear, or C set and an error in A";
    Settim "settim", "A, X, Y: the clock, low byte first" => "the clock";
    Rdtim "rdtim", "nothing" => "A, X, Y: sixtieths of a second, low byte first, counted in cycles";
    Stop "stop", "nothing" => "Z set if the stop key was typed";
    Getin "getin", "nothing" => "A: the next byte of the file or key, 0 without one; C clear";
    Clall "clall", "nothing" => "no file open, and what clrchn does";
    Udtim "udtim", "nothing" => "$A0 to $A2: the clock";
    Screen "screen", "nothing" => "X: 40 columns, Y: 25 rows";
    Plot "plot", "C set: asks; clear: X row, Y column" => "X row, Y column of the cursor";
    Iobase "iobase", "nothing" => "X, Y: $DC00";
    // Its routines without an entry in the table that programs call all the same.
    ClearScreen "clear-screen", "nothing" => "the screen empty, the cursor home";
    HomeCursor "home-cursor", "nothing" => "the cursor home";
    SetCursor "set-cursor", "$D6 row, $D3 column" => "$D1 and $F3: the addresses of the row";
    ColourRow "colour-row", "$D1: the address of the row" => "$F3: that of its colours";
    Kbdread "kbdread", "a key in the buffer" => "A: the key, taken";
    Strout "strout", "A, Y: the address of a text up to a zero" => "it printed";
    Linprt "linprt", "A, X: a number, high byte first" => "it printed in decimal";
    BasicLoad "basic-load", "what setlfs and setnam set" => "the program loaded, and started by its SYS";
    }
    others {
    // Apple-1's WozMon, the Apple II's monitor.
    Echo "echo", "A: a character" => "A as it was";
    Prbyte "prbyte", "A: a byte, printed in hexadecimal" => "A: its last digit as a character";
    Prhex "prhex", "A: a digit, printed" => "A: it as a character";
    Cout "cout", "A: a character" => "A X Y as they were";
    Crout "crout", "nothing" => "A: $8D";
    Prax "prax", "A, X: a word, printed in hexadecimal" => "A changed";
    Prblanks "prblanks", "X: how many blanks" => "X: 0";
    Home "home", "nothing" => "the screen empty: a new line";
    Rdkey "rdkey", "nothing" => "A: the key typed, bit 7 set";
    Getln "getln", "$33: the prompt" => "$0200: the line typed up to $8D, X: its length";
    Getlnz "getlnz", "$33: the prompt" => "as getln, on a new line";
    Getln1 "getln1", "nothing" => "as getln, without a prompt";
    // Applesoft's.
    Bltu "bltu", "$9B, $96: a block's start and end, $94: where its end goes" => "the block there";
    // The KIM-1's monitor.
    Getch "getch", "nothing" => "A: the key typed, Y: $FF";
    Outch "outch", "A: a character" => "Y: $FF";
    Outsp "outsp", "nothing" => "a blank";
    Prtbyt "prtbyt", "A: a byte, printed in hexadecimal" => "A, X as they were";
    Crlf "crlf", "nothing" => "a new line";
    Getbyt "getbyt", "nothing" => "A: the byte that two hexadecimal digits are";
    // Wherever they are.
    Return "return", "nothing" => "nothing: returns at once";
    Exit "exit", "nothing" => "the end of the program";
    }
}

impl Call {
    /// The call of that name, in letters of any case.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        all.find(|call| call.name().eq_ignore_ascii_case(name))
            .copied()
    }
}
