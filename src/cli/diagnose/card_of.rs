//! `wardtwin diagnose card`: the card of a model that is there, in a language.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::analysis::diagnosis::card::Card;
use crate::app::diagnosis::read_model;
use crate::io::clock::Clock;

use super::super::output::{Beside, Ending, Failure};
use super::card;

/// The window's card as Markdown in a language by its id; handed in with the time in seconds, since the command
/// line has no words but its own.
pub type CardWords = fn(&Card, &str, i64) -> String;

/// Languages by their ids.
pub const LANGUAGES: [&str; 2] = ["en", "zh-CN"];

#[derive(Args)]
pub struct CardArguments {
    /// A model that `diagnose fit` wrote.
    #[arg(long, value_name = "MODEL")]
    model: PathBuf,
    /// The card to write, as Markdown; replaced where it is there.
    #[arg(long, value_name = "MD")]
    out: PathBuf,
    #[arg(long, default_value = "en", value_parser = LANGUAGES)]
    language: String,
}

pub fn run(arguments: &CardArguments, words: CardWords) -> Result<Ending, Failure> {
    let model = read_model(&arguments.model)?;
    let out = Beside::begin(&arguments.out)?;
    let text = text_of(&model.card, &arguments.language, words);
    out.finish(|file| Ok(file.write_all(text.as_bytes())?))?;
    Ok(Ending::AllDone)
}

/// In English as it has always been written, so that scripts that read it go on; else as the window prints it.
pub fn text_of(card: &Card, language: &str, words: CardWords) -> String {
    if language == "en" { card::markdown(card) } else { words(card, language, Clock::System.utc_secs()) }
}
