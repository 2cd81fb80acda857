//! Chinese characters as traditional and Japanese headings write them, and as simplified ones do: 病歷號 is 病历号, 検査日
//! is 检查日. Only characters that headings of hospital files use; no name of a person is changed by it.

/// The other form, then the simplified one.
const FORMS: &[(char, char)] = &[
    ('歷', '历'),
    ('歴', '历'),
    ('號', '号'),
    ('別', '别'),
    ('診', '诊'),
    ('斷', '断'),
    ('編', '编'),
    ('碼', '码'),
    ('藥', '药'),
    ('薬', '药'),
    ('劑', '剂'),
    ('剤', '剂'),
    ('過', '过'),
    ('應', '应'),
    ('応', '应'),
    ('嚴', '严'),
    ('狀', '状'),
    ('態', '态'),
    ('間', '间'),
    ('時', '时'),
    ('區', '区'),
    ('員', '员'),
    ('學', '学'),
    ('設', '设'),
    ('備', '备'),
    ('類', '类'),
    ('維', '维'),
    ('護', '护'),
    ('電', '电'),
    ('話', '话'),
    ('機', '机'),
    ('聯', '联'),
    ('絡', '络'),
    ('單', '单'),
    ('単', '单'),
    ('結', '结'),
    ('項', '项'),
    ('檢', '检'),
    ('検', '检'),
    ('査', '查'),
    ('測', '测'),
    ('驗', '验'),
    ('験', '验'),
    ('數', '数'),
    ('値', '值'),
    ('門', '门'),
    ('醫', '医'),
    ('採', '采'),
    ('樣', '样'),
    ('報', '报'),
    ('標', '标'),
    ('識', '识'),
    ('記', '记'),
    ('開', '开'),
    ('終', '终'),
    ('職', '职'),
    ('稱', '称'),
    ('崗', '岗'),
    ('場', '场'),
    ('經', '经'),
    ('発', '发'),
    ('發', '发'),
    ('確', '确'),
    ('癒', '愈'),
    ('縮', '缩'),
    ('壓', '压'),
    ('圧', '压'),
    ('張', '张'),
    ('脈', '脉'),
    ('體', '体'),
    ('溫', '温'),
    ('飽', '饱'),
    ('紅', '红'),
    ('總', '总'),
    ('膽', '胆'),
    ('鈉', '钠'),
    ('鉀', '钾'),
    ('細', '细'),
    ('鹼', '碱'),
    ('籤', '签'),
    ('養', '养'),
    ('錄', '录'),
    ('録', '录'),
    ('無', '无'),
];

/// The simplified form of a character; the character itself where it has no other.
pub fn simplified(letter: char) -> char {
    FORMS.iter().find(|(other, _)| *other == letter).map_or(letter, |(_, simplified)| *simplified)
}

#[cfg(test)]
mod tests {
    use super::super::super::format_by_id;
    use super::super::Mapping;
    use super::simplified;

    #[test]
    fn only_characters_with_another_form_change() {
        let plain = |text: &str| text.chars().map(simplified).collect::<String>();
        assert_eq!(plain("病歷號"), "病历号");
        assert_eq!(plain("検査項目"), "检查项目");
        assert_eq!(plain("患者ID 氏名 환자"), "患者ID 氏名 환자");
    }

    #[test]
    fn headings_of_taiwan_japan_and_korea_are_known() {
        let tables = [
            ("patients", "病歷號,姓名,性別,出生日期,聯絡電話", "patient_id chinese_name sex birth_date phone"),
            ("patients", "患者ID,氏名,生年月日,性別,電話番号", "patient_id full_name birth_date sex phone"),
            ("patients", "환자번호,이름,생년월일,성별,연락처", "patient_id full_name birth_date sex phone"),
            ("patients", "환자번호,성,이름", "patient_id family_name given_name"),
            ("observations", "病歷號碼,檢驗項目,檢驗結果,單位,採樣時間", "patient_id code value unit time"),
            ("observations", "患者番号,検査項目,検査結果,単位,検査日時", "patient_id code value unit time"),
            ("observations", "환자번호,검사항목,검사결과,단위,검사일시", "patient_id code value unit time"),
            ("conditions", "病歷號,診斷代碼,診斷名稱,發病日期", "patient_id code condition onset"),
            ("conditions", "患者ID,病名コード,病名,発症日,治癒日", "patient_id code condition onset resolved"),
            ("conditions", "환자번호,진단코드,진단명,진단일", "patient_id code condition onset"),
            (
                "medications",
                "病歷號,藥品代碼,藥品名稱,劑量,開始日期,結束日期",
                "patient_id code medication dose start end",
            ),
            ("medications", "患者ID,薬剤名,用量,開始日,終了日", "patient_id medication dose start end"),
            ("medications", "환자번호,약품명,용량,시작일,종료일", "patient_id medication dose start end"),
            ("allergies", "病歷號,過敏原,過敏反應,嚴重程度,狀態", "patient_id substance reaction severity status"),
            ("allergies", "患者ID,アレルゲン,症状,重症度,状態", "patient_id substance reaction severity status"),
            ("allergies", "환자번호,알레르겐,반응,중증도,상태", "patient_id substance reaction severity status"),
            ("admissions", "病歷號,病區,病房,床號,住院日期,出院日期", "patient_id ward room bed admitted discharged"),
            ("admissions", "患者ID,病棟,病室,ベッド,入院日,退院日", "patient_id ward room bed admitted discharged"),
            (
                "admissions",
                "환자번호,병동,병실,병상,입원일,퇴원일,입원사유",
                "patient_id ward room bed admitted discharged reason",
            ),
            (
                "staff",
                "員工編號,姓名,職稱,科別,學歷,年資",
                "staff_id chinese_name role ward education experience_years",
            ),
            (
                "staff",
                "職員番号,氏名,職種,病棟,資格,経験年数",
                "staff_id chinese_name role ward skills experience_years",
            ),
            ("staff", "사번,이름,직종,병동,학력,경력", "staff_id given_name role ward education experience_years"),
            (
                "devices",
                "設備編號,設備類型,病區,狀態,上次保養,下次保養",
                "device_id kind ward status last_service next_service",
            ),
            (
                "devices",
                "機器番号,機器種別,病棟,場所,前回点検日,次回点検日",
                "device_id kind ward room last_service next_service",
            ),
            (
                "devices",
                "장비번호,장비종류,병동,위치,상태,최근점검일,다음점검일",
                "device_id kind ward room status last_service next_service",
            ),
        ];
        for (kind, line, fields) in tables {
            let headings: Vec<String> = line.split(',').map(str::to_owned).collect();
            let mapping = Mapping::propose(format_by_id(kind).expect("a kind"), &headings);
            let found: Vec<&str> = mapping.columns.iter().map(|mapped| mapped.field.as_str()).collect();
            assert_eq!(found.join(" "), fields, "{line}");
            let best = super::super::super::preview::fitting(&headings).into_iter().next();
            assert_eq!(best.map(|mapping| mapping.format), Some(kind), "{line}");
        }
        let wide = Mapping::propose(
            format_by_id("observations_wide").expect("a kind"),
            &["病歷號", "採樣時間", "收縮壓(mmHg)", "總膽固醇(毫克/分升)"].map(str::to_owned),
        );
        assert_eq!(wide.series().count(), 2);
    }
}
