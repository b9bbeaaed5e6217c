//! Text of a machine file to its description.

use super::description::Description;
use super::fault::Fault;
use crate::names::closest;

/// Reads `text`.
///
/// # Errors
/// It is no TOML, or has keys or values that machine files do not have.
pub(super) fn read(text: &str) -> Result<Description, Fault> {
    toml::from_str(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        let message = error.message();
        if let Some(key) = message.strip_prefix("missing field ") {
            let fault = Fault::new(&span, format!("{key} is missing here"));
            return fault.advise("debugger/MACHINES.md tells which keys are needed");
        }
        match unknown(message) {
            Some((key, keys)) => unknown_key(&span, key, &keys),
            None => Fault::new(&span, message.trim_end_matches('.').replace('\n', "; ")),
        }
    })
}

/// The key that is unknown, and those that are known there, if that is what serde says: "unknown field `a`, expected one of
/// `b`, `c`".
fn unknown(message: &str) -> Option<(&str, Vec<&str>)> {
    let told = message.strip_prefix("unknown field ")?;
    let mut quoted = told.split('`').skip(1).step_by(2);
    Some((quoted.next()?, quoted.collect()))
}

fn unknown_key(span: &std::ops::Range<usize>, key: &str, keys: &[&str]) -> Fault {
    let fault = Fault::new(span, format!("there is no key `{key}` here"));
    let key = key.replace('_', "-").to_ascii_lowercase();
    match closest(&key, keys.iter().copied()) {
        Some(meant) => fault.advise(format!("did you mean `{meant}`?")),
        None => fault.advise(format!("keys here are {}", keys.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_a_key_is_told_with_its_place() {
        let fault = read("name = \"x\"\n[[device]]\nknid = \"timer\"\n").unwrap_err();
        assert_eq!(fault.message, "there is no key `knid` here");
        assert_eq!(fault.advice.unwrap(), "did you mean `kind`?");
        assert_eq!(fault.at, 22);
        let fault = read("banana = 1\n").unwrap_err();
        assert!(
            fault.advice.unwrap().contains("open-bus"),
            "keys are listed"
        );
    }

    #[test]
    fn values_of_the_wrong_type_are_told_with_their_place() {
        let fault = read("clock = \"fast\"\n").unwrap_err();
        assert_eq!(fault.at, 8);
        assert!(
            fault.message.contains("is not a clock"),
            "{}",
            fault.message
        );
        let fault = read("name = \n").unwrap_err();
        assert!(!fault.message.contains('\n'), "{}", fault.message);
    }
}
