//! Where the blocks of a region stand in its picture, and how its edges run.
//!
//! A layered drawing in the manner of Sugiyama: ways down first, loops closed beside them. The crates that exist place
//! nodes but route no edges, and loops are what a reader looks for. Left out: regions of more than [`MOST`] blocks,
//! which no picture helps with.

mod graph;
mod layers;
mod order;
mod place;

use serde_json::{Value, json};

use graph::{Graph, Node};

/// The most blocks that are drawn.
const MOST: usize = 200;
/// The most instructions shown in a block.
const LINES: usize = 12;
/// Pixels of a character and of a line of text, and around the text.
const CHAR: f64 = 7.3;
const LINE: f64 = 15.0;
const PAD: f64 = 8.0;

/// Adds `graph` to the detail of each region: sizes, positions and edges in pixels.
pub(crate) fn add_graphs(data: &mut Value) {
    let Some(lives) = data["lives"].as_array_mut() else {
        return;
    };
    for life in lives {
        let detail = &mut life["detail"];
        let Some(blocks) = detail["blocks"].as_array() else {
            continue;
        };
        if blocks.len() <= MOST && !blocks.is_empty() {
            let drawn = draw(blocks);
            detail["graph"] = drawn;
        }
    }
}

/// An edge of the region as it is drawn.
struct Drawn<'a> {
    from: usize,
    to: usize,
    kind: &'a str,
}

fn draw(blocks: &[Value]) -> Value {
    let mut nodes: Vec<Node> = blocks.iter().map(block).collect();
    let starts: Vec<Option<u64>> = blocks.iter().map(|b| b["start"].as_u64()).collect();
    // What is led to outside, by address.
    let mut outside: Vec<Option<u64>> = Vec::new();
    let mut edges = Vec::new();
    for (from, block) in blocks.iter().enumerate() {
        for edge in block["edges"].as_array().into_iter().flatten() {
            let target = edge["to"].as_u64();
            let kind = edge["kind"].as_str().unwrap_or_default();
            let within = starts.iter().position(|start| *start == target);
            let to = match within.filter(|_| kind != "leaves" && target.is_some()) {
                Some(block) => block,
                None => {
                    let known = outside.iter().position(|other| *other == target);
                    let stub = known.unwrap_or_else(|| {
                        outside.push(target);
                        nodes.push(Node {
                            width: 13.0 * CHAR + 2.0 * PAD,
                            height: LINE + PAD,
                        });
                        outside.len() - 1
                    });
                    blocks.len() + stub
                }
            };
            edges.push(Drawn { from, to, kind });
        }
    }
    let ways_in: Vec<usize> = (0..blocks.len())
        .filter(|at| blocks[*at]["way_in"] == true)
        .collect();
    let graph = Graph {
        nodes,
        edges: edges.iter().map(|edge| (edge.from, edge.to)).collect(),
        roots: ways_in,
    };
    let picture = graph.picture();
    let round = |x: f64| (x * 2.0).round() / 2.0;
    let places: Vec<Value> = (graph.nodes.iter().zip(&picture.places))
        .map(|(node, (x, y))| json!([round(*x), round(*y), round(node.width), round(node.height)]))
        .collect();
    let routes: Vec<Value> = (edges.iter().zip(&picture.routes))
        .map(|(edge, route)| {
            let points: Vec<[f64; 2]> = route.iter().map(|(x, y)| [round(*x), round(*y)]).collect();
            json!({"from": edge.from, "to": edge.to, "kind": edge.kind, "points": points})
        })
        .collect();
    json!({
        "width": round(picture.width),
        "height": round(picture.height),
        "lines": LINES,
        "nodes": places,
        "outside": outside,
        "edges": routes,
    })
}

/// The room that a block's text takes: its name, then its instructions, or as many as are shown and a line for the
/// others.
fn block(block: &Value) -> Node {
    let lines = block["lines"].as_array().map_or(&[][..], Vec::as_slice);
    let widest = lines.iter().take(LINES).map(|line| {
        let text = line["text"].as_str().unwrap_or_default();
        text.chars().count() + 6
    });
    let name = block["symbol"].as_str().unwrap_or_default();
    let title = 8 + name.chars().count();
    let widest = widest.chain([title]).max().unwrap_or(0).clamp(14, 32);
    let shown = lines.len().min(LINES) + usize::from(lines.len() > LINES);
    #[allow(clippy::cast_precision_loss, reason = "both are small")]
    Node {
        width: widest as f64 * CHAR + 2.0 * PAD,
        height: (shown + 1) as f64 * LINE + 2.0 * PAD,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn every_region_of_the_demo_has_a_graph_with_all_its_edges() {
        let mut data = sample::demo();
        add_graphs(&mut data);
        let mut seen = 0;
        for life in data["lives"].as_array().expect("it is a list") {
            let detail = &life["detail"];
            let Some(blocks) = detail["blocks"].as_array() else {
                continue;
            };
            let graph = &detail["graph"];
            let edges: usize = blocks
                .iter()
                .map(|b| b["edges"].as_array().map_or(0, Vec::len))
                .sum();
            let length = |name: &str| graph[name].as_array().map_or(0, Vec::len);
            assert_eq!(length("edges"), edges);
            assert_eq!(length("nodes"), blocks.len() + length("outside"));
            seen += 1;
        }
        assert!(seen > 2);
    }

    #[test]
    fn what_is_too_large_is_not_drawn() {
        let block = json!({"start": 0, "way_in": true, "lines": [], "edges": []});
        let blocks = vec![block; MOST + 1];
        let mut data = json!({"lives": [{"detail": {"blocks": blocks}}]});
        add_graphs(&mut data);
        assert_eq!(data["lives"][0]["detail"]["graph"], Value::Null);
    }
}
