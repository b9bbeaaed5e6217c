//! How a compiled group goes straight on in another one.
//!
//! A link for each address that a group can be entered at says where its code
//! is. Generated code follows links and counts; it stops doing so where a link is
//! due, so that frequent ones are looked at. Not here: who opens links, and what is
//! done about a frequent one.

use crate::cpu::Cpu;

/// Where the code is that is entered at an address, and how often it is.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The code's place in the host's memory, to be called as a group.
    pub code: usize,
    /// Entries of the group whose entry this address is.
    pub entries: u64,
    /// How often a group led straight here.
    pub count: u32,
    /// The count from which on the link is not followed: 0 while it is closed.
    pub due: u32,
}

/// The links of all addresses.
pub type Links = [Link; 0x1_0000];

impl Link {
    /// One to nowhere.
    pub const CLOSED: Self = Self {
        code: 0,
        entries: 0,
        count: 0,
        due: 0,
    };

    /// Counts that a group led here. The code to go on with; 0 if that is not a
    /// group's to decide.
    #[inline(always)]
    pub const fn follow(&mut self) -> usize {
        if self.count >= self.due {
            return 0;
        }
        self.count += 1;
        self.code
    }
}

/// What a group answers: why it was left, and which group it was, by its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// An intervention.
    pub result: u8,
    /// The entry of the group that was left.
    pub entry: u16,
}

impl Left {
    /// From what generated code answers.
    #[must_use]
    #[inline]
    pub const fn from_bits(bits: u32) -> Self {
        Self {
            result: bits as u8,
            entry: (bits >> 8) as u16,
        }
    }

    /// As generated code answers it.
    #[inline(always)]
    const fn bits(self) -> u32 {
        self.result as u32 | (self.entry as u32) << 8
    }
}

/// The first cycle at which a group whose longest path takes so many cycles must
/// not go on, lest it miss the limit.
#[cfg_attr(jumppad_bitcode, unsafe(no_mangle))]
pub extern "C" fn group_deadline(limit: u64, longest_path: u64) -> u64 {
    limit.saturating_sub(longest_path.saturating_sub(1))
}

/// Counts an entry of the group with that entry.
#[cfg_attr(jumppad_bitcode, unsafe(no_mangle))]
pub extern "C" fn group_entered(links: &mut Links, entry: u16) {
    links[entry as usize].entries += 1;
}

/// Where a group goes on that leaves for PC, see [`Link::follow`].
#[cfg_attr(jumppad_bitcode, unsafe(no_mangle))]
pub extern "C" fn group_next(links: &mut Links, cpu: &Cpu) -> usize {
    links[cpu.pc as usize].follow()
}

/// What the group with that entry answers.
#[cfg_attr(jumppad_bitcode, unsafe(no_mangle))]
pub extern "C" fn group_left(result: u8, entry: u16) -> u32 {
    Left { result, entry }.bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_followed_until_it_is_due() {
        let mut link = Link {
            code: 1,
            due: 2,
            ..Link::CLOSED
        };
        let followed = [link.follow(), link.follow(), link.follow()];
        assert_eq!((followed, link.count), ([1, 1, 0], 2));
        let mut closed = Link::CLOSED;
        assert_eq!(closed.follow(), 0);
    }

    #[test]
    fn what_a_group_answers_is_read_as_it_was_written() {
        let left = Left {
            result: 7,
            entry: 0xfffe,
        };
        assert_eq!(Left::from_bits(left.bits()), left);
    }
}
