//! The two genes that the model knows: how fast S-warfarin is cleared, and how much of it the target needs.

/// An allele of CYP2C9 with a clearance of its own in the model; of others it knows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cyp2c9Allele {
    Star1,
    Star2,
    Star3,
}

/// Both alleles, in order, so that `*2/*1` is `*1/*2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cyp2c9(Cyp2c9Allele, Cyp2c9Allele);

impl Cyp2c9 {
    pub fn new(one: Cyp2c9Allele, other: Cyp2c9Allele) -> Cyp2c9 {
        Cyp2c9(one.min(other), one.max(other))
    }

    /// Every pair the model knows.
    pub fn all() -> impl Iterator<Item = Cyp2c9> {
        let alleles = [Cyp2c9Allele::Star1, Cyp2c9Allele::Star2, Cyp2c9Allele::Star3];
        alleles.into_iter().flat_map(move |one| {
            alleles.into_iter().filter(move |other| one <= *other).map(move |other| Cyp2c9::new(one, other))
        })
    }

    /// Reads `*1/*3`. `None` for any other allele: the model does not cover it.
    pub fn parse(text: &str) -> Option<Cyp2c9> {
        let (one, other) = text.split_once('/')?;
        Some(Cyp2c9::new(allele(one.trim())?, allele(other.trim())?))
    }

    /// Clearance as a share of that with two *1 alleles.
    pub(super) fn clearance_share(self) -> f64 {
        let of_allele = |allele| match allele {
            Cyp2c9Allele::Star1 => 0.5,
            Cyp2c9Allele::Star2 => (1.0 - 0.495) / 2.0,
            Cyp2c9Allele::Star3 => (1.0 - 0.757) / 2.0,
        };
        of_allele(self.0) + of_allele(self.1)
    }
}

fn allele(text: &str) -> Option<Cyp2c9Allele> {
    match text {
        "*1" => Some(Cyp2c9Allele::Star1),
        "*2" => Some(Cyp2c9Allele::Star2),
        "*3" => Some(Cyp2c9Allele::Star3),
        _ => None,
    }
}

/// VKORC1 -1639 on the gene's strand (in a VCF, G is C and A is T).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vkorc1 {
    GG,
    GA,
    AA,
}

impl Vkorc1 {
    pub const ALL: [Vkorc1; 3] = [Vkorc1::GG, Vkorc1::GA, Vkorc1::AA];

    /// Reads `GG`, `GA`, `AG` or `AA`, with a stroke between or not.
    pub fn parse(text: &str) -> Option<Vkorc1> {
        match text.trim().replace('/', "").as_str() {
            "GG" => Some(Vkorc1::GG),
            "GA" | "AG" => Some(Vkorc1::GA),
            "AA" => Some(Vkorc1::AA),
            _ => None,
        }
    }

    /// S-warfarin at which half of the synthesis is held up.
    pub(super) fn half_inhibition_mg_per_l(self) -> f64 {
        let share = match self {
            Vkorc1::GG => 1.0,
            Vkorc1::GA => 1.0 - 0.266,
            Vkorc1::AA => 1.0 - 0.532,
        };
        4.1 * share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn genotypes_are_read_in_either_order_and_unknown_alleles_refused() {
        assert_eq!(Cyp2c9::parse("*3/*1"), Cyp2c9::parse("*1/*3"));
        assert_eq!(Vkorc1::parse("A/G"), Some(Vkorc1::GA));
        assert_eq!((Cyp2c9::parse("*1/*8"), Cyp2c9::parse("*1"), Vkorc1::parse("GT")), (None, None, None));
        assert_eq!(Cyp2c9::all().count(), 6);
    }

    #[test]
    fn two_alleles_of_one_are_whole_and_each_other_takes_its_part() {
        let share = |text| Cyp2c9::parse(text).expect("known").clearance_share();
        assert_eq!(share("*1/*1"), 1.0);
        assert!((share("*2/*2") - 0.505).abs() < 1e-15 && (share("*1/*3") - 0.6215).abs() < 1e-15);
    }
}
