//! `wardtwin genes annotate`: what ClinVar knows of the variants that samples carry.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::domain::genome::clinvar::{Classification, Copies, ReviewStatus};
use crate::io::export::TableWriter;
use crate::io::genes::gene_tables;
use crate::io::genes::vcf::clinvar::{self, Annotated, ClinVar};

use super::super::output::{Beside, Ending, Failure, tell, with_progress};

const HEADINGS: [&str; 18] = [
    "sample",
    "chromosome",
    "position",
    "reference",
    "alternate",
    "zygosity",
    "gene",
    "class",
    "significance",
    "stars",
    "review_status",
    "review_meaning",
    "conflicting",
    "conditions",
    "hgvs",
    "rsid",
    "variation_id",
    "note",
];
/// Between several genes or conditions.
const JOINT: &str = "; ";

#[derive(Args)]
pub struct AnnotateArguments {
    /// The variant file, on GRCh38; plain, gzip or bgzip.
    #[arg(long, value_name = "VCF")]
    vcf: PathBuf,
    /// ClinVar's variant file for GRCh38.
    #[arg(long, value_name = "VCF")]
    clinvar: PathBuf,
    /// The file to write; replaced where it is there.
    #[arg(long, value_name = "CSV")]
    out: PathBuf,
}

pub fn run(arguments: &AnnotateArguments, quiet: bool) -> Result<Ending, Failure> {
    let out = Beside::begin(&arguments.out)?;
    let tables = gene_tables()?;
    let (vcf, source) = (arguments.vcf.display(), arguments.clinvar.display());
    let read =
        with_progress("reading the samples", quiet, |progress| clinvar::carried(&arguments.vcf, tables, progress));
    let places = read.map_err(|error| Failure(format!("{vcf}: {error}")))?;
    let read = with_progress("reading ClinVar", quiet, |progress| clinvar::read(&arguments.clinvar, &places, progress));
    let known = read.map_err(|error| Failure(format!("{source}: {error}")))?;
    let read = with_progress("joining", quiet, |progress| clinvar::annotate(&arguments.vcf, tables, &known, progress));
    let (samples, mut found) = read.map_err(|error| Failure(format!("{vcf}: {error}")))?;
    if samples.is_empty() {
        return Err(Failure(format!("{vcf}: the file has no samples, so it tells of nobody's variants")));
    }
    // The graver first, then the better reviewed.
    found.sort_by_key(order);
    out.finish(|out| {
        let mut table = TableWriter::begin(out, &HEADINGS, false)?;
        for annotated in &found {
            let sample = samples.get(annotated.sample).map_or("", String::as_str);
            table.row(cells(sample, annotated).iter().map(String::as_str))?;
        }
        table.finish()?.flush()?;
        Ok(())
    })?;
    tell_source(&known, &places.variants, &found);
    let Some(first) = &known.first_refused else { return Ok(Ending::AllDone) };
    tell(format_args!("{source}: {} records of ClinVar were left out; the first: {first}", known.refused));
    Ok(Ending::WithFindings)
}

fn order(annotated: &Annotated) -> (usize, Classification, ReviewStatus, u8, u32) {
    let (entry, key) = (&annotated.entry, &annotated.key);
    (annotated.sample, entry.classification, entry.review, key.chromosome, key.position)
}

fn tell_source(known: &ClinVar, carried: &u64, found: &[Annotated]) {
    let date = known.date.as_deref().unwrap_or("no date in its header");
    let mut keys: Vec<_> = found.iter().map(|annotated| &annotated.key).collect();
    keys.sort();
    keys.dedup();
    tell(format_args!(
        "ClinVar ({date}, {} records) knows {} of {carried} carried variants; what it does not know is not benign",
        known.records,
        keys.len()
    ));
}

fn cells(sample: &str, annotated: &Annotated) -> [String; 18] {
    let (entry, key) = (&annotated.entry, &annotated.key);
    let note = if annotated.is_filtered { "kept, though its filter is not PASS" } else { "" };
    [
        sample.to_owned(),
        key.chromosome_name(),
        key.position.to_string(),
        key.reference.clone(),
        key.alternate.clone(),
        zygosity(annotated.copies).to_owned(),
        entry.genes.join(JOINT),
        class(entry.classification).to_owned(),
        entry.significance.clone(),
        entry.review.stars().to_string(),
        entry.review_words.clone(),
        meaning(entry.review).to_owned(),
        entry.conflict.clone(),
        entry.conditions.join(JOINT),
        entry.hgvs.clone(),
        entry.rsid.clone().unwrap_or_default(),
        entry.id.clone(),
        note.to_owned(),
    ]
}

fn zygosity(copies: Copies) -> &'static str {
    match copies {
        Copies::Two => "homozygous",
        Copies::One => "heterozygous",
        Copies::TheOnly => "hemizygous",
        Copies::AtLeastOne => "at least one copy; the other was not called",
    }
}

fn class(classification: Classification) -> &'static str {
    match classification {
        Classification::Pathogenic => "pathogenic",
        Classification::LikelyPathogenic => "likely pathogenic",
        Classification::Conflicting => "conflicting",
        Classification::Uncertain => "uncertain",
        Classification::Other => "other",
        Classification::LikelyBenign => "likely benign",
        Classification::Benign => "benign",
        Classification::NotProvided => "not classified",
    }
}

fn meaning(review: ReviewStatus) -> &'static str {
    match review {
        ReviewStatus::PracticeGuideline => "stands in a practice guideline",
        ReviewStatus::ExpertPanel => "reviewed by an expert panel",
        ReviewStatus::SeveralAgree => "several submitters with criteria agree",
        ReviewStatus::SeveralConflict => "submitters with criteria disagree",
        ReviewStatus::SingleSubmitter => "one submitter with criteria; nobody confirmed it",
        ReviewStatus::NoCriteria => "submitted without criteria",
        ReviewStatus::NoClassification => "submitted without a classification",
        ReviewStatus::Unknown => "review words not known here; counts as none",
    }
}
