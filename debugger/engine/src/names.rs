//! Which of some names a typed word means: exact first, then a unique prefix, else a guess.

/// What a typed word turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution<T> {
    /// The one target that it means.
    One(T),
    /// A prefix of several; their names.
    Ambiguous(Vec<&'static str>),
    /// Nothing, but perhaps this name was meant.
    Unknown(Option<&'static str>),
}

/// The target that `typed` names among `candidates`. Names of the same target are no ambiguity.
pub fn resolve<T: Copy + PartialEq>(
    typed: &str,
    candidates: &[(&'static str, T)],
) -> Resolution<T> {
    if let Some((_, target)) = candidates.iter().find(|(name, _)| *name == typed) {
        return Resolution::One(*target);
    }
    let mut found: Vec<(&'static str, T)> = Vec::new();
    for &(name, target) in candidates {
        if name.starts_with(typed) && !found.iter().any(|&(_, other)| other == target) {
            found.push((name, target));
        }
    }
    match found.as_slice() {
        [(_, target)] => Resolution::One(*target),
        [] => Resolution::Unknown(closest(typed, candidates.iter().map(|&(name, _)| name))),
        several => match root(several) {
            Some(target) => Resolution::One(target),
            None => Resolution::Ambiguous(several.iter().map(|&(name, _)| name).collect()),
        },
    }
}

/// The target of the name that all the others go on from: `step` of `step` and `stepi`.
fn root<T: Copy>(found: &[(&'static str, T)]) -> Option<T> {
    let (shortest, target) = *found.iter().min_by_key(|(name, _)| name.len())?;
    let all = found.iter().all(|(name, _)| name.starts_with(shortest));
    all.then_some(target)
}

/// The name that is close enough to `typed` to be worth a "did you mean".
pub fn closest<'n>(typed: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    // One slip in a short word, two in a longer one; more is a guess, not a help.
    let length = typed.chars().count();
    let allowed = match length {
        0..=2 => return None,
        3..=5 => 1,
        _ => 2,
    };
    names
        .filter(|name| name.len() > 2)
        .map(|name| (slips(typed, name), name))
        .filter(|&(distance, _)| distance <= allowed)
        .min()
        .map(|(_, name)| name)
}

/// How many slips make `typed` of `name`; the same letters in another order are one.
fn slips(typed: &str, name: &str) -> usize {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    match strsim::osa_distance(typed, name) {
        2 if sorted(typed) == sorted(name) => 1,
        distance => distance,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &[(&str, u8)] = &[
        ("step", 1),
        ("s", 1),
        ("save", 2),
        ("source", 3),
        ("continue", 4),
    ];

    #[test]
    fn exact_names_beat_prefixes_and_prefixes_must_be_unique() {
        assert_eq!(resolve("s", NAMES), Resolution::One(1));
        assert_eq!(resolve("sa", NAMES), Resolution::One(2));
        assert_eq!(resolve("cont", NAMES), Resolution::One(4));
        assert!(matches!(resolve("", NAMES), Resolution::Ambiguous(names) if names.len() == 4));
    }

    #[test]
    fn a_name_wins_over_those_that_go_on_from_it() {
        let names = &[("step", 1), ("stepi", 2), ("stop", 3)];
        assert_eq!(resolve("ste", names), Resolution::One(1));
        assert_eq!(resolve("stepi", names), Resolution::One(2));
        assert!(matches!(resolve("st", names), Resolution::Ambiguous(_)));
    }

    #[test]
    fn a_guess_is_made_only_when_close() {
        assert_eq!(resolve("stpe", NAMES), Resolution::Unknown(Some("step")));
        assert_eq!(
            resolve("contineu", NAMES),
            Resolution::Unknown(Some("continue"))
        );
        assert_eq!(resolve("setp", NAMES), Resolution::Unknown(Some("step")));
        assert_eq!(
            closest("brake", ["break", "bake"].into_iter()),
            Some("bake")
        );
        assert_eq!(closest("brake", ["break"].into_iter()), Some("break"));
        assert_eq!(resolve("zzz", NAMES), Resolution::Unknown(None));
        assert_eq!(resolve("qq", NAMES), Resolution::Unknown(None));
    }
}
