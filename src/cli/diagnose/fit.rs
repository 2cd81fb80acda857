//! `wardtwin diagnose fit`: a model with its card, judged before it is written.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::analysis::diagnosis::card::Provenance;
use crate::app::diagnosis::{fit_on_threads, model_bytes};

use super::super::output::{Beside, Ending, Failure, must_be_apart, tell, to_stdout, with_progress};
use super::card_of::{CardWords, LANGUAGES, text_of};
use super::choices::{Choices, Chosen};
use super::{evaluate, words};

#[derive(Args)]
pub struct FitArguments {
    #[command(flatten)]
    choices: Choices,
    /// The model to write; replaced where it is there.
    #[arg(long, value_name = "MODEL")]
    out: PathBuf,
    /// Write the model card here, as Markdown.
    #[arg(long, value_name = "MD")]
    card: Option<PathBuf>,
    /// Of the card.
    #[arg(long, default_value = "en", value_parser = LANGUAGES, requires = "card")]
    language: String,
    /// What the model is for, in your words; it stands on the card.
    #[arg(long, default_value = "", value_name = "TEXT")]
    purpose: String,
}

pub fn run(arguments: &FitArguments, quiet: bool, card_words: CardWords) -> Result<Ending, Failure> {
    let card = arguments.card.as_deref();
    must_be_apart(&[arguments.choices.input(), &arguments.out].into_iter().chain(card).collect::<Vec<_>>())?;
    let out = Beside::begin(&arguments.out)?;
    let card_out = arguments.card.as_deref().map(Beside::begin).transpose()?;
    let chosen = arguments.choices.read(quiet)?;
    let Chosen { cases, table, notes, plan, candidates } = &chosen;
    let provenance = Provenance { purpose: arguments.purpose.clone(), ..cases.provenance.clone() };
    let (model, report) = with_progress("learning", quiet, |progress| {
        fit_on_threads(table, notes, plan, candidates, &provenance, progress)
    })?;
    let bytes = model_bytes(&model)?;
    out.finish(|file| Ok(file.write_all(&bytes)?))?;
    if let Some(card_out) = card_out {
        let text = text_of(&model.card, &arguments.language, card_words);
        card_out.finish(|file| Ok(file.write_all(text.as_bytes())?))?;
    }
    to_stdout(|out| evaluate::tell(&report, out))?;
    words::tell_about(&report, notes);
    tell("internal validation only: the model was not tried on data from elsewhere");
    tell(
        "the model holds training rows without identifiers, to tell what is unlike them; keep it as you keep the data",
    );

    Ok(Ending::AllDone)
}
