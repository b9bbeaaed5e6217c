//! Memory to files and back, in every format that is written; the error of a file that is not what it claims to be.

mod cli;

use cli::jumppad;

fn passes(lines: &str) -> String {
    let ran = jumppad(&["--tier", "interp"], lines);
    assert_eq!(ran.code, 0, "{lines}\n{}\n{}", ran.out, ran.err);
    ran.out
}

#[test]
fn memory_that_was_saved_loads_again() {
    let folder = tempfile::tempdir().unwrap();
    let saves = [
        ("a.prg", "", ""),
        ("a.hex", "", ""),
        ("a.s19", "", ""),
        ("a.bin", "", "1234"),
        ("a", " --srec", "--srec"),
        ("b.prg", " --raw", "1234 --raw"),
    ];
    for (name, how, again) in saves {
        let path = folder.path().join(name);
        let path = path.display();
        let bytes = "a9 41 8d 00 02 60 ff 00 \"sixteen and some more\" 80";
        passes(&format!("> 1234 {bytes}\nsave {path} 1234,+30{how}\n"));
        let out = passes(&format!(
            "load {path} {again}\n> 2000 {bytes}\ncompare 1234,+30 2000\n"
        ));
        assert!(out.contains("30 bytes from $1234"), "{out}");
        assert!(out.contains("no difference in 30 bytes"), "{name}: {out}");
    }
}

#[test]
fn bytes_go_in_and_out_while_the_program_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.bin").display().to_string();
    let out = passes(&format!(
        "> 300 \"HELLO\"\nbsave {path} 300,+5\nbload {path} 400\nassert [$404] == 'O'\ninfo memory\n"
    ));
    assert!(out.contains("loaded $0400-$0404 (5 bytes) from"), "{out}");
    assert!(out.contains("program: the embedded demo"), "{out}");
    assert_eq!(std::fs::read(&path).unwrap(), b"HELLO");
    let fails = |line: &str, error: &str| {
        let ran = jumppad(&[], line);
        assert_eq!(ran.code, 1, "{line}");
        assert!(ran.err.contains(error), "{line}: {}", ran.err);
    };
    fails(&format!("bload {path} fffd"), "past $FFFF");
    fails(&format!("bload {path}"), "usage: bload");
    fails(&format!("bsave {path}"), "usage: bsave");
    fails("bload /no/such/file 300", "cannot load");
    fails("bsave /no/such/folder/x 300 30f", "cannot write");
}
