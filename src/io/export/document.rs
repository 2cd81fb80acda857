//! A document for paper: what stands in it, in the order it is read. Words come from whoever knows the language.

/// A document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    pub title: String,
    /// Tag such as `zh-CN`.
    pub language: String,
    /// At the foot of every page, before the page's number.
    pub foot: String,
    /// Said beside the mark of synthetic data, in the document's language.
    pub demo_words: String,
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    Title(String),
    Heading(String),
    Text {
        words: String,
        look: Look,
    },
    /// Names and values, in two columns.
    Pairs(Vec<(String, String)>),
    /// Small print in columns: the first as wide as what is in it, the others alike. The headings stand on each page.
    Table {
        headings: Vec<String>,
        rows: Vec<Vec<String>>,
    },
    /// Framed and not torn apart where a page has room for it.
    Framed(Vec<Block>),
    /// Pictures of a thousand people side by side, each under its words.
    People(Vec<Crowd>),
    /// Lines to be written on, each with its words.
    ToSign(Vec<String>),
    Gap,
}

/// How a text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    #[default]
    Body,
    /// Larger, for who reads without glasses.
    Large,
    Strong,
    Quiet,
    /// Needs attention.
    Marked,
}

/// A thousand people: how many are struck, and how many of them no longer, or only, with a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crowd {
    pub words: String,
    pub struck: u32,
    pub spared: u32,
    pub added: u32,
}

impl Block {
    pub fn text(words: impl Into<String>) -> Block {
        Block::Text { words: words.into(), look: Look::Body }
    }

    pub fn quiet(words: impl Into<String>) -> Block {
        Block::Text { words: words.into(), look: Look::Quiet }
    }

    pub fn strong(words: impl Into<String>) -> Block {
        Block::Text { words: words.into(), look: Look::Strong }
    }
}
