//! What of the program was executed, while that was noted.

use std::path::Path;

use jumppad_tiers::Noting;

use super::Debugger;
use crate::answer::{CoverageTotals, CoverageView};
use crate::coverage::{Covered, Keeping, Only, store};
use crate::error::Error;

impl Debugger {
    /// The program, and what was noted of it.
    pub fn covered(&self) -> Covered<'_> {
        Covered::of(&self.machine, &self.program, &self.symbols, &self.source)
    }

    /// How much of the program was executed; none if that was never noted.
    pub fn coverage_totals(&self) -> Option<CoverageTotals> {
        self.has_coverage().then(|| self.covered().totals())
    }

    /// The bytes that were executed, as ranges of both ends, in order.
    pub fn covered_ranges(&self) -> Vec<(u16, u16)> {
        self.machine.coverage().ranges()
    }

    /// Whether anything is, or was, noted.
    pub fn has_coverage(&self) -> bool {
        self.machine.has_coverage()
    }

    /// What was never executed of the program, of a file of its source, or of a function.
    ///
    /// # Errors
    /// There is no file or function of that name.
    pub fn coverage(&self, of: Option<&str>) -> Result<CoverageView, Error> {
        let only = match of {
            None => Only::Everything,
            Some(name) => match self.source.file(name) {
                Ok(file) => Only::File(file),
                Err(_) => Only::Function(name.to_owned()),
            },
        };
        let uncovered = self.covered().uncovered(&only);
        let name = || of.unwrap_or_default().to_owned();
        Ok(CoverageView {
            noting: self.machine.coverage().noting() == Noting::On,
            of: of.map(str::to_owned),
            uncovered: uncovered.ok_or_else(|| Error::NothingToCover(name()))?,
        })
    }

    /// Writes a tracefile of lcov.
    ///
    /// # Errors
    /// The file cannot be written, or what it is to be added to cannot be read.
    pub fn save_coverage(&self, path: &Path, keeping: Keeping) -> Result<(), Error> {
        Ok(store::save(
            &self.covered(),
            path,
            keeping,
            &self.interrupt,
        )?)
    }
}
