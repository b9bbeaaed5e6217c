//! `--json`: every line is one object that the schema knows, whatever the session does, errors and headless runs
//! included.

mod cli;
mod json {
    pub(crate) mod schema;
}

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use cli::{at_once, jumppad};
use json::schema::Schema;
use serde_json::Value;

fn scripts() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["scripts", "scripts/jit"].into_iter();
    let files = folders.flat_map(|folder| fs::read_dir(root.join(folder)).unwrap());
    let mut files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "dbg"));
    files.sort();
    assert!(files.len() > 5);
    files
}

/// The objects of `text`, each on its line and each as the schema says.
fn objects(text: &str, schema: &Schema, whose: &str) -> Vec<Value> {
    text.lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("{whose}: `{line}` is no JSON: {error}"));
            let fits = schema.fits(&value);
            assert!(fits.is_ok(), "{whose}: {}: {line}", fits.unwrap_err());
            value
        })
        .collect()
}

#[test]
fn every_line_of_every_session_fits_the_schema() {
    let schema = Schema::of_program();
    let types = Mutex::new(Vec::new());
    at_once(&scripts(), |script| {
        let name = script.display().to_string();
        let trace = "set trace-commands on";
        let args = [
            "--json", "--tier", "llvm", "--batch", "-e", trace, "-x", &name,
        ];
        let ran = jumppad(&args, "");
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}");
        let found = objects(&ran.out, &schema, &name);
        let found = found.iter().map(|object| object["type"].to_string());
        types.lock().unwrap().extend(found);
    });
    let mut types = types.into_inner().unwrap();
    types.sort();
    types.dedup();
    // Not every kind of object, for that is more than sessions show, but nearly all.
    assert!(types.len() > 25, "{types:?}");
}

#[test]
fn errors_are_objects_with_their_place_and_the_exit_code() {
    let schema = Schema::of_program();
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner.dbg");
    fs::write(&inner, "echo fine\n  break zz9\n").unwrap();
    let inner = inner.display().to_string();
    let last = |args: &[&str], input: &str, code: i32| {
        let ran = jumppad(&[&["--json"], args].concat(), input);
        assert_eq!((ran.code, ran.err.as_str()), (code, ""), "{args:?} {input}");
        let error = objects(&ran.out, &schema, input).pop().expect("an object");
        assert_eq!(error["type"], "error");
        assert_eq!(error["exit_code"], code);
        error
    };
    let error = last(&[], &format!("\nsource {inner}\n"), 1);
    assert_eq!(error["file"], inner.as_str());
    assert_eq!((&error["line"], &error["column"]), (&2.into(), &9.into()));
    let error = last(&["--batch", "-e", "step", "-e", "stpe"], "", 1);
    assert_eq!(error["file"], "<-e #2>");
    assert_eq!((&error["line"], &error["column"]), (&1.into(), &1.into()));
    assert_eq!(error["advice"], "did you mean `step`?");
    let error = last(&[], "assert a == 1\n", 3);
    assert_eq!(error["message"], "assertion failed: a == 1");
    let error = last(&["/no/such/file.prg"], "", 1);
    assert!(error.get("line").is_none());
    let error = last(&["--batch", "-e", "step", "--exit-from", "nowhere"], "", 1);
    assert_eq!(error["message"], "`nowhere` is not a known name or number");
}

#[test]
fn headless_runs_tell_objects_only() {
    let schema = Schema::of_program();
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sim65");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trap.prg");
    fs::write(&path, [0x00, 0x06, 0x4C, 0x00, 0x06]).unwrap();
    let path = path.display().to_string();
    let run = |args: &[&str]| jumppad(&[&["run", "--json"], args].concat(), "");

    let silent = run(&[&path]);
    let object = &objects(&silent.out, &schema, "trap")[0];
    assert_eq!((silent.code, silent.err.as_str()), (0, ""));
    assert_eq!(object["stop"]["reason"], "trap");
    let missing = run(&["/no/such/file.prg"]);
    assert_eq!((missing.code, missing.err.as_str()), (1, ""));
    objects(&missing.out, &schema, "missing");
    let failed = run(&[&path, "--exit-from", "nowhere"]);
    assert_eq!((failed.code, failed.err.as_str()), (1, ""));
    assert_eq!(objects(&failed.out, &schema, "failed").len(), 2);

    // A guest that prints has standard output for itself.
    let hello = format!("{data}/hello");
    let prints = run(&["-c", &hello]);
    assert_eq!(prints.code, 0);
    assert!(prints.out.starts_with("Hello"), "{}", prints.out);
    assert!(!prints.out.contains("cycles"), "{}", prints.out);
    assert_eq!(objects(&prints.err, &schema, "hello").len(), 1);
    let limited = run(&["-x", "100", &hello]);
    assert_eq!((limited.code, limited.out.as_str()), (126, ""));
    let object = &objects(&limited.err, &schema, "limited")[0];
    assert_eq!(object["stop"]["text"], "the limit of cycles is reached");
    let unwritten = run(&["--save-memory", "/no/such/folder/m", &hello]);
    assert_eq!(unwritten.code, 1);
    // What is known of the run is told all the same.
    let told = objects(&unwritten.err, &schema, "unwritten");
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0]["stop"]["reason"], "exit");
    assert_eq!(told[1]["type"], "error");
}

#[test]
fn help_and_usage_errors_are_text() {
    for args in [&["--json", "--help"][..], &["run", "--json", "--help"]] {
        let ran = jumppad(args, "");
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(ran.out.contains("Usage: jumppad"), "{}", ran.out);
    }
    for args in [&["--json", "--nonsense"][..], &["run", "--json"]] {
        let ran = jumppad(args, "");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
    }
}
