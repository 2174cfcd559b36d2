//! Papers on the screen: a register, a list or the figures of a year, in the making and made.

use chrono::NaiveDate;
use tui_input::Input as TextField;

use super::app::App;
use super::overlay::Overlay;
use crate::find::{Field, Needle};
use crate::papers::{Bureau, Chart, Figures, Kind, List, Paper, Selection, charts};
use crate::projection::Card;

/// What is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// A list.
    List(Kind),
    /// Figures.
    Figures,
}

/// A paper on the screen.
#[derive(Clone, Debug)]
pub struct PaperView {
    /// Which.
    pub wanted: Wanted,
    /// Of which year, where it is asked for a year at a time.
    pub year: Option<i32>,
    /// Of which batch for the archives; none where it is of no batch, or of the next one and what goes with none.
    pub batch: Option<NaiveDate>,
    /// How far it is.
    pub state: Making,
    /// The rows that fit what is looked for, by their places.
    pub shown: Vec<usize>,
    /// Which of them the cursor is on; of figures, the first line shown.
    pub cursor: usize,
    /// What is looked for.
    pub sought: TextField,
    /// Whether that is being typed.
    pub typing: bool,
}

/// How far a paper is.
#[derive(Clone, Debug)]
pub enum Making {
    /// So many items of so many were looked at.
    Under {
        /// Looked at.
        done: u64,
        /// In all.
        all: u64,
        /// What has come together.
        draft: Box<Draft>,
    },
    /// It is made: its tables, and its charts where it has some.
    Made(Vec<Paper>, Vec<Chart>),
}

/// A paper in the making.
#[derive(Clone, Debug)]
pub enum Draft {
    /// A list.
    List(List),
    /// Figures.
    Figures(Figures),
}

impl Draft {
    /// Takes an item in.
    pub fn take(&mut self, card: &Card, bureau: &Bureau<'_>) {
        match self {
            Draft::List(list) => list.take(card, bureau),
            Draft::Figures(figures) => figures.take(card, bureau),
        }
    }

    /// The paper.
    pub fn finish(self, bureau: &Bureau<'_>) -> Making {
        match self {
            Draft::List(list) => Making::Made(vec![list.finish(bureau)], Vec::new()),
            Draft::Figures(figures) => Making::Made(figures.papers(bureau), charts(&figures, bureau)),
        }
    }
}

impl PaperView {
    /// A paper before any item was looked at.
    pub fn new(wanted: Wanted, year: i32, batch: Option<NaiveDate>, whole: bool) -> PaperView {
        let (draft, year) = match wanted {
            Wanted::Figures => (Draft::Figures(Figures::of(year)), Some(year)),
            Wanted::List(kind) => {
                let year = kind.is_yearly().then_some(year);
                let selection = year.map(Selection::of_year).unwrap_or_default();
                let batch = batch.map(|day| day.to_string());
                (Draft::List(List::new(kind, Selection { whole, batch, ..selection })), year)
            }
        };
        PaperView {
            wanted,
            year,
            batch,
            state: Making::Under { done: 0, all: 0, draft: Box::new(draft) },
            shown: Vec::new(),
            cursor: 0,
            sought: TextField::default(),
            typing: false,
        }
    }

    /// Whether it is asked for a batch at a time.
    pub fn is_of_a_batch(&self) -> bool {
        self.wanted == Wanted::List(Kind::Transfer)
    }

    /// The list, once it is made.
    pub fn list(&self) -> Option<&Paper> {
        match (&self.state, self.wanted) {
            (Making::Made(papers, _), Wanted::List(_)) => papers.first(),
            _ => None,
        }
    }

    /// Finds the rows that fit what is looked for, and goes to the first.
    pub fn look(&mut self) {
        let needle = Needle::new(self.sought.value());
        let Some(paper) = self.list() else { return };
        let fits = |row: &Vec<crate::papers::Cell>| {
            let said: Vec<String> = row.iter().map(crate::papers::Cell::said).collect();
            let fields: Vec<Field<'_>> = said.iter().map(|text| Field::Text(text)).collect();
            needle.is_empty() || needle.fits(&fields)
        };
        let shown = paper.rows.iter().enumerate().filter(|(_, row)| fits(row)).map(|(place, _)| place);
        (self.shown, self.cursor) = (shown.collect(), 0);
    }
}

impl App {
    /// Whether what lies on top is asked for a year or a batch at a time.
    pub fn has_periods(&self) -> bool {
        match self.overlays.last() {
            Some(Overlay::Paper(paper)) => paper.year.is_some() || paper.is_of_a_batch(),
            _ => false,
        }
    }

    /// What papers are made with here.
    pub fn bureau(&self) -> Bureau<'_> {
        Bureau {
            settings: &self.setup.settings,
            roster: &self.setup.roster,
            procedures: &self.setup.procedures,
            calendar: &self.setup.calendar,
            texts: self.texts,
            today: self.today,
            practice: self.practice,
        }
    }
}
