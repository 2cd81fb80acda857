//! Arguments, then the window or a command without one; nothing else.

use std::process::ExitCode;

use wardtwin::cli::{self, Invocation, PictureRequest};
use wardtwin::ui::model_card_text;
use wardtwin::ui::pictures::{PictureSet, draw_all};
use wardtwin::ui::text::Language;
use wardtwin::ui::theme::ThemeChoice;
use wardtwin::ui::window::{self, Start};

fn main() -> ExitCode {
    match cli::run(model_card_text) {
        Invocation::Window => ended(window::run(Start::Welcome, cli::commands_without_display())),
        Invocation::Demo => ended(window::run(Start::Demo, cli::commands_without_display())),
        Invocation::Pictures(request) => ended(draw(request)),
        Invocation::Finished(code) => code,
    }
}

fn draw(request: PictureRequest) -> Result<(), String> {
    let set = PictureSet {
        folder: request.folder,
        language: Language::from_id(&request.language).unwrap_or_default(),
        theme: ThemeChoice::from_id(&request.theme).unwrap_or_default(),
        size_points: [request.size.0, request.size.1],
        scale_percent: request.scale_percent,
    };
    let written = draw_all(&set).map_err(|error| cli::pictures_not_drawn(&set.folder, error))?;
    cli::list_pictures(&written)
}

fn ended(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("wardtwin: {reason}");
            ExitCode::from(2)
        }
    }
}
