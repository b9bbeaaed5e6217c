//! What is left out of a page that would be too large, and how it says so.
//!
//! A region's stages are the bulk, so those of the regions that matter least go first, whole regions at a time: what
//! is left can be read from end to end. Then lists are halved, the least first. Each cut is told in a sentence.

use std::cmp::Reverse;

use serde_json::Value;

use crate::words::{count, number};

/// The most that a page's data may take.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Bytes of JSON. The page around it takes less than 200,000 more.
    pub bytes: usize,
}

impl Default for Budget {
    /// A page below 5 MB.
    fn default() -> Self {
        Self { bytes: 4_700_000 }
    }
}

/// A list that can be halved: where it is, what is in it, and what its items are worth, the dearest highest.
struct List {
    at: &'static str,
    what: &'static str,
    worth: fn(usize, &Value) -> u64,
}

/// In the order in which they are cut.
const LISTS: &[List] = &[
    List {
        at: "/stacks",
        what: "call stack",
        worth: |_, item| item["count"].as_u64().unwrap_or(0),
    },
    List {
        at: "/decisions",
        what: "decision",
        worth: earlier,
    },
    List {
        at: "/map/writes",
        what: "count of writes",
        worth: second,
    },
    List {
        at: "/map/executions",
        what: "count of executions",
        worth: second,
    },
    List {
        at: "/map/covered",
        what: "covered range",
        worth: earlier,
    },
    List {
        at: "/map/banks",
        what: "bank of the memory map",
        worth: |_, item| item["covered"].as_array().map_or(0, Vec::len) as u64,
    },
    List {
        at: "/symbols",
        what: "symbol",
        worth: earlier,
    },
    List {
        at: "/lives",
        what: "region",
        worth: |_, item| item["entries"].as_u64().unwrap_or(0),
    },
    List {
        at: "/map/runs",
        what: "stretch of the memory map",
        worth: |_, item| u64::from(item["kind"] == "code"),
    },
    List {
        at: "/shares",
        what: "stretch of the run",
        worth: earlier,
    },
];

fn earlier(at: usize, _: &Value) -> u64 {
    u64::MAX - at as u64
}

fn second(_: usize, item: &Value) -> u64 {
    item[1].as_u64().unwrap_or(0)
}

impl Budget {
    /// Cuts `data` down to the budget; says what was left out, a sentence each.
    pub(crate) fn fit(self, data: &mut Value) -> Vec<String> {
        let mut told = Vec::new();
        let mut size = length(data);
        self.cut_stages(data, &mut size, &mut told);
        for list in LISTS {
            let mut cut = 0;
            while size > self.bytes {
                let Some(items) = data.pointer_mut(list.at).and_then(Value::as_array_mut) else {
                    break;
                };
                if items.is_empty() {
                    break;
                }
                let before: usize = items.iter().map(length).sum();
                cut += halve(items, list.worth);
                let after: usize = items.iter().map(length).sum();
                size -= before - after;
            }
            if cut > 0 {
                let verb = if cut == 1 { "was" } else { "were" };
                let what = count(cut as u64, list.what);
                told.push(format!("{what} {verb} left out for want of room."));
            }
        }
        told
    }

    /// Takes the stages of the regions that matter least.
    fn cut_stages(self, data: &mut Value, size: &mut usize, told: &mut Vec<String>) {
        let Some(lives) = data["lives"].as_array_mut() else {
            return;
        };
        let mut with_detail: Vec<&mut Value> = lives
            .iter_mut()
            .filter(|life| life["detail"].is_object())
            .collect();
        let all = with_detail.len();
        with_detail.sort_by_key(|life| worth(life));
        for (part, words) in [(Part::Stages, "generated code"), (Part::Whole, "blocks")] {
            let mut cut = 0;
            for life in &mut with_detail {
                if *size <= self.bytes {
                    break;
                }
                let before = length(life);
                part.take_from(life);
                *size -= before - length(life);
                cut += 1;
            }
            if cut > 0 {
                told.push(format!(
                    "The {words} of {} of {} were left out for want of room, of those entered least.",
                    number(cut),
                    count(all as u64, "region"),
                ));
            }
        }
    }
}

/// What is taken from a region.
#[derive(Clone, Copy)]
enum Part {
    /// The generated code of every stage.
    Stages,
    /// Everything about its inside.
    Whole,
}

impl Part {
    fn take_from(self, life: &mut Value) {
        match self {
            Self::Stages => {
                for stage in ["ir", "opt", "asm", "base", "homes"] {
                    life["detail"][stage] = Value::Array(Vec::new());
                }
                life["detail"]["cut"] = true.into();
            }
            Self::Whole => life["detail"] = Value::Null,
        }
    }
}

/// What a region is worth to a reader: the first ones tell the story, then what is used most.
fn worth(life: &Value) -> (bool, u64) {
    let first = life["group"] == "G1" || life["group"] == "G2";
    (first, life["entries"].as_u64().unwrap_or(0))
}

/// Takes half of the items, those that are worth least, and leaves the others in order; how many it took.
fn halve(items: &mut Vec<Value>, worth: fn(usize, &Value) -> u64) -> usize {
    let mut order: Vec<(u64, usize)> = items
        .iter()
        .enumerate()
        .map(|(at, item)| (worth(at, item), at))
        .collect();
    order.sort_by_key(|(worth, at)| (Reverse(*worth), *at));
    let mut kept: Vec<usize> = order[..items.len() / 2].iter().map(|(_, at)| *at).collect();
    kept.sort_unstable();
    let taken = items.len() - kept.len();
    *items = kept.into_iter().map(|at| items[at].take()).collect();
    taken
}

/// Bytes of JSON, as they are embedded.
fn length(value: &Value) -> usize {
    let text = value.to_string();
    // What is spelt out takes six bytes for at least one.
    let spelt = text.chars().filter(|c| crate::embed::spelt(*c).is_some());
    text.len() + 5 * spelt.count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn what_fits_is_left_alone() {
        let mut data = sample::demo();
        let before = data.clone();
        assert_eq!(Budget::default().fit(&mut data), [""; 0]);
        assert_eq!(data, before);
    }

    #[test]
    fn the_stages_of_regions_of_least_use_go_first() {
        let mut data = sample::big();
        let whole = length(&data);
        let told = Budget {
            bytes: whole - 50_000,
        }
        .fit(&mut data);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("The generated code of "), "{told:?}");
        let lives = data["lives"].as_array().expect("it is a list");
        assert_eq!(lives[0]["detail"]["cut"], Value::Null, "the first is kept");
        let cut = |life: &&Value| life["detail"]["cut"] == true;
        let most = lives
            .iter()
            .filter(cut)
            .map(|l| l["entries"].as_u64())
            .max();
        let kept = |life: &&Value| life["detail"].is_object() && !cut(life);
        let least = lives[2..]
            .iter()
            .filter(kept)
            .map(|l| l["entries"].as_u64())
            .min();
        assert!(most.expect("some are cut") <= least.expect("some are kept"));
    }

    #[test]
    fn every_budget_is_kept_down_to_almost_nothing() {
        let whole = length(&sample::big());
        for part in [1, 5, 100, 1000] {
            let mut data = sample::big();
            let bytes = (whole / part).max(3_000);
            let told = Budget { bytes }.fit(&mut data);
            assert!(length(&data) <= bytes, "{} > {bytes}", length(&data));
            assert_eq!(told.is_empty(), part == 1, "{told:?}");
        }
    }

    #[test]
    fn the_dearer_half_stays_in_order() {
        let mut items: Vec<Value> = [5, 1, 4, 2, 3].map(Value::from).to_vec();
        let taken = halve(&mut items, |_, item| item.as_u64().unwrap_or(0));
        assert_eq!((taken, items), (3, vec![5.into(), 4.into()]));
    }
}
