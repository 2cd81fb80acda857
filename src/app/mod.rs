//! State, commands, jobs and views: the application without its pixels.

pub mod cleaning;
pub mod command;
pub mod computed;
pub mod core;
pub mod demo;
pub mod duplicates;
pub mod export;
pub mod gene_text;
pub mod generate;
pub mod history;
pub mod home;
pub mod hospital;
pub mod import;
pub mod index;
pub mod jobs;
pub mod list;
pub mod message;
pub mod outcome;
pub mod picker;
pub mod records;
pub mod risk;
pub mod search;
pub mod session;
pub mod state;
pub mod twin;
pub mod view;
