//! Hands the palette, spaces and text sizes to egui, so that its own widgets look like ours.

use eframe::egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Margin, RichText, Shadow, Stroke, Style, TextStyle, Theme,
    ThemePreference, Visuals, epaint::FontColorTransferFunction, style::WidgetVisuals, vec2,
};

use super::palette::{DARK, LIGHT, Tokens};
use super::{CONTROL_HEIGHT, HAIRLINE, RADIUS, size, space};

/// What the user chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ThemeChoice {
    /// As the desktop says.
    #[default]
    System,
    Light,
    Dark,
}

impl ThemeChoice {
    /// Every choice, in the order shown.
    pub const ALL: [ThemeChoice; 3] = [ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark];

    /// Stable name, as stored, and text `theme-<id>`.
    pub fn id(self) -> &'static str {
        match self {
            ThemeChoice::System => "system",
            ThemeChoice::Light => "light",
            ThemeChoice::Dark => "dark",
        }
    }

    /// The choice of that name.
    pub fn from_id(id: &str) -> Option<ThemeChoice> {
        ThemeChoice::ALL.into_iter().find(|choice| choice.id() == id)
    }
}

/// Sets both themes' styles and chooses between them. Cheap, yet once at start and on a change is enough.
pub fn apply(ctx: &Context, choice: ThemeChoice) {
    ctx.set_style_of(Theme::Light, style(&LIGHT));
    ctx.set_style_of(Theme::Dark, style(&DARK));
    // A desktop that does not say: a ward is lit.
    ctx.options_mut(|options| options.fallback_theme = Theme::Light);
    ctx.set_theme(match choice {
        ThemeChoice::System => ThemePreference::System,
        ThemeChoice::Light => ThemePreference::Light,
        ThemeChoice::Dark => ThemePreference::Dark,
    });
}

/// Font of a size of [`super::size`].
pub fn sized(points: f32) -> FontId {
    FontId::new(points, FontFamily::Proportional)
}

/// Text of 11 points.
pub fn small(text: impl Into<String>) -> RichText {
    RichText::new(text).size(size::SMALL)
}

/// Text of 13 points.
pub fn body(text: impl Into<String>) -> RichText {
    RichText::new(text).size(size::BODY)
}

/// Text of 15 points.
pub fn large(text: impl Into<String>) -> RichText {
    RichText::new(text).size(size::LARGE)
}

/// Text of 18 points.
pub fn title(text: impl Into<String>) -> RichText {
    RichText::new(text).size(size::TITLE)
}

/// Text of 24 points.
pub fn hero(text: impl Into<String>) -> RichText {
    RichText::new(text).size(size::HERO)
}

fn style(tokens: &Tokens) -> Style {
    let mut style = Style { visuals: visuals(tokens), ..Style::default() };
    style.text_styles = [
        (TextStyle::Small, sized(size::SMALL)),
        (TextStyle::Body, sized(size::BODY)),
        (TextStyle::Button, sized(size::BODY)),
        (TextStyle::Heading, sized(size::TITLE)),
        (TextStyle::Monospace, FontId::new(size::BODY, FontFamily::Monospace)),
    ]
    .into();
    spacing(&mut style);
    style.animation_time = 0.08;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    style
}

fn spacing(style: &mut Style) {
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(space::S, space::S);
    spacing.button_padding = vec2(space::M, space::XS);
    spacing.interact_size = vec2(CONTROL_HEIGHT, CONTROL_HEIGHT);
    spacing.window_margin = Margin::same(space::L as i8);
    spacing.menu_margin = Margin::same(space::XS as i8);
    spacing.indent = space::L;
    spacing.icon_width = space::L;
    spacing.icon_width_inner = space::S;
    spacing.icon_spacing = space::S;
    spacing.tooltip_width = 360.0;
    // A grey handle that is always there, in room of its own beside the content.
    let scroll = &mut spacing.scroll;
    scroll.floating = true;
    scroll.bar_width = space::S;
    scroll.floating_width = space::S;
    scroll.floating_allocated_width = space::M;
    scroll.bar_inner_margin = space::XS;
    scroll.bar_outer_margin = 0.0;
    scroll.foreground_color = true;
    scroll.dormant_background_opacity = 0.0;
    scroll.dormant_handle_opacity = 0.3;
    scroll.active_handle_opacity = 0.4;
    scroll.interact_handle_opacity = 0.6;
}

fn visuals(tokens: &Tokens) -> Visuals {
    let mut visuals = if tokens.dark { Visuals::dark() } else { Visuals::light() };
    let radius = CornerRadius::same(RADIUS);
    let shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: tokens.shadow };
    // The program's typeface is a light cut; a little more ink makes 11 and 13 points legible on white.
    visuals.text_options.color_transfer_function =
        if tokens.dark { FontColorTransferFunction::DARK_MODE_DEFAULT } else { FontColorTransferFunction::Gamma(0.72) };
    visuals.weak_text_color = Some(tokens.quiet);
    visuals.hyperlink_color = tokens.accent;
    visuals.faint_bg_color = tokens.band;
    visuals.extreme_bg_color = tokens.surface;
    visuals.text_edit_bg_color = Some(tokens.surface);
    visuals.code_bg_color = tokens.sunken;
    visuals.warn_fg_color = tokens.abnormal;
    visuals.error_fg_color = tokens.critical;
    visuals.panel_fill = tokens.canvas;
    visuals.window_fill = tokens.surface;
    visuals.window_stroke = Stroke::new(HAIRLINE, tokens.hairline);
    visuals.window_corner_radius = radius;
    visuals.menu_corner_radius = radius;
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    visuals.selection.bg_fill = tokens.selected;
    // Also the border of a text field that has the focus.
    visuals.selection.stroke = Stroke::new(2.0, tokens.accent);
    visuals.text_cursor.stroke = Stroke::new(1.5, tokens.accent);
    visuals.striped = false;
    visuals.slider_trailing_fill = true;
    widgets(&mut visuals, tokens, radius);
    visuals
}

fn widgets(visuals: &mut Visuals, tokens: &Tokens, corner_radius: CornerRadius) {
    let look = |fill: Color32, border: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(HAIRLINE, border),
        corner_radius,
        fg_stroke: Stroke::new(HAIRLINE, text),
        expansion: 0.0,
    };
    visuals.widgets.noninteractive = look(tokens.surface, tokens.hairline, tokens.text);
    visuals.widgets.inactive = look(tokens.surface, tokens.outline, tokens.text);
    visuals.widgets.hovered = look(tokens.hover, tokens.accent, tokens.text);
    visuals.widgets.active = look(tokens.selected, tokens.accent, tokens.text);
    visuals.widgets.active.bg_stroke.width = 2.0;
    visuals.widgets.open = look(tokens.hover, tokens.accent, tokens.text);
}
