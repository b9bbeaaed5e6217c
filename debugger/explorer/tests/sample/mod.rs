//! Data as the engine would collect it, made up: the demo program's run, and one that is large in every respect.

use serde_json::{Value, json};

/// A moment of a machine that makes 2,500 cycles in a microsecond, started after 2 ms.
fn moment(cycle: u64) -> Value {
    json!({"cycle": cycle, "seconds": 0.002 + cycle as f64 / 2.5e9})
}

/// What the demo's code is: address, bytes, text, block.
const CODE: &[(u16, &str, &str, u16)] = &[
    (0x600, "A9 00", "LDA #$00", 0x600),
    (0x602, "85 10", "STA $10", 0x600),
    (0x604, "A2 00", "LDX #$00", 0x600),
    (0x606, "A0 00", "LDY #$00", 0x600),
    (0x608, "A9 41", "LDA #$41", 0x608),
    (0x60a, "99 00 02", "STA $0200,Y", 0x608),
    (0x60d, "C8", "INY", 0x608),
    (0x60e, "D0 F8", "BNE loop", 0x608),
    (0x610, "E6 10", "INC $10", 0x610),
    (0x612, "CA", "DEX", 0x610),
    (0x613, "D0 F3", "BNE loop", 0x610),
    (0x615, "C6 11", "DEC $11", 0x615),
    (0x617, "D0 EF", "BNE loop", 0x615),
    (0x619, "20 23 06", "JSR next_letter", 0x619),
    (0x61c, "C9 49", "CMP #$49", 0x61c),
    (0x61e, "D0 E0", "BNE start", 0x61c),
    (0x620, "4C 20 06", "JMP done", 0x620),
    (0x623, "EE 09 06", "INC loop+1", 0x623),
    (0x626, "AD 09 06", "LDA loop+1", 0x626),
    (0x629, "60", "RTS", 0x626),
];

/// Blocks, where each leads and how, and its name.
type Block = (u16, &'static [(u16, &'static str)], Option<&'static str>);
const BLOCKS: &[Block] = &[
    (0x600, &[(0x608, "inside")], Some("start")),
    (0x608, &[(0x608, "loop"), (0x610, "inside")], Some("loop")),
    (0x610, &[(0x608, "loop"), (0x615, "inside")], None),
    (0x615, &[(0x608, "loop"), (0x619, "inside")], None),
    (0x619, &[(0x623, "inside")], None),
    (0x61c, &[(0x600, "leaves"), (0x620, "leaves")], None),
    (0x623, &[(0x626, "inside")], Some("next_letter")),
    (0x626, &[(0x61c, "inside")], None),
];

fn heat(block: u16) -> u64 {
    match block {
        0x608 => 2_000_000,
        0x610 => 7_812,
        _ => 30,
    }
}

/// A region of the blocks given, at each stage; each instruction became `lines` lines of each.
fn detail(blocks: &[u16], lines: usize, by: u16) -> Value {
    let within: Vec<&Block> = BLOCKS.iter().filter(|b| blocks.contains(&b.0)).collect();
    let code: Vec<_> = CODE
        .iter()
        .filter(|line| blocks.contains(&line.3))
        .collect();
    let moved = |addr: u16| addr.wrapping_add(by);
    let stage =
        |first: &[&str], each: &dyn Fn(u16, usize) -> String, last: &[&str]| -> Vec<Value> {
            let shared = |text: &&str| json!({"guest": null, "text": text});
            let mut all: Vec<Value> = first.iter().map(shared).collect();
            for line in &code {
                for n in 0..lines {
                    let guest = if n == lines - 1 && lines > 3 {
                        None
                    } else {
                        Some(moved(line.0))
                    };
                    all.push(json!({"guest": guest, "text": each(moved(line.0), n)}));
                }
            }
            all.extend(last.iter().map(shared));
            all
        };
    let asm = stage(
        &[
            "push rbp",
            "push r15",
            "push r14",
            "mov r14, rdi",
            "movzx eax, byte ptr [rdi + 10]",
        ],
        &|addr, n| {
            format!(
                "{} byte ptr [rdx + {}], {}",
                ["mov", "add", "cmp", "test"][n % 4],
                addr,
                n
            )
        },
        &[
            "mov byte ptr [r14 + 10], al",
            "pop r14",
            "pop r15",
            "pop rbp",
            "ret",
        ],
    );
    let blocks: Vec<Value> = within
        .iter()
        .map(|(start, edges, symbol)| {
            let lines: Vec<Value> = code
                .iter()
                .filter(|line| line.3 == *start)
                .map(|(addr, bytes, text, block)| {
                    json!({
                        "addr": moved(*addr), "bytes": bytes, "text": text, "heat": heat(*block),
                        "source": format!("demo.s:{}", addr - 0x5f0),
                        "source_text": format!("        {}   ; a comment", text.to_lowercase()),
                    })
                })
                .collect();
            let mut edges: Vec<Value> = edges
                .iter()
                .map(|(to, kind)| {
                    let known = blocks.contains(to);
                    json!({"to": moved(*to), "kind": if known { kind } else { "leaves" }})
                })
                .collect();
            if *start == 0x626 {
                edges.push(json!({"to": null, "kind": "leaves"}));
            }
            json!({
                "start": moved(*start), "symbol": symbol, "way_in": *start == 0x608 || *start == 0x600,
                "lines": lines, "edges": edges,
            })
        })
        .collect();
    json!({
        "blocks": blocks,
        "exits": [
            {"pc": moved(0x620), "number": 6, "reason": "it went where no block of the region is", "count": 1},
            {"pc": moved(0x608), "number": 5, "reason": "the budget of cycles was used up", "count": 17},
            {"pc": moved(0x623), "number": 2, "reason": "a store into code", "count": 2},
        ],
        "ir": stage(
            &["define i32 @exec_group_0608(ptr noalias nonnull %0, ptr noalias nonnull %1, i64 %8) {", "entry:",
              "  %deadline = call i64 @group_deadline(i64 %8, i64 61)"],
            &|addr, n| format!("  %result{n} = call i8 @opcode_0xA9_LDA_IMM(ptr %cpu, ptr %bus, i8 {n}, i16 {addr})"),
            &["}"],
        ),
        "opt": stage(
            &["define i32 @exec_group_0608(ptr noalias nonnull %0) {", "entry:"],
            &|addr, n| format!("  %{n} = getelementptr inbounds nuw i8, ptr %2, i64 {addr}"),
            &["  ret i32 %reason", "}"],
        ),
        "asm": asm,
        "base": stage(&["trace_0608:"], &|addr, n| format!("mov r12d, {addr}{n}h"), &[]),
        "homes": [
            {"what": "A", "line": 5, "place": "al"}, {"what": "X", "line": 5, "place": "cl"},
            {"what": "A", "line": 12, "place": "r9b"}, {"what": "Y", "line": 8, "place": "dil"},
            {"what": "X", "line": 14, "place": ""}, {"what": "$10", "line": 6, "place": "bl"},
        ],
        "zero_page": [0x10, 0x11],
        "assumptions": [
            "Pages $00, $01, $02 and $06 are plain memory.",
            "The bytes of its instructions do not change.",
        ],
    })
}

/// The run of the demo program for 220 million cycles.
pub(crate) fn demo() -> Value {
    let all = [0x600, 0x608, 0x610, 0x615, 0x619, 0x61c, 0x623, 0x626];
    let life = |name: &str,
                entry: u16,
                blocks: &[u16],
                times: [u64; 4],
                reason: &str,
                end: Value,
                entries: u64| {
        let [counted, requested, began, live] = times;
        json!({
            "group": name, "tier": "group", "entry": entry, "symbol": if entry == 0x608 { "loop" } else { "start" },
            "ranges": [[entry, 0x61f]], "counted": moment(counted), "baseline": moment(counted + 20),
            "requested": moment(requested), "reason": reason, "compiled": [moment(began), moment(live - 10)],
            "live": moment(live), "end": end, "blocks": blocks.len(), "instructions": 4 * blocks.len(),
            "code_bytes": 480 * blocks.len(), "entries": entries, "side_exits": 1, "detail": detail(blocks, 4, 0),
        })
    };
    let grown = |at: u64, into: &str| {
        json!({"at": moment(at), "how": "grown", "reason": format!("It is part of {into} now, which is larger."), "by": null, "addr": null,
               "by_group": null, "into": into})
    };
    let stored = |at: u64, text: &str, by_group: Option<&str>| {
        json!({"at": moment(at), "how": "invalidated",
               "reason": format!("The instruction at next_letter ($0623) stored into its code and changed loop+1 ($0609) {text}."),
               "by": 0x623, "addr": 0x609, "by_group": by_group, "into": null})
    };
    let hot = "16 samples of baseline code met loop ($0608), which is in a loop.";
    let trace = |name: &str, entry: u16, symbol: &str, live: u64, end: Value| {
        json!({
            "group": name, "tier": "baseline", "entry": entry, "symbol": symbol, "ranges": [[entry, entry + 7]],
            "counted": moment(9), "baseline": moment(live), "requested": moment(live),
            "reason": format!("The block at {symbol} (${entry:04X}) was entered a few times."), "compiled": null,
            "live": moment(live), "end": end, "blocks": 1, "instructions": 4, "code_bytes": 0, "entries": 0,
            "side_exits": 0, "detail": null,
        })
    };
    let lives = json!([
        life(
            "G1",
            0x608,
            &all[1..2],
            [9, 1200, 1300, 2334],
            hot,
            grown(6161, "G2"),
            12
        ),
        life(
            "G2",
            0x608,
            &all[1..3],
            [9, 5000, 5100, 6161],
            "G1 and what it leads to become one.",
            grown(10_253_660, "G3"),
            40
        ),
        life(
            "G3",
            0x608,
            &all[1..4],
            [9, 9_000_000, 9_100_000, 10_253_660],
            "G2 and what it leads to become one.",
            stored(100_959_124, "from $41 to $42", None),
            350
        ),
        life(
            "G4",
            0x600,
            &all,
            [9, 100_959_130, 100_959_140, 100_959_172],
            "its loop was entered twice",
            stored(201_918_263, "from $42 to $43", Some("G4")),
            2
        ),
        life(
            "G5",
            0x608,
            &all[1..],
            [100_959_125, 100_959_200, 100_959_220, 100_959_364],
            hot,
            stored(201_918_263, "from $42 to $43", Some("G4")),
            16
        ),
        life(
            "G6",
            0x600,
            &all,
            [201_918_264, 201_918_270, 201_918_271, 201_918_282],
            hot,
            Value::Null,
            1
        ),
        life(
            "G7",
            0x608,
            &all[1..],
            [201_918_264, 203_326_708, 205_000_000, 206_326_708],
            hot,
            Value::Null,
            3
        ),
        trace(
            "t0608",
            0x608,
            "loop",
            29,
            stored(100_959_124, "from $41 to $42", None)
        ),
        trace("t0623", 0x623, "next_letter", 101_000_000, Value::Null),
        trace(
            "t0608.2",
            0x608,
            "loop",
            100_959_150,
            stored(201_918_263, "from $42 to $43", Some("G4"))
        ),
    ]);
    let mut shares = Vec::new();
    let step = 2_000_000;
    for at in (0..220_000_000_u64).step_by(step as usize) {
        let fresh = at == 0
            || (100_000_000..102_000_000).contains(&at)
            || (200_000_000..206_000_000).contains(&at);
        let (interpreted, baseline) = if fresh {
            (step / 50, step / 3)
        } else {
            (0, 20_000)
        };
        shares.push(json!({
            "from": moment(at), "to": moment(at + step), "interpreted": interpreted, "baseline": baseline,
            "compiled": step - interpreted - baseline, "running": step as f64 / if fresh { 0.9e9 } else { 2.6e9 },
        }));
    }
    json!({
        "program": "demo", "by": "jumppad 0.2.0", "chip": "NMOS 6502", "end": moment(220_000_000), "pc": 0x60d,
        "jit": {
            "mode": "on", "threshold": 50, "code_cache": 67_108_864, "groups_compiled": 7, "groups_live": 2,
            "filters_compiled": 0, "invalidations": 5, "evictions": 0, "side_exits": 2, "entries": 424,
            "linked_entries": 5, "compile_seconds": 0.183_25, "code_bytes": 7200, "compile_failures": 0,
            "baseline": {"translated": 8, "instructions": 41, "live": 6, "dropped": 2, "revived": 0, "flushes": 0,
                         "code_bytes": 2048},
            "llvm": {"path": "/usr/lib/jumppad/libLLVM.so", "loaded": true},
        },
        "lives": lives, "lives_left_out": 0, "traces_left_out": 0,
        "decisions": [
            {"at": moment(33), "addr": 0x608, "kind": "translate", "text": "baseline code was made, for it was entered 3 times"},
            {"at": moment(201_918_263), "addr": 0x608, "kind": "dynamic-operand",
             "text": "its operand is read at run time from now on, for the program patches it"},
        ],
        "shares": shares,
        "map": {
            "runs": [
                {"from": 0, "to": 0x0f, "kind": "unused", "tier": "", "group": null, "why": ""},
                {"from": 0x10, "to": 0x11, "kind": "data", "tier": "", "group": null, "why": ""},
                {"from": 0x12, "to": 0x1ff, "kind": "unused", "tier": "", "group": null, "why": ""},
                {"from": 0x200, "to": 0x2ff, "kind": "data", "tier": "", "group": null, "why": ""},
                {"from": 0x300, "to": 0x5ff, "kind": "unused", "tier": "", "group": null, "why": ""},
                {"from": 0x600, "to": 0x607, "kind": "code", "tier": "group", "group": "G6",
                 "why": "compiled: a way into G6"},
                {"from": 0x608, "to": 0x61f, "kind": "code", "tier": "group", "group": "G7",
                 "why": "compiled: a way into G7; its operand is read at run time, for the program patches it"},
                {"from": 0x620, "to": 0x622, "kind": "code", "tier": "interpreter", "group": null,
                 "why": "interpreted: entered 2 of 3 times"},
                {"from": 0x623, "to": 0x625, "kind": "code", "tier": "baseline", "group": null,
                 "why": "baseline code, sampled once"},
                {"from": 0x626, "to": 0x629, "kind": "code", "tier": "group", "group": "G7",
                 "why": "compiled: inside G7"},
                {"from": 0x62a, "to": 0xcfff, "kind": "unused", "tier": "", "group": null, "why": ""},
                {"from": 0xd000, "to": 0xd0ff, "kind": "device", "tier": "", "group": null, "why": ""},
                {"from": 0xd100, "to": 0xdfff, "kind": "unused", "tier": "", "group": null, "why": ""},
                {"from": 0xe000, "to": 0xffff, "kind": "rom", "tier": "", "group": null, "why": ""},
            ],
            "watched": 100_000,
            "executions": CODE.iter().map(|line| json!([line.0, heat(line.3)])).collect::<Vec<_>>(),
            "writes": (0x200..0x300).map(|addr| json!([addr, 97])).chain([json!([0x10, 390]), json!([0x609, 2])])
                .collect::<Vec<_>>(),
            "covered": [[0x600, 0x61f], [0x623, 0x629]],
        },
        "symbols": [[0x600, "start"], [0x608, "loop"], [0x620, "done"], [0x623, "next_letter"]],
        "stacks": [
            {"frames": ["start"], "count": 120}, {"frames": ["start", "fill"], "count": 9000},
            {"frames": ["start", "fill", "loop"], "count": 12_500}, {"frames": ["start", "next_letter"], "count": 45},
            {"frames": ["interrupt $FFFE", "tick"], "count": 310},
        ],
        "sampled_every": 10_000,
        "coverage": {"lines": [18, 20], "functions": [3, 3], "branches": [7, 8], "instructions": [19, 20]},
    })
}

/// A run of ten billion cycles with 400 regions, 60 of them in detail.
pub(crate) fn big() -> Value {
    let mut data = demo();
    let all = [0x600, 0x608, 0x610, 0x615, 0x619, 0x61c, 0x623, 0x626];
    let end = 10_000_000_000_u64;
    let lives: Vec<Value> = (0..400_u64)
        .map(|n| {
            let by = ((n % 90) * 0x180) as u16;
            let requested = n * (end / 410) + n * n;
            let how = match n % 7 {
                0 => Some("invalidated"),
                1 => Some("evicted"),
                2 => Some("grown"),
                3 => Some("dropped"),
                4 if n % 5 == 0 => Some("failed"),
                _ => None,
            };
            let live = !matches!(how, Some("dropped" | "failed"));
            let end = how.map(|how| {
                json!({
                    "at": moment((requested + 40_000_000 + n * 3_000_000).min(end)), "how": how, "reason": format!("reason {n}"),
                    "by": if how == "invalidated" { Some(0x623 + by) } else { None },
                    "addr": if how == "invalidated" { Some(0x609 + by) } else { None },
                    "by_group": if how == "invalidated" && n > 3 { Some(format!("G{}", n - 2)) } else { None },
                    "into": if how == "grown" { Some(format!("G{}", n + 2)) } else { None },
                })
            });
            json!({
                "group": format!("G{}", n + 1), "tier": "group", "entry": 0x608_u16.wrapping_add(by),
                "symbol": format!("function_{}", n % 90), "ranges": [[0x600 + by, 0x629 + by]],
                "counted": moment(requested / 2), "baseline": moment(requested / 2 + 100),
                "requested": moment(requested), "reason": "16 samples of baseline code met it, which is in a loop.",
                "compiled": [moment(requested + 1000), moment(requested + 20_000_000)],
                "live": if live { moment(requested + 20_000_100) } else { Value::Null },
                "end": end, "blocks": 8, "instructions": 19, "code_bytes": 3800,
                "entries": (n * 7919) % 1000, "side_exits": n,
                "detail": if n < 60 { detail(&all, 150, by) } else { Value::Null },
            })
        })
        .collect();
    data["lives"] = lives.into();
    data["end"] = moment(end);
    data["lives_left_out"] = 1200.into();
    data["shares"] = (0..1000_u64)
        .map(|n| {
            json!({"from": moment(n * 10_000_000), "to": moment((n + 1) * 10_000_000), "interpreted": 5_000_000 / (n + 1),
                   "baseline": 2_000_000 + 1_000_000 * (n % 5), "compiled": 3_000_000, "running": 0.004})
        })
        .collect();
    data["symbols"] = (0..90_u16)
        .map(|n| json!([0x608 + n * 0x180, format!("function_{n}")]))
        .collect();
    data["map"]["executions"] = (0..0x8000_u64)
        .map(|n| json!([n * 2, 1 + n * n % 100_003]))
        .collect();
    data["map"]["writes"] = (0..0x2000_u64)
        .map(|n| json!([n * 3, 1 + n % 1009]))
        .collect();
    data["map"]["runs"] = (0..0x1000_u32)
        .map(|n| {
            let (kind, tier) = [("code", "group"), ("code", "baseline"), ("data", ""), ("code", "interpreter")][n as usize % 4];
            json!({"from": n * 16, "to": n * 16 + 15, "kind": kind, "tier": tier,
                   "group": if tier == "group" { Some(format!("G{}", n % 400 + 1)) } else { None },
                   "why": if kind == "code" { "compiled: inside a group, which is entered elsewhere" } else { "" }})
        })
        .collect();
    data["stacks"] = (0..4000_u64)
        .map(|n| {
            let frames: Vec<String> = (0..1 + n % 12)
                .map(|depth| format!("function_{}", (n >> depth) % 90))
                .collect();
            json!({"frames": frames, "count": 1 + n * 31 % 997})
        })
        .collect();
    data["decisions"] = (0..2000_u64)
        .map(|n| {
            json!({"at": moment(n * 5_000_000), "addr": 0x600 + n * 16, "kind": "dynamic-operand",
                   "text": "its operand is read at run time"})
        })
        .collect();
    data
}
