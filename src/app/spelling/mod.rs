//! How names are spelt: folded for comparing, and Chinese names in pinyin. Search, lists and the review of pairs share it.

pub mod fold;
pub mod pinyin;
