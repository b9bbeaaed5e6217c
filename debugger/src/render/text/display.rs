//! Displays as text.

use super::guest::examine;
use jumppad_language::report::{DisplayView, ShownView};

pub(super) fn displays(list: &[DisplayView]) -> String {
    if list.is_empty() {
        return "no displays\n".to_owned();
    }
    list.iter().map(one).collect()
}

fn one(view: &DisplayView) -> String {
    let DisplayView { id, of, shown } = view;
    match shown {
        ShownView::Value { text, .. } => format!("{id}: {of} = {text}\n"),
        ShownView::Memory { columns, cells } => {
            format!("{id}: x{of}\n{}", examine(*columns, cells))
        }
        ShownView::Failed { error } => format!("{id}: {of}: {error}\n"),
    }
}
