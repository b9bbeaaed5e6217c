//! What is shown of the chip and of page 0, and what the tiers made of the code.

use jumppad_tiers::opcodes::Cpu;
use serde_json::{Value, json};

use super::scopes::in_frame;
use super::state::reference;
use super::wire::Failure;
use jumppad_engine::program::disassemble::tier;
use jumppad_engine::program::symbols::typed;
use jumppad_language::session::Session;

/// The flags from bit 7, but for the one that is always set and the one that only a pushed byte has.
const FLAGS: [(&str, u8, &str); 6] = [
    ("N", 0x80, "negative"),
    ("V", 0x40, "overflow"),
    ("D", 0x08, "decimal"),
    ("I", 0x04, "interrupt disable"),
    ("Z", 0x02, "zero"),
    ("C", 0x01, "carry"),
];

const REGISTERS: [&str; 6] = ["A", "X", "Y", "SP", "P", "PC"];

pub(super) fn registers(session: &Session<'_>) -> Vec<Value> {
    let cpu = session.debugger.machine.cpu();
    let list = REGISTERS.iter().map(|name| {
        let (value, digits) = register(cpu, name);
        let mut told = json!({
            "name": name,
            "value": match *name {
                "P" => format!("${value:02X} {}", letters(cpu)),
                "PC" => format!("${value:04X}"),
                _ => format!("${value:0digits$X} ({value})"),
            },
            "evaluateName": format!("${}", name.to_lowercase()),
            "variablesReference": 0,
        });
        if *name == "PC" {
            told["memoryReference"] = reference(value).into();
        }
        told
    });
    let cycles = json!({
        "name": "cycles", "value": cpu.cycles.to_string(), "variablesReference": 0,
        "presentationHint": { "attributes": ["readOnly"] },
    });
    list.chain([cycles]).collect()
}

/// A register's value, and its hexadecimal digits.
fn register(cpu: &Cpu, name: &str) -> (u16, usize) {
    match name {
        "A" => (cpu.a.into(), 2),
        "X" => (cpu.x.into(), 2),
        "Y" => (cpu.y.into(), 2),
        "SP" => (cpu.sp.into(), 2),
        "P" => (cpu.p().into(), 2),
        _ => (cpu.pc, 4),
    }
}

/// The flags as a word, those that are set in capitals.
fn letters(cpu: &Cpu) -> String {
    let letter = |(name, bit, _): &(&str, u8, &str)| match cpu.p() & bit {
        0 => name.to_lowercase(),
        _ => (*name).to_owned(),
    };
    FLAGS.iter().map(letter).collect()
}

pub(super) fn flags(session: &Session<'_>) -> Vec<Value> {
    let p = session.debugger.machine.cpu().p();
    let list = FLAGS.iter().map(|(name, bit, meaning)| {
        json!({
            "name": name, "value": u8::from(p & bit != 0).to_string(), "type": meaning,
            "variablesReference": 0,
        })
    });
    list.collect()
}

/// Page 0, where the names are: each byte that has one, then the rest in rows.
pub(super) fn page_zero(session: &mut Session<'_>) -> Vec<Value> {
    let debugger = &*session.debugger;
    let byte = |address: u16| debugger.machine.peek(address);
    let named = (0..=0xFF_u16).filter_map(|address| {
        let name = debugger.shown()?.at(address).next()?.to_owned();
        let wide = debugger.symbols.size(&name) == Some(2) && address < 0xFF;
        let value = match wide {
            true => format!("${:02X}{:02X}", byte(address + 1), byte(address)),
            false => format!("${:02X} ({})", byte(address), byte(address)),
        };
        Some(json!({
            "name": format!("${address:02X} {name}"),
            "value": value,
            "evaluateName": match wide {
                true => format!("w[{}]", typed(&name)),
                false => format!("[{}]", typed(&name)),
            },
            "memoryReference": reference(address),
            "variablesReference": 0,
        }))
    });
    let rows = (0..16_u16).map(|row| {
        let start = row * 16;
        let bytes: Vec<String> = (start..start + 16)
            .map(|at| format!("{:02X}", byte(at)))
            .collect();
        json!({
            "name": format!("${start:02X}..${:02X}", start + 15),
            "value": bytes.join(" "),
            "memoryReference": reference(start),
            "variablesReference": 0,
            "presentationHint": { "attributes": ["readOnly"] },
        })
    });
    named.chain(rows).collect()
}

/// What the tiers made of the code that frame `frame` is at.
pub(super) fn jit(session: &mut Session<'_>, frame: usize) -> Vec<Value> {
    let address = in_frame(session, frame, |session| session.debugger.looked_at());
    let machine = &session.debugger.machine;
    let stats = machine.jit_stats();
    let baseline = machine.baseline_stats();
    let rows = [
        (
            "tier",
            tier(machine, address).unwrap_or_else(|| "the JIT is off".to_owned()),
        ),
        ("why", machine.why(address).to_string()),
        ("groups", machine.groups().len().to_string()),
        ("groups compiled", stats.groups_compiled.to_string()),
        ("invalidations", stats.invalidations.to_string()),
        (
            "traces",
            match baseline {
                Ok(stats) => stats.live.to_string(),
                Err(missing) => missing.to_string(),
            },
        ),
    ];
    let rows = rows.into_iter().map(|(name, value)| {
        json!({
            "name": name, "value": value, "variablesReference": 0,
            "presentationHint": { "attributes": ["readOnly"] },
        })
    });
    rows.collect()
}

/// Sets the flag called `name`, or clears it.
pub(super) fn set_flag(session: &mut Session<'_>, name: &str, value: i64) -> Result<(), Failure> {
    let flag = FLAGS.iter().find(|(own, ..)| *own == name);
    let (_, bit, _) = flag.ok_or_else(|| Failure::new("there is no such flag"))?;
    let cpu = session.debugger.machine.cpu_mut();
    let others = cpu.p() & !bit;
    cpu.set_p(if value == 0 { others } else { others | bit });
    Ok(())
}
