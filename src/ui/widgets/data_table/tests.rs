//! The table driven by accessible names, mouse and keyboard.

use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use super::*;
use crate::ui::text::Language;

const ROWS: usize = 20_000_000;

#[derive(Default)]
struct Seen {
    table: TableState,
    sort: Option<usize>,
    activated: Option<usize>,
    clicked: Option<(usize, usize)>,
    visible: Range<usize>,
}

fn harness() -> Harness<'static, Seen> {
    let columns = [Column::text("Name", 120.0).stretch(), Column::number("Age", 60.0, 0)];
    Harness::builder().with_size(vec2(400.0, 330.0)).build_ui_state(
        move |ui, seen: &mut Seen| {
            crate::ui::theme::apply(ui.ctx(), crate::ui::theme::ThemeChoice::Light);
            let texts = Texts::of(Language::English);
            let done =
                DataTable::new("people", "People", &columns, ROWS).show(ui, &mut seen.table, texts, |row, column| {
                    if column == 0 { Cell::text(format!("person {row}")) } else { Cell::number("50", None) }
                });
            seen.sort = done.sort.or(seen.sort);
            seen.activated = done.activated.or(seen.activated);
            seen.clicked = done.clicked.or(seen.clicked);
            seen.visible = done.visible;
        },
        Seen::default(),
    )
}

#[test]
fn a_click_focuses_and_the_keyboard_reaches_the_last_of_twenty_million_rows() {
    let mut harness = harness();
    harness.run();
    harness.get_by_label("person 3").click();
    harness.run();
    assert_eq!(harness.state().clicked, Some((3, 0)));
    harness.key_press(Key::ArrowDown);
    harness.run();
    assert_eq!(harness.state().table.focused(), Some(4));
    harness.key_press(Key::End);
    harness.run();
    assert_eq!(harness.state().visible.end, ROWS);
    assert!(harness.query_by_label("person 19999999").is_some());
    harness.key_press(Key::ArrowUp);
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().activated, Some(ROWS - 2));
    harness.key_press(Key::Home);
    harness.run();
    assert_eq!(harness.state().visible.start, 0);
}

#[test]
fn a_heading_reports_the_wish_to_sort() {
    let mut harness = harness();
    harness.run();
    harness.get_by_label("Age").click();
    harness.run();
    assert_eq!(harness.state().sort, Some(1));
}

#[test]
fn only_the_visible_rows_are_asked_for() {
    let mut harness = harness();
    harness.run();
    assert!(harness.state().visible.len() <= 13);
    harness.key_press_modifiers(Modifiers::NONE, Key::PageDown);
    harness.run();
    // Without the focus a key does nothing.
    assert_eq!(harness.state().visible.start, 0);
}

#[test]
fn the_wheel_scrolls_and_an_edge_resizes() {
    let mut harness = harness();
    harness.run();
    harness.hover_at(eframe::egui::pos2(100.0, 150.0));
    harness.event(eframe::egui::Event::MouseWheel {
        unit: eframe::egui::MouseWheelUnit::Point,
        delta: vec2(0.0, -260.0),
        phase: eframe::egui::TouchPhase::Move,
        source: eframe::egui::MouseWheelSource::Trackpad,
        modifiers: Modifiers::NONE,
    });
    harness.run();
    assert!((8..=10).contains(&harness.state().visible.start), "{:?}", harness.state().visible);
    let age = harness.get_by_label("Age").rect();
    let edge = eframe::egui::pos2(age.left(), age.center().y);
    harness.drag_at(edge);
    harness.hover_at(edge - vec2(50.0, 0.0));
    harness.run();
    harness.drop_at(edge - vec2(50.0, 0.0));
    harness.run();
    let moved = age.left() - harness.get_by_label("Age").rect().left();
    assert!((moved - 50.0).abs() < 8.0, "{moved}");
}
