//! What is on the port pins of a machine's chips.

use jumppad_chips::{Geometry, LcdLine, LcdLines};

use super::check::Taken;
use super::description::{LcdPins, Part};
use super::fault::Fault;
use super::scalar::At;
use crate::host::devices::parts::{NAMES, Part as Wanted, PartKind, data, pin, written};
use crate::host::devices::{Order, Pins, is_name};
use crate::names::closest;

/// Wires `part` to its chip, which is one of `devices`.
///
/// # Errors
/// There is no such chip, or the part cannot be wired so.
pub(super) fn attach(part: &Part, devices: &mut [Order], taken: &mut Taken) -> Result<(), Fault> {
    let name = part.name.value.as_str();
    if !is_name(name) {
        let text = format!("`{name}` is no name for a part");
        let advice = "a name begins with a letter and goes on with letters, digits and _";
        return Err(Fault::new(&part.name.span, text).advise(advice));
    }
    taken.name(name, "a part", &part.name.span)?;
    let kind = kind(part)?;
    let called = |order: &Order| -> String {
        let own = order.name.as_deref();
        own.unwrap_or(order.kind.called).to_owned()
    };
    let names: Vec<String> = devices.iter().map(called).collect();
    let at = names
        .iter()
        .position(|own| own.eq_ignore_ascii_case(&part.on));
    let Some(at) = at else {
        let text = format!("there is no device `{}`", part.on.value);
        let meant = closest(&part.on, names.iter().map(String::as_str));
        return Err(Fault::new(&part.on.span, text).advise(match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there are {}", names.join(", ")),
        }));
    };
    let order = &mut devices[at];
    if order.kind.pins == Pins::None {
        let text = format!("a {} has no port pins", order.kind.name);
        let advice = "a 6522, 6821, 6530, 6532 or 6526 has";
        return Err(Fault::new(&part.on.span, text).advise(advice));
    }
    order.parts.push(Wanted {
        name: name.to_owned(),
        kind,
    });
    Ok(())
}

fn kind(part: &Part) -> Result<PartKind, Fault> {
    let word = part.kind.value.as_str();
    let [(lcd, _), (apple1, _)] = NAMES;
    if word.eq_ignore_ascii_case(lcd) {
        let Some(pins) = &part.pins else {
            let text = format!("where do the pins of {} lead?", part.name.value);
            let advice = "pins = { e = \"PA7\", rw = \"PA6\", rs = \"PA5\", data = \"PB\" }";
            return Err(Fault::new(&part.kind.span, text).advise(advice));
        };
        return Ok(PartKind::Lcd {
            geometry: geometry(part.glass.as_ref())?,
            lines: lines(pins)?,
        });
    }
    if word.eq_ignore_ascii_case(apple1) {
        return Ok(PartKind::Apple1);
    }
    let text = format!("there is no part of the kind `{word}`");
    Err(
        Fault::new(&part.kind.span, text).advise(match closest(word, [lcd, apple1].into_iter()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there are {lcd} and {apple1}"),
        }),
    )
}

/// Columns and rows: `20x4`.
fn geometry(glass: Option<&At<String>>) -> Result<Geometry, Fault> {
    let Some(glass) = glass else {
        return Ok(Geometry::C16X2);
    };
    let parsed = || {
        let (columns, rows) = glass.split_once('x')?;
        let (columns, rows) = (columns.trim().parse().ok()?, rows.trim().parse().ok()?);
        let fits = (1..=40).contains(&columns) && (1..=4).contains(&rows);
        fits.then(|| Geometry::new(columns, rows))
    };
    parsed().ok_or_else(|| {
        let text = format!("`{}` is no size of a display", glass.value);
        Fault::new(&glass.span, text).advise("columns and rows, up to 40x4: \"16x2\"")
    })
}

fn lines(pins: &LcdPins) -> Result<LcdLines, Fault> {
    let one = |value: &At<String>| -> Result<LcdLine, Fault> {
        pin(value).ok_or_else(|| {
            let text = format!("`{}` is no pin", value.value);
            Fault::new(&value.span, text).advise("PA0 to PA7, and PB0 to PB7")
        })
    };
    let e = one(&pins.e)?;
    let rs = one(&pins.rs)?;
    let rw = pins.rw.as_ref().map(one).transpose()?;
    let (port, first) = data(&pins.data).ok_or_else(|| {
        let text = format!("`{}` are no data lines", pins.data.value);
        let advice = "a port, \"PB\", or four pins of one in a row, \"PB0-PB3\"";
        Fault::new(&pins.data.span, text).advise(advice)
    })?;
    let lines = match first {
        None => LcdLines::eight(port, e, rw, rs),
        Some(first) => LcdLines::four(port, first, e, rw, rs),
    };
    let data = lines.data.iter().flatten().copied();
    let mut used: Vec<LcdLine> = data.collect();
    let single = [("e", &pins.e, Some(e)), ("rs", &pins.rs, Some(rs))];
    let rw = pins.rw.as_ref().map(|value| ("rw", value, rw));
    for (name, value, line) in single.into_iter().chain(rw) {
        let Some(line) = line else { continue };
        if used.contains(&line) {
            let text = format!("{} is used already", written(line));
            let advice = format!("choose another pin for {name}");
            return Err(Fault::new(&value.span, text).advise(advice));
        }
        used.push(line);
    }
    Ok(lines)
}
