//! Walks every model of the list.
