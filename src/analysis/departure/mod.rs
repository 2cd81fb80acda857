//! Whether a signal has left the path that its twin expects: control charts over standardised innovations, which are
//! standard normal numbers while the twin is right. One of them (CUSUM) raises an alert; the others are shown.
//! Formulas, thresholds and checks: `docs/methods/departure.md`.

mod budget;
mod run_length;

pub use budget::AlertBudget;
pub use run_length::{threshold, two_sided_run_length};

/// What the charts are drawn with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Deviations that CUSUM forgives at each reading.
    pub slack: f64,
    /// CUSUM above this is a departure.
    pub threshold: f64,
    /// Weight of the newest reading in the moving average.
    pub weight: f64,
    /// The moving average's limit, in its own deviations.
    pub width: f64,
    /// Readings over which squares are summed.
    pub window: usize,
    /// One innovation beyond this asks for another reading.
    pub spike: f64,
}

impl Limits {
    /// A CUSUM for a shift of one deviation, one false alert in about a thousand readings.
    pub const USUAL: Limits = Limits { slack: 0.5, threshold: 5.76, weight: 0.2, width: 2.962, window: 6, spike: 3.0 };
}

/// The charts after one reading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChartPoint {
    pub above: f64,
    pub below: f64,
    pub average: f64,
    /// `None` where nothing was read.
    pub average_limit: Option<f64>,
    /// Sum of squares over the window; `None` until it is full, and where nothing was read.
    pub squares: Option<f64>,
    pub is_spike: bool,
    pub is_departure: bool,
    pub is_average_out: bool,
}

/// The charts over standardised innovations in order of time; nothing is reset after an alarm. Where nothing was read
/// the sums stay as they are and nothing alarms.
pub fn charts(innovations: &[Option<f64>], limits: &Limits) -> Vec<ChartPoint> {
    let (mut above, mut below, mut average) = (0.0f64, 0.0f64, 0.0f64);
    let mut seen: Vec<f64> = Vec::with_capacity(innovations.len());
    let mut points = Vec::with_capacity(innovations.len());
    for innovation in innovations {
        let Some(e) = *innovation else {
            points.push(ChartPoint::unread(above, below, average));
            continue;
        };
        seen.push(e);
        above = (above + e - limits.slack).max(0.0);
        below = (below - e - limits.slack).max(0.0);
        average = limits.weight * e + (1.0 - limits.weight) * average;
        let limit = average_limit(seen.len(), limits);
        let recent = seen.len().checked_sub(limits.window).and_then(|from| seen.get(from..));
        points.push(ChartPoint {
            above,
            below,
            average,
            average_limit: Some(limit),
            squares: recent.map(|recent| recent.iter().map(|e| e * e).sum()),
            is_spike: e.abs() > limits.spike,
            is_departure: above > limits.threshold || below > limits.threshold,
            is_average_out: average.abs() > limit,
        });
    }
    points
}

impl ChartPoint {
    fn unread(above: f64, below: f64, average: f64) -> ChartPoint {
        ChartPoint {
            above,
            below,
            average,
            average_limit: None,
            squares: None,
            is_spike: false,
            is_departure: false,
            is_average_out: false,
        }
    }
}

/// The limit of the average of so many readings; it widens to its lasting value.
fn average_limit(readings: usize, limits: &Limits) -> f64 {
    let faded = (1.0 - limits.weight).powf(2.0 * readings as f64);
    limits.width * (limits.weight / (2.0 - limits.weight) * (1.0 - faded)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fourteen of the NIST/SEMATECH handbook's EWMA example (section 6.3.2.4): start 50, weight 0.3.
    #[test]
    fn the_moving_average_is_that_of_the_handbook() {
        let data = [52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3];
        let printed =
            [50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33, 50.11, 49.36, 49.52, 50.05];
        let limits = Limits { weight: 0.3, ..Limits::USUAL };
        let offsets: Vec<Option<f64>> = data.iter().map(|value| Some(value - 50.0)).collect();
        for (point, printed) in charts(&offsets, &limits).iter().zip(printed) {
            assert!((point.average + 50.0 - printed).abs() < 0.005_01, "{} {printed}", point.average + 50.0);
        }
    }

    #[test]
    fn a_lasting_shift_is_a_departure_and_one_wild_reading_is_not() {
        let shifted: Vec<Option<f64>> = (0..40).map(|at| Some(if at < 20 { 0.0 } else { 1.5 })).collect();
        let first = charts(&shifted, &Limits::USUAL).iter().position(|point| point.is_departure);
        assert_eq!(first, Some(25));
        let wild: Vec<Option<f64>> = (0..40).map(|at| Some(if at == 20 { 4.0 } else { 0.0 })).collect();
        let points = charts(&wild, &Limits::USUAL);
        assert!(points[20].is_spike && points.iter().all(|point| !point.is_departure));
    }

    #[test]
    fn silence_alarms_nothing_and_forgets_nothing() {
        let points = charts(&[Some(2.0), None, Some(2.0)], &Limits::USUAL);
        assert_eq!((points[1].above, points[1].average_limit, points[1].squares), (1.5, None, None));
        assert_eq!(points[2].above, 3.0);
    }
}
