//! How loud an advice is: what to do, how sure the guideline is, and whether the patient takes the drug.

use crate::domain::genome::advice::{Action, DrugUse, Strength};
use crate::domain::genome::drug::Tier;

/// Avoiding a drug that is taken or being entered, on a strong recommendation, is critical; a drug that is only looked at
/// never is. A weaker "avoid" and a strong change are warnings, and so is that there is no advice. The rest is information.
pub fn tier(action: Action, strength: Option<Strength>, used: DrugUse) -> Tier {
    let is_strong = strength == Some(Strength::Strong);
    match action {
        Action::Avoid => match used {
            DrugUse::Active | DrugUse::Entered if is_strong => Tier::Critical,
            DrugUse::Active | DrugUse::Entered | DrugUse::Candidate => Tier::Warning,
        },
        Action::Alternative | Action::Reduce | Action::Increase if is_strong => Tier::Warning,
        Action::None => Tier::Warning,
        Action::Alternative | Action::Reduce | Action::Increase | Action::Standard | Action::Monitor | Action::Test => {
            Tier::Information
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn action_times_strength_times_use() {
        let of = |action, strength, used| tier(action, Some(strength), used);
        assert_eq!(of(Action::Avoid, Strength::Strong, DrugUse::Active), Tier::Critical);
        assert_eq!(of(Action::Avoid, Strength::Strong, DrugUse::Entered), Tier::Critical);
        assert_eq!(of(Action::Avoid, Strength::Strong, DrugUse::Candidate), Tier::Warning);
        assert_eq!(of(Action::Avoid, Strength::Moderate, DrugUse::Active), Tier::Warning);
        assert_eq!(of(Action::Reduce, Strength::Strong, DrugUse::Active), Tier::Warning);
        assert_eq!(of(Action::Reduce, Strength::Moderate, DrugUse::Active), Tier::Information);
        assert_eq!(of(Action::Standard, Strength::Strong, DrugUse::Active), Tier::Information);
        assert_eq!(tier(Action::None, None, DrugUse::Candidate), Tier::Warning);
    }

    #[test]
    fn a_candidate_is_never_critical() {
        for action in Action::ALL {
            for strength in Strength::ALL {
                assert_ne!(tier(action, Some(strength), DrugUse::Candidate), Tier::Critical);
            }
        }
    }
}
