//! How each kind of field stands in a journal body: a twin form, and the way there and back.

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, de};

use super::DecodeError;
use crate::domain::{
    Attachment, ClockKey, Content, Correction, Delegation, Digest, DocumentNumber, Elements, Ground, Login,
    Paper, Proposal, Revision, SecrecyConclusion, SectionName, Signature, Source, SourceKind, Submission,
    Text, Urgency, Validity,
};
use crate::procedure::{Attribute, DutyKey, ProcedureKey, StageKey};

/// A value with a form of its own in the journal.
pub trait Stored: Sized {
    /// The form.
    type Form: Serialize + DeserializeOwned + Default + Omit;

    /// The value's form.
    fn store(&self) -> Self::Form;

    /// The value of a form.
    fn restore(form: Self::Form) -> Result<Self, DecodeError>;
}

/// Whether a form says nothing and can be left out.
pub trait Omit {
    /// Whether it can.
    fn omit(&self) -> bool;
}

fn wrong(what: &str, text: &str) -> DecodeError {
    DecodeError::from(<serde_json::Error as de::Error>::custom(format!("{what} can't be {text:?}")))
}

macro_rules! plain {
    ($($kind:ty),+) => {$(
        impl Omit for $kind {
            fn omit(&self) -> bool {
                *self == <$kind>::default()
            }
        }

        impl Stored for $kind {
            type Form = $kind;

            fn store(&self) -> $kind {
                self.clone()
            }

            fn restore(form: $kind) -> Result<Self, DecodeError> {
                Ok(form)
            }
        }
    )+};
}
plain!(String, bool, u32, u64, i32);

impl<T> Omit for Option<T> {
    fn omit(&self) -> bool {
        self.is_none()
    }
}

impl<T> Omit for Vec<T> {
    fn omit(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Stored> Stored for Option<T> {
    type Form = Option<T::Form>;

    fn store(&self) -> Self::Form {
        self.as_ref().map(T::store)
    }

    fn restore(form: Self::Form) -> Result<Self, DecodeError> {
        form.map(T::restore).transpose()
    }
}

impl<T: Stored> Stored for Vec<T> {
    type Form = Vec<T::Form>;

    fn store(&self) -> Self::Form {
        self.iter().map(T::store).collect()
    }

    fn restore(form: Self::Form) -> Result<Self, DecodeError> {
        form.into_iter().map(T::restore).collect()
    }
}

impl<T: Stored> Stored for Box<T> {
    type Form = T::Form;

    fn store(&self) -> Self::Form {
        T::store(self)
    }

    fn restore(form: Self::Form) -> Result<Self, DecodeError> {
        T::restore(form).map(Box::new)
    }
}

/// Values that stand as a text: how they are written, and read.
macro_rules! texts {
    ($($kind:ty: $what:literal, $write:expr, $read:expr;)+) => {$(
        impl Stored for $kind {
            type Form = String;

            fn store(&self) -> String {
                let write: fn(&$kind) -> String = $write;
                write(self)
            }

            fn restore(form: String) -> Result<Self, DecodeError> {
                let read: fn(&str) -> Option<$kind> = $read;
                read(&form).ok_or_else(|| wrong($what, &form))
            }
        }
    )+};
}
texts! {
    NaiveDate: "a date", |day| day.to_string(), |text| text.parse().ok();
    Digest: "a digest", |digest| digest.to_string(), |text| text.parse().ok();
    Login: "a login", |login| login.0.clone(), |text| Some(text.into());
    SectionName: "a section", |section| section.0.clone(), |text| Some(text.into());
    ProcedureKey: "a procedure", |key| key.0.clone(), |text| Some(text.into());
    StageKey: "a stage", |key| key.0.clone(), |text| Some(text.into());
    DutyKey: "a duty", |key| key.0.clone(), |text| Some(text.into());
    Attribute: "an attribute", |one| one.key().to_owned(), Attribute::from_key;
    Ground: "a ground", |one| one.code().to_owned(), Ground::from_code;
    SecrecyConclusion: "a conclusion",
        |one| match one {
            SecrecyConclusion::Clear => "clear",
            SecrecyConclusion::No => "no",
            SecrecyConclusion::Unclear => "unclear",
        }.to_owned(),
        |text| Some(match text {
            "clear" => SecrecyConclusion::Clear,
            "no" => SecrecyConclusion::No,
            "unclear" => SecrecyConclusion::Unclear,
            _ => return None,
        });
    Urgency: "an urgency",
        |one| match one {
            Urgency::Ordinary => "",
            Urgency::Urgent => "urgent",
            Urgency::ExtraUrgent => "extra-urgent",
        }.to_owned(),
        |text| Some(match text {
            "" => Urgency::Ordinary,
            "urgent" => Urgency::Urgent,
            "extra-urgent" => Urgency::ExtraUrgent,
            _ => return None,
        });
    Validity: "a validity",
        |one| match one {
            Validity::InForce => "",
            Validity::Lapsed => "lapsed",
            Validity::Repealed => "repealed",
        }.to_owned(),
        |text| Some(match text {
            "" => Validity::InForce,
            "lapsed" => Validity::Lapsed,
            "repealed" => Validity::Repealed,
            _ => return None,
        });
    SourceKind: "a kind of source",
        |one| match one { SourceKind::Public => "", SourceKind::Agency => "agency" }.to_owned(),
        |text| Some(match text {
            "" => SourceKind::Public,
            "agency" => SourceKind::Agency,
            _ => return None,
        });
    ClockKey: "a clock",
        |key| match key { ClockKey::Stage => String::new(), ClockKey::Duty(duty) => duty.0.clone() },
        |text| Some(match text { "" => ClockKey::Stage, duty => ClockKey::Duty(duty.into()) });
}

impl Stored for Revision {
    type Form = u32;

    fn store(&self) -> u32 {
        self.0
    }

    fn restore(form: u32) -> Result<Self, DecodeError> {
        Ok(Revision(form))
    }
}

/// Values that stand as an object, field by field.
macro_rules! objects {
    ($($kind:ident as $form:ident { $($field:ident : $kindof:ty),+ $(,)? })+) => {$(
        /// The form of the value of nearly the same name.
        #[derive(Clone, PartialEq, Default, Debug, Serialize, Deserialize)]
        pub struct $form {
            $(#[serde(default, skip_serializing_if = "Omit::omit")] $field: <$kindof as Stored>::Form,)+
        }

        impl Omit for $form {
            fn omit(&self) -> bool {
                $(self.$field.omit())&&+
            }
        }

        impl Stored for $kind {
            type Form = $form;

            fn store(&self) -> $form {
                $form { $($field: <$kindof as Stored>::store(&self.$field),)+ }
            }

            fn restore(form: $form) -> Result<Self, DecodeError> {
                Ok($kind { $($field: <$kindof as Stored>::restore(form.$field)?,)+ })
            }
        }
    )+};
}
objects! {
    Submission as SubmissionForm { content: Content, proposal: Proposal }
    Proposal as ProposalForm { attribute: Option<Attribute>, ground: Option<Ground>, reason: String, law: String }
    Content as ContentForm {
        title: String, file_number: String, text: Option<Text>, attachments: Vec<Attachment>, urgency: Urgency,
        formed_on: Option<NaiveDate>, obtained_on: Option<NaiveDate>, source: Source, document_number: String,
        document_date: Option<NaiveDate>, signed: Option<Signature>, with_sections: Vec<String>,
        lead_agency: String, normative: bool, validity: Validity, pages: Option<u32>, copies: Option<u32>,
        third_party: String, former_classification: String, secrecy_expires_on: Option<NaiveDate>,
        public_text: Option<Text>, elements: Elements,
    }
    Text as TextForm { digest: Digest, bytes: u64 }
    Attachment as AttachmentForm { name: String, digest: Digest, bytes: u64, disclosed: Option<bool> }
    Source as SourceForm { name: String, kind: SourceKind, url: String }
    Signature as SignatureForm { name: String, on: NaiveDate }
    Elements as ElementsForm {
        summary: String, category: String, subject: String, genre: String, keywords: Vec<String>,
    }
    Paper as PaperForm { signer: Login, signed_on: NaiveDate, scan: Option<Digest> }
    Delegation as DelegationForm {
        from: Login, to: Login, first: NaiveDate, last: NaiveDate, authority: String,
    }
}

/// The form of a 文号: the number, or why there is none, or whose it is.
#[derive(Clone, PartialEq, Default, Debug, Serialize, Deserialize)]
pub struct NumberForm {
    #[serde(default, skip_serializing_if = "Omit::omit")]
    own: String,
    #[serde(default, skip_serializing_if = "Omit::omit")]
    none_because: String,
    #[serde(default, skip_serializing_if = "Omit::omit")]
    lead_agency: String,
}

impl Omit for NumberForm {
    fn omit(&self) -> bool {
        *self == NumberForm::default()
    }
}

impl Stored for DocumentNumber {
    type Form = NumberForm;

    fn store(&self) -> NumberForm {
        match self.clone() {
            DocumentNumber::Own(own) => NumberForm { own, ..NumberForm::default() },
            DocumentNumber::None(none_because) => NumberForm { none_because, ..NumberForm::default() },
            DocumentNumber::LeadAgency(lead_agency) => NumberForm { lead_agency, ..NumberForm::default() },
        }
    }

    fn restore(form: NumberForm) -> Result<Self, DecodeError> {
        Ok(match form {
            NumberForm { lead_agency, .. } if !lead_agency.is_empty() => {
                DocumentNumber::LeadAgency(lead_agency)
            }
            NumberForm { own, .. } if !own.is_empty() => DocumentNumber::Own(own),
            NumberForm { none_because, .. } => DocumentNumber::None(none_because),
        })
    }
}

/// The form of a correction: which fact, of which duty, and its value as text.
#[derive(Clone, PartialEq, Default, Debug, Serialize, Deserialize)]
pub struct CorrectionForm {
    #[serde(default)]
    fact: String,
    #[serde(default, skip_serializing_if = "Omit::omit")]
    duty: String,
    #[serde(default, skip_serializing_if = "Omit::omit")]
    value: String,
    #[serde(default, skip_serializing_if = "Omit::omit")]
    number: NumberForm,
}

impl Omit for CorrectionForm {
    fn omit(&self) -> bool {
        false
    }
}

impl Stored for Correction {
    type Form = CorrectionForm;

    fn store(&self) -> CorrectionForm {
        let form = |fact: &str, duty: &str, value: String| CorrectionForm {
            fact: fact.to_owned(),
            duty: duty.to_owned(),
            value,
            number: NumberForm::default(),
        };
        match self {
            Correction::Number(number) => {
                CorrectionForm { number: number.store(), ..form("number", "", String::new()) }
            }
            Correction::DocumentDate(day) => form("document-date", "", day.to_string()),
            Correction::IssueDate(day) => form("issue-date", "", day.to_string()),
            Correction::FormedOn(day) => form("formed-on", "", day.to_string()),
            Correction::ObtainedOn(day) => form("obtained-on", "", day.to_string()),
            Correction::Url(duty, url) => form("url", &duty.0, url.clone()),
            Correction::DoneOn(duty, day) => form("done-on", &duty.0, day.to_string()),
        }
    }

    fn restore(form: CorrectionForm) -> Result<Self, DecodeError> {
        let duty = || DutyKey(form.duty.clone());
        let day = || NaiveDate::restore(form.value.clone());
        Ok(match form.fact.as_str() {
            "number" => Correction::Number(DocumentNumber::restore(form.number)?),
            "document-date" => Correction::DocumentDate(day()?),
            "issue-date" => Correction::IssueDate(day()?),
            "formed-on" => Correction::FormedOn(day()?),
            "obtained-on" => Correction::ObtainedOn(day()?),
            "url" => Correction::Url(duty(), form.value.clone()),
            "done-on" => Correction::DoneOn(duty(), day()?),
            other => return Err(wrong("a corrected fact", other)),
        })
    }
}
