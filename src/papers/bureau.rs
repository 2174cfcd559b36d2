//! What papers are made with, besides cards.

use chrono::NaiveDate;

use crate::calendar::Calendar;
use crate::domain::{Item, Roster, Settings};
use crate::procedure::Procedures;
use crate::texts::{Names, Texts};

/// The bureau as it is on the day on which a paper is made.
#[derive(Clone, Copy, Debug)]
pub struct Bureau<'a> {
    /// Its own settings: name, code, categories, receivers.
    pub settings: &'a Settings,
    /// Who is who.
    pub roster: &'a Roster,
    /// What stages and duties are called.
    pub procedures: &'a Procedures,
    /// Working days.
    pub calendar: &'a Calendar,
    /// The language that it is written in.
    pub texts: Texts,
    /// The day.
    pub today: NaiveDate,
    /// Whether it is for practice; then every paper says so.
    pub practice: bool,
}

impl<'a> Bureau<'a> {
    /// A paper's heading.
    pub(super) fn headed(&self, heading: &str) -> String {
        match self.practice {
            true => self.texts.fill("paper-line.practice", &[("heading", heading)]),
            false => heading.to_owned(),
        }
    }

    /// Where the names of an item's people, stages and duties come from.
    pub(super) fn names(&self, item: &Item) -> Names<'a> {
        Names { roster: self.roster, procedure: self.procedures.get(&item.procedure) }
    }
}
