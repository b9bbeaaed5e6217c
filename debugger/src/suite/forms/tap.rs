//! Results by the Test Anything Protocol, version 14 (<https://testanything.org/tap-version-14-specification.html>).

use super::super::verdict::{Tested, Tests};

pub(super) fn written(tests: &Tests) -> String {
    let mut text = format!("TAP version 14\n1..{}\n", tests.total());
    for (tested, number) in tests.results.iter().zip(1..) {
        if let Some(tested) = tested {
            text += &point(tested, number);
        }
    }
    match tests.left() {
        0 => text,
        _ => text + "Bail out! interrupted\n",
    }
}

fn point(tested: &Tested, number: usize) -> String {
    let name = name(&tested.name);
    let Some(why) = tested.why() else {
        let note = match tested.is_flaky() {
            true => format!("# flaky: {name} passed in run {}\n", tested.attempts),
            false => String::new(),
        };
        return format!("ok {number} - {name}\n{note}");
    };
    let mut text = format!("not ok {number} - {name}\n  ---\n");
    text += &format!("  message: {}\n", quoted(&why.to_string()));
    text += &format!("  reason: {}\n", why.word());
    text += &format!("  seconds: {:.3}\n", tested.time.as_secs_f64());
    text += &format!("  stdout: {}\n", quoted(&tested.out));
    text += &format!("  stderr: {}\n  ...\n", quoted(&tested.err));
    text
}

/// A description, in which `#` would begin a directive and a line end would end it.
fn name(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        match letter {
            '#' | '\\' => text.extend(['\\', letter]),
            letter if letter.is_control() => text.extend(letter.escape_default()),
            letter => text.push(letter),
        }
    }
    text
}

/// A scalar of YAML: JSON's strings are such.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
