//! Support vector machines for classes (one against the rest where there are several) and for numbers.

pub mod kernel;
mod rows;
pub(super) mod solver;

use serde::{Deserialize, Serialize};

use crate::analysis::diagnosis::data::{Features, Target};
use crate::analysis::diagnosis::learner::{AlgorithmEntry, FitError, Fitted, Learner, Model, ModelKind, Task};
use crate::analysis::diagnosis::parameters::{Kind, Parameter, Settings};
use crate::base::{Cancelled, Progress};

use super::linear_model::spread;
use super::problem::{Problem, classes_present};
use super::tree::weights_of;
use kernel::{Kernel, MOST_DEGREE, Points};
use rows::KernelRows;
use solver::Solution;

const TASKS: &[Task] = &[Task::Classify, Task::Regress];

pub(super) const ENTRY: AlgorithmEntry = AlgorithmEntry {
    id: "svm",
    tasks: TASKS,
    repeatable: true,
    parameters: &[
        Parameter {
            key: "kernel",
            default: "rbf",
            kind: Kind::Word(&["rbf", "linear", "polynomial"]),
            about: "how two cases are compared",
        },
        Parameter {
            key: "c",
            default: "1",
            kind: Kind::Real { low: 1e-6, high: 1e6, words: &[] },
            about: "cost of a training case on the wrong side; larger follows the training data closer",
        },
        Parameter {
            key: "gamma",
            default: "scale",
            kind: Kind::Real { low: 1e-9, high: 1e9, words: &["scale", "auto"] },
            about: "how fast likeness falls with distance; scale: 1 / (features × variance), auto: 1 / features",
        },
        Parameter {
            key: "degree",
            default: "3",
            kind: Kind::Whole { low: 1, high: MOST_DEGREE, words: &[] },
            about: "degree of the polynomial kernel",
        },
        Parameter {
            key: "offset",
            default: "0",
            kind: Kind::Real { low: 0.0, high: 1e6, words: &[] },
            about: "constant inside the polynomial kernel",
        },
        Parameter {
            key: "epsilon",
            default: "0.1",
            kind: Kind::Real { low: 0.0, high: 1e12, words: &[] },
            about: "regression: errors up to this size cost nothing",
        },
        Parameter {
            key: "class-weight",
            default: "none",
            kind: Kind::Word(&["none", "balanced"]),
            about: "balanced: every class weighs the same, however rare",
        },
        Parameter {
            key: "tolerance",
            default: "0.001",
            kind: Kind::Real { low: 1e-9, high: 0.1, words: &[] },
            about: "how exactly the optimum is met",
        },
        Parameter {
            key: "cache-mb",
            default: "200",
            kind: Kind::Whole { low: 1, high: 16_384, words: &[] },
            about: "memory for kernel values; changes the time, not the model",
        },
    ],
    grid: &[
        &[("c", "0.1")],
        &[("c", "1")],
        &[("c", "10")],
        &[("c", "1"), ("gamma", "0.01")],
        &[("c", "10"), ("gamma", "0.01")],
        &[("kernel", "linear"), ("c", "0.1")],
        &[("kernel", "linear"), ("c", "1")],
    ],
    make: |settings| Box::new(SvmAlgorithm { settings }),
};

/// A fitted machine. Other kernels than the linear one keep training cases, which are patients' data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SvmModel {
    pub kernel: Kernel,
    pub inputs: usize,
    /// What one number of the answer is made by: one machine for two classes or a number, else one a class.
    pub machines: Vec<Machine>,
    /// Cases with a coefficient in any machine; none for the linear kernel.
    pub support: Points,
    /// Classes of the answer; 0 for a number.
    pub classes: u32,
    /// The class that each machine tells from the rest (for two classes, the one that a positive decision means, and
    /// the other).
    pub present: Vec<u32>,
    /// Mean of each feature in training, what explanations compare with.
    pub means: Vec<f64>,
}

/// One decision: `Σ coefficient · K(support, x) − offset`; for the linear kernel the coefficients are those of features.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    pub coefficients: Vec<f64>,
    pub offset: f64,
}

struct SvmAlgorithm {
    settings: Settings,
}

/// Rows with a weight, ready for the solver.
struct Training {
    points: Points,
    /// Largest absolute β of each row.
    bound: Vec<f64>,
    rows: Vec<u32>,
}

impl SvmAlgorithm {
    fn real(&self, key: &str) -> f64 {
        self.settings.real(key).unwrap_or(1.0)
    }

    fn kernel(&self, points: &Points) -> Kernel {
        let gamma = gamma_of(&self.settings, points);
        match self.settings.word("kernel") {
            Some("linear") => Kernel::Linear,
            Some("polynomial") => Kernel::Polynomial {
                gamma,
                offset: self.settings.real("offset").unwrap_or(0.0),
                degree: self.settings.whole("degree").unwrap_or(3),
            },
            _ => Kernel::Rbf { gamma },
        }
    }

    fn training(&self, problem: &Problem<'_>, progress: &Progress) -> Result<Training, Cancelled> {
        let rows = problem.rows_with_weight();
        let weights = weights_of(&self.settings, problem.target, problem.weights);
        let pick = |column: usize| {
            progress.tick(0)?;
            let column = problem.features.column(column);
            Ok(rows.iter().map(|row| column[*row as usize]).collect())
        };
        let columns = (0..problem.features.columns()).map(pick).collect::<Result<_, Cancelled>>()?;
        let points = Points::new(columns);
        progress.tick(0)?;
        let c = self.real("c");
        let bound = rows.iter().map(|row| c * weights.as_ref().map_or(1.0, |weights| weights[*row as usize]));
        Ok(Training { bound: bound.collect(), points, rows })
    }

    fn cache_bytes(&self) -> usize {
        self.settings.whole("cache-mb").unwrap_or(200) as usize * 1_000_000
    }

    /// Tells `positive` from all other classes.
    fn classify(
        &self,
        training: &Training,
        kernel: Kernel,
        is_positive: &dyn Fn(u32) -> bool,
        progress: &Progress,
    ) -> Result<Solution, FitError> {
        let sign: Vec<f64> = training.rows.iter().map(|row| if is_positive(*row) { 1.0 } else { -1.0 }).collect();
        let signed = || sign.iter().zip(&training.bound);
        let problem = solver::Problem {
            linear: sign.iter().map(|sign| -sign).collect(),
            low: signed().map(|(sign, bound)| if *sign < 0.0 { -bound } else { 0.0 }).collect(),
            high: signed().map(|(sign, bound)| if *sign > 0.0 { *bound } else { 0.0 }).collect(),
            tolerance: self.real("tolerance"),
        };
        progress.tick(0)?;
        let rows = KernelRows::new(kernel, training.points.clone(), self.cache_bytes());
        solver::solve(problem, rows, progress)
    }

    fn regress(
        &self,
        training: &Training,
        kernel: Kernel,
        numbers: &[f64],
        progress: &Progress,
    ) -> Result<Solution, FitError> {
        let epsilon = self.settings.real("epsilon").unwrap_or(0.1);
        let answers = || training.rows.iter().map(|row| numbers[*row as usize]);
        let zeros = || training.bound.iter().map(|_| 0.0);
        let problem = solver::Problem {
            linear: answers().map(|y| epsilon - y).chain(answers().map(|y| -epsilon - y)).collect(),
            low: zeros().chain(training.bound.iter().map(|bound| -bound)).collect(),
            high: training.bound.iter().copied().chain(zeros()).collect(),
            tolerance: self.real("tolerance"),
        };
        let rows = KernelRows::doubled(kernel, training.points.clone(), self.cache_bytes());
        let doubled = solver::solve(problem, rows, progress)?;
        let (up, down) = doubled.beta.split_at(training.rows.len());
        Ok(Solution { beta: up.iter().zip(down).map(|(up, down)| up + down).collect(), offset: doubled.offset })
    }
}

impl Learner for SvmAlgorithm {
    fn fit(
        &self,
        features: &Features,
        target: Target<'_>,
        weights: Option<&[f64]>,
        _seed: u64,
        progress: &Progress,
    ) -> Result<Fitted, FitError> {
        let problem = Problem::check(ENTRY.id, TASKS, features, target, weights)?;
        let training = self.training(&problem, progress)?;
        let kernel = self.kernel(&training.points);
        progress.tick(0)?;
        let (solutions, present, classes) = match target {
            Target::Numbers(numbers) => (vec![self.regress(&training, kernel, numbers, progress)?], Vec::new(), 0),
            Target::Classes { of, count } => {
                let (present, machines) = tell_apart(classes_present(of, count, weights));
                let solve = |class: &u32| self.classify(&training, kernel, &|row| of[row as usize] == *class, progress);
                (machines.iter().map(solve).collect::<Result<_, _>>()?, present, count)
            }
        };
        Ok(Fitted::Svm(model(&training.points, kernel, &solutions, present, classes)))
    }
}

/// Classes in the order of the machines that tell them from the rest, and the classes that have a machine: with two
/// classes one machine says all, and tells the later from the earlier.
pub(super) fn tell_apart(mut present: Vec<u32>) -> (Vec<u32>, Vec<u32>) {
    if present.len() == 2 {
        present.reverse();
    }
    let machines = if present.len() == 2 { &present[..1] } else { &present[..] };
    let machines = machines.to_vec();
    (present, machines)
}

/// The width of the kernel that the settings ask for.
pub(super) fn gamma_of(settings: &Settings, points: &Points) -> f64 {
    let features = points.inputs() as f64;
    match settings.word("gamma") {
        Some("auto") => 1.0 / features,
        Some(_) => {
            let variance = variance(points);
            if variance > 0.0 { 1.0 / (features * variance) } else { 1.0 }
        }
        None => settings.real("gamma").unwrap_or(1.0),
    }
}

fn variance(points: &Points) -> f64 {
    let values = || points.columns().iter().flatten();
    let count = (points.count() * points.inputs()) as f64;
    let mean = values().sum::<f64>() / count;
    values().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count
}

/// Keeps the cases that count; for the linear kernel, the sums over them.
pub(super) fn model(
    points: &Points,
    kernel: Kernel,
    solutions: &[Solution],
    present: Vec<u32>,
    classes: u32,
) -> SvmModel {
    let inputs = points.inputs();
    let linear = kernel == Kernel::Linear;
    let counts = |row: &usize| !linear && solutions.iter().any(|solution| solution.beta[*row] != 0.0);
    let kept: Vec<usize> = (0..points.count()).filter(counts).collect();
    let columns = points.columns();
    let machines = solutions.iter().map(|solution| Machine {
        coefficients: if linear {
            columns.iter().map(|column| column.iter().zip(&solution.beta).map(|(x, beta)| x * beta).sum()).collect()
        } else {
            kept.iter().map(|row| solution.beta[*row]).collect()
        },
        offset: solution.offset,
    });
    SvmModel {
        kernel,
        inputs,
        machines: machines.collect(),
        support: Points::new(columns.iter().map(|column| kept.iter().map(|row| column[*row]).collect()).collect()),
        classes,
        present,
        means: columns.iter().map(|column| column.iter().sum::<f64>() / column.len() as f64).collect(),
    }
}

impl SvmModel {
    /// The decision value of each machine.
    pub fn decisions(&self, row: &[f64]) -> Vec<f64> {
        let mut kernel = vec![0.0; self.support.count()];
        self.support.kernel_row(self.kernel, row, 0, &mut kernel);
        let by = if self.kernel == Kernel::Linear { row } else { &kernel };
        let dot = |machine: &Machine| machine.coefficients.iter().zip(by).map(|(a, b)| a * b).sum::<f64>();
        self.machines.iter().map(|machine| dot(machine) - machine.offset).collect()
    }

    /// Whether a model that was read from a file fits together.
    pub fn is_sound(&self) -> bool {
        let length = if self.kernel == Kernel::Linear { self.inputs } else { self.support.count() };
        let machine = |machine: &Machine| {
            machine.coefficients.len() == length
                && machine.offset.is_finite()
                && machine.coefficients.iter().all(|value| value.is_finite())
        };
        let machines = match self.present.len() {
            0 => self.classes == 0 && self.machines.len() == 1,
            2 => self.machines.len() == 1,
            several => self.machines.len() == several,
        };
        machines
            && self.kernel.is_sound()
            && self.support.inputs() == self.inputs
            && self.means.len() == self.inputs
            && self.support.is_sound()
            && self.machines.iter().all(machine)
            && self.present.iter().all(|class| *class < self.classes)
    }
}

/// The decision of a class that was not there to learn: that no case is of it.
const NEVER: f64 = -1.0;

impl Model for SvmModel {
    fn outputs(&self) -> usize {
        (self.classes as usize).max(1)
    }

    fn inputs(&self) -> usize {
        self.inputs
    }

    fn scores(&self, row: &[f64], into: &mut Vec<f64>) {
        let mut decisions = self.decisions(row);
        if self.classes == 0 {
            into.clear();
            return into.append(&mut decisions);
        }
        if let [decision] = decisions[..] {
            decisions.push(-decision);
        }
        spread(&decisions, &self.present, self.classes, NEVER, into);
    }

    fn gives_probabilities(&self) -> bool {
        false
    }

    fn as_kind(&self) -> ModelKind<'_> {
        ModelKind::Svm(self)
    }
}
