//! An import's rows in memory until it is committed: small-number streams, one a kind and summary chunk, in file order.
//! Lines ascend and patients of a chunk need two bytes, so an observation takes about a dozen bytes.

use std::collections::BTreeMap;
use std::mem;

use super::super::{ObservationBatch, PackedObservation, StoreError};
use super::failure::broken;
use super::segment::coding::{Broken, In, Out};
use super::segment::observation::{Gathered, Item, NO_TEXTS, Series, SeriesTable, Texts};
use super::segment::record::{Coded, read_sourced, write_sourced};
use super::spill::{Spill, Spilled};
use crate::domain::ids::ImportId;
use crate::domain::patient::Sourced;
use crate::domain::summary::CHUNK_PATIENTS;

/// A stream is cut into blocks of about this size, the unit of spilling.
const BLOCK_BYTES: usize = 32 * 1024;

#[derive(Debug)]
enum Block {
    InMemory(Vec<u8>),
    Spilled(Spilled),
}

/// The rows of one kind and chunk.
#[derive(Debug, Default)]
pub struct Stream {
    blocks: Vec<Block>,
    current: Out,
    rows: u64,
    line_before: u32,
    secs_before: i64,
}

impl Stream {
    /// Rows in the stream.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// All bytes in order, handing over and freeing what was in memory.
    ///
    /// # Errors
    /// The spill file does not give back what was written.
    pub fn into_bytes(self, spill: &Spill) -> Result<Vec<u8>, StoreError> {
        let mut bytes = Vec::with_capacity(self.blocks.len() * BLOCK_BYTES + self.current.bytes.len());
        for block in self.blocks {
            match block {
                Block::InMemory(block) => bytes.extend_from_slice(&block),
                Block::Spilled(spilled) => bytes.extend_from_slice(&spill.read(spilled)?),
            }
        }
        bytes.extend_from_slice(&self.current.bytes);
        Ok(bytes)
    }

    fn seal(&mut self) {
        if !self.current.bytes.is_empty() {
            let mut full = mem::take(&mut self.current.bytes);
            full.shrink_to_fit();
            self.blocks.push(Block::InMemory(full));
        }
    }
}

/// All streams of an import of one kind of row, by chunk.
#[derive(Debug, Default)]
pub struct Streams {
    by_chunk: Vec<Stream>,
    /// Bytes in memory, counted when a block is full.
    in_memory: usize,
}

impl Streams {
    /// Bytes in memory in full blocks.
    pub fn in_memory(&self) -> usize {
        self.in_memory
    }

    /// Streams that have rows, with their chunk.
    pub fn into_chunks(self) -> impl Iterator<Item = (u32, Stream)> {
        (0u32..).zip(self.by_chunk).filter(|(_, stream)| stream.rows > 0)
    }

    /// Appends one record.
    pub fn push<T: Coded>(&mut self, patient: u32, row: &Sourced<T>) {
        let stream = self.stream(patient);
        stream.current.number(u64::from(patient % CHUNK_PATIENTS));
        write_sourced(row, &mut stream.current);
        self.after_row(patient);
    }

    /// Appends observations.
    pub fn push_observations(&mut self, import: ImportId, table: &mut SeriesTable, batch: &mut ObservationBatch) {
        let mut texts = texts_by_position(batch).into_iter().peekable();
        for (position, observation) in (0u32..).zip(&batch.observations) {
            let texts = texts.next_if(|entry| entry.0 == position).map(|entry| entry.1).unwrap_or_default();
            self.push_observation(import, table, observation, &texts);
        }
    }

    fn push_observation(
        &mut self,
        import: ImportId,
        table: &mut SeriesTable,
        value: &PackedObservation,
        texts: &Texts,
    ) {
        let series = Series::new(import, value.code, value.unit, value.scale, value.column, value.flags, value.moment);
        let number = table.number(series);
        let has_texts = !texts.is_empty();
        let stream = self.stream(value.patient.0);
        let out = &mut stream.current;
        out.number(u64::from(value.patient.0 % CHUNK_PATIENTS));
        out.number(u64::from(number) << 1 | u64::from(has_texts));
        out.signed(value.moment.utc_secs.wrapping_sub(stream.secs_before));
        out.signed(value.mantissa);
        out.signed(i64::from(value.line) - i64::from(stream.line_before));
        if has_texts {
            texts.write(out);
        }
        (stream.secs_before, stream.line_before) = (value.moment.utc_secs, value.line);
        self.after_row(value.patient.0);
    }

    fn stream(&mut self, patient: u32) -> &mut Stream {
        let chunk = (patient / CHUNK_PATIENTS) as usize;
        if self.by_chunk.len() <= chunk {
            self.by_chunk.resize_with(chunk + 1, Stream::default);
        }
        &mut self.by_chunk[chunk]
    }

    fn after_row(&mut self, patient: u32) {
        let stream = self.stream(patient);
        stream.rows += 1;
        // A little before the size to which the buffer doubled, so that it need not double again.
        if stream.current.bytes.len() + 128 >= BLOCK_BYTES {
            let bytes = stream.current.bytes.capacity();
            stream.seal();
            self.in_memory += bytes;
        }
    }

    /// Moves everything to the spill file.
    ///
    /// # Errors
    /// Disk full.
    pub fn spill(&mut self, spill: &mut Spill) -> Result<(), StoreError> {
        for stream in &mut self.by_chunk {
            stream.seal();
            for block in &mut stream.blocks {
                if let Block::InMemory(bytes) = block {
                    *block = Block::Spilled(spill.write(bytes)?);
                }
            }
        }
        self.in_memory = 0;
        Ok(())
    }
}

/// Decodes a stream of observations of a chunk.
///
/// # Errors
/// Damaged, which for bytes of this very process means a fault in memory.
pub fn read_observations(bytes: &[u8], chunk: u32, rows: u64, into: &mut Gathered) -> Result<(), StoreError> {
    into.items.reserve(rows as usize);
    let mut input = In::new(bytes);
    let (mut secs, mut line) = (0i64, 0u32);
    while !input.is_empty() {
        read_observation(&mut input, chunk, &mut secs, &mut line, into).map_err(broken)?;
    }
    Ok(())
}

/// The texts few observations of a batch have, in order of position.
fn texts_by_position(batch: &mut ObservationBatch) -> BTreeMap<u32, Texts> {
    let mut texts: BTreeMap<u32, Texts> = BTreeMap::new();
    for (position, raw) in batch.raws.drain(..) {
        texts.entry(position).or_default().raw = Some(raw);
    }
    for (position, time) in batch.time_raws.drain(..) {
        texts.entry(position).or_default().time = Some(time);
    }
    for (position, source) in batch.source_identifiers.drain(..) {
        texts.entry(position).or_default().source = Some(source);
    }
    texts
}

fn read_observation(
    input: &mut In,
    chunk: u32,
    secs: &mut i64,
    line: &mut u32,
    into: &mut Gathered,
) -> Result<(), Broken> {
    let patient = chunk * CHUNK_PATIENTS + input.short()?;
    let head = input.number()?;
    *secs = secs.wrapping_add(input.signed()?);
    let mantissa = input.signed()?;
    *line = u32::try_from(i64::from(*line) + input.signed()?).map_err(|_| Broken)?;
    let texts = if head & 1 == 1 { into.keep_texts(Texts::read(input)?) } else { NO_TEXTS };
    into.items.push(Item { utc_secs: *secs, mantissa, patient, series: (head >> 1) as u32, line: *line, texts });
    Ok(())
}

/// Decodes a stream of records of a chunk.
///
/// # Errors
/// As [`read_observations`].
pub fn read_records<T: Coded>(bytes: &[u8], chunk: u32) -> Result<Vec<(u32, Sourced<T>)>, StoreError> {
    let mut input = In::new(bytes);
    let mut rows = Vec::new();
    while !input.is_empty() {
        let row = input.short().and_then(|offset| Ok((chunk * CHUNK_PATIENTS + offset, read_sourced(&mut input)?)));
        rows.push(row.map_err(broken)?);
    }
    Ok(rows)
}
