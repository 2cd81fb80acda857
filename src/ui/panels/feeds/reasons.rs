//! Why a message was set aside, in the language of the user. The store keeps the reasons as English sentences, one a segment; each
//! is recognised by its words and told by a text of its own. What is not recognised stays as it was kept.

use crate::base::Rule;
use crate::ui::text::Texts;

/// A sentence as it is kept, `{}` for what varies, and the text `feed-reason-<id>` with `{a}` and `{b}` in its place.
const SENTENCES: [(&str, &str); 35] = [
    ("MSH-11 {} says that it is for training or debugging", "training"),
    ("messages of kind {} are not taken in", "kind"),
    ("no device", "no-device"),
    ("the state {} does not say whether the device can be used", "device-state"),
    ("device {} is not in the store", "device-unknown"),
    ("patient {} is not in the store", "patient-unknown"),
    ("no patient", "no-patient"),
    ("name and birth date are not those of patient {}", "other-person"),
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
    ("its type {} is no number", "type"),
    ("its value is no number", "no-number"),
    ("its comparator is unknown", "comparator"),
    ("it is not one number", "not-one"),
    ("no unit", "no-unit"),
    ("the unit {} does not fit", "unit"),
    ("code {} and name {} mean different things", "code-and-name"),
    ("unknown code {}", "code"),
    ("a frame begins and does not end", "frame"),
    ("it does not begin with a message header (MSH)", "no-header"),
];

/// A reason in words.
pub fn reason_words(texts: &Texts, kept: &str) -> String {
    kept.split("; ").map(|part| part_words(texts, part)).collect::<Vec<_>>().join(texts.get("feed-reason-join"))
}

/// One sentence, behind the segment that it is about.
fn part_words(texts: &Texts, part: &str) -> String {
    let segment = part.strip_prefix("segment ").and_then(|rest| rest.split_once(": "));
    match segment.filter(|(number, _)| number.chars().all(|digit| digit.is_ascii_digit())) {
        Some((number, rest)) => {
            texts.format("feed-reason-segment", &[("segment", &number), ("words", &said_of(texts, rest))])
        }
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
        Some(texts.format(&format!("feed-reason-{id}"), &[("a", &value(0)), ("b", &value(1))]))
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
            let kept = format!("segment 3: {}", pattern.replacen("{}", "X-1", 1).replacen("{}", "Y-2", 1));
            for language in Language::ALL {
                let told = reason_words(Texts::of(language), &kept);
                assert!(!told.contains("feed-reason"), "{id}: {told}");
                assert!(!told.contains("{a}") && told.contains('3'), "{id}: {told}");
                assert_eq!(told.contains("X-1"), pattern.contains("{}"), "{id}: {told}");
                if language == Language::SimplifiedChinese {
                    assert!(!told.contains(&pattern.replace("{}", "X-1")), "{id} stays English: {told}");
                }
            }
        }
    }

    #[test]
    fn codes_and_rules_stand_before_and_what_is_unknown_stays() {
        let texts = Texts::of(Language::SimplifiedChinese);
        let told = reason_words(texts, "segment 4: 8867-4: no unit; segment 5: impossible: 900");
        assert!(told.contains("8867-4: ") && told.contains("900") && !told.contains("no unit"), "{told}");
        assert_eq!(reason_words(texts, "something else: entirely"), "something else: entirely");
    }
}
