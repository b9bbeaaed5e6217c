//! The registers as XML, for each client so that it understands them.
//!
//! LLVM-MOS's lldb, which knows the machine by its triple, and other clients are told what MAME tells. An lldb without
//! that triple goes by the architecture named here: ARC is one that has the right order of bytes, no disassembler that
//! would show nonsense, and no demands on registers. gdb takes no description of an architecture that it does not know,
//! and then has no PC; told of an 8086 it lives with the 6502's registers, PC and SP being the 8086's own.

use std::fmt::Write;

use super::arch::{Register, Spare, Width};

/// Whom a description is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Client {
    /// One that knows the 6502, or nothing at all.
    #[default]
    Plain,
    Lldb,
    Gdb,
}

/// The flags from bit 0 on; bit 5 has no name.
const FLAGS: &[(&str, u32)] = &[
    ("C", 0),
    ("Z", 1),
    ("I", 2),
    ("D", 3),
    ("B", 4),
    ("V", 6),
    ("N", 7),
];

impl Client {
    /// The one that introduces itself by the packet `supported`.
    pub(super) fn of(supported: &[u8]) -> Self {
        let text = String::from_utf8_lossy(supported);
        let mut features = text.split([':', ';']);
        let is_lldb = |feature: &str| {
            let list = feature.strip_prefix("xmlRegisters=");
            list.is_some_and(|list| list.split(',').any(|architecture| architecture == "arc"))
        };
        features
            .find_map(|feature| match feature {
                "qRelocInsn+" => Some(Self::Gdb),
                feature if is_lldb(feature) => Some(Self::Lldb),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// How wide the registers are for it that hold addresses.
    pub(super) fn width(self) -> Width {
        match self {
            Self::Plain | Self::Lldb => Width::Two,
            Self::Gdb => Width::Four,
        }
    }

    /// The registers, described for it.
    pub(super) fn description(self) -> String {
        let (architecture, system) = match self {
            Self::Plain => ("m6502", ""),
            Self::Lldb => ("arc", ""),
            Self::Gdb => ("i8086", "<osabi>none</osabi>\n"),
        };
        let mut text = format!(
            "<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n<target version=\"1.0\">\n\
             <architecture>{architecture}</architecture>\n{system}"
        );
        if self == Self::Gdb {
            text += "<feature name=\"org.gnu.gdb.i386.core\">\n";
            self.register(&mut text, "esp", Register::Sp);
            self.register(&mut text, "eip", Register::Pc);
            for spare in Spare::all() {
                self.register(&mut text, &spare.name(), Register::Spare(spare));
            }
            text += "</feature>\n";
        }
        text += "<feature name=\"mame.m6502\">\n<flags id=\"p_flags\" size=\"1\">\n";
        for (name, bit) in FLAGS {
            let _ = writeln!(
                text,
                "<field name=\"{name}\" start=\"{bit}\" end=\"{bit}\"/>"
            );
        }
        text += "</flags>\n";
        for register in Register::OWN {
            if self != Self::Gdb || !matches!(register, Register::Sp | Register::Pc) {
                self.register(&mut text, register.name(), register);
            }
        }
        text + "</feature>\n</target>\n"
    }

    fn register(self, text: &mut String, name: &str, register: Register) {
        let (bits, kind) = (register.bytes(self.width()) * 8, register.kind());
        // lldb wants to be told what gdb sees by the type.
        let generic = match register.generic() {
            Some((generic, _)) => format!(" generic=\"{generic}\""),
            None => String::new(),
        };
        let number = register.number();
        let _ = writeln!(
            text,
            "<reg name=\"{name}\" bitsize=\"{bits}\" regnum=\"{number}\" type=\"{kind}\" encoding=\"uint\" format=\"hex\" \
             group=\"general\"{generic}/>"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_are_known_by_their_features() {
        let rows: [(&str, Client); 4] = [
            (
                "qSupported:xmlRegisters=i386,arm,mips,arc;multiprocess+",
                Client::Lldb,
            ),
            (
                "qSupported:multiprocess+;qRelocInsn+;xmlRegisters=i386",
                Client::Gdb,
            ),
            ("qSupported:multiprocess+", Client::Plain),
            ("qSupported", Client::Plain),
        ];
        for (packet, client) in rows {
            assert_eq!(Client::of(packet.as_bytes()), client, "{packet}");
        }
    }
}
