//! From blocks to pages: texts are broken into lines, frames are kept whole where a page has room for them, and a heading
//! never stands alone at a page's end.

use pdf_writer::Content;

use super::super::document::{Block, Crowd, Document, Look};
use super::columns::table;
use super::face::Faces;
use super::page::{
    ABNORMAL, ACCENT, BOTTOM, CRITICAL, HAIRLINE, HEIGHT, MARGIN, Page, Pen, QUIET, TEXT, TINT, TOP, WIDTH,
};
use super::wrap::wrap;

const LEADING: f32 = 1.42;
const PADDING: f32 = 9.0;
const GAP: f32 = 5.0;
/// A heading wants so much of what it heads on its page.
const BELOW_HEADING: f32 = 60.0;
const PEOPLE: u32 = 1000;
const COLUMNS: u32 = 50;

/// Where things are put now.
pub(super) struct Cursor<'a, 'f> {
    pub(super) faces: &'a mut Faces<'f>,
    pages: Vec<Page>,
    pub(super) y: f32,
    pub(super) left: f32,
    pub(super) width: f32,
    mark: Option<String>,
}

/// Lays a document out; what is synthetic is marked at the head of every page.
pub fn lay_out(document: &Document, faces: &mut Faces<'_>, mark: Option<&str>) -> Vec<Content> {
    let mut cursor = Cursor {
        faces,
        pages: Vec::new(),
        y: TOP,
        left: MARGIN,
        width: WIDTH - 2.0 * MARGIN,
        mark: mark.map(str::to_owned),
    };
    cursor.begin_page();
    document.blocks.iter().for_each(|block| cursor.put(block));
    cursor.feet(&document.foot);
    cursor.pages.into_iter().map(Page::finish).collect()
}

fn pen(look: Look) -> Pen {
    let plain = Pen { size: 10.0, ink: TEXT, is_strong: false };
    match look {
        Look::Body => plain,
        Look::Large => Pen { size: 12.5, ..plain },
        Look::Strong => Pen { size: 11.0, is_strong: true, ..plain },
        Look::Quiet => Pen { size: 8.5, ink: QUIET, ..plain },
        Look::Marked => Pen { ink: CRITICAL, is_strong: true, ..plain },
    }
}

const TITLE: Pen = Pen { size: 19.0, ink: TEXT, is_strong: true };
const HEADING: Pen = Pen { size: 12.5, ink: ACCENT, is_strong: true };

impl Cursor<'_, '_> {
    pub(super) fn begin_page(&mut self) {
        let mut page = Page::new();
        self.y = TOP;
        if let Some(mark) = self.mark.clone() {
            let pen = Pen { size: 9.0, ink: CRITICAL, is_strong: true };
            page.fill(MARGIN, TOP - 18.0, WIDTH - 2.0 * MARGIN, 18.0, TINT);
            page.text(self.faces, &mark, MARGIN + PADDING, TOP - 5.5, pen);
            self.y += 12.0;
        }
        self.pages.push(page);
    }

    /// Begins a page where the rest of this one is too small.
    fn demand(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.begin_page();
        }
    }

    pub(super) fn page(&mut self) -> Option<&mut Page> {
        self.pages.last_mut()
    }

    fn put(&mut self, block: &Block) {
        match block {
            Block::Title(words) => self.lines(words, TITLE),
            Block::Heading(words) => self.heading(words),
            Block::Text { words, look } => {
                self.lines(words, pen(*look));
                self.y += 2.0;
            }
            Block::Pairs(pairs) => pairs.iter().for_each(|(name, value)| self.pair(name, value)),
            Block::Table { headings, rows } => table(self, headings, rows),
            Block::Framed(blocks) => self.framed(blocks),
            Block::People(crowds) => self.people(crowds),
            Block::ToSign(lines) => self.lines_to_sign(lines),
            Block::Gap => self.y += 2.0 * GAP,
        }
    }

    fn lines(&mut self, words: &str, pen: Pen) {
        for line in wrap(self.faces, words, pen.size, self.width) {
            self.demand(pen.size * LEADING);
            self.set(&line, self.left, pen);
            self.y += pen.size * LEADING;
        }
    }

    /// A line at the height that is reached; the height stays.
    pub(super) fn set(&mut self, line: &str, left: f32, pen: Pen) {
        let baseline = self.y + pen.size * 1.05;
        if let Some(page) = self.pages.last_mut() {
            page.text(self.faces, line, left, baseline, pen);
        }
    }

    fn heading(&mut self, words: &str) {
        self.y += 2.0 * GAP;
        self.demand(HEADING.size * LEADING + BELOW_HEADING);
        self.lines(words, HEADING);
        let (left, right, y) = (self.left, self.left + self.width, self.y + 1.0);
        if let Some(page) = self.page() {
            page.line((left, y), (right, y), 0.6, HAIRLINE);
        }
        self.y += GAP;
    }

    /// The name in a column of its own, quieter than the value.
    fn pair(&mut self, name: &str, value: &str) {
        let (left, width) = (self.left, self.width);
        let column = width * 0.54;
        let name_pen = Pen { ink: QUIET, ..pen(Look::Body) };
        let names = wrap(self.faces, name, name_pen.size, column - PADDING);
        let values = wrap(self.faces, value, 10.0, width - column);
        for at in 0..names.len().max(values.len()) {
            self.demand(10.0 * LEADING);
            if let Some(name) = names.get(at) {
                self.set(name, left, name_pen);
            }
            if let Some(value) = values.get(at) {
                self.set(value, left + column, pen(Look::Body));
            }
            self.y += 10.0 * LEADING;
        }
        self.y += 2.0;
    }

    /// A frame around blocks. One that is higher than a page goes on without its frame.
    fn framed(&mut self, blocks: &[Block]) {
        let (left, width) = (self.left, self.width);
        (self.left, self.width) = (left + PADDING, width - 2.0 * PADDING);
        let height = blocks.iter().map(|block| self.height(block)).sum::<f32>() + 2.0 * PADDING;
        self.demand(height.min(BOTTOM - TOP - 14.0));
        let (top, page) = (self.y, self.pages.len());
        self.y += PADDING;
        blocks.iter().for_each(|block| self.put(block));
        self.y += PADDING;
        (self.left, self.width) = (left, width);
        let height = self.y - top;
        let is_one_page = page == self.pages.len();
        if let Some(page) = self.page().filter(|_| is_one_page) {
            page.frame(left, top, width, height, HAIRLINE);
        }
        self.y += GAP;
    }

    /// How high a block will be; frames within frames are not reckoned with.
    fn height(&mut self, block: &Block) -> f32 {
        let lines = |cursor: &mut Self, words: &str, pen: Pen| {
            wrap(cursor.faces, words, pen.size, cursor.width).len() as f32 * pen.size * LEADING
        };
        match block {
            Block::Title(words) => lines(self, words, TITLE),
            Block::Heading(words) => lines(self, words, HEADING) + 3.0 * GAP,
            Block::Text { words, look } => lines(self, words, pen(*look)) + 2.0,
            Block::Pairs(pairs) => pairs.len() as f32 * 10.0 * LEADING,
            Block::People(_) => self.people_height() + 40.0,
            Block::ToSign(signed) => signed.len() as f32 * 40.0,
            // What is torn apart at a page's end anyway is reckoned by its lines.
            Block::Table { rows, .. } => rows.len() as f32 * super::columns::LINE,
            Block::Framed(_) | Block::Gap => 2.0 * GAP,
        }
    }

    fn cell(&self, count: usize) -> f32 {
        let room = (self.width - GAP * 4.0 * count.saturating_sub(1) as f32) / count.max(1) as f32;
        (room / COLUMNS as f32).min(5.4)
    }

    fn people_height(&self) -> f32 {
        self.cell(2) * (PEOPLE / COLUMNS) as f32
    }

    /// Crowds side by side, each under its words.
    fn people(&mut self, crowds: &[Crowd]) {
        let cell = self.cell(crowds.len().max(2));
        let step = cell * COLUMNS as f32 + GAP * 4.0;
        let words: Vec<Vec<String>> =
            crowds.iter().map(|crowd| wrap(self.faces, &crowd.words, 11.0, step - GAP * 4.0)).collect();
        let most = words.iter().map(Vec::len).max().unwrap_or(0) as f32;
        let picture = cell * (PEOPLE / COLUMNS) as f32;
        self.demand(most * 11.0 * LEADING + picture + GAP);
        let (left, top) = (self.left, self.y);
        for (at, (crowd, lines)) in crowds.iter().zip(&words).enumerate() {
            let x = left + step * at as f32;
            self.y = top + (most - lines.len() as f32) * 11.0 * LEADING;
            for line in lines {
                self.set(line, x, pen(Look::Strong));
                self.y += 11.0 * LEADING;
            }
            self.y = top + most * 11.0 * LEADING + 2.0;
            self.crowd(crowd, x, cell);
        }
        self.y += picture + GAP;
    }

    fn crowd(&mut self, crowd: &Crowd, left: f32, cell: f32) {
        let top = self.y;
        let (spared, added) = (crowd.struck + crowd.spared, crowd.struck + crowd.spared + crowd.added);
        let Some(page) = self.page() else { return };
        for number in 0..PEOPLE {
            let x = left + ((number % COLUMNS) as f32 + 0.5) * cell;
            let y = top + ((number / COLUMNS) as f32 + 0.5) * cell;
            let reach = cell * 0.36;
            if number < crowd.struck {
                page.fill(x - reach, y - reach, 2.0 * reach, 2.0 * reach, ABNORMAL);
            } else if number < spared {
                page.ring(x, y, reach, 0.8, ACCENT);
            } else if number < added {
                page.line((x - reach, y - reach), (x + reach, y + reach), 0.9, CRITICAL);
                page.line((x - reach, y + reach), (x + reach, y - reach), 0.9, CRITICAL);
            } else {
                page.fill(x - 0.45, y - 0.45, 0.9, 0.9, QUIET);
            }
        }
    }

    fn lines_to_sign(&mut self, lines: &[String]) {
        for words in lines {
            self.demand(44.0);
            self.y += 28.0;
            let (left, right, y) = (self.left, self.left + self.width * 0.6, self.y);
            if let Some(page) = self.page() {
                page.line((left, y), (right, y), 0.6, QUIET);
            }
            self.lines(words, pen(Look::Quiet));
        }
    }

    /// The document's foot and the page's number under every page.
    fn feet(&mut self, foot: &str) {
        let count = self.pages.len();
        let small = Pen { size: 8.0, ink: QUIET, is_strong: false };
        let baseline = HEIGHT - 30.0;
        for at in 0..count {
            let number = format!("{} / {count}", at + 1);
            let right = WIDTH - MARGIN - self.faces.width(&number, small.size);
            let lines = wrap(self.faces, foot, small.size, WIDTH - 2.0 * MARGIN - 60.0);
            let Some(page) = self.pages.get_mut(at) else { continue };
            page.line((MARGIN, baseline - 13.0), (WIDTH - MARGIN, baseline - 13.0), 0.4, HAIRLINE);
            page.text(self.faces, &number, right, baseline, small);
            for (row, line) in lines.iter().enumerate().take(2) {
                page.text(self.faces, line, MARGIN, baseline + row as f32 * 10.0, small);
            }
        }
    }
}
