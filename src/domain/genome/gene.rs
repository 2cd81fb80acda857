//! The genes whose typing changes what is prescribed.

/// A gene, by its symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gene {
    Abcg2,
    Cyp2b6,
    Cyp2c19,
    Cyp2c9,
    Cyp3a5,
    Cyp4f2,
    Dpyd,
    Ifnl3,
    Nudt15,
    Slco1b1,
    Tpmt,
    Ugt1a1,
    Vkorc1,
    Cyp2d6,
    HlaA,
    HlaB,
    G6pd,
    MtRnr1,
    Ryr1,
    Cacna1s,
}

impl Gene {
    /// Every gene: first those called from a variant file, then those that are only given.
    pub const ALL: [Gene; 20] = [
        Gene::Abcg2,
        Gene::Cyp2b6,
        Gene::Cyp2c19,
        Gene::Cyp2c9,
        Gene::Cyp3a5,
        Gene::Cyp4f2,
        Gene::Dpyd,
        Gene::Ifnl3,
        Gene::Nudt15,
        Gene::Slco1b1,
        Gene::Tpmt,
        Gene::Ugt1a1,
        Gene::Vkorc1,
        Gene::Cyp2d6,
        Gene::HlaA,
        Gene::HlaB,
        Gene::G6pd,
        Gene::MtRnr1,
        Gene::Ryr1,
        Gene::Cacna1s,
    ];

    /// As it is printed.
    pub fn symbol(self) -> &'static str {
        match self {
            Gene::Abcg2 => "ABCG2",
            Gene::Cyp2b6 => "CYP2B6",
            Gene::Cyp2c19 => "CYP2C19",
            Gene::Cyp2c9 => "CYP2C9",
            Gene::Cyp3a5 => "CYP3A5",
            Gene::Cyp4f2 => "CYP4F2",
            Gene::Dpyd => "DPYD",
            Gene::Ifnl3 => "IFNL3",
            Gene::Nudt15 => "NUDT15",
            Gene::Slco1b1 => "SLCO1B1",
            Gene::Tpmt => "TPMT",
            Gene::Ugt1a1 => "UGT1A1",
            Gene::Vkorc1 => "VKORC1",
            Gene::Cyp2d6 => "CYP2D6",
            Gene::HlaA => "HLA-A",
            Gene::HlaB => "HLA-B",
            Gene::G6pd => "G6PD",
            Gene::MtRnr1 => "MT-RNR1",
            Gene::Ryr1 => "RYR1",
            Gene::Cacna1s => "CACNA1S",
        }
    }

    /// The gene of that symbol, in whatever case.
    pub fn from_symbol(symbol: &str) -> Option<Gene> {
        let symbol = symbol.trim();
        Gene::ALL.into_iter().find(|gene| gene.symbol().eq_ignore_ascii_case(symbol))
    }

    /// What its result is made of.
    pub fn reading(self) -> GeneReading {
        match self {
            Gene::Dpyd => GeneReading::Variants,
            Gene::Abcg2
            | Gene::Cyp2b6
            | Gene::Cyp2c19
            | Gene::Cyp2c9
            | Gene::Cyp3a5
            | Gene::Cyp4f2
            | Gene::Ifnl3
            | Gene::Nudt15
            | Gene::Slco1b1
            | Gene::Tpmt
            | Gene::Ugt1a1
            | Gene::Vkorc1 => GeneReading::NamedAlleles,
            Gene::Cyp2d6 => GeneReading::Given(GivenAs::Diplotype),
            Gene::HlaA | Gene::HlaB => GeneReading::Given(GivenAs::Carried),
            Gene::G6pd | Gene::MtRnr1 | Gene::Ryr1 | Gene::Cacna1s => GeneReading::Given(GivenAs::Phenotype),
        }
    }

    /// Whether it is called from a variant file; the others are never guessed from one.
    pub fn is_called(self) -> bool {
        match self.reading() {
            GeneReading::NamedAlleles | GeneReading::Variants => true,
            GeneReading::Given(_) => false,
        }
    }

    /// Whether its alleles carry activity values that are added.
    pub fn has_activity(self) -> bool {
        matches!(self, Gene::Cyp2c9 | Gene::Cyp2d6 | Gene::Dpyd)
    }

    /// Whether its diplotypes have names for what they do. CYP4F2 has none.
    pub fn has_phenotypes(self) -> bool {
        self != Gene::Cyp4f2
    }

    /// Genes of severe toxicity, where a base that no table knows counts as the reference so that the variants that are
    /// known still show; and where finding none of them is never called normal.
    pub fn is_of_toxicity(self) -> bool {
        matches!(self, Gene::Dpyd | Gene::Nudt15 | Gene::Tpmt)
    }
}

/// How a gene's result comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeneReading {
    /// Two named alleles are matched against all positions.
    NamedAlleles,
    /// Variants are listed and the two of least activity count.
    Variants,
    /// Never from a variant file: a laboratory gives it.
    Given(GivenAs),
}

/// What a laboratory says of a gene that is not called here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenAs {
    /// Two haplotypes, such as `*1/*4`.
    Diplotype,
    /// Risk alleles that are carried or not.
    Carried,
    /// What it amounts to, in words.
    Phenotype,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_unique_and_come_back() {
        for gene in Gene::ALL {
            assert_eq!(Gene::from_symbol(&gene.symbol().to_lowercase()), Some(gene));
        }
        assert_eq!(Gene::ALL.iter().filter(|gene| gene.is_called()).count(), 13);
    }

    #[test]
    fn all_is_in_order_without_gaps() {
        for (at, gene) in Gene::ALL.into_iter().enumerate() {
            assert_eq!(gene as usize, at);
        }
    }
}
