//! Going back in time as a program sees it: the fields of the JSON lines.

mod cli;

use serde_json::Value;

/// The results of commands as JSON.
fn results(commands: &[&str]) -> Vec<Value> {
    let mut args = vec!["--batch", "--json", "--tier", "auto"];
    for command in commands {
        args.extend(["-e", command]);
    }
    let ran = cli::jumppad(&args, "");
    let lines = ran.out.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect()
}

#[test]
fn programs_see_how_far_it_went_and_why() {
    let results = results(&[
        "step 3",
        "rstep 2",
        "rcontinue",
        "info history",
        "set history off",
        "rstep",
    ]);
    let [_, step, start, history, _, off] = results.as_slice() else {
        panic!("{results:?}");
    };
    assert_eq!(
        (&step["type"], &step["reason"]),
        (&"stop".into(), &"step".into())
    );
    assert_eq!(
        (&step["elapsed"], &step["cycles"]),
        (&(-5).into(), &2.into())
    );
    assert_eq!(start["reason"], "history-start");
    assert_eq!(start["text"], "the machine was switched on here");
    assert_eq!(
        (&start["elapsed"], &start["cycles"]),
        (&(-2).into(), &0.into())
    );
    assert_eq!(
        (&history["type"], &history["from"]),
        (&"history".into(), &0.into())
    );
    assert_eq!((&history["now"], &history["until"]), (&0.into(), &7.into()));
    assert_eq!(history["checkpoints"], 1);
    assert_eq!(
        (&off["type"], &off["message"]),
        (&"error".into(), &"history is off".into())
    );
}
