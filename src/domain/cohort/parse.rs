//! Reads the cohort language by recursive descent and says where and why a text is not of it.

use crate::base::Decimal;
use crate::domain::indicator::IndicatorId;
use crate::domain::patient::{AllergyState, Sex};
use crate::domain::unit_words::ucum_from_spelling;

use super::print::{allergy_words, sex_word};
use super::{Cohort, Comparison, Equality, Expr, Field, Limit, Test, TextComparison, TextTest};

/// Parentheses and `not` may be nested this deep.
const MAX_DEPTH: usize = 64;

/// What could have stood at the place of a fault. Each has a text `cohort-expected-<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expected {
    /// A test such as `age >= 65`.
    Test,
    /// `and`, `or` or the end.
    JoinOrEnd,
    /// `=`, `!=`, `<`, `<=`, `>` or `>=`.
    Comparison,
    /// `=` or `!=`.
    Equality,
    /// `=`, `!=` or `~`.
    TextComparison,
    Number,
    /// A number without sign and decimal mark.
    WholeNumber,
    /// A word or a text in double quotes.
    Text,
    ClosingQuote,
    OpeningParenthesis,
    ClosingParenthesis,
    /// Id, alias or LOINC code of an indicator.
    Indicator,
    /// An indicator or a field such as `age`.
    FieldOrIndicator,
    /// A unit that converts to this indicator's.
    UnitOf(IndicatorId),
    Sex,
    AllergyState,
    /// `days` or `weeks`.
    DaysOrWeeks,
    /// Id of a risk model.
    RiskModel,
    /// The sentence is nested too deeply.
    LessNesting,
}

impl Expected {
    /// One of each kind, for those who walk the texts.
    pub const ALL: [Expected; 19] = [
        Expected::Test,
        Expected::JoinOrEnd,
        Expected::Comparison,
        Expected::Equality,
        Expected::TextComparison,
        Expected::Number,
        Expected::WholeNumber,
        Expected::Text,
        Expected::ClosingQuote,
        Expected::OpeningParenthesis,
        Expected::ClosingParenthesis,
        Expected::Indicator,
        Expected::FieldOrIndicator,
        Expected::UnitOf(IndicatorId(0)),
        Expected::Sex,
        Expected::AllergyState,
        Expected::DaysOrWeeks,
        Expected::RiskModel,
        Expected::LessNesting,
    ];

    /// Stable id, the end of the message key.
    pub fn id(self) -> &'static str {
        match self {
            Expected::Test => "test",
            Expected::JoinOrEnd => "join-or-end",
            Expected::Comparison => "comparison",
            Expected::Equality => "equality",
            Expected::TextComparison => "text-comparison",
            Expected::Number => "number",
            Expected::WholeNumber => "whole-number",
            Expected::Text => "text",
            Expected::ClosingQuote => "closing-quote",
            Expected::OpeningParenthesis => "opening-parenthesis",
            Expected::ClosingParenthesis => "closing-parenthesis",
            Expected::Indicator => "indicator",
            Expected::FieldOrIndicator => "field-or-indicator",
            Expected::UnitOf(_) => "unit",
            Expected::Sex => "sex",
            Expected::AllergyState => "allergy-state",
            Expected::DaysOrWeeks => "days-or-weeks",
            Expected::RiskModel => "risk-model",
            Expected::LessNesting => "less-nesting",
        }
    }
}

/// The first place of a text that cannot be read. It quotes the text: not for a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CohortFault {
    /// Number of the character, from 1; one past the last at the end of the text.
    pub character: usize,
    /// The word that stood there; empty at the end of the text.
    pub found: String,
    pub expected: Expected,
}

type Read<T> = Result<T, CohortFault>;

pub(super) fn cohort(text: &str) -> Read<Cohort> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    reader.skip_space();
    let everyone = reader.rest().trim_end();
    if everyone.is_empty() || everyone.eq_ignore_ascii_case("everyone") {
        return Ok(Cohort::everyone());
    }
    let expr = reader.any()?;
    if reader.rest().is_empty() { Ok(Cohort { expr: Some(expr) }) } else { Err(reader.fault(Expected::JoinOrEnd)) }
}

/// A place in the text; between calls it stands at the start of a word, never on white space.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn skip(&mut self, bytes: usize) {
        self.at += bytes;
        self.skip_space();
    }

    fn fault(&self, expected: Expected) -> CohortFault {
        self.fault_at(self.at, expected)
    }

    fn fault_at(&self, at: usize, expected: Expected) -> CohortFault {
        let (before, rest) = self.text.split_at_checked(at).unwrap_or((self.text, ""));
        let word = rest.find(|letter: char| letter.is_whitespace() || matches!(letter, '(' | ')'));
        let length = match word {
            Some(0) => rest.chars().next().map_or(0, char::len_utf8),
            Some(length) => length,
            None => rest.len(),
        };
        let found = rest.get(..length).unwrap_or("").to_owned();
        CohortFault { character: before.chars().count() + 1, found, expected }
    }

    /// The bare word at this place: letters, digits, `-`, `_`, `.`.
    fn peek_word(&self) -> &'a str {
        let rest = self.rest();
        let is_inside = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.' | '\'');
        rest.get(..rest.find(|letter| !is_inside(letter)).unwrap_or(rest.len())).unwrap_or("")
    }

    fn take_keyword(&mut self, keyword: &str) -> bool {
        let found = self.peek_word().eq_ignore_ascii_case(keyword);
        if found {
            self.skip(keyword.len());
        }
        found
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.rest().starts_with(sign);
        if found {
            self.skip(sign.len());
        }
        found
    }

    fn any(&mut self) -> Read<Expr> {
        let mut parts = vec![self.all()?];
        while self.take_keyword("or") {
            parts.push(self.all()?);
        }
        Expr::any(parts).ok_or_else(|| self.fault(Expected::Test))
    }

    fn all(&mut self) -> Read<Expr> {
        let mut parts = vec![self.single()?];
        while self.take_keyword("and") {
            parts.push(self.single()?);
        }
        Expr::all(parts).ok_or_else(|| self.fault(Expected::Test))
    }

    fn single(&mut self) -> Read<Expr> {
        if self.depth >= MAX_DEPTH {
            return Err(self.fault(Expected::LessNesting));
        }
        self.depth += 1;
        let expr = if self.take_keyword("not") {
            Expr::Not(Box::new(self.single()?))
        } else if self.take_sign("(") {
            let inner = self.any()?;
            self.closing_parenthesis()?;
            inner
        } else {
            Expr::Test(self.test()?)
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn closing_parenthesis(&mut self) -> Read<()> {
        if self.take_sign(")") { Ok(()) } else { Err(self.fault(Expected::ClosingParenthesis)) }
    }

    fn test(&mut self) -> Read<Test> {
        let start = self.at;
        let word = self.peek_word();
        self.skip(word.len());
        match word.to_ascii_lowercase().as_str() {
            "age" => self.age(),
            "sex" => self.sex(),
            "name" => self.text_test().map(Test::Name),
            "identifier" | "id" => self.text_test().map(Test::Identifier),
            "condition" => self.text_test().map(Test::Condition),
            "medication" => self.text_test().map(Test::Medication),
            "ward" => self.text_test().map(Test::Ward),
            "allergies" => self.allergies(),
            "newest" => self.newest(),
            "measured" => self.measured(),
            "observed" => {
                let comparison = self.comparison()?;
                Ok(Test::Observed { comparison, days_ago: self.days_ago()? })
            }
            "observations" => {
                let comparison = self.comparison()?;
                Ok(Test::Observations { comparison, count: self.whole_number()? })
            }
            "flagged" => {
                let comparison = self.comparison()?;
                Ok(Test::Flagged { comparison, count: self.whole_number()? })
            }
            "recorded" => self.field().map(Test::Recorded),
            "missing" => self.field().map(Test::Missing),
            "abnormal" => self.indicator().map(Test::Abnormal),
            "critical" => self.indicator().map(Test::Critical),
            "risk" => self.risk(),
            _ => Err(self.fault_at(start, Expected::Test)),
        }
    }

    fn age(&mut self) -> Read<Test> {
        let comparison = self.comparison()?;
        let years = self.whole_number()?;
        let _word_is_optional = self.take_keyword("years") || self.take_keyword("year");
        Ok(Test::Age { comparison, years })
    }

    fn sex(&mut self) -> Read<Test> {
        let equality = self.equality()?;
        let word = self.peek_word();
        let sex = [Sex::Female, Sex::Male, Sex::Other, Sex::Unknown]
            .into_iter()
            .find(|&sex| sex_word(sex).eq_ignore_ascii_case(word))
            .ok_or_else(|| self.fault(Expected::Sex))?;
        self.skip(word.len());
        Ok(Test::Sex { equality, sex })
    }

    fn allergies(&mut self) -> Read<Test> {
        let equality = self.equality()?;
        let start = self.at;
        let first = self.peek_word().to_ascii_lowercase();
        self.skip(first.len());
        let mut words = first;
        if matches!(words.as_str(), "none" | "not") {
            let second = self.peek_word().to_ascii_lowercase();
            self.skip(second.len());
            words = format!("{words} {second}");
        }
        let states =
            [AllergyState::Known, AllergyState::NoneKnown, AllergyState::NotRecorded, AllergyState::Unavailable];
        let state = states.into_iter().find(|&state| allergy_words(state) == words);
        let state = state.ok_or_else(|| self.fault_at(start, Expected::AllergyState))?;
        Ok(Test::Allergies { equality, state })
    }

    fn newest(&mut self) -> Read<Test> {
        let indicator = self.indicator()?;
        let comparison = self.comparison()?;
        let number = self.number()?;
        let unit = self.unit(indicator)?;
        let limit = Limit::new(indicator, number, unit.as_deref());
        let limit = limit.ok_or_else(|| self.fault(Expected::UnitOf(indicator)))?;
        Ok(Test::Newest { indicator, comparison, limit })
    }

    /// The number is in the unit shown; a sign of percent behind it changes nothing.
    fn risk(&mut self) -> Read<Test> {
        let (start, word) = self.argument()?;
        let is_inside = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
        if word.is_empty() || !word.chars().all(is_inside) {
            return Err(self.fault_at(start, Expected::RiskModel));
        }
        let comparison = self.comparison()?;
        let number = self.number()?;
        let _sign_is_optional = self.take_sign("%");
        Ok(Test::Risk { model: word.to_ascii_lowercase(), comparison, number })
    }

    fn measured(&mut self) -> Read<Test> {
        let indicator = self.indicator()?;
        let comparison = self.comparison()?;
        Ok(Test::Measured { indicator, comparison, days_ago: self.days_ago()? })
    }

    fn comparison(&mut self) -> Read<Comparison> {
        let signs = [
            ("<=", Comparison::LessOrEqual),
            ("≤", Comparison::LessOrEqual),
            ("<>", Comparison::NotEqual),
            ("<", Comparison::Less),
            (">=", Comparison::GreaterOrEqual),
            ("≥", Comparison::GreaterOrEqual),
            (">", Comparison::Greater),
            ("!=", Comparison::NotEqual),
            ("≠", Comparison::NotEqual),
            ("=", Comparison::Equal),
        ];
        let found = signs.into_iter().find(|(sign, _)| self.take_sign(sign));
        found.map(|(_, comparison)| comparison).ok_or_else(|| self.fault(Expected::Comparison))
    }

    fn equality(&mut self) -> Read<Equality> {
        let signs = [("=", Equality::Is), ("!=", Equality::IsNot), ("<>", Equality::IsNot), ("≠", Equality::IsNot)];
        let found = signs.into_iter().find(|(sign, _)| self.take_sign(sign));
        found.map(|(_, equality)| equality).ok_or_else(|| self.fault(Expected::Equality))
    }

    fn text_test(&mut self) -> Read<TextTest> {
        let comparison = if self.take_sign("~") || self.take_keyword("contains") {
            TextComparison::Contains
        } else {
            match self.equality().map_err(|fault| CohortFault { expected: Expected::TextComparison, ..fault })? {
                Equality::Is => TextComparison::Is,
                Equality::IsNot => TextComparison::IsNot,
            }
        };
        Ok(TextTest { comparison, text: self.text()? })
    }

    /// A bare word, or a text in double quotes in which `\` takes the next character as it stands.
    fn text(&mut self) -> Read<String> {
        let start = self.at;
        let Some(quoted) = self.rest().strip_prefix('"') else {
            let word = self.peek_word();
            self.skip(word.len());
            // Quotes of the other kind would be taken for letters, closed or not; inside a word they are: O'Brien.
            return if word.is_empty() || word.starts_with('\'') {
                Err(self.fault(Expected::Text))
            } else {
                Ok(word.to_owned())
            };
        };
        let mut text = String::new();
        let mut letters = quoted.char_indices();
        while let Some((offset, letter)) = letters.next() {
            match letter {
                '"' if text.trim().is_empty() => return Err(self.fault_at(start, Expected::Text)),
                '"' => {
                    self.skip(1 + offset + 1);
                    return Ok(text);
                }
                '\\' => text.extend(letters.next().map(|(_, escaped)| escaped)),
                other if other.is_control() => return Err(self.fault_at(start + 1 + offset, Expected::ClosingQuote)),
                other => text.push(other),
            }
        }
        Err(self.fault_at(self.text.len(), Expected::ClosingQuote))
    }

    /// Plain decimal notation at this place, without what follows.
    fn number(&mut self) -> Read<Decimal> {
        let rest = self.rest();
        let sign = usize::from(rest.starts_with(['-', '+']));
        let digits = rest.get(sign..).unwrap_or("");
        let length =
            sign + digits.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(digits.len());
        let number = rest.get(..length).and_then(|text| Decimal::parse(text.as_bytes()));
        let number = number.ok_or_else(|| self.fault(Expected::Number))?;
        self.skip(length);
        Ok(number)
    }

    fn whole_number(&mut self) -> Read<u32> {
        let rest = self.rest();
        let length = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        let is_fraction = rest.get(length..).is_some_and(|tail| tail.starts_with('.'));
        let number = rest.get(..length).and_then(|digits| digits.parse().ok()).filter(|_| !is_fraction);
        let number = number.ok_or_else(|| self.fault(Expected::WholeNumber))?;
        self.skip(length);
        Ok(number)
    }

    /// The unit behind a number, if there is one: one word, or two such as `mm Hg`.
    fn unit(&mut self, indicator: IndicatorId) -> Read<Option<String>> {
        let is_end = |letter: char| letter.is_whitespace() || letter == ')';
        let word_of = |text: &'a str| text.get(..text.find(is_end).unwrap_or(text.len())).unwrap_or("");
        let rest = self.rest();
        let first = word_of(rest);
        if first.is_empty() || first.eq_ignore_ascii_case("and") || first.eq_ignore_ascii_case("or") {
            return Ok(None);
        }
        let tail = rest.get(first.len()..).unwrap_or("").trim_start();
        let second = word_of(tail);
        let both = format!("{first} {second}");
        if ucum_from_spelling(&both) != both {
            self.skip(rest.len() - tail.len() + second.len());
            return Ok(Some(both));
        }
        if indicator.indicator().canonical(0.0, first).is_none() {
            return Err(self.fault(Expected::UnitOf(indicator)));
        }
        self.skip(first.len());
        Ok(Some(first.to_owned()))
    }

    /// `30 days ago`, `2 weeks ago`; `ago` may be left out.
    fn days_ago(&mut self) -> Read<u32> {
        let number = self.whole_number()?;
        let days = if self.take_keyword("days") || self.take_keyword("day") {
            Some(number)
        } else if self.take_keyword("weeks") || self.take_keyword("week") {
            number.checked_mul(7)
        } else {
            None
        };
        let days = days.ok_or_else(|| self.fault(Expected::DaysOrWeeks))?;
        let _word_is_optional = self.take_keyword("ago");
        Ok(days)
    }

    /// What stands in the parentheses behind `newest`, `missing` and the like, with its place.
    fn argument(&mut self) -> Read<(usize, &'a str)> {
        if !self.take_sign("(") {
            return Err(self.fault(Expected::OpeningParenthesis));
        }
        let start = self.at;
        let rest = self.rest();
        let Some(length) = rest.find(')') else {
            return Err(self.fault_at(self.text.len(), Expected::ClosingParenthesis));
        };
        let word = rest.get(..length).unwrap_or("").trim_end();
        self.skip(length + 1);
        Ok((start, word))
    }

    fn indicator(&mut self) -> Read<IndicatorId> {
        let (start, word) = self.argument()?;
        IndicatorId::from_word(word).ok_or_else(|| self.fault_at(start, Expected::Indicator))
    }

    fn field(&mut self) -> Read<Field> {
        let (start, word) = self.argument()?;
        let field = Field::WORDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, field)| *field);
        field
            .or_else(|| IndicatorId::from_word(word).map(Field::Indicator))
            .ok_or_else(|| self.fault_at(start, Expected::FieldOrIndicator))
    }
}

#[cfg(test)]
mod tests;
