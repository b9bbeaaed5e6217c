//! The controllers of an NES: `pad`.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{cut, map, opt, value};
use nom::multi::{many0, many1};
use nom::sequence::preceded;

use super::{Row, bind};
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    number,
    token::{self, keyword, lexeme},
};
use crate::report::Report;
use crate::session::{Outcome, Session};
use jumppad_engine::host::devices::Button;
use jumppad_engine::host::devices::Press;

pub(super) const ROW: Row = Row {
    names: &["pad"],
    arguments: "[1|2 press|release BUTTON... | 1|2 tap BUTTON... [for N frames|cycles]]",
    summary: "press buttons of an NES's controller, or let go of them; alone, show what is pressed",
    details: "Buttons are a, b, select, start, up, down, left and right. What is pressed stays so until it is \
              released; `release` without buttons lets go of all. A tap ends by itself, after 3 frames unless said otherwise: \
              pad 1 tap start for 10 frames.",
    bind: |i| bind(i, pressed, press),
    ..Row::PLAIN
};

/// How long a tap is unless said otherwise, in frames: a program that looks every other one sees it.
const TAP: u64 = 3;

/// What is done with a controller.
#[derive(Clone, Debug)]
struct Pressed {
    pad: u64,
    buttons: Vec<Button>,
    press: Press,
}

impl Canonical for Pressed {
    fn write(&self, line: &mut Printer) {
        line.add(&self.pad);
        line.word(match self.press {
            Press::Hold => "press",
            Press::Release => "release",
            Press::Frames(_) | Press::Cycles(_) => "tap",
        });
        for button in &self.buttons {
            line.word(button.name());
        }
        match self.press {
            Press::Frames(count) => line.word("for").add(&count).word("frames"),
            Press::Cycles(count) => line.word("for").add(&count).word("cycles"),
            Press::Hold | Press::Release => line,
        };
    }
}

fn pressed(input: Span<'_>) -> Parsed<'_, Option<Pressed>> {
    opt(map(
        (lexeme(number::count), cut(action)),
        |(pad, (buttons, press))| Pressed {
            pad,
            buttons,
            press,
        },
    ))
    .parse(input)
}

fn action(input: Span<'_>) -> Parsed<'_, (Vec<Button>, Press)> {
    let start = token::begin(input);
    let hold = map(preceded(keyword("press"), cut(many1(button))), |buttons| {
        (buttons, Press::Hold)
    });
    let release = map(preceded(keyword("release"), many0(button)), |buttons| {
        let buttons = if buttons.is_empty() {
            Button::ALL.to_vec()
        } else {
            buttons
        };
        (buttons, Press::Release)
    });
    let tap = map(
        preceded(keyword("tap"), cut((many1(button), opt(duration)))),
        |(buttons, duration)| (buttons, duration.unwrap_or(Press::Frames(TAP))),
    );
    alt((hold, release, tap))
        .parse(input)
        .map_err(|error| match error {
            nom::Err::Error(_) => {
                nom::Err::Error(Diagnostic::new(start, "press, release or tap is missing"))
            }
            other => other,
        })
}

fn duration(input: Span<'_>) -> Parsed<'_, Press> {
    let units = alt((
        value(Press::Frames as fn(u64) -> Press, keyword("frames")),
        value(Press::Frames as fn(u64) -> Press, keyword("frame")),
        value(Press::Cycles as fn(u64) -> Press, keyword("cycles")),
    ));
    let counted = map((lexeme(number::count), units), |(count, unit)| unit(count));
    preceded(keyword("for"), cut(counted)).parse(input)
}

fn button(input: Span<'_>) -> Parsed<'_, Button> {
    let start = token::begin(input);
    let (rest, word) = token::word(input)?;
    let mut all = Button::ALL.into_iter();
    match all.find(|button| button.name().eq_ignore_ascii_case(&word)) {
        Some(button) => Ok((rest, button)),
        None => {
            let names = Button::ALL.map(Button::name).join(", ");
            let found = Diagnostic::new(start, format!("there is no button `{word}`"));
            found.advise(format!("there are {names}")).error()
        }
    }
}

fn press(session: &mut Session<'_>, pressed: Option<Pressed>) -> Outcome {
    let debugger = &mut session.debugger;
    let list = match pressed {
        None => debugger.devices.pads(&debugger.machine)?,
        Some(Pressed {
            pad,
            buttons,
            press,
        }) => debugger
            .devices
            .press(&mut debugger.machine, pad, &buttons, press)?,
    };
    Ok(Report::Pads { list })
}
