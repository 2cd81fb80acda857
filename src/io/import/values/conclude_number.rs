//! The number form that reads most cells of a column, and whether another one reads them as well but differently.

use super::evidence::Evidence;
use super::profile::Detected;
use super::reading::{DecimalMark, NumberForm, ThousandsMark};
use super::shape::{FractionOr, Shape, Written};

/// Lines listed as deciding.
pub const DECIDING_LINES: usize = 5;

/// What is left to a thousands mark that other numbers of the column do without.
const INCONSISTENT: f64 = 0.1;

/// A rival with more than this share of the best form's weight makes the column ambiguous.
const NEARLY_AS_GOOD: f64 = 0.9;

/// A form and the numbers it reads.
#[derive(Clone, Copy)]
struct Candidate {
    form: NumberForm,
    fits: u64,
    /// `fits`, less what speaks against the form.
    weight: f64,
}

/// The form of the column's numbers; `None` if it has none.
pub fn conclude_number_form(evidence: &Evidence) -> Option<Detected<NumberForm>> {
    let numbers = evidence.count_numbers(|_| true);
    if numbers == 0 {
        return None;
    }
    let mut candidates: Vec<Candidate> = forms().map(|form| Candidate::of(form, evidence)).collect();
    // Stable: of equal ones the first, simplest form wins.
    candidates.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    let best = *candidates.first()?;
    let Rivals { disputing, conflicting } = Rivals::of(best, &candidates, evidence);
    let shared = best.weight + disputing.map_or(0.0, |rival| rival.weight);
    let share = |candidate: Candidate| candidate.fits as f64 / numbers as f64;
    let of_disputed = |candidate: Candidate| (candidate.weight / shared * share(candidate)) as f32;
    let disputed = disputing.map(|rival| (rival.form, of_disputed(rival)));
    let conflicted = conflicting.map(|rival| (rival.form, share(rival) as f32));
    Some(Detected {
        value: best.form,
        confidence: of_disputed(best),
        is_ambiguous: disputing.is_some_and(|rival| rival.weight > NEARLY_AS_GOOD * best.weight)
            || conflicting.is_some(),
        alternatives: disputed.or(conflicted).into_iter().collect(),
        decided_by: deciding_lines(best.form, evidence),
    })
}

/// Every form, the simpler ones first.
fn forms() -> impl Iterator<Item = NumberForm> {
    let marks = std::iter::once(None).chain(ThousandsMark::ALL.map(Some));
    marks.flat_map(|thousands_mark| {
        let decimals = match thousands_mark {
            Some(ThousandsMark::Comma) => &[DecimalMark::Point][..],
            Some(ThousandsMark::Point) => &[DecimalMark::Comma],
            _ => &[DecimalMark::Point, DecimalMark::Comma],
        };
        decimals.iter().map(move |decimal_mark| NumberForm { decimal_mark: *decimal_mark, thousands_mark })
    })
}

impl Candidate {
    fn of(form: NumberForm, evidence: &Evidence) -> Candidate {
        let fits = evidence.count_numbers(|written| written.fits(&form));
        let groups_single = evidence.count_numbers(|written| written.is_grouped_in(&form)) > 0;
        let is_inconsistent = groups_single && evidence.count_numbers(Written::is_ungrouped_thousand) > 0;
        let weight = if is_inconsistent { fits as f64 * INCONSISTENT } else { fits as f64 };
        Candidate { form, fits, weight }
    }
}

/// The best form of the other decimal mark, where it has something to say.
struct Rivals {
    /// It reads a number that the best form reads too, and differently.
    disputing: Option<Candidate>,
    /// It reads numbers that the best form does not, more than one in a hundred.
    conflicting: Option<Candidate>,
}

impl Rivals {
    fn of(best: Candidate, candidates: &[Candidate], evidence: &Evidence) -> Rivals {
        let others = || candidates.iter().filter(|other| other.form.decimal_mark != best.form.decimal_mark);
        let is_disputed = |written: Written, rival: &NumberForm| {
            let is_either = matches!(written, Written::Fraction { could_be: FractionOr::Thousands, .. });
            let is_read = is_either && written.fits(&best.form) && written.fits(rival);
            is_read && written.is_grouped_in(&best.form) != written.is_grouped_in(rival)
        };
        let disputes = |rival: &&Candidate| evidence.count_numbers(|written| is_disputed(written, &rival.form)) > 0;
        let conflicts = |rival: &&Candidate| {
            let alone = evidence.count_numbers(|written| written.fits(&rival.form) && !written.fits(&best.form));
            alone * 100 > evidence.count_numbers(|_| true)
        };
        Rivals { disputing: others().find(disputes).copied(), conflicting: others().find(conflicts).copied() }
    }
}

/// Lines of numbers that this form reads and no form of the other decimal mark does.
fn deciding_lines(best: NumberForm, evidence: &Evidence) -> Vec<u32> {
    let reads_other =
        |written: Written| forms().any(|form| form.decimal_mark != best.decimal_mark && written.fits(&form));
    let decides =
        |shape: Shape| shape.number().is_some_and(|(written, _)| written.fits(&best) && !reads_other(written));
    evidence.firsts.of(decides).into_iter().map(|cell| cell.line).take(DECIDING_LINES).collect()
}
