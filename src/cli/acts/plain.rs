//! Acts that are whole as they are said: nothing has to be looked up to make them.

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::Which;
use crate::cli::values;
use crate::domain::{Act, ClockKey, Correction, DocumentNumber, Ground, Login, Proposal, SecrecyConclusion};
use crate::procedure::{Attribute, DutyKey, StageKey};

#[derive(Subcommand, Debug)]
pub(in crate::cli) enum PlainAct {
    Submit {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        said: Opinion,
    },
    Approve {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        said: Opinion,
        #[arg(long)]
        listed: bool,
    },
    ChangeAttribute {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        proposed: Proposed,
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
        #[arg(long)]
        listed: bool,
    },
    Return {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_name = "STAGE")]
        to: Option<String>,
        #[command(flatten)]
        because: Reason,
    },
    Recall {
        #[command(flatten)]
        which: Which,
    },
    SecrecyReview {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_name = "CONCLUSION", value_parser = values::conclusion)]
        conclusion: SecrecyConclusion,
        #[command(flatten)]
        on: DoneOn,
        #[command(flatten)]
        said: Opinion,
    },
    Declassify {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_name = "TEXT")]
        authority: String,
        #[arg(long, value_name = "DATE", value_parser = values::day)]
        expired_on: NaiveDate,
    },
    HandOver {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        on: DoneOn,
        #[arg(long, value_name = "N", default_value_t = 1)]
        originals: u32,
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
    },
    Receive {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        on: DoneOn,
        #[arg(long, value_name = "REASON", conflicts_with = "date")]
        refuse: Option<String>,
    },
    Publish {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        on: DoneOn,
        #[arg(long, value_name = "URL", default_value = "")]
        url: String,
        #[arg(long, value_name = "REASON", default_value = "")]
        despite_scan: String,
    },
    Transfer {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        on: DoneOn,
        #[arg(long, value_name = "TEXT", default_value = "", value_parser = values::batch)]
        batch: String,
    },
    Replace {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        on: DoneOn,
        #[arg(long, value_name = "TEXT")]
        letter: String,
        #[arg(long, value_name = "TEXT", default_value = "", value_parser = values::batch)]
        batch: String,
    },
    TakeDown {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        because: Reason,
    },
    Ratify {
        #[command(flatten)]
        which: Which,
        #[arg(long)]
        overrule: bool,
        #[command(flatten)]
        because: Reason,
    },
    ReferBack {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        because: Reason,
    },
    Correct {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        fact: Fact,
        #[command(flatten)]
        because: Reason,
    },
    Waive {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_name = "DUTY")]
        duty: String,
        #[command(flatten)]
        because: Reason,
        #[command(flatten)]
        by: Approver,
    },
    Terminate {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        because: Reason,
    },
    Answer {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_name = "REASON", default_value = "")]
        dispute: String,
    },
    Remind {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
    },
    Pause {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_name = "CLOCK", value_parser = values::clock)]
        clock: ClockKey,
        #[command(flatten)]
        because: Reason,
        #[command(flatten)]
        by: Approver,
    },
    Resume {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_name = "CLOCK", value_parser = values::clock)]
        clock: ClockKey,
    },
    Extend {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_name = "CLOCK", value_parser = values::clock)]
        clock: ClockKey,
        #[arg(long, value_name = "DATE", value_parser = values::day)]
        to: NaiveDate,
        #[command(flatten)]
        because: Reason,
        #[command(flatten)]
        by: Approver,
        #[arg(long, value_name = "TEXT", default_value = "")]
        provision: String,
    },
    ReEvaluate {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        proposed: Proposed,
        #[arg(long, value_name = "TEXT")]
        why: Option<String>,
    },
    Comment {
        #[command(flatten)]
        which: Which,
        #[arg(long, value_name = "TEXT")]
        text: String,
    },
    Expunge {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        because: Reason,
        #[command(flatten)]
        by: Approver,
    },
}

#[derive(Args, Debug)]
pub(in crate::cli) struct Opinion {
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub opinion: String,
}

/// Where a reason is due and missing the rules refuse the act, as on the screen.
#[derive(Args, Debug)]
pub(in crate::cli) struct Reason {
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
}

#[derive(Args, Debug)]
pub(in crate::cli) struct Approver {
    #[arg(long, value_name = "LOGIN")]
    pub approver: Login,
}

/// The day on which something was done; today where none is given.
#[derive(Args, Debug)]
pub(in crate::cli) struct DoneOn {
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub date: Option<NaiveDate>,
}

/// An attribute with what stands beside it.
#[derive(Args, Debug)]
pub(in crate::cli) struct Proposed {
    #[arg(long, value_name = "ATTRIBUTE", value_parser = values::attribute)]
    pub attribute: Option<Attribute>,
    #[arg(long, value_name = "GROUND", value_parser = values::ground)]
    pub ground: Option<Ground>,
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub law: Option<String>,
}

/// The one fact that is corrected.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(in crate::cli) struct Fact {
    #[arg(long, value_name = "NUMBER")]
    number: Option<String>,
    #[arg(long, value_name = "REASON")]
    no_number: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    lead_agency_number: Option<String>,
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    document_date: Option<NaiveDate>,
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    issue_date: Option<NaiveDate>,
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    formed_on: Option<NaiveDate>,
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    obtained_on: Option<NaiveDate>,
    #[arg(long, value_name = "DUTY=URL", value_parser = values::duty_url)]
    url: Option<(DutyKey, String)>,
    #[arg(long, value_name = "DUTY=DATE", value_parser = values::duty_day)]
    done: Option<(DutyKey, NaiveDate)>,
}

impl PlainAct {
    /// The act, and the items it is for.
    pub(in crate::cli) fn said(self, today: NaiveDate) -> (Which, Act) {
        match self {
            PlainAct::Submit { which, said } => (which, Act::Submit { opinion: said.opinion }),
            PlainAct::Approve { which, said, listed } => {
                (which, Act::Approve { opinion: said.opinion, listed })
            }
            PlainAct::ChangeAttribute { which, proposed, why, listed } => {
                let why = proposed.why(why);
                (which, Act::ChangeAttribute { proposal: proposed.proposal(), why, listed })
            }
            PlainAct::Return { which, to, because } => {
                let to = to.map(StageKey);
                (which, Act::Return { to, reason: because.reason })
            }
            PlainAct::Recall { which } => (which, Act::Recall),
            PlainAct::SecrecyReview { which, conclusion, on, said } => {
                (which, Act::ReviewSecrecy { conclusion, on: on.day(today), opinion: said.opinion })
            }
            PlainAct::Declassify { which, authority, expired_on } => {
                (which, Act::Declassify { authority, expired_on })
            }
            PlainAct::HandOver { which, on, originals, note } => {
                (which, Act::HandOver { on: on.day(today), originals, note })
            }
            PlainAct::Receive { which, refuse: Some(reason), .. } => (which, Act::RefuseReceipt { reason }),
            PlainAct::Receive { which, on, refuse: None } => (which, Act::Receive { on: on.day(today) }),
            PlainAct::Publish { which, on, url, despite_scan } => {
                (which, Act::Publish { on: on.day(today), url, despite_scan })
            }
            PlainAct::Transfer { which, on, batch } => (which, Act::Transfer { on: on.day(today), batch }),
            PlainAct::Replace { which, on, letter, batch } => {
                (which, Act::Replace { on: on.day(today), letter, batch })
            }
            PlainAct::TakeDown { which, because } => (which, Act::TakeDown { reason: because.reason }),
            PlainAct::Ratify { which, overrule, because } => {
                (which, Act::Ratify { agreed: !overrule, reason: because.reason })
            }
            PlainAct::ReferBack { which, because } => (which, Act::ReferBack { reason: because.reason }),
            PlainAct::Correct { which, fact, because } => {
                (which, Act::Correct { to: fact.correction(), reason: because.reason })
            }
            PlainAct::Waive { which, duty, because, by } => {
                let duty = DutyKey(duty);
                (which, Act::Waive { duty, reason: because.reason, approver: by.approver })
            }
            PlainAct::Terminate { which, because } => (which, Act::Terminate { reason: because.reason }),
            PlainAct::Answer { which, dispute } => (which, Act::Answer { dispute }),
            PlainAct::Remind { which, note } => (which, Act::Remind { note }),
            PlainAct::Pause { which, clock, because, by } => {
                (which, Act::Pause { clock, reason: because.reason, approver: by.approver })
            }
            PlainAct::Resume { which, clock } => (which, Act::Resume { clock }),
            PlainAct::Extend { which, clock, to, because, by, provision } => {
                let reason = because.reason;
                (which, Act::Extend { clock, to, reason, approver: by.approver, provision })
            }
            PlainAct::ReEvaluate { which, proposed, why } => {
                let reason = proposed.why(why);
                let proposal = proposed.attribute.is_some().then(|| proposed.proposal());
                (which, Act::ReEvaluate { proposal, reason })
            }
            PlainAct::Comment { which, text } => (which, Act::Comment { text }),
            PlainAct::Expunge { which, because, by } => {
                (which, Act::Expunge { reason: because.reason, approver: by.approver })
            }
        }
    }
}

impl DoneOn {
    pub(super) fn day(&self, today: NaiveDate) -> NaiveDate {
        self.date.unwrap_or(today)
    }
}

impl Proposed {
    /// What is proposed; a reason stands beside 不公开 alone.
    pub(super) fn proposal(&self) -> Proposal {
        let withheld = self.attribute == Some(Attribute::Withheld);
        Proposal {
            attribute: self.attribute,
            ground: self.ground,
            reason: self.reason.clone().filter(|_| withheld).unwrap_or_default(),
            law: self.law.clone().unwrap_or_default(),
        }
    }

    /// Why it is changed: as said, or else the reason that stands beside it.
    pub(super) fn why(&self, why: Option<String>) -> String {
        why.or_else(|| self.reason.clone()).unwrap_or_default()
    }
}

impl Fact {
    fn correction(self) -> Correction {
        let number = number(self.number, self.no_number, self.lead_agency_number);
        let said = [
            number.map(Correction::Number),
            self.document_date.map(Correction::DocumentDate),
            self.issue_date.map(Correction::IssueDate),
            self.formed_on.map(Correction::FormedOn),
            self.obtained_on.map(Correction::ObtainedOn),
            self.url.map(|(duty, url)| Correction::Url(duty, url)),
            self.done.map(|(duty, on)| Correction::DoneOn(duty, on)),
        ];
        // The parser has seen to it that one is there; an empty number is refused by the rules.
        let none = Correction::Number(DocumentNumber::Own(String::new()));
        said.into_iter().flatten().next().unwrap_or(none)
    }
}

/// 文号, or what stands in its place.
pub(super) fn number(
    own: Option<String>,
    none: Option<String>,
    lead_agency: Option<String>,
) -> Option<DocumentNumber> {
    let own = own.map(DocumentNumber::Own).or(none.map(DocumentNumber::None));
    own.or(lead_agency.map(DocumentNumber::LeadAgency))
}
