//! What happened, one line each: who did what, and the words that were given with it.

use super::catalogue::Texts;
use super::people::Names;
use crate::domain::{Author, Backup, BureauEvent, Correction, Digest, Item, ItemEvent, Paper, Roster};
use crate::procedure::StageKey;
use crate::projection::Opinion;

/// The name under which the configuration's files take effect: nobody's act.
const CONFIGURATION: &str = "administration";

/// Backups that are named one by one at most.
const MOST_BACKUPS: usize = 20;

impl Texts {
    /// What happened to an item: 王建国 退回拟稿:未写明依据.
    pub fn event(&self, author: &Author, event: &ItemEvent, names: Names<'_>) -> String {
        let line = |key: &str, values: &[(&str, &str)]| {
            let who = self.actor(author, paper(event), names.roster);
            let values: Vec<(&str, &str)> = [("who", who.as_str())].iter().chain(values).copied().collect();
            self.fill(&format!("event.{key}"), &values)
        };
        let stage = |key: &StageKey| self.stage(key, names);
        match event {
            ItemEvent::Drafted { procedure, section, .. } => {
                let called = names.procedure.filter(|known| known.key == *procedure);
                let called = called.map_or(procedure.0.as_str(), |known| self.name(&known.name));
                line("drafted", &[("procedure", called), ("section", &section.0)])
            }
            ItemEvent::Edited(_) => line("edited", &[]),
            ItemEvent::PublishedChanged { changed_on, to, .. } => {
                line("published-changed", &[("date", &self.full_date(*changed_on)), ("to", &stage(to))])
            }
            ItemEvent::Submitted { opinion, to, self_drafted } if self_drafted.is_empty() => {
                line("submitted", &[("to", &stage(to)), ("opinion", &self.said(opinion))])
            }
            ItemEvent::Submitted { opinion, to, self_drafted } => {
                let skipped: Vec<String> = self_drafted.iter().map(stage).collect();
                let skipped = skipped.join(self.get("who.separator"));
                let (to, opinion) = (stage(to), self.said(opinion));
                line("submitted-self-drafted", &[("to", &to), ("skipped", &skipped), ("opinion", &opinion)])
            }
            ItemEvent::Opened(revision) => line("opened", &[("revision", &revision.0.to_string())]),
            ItemEvent::Agreed { stage: at, opinion, .. } => {
                line("agreed", &[("stage", &stage(at)), ("opinion", &self.said(opinion))])
            }
            ItemEvent::AttributeChanged { stage: at, proposal, why, .. } => line(
                "attribute-changed",
                &[("stage", &stage(at)), ("proposal", &self.proposal(proposal)), ("why", &self.said(why))],
            ),
            ItemEvent::Determined { proposal, opinion, changed, .. } => line(
                if *changed { "determined-changed" } else { "determined" },
                &[("proposal", &self.proposal(proposal)), ("opinion", &self.said(opinion))],
            ),
            ItemEvent::Returned { to, reason, .. } => {
                line("returned", &[("to", &stage(to)), ("reason", &self.said(reason))])
            }
            ItemEvent::Recalled { to, .. } => line("recalled", &[("to", &stage(to))]),
            ItemEvent::DeterminationUndone { to } => line("determination-undone", &[("to", &stage(to))]),
            ItemEvent::BroughtInIssued { to } => line("brought-in-issued", &[("to", &stage(to))]),
            ItemEvent::IssueRegistered { number, document_date, issue_date, by_fallback, .. } => line(
                if *by_fallback { "issue-registered-fallback" } else { "issue-registered" },
                &[
                    ("number", &self.number(number)),
                    ("document_date", &self.full_date(*document_date)),
                    ("issue_date", &self.full_date(*issue_date)),
                ],
            ),
            ItemEvent::SecrecyReviewed { conclusion, on, opinion, .. } => line(
                "secrecy-reviewed",
                &[
                    ("date", &self.full_date(*on)),
                    ("conclusion", self.secrecy(*conclusion)),
                    ("opinion", &self.said(opinion)),
                ],
            ),
            ItemEvent::Declassified { authority, expired_on } => {
                line("declassified", &[("authority", authority), ("date", &self.full_date(*expired_on))])
            }
            ItemEvent::Registered { index_number, .. } => line("registered", &[("number", index_number)]),
            ItemEvent::HandedOver { duty, on, originals, note } => line(
                "handed-over",
                &[
                    ("duty", &self.duty(duty, names)),
                    ("date", &self.full_date(*on)),
                    ("originals", &originals.to_string()),
                    ("note", &self.said(note)),
                ],
            ),
            ItemEvent::Received { duty, on } => {
                line("received", &[("duty", &self.duty(duty, names)), ("date", &self.full_date(*on))])
            }
            ItemEvent::ReceiptRefused { reopened, reason } => line(
                "receipt-refused",
                &[("duty", &self.duty(reopened, names)), ("reason", &self.said(reason))],
            ),
            ItemEvent::Published { duty, on, url, despite_scan, let_stand } => line(
                if despite_scan.is_empty() { "published" } else { "published-despite-scan" },
                &[
                    ("duty", &self.duty(duty, names)),
                    ("date", &self.full_date(*on)),
                    ("url", url),
                    ("reason", &self.said(despite_scan)),
                    ("findings", &self.let_stand(let_stand)),
                ],
            ),
            ItemEvent::Transferred { duty, on, batch } => {
                let (duty, date) = (self.duty(duty, names), self.full_date(*on));
                line("transferred", &[("duty", &duty), ("date", &date), ("batch", &self.batch(batch))])
            }
            ItemEvent::TransferAcknowledged { duty, on, reference } => line(
                "transfer-acknowledged",
                &[
                    ("duty", &self.duty(duty, names)),
                    ("date", &self.full_date(*on)),
                    ("reference", &self.said(reference)),
                ],
            ),
            ItemEvent::Replaced { on, letter, batch, withdrawn, .. } => line(
                if *withdrawn { "withdrawn-there" } else { "replaced-there" },
                &[("date", &self.full_date(*on)), ("letter", letter), ("batch", &self.batch(batch))],
            ),
            ItemEvent::ReferredBack { reason, .. } => {
                line("referred-back", &[("reason", &self.said(reason))])
            }
            ItemEvent::TakenDown { duty, reason, on, called_for } => line(
                if *called_for { "taken-down-called-for" } else { "taken-down" },
                &[
                    ("duty", &self.duty(duty, names)),
                    ("date", &self.full_date(*on)),
                    ("reason", &self.said(reason)),
                ],
            ),
            ItemEvent::TakeDownRatified { to } => line("take-down-ratified", &[("to", &stage(to))]),
            ItemEvent::TakeDownOverruled { duty, reason, on } => line(
                "take-down-overruled",
                &[
                    ("duty", &self.duty(duty, names)),
                    ("date", &self.full_date(*on)),
                    ("reason", &self.said(reason)),
                ],
            ),
            ItemEvent::Corrected { from: None, to, reason } => line(
                "corrected-blank",
                &[("to", &self.correction(to, names)), ("reason", &self.said(reason))],
            ),
            ItemEvent::Corrected { from: Some(from), to, reason } => line(
                "corrected",
                &[
                    ("from", &self.correction(from, names)),
                    ("to", &self.correction(to, names)),
                    ("reason", &self.said(reason)),
                ],
            ),
            ItemEvent::Waived { duty, reason, approver } => line(
                "waived",
                &[
                    ("duty", &self.duty(duty, names)),
                    ("approver", &names.person(approver)),
                    ("reason", &self.said(reason)),
                ],
            ),
            ItemEvent::Terminated { reason } => line("terminated", &[("reason", &self.said(reason))]),
            ItemEvent::PaperConfirmed => line("paper-confirmed", &[]),
            ItemEvent::PaperDisputed { reason, to: None } => {
                line("paper-disputed", &[("reason", &self.said(reason))])
            }
            ItemEvent::PaperDisputed { reason, to: Some(to) } => {
                line("paper-disputed-to", &[("to", &self.stage(to, names)), ("reason", &self.said(reason))])
            }
            ItemEvent::Reminded { note } => line("reminded", &[("note", &self.said(note))]),
            ItemEvent::Paused { clock, from, reason, approver } => line(
                "paused",
                &[
                    ("clock", &self.clock_name(clock, names)),
                    ("date", &self.full_date(*from)),
                    ("approver", &names.person(approver)),
                    ("reason", &self.said(reason)),
                ],
            ),
            ItemEvent::Resumed { clock, on } => {
                line("resumed", &[("clock", &self.clock_name(clock, names)), ("date", &self.full_date(*on))])
            }
            ItemEvent::Extended { clock, from, to, reason, approver, provision } => line(
                if provision.is_empty() { "extended" } else { "extended-by-law" },
                &[
                    ("clock", &self.clock_name(clock, names)),
                    ("from", &self.full_date(*from)),
                    ("to", &self.full_date(*to)),
                    ("reason", &self.said(reason)),
                    ("approver", &names.person(approver)),
                    ("provision", provision),
                ],
            ),
            ItemEvent::KeptWithheld { reason, on } => {
                line("kept-withheld", &[("date", &self.full_date(*on)), ("reason", &self.said(reason))])
            }
            ItemEvent::Reopened { proposal, reason, to } => line(
                "reopened",
                &[("proposal", &self.proposal(proposal)), ("to", &stage(to)), ("reason", &self.said(reason))],
            ),
            ItemEvent::Commented { text } => line("commented", &[("text", &self.said(text))]),
            ItemEvent::Expunged { reason, approver } => {
                line("expunged", &[("approver", &names.person(approver)), ("reason", &self.said(reason))])
            }
        }
    }

    /// What happened to an item, and whether that still counts for the item as it is now.
    pub fn event_by_now(&self, author: &Author, event: &ItemEvent, names: Names<'_>, item: &Item) -> String {
        self.event(author, event, names) + self.voided(author, event, item)
    }

    /// What somebody said of an item: 陈静 送审核(拟 不公开 16-2).
    pub fn opinion(&self, word: &Opinion<'_>, names: Names<'_>, item: &Item) -> String {
        let proposed = word.proposed.as_ref().map(|proposed| self.proposal(proposed));
        let proposed = proposed.map(|proposed| self.fill("event.proposing", &[("proposal", &proposed)]));
        self.event_by_now(word.past.author, word.past.event, names, item) + &proposed.unwrap_or_default()
    }

    /// That a secrecy review no longer counts, where that is so: content that was changed voids it.
    pub fn voided(&self, author: &Author, event: &ItemEvent, item: &Item) -> &'static str {
        let ItemEvent::SecrecyReviewed { content, conclusion, on, .. } = event else { return "" };
        let counts = item.secrecy.as_ref().is_some_and(|review| {
            (review.content, review.conclusion, review.on, &review.by)
                == (*content, *conclusion, *on, &author.login)
        });
        if counts { "" } else { self.get("event.no-longer-counts") }
    }

    /// Which backups still hold what is destroyed, a line each, the latest first.
    pub fn still_backed_up(&self, backups: &[Backup]) -> Vec<String> {
        let line = |made: &Backup| {
            let what = [("at", self.moment(made.at)), ("sequence", made.sequence.to_string())];
            let [at, sequence] = what.each_ref().map(|(name, value)| (*name, value.as_str()));
            self.fill("ui.still-backed-up", &[at, sequence, ("file", &made.file)])
        };
        let more = backups.len().saturating_sub(MOST_BACKUPS);
        let more = (more > 0).then(|| self.fill("ui.more-backed-up", &[("n", &more.to_string())]));
        backups.iter().take(MOST_BACKUPS).map(line).chain(more).collect()
    }

    /// What happened to the bureau as a whole.
    pub fn bureau_event(&self, author: &Author, event: &BureauEvent, roster: &Roster) -> String {
        let line = |key: &str, values: &[(&str, &str)]| {
            let who = match (author.login.0.as_str(), &author.on_behalf) {
                (CONFIGURATION, None) => self.get("who.configuration").to_owned(),
                (CONFIGURATION, Some(opener)) => self.fill("who.found", &[("name", roster.name(opener))]),
                _ => self.author(author, roster),
            };
            let values: Vec<(&str, &str)> = [("who", who.as_str())].iter().chain(values).copied().collect();
            self.fill(&format!("bureau-event.{key}"), &values)
        };
        match event {
            BureauEvent::Founded { practice, .. } => {
                line(if *practice { "founded-practice" } else { "founded" }, &[])
            }
            BureauEvent::RosterAdopted(file) => line("roster-adopted", &[("digest", &short(file))]),
            BureauEvent::ProceduresAdopted(file) => line("procedures-adopted", &[("digest", &short(file))]),
            BureauEvent::SettingsAdopted(file) => line("settings-adopted", &[("digest", &short(file))]),
            BureauEvent::CalendarImported { year, moved, .. } => {
                line("calendar-imported", &[("year", &year.to_string()), ("moved", &moved.to_string())])
            }
            BureauEvent::WorkingDaysAdopted { edition, moved, .. } => line(
                "working-days-adopted",
                &[("edition", &edition.to_string()), ("moved", &moved.to_string())],
            ),
            BureauEvent::DeputyAppointed(given) => line(
                if given.authority.is_empty() { "deputy-appointed" } else { "deputy-appointed-by" },
                &[
                    ("deputy", roster.name(&given.to)),
                    ("principal", roster.name(&given.from)),
                    ("first", &self.full_date(given.first)),
                    ("last", &self.full_date(given.last)),
                    ("authority", &given.authority),
                ],
            ),
            BureauEvent::DeputyEnded { from, to, last } => line(
                "deputy-ended",
                &[
                    ("deputy", roster.name(to)),
                    ("principal", roster.name(from)),
                    ("last", &self.full_date(*last)),
                ],
            ),
            BureauEvent::ClockConfirmed { clock } => {
                let clock = clock.map(|clock| self.moment(clock)).unwrap_or_default();
                line("clock-confirmed", &[("clock", &self.said(&clock))])
            }
            BureauEvent::BackedUp { sequence, file, .. } => {
                line("backed-up", &[("sequence", &sequence.to_string()), ("file", file)])
            }
        }
    }

    /// One fact that 更正 may change, with its value: 发文日期 2026-11-20.
    pub fn correction(&self, correction: &Correction, names: Names<'_>) -> String {
        let dated = |key, date| self.fill(key, &[("value", &self.full_date(date))]);
        match correction {
            Correction::Number(number) => self.fill("correction.number", &[("value", &self.number(number))]),
            Correction::DocumentDate(date) => dated("correction.document-date", *date),
            Correction::IssueDate(date) => dated("correction.issue-date", *date),
            Correction::FormedOn(date) => dated("correction.formed-on", *date),
            Correction::ObtainedOn(date) => dated("correction.obtained-on", *date),
            Correction::Url(duty, url) => {
                self.fill("correction.url", &[("duty", &self.duty(duty, names)), ("value", url)])
            }
            Correction::DoneOn(duty, date) => self.fill(
                "correction.done-on",
                &[("duty", &self.duty(duty, names)), ("value", &self.full_date(*date))],
            ),
        }
    }

    /// With which batch something went; empty where none is known.
    pub(super) fn batch(&self, batch: &str) -> String {
        if batch.is_empty() { String::new() } else { self.fill("event.batch", &[("batch", batch)]) }
    }
}

/// The paper behind an event that was transcribed.
fn paper(event: &ItemEvent) -> Option<&Paper> {
    match event {
        ItemEvent::Agreed { paper, .. }
        | ItemEvent::AttributeChanged { paper, .. }
        | ItemEvent::Determined { paper, .. }
        | ItemEvent::Returned { paper, .. } => paper.as_ref(),
        _ => None,
    }
}

/// As much of a digest as tells one file from another.
fn short(digest: &Digest) -> String {
    digest.to_string().chars().take(8).collect()
}
