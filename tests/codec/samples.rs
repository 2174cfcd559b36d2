//! One value of every event, with every field filled in: words say "secret", names of texts are `ee…`.

use std::iter::successors;

use chrono::NaiveDate;
use gongkai::domain::{
    Attachment, BureauEvent, ClockKey, Content, Correction, Delegation, Digest, DocumentNumber, Elements,
    Flagged, Ground, ItemEvent, Paper, Proposal, Revision, SecrecyConclusion, Signature, Source, SourceKind,
    Submission, Text, Urgency, Validity,
};
use gongkai::procedure::{DutyKey, StageKey};

/// One event of every kind, in the order of the journal's table.
pub fn item_events() -> impl Iterator<Item = ItemEvent> {
    successors(Some(first_item_event()), next_item_event)
}

fn first_item_event() -> ItemEvent {
    ItemEvent::Drafted {
        procedure: "official".into(),
        version: Digest([0x1f; 32]),
        stage: "draft".into(),
        section: "投资科".into(),
        drafter: "chen".into(),
        submission: Box::new(full_submission()),
    }
}

/// The sample after this one. The match names every event, so that none is forgotten here.
fn next_item_event(event: &ItemEvent) -> Option<ItemEvent> {
    let words = || "secret words".to_owned();
    Some(match event {
        ItemEvent::Drafted { .. } => ItemEvent::Edited(Box::new(full_submission())),
        ItemEvent::Edited(_) => ItemEvent::PublishedChanged {
            content: Box::new(full_submission().content),
            changed_on: day(3),
            to: review(),
            duty: publish(),
        },
        ItemEvent::PublishedChanged { .. } => {
            ItemEvent::Submitted { opinion: words(), to: review(), self_drafted: vec!["confirm".into()] }
        }
        ItemEvent::Submitted { .. } => ItemEvent::Opened(Revision(2)),
        ItemEvent::Opened(_) => ItemEvent::Agreed {
            stage: review(),
            opinion: words(),
            to: Some("determine".into()),
            paper: paper(),
        },
        ItemEvent::Agreed { .. } => ItemEvent::AttributeChanged {
            stage: review(),
            proposal: withheld(),
            why: words(),
            to: Some("determine".into()),
            paper: paper(),
        },
        ItemEvent::AttributeChanged { .. } => ItemEvent::Determined {
            stage: "determine".into(),
            proposal: withheld(),
            opinion: words(),
            changed: true,
            on: day(4),
            listed: true,
            to: Some("issue".into()),
            paper: paper(),
        },
        ItemEvent::Determined { .. } => {
            ItemEvent::Returned { stage: review(), to: "draft".into(), reason: words(), paper: paper() }
        }
        ItemEvent::Returned { .. } => ItemEvent::Recalled { stage: review(), to: "draft".into() },
        ItemEvent::Recalled { .. } => ItemEvent::DeterminationUndone { to: "determine".into() },
        ItemEvent::DeterminationUndone { .. } => ItemEvent::BroughtInIssued { to: "determine".into() },
        ItemEvent::BroughtInIssued { .. } => ItemEvent::IssueRegistered {
            number: DocumentNumber::None(words()),
            document_date: day(5),
            issue_date: day(6),
            by_fallback: true,
            to: Some("sign".into()),
        },
        ItemEvent::IssueRegistered { .. } => ItemEvent::SecrecyReviewed {
            content: Digest([0x2f; 32]),
            conclusion: SecrecyConclusion::Clear,
            on: day(7),
            opinion: words(),
        },
        ItemEvent::SecrecyReviewed { .. } => {
            ItemEvent::Declassified { authority: "市保密局".to_owned(), expired_on: day(8) }
        }
        ItemEvent::Declassified { .. } => ItemEvent::Registered {
            index_number: "QZ00101-0204-2026-00017".to_owned(),
            elements: full_submission().content.elements,
        },
        ItemEvent::Registered { .. } => {
            ItemEvent::HandedOver { duty: "hand-over".into(), on: day(9), originals: 0, note: words() }
        }
        ItemEvent::HandedOver { .. } => ItemEvent::Received { duty: "receive".into(), on: day(10) },
        ItemEvent::Received { .. } => {
            ItemEvent::ReceiptRefused { reopened: "hand-over".into(), reason: words() }
        }
        ItemEvent::ReceiptRefused { .. } => ItemEvent::Published {
            duty: publish(),
            on: day(11),
            url: "https://gxj.example.gov.cn/1.html".to_owned(),
            despite_scan: words(),
            let_stand: vec![Flagged {
                kind: "mobile".to_owned(),
                place: "file".to_owned(),
                file: words(),
                line: 3,
            }],
        },
        ItemEvent::Published { .. } => {
            ItemEvent::Transferred {
                duty: "transfer".into(), on: day(12), batch: "2026年第1批".to_owned()
            }
        }
        ItemEvent::Transferred { .. } => {
            ItemEvent::TransferAcknowledged { duty: "transfer".into(), on: day(13), reference: words() }
        }
        ItemEvent::TransferAcknowledged { .. } => ItemEvent::Replaced {
            duty: "transfer".into(),
            on: day(14),
            letter: words(),
            batch: "2026年第2批".to_owned(),
            withdrawn: true,
        },
        ItemEvent::Replaced { .. } => ItemEvent::ReferredBack { reason: words(), to: "determine".into() },
        ItemEvent::ReferredBack { .. } => {
            ItemEvent::TakenDown { duty: publish(), reason: words(), on: day(13), called_for: true }
        }
        ItemEvent::TakenDown { .. } => ItemEvent::TakeDownRatified { to: "determine".into() },
        ItemEvent::TakeDownRatified { .. } => {
            ItemEvent::TakeDownOverruled { duty: publish(), reason: words(), on: day(14) }
        }
        ItemEvent::TakeDownOverruled { .. } => ItemEvent::Corrected {
            from: Some(Correction::Number(DocumentNumber::None(words()))),
            to: Correction::Number(DocumentNumber::Own("泉工信〔2026〕27号".to_owned())),
            reason: words(),
        },
        ItemEvent::Corrected { .. } => {
            ItemEvent::Waived { duty: publish(), reason: words(), approver: "li-approves".into() }
        }
        ItemEvent::Waived { .. } => ItemEvent::Terminated { reason: words() },
        ItemEvent::Terminated { .. } => ItemEvent::PaperConfirmed,
        ItemEvent::PaperConfirmed => ItemEvent::PaperDisputed { reason: words(), to: None },
        ItemEvent::PaperDisputed { .. } => ItemEvent::Reminded { note: words() },
        ItemEvent::Reminded { .. } => ItemEvent::Paused {
            clock: ClockKey::Stage,
            from: day(15),
            reason: words(),
            approver: "li-approves".into(),
        },
        ItemEvent::Paused { .. } => ItemEvent::Resumed { clock: ClockKey::Duty(publish()), on: day(16) },
        ItemEvent::Resumed { .. } => ItemEvent::Extended {
            clock: ClockKey::Duty(publish()),
            from: day(17),
            to: day(18),
            reason: words(),
            approver: "li-approves".into(),
            provision: words(),
        },
        ItemEvent::Extended { .. } => ItemEvent::KeptWithheld { reason: words(), on: day(19) },
        ItemEvent::KeptWithheld { .. } => {
            ItemEvent::Reopened { proposal: withheld(), reason: words(), to: review() }
        }
        ItemEvent::Reopened { .. } => ItemEvent::Commented { text: words() },
        ItemEvent::Commented { .. } => {
            ItemEvent::Expunged { reason: words(), approver: "li-approves".into() }
        }
        ItemEvent::Expunged { .. } => return None,
    })
}

/// The values that one event of each kind leaves out.
pub fn more_item_events() -> impl Iterator<Item = ItemEvent> {
    let number = |number| ItemEvent::IssueRegistered {
        number,
        document_date: day(1),
        issue_date: day(1),
        by_fallback: false,
        to: None,
    };
    let corrected = |to| ItemEvent::Corrected { from: None, to, reason: "secret".to_owned() };
    let reviewed = |conclusion| ItemEvent::SecrecyReviewed {
        content: Digest([0; 32]),
        conclusion,
        on: day(1),
        opinion: String::new(),
    };
    [
        number(DocumentNumber::LeadAgency("泉发改〔2026〕3号".to_owned())),
        number(DocumentNumber::None(String::new())),
        corrected(Correction::DocumentDate(day(1))),
        corrected(Correction::IssueDate(day(1))),
        corrected(Correction::FormedOn(day(1))),
        corrected(Correction::ObtainedOn(day(1))),
        corrected(Correction::Url(publish(), String::new())),
        corrected(Correction::DoneOn(publish(), day(1))),
        ItemEvent::PaperDisputed { reason: "secret".to_owned(), to: Some("determine".into()) },
        reviewed(SecrecyConclusion::No),
        reviewed(SecrecyConclusion::Unclear),
        ItemEvent::Agreed { stage: review(), opinion: String::new(), to: None, paper: None },
        ItemEvent::Edited(Box::default()),
        ItemEvent::Edited(Box::new(remade())),
        ItemEvent::Expunged { reason: "\u{0}\u{2028}\"\\\n\t🀄".to_owned(), approver: "".into() },
    ]
    .into_iter()
}

/// One event of every kind, in the order of the journal's table.
pub fn bureau_events() -> impl Iterator<Item = BureauEvent> {
    let digest = Digest([0x3f; 32]);
    successors(Some(BureauEvent::Founded { practice: true, working_days: Some(digest) }), move |event| {
        Some(match event {
            BureauEvent::Founded { .. } => BureauEvent::RosterAdopted(digest),
            BureauEvent::RosterAdopted(_) => BureauEvent::ProceduresAdopted(digest),
            BureauEvent::ProceduresAdopted(_) => BureauEvent::SettingsAdopted(digest),
            BureauEvent::SettingsAdopted(_) => {
                BureauEvent::CalendarImported { notice: digest, year: 2026, moved: 118 }
            }
            BureauEvent::CalendarImported { .. } => {
                BureauEvent::WorkingDaysAdopted { data: digest, edition: 2, moved: 118 }
            }
            BureauEvent::WorkingDaysAdopted { .. } => BureauEvent::DeputyAppointed(Delegation {
                from: "wang".into(),
                to: "zhao".into(),
                first: day(1),
                last: day(31),
                authority: "局办〔2026〕4号".to_owned(),
            }),
            BureauEvent::DeputyAppointed(_) => {
                BureauEvent::DeputyEnded { from: "wang".into(), to: "zhao".into(), last: day(20) }
            }
            BureauEvent::DeputyEnded { .. } => {
                let clock = day(13).and_hms_milli_opt(1, 30, 0, 120)?.and_utc().fixed_offset();
                BureauEvent::ClockConfirmed { clock: Some(clock) }
            }
            BureauEvent::ClockConfirmed { .. } => BureauEvent::BackedUp {
                sequence: 812,
                head: digest,
                file: "/srv/backup/0113.redb".to_owned(),
            },
            BureauEvent::BackedUp { .. } => return None,
        })
    })
}

pub fn full_submission() -> Submission {
    let (digest, secret) = (Digest([0xee; 32]), "secret".to_owned());
    Submission {
        content: Content {
            title: "secret \"title\"".to_owned(),
            file_number: secret.clone(),
            text: Some(Text { digest, bytes: 4096 }),
            attachments: vec![Attachment {
                name: "secret.pdf".to_owned(),
                digest,
                bytes: 0,
                disclosed: Some(false),
            }],
            urgency: Urgency::ExtraUrgent,
            formed_on: Some(day(1)),
            obtained_on: Some(day(2)),
            source: Source {
                name: secret.clone(),
                kind: SourceKind::Agency,
                url: "https://example.gov.cn".to_owned(),
            },
            document_number: secret.clone(),
            document_date: Some(day(3)),
            signed: Some(Signature { name: secret.clone(), on: day(4) }),
            with_sections: vec![secret.clone()],
            lead_agency: secret.clone(),
            normative: true,
            validity: Validity::Repealed,
            pages: Some(3),
            copies: Some(0),
            third_party: secret.clone(),
            former_classification: secret.clone(),
            secrecy_expires_on: Some(day(5)),
            public_text: Some(Text { digest, bytes: 12 }),
            public_text_of: None,
            elements: Elements {
                summary: secret.clone(),
                category: "0204".to_owned(),
                subject: "工业".to_owned(),
                genre: "通知".to_owned(),
                keywords: vec![secret, "投资".to_owned()],
            },
        },
        proposal: withheld(),
    }
}

/// A 公开版 that says from which text it was made.
fn remade() -> Submission {
    let [public, whole] = [[0x02; 32], [0x03; 32]].map(Digest);
    let content = Content {
        text: Some(Text { digest: whole, bytes: 13 }),
        public_text: Some(Text { digest: public, bytes: 12 }),
        public_text_of: Some(whole),
        ..Content::default()
    };
    Submission { content, proposal: Proposal::default() }
}

fn withheld() -> Proposal {
    Proposal { law: "secret law".to_owned(), ..Proposal::withheld(Ground::StateSecret, "secret reason") }
}

fn paper() -> Option<Paper> {
    Some(Paper { signer: "leader".into(), signed_on: day(21), scan: Some(Digest([0xee; 32])) })
}

fn review() -> StageKey {
    "review".into()
}

fn publish() -> DutyKey {
    "publish".into()
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, day).unwrap()
}
