//! `--perf-map`: the file by which Linux's `perf` names compiled groups.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Stdio};

/// 0600 LDX #0; INC $0200; JSR $0611; DEX; BNE $0602; INY; BNE $0602; JMP $060E
/// 0611 LDA $0200; ADC #1; STA $0201; RTS
const HOT: &[u8] = &[
    0xA2, 0x00, 0xEE, 0x00, 0x02, 0x20, 0x11, 0x06, 0xCA, 0xD0, 0xF7, 0xC8, 0xD0, 0xF4, 0x4C, 0x0E,
    0x06, 0xAD, 0x00, 0x02, 0x69, 0x01, 0x8D, 0x01, 0x02, 0x60,
];

/// Runs jumppad with `args` to its end; what became of its map.
fn map_of(args: &[&str]) -> Option<String> {
    let child = Command::new(env!("CARGO_BIN_EXE_jumppad"))
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let path = format!("/tmp/perf-{}.map", child.id());
    let output = child.wait_with_output().expect("the program ends");
    assert!(output.status.success(), "{args:?}: {output:?}");
    let text = fs::read_to_string(&path).ok();
    let _ = fs::remove_file(path);
    text
}

#[test]
fn each_group_has_a_line_with_its_place_and_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hot.prg");
    fs::write(&path, [&[0x00, 0x06], HOT].concat()).unwrap();
    let path = path.to_str().unwrap();
    let flushed = "set jit threshold 1; continue; jit flush; reset; continue";
    let debugger: Vec<&str> = [path, "--batch", "--tier", "llvm", "--perf-map"]
        .into_iter()
        .chain(flushed.split("; ").flat_map(|command| ["-e", command]))
        .collect();
    for args in [
        &[
            "run",
            path,
            "--tier",
            "llvm",
            "--perf-map",
            "--cycles",
            "100000000",
        ],
        debugger.as_slice(),
    ] {
        let text = map_of(args).expect("the map is written");
        let mut groups = BTreeSet::new();
        for line in text.lines() {
            let words: Vec<&str> = line.splitn(3, ' ').collect();
            let [start, size, name] = words[..] else {
                panic!("{line}");
            };
            let start = usize::from_str_radix(start, 16).expect(line);
            let size = usize::from_str_radix(size, 16).expect(line);
            assert!(start > 0x1000 && (16..0x10000).contains(&size), "{line}");
            let (symbol, group) = name.split_once(' ').expect(line);
            let entry = symbol.strip_prefix("exec_group_").expect(line);
            assert!((0x600..0x620).contains(&u16::from_str_radix(entry, 16).expect(line)));
            assert!(group.starts_with("[G") && group.ends_with(']'), "{line}");
            assert!(groups.insert(group.to_owned()), "twice: {line}");
        }
        assert!(groups.len() >= 2, "{args:?}: {text}");
    }
}

#[test]
fn places_of_groups_in_use_do_not_overlap() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hot.prg");
    // Loops far from each other, one after the other, none of which is freed.
    let mut code = vec![0x00, 0x06];
    for count in 0..3_u8 {
        // LDX #0; DEX; BNE; NOP...
        code.extend([0xA2, 0x00, 0xCA, 0xD0, 0xFD]);
        code.extend(vec![0xEA; 200 + usize::from(count)]);
    }
    let trap = 0x600 + u16::try_from(code.len() - 2).unwrap();
    let [low, high] = trap.to_le_bytes();
    code.extend([0x4C, low, high]);
    fs::write(&path, code).unwrap();
    let args = [
        "run",
        path.to_str().unwrap(),
        "--tier",
        "llvm",
        "--perf-map",
    ];
    let text = map_of(&args).expect("the map is written");
    let mut places: Vec<(usize, usize)> = text
        .lines()
        .map(|line| {
            let mut words = line.split(' ');
            let mut number = || usize::from_str_radix(words.next().unwrap(), 16).unwrap();
            (number(), number())
        })
        .collect();
    places.sort_unstable();
    assert!(places.len() >= 2, "{text}");
    for pair in places.windows(2) {
        assert!(pair[0].0 + pair[0].1 <= pair[1].0, "{text}");
    }
}

#[test]
fn nobody_gets_a_map_who_did_not_ask() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hot.prg");
    fs::write(&path, [&[0x00, 0x06], HOT].concat()).unwrap();
    assert_eq!(map_of(&["run", path.to_str().unwrap()]), None);
}
