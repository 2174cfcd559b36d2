//! Questions: which rows, in which window, and what comes back.

use super::queue::Pane;
use super::row::Row;
use crate::domain::{ItemId, SectionName, Tier};
use chrono::NaiveDate;

/// Asks for the rows of a pane, in the order of their last day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Query {
    /// Which queues.
    pub pane: Pane,
    /// Which rows of them.
    pub filter: Filter,
    /// Rows after this one only, so that a window is found without counting.
    pub after: Option<(NaiveDate, ItemId)>,
    /// How many rows at most.
    pub limit: usize,
}

/// Which rows to show.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Filter {
    /// Every word must occur in title, numbers, section or drafter.
    pub text: String,
    /// Only this section's.
    pub section: Option<SectionName>,
    /// Only those whose most pressing clock stands here.
    pub tier: Option<Tier>,
}

/// Rows, and whether there are more.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Window {
    /// In the order of their last day.
    pub rows: Vec<Row>,
    /// Whether rows follow that the limit cut.
    pub more: bool,
}

impl Filter {
    /// Whether nothing is filtered.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.section.is_none() && self.tier.is_none()
    }

    /// Whether a row's words fit. `drafter` is the name as it is shown.
    pub fn fits(&self, row: &Row, drafter: &str) -> bool {
        let section_fits = self.section.as_ref().is_none_or(|section| row.section == *section);
        let holds = |word: &str| {
            let number = row.id.to_string();
            [
                row.title.as_str(),
                &row.number,
                &row.index_number,
                &row.section.0,
                &row.drafter.0,
                drafter,
                &number,
            ]
            .iter()
            .any(|text| text.to_lowercase().contains(word))
        };
        section_fits && self.text.split_whitespace().all(|word| holds(&word.to_lowercase()))
    }
}
