//! What of a machine's ROMs the host does.

use super::description::Description;
use super::fault::Fault;
use crate::host::routines::{Call, Entry, Setup, System};
use crate::names::closest;

/// The routines that `description` wants of the host, if it wants some.
///
/// # Errors
/// There is no such computer or call, or two are at one address.
pub(super) fn setup(description: &Description) -> Result<Option<Setup>, Fault> {
    let mut setup = Setup::default();
    if let Some(name) = &description.routines {
        let mut all = System::ALL.iter();
        let found = all.find(|system| system.name().eq_ignore_ascii_case(name));
        let names: Vec<&str> = System::ALL.iter().map(|system| system.name()).collect();
        setup.system = Some(*found.ok_or_else(|| {
            let text = format!("the host does no routines of a `{}`", name.value);
            Fault::new(&name.span, text).advise(format!("it does those of {}", names.join(", ")))
        })?);
    }
    for host in &description.host {
        let address = host.address.0;
        if setup.entries.iter().any(|entry| entry.address == address) {
            let text = format!("${address:04X} has a call of the host already");
            return Err(Fault::new(&host.address.span, text).advise("leave one of them out"));
        }
        let call = Call::named(&host.call).ok_or_else(|| {
            let text = format!("the host does no `{}`", host.call.value);
            let names = Call::ALL.iter().map(|call| call.name());
            let name = host.call.to_ascii_lowercase();
            Fault::new(&host.call.span, text).advise(match closest(&name, names) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "debugger/machine.schema.json lists what it does".to_owned(),
            })
        })?;
        setup.entries.push(Entry { address, call });
    }
    let is_empty = setup.system.is_none() && setup.entries.is_empty();
    Ok((!is_empty).then_some(setup))
}
