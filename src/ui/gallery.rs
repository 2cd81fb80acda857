//! Every widget on one sheet, in both themes and both languages, for the eye and for the tests: the sheets are drawn by
//! the rasteriser and written to the system's folder for temporary files.

use std::collections::BTreeSet;

use egui_kittest::kittest::Queryable;

use eframe::egui::{CentralPanel, Frame, Margin, Ui, vec2};

use super::picture::{PictureOptions, picture, save_png};
use super::raster::RgbaPixels;
use super::text::{Language, Texts};
use super::theme::{self, ThemeChoice, Tone, space};
use super::widgets::*;
use crate::domain::patient::AllergyState;

/// What the sheet's widgets remember.
#[derive(Default)]
struct Sheet {
    table: TableState,
    words: String,
    empty: String,
    name: String,
    short: String,
}

fn sheet_ui(ui: &mut Ui, sheet: &mut Sheet, texts: &Texts) {
    let canvas = theme::tokens(ui).canvas;
    CentralPanel::default().frame(Frame::new().fill(canvas).inner_margin(Margin::same(space::L as i8))).show(
        ui,
        |ui| {
            banner_ui(ui, texts);
            values_ui(ui, texts);
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| {
                    ui.set_width(860.0);
                    list_ui(ui, sheet, texts);
                });
                ui.vertical(|ui| controls_ui(ui, sheet, texts));
            });
        },
    );
}

fn banner_ui(ui: &mut Ui, texts: &Texts) {
    let birth = crate::base::Date::from_ymd(1951, 3, 4).expect("a date");
    let today = crate::base::Date::from_ymd(2026, 6, 1).expect("a date");
    let born = texts.format("born", &[("date", &texts.date(birth)), ("age", &texts.age(birth, today))]);
    let chinese = texts.language() == Language::SimplifiedChinese;
    banner(
        ui,
        Banner {
            name: "WANG, Xiaoming",
            chinese_name: chinese.then_some("王小明"),
            born: &born,
            died: None,
            sex: texts.get("sex-male"),
            phone: Some(&texts.format("phone-is", &[("phone", &"138 0013 8000")])),
            identifier: &texts.format("identifier-is", &[("identifier", &"P-000123")]),
            allergies: AllergyState::Known,
            allergies_words: &texts.format("allergies-known", &[("list", &"Penicillin (rash)")]),
        },
        texts,
    );
}

fn values_ui(ui: &mut Ui, texts: &Texts) {
    let values = [
        ("systolic-bp", Some("128"), "mmHg", ValueMark::InRange, "assessment-in-range", None),
        ("glucose", Some("9.4"), "mmol/L", ValueMark::High, "assessment-high", Some("stale")),
        ("potassium", Some("2.4"), "mmol/L", ValueMark::CriticalLow, "assessment-critical-low", None),
        ("haemoglobin", Some("104"), "g/L", ValueMark::Low, "assessment-low", None),
        ("alt", Some("31"), "U/L", ValueMark::NoReferenceRange, "assessment-no-reference-range", None),
        ("hba1c", None, "%", ValueMark::NotTested, "assessment-not-tested", None),
    ];
    section(ui, texts.get("twin-laboratory"));
    ui.horizontal(|ui| {
        for (id, digits, unit, mark, words, stale) in values {
            let key = format!("indicator-{id}");
            let cell = ValueCell {
                label: texts.get(&key),
                digits,
                unit,
                mark,
                mark_words: texts.get(words),
                age: if digits.is_some() { &texts.format("ago-hours", &[("count", &3)]) } else { "" },
                stale: stale.map(|key| texts.get(key)),
                width: 192.0,
            };
            value_cell(ui, cell);
        }
    });
}

fn columns(texts: &Texts) -> Vec<Column> {
    vec![
        Column::text(texts.get("column-name"), 180.0).stretch(),
        Column::text(texts.get("column-identifier"), 90.0),
        Column::text(texts.get("column-sex"), 70.0),
        Column::number(texts.get("column-age"), 60.0, 0),
        Column::number(texts.get("indicator-short-systolic-bp"), 110.0, 0).unit("mmHg"),
        Column::number(texts.get("indicator-short-creatinine"), 120.0, 1).unit("µmol/L"),
        Column::number(texts.get("indicator-short-glucose"), 130.0, 1).unit("mmol/L"),
    ]
}

fn cell(texts: &Texts, row: usize, column: usize) -> Cell {
    const NAMES: [&str; 5] = ["WANG, Xiaoming", "OKONKWO, Adaeze", "MÜLLER, Jürgen", "ZHANG, Li", "O'NEILL, Siobhán"];
    match (column, row % 7) {
        (0, at) => Cell::text(NAMES[at % 5]).aside(if at == 3 { texts.get("match-pinyin") } else { "" }),
        (1, _) => Cell::text(format!("P-{row:06}")),
        (2, at) => Cell::text(texts.get(if at % 2 == 0 { "sex-female" } else { "sex-male" })),
        (3, at) => Cell::number((34 + at * 9).to_string(), None),
        (4, 2) => Cell::number("184", None).tone(Tone::Abnormal).mark(Icon::High, texts.get("assessment-high")),
        (4, at) => Cell::number((98 + at * 7).to_string(), None),
        (5, 4) => {
            Cell::number("354.5", None).tone(Tone::Critical).mark(Icon::Critical, texts.get("assessment-critical-high"))
        }
        (5, at) => Cell::number(["71.2", "104", "88.45", "65", "70", "59.9", "1,204.5"][at], None),
        (_, 3) => Cell::absent(texts.get("not-recorded")).mark(Icon::Dash, ""),
        (_, 5) => Cell::number("5.1", None).tone(Tone::Stale).mark(Icon::Clock, texts.get("stale")),
        (_, at) => Cell::number(format!("{}.{}", 4 + at, at), None),
    }
}

fn list_ui(ui: &mut Ui, sheet: &mut Sheet, texts: &Texts) {
    section_with(ui, texts.get("panel-patients"), |ui| {
        let shown = texts.count("patients-shown", 1_000_000, &[("total", &texts.whole(1_000_000))]);
        ui.label(theme::small(shown).color(theme::tokens(ui).quiet));
    });
    ui.horizontal(|ui| {
        let (name, hint) = (texts.get("patients-search"), texts.get("patients-search-hint"));
        search_box(ui, name, hint, &mut sheet.words, 240.0, texts);
        chip(ui, &texts.format("cohort-age-from", &[("low", &65)]), texts);
        chip(ui, texts.get("assessment-high"), texts);
        Button::quiet(texts.get("filter-add")).icon(Icon::Plus).show(ui);
    });
    let checked = BTreeSet::from([1, 3]);
    let columns = columns(texts);
    DataTable::new("patients", texts.get("patients"), &columns, 1_000_000)
        .sorted(Some((3, SortDirection::Ascending)))
        .checks(Checks::Rows(&checked))
        .height(320.0)
        .show(ui, &mut sheet.table, texts, |row, column| cell(texts, row, column));
    progress_ui(ui, texts);
    notices_ui(ui, texts);
}

fn progress_ui(ui: &mut Ui, texts: &Texts) {
    let name = texts.format("job-import", &[("name", &"observations.csv")]);
    let row = ProgressRow { name: &name, share: Some(0.42), remaining_secs: Some(95), bar_width: 160.0 };
    progress_row(ui, row, texts);
}

fn notices_ui(ui: &mut Ui, texts: &Texts) {
    let damaged = texts.format("error-damaged", &[("name", &"ward.twin")]);
    let font = texts.format("font-missing", &[("package", &super::fonts::CHINESE_FONT_PACKAGE)]);
    let base = Notice {
        tone: NoticeTone::Error,
        title: &damaged,
        remedy: Some(texts.get("error-damaged-remedy")),
        details: Some("page 12: HMAC does not fit"),
        action: Some(texts.get("retry")),
        closable: true,
    };
    notice(ui, base, texts);
    let title = texts.get("font-missing-title");
    let warning = Notice { tone: NoticeTone::Warning, title, remedy: Some(&font), details: None, ..base };
    notice(ui, warning, texts);
    let information = Notice {
        tone: NoticeTone::Information,
        title: texts.get("import-all-good"),
        remedy: None,
        details: None,
        action: None,
        closable: true,
    };
    notice(ui, information, texts);
}

fn controls_ui(ui: &mut Ui, sheet: &mut Sheet, texts: &Texts) {
    section(ui, texts.get("settings-appearance"));
    segmented(ui, texts.get("settings-language"), &Language::ALL.map(Language::own_name), 0);
    let themes =
        ThemeChoice::ALL.map(|choice| texts.get(["theme-system", "theme-light", "theme-dark"][choice as usize]));
    segmented(ui, texts.get("settings-theme"), &themes, 1);
    ui.horizontal(|ui| {
        Button::primary(texts.get("save")).show(ui);
        Button::new(texts.get("cancel")).show(ui);
        Button::danger(texts.get("delete")).show(ui);
        Button::primary(texts.get("import")).icon(Icon::Upload).enabled(false).show(ui);
    });
    labelled_field(
        ui,
        Field::new(texts.get("store-name")).hint("Ward 4").explanation(texts.get("store-zone-explained")),
        &mut sheet.name,
    );
    let short = texts.count("passphrase-short", 4, &[]);
    let field = Field::new(texts.get("passphrase")).secret().error(Some(&short)).width(200.0);
    sheet.short = "12345678".to_owned();
    labelled_field(ui, field, &mut sheet.short);
    card(ui, |ui| {
        let pairs = [
            (texts.get("source-file"), "observations.csv".to_owned()),
            (texts.get("source-line"), texts.whole(31_207)),
            (texts.get("source-raw"), "7.02".to_owned()),
            (texts.get("source-conversion"), "126.5 mg/dL ÷ 18.0156 = 7.02 mmol/L".to_owned()),
        ];
        key_value_grid(ui, "source", pairs);
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::M, space::S);
        let colour = theme::tokens(ui).text;
        for shape in Icon::ALL {
            icon(ui, shape, 20.0, colour);
        }
    });
    ui.allocate_ui(vec2(440.0, 210.0), |ui| {
        let state = EmptyState {
            icon: Icon::People,
            title: texts.get("patients-empty"),
            explanation: texts.get("patients-empty-explained"),
            action: Some(texts.get("import-title")),
        };
        empty_state(ui, state);
    });
    sheet.empty.clear();
}

fn sheet(language: Language, theme: ThemeChoice, pixels_per_point: f32) -> RgbaPixels {
    let mut sheet = Sheet::default();
    sheet.table.focus(Some(2));
    let options = PictureOptions { size_points: [1440, 900], pixels_per_point, theme };
    picture(options, |ui| sheet_ui(ui, &mut sheet, Texts::of(language)))
}

/// A narrow window at 200 %: the table scrolls sideways and has the keyboard's focus.
fn close_look(language: Language) -> RgbaPixels {
    let texts = Texts::of(language);
    let options = PictureOptions { size_points: [700, 440], pixels_per_point: 2.0, theme: ThemeChoice::Light };
    let (mut table, mut words) = (TableState::default(), "wang".to_owned());
    table.focus(Some(2));
    picture(options, |ui| {
        Frame::new().inner_margin(Margin::same(space::L as i8)).show(ui, |ui| {
            banner_ui(ui, texts);
            search_box(ui, texts.get("patients-search"), "", &mut words, 240.0, texts);
            let columns = columns(texts);
            let done = DataTable::new("narrow", texts.get("patients"), &columns, 300)
                .sorted(Some((0, SortDirection::Descending)))
                .height(200.0)
                .show(ui, &mut table, texts, |row, column| cell(texts, row, column));
            done.response.request_focus();
            ui.horizontal(|ui| {
                Button::new(texts.get("save")).show(ui);
                segmented(ui, texts.get("trend-range"), &["24 h", "7 d", "30 d"], 1);
                icon_button(ui, Icon::Lock, texts.get("lock"));
            });
        });
    })
}

/// egui's harness fails by itself on a control without an accessible name.
#[test]
fn every_control_has_an_accessible_name_and_answers_to_it() {
    let texts = Texts::of(Language::English);
    let mut harness = egui_kittest::Harness::builder()
        .with_size(vec2(1440.0, 1000.0))
        .allow_missing_glyphs()
        .build_ui_state(|ui, sheet: &mut Sheet| sheet_ui(ui, sheet, texts), Sheet::default());
    harness.run_ok();
    harness.check_accessibility();
    harness.get_by_label(texts.get("patients-search")).focus();
    harness.run_ok();
    harness.get_by_label(texts.get("patients-search")).type_text("wang");
    harness.run_ok();
    assert_eq!(harness.state().words, "wang");
    harness.get_by_label(texts.get("clear")).click();
    harness.run_ok();
    assert_eq!(harness.state().words, "");
    harness.get_by_label(texts.get("details-show")).click();
    harness.run_ok();
    assert!(harness.query_by_label(texts.get("details-copy")).is_some());
    assert!(harness.query_by_label(&texts.format("allergies-known", &[("list", &"Penicillin (rash)")])).is_some());
    assert!(harness.query_by_label("Tel. 138 0013 8000").is_some());
    assert!(harness.query_by_label_contains("Potassium: 2.4 mmol/L, Critically low").is_some());
}

#[test]
fn a_narrow_window_at_200_percent_has_the_pixels_it_was_asked_for() {
    let folder = std::env::temp_dir().join("wardtwin-gallery");
    std::fs::create_dir_all(&folder).expect("temporary folder");
    for language in Language::ALL {
        let pixels = close_look(language);
        assert_eq!([pixels.width, pixels.height], [1400, 880]);
        assert!(pixels.bytes.chunks_exact(4).any(|pixel| *pixel == theme::LIGHT.selected.to_array()));
        save_png(&folder.join(format!("close-{}.png", language.id())), &pixels, None).expect("written");
    }
}

#[test]
fn the_sheet_is_drawn_the_same_twice_and_differs_by_theme_and_language() {
    let folder = std::env::temp_dir().join("wardtwin-gallery");
    std::fs::create_dir_all(&folder).expect("temporary folder");
    let mut sheets = Vec::new();
    for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
        for language in Language::ALL {
            let pixels = sheet(language, theme, 1.0);
            save_png(&folder.join(format!("{}-{}.png", theme.id(), language.id())), &pixels, None).expect("written");
            assert!(!sheets.contains(&pixels), "{theme:?} {language:?}");
            sheets.push(pixels);
        }
    }
    assert!(sheets[0] == sheet(Language::English, ThemeChoice::Light, 1.0));
}
