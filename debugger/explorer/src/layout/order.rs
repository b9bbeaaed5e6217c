//! The order within the layers: items go to the middle of what they are connected with, again and again, and the best
//! order seen is kept.

use super::layers::Layered;

/// Passes down and up; more change little.
const PASSES: usize = 12;
/// Pairs of edges from which on crossings are not counted, so that a wild graph takes no minutes.
const MANY: usize = 4_000;

pub(super) fn untangle(layered: &mut Layered) {
    let mut best = layered.layers.clone();
    let mut least = crossings(layered);
    for pass in 0..PASSES {
        if least == Some(0) {
            break;
        }
        let places = &mut vec![0.0; layered.items.len()];
        let count = layered.layers.len();
        for step in 0..count {
            let at = if pass % 2 == 0 {
                step
            } else {
                count - 1 - step
            };
            let towards = if pass % 2 == 0 {
                &layered.above
            } else {
                &layered.below
            };
            note(&layered.layers[at], places);
            let middle = |item: &usize| mean(&towards[*item], places).unwrap_or(places[*item]);
            let mut keyed: Vec<(f64, usize)> = layered.layers[at]
                .iter()
                .map(|item| (middle(item), *item))
                .collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            layered.layers[at] = keyed.into_iter().map(|(_, item)| item).collect();
            note(&layered.layers[at], places);
        }
        let now = crossings(layered);
        if now.is_none() || now < least {
            least = now;
            best.clone_from(&layered.layers);
        }
    }
    layered.layers = best;
}

/// Notes each item's place in its layer, from 0 to 1.
#[allow(clippy::cast_precision_loss, reason = "layers are short")]
fn note(layer: &[usize], places: &mut [f64]) {
    for (at, item) in layer.iter().enumerate() {
        places[*item] = (at as f64 + 0.5) / layer.len() as f64;
    }
}

#[allow(clippy::cast_precision_loss, reason = "an item has few neighbours")]
fn mean(items: &[usize], places: &[f64]) -> Option<f64> {
    match items.len() {
        0 => None,
        count => Some(items.iter().map(|item| places[*item]).sum::<f64>() / count as f64),
    }
}

/// How many pairs of edges cross; none if there are too many to count.
fn crossings(layered: &Layered) -> Option<usize> {
    let mut total = 0;
    let mut place = vec![0; layered.items.len()];
    for layer in &layered.layers {
        for (at, item) in layer.iter().enumerate() {
            place[*item] = at;
        }
    }
    for layer in &layered.layers {
        let edges: Vec<(usize, usize)> = layer
            .iter()
            .flat_map(|item| {
                layered.below[*item]
                    .iter()
                    .map(|to| (place[*item], place[*to]))
            })
            .collect();
        if edges.len() > MANY {
            return None;
        }
        for (at, (from, to)) in edges.iter().enumerate() {
            let crossed = |(from2, to2): &&(usize, usize)| {
                (from < from2 && to > to2) || (from > from2 && to < to2)
            };
            total += edges[at + 1..].iter().filter(crossed).count();
        }
    }
    Some(total)
}
