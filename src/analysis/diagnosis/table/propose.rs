//! Type and role of every column, from its cells and its heading.

use std::collections::BTreeMap;

use super::super::learner::Task;
use super::names::{Naming, has_no_zero, is_target_name, naming_of};
use super::read::limit_of;
use super::{ColumnChoice, ColumnType, RawCell, RawColumn, Role};

/// Numbers with so many different values at most are classes where they are the target.
const CLASSES_OF_NUMBERS: usize = 10;
/// Fewer entries under the name of a patient may be groups.
const FEWEST_PATIENTS: usize = 3;
/// Share of numbers from which a column of many different ones is numeric, whatever words stand between them.
const MOSTLY: f64 = 0.5;
/// Words with so many different values at most are a category.
const MOST_LEVELS: usize = 50;
/// So many rows have to differ before numbers in a row are an identifier.
const FEWEST_FOR_IDENTIFIER: usize = 20;
/// Share of the cells that have to fit a type.
const FITTING: f64 = 0.9;

const NO_YES: &[(&str, &str)] = &[
    ("no", "yes"),
    ("n", "y"),
    ("false", "true"),
    ("f", "t"),
    ("0", "1"),
    ("neg", "pos"),
    ("negative", "positive"),
    ("absent", "present"),
    ("notpresent", "present"),
    ("not present", "present"),
    ("healthy", "sick"),
    ("benign", "malignant"),
    ("alive", "dead"),
    ("否", "是"),
    ("无", "有"),
    ("阴性", "阳性"),
];
const SCALES: &[&[&str]] = &[
    &["none", "mild", "moderate", "severe", "very severe"],
    &["absent", "trace", "mild", "moderate", "severe"],
    &["very low", "low", "medium", "high", "very high"],
    &["low", "moderate", "high"],
    &["poor", "fair", "good", "excellent"],
    &["negative", "trace", "+", "++", "+++", "++++"],
    &["-", "+-", "+", "++", "+++", "++++"],
    &["never", "former", "current"],
    &["无", "轻度", "中度", "重度"],
    &["低", "中", "高"],
];

/// Proposes all columns. `target` is the heading of the target where somebody named it; else a heading that sounds like
/// one is taken, and nothing where none does.
pub fn propose(columns: &[RawColumn], target: Option<&str>) -> Vec<ColumnChoice> {
    let mut choices: Vec<ColumnChoice> = columns.iter().map(choice).collect();
    let place = match target {
        Some(name) => choices.iter().position(|choice| choice.name == name),
        None => choices.iter().rposition(|choice| is_target_name(&choice.name)),
    };
    if let (Some(choice), Some(column)) =
        (place.and_then(|place| choices.get_mut(place)), place.and_then(|place| columns.get(place)))
    {
        choice.role = Role::Target;
        choice.zeros_look_missing = false;
        as_target(choice, column);
    }
    if let Some(group) = group_place(&choices, columns).and_then(|place| choices.get_mut(place)) {
        group.role = Role::Group;
    }
    choices
}

/// A target is told apart by its words, whatever they look like.
pub(super) fn as_target(choice: &mut ColumnChoice, column: &RawColumn) {
    if matches!(choice.kind, ColumnType::Identifier | ColumnType::Text | ColumnType::Date) {
        let seen = Seen::of(column);
        choice.kind = if seen.is_fitting(seen.numbers) { ColumnType::Numeric } else { ColumnType::Categorical };
        choice.levels = if choice.kind == ColumnType::Numeric { Vec::new() } else { seen.levels() };
    }
}

/// What is learned from such a target.
pub fn task_of(choice: &ColumnChoice, column: &RawColumn) -> Task {
    let several = Seen::of(column).counts.len() > CLASSES_OF_NUMBERS;
    if choice.kind == ColumnType::Numeric && several { Task::Regress } else { Task::Classify }
}

/// The column that names patients: one whose heading says so before others, one that comes again before one that does not.
/// Where no heading says so, a column of texts that come again, each with one answer, is taken for it.
fn group_place(choices: &[ColumnChoice], columns: &[RawColumn]) -> Option<usize> {
    let is_free = |place: usize| {
        choices.get(place).is_some_and(|choice| {
            choice.role == Role::Ignore && matches!(choice.kind, ColumnType::Identifier | ColumnType::Text)
        })
    };
    let rank = |place: &usize| {
        let (choice, column) = (choices.get(*place)?, columns.get(*place)?);
        let naming = naming_of(&choice.name);
        let seen = Seen::of(column);
        let comes_again = seen.counts.len() < seen.present;
        let is_named = choice.kind == ColumnType::Identifier && naming != Naming::No;
        let is_person = matches!(naming, Naming::Person | Naming::BarePerson);
        is_named.then_some((is_person, comes_again, std::cmp::Reverse(*place)))
    };
    let named = (0..choices.len()).filter(|place| is_free(*place) && rank(place).is_some()).max_by_key(rank);
    named.or_else(|| {
        let target =
            choices.iter().position(|choice| choice.role == Role::Target).and_then(|place| columns.get(place))?;
        (0..choices.len()).find(|place| {
            is_free(*place) && columns.get(*place).is_some_and(|column| has_one_answer_each(column, target))
        })
    })
}

/// Whether texts come again in most rows, and rows of one text have one answer: as rows of one patient have.
fn has_one_answer_each(column: &RawColumn, target: &RawColumn) -> bool {
    let mut answers: BTreeMap<String, (String, usize)> = BTreeMap::new();
    let mut rows = 0;
    for (cell, answer) in column.cells.iter().zip(&target.cells) {
        let (Some(text), Some(answer)) = (word_of(cell), word_of(answer)) else { continue };
        let (first, count) = answers.entry(text).or_insert_with(|| (answer.clone(), 0));
        if *first != answer {
            return false;
        }
        *count += 1;
        rows += 1;
    }
    let again: usize = answers.values().map(|(_, count)| *count).filter(|count| *count > 1).sum();
    let several = answers.values().any(|(answer, _)| answers.values().next().is_some_and(|(first, _)| first != answer));
    answers.len() > CLASSES_OF_NUMBERS && again * 2 > rows && several
}

fn choice(column: &RawColumn) -> ColumnChoice {
    let seen = Seen::of(column);
    let kind = seen.kind(&column.name);
    let role = match kind {
        ColumnType::Date | ColumnType::Identifier | ColumnType::Text => Role::Ignore,
        _ if seen.counts.len() < 2 => Role::Ignore,
        ColumnType::Numeric | ColumnType::Ordinal | ColumnType::Categorical | ColumnType::Boolean => Role::Feature,
    };
    let levels = match kind {
        ColumnType::Boolean => seen.no_yes().unwrap_or_else(|| seen.levels()),
        ColumnType::Ordinal => seen.scale().unwrap_or_else(|| seen.levels()),
        ColumnType::Categorical => seen.levels(),
        ColumnType::Numeric | ColumnType::Date | ColumnType::Identifier | ColumnType::Text => Vec::new(),
    };
    let zeros_look_missing = kind == ColumnType::Numeric && zeros_look_missing(column);
    ColumnChoice { name: column.name.clone(), kind, role, zero_is_missing: false, zeros_look_missing, levels }
}

/// The cells of a column, counted.
pub(super) struct Seen {
    present: usize,
    numbers: usize,
    days: usize,
    /// Numbers that are whole; how far apart all lie.
    whole: usize,
    span: f64,
    counts: BTreeMap<String, usize>,
    longest: usize,
    has_blanks: bool,
}

impl Seen {
    pub(super) fn of(column: &RawColumn) -> Seen {
        let mut seen = Seen {
            present: 0,
            numbers: 0,
            days: 0,
            whole: 0,
            span: 0.0,
            counts: BTreeMap::new(),
            longest: 0,
            has_blanks: false,
        };
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for cell in &column.cells {
            let Some(word) = word_of(cell) else { continue };
            seen.present += 1;
            match cell {
                RawCell::Number(number) => {
                    seen.numbers += 1;
                    seen.whole += usize::from(number.fract() == 0.0);
                    (least, most) = (least.min(*number), most.max(*number));
                }
                RawCell::Day(_) => seen.days += 1,
                RawCell::Word(word) if limit_of(word).is_some() => {
                    seen.numbers += 1;
                }
                RawCell::Word(word) => {
                    seen.longest = seen.longest.max(word.chars().count());
                    seen.has_blanks |= word.contains(' ');
                }
                RawCell::Missing => {}
            }
            *seen.counts.entry(word).or_insert(0) += 1;
        }
        seen.span = most - least;
        seen
    }

    fn is_fitting(&self, cells: usize) -> bool {
        self.present > 0 && cells as f64 >= FITTING * self.present as f64
    }

    /// Nearly all cells are numbers, or most are and differ more than the words of a scale do.
    fn is_numeric(&self) -> bool {
        let are_most = self.numbers as f64 >= MOSTLY * self.present as f64;
        let words = self.present - self.numbers - self.days;
        let different = self.counts.len().saturating_sub(words.min(self.counts.len()));
        self.is_fitting(self.numbers)
            || (are_most && different > CLASSES_OF_NUMBERS && !self.are_whole())
            || (are_most && different > MOST_LEVELS)
    }

    fn kind(&self, heading: &str) -> ColumnType {
        let distinct = self.counts.len();
        if self.present == 0 {
            return ColumnType::Text;
        }
        if self.is_fitting(self.days) {
            return ColumnType::Date;
        }
        if self.no_yes().is_some() {
            return ColumnType::Boolean;
        }
        let are_codes = distinct == self.present && distinct >= FEWEST_FOR_IDENTIFIER;
        if self.is_numeric() {
            let is_counted = are_codes && self.span < 1.2 * distinct as f64;
            let is_named = self.are_many_enough(heading);
            return if (self.are_whole() && is_counted) || is_named {
                ColumnType::Identifier
            } else {
                ColumnType::Numeric
            };
        }
        // A patient's rows may be many; words of a class are few.
        if self.are_many_enough(heading) || (are_codes && self.longest <= 20 && !self.has_blanks) {
            return ColumnType::Identifier;
        }
        if self.scale().is_some() {
            return ColumnType::Ordinal;
        }
        let is_category = distinct <= MOST_LEVELS && (distinct <= 10 || distinct * 2 <= self.present);
        if is_category { ColumnType::Categorical } else { ColumnType::Text }
    }

    fn are_whole(&self) -> bool {
        self.whole == self.numbers
    }

    /// Whether so many different entries are names under such a heading. Of patients there may be few, whatever is written
    /// of them; few cases or hospitals are a kind or a place, and few of any other identifier are a code.
    fn are_many_enough(&self, heading: &str) -> bool {
        let distinct = self.counts.len();
        let is_many = |share: usize| distinct > CLASSES_OF_NUMBERS.max(self.present / share);
        let have_digits =
            || self.counts.keys().filter(|word| word.bytes().any(|b| b.is_ascii_digit())).count() * 2 > distinct;
        // A number with a fraction among many is a slip of a program, and measures have many.
        let may_name = self.whole as f64 >= FITTING * self.numbers as f64;
        may_name
            && match naming_of(heading) {
                Naming::Person => distinct >= FEWEST_PATIENTS,
                Naming::BarePerson => distinct >= FEWEST_PATIENTS && (have_digits() || is_many(10)),
                Naming::Something => distinct > (self.present / 20).max(CLASSES_OF_NUMBERS.min(self.present / 2)),
                Naming::Perhaps => is_many(10),
                Naming::No => false,
            }
    }

    /// The words in the order of the alphabet, numbers by size.
    pub(super) fn levels(&self) -> Vec<String> {
        let mut levels: Vec<String> = self.counts.keys().cloned().collect();
        levels.sort_by(|a, b| match (a.parse::<f64>(), b.parse::<f64>()) {
            (Ok(a), Ok(b)) => a.total_cmp(&b),
            _ => a.cmp(b),
        });
        levels
    }

    /// The word for no and the word for yes, where the column holds just these.
    pub(super) fn no_yes(&self) -> Option<Vec<String>> {
        let words: Vec<&String> = self.counts.keys().collect();
        let [first, second] = words.as_slice() else { return None };
        let is_pair =
            |no: &str, yes: &str| NO_YES.iter().any(|(n, y)| *n == no.to_lowercase() && *y == yes.to_lowercase());
        if is_pair(first, second) {
            return Some(vec![(*first).clone(), (*second).clone()]);
        }
        is_pair(second, first).then(|| vec![(*second).clone(), (*first).clone()])
    }

    /// The words in the order of a scale: known words, or all with a number in front.
    pub(super) fn scale(&self) -> Option<Vec<String>> {
        let words: Vec<&String> = self.counts.keys().collect();
        if words.len() < 3 || words.len() > 20 {
            return None;
        }
        let by_rank = |rank: &dyn Fn(&str) -> Option<usize>| {
            let mut ranked: Vec<(usize, &String)> =
                words.iter().map(|word| Some((rank(word)?, *word))).collect::<Option<_>>()?;
            ranked.sort();
            Some(ranked.into_iter().map(|(_, word)| word.clone()).collect::<Vec<String>>())
        };
        let known = SCALES
            .iter()
            .find_map(|scale| by_rank(&|word| scale.iter().position(|known| *known == word.to_lowercase())));
        known.or_else(|| by_rank(&number_in_front))
    }
}

/// `3` of `3_poor`: digits, a mark, then words.
fn number_in_front(word: &str) -> Option<usize> {
    let digits = word.find(|letter: char| !letter.is_ascii_digit())?;
    let (number, rest) = word.split_at_checked(digits)?;
    let is_marked = rest.starts_with(['_', '.', ')', ':', ' ', '-']) && rest.len() > 1;
    if is_marked { number.parse().ok() } else { None }
}

/// A cell as a word; `None` where it is missing.
pub fn word_of(cell: &RawCell) -> Option<String> {
    match cell {
        RawCell::Missing => None,
        RawCell::Number(number) => Some(number.to_string()),
        RawCell::Day(day) => Some(day.to_string()),
        RawCell::Word(word) => Some(word.trim().to_owned()).filter(|word| !word.is_empty()),
    }
}

/// Whether there are zeros, and all other values are positive and far from them.
pub(super) fn zeros_look_missing(column: &RawColumn) -> bool {
    let number = |cell: &RawCell| if let RawCell::Number(number) = cell { Some(*number) } else { None };
    let mut others: Vec<f64> = column.cells.iter().filter_map(number).collect();
    let all = others.len();
    others.retain(|number| *number != 0.0);
    others.sort_by(f64::total_cmp);
    let (Some(least), Some(middle)) = (others.first(), others.get(others.len() / 2)) else { return false };
    let are_apart = *least > 0.1 * middle && (*least >= 5.0 || has_no_zero(&column.name));
    others.len() < all && others.len() > all / 4 && are_apart
}
