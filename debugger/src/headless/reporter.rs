//! Test programs that report by memory, as blargg's for the NES do: a status, a signature, and a text.
//!
//! | address | what |
//! |---|---|
//! | A | status: $80 under way, $81 waits for somebody to press reset, else the result, 0 where all is well |
//! | A + 1 to A + 3 | $DE $B0 $61 once the report is valid |
//! | A + 4 on | the text, up to a zero |
//!
//! Invariant: it looks every [`SLICE`] cycles, so that a run ends in the same cycle in every tier.

use std::io;

use jumppad_engine::host::sim65::streams::{Stream, Streams};
use jumppad_tiers::{Machine, Reset};

/// Where such programs for the NES report.
pub(super) const NES: u16 = 0x6000;
/// Cycles between two looks: a frame of an NES.
pub(super) const SLICE: u64 = 29_781;
const SIGNATURE: [u8; 3] = [0xDE, 0xB0, 0x61];
const UNDER_WAY: u8 = 0x80;
const PRESS_RESET: u8 = 0x81;
/// Cycles that pass before reset is pressed: the programs ask for a tenth of a second.
const DELAY: u64 = 200_000;
/// The longest text: what an NES has of memory there.
const LONGEST: u16 = 0x1FFC;

/// Reads the report of a guest, and presses reset for it.
pub(super) struct Reporter {
    at: u16,
    /// What of the text was printed.
    told: Vec<u8>,
    /// The cycle in which reset will be pressed.
    reset_at: Option<u64>,
}

/// What became of the guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Report {
    /// It goes on.
    UnderWay,
    /// It goes on once reset is pressed, even where it stands still now.
    WaitsForReset,
    /// It has this result.
    Over(u8),
}

impl Reporter {
    pub(super) fn new(at: u16) -> Self {
        Self {
            at,
            told: Vec::new(),
            reset_at: None,
        }
    }

    /// Whether the guest has reported anything.
    pub(super) fn has_spoken(&self) -> bool {
        !self.told.is_empty()
    }

    /// Looks at the report, prints what is new of its text, and presses reset when it is time.
    ///
    /// # Errors
    /// Nobody reads what is printed.
    pub(super) fn look(
        &mut self,
        machine: &mut Machine,
        streams: &mut impl Streams,
    ) -> io::Result<Report> {
        let byte = |offset: u16| machine.peek(self.at.wrapping_add(offset));
        if [byte(1), byte(2), byte(3)] != SIGNATURE {
            return Ok(Report::UnderWay);
        }
        let status = byte(0);
        let text = (4..LONGEST).map(byte).take_while(|&byte| byte != 0);
        let text: Vec<u8> = text.collect();
        self.tell(text, streams)?;
        match (status, self.reset_at) {
            (PRESS_RESET, None) => self.reset_at = Some(machine.cpu().cycles + DELAY),
            (PRESS_RESET, Some(cycle)) if machine.cpu().cycles >= cycle => self.press(machine),
            (PRESS_RESET, Some(_)) => {}
            (UNDER_WAY, _) => self.reset_at = None,
            (result, _) if result < UNDER_WAY => {
                self.end(streams)?;
                return Ok(Report::Over(result));
            }
            _ => {}
        }
        Ok(match self.reset_at {
            Some(_) => Report::WaitsForReset,
            None => Report::UnderWay,
        })
    }

    /// Presses reset for it.
    pub(super) fn press(&mut self, machine: &mut Machine) {
        self.reset_at = None;
        machine.reset(Reset::Soft);
        // The program says so itself, only later.
        machine.poke(self.at, UNDER_WAY);
    }

    fn tell(&mut self, text: Vec<u8>, streams: &mut impl Streams) -> io::Result<()> {
        match text.strip_prefix(self.told.as_slice()) {
            Some(more) => streams.write(Stream::Output, more)?,
            None => {
                self.end(streams)?;
                streams.write(Stream::Output, &text)?;
            }
        }
        self.told = text;
        Ok(())
    }

    /// Ends the line.
    fn end(&self, streams: &mut impl Streams) -> io::Result<()> {
        match self.told.last() {
            None | Some(b'\n') => Ok(()),
            Some(_) => streams.write(Stream::Output, b"\n"),
        }
    }
}
