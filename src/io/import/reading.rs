//! How the text of a cell becomes the text of a value.
use super::{FieldColumn, Mapping};
pub struct ColumnReader {}
impl ColumnReader {
    pub fn of(_mapping: &Mapping, _field: &FieldColumn) -> Option<ColumnReader> {
        None
    }
    pub fn read(&mut self, _cell: &[u8], _into: &mut Vec<u8>) -> bool {
        false
    }
}
