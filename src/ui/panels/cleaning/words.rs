//! Findings in the language of the user: kinds, values, reasons.

use crate::analysis::quality::cleaning::{CleaningFinding, Proposal, Reason};
use crate::base::Decimal;
use crate::domain::correction::FindingKind;
use crate::domain::indicator::IndicatorId;
use crate::domain::unit::display_unit;
use crate::ui::panels::PanelCtx;

const DAY_SECS: u64 = 86_400;

pub fn kind<'a>(ctx: &PanelCtx<'a>, kind: FindingKind) -> &'a str {
    ctx.texts.find(&format!("finding-{}", kind.id())).unwrap_or(kind.id())
}

/// The value as it was recorded, with its unit.
pub fn recorded(ctx: &PanelCtx<'_>, finding: &CleaningFinding) -> String {
    with_unit(&ctx.texts.decimal(&finding.recorded.to_string()), &finding.recorded_unit)
}

/// What it would be read as.
pub fn proposed(ctx: &PanelCtx<'_>, proposal: &Proposal) -> String {
    let correction = &proposal.correction;
    with_unit(&ctx.texts.decimal(&correction.value.to_string()), correction.unit.as_deref().unwrap_or(""))
}

pub fn with_unit(number: &str, unit: &str) -> String {
    format!("{number} {}", display_unit(crate::domain::unit_words::ucum_from_spelling(unit))).trim_end().to_owned()
}

/// A number in the indicator's unit: its digits after the mark, none of them an idle zero.
pub fn number(ctx: &PanelCtx<'_>, value: f64, indicator: IndicatorId) -> String {
    let rounded = Decimal::rounded(value, indicator.indicator().decimals.max(1)).map(|decimal| decimal.to_string());
    let written = rounded.unwrap_or_else(|| value.to_string());
    let short = match written.contains('.') {
        true => written.trim_end_matches('0').trim_end_matches('.'),
        false => &written,
    };
    ctx.texts.decimal(short)
}

/// Why, one sentence.
pub fn reason(ctx: &PanelCtx<'_>, finding: &CleaningFinding, reason: &Reason) -> String {
    let texts = ctx.texts;
    let unit = display_unit(finding.indicator.indicator().unit);
    let number = |value: f64| number(ctx, value, finding.indicator);
    match reason {
        Reason::OutsidePlausible { low, high } => texts.format(
            "cleaning-reason-outside-plausible",
            &[("value", &number(finding.value)), ("low", &number(*low)), ("high", &number(*high)), ("unit", &unit)],
        ),
        Reason::Neighbours { count, median } => {
            texts.count("cleaning-reason-neighbours", *count as u64, &[("median", &number(*median)), ("unit", &unit)])
        }
        Reason::TooFast { from, secs, low, high } => texts.format(
            "cleaning-reason-too-fast",
            &[
                ("time", &time_away(ctx, secs.unsigned_abs())),
                ("from", &number(*from)),
                ("low", &number(*low)),
                ("high", &number(*high)),
                ("unit", &unit),
            ],
        ),
        Reason::Returns => texts.get("cleaning-reason-returns").to_owned(),
        Reason::AtAnEnd => texts.get("cleaning-reason-at-an-end").to_owned(),
        Reason::Stays => texts.get("cleaning-reason-stays").to_owned(),
        Reason::Fits { kind, value, unit: read_in } => {
            let as_read = finding.proposals.first().map(|proposal| proposed(ctx, proposal));
            let read = match (kind, as_read) {
                (FindingKind::UnitSlip, _) | (_, None) => display_unit(read_in).to_owned(),
                (_, Some(as_read)) => as_read,
            };
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("value", &number(*value)), ("unit", &unit), ("read", &read)];
            texts.format(&format!("cleaning-reason-fits-{}", kind.id()), &values)
        }
        Reason::SameAs { kind } => texts.get(&format!("cleaning-reason-same-as-{}", kind.id())).to_owned(),
        Reason::Several { values } => {
            let list: Vec<String> = values.iter().map(|value| number(*value)).collect();
            let list = list.join(texts.get("twin-list-comma"));
            texts.format("cleaning-reason-several", &[("list", &list), ("unit", &unit)])
        }
        Reason::NothingFits => texts.get("cleaning-reason-nothing-fits").to_owned(),
        Reason::FarFromOwn { count, median, spread, times } => texts.format(
            "cleaning-reason-far-from-own",
            &[
                ("count", &texts.whole(*count as u64)),
                ("median", &number(*median)),
                ("spread", &number(*spread)),
                ("times", &texts.whole(times.round() as u64)),
                ("unit", &unit),
            ],
        ),
        Reason::SystolicBelowDiastolic { systolic, diastolic } => texts.format(
            "cleaning-reason-systolic-below-diastolic",
            &[("systolic", &number(*systolic)), ("diastolic", &number(*diastolic)), ("unit", &unit)],
        ),
    }
}

fn time_away(ctx: &PanelCtx<'_>, secs: u64) -> String {
    if secs < 2 * DAY_SECS { ctx.texts.duration(secs) } else { ctx.texts.count("cleaning-days", secs / DAY_SECS, &[]) }
}
