//! What gene results say to the inputs of risk models: the warfarin dose asks for CYP2C9 and VKORC1.

use crate::analysis::genomics::patient::{PatientGene, patient_genes};
use crate::domain::genome::{CallState, Gene};
use crate::domain::twin::DigitalTwin;
use crate::io::genes::gene_tables;

/// A gene's result as an input's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneInput {
    /// Column of the model's input.
    pub column: &'static str,
    pub text: String,
    /// Position among the twin's gene results.
    pub position: usize,
}

const COLUMNS: [(Gene, &str); 2] = [(Gene::Cyp2c9, "cyp2c9"), (Gene::Vkorc1, "vkorc1")];

/// The results that stand alone: where several fit, or nobody knows the alleles, a person is asked.
pub fn gene_inputs(twin: &DigitalTwin) -> Vec<GeneInput> {
    let Ok(tables) = gene_tables() else { return Vec::new() };
    if twin.genes.is_empty() {
        return Vec::new();
    }
    let records: Vec<_> = twin.genes.iter().map(|row| &row.record).collect();
    let genes = patient_genes(tables, &records);
    let of = |(gene, column): (Gene, &'static str)| {
        let found = genes.iter().find(|found| found.result.gene == gene)?;
        let position = *found.sources.last()?;
        text_of(found).map(|text| GeneInput { column, text, position })
    };
    COLUMNS.into_iter().filter_map(of).collect()
}

fn text_of(found: &PatientGene) -> Option<String> {
    if found.result.state != CallState::Called {
        return None;
    }
    let value = found.result.values.first()?;
    match found.result.gene {
        // The model's letters stand behind the position: `-1639 AG`.
        Gene::Vkorc1 => value.phenotype.to_string().rsplit(' ').next().map(str::to_owned),
        _ => Some(value.diplotype.clone()).filter(|diplotype| !diplotype.is_empty()),
    }
}
