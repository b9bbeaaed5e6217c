//! What is done with a packet before gdbstub sees it, where it would take it amiss.
//!
//! gdbstub acknowledges nothing here, since whether to do so is known where packets are read. It ends a conversation for
//! a packet that names all threads, of which there is one; it does not know old ways to resume, it answers a restart, and
//! it does not know how lldb asks for the memory map: without an end of memory, lldb's expressions find no room.

use super::outgoing::Acks;

/// What becomes of a packet.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Treatment {
    /// gdbstub answers it, as it is or in other words.
    Pass(Vec<u8>),
    /// gdbstub answers it, once PC is there.
    From(u16, Vec<u8>),
    /// It is answered `OK`, and from then on packets are acknowledged so.
    Acknowledge(Acks),
    /// The program starts again, which is not answered.
    Restart,
    /// lldb asks what memory is around an address.
    Region(u64),
    /// It asks for what there is not.
    Refuse,
}

/// What is done with the packet `body`.
pub(super) fn treatment(body: Vec<u8>) -> Treatment {
    match body.as_slice() {
        b"QStartNoAckMode" => Treatment::Acknowledge(Acks::Omitted),
        [b'H', operation, rest @ ..] if names_all(rest) => {
            Treatment::Pass(vec![b'H', *operation, b'0'])
        }
        [b'm', rest @ ..] => match within_memory(rest) {
            Some(packet) => Treatment::Pass(packet),
            None => Treatment::Refuse,
        },
        [b'M', rest @ ..] if !is_whole(rest, |data| data.len().div_ceil(2)) => Treatment::Refuse,
        [b'X', rest @ ..] if !is_whole(rest, unescaped) => Treatment::Refuse,
        [way @ (b'c' | b's'), rest @ ..] => resume(*way, rest),
        [b'R', _, _] => Treatment::Restart,
        // With a signal, of which there are none.
        [b'C', rest @ ..] => resume(b'c', behind_signal(rest)),
        [b'S', rest @ ..] => resume(b's', behind_signal(rest)),
        _ => match body.strip_prefix(b"qMemoryRegionInfo:") {
            Some(address) => region(address),
            None => Treatment::Pass(body),
        },
    }
}

fn region(address: &[u8]) -> Treatment {
    let address = std::str::from_utf8(address).ok();
    let address = address.and_then(|text| u64::from_str_radix(text, 16).ok());
    address.map_or(Treatment::Refuse, Treatment::Region)
}

/// Whether a thread is named by what means all of them.
fn names_all(thread: &[u8]) -> bool {
    matches!(thread, b"-1") || thread.starts_with(b"p-1") || thread.ends_with(b".-1")
}

/// Reading memory, up to its end; none where that is nothing.
fn within_memory(rest: &[u8]) -> Option<Vec<u8>> {
    let (start, length) = std::str::from_utf8(rest).ok()?.split_once(',')?;
    let start = u16::from_str_radix(start, 16).ok()?;
    let length = u64::from_str_radix(length, 16).ok()?;
    let length = length.min((start..=u16::MAX).len() as u64);
    Some(format!("m{start:x},{length:x}").into_bytes())
}

/// Whether a packet that writes memory brings as many bytes as it says.
fn is_whole(rest: &[u8], count: impl Fn(&[u8]) -> usize) -> bool {
    let mut parts = rest.splitn(2, |byte| *byte == b':');
    let (Some(place), Some(data)) = (parts.next(), parts.next()) else {
        return false;
    };
    let place = std::str::from_utf8(place).ok();
    let length = place.and_then(|place| Some(place.split_once(',')?.1));
    length.and_then(|length| usize::from_str_radix(length, 16).ok()) == Some(count(data))
}

/// How many bytes these are once nothing is escaped.
fn unescaped(data: &[u8]) -> usize {
    let mut bytes = data.iter();
    let mut count = 0;
    while let Some(byte) = bytes.next() {
        count += 1;
        if *byte == b'}' {
            bytes.next();
        }
    }
    count
}

fn behind_signal(rest: &[u8]) -> &[u8] {
    let at = rest.iter().position(|byte| *byte == b';');
    at.map_or(&[], |at| &rest[at + 1..])
}

/// An old way to resume, perhaps from another address.
fn resume(way: u8, address: &[u8]) -> Treatment {
    if address.is_empty() {
        return Treatment::Pass(vec![way]);
    }
    let address = std::str::from_utf8(address).ok();
    match address.and_then(|text| u16::from_str_radix(text, 16).ok()) {
        Some(address) => Treatment::From(address, vec![way]),
        None => Treatment::Refuse,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn treated(body: &str) -> Treatment {
        treatment(body.as_bytes().to_vec())
    }

    fn passed(body: &str) -> Treatment {
        Treatment::Pass(body.as_bytes().to_vec())
    }

    #[test]
    fn memory_is_read_up_to_its_end_and_written_as_is_said() {
        let rows = [
            ("mfff0,ffffffffffffffff", passed("mfff0,10")),
            ("m0,10000", passed("m0,10000")),
            ("m600,0", passed("m600,0")),
            ("m10000,1", Treatment::Refuse),
            ("m600", Treatment::Refuse),
            ("mx,1", Treatment::Refuse),
            ("m", Treatment::Refuse),
            ("M600,2:a9", Treatment::Refuse),
            ("M600,2", Treatment::Refuse),
            ("M600,2:a980", passed("M600,2:a980")),
            ("X600,2:}\u{3}:", passed("X600,2:}\u{3}:")),
            ("X600,0:", passed("X600,0:")),
            ("X600,1:ab", Treatment::Refuse),
        ];
        for (body, expected) in rows {
            assert_eq!(treated(body), expected, "{body}");
        }
    }

    #[test]
    fn old_ways_and_all_threads_are_put_into_words_that_are_known() {
        let rows = [
            ("Hg-1", passed("Hg0")),
            ("Hcp-1.-1", passed("Hc0")),
            ("Hgp1.1", passed("Hgp1.1")),
            ("c", passed("c")),
            ("C05", passed("c")),
            ("S05;610", Treatment::From(0x610, b"s".to_vec())),
            ("c12345", Treatment::Refuse),
            ("vCont;c", passed("vCont;c")),
            ("qMemoryRegionInfo:1fffe", Treatment::Region(0x1FFFE)),
            ("qMemoryRegionInfo:", Treatment::Refuse),
        ];
        for (body, expected) in rows {
            assert_eq!(treated(body), expected, "{body}");
        }
    }
}
