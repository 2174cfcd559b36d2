//! Any submission at all.

use chrono::NaiveDate;
use gongkai::domain::{
    Attachment, Content, Digest, Elements, Ground, Proposal, Signature, Source, SourceKind, Submission, Text,
    Urgency, Validity,
};
use gongkai::procedure::Attribute;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};

pub fn submission() -> impl Strategy<Value = Submission> {
    (content(), proposal()).prop_map(|(content, proposal)| Submission { content, proposal })
}

fn content() -> impl Strategy<Value = Content> {
    let words = || (any::<String>(), any::<String>(), any::<String>(), any::<String>(), any::<String>());
    let dates = (date(), date(), date(), date());
    let terms = (urgency(), validity(), any::<bool>(), any::<Option<u32>>(), any::<Option<u32>>());
    let parts = (source(), signature(), elements(), vec(any::<String>(), 0..3));
    let public = (option::of(stored_text()), option::of(any::<[u8; 32]>().prop_map(Digest)));
    let files = (option::of(stored_text()), vec(attachment(), 0..3), public);
    (words(), any::<String>(), dates, terms, parts, files).prop_map(
        |(words, former_classification, dates, terms, parts, files)| Content {
            title: words.0,
            file_number: words.1,
            document_number: words.2,
            lead_agency: words.3,
            third_party: words.4,
            former_classification,
            formed_on: dates.0,
            obtained_on: dates.1,
            document_date: dates.2,
            secrecy_expires_on: dates.3,
            urgency: terms.0,
            validity: terms.1,
            normative: terms.2,
            pages: terms.3,
            copies: terms.4,
            source: parts.0,
            signed: parts.1,
            elements: parts.2,
            with_sections: parts.3,
            text: files.0,
            attachments: files.1,
            public_text: files.2.0,
            public_text_of: files.2.1,
        },
    )
}

fn proposal() -> impl Strategy<Value = Proposal> {
    let attribute = option::of(proptest::sample::select(Attribute::ALL));
    let ground = option::of(proptest::sample::select(&Ground::ALL));
    (attribute, ground, any::<String>(), any::<String>())
        .prop_map(|(attribute, ground, reason, law)| Proposal { attribute, ground, reason, law })
}

fn date() -> impl Strategy<Value = Option<NaiveDate>> {
    let year = prop_oneof![1990..2050, -262_000..262_000];
    option::of((year, 1..=366u32).prop_map(|(year, day)| {
        NaiveDate::from_yo_opt(year, day).or(NaiveDate::from_yo_opt(year, 365)).unwrap()
    }))
}

fn digest() -> impl Strategy<Value = Digest> {
    any::<[u8; 32]>().prop_map(Digest)
}

fn stored_text() -> impl Strategy<Value = Text> {
    (digest(), any::<u64>()).prop_map(|(digest, bytes)| Text { digest, bytes })
}

fn attachment() -> impl Strategy<Value = Attachment> {
    (any::<String>(), digest(), any::<u64>(), any::<Option<bool>>())
        .prop_map(|(name, digest, bytes, disclosed)| Attachment { name, digest, bytes, disclosed })
}

fn source() -> impl Strategy<Value = Source> {
    let kind = prop_oneof![Just(SourceKind::Public), Just(SourceKind::Agency)];
    (any::<String>(), kind, any::<String>()).prop_map(|(name, kind, url)| Source { name, kind, url })
}

fn signature() -> impl Strategy<Value = Option<Signature>> {
    (any::<String>(), date()).prop_map(|(name, on)| on.map(|on| Signature { name, on }))
}

fn elements() -> impl Strategy<Value = Elements> {
    (any::<[String; 4]>(), vec(any::<String>(), 0..4)).prop_map(|(words, keywords)| {
        let [summary, category, subject, genre] = words;
        Elements { summary, category, subject, genre, keywords }
    })
}

fn urgency() -> impl Strategy<Value = Urgency> {
    prop_oneof![Just(Urgency::Ordinary), Just(Urgency::Urgent), Just(Urgency::ExtraUrgent)]
}

fn validity() -> impl Strategy<Value = Validity> {
    prop_oneof![Just(Validity::InForce), Just(Validity::Lapsed), Just(Validity::Repealed)]
}
