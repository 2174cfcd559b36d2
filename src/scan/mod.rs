//! Finds personal data in a text before it is published.
//!
//! A [`Finding`] points at bytes of the text exactly as given, says what stands there and how grave it is,
//! and carries the bureau's one fixed mask, so that two publications can not be laid over each other.
//! The work is done on a folded copy in which full-width digits, invisible characters and broken
//! lines no longer hide a number; every step is linear in the text, whatever the text.
//!
//! Deliberately unknown here: what the item is, who may override a finding, and the clock (today is given).
//! The title and each attachment are scanned by the caller, as texts of their own.

mod fold;
mod context;
mod checks;
mod numbers;
mod codes;
mod places;
mod mask;
mod located;
#[cfg(test)]
mod tests;

use std::ops::Range;

use chrono::NaiveDate;

use context::Context;
use fold::Folded;
pub use located::{Found, FoundIn, Scanned, located};

/// What was found, the strongest first: of two overlapping findings the stronger kind stays.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// A citizen's number of 18 characters (GB 11643): checksum, province and date of birth are right.
    IdNumber18,
    /// A unified social credit code (GB 32100). Not personal; recognised so that it is not taken for more.
    CreditCode,
    /// A payment card: 16 to 19 digits with a right Luhn digit, and either BIN 62 or a word for accounts.
    BankCard,
    /// A citizen's number of the form used until 1999, 15 digits, near a word for it or among persons. It has no check
    /// digit: of 15 digits that mean anything else one in eighty would do, so that none is taken without a word.
    IdNumber15,
    /// An e-mail address whose local part is a mobile number. Other mailboxes are left alone.
    Email,
    /// A mobile number of the mainland, with or without +86. Landlines are lawful public data.
    Mobile,
    /// A passport or a travel permit for Hong Kong, Macao or Taiwan, near a word for it, held (持) or among persons. A
    /// letter and eight digits alone are as often a model, an order or a part.
    Passport,
    /// A vehicle's plate, near a word for vehicles or drivers.
    Plate,
    /// A home address after a word such as 家庭住址. A heuristic.
    Address,
    /// A table heading that announces a column of sensitive data.
    SensitiveHeading,
}

/// How grave a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// Worth knowing; nothing to do.
    Info,
    /// To be looked at before publication.
    Warn,
    /// Not to be published unless someone answers for it with a reason.
    Block,
}

/// One piece of personal data in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// How grave it is here; the same kind may weigh more inside a list.
    pub level: Level,
    /// Its bytes in the text as given, on character boundaries.
    pub span: Range<usize>,
    /// What may stand in its place: [`Kind::mask`] of the spanned text.
    pub masked: String,
}

impl Kind {
    /// The stable name.
    pub const fn key(self) -> &'static str {
        match self {
            Kind::IdNumber18 => "id-number-18",
            Kind::CreditCode => "credit-code",
            Kind::BankCard => "bank-card",
            Kind::IdNumber15 => "id-number-15",
            Kind::Email => "email",
            Kind::Mobile => "mobile",
            Kind::Passport => "passport",
            Kind::Plate => "plate",
            Kind::Address => "address",
            Kind::SensitiveHeading => "sensitive-heading",
        }
    }

    /// The kind of this stable name; none where a newer program found it.
    pub fn from_key(key: &str) -> Option<Kind> {
        use Kind::{
            Address, BankCard, CreditCode, Email, IdNumber15, IdNumber18, Mobile, Passport, Plate,
            SensitiveHeading,
        };
        let all = [
            IdNumber18,
            CreditCode,
            BankCard,
            IdNumber15,
            Email,
            Mobile,
            Passport,
            Plate,
            Address,
            SensitiveHeading,
        ];
        all.into_iter().find(|kind| kind.key() == key)
    }
}

impl Level {
    /// The stable name.
    pub const fn key(self) -> &'static str {
        match self {
            Level::Info => "info",
            Level::Warn => "warn",
            Level::Block => "block",
        }
    }
}

/// A finding before it is weighed against the others; its bytes are those of the folded text.
struct Hit {
    kind: Kind,
    level: Level,
    at: Range<usize>,
}

/// So many mobile numbers in one text make it a list of persons.
const A_LIST: usize = 3;

/// Every finding in `text`, in the order of the text and without overlaps.
///
/// A date of birth after `today` is no date of birth.
pub fn scan(text: &str, today: NaiveDate) -> Vec<Finding> {
    let folded = Folded::new(text);
    let context = Context::of(&folded.text);
    let mut hits = numbers::find(&folded.text, &context, today);
    hits.extend(codes::find(&folded.text, &context));
    hits.extend(places::find(&folded.text, &context));
    hits.extend(context.headings().map(|at| Hit { kind: Kind::SensitiveHeading, level: Level::Warn, at }));

    let mut hits = without_overlaps(hits);
    block_lists(&mut hits);
    hits.into_iter().map(|hit| hit.locate(text, &folded)).collect()
}

/// The text with the mask in the place of everything that is somebody's: a proposal, to be read before it is
/// made public.
pub fn masked(text: &str, today: NaiveDate) -> String {
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for finding in scan(text, today).into_iter().filter(|finding| finding.level > Level::Info) {
        out.push_str(text.get(at..finding.span.start).unwrap_or_default());
        out.push_str(&finding.masked);
        at = finding.span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// In how many places of a text there is something that is somebody's.
pub fn findings(text: &str, today: NaiveDate) -> usize {
    scan(text, today).into_iter().filter(|finding| finding.level > Level::Info).count()
}

/// The gravest level among the findings; none if there are no findings.
pub fn highest(findings: &[Finding]) -> Option<Level> {
    findings.iter().map(|finding| finding.level).max()
}

impl Hit {
    fn locate(self, text: &str, folded: &Folded) -> Finding {
        let span = folded.original(self.at, text);
        let masked = self.kind.mask(text.get(span.clone()).unwrap_or_default());
        Finding { kind: self.kind, level: self.level, span, masked }
    }
}

/// The hits in order; where two overlap the stronger kind stays, among equals the earlier, then the longer.
fn without_overlaps(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_unstable_by_key(|hit| (hit.at.start, usize::MAX - hit.at.end, hit.kind));
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        while kept.last().is_some_and(|last| last.at.end > hit.at.start && hit.kind < last.kind) {
            kept.pop();
        }
        if kept.last().is_none_or(|last| last.at.end <= hit.at.start) {
            kept.push(hit);
        }
    }
    kept
}

fn block_lists(hits: &mut [Hit]) {
    let reaches_a_person = |hit: &Hit| matches!(hit.kind, Kind::Mobile | Kind::Email);
    if hits.iter().filter(|hit| reaches_a_person(hit)).count() >= A_LIST {
        hits.iter_mut().filter(|hit| reaches_a_person(hit)).for_each(|hit| hit.level = Level::Block);
    }
}
