//! What a draft says, as options: a new item gets what is given, an edited one keeps the rest.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;

use super::plain::Proposed;
use crate::cli::exit::Trouble;
use crate::cli::session::Session;
use crate::cli::values;
use crate::client::text_of;
use crate::domain::{Attachment, Elements, Signature, SourceKind, Submission, Text, Urgency, Validity};

#[derive(Args, Debug)]
pub(in crate::cli) struct Said {
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    #[command(flatten)]
    proposed: Proposed,
    #[arg(long, value_name = "TEXT", conflicts_with = "text_file")]
    text: Option<String>,
    #[arg(long, value_name = "FILE")]
    text_file: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    public_text_file: Option<PathBuf>,
    #[arg(long, conflicts_with = "public_text_file")]
    pub mask: bool,
    #[arg(long, value_name = "FILE")]
    attach: Vec<PathBuf>,
    #[arg(long, value_name = "NAME")]
    detach: Vec<String>,
    #[arg(long, value_name = "NAME")]
    disclose: Vec<String>,
    #[arg(long, value_name = "NAME")]
    withhold: Vec<String>,
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    formed_on: Option<NaiveDate>,
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    obtained_on: Option<NaiveDate>,
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    #[arg(long, value_name = "KIND", value_parser = values::source_kind)]
    source_kind: Option<SourceKind>,
    #[arg(long, value_name = "URL")]
    source_url: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    number: Option<String>,
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    document_date: Option<NaiveDate>,
    #[arg(long, value_name = "NAME", requires = "signed_on")]
    signed_by: Option<String>,
    #[arg(long, value_name = "DATE", value_parser = values::day, requires = "signed_by")]
    signed_on: Option<NaiveDate>,
    #[arg(long, value_name = "URGENCY", value_parser = values::urgency)]
    urgency: Option<Urgency>,
    #[arg(long, value_name = "SECTION")]
    with_section: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    lead_agency: Option<String>,
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    normative: Option<bool>,
    #[arg(long, value_name = "VALIDITY", value_parser = values::validity)]
    validity: Option<Validity>,
    #[arg(long, value_name = "N")]
    pages: Option<u32>,
    #[arg(long, value_name = "N")]
    copies: Option<u32>,
    #[arg(long, value_name = "TEXT")]
    third_party: Option<String>,
    #[arg(long, value_name = "TEXT")]
    file_number: Option<String>,
    #[arg(long, value_name = "TEXT")]
    former_classification: Option<String>,
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    secrecy_expires_on: Option<NaiveDate>,
    #[command(flatten)]
    elements: SaidElements,
}

/// 要素, as options.
#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct SaidElements {
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    #[arg(long, value_name = "CODE", value_parser = values::category)]
    category: Option<String>,
    #[arg(long, value_name = "TEXT")]
    subject: Option<String>,
    #[arg(long, value_name = "TEXT")]
    genre: Option<String>,
    #[arg(long, value_name = "TEXT")]
    keyword: Vec<String>,
}

impl Said {
    /// Lays what was said over a submission, and gives the bytes that it names from now on.
    pub(super) fn over(self, onto: &mut Submission, session: &Session) -> Result<Vec<Vec<u8>>, Trouble> {
        let mut blobs = Vec::new();
        let content = &mut onto.content;
        if let Some(text) = self.text {
            content.text = Some(kept(text.into_bytes(), &mut blobs));
        }
        if let Some(file) = &self.text_file {
            content.text = Some(kept(session.read_text(file)?, &mut blobs));
        }
        if let Some(file) = &self.public_text_file {
            content.give_public_text(kept(session.read_text(file)?, &mut blobs));
        }
        content.attachments.retain(|attachment| !self.detach.contains(&attachment.name));
        for file in &self.attach {
            let Text { digest, bytes } = kept(session.read(file)?, &mut blobs);
            let name = file_name(file);
            content.attachments.retain(|attachment| attachment.name != name);
            content.attachments.push(Attachment { name, digest, bytes, disclosed: None });
        }
        for (names, disclosed) in [(&self.disclose, true), (&self.withhold, false)] {
            for name in names {
                let found = content.attachments.iter_mut().find(|attachment| attachment.name == *name);
                let attachment =
                    found.ok_or_else(|| session.usage("cli.no-attachment", &[("name", name)]))?;
                attachment.disclosed = Some(disclosed);
            }
        }
        put(&mut content.title, self.title);
        put(&mut content.file_number, self.file_number);
        put(&mut content.source.name, self.source);
        put(&mut content.source.kind, self.source_kind);
        put(&mut content.source.url, self.source_url);
        put(&mut content.document_number, self.number);
        put(&mut content.urgency, self.urgency);
        put(&mut content.lead_agency, self.lead_agency);
        put(&mut content.normative, self.normative);
        put(&mut content.validity, self.validity);
        put(&mut content.third_party, self.third_party);
        put(&mut content.former_classification, self.former_classification);
        put(&mut content.formed_on, self.formed_on.map(Some));
        put(&mut content.obtained_on, self.obtained_on.map(Some));
        put(&mut content.document_date, self.document_date.map(Some));
        put(&mut content.secrecy_expires_on, self.secrecy_expires_on.map(Some));
        put(&mut content.pages, self.pages.map(Some));
        put(&mut content.copies, self.copies.map(Some));
        put(&mut content.with_sections, some(self.with_section));
        let signed = self.signed_by.zip(self.signed_on).map(|(name, on)| Some(Signature { name, on }));
        put(&mut content.signed, signed);
        self.elements.over(&mut content.elements);
        if self.proposed.attribute.is_some() {
            onto.proposal = self.proposed.proposal();
        } else {
            onto.proposal.ground = self.proposed.ground.or(onto.proposal.ground);
            put(&mut onto.proposal.reason, self.proposed.reason);
            put(&mut onto.proposal.law, self.proposed.law);
        }
        Ok(blobs)
    }
}

impl SaidElements {
    pub(super) fn over(self, onto: &mut Elements) {
        put(&mut onto.summary, self.summary);
        put(&mut onto.category, self.category);
        put(&mut onto.subject, self.subject);
        put(&mut onto.genre, self.genre);
        put(&mut onto.keywords, some(self.keyword));
    }
}

fn put<T>(field: &mut T, said: Option<T>) {
    if let Some(value) = said {
        *field = value;
    }
}

fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

fn kept(bytes: Vec<u8>, blobs: &mut Vec<Vec<u8>>) -> Text {
    let text = text_of(&bytes);
    blobs.push(bytes);
    text
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
