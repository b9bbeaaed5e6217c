//! JSON within a script element.
//!
//! A script ends at `</script`, and `<!--` changes how its end is found; neither is possible without `<`, which JSON
//! needs in strings only, where it may be spelt out. So may the two line ends that JSON permits and old scripts do not.

use serde_json::Value;

/// `data` as JSON that no HTML parser finds markup in.
pub(crate) fn json(data: &Value) -> Result<String, serde_json::Error> {
    let text = serde_json::to_string(data)?;
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match spelt(c) {
            Some(spelt) => safe.push_str(spelt),
            None => safe.push(c),
        }
    }
    Ok(safe)
}

/// How a character is spelt that must not stand as it is.
pub(crate) fn spelt(c: char) -> Option<&'static str> {
    match c {
        '<' => Some("\\u003c"),
        '>' => Some("\\u003e"),
        '&' => Some("\\u0026"),
        '\u{2028}' => Some("\\u2028"),
        '\u{2029}' => Some("\\u2029"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_in_it_is_markup_and_it_reads_back() {
        let data = json!({"name": "</script><!-- <script> &amp; \u{2028}\u{2029} ]]> \" \\ é 😀"});
        let text = json(&data).expect("it is JSON");
        assert!(!text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']));
        let back: Value = serde_json::from_str(&text).expect("it is JSON still");
        assert_eq!(back, data);
    }

    proptest::proptest! {
        #[test]
        fn any_text_reads_back(name in ".*", key in ".*") {
            let data = json!({key: name});
            let text = json(&data).expect("it is JSON");
            assert!(!text.contains('<'));
            assert_eq!(serde_json::from_str::<Value>(&text).expect("it is JSON"), data);
        }
    }
}
