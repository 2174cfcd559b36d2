//! The reader's state: which page is open and where, and what its pages are made of.

use std::sync::Arc;

use chrono::NaiveDate;
use tui_input::Input as TextField;

use super::theme::Meaning;
use crate::client::{History, Paper};
use crate::domain::{Clock, Digest, ItemId, Revision, Submission};
use crate::procedure::{Procedure, terms};
use crate::projection::{Part, Stretch, Turn};

terms! {
    /// The pages of an item.
    Page {
        /// 正文
        Text = "text",
        /// 变化
        Difference = "difference",
        /// 意见
        Opinions = "opinions",
        /// 附件
        Files = "files",
        /// 期限
        Deadlines = "deadlines",
        /// 经过
        History = "history",
    }
}

/// What the pages are made of, besides what the preview shows.
#[derive(Clone, PartialEq, Debug)]
pub struct Reading {
    /// The procedure in the version that the item began with.
    pub procedure: Procedure,
    /// Everything that happened to it, oldest first.
    pub history: Vec<History>,
    /// What changed since this person last acted; `None` where there is nothing to compare with.
    pub compared: Option<Compared>,
    /// The clocks that run or will.
    pub clocks: Vec<Clock>,
    /// Whose turn it is.
    pub turns: Vec<Turn>,
}

/// An item beside an earlier version of itself.
#[derive(Clone, PartialEq, Debug)]
pub struct Compared {
    /// The act after which it said that, in words.
    pub since: String,
    /// Whether that was this person's own act.
    pub own: bool,
    /// What it said.
    pub before: Submission,
    /// What is another now.
    pub parts: Vec<Part>,
    /// The two texts, where they differ.
    pub text: Vec<Stretch>,
}

/// Where somebody is in the reader.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The open page.
    pub page: Page,
    /// The first line shown of each page.
    tops: [usize; Page::ALL.len()],
    /// Which attachment the cursor is on.
    pub chosen: usize,
    /// The attachment that is open.
    pub file: Option<OpenFile>,
    /// The day of the forecast.
    pub day: NaiveDate,
    /// What is being typed, and what for.
    pub typing: Option<(Asked, TextField)>,
    /// What was looked for last.
    pub sought: String,
    /// The line where it was found.
    pub hit: Option<usize>,
}

/// What the reader asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// Words to find.
    Words,
    /// A day to forecast from.
    Day,
}

/// An attachment that is being read.
#[derive(Clone, PartialEq, Debug)]
pub struct OpenFile {
    /// Which.
    pub digest: Digest,
    /// What it says; `None` where its bytes are gone.
    pub paper: Option<Paper>,
    /// The first line shown.
    top: usize,
}

impl Reader {
    /// At the beginning of the text; the forecast from this day.
    pub fn new(day: NaiveDate) -> Self {
        Reader {
            page: Page::Text,
            tops: [0; Page::ALL.len()],
            chosen: 0,
            file: None,
            day,
            typing: None,
            sought: String::new(),
            hit: None,
        }
    }

    /// The first line shown of what is open.
    pub fn top(&self) -> usize {
        match &self.file {
            Some(file) if self.page == Page::Files => file.top,
            _ => self.tops.get(self.place()).copied().unwrap_or(0),
        }
    }

    /// Shows from this line on.
    pub fn scroll(&mut self, to: usize) {
        let place = self.place();
        match &mut self.file {
            Some(file) if self.page == Page::Files => file.top = to,
            _ => self.tops.iter_mut().skip(place).take(1).for_each(|top| *top = to),
        }
    }

    /// Opens a page, so many further on in a round.
    pub fn turn(&mut self, forward: usize) {
        let place = (self.place() + forward) % Page::ALL.len();
        self.open(Page::ALL.get(place).copied().unwrap_or(Page::Text));
    }

    /// Opens a page where it was left.
    pub fn open(&mut self, page: Page) {
        self.page = page;
        self.hit = None;
    }

    /// Opens an attachment.
    pub fn open_file(&mut self, digest: Digest, paper: Option<Paper>) {
        self.file = Some(OpenFile { digest, paper, top: 0 });
        self.hit = None;
    }

    fn place(&self) -> usize {
        Page::ALL.iter().position(|page| *page == self.page).unwrap_or(0)
    }
}

/// A page set in lines. It is kept from frame to frame: a long text is not set anew for each key.
#[derive(Clone, PartialEq, Debug)]
pub struct Laid {
    /// What was set.
    pub of: LaidKey,
    /// Its lines.
    pub lines: Vec<LaidLine>,
}

/// What decides how a page is set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LaidKey {
    /// The item.
    pub item: Option<(ItemId, Revision)>,
    /// The page.
    pub page: Page,
    /// Columns.
    pub columns: usize,
    /// The attachment chosen, and the one open.
    pub file: (usize, Option<Digest>),
    /// The day of the forecast, and today.
    pub days: (NaiveDate, NaiveDate),
}

/// A line with the paragraph that it belongs to.
#[derive(Clone, PartialEq, Debug)]
pub struct LaidLine {
    /// What it says.
    pub spans: Vec<(Meaning, String)>,
    /// Whether it begins a paragraph.
    pub first: bool,
}

impl Laid {
    /// The lines where these words begin, whatever their case; words that a line breaks are found too.
    pub fn hits(&self, words: &str) -> Vec<usize> {
        let words = words.to_ascii_lowercase();
        if words.is_empty() {
            return Vec::new();
        }
        let mut hits = Vec::new();
        let mut start = 0;
        while start < self.lines.len() {
            let rest = self.lines.iter().enumerate().skip(start + 1);
            let end = rest.clone().find(|(_, line)| line.first).map_or(self.lines.len(), |(place, _)| place);
            let (mut paragraph, mut begins) = (String::new(), Vec::new());
            for line in self.lines.iter().take(end).skip(start) {
                begins.push(paragraph.len());
                line.spans.iter().for_each(|(_, text)| paragraph.push_str(text));
            }
            for (at, _) in paragraph.to_ascii_lowercase().match_indices(&words) {
                let line = start + begins.partition_point(|begin| *begin <= at).saturating_sub(1);
                if hits.last() != Some(&line) {
                    hits.push(line);
                }
            }
            start = end;
        }
        hits
    }
}

/// A page as it was set last, shared with the next frame.
pub type Kept = Option<Arc<Laid>>;
