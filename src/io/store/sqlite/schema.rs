//! The tables of a store's two files, by version. Every table is STRICT; what is missing is NULL.
//!
//! `segment` holds the directory apart from the blobs, so that it is read without walking over them. A segment of one
//! import names it; a merged one has NULL there and its imports in `segment_import`.

/// Version 1 of `store.db`.
pub const STORE_1: &str = "
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE book (kind INTEGER NOT NULL, number INTEGER NOT NULL, word TEXT NOT NULL,
    PRIMARY KEY (kind, number)) STRICT, WITHOUT ROWID;
CREATE TABLE import (
    import_id INTEGER PRIMARY KEY, journal_number INTEGER, format TEXT NOT NULL, file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL, file_bytes INTEGER NOT NULL, imported_utc_secs INTEGER NOT NULL, actor TEXT NOT NULL,
    ignored_headings TEXT NOT NULL, rows INTEGER NOT NULL, added INTEGER NOT NULL, updated INTEGER NOT NULL,
    duplicates INTEGER NOT NULL, rejected INTEGER NOT NULL, flagged INTEGER NOT NULL, empty INTEGER NOT NULL,
    taken_back_utc_secs INTEGER) STRICT;
CREATE TABLE mapped_column (import_id INTEGER NOT NULL, position INTEGER NOT NULL, field TEXT NOT NULL,
    number INTEGER NOT NULL, heading TEXT NOT NULL, PRIMARY KEY (import_id, position)) STRICT, WITHOUT ROWID;
CREATE TABLE reject (import_id INTEGER NOT NULL, position INTEGER NOT NULL, line INTEGER NOT NULL,
    number INTEGER NOT NULL, rule TEXT NOT NULL, raw TEXT NOT NULL,
    PRIMARY KEY (import_id, position)) STRICT, WITHOUT ROWID;
CREATE TABLE reject_count (import_id INTEGER NOT NULL, rule TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (import_id, rule)) STRICT, WITHOUT ROWID;
CREATE TABLE segment (segment_id INTEGER PRIMARY KEY, import_id INTEGER, kind INTEGER NOT NULL,
    first_patient INTEGER NOT NULL, last_patient INTEGER NOT NULL, rows INTEGER NOT NULL) STRICT;
CREATE TABLE segment_bytes (segment_id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE segment_import (segment_id INTEGER NOT NULL, import_id INTEGER NOT NULL,
    PRIMARY KEY (segment_id, import_id)) STRICT, WITHOUT ROWID;
CREATE TABLE summary (slot INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE staff (import_id INTEGER NOT NULL, line INTEGER NOT NULL, identifier TEXT NOT NULL, family_name TEXT,
    given_name TEXT, chinese_name TEXT, role TEXT, ward TEXT, education TEXT, skills TEXT NOT NULL,
    experience_mantissa INTEGER, experience_scale INTEGER, raw TEXT NOT NULL,
    PRIMARY KEY (identifier, import_id, line)) STRICT, WITHOUT ROWID;
CREATE TABLE device (import_id INTEGER NOT NULL, line INTEGER NOT NULL, identifier TEXT NOT NULL, kind TEXT, ward TEXT,
    room TEXT, status INTEGER, last_service INTEGER, next_service INTEGER, raw TEXT NOT NULL,
    PRIMARY KEY (identifier, import_id, line)) STRICT, WITHOUT ROWID;
CREATE TABLE cohort (name TEXT PRIMARY KEY, filter TEXT NOT NULL) STRICT, WITHOUT ROWID;
";

/// Version 2 of `store.db`: newest values keep their digits after the mark. Nothing of the tables changes; an older
/// program must not take the new columns for damage, and this one sums the lists up again (`layout`).
pub const STORE_2: &str = "SELECT 2;";

/// The version that [`STORE_3`] leads to; a reader beside an older program meets a file before it.
pub const READINGS: u32 = 3;

/// Version 3 of `store.db`: profiles, and receipts that say how their file was read.
pub const STORE_3: &str = "
ALTER TABLE import ADD COLUMN profile TEXT;
ALTER TABLE import ADD COLUMN mapping TEXT NOT NULL DEFAULT '';
CREATE TABLE read_aspect (import_id INTEGER NOT NULL, position INTEGER NOT NULL, aspect TEXT NOT NULL,
    value TEXT NOT NULL, confidence REAL NOT NULL, chosen INTEGER NOT NULL,
    PRIMARY KEY (import_id, position)) STRICT, WITHOUT ROWID;
CREATE TABLE correction (import_id INTEGER NOT NULL, line INTEGER NOT NULL, number INTEGER NOT NULL,
    raw TEXT NOT NULL, corrected TEXT NOT NULL, PRIMARY KEY (import_id, line, number)) STRICT, WITHOUT ROWID;
CREATE TABLE profile (name TEXT PRIMARY KEY, text TEXT NOT NULL, saved_by TEXT NOT NULL,
    saved_utc_secs INTEGER NOT NULL) STRICT, WITHOUT ROWID;
";

/// Version 4 of `store.db`: which patient numbers are one person, and which are not though they look alike. Records are
/// never touched by either.
pub const STORE_4: &str = "
CREATE TABLE merge (position INTEGER PRIMARY KEY, patient INTEGER NOT NULL UNIQUE, into_patient INTEGER NOT NULL,
    at_utc_secs INTEGER NOT NULL, actor TEXT NOT NULL) STRICT;
CREATE TABLE kept_apart (first INTEGER NOT NULL, second INTEGER NOT NULL, at_utc_secs INTEGER NOT NULL,
    actor TEXT NOT NULL, PRIMARY KEY (first, second)) STRICT, WITHOUT ROWID;
";

/// Version 5 of `store.db`: what a person decided about single values. A correction without a number says that the value is
/// right as recorded.
pub const STORE_5: &str = "
CREATE TABLE decision (import_id INTEGER NOT NULL, line INTEGER NOT NULL, number INTEGER NOT NULL,
    patient INTEGER NOT NULL, kind TEXT NOT NULL, mantissa INTEGER, scale INTEGER, unit INTEGER, actor TEXT NOT NULL,
    at_utc_secs INTEGER NOT NULL, PRIMARY KEY (import_id, line, number)) STRICT, WITHOUT ROWID;
";

/// Version 6 of `store.db`: patients have a telephone number, in their rows and in a column of the list, and their rows can
/// be flagged (rule `implausible-age`). Nothing of the tables changes; an older program must not take what it does not know
/// for damage.
pub const STORE_6: &str = "SELECT 6;";

/// Version 7 of `store.db`: measurements without a value are kept as segments of their own, and a column of the list names
/// their codes. Nothing of the tables changes, as with version 6.
pub const STORE_7: &str = "SELECT 7;";

/// The version that [`STORE_8`] leads to; a reader beside an older program meets a file before it.
pub const GENES: u32 = 8;

/// Version 8 of `store.db`: segments of gene results, which an older program must not take for damage, and alerts that
/// somebody overrode with a reason.
pub const STORE_8: &str = "
CREATE TABLE alert_override (number INTEGER PRIMARY KEY, patient INTEGER NOT NULL, cause TEXT NOT NULL,
    tier TEXT NOT NULL, reason TEXT NOT NULL, note TEXT, actor TEXT NOT NULL, at_utc_secs INTEGER NOT NULL,
    until_utc_secs INTEGER NOT NULL, taken_back_utc_secs INTEGER, taken_back_by TEXT) STRICT;
CREATE INDEX alert_override_patient ON alert_override (patient);
";

/// The version that [`STORE_9`] leads to; a reader beside an older program meets a file before it.
pub const PLANS: u32 = 9;

/// Version 9 of `store.db`: treatment plans. A version is never changed; one that was taken back says when.
pub const STORE_9: &str = "
CREATE TABLE plan (number INTEGER PRIMARY KEY, patient INTEGER NOT NULL, made_utc_secs INTEGER NOT NULL,
    made_by TEXT NOT NULL, taken_back_utc_secs INTEGER, text TEXT NOT NULL) STRICT;
CREATE INDEX plan_of_patient ON plan (patient);
";

/// The version that [`STORE_10`] leads to; a reader beside an older program meets a file before it.
pub const MODELS: u32 = 10;

/// Version 10 of `store.db`: versions of diagnostic models (one that was deleted has no file), what they said of patients,
/// and the tables of treatment options, of which the newest holds.
pub const STORE_10: &str = "
CREATE TABLE diagnosis_model (number INTEGER PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL,
    made_utc_secs INTEGER NOT NULL, made_by TEXT NOT NULL, target TEXT NOT NULL, algorithm TEXT NOT NULL,
    metric TEXT NOT NULL, value REAL, low REAL, high REAL, is_better INTEGER NOT NULL, learned_from TEXT NOT NULL,
    data_sha256 TEXT NOT NULL, rows INTEGER NOT NULL, file BLOB, UNIQUE (name, version)) STRICT;
CREATE TABLE diagnosis_answer (number INTEGER PRIMARY KEY, patient INTEGER NOT NULL, made_utc_secs INTEGER NOT NULL,
    made_by TEXT NOT NULL, taken_back_utc_secs INTEGER, text TEXT NOT NULL) STRICT;
CREATE INDEX diagnosis_answer_of_patient ON diagnosis_answer (patient);
CREATE TABLE treatment_options (number INTEGER PRIMARY KEY, made_utc_secs INTEGER NOT NULL, made_by TEXT NOT NULL,
    text TEXT NOT NULL) STRICT;
";

/// Version 11 of `store.db`: values that their sender took back, and by which message; they stay in their segments.
pub const STORE_11: &str = "
CREATE TABLE withdrawal (import_id INTEGER NOT NULL, line INTEGER NOT NULL, number INTEGER NOT NULL,
    patient INTEGER NOT NULL, by_import INTEGER NOT NULL, by_line INTEGER NOT NULL,
    PRIMARY KEY (import_id, line, number)) STRICT, WITHOUT ROWID;
CREATE INDEX withdrawal_by ON withdrawal (by_import);
";

/// The version that [`STORE_12`] leads to; a reader beside an older program meets a file before it.
pub const STRATEGIES: u32 = 12;

/// Version 12 of `store.db`: versions of the strategy book. One is never changed; one that was taken back says when.
pub const STORE_12: &str = "
CREATE TABLE strategy_book (number INTEGER PRIMARY KEY, made_utc_secs INTEGER NOT NULL, made_by TEXT NOT NULL,
    taken_back_utc_secs INTEGER, text TEXT NOT NULL) STRICT;
";

/// The version that [`STORE_13`] leads to; a reader beside an older program meets a file before it.
pub const CONSENTS: u32 = 13;
/// The same, for deletions.
pub const DELETIONS: u32 = CONSENTS;

/// Version 13 of `store.db`: for what patients agreed to have their records used, the newest word of which holds, and
/// certificates of deletions.
pub const STORE_13: &str = "
CREATE TABLE consent (number INTEGER PRIMARY KEY AUTOINCREMENT, patient INTEGER NOT NULL, purpose TEXT NOT NULL,
    is_given INTEGER NOT NULL, actor TEXT NOT NULL, at_utc_secs INTEGER NOT NULL) STRICT;
CREATE INDEX consent_of_patient ON consent (patient, purpose);
CREATE TABLE deletion (number INTEGER PRIMARY KEY AUTOINCREMENT, at_utc_secs INTEGER NOT NULL, actor TEXT NOT NULL,
    text TEXT NOT NULL) STRICT;
";

/// The version that [`STORE_14`] leads to; a reader beside an older program meets a file before it.
pub const WARD_NOTES: u32 = 14;

/// Version 14 of `store.db`: what people say of patients on a ward (limits of care, alarm limits, values read back), as the
/// text of `ward_note_text.rs`. A row is never changed; one that was taken back says when and by whom.
pub const STORE_14: &str = "
CREATE TABLE ward_note (number INTEGER PRIMARY KEY AUTOINCREMENT, patient INTEGER NOT NULL, text TEXT NOT NULL,
    actor TEXT NOT NULL, at_utc_secs INTEGER NOT NULL, until_utc_secs INTEGER, taken_back_utc_secs INTEGER,
    taken_back_by TEXT) STRICT;
CREATE INDEX ward_note_of_patient ON ward_note (patient);
";

/// The version that [`STORE_15`] leads to; a reader beside an older program meets a file before it.
pub const HOSPITAL_PLANS: u32 = 15;

/// Version 15 of `store.db`: what a hospital plan is made of (beds of rooms, minutes of theatres and surgeons, contracts, who
/// is on duty, who waits), and the plans that were published, as the text of `schedule_text.rs`. Of an entry about somebody's
/// day the newest import's rows count; of the waiting list the newest list.
pub const STORE_15: &str = "
ALTER TABLE device ADD COLUMN beds INTEGER;
ALTER TABLE device ADD COLUMN open_mins TEXT;
ALTER TABLE staff ADD COLUMN contract TEXT;
ALTER TABLE staff ADD COLUMN hours_mantissa INTEGER;
ALTER TABLE staff ADD COLUMN hours_scale INTEGER;
ALTER TABLE staff ADD COLUMN surgery_mins TEXT;
ALTER TABLE staff ADD COLUMN skill_level INTEGER;
CREATE TABLE duty (import_id INTEGER NOT NULL, line INTEGER NOT NULL, staff TEXT NOT NULL, date INTEGER NOT NULL,
    shift TEXT, max_load INTEGER, raw TEXT NOT NULL, PRIMARY KEY (import_id, line)) STRICT, WITHOUT ROWID;
CREATE INDEX duty_of_day ON duty (staff, date);
CREATE TABLE waiting (import_id INTEGER NOT NULL, line INTEGER NOT NULL, patient INTEGER NOT NULL, surgeon TEXT NOT NULL,
    surgery_mins INTEGER NOT NULL, stay_days INTEGER NOT NULL, earliest INTEGER, latest INTEGER, workload TEXT NOT NULL,
    skill_level INTEGER NOT NULL, not_rooms TEXT NOT NULL, raw TEXT NOT NULL,
    PRIMARY KEY (import_id, line)) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_of_patient ON waiting (patient);
CREATE TABLE published_schedule (number INTEGER PRIMARY KEY AUTOINCREMENT, made_utc_secs INTEGER NOT NULL,
    made_by TEXT NOT NULL, taken_back_utc_secs INTEGER, kind TEXT NOT NULL, name TEXT NOT NULL, cost INTEGER NOT NULL,
    text TEXT NOT NULL) STRICT;
";

/// Version 1 of `inbox.db`: messages as they came; `state` is 0 for waiting, 1 for taken in, 2 for set aside, 3 for
/// discarded, without its text.
pub const INBOX_1: &str = "
CREATE TABLE message (number INTEGER PRIMARY KEY AUTOINCREMENT, sender TEXT NOT NULL, control_id TEXT NOT NULL,
    hash BLOB NOT NULL, source TEXT NOT NULL, received_utc_secs INTEGER NOT NULL, state INTEGER NOT NULL, reason TEXT,
    import_id INTEGER, line INTEGER, bytes BLOB NOT NULL, UNIQUE (sender, control_id, hash)) STRICT;
CREATE INDEX message_of_state ON message (state, number);
";

/// Version 2 of `inbox.db`: that a person said whose a message is.
pub const INBOX_2: &str = "
ALTER TABLE message ADD COLUMN is_person_accepted INTEGER NOT NULL DEFAULT 0;
";

/// Version 1 of `journal.db`.
pub const JOURNAL_1: &str = "
CREATE TABLE entry (number INTEGER PRIMARY KEY, at_utc_secs INTEGER NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL,
    action TEXT NOT NULL, scope TEXT NOT NULL, chain BLOB NOT NULL) STRICT;
";

/// Version 2 of `journal.db`: how the door answered, about which patients, why; and chained with a key from the first entry
/// that is written. Those before it keep their hash, which that entry covers.
pub const JOURNAL_2: &str = "
ALTER TABLE entry ADD COLUMN outcome TEXT NOT NULL DEFAULT 'allowed';
ALTER TABLE entry ADD COLUMN patients TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN is_keyed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry ADD COLUMN before BLOB NOT NULL DEFAULT x'';
";

/// The version that [`JOURNAL_3`] leads to.
pub const CHAIN_KEY: u32 = 3;

/// Version 3 of `journal.db`: the key of the chain, once the store's own key was changed; before, it is made from that.
pub const JOURNAL_3: &str = "CREATE TABLE chain_key (key BLOB NOT NULL) STRICT;";
