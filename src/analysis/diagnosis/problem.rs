//! A table with a task: which rows can be learned from, what their answers are, whose they are.

use super::data::Target;
use super::learner::Task;
use super::pipeline::PipelinePlan;
use super::table::{Column, Role, Table, TableError, Values};

const MOST_CLASSES: usize = 50;
/// Words that begin the name of the class without the condition.
const ABSENCE: &[&str] = &[
    "not", "no", "non", "none", "neg", "negative", "healthy", "normal", "control", "benign", "absent", "alive",
    "false", "阴性", "正常", "健康", "无", "否", "良性",
];

/// The answers, one for each row of the table; what stands for rows without one is never looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum Answers {
    Classes(Vec<u32>),
    Numbers(Vec<f64>),
}

/// What is to be learned from a table.
#[derive(Clone, Debug)]
pub struct Problem<'t> {
    pub table: &'t Table,
    pub task: Task,
    /// Rows with an answer and all that may not be missing.
    pub rows: Vec<u32>,
    /// Names of the classes; the one looked for is the last of two.
    pub classes: Vec<String>,
    pub answers: Answers,
    /// Number of the patient of each row of the table.
    pub patients: Vec<u32>,
    /// Rows without an answer, rows that do not say whose they are, and rows without what may not be missing.
    pub without_answer: u32,
    pub without_patient: u32,
    pub incomplete: u32,
}

impl<'t> Problem<'t> {
    /// `positive` names the class that is looked for; else the one that does not sound like "without" is.
    ///
    /// # Errors
    /// There is no target, or nothing to tell apart.
    pub fn of(
        table: &'t Table,
        task: Task,
        positive: Option<&str>,
        pipeline: &PipelinePlan,
    ) -> Result<Problem<'t>, TableError> {
        let target = table.with_role(Role::Target).next().ok_or(TableError::NoTarget)?;
        let answered: Vec<u32> = (0..table.rows).filter(|row| !target.values.is_missing(*row)).collect();
        if answered.is_empty() {
            return Err(TableError::EmptyTarget(target.name.clone()));
        }
        // Whose a row is that names nobody is not known: it could stand on the other side of a split.
        let group = table.with_role(Role::Group).next();
        let is_named = |row: &u32| group.is_none_or(|group| !group.values.is_missing(*row));
        let named: Vec<u32> = answered.iter().copied().filter(is_named).collect();
        let rows = pipeline.usable(table, &named);
        if rows.is_empty() {
            return Err(TableError::NoRows);
        }
        let (answers, classes) = match task {
            Task::Classify => classes(target, &rows, positive)?,
            Task::Regress => (numbers(target)?, Vec::new()),
        };
        Ok(Problem {
            table,
            task,
            without_answer: table.rows - answered.len() as u32,
            without_patient: (answered.len() - named.len()) as u32,
            incomplete: (named.len() - rows.len()) as u32,
            rows,
            classes,
            answers,
            patients: table.patients(),
        })
    }

    /// 1 for a number, else one a class.
    pub fn outputs(&self) -> usize {
        self.classes.len().max(1)
    }

    pub fn class(&self, row: u32) -> u32 {
        match &self.answers {
            Answers::Classes(classes) => classes.get(row as usize).copied().unwrap_or(0),
            Answers::Numbers(_) => 0,
        }
    }

    pub fn number(&self, row: u32) -> f64 {
        match &self.answers {
            Answers::Numbers(numbers) => numbers.get(row as usize).copied().unwrap_or(0.0),
            Answers::Classes(classes) => classes.get(row as usize).map_or(0.0, |class| f64::from(*class)),
        }
    }

    pub fn patients_of(&self, rows: &[u32]) -> Vec<u32> {
        rows.iter().filter_map(|row| self.patients.get(*row as usize).copied()).collect()
    }

    /// Classes of these rows, where there are any.
    pub fn classes_of(&self, rows: &[u32]) -> Option<Vec<u32>> {
        (self.task == Task::Classify).then(|| rows.iter().map(|row| self.class(*row)).collect())
    }

    /// The answers of these rows, for an algorithm.
    pub fn with_target<R>(&self, rows: &[u32], use_it: impl FnOnce(Target<'_>) -> R) -> R {
        match self.task {
            Task::Classify => {
                let of: Vec<u32> = rows.iter().map(|row| self.class(*row)).collect();
                use_it(Target::Classes { of: &of, count: self.classes.len() as u32 })
            }
            Task::Regress => {
                let numbers: Vec<f64> = rows.iter().map(|row| self.number(*row)).collect();
                use_it(Target::Numbers(&numbers))
            }
        }
    }

    /// What is said of every case without looking at it: the share of each class, or the mean.
    pub fn baseline(&self, rows: &[u32]) -> Vec<f64> {
        let mut sums = vec![0.0; self.outputs()];
        for row in rows {
            match self.task {
                Task::Classify => sums.iter_mut().skip(self.class(*row) as usize).take(1).for_each(|sum| *sum += 1.0),
                Task::Regress => sums.iter_mut().for_each(|sum| *sum += self.number(*row)),
            }
        }
        sums.into_iter().map(|sum| sum / rows.len().max(1) as f64).collect()
    }
}

fn numbers(target: &Column) -> Result<Answers, TableError> {
    match &target.values {
        Values::Numbers(numbers) => Ok(Answers::Numbers(numbers.iter().map(|number| number.unwrap_or(0.0)).collect())),
        Values::Levels { .. } => Err(TableError::TargetNotNumeric(target.name.clone())),
    }
}

/// Only classes that occur count.
fn classes(target: &Column, rows: &[u32], positive: Option<&str>) -> Result<(Answers, Vec<String>), TableError> {
    let mut found: Vec<f64> = rows.iter().filter_map(|row| target.values.number(*row)).collect();
    found.sort_by(f64::total_cmp);
    found.dedup();
    let name = |value: &f64| match &target.values {
        Values::Numbers(_) => value.to_string(),
        Values::Levels { names, .. } => names.get(*value as usize).cloned().unwrap_or_default(),
    };
    if found.len() > MOST_CLASSES {
        return Err(TableError::TooManyClasses(target.name.clone(), found.len()));
    }
    if let [only] = found.as_slice() {
        return Err(TableError::OneClass(target.name.clone(), name(only)));
    }
    let looked_for = match positive {
        Some(positive) => {
            let place = found.iter().position(|value| name(value) == positive);
            Some(place.ok_or_else(|| TableError::NoClass(target.name.clone(), positive.to_owned()))?)
        }
        None => (found.len() == 2 && is_absence(&name(&found[1])) && !is_absence(&name(&found[0]))).then_some(0),
    };
    if let Some(place) = looked_for {
        let value = found.remove(place);
        found.push(value);
    }
    let class = |row: u32| {
        let value = target.values.number(row);
        found.iter().position(|known| Some(*known) == value).unwrap_or(0) as u32
    };
    let of = (0..target.values.len() as u32).map(class).collect();
    Ok((Answers::Classes(of), found.iter().map(name).collect()))
}

fn is_absence(name: &str) -> bool {
    let name = name.to_lowercase();
    let begins = |word: &&str| {
        name.strip_prefix(*word).is_some_and(|rest| rest.is_empty() || !rest.starts_with(|c: char| c.is_alphabetic()))
    };
    ABSENCE.iter().any(begins) || (name.starts_with("not") && name.len() > 5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::diagnosis::table::{RawCell, RawColumn, propose, read_table};

    fn table(answers: &[&str]) -> Table {
        let word = |text: &&str| if text.is_empty() { RawCell::Missing } else { RawCell::Word((*text).to_owned()) };
        let columns = [
            RawColumn {
                name: "x".into(),
                cells: (0..answers.len()).map(|x| RawCell::Number(x as f64 * 1.5)).collect(),
            },
            RawColumn { name: "dx".into(), cells: answers.iter().map(word).collect() },
        ];
        read_table(&columns, &propose(&columns, Some("dx"))).expect("a table").0
    }

    #[test]
    fn the_class_looked_for_is_the_last_and_rows_without_an_answer_are_left_out() {
        let classes = |answers: &[&str], positive: Option<&str>| {
            let table = table(answers);
            Problem::of(&table, Task::Classify, positive, &PipelinePlan::default())
                .map(|problem| (problem.classes.clone(), problem.rows.clone(), problem.class(0)))
        };
        let (names, rows, first) = classes(&["ckd", "notckd", "", "ckd"], None).expect("classes");
        assert_eq!((names, rows, first), (vec!["notckd".to_owned(), "ckd".to_owned()], vec![0, 1, 3], 1));
        let (names, _, _) = classes(&["Stranded", "Not Stranded", "Stranded"], None).expect("classes");
        assert_eq!(names, ["Not Stranded", "Stranded"]);
        let (names, _, _) = classes(&["a", "b", "c"], Some("a")).expect("classes");
        assert_eq!(names, ["b", "c", "a"]);
        let one = classes(&["a", "", "a"], None).expect_err("one class").to_string();
        assert!(one.contains("nothing but a"), "{one}");
        assert!(classes(&["a", "b"], Some("z")).is_err());
        let table = table(&["a", "b"]);
        let numbers = Problem::of(&table, Task::Regress, None, &PipelinePlan::default()).err();
        assert_eq!(numbers, Some(TableError::TargetNotNumeric("dx".to_owned())));
    }
}
