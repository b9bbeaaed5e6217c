//! Numbers and places in words, as all of the page writes them.

/// A number with commas, as `100,959,124`.
pub(crate) fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 region`, `2 regions`, `2 lives`.
pub(crate) fn count(value: u64, what: &str) -> String {
    let what = match (value, what.strip_suffix("fe")) {
        (1, _) => what.to_owned(),
        (_, Some(stem)) => format!("{stem}ves"),
        (_, None) => format!("{what}s"),
    };
    format!("{} {what}", number(value))
}

/// An address, as `$0608`.
pub(crate) fn address(value: u16) -> String {
    format!("${value:04X}")
}

/// A time in a unit that fits, as `12.5 ms`.
pub(crate) fn time(seconds: f64) -> String {
    match seconds {
        s if s >= 1.0 => format!("{s:.2} s"),
        s if s >= 1e-3 => format!("{:.1} ms", s * 1e3),
        s => format!("{:.0} µs", s * 1e6),
    }
}

/// Million cycles in a second of the time that the machine ran; none if it did not run.
pub(crate) fn megahertz(cycles: u64, seconds: f64) -> Option<String> {
    // Fifteen digits are more than a speed has.
    #[allow(clippy::cast_precision_loss, reason = "a speed is no exact number")]
    let mhz = cycles as f64 / seconds / 1e6;
    match mhz {
        mhz if !mhz.is_finite() => None,
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is finite and positive"
        )]
        mhz if mhz >= 100.0 => Some(format!("{} MHz", number(mhz.round() as u64))),
        mhz => Some(format!("{mhz:.1} MHz")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1000), "1,000");
        assert_eq!(number(100_959_124), "100,959,124");
        assert_eq!(count(1, "region"), "1 region");
        assert_eq!(count(0, "region"), "0 regions");
    }

    #[test]
    fn times_have_a_unit_that_fits() {
        assert_eq!(time(2.0), "2.00 s");
        assert_eq!(time(0.0125), "12.5 ms");
        assert_eq!(time(0.000_025), "25 µs");
        assert_eq!(megahertz(1, 0.0), None);
        assert_eq!(megahertz(2_500_000_000, 1.0).as_deref(), Some("2,500 MHz"));
        assert_eq!(megahertz(1_000_000, 1.0).as_deref(), Some("1.0 MHz"));
    }
}
