//! Pixels: layers below one another, in each the items as near to what they are connected with as their order permits.

use super::graph::{Graph, Picture};
use super::layers::{Direction, Item, Layered};

/// Room between neighbours, between layers, and around the whole.
const ASIDE: f64 = 22.0;
const BETWEEN: f64 = 34.0;
const MARGIN: f64 = 12.0;
/// Room that a bend takes to either side.
const BEND: f64 = 5.0;
const PASSES: usize = 16;

pub(super) fn place(graph: &Graph, layered: &Layered) -> Picture {
    let half: Vec<f64> = layered
        .items
        .iter()
        .map(|item| match item {
            Item::Node(node) => graph.nodes[*node].width / 2.0,
            Item::Bend => BEND,
        })
        .collect();
    let mut middle = vec![0.0; layered.items.len()];
    for layer in &layered.layers {
        let mut right = 0.0;
        for item in layer {
            middle[*item] = right + half[*item];
            right += 2.0 * half[*item] + ASIDE;
        }
    }
    let beside = companions(layered);
    for pass in 0..PASSES {
        let count = layered.layers.len();
        for step in 0..count {
            let layer = &layered.layers[if pass % 2 == 0 {
                step
            } else {
                count - 1 - step
            }];
            settle(layer, &half, &mut middle, layered, &beside, graph);
        }
    }
    let left = (0..middle.len()).map(|item| middle[item] - half[item]);
    let shift = MARGIN - left.fold(f64::INFINITY, f64::min);
    for middle in &mut middle {
        *middle += shift;
    }
    let right = (0..middle.len()).map(|item| middle[item] + half[item]);
    let width = right.fold(0.0, f64::max) + MARGIN;
    let rows = rows(graph, layered);
    let height = rows
        .last()
        .map_or(0.0, |(_, low)| low + BETWEEN / 2.0 + MARGIN);
    let mut row_of = vec![0; layered.items.len()];
    for (row, layer) in layered.layers.iter().enumerate() {
        for item in layer {
            row_of[*item] = row;
        }
    }
    let places = (0..graph.nodes.len())
        .map(|node| (middle[node] - half[node], rows[row_of[node]].0))
        .collect();
    let routes = routes(graph, layered, &middle, &rows, &row_of);
    Picture {
        width,
        height,
        places,
        routes,
    }
}

/// For the bends at both ends of an edge that closes a loop, the nodes that they go around.
fn companions(layered: &Layered) -> Vec<Option<usize>> {
    let mut beside = vec![None; layered.items.len()];
    for (edge, way) in layered.ways.iter().enumerate() {
        if let (Direction::Up, [first, .., last]) = (way.up, way.items.as_slice()) {
            beside[*first] = Some(edge);
            beside[*last] = Some(edge);
        }
    }
    beside
}

/// Moves a layer's items as near as they can come to where their neighbours want them, in their order: neighbours that
/// would overlap form one block, which goes where they want it on the average.
fn settle(
    layer: &[usize],
    half: &[f64],
    middle: &mut [f64],
    layered: &Layered,
    beside: &[Option<usize>],
    graph: &Graph,
) {
    /// Items in a row without room between: where the first one goes, what that rests on, and how many they are.
    struct Block {
        start: f64,
        weight: f64,
        items: usize,
    }
    let mut blocks: Vec<Block> = Vec::new();
    let mut offsets = Vec::with_capacity(layer.len());
    let mut offset = 0.0;
    for (at, item) in layer.iter().enumerate() {
        if let Some(before) = at.checked_sub(1) {
            offset += half[layer[before]] + ASIDE + half[*item];
        }
        offsets.push(offset);
        let (wish, weight) = wish(*item, half, middle, layered, beside, graph);
        blocks.push(Block {
            start: wish - offset,
            weight,
            items: 1,
        });
        while let [.., before, last] = blocks.as_mut_slice()
            && before.start > last.start
        {
            let weight = before.weight + last.weight;
            before.start = (before.start * before.weight + last.start * last.weight) / weight;
            before.weight = weight;
            before.items += last.items;
            blocks.pop();
        }
    }
    let mut at = 0;
    for block in blocks {
        for _ in 0..block.items {
            middle[layer[at]] = block.start + offsets[at];
            at += 1;
        }
    }
}

/// Where an item wants to be, and how much: bends in a straight line above all.
#[allow(clippy::cast_precision_loss, reason = "an item has few neighbours")]
fn wish(
    item: usize,
    half: &[f64],
    middle: &[f64],
    layered: &Layered,
    beside: &[Option<usize>],
    graph: &Graph,
) -> (f64, f64) {
    let mut sum = 0.0;
    let mut count = 0.0;
    for other in layered.above[item].iter().chain(&layered.below[item]) {
        sum += middle[*other];
        count += 1.0;
    }
    if let Some(edge) = beside[item] {
        // As near as it can be to the side of the node on which it is.
        let (from, to) = graph.edges[edge];
        for node in [from, to] {
            let side = (middle[item] - middle[node]).signum();
            sum += middle[node] + side * (half[node] + ASIDE);
            count += 1.0;
        }
    }
    let weight = match layered.items[item] {
        Item::Node(_) => 1.0,
        Item::Bend => 2.0,
    };
    match count {
        0.0 => (middle[item], 0.1),
        count => (sum / count, weight),
    }
}

/// The upper and lower end of each layer.
fn rows(graph: &Graph, layered: &Layered) -> Vec<(f64, f64)> {
    let mut top = MARGIN + BETWEEN / 2.0;
    let mut rows = Vec::with_capacity(layered.layers.len());
    for layer in &layered.layers {
        let heights = layer.iter().filter_map(|item| match layered.items[*item] {
            Item::Node(node) => Some(graph.nodes[node].height),
            Item::Bend => None,
        });
        let low = top + heights.fold(10.0, f64::max);
        rows.push((top, low));
        // Many edges between two layers need more room.
        let lanes = layer
            .iter()
            .map(|item| layered.below[*item].len())
            .sum::<usize>();
        #[allow(clippy::cast_precision_loss, reason = "it is bounded")]
        let more = (lanes.min(20) as f64) * 2.0;
        top = low + BETWEEN + more;
    }
    rows
}

fn routes(
    graph: &Graph,
    layered: &Layered,
    middle: &[f64],
    rows: &[(f64, f64)],
    row_of: &[usize],
) -> Vec<Vec<(f64, f64)>> {
    let ports = Ports::of(graph, layered, middle);
    let route = |(edge, way): (usize, &super::layers::Way)| {
        let (from, to) = graph.edges[edge];
        let (top, lowest) = rows[row_of[from]];
        let low = top + graph.nodes[from].height;
        let mut route = vec![(ports.out[edge], low)];
        if low < lowest {
            // First past the neighbours, which are taller.
            route.push((ports.out[edge], lowest));
        }
        let bends: Vec<usize> = match way.up {
            Direction::Down => way.items[1..way.items.len() - 1].to_vec(),
            Direction::Up => way.items.iter().rev().copied().collect(),
        };
        for bend in bends {
            let (top, low) = rows[row_of[bend]];
            match way.up {
                Direction::Down => route.extend([(middle[bend], top), (middle[bend], low)]),
                Direction::Up => route.extend([(middle[bend], low), (middle[bend], top)]),
            }
        }
        route.push((ports.into[edge], rows[row_of[to]].0));
        route
    };
    layered.ways.iter().enumerate().map(route).collect()
}

/// Where each edge touches its nodes, so that no two do in one point.
struct Ports {
    out: Vec<f64>,
    into: Vec<f64>,
}

impl Ports {
    fn of(graph: &Graph, layered: &Layered, middle: &[f64]) -> Self {
        let mut out = vec![0.0; graph.edges.len()];
        let mut into = vec![0.0; graph.edges.len()];
        for node in 0..graph.nodes.len() {
            let mut leaving = Vec::new();
            let mut coming = Vec::new();
            for (edge, (from, to)) in graph.edges.iter().enumerate() {
                let items = &layered.ways[edge].items;
                let (near_from, near_to) = match layered.ways[edge].up {
                    Direction::Down => (items[1], items[items.len() - 2]),
                    Direction::Up => (items[items.len() - 1], items[0]),
                };
                if *from == node {
                    leaving.push((middle[near_from], edge));
                }
                if *to == node {
                    coming.push((middle[near_to], edge));
                }
            }
            spread(
                &mut leaving,
                middle[node],
                graph.nodes[node].width,
                &mut out,
            );
            spread(
                &mut coming,
                middle[node],
                graph.nodes[node].width,
                &mut into,
            );
        }
        Self { out, into }
    }
}

/// Distributes edges over the side of a node, in the order of where they lead.
#[allow(clippy::cast_precision_loss, reason = "a node has few edges")]
fn spread(edges: &mut [(f64, usize)], middle: f64, width: f64, ports: &mut [f64]) {
    edges.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let step = (width * 0.7 / edges.len().max(1) as f64).min(24.0);
    let first = middle - step * (edges.len().saturating_sub(1)) as f64 / 2.0;
    for (at, (_, edge)) in edges.iter().enumerate() {
        ports[*edge] = first + step * at as f64;
    }
}
