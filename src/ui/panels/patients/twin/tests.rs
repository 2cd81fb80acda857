//! The screen of the demo hospital's patients, drawn for the eye and measured; the sheets lie in the system's folder for
//! temporary files.

use std::cell::RefCell;
use std::sync::Arc;

use eframe::egui::{CentralPanel, Frame, Margin};

use super::*;
use crate::app::core::{Core, Setup};
use crate::app::demo;
use crate::app::picker::NoDialogs;
use crate::app::session::SessionCommand;
use crate::io::clock::Clock;
use crate::io::folders::Folders;
use crate::ui::picture::{PictureOptions, picture, save_png};
use crate::ui::raster::RgbaPixels;
use crate::ui::text::{Language, Texts};
use crate::ui::theme::ThemeChoice;

fn settle(core: &mut Core) {
    loop {
        core.poll();
        if core.is_quiet() {
            return;
        }
        std::thread::yield_now();
    }
}

fn demo_core(folder: &std::path::Path) -> Core {
    let mut core = Core::new(Setup {
        clock: Clock::Fixed { utc_secs: demo::starts_utc_secs() },
        folders: Folders::below(folder),
        picker: Arc::new(NoDialogs),
        wake: Arc::new(|| ()),
        computer_language: "en".to_owned(),
        keeps_settings: false,
    });
    core.apply(Command::Session(SessionCommand::OpenDemo));
    settle(&mut core);
    core
}

fn best_filled(core: &Core) -> (PatientId, PatientId) {
    let hospital = core.state.open().and_then(|open| open.hospital.value()).expect("the demo hospital");
    let mut rows = hospital.index.everyone().to_rows();
    rows.sort_by_key(|&row| std::cmp::Reverse(hospital.index.observation_count(row)));
    (PatientId(rows[0]), PatientId(rows[1]))
}

fn draw(core: &Core, screen: &mut TwinScreen, language: Language, theme: ThemeChoice, size: [u32; 2]) -> RgbaPixels {
    let options = PictureOptions { size_points: size, pixels_per_point: 1.0, theme };
    picture(options, |ui| {
        let sent = RefCell::new(Vec::new());
        let ctx = PanelCtx::new(core, Texts::of(language), &sent);
        let frame = Frame::new().fill(tokens(ui).canvas).inner_margin(Margin::same(space::L as i8));
        CentralPanel::default().frame(frame).show(ui, |ui| screen.ui(&ctx, ui));
    })
}

#[test]
fn the_screen_is_drawn_in_every_size_language_and_theme_and_says_where_values_come_from() {
    let folder = std::env::temp_dir().join("wardtwin-twin");
    std::fs::create_dir_all(&folder).expect("temporary folder");
    let own = tempfile::tempdir().expect("temporary folder");
    let mut core = demo_core(own.path());
    let (first, second) = best_filled(&core);
    core.apply(Command::Twin(TwinCommand::Open(first)));
    settle(&mut core);
    let mut screen = TwinScreen::default();
    let save = |name: &str, pixels: &RgbaPixels| {
        let inked = pixels.bytes.chunks(4).filter(|pixel| pixel.first() != pixels.bytes.first()).count();
        assert!(inked > 5_000, "{name} is empty");
        save_png(&folder.join(format!("{name}.png")), pixels, Some("demo data")).expect("a picture");
    };
    let (en, zh) = (Language::English, Language::SimplifiedChinese);
    save("twin-en-1024", &draw(&core, &mut screen, en, ThemeChoice::Light, [880, 668]));
    save("twin-zh-dark", &draw(&core, &mut screen, zh, ThemeChoice::Dark, [1296, 868]));
    save("twin-en-tall", &draw(&core, &mut screen, en, ThemeChoice::Light, [1296, 2400]));
    let shown = screen.first.as_ref().expect("a twin");
    let pressure = shown.tracks.iter().find(|track| track.is_pressure).expect("blood pressure");
    let words: Vec<&str> = pressure.bands.iter().map(|band| band.words.as_str()).collect();
    assert!(words.len() == 2 && words[0].starts_with("systolic") && words[1].starts_with("diastolic"), "{words:?}");
    let whole = pressure.marks.iter().filter_map(|mark| mark.lower);
    assert!(whole.clone().any(|lower| lower.upper_look != lower.look), "each half is judged by itself");
    let track = shown.tracks.iter().find(|track| track.key == "creatinine").expect("creatinine");
    let place = track.marks.last().expect("a value").point;
    let source = compare::source_at(shown, place).expect("a source");
    assert!(source.file_name.ends_with(".csv") && source.line > 1 && source.column > 0, "{source:?}");
    assert_eq!(source.sha256.len(), 64);
    screen.trends.look.focus = Some(track.marks.last().expect("a value").utc_secs as f64);
    core.apply(Command::Twin(TwinCommand::ShowSources(vec![source])));
    screen.trends.look.range = trends::window::RangeChoice::Month;
    save("twin-source", &draw(&core, &mut screen, en, ThemeChoice::Light, [1296, 868]));
    core.apply(Command::Twin(TwinCommand::HideSource));
    screen.trends.look.as_table = true;
    save("twin-table", &draw(&core, &mut screen, zh, ThemeChoice::Light, [1296, 868]));
    screen.trends.look.as_table = false;
    core.apply(Command::Twin(TwinCommand::Compare(second)));
    settle(&mut core);
    save("compare-zh-1024", &draw(&core, &mut screen, zh, ThemeChoice::Light, [880, 668]));
    save("compare-tall", &draw(&core, &mut screen, en, ThemeChoice::Dark, [1296, 2400]));
    let shown = screen.first.as_ref().expect("a twin");
    let snapshot = snapshot::Snapshot {
        with_outlook: true,
        view: Arc::clone(&shown.view),
        tracks: shown.tracks.iter().take(4).cloned().enumerate().collect(),
        window: trends::window::RangeChoice::Year.window(demo::starts_utc_secs(), None),
        zone: crate::base::Zone::utc(),
        now_utc_secs: demo::starts_utc_secs(),
        texts: Texts::of(en),
        title: shown.who.whole_name.clone(),
        caption: shown.who.identifier.clone(),
        theme: ThemeChoice::Light,
    };
    save("snapshot", &snapshot::draw(&snapshot));
}
