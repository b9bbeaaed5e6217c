//! Tests of tracefiles: written, read, and added.

use super::*;

const FOREIGN: &str = "# a comment
TN:one
SF:/src/a.c
VER:7
FN:3,9,main
FN:12,odd,name
FNDA:2,main
FNDA:0,odd,name
FNF:2
FNH:1
BRDA:4,0,0,2
BRDA:4,0,1,-
BRDA:5,e10,(a, b),1
BRF:3
BRH:2
DA:3,2,checksum
DA:4,1e30
DA:12,0
LF:3
LH:2
end_of_record
TN:two
SF:/src/a.c
FNL:0,20,24
FNA:0,5,later
DA:3,1
end_of_record
";

fn a(traced: &Tracefile) -> &File {
    &traced.files["/src/a.c"]
}

#[test]
fn foreign_ones_are_read_and_stay_what_they_are() {
    let traced = read(FOREIGN).unwrap();
    let file = a(&traced);
    assert_eq!(file.lines, BTreeMap::from([(3, 3), (4, u64::MAX), (12, 0)]));
    assert_eq!(
        file.functions["main"],
        Function {
            line: 3,
            end: Some(9),
            count: 2
        }
    );
    assert_eq!(file.functions["odd,name"].line, 12);
    assert_eq!(
        file.functions["later"],
        Function {
            line: 20,
            end: Some(24),
            count: 5
        }
    );
    assert_eq!(file.others, ["VER:7"]);
    let ways: Vec<Option<u64>> = file.branches.values().copied().collect();
    assert_eq!(ways, [Some(2), None, Some(1)]);
    assert_eq!(read(&traced.text()).unwrap(), traced);
}

#[test]
fn counts_are_added_and_what_was_never_reached_stays_so() {
    let mut traced = Tracefile::default();
    let file = traced.file("a.c".to_owned());
    file.add_line(1, 1);
    file.add_function("main".to_owned(), 1, 1);
    file.add_branch(1, 0, [Some(1), Some(0)]);
    file.add_branch(2, 11, [None, None]);
    file.add_branch(2, 2, [None, None]);
    let expected = "TN:
SF:a.c
FN:1,main
FNDA:1,main
FNF:1
FNH:1
BRDA:1,0,0,1
BRDA:1,0,1,0
BRDA:2,2,0,-
BRDA:2,2,1,-
BRDA:2,11,0,-
BRDA:2,11,1,-
BRF:6
BRH:1
DA:1,1
LF:1
LH:1
end_of_record
";
    assert_eq!(traced.text(), expected);
    let mut other = Tracefile::default();
    let file = other.file("a.c".to_owned());
    file.add_branch(1, 0, [None, None]);
    file.add_branch(2, 2, [Some(0), Some(1)]);
    file.add_line(2, 1);
    traced.add(other);
    let file = &traced.files["a.c"];
    assert_eq!(file.lines, BTreeMap::from([(1, 1), (2, 1)]));
    let ways: Vec<Option<u64>> = file.branches.values().copied().collect();
    assert_eq!(ways, [Some(1), Some(0), Some(0), Some(1), None, None]);
}

#[test]
fn what_is_malformed_is_told_with_its_line() {
    let cases = [
        ("DA:1,1\n", 1),
        ("SF:a\nDA:one,1\nend_of_record\n", 2),
        ("SF:a\nBRDA:1,0,0\nend_of_record\n", 2),
        ("SF:a\nFNA:3,1,main\nend_of_record\n", 2),
        ("SF:a\nSF:b\n", 2),
        ("SF:a\nDA:1,-5\nend_of_record\n", 2),
        ("SF:a\n", 1),
        ("\u{0}\u{1}", 1),
    ];
    for (text, line) in cases {
        assert_eq!(read(text).unwrap_err().line, line, "{text:?}");
    }
    assert_eq!(read("").unwrap(), Tracefile::default());
}
