//! Threads over a table: one cuts it into stretches, several work on them, the caller takes results in file order.
//!
//! A fixed number of buffers goes round, so that memory does not grow with the file and a slow taker slows the reading.
//! When the caller stops taking, all channels close and every thread ends.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::base::{Cancelled, Progress};

use super::error::ImportError;
use super::source::PlainTable;
use super::stretch::{STRETCH_BYTES, Stretch, StretchReader};

/// How hard to work. The result does not depend on it.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    pub workers: usize,
    pub stretch_bytes: usize,
}

impl Effort {
    /// As many workers as this computer runs threads, up to eight.
    pub fn of_this_computer() -> Effort {
        let workers = thread::available_parallelism().map_or(2, usize::from).min(8);
        Effort { workers, stretch_bytes: STRETCH_BYTES }
    }
}

/// A stretch on its way to a worker.
pub struct Portion {
    /// From 0.
    pub number: u64,
    pub stretch: Stretch,
    /// Bytes of the file on disk that were read for it.
    pub bytes: u64,
}

/// Works on the portions of a table; one for each thread.
pub trait Worker<T>: Send {
    /// # Errors
    /// Ends the work on the whole table.
    fn work(&mut self, portion: &Portion) -> Result<T, ImportError>;
}

type Finished<T> = (u64, Result<(T, Vec<u8>), ImportError>);

/// Reads the whole table and hands over what workers made of it, in file order.
///
/// # Errors
/// What `take` and the workers say, an unreadable file, cancelled.
pub fn in_order<'w, T: Send>(
    path: &Path,
    table: PlainTable,
    effort: Effort,
    progress: &Progress,
    worker: &(dyn Fn() -> Box<dyn Worker<T> + 'w> + Sync),
    take: &mut dyn FnMut(T) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let buffers = effort.workers * 2 + 2;
    let unstarted = |error: std::io::Error| ImportError::from_io(path, &error);
    thread::scope(|scope| {
        let (spare_in, spare) = bounded::<Vec<u8>>(buffers);
        (0..buffers).for_each(|_| spare_in.send(Vec::new()).unwrap_or_default());
        let (work_in, work) = bounded::<Portion>(buffers);
        let (finished_in, finished) = bounded(buffers);
        let read = move || read_portions(path, table, effort, progress, &spare, &work_in);
        let reader = thread::Builder::new().name("import-read".to_owned()).spawn_scoped(scope, read);
        let reader = reader.map_err(unstarted)?;
        for number in 0..effort.workers.max(1) {
            let (work, finished_in) = (work.clone(), finished_in.clone());
            let run = move || work_on(worker(), &work, &finished_in);
            thread::Builder::new().name(format!("import-work-{number}")).spawn_scoped(scope, run).map_err(unstarted)?;
        }
        drop((work, finished_in));
        take_in_order(finished, spare_in, take)?;
        // A panic of the reading thread is the caller's to contain, like one of its own.
        reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// The reading thread: ends at the end of the file, on an error, or when nobody takes portions any more.
fn read_portions(
    path: &Path,
    table: PlainTable,
    effort: Effort,
    progress: &Progress,
    spare: &Receiver<Vec<u8>>,
    work: &Sender<Portion>,
) -> Result<(), ImportError> {
    let meter = table.meter.clone();
    let mut reader = StretchReader::of(table, effort.stretch_bytes);
    let mut before = 0;
    for number in 0.. {
        if progress.is_cancelled() {
            return Err(Cancelled.into());
        }
        let Ok(buffer) = spare.recv() else { break };
        let stretch = reader.next(buffer).map_err(|error| ImportError::from_io(path, &error))?;
        let Some(stretch) = stretch else { break };
        let read = meter.bytes();
        let portion = Portion { number, stretch, bytes: read - before };
        before = read;
        if work.send(portion).is_err() {
            break;
        }
    }
    Ok(())
}

/// A worker thread: ends with the portions, or when nobody takes results any more.
fn work_on<T>(mut worker: Box<dyn Worker<T> + '_>, work: &Receiver<Portion>, finished: &Sender<Finished<T>>) {
    for portion in work {
        let result = worker.work(&portion);
        if finished.send((portion.number, result.map(|made| (made, portion.stretch.bytes)))).is_err() {
            return;
        }
    }
}

/// Takes results in the order of their numbers and gives buffers back.
fn take_in_order<T>(
    finished: Receiver<Finished<T>>,
    spare: Sender<Vec<u8>>,
    take: &mut dyn FnMut(T) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (number, result) in finished {
        waiting.insert(number, result);
        while let Some(result) = waiting.remove(&next) {
            let (made, buffer) = result?;
            take(made)?;
            next += 1;
            // Nobody wants the buffer once the reading thread has ended.
            spare.send(buffer).unwrap_or_default();
        }
    }
    Ok(())
}
