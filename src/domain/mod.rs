//! The hospital's words: patients and their records, units, indicators, staff and devices, who may do what. Pure types.

pub mod access;
pub mod alert;
pub mod assessment;
pub mod book;
pub mod cohort;
pub mod correction;
pub mod demo_mark;
pub mod drug_check;
pub mod drug_name;
pub mod gene_text;
pub mod genome;
pub mod ids;
pub mod indicator;
pub mod merge;
pub mod observation;
pub mod patient;
pub mod receipt;
pub mod resource;
pub mod staff;
pub mod summary;
pub mod trial_effect;
pub mod twin;
pub mod unit;
pub mod unit_scale;
pub mod unit_words;
pub mod weight_profile;
