//! What INFO and FORMAT keys hold: how many values of what kind, as the header defines it and as the specification
//! reserves it.

use super::header::Version;
use super::values::{float, integer, is_missing};

/// How many values a key has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    Count(u32),
    /// One an alternate allele.
    Alternates,
    /// One an allele.
    Alleles,
    /// One a genotype.
    Genotypes,
    Any,
}

impl Number {
    /// As the header writes it; some letters only exist from 4.4 on.
    pub fn parse(text: &str, version: Version) -> Option<Number> {
        match text {
            "." => Some(Number::Any),
            "A" => Some(Number::Alternates),
            "R" => Some(Number::Alleles),
            "G" => Some(Number::Genotypes),
            "P" | "LA" | "LR" | "LG" | "M" if version >= Version::V44 => Some(Number::Any),
            _ => text.parse().ok().map(Number::Count),
        }
    }
}

/// Of what kind the values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Integer,
    Float,
    Flag,
    Character,
    String,
}

impl Kind {
    pub fn parse(text: &str) -> Option<Kind> {
        Some(match text {
            "Integer" => Kind::Integer,
            "Float" => Kind::Float,
            "Flag" => Kind::Flag,
            "Character" => Kind::Character,
            "String" => Kind::String,
            _ => return None,
        })
    }

    pub fn holds(self, value: &[u8]) -> bool {
        is_missing(value)
            || match self {
                Kind::Integer => integer(value).is_some(),
                Kind::Float => float(value).is_some(),
                Kind::Character => std::str::from_utf8(value).is_ok_and(|text| text.chars().count() == 1),
                Kind::String => true,
                Kind::Flag => false,
            }
    }
}

/// A key's definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    pub number: Number,
    pub kind: Kind,
}

/// A reserved key: its number, its kind where the specification's versions agree on one, and since when.
type Reserved = (&'static str, Number, Option<Kind>, Version);

const ONE: Number = Number::Count(1);
const NONE: Number = Number::Count(0);

const INFO: [Reserved; 20] = [
    ("AA", ONE, Some(Kind::String), Version::V41),
    ("AC", Number::Alternates, Some(Kind::Integer), Version::V41),
    ("AD", Number::Alleles, Some(Kind::Integer), Version::V43),
    ("ADF", Number::Alleles, Some(Kind::Integer), Version::V43),
    ("ADR", Number::Alleles, Some(Kind::Integer), Version::V43),
    ("AF", Number::Alternates, Some(Kind::Float), Version::V41),
    ("AN", ONE, Some(Kind::Integer), Version::V41),
    ("BQ", ONE, Some(Kind::Float), Version::V41),
    ("CIGAR", Number::Alternates, Some(Kind::String), Version::V41),
    ("DB", NONE, Some(Kind::Flag), Version::V41),
    ("DP", ONE, Some(Kind::Integer), Version::V41),
    ("END", ONE, Some(Kind::Integer), Version::V41),
    ("H2", NONE, Some(Kind::Flag), Version::V41),
    ("H3", NONE, Some(Kind::Flag), Version::V41),
    ("MQ", ONE, None, Version::V41),
    ("MQ0", ONE, Some(Kind::Integer), Version::V41),
    ("NS", ONE, Some(Kind::Integer), Version::V41),
    ("SOMATIC", NONE, Some(Kind::Flag), Version::V41),
    ("VALIDATED", NONE, Some(Kind::Flag), Version::V41),
    ("1000G", NONE, Some(Kind::Flag), Version::V41),
];

const FORMAT: [Reserved; 16] = [
    ("AD", Number::Alleles, Some(Kind::Integer), Version::V43),
    ("ADF", Number::Alleles, Some(Kind::Integer), Version::V43),
    ("ADR", Number::Alleles, Some(Kind::Integer), Version::V43),
    ("DP", ONE, Some(Kind::Integer), Version::V41),
    ("EC", Number::Alternates, Some(Kind::Integer), Version::V41),
    ("FT", ONE, Some(Kind::String), Version::V41),
    ("GL", Number::Genotypes, Some(Kind::Float), Version::V41),
    ("GLE", Number::Genotypes, Some(Kind::String), Version::V41),
    ("GP", Number::Genotypes, Some(Kind::Float), Version::V41),
    ("GQ", ONE, Some(Kind::Integer), Version::V41),
    ("GT", ONE, Some(Kind::String), Version::V41),
    ("HQ", Number::Count(2), Some(Kind::Integer), Version::V41),
    ("MQ", ONE, Some(Kind::Integer), Version::V41),
    ("PL", Number::Genotypes, Some(Kind::Integer), Version::V41),
    ("PQ", ONE, Some(Kind::Integer), Version::V41),
    ("PS", ONE, Some(Kind::Integer), Version::V41),
];

/// Whether a definition is one of a sample's values or of the record's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Record,
    Sample,
}

/// What is wrong with the definition of a reserved key.
pub fn breach(whose: Whose, key: &str, defined: Definition, version: Version) -> Option<String> {
    let table: &[Reserved] = match whose {
        Whose::Record => &INFO,
        Whose::Sample => &FORMAT,
    };
    let (_, number, kind, since) = table.iter().find(|(name, ..)| *name == key)?;
    if version < *since {
        return None;
    }
    if defined.number != *number {
        return Some(format!("the key {key} is reserved with another Number"));
    }
    kind.filter(|kind| *kind != defined.kind).map(|kind| format!("the key {key} is reserved with the Type {kind:?}"))
}
