//! Which version of the store something was made from.

/// Counts committed changes of a store. Views cache by it and results made from an older one are marked stale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(pub u64);
