//! Limits of care in a sealed twin: resources `Flag` of our own code system, with author, time and end. Other programs show
//! them as words; ours keeps them again as they were said.

use serde::Deserialize;

use super::json::Json;
use crate::base::Zone;
use crate::base::time::MomentReader;
use crate::domain::ward_note::{CareLimit, KeptWardNote, WardNote};

const SYSTEM: &str = "urn:wardtwin:care-limit";

/// A limit of care as another hospital's file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidLimit {
    pub limit: CareLimit,
    pub words: Option<String>,
    pub actor: String,
    pub at_utc_secs: i64,
    pub until_utc_secs: Option<i64>,
}

fn text(text: &str) -> Json {
    Json::Text(text.to_owned())
}

fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    let members = members.into_iter().filter(|(_, value)| *value != Json::Null);
    Json::Object(members.map(|(name, value)| (name.to_owned(), value)).collect())
}

fn instant(utc_secs: i64) -> Json {
    text(&format!("{}Z", Zone::utc().moment(utc_secs).iso().trim_end_matches('Z')))
}

/// A limit of care as a resource about a subject; `None` for other notes.
pub fn flag_of(kept: &KeptWardNote, subject: Json) -> Option<Json> {
    let WardNote::CareLimit { limit, words } = &kept.note else { return None };
    let coding = object([("system", text(SYSTEM)), ("code", text(limit.id()))]);
    let code = object([("coding", Json::List(vec![coding])), ("text", words.as_deref().map_or(Json::Null, text))]);
    let period =
        object([("start", instant(kept.at_utc_secs)), ("end", kept.until_utc_secs.map_or(Json::Null, instant))]);
    Some(object([
        ("resourceType", text("Flag")),
        ("status", text("active")),
        ("code", code),
        ("subject", subject),
        ("period", period),
        ("author", object([("display", text(&kept.actor))])),
    ]))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Bundle {
    entry: Vec<Entry>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Entry {
    resource: Option<Flag>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Flag {
    resource_type: String,
    // A code of other resources may be anything.
    code: serde_json::Value,
    period: Option<serde_json::Value>,
    author: Option<serde_json::Value>,
}

/// The limits of care that a bundle says.
pub fn care_limits_of(bundle: &[u8]) -> Vec<SaidLimit> {
    let bundle: Bundle = serde_json::from_slice(bundle).unwrap_or_default();
    let flags = bundle.entry.into_iter().filter_map(|entry| entry.resource).filter(|one| one.resource_type == "Flag");
    flags.filter_map(said).collect()
}

fn said(flag: Flag) -> Option<SaidLimit> {
    let coding = flag.code.pointer("/coding/0")?;
    if coding.get("system").and_then(serde_json::Value::as_str) != Some(SYSTEM) {
        return None;
    }
    let word =
        |value: &Option<serde_json::Value>, member: &str| Some(value.as_ref()?.get(member)?.as_str()?.to_owned());
    let time = |member: &str| {
        let written = word(&flag.period, member)?;
        MomentReader::new(Zone::utc()).read(written.as_bytes()).ok().map(|moment| moment.utc_secs)
    };
    Some(SaidLimit {
        limit: CareLimit::from_id(coding.get("code")?.as_str()?)?,
        words: flag.code.get("text").and_then(serde_json::Value::as_str).map(str::to_owned),
        actor: word(&flag.author, "display").unwrap_or_default(),
        at_utc_secs: time("start")?,
        until_utc_secs: time("end"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_comes_back_as_it_was_said() {
        let kept = KeptWardNote {
            number: 1,
            note: WardNote::CareLimit { limit: CareLimit::NoIntubation, words: Some("as talked over".to_owned()) },
            actor: "Dr Lee".to_owned(),
            at_utc_secs: 1_767_600_901,
            until_utc_secs: Some(1_767_700_000),
            taken_back_utc_secs: None,
        };
        let flag = flag_of(&kept, Json::Null).expect("a limit").written();
        let bundle = format!(
            r#"{{"resourceType":"Bundle","entry":[{{"resource":{{"resourceType":"Patient","code":7}}}},{{"resource":{flag}}}]}}"#
        );
        let found = care_limits_of(bundle.as_bytes());
        let expected = SaidLimit {
            limit: CareLimit::NoIntubation,
            words: Some("as talked over".to_owned()),
            actor: "Dr Lee".to_owned(),
            at_utc_secs: 1_767_600_901,
            until_utc_secs: Some(1_767_700_000),
        };
        assert_eq!(found, [expected]);
        assert!(care_limits_of(b"{}").is_empty() && care_limits_of(b"no JSON").is_empty());
    }
}
