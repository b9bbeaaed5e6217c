//! The command line of mos-sim, llvm-mos's simulator: flags up to the image, and nothing behind it that counts.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::exit::Exit;
use crate::headless::mos_sim::{self, Order};
use crate::render::put_error;

const USAGE: &str = "\
Usage: mos-sim [OPTION...] IMAGE

Runs an image for llvm-mos's simulator, from its reset vector on. An image is blocks up to the end of the file, each of
an address and a size of 16 bits, low byte first, and so many bytes.

Registers:
  $FFF0..$FFF3  read $FFF0: latches the cycles; write $FFF0: the count begins anew
  $FFF5         read: a byte of standard input
  $FFF6         read: 1 if the last read of $FFF5 was at the end of input
  $FFF7         write: aborts
  $FFF8         write: exits with that code
  $FFF9         write: a byte of standard output

Options:
  --cycles      print the cycles at the end
  --trace       print each instruction before it is executed
  --profile     print the cycles that were taken at each address
  --cmos        the chip is a 65C02
";

/// Runs the image that `line` names as mos-sim does.
pub(super) fn run(line: Vec<OsString>) -> Exit {
    match asked(line) {
        Some(order) => mos_sim::run(&order),
        None => {
            put_error(USAGE);
            Exit::Failed
        }
    }
}

/// What the command line asks for; none if it names no image. The first word that is no flag is one.
fn asked(line: Vec<OsString>) -> Option<Order> {
    let mut order = Order::default();
    for word in line.into_iter().skip(1) {
        match word.to_str() {
            Some("--cycles") => order.cycles = true,
            Some("--trace") => order.trace = true,
            Some("--profile") => order.profile = true,
            Some("--cmos") => order.cmos = true,
            _ => {
                order.image = PathBuf::from(word);
                return Some(order);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_stand_before_the_image() {
        let read = |line: &str| asked(line.split(' ').map(OsString::from).collect());
        let order = Order {
            image: "a".into(),
            ..Order::default()
        };
        assert_eq!(read("mos-sim a --cmos"), Some(order));
        let order = Order {
            image: "--help".into(),
            cycles: true,
            cmos: true,
            ..Order::default()
        };
        assert_eq!(read("mos-sim --cycles --cmos --help"), Some(order));
        assert_eq!(read("mos-sim --trace"), None);
        assert_eq!(read("mos-sim"), None);
    }
}
