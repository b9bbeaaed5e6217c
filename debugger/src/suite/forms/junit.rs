//! Results as JUnit's XML, in the form that the services for continuous integration read.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::super::verdict::{Tested, Tests, Why};

pub(super) fn written(tests: &Tests) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Memory takes all that is written.
    let _ = document(&mut writer, tests);
    let mut text = String::from_utf8_lossy(&writer.into_inner()).into_owned();
    text.push('\n');
    text
}

fn document(writer: &mut Writer<Vec<u8>>, tests: &Tests) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let numbers = [
        ("name", "jumppad test".to_owned()),
        ("tests", tests.total().to_string()),
        ("failures", tests.failed().to_string()),
        ("errors", "0".to_owned()),
        ("skipped", tests.left().to_string()),
        ("time", format!("{:.3}", tests.time.as_secs_f64())),
    ];
    let attributes = || numbers.iter().map(|(name, value)| (*name, value.as_str()));
    let all = attributes().filter(|(name, _)| *name != "skipped");
    writer
        .create_element("testsuites")
        .with_attributes(all)
        .write_inner_content(|writer| {
            writer
                .create_element("testsuite")
                .with_attributes(attributes())
                .write_inner_content(|writer| {
                    tests.done().try_for_each(|tested| case(writer, tested))
                })?;
            Ok(())
        })?;
    Ok(())
}

fn case(writer: &mut Writer<Vec<u8>>, tested: &Tested) -> io::Result<()> {
    let (folder, _) = tested.name.rsplit_once('/').unwrap_or((".", ""));
    let (name, folder) = (allowed(&tested.name), allowed(folder));
    let time = format!("{:.3}", tested.time.as_secs_f64());
    let attributes = [
        ("name", name.as_str()),
        ("classname", folder.as_str()),
        ("time", time.as_str()),
    ];
    let element = writer.create_element("testcase");
    let element = element.with_attributes(attributes);
    element.write_inner_content(|writer| {
        if let Some(why) = tested.why() {
            failure(writer, why)?;
        }
        if tested.is_flaky() {
            text(writer, "flakyFailure", "it failed before it passed")?;
        }
        text(writer, "system-out", &tested.out)?;
        text(writer, "system-err", &tested.err)
    })?;
    Ok(())
}

fn failure(writer: &mut Writer<Vec<u8>>, why: &Why) -> io::Result<()> {
    let message = allowed(&why.to_string());
    let attributes = [("message", message.as_str()), ("type", why.word())];
    let element = writer.create_element("failure");
    let element = element.with_attributes(attributes);
    element.write_text_content(BytesText::new(&message))?;
    Ok(())
}

/// An element of text, if there is any.
fn text(writer: &mut Writer<Vec<u8>>, name: &str, text: &str) -> io::Result<()> {
    if !text.is_empty() {
        let element = writer.create_element(name);
        element.write_text_content(BytesText::new(&allowed(text)))?;
    }
    Ok(())
}

/// What XML can hold of a text: control characters are spelt with the pictures that Unicode has of them.
fn allowed(text: &str) -> String {
    let picture = |letter: char| char::from_u32(0x2400 + u32::from(letter));
    let letter = |letter: char| match letter {
        '\t' | '\n' => letter,
        '\0'..' ' => picture(letter).unwrap_or('\u{FFFD}'),
        '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
        other => other,
    };
    text.chars().map(letter).collect()
}
