//! Records at the genes' positions, turned into what each sample shows there.

use std::collections::BTreeMap;

use crate::domain::genome::{Gene, GeneReadings, GeneTables, Phase, Reading, SampleReadings, Seen, Site};

use super::Taker;
use super::build::BuildEvidence;
use super::columns::Record;
use super::genotype::Genotype;
use super::header::Version;
use super::values::is_missing;

/// Something odd at one of a gene's positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileNote {
    pub gene: Gene,
    pub position: u32,
    pub line: u64,
    pub kind: FileNoteKind,
}

impl FileNote {
    /// For a person, in English: it goes into the store with the call.
    pub fn words(&self) -> String {
        let (line, position) = (self.line, self.position);
        match &self.kind {
            FileNoteKind::WrongReference { found, expected } => {
                format!("line {line}: the reference at {position} is {expected}, not {found}; left out")
            }
            FileNoteKind::Structural => format!("line {line}: a structural allele at {position} was ignored"),
            FileNoteKind::Filtered { filter } => format!("line {line}: kept {position} though its filter is {filter}"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileNoteKind {
    /// The reference base is not GRCh38's: the record was left out.
    WrongReference { found: String, expected: String },
    /// A symbolic or structural allele, which says nothing here: samples that have it are without a call there.
    Structural,
    /// Kept, though the file's own filter did not let it pass.
    Filtered { filter: String },
}

/// Where a position leads: gene and site by their indices.
#[derive(Clone, Copy, Debug)]
struct Target {
    gene: usize,
    site: usize,
}

/// The positions, and every sample's readings there.
pub struct Places {
    targets: BTreeMap<(u8, u32), Target>,
    sites: Vec<(Gene, Vec<Site>)>,
    samples: Vec<SampleReadings>,
    notes: Vec<FileNote>,
    lines: BTreeMap<Gene, u64>,
}

/// What was found at the positions.
pub struct Found {
    pub samples: Vec<SampleReadings>,
    pub notes: Vec<FileNote>,
    pub lines: BTreeMap<Gene, u64>,
}

/// A chromosome's number; X, Y and the mitochondrion carry no called gene and have none.
pub fn chromosome_number(name: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(name).ok()?;
    let accession = text.strip_prefix("NC_0000").and_then(|rest| rest.split('.').next());
    let digits = accession.unwrap_or_else(|| text.strip_prefix("chr").unwrap_or(text));
    digits.parse().ok().filter(|number| (1..=22).contains(number))
}

/// What an allele of a record is at a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AlleleHere {
    Base(Seen),
    /// Nothing that can be compared: symbolic, a breakend, or deleted by a record before.
    Foreign,
}

impl Places {
    pub fn new(tables: &GeneTables, samples: &[String]) -> Places {
        let mut targets = BTreeMap::new();
        let mut sites = Vec::new();
        for (gene, panel) in tables.panels().iter().enumerate() {
            for (site, place) in panel.sites.iter().enumerate() {
                if let Some(chromosome) = chromosome_number(place.chromosome.as_bytes()) {
                    targets.insert((chromosome, place.position), Target { gene, site });
                }
            }
            sites.push((panel.gene, panel.sites.clone()));
        }
        let blank = |(gene, sites): &(Gene, Vec<Site>)| GeneReadings {
            gene: *gene,
            readings: vec![Reading::Absent; sites.len()],
        };
        let of = |sample: &String| SampleReadings { sample: sample.clone(), genes: sites.iter().map(blank).collect() };
        let samples = samples.iter().map(of).collect();
        Places { targets, sites, samples, notes: Vec::new(), lines: BTreeMap::new() }
    }

    pub fn finish(self) -> Found {
        Found { samples: self.samples, notes: self.notes, lines: self.lines }
    }

    fn site(&self, target: Target) -> Option<(Gene, &Site)> {
        let (gene, sites) = self.sites.get(target.gene)?;
        Some((*gene, sites.get(target.site)?))
    }

    fn at_site(&mut self, line: u64, record: &Record<'_>, target: Target, build: &mut BuildEvidence) {
        let Some((gene, site)) = self.site(target) else { return };
        let position = site.position;
        let note = |kind: FileNoteKind| FileNote { gene, position, line, kind };
        let Some(alleles) = alleles_here(record, site) else {
            let found = String::from_utf8_lossy(record.reference).into_owned();
            let expected = site.reference().to_owned();
            build.contradicts(
                line,
                format!("the reference at {position} ({}) is {expected}, not {found}", gene.symbol()),
            );
            self.notes.push(note(FileNoteKind::WrongReference { found, expected }));
            return;
        };
        build.fits();
        self.lines.entry(gene).or_insert(line);
        if !matches!(record.filter, b"PASS" | b".") {
            let filter = String::from_utf8_lossy(record.filter).into_owned();
            self.notes.push(note(FileNoteKind::Filtered { filter }));
        }
        let has_structural = record.alternates.iter().any(|alternate| is_structural(alternate));
        if has_structural {
            self.notes.push(note(FileNoteKind::Structural));
        }
        self.read_samples(record, target, &alleles);
    }

    fn read_samples(&mut self, record: &Record<'_>, target: Target, alleles: &[AlleleHere]) {
        let phase_key = phase_set_key(record);
        for (cell, sample) in record.samples.iter().zip(&mut self.samples) {
            let reading = reading(cell, phase_key, record, alleles);
            let place = sample.genes.get_mut(target.gene).and_then(|gene| gene.readings.get_mut(target.site));
            if let Some(place) = place {
                *place = merged(*place, reading);
            }
        }
    }

    /// A block that says "reference from here to there" says so of each position in it.
    fn inside_block(&mut self, record: &Record<'_>, target: Target, end: u32) {
        let Some((_, site)) = self.site(target) else { return };
        let last = site.position.saturating_add(site.reference().len() as u32).saturating_sub(1);
        if last > end {
            return;
        }
        let mut alleles = vec![AlleleHere::Foreign; record.allele_count()];
        if let Some(reference) = alleles.first_mut() {
            *reference = AlleleHere::Base(Seen::Known(0));
        }
        self.read_samples(record, target, &alleles);
    }
}

impl Taker for Places {
    /// Takes a record in where its bases reach one of the positions, or a reference block over some.
    fn take(&mut self, number: u64, record: &Record<'_>, build: &mut BuildEvidence) {
        let Some(chromosome) = chromosome_number(record.chromosome) else { return };
        let last = record.position.saturating_add(u32::try_from(record.reference.len()).unwrap_or(u32::MAX).max(1) - 1);
        let spanned: Vec<Target> =
            self.targets.range((chromosome, record.position)..=(chromosome, last)).map(|(_, target)| *target).collect();
        for target in spanned {
            self.at_site(number, record, target, build);
        }
        if let Some(end) = block_end(record) {
            let inside = (chromosome, record.position.saturating_add(1))..=(chromosome, end.max(record.position + 1));
            let covered: Vec<Target> = self.targets.range(inside).map(|(_, target)| *target).collect();
            for target in covered {
                if let Some((gene, _)) = self.site(target) {
                    self.lines.entry(gene).or_insert(number);
                }
                self.inside_block(record, target, end);
            }
        }
    }
}

/// A symbol that stands for a structural variant; `<*>` and `<NON_REF>` only mean "anything else".
fn is_structural(alternate: &[u8]) -> bool {
    !is_anything_else(alternate) && (alternate.starts_with(b"<") || alternate.iter().any(|b| matches!(b, b'[' | b']')))
}

fn is_anything_else(alternate: &[u8]) -> bool {
    matches!(alternate, b"<*>" | b"<NON_REF>" | b"<X>")
}

/// The end of a reference block, where the record is one.
fn block_end(record: &Record<'_>) -> Option<u32> {
    if !record.alternates.iter().all(|alternate| is_anything_else(alternate)) {
        return None;
    }
    let end = record.info_value(b"END")?;
    std::str::from_utf8(end).ok()?.parse().ok().filter(|end| *end > record.position)
}

/// What each allele of the record is at the site; `None` where the reference bases contradict each other.
fn alleles_here(record: &Record<'_>, site: &Site) -> Option<Vec<AlleleHere>> {
    let reference = record.reference.to_ascii_uppercase();
    let offset = usize::try_from(site.position.checked_sub(record.position)?).ok()?;
    let found = reference.get(offset..)?;
    let expected = site.reference().as_bytes();
    let (is_longer, is_shorter) = (found.starts_with(expected), expected.starts_with(found));
    if !is_longer && !is_shorter {
        return None;
    }
    // Bases that only one of the two writes at the end.
    let beyond = found.get(expected.len()..).unwrap_or_default();
    let lacking = expected.get(found.len()..).unwrap_or_default();
    let is_of_one_base = site.alleles.iter().all(|allele| allele.len() == 1);
    let here = |allele: &[u8]| -> AlleleHere {
        let allele = allele.to_ascii_uppercase();
        if allele.is_empty() || !allele.iter().all(u8::is_ascii_alphabetic) {
            return AlleleHere::Foreign;
        }
        let whole = match allele.strip_suffix(beyond) {
            _ if is_of_one_base => base_at(&reference, &allele, offset).into_iter().collect(),
            Some(shared) if !shared.is_empty() && offset == 0 => [shared, lacking].concat(),
            // A change before the bases of an insertion or deletion leaves open which of them are there.
            Some(_) | None => return AlleleHere::Base(Seen::Unexpected),
        };
        let known = site.alleles.iter().zip(0_u8..).find(|(known, _)| known.as_bytes() == whole);
        AlleleHere::Base(known.map_or(Seen::Unexpected, |(_, index)| Seen::Known(index)))
    };
    let alternates = record.alternates.iter().map(|alternate| here(alternate));
    Some(std::iter::once(AlleleHere::Base(Seen::Known(0))).chain(alternates).collect())
}

/// The base of an allele where the reference has the one at `offset`; `None` where it is deleted or replaced by another
/// number of bases. Bases that both begin or end with are no part of the change.
fn base_at(reference: &[u8], allele: &[u8], offset: usize) -> Option<u8> {
    if reference.len() == allele.len() {
        return allele.get(offset).copied();
    }
    let alike = |a: &mut dyn Iterator<Item = (&u8, &u8)>| a.take_while(|(one, other)| one == other).count();
    let before = alike(&mut reference.iter().zip(allele));
    let most = reference.len().min(allele.len()) - before;
    let behind = alike(&mut reference.iter().rev().zip(allele.iter().rev())).min(most);
    let is_kept = offset < before || offset >= reference.len() - behind;
    reference.get(offset).copied().filter(|_| is_kept)
}

/// Which of a sample's values is its phase set.
fn phase_set_key(record: &Record<'_>) -> Option<usize> {
    record.format?.split(|byte| *byte == b':').position(|key| key == b"PS")
}

fn reading(cell: &[u8], phase_key: Option<usize>, record: &Record<'_>, alleles: &[AlleleHere]) -> Reading {
    let mut values = cell.split(|byte| *byte == b':');
    let has_genotype = record.format.is_some_and(|format| format == b"GT" || format.starts_with(b"GT:"));
    let text = values.next().filter(|_| has_genotype).unwrap_or(b".");
    // Checked before; the version only matters for signs that were allowed there.
    let genotype = Genotype::parse(text, record.allele_count(), Version::V45);
    let Some(genotype) = genotype.filter(|genotype| genotype.ploidy == 2) else { return Reading::NoCall };
    let seen = |allele: Option<u16>| match allele.and_then(|allele| alleles.get(usize::from(allele))) {
        Some(AlleleHere::Base(seen)) => Some(*seen),
        Some(AlleleHere::Foreign) | None => None,
    };
    let is_missing_one = genotype.alleles.contains(&None);
    let [first, second] = genotype.alleles.map(seen);
    match (first, second) {
        (Some(first), Some(second)) => {
            let set = phase_key.and_then(|at| cell.split(|byte| *byte == b':').nth(at)).filter(|set| !is_missing(set));
            let set = set.and_then(|set| std::str::from_utf8(set).ok()?.parse().ok());
            let phase = if genotype.is_phased { Phase::Phased(set) } else { Phase::Unphased };
            Reading::Called { strands: [first, second], phase }
        }
        (Some(one), None) | (None, Some(one)) if is_missing_one && one != Seen::Known(0) => Reading::HalfVariant,
        (Some(_) | None, _) => Reading::NoCall,
    }
}

/// Two records at one position, as files have them that write each alternate on a line of its own.
fn merged(before: Reading, now: Reading) -> Reading {
    const REFERENCE: Seen = Seen::Known(0);
    let (strands_before, strands) = match (before, now) {
        (Reading::Absent | Reading::NoCall, _) => return now,
        (_, Reading::Absent | Reading::NoCall) => return before,
        (Reading::HalfVariant, _) | (_, Reading::HalfVariant) => return Reading::HalfVariant,
        (Reading::Called { strands: before, .. }, Reading::Called { strands, .. }) => (before, strands),
    };
    if strands == [REFERENCE; 2] {
        return before;
    }
    if strands_before == [REFERENCE; 2] {
        return now;
    }
    let variant = |[first, second]: [Seen; 2]| match (first == REFERENCE, second == REFERENCE) {
        (true, false) => Some(second),
        (false, true) => Some(first),
        (true, true) | (false, false) => None,
    };
    match (variant(strands_before), variant(strands)) {
        (Some(one), Some(other)) => Reading::Called { strands: [one, other], phase: Phase::Unphased },
        (Some(_) | None, _) => Reading::NoCall,
    }
}
