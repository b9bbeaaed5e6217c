//! The computer around the guest as text.

use std::fmt::Write;

use super::guest::address;
use super::outside;
use jumppad_language::report::{MachineView, RegionKind};

pub(super) fn machine(view: &MachineView) -> String {
    let mut out = match view.name == view.origin {
        true => view.name.clone(),
        false => format!("{} ({})", view.name, view.origin),
    };
    let _ = writeln!(
        out,
        ": a {} at {}, starts at {}",
        view.cpu,
        clock(view.clock),
        address(view.entry)
    );
    for region in &view.memory {
        let place = format!("{}-{}", address(region.start), address(region.end));
        let name = region.name.as_deref().unwrap_or("");
        let what = match region.kind {
            RegionKind::Ram => "RAM".to_owned(),
            RegionKind::Rom => match &region.file {
                Some(file) => format!("ROM {name}: {file}"),
                None => format!("ROM {name}, empty"),
            },
            RegionKind::Mirror if name.is_empty() => "RAM again".to_owned(),
            RegionKind::Mirror => format!("ROM {name} again"),
            RegionKind::Window => format!("window {name}"),
        };
        let _ = writeln!(out, "{place}  {what}");
    }
    if !view.devices.is_empty() {
        out += &outside::devices(&view.devices);
    }
    if let Some(console) = &view.console {
        let _ = writeln!(out, "keys and prints: {console}");
    }
    out
}

/// Cycles in a second, in the unit that suits them.
fn clock(hertz: u64) -> String {
    let unit = |size: u64, name: &str| {
        let (whole, part) = (hertz / size, hertz % size);
        let digits = format!("{part:0width$}", width = size.ilog10() as usize);
        let digits = digits.trim_end_matches('0');
        match digits.is_empty() {
            true => format!("{whole} {name}"),
            false => format!("{whole}.{digits} {name}"),
        }
    };
    match hertz {
        1_000_000.. => unit(1_000_000, "MHz"),
        1_000.. => unit(1_000, "kHz"),
        _ => format!("{hertz} Hz"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_has_its_unit() {
        assert_eq!(clock(1_000_000), "1 MHz");
        assert_eq!(clock(1_843_200), "1.8432 MHz");
        assert_eq!(clock(1_022_727), "1.022727 MHz");
        assert_eq!(clock(32_768), "32.768 kHz");
        assert_eq!(clock(50), "50 Hz");
    }
}
