//! Groups of a staff table from beginning to end.

use crate::analysis::diagnosis::plan::RunError;
use crate::analysis::diagnosis::table::RawColumn;
use crate::base::{Cancelled, Progress};

use super::FEWEST_SHOWN;
use super::audit::{Audit, audit};
use super::choose::{STABLE, Suggestion, Trial, are_groups, loose, suggestion, trials};
use super::columns::{StaffColumn, StaffRole};
use super::components::Components;
use super::encode::{EncodeError, Encoded, Reading};
use super::hands::{Hands, map};
use super::kmeans::Clustering;
use super::method::{Alternative, Method, alternatives, of_rows};
use super::points::{Points, sample, square_distance};
use super::profile::{Profile, differences, seen, strategies};
use super::reading::{TreeReading, read};
use super::silhouette::silhouettes;
use super::stability::{Asked, RESAMPLES, stability};
use super::valley::{Valleys, even_dips, valleys};

/// Most groups that are tried.
pub const MOST: u32 = 10;
/// Rows by which the number of groups and their stability are judged, and those of silhouettes.
const JUDGED: usize = 1_000;
const SILHOUETTES: usize = 10_000;
/// Steps of progress: references of the gap, resamples, and the rest.
const STEPS: u64 = 20 + RESAMPLES as u64 + 4;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudyPlan {
    /// `None`: as many as the data says.
    pub clusters: Option<u32>,
    pub seed: u64,
    /// How groups are made; whether there are any is asked of k-means in any case.
    pub method: Method,
    pub reading: Reading,
}

/// Why there are groups, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// More tight than numbers without groups, and found again.
    Separated,
    /// Fewer than 20 people.
    TooFew,
    /// Everybody is alike.
    AllAlike,
    /// Numbers without groups look the same.
    LikeNoise,
    /// Tighter than numbers without groups, but people lie between them as everywhere: a cut, no group.
    NoValley,
    /// They come and go with who is asked.
    Unstable,
}

impl Reason {
    /// Stable: texts `staff-reason-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            Reason::Separated => "separated",
            Reason::TooFew => "too-few",
            Reason::AllAlike => "all-alike",
            Reason::LikeNoise => "like-noise",
            Reason::NoValley => "no-valley",
            Reason::Unstable => "unstable",
        }
    }

    pub fn words(self) -> &'static str {
        if self == Reason::Separated { "groups" } else { "no natural groups" }
    }
}

/// Groups too small to be shown whose people were given to their nearest neighbours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    pub groups: u32,
    pub people: u32,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    pub encoded: Encoded,
    /// The group of each row of the table, from 1; `None` for a row without data, and in groups too small to be shown.
    pub of: Vec<Option<u32>>,
    pub clusters: u32,
    pub reason: Reason,
    /// How far the gap exceeds that of one group, in standard errors; the most of all trials.
    pub strength: f64,
    pub inertia: f64,
    pub silhouette: Option<f64>,
    pub trials: Vec<Trial>,
    pub suggestion: Suggestion,
    /// The most groups with a valley between all neighbours; they are taken whatever the three rules say.
    pub apart: Option<u32>,
    /// The largest group first; those too small to be shown are left out.
    pub profiles: Vec<Profile>,
    pub hidden_groups: u32,
    pub hidden_people: u32,
    pub joined: Joined,
    pub reading: Option<TreeReading>,
    pub audits: Vec<Audit>,
    pub components: Components,
    pub method: Method,
    /// How the other ways to make as many groups agree with these.
    pub alternatives: Vec<Alternative>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StudyError {
    #[error(transparent)]
    Encode(#[from] EncodeError),
    #[error(transparent)]
    Tree(RunError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl From<RunError> for StudyError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Cancelled(cancelled) => StudyError::Cancelled(cancelled),
            other => StudyError::Tree(other),
        }
    }
}

impl Study {
    /// Numbers of groups that come and go with who is asked.
    pub fn shaky(&self) -> Vec<u32> {
        self.profiles.iter().filter(|own| self.clusters > 1 && own.stability < STABLE).map(|own| own.number).collect()
    }

    pub fn has_groups(&self) -> bool {
        self.reason == Reason::Separated
    }
}

/// Finds groups, or says that there are none.
///
/// # Errors
/// The table has nothing to make groups of; cancelled.
pub fn study(
    columns: &[RawColumn],
    roles: &[StaffColumn],
    plan: &StudyPlan,
    hands: &dyn Hands,
    progress: &Progress,
) -> Result<Study, StudyError> {
    progress.restart(STEPS);
    let encoded = Encoded::of(columns, roles, &plan.reading)?;
    progress.tick(1)?;
    let judged = encoded.points.subset(&judged(&encoded, plan.seed));
    let (trials, reason, apart) = tried(&judged, &encoded.column_of_feature(), plan.seed, hands, progress)?;
    let asked = plan.clusters.map(|asked| asked.clamp(1, encoded.rows.len() as u32));
    let (made, reason) = {
        let maker = Maker { encoded: &encoded, near: Near::of(&encoded), plan, hands, progress };
        let own = maker.as_the_data_says(reason, apart, suggestion(&trials))?;
        let reason = own.reason;
        // What somebody asks for is made; the verdict is of the data.
        (asked.map_or(Ok(own), |asked| maker.made(asked))?, reason)
    };
    let study = conclude(columns, roles, plan, encoded, trials, made.found, made.stable, reason, progress)?;
    let apart = apart.filter(|_| asked.is_none() && reason == Reason::Separated);
    Ok(Study { joined: made.joined, apart, ..study })
}

/// Points without those that are far off; of all others nothing is copied.
struct Near<'a> {
    points: std::borrow::Cow<'a, Points>,
    places: Option<Vec<u32>>,
}

impl<'a> Near<'a> {
    fn of(encoded: &'a Encoded) -> Near<'a> {
        if encoded.far.is_empty() {
            return Near { points: std::borrow::Cow::Borrowed(&encoded.points), places: None };
        }
        let places = encoded.near();
        Near { points: std::borrow::Cow::Owned(encoded.points.subset(&places)), places: Some(places) }
    }
}

/// Groups that were made, with the verdict that they leave standing.
struct Made {
    found: Clustering,
    joined: Joined,
    stable: Vec<f64>,
    reason: Reason,
}

/// Makes groups of a table.
struct Maker<'a> {
    encoded: &'a Encoded,
    near: Near<'a>,
    plan: &'a StudyPlan,
    hands: &'a dyn Hands,
    progress: &'a Progress,
}

impl Maker<'_> {
    /// As many groups as the data says: one where it says none.
    fn as_the_data_says(&self, reason: Reason, apart: Option<u32>, said: Suggestion) -> Result<Made, Cancelled> {
        let one = |reason: Reason| Ok(Made { reason, ..self.of_one()? });
        if reason != Reason::Separated {
            return one(reason);
        }
        let wanted = apart.unwrap_or(said.taken());
        let mut made = self.made(wanted)?;
        // A few people far off are a group of their own and hide one of the others; who is apart was counted with them.
        let mut clusters = wanted;
        while apart.is_none()
            && made.joined.groups > 0
            && made.found.clusters < wanted as usize
            && clusters < wanted + 3
        {
            clusters += 1;
            made = self.made(clusters)?;
        }
        match () {
            () if made.found.clusters < 2 => one(Reason::NoValley),
            () if weighted(&made.stable, &made.found) < STABLE => one(Reason::Unstable),
            () => Ok(Made { reason, ..made }),
        }
    }

    fn of_one(&self) -> Result<Made, Cancelled> {
        let found = self.clustering(Method::KMeans, 1, 1)?;
        Ok(Made { found, joined: Joined::default(), stable: vec![1.0], reason: Reason::NoValley })
    }

    /// So many groups, those too small to be shown joined, and how stable each is.
    fn made(&self, clusters: u32) -> Result<Made, Cancelled> {
        let found = self.clustering(self.plan.method, clusters, runs(self.encoded.rows.len()))?;
        let (found, joined) = joined(&self.encoded.points, found);
        let stable = of_judged(self.encoded, &found, self.plan, self.hands, self.progress)?;
        Ok(Made { found, joined, stable, reason: Reason::Separated })
    }

    /// Groups of those who are near; whoever is far off is dealt to the nearest.
    fn clustering(&self, method: Method, clusters: u32, runs: u32) -> Result<Clustering, Cancelled> {
        let points = self.near.points.as_ref();
        let found = method.groups(points, clusters as usize, runs, self.plan.seed, self.hands, self.progress)?;
        let Some(places) = &self.near.places else { return Ok(ordered(found)) };
        let mut of: Vec<u32> =
            (0..self.encoded.points.rows()).map(|row| nearest(&found.centres, self.encoded.points.row(row))).collect();
        places.iter().zip(&found.of).for_each(|(place, group)| of[*place as usize] = *group);
        Ok(ordered(of_rows(&self.encoded.points, &of, found.clusters)))
    }
}

fn nearest(centres: &Points, point: &[f64]) -> u32 {
    let away = |place: &u32| square_distance(centres.row(*place as usize), point);
    (0..centres.rows() as u32).min_by(|a, b| away(a).total_cmp(&away(b))).unwrap_or(0)
}

/// Places of the points by which groups are judged.
fn judged(encoded: &Encoded, seed: u64) -> Vec<u32> {
    let near = encoded.near();
    sample(near.len(), JUDGED, seed).into_iter().map(|place| near[place as usize]).collect()
}

/// Groups too small to be shown dealt out to their nearest neighbours: left apart, their people could be told by having no
/// group. How many groups and people that were.
fn joined(points: &Points, found: Clustering) -> (Clustering, Joined) {
    let mut sizes = vec![0_u32; found.clusters];
    found.of.iter().for_each(|group| sizes[*group as usize] += 1);
    let is_small = |group: usize| sizes[group] < FEWEST_SHOWN;
    let kept: Vec<usize> = (0..found.clusters).filter(|group| !is_small(*group)).collect();
    if kept.is_empty() || kept.len() == found.clusters {
        return (found, Joined::default());
    }
    let nearest = |row: usize| {
        let away = |group: &&usize| square_distance(points.row(row), found.centres.row(**group));
        kept.iter().min_by(|a, b| away(a).total_cmp(&away(b))).map_or(0, |group| *group as u32)
    };
    let of: Vec<u32> =
        (0..).zip(&found.of).map(|(row, own)| if is_small(*own as usize) { nearest(row) } else { *own }).collect();
    let people = sizes.iter().filter(|size| **size < FEWEST_SHOWN).sum();
    let joined = Joined { groups: (found.clusters - kept.len()) as u32, people };
    (ordered(of_rows(points, &of, found.clusters)), joined)
}

fn runs(rows: usize) -> u32 {
    match rows {
        0..=2_000 => 50,
        2_001..=10_000 => 10,
        10_001..=100_000 => 4,
        _ => 2,
    }
}

/// Chance of the shallowest valley below which all neighbours are apart; below the other one that alone makes groups.
const APART: f64 = 0.05;
const FAR_APART: f64 = 0.005;
/// Chance of the deepest valley where the gap has said already that there are groups.
const SOME_VALLEY: f64 = 0.2;

/// What the trials say, and the valleys from two groups on.
fn reason(trials: &[Trial], found: &[Valleys]) -> Reason {
    let most_apart = found.iter().map(|valleys| valleys.shallowest).fold(1.0, f64::min);
    let is_tight = are_groups(trials);
    if most_apart < FAR_APART || (is_tight && most_apart < APART) {
        return Reason::Separated;
    }
    let of_taken = (suggestion(trials).taken() as usize).checked_sub(2).and_then(|place| found.get(place));
    match (is_tight, of_taken.is_some_and(|valleys| valleys.deepest < SOME_VALLEY)) {
        (false, _) => Reason::LikeNoise,
        (true, false) => Reason::NoValley,
        (true, true) => Reason::Separated,
    }
}

/// The trials, what they say, and the most groups of which all neighbours are apart.
fn tried(
    judged: &Points,
    column_of: &[usize],
    seed: u64,
    hands: &dyn Hands,
    progress: &Progress,
) -> Result<(Vec<Trial>, Reason, Option<u32>), Cancelled> {
    let rows = judged.rows() as u32;
    let is_alike = (1..judged.rows()).all(|row| judged.row(row) == judged.row(0));
    if is_alike || rows < 4 * FEWEST_SHOWN {
        let reason = if is_alike && rows > 1 { Reason::AllAlike } else { Reason::TooFew };
        return Ok((Vec::new(), reason, None));
    }
    let trials = trials(judged, column_of, MOST.min(rows / FEWEST_SHOWN), seed, hands, progress)?;
    let (loose, even) = (loose(judged, seed), even_dips(seed));
    let found =
        map(hands, trials.len().saturating_sub(1), |place| valleys(&loose, place as u32 + 2, &even, seed, progress));
    let found: Vec<Valleys> = found.into_iter().collect::<Result<_, Cancelled>>()?;
    let reason = reason(&trials, &found);
    let apart = found.iter().rposition(|valleys| valleys.shallowest < APART).map(|place| place as u32 + 2);
    Ok((trials, reason, apart.filter(|_| reason == Reason::Separated)))
}

fn strongest(trials: &[Trial]) -> f64 {
    trials.iter().skip(1).map(|trial| trial.strength).fold(0.0, f64::max)
}

/// The largest group first.
fn ordered(found: Clustering) -> Clustering {
    let mut sizes = vec![0_u32; found.clusters];
    found.of.iter().for_each(|group| sizes[*group as usize] += 1);
    let mut order: Vec<u32> = (0..found.clusters as u32).collect();
    order.sort_by_key(|group| std::cmp::Reverse(sizes[*group as usize]));
    let mut place = vec![0; found.clusters];
    order.iter().zip(0..).for_each(|(group, number)| place[*group as usize] = number);
    Clustering {
        of: found.of.iter().map(|group| place[*group as usize]).collect(),
        centres: found.centres.subset(&order),
        ..found
    }
}

fn of_judged(
    encoded: &Encoded,
    found: &Clustering,
    plan: &StudyPlan,
    hands: &dyn Hands,
    progress: &Progress,
) -> Result<Vec<f64>, Cancelled> {
    if found.clusters < 2 {
        return Ok(vec![1.0; found.clusters]);
    }
    let rows = judged(encoded, plan.seed);
    let of: Vec<u32> = rows.iter().map(|row| found.of[*row as usize]).collect();
    let asked = Asked { of: &of, clusters: found.clusters, method: plan.method, seed: plan.seed };
    stability(&encoded.points.subset(&rows), &asked, hands, progress)
}

/// The other ways to make as many groups, on the rows that are judged.
fn others(
    encoded: &Encoded,
    of: &[u32],
    clusters: usize,
    plan: &StudyPlan,
    progress: &Progress,
) -> Result<Vec<Alternative>, Cancelled> {
    if clusters < 2 {
        return Ok(Vec::new());
    }
    let rows = judged(encoded, plan.seed);
    let of: Vec<u32> = rows.iter().map(|row| of[*row as usize]).collect();
    alternatives(&encoded.points.subset(&rows), &of, clusters, plan.method, plan.seed, progress)
}

/// Mean over people.
fn weighted(stable: &[f64], found: &Clustering) -> f64 {
    found.of.iter().map(|group| stable[*group as usize]).sum::<f64>() / found.of.len().max(1) as f64
}

#[expect(clippy::too_many_arguments, reason = "a study tells of all of them")]
fn conclude(
    columns: &[RawColumn],
    roles: &[StaffColumn],
    plan: &StudyPlan,
    encoded: Encoded,
    trials: Vec<Trial>,
    found: Clustering,
    stable: Vec<f64>,
    reason: Reason,
    progress: &Progress,
) -> Result<Study, StudyError> {
    let (of, clusters) = (found.of.as_slice(), found.clusters);
    let of_groups = group_silhouettes(&encoded.points, of, clusters, plan.seed, progress)?;
    progress.tick(1)?;
    let strategy = columns.iter().zip(roles).find(|(_, own)| own.role == StaffRole::Strategy).map(|(column, _)| column);
    let mut profiles = Vec::new();
    let decided = strategies(strategy, &encoded.rows, of, clusters);
    let apart = differences(&encoded, of, clusters);
    for (group, ((differences, (strategies, without_strategy)), stability)) in
        apart.into_iter().zip(decided).zip(stable.iter().chain(std::iter::repeat(&1.0))).enumerate()
    {
        let values = encoded.features.iter().zip(found.centres.row(group));
        let size = of.iter().filter(|own| **own as usize == group).count() as u32;
        profiles.push(Profile {
            number: group as u32 + 1,
            size,
            centre: values.map(|(feature, scaled)| seen(feature, *scaled, f64::from(size))).collect(),
            differences,
            stability: *stability,
            silhouette: of_groups.as_ref().and_then(|each| each.1.get(group).copied()),
            strategies,
            without_strategy,
        });
    }
    let hidden: Vec<u32> = profiles.iter().filter(|own| !own.is_shown()).map(|own| own.size).collect();
    let shown = profiles.len() - hidden.len();
    profiles.retain(Profile::is_shown);
    let mut of_rows = vec![None; columns.first().map_or(0, |column| column.cells.len())];
    for (row, group) in encoded.rows.iter().zip(of).filter(|(_, group)| (**group as usize) < shown) {
        of_rows[*row as usize] = Some(group + 1);
    }
    let mut audits = audit(columns, roles, &encoded.rows, of, clusters, plan.seed, progress)?;
    audits.iter_mut().for_each(|audit| audit.counts.truncate(shown));
    let mut reading = read(&encoded, of, clusters, plan.seed, progress)?;
    if let Some(reading) = &mut reading {
        reading.rules.retain(|rule| rule.group as usize <= shown && rule.rows >= FEWEST_SHOWN);
    }
    let alternatives = others(&encoded, of, clusters, plan, progress)?;
    progress.tick(1)?;
    Ok(Study {
        method: plan.method,
        alternatives,
        components: Components::of(&encoded.points.subset(&sample(encoded.rows.len(), SILHOUETTES, plan.seed))),
        strength: strongest(&trials),
        suggestion: suggestion(&trials),
        apart: None,
        trials,
        encoded,
        of: of_rows,
        clusters: clusters as u32,
        reason,
        inertia: found.inertia,
        silhouette: of_groups.map(|each| each.0),
        profiles,
        hidden_groups: hidden.len() as u32,
        hidden_people: hidden.iter().sum(),
        joined: Joined::default(),
        reading,
        audits,
    })
}

/// The mean silhouette, and that of each group; of a sample where there are many rows.
fn group_silhouettes(
    points: &Points,
    of: &[u32],
    clusters: usize,
    seed: u64,
    progress: &Progress,
) -> Result<Option<(f64, Vec<f64>)>, Cancelled> {
    if clusters < 2 {
        return Ok(None);
    }
    let rows = sample(points.rows(), SILHOUETTES, seed);
    let of: Vec<u32> = rows.iter().map(|row| of[*row as usize]).collect();
    let found = silhouettes(&points.subset(&rows), &[(&of, clusters)], progress)?;
    let each = |found: Vec<f64>| {
        let (mut sums, mut counts) = (vec![0.0; clusters], vec![0_u32; clusters]);
        for (value, group) in found.iter().zip(&of) {
            sums[*group as usize] += value;
            counts[*group as usize] += 1;
        }
        let means = sums.into_iter().zip(counts).map(|(sum, count)| sum / f64::from(count.max(1))).collect();
        (super::silhouette::mean(&found), means)
    };
    Ok(found.into_iter().next().flatten().map(each))
}
