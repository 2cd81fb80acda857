//! A cohort filter: which patients a list shows.
