//! `wardtwin risk`: tables scored by the program itself.

use super::Desk;

const HEADINGS: &str = "patient,years,age,sex,sbp,bp_tx,total_c,hdl_c,statin,dm,smoking,egfr,bmi,hba1c";

/// The rows of a CSV by heading; a later column of the same name wins.
fn read(desk: &Desk, name: &str) -> Vec<std::collections::HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(desk.path(name)).expect("the output");
    reader.deserialize().map(|row| row.expect("a row of as many cells as headings")).collect()
}

fn write(desk: &Desk, name: &str, text: &str) {
    std::fs::write(desk.path(name), text).expect("written");
}

#[test]
fn a_table_is_scored_and_passes_through() {
    let desk = Desk::new();
    // A byte order mark, CRLF, columns in another order, a quoted cell, words in place of 0 and 1, a formula.
    let rows = "\u{feff}HEAD\r\n\"Ng, 王\",10,50,female,160,true,200,45,0,TRUE,false,90,35,\r\n=1+1,30,50,F,160,1,200,45,0,1,0,90,35,\r\n";
    write(&desk, "in.csv", &rows.replace("HEAD", HEADINGS));
    let said = desk.ends(0, "risk|score|--model|prevent|--in|in.csv|--out|out.csv");
    assert_eq!(said, "");
    let rows = read(&desk, "out.csv");
    let numbers =
        |column: &str| -> Vec<f64> { rows.iter().map(|row| row[column].parse().expect("a number")).collect() };
    // The example of the publication's supplement.
    let expected = [("total_cvd", [0.147, 0.530]), ("heart_failure", [0.081, 0.390]), ("stroke", [0.054, 0.221])];
    for (column, printed) in expected {
        assert!(numbers(column).iter().zip(printed).all(|(ours, printed)| (ours - printed).abs() < 0.0006), "{column}");
    }
    assert!(rows.iter().all(|row| row["error"].is_empty()));
    assert_eq!((rows[0]["patient"].as_str(), rows[0]["dm"].as_str(), rows[1]["sex"].as_str()), ("Ng, 王", "TRUE", "F"));
    assert_eq!(rows[1]["patient"], "'=1+1");
}

#[test]
fn a_refused_row_names_its_field_and_the_others_are_scored() {
    let desk = Desk::new();
    let good = "a,10,50,female,160,1,200,45,0,1,0,90,35,";
    let rows = [
        good,
        "b,10,50,female,high,1,200,45,0,1,0,90,35,",
        "c,10,-50,female,160,1,200,45,0,1,0,90,35,",
        "d,10,50,female,160,1,5.2,45,0,1,0,90,35,",
        "e,10,50,,160,1,200,45,0,1,0,90,35,",
        "f,10",
        "g,10,50,female,160,1,200,45,0,maybe,0,90,35,",
        good,
    ];
    write(&desk, "in.csv", &format!("{HEADINGS}\n{}\n", rows.join("\n")));
    let said = desk.ends(1, "risk|score|--model|prevent|--in|in.csv|--out|out.csv");
    assert!(said.contains("6 rows were refused"), "{said}");
    let mut errors: Vec<String> = read(&desk, "out.csv").iter().map(|row| row["error"].clone()).collect();
    // The woman of the publication's supplement, 0.147, is the lower end.
    errors[4] = errors[4].replace("0.14683939095644824", "0.147").replace("0.16317056158151635", "0.163");
    assert_eq!(
        errors,
        [
            "",
            "sbp is not a number",
            "age is out of range: -50 is not 30 to 79 years",
            "total_c is out of range: 5.2 is not 130 to 320 mg/dL (is it in mmol/L?)",
            "missing: sex; over its valid range total_cvd is between 0.147 and 0.163",
            "the row has 2 cells and the heading line 14",
            "dm is not 0, 1, false or true",
            "",
        ]
    );
    assert!(read(&desk, "out.csv").iter().all(|row| row["total_cvd"].is_empty() != row["error"].is_empty()));
}

/// Heart failure alone needs the body mass index: the others are there, and the row names what is missing.
#[test]
fn a_row_without_a_body_mass_index_has_all_but_heart_failure() {
    let desk = Desk::new();
    write(&desk, "in.csv", &format!("{HEADINGS}\na,10,50,female,160,1,200,45,0,1,0,90,,\n"));
    let said = desk.ends(1, "risk|score|--model|prevent|--in|in.csv|--out|out.csv");
    assert!(said.contains("1 rows were scored in part") && !said.contains("refused"), "{said}");
    let rows = read(&desk, "out.csv");
    let number = |column: &str| rows[0][column].parse::<f64>().ok();
    assert!(number("ascvd").is_some_and(|risk| (risk - 0.092).abs() < 0.0006), "{:?}", rows[0]);
    assert_eq!(
        (number("heart_failure"), rows[0]["error"].as_str()),
        (None, "bmi is missing; what needs it is left out")
    );
}

#[test]
fn where_parameters_are_missing_the_range_of_the_sum_is_told() {
    let desk = Desk::new();
    let headings = "consciousness,on_oxygen,pulse,respiratory_rate,spo2,spo2_scale,systolic_bp,temperature";
    write(&desk, "in.csv", &format!("{headings}\nalert,0,140,18,96,1,,37\nalert,0,140,18,96,1,120,37\n"));
    desk.ends(1, "risk|score|--model|news2|--in|in.csv|--out|out.csv");
    let rows = read(&desk, "out.csv");
    assert_eq!(rows[0]["error"], "missing: systolic_bp; the score is at least 3 and at most 6");
    assert_eq!(
        (rows[0]["score"].as_str(), rows[1]["score"].as_str(), rows[1]["band"].as_str()),
        ("", "3", "low-medium")
    );
}

#[test]
fn nothing_is_written_where_nothing_can_be_scored() {
    let desk = Desk::new();
    write(&desk, "in.csv", "age,sex\n50,female\n");
    write(&desk, "empty.csv", "");
    write(&desk, "twice.csv", "respiratory_rate,systolic_bp,altered_mentation,systolic_bp\n20,120,0,120\n");
    let unknown = desk.ends(2, "risk|score|--model|qrisk|--in|in.csv|--out|out.csv");
    assert!(unknown.contains("no model qrisk") && unknown.contains("prevent") && unknown.contains("iwpc_warfarin"));
    let column = desk.ends(2, "risk|score|--model|qsofa|--in|in.csv|--out|out.csv");
    assert!(column.contains("no column respiratory_rate, systolic_bp, altered_mentation"), "{column}");
    let either = desk.ends(2, "risk|score|--model|ckdepi|--in|in.csv|--out|out.csv");
    assert!(either.contains("no column creatinine_mg_dl"), "{either}");
    let empty = desk.ends(2, "risk|score|--model|qsofa|--in|empty.csv|--out|out.csv");
    assert!(empty.contains("empty"), "{empty}");
    let twice = desk.ends(2, "risk|score|--model|qsofa|--in|twice.csv|--out|out.csv");
    assert!(twice.contains("systolic_bp twice"), "{twice}");
    desk.ends(2, "risk|score|--model|qsofa|--in|nowhere.csv|--out|out.csv");
    assert!(!desk.path("out.csv").exists());
}

#[test]
fn the_list_says_what_each_model_needs() {
    let desk = Desk::new();
    let text = String::from_utf8(desk.runs("risk|list").stdout).expect("text");
    assert!(
        text.contains("in  sbp: 90 to 180 mm[Hg]") && text.contains("doi 10.1161/CIRCULATIONAHA.123.067626"),
        "{text}"
    );
    let json = desk.runs("risk|list|--json").stdout;
    let models: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    let models = models.as_array().expect("a list");
    assert_eq!(models.len(), wardtwin::analysis::risk::RISK_MODELS.len());
    assert!(
        models.iter().all(|model| model["sources"][0]["text"].is_string() && model["inputs"][0]["column"].is_string())
    );
}

#[test]
fn a_doubted_value_is_scored_and_said_in_its_row() {
    let desk = Desk::new();
    let text = "female,bilirubin,sodium,inr,creatinine,albumin,dialysis\n\
        0,2,133,1.6,1,2.9,0\n0,34,133,1.6,1,2.9,0\n0,2,133,1.6,,2.9,1\n";
    std::fs::write(desk.path("in.csv"), text).expect("written");
    let said = desk.ends(0, "risk|score|--model|meld3|--in|in.csv|--out|out.csv");
    assert!(said.contains("1 rows: a value is doubtful"), "{said}");
    let out = std::fs::read_to_string(desk.path("out.csv")).expect("it was written");
    let rows: Vec<&str> = out.lines().skip(1).collect();
    assert!(
        rows[0].ends_with(',') && rows[1].contains("bilirubin is rarely such a number (is it in umol/L?)"),
        "{out}"
    );
    let scores: Vec<&str> = rows.iter().map(|row| row.split(',').nth(8).unwrap_or_default()).collect();
    assert!(scores.iter().all(|score| score.parse::<u8>().is_ok()), "each has its score, on dialysis too: {out}");
}

#[test]
fn numbers_of_the_other_unit_are_doubted_wherever_a_model_takes_them() {
    let desk = Desk::new();
    for (model, table, doubt) in [
        (
            "ckdepi",
            "creatinine_mg_dl,cystatin_mg_l,age,sex\n35,1.0,60,male\n",
            "creatinine_mg_dl is rarely such a number",
        ),
        (
            "sofa",
            "pao2_fio2,respiratory_support,platelets,bilirubin,bilirubin_unit,cardiovascular,gcs,creatinine,creatinine_unit\n\
             450,0,200,1.0,mg/dL,map-at-least70,15,40,mg/dL\n",
            "creatinine is rarely such a number",
        ),
        (
            "kfre",
            "age,sex,egfr,uacr_mg_g,north_american,years,num_vars,dm,htn,albumin,phosphorus,bicarbonate,calcium\n\
             60,male,25,300,1,5,8,0,0,4,3.7,25,2.3\n",
            "calcium is rarely such a number (is it in mmol/L?)",
        ),
    ] {
        std::fs::write(desk.path("in.csv"), table).expect("written");
        let said = desk.ends(0, &format!("risk|score|--model|{model}|--in|in.csv|--out|out.csv"));
        let out = std::fs::read_to_string(desk.path("out.csv")).expect("written");
        assert!(said.contains("doubtful") && out.contains(doubt), "{model}: {said} {out}");
    }
}

/// Units that are mistaken either way: 5 µmol/L of creatinine is nobody's, and 5 mg/dL is a failing kidney's.
#[test]
fn a_creatinine_in_the_wrong_one_of_two_units_is_doubted() {
    let desk = Desk::new();
    let headings = "pao2_fio2,respiratory_support,platelets,bilirubin,bilirubin_unit,cardiovascular,gcs,creatinine,creatinine_unit";
    let row = |creatinine: &str| format!("400,0,200,12,umol/L,map-at-least70,15,{creatinine}\n");
    let rows = format!("{headings}\n{}{}{}", row("5,umol/L"), row("0.9,mg/dL"), row("90,mg/dL"));
    write(&desk, "in.csv", &rows);
    desk.ends(1, "risk|score|--model|sofa|--in|in.csv|--out|out.csv");
    let rows = read(&desk, "out.csv");
    assert!(rows[0]["error"].contains("creatinine") && rows[0]["error"].contains("mg/dL"), "{}", rows[0]["error"]);
    assert_eq!(rows[1]["error"], "");
    assert!(rows[2]["error"].contains("is it in umol/L?"), "{}", rows[2]["error"]);
}
