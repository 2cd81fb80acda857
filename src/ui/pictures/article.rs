//! The article's three numbers: the summary of the open twin, the classifier of gene texts, the variant count.

use std::path::PathBuf;

use crate::app::article::{ArticleCommand, ArticleFile};
use crate::app::command::Command;
use crate::app::risk::RiskCommand;
use crate::ui::shell::Shell;

use super::{PictureSet, save, settle};

/// Files of the two that are made from files; nobody in them exists.
const FILES: [(ArticleFile, &str, &str); 4] = [
    (ArticleFile::Genes, "gene_data.csv", include_str!("../../../sample_data/gene_data.csv")),
    (ArticleFile::Diseases, "disease_data.csv", include_str!("../../../sample_data/disease_data.csv")),
    (ArticleFile::NewPatients, "new_patient.csv", include_str!("../../../sample_data/new_patient.csv")),
    (ArticleFile::Variants, "variants.csv", include_str!("../../../docs/examples/variants.csv")),
];

/// Draws the tabs, empty and filled.
pub fn article(set: &PictureSet, shell: &mut Shell) -> std::io::Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for tab in ["indicators", "gene-text", "variants"] {
        show(shell, tab);
        let name = if tab == "indicators" { "risk-indicators".to_owned() } else { format!("risk-{tab}-empty") };
        written.push(save(set, shell, &name)?);
    }
    // What nobody said is missing again.
    show(shell, "indicators");
    shell.core.apply(Command::Risk(RiskCommand::ForgetAnswers));
    written.push(save(set, shell, "risk-indicators-missing")?);
    for (file, name, text) in FILES {
        let path = set.folder.join(name);
        std::fs::write(&path, text)?;
        let typed = path.to_string_lossy().into_owned();
        shell.core.apply(Command::Article(ArticleCommand::SetPath(file, typed)));
    }
    for (tab, command) in [("gene-text", ArticleCommand::Learn), ("variants", ArticleCommand::Count)] {
        show(shell, tab);
        shell.core.apply(Command::Article(command));
        settle(shell);
        written.push(save(set, shell, &format!("risk-{tab}"))?);
    }
    for (_, name, _) in FILES {
        std::fs::remove_file(set.folder.join(name))?;
    }
    Ok(written)
}

fn show(shell: &mut Shell, tab: &'static str) {
    shell.core.apply(Command::Risk(RiskCommand::ShowTab(tab)));
}
