//! The words that columns of specimens and of states are understood by, each with what it means there.
//!
//! A cell is understood as a whole: it is cut into these words, and one word left over makes it unknown. So a negation or a
//! remark ("not", 非, "donor unit") is never read past.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::mapping::simplified;

/// What a word says; several at once where it says more.
pub type Sense = u8;

/// Specimens: blood, something else, material that is of no patient; and what may stand beside the first two.
pub const BLOOD: Sense = 1;
pub const OTHER: Sense = 2;
pub const CONTROL: Sense = 4;
pub const BESIDE_BLOOD: Sense = 8;
pub const BESIDE_OTHER: Sense = 16;

/// States: the result holds, may still change, does not count; and what may stand beside any of them.
pub const VALID: Sense = 1;
pub const PRELIMINARY: Sense = 2;
pub const VOID: Sense = 4;
pub const BESIDE_STATE: Sense = 8;
/// What is said of a result alone, and what may stand beside that: a specimen that is low is another matter.
pub const OF_RESULT: Sense = 16;
pub const BESIDE_RESULT: Sense = 32;

/// Words in lower case, signs as blanks, between strokes.
pub type Lists = &'static [(Sense, &'static str)];

const SPECIMENS: Lists = &[
    (BLOOD, "blood|serum|plasma|venous|arterial|capillary|edta|sst|ser|plas|bld|blda|bldv|bldc|wb|ppp|prp|red top"),
    (BLOOD, "arterial line|central line|central venous line|venous line|picc line"),
    (BLOOD, "blut|vollblut|venenblut|kapillarblut|edta blut|edtablut|citratblut|zitratblut|heparinblut|citrat blut"),
    (
        BLOOD,
        "citratplasma|zitratplasma|heparinplasma|edtaplasma|venös|venöses|arteriell|arterielles|kapillär|kapilläres",
    ),
    (
        BLOOD,
        "血|血液|全血|静脉|静脉血|静脉全血|动脉|动脉血|末梢血|末梢全血|毛细血管血|毛细血管|指血|指尖血|外周血|外周静脉血",
    ),
    (
        BLOOD,
        "血清|血浆|血漿|静脈|静脈血|動脈血|毛細管血|末梢血液|静脉血清|静脉血浆|혈액|전혈|혈청|혈장|정맥혈|동맥혈|모세혈관혈",
    ),
    (
        OTHER,
        "other|urine|urinary|ur|csf|cerebrospinal fluid|cerebrospinal|cerebral spinal fluid|liquor|spinal fluid|sputum",
    ),
    (
        OTHER,
        "stool|stools|faeces|feces|faecal|fecal|saliva|oral fluid|swab|pleural fluid|pleural|pleura|ascites|ascitic|ascitic fluid",
    ),
    (
        OTHER,
        "peritoneal|peritoneal fluid|synovial|synovial fluid|joint fluid|pericardial|pericardial fluid|semen|seminal fluid",
    ),
    (
        OTHER,
        "amniotic|amniotic fluid|drain|drain fluid|drainage|dialysate|effluent|sweat|bone marrow|marrow|fluid|fld|body fluid",
    ),
    (
        OTHER,
        "aspirate|tissue|lavage|bronchoalveolar lavage|bronchial|biopsy|wound|pus|bile|gastric|gastric fluid|vitreous",
    ),
    (
        OTHER,
        "tracheal aspirate|nasopharyngeal|nasopharynx|oropharyngeal|throat|nasal|nose|vaginal|cervical|rectal|urethral",
    ),
    (OTHER, "abscess|skin|hair|nail|breast milk|milk|cord blood|umbilical cord blood|transudate|exudate|breath"),
    (
        OTHER,
        "harn|urin|spontanurin|sammelurin|morgenurin|mittelstrahlurin|stuhl|punktat|pleurapunktat|aszites|aszitespunktat",
    ),
    (OTHER, "speichel|abstrich|knochenmark|gewebe|eiter|schweiss|schweiß|galle|nabelschnurblut"),
    (
        OTHER,
        "尿|尿液|晨尿|随机尿|随意尿|即时尿|中段尿|清洁中段尿|导管尿|脑脊液|痰|痰液|粪|粪便|大便|便|胸水|胸腔积液|胸腔液|腹水",
    ),
    (
        OTHER,
        "腹腔积液|腹腔液|唾液|拭子|咽拭子|鼻拭子|鼻咽拭子|肛拭子|积液|关节液|关节腔积液|心包积液|精液|羊水|引流液|引流|骨髓",
    ),
    (
        OTHER,
        "骨髓血|胃液|透析液|灌洗液|肺泡灌洗液|支气管肺泡灌洗液|灌洗|穿刺液|穿刺|分泌物|脓|脓液|组织|胆汁|汗液|脐血|脐带血|乳汁",
    ),
    (OTHER, "其他|其它|体液|髄液|喀痰|部分尿|蓄尿|随時尿|腹水|胸水|関節液|소변|요|뇌척수액|객담|대변|타액|흉수|복수"),
    (
        CONTROL,
        "control|controls|qc|iqc|eqa|quality control|calibrator|calibration|standard|control material|control serum",
    ),
    (
        CONTROL,
        "proficiency testing|kontrolle|kontrollserum|qualitätskontrolle|kalibrator|质控|质控品|质控物|质控血清|质控标本|校准品",
    ),
    (CONTROL, "定标液|标准品|室间质评|室内质控|对照品|精度管理|정도관리"),
    (
        BESIDE_BLOOD,
        "whole|human|peripheral|central|mixed|central venous|mixed venous|arterialized|arterialised|fingerstick",
    ),
    (
        BESIDE_BLOOD,
        "finger prick|k2|k3|k2edta|k3edta|k2 edta|k3 edta|dipotassium|tripotassium|potassium|lithium|li|sodium|na|heparin",
    ),
    (
        BESIDE_BLOOD,
        "heparinized|heparinised|lithium heparin|sodium heparin|fluoride|sodium fluoride|naf|oxalate|citrate|citrated",
    ),
    (
        BESIDE_BLOOD,
        "sodium citrate|anticoagulated|clotted|pst|gel|separator|acd|ctad|lavender|purple|green|gold|yellow|blue",
    ),
    (BESIDE_BLOOD, "grey|gray|red|top|finger|arm|heel|vein|artery|nüchtern|抗凝|肝素|肝素锂|肝素钠|枸橼酸钠|枸橼酸"),
    (BESIDE_BLOOD, "柠檬酸钠|氟化钠|草酸钾|草酸|促凝|分离胶|全|紫管|绿管|黄管|红管|蓝管|灰管"),
    (
        BESIDE_OTHER,
        "spot|24h|24 h|24hr|24 hr|24hrs|24 hrs|24 hour|24 hours|24hour|12h|12 h|12 hour|12 hours|8h|8 h|timed|collection",
    ),
    (
        BESIDE_OTHER,
        "midstream|mid stream|clean catch|catheter|first|void|voided|first void|morning|early|lumbar|puncture|fine needle",
    ),
    (
        BESIDE_OTHER,
        "induced|expectorated|body|knee|joint|hip|lung|chest|abdominal|abdomen|groin|surgical|tip|24小时|24时|12小时|24 小时|晨",
    ),
    (BESIDE_OTHER, "腰穿|清洁|中段|即时|诱导|24 std|24 stunden"),
    (
        BESIDE_BLOOD | BESIDE_OTHER,
        "fasting|random|sample|specimen|tube|container|patient|plain|left|right|in|of|from|the|or|routine",
    ),
    (
        BESIDE_BLOOD | BESIDE_OTHER,
        "stat|urgent|type|material|probe|标本|样本|样品|检体|検体|空腹|随机|急诊|常规|患者|病人|左|右|검체",
    ),
];

const STATES: Lists = &[
    (
        VALID,
        "valid|final|finalized|finalised|corrected|correct|correction|amended|complete|completed|verified|approved",
    ),
    (VALID, "authorized|authorised|validated|confirmed|released|reported|resulted"),
    (OF_RESULT, "normal|abnormal|critical|high|low|正常|异常|危急|偏高|偏低"),
    (OF_RESULT, "active|inpatient|outpatient|discharged|admitted|住院|门诊|在院|出院|急诊"),
    (VALID, "no error|no errors|without error|without errors|endgültig|freigegeben"),
    (
        VALID,
        "validiert|vollständig|korrigiert|final result|审核|已审核|审核通过|审核完成|已审|复核|已复核|发布|已发布|已发|完成|已完成",
    ),
    (VALID, "有效|最终|最终报告|已报告|报告已发布|确认|已确认|无错误|无误|修正|已修正"),
    (VALID, "更正|已更正|已更改|已出报告|已签发|확정|완료|최종|確定|最終"),
    (
        PRELIMINARY,
        "preliminary|prelim|partial|interim|provisional|unverified|not verified|not yet verified|unconfirmed|not confirmed",
    ),
    (
        PRELIMINARY,
        "not yet confirmed|not final|not yet final|non final|unapproved|not approved|not yet approved|unvalidated|not validated",
    ),
    (
        PRELIMINARY,
        "not yet validated|unauthorized|unauthorised|not authorized|not authorised|unreviewed|not reviewed|not yet reviewed",
    ),
    (
        PRELIMINARY,
        "vorläufig|vorläufiger|nicht freigegeben|nicht validiert|nicht endgültig|未审核|未审|待审核|待审|未复核|待复核|未确认",
    ),
    (PRELIMINARY, "待确认|初步|初步结果|初步报告|预报告|初报|部分|部分结果|部分报告|暂定|非最终|未最终|暫定|예비|임시"),
    (
        VOID,
        "void|voided|cancel|cancelled|canceled|cancellation|entered in error|error|rejected|reject|invalid|invalidated|not valid",
    ),
    (
        VOID,
        "wrong|incorrect|retracted|withdrawn|deleted|superseded|not done|not performed|not tested|qns|quantity not sufficient",
    ),
    (VOID, "insufficient|quantity insufficient|qc|quality control|storniert|ungültig|gelöscht|annulliert|annulled"),
    (
        VOID,
        "fehler|nicht durchgeführt|作废|已作废|撤销|已撤销|撤回|已撤回|取消|已取消|无效|错误|录入错误|有误|退检|拒收|已拒收|删除|已删除",
    ),
    (VOID, "不合格|标本不合格|未做|未检|未检测|标本不足|量不足|质控|취소|取消済|中止"),
    (BESIDE_RESULT, "result|results|status|value|the|is|was|ergebnis|结果|状态"),
    (BESIDE_STATE, "report|reports|sample|specimen|test|order|by|lab|laboratory|has been|been"),
    (BESIDE_STATE, "befund|报告|标本|样本|数据|检验|已"),
];

/// Codes that are a whole cell: of HL7 v2 tables 0070, 0085 and 0078, and what laboratories shorten.
const SPECIMEN_CODES: Lists =
    &[(BLOOD, "b|bl|s|pl|plr|li hep|lihep|ven|art|cap"), (OTHER, "u|uri|urn|st|spt|sal|bal|balf|swt|asp|flu|smn")];
const STATE_CODES: Lists = &[(VALID, "f|c|a|u|v|h|l|hh|ll"), (PRELIMINARY, "p|r"), (VOID, "d|w|x")];

/// Signs that stand between words and say nothing.
const BETWEEN_WORDS: &str = "-_/()[],;:.+&'、。·–—";

/// The words of one kind of column.
pub struct Vocabulary {
    words: HashMap<String, Sense>,
    codes: HashMap<String, Sense>,
    /// Characters of the longest word.
    longest: usize,
}

pub static SPECIMEN_VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::of(SPECIMENS, SPECIMEN_CODES));
pub static STATE_VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::of(STATES, STATE_CODES));

impl Vocabulary {
    pub fn of(lists: Lists, codes: Lists) -> Vocabulary {
        let read = |lists: Lists| {
            let mut words: HashMap<String, Sense> = HashMap::new();
            for (sense, list) in lists {
                for word in list.split('|').filter_map(plain) {
                    *words.entry(word).or_default() |= sense;
                }
            }
            words
        };
        let words = read(lists);
        let longest = words.keys().map(|word| word.chars().count()).max().unwrap_or(0);
        Vocabulary { words, codes: read(codes), longest }
    }

    /// The senses of the words of a cell, none for a cell without one; `None` where it is not understood as a whole.
    pub fn senses(&self, cell: &str) -> Option<Vec<Sense>> {
        let plain = plain(cell)?;
        if let Some(sense) = self.codes.get(&plain) {
            return Some(vec![*sense]);
        }
        let (mut senses, mut rest) = (Vec::new(), plain.as_str());
        while !rest.is_empty() {
            let (sense, behind) = self.word_before(rest)?;
            senses.push(sense);
            rest = behind.trim_start();
        }
        Some(senses)
    }

    /// The longest word at the start of a text.
    fn word_before<'a>(&self, text: &'a str) -> Option<(Sense, &'a str)> {
        let ends = text.char_indices().map(|(at, letter)| at + letter.len_utf8()).take(self.longest);
        let ends: Vec<usize> = ends.collect();
        ends.into_iter().rev().find_map(|end| {
            let (word, behind) = text.split_at_checked(end)?;
            let sense = self.words.get(word).filter(|_| is_boundary(word, behind))?;
            Some((*sense, behind))
        })
    }
}

/// Whether a word may end between two texts: Chinese writes no blanks.
fn is_boundary(word: &str, behind: &str) -> bool {
    let Some(next) = behind.chars().next() else { return true };
    next == ' ' || is_han(next) || word.chars().next_back().is_some_and(is_han)
}

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}')
}

/// A cell in lower case, simplified and half-width, with single blanks for signs between words; `None` for signs that say
/// something, such as a question mark.
fn plain(cell: &str) -> Option<String> {
    // A sign before a word is no sign between words: `-serum` may well mean that it is none.
    let is_signed =
        cell.trim_start().strip_prefix(['-', '+']).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    if is_signed {
        return None;
    }
    let mut text = String::with_capacity(cell.len());
    for letter in cell.chars().map(half_width).map(simplified) {
        match letter {
            letter if letter.is_alphanumeric() => text.extend(letter.to_lowercase()),
            letter if !letter.is_whitespace() && !BETWEEN_WORDS.contains(letter) => return None,
            _ if text.is_empty() || text.ends_with(' ') => {}
            _ => text.push(' '),
        }
    }
    text.truncate(text.trim_end().len());
    Some(text)
}

fn half_width(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        _ => letter,
    }
}
