//! Masks of what is known of a page, and of a byte.
//!
//! Each is a byte in memory, where generated code tests it: the layout is part of the
//! contract. Every bit means something, so the complement of a mask is one.

use core::ops::{BitAnd, BitOr, BitOrAssign, Not};

/// Types of masks over a byte, with the names and the meaning that the crate bitflags gives to what they can do.
/// Not that crate itself: 8 KiB of code that no opcode calls (names of flags, iterators) would stand in the bitcode
/// of every chip, and every build of the debugger carries them all.
macro_rules! masks {
    ($(
        $(#[$about:meta])*
        pub struct $Mask:ident: u8 {
            $($(#[$doc:meta])* const $FLAG:ident = $bits:literal;)*
        }
    )*) => {$(
        $(#[$about])*
        #[repr(transparent)]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $Mask(pub(crate) u8);

        #[allow(dead_code, reason = "a build to bitcode needs few of them")]
        impl $Mask {
            $(
                $(#[$doc])*
                pub const $FLAG: Self = Self($bits);
            )*

            /// The byte that it is in memory.
            #[must_use]
            #[inline(always)]
            pub const fn bits(self) -> u8 {
                self.0
            }

            /// What a byte of memory says.
            #[must_use]
            #[inline(always)]
            pub const fn from_bits_retain(bits: u8) -> Self {
                Self(bits)
            }

            /// None.
            #[must_use]
            #[inline(always)]
            pub const fn empty() -> Self {
                Self(0)
            }

            /// Whether there is none.
            #[must_use]
            #[inline(always)]
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Whether all of `other` are among them.
            #[must_use]
            #[inline(always)]
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// Whether any of `other` is among them.
            #[must_use]
            #[inline(always)]
            pub const fn intersects(self, other: Self) -> bool {
                self.0 & other.0 != 0
            }

            /// These and `other`: `|` for constants.
            #[must_use]
            #[inline(always)]
            pub const fn union(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }

            /// Those that are in `other` too: `&` for constants.
            #[must_use]
            #[inline(always)]
            pub const fn intersection(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }

            /// These without `other`.
            #[must_use]
            #[inline(always)]
            pub const fn difference(self, other: Self) -> Self {
                Self(self.0 & !other.0)
            }

            /// Adds `other`.
            #[inline(always)]
            pub const fn insert(&mut self, other: Self) {
                self.0 |= other.0;
            }

            /// Takes `other` away.
            #[inline(always)]
            pub const fn remove(&mut self, other: Self) {
                self.0 &= !other.0;
            }

            /// Adds `other`, or takes it away.
            #[inline(always)]
            pub const fn set(&mut self, other: Self, is_set: bool) {
                match is_set {
                    true => self.insert(other),
                    false => self.remove(other),
                }
            }
        }

        impl BitOr for $Mask {
            type Output = Self;

            #[inline(always)]
            fn bitor(self, other: Self) -> Self {
                self.union(other)
            }
        }

        impl BitOrAssign for $Mask {
            #[inline(always)]
            fn bitor_assign(&mut self, other: Self) {
                self.insert(other);
            }
        }

        impl BitAnd for $Mask {
            type Output = Self;

            #[inline(always)]
            fn bitand(self, other: Self) -> Self {
                self.intersection(other)
            }
        }

        impl Not for $Mask {
            type Output = Self;

            #[inline(always)]
            fn not(self) -> Self {
                Self(!self.0)
            }
        }

        // A table of them is a table of bytes.
        const _: () = assert!(size_of::<[$Mask; 0x100]>() == 0x100);
    )*};
}

masks! {
    /// Attributes of a page of 256 bytes.
    pub struct PageAttributes: u8 {
        /// Accesses go to a device.
        const DEVICE = 0x01;
        /// A read watchpoint covers some byte.
        const WATCH_READ = 0x02;
        /// A write watchpoint covers some byte.
        const WATCH_WRITE = 0x04;
        /// Writes have no effect.
        const ROM = 0x08;
        /// Some byte is cached as code.
        const CODE = 0x10;
        /// Page 0, and only that.
        const ZERO = 0x20;
        /// Execution may stop on some byte; data accesses ignore it.
        const BREAKPOINT = 0x40;
        /// An instruction that begins here may reach into a device's page behind.
        const NEAR_DEVICE = 0x80;
    }

    /// Marks of a single byte; its page's attributes say that there are any.
    pub struct ByteMarks: u8 {
        /// Cached as code.
        const CODE = 0x01;
        /// Execution may stop in front of an instruction that begins here.
        const BREAKPOINT = 0x02;
        /// No instruction that begins here was executed, and that matters.
        const FRESH = 0x04;
        /// Nobody has written it, and that matters.
        const UNWRITTEN = 0x08;
        /// The user has written it since the machine was switched on.
        const POKED = 0x10;
        /// The guest has, while that mattered.
        const STORED = 0x20;
        /// Of the stack page: a return that leaves the stack pointer here is
        /// awaited.
        const AWAITED = 0x40;
        /// Of any other page: somebody hears of each store, and not of such only as change the byte,
        /// which is marked as code for that.
        const HEARD = 0x40;
        /// Of an operand that some group holds in a register: a store by a computed
        /// address must not change it unnoticed.
        const HELD = 0x80;
    }
}

impl PageAttributes {
    /// Attributes that a read of a page cannot ignore, but for page 0's own.
    pub const READ_SPECIAL: Self = Self::DEVICE.union(Self::WATCH_READ);
    /// Attributes that a write to a page cannot ignore, but for page 0's own.
    pub const WRITE_SPECIAL: Self = Self::DEVICE
        .union(Self::WATCH_WRITE)
        .union(Self::ROM)
        .union(Self::CODE);
}
