//! Which tokens decided a prediction: the log-odds of the likeliest class against the next, as a sum over prior and tokens.

use super::bayes::{Classifier, EmptyText};
use super::token::tokens;

/// A prediction taken apart. `prior` and the tokens' shares sum to `log_odds`, which is `ln(p / q)` of the two classes.
#[derive(Clone, Debug, PartialEq)]
pub struct Reasons {
    /// Position of the likeliest class, and of the next likeliest.
    pub class: usize,
    pub against: usize,
    pub log_odds: f64,
    pub prior: f64,
    /// The heaviest first.
    pub tokens: Vec<TokenReason>,
    /// Tokens that the model has never seen; they decide nothing.
    pub unknown_tokens: Vec<String>,
}

/// What one token says for the class (above 0) or for the other (below).
#[derive(Clone, Debug, PartialEq)]
pub struct TokenReason {
    pub token: String,
    pub count: u64,
    pub log_odds: f64,
}

/// Takes the prediction of a text apart.
///
/// # Errors
/// The text has no token.
pub fn reasons(classifier: &Classifier<'_>, text: &str) -> Result<Reasons, EmptyText> {
    let tokens = tokens(text);
    let prediction = classifier.predict_tokens(&tokens)?;
    let class = prediction.class;
    let others = prediction.probabilities.iter().enumerate().filter(|(place, _)| *place != class);
    let against = others.fold((0, -1.0), |best, (place, share)| if *share > best.1 { (place, *share) } else { best }).0;
    let prior = classifier.prior(class) - classifier.prior(against);
    let known = classifier.seen(&tokens).known;
    let share = |(place, count): (usize, u64)| {
        let likelihoods = classifier.likelihoods_of(place);
        let (one, other) = (likelihoods.get(class)?, likelihoods.get(against)?);
        let token = classifier.model().tokens().get(place)?.token.clone();
        Some(TokenReason { token, count, log_odds: count as f64 * (one - other) })
    };
    let mut shares: Vec<TokenReason> = known.into_iter().filter_map(share).collect();
    let log_odds = prior + shares.iter().map(|share| share.log_odds).sum::<f64>();
    shares.sort_by(|one, other| {
        let by_weight = other.log_odds.abs().total_cmp(&one.log_odds.abs());
        by_weight.then_with(|| one.token.cmp(&other.token))
    });
    Ok(Reasons { class, against, log_odds, prior, tokens: shares, unknown_tokens: prediction.unknown_tokens })
}
