//! The body mass index where nobody wrote it down: the one quantity that is computed in the place of a measured one, for
//! every screen that asks for it.

use super::super::risk_record::{Measured, RiskRecord};
use super::filling::{AsOf, Lack};

const HOUR_SECS: i64 = 3_600;
/// kg/m2, kg and cm.
pub const BODY_MASS_INDEX: &str = "39156-5";
const BODY_WEIGHT: &str = "29463-7";
const BODY_HEIGHT: &str = "8302-2";
/// Weight changes within a year.
const WEIGHT_HOURS: u32 = 365 * 24;
/// Adults do not grow.
const HEIGHT_HOURS: u32 = 10 * 365 * 24;
const ADULT_YEARS: i32 = 18;

/// The quantities that an input of this code is read from.
pub fn codes_behind(code: &'static str) -> impl Iterator<Item = &'static str> {
    let also = (code == BODY_MASS_INDEX).then_some(BODY_WEIGHT);
    std::iter::once(code).chain(also)
}

impl RiskRecord {
    /// The newest value that may still be used.
    ///
    /// # Errors
    /// There is none, it is too old, or it is only a limit of measurement.
    pub fn newest(&self, code: &str, newest_hours: u32, as_of: AsOf) -> Result<Measured, Lack> {
        let newest = *self.measured(code, as_of.utc_secs).last().ok_or(Lack::NotRecorded)?;
        if as_of.utc_secs - newest.utc_secs > i64::from(newest_hours) * HOUR_SECS {
            return Err(Lack::TooOld { utc_secs: newest.utc_secs, newest_hours });
        }
        if newest.is_limit {
            return Err(Lack::OnlyLimit { utc_secs: newest.utc_secs });
        }
        Ok(newest)
    }

    /// An adult's body mass index from the newest weight and height; its time and position are those of the weight.
    pub fn computed_body_mass_index(&self, newest_hours: u32, as_of: AsOf) -> Option<Measured> {
        if self.age_years(as_of.date)? < ADULT_YEARS {
            return None;
        }
        let weight = self.newest(BODY_WEIGHT, newest_hours, as_of).ok()?;
        let height = self.newest(BODY_HEIGHT, HEIGHT_HOURS, as_of).ok()?;
        let metres = height.value / 100.0;
        let is_doubtful = weight.is_doubtful || height.is_doubtful;
        (metres > 0.0).then(|| Measured { value: weight.value / (metres * metres), is_doubtful, ..weight })
    }

    /// In kg/m², recorded within a year, else computed; `None` also where the value is doubted.
    pub fn body_mass_index(&self, as_of: AsOf) -> Option<f64> {
        let recorded = self.newest(BODY_MASS_INDEX, WEIGHT_HOURS, as_of).ok();
        let found = recorded.or_else(|| self.computed_body_mass_index(WEIGHT_HOURS, as_of))?;
        (!found.is_doubtful).then_some(found.value)
    }
}
