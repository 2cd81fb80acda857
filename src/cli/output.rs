//! How a command ends, and progress on a terminal.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::base::Progress;

/// How a command that did something ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    AllDone,
    /// Done, with refused rows or findings in the output.
    WithFindings,
}

/// Why nothing was done, in words for standard error.
#[derive(Debug)]
pub struct Failure(pub String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(deeper) = cause {
            text += &format!(": {deeper}");
            cause = deeper.source();
        }
        Failure(text)
    }
}

/// What went wrong with a file or folder, named first.
pub fn at<E: std::fmt::Display>(path: &std::path::Path) -> impl FnOnce(E) -> Failure {
    let name = path.display().to_string();
    move |error| Failure(format!("{name}: {error}"))
}

/// 0, 1 or 2; a failure's reason goes to standard error.
pub fn exit_code(result: Result<Ending, Failure>) -> ExitCode {
    match result {
        Ok(Ending::AllDone) => ExitCode::SUCCESS,
        Ok(Ending::WithFindings) => ExitCode::from(1),
        Err(Failure(reason)) => {
            eprintln!("wardtwin: {reason}");
            ExitCode::from(2)
        }
    }
}

/// Shows a job's progress on standard error while `work` runs; only on a terminal and unless `quiet`.
pub fn with_progress<R>(label: &str, quiet: bool, work: impl FnOnce(&Progress) -> R) -> R {
    let progress = Arc::new(Progress::default());
    if quiet || !std::io::stderr().is_terminal() {
        return work(&progress);
    }
    let done = Arc::new(AtomicBool::new(false));
    let shower = {
        let (progress, done, label) = (Arc::clone(&progress), Arc::clone(&done), label.to_owned());
        std::thread::Builder::new().name("progress".to_owned()).spawn(move || show(&label, &progress, &done))
    };
    let result = work(&progress);
    done.store(true, Ordering::Relaxed);
    if let Ok(shower) = shower {
        let _shown = shower.join();
    }
    result
}

fn show(label: &str, progress: &Progress, done: &AtomicBool) {
    while !done.load(Ordering::Relaxed) {
        let percent = progress.share().map_or_else(String::new, |share| format!(" {:.0} %", share * 100.0));
        eprint!("\r{label}{percent}   ");
        let _flushed = std::io::stderr().flush();
        std::thread::sleep(Duration::from_millis(100));
    }
    eprintln!("\r{label}: done   ");
}
