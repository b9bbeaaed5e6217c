//! Medians and spreads, and the word for a machine that was busy.

/// A spread beyond this says that the machine was busy with something else.
const NOISY: f64 = 1.25;

/// Measurements of the same thing.
#[derive(Default)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    pub(crate) fn add(&mut self, value: f64) {
        let at = self.0.partition_point(|&other| other < value);
        self.0.insert(at, value);
    }

    pub(crate) fn median(&self) -> f64 {
        self.0[self.0.len() / 2]
    }

    pub(crate) fn lowest(&self) -> f64 {
        self.0[0]
    }

    pub(crate) fn highest(&self) -> f64 {
        self.0[self.0.len() - 1]
    }

    pub(crate) fn is_noisy(&self) -> bool {
        self.highest() / self.lowest() > NOISY
    }
}

/// The geometric mean of ratios.
pub(crate) fn geomean(ratios: &[f64]) -> f64 {
    (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp()
}

/// Says once that the figures above are to be read with care.
pub(crate) fn warn(is_noisy: bool) {
    if is_noisy {
        println!("note: the spread exceeds {NOISY}; the machine was busy, read medians with care");
    }
}
