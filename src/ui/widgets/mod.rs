//! Widgets: the same thing looks the same everywhere because it is the same widget. They take plain text and numbers,
//! have an accessible name, and show the keyboard's focus.

mod banner;
mod button;
mod cell;
mod chip;
mod choose;
mod column_widths;
mod data_table;
mod empty_state;
mod icon;
mod key_value;
mod labelled_field;
mod logo;
mod marked_line;
mod notice;
mod paint;
mod progress_row;
mod search_box;
mod section;
mod segmented;
pub mod span_bar;
mod still_plot;
mod table_scroll;
mod tiles;
mod value_cell;

pub use banner::{Banner, banner};
pub use button::{Button, ButtonKind, icon_button};
pub use cell::{Align, Cell, CellContent};
pub use chip::{ChipResponse, chip};
pub use choose::choose_ui;
pub use data_table::{Checks, Column, DataTable, SortDirection, TableResponse, TableState};
pub use empty_state::{EmptyState, empty_state};
pub use icon::{Icon, icon, paint_icon};
pub use key_value::{key_value, key_value_grid};
pub use labelled_field::{Field, labelled_field, labelled_ui, text_edit};
pub use logo::logo;
pub use marked_line::line_ui;
pub use notice::{Notice, NoticeResponse, NoticeTone, notice};
pub use paint::{baseline_at, card, focus_ring, hairline, modal_width, put_galley};
pub use progress_row::{ProgressRow, progress_row, remaining_ui};
pub use search_box::search_box;
pub use section::{section, section_with};
pub use segmented::segmented;
pub use still_plot::still_plot;
pub use tiles::{Tile, tiles};
pub use value_cell::{ValueCell, ValueMark, value_cell};
