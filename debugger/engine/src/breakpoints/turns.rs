//! Which of its hits a breakpoint acts on: `skip N` lets the first N pass, `every N` acts on each Nth after those.

/// The counts of one breakpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turns {
    skip: u64,
    /// Of `skip`, those still to come.
    to_skip: u64,
    every: u64,
    /// Hits up to and including the next one that counts.
    to_wait: u64,
}

impl Default for Turns {
    fn default() -> Self {
        Self::new(0, 1)
    }
}

impl Turns {
    /// `skip` hits pass, then each `every`th counts; 0 of those is read as 1.
    pub fn new(skip: u64, every: u64) -> Self {
        let every = every.max(1);
        Self {
            skip,
            to_skip: skip,
            every,
            to_wait: every,
        }
    }

    /// Lets the next `count` hits pass.
    pub fn skip(&mut self, count: u64) {
        self.skip = count;
        self.to_skip = count;
    }

    /// Takes a hit: whether it is one to act on.
    pub fn take(&mut self) -> bool {
        if self.to_skip > 0 {
            self.to_skip -= 1;
            return false;
        }
        self.to_wait -= 1;
        if self.to_wait > 0 {
            return false;
        }
        self.to_wait = self.every;
        true
    }

    /// Hits that `skip` lets pass, and those of them to come.
    pub fn skips(&self) -> (u64, u64) {
        (self.skip, self.to_skip)
    }

    /// One of how many hits counts, and how many it takes to the next one.
    pub fn period(&self) -> (u64, u64) {
        (self.every, self.to_wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(turns: &mut Turns, hits: usize) -> Vec<usize> {
        (1..=hits).filter(|_| turns.take()).collect()
    }

    #[test]
    fn the_first_pass_and_then_each_nth_counts() {
        assert_eq!(taken(&mut Turns::default(), 3), [1, 2, 3]);
        assert_eq!(taken(&mut Turns::new(2, 1), 4), [3, 4]);
        assert_eq!(taken(&mut Turns::new(0, 3), 7), [3, 6]);
        assert_eq!(taken(&mut Turns::new(2, 3), 9), [5, 8]);
        assert!(taken(&mut Turns::new(u64::MAX, 3), 9).is_empty());
    }

    #[test]
    fn skipping_later_does_not_disturb_the_period() {
        let mut turns = Turns::new(0, 2);
        assert_eq!(taken(&mut turns, 3), [2]);
        turns.skip(2);
        assert_eq!((turns.skips(), turns.period()), ((2, 2), (2, 1)));
        assert_eq!(taken(&mut turns, 4), [3]);
        assert_eq!((turns.skips(), turns.period()), ((2, 0), (2, 1)));
    }
}
