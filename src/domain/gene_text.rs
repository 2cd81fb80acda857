//! A classifier of gene texts as plain counts: what was learned, from how much, and how well it did on texts it had not
//! seen. It holds no patient: how often each token stood in the texts of each disease is all.

/// What was learned: texts a class, and tokens a class.
#[derive(Clone, Debug, PartialEq)]
pub struct GeneTextModel {
    classes: Vec<GeneTextClass>,
    tokens: Vec<TokenCounts>,
    alpha: f64,
    pub card: GeneTextCard,
}

/// A class and how many texts it had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneTextClass {
    pub name: String,
    /// 1 or more.
    pub texts: u64,
}

/// A token and how often it stood in the texts of each class, in the order of the classes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenCounts {
    pub token: String,
    pub counts: Vec<u64>,
}

/// What to know about a model before it is trusted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GeneTextCard {
    /// Patients with a text and a disease.
    pub patients: u64,
    /// Patients left out: a text without disease, a disease without text, one of them empty.
    pub left_out: u64,
    /// `None` where there were too few patients to hold any back.
    pub validation: Option<CrossValidation>,
}

/// How the model does on texts held back, beside always saying the most frequent class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CrossValidation {
    pub folds: u32,
    pub seed: u64,
    pub model: Accuracy,
    pub majority: Accuracy,
}

impl CrossValidation {
    /// Whether the whole interval lies above what the majority class alone achieves.
    pub fn is_better_than_majority(&self) -> bool {
        self.model.low > self.majority.share
    }
}

/// Right of all, with the 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accuracy {
    pub right: u64,
    pub of: u64,
    pub share: f64,
    pub low: f64,
    pub high: f64,
}

/// Why counts are no model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GeneTextFault {
    #[error("it has fewer than two classes")]
    FewClasses,
    #[error("it has no token")]
    NoTokens,
    #[error("the class {0:?} stands twice, has no name or has no text")]
    Class(String),
    #[error("the token {0:?} stands twice, is empty, or does not have a count for each class")]
    Token(String),
    #[error("the smoothing {0} is not above 0")]
    Alpha(String),
}

impl GeneTextModel {
    /// Checks and keeps; classes and tokens are put into alphabetical order.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn new(
        classes: Vec<GeneTextClass>,
        mut tokens: Vec<TokenCounts>,
        alpha: f64,
        card: GeneTextCard,
    ) -> Result<GeneTextModel, GeneTextFault> {
        if !(alpha > 0.0 && alpha.is_finite()) {
            return Err(GeneTextFault::Alpha(alpha.to_string()));
        }
        if classes.len() < 2 {
            return Err(GeneTextFault::FewClasses);
        }
        let mut order: Vec<(usize, GeneTextClass)> = classes.into_iter().enumerate().collect();
        order.sort_by(|one, other| one.1.name.cmp(&other.1.name));
        tokens.sort_by(|one, other| one.token.cmp(&other.token));
        if tokens.is_empty() {
            return Err(GeneTextFault::NoTokens);
        }
        if let Some(token) = tokens.iter().find(|token| token.token.is_empty() || token.counts.len() != order.len()) {
            return Err(GeneTextFault::Token(token.token.clone()));
        }
        let places: Vec<usize> = order.iter().map(|(place, _)| *place).collect();
        for token in &mut tokens {
            token.counts = places.iter().filter_map(|place| token.counts.get(*place).copied()).collect();
        }
        let classes: Vec<GeneTextClass> = order.into_iter().map(|(_, class)| class).collect();
        check_repeats(&classes, &tokens)?;
        Ok(GeneTextModel { classes, tokens, alpha, card })
    }

    /// In alphabetical order; two or more.
    pub fn classes(&self) -> &[GeneTextClass] {
        &self.classes
    }

    /// In alphabetical order; one or more.
    pub fn tokens(&self) -> &[TokenCounts] {
        &self.tokens
    }

    /// Added to each count, so that what was never seen is not impossible.
    pub fn alpha(&self) -> f64 {
        self.alpha
    }
}

fn check_repeats(classes: &[GeneTextClass], tokens: &[TokenCounts]) -> Result<(), GeneTextFault> {
    let class = classes.iter().find(|class| class.name.trim().is_empty() || class.texts == 0);
    let twice = classes.windows(2).find_map(|pair| match pair {
        [one, other] if one.name == other.name => Some(one),
        _ => None,
    });
    if let Some(class) = class.or(twice) {
        return Err(GeneTextFault::Class(class.name.clone()));
    }
    let twice = tokens.windows(2).find_map(|pair| match pair {
        [one, other] if one.token == other.token => Some(one),
        _ => None,
    });
    twice.map_or(Ok(()), |token| Err(GeneTextFault::Token(token.token.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(name: &str, texts: u64) -> GeneTextClass {
        GeneTextClass { name: name.to_owned(), texts }
    }

    fn token(token: &str, counts: &[u64]) -> TokenCounts {
        TokenCounts { token: token.to_owned(), counts: counts.to_vec() }
    }

    fn model(classes: Vec<GeneTextClass>, tokens: Vec<TokenCounts>) -> Result<GeneTextModel, GeneTextFault> {
        GeneTextModel::new(classes, tokens, 1.0, GeneTextCard::default())
    }

    #[test]
    fn counts_go_with_their_class_into_alphabetical_order() {
        let found = model(vec![class("b", 2), class("a", 3)], vec![token("Y", &[1, 2]), token("X", &[3, 4])]);
        let found = found.expect("a model");
        assert_eq!(found.classes(), [class("a", 3), class("b", 2)]);
        assert_eq!(found.tokens(), [token("X", &[4, 3]), token("Y", &[2, 1])]);
    }

    #[test]
    fn what_is_no_model_is_named() {
        let two = || vec![class("a", 1), class("b", 1)];
        assert_eq!(model(vec![class("a", 1)], vec![token("X", &[1])]), Err(GeneTextFault::FewClasses));
        assert_eq!(model(two(), Vec::new()), Err(GeneTextFault::NoTokens));
        assert_eq!(model(two(), vec![token("X", &[1])]), Err(GeneTextFault::Token("X".to_owned())));
        let twice = vec![token("X", &[1, 1]), token("X", &[1, 1])];
        assert_eq!(model(two(), twice), Err(GeneTextFault::Token("X".to_owned())));
        let same = vec![class("a", 1), class("a", 1)];
        assert_eq!(model(same, vec![token("X", &[1, 1])]), Err(GeneTextFault::Class("a".to_owned())));
        let nobody = vec![class("a", 1), class("b", 0)];
        assert_eq!(model(nobody, vec![token("X", &[1, 1])]), Err(GeneTextFault::Class("b".to_owned())));
        let flat = GeneTextModel::new(two(), vec![token("X", &[1, 1])], 0.0, GeneTextCard::default());
        assert_eq!(flat, Err(GeneTextFault::Alpha("0".to_owned())));
    }
}
