//! Small programs by hand: what the analysis says at each of their instructions.

use super::*;

/// The C stack pointer of these programs.
const POINTER: u16 = 0x02;

/// Pushes A.
const PUSH: u16 = 0x300;
/// Drops Y bytes.
const DROP_Y: u16 = 0x320;
/// Drops a byte.
const DROP_1: u16 = 0x340;
/// Pushes Y, as variadic functions begin.
const ENTER: u16 = 0x350;
/// Drops the number of arguments and the arguments, as they end.
const LEAVE: u16 = 0x370;
/// Calls what A and X point to.
const CALL_AX: u16 = 0x390;
/// A variadic function that does nothing.
const VARIADIC: u16 = 0x3A0;

/// Memory with these routines, and `function` at $0200.
fn memory(function: &[u8]) -> Vec<u8> {
    let [drop_low, drop_high] = DROP_1.to_le_bytes();
    let routines: [(u16, &[u8]); 8] = [
        (
            PUSH,
            &[0xA4, 2, 0xD0, 2, 0xC6, 3, 0xC6, 2, 0xA0, 0, 0x91, 2, 0x60],
        ),
        (
            DROP_Y,
            &[
                0x48, 0x18, 0x98, 0x65, 2, 0x85, 2, 0x90, 2, 0xE6, 3, 0x68, 0x60,
            ],
        ),
        (DROP_1, &[0xE6, 2, 0xD0, 2, 0xE6, 3, 0x60]),
        (
            ENTER,
            &[
                0x98, 0xA4, 2, 0xD0, 2, 0xC6, 3, 0xC6, 2, 0xA0, 0, 0x91, 2, 0x60,
            ],
        ),
        (
            LEAVE,
            &[
                0x48, 0xA0, 0, 0xB1, 2, 0x38, 0x65, 2, 0x85, 2, 0x90, 2, 0xE6, 3, 0x68, 0x60,
            ],
        ),
        (CALL_AX, &[0x85, 8, 0x86, 9, 0x6C, 8, 0]),
        (VARIADIC, &[0x20, 0x50, 3, 0x4C, 0x70, 3]),
        // A tail call.
        (0x3B0, &[0x4C, drop_low, drop_high]),
    ];
    let mut memory = vec![0; 0x1_0000];
    for (at, bytes) in routines.into_iter().chain([(0x200, function)]) {
        memory[usize::from(at)..][..bytes.len()].copy_from_slice(bytes);
    }
    memory
}

/// Asks `question` of an analysis of `memory`.
fn ask<T>(memory: &[u8], question: impl FnOnce(&mut CStack<'_>) -> T) -> T {
    let peek = |at: u16| memory[usize::from(at)];
    let callee = |at: u16| match at {
        0x400 => Some(Callee::Drops(2)),
        0x403 => Some(Callee::DropsY),
        0x406 => Some(Callee::NoReturn),
        _ => None,
    };
    question(&mut CStack::new(Program {
        peek: &peek,
        model: Model::Nmos6502,
        pointer: POINTER,
        callee: &callee,
        vectors: &[],
        register_bank: None,
    }))
}

/// The depths at `addresses` of the function `code`.
fn depths<const N: usize>(
    code: &[u8],
    parameter_bytes: Option<u16>,
    addresses: [u16; N],
) -> [Depth; N] {
    let function = Function {
        code: 0x200..=0x200 + code.len() as u16 - 1,
        parameter_bytes,
    };
    ask(&memory(code), |stack| {
        let found = stack.depths(&function);
        addresses.map(|at| found.at(at))
    })
}

#[test]
fn what_is_pushed_and_dropped_is_counted() {
    // JSR push, JSR push, LDY #2, JSR drop y, RTS
    let code = [0x20, 0, 3, 0x20, 0, 3, 0xA0, 2, 0x20, 0x20, 3, 0x60];
    assert_eq!(
        depths(&code, None, [0x200, 0x203, 0x206, 0x208, 0x20B]),
        [0, 1, 2, 2, 0].map(Depth::Known)
    );
}

#[test]
fn what_is_computed_in_place_is_counted() {
    // LDA $02, SEC, SBC #$2C, STA $02, LDA $03, SBC #1, STA $03, RTS
    let code = [
        0xA5, 2, 0x38, 0xE9, 0x2C, 0x85, 2, 0xA5, 3, 0xE9, 1, 0x85, 3, 0x60,
    ];
    assert_eq!(depths(&code, None, [0x20D]), [Depth::Known(300)]);
}

#[test]
fn where_ways_differ_nothing_is_said() {
    // BEQ +3, JSR push, RTS
    let code = [0xF0, 3, 0x20, 0, 3, 0x60];
    let unknown = Depth::Unknown(Reason::PathsDisagree);
    assert_eq!(
        depths(&code, None, [0x202, 0x205]),
        [Depth::Known(0), unknown]
    );
}

#[test]
fn functions_drop_what_the_debug_file_tells() {
    // JSR push, JSR push, JSR $0400, JSR push, LDY #1, JSR $0403, JSR $0406, RTS
    let code = [
        0x20, 0, 3, 0x20, 0, 3, 0x20, 0, 4, 0x20, 0, 3, 0xA0, 1, 0x20, 3, 4, 0x20, 6, 4, 0x60,
    ];
    assert_eq!(
        depths(&code, None, [0x206, 0x209, 0x20C, 0x211, 0x214]),
        [
            Depth::Known(2),
            Depth::Known(0),
            Depth::Known(1),
            Depth::Known(0),
            Depth::Unknown(Reason::NotReached)
        ]
    );
}

#[test]
fn routines_without_debug_information_are_followed() {
    // JSR push, LDY #1, JSR variadic, JSR push, JSR a tail call, RTS
    let code = [
        0x20, 0, 3, 0xA0, 1, 0x20, 0xA0, 3, 0x20, 0, 3, 0x20, 0xB0, 3, 0x60,
    ];
    assert_eq!(
        depths(&code, None, [0x205, 0x208, 0x20B, 0x20E]),
        [1, 0, 1, 0].map(Depth::Known)
    );
}

#[test]
fn ways_with_other_arguments_may_share_a_call() {
    // BEQ +10, JSR push, JSR push, LDY #2, BNE +5, JSR push, LDY #1, JSR variadic, RTS
    let code = [
        0xF0, 10, 0x20, 0, 3, 0x20, 0, 3, 0xA0, 2, 0xD0, 5, 0x20, 0, 3, 0xA0, 1, 0x20, 0xA0, 3,
        0x60,
    ];
    assert_eq!(
        depths(&code, None, [0x211, 0x214]),
        [Depth::Unknown(Reason::PathsDisagree), Depth::Known(0)]
    );
}

#[test]
fn a_call_through_a_pointer_follows_from_what_the_function_drops() {
    // JSR push, JSR call ax, JSR drop 1, RTS
    let code = [0x20, 0, 3, 0x20, 0x90, 3, 0x20, 0x40, 3, 0x60];
    let unknown = Depth::Unknown(Reason::Pointer(0x203));
    assert_eq!(depths(&code, None, [0x206]), [unknown]);
    assert_eq!(
        depths(&code, Some(1), [0x206, 0x209]),
        [0, -1].map(Depth::Known)
    );
    // It would have to push.
    assert_eq!(depths(&code, Some(u16::MAX), [0x206]), [unknown]);
}

#[test]
fn a_call_through_a_pointer_follows_from_its_loop() {
    // JSR push, JSR call ax, BNE -8, RTS
    let code = [0x20, 0, 3, 0x20, 0x90, 3, 0xD0, 0xF8, 0x60];
    assert_eq!(
        depths(&code, None, [0x203, 0x206, 0x208]),
        [1, 0, 0].map(Depth::Known)
    );
}

#[test]
fn what_a_recursion_does_follows_from_its_other_ways() {
    // BEQ +6, JSR push, JSR $0200, JMP drop 1
    let code = [0xF0, 6, 0x20, 0, 3, 0x20, 0, 2, 0x4C, 0x40, 3];
    assert_eq!(
        depths(&code, None, [0x202, 0x205, 0x208]),
        [Depth::Known(0), Depth::Known(1), Depth::Known(0)]
    );
}

#[test]
fn a_prologue_completes_the_parameters() {
    let prologue = |code: &[u8]| ask(&memory(code), |stack| stack.prologue(0x200));
    let bytes = |end, bytes| Prologue {
        end,
        bytes,
        saved: 0,
    };
    assert_eq!(prologue(&[0x20, 0, 3, 0x60]), bytes(0x203, 1));
    assert_eq!(prologue(&[0x20, 0x50, 3, 0x4C, 0x70, 3]), bytes(0x203, 1));
    // LDA #5, JSR push: a variable of the first statement.
    assert_eq!(prologue(&[0xA9, 5, 0x20, 0, 3, 0x60]), bytes(0x200, 0));
    assert_eq!(prologue(&[0x20, 0x40, 3, 0x60]), bytes(0x200, 0));
}

#[test]
fn wild_code_gives_the_same_answer_every_time() {
    let mut seed = 1u32;
    for _ in 0..200 {
        let mut wild = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        let memory: Vec<u8> = (0..0x1_0000).map(|_| wild()).collect();
        let function = Function {
            code: 0x200..=0x2FF,
            parameter_bytes: Some(2),
        };
        let answer = || {
            ask(&memory, |stack| {
                (stack.depths(&function), stack.prologue(0x200))
            })
        };
        let first = answer();
        assert_eq!(first.0.at(0x200), Depth::Known(0));
        assert_eq!(first, answer());
    }
}
