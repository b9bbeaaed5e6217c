//! The C64's screen in the guest's memory, where the KERNAL's editor has it, and what a terminal shows of it.
//!
//! The KERNAL's variables are the state: the cursor, the colour, reversing, quotes. So a program that looks there, or moves the
//! cursor itself, finds what it expects. A terminal gets the text as it is printed, one line after the other: a line end for
//! RETURN and for the cursor's way down, a blank for its way right, a new line for an emptied screen.
//!
//! Left out: lines of more than 40 columns as one for editing, and the insert mode.

use jumppad_tiers::Machine;

use super::super::petscii::{self, Set, code};

/// Columns of the screen.
pub(crate) const COLUMNS: u8 = 40;
/// Rows of the screen.
pub(crate) const ROWS: u8 = 25;

const REVERSE: u16 = 0xC7;
const ROW_ADDRESS: u16 = 0xD1;
const COLUMN: u16 = 0xD3;
const QUOTES: u16 = 0xD4;
const LAST_COLUMN: u16 = 0xD5;
const ROW: u16 = 0xD6;
const LINES: u16 = 0xD9;
const COLOURS_ADDRESS: u16 = 0xF3;
const COLOUR: u16 = 0x0286;
const SCREEN_PAGE: u16 = 0x0288;
const COLOURS: u16 = 0xD800;
/// The VIC's register that says where characters are; bit 1 is which of the two sets.
const CHARACTERS: u16 = 0xD018;
const BLANK: u8 = 0x20;

/// The codes that choose the colours 0 to 15.
const COLOUR_CODES: [u8; 16] = [
    0x90, 0x05, 0x1C, 0x9F, 0x9C, 0x1E, 0x1F, 0x9E, 0x81, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B,
];

/// The set that the screen shows.
pub(crate) fn set(machine: &Machine) -> Set {
    match machine.peek(CHARACTERS) & 2 {
        0 => Set::Upper,
        _ => Set::Lower,
    }
}

fn choose(machine: &mut Machine, set: Set) {
    let others = machine.peek(CHARACTERS) & !2;
    let bit = match set {
        Set::Upper => 0,
        Set::Lower => 2,
    };
    put(machine, CHARACTERS, others | bit);
}

/// Writes a byte that is another one.
fn put(machine: &mut Machine, at: u16, value: u8) {
    if machine.peek(at) != value {
        machine.poke(at, value);
    }
}

fn put_word(machine: &mut Machine, at: u16, value: u16) {
    let [low, high] = value.to_le_bytes();
    put(machine, at, low);
    put(machine, at.wrapping_add(1), high);
}

fn start(machine: &Machine) -> u16 {
    u16::from_be_bytes([machine.peek(SCREEN_PAGE), 0])
}

fn row_start(row: u8) -> u16 {
    u16::from(row) * u16::from(COLUMNS)
}

/// Where the cursor is: row and column.
pub(crate) fn cursor(machine: &Machine) -> (u8, u8) {
    let row = machine.peek(ROW).min(ROWS - 1);
    // A line of the KERNAL may be two rows long.
    (row, machine.peek(COLUMN) % COLUMNS)
}

/// Moves the cursor, and the addresses of its row.
pub(crate) fn move_to(machine: &mut Machine, row: u8, column: u8) {
    put(machine, ROW, row);
    put(machine, COLUMN, column);
    let offset = row_start(row.min(ROWS - 1));
    let at = start(machine).wrapping_add(offset);
    put_word(machine, ROW_ADDRESS, at);
    put_word(machine, COLOURS_ADDRESS, COLOURS.wrapping_add(offset));
}

/// Moves the address of the row's colours to where its characters are.
pub(crate) fn move_colours(machine: &mut Machine) {
    let offset = machine.peek_word(ROW_ADDRESS).wrapping_sub(start(machine));
    put_word(machine, COLOURS_ADDRESS, COLOURS.wrapping_add(offset));
}

/// Empties the screen and puts the cursor home.
pub(crate) fn clear(machine: &mut Machine) {
    let (start, colour) = (start(machine), machine.peek(COLOUR));
    for row in 0..ROWS {
        clear_row(machine, start, colour, row);
        let [high, _] = start.wrapping_add(row_start(row)).to_be_bytes();
        put(machine, LINES + u16::from(row), high | 0x80);
    }
    move_to(machine, 0, 0);
}

fn clear_row(machine: &mut Machine, start: u16, colour: u8, row: u8) {
    for at in row_start(row)..row_start(row + 1) {
        put(machine, start.wrapping_add(at), BLANK);
        put(machine, COLOURS.wrapping_add(at), colour);
    }
}

/// As at power-on: colours, capitals, an empty screen.
pub(crate) fn begin(machine: &mut Machine) {
    put(machine, SCREEN_PAGE, 0x04);
    put(machine, COLOUR, 0x0E);
    put(machine, LAST_COLUMN, COLUMNS - 1);
    put(machine, CHARACTERS, 0x15);
    put(machine, REVERSE, 0);
    put(machine, QUOTES, 0);
    clear(machine);
}

fn scroll(machine: &mut Machine) {
    let (start, colour) = (start(machine), machine.peek(COLOUR));
    for at in 0..row_start(ROWS - 1) {
        for base in [start, COLOURS] {
            let below = machine.peek(base.wrapping_add(at + u16::from(COLUMNS)));
            put(machine, base.wrapping_add(at), below);
        }
    }
    clear_row(machine, start, colour, ROWS - 1);
}

fn down(machine: &mut Machine, row: u8, column: u8) {
    if row + 1 < ROWS {
        move_to(machine, row + 1, column);
    } else {
        scroll(machine);
        move_to(machine, row, column);
    }
}

fn show(machine: &mut Machine, code: u8) {
    let (row, column) = cursor(machine);
    let at = row_start(row) + u16::from(column);
    let reversed = match machine.peek(REVERSE) {
        0 => 0,
        _ => 0x80,
    };
    let (place, colour) = (start(machine).wrapping_add(at), machine.peek(COLOUR));
    put(machine, place, code | reversed);
    put(machine, COLOURS.wrapping_add(at), colour);
    on(machine, row, column);
}

fn on(machine: &mut Machine, row: u8, column: u8) {
    match column + 1 < COLUMNS {
        true => move_to(machine, row, column + 1),
        false => down(machine, row, 0),
    }
}

fn back(machine: &mut Machine, row: u8, column: u8) {
    match (row, column) {
        (0, 0) => {}
        (row, 0) => move_to(machine, row - 1, COLUMNS - 1),
        (row, column) => move_to(machine, row, column - 1),
    }
}

/// Prints a character on the screen; what a terminal shows of that is added to `text`.
pub(crate) fn print(machine: &mut Machine, byte: u8, text: &mut String) {
    let (row, column) = cursor(machine);
    let is_quoted = machine.peek(QUOTES) & 1 != 0;
    if !petscii::is_control(byte) {
        text.extend(petscii::shown(byte, set(machine)));
        show(machine, petscii::screen_code(byte));
        if byte == b'"' {
            put(machine, QUOTES, machine.peek(QUOTES) ^ 1);
        }
        return;
    }
    match byte {
        code::RETURN | code::SHIFT_RETURN => {
            put(machine, REVERSE, 0);
            put(machine, QUOTES, 0);
            down(machine, row, 0);
            text.push('\n');
        }
        code::DELETE => {
            back(machine, row, column);
            let (row, column) = cursor(machine);
            let offset = row_start(row) + u16::from(column);
            let at = start(machine).wrapping_add(offset);
            put(machine, at, BLANK);
        }
        // Within quotes the editor shows the other codes.
        _ if is_quoted => show(machine, petscii::screen_code(byte)),
        code::DOWN => {
            down(machine, row, column);
            text.push('\n');
        }
        code::UP => move_to(machine, row.saturating_sub(1), column),
        code::RIGHT => {
            on(machine, row, column);
            text.push(' ');
        }
        code::LEFT => back(machine, row, column),
        code::HOME | code::CLEAR => {
            if byte == code::CLEAR {
                clear(machine);
            }
            move_to(machine, 0, 0);
            if column != 0 {
                text.push('\n');
            }
        }
        code::REVERSE => put(machine, REVERSE, 1),
        code::PLAIN => put(machine, REVERSE, 0),
        code::LOWER => choose(machine, Set::Lower),
        code::UPPER => choose(machine, Set::Upper),
        other => {
            let mut codes = COLOUR_CODES.iter().zip(0..);
            if let Some((_, colour)) = codes.find(|&(&code, _)| code == other) {
                put(machine, COLOUR, colour);
            }
        }
    }
}

/// The rows of the screen as text, without the blanks at their ends.
pub fn rows(machine: &Machine) -> Vec<String> {
    let (start, set) = (start(machine), set(machine));
    let row = |row| {
        let cells = row_start(row)..row_start(row + 1);
        let text: String = cells
            .map(|at| petscii::on_screen(machine.peek(start.wrapping_add(at)), set))
            .collect();
        text.trim_end().to_owned()
    };
    (0..ROWS).map(row).collect()
}
