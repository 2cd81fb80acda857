//! `wardtwin staff coverage`: needed against present skills by ward and shift, what expires, the cheapest training, and how it
//! would be with other people.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use crate::analysis::staff::coverage::reading::{Beside as Table, beside, members};
use crate::analysis::staff::coverage::scenario::{Change, Outlook, Wages};
use crate::analysis::staff::coverage::training::Offer;
use crate::analysis::staff::coverage::{Cover, Coverage, House, Span};
use crate::analysis::staff::skills::SkillWords;
use crate::app::diagnosis::read_cases;
use crate::app::staff::coverage::{CoverageFound, NoMoney, cents_of};
use crate::base::{Date, Zone};
use crate::domain::access::Action;
use crate::io::clock::Clock;
use crate::io::export::TableWriter;

use super::super::output::{Beside, Ending, Failure, tell, to_stdout, with_progress};
use super::choices::{Choices, Chosen};

/// Gaps and single people that are told in lines.
const TOLD: usize = 12;

#[derive(Args)]
pub struct CoverageArguments {
    #[command(flatten)]
    choices: Choices,
    /// What each ward needs: ward, shift, skill, needed.
    #[arg(long, value_name = "CSV")]
    needs: PathBuf,
    /// Until when somebody is certified: staff, skill, until. A certificate that has ended takes the skill away.
    #[arg(long, value_name = "CSV")]
    certificates: Option<PathBuf>,
    /// What teaching a skill to one person costs: skill, cost.
    #[arg(long, value_name = "CSV")]
    trainings: Option<PathBuf>,
    /// Money for training; without it as much as it takes.
    #[arg(long, value_name = "AMOUNT", value_parser = money)]
    budget: Option<u64>,
    /// The day it is told for; today without it.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    as_of: Option<Date>,
    /// Certificates that end within so many days are expiring.
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(u16).range(0..=3_650))]
    ahead: u16,
    /// What if: one more person, as WARD[/SHIFT]:SKILL;SKILL. Without a shift they work on every one.
    #[arg(long, value_name = "PERSON", action = clap::ArgAction::Append)]
    hire: Vec<String>,
    /// What if: one person learns a skill, as WARD[/SHIFT]:SKILL.
    #[arg(long, value_name = "LESSON", action = clap::ArgAction::Append)]
    train: Vec<String>,
    /// What if: one person leaves, as WARD[/SHIFT]; whoever's leaving opens most gaps.
    #[arg(long, value_name = "PLACE", action = clap::ArgAction::Append)]
    lose: Vec<String>,
    /// What a hired person costs a year, and what one who leaves cost.
    #[arg(long, value_name = "AMOUNT", value_parser = money, default_value = "0")]
    hired_wage: u64,
    #[arg(long, value_name = "AMOUNT", value_parser = money, default_value = "0")]
    lost_wage: u64,
    /// Write needed and present by ward, shift and skill here.
    #[arg(long, value_name = "CSV")]
    out: Option<PathBuf>,
    /// Write the report here.
    #[arg(long, value_name = "JSON")]
    json: Option<PathBuf>,
}

fn money(text: &str) -> Result<u64, String> {
    cents_of(text).ok().flatten().ok_or_else(|| NoMoney.to_string())
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse_iso(text.as_bytes()).ok_or_else(|| "a day such as 2027-01-31".to_owned())
}

pub fn run(arguments: &CoverageArguments, quiet: bool) -> Result<Ending, Failure> {
    let out = arguments.out.as_deref().map(Beside::begin).transpose()?;
    let report = arguments.json.as_deref().map(Beside::begin).transpose()?;
    let actions: &[Action] =
        if out.is_some() { &[Action::StudyStaff, Action::ExportStaffStudy] } else { &[Action::StudyStaff] };
    let chosen = arguments.choices.read(actions, "coverage of", quiet)?;
    let found = arguments.found(&chosen, quiet)?;
    let offer = match &found.trainings {
        Ok(trainings) => trainings.within(arguments.budget),
        Err(fault) => return Err(Failure(fault.to_string())),
    };
    if let Some(out) = out {
        out.finish(|file| table(&found.coverage, file))?;
    }
    if let Some(report) = report {
        let text = serde_json::to_string_pretty(&as_json(&found, offer))?;
        report.finish(|file| Ok(writeln!(file, "{text}")?))?;
    }
    to_stdout(|out| lines(&found, offer).iter().try_for_each(|line| writeln!(out, "{line}")))?;
    tell("counted are people who can be put on a shift, not who is there on a day");
    Ok(if found.coverage.gaps() > 0 { Ending::WithFindings } else { Ending::AllDone })
}

impl CoverageArguments {
    fn found(&self, chosen: &Chosen, quiet: bool) -> Result<CoverageFound, Failure> {
        let words = &chosen.plan.reading.skills;
        let mut house = House::default();
        let files = [Some(&self.needs), self.certificates.as_ref(), self.trainings.as_ref()];
        for (path, wanted) in files.into_iter().zip(["needs", "certificates", "trainings"]) {
            let Some(path) = path else { continue };
            put(&mut house, read(path, words, quiet)?, path, wanted)?;
        }
        let (people, without) = members(&chosen.cases.columns, &chosen.roles, words);
        if people.is_empty() {
            return Err(Failure(
                "nobody has a ward: say which column it is with --role COLUMN=ward, and the shift with COLUMN=shift"
                    .to_owned(),
            ));
        }
        house.members = people;
        let today = self
            .as_of
            .unwrap_or_else(|| Zone::of_this_computer().unwrap_or_else(Zone::utc).date_at(Clock::System.utc_secs()));
        let span = Span { today: today.0, ahead: today.0.saturating_add(i32::from(self.ahead)) };
        let wages = Wages { hired_cents: self.hired_wage, lost_cents: self.lost_wage };
        let changes = self.changes(words)?;
        Ok(with_progress("covering", quiet, |_| CoverageFound::of(house, without, &changes, wages, span)))
    }

    /// Hired first, then taught, then lost.
    fn changes(&self, words: &SkillWords) -> Result<Vec<Change>, Failure> {
        let mut changes = Vec::new();
        for text in &self.hire {
            let (place, skills) = text.split_once(':').unwrap_or((text, ""));
            let (ward, shift) = place_of(place);
            let skills: BTreeSet<String> = words.split(skills).into_iter().collect();
            changes.push(Change::Hire { ward, shift, skills, people: 1 });
        }
        for text in &self.train {
            let (place, skill) =
                text.rsplit_once(':').ok_or_else(|| Failure(format!("--train {text}: write WARD[/SHIFT]:SKILL")))?;
            let (ward, shift) = place_of(place);
            let skill = words.split(skill).into_iter().next();
            let skill = skill.ok_or_else(|| Failure(format!("--train {text}: write WARD[/SHIFT]:SKILL")))?;
            changes.push(Change::Train { ward, shift, skill, people: 1 });
        }
        changes.extend(self.lose.iter().map(|text| {
            let (ward, shift) = place_of(text);
            Change::Lose { ward, shift, people: 1 }
        }));
        Ok(changes)
    }
}

fn place_of(text: &str) -> (String, Option<String>) {
    match text.rsplit_once('/') {
        Some((ward, shift)) => {
            (ward.trim().to_owned(), Some(shift.trim().to_owned()).filter(|shift| !shift.is_empty()))
        }
        None => (text.trim().to_owned(), None),
    }
}

fn read(path: &Path, words: &SkillWords, quiet: bool) -> Result<Table, Failure> {
    let cases = with_progress("reading", quiet, |progress| read_cases(path, &[], progress))?;
    beside(&cases.columns, words).map_err(|error| Failure(format!("{}: {error}", path.display())))
}

fn put(house: &mut House, table: Table, path: &Path, wanted: &str) -> Result<(), Failure> {
    match (table, wanted) {
        (Table::Needs(needs), "needs") => house.needs = needs,
        (Table::Certificates(certificates), "certificates") => house.certificates = certificates,
        (Table::Trainings(trainings), "trainings") => house.trainings = trainings,
        _ => return Err(Failure(format!("{}: this is another table than --{wanted} wants", path.display()))),
    }
    Ok(())
}

fn table(coverage: &Coverage, out: &mut dyn Write) -> Result<(), Failure> {
    let headings = ["ward", "shift", "skill", "needed", "present", "missing", "present_once_expired", "single_person"];
    let mut writer = TableWriter::begin(out, &headings, false)?;
    for cover in &coverage.covers {
        let need = &cover.need;
        let numbers = [need.people, cover.present(), cover.gap(), cover.later].map(|number| number.to_string());
        let single = if cover.is_single() { "yes" } else { "no" };
        let cells = [need.ward.as_str(), &need.shift, &need.skill];
        writer.row(cells.into_iter().chain(numbers.iter().map(String::as_str)).chain([single]))?;
    }
    writer.finish()?.flush()?;
    Ok(())
}

fn cents(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn amount(cents: i64) -> f64 {
    cents as f64 / 100.0
}

fn cover_json(cover: &Cover) -> Value {
    json!({
        "ward": cover.need.ward, "shift": cover.need.shift, "skill": cover.need.skill, "needed": cover.need.people,
        "present": cover.present(), "missing": cover.gap(), "present_once_expired": cover.later,
        "single_person": cover.is_single(),
    })
}

fn numbers_json(coverage: &Coverage) -> Value {
    json!({
        "share_met": coverage.share(), "missing": coverage.gaps(), "missing_once_expired": coverage.later_gaps(),
        "single_people": coverage.singles(),
    })
}

fn offer_json(offer: &Offer) -> Value {
    let lesson = |own: &crate::analysis::staff::coverage::training::Lesson| {
        json!({"ward": own.ward, "skill": own.skill, "shifts": own.shifts, "people": own.people,
            "cost": own.cents as f64 / 100.0})
    };
    json!({"closed": offer.closed, "cost": offer.cents as f64 / 100.0,
        "lessons": offer.lessons.iter().map(lesson).collect::<Vec<_>>()})
}

fn outlook_json(outlook: &Outlook) -> Value {
    json!({
        "coverage": numbers_json(&outlook.coverage), "people": outlook.people,
        "once": outlook.once_cents as f64 / 100.0, "yearly": amount(outlook.yearly_cents),
        "not_there": outlook.missing, "without_price": outlook.without_price,
    })
}

fn as_json(found: &CoverageFound, offer: Option<&Offer>) -> Value {
    let trainings = found.trainings.as_ref().ok();
    let expiry = |own: &crate::analysis::staff::coverage::Expiry| {
        let member = found.house.members.get(own.member);
        let shifts: Vec<&str> =
            own.opens.iter().filter_map(|at| found.coverage.covers.get(*at)).map(|at| at.need.shift.as_str()).collect();
        json!({"staff": member.map(|member| member.id.as_str()), "skill": own.skill, "until": Date(own.until).iso(),
            "has_expired": own.has_expired, "too_few_without_it_on": shifts})
    };
    json!({
        "as_of": Date(found.span.today).iso(), "ahead_until": Date(found.span.ahead).iso(),
        "people": found.house.members.len(), "without_ward": found.without_ward,
        "coverage": numbers_json(&found.coverage),
        "needs": found.coverage.covers.iter().map(cover_json).collect::<Vec<_>>(),
        "certificates": found.coverage.expiries.iter().map(expiry).collect::<Vec<_>>(),
        "unknown_certificates": found.coverage.unknown_certificates,
        "wards_without_staff": found.coverage.empty_wards,
        "training": offer.map(offer_json),
        "training_curve": trainings.map(|own| own.offers.iter()
            .map(|offer| json!({"closed": offer.closed, "cost": offer.cents as f64 / 100.0})).collect::<Vec<_>>()),
        "gaps_not_taught": trainings.map(|own| own.not_taught),
        "gaps_without_enough_people": trainings.map(|own| own.not_enough_people),
        "what_if": found.outlook.as_ref().map(outlook_json),
    })
}

fn numbers_line(coverage: &Coverage) -> String {
    format!(
        "{:.0} % of what is needed is met; {} people are missing, {} once certificates that end have ended; {} needs hang on one person",
        coverage.share() * 100.0,
        coverage.gaps(),
        coverage.later_gaps(),
        coverage.singles()
    )
}

fn lines(found: &CoverageFound, offer: Option<&Offer>) -> Vec<String> {
    let mut lines = vec![numbers_line(&found.coverage)];
    let place = |cover: &Cover| format!("{}, {}: {}", cover.need.ward, cover.need.shift, cover.need.skill);
    let gaps = found.coverage.covers.iter().filter(|cover| cover.gap() > 0);
    lines.extend(
        gaps.take(TOLD).map(|cover| format!("  {} has {} of {}", place(cover), cover.present(), cover.need.people)),
    );
    let singles = found.coverage.covers.iter().filter(|cover| cover.is_single() && cover.gap() == 0);
    lines.extend(singles.take(TOLD).map(|cover| format!("  {} hangs on one person", place(cover))));
    let ended = found.coverage.expiries.iter().filter(|own| own.has_expired).count();
    lines.push(format!("{} certificates have ended, {} are about to", ended, found.coverage.expiries.len() - ended));
    if let Some(offer) = offer.filter(|offer| offer.closed > 0) {
        lines.push(format!(
            "training closes {} gaps for {}, and nothing cheaper does:",
            offer.closed,
            cents(offer.cents)
        ));
        lines.extend(offer.lessons.iter().map(|own| {
            format!(
                "  {} of {} ({}) learn {} for {}",
                own.people,
                own.ward,
                own.shifts.join(", "),
                own.skill,
                cents(own.cents)
            )
        }));
    }
    for ward in &found.coverage.empty_wards {
        lines.push(format!("nobody works on {ward}: see whether it is written alike in both tables"));
    }
    if let Some(outlook) = &found.outlook {
        lines.push(format!("what if: {}", numbers_line(&outlook.coverage)));
        let (once, yearly) = (cents(outlook.once_cents), amount(outlook.yearly_cents));
        lines.push(format!("  it costs {once} for training once and {yearly:+.2} of wages a year"));
    }
    lines
}
