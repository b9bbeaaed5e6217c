//! Queries: `naive` compares them with closures; here is what they count and group, and what is refused.

mod naive;

use crate::session::Session;
use std::sync::atomic::Ordering;

use jumppad_tiers::{Config, JitMode};

use super::*;
use crate::report::{KeyView, Report, TraceRow};
use crate::testing::Silent;
use jumppad_engine::answer::{FoundRows, FoundView, FoundWhat};
use jumppad_engine::expression::fields::Fields;
use jumppad_engine::program::demo;

/// A session on the demo, with 20,000 instructions in its trace.
fn session() -> Session<'static> {
    session_on(JitMode::Off)
}

fn session_on(jit: JitMode) -> Session<'static> {
    let config = Config {
        jit,
        ..Config::default()
    };
    let mut session = Session::new(config, None, demo::program(), Box::new(Silent));
    for line in [
        "label Loop 608",
        "label counter 10",
        "label addr 1234",
        "set trace-size 20000",
        "trace record 30000",
    ] {
        session.execute(line).expect(line);
    }
    session
}

fn found(session: &mut Session<'_>, line: &str) -> FoundView {
    match session.execute(line) {
        Ok(Report::Found(view)) => view,
        other => panic!("{line}: {other:?}"),
    }
}

fn rows(session: &mut Session<'_>, line: &str) -> Vec<TraceRow> {
    match found(session, line).what {
        FoundWhat::Rows {
            rows: FoundRows::Trace(rows),
            ..
        } => rows,
        other => panic!("{line}: {other:?}"),
    }
}

fn groups(session: &mut Session<'_>, line: &str) -> Vec<(String, u64)> {
    let FoundWhat::Groups { groups, .. } = found(session, line).what else {
        panic!("{line} has no groups");
    };
    let key = |key: Option<KeyView>| match key {
        Some(KeyView::Text(text)) => text,
        Some(KeyView::Number(number)) => number.to_string(),
        None => "nothing".to_owned(),
    };
    let pair = |group: crate::report::GroupedView| (key(group.key), group.count);
    groups.into_iter().map(pair).collect()
}

fn error(session: &mut Session<'_>, line: &str) -> (usize, String, String) {
    match session.execute(line) {
        Err(error) => (
            error.offset().unwrap_or(usize::MAX),
            error.to_string(),
            error.advice().unwrap_or_default(),
        ),
        Ok(report) => panic!("{line}: {report:?}"),
    }
}

#[test]
fn groups_are_sums_and_the_largest_come_first() {
    let mut session = session();
    for field in [
        "pc", "symbol", "mnemonic", "operand", "addr", "a", "iswrite", "old",
    ] {
        let line = format!("find trace group by {field} limit 100000");
        let groups = groups(&mut session, &line);
        let sum: u64 = groups.iter().map(|(_, count)| count).sum();
        assert_eq!(sum, 20_000, "{line}");
        assert!(groups.is_sorted_by(|a, b| a.1 >= b.1), "{line}");
        let mut keys: Vec<&String> = groups.iter().map(|(key, _)| key).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), groups.len(), "{line}");
    }
    let stores = session
        .debugger
        .trace
        .iter()
        .filter(|r| r.instruction()[0] == 0x99);
    let stores = stores.count() as u64;
    let by_name = groups(&mut session, "find trace group by mnemonic");
    assert!(by_name.contains(&("STA".to_owned(), stores)));
    let written = groups(
        &mut session,
        "find trace where iswrite group by addr first 3",
    );
    assert_eq!(written.len(), 3);
}

#[test]
fn symbols_blocks_and_memory_are_searched() {
    let mut session = session();
    session.execute("label buffer 300..3ff").unwrap();
    let mut count = |line| found(&mut session, line).count;
    assert_eq!(count("find symbols"), 4);
    assert_eq!(count("find symbols where name == \"Loop\""), 1);
    assert_eq!(count("find symbols where name == \"loop\""), 0);
    assert_eq!(count("find symbols where name == \"loop\" nocase"), 1);
    assert_eq!(
        count("find symbols where name ends_with \"OOP\" nocase || name == \"Loop\" nocase"),
        1
    );
    assert_eq!(
        count("find symbols where size == 256 && addr == .buffer"),
        1
    );
    assert_eq!(
        count("find symbols where kind == \"ADDRESS\" && file == \"\""),
        4
    );
    assert_eq!(
        count("find symbols where [addr] == [$10] && addr == counter"),
        1
    );
    assert_eq!(count("find blocks where tier == \"compiled\""), 0);
    assert_eq!(
        count("find memory 608..609 where value == $A9 || addr == $609"),
        2
    );
    assert_eq!(count("find memory 0 ffff where 1 count"), 0x1_0000);
    assert_eq!(count("find memory 620,+3 where value == [addr - 3]"), 0);
    let by_size = groups(&mut session, "find symbols group by size");
    assert_eq!(by_size, [("0".to_owned(), 3), ("256".to_owned(), 1)]);
}

#[test]
fn what_cannot_be_asked_is_told_at_its_place() {
    let mut session = session();
    for (line, at, message, advice) in [
        (
            "find trace where adr == 5",
            17,
            "`adr` is no field and no symbol",
            "did you mean `addr`?",
        ),
        (
            "find trace where nmenonic == \"LDA\"",
            17,
            "an instruction of the trace has no field `nmenonic`",
            "did you mean `mnemonic`?",
        ),
        (
            "find trace where zzzzzz > 5",
            17,
            "`zzzzzz` is no field and no symbol",
            "its fields are pc, opcode",
        ),
        (
            "find trace where name == \"x\"",
            17,
            "an instruction of the trace has no field `name`",
            "its fields are pc",
        ),
        (
            "find trace where counte == 1",
            17,
            "`counte` is no field and no symbol",
            "did you mean `counter`?",
        ),
        (
            "find trace where [$10] == 5",
            17,
            "what was in memory then is not recorded",
            "addr, value and old",
        ),
        (
            "find trace where a == 1 &&",
            26,
            "a value is missing here",
            "usage: find trace",
        ),
        (
            "find trace where a = 1",
            19,
            "`=` does not compare",
            "compare with `==`",
        ),
        (
            "find trace where a == \"LDA\"",
            22,
            "\"LDA\" is a string, where a number is wanted",
            "strings are compared",
        ),
        (
            "find trace where mnemonic == 5",
            29,
            "a string is missing here",
            "names of strings are mnemonic, operand, symbol",
        ),
        ("find trace where 1 / (x - x)", 17, "division by zero", ""),
        (
            "find trace addr == 5",
            11,
            "`addr` is not understood here",
            "a condition follows `where`",
        ),
        ("find trace count count", 17, "this was said already", ""),
        (
            "find trace group by zork",
            20,
            "an instruction of the trace has no field `zork`",
            "its fields are pc",
        ),
        (
            "find trace group",
            16,
            "`by` is missing here",
            "its fields are",
        ),
        (
            "find trace limit 100001",
            11,
            "100001 are more than 100000, the most that are shown",
            "`count` and `group by`",
        ),
        ("find trace limit", 16, "a number is missing", ""),
        (
            "find symbols where a == 1",
            19,
            "a symbol has no field `a`",
            "its fields are name, addr",
        ),
        (
            "find symbols where .c",
            19,
            "a symbol has no field `p`",
            "its fields are name",
        ),
        (
            "find symbols where value == 1",
            19,
            "a symbol has no field `value`",
            "its fields are name",
        ),
        (
            "find symbols where nam starts_with \"x\"its fields are",
            19,
            "a symbol has no field `nam`",
            "did you mean `name`?",
        ),
        (
            "find memory 600 6ff",
            19,
            "`where` is missing here",
            "`hunt RANGE BYTE...`",
        ),
        (
            "find memory 600 where name == \"x\"",
            22,
            "a byte of memory has no field `name`",
            "its fields are addr, value",
        ),
        (
            "find 600 6ff a9",
            5,
            "unknown `find` command `600`",
            "`hunt RANGE BYTE...`",
        ),
    ] {
        let (offset, text, advised) = error(&mut session, line);
        assert_eq!((offset, text.as_str()), (at, message), "{line}");
        assert!(advised.contains(advice), "{line}: {advised}");
    }
    let many = vec!["mnemonic == \"X\""; 40].join(" || ");
    let (_, text, _) = error(&mut session, &format!("find trace where {many}"));
    assert_eq!(text, "more than 32 strings are compared");
}

#[test]
fn a_search_can_be_interrupted() {
    let mut session = session();
    session.debugger.interrupt.store(true, Ordering::SeqCst);
    let (_, text, _) = error(&mut session, "find trace where a == 1");
    assert_eq!(text, "interrupted");
    assert!(!session.debugger.take_interrupt(), "it is answered");
}

#[test]
fn fields_are_those_of_the_records() {
    let check = |fields: &'static Fields, has: &dyn Fn(&str) -> bool| {
        for field in fields.list {
            assert!(!field.help.is_empty());
            assert!(has(field.name()), "{}: {}", fields.of, field.name());
        }
    };
    check(&TRACE, &|name| {
        let text = ["mnemonic", "operand", "symbol", "iswrite"].contains(&name);
        text || jumppad_tiers::trace::TRACE.int(name).is_some()
    });
    let mut session = session();
    for (kind, fields) in [
        ("symbols", &SYMBOLS),
        ("blocks", &BLOCKS),
        ("memory 0", &MEMORY),
    ] {
        for field in fields.list {
            let test = if field.is_text() { "!= \"x\"" } else { "< 0" };
            let line = format!(
                "find {kind} where {} {test} group by {}",
                field.name(),
                field.name()
            );
            found(&mut session, &line);
        }
    }
}
