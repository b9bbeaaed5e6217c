//! Which layer a node is in: below all that lead to it, but for the edges that close loops.
//!
//! An edge that passes layers has a bend in each of them, so that it has room there. One that closes a loop has bends
//! in the layers of both its ends as well: it goes around them.

use super::graph::Graph;

/// A node or a bend of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Node(usize),
    Bend,
}

/// How an edge passes the layers.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// The items from its upper end to its lower one.
    pub(super) items: Vec<usize>,
    /// Whether it closes a loop, upwards.
    pub(super) up: Direction,
}

/// Where an edge leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Down,
    Up,
}

/// A graph in layers.
#[derive(Debug)]
pub(super) struct Layered {
    /// The nodes by their numbers, then the bends.
    pub(super) items: Vec<Item>,
    /// The items of each layer, from left to right.
    pub(super) layers: Vec<Vec<usize>>,
    /// What each item is connected with in the layer above, and below.
    pub(super) above: Vec<Vec<usize>>,
    pub(super) below: Vec<Vec<usize>>,
    /// One for each edge.
    pub(super) ways: Vec<Way>,
}

pub(super) fn layered(graph: &Graph) -> Layered {
    let up = closing(graph);
    let layer = depths(graph, &up);
    let depth = layer.iter().max().map_or(0, |deepest| deepest + 1);
    let count = graph.nodes.len();
    let mut drawn = Layered {
        items: (0..count).map(Item::Node).collect(),
        layers: vec![Vec::new(); depth],
        above: vec![Vec::new(); count],
        below: vec![Vec::new(); count],
        ways: Vec::with_capacity(graph.edges.len()),
    };
    for (node, layer) in layer.iter().enumerate() {
        drawn.layers[*layer].push(node);
    }
    for ((from, to), up) in graph.edges.iter().zip(&up) {
        let items = match up {
            Direction::Down => {
                let mut items = vec![*from];
                for within in layer[*from] + 1..layer[*to] {
                    let bend = drawn.bend(within);
                    items.push(bend);
                }
                items.push(*to);
                items
            }
            Direction::Up => (layer[*to]..=layer[*from])
                .map(|within| drawn.bend(within))
                .collect(),
        };
        for pair in items.windows(2) {
            drawn.below[pair[0]].push(pair[1]);
            drawn.above[pair[1]].push(pair[0]);
        }
        drawn.ways.push(Way { items, up: *up });
    }
    drawn
}

impl Layered {
    fn bend(&mut self, layer: usize) -> usize {
        let bend = self.items.len();
        self.items.push(Item::Bend);
        self.above.push(Vec::new());
        self.below.push(Vec::new());
        self.layers[layer].push(bend);
        bend
    }
}

/// Which edges close loops, as a search in depth from the roots finds them.
fn closing(graph: &Graph) -> Vec<Direction> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Not,
        Open,
        Done,
    }
    let mut out = vec![Vec::new(); graph.nodes.len()];
    for (edge, (from, _)) in graph.edges.iter().enumerate() {
        out[*from].push(edge);
    }
    let mut seen = vec![Seen::Not; graph.nodes.len()];
    let mut up = vec![Direction::Down; graph.edges.len()];
    for root in graph.roots.iter().copied().chain(0..graph.nodes.len()) {
        if seen[root] != Seen::Not {
            continue;
        }
        seen[root] = Seen::Open;
        let mut path = vec![(root, 0)];
        while let Some((node, next)) = path.last_mut() {
            let Some(edge) = out[*node].get(*next) else {
                seen[*node] = Seen::Done;
                path.pop();
                continue;
            };
            *next += 1;
            let to = graph.edges[*edge].1;
            match seen[to] {
                Seen::Open => up[*edge] = Direction::Up,
                Seen::Done => {}
                Seen::Not => {
                    seen[to] = Seen::Open;
                    path.push((to, 0));
                }
            }
        }
    }
    up
}

/// The layer of each node: one more than the deepest that leads to it.
fn depths(graph: &Graph, up: &[Direction]) -> Vec<usize> {
    let down = || {
        let edges = graph.edges.iter().zip(up);
        edges
            .filter(|(_, up)| **up == Direction::Down)
            .map(|(edge, _)| *edge)
    };
    let mut waiting = vec![0; graph.nodes.len()];
    let mut out = vec![Vec::new(); graph.nodes.len()];
    for (from, to) in down() {
        waiting[to] += 1;
        out[from].push(to);
    }
    let mut layer = vec![0; graph.nodes.len()];
    let mut ready: Vec<usize> = (0..waiting.len())
        .filter(|node| waiting[*node] == 0)
        .collect();
    while let Some(node) = ready.pop() {
        for to in &out[node] {
            layer[*to] = layer[*to].max(layer[node] + 1);
            waiting[*to] -= 1;
            if waiting[*to] == 0 {
                ready.push(*to);
            }
        }
    }
    layer
}
