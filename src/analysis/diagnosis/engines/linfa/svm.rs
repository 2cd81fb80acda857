//! linfa-svm. It keeps the whole kernel matrix, eight bytes a pair of rows; beyond a number of rows it is refused.

use linfa::prelude::{Dataset, Fit};
use linfa_svm::{Svm, SvmParams};
use ndarray::Array1;

use crate::analysis::diagnosis::data::{Features, Target};
use crate::analysis::diagnosis::engines::problem::{Problem, classes_present};
use crate::analysis::diagnosis::engines::svm::kernel::{Kernel, Points};
use crate::analysis::diagnosis::engines::svm::solver::Solution;
use crate::analysis::diagnosis::engines::svm::{gamma_of, model, tell_apart};
use crate::analysis::diagnosis::learner::{AlgorithmEntry, FitError, Fitted, Learner, Task};
use crate::analysis::diagnosis::parameters::{Kind, Parameter, Settings};
use crate::base::Progress;

use super::{contained, records};

const TASKS: &[Task] = &[Task::Classify, Task::Regress];

/// The kernel matrix of so many rows takes 512 MB.
const MOST_ROWS: usize = 8_000;

pub(in super::super) const ENTRY: AlgorithmEntry = AlgorithmEntry {
    id: "linfa-svm",
    tasks: TASKS,
    repeatable: true,
    parameters: &[
        Parameter {
            key: "kernel",
            default: "rbf",
            kind: Kind::Word(&["rbf", "linear"]),
            about: "how two cases are compared",
        },
        Parameter {
            key: "c",
            default: "1",
            kind: Kind::Real { low: 1e-6, high: 1e6, words: &[] },
            about: "cost of a training case on the wrong side",
        },
        Parameter {
            key: "gamma",
            default: "scale",
            kind: Kind::Real { low: 1e-9, high: 1e9, words: &["scale", "auto"] },
            about: "how fast likeness falls with distance; scale: 1 / (features × variance), auto: 1 / features",
        },
        Parameter {
            key: "epsilon",
            default: "0.1",
            kind: Kind::Real { low: 1e-9, high: 1e12, words: &[] },
            about: "regression: errors up to this size cost nothing",
        },
        Parameter {
            key: "tolerance",
            default: "0.001",
            kind: Kind::Real { low: 1e-9, high: 0.1, words: &[] },
            about: "how exactly the optimum is met",
        },
    ],
    grid: &[&[("c", "0.1")], &[("c", "1")], &[("c", "10")]],
    make: |settings| Box::new(LinfaSvm { settings }),
};

struct LinfaSvm {
    settings: Settings,
}

impl LinfaSvm {
    fn real(&self, key: &str) -> f64 {
        self.settings.real(key).unwrap_or(1.0)
    }

    fn with_kernel<L>(&self, params: SvmParams<f64, L>, kernel: Kernel) -> SvmParams<f64, L> {
        let params = params.eps(self.real("tolerance"));
        match kernel {
            // linfa's width divides where gamma multiplies.
            Kernel::Rbf { gamma } => params.gaussian_kernel(1.0 / gamma),
            Kernel::Linear | Kernel::Polynomial { .. } => params.linear_kernel(),
        }
    }

    fn classify(&self, features: &Features, kernel: Kernel, is: &dyn Fn(u32) -> bool) -> Result<Solution, FitError> {
        let rows: Vec<u32> = (0..features.rows() as u32).collect();
        let targets: Array1<bool> = rows.iter().map(|row| is(*row)).collect();
        let data = Dataset::new(records(features, &rows), targets);
        let c = self.real("c");
        let params = self.with_kernel(Svm::<f64, bool>::params(), kernel).pos_neg_weights(c, c);
        let fitted = contained("linfa-svm", || params.fit(&data))?;
        solution(fitted.alpha, fitted.rho, features.rows())
    }

    fn regress(&self, features: &Features, kernel: Kernel, numbers: &[f64]) -> Result<Solution, FitError> {
        let rows: Vec<u32> = (0..features.rows() as u32).collect();
        let data = Dataset::new(records(features, &rows), Array1::from(numbers.to_vec()));
        let params = self.with_kernel(Svm::<f64, f64>::params(), kernel);
        let params = params.c_svr(self.real("c"), Some(self.real("epsilon")));
        let fitted = contained("linfa-svm", || params.fit(&data))?;
        solution(fitted.alpha, fitted.rho, features.rows())
    }
}

/// What linfa found, if it is usable at all.
fn solution(beta: Vec<f64>, offset: f64, rows: usize) -> Result<Solution, FitError> {
    if beta.len() == rows && offset.is_finite() && beta.iter().all(|beta| beta.is_finite()) {
        Ok(Solution { beta, offset })
    } else {
        Err(FitError::Engine { engine: "linfa-svm", said: "its coefficients are no numbers".to_owned() })
    }
}

impl Learner for LinfaSvm {
    fn fit(
        &self,
        features: &Features,
        target: Target<'_>,
        weights: Option<&[f64]>,
        _seed: u64,
        progress: &Progress,
    ) -> Result<Fitted, FitError> {
        Problem::check(ENTRY.id, TASKS, features, target, weights)?;
        if weights.is_some() {
            return Err(FitError::NoWeights { algorithm: ENTRY.id });
        }
        let (rows, columns) = (features.rows(), features.columns());
        if rows > MOST_ROWS {
            return Err(FitError::TooLarge { rows, columns });
        }
        let points = Points::new((0..columns).map(|column| features.column(column).to_vec()).collect());
        let kernel = match self.settings.word("kernel") {
            Some("linear") => Kernel::Linear,
            _ => Kernel::Rbf { gamma: gamma_of(&self.settings, &points) },
        };
        progress.tick(0)?;
        let (solutions, present, classes) = match target {
            Target::Numbers(numbers) => (vec![self.regress(features, kernel, numbers)?], Vec::new(), 0),
            Target::Classes { of, count } => {
                let (present, machines) = tell_apart(classes_present(of, count, None));
                let solve = |class: &u32| {
                    progress.tick(0)?;
                    self.classify(features, kernel, &|row| of[row as usize] == *class)
                };
                (machines.iter().map(solve).collect::<Result<_, _>>()?, present, count)
            }
        };
        Ok(Fitted::Svm(model(&points, kernel, &solutions, present, classes)))
    }
}
