//! A part of the tests: each is in one of them, by its name alone.

/// The part `index` of `count`, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shard {
    index: u64,
    count: u64,
}

impl Shard {
    /// `I/N`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse::<u64>().ok();
        let (index, count) = text
            .split_once('/')
            .and_then(|(index, count)| Some((number(index)?, number(count)?)))
            .ok_or("a part of parts is needed: I/N, such as 1/4")?;
        match (1..=count).contains(&index) {
            true => Ok(Self { index, count }),
            false => Err(format!(
                "the parts of {count} are 1/{count} to {count}/{count}"
            )),
        }
    }

    /// Whether the test called `name` is in it. That does not depend on the tests beside it, so none changes its part
    /// when another comes.
    pub(super) fn has(self, name: &str) -> bool {
        hash(name) % self.count == self.index - 1
    }
}

/// FNV-1a, which is the same everywhere; its high half folded in, for the low bits alone are weak.
fn hash(name: &str) -> u64 {
    let hash = name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    hash ^ hash >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_in_one_part() {
        let mut sizes = [0; 4];
        for name in (0..1000).map(|number| format!("tests/test{number}")) {
            let parts = (1..=4).map(|index| Shard { index, count: 4 });
            let mine: Vec<u64> = parts
                .filter(|shard| shard.has(&name))
                .map(|shard| shard.index)
                .collect();
            let [only] = mine[..] else {
                panic!("{name} is in {mine:?}");
            };
            sizes[only as usize - 1] += 1;
        }
        assert!(
            sizes.iter().all(|size| (200..300).contains(size)),
            "{sizes:?}"
        );
    }

    #[test]
    fn parts_count_from_one() {
        assert_eq!(Shard::parse("2/3"), Ok(Shard { index: 2, count: 3 }));
        for wrong in ["", "1", "0/2", "3/2", "1/0", "a/b", "1/2/3", "-1/2"] {
            assert!(Shard::parse(wrong).is_err(), "{wrong}");
        }
    }
}
