//! Gene results as bytes. Phenotypes are kept as the words of the day; texts of notes by their stable ids.

use crate::domain::genome::{
    Activity, ActivityScore, CallNote, Candidate, Diplotype, Gene, GeneRecord, GeneStatement, Outcome, Phenotype,
    StoredCall, Typing,
};

use super::SegmentKind;
use super::coding::{Broken, In, Out};
use super::record::{Coded, read_date, write_date};

impl Coded for GeneRecord {
    const KIND: SegmentKind = SegmentKind::Gene;

    fn write(&self, out: &mut Out) {
        out.text(self.gene.symbol());
        write_statement(&self.statement, out);
        out.optional_text(self.reported_phenotype.as_deref());
        write_date(self.specimen, out);
        out.optional_text(self.laboratory.as_deref());
    }

    fn read(input: &mut In) -> Result<Self, Broken> {
        Ok(GeneRecord {
            gene: Gene::from_symbol(input.text()?).ok_or(Broken)?,
            statement: read_statement(input)?,
            reported_phenotype: input.optional_text()?.map(str::to_owned),
            specimen: read_date(input)?,
            laboratory: input.optional_text()?.map(str::to_owned),
        })
    }
}

fn write_statement(statement: &GeneStatement, out: &mut Out) {
    match statement {
        GeneStatement::NotTested => out.bytes.push(0),
        GeneStatement::NoResult => out.bytes.push(1),
        GeneStatement::Given(typing) => {
            out.bytes.push(2);
            write_typing(typing, out);
        }
        GeneStatement::Called(call) => {
            out.bytes.push(3);
            write_call(call, out);
        }
    }
}

fn read_statement(input: &mut In) -> Result<GeneStatement, Broken> {
    match input.byte()? {
        0 => Ok(GeneStatement::NotTested),
        1 => Ok(GeneStatement::NoResult),
        2 => Ok(GeneStatement::Given(read_typing(input)?)),
        3 => Ok(GeneStatement::Called(Box::new(read_call(input)?))),
        _ => Err(Broken),
    }
}

fn write_typing(typing: &Typing, out: &mut Out) {
    let mut put = |tag: u8, texts: &[&str]| {
        out.bytes.push(tag);
        texts.iter().for_each(|text| out.text(text));
    };
    match typing {
        Typing::Diplotype(first, second) => put(0, &[first, second]),
        Typing::Haplotype(haplotype) => put(1, &[haplotype]),
        Typing::Carried { allele, carried: false } => put(2, &[allele]),
        Typing::Carried { allele, carried: true } => put(3, &[allele]),
        Typing::Alleles(first, second) => put(4, &[first, second]),
        Typing::Phenotype(word) => put(5, &[word]),
    }
}

fn read_typing(input: &mut In) -> Result<Typing, Broken> {
    let tag = input.byte()?;
    let first = input.text()?.to_owned();
    Ok(match tag {
        0 => Typing::Diplotype(first, input.text()?.to_owned()),
        1 => Typing::Haplotype(first),
        2 | 3 => Typing::Carried { allele: first, carried: tag == 3 },
        4 => Typing::Alleles(first, input.text()?.to_owned()),
        5 => Typing::Phenotype(first),
        _ => return Err(Broken),
    })
}

fn write_call(call: &StoredCall, out: &mut Out) {
    out.number(u64::from(call.missing));
    out.number(call.notes.len() as u64);
    for (id, about) in call.notes.iter().map(CallNote::code) {
        out.text(id);
        out.text(&about);
    }
    write_outcome(&call.outcome, out);
}

fn read_call(input: &mut In) -> Result<StoredCall, Broken> {
    let missing = input.short()?;
    let count = input.count(2)?;
    let mut notes = Vec::with_capacity(count);
    for _ in 0..count {
        let id = input.text()?;
        notes.push(CallNote::from_code(id, input.text()?).ok_or(Broken)?);
    }
    Ok(StoredCall { missing, notes, outcome: read_outcome(input)? })
}

fn write_outcome(outcome: &Outcome, out: &mut Out) {
    match outcome {
        Outcome::NotTested => out.bytes.push(0),
        Outcome::NoCall => out.bytes.push(1),
        Outcome::Diplotypes(candidates) => {
            out.bytes.push(2);
            out.number(candidates.len() as u64);
            candidates.iter().for_each(|candidate| write_candidate(candidate, out));
        }
        Outcome::Variants { seen, lowest } => {
            out.bytes.push(3);
            out.number(seen.len() as u64);
            seen.iter().for_each(|variant| out.text(variant));
            write_candidate(lowest, out);
        }
        Outcome::Carried(tested) => {
            out.bytes.push(4);
            out.number(tested.len() as u64);
            for (allele, carried) in tested {
                out.text(allele);
                out.bytes.push(u8::from(*carried));
            }
        }
        Outcome::Given(phenotype) => {
            out.bytes.push(5);
            write_phenotype(phenotype, out);
        }
    }
}

fn read_outcome(input: &mut In) -> Result<Outcome, Broken> {
    match input.byte()? {
        0 => Ok(Outcome::NotTested),
        1 => Ok(Outcome::NoCall),
        2 => Ok(Outcome::Diplotypes(list(input, 4, read_candidate)?)),
        3 => {
            let seen = list(input, 1, |input| Ok(input.text()?.to_owned()))?;
            Ok(Outcome::Variants { seen, lowest: read_candidate(input)? })
        }
        4 => Ok(Outcome::Carried(list(input, 2, |input| Ok((input.text()?.to_owned(), input.byte()? == 1)))?)),
        5 => Ok(Outcome::Given(read_phenotype(input)?)),
        _ => Err(Broken),
    }
}

fn list<T>(input: &mut In, least_bytes: usize, read: impl Fn(&mut In) -> Result<T, Broken>) -> Result<Vec<T>, Broken> {
    let count = input.count(least_bytes)?;
    (0..count).map(|_| read(input)).collect()
}

fn write_candidate(candidate: &Candidate, out: &mut Out) {
    let (first, second) = candidate.diplotype.alleles();
    out.text(first);
    out.text(second);
    write_phenotype(&candidate.phenotype, out);
    out.optional_text(candidate.activity.map(|activity| activity.to_string()).as_deref());
}

fn read_candidate(input: &mut In) -> Result<Candidate, Broken> {
    let first = input.text()?;
    let diplotype = Diplotype::new(first, input.text()?);
    let phenotype = read_phenotype(input)?;
    let activity = input.optional_text()?.map(read_activity).transpose()?;
    Ok(Candidate { diplotype, phenotype, activity })
}

fn read_activity(text: &str) -> Result<Activity, Broken> {
    if text == Activity::Unknown.to_string() {
        return Ok(Activity::Unknown);
    }
    ActivityScore::parse(text).map(Activity::Score).ok_or(Broken)
}

fn write_phenotype(phenotype: &Phenotype, out: &mut Out) {
    match phenotype {
        Phenotype::NoResult => out.bytes.push(0),
        Phenotype::None => out.bytes.push(1),
        Phenotype::NotAvailable => out.bytes.push(2),
        Phenotype::Named(name) => {
            out.bytes.push(3);
            out.text(name);
        }
    }
}

fn read_phenotype(input: &mut In) -> Result<Phenotype, Broken> {
    match input.byte()? {
        0 => Ok(Phenotype::NoResult),
        1 => Ok(Phenotype::None),
        2 => Ok(Phenotype::NotAvailable),
        3 => Ok(Phenotype::Named(input.text()?.to_owned())),
        _ => Err(Broken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Date;

    fn candidate(first: &str, second: &str, activity: Option<Activity>) -> Candidate {
        let phenotype = Phenotype::Named("Poor Metabolizer".to_owned());
        Candidate { diplotype: Diplotype::new(first, second), phenotype, activity }
    }

    /// Every form of a statement, one record each.
    fn records() -> Vec<GeneRecord> {
        let score = ActivityScore::parse("≥3.0").map(Activity::Score);
        let called = |outcome| {
            let notes = vec![CallNote::NothingFound { missing: 2 }, CallNote::FromRs4149056];
            GeneStatement::Called(Box::new(StoredCall { outcome, missing: 7, notes }))
        };
        let text = |text: &str| text.to_owned();
        let statements = [
            GeneStatement::NotTested,
            GeneStatement::NoResult,
            GeneStatement::Given(Typing::Diplotype(text("*2"), text("*1x≥3"))),
            GeneStatement::Given(Typing::Haplotype(text("*4"))),
            GeneStatement::Given(Typing::Carried { allele: text("*57:01"), carried: true }),
            GeneStatement::Given(Typing::Carried { allele: text("*15:02"), carried: false }),
            GeneStatement::Given(Typing::Alleles(text("*15:02"), text("*57:01"))),
            GeneStatement::Given(Typing::Phenotype(text("Deficient"))),
            called(Outcome::NotTested),
            called(Outcome::NoCall),
            called(Outcome::Diplotypes(vec![candidate("*1", "*2", score), candidate("*2", "*3", None)])),
            called(Outcome::Variants {
                seen: vec![text("c.1"), text("c.2")],
                lowest: candidate("c.1", "c.2", Some(Activity::Unknown)),
            }),
            called(Outcome::Carried(vec![(text("*57:01"), true), (text("*58:01"), false)])),
            called(Outcome::Given(Phenotype::NotAvailable)),
        ];
        let record = |statement| GeneRecord {
            gene: Gene::Cyp2c19,
            statement,
            reported_phenotype: Some(text("poor")),
            specimen: Some(Date(20_000)),
            laboratory: Some(text("Central")),
        };
        statements.into_iter().map(record).collect()
    }

    #[test]
    fn every_statement_comes_back_and_cut_bytes_do_not() {
        for record in records() {
            let mut out = Out::default();
            record.write(&mut out);
            assert_eq!(GeneRecord::read(&mut In::new(&out.bytes)), Ok(record));
            for end in 0..out.bytes.len() {
                assert_eq!(GeneRecord::read(&mut In::new(&out.bytes[..end])), Err(Broken), "cut at {end}");
            }
        }
    }
}
