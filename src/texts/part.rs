//! The parts of an item in words: what each is called, and what it says in a version.

use super::catalogue::Texts;
use crate::domain::{Archived, Attachment, Flagged, OutdatedThere, Submission};
use crate::projection::Part;
use crate::scan::{Found, FoundIn, Kind, Scanned};

/// Findings that are told one by one at most.
const MOST_FINDINGS: usize = 100;

impl Texts {
    /// What a part is called: 理由.
    pub fn part(&self, part: Part) -> &'static str {
        self.term("part", part.key())
    }

    /// What a part says in a version; empty where it says nothing.
    pub fn part_said(&self, part: Part, version: &Submission) -> String {
        let Submission { content, proposal } = version;
        let elements = &content.elements;
        let date =
            |date: Option<chrono::NaiveDate>| date.map(|date| self.full_date(date)).unwrap_or_default();
        let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        let bytes = |text: &Option<crate::domain::Text>| match text {
            Some(text) => self.fill("file.bytes", &[("n", &text.bytes.to_string())]),
            None => String::new(),
        };
        match part {
            Part::Attribute => self.attribute(proposal.attribute).to_owned(),
            Part::Ground => proposal.ground.map(|ground| self.ground(ground)).unwrap_or_default(),
            Part::Reason => proposal.reason.clone(),
            Part::Law => proposal.law.clone(),
            Part::Title => content.title.clone(),
            Part::Text => bytes(&content.text),
            Part::PublicText => match content.has_outdated_public_text() {
                true => self.fill("ui.outdated", &[("what", &bytes(&content.public_text))]),
                false => bytes(&content.public_text),
            },
            Part::Attachments => {
                let files = content.attachments.iter();
                let files = files.map(|file| format!("{}({})", file.name, self.disclosure(file)));
                files.collect::<Vec<_>>().join(self.get("ui.list-separator"))
            }
            Part::Summary => elements.summary.clone(),
            Part::Category => elements.category.clone(),
            Part::Subject => elements.subject.clone(),
            Part::Genre => elements.genre.clone(),
            Part::Keywords => elements.keywords.join(self.get("ui.list-separator")),
            Part::Number => content.document_number.clone(),
            Part::DocumentDate => date(content.document_date),
            Part::FormedOn => date(content.formed_on),
            Part::ObtainedOn => date(content.obtained_on),
            Part::Source => [content.source.name.as_str(), &content.source.url].join(" ").trim().to_owned(),
            Part::Signed => match &content.signed {
                Some(signed) => format!("{} {}", signed.name, self.full_date(signed.on)),
                None => String::new(),
            },
            Part::WithSections => content.with_sections.join(self.get("ui.list-separator")),
            Part::LeadAgency => content.lead_agency.clone(),
            Part::Urgency => self.urgency(content.urgency).to_owned(),
            Part::Normative => self.get(if content.normative { "ui.yes" } else { "ui.no" }).to_owned(),
            Part::Validity => self.validity(content.validity).to_owned(),
            Part::Pages => number(content.pages),
            Part::Copies => number(content.copies),
            Part::ThirdParty => content.third_party.clone(),
            Part::FileNumber => content.file_number.clone(),
            Part::FormerClassification => content.former_classification.clone(),
            Part::SecrecyExpiresOn => date(content.secrecy_expires_on),
        }
    }

    /// What the scan found where: 正文第3行 公民身份号码 350***********0015 须遮盖.
    pub fn found(&self, found: &Found) -> String {
        let level = self.term("finding-level", found.level.key());
        let kind = self.term("finding", found.kind.key());
        format!("{} {kind} {} {level}", self.found_in(&found.place, found.line), found.masked)
    }

    /// Findings that were let stand: 正文第3行 公民身份号码; 名单.csv第2行 手机号码.
    pub(super) fn let_stand(&self, findings: &[Flagged]) -> String {
        let said = |finding: &Flagged| {
            let place = FoundIn::named(&finding.place, &finding.file);
            let place =
                place.map_or_else(|| finding.place.clone(), |place| self.found_in(&place, finding.line));
            let kind = Kind::from_key(&finding.kind).map(|kind| self.term("finding", kind.key()));
            format!("{place} {}", kind.unwrap_or(&finding.kind))
        };
        findings.iter().map(said).collect::<Vec<_>>().join("; ")
    }

    fn found_in(&self, place: &FoundIn, line: u32) -> String {
        let name = match place {
            FoundIn::Title => self.part(Part::Title).to_owned(),
            FoundIn::Summary => self.part(Part::Summary).to_owned(),
            FoundIn::Keywords => self.part(Part::Keywords).to_owned(),
            FoundIn::Text => self.part(Part::Text).to_owned(),
            FoundIn::PublicText => self.part(Part::PublicText).to_owned(),
            FoundIn::FileName(name) | FoundIn::File(name) => name.clone(),
        };
        match place {
            FoundIn::Text | FoundIn::PublicText | FoundIn::File(_) => {
                self.fill("ui.on-line", &[("place", &name), ("line", &line.to_string())])
            }
            _ => name,
        }
    }

    /// All that the scan says, a line each: that the 公开版 is of an earlier text, what was found, how much more, and
    /// what couldn't be looked at.
    pub fn scanned(&self, scan: &Scanned) -> Vec<String> {
        let outdated = scan.of_earlier_text.then(|| self.get("ui.public-text-outdated").to_owned());
        let found = scan.told().take(MOST_FINDINGS).map(|found| self.found(found));
        let more = scan.told().skip(MOST_FINDINGS).count();
        let more = (more > 0).then(|| self.fill("ui.scan-more", &[("n", &more.to_string())]));
        let unread = scan.unread.iter().map(|name| self.fill("ui.unscanned", &[("name", name)]));
        outdated.into_iter().chain(found).chain(more).chain(unread).collect()
    }

    /// What the city archives hold: 2026-11-20,批次 2026-12-07 2026-12-10 档案馆签收. What is public no longer
    /// is to be withdrawn there.
    pub fn archived(&self, held: &Archived, outdated: Option<OutdatedThere>) -> String {
        let mut said = vec![format!("{}{}", held.since, self.batch(&held.batch))];
        if !held.letter.is_empty() {
            let values = [("on", held.since.to_string()), ("letter", held.letter.clone())];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            said.push(self.fill("paper-line.replaced", &values));
        }
        if let Some((on, _)) = &held.acknowledged {
            let values = [("on", on.to_string()), ("reference", held.reference.clone())];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            said.push(self.fill("paper-line.acknowledged", &values).trim_end().to_owned());
        }
        if let Some(OutdatedThere { to_be_withdrawn }) = outdated {
            let key = if to_be_withdrawn { "paper-line.withdraws" } else { "paper-line.replaces" };
            said.push(self.get(key).to_owned());
        }
        said.join("  ")
    }

    /// Whether an attachment is made public: 公开, 不公开, 未定.
    pub fn disclosure(&self, file: &Attachment) -> &'static str {
        match file.disclosed {
            Some(true) => self.term("file", "disclosed"),
            Some(false) => self.term("file", "not-disclosed"),
            None => self.term("file", "undecided"),
        }
    }
}
