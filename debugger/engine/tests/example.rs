//! The example does what it shows.

#[path = "../examples/forty_lines.rs"]
#[expect(dead_code, reason = "the test runs what `main` runs")]
mod forty_lines;

const SHOWN: &str = "\
the guest prints A
Breakpoint { id: 1 } at $0610: INC $10
Step at $0612: DEX
Registers { pc: 612, a: 41, x: 0, y: 0, s: FD, p: 24 }
[41, 41, 41, 41] after 3085 cycles
Step at $060A: STA $0200,Y
$060A  STA $0200,Y
$060D  INY
$060E  BNE $0608
";

#[test]
fn a_program_is_debugged_without_commands() {
    let mut out = Vec::new();
    forty_lines::debug(&mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), SHOWN);
}
