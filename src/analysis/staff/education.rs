//! Degrees in their order, which a person may change.

const USUAL: &[&[&str]] = &[
    &["none", "primary school", "小学", "初中"],
    &["secondary school", "high school", "secondary", "highschool", "高中", "中专", "中职"],
    &["certificate", "cert", "diploma", "dip", "dipl", "associate", "college", "vocational", "大专", "专科", "高职"],
    &["bachelor", "bachelors", "undergraduate", "bsc", "ba", "bs", "bsn", "mbbs", "本科", "学士"],
    &["master", "masters", "graduate", "postgraduate", "msc", "ma", "ms", "msn", "mph", "mba", "硕士", "研究生"],
    &["doctorate", "doctoral", "doctor", "phd", "md", "dnp", "博士"],
    &["postdoc", "postdoctoral", "博士后"],
];

/// Degrees from low to high; those of one step count alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EducationOrder {
    steps: Vec<Vec<String>>,
}

impl Default for EducationOrder {
    fn default() -> Self {
        let step = |words: &&[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        EducationOrder { steps: USUAL.iter().map(step).collect() }
    }
}

/// Why a text is no order of degrees.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    #[error("an order needs two steps at least, such as diploma < bachelor < master")]
    TooShort,
    #[error("{0} stands twice in the order")]
    Twice(String),
}

impl EducationOrder {
    /// Reads `diploma = certificate < bachelor < master`.
    ///
    /// # Errors
    /// Fewer than two steps, or a degree that stands twice.
    pub fn read(text: &str) -> Result<EducationOrder, OrderError> {
        let mut seen = std::collections::BTreeSet::new();
        let mut steps: Vec<Vec<String>> = Vec::new();
        for step in text.split(['<', '＜']) {
            let words: Vec<String> = step.split('=').map(plain).filter(|word| !word.is_empty()).collect();
            if let Some(twice) = words.iter().find(|word| !seen.insert((*word).clone())) {
                return Err(OrderError::Twice(twice.clone()));
            }
            steps.push(words);
        }
        steps.retain(|words| !words.is_empty());
        if steps.len() < 2 { Err(OrderError::TooShort) } else { Ok(EducationOrder { steps }) }
    }

    /// As it is read again.
    pub fn written(&self) -> String {
        self.steps.iter().map(|words| words.join(" = ")).collect::<Vec<String>>().join(" < ")
    }

    /// Steps above the lowest; `None` for a degree that is not known.
    pub fn rank(&self, degree: &str) -> Option<u32> {
        // "B.Sc." is one word, "Dip.Nurs" are two.
        self.rank_of(plain(degree)).or_else(|| self.rank_of(plain(&degree.replace('.', " "))))
    }

    fn rank_of(&self, degree: String) -> Option<u32> {
        let whole = self.steps.iter().position(|step| step.contains(&degree));
        // "Doctor of Medicine", "Master's degree", "大学本科": the longest word of the order that stands in it.
        let within = || {
            let words: Vec<&str> = degree.split(' ').collect();
            let stands = |known: &str| if known.is_ascii() { words.contains(&known) } else { degree.contains(known) };
            let all = self.steps.iter().enumerate().flat_map(|(at, step)| step.iter().map(move |word| (at, word)));
            all.filter(|(_, word)| stands(word)).max_by_key(|(_, word)| word.chars().count()).map(|(at, _)| at)
        };
        whole.or_else(within).map(|step| step as u32)
    }

    /// A name for a step, in Chinese characters or in letters where it has such a one.
    pub fn step_name_in(&self, step: u32, is_chinese: bool) -> Option<&str> {
        let words = self.steps.get(step as usize)?;
        words.iter().find(|word| word.is_ascii() != is_chinese).or(words.first()).map(String::as_str)
    }

    /// A name for a step.
    pub fn step_name(&self, step: u32) -> Option<&str> {
        self.steps.get(step as usize)?.first().map(String::as_str)
    }
}

fn plain(degree: &str) -> String {
    let lower = degree.to_lowercase().replace("'s", "").replace("’s", "").replace(['.', '\''], "");
    let spaced: String = lower.chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    spaced.split_whitespace().filter(|word| *word != "degree").collect::<Vec<&str>>().join(" ")
}
