//! Loops and path lengths of a region: where the budget must be checked, and
//! how many cycles can pass between two checks.
//!
//! Every cycle of the graph holds an edge that a depth-first search finds
//! leading back to a block still on its stack. With these edges removed the
//! graph is acyclic, and its longest path bounds what runs unchecked. Computed
//! jumps are always checked and so are no edges here.

use std::collections::BTreeMap;

use super::discover::Graph;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    OnStack,
    Done,
}

pub(super) struct Paths {
    loop_edges: Vec<(u16, u16)>,
    /// The longest path's cycles.
    pub(super) longest: u64,
}

impl Paths {
    pub(super) fn of(graph: &Graph) -> Self {
        let mut loop_edges = Vec::new();
        let mut visits: BTreeMap<u16, Visit> = BTreeMap::new();
        let mut lengths: BTreeMap<u16, u64> = BTreeMap::new();
        for &root in &graph.entry_points {
            if visits.contains_key(&root) {
                continue;
            }
            visits.insert(root, Visit::OnStack);
            let mut stack = vec![(root, successors(graph, root))];
            while let Some((at, pending)) = stack.last_mut() {
                let at = *at;
                if let Some(to) = pending.pop() {
                    match visits.get(&to) {
                        Some(Visit::OnStack) => loop_edges.push((at, to)),
                        Some(Visit::Done) => {}
                        None => {
                            visits.insert(to, Visit::OnStack);
                            stack.push((to, successors(graph, to)));
                        }
                    }
                    continue;
                }
                stack.pop();
                visits.insert(at, Visit::Done);
                let rest = successors(graph, at)
                    .into_iter()
                    .filter(|&to| !loop_edges.contains(&(at, to)))
                    .filter_map(|to| lengths.get(&to).copied())
                    .max();
                lengths.insert(at, cycles(graph, at) + rest.unwrap_or(0));
            }
        }
        Self {
            loop_edges,
            longest: lengths.values().copied().max().unwrap_or(0),
        }
    }

    pub(super) fn loop_edges_from(&self, start: u16) -> Vec<u16> {
        self.loop_edges
            .iter()
            .filter(|edge| edge.0 == start)
            .map(|edge| edge.1)
            .collect()
    }
}

fn successors(graph: &Graph, at: u16) -> Vec<u16> {
    graph.blocks.get(&at).map_or_else(Vec::new, |block| {
        block
            .successors()
            .filter(|to| graph.blocks.contains_key(to))
            .collect()
    })
}

fn cycles(graph: &Graph, at: u16) -> u64 {
    graph.blocks.get(&at).map_or(0, |block| {
        block
            .instructions
            .iter()
            .map(|i| u64::from(i.opcode.max_cycles()))
            .sum()
    })
}
