//! What the fields of events are stored as: names in the journal, for good.
//!
//! What stands left of a colon is written with `_`, a term that is a value with `-`.

use std::fmt::Display;

use chrono::{DateTime, NaiveDate, SecondsFormat};

use super::envelope::BEIJING;
use super::twin::{InText, Stored, Written, choice, record};
use crate::domain::{
    Attachment, ClockKey, Content, Correction, Delegation, Digest, DocumentNumber, Elements, Flagged, Ground,
    Login, Moment, Paper, Proposal, Revision, SecrecyConclusion, SectionName, Signature, Source, SourceKind,
    Submission, Text, Urgency, Validity,
};
use crate::procedure::{Attribute, DutyKey, ProcedureKey, StageKey};

record! { optional Submission {
    content = content: Content,
    proposal = proposal: Proposal,
}}

record! { optional Content {
    title = title: String,
    file_number = file_number: String,
    text = text: Option<Text>,
    attachments = attachments: Vec<Attachment>,
    urgency = urgency: Urgency,
    formed_on = formed_on: Option<NaiveDate>,
    obtained_on = obtained_on: Option<NaiveDate>,
    source = source: Source,
    document_number = document_number: String,
    document_date = document_date: Option<NaiveDate>,
    signed = signed: Option<Signature>,
    with_sections = with_sections: Vec<String>,
    lead_agency = lead_agency: String,
    normative = normative: bool,
    validity = validity: Validity,
    pages = pages: Option<u32>,
    copies = copies: Option<u32>,
    third_party = third_party: String,
    former_classification = former_classification: String,
    secrecy_expires_on = secrecy_expires_on: Option<NaiveDate>,
    public_text = public_text: Option<Text>,
    public_text_of_sm3 = public_text_of: Option<Digest>,
    elements = elements: Elements,
}}

record! { optional Proposal {
    attribute = attribute: Option<Attribute>,
    ground = ground: Option<Ground>,
    reason = reason: String,
    law = law: String,
}}

record! { Text {
    sm3 = digest: Digest,
    bytes = bytes: u64,
}}

record! { Flagged {
    kind = kind: String,
    place = place: String,
    file = file: String,
    line = line: u32,
}}

record! { Attachment {
    name = name: String,
    sm3 = digest: Digest,
    bytes = bytes: u64,
    disclosed = disclosed: Option<bool>,
}}

record! { optional Source {
    name = name: String,
    kind = kind: SourceKind,
    url = url: String,
}}

record! { Signature {
    name = name: String,
    on = on: NaiveDate,
}}

record! { optional Elements {
    summary = summary: String,
    category = category: String,
    subject = subject: String,
    genre = genre: String,
    keywords = keywords: Vec<String>,
}}

record! { Paper {
    signer = signer: Login,
    signed_on = signed_on: NaiveDate,
    scan_sm3 = scan: Option<Digest>,
}}

record! { Delegation {
    from = from: Login,
    to = to: Login,
    first = first: NaiveDate,
    last = last: NaiveDate,
    authority = authority: String,
}}

choice! { Urgency absent Ordinary {
    "ordinary" = Ordinary,
    "urgent" = Urgent,
    "extra-urgent" = ExtraUrgent,
}}

choice! { Validity absent InForce {
    "in-force" = InForce,
    "lapsed" = Lapsed,
    "repealed" = Repealed,
}}

choice! { SourceKind absent Public {
    "public" = Public,
    "agency" = Agency,
}}

choice! { SecrecyConclusion {
    "clear" = Clear,
    "no" = No,
    "unclear" = Unclear,
}}

choice! { DocumentNumber {
    "own" = Own { number = 0: String },
    "none" = None { reason = 0: String },
    "lead_agency" = LeadAgency { number = 0: String },
}}

choice! { Correction {
    "number" = Number { number = 0: DocumentNumber },
    "document_date" = DocumentDate { date = 0: NaiveDate },
    "issue_date" = IssueDate { date = 0: NaiveDate },
    "formed_on" = FormedOn { date = 0: NaiveDate },
    "obtained_on" = ObtainedOn { date = 0: NaiveDate },
    "url" = Url { duty = 0: DutyKey, url = 1: String },
    "done_on" = DoneOn { duty = 0: DutyKey, date = 1: NaiveDate },
}}

choice! { ClockKey {
    "stage" = Stage,
    "duty" = Duty { duty = 0: DutyKey },
}}

/// Types that are stored as text: what is expected, the text, and the value of a text.
macro_rules! in_text {
    ($($type:ident: $expected:literal, $value:ident => $text:expr, $from:expr;)+) => {$(
        impl InText for $type {
            const EXPECTED: &'static str = $expected;

            fn text(&self) -> impl Display {
                let $value = self;
                $text
            }

            fn from_text(text: &str) -> Option<Self> {
                $from(text)
            }
        }

        impl Stored for $type {
            type Form = Written<$type>;

            fn store(&self) -> Written<$type> {
                Written(self.clone())
            }

            fn restore(form: Written<$type>) -> Result<Self, serde_json::Error> {
                Ok(form.0)
            }
        }
    )+};
}
pub(crate) use in_text;

in_text! {
    Attribute: "an attribute", attribute => attribute.key(), Attribute::from_key;
    Ground: "a ground's code", ground => ground.code(), Ground::from_code;
    Digest: "64 hexadecimal digits", digest => *digest, |text: &str| text.parse().ok();
    NaiveDate: "a date like 2026-01-31", date => *date, |text: &str| text.parse().ok();
    Moment: "a moment like 2026-01-31T09:30:00.000+08:00",
        moment => moment.with_timezone(&BEIJING).to_rfc3339_opts(SecondsFormat::Millis, false),
        |text| DateTime::parse_from_rfc3339(text).ok();
    Login: "a login", login => &login.0, |text| Some(Login::from(text));
    SectionName: "a section's name", name => &name.0, |text| Some(SectionName::from(text));
    ProcedureKey: "a procedure's key", key => &key.0, |text| Some(ProcedureKey::from(text));
    StageKey: "a stage's key", key => &key.0, |text| Some(StageKey::from(text));
    DutyKey: "a duty's key", key => &key.0, |text| Some(DutyKey::from(text));
}

/// Types that JSON has itself, with the value that isn't written.
macro_rules! plain {
    ($($type:ident, $absent:expr;)+) => {$(
        impl Stored for $type {
            type Form = $type;

            fn store(&self) -> $type {
                self.clone()
            }

            fn restore(form: $type) -> Result<Self, serde_json::Error> {
                Ok(form)
            }

            fn absent() -> Option<Self> {
                $absent
            }
        }
    )+};
}
pub(crate) use plain;

plain! {
    String, Some(String::new());
    bool, Some(false);
    i32, None;
    u32, None;
    u64, None;
}

impl Stored for Revision {
    type Form = u32;

    fn store(&self) -> u32 {
        self.0
    }

    fn restore(form: u32) -> Result<Self, serde_json::Error> {
        Ok(Revision(form))
    }
}

impl<T: Stored> Stored for Box<T> {
    type Form = T::Form;

    fn store(&self) -> T::Form {
        T::store(self)
    }

    fn restore(form: T::Form) -> Result<Self, serde_json::Error> {
        T::restore(form).map(Box::new)
    }

    fn absent() -> Option<Self> {
        T::absent().map(Box::new)
    }
}

impl<T: Stored> Stored for Option<T> {
    type Form = Option<T::Form>;

    fn store(&self) -> Self::Form {
        self.as_ref().map(T::store)
    }

    fn restore(form: Self::Form) -> Result<Self, serde_json::Error> {
        form.map(T::restore).transpose()
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Stored> Stored for Vec<T> {
    type Form = Vec<T::Form>;

    fn store(&self) -> Self::Form {
        self.iter().map(T::store).collect()
    }

    fn restore(form: Self::Form) -> Result<Self, serde_json::Error> {
        form.into_iter().map(T::restore).collect()
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }
}

impl<A: Stored, B: Stored> Stored for (A, B) {
    type Form = (A::Form, B::Form);

    fn store(&self) -> Self::Form {
        (self.0.store(), self.1.store())
    }

    fn restore((one, other): Self::Form) -> Result<Self, serde_json::Error> {
        Ok((A::restore(one)?, B::restore(other)?))
    }
}
