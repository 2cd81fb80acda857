//! The command line: a second, thin front on the same commands, for batch work, tests and benchmarks.
//!
//! Output goes to standard output or a named file, messages to standard error. Exit codes: 0 all done, 1 done with refused
//! rows or findings, 2 nothing done.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

pub use diagnose::CardWords;

mod account;
mod audit;
mod backup;
mod check;
mod consent;
mod diagnose;
mod export;
mod failure;
mod generate;
mod genes;
mod hl7;
mod import;
mod inspect;
mod listen;
mod messages;
mod output;
mod patient;
mod pick;
mod query;
mod rekey;
mod risk;
mod schedule;
mod simulate;
mod staff;
mod summary;
mod twin;
mod vault;
mod what_if;
mod words;

/// What the program was asked to do.
pub enum Invocation {
    /// The window, on its welcome screen.
    Window,
    /// The window, in the demo hospital.
    Demo,
    /// Every panel of the demo hospital as a picture.
    Pictures(PictureRequest),
    /// Done; leave with this code.
    Finished(ExitCode),
}

/// Where and how the pictures are drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureRequest {
    pub folder: PathBuf,
    /// `en` or `zh-CN`.
    pub language: String,
    /// `light` or `dark`.
    pub theme: String,
    /// Width and height in points.
    pub size: (u32, u32),
    /// 100 to 200.
    pub scale_percent: u16,
}

/// Living twins of patients, staff and equipment on one encrypted computer.
#[derive(Parser)]
#[command(name = "wardtwin", version, arg_required_else_help = false)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Subcommands>,
    /// No progress on standard error.
    #[arg(long, global = true)]
    quiet: bool,
}

#[derive(Subcommand)]
enum Subcommands {
    /// Open the demo hospital, or draw all its panels.
    #[command(after_help = "Example: wardtwin demo --pictures pictures --language zh-CN --theme dark --size 1440x900")]
    Demo(DemoArguments),
    /// Write a synthetic hospital as files.
    #[command(after_help = "Example: wardtwin generate --patients 300 --seed 1 --out hospital")]
    Generate(generate::GenerateArguments),
    /// Say what the importer finds in a file.
    #[command(after_help = "Example: wardtwin inspect observations.csv")]
    Inspect(inspect::InspectArguments),
    /// Import files into a store.
    #[command(
        after_help = "Example: wardtwin import patients.csv observations.csv --store 'Ward 3.wardtwin' --rejects rejects.csv"
    )]
    Import(import::ImportArguments),
    /// List the patients of a store that meet a cohort filter.
    #[command(
        after_help = "Example: wardtwin query --store 'Ward 3.wardtwin' --where 'age >= 65 and newest(hba1c) > 7.5' --count"
    )]
    Query(query::QueryArguments),
    /// Write the records of one kind of a store as CSV.
    #[command(after_help = "Example: wardtwin export --store 'Ward 3.wardtwin' --kind patients --out patients.csv")]
    Export(export::ExportArguments),
    /// Read a store once and say what does not check out.
    #[command(after_help = "Example: wardtwin check --store 'Ward 3.wardtwin'")]
    Check(check::CheckArguments),
    /// Copy a store into one encrypted file, which is opened and read once before it counts.
    #[command(after_help = "Example: wardtwin backup --store 'Ward 3.wardtwin' --out 'Ward 3.backup'")]
    Backup(backup::BackupArguments),
    /// Make a store's folder from a backup.
    #[command(after_help = "Example: wardtwin restore --from 'Ward 3.backup' --store 'Ward 3 restored.wardtwin'")]
    Restore(backup::RestoreArguments),
    /// Who may open a store, in which role.
    #[command(after_help = "Example: wardtwin account list --store 'Ward 3.wardtwin'")]
    Account(account::AccountArguments),
    /// For what patients agreed to have their records used.
    #[command(after_help = "Example: wardtwin consent import consents.csv --store 'Ward 3.wardtwin'")]
    Consent(consent::ConsentArguments),
    /// What is past its time, and deleting a patient for good, with a certificate.
    #[command(after_help = "Example: wardtwin patient retention --years 10 --store 'Ward 3.wardtwin'")]
    Patient(patient::PatientArguments),
    /// Encrypt a store anew under another key. Other accounts get new passphrases.
    #[command(after_help = "Example: wardtwin rekey --store 'Ward 3.wardtwin'")]
    Rekey(rekey::RekeyArguments),
    /// The journal: whether it is whole, and who did what.
    #[command(after_help = "Example: wardtwin audit verify --store 'Ward 3.wardtwin'")]
    Audit(audit::AuditArguments),
    /// Validated risk models: list them, score a table; and the weighted indicators.
    #[command(after_help = "Example: wardtwin risk score --model prevent --in people.csv --out scores.csv")]
    Risk(risk::RiskArguments),
    /// Genes: called from variant files, what they mean for drugs, and diseases learned from gene texts.
    #[command(after_help = "Example: wardtwin genes call --vcf sample.vcf.gz --out calls.csv")]
    Genes(genes::GenesArguments),
    /// Diagnosis: models judged on patients they have not seen, what they say of new cases, and why.
    #[command(
        after_help = "Example: wardtwin diagnose fit --in medical_data.csv --target disease --algorithm tree --out disease.model"
    )]
    Diagnose(diagnose::DiagnoseArguments),
    /// Plans of a hospital and rosters of its staff: searched, and judged by an independent checker.
    #[command(
        after_help = "Example: wardtwin schedule solve --problem nrp --in Instance1.txt --out roster.csv --seconds 10"
    )]
    Schedule(schedule::ScheduleArguments),
    /// Staff: groups or the word that there are none, what explains them, and whether they stay.
    #[command(
        after_help = "Example: wardtwin staff cluster --in medical_staff_data.csv --out members.csv --json report.json"
    )]
    Staff(staff::StaffArguments),
    /// The living twin: signals followed and forecast, departures, doses by levels; and the warfarin simulation.
    #[command(after_help = "Example: wardtwin twin filter --in series.json --out answers.json")]
    Twin(twin::TwinArguments),
    /// A twin sealed into a file for a colleague elsewhere (age format), and such a file opened.
    #[command(
        after_help = "Example: wardtwin summary seal --store 'Ward 3.wardtwin' --patient W000102 --to age1… --out twin.age"
    )]
    Summary(summary::SummaryArguments),
    /// Messages of HL7 version 2: what they say, before anything is connected.
    #[command(name = "hl7", after_help = "Example: wardtwin hl7 parse messages.hl7 --json")]
    Hl7(hl7::Hl7Arguments),
    /// Take in messages over links and files of a watched folder, until it is told to end.
    #[command(after_help = "Example: wardtwin listen --store 'Ward 3.wardtwin' --mllp 127.0.0.1:2575 --watch incoming")]
    Listen(listen::ListenArguments),
    /// Messages that were set aside, with their reasons; and trying them again.
    #[command(after_help = "Example: wardtwin messages --store 'Ward 3.wardtwin' --retry")]
    Messages(messages::MessagesArguments),
    /// Send what a monitored ward sends, of patients who do not exist, to a listener or into a folder.
    #[command(
        name = "simulate-monitor",
        after_help = "Example: wardtwin simulate-monitor --to mllp://127.0.0.1:2575 --scenario sepsis --patients 8 --rate 20"
    )]
    SimulateMonitor(simulate::SimulateArguments),
    /// Apply effects of trials to risks: bare arithmetic on the table of the input.
    #[command(name = "whatif", after_help = "Example: wardtwin whatif --in cases.json --out answers.json")]
    WhatIf(what_if::WhatIfArguments),
}

#[derive(Args)]
struct DemoArguments {
    /// Draw every panel into this folder instead of opening a window; needs no display.
    #[arg(long, value_name = "DIR")]
    pictures: Option<PathBuf>,
    #[arg(long, default_value = "en", value_parser = ["en", "zh-CN"])]
    language: String,
    #[arg(long, default_value = "light", value_parser = ["light", "dark"])]
    theme: String,
    /// Width and height in points.
    #[arg(long, default_value = "1440x900", value_parser = size_from_text)]
    size: (u32, u32),
    /// Scale in percent.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(100..=200))]
    scale: u16,
}

fn size_from_text(text: &str) -> Result<(u32, u32), String> {
    let size = text.split_once('x').and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    size.filter(|(width, height)| (640..=8192).contains(width) && (480..=8192).contains(height))
        .ok_or_else(|| "a size is WIDTHxHEIGHT, from 640x480 to 8192x8192, such as 1440x900".to_owned())
}

/// The subcommands that need no display, for the message of a window that cannot open.
pub fn commands_without_display() -> &'static str {
    "wardtwin demo --pictures DIR, generate, inspect, import, query, export, check, backup, restore, account, consent, patient, rekey, audit, risk, genes, diagnose, schedule, staff, twin, summary, hl7, listen, messages, simulate-monitor, whatif"
}

/// Why the pictures could not be drawn, and the remedy.
pub fn pictures_not_drawn(folder: &Path, error: std::io::Error) -> String {
    // Not the system's: what it says is whole.
    if error.kind() == std::io::ErrorKind::Other {
        return error.to_string();
    }
    words::of_folder(folder, "--pictures")(error).0
}

/// Names the pictures that were drawn.
///
/// # Errors
/// Standard output takes nothing, in words.
pub fn list_pictures(pictures: &[PathBuf]) -> Result<(), String> {
    let listed = output::to_stdout(|out| pictures.iter().try_for_each(|path| writeln!(out, "{}", path.display())));
    listed.map_err(|output::Failure(reason)| reason)
}

/// Reads the arguments; runs what needs no window. A model card in another language is put into words by `card_words`.
pub fn run(card_words: CardWords) -> Invocation {
    crate::io::no_dump::forbid();
    let arguments = Arguments::parse();
    let quiet = arguments.quiet;
    let result = match arguments.command {
        None => return Invocation::Window,
        Some(Subcommands::Demo(demo)) => return demo_invocation(demo),
        Some(Subcommands::Generate(arguments)) => generate::run(&arguments, quiet),
        Some(Subcommands::Inspect(arguments)) => inspect::run(&arguments),
        Some(Subcommands::Import(arguments)) => import::run(&arguments, quiet),
        Some(Subcommands::Query(arguments)) => query::run(&arguments),
        Some(Subcommands::Export(arguments)) => export::run(&arguments),
        Some(Subcommands::Check(arguments)) => check::run(&arguments, quiet),
        Some(Subcommands::Backup(arguments)) => backup::backup(&arguments, quiet),
        Some(Subcommands::Restore(arguments)) => backup::run_restore(&arguments, quiet),
        Some(Subcommands::Account(arguments)) => account::run(&arguments),
        Some(Subcommands::Consent(arguments)) => consent::run(&arguments),
        Some(Subcommands::Patient(arguments)) => patient::run(&arguments, quiet),
        Some(Subcommands::Rekey(arguments)) => rekey::run(&arguments, quiet),
        Some(Subcommands::Audit(arguments)) => audit::run(&arguments),
        Some(Subcommands::Risk(arguments)) => risk::run(&arguments, quiet),
        Some(Subcommands::Genes(arguments)) => genes::run(&arguments, quiet),
        Some(Subcommands::Diagnose(arguments)) => diagnose::run(&arguments, quiet, card_words),
        Some(Subcommands::Schedule(arguments)) => schedule::run(&arguments, quiet),
        Some(Subcommands::Staff(arguments)) => staff::run(&arguments, quiet),
        Some(Subcommands::Twin(arguments)) => twin::run(&arguments),
        Some(Subcommands::Summary(arguments)) => summary::run(&arguments),
        Some(Subcommands::Hl7(arguments)) => hl7::run(&arguments),
        Some(Subcommands::Listen(arguments)) => listen::run(&arguments, quiet),
        Some(Subcommands::Messages(arguments)) => messages::run(&arguments),
        Some(Subcommands::SimulateMonitor(arguments)) => simulate::run(&arguments),
        Some(Subcommands::WhatIf(arguments)) => what_if::run(&arguments),
    };
    Invocation::Finished(output::exit_code(result))
}

fn demo_invocation(demo: DemoArguments) -> Invocation {
    match demo.pictures {
        None => Invocation::Demo,
        Some(folder) => Invocation::Pictures(PictureRequest {
            folder,
            language: demo.language,
            theme: demo.theme,
            size: demo.size,
            scale_percent: demo.scale,
        }),
    }
}
