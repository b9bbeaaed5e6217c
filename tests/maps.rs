//! Holds what ARCHITECTURE.md and CONTRIBUTING.md say of the tree: every path that they name is there, every folder of
//! source has a row.
//!
//! A path may be written from its last folders on, as `run/mod.rs`, where the row says in which part that is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const MAPS: [&str; 2] = ["ARCHITECTURE.md", "CONTRIBUTING.md"];

/// Folders that hold what the tree is made of.
const TOPS: [&str; 7] = [
    ".ci", "debugger", "fuzz", "opcodes", "scripts", "tests", "tiers",
];

/// What no build has made yet.
const MADE: &[&str] = &["target/dist"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files and folders of the tree, from its top.
fn tree() -> BTreeSet<String> {
    fn collect(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("the folder exists") {
            let path = entry.expect("it can be read").path();
            let name = path.strip_prefix(root()).expect("it is below the top");
            found.insert(name.to_string_lossy().replace('\\', "/"));
            let is_made = path.ends_with("target") || path.ends_with("node_modules");
            if path.is_dir() && !is_made {
                collect(&path, found);
            }
        }
    }
    let mut found = BTreeSet::new();
    for top in TOPS {
        found.insert(top.to_owned());
        collect(&root().join(top), &mut found);
    }
    for entry in fs::read_dir(root()).expect("the top exists") {
        let name = entry.expect("it can be read").file_name();
        found.insert(name.to_string_lossy().into_owned());
    }
    found
}

/// `a/{b,c}.rs` as `a/b.rs` and `a/c.rs`.
fn spelt_out(name: &str) -> Vec<String> {
    let Some((before, rest)) = name.split_once('{') else {
        return vec![name.to_owned()];
    };
    let (choices, after) = rest.split_once('}').expect("`{` has its `}`");
    let choices = choices.split(',');
    let whole = choices.map(|choice| format!("{before}{}{after}", choice.trim()));
    whole.flat_map(|name| spelt_out(&name)).collect()
}

/// The paths that a map names between backticks.
fn named(map: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(map)).expect("the map is there");
    let mut in_block = false;
    let prose = text.lines().filter(|line| {
        let is_fence = line.starts_with("```");
        in_block ^= is_fence;
        !in_block && !is_fence
    });
    let is_path = |name: &str| {
        let has_ending = [".rs", ".md", ".toml", ".json"]
            .iter()
            .any(|end| name.ends_with(end));
        let is_text = name.contains(|c: char| c.is_whitespace() || "(<*=".contains(c));
        (name.contains('/') || has_ending) && !is_text
    };
    let quoted = prose.flat_map(|line| line.split('`').skip(1).step_by(2));
    let paths = quoted.filter(|name| is_path(name));
    paths
        .flat_map(spelt_out)
        .map(|path| path.trim_end_matches('/').to_owned())
        .collect()
}

/// What of the tree `path` may mean: all of it where it begins at the top, else what ends so.
fn meant<'t>(path: &str, tree: &'t BTreeSet<String>) -> Vec<&'t str> {
    let ending = format!("/{path}");
    let is_whole = TOPS.iter().any(|top| path.starts_with(&format!("{top}/")));
    let is_it = |known: &&String| *known == path || (!is_whole && known.ends_with(&ending));
    tree.iter().filter(is_it).map(String::as_str).collect()
}

#[test]
fn every_path_that_a_map_names_is_there() {
    let tree = tree();
    for map in MAPS {
        let named = named(map);
        assert!(named.len() > 10, "{map} names only {named:?}");
        let is_gone =
            |path: &&String| !MADE.contains(&path.as_str()) && meant(path, &tree).is_empty();
        let gone: Vec<&String> = named.iter().filter(is_gone).collect();
        assert!(gone.is_empty(), "{map} names what is not there: {gone:?}");
    }
}

#[test]
fn every_folder_of_source_is_on_the_map() {
    let tree = tree();
    let named = named("ARCHITECTURE.md");
    let known: BTreeSet<&str> = named.iter().flat_map(|path| meant(path, &tree)).collect();
    let sources = tree.iter().filter(|path| path.ends_with(".rs"));
    let folders: BTreeSet<&str> = sources
        .filter_map(|path| Some(path.rsplit_once('/')?.0))
        .filter(|folder| {
            !folder
                .split('/')
                .any(|part| ["tests", "benches"].contains(&part))
        })
        .collect();
    let is_missing = |folder: &&&str| {
        let inside = format!("{folder}/");
        !known
            .iter()
            .any(|path| path == *folder || path.starts_with(&inside))
    };
    let missing: Vec<&&str> = folders.iter().filter(is_missing).collect();
    assert!(
        missing.is_empty(),
        "ARCHITECTURE.md has no row for {missing:?}"
    );
}
