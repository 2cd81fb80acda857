//! Why a message was set aside, in the language of the user. The store keeps the reasons as English sentences, one a segment; each
//! is recognised by its words and told by a text of its own, behind what it is about. What is not recognised stays as it was
//! kept.

use crate::app::feeds::Fault;
use crate::base::Rule;
use crate::ui::panels::PanelCtx;
use crate::ui::text::Texts;

/// A sentence as it is kept, `{}` for what varies, and the text `feed-reason-<id>` with `{a}`, `{b}` and `{c}` in its place.
const SENTENCES: [(&str, &str); 41] = [
    ("MSH-11 {} says that it is for training or debugging", "training"),
    ("messages of kind {} are not taken in", "kind"),
    ("no device", "no-device"),
    ("the state {} does not say whether the device can be used", "device-state"),
    ("device {} is not in the store", "device-unknown"),
    ("patient {} is not in the store", "patient-unknown"),
    ("no patient", "no-patient"),
    ("name and birth date are not those of patient {}", "other-person"),
    ("it is about {}, and patient {} is {}", "other-name"),
    ("measured in the future, {}", "future"),
    ("the identifier cannot be one", "identifier"),
    ("the birth date cannot be right", "birth"),
    ("the date of death cannot be right", "death"),
    ("the event {} is not acted upon", "event"),
    ("{} without the time of admission (PV1-44)", "no-admission"),
    ("a discharge without its time", "no-discharge"),
    ("the discharge is before the admission", "discharge-before"),
    ("a merge names two patients", "merge-two"),
    ("a merge of a patient with themselves", "merge-self"),
    ("its two codes mean different things", "two-codes"),
    ("no code", "no-code"),
    ("its time cannot be read", "time"),
    ("no time", "no-time"),
    ("not measured yet", "not-yet"),
    ("unknown standing {}", "standing"),
    ("{} is no possible value", "impossible"),
    ("{} % is a fraction and no percentage", "fraction"),
    ("its type {} is no number", "type"),
    ("its value is no number", "no-number"),
    ("its comparator is unknown", "comparator"),
    ("it is not one number", "not-one"),
    ("no unit", "no-unit"),
    ("the unit {} does not fit", "unit"),
    ("code {} and name {} mean different things", "code-and-name"),
    ("unknown code {}", "code"),
    ("a frame begins and does not end", "frame"),
    ("the message has {} bytes, more than are taken", "too-long"),
    ("the header does not declare its separators", "separators"),
    ("its characters are in none of the encodings that it declares", "characters"),
    ("it holds no message", "no-message"),
    ("it does not begin with a message header (MSH)", "no-header"),
];

/// A fault in the language of the user.
pub fn fault_words(ctx: &PanelCtx<'_>, fault: &Fault) -> String {
    match &fault.message {
        Some(message) => ctx.message(message),
        None => reason_words(ctx.texts, &fault.words),
    }
}

/// A reason in words.
pub fn reason_words(texts: &Texts, kept: &str) -> String {
    kept.split("; ").map(|part| part_words(texts, part)).collect::<Vec<_>>().join(texts.get("feed-reason-join"))
}

/// What a sentence may be about; texts `feed-about-<id>`.
const ABOUT: [&str; 5] = ["patient", "stay", "merge", "device", "message"];

/// One sentence, behind what it is about.
fn part_words(texts: &Texts, part: &str) -> String {
    let Some((about, rest)) = part.split_once(": ") else { return said_of(texts, part) };
    if ABOUT.contains(&about) {
        return texts.format(&format!("feed-about-{about}"), &[("words", &said_of(texts, rest))]);
    }
    let number = |text: &str| text.parse::<u32>().is_ok();
    if let Some([at, name]) = values_of("result {} ({})", about).as_deref()
        && number(at)
    {
        // The name says more than the code.
        let words = rest.split_once(": ").and_then(|(_, words)| recognised(texts, words));
        let words = words.unwrap_or_else(|| said_of(texts, rest));
        return texts.format("feed-about-named-result", &[("number", at), ("name", name), ("words", &words)]);
    }
    let of = |prefix: &str| about.strip_prefix(prefix).filter(|at| number(at));
    if let Some(at) = of("result ") {
        return texts.format("feed-about-result", &[("number", &at), ("words", &said_of(texts, rest))]);
    }
    if let Some(at) = of("message ") {
        return texts.format("feed-about-nth-message", &[("number", &at), ("words", &said_of(texts, rest))]);
    }
    // As reasons were kept before they said what they are about.
    match of("segment ") {
        Some(at) => texts.format("feed-about-part", &[("number", &at), ("words", &said_of(texts, rest))]),
        None => said_of(texts, part),
    }
}

/// The sentence, which may stand behind the code or the rule that it is about.
fn said_of(texts: &Texts, sentence: &str) -> String {
    if let Some(words) = recognised(texts, sentence) {
        return words;
    }
    let Some((about, rest)) = sentence.split_once(": ") else { return sentence.to_owned() };
    if let Some(rule) = Rule::ALL.iter().find(|rule| rule.id() == about) {
        return format!("{}: {rest}", texts.rule(*rule));
    }
    match recognised(texts, rest) {
        Some(words) => format!("{about}: {words}"),
        None => sentence.to_owned(),
    }
}

fn recognised(texts: &Texts, sentence: &str) -> Option<String> {
    SENTENCES.iter().find_map(|(pattern, id)| {
        let values = values_of(pattern, sentence)?;
        let value = |at: usize| values.get(at).copied().unwrap_or_default();
        Some(texts.format(&format!("feed-reason-{id}"), &[("a", &value(0)), ("b", &value(1)), ("c", &value(2))]))
    })
}

/// What stands in a sentence where its pattern has `{}`; `None` where it is another sentence.
fn values_of<'a>(pattern: &str, sentence: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = pattern.split("{}");
    let mut rest = sentence.strip_prefix(parts.next()?)?;
    let mut values = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let end = match (part.is_empty(), parts.peek().is_none()) {
            (true, _) => rest.len(),
            (false, true) => rest.len().checked_sub(part.len()).filter(|end| rest.ends_with(part) && *end > 0)?,
            (false, false) => rest.find(part)?,
        };
        values.push(rest.get(..end)?);
        rest = rest.get(end + part.len()..)?;
    }
    (rest.is_empty() && values.iter().all(|value| !value.is_empty())).then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::Language;

    #[test]
    fn every_sentence_is_told_in_both_languages_with_what_varies() {
        for (pattern, id) in SENTENCES {
            let kept = ["X-1", "Y-2", "Z-3"].iter().fold(pattern.to_owned(), |text, word| text.replacen("{}", word, 1));
            for about in ABOUT.into_iter().chain(["result 3", "message 3", "result 3 (Heart rate)", "segment 3"]) {
                for language in Language::ALL {
                    let told = reason_words(Texts::of(language), &format!("{about}: {kept}"));
                    assert!(!told.contains("feed-") && !told.contains(['{', '}']), "{id}: {told}");
                    assert_eq!(told.contains("X-1"), pattern.contains("{}"), "{id}: {told}");
                    assert_eq!(told.contains("Z-3"), pattern.matches("{}").count() > 2, "{id}: {told}");
                    assert!(!told.contains("segment"), "{told}");
                    assert_eq!(told.contains('3'), about.contains('3') || kept.contains("Z-3"), "{told}");
                    if language == Language::SimplifiedChinese {
                        assert!(!told.contains(&kept), "{id} stays English: {told}");
                        assert!(!told.starts_with(about), "{told}");
                    }
                }
            }
        }
    }

    #[test]
    fn codes_and_rules_stand_before_and_what_is_unknown_stays() {
        let texts = Texts::of(Language::SimplifiedChinese);
        let told = reason_words(texts, "result 2: 8867-4: no unit; patient: impossible: 900");
        assert!(told.contains("8867-4: ") && told.contains("900") && !told.contains("no unit"), "{told}");
        let named = reason_words(texts, "result 2 (Heart rate): 8867-4: no unit");
        assert!(named.contains("Heart rate") && !named.contains("8867-4") && !named.contains("no unit"), "{named}");
        assert_eq!(reason_words(texts, "something else: entirely"), "something else: entirely");
    }
}
