//! A file chosen by a click or by its typed path.

use eframe::egui::Ui;

use crate::app::article::{ArticleCommand, ArticleFile};
use crate::app::command::Command;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{body, space, tokens};
use crate::ui::widgets::{Button, Icon, text_edit};

const LEAST_WIDTH: f32 = 120.0;
const BUTTON_WIDTH: f32 = 104.0;

/// Draws label, path and the button of the desktop's dialog; whether Enter was pressed in the path.
pub fn file_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, file: ArticleFile, width: f32) -> bool {
    let label = ctx.texts.get(&format!("article-file-{}", file.id())).to_owned();
    let mut path = ctx.state.article.path(file).to_owned();
    let mut entered = false;
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        let name = ui.label(body(&label).color(tokens(ui).text));
        ui.horizontal(|ui| {
            let room = (width - BUTTON_WIDTH - space::M).max(LEAST_WIDTH);
            let field = text_edit(ui, &mut path, ctx.text("import-path-hint"), false, room).labelled_by(name.id);
            if field.changed() {
                ctx.send(Command::Article(ArticleCommand::SetPath(file, path.clone())));
            }
            entered = field.lost_focus() && ui.input(|input| input.key_pressed(eframe::egui::Key::Enter));
            let choose = ctx.texts.format("article-choose-file", &[("file", &label)]);
            let button = Button::new(ctx.text("article-choose")).icon(Icon::Folder).min_width(BUTTON_WIDTH).show(ui);
            // Three of them stand side by side: each says which file it is for.
            ui.ctx().accesskit_node_builder(button.id, |node| node.set_label(choose.as_str()));
            if button.on_hover_text(&choose).clicked() {
                ctx.send(Command::Article(ArticleCommand::Choose(file)));
            }
        });
    });
    entered
}
