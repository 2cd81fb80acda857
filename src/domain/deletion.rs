//! The certificate of a patient's deletion: what went, when, by whom, and what is left and where.

/// What was deleted, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deleted {
    /// The hospital's identifiers of the person.
    pub identifiers: Vec<String>,
    /// Records by kind, as files name it; kinds without any are not listed.
    pub records: Vec<(String, u64)>,
    /// Plans, answers of models, overridden alerts, decisions, consents.
    pub kept_words: u64,
    /// Refused and flagged cells of the person's rows.
    pub rejects: u64,
    /// Messages that the records came from.
    pub messages: u64,
    /// Messages that still wait or were set aside and name the person; they are left.
    pub messages_left: u64,
    /// Diagnostic models that the store holds, which may hold rows that they learned from; they are left.
    pub models_left: u64,
    /// Entries of the journal that name the person; they are left, so that the chain is whole.
    pub journal_entries_left: u64,
    /// Names of the files that the records came from, which the receipts of their imports keep.
    pub files_left: Vec<String>,
}

/// A deletion on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate<T> {
    /// From 1.
    pub number: u64,
    pub store_id: String,
    pub store_name: String,
    pub at_utc_secs: i64,
    pub by: String,
    pub reason: String,
    /// Number and hash (hexadecimal) of the journal's entry of the deletion.
    pub journal: (u64, String),
    pub what: T,
}

impl Certificate<Deleted> {
    /// The certificate in English, line by line; `at` is when, in the store's zone.
    pub fn lines(&self, at: &str) -> Vec<String> {
        let Deleted { identifiers, records, kept_words, rejects, messages, .. } = &self.what;
        let records: Vec<String> = records.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        let mut lines = vec![
            format!("Certificate of deletion {} of the store {} ({})", self.number, self.store_name, self.store_id),
            format!("Patient: {}", identifiers.join(", ")),
            format!("Deleted on {at} by {}; reason: {}", self.by, self.reason),
            format!("Records deleted: {}", if records.is_empty() { "none".to_owned() } else { records.join(", ") }),
            format!("Plans, answers, decisions, overridden alerts and consents deleted: {kept_words}"),
            format!("Refused and flagged cells of the patient's rows deleted: {rejects}; messages deleted: {messages}"),
            format!("Journal entry {}, hash {}", self.journal.0, self.journal.1),
        ];
        lines.extend(self.left());
        lines
    }

    fn left(&self) -> Vec<String> {
        let what = &self.what;
        let mut lines = vec![format!(
            "Left, so that the journal's chain stays whole: {} entries that name the patient",
            what.journal_entries_left
        )];
        if what.models_left > 0 {
            lines.push(format!(
                "Left: {} diagnostic models, which may hold rows that they learned from; delete them where that matters",
                what.models_left
            ));
        }
        if what.messages_left > 0 {
            lines.push(format!(
                "Left: {} messages that wait or were set aside and name the patient",
                what.messages_left
            ));
        }
        if !what.files_left.is_empty() {
            lines.push(format!(
                "Left: the receipts of the imports that the records came from, with the names of their files: {}",
                what.files_left.join(", ")
            ));
        }
        lines.push(
            "Left: words that these files brought into the store's lists of conditions, drugs and wards, without a patient"
                .to_owned(),
        );
        lines.push("Not reached: backups, exports and the source files that were made or imported before".to_owned());
        lines
    }
}
