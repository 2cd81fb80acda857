//! The terms of the linear predictor by their places, in the order of the supplement.

/// A term, and its coefficients for women and for men: total CVD, ASCVD, heart failure, CHD, stroke.
pub type Row = (usize, [f64; 5], [f64; 5]);

pub const AGE: usize = 0;
pub const AGE_SQUARED: usize = 1;
pub const NON_HDL: usize = 2;
pub const HDL: usize = 3;
pub const SBP_LOW: usize = 4;
pub const SBP_HIGH: usize = 5;
pub const DIABETES: usize = 6;
pub const SMOKING: usize = 7;
pub const BMI_LOW: usize = 8;
pub const BMI_HIGH: usize = 9;
pub const EGFR_LOW: usize = 10;
pub const EGFR_HIGH: usize = 11;
pub const BP_TX: usize = 12;
pub const STATIN: usize = 13;
pub const BP_TX_SBP: usize = 14;
pub const STATIN_NON_HDL: usize = 15;
pub const AGE_NON_HDL: usize = 16;
pub const AGE_HDL: usize = 17;
pub const AGE_SBP: usize = 18;
pub const AGE_DIABETES: usize = 19;
pub const AGE_SMOKING: usize = 20;
pub const AGE_BMI: usize = 21;
pub const AGE_EGFR: usize = 22;
pub const SDI_MIDDLE: usize = 23;
pub const SDI_HIGH: usize = 24;
pub const SDI_MISSING: usize = 25;
pub const LN_UACR: usize = 26;
pub const UACR_MISSING: usize = 27;
pub const HBA1C_DIABETES: usize = 28;
pub const HBA1C_NO_DIABETES: usize = 29;
pub const HBA1C_MISSING: usize = 30;
pub const ONE: usize = 31;

pub const TERM_COUNT: usize = 32;
