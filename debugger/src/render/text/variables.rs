//! Variables of C as text.

use jumppad_language::report::VariableView;

/// A line for each, without its end.
pub(super) fn variables<'v>(
    list: impl IntoIterator<Item = &'v VariableView>,
) -> impl Iterator<Item = String> {
    let list = list.into_iter();
    list.map(|variable| format!("{} = {}", variable.name, value(variable)))
}

/// Variables within a line: `n=3, p=$0400`.
pub(super) fn arguments(list: &[VariableView]) -> String {
    // Why one has no value is told where the variables themselves are asked for.
    let short = |variable: &VariableView| match &variable.data {
        Some(data) => data.to_string(),
        None => "<?>".to_owned(),
    };
    let list = list
        .iter()
        .map(|variable| format!("{}={}", variable.name, short(variable)));
    list.collect::<Vec<_>>().join(", ")
}

fn value(variable: &VariableView) -> String {
    match (&variable.data, &variable.error) {
        (Some(data), _) => data.to_string(),
        (None, Some(error)) => format!("<{error}>"),
        (None, None) => "<unknown>".to_owned(),
    }
}
