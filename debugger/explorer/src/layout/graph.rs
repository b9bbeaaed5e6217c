//! A graph and its picture, whatever it is of.

use super::{layers, order, place};

/// A rectangle to be placed, in pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// What is to be drawn.
#[derive(Debug)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    /// From and to.
    pub(super) edges: Vec<(usize, usize)>,
    /// Where reading begins.
    pub(super) roots: Vec<usize>,
}

/// A graph's picture.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) width: f64,
    pub(super) height: f64,
    /// The upper left corner of each node.
    pub(super) places: Vec<(f64, f64)>,
    /// The corners of each edge, from the lower side of a node to the upper side of another.
    pub(super) routes: Vec<Vec<(f64, f64)>>,
}

impl Graph {
    pub(super) fn picture(&self) -> Picture {
        let mut layered = layers::layered(self);
        order::untangle(&mut layered);
        place::place(self, &layered)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Asserts that no two nodes overlap or touch, and that all is within the picture.
    fn hold(graph: &Graph) {
        let picture = graph.picture();
        let rects: Vec<_> = graph.nodes.iter().zip(&picture.places).collect();
        for (at, (node, (x, y))) in rects.iter().enumerate() {
            assert!(*x >= 0.0 && *y >= 0.0);
            assert!(x + node.width <= picture.width && y + node.height <= picture.height);
            for (other, (left, top)) in &rects[at + 1..] {
                let apart = x + node.width < *left
                    || left + other.width < *x
                    || y + node.height < *top
                    || top + other.height < *y;
                assert!(apart, "{picture:?}");
            }
        }
        for (route, (from, to)) in picture.routes.iter().zip(&graph.edges) {
            let (first, last) = (route[0], route[route.len() - 1]);
            let (x, y) = picture.places[*from];
            let low = y + graph.nodes[*from].height;
            assert!((first.1 - low).abs() < 0.01 && first.0 >= x);
            assert!((last.1 - picture.places[*to].1).abs() < 0.01);
            for (x, y) in route {
                assert!(*x >= 0.0 && *x <= picture.width && *y >= 0.0 && *y <= picture.height);
            }
            crosses_no_node(graph, &picture, route);
        }
    }

    /// Asserts that the upright parts of a route pass beside every node.
    fn crosses_no_node(graph: &Graph, picture: &Picture, route: &[(f64, f64)]) {
        for pair in route.windows(2) {
            let ((x, y), (x2, y2)) = (pair[0], pair[1]);
            if (x - x2).abs() > 0.01 {
                continue;
            }
            let (high, low) = (y.min(y2), y.max(y2));
            for (node, (left, top)) in graph.nodes.iter().zip(&picture.places) {
                let beside = x <= *left || x >= left + node.width;
                let apart = low <= top + 0.01 || high >= top + node.height - 0.01;
                assert!(beside || apart, "{pair:?} crosses {left},{top}");
            }
        }
    }

    const NODE: Node = Node {
        width: 100.0,
        height: 50.0,
    };

    #[test]
    fn a_loop_closes_beside_its_blocks() {
        let graph = Graph {
            nodes: vec![NODE; 3],
            edges: vec![(0, 1), (1, 0), (1, 1), (1, 2)],
            roots: vec![0],
        };
        hold(&graph);
        let picture = graph.picture();
        assert!(picture.places[0].1 < picture.places[1].1);
        assert!(picture.places[1].1 < picture.places[2].1);
        let up = &picture.routes[1];
        assert!(up.len() > 2, "it goes around: {up:?}");
    }

    #[test]
    fn what_nothing_leads_to_is_drawn() {
        let graph = Graph {
            nodes: vec![NODE; 4],
            edges: vec![(2, 3), (3, 2)],
            roots: vec![],
        };
        hold(&graph);
    }

    #[test]
    fn a_deep_graph_is_no_deep_recursion() {
        let graph = Graph {
            nodes: vec![NODE; 3000],
            edges: (0..2999).map(|at| (at, at + 1)).collect(),
            roots: vec![0],
        };
        let picture = graph.picture();
        assert!(picture.places[0].1 < picture.places[2999].1);
    }

    proptest! {
        #[test]
        fn any_graph_is_drawn_without_overlaps(
            sizes in prop::collection::vec((20.0..300.0f64, 20.0..200.0f64), 1..14),
            ends in prop::collection::vec((0..14usize, 0..14usize), 0..30),
        ) {
            let nodes: Vec<Node> = sizes.iter().map(|(width, height)| Node { width: *width, height: *height }).collect();
            let count = nodes.len();
            let edges = ends.iter().map(|(from, to)| (from % count, to % count)).collect();
            hold(&Graph { nodes, edges, roots: vec![0] });
        }
    }
}
