//! Random messages of the Debug Adapter Protocol.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{cases, dap_messages};

/// The requests, each with words for its arguments.
const COMMANDS: &[&str] = &[
    "initialize",
    "launch",
    "attach",
    "configurationDone",
    "setBreakpoints",
    "setFunctionBreakpoints",
    "setInstructionBreakpoints",
    "dataBreakpointInfo",
    "setDataBreakpoints",
    "setExceptionBreakpoints",
    "breakpointLocations",
    "threads",
    "stackTrace",
    "scopes",
    "variables",
    "setVariable",
    "setExpression",
    "evaluate",
    "completions",
    "continue",
    "next",
    "stepIn",
    "stepOut",
    "stepBack",
    "reverseContinue",
    "pause",
    "gotoTargets",
    "goto",
    "restart",
    "cancel",
    "disassemble",
    "readMemory",
    "writeMemory",
    "source",
    "loadedSources",
    "exceptionInfo",
    "terminate",
    "disconnect",
    "nonsense",
];

const KEYS: &[&str] = &[
    "line",
    "frameId",
    "variablesReference",
    "name",
    "value",
    "expression",
    "context",
    "text",
    "column",
    "format",
    "memoryReference",
    "offset",
    "count",
    "instructionOffset",
    "instructionCount",
    "instructionReference",
    "data",
    "dataId",
    "accessType",
    "condition",
    "hitCondition",
    "logMessage",
    "filters",
    "filterId",
    "filterOptions",
    "breakpoints",
    "source",
    "path",
    "startFrame",
    "levels",
    "start",
    "targetId",
    "granularity",
    "asAddress",
    "bytes",
    "linesStartAt1",
    "columnsStartAt1",
];

fn value() -> impl Strategy<Value = Value> {
    let words = vec![
        "0x0600",
        "0x0610",
        "0xFFFF",
        "a",
        "pc",
        "$x",
        "repl",
        "watch",
        "instruction",
        "write",
        "brk",
        "first-exec",
        "AQI=",
        "A",
        "N",
        "{",
        "say {a} of {[$609]}",
        "5",
        "%2",
        "> 1",
        "info b",
        "break 618",
        "si",
        "é",
        "",
    ];
    let leaf = prop_oneof![
        4 => prop::sample::select(words).prop_map(Value::from),
        2 => (-3..300_i64).prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            object(inner),
        ]
    })
}

fn object(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let entry = (prop::sample::select(KEYS), value);
    prop::collection::vec(entry, 0..5).prop_map(|entries| {
        entries
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect::<serde_json::Map<_, _>>()
            .into()
    })
}

fn message() -> impl Strategy<Value = Vec<u8>> {
    let parts = (prop::sample::select(COMMANDS), object(value()));
    let message = parts.prop_map(|(command, arguments)| {
        let message =
            json!({ "seq": 1, "type": "request", "command": command, "arguments": arguments });
        let text = message.to_string();
        format!("Content-Length: {}\r\n\r\n{text}", text.len()).into_bytes()
    });
    prop_oneof![40 => message, 1 => prop::collection::vec(any::<u8>(), 0..40)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(200)))]

    #[test]
    fn any_messages(messages in prop::collection::vec(message(), 0..30)) {
        dap_messages(&messages.concat());
    }

    #[test]
    fn any_bytes_as_messages(bytes in prop::collection::vec(any::<u8>(), 0..200), is_headed in any::<bool>()) {
        let header = format!("Content-Length: {}\r\n\r\n", bytes.len());
        let header = if is_headed { header.as_bytes() } else { b"" };
        dap_messages(&[header, &bytes].concat());
    }
}
