//! Who did what on which day: an item's past is written down here, step by step, before it is lived through.

use chrono::{Days, NaiveDate};

use crate::client::{Setup, text_of};
use crate::domain::{Act, Attachment, Login, SectionName, Submission};

/// Something that happened to an item on a day.
pub(super) struct Step {
    pub day: NaiveDate,
    pub by: Login,
    pub act: Act,
    /// The texts and files that the act names.
    pub blobs: Vec<Vec<u8>>,
}

/// The bureau as the plans see it.
pub(super) struct Town<'s> {
    pub setup: &'s Setup,
    /// Working days before today, the nearest first; place 0 is today or the working day before it.
    days: Vec<NaiveDate>,
}

/// How far back the bureau's past reaches, in days.
const PAST_DAYS: u64 = 480;

/// The day before anything happened.
pub(super) fn first_day(today: NaiveDate) -> NaiveDate {
    today.checked_sub_days(Days::new(PAST_DAYS + 30)).unwrap_or(today)
}

impl<'s> Town<'s> {
    pub(super) fn new(setup: &'s Setup, today: NaiveDate) -> Self {
        let past = (0..PAST_DAYS).filter_map(|ago| today.checked_sub_days(Days::new(ago)));
        let days = past.filter(|day| setup.calendar.is_working(*day)).collect();
        Town { setup, days }
    }

    /// So many working days ago.
    pub(super) fn ago(&self, days: usize) -> NaiveDate {
        self.days.get(days).or(self.days.last()).copied().unwrap_or_default()
    }

    /// As many as there are in the whole past.
    pub(super) fn longest(&self) -> usize {
        self.days.len().saturating_sub(1)
    }
}

pub(super) struct Cast {
    pub section: SectionName,
    pub drafter: Login,
    pub head: Login,
    pub leader: Login,
}

pub(super) fn cast(town: &Town<'_>, section: &str) -> Cast {
    let roster = &town.setup.roster;
    let name = SectionName(section.to_owned());
    let found = roster.section(&name);
    let head = found.and_then(|found| found.heads.first().cloned()).unwrap_or_default();
    let leader = found.and_then(|found| found.leader.clone()).unwrap_or_default();
    let staff = roster.people.iter().filter(|person| person.section.as_ref() == Some(&name));
    let drafter = staff.map(|person| &person.login).find(|login| **login != head);
    Cast { section: name, drafter: drafter.cloned().unwrap_or_default(), head, leader }
}

/// Steps as they are written down: who, when, what.
pub(super) struct Diary<'t> {
    pub town: &'t Town<'t>,
    pub steps: Vec<Step>,
}

impl Diary<'_> {
    pub(super) fn note(&mut self, ago: usize, by: &Login, act: Act) {
        self.steps.push(Step { day: self.town.ago(ago), by: by.clone(), act, blobs: Vec::new() });
    }

    /// A draft of somebody's; its text follows [`Diary::with_text`].
    pub(super) fn draft(
        &mut self,
        ago: usize,
        cast: &Cast,
        by: &Login,
        procedure: &str,
        submission: Submission,
    ) {
        let act = Act::Draft {
            procedure: procedure.into(),
            section: cast.section.clone(),
            submission: Box::new(submission),
        };
        self.note(ago, by, act);
    }

    /// Gives the draft just noted its text.
    pub(super) fn with_text(&mut self, text: String) {
        let Some(Step { act: Act::Draft { submission, .. }, blobs, .. }) = self.steps.last_mut() else {
            return;
        };
        submission.content.text = Some(text_of(text.as_bytes()));
        blobs.push(text.into_bytes());
    }

    /// Gives it a file.
    pub(super) fn with_file(&mut self, name: &str, bytes: &[u8], disclosed: Option<bool>) {
        let Some(Step { act: Act::Draft { submission, .. }, blobs, .. }) = self.steps.last_mut() else {
            return;
        };
        let text = text_of(bytes);
        let file = Attachment { name: name.to_owned(), digest: text.digest, bytes: text.bytes, disclosed };
        submission.content.attachments.push(file);
        blobs.push(bytes.to_vec());
    }

    pub(super) fn submit(&mut self, ago: usize, by: &Login) {
        self.note(ago, by, Act::Submit { opinion: String::new() });
    }

    pub(super) fn agree(&mut self, ago: usize, by: &Login, listed: bool) {
        self.note(ago, by, Act::Approve { opinion: String::new(), listed });
    }
}
