//! The options of a device, which must be those of its kind.

use std::ops::Range;

use super::description::Device;
use super::fault::Fault;
use super::scalar::At;
use crate::host::devices::kinds::Kind;
use crate::host::devices::options::{Options, Word};

/// What `device` says besides its place, for a machine with this clock.
///
/// # Errors
/// Its kind has no such option, or the option no such value.
pub(super) fn options(device: &Device, kind: &Kind, clock: u64) -> Result<Options, Fault> {
    check(device, kind)?;
    Ok(Options {
        keys: device.keys.as_ref().map(|keys| keys.0),
        console: device.console.as_deref().cloned(),
        baud: word(device.baud.as_ref())?,
        baud_clock: device.baud_clock.as_ref().map(|clock| clock.0),
        quirk: word(device.quirk.as_ref())?,
        mains: word(device.mains.as_ref())?,
        // Where it is, is said when the machine is built.
        disk: device.disk.as_deref().cloned(),
        seed: device.seed.as_deref().copied(),
        // Windows say what their registers select.
        banks: Vec::new(),
        clock,
    })
}

fn check(device: &Device, kind: &Kind) -> Result<(), Fault> {
    fn span<T>(value: Option<&At<T>>) -> Option<&Range<usize>> {
        value.map(|value| &value.span)
    }
    let given = [
        ("console", span(device.console.as_ref())),
        ("keys", span(device.keys.as_ref())),
        ("baud", span(device.baud.as_ref())),
        ("baud-clock", span(device.baud_clock.as_ref())),
        ("quirk", span(device.quirk.as_ref())),
        ("mains", span(device.mains.as_ref())),
        ("disk", span(device.disk.as_ref())),
        ("seed", span(device.seed.as_ref())),
    ];
    for (name, span) in given {
        if let Some(span) = span
            && !kind.options.contains(&name)
        {
            let fault = Fault::new(span, format!("a {} has no option `{name}`", kind.name));
            return Err(fault.advise(match kind.options {
                [] => "it has no options of its own".to_owned(),
                own => format!("its options are {}", own.join(", ")),
            }));
        }
    }
    Ok(())
}

/// The choice that a word makes.
fn word<W: Word>(value: Option<&At<String>>) -> Result<W, Fault> {
    let Some(value) = value else {
        return Ok(W::default());
    };
    W::named(value).ok_or_else(|| {
        let text = format!("`{}` is none of its values", value.value);
        Fault::new(&value.span, text).advise(format!("they are {}", W::words().join(", ")))
    })
}
