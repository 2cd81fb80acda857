//! Handing over the newest state of every patient: one thread reads and decrypts, the caller's decodes.

use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Sender, bounded};

use super::super::StoreError;
use super::core::Core;
use super::joint::{Joint, joints};
use super::snapshot::Snapshot;
use super::summary::assemble;
use crate::base::Cancelled;
use crate::domain::summary::SummaryChunk;

/// A chunk's columns as stored.
struct Raw {
    snapshot: Arc<Snapshot>,
    chunk: u32,
    columns: Vec<(u8, Vec<u8>)>,
    joint: Option<Joint>,
}

/// Streams all chunks in order.
///
/// # Errors
/// Damaged or unreadable; cancelled when `take` says so.
pub fn summary(core: &Core, take: &mut dyn FnMut(SummaryChunk) -> Result<(), Cancelled>) -> Result<(), StoreError> {
    thread::scope(|scope| {
        let (sender, receiver) = bounded(4);
        let reading = scope.spawn(move || read_all(core, &sender));
        for raw in receiver {
            let columns = raw.columns.iter().map(|(column, bytes)| (*column, bytes.as_slice()));
            let mut summary = assemble(raw.chunk, raw.snapshot.rows_of(raw.chunk), columns)?;
            if let Some(joint) = raw.joint {
                joint.apply(&mut summary);
            }
            take(summary)?;
        }
        let stopped = || StoreError::System { what: "the reading thread stopped".to_owned() };
        reading.join().unwrap_or_else(|_| Err(stopped()))
    })
}

fn read_all(core: &Core, sender: &Sender<Raw>) -> Result<(), StoreError> {
    core.read(|connection, snapshot| {
        let mut joints = joints(connection, snapshot)?;
        for chunk in 0..snapshot.chunks() {
            let joint = joints.remove(&chunk);
            let columns = Core::chunk_columns(connection, chunk)?;
            // A closed channel means that the caller has had enough and has its own error.
            if sender.send(Raw { snapshot: snapshot.clone(), chunk, columns, joint }).is_err() {
                break;
            }
        }
        Ok(())
    })
}
