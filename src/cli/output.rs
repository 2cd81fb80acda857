//! How a command ends, and progress on a terminal.

use std::fmt::Display;
use std::fs::File;
use std::io::{BufWriter, ErrorKind, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::base::Progress;
use crate::io::interrupt::on_first_interrupt;
use crate::io::output_file;

use super::words;

pub use super::failure::Failure;

/// How a command that did something ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    AllDone,
    /// Done, with refused rows or findings in the output.
    WithFindings,
}

/// Refuses a command that names one file twice: an output would take the place of an input, or of another output.
///
/// # Errors
/// The file that is named twice.
pub fn must_be_apart(files: &[&Path]) -> Result<(), Failure> {
    let whole = |file: &Path| std::fs::canonicalize(file).or_else(|_| std::path::absolute(file)).ok();
    let all: Vec<Option<PathBuf>> = files.iter().map(|file| whole(file)).collect();
    let is_named_before = |at: usize| all.get(at).is_some_and(|file| file.is_some() && all[..at].contains(file));
    match files.iter().enumerate().find(|(at, _)| is_named_before(*at)) {
        Some((_, file)) => Err(Failure(format!("{} is named twice; give the output another name", file.display()))),
        None => Ok(()),
    }
}

/// Refuses an output within the folder of a store, whose own files have names too.
pub fn must_be_outside_stores(target: &Path) -> Result<(), Failure> {
    match output_file::is_in_store(target) {
        true => Err(Failure(format!(
            "{} lies within the folder of a store; give the output a place outside; nothing was written",
            target.display()
        ))),
        false => Ok(()),
    }
}

/// Refuses a new store in the folder of another one.
pub fn no_store_within_a_store(folder: &Path) -> Result<(), Failure> {
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
    match output_file::is_in_store(parent.unwrap_or(Path::new("."))) {
        true => Err(Failure(format!("{} lies within another store; give the store a place outside", folder.display()))),
        false => Ok(()),
    }
}

/// A file that takes another's place once it is whole: written beside it, then renamed. Dropped before, it leaves
/// nothing. What is no file, such as `/dev/stdout`, has no place to take and is written itself.
pub struct Beside {
    target: PathBuf,
    beside: Option<PathBuf>,
    file: Option<File>,
}

impl Beside {
    /// Creates the file beside the one named; whoever may not write there is told before anything is done.
    pub fn begin(target: &Path) -> Result<Beside, Failure> {
        let target = target.to_owned();
        must_be_outside_stores(&target)?;
        if std::fs::metadata(&target).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            let file = File::options().write(true).open(&target).map_err(words::of_output(&target))?;
            return Ok(Beside { target, beside: None, file: Some(file) });
        }
        let mut beside = target.as_os_str().to_owned();
        beside.push(format!(".{}.part", std::process::id()));
        let beside = PathBuf::from(beside);
        let file = output_file::make(&beside).map_err(words::of_output(&target))?;
        Ok(Beside { target, beside: Some(beside), file: Some(file) })
    }

    /// Lets the content be written, and puts the file in its place.
    pub fn finish(mut self, write: impl FnOnce(&mut BufWriter<File>) -> Result<(), Failure>) -> Result<(), Failure> {
        let Some(file) = self.file.take() else { return Ok(()) };
        // Longer than a table's own rows, so that what could not be written is still in it.
        let mut out = BufWriter::with_capacity(1 << 16, file);
        let written = write(&mut out);
        match out.flush() {
            // Whoever closed the pipe wants no more.
            Err(error) if self.beside.is_none() && error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            flushed => flushed.map_err(words::of_output(&self.target))?,
        }
        written?;
        drop(out);
        match &self.beside {
            Some(beside) => std::fs::rename(beside, &self.target).map_err(words::of_output(&self.target)),
            None => Ok(()),
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // Gone already where it was renamed.
        let _outcome = self.beside.as_ref().map(std::fs::remove_file);
    }
}

/// Writes to standard output. Whoever closed it, as `head` does, wants no more: that is an end, not a failure.
pub fn to_stdout(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(words::of_output(Path::new("standard output"))),
    }
}

/// A line on standard error, for a person. Nobody reads it where it cannot be written.
pub fn note(line: impl Display) {
    let _outcome = writeln!(std::io::stderr().lock(), "{line}");
}

/// The same, with the name of the program.
pub fn tell(words: impl Display) {
    note(format_args!("wardtwin: {words}"));
}

/// 0, 1 or 2; a failure's reason goes to standard error.
pub fn exit_code(result: Result<Ending, Failure>) -> ExitCode {
    match result {
        Ok(Ending::AllDone) => ExitCode::SUCCESS,
        Ok(Ending::WithFindings) => ExitCode::from(1),
        Err(Failure(reason)) => {
            tell(reason);
            ExitCode::from(2)
        }
    }
}

/// Shows a job's progress on standard error while `work` runs; only on a terminal and unless `quiet`.
pub fn with_progress<R>(label: &str, quiet: bool, work: impl FnOnce(&Progress) -> R) -> R {
    shown(label, quiet, &Arc::new(Progress::default()), work)
}

/// The same for work that has something to show when it is stopped: the first Ctrl+C asks it to stop, the second ends the
/// program at once.
pub fn with_stoppable_progress<R>(label: &str, quiet: bool, work: impl FnOnce(&Progress) -> R) -> R {
    let progress = Arc::new(Progress::default());
    let to_stop = Arc::clone(&progress);
    on_first_interrupt(move || to_stop.cancel());
    shown(label, quiet, &progress, work)
}

fn shown<R>(label: &str, quiet: bool, progress: &Arc<Progress>, work: impl FnOnce(&Progress) -> R) -> R {
    if quiet || !std::io::stderr().is_terminal() {
        return work(progress);
    }
    let done = Arc::new(AtomicBool::new(false));
    let shower = {
        let (progress, done, label) = (Arc::clone(progress), Arc::clone(&done), label.to_owned());
        std::thread::Builder::new().name("progress".to_owned()).spawn(move || show(&label, &progress, &done))
    };
    let result = work(progress);
    done.store(true, Ordering::Relaxed);
    if let Ok(shower) = shower {
        let _shown = shower.join();
    }
    result
}

fn show(label: &str, progress: &Progress, done: &AtomicBool) {
    while !done.load(Ordering::Relaxed) {
        let percent = progress.share().map_or_else(String::new, |share| format!(" {:.0} %", share * 100.0));
        let mut output = std::io::stderr().lock();
        let _outcome = write!(output, "\r{label}{percent}   ").and_then(|()| output.flush());
        drop(output);
        std::thread::sleep(Duration::from_millis(100));
    }
    note(format_args!("\r{label}: done   "));
}
