//! Questions: which rows, in which window, and what comes back.

use super::queue::{Pane, Queue};
use super::row::Row;
use crate::calendar::Calendar;
use crate::domain::{Holder, ItemId, Login, SectionName, Task, Tier};
use crate::procedure::{Attribute, ProcedureKey, terms};
use chrono::NaiveDate;

/// Asks for the rows of a pane.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Query {
    /// Which queues.
    pub pane: Pane,
    /// Which rows of them.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// Rows after this one only, so that a window is found without counting; in the order of the last day.
    pub after: Option<(NaiveDate, ItemId)>,
    /// How many rows at most.
    pub limit: usize,
}

terms! {
    /// In which order rows stand.
    Sort {
        /// By their last day
        Due = "due",
        /// The oldest first
        Age = "age",
        /// By section, each by its last days
        Section = "section",
        /// By when anything last happened, the newest first
        Newest = "newest",
    }
}

/// Which rows to show.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Filter {
    /// Every word must be found in title, numbers, section or drafter, as it stands or by pinyin.
    pub text: String,
    /// Only this section's.
    pub section: Option<SectionName>,
    /// Only this person's drafts.
    pub drafter: Option<Login>,
    /// Only those that follow this procedure.
    pub procedure: Option<ProcedureKey>,
    /// Only those with this attribute, determined or proposed.
    pub attribute: Option<Attribute>,
    /// Only those with a clock that stands here.
    pub tier: Option<Tier>,
    /// Only those at this stage, or with this open duty.
    pub task: Option<Task>,
    /// Only those whose turn it is so.
    pub holder: Option<Holder>,
}

/// Rows, and whether there are more.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Window {
    /// In the order that was asked for.
    pub rows: Vec<Row>,
    /// Whether rows follow that the limit cut.
    pub more: bool,
    /// How many rows match, where that was counted.
    pub matches: Option<u64>,
}

impl Filter {
    /// Whether nothing is filtered.
    pub fn is_empty(&self) -> bool {
        let Filter { text, section, drafter, procedure, attribute, tier, task, holder } = self;
        text.trim().is_empty()
            && section.is_none()
            && drafter.is_none()
            && procedure.is_none()
            && attribute.is_none()
            && tier.is_none()
            && task.is_none()
            && holder.is_none()
    }

    /// Whether a row of this queue is what is asked for, apart from its text.
    pub fn fits_in(&self, row: &Row, queue: Queue, today: NaiveDate, calendar: &Calendar) -> bool {
        let tier_fits = self.tier.is_none_or(|wanted| row.tiers(queue, today, calendar).contains(&wanted));
        tier_fits && self.fits(row)
    }

    /// Whether a row is what is asked for, apart from its text and its clocks.
    pub fn fits(&self, row: &Row) -> bool {
        self.section.as_ref().is_none_or(|section| row.section == *section)
            && self.drafter.as_ref().is_none_or(|drafter| row.drafter == *drafter)
            && self.procedure.as_ref().is_none_or(|procedure| row.procedure == *procedure)
            && self.attribute.is_none_or(|attribute| row.attribute == Some(attribute))
            && self.task.as_ref().is_none_or(|task| row.lines.iter().any(|line| line.task == *task))
            && self.holder.as_ref().is_none_or(|holder| row.lines.iter().any(|line| line.holder == *holder))
    }
}
