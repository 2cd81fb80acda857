//! What a resource costs, as a sum: a level of its own for each hospital, doctor and kind of equipment.
//!
//! One level of each input is the reference and counts 0; the coefficient of another says how far it lies from that one.

/// A level of an input and in how many rows it was learned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostLevel {
    pub name: String,
    pub rows: u64,
}

/// An input made of words, such as the hospital.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostInput {
    /// Heading of the column.
    pub name: String,
    /// In the order of names.
    pub levels: Vec<CostLevel>,
    /// Place among the levels of the one that counts 0: the most frequent.
    pub reference: usize,
}

/// A column of the sum: the intercept (`level` is nothing), or a level of an input by their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CostTerm {
    pub level: Option<(usize, usize)>,
}

/// Numbers beside a term.
#[derive(Clone, Debug, PartialEq)]
pub struct CostColumn {
    pub term: CostTerm,
    /// Nothing where the other columns already say it, so that its effect cannot be told apart from theirs.
    pub coefficient: Option<f64>,
    /// Of a column that the others say: its share of each of the kept columns, in their order.
    pub said_by: Vec<f64>,
}

/// A fitted model. Costs are in the unit of the column learned from.
#[derive(Clone, Debug, PartialEq)]
pub struct CostModel {
    /// Heading of the cost.
    pub target: String,
    pub inputs: Vec<CostInput>,
    pub columns: Vec<CostColumn>,
    /// Inverse of the crossed kept columns, row by row; times the squared spread it is the coefficients' covariance.
    pub inverse: Vec<f64>,
    /// Standard deviation of what the sum leaves, with the rows less the kept columns as divisor.
    pub spread: f64,
    /// Rows less kept columns.
    pub freedom: u64,
    pub rows: u64,
}

impl CostModel {
    /// Places of the columns that have a coefficient.
    pub fn kept(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().enumerate().filter(|(_, column)| column.coefficient.is_some()).map(|(at, _)| at)
    }

    /// Whether its parts fit each other; what is read from a file is checked by this.
    pub fn is_whole(&self) -> bool {
        let kept = self.kept().count();
        let is_input = |input: &CostInput| input.reference < input.levels.len();
        let is_column = |column: &CostColumn| {
            let is_term = column.term.level.is_none_or(|(input, level)| {
                self.inputs.get(input).is_some_and(|input| level < input.levels.len() && level != input.reference)
            });
            let is_finite = column.coefficient.is_none_or(f64::is_finite);
            is_term && is_finite && (column.coefficient.is_some() || column.said_by.len() == kept)
        };
        self.inputs.iter().all(is_input)
            && self.columns.first().is_some_and(|first| first.term.level.is_none() && first.coefficient.is_some())
            && self.columns.len() == 1 + self.inputs.iter().map(|input| input.levels.len() - 1).sum::<usize>()
            && self.columns.iter().all(is_column)
            && self.inverse.len() == kept * kept
            && self.inverse.iter().chain([&self.spread]).all(|number| number.is_finite())
            && self.freedom > 0
    }
}
