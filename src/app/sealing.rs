//! A twin for a colleague elsewhere: a bundle of FHIR, sealed into a file that only they open.

use zeroize::Zeroizing;

use crate::base::Zone;
use crate::domain::book::Books;
use crate::domain::twin::DigitalTwin;
use crate::domain::ward_note::KeptWardNote;
use crate::io::fhir::{Json, bundle_of_twin, flag_of, subject_in};
use crate::io::sealed::{SealError, SealTo, seal};
use crate::io::store::StoreInfo;

/// The ending of a sealed file's name.
pub const ENDING: &str = "age";

/// Everything of a twin as a bundle, with the limits of care that hold, which hospital made it and when.
pub fn bundle_text(
    twin: &DigitalTwin,
    notes: &[KeptWardNote],
    books: &Books,
    info: &StoreInfo,
    now_utc_secs: i64,
) -> String {
    let mut bundle = bundle_of_twin(twin, books, info);
    if let Json::Object(members) = &mut bundle {
        let name = Json::Object(vec![("value".to_owned(), Json::Text(info.name.clone()))]);
        let at = Json::Text(format!("{}Z", Zone::utc().moment(now_utc_secs).iso()));
        let holding = notes.iter().filter(|kept| kept.holds(now_utc_secs));
        let flags = holding.filter_map(|kept| flag_of(kept, subject_in(twin, info)));
        let flags = flags.map(|flag| Json::Object(vec![("resource".to_owned(), flag)]));
        if let Some((_, Json::List(entries))) = members.iter_mut().find(|(name, _)| name == "entry") {
            entries.extend(flags);
        }
        let place = members.len().min(1);
        members.insert(place, ("timestamp".to_owned(), at));
        members.insert(place, ("identifier".to_owned(), name));
    }
    bundle.written()
}

/// The same, sealed.
///
/// # Errors
/// [`SealError::NoRecipient`]; what the system says.
pub fn sealed_twin(
    twin: &DigitalTwin,
    notes: &[KeptWardNote],
    (books, info): (&Books, &StoreInfo),
    now_utc_secs: i64,
    to: &SealTo,
) -> Result<Vec<u8>, SealError> {
    seal(Zeroizing::new(bundle_text(twin, notes, books, info, now_utc_secs)).as_bytes(), to)
}
