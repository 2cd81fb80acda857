//! How far probabilities are from what came true.

/// Probabilities closer than this to 0 or 1 count as this far away: a certain error would cost infinitely much.
const LEAST: f64 = f64::EPSILON;

/// Squared distance of the probabilities from the truth (Brier 1950): of two classes that of the second alone, of several
/// the sum over all.
pub fn brier_of(probabilities: &[f64], truth: u32) -> f64 {
    let distance = |class: usize, probability: f64| {
        let came_true = f64::from(u8::from(class == truth as usize));
        (probability - came_true).powi(2)
    };
    match probabilities {
        [_, second] => distance(1, *second),
        several => several.iter().enumerate().map(|(class, probability)| distance(class, *probability)).sum(),
    }
}

/// Surprise at the truth, in natural units.
pub fn log_loss_of(probabilities: &[f64], truth: u32) -> f64 {
    let sum: f64 = probabilities.iter().sum();
    let probability = probabilities.get(truth as usize).copied().unwrap_or(0.0) / if sum > 0.0 { sum } else { 1.0 };
    -probability.clamp(LEAST, 1.0 - LEAST).ln()
}
