//! The staff roster.
