//! A FHIR server asked at regular intervals for observations that are new to it since the last time, with their patients; what it
//! answers goes the way of a bundle in a file.

use std::path::Path;
use std::sync::Arc;

use crate::app::import::documents::{DocumentError, import_document};
use crate::base::Progress;
use crate::domain::access::Actor;
use crate::domain::receipt::Counts;
use crate::io::feeds::fhir_server::{ServerFault, ServerUrl, newest_change, search};
use crate::io::feeds::tls::ClientTls;
use crate::io::import::documents::{DocumentKind, Strangers, of_bytes};
use crate::io::store::Store;

/// How many resources are asked for in one page.
const PAGE: usize = 200;

/// What is asked, and how far the answers went.
pub struct Polled {
    pub url: ServerUrl,
    /// What is trusted, where it is encrypted.
    tls: Option<ClientTls>,
    /// The newest time at which the server says that a resource changed; as it writes it.
    since: Option<String>,
}

/// Why a look at the server brought nothing.
#[derive(Debug, thiserror::Error)]
pub enum PollError {
    #[error(transparent)]
    Server(#[from] ServerFault),
    #[error(transparent)]
    Document(#[from] DocumentError),
}

impl Polled {
    pub fn new(url: ServerUrl, tls: Option<ClientTls>) -> Polled {
        Polled { url, tls, since: None }
    }

    fn query(&self) -> String {
        let all = format!("Observation?_include=Observation:subject&_sort=_lastUpdated&_count={PAGE}");
        match self.since.as_deref().filter(|since| !since.is_empty()) {
            // The plus of an offset would be read as a space.
            Some(since) => format!("{all}&_lastUpdated=gt{}", since.replace('+', "%2B")),
            None => all,
        }
    }

    /// Asks once and imports each page that holds something; what came in. What was asked for stays the same until all of it is
    /// in the store.
    ///
    /// # Errors
    /// The server does not answer as one does; what the store says.
    pub fn step(
        &mut self,
        store: &Arc<dyn Store>,
        actor: &Actor,
        strangers: Strangers,
        now_utc_secs: i64,
    ) -> Result<Option<Counts>, PollError> {
        let mut sum: Option<Counts> = None;
        let mut newest = self.since.clone();
        for page in search(&self.url, self.tls.as_ref(), &self.query())? {
            let Some(updated) = newest_change(&page) else { continue };
            let document =
                of_bytes(Path::new("FHIR server.json"), DocumentKind::Fhir, page).map_err(DocumentError::from)?;
            let progress = Progress::default();
            let receipt = import_document(&**store, actor, &document, strangers, now_utc_secs, &progress)?;
            let counts = sum.get_or_insert_with(Counts::default);
            counts.added += receipt.counts.added;
            counts.duplicates += receipt.counts.duplicates;
            counts.rejected += receipt.counts.rejected;
            newest = newest.max(Some(updated));
        }
        self.since = newest;
        Ok(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_goes_on_from_the_newest_change() {
        let mut polled = Polled::new(ServerUrl::parse("http://127.0.0.1:1/fhir").expect("an address"), None);
        assert!(!polled.query().contains("_lastUpdated=gt"));
        let page = br#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Observation",
            "meta":{"lastUpdated":"2026-10-01T08:00:00+08:00"}}},{"resource":{"resourceType":"Patient",
            "meta":{"lastUpdated":"2027-10-01T08:00:00Z"}}}]}"#;
        polled.since = newest_change(page);
        assert!(polled.query().ends_with("&_lastUpdated=gt2026-10-01T08:00:00%2B08:00"));
        assert_eq!(newest_change(br#"{"resourceType":"Bundle"}"#), None);
    }
}
