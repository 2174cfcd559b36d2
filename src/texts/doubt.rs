//! What may well be a slip in an act that the rules allow: said to whoever does it.

use chrono::{Days, NaiveDate};

use super::catalogue::Texts;
use crate::domain::{Act, Dated, Elements, Settings};

/// From how many days back a date of something new is doubtful.
const LONG_AGO: Days = Days::new(365);

impl Texts {
    /// What is doubtful in this act of today, a line each: a summary longer than the bureau wants, and dates of an
    /// issue or of a paper that lie more than a year back. `sent` is what a submission sends on.
    pub fn doubts(
        &self,
        act: &Act,
        sent: Option<&Elements>,
        settings: &Settings,
        today: NaiveDate,
    ) -> Vec<String> {
        let summary = act.elements().or(sent).map_or("", |elements| elements.summary.trim());
        let dates = match act {
            Act::Issue { document_date, issue_date, .. } => {
                vec![(Dated::Document, *document_date), (Dated::Issue, *issue_date)]
            }
            Act::Transcribe { paper, .. } => vec![(Dated::Signature, paper.signed_on)],
            _ => Vec::new(),
        };
        let recent = today.checked_sub_days(LONG_AGO).unwrap_or(today);
        let old = dates.into_iter().filter(|(_, date)| *date < recent);
        let old = old.map(|(which, date)| {
            self.fill("ui.long-ago", &[("date", self.dated(which)), ("given", &date.to_string())])
        });
        self.long_summary(summary, settings.summary_chars).into_iter().chain(old).collect()
    }

    fn long_summary(&self, summary: &str, most: u32) -> Option<String> {
        let chars = u32::try_from(summary.chars().count()).unwrap_or(u32::MAX);
        let what = [("n", &*chars.to_string()), ("most", &*most.to_string())];
        (chars > most).then(|| self.fill("ui.long-summary", &what))
    }
}
