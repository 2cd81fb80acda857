//! The mark that synthetic data carry wherever they leave the program.

/// First line of every export made from the demo hospital.
pub const DEMO_MARK: &str = "demo data - synthetic, no real person";
