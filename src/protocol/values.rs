//! How the values of questions and answers travel. Both ends are of one version, so nothing here is kept.

use std::fmt::Display;

use serde::de::Error as _;
use serde::{Deserialize, Serialize};
use serde_json::Error;

use crate::calendar::{WORKING_DAYS, edition};
use crate::codec::fields::{in_text, plain};
use crate::codec::twin::{InText, Stored, Written, choice, record};
use crate::codec::{Bytes, Decoded, decode_bureau, decode_item, encode_bureau, encode_item};
use crate::desk::{
    BureauOrder, Changed, Damage, Done, Dossier, Dossiers, Fault, FindingKind, Found, FoundIn, Happened,
    History, Level, Likeness, Moved, News, Notice, Order, Outcome, Paper, Scanned, SetupFiles, Sheet,
    Verdict, WorkingDays,
};
use crate::domain::{
    Author, Backup, BureauCommand, BureauEvent, ClockKey, Command, CommandId, Dated, Delegation, Digest,
    Element, Holder, ItemEvent, ItemId, Login, Moment, MovedClock, Refusal, Revision, SectionName, Task,
    Tier,
};
use crate::procedure::{Attribute, DutyAct, DutyKey, Fact, ProcedureKey, Role, StageAct, StageKey};
use crate::projection::{Count, Filter, Pane, Query, Queue, Row, Scope, Sort, Tally, Window};
use chrono::NaiveDate;

record! { Order {
    id = id: CommandId,
    item = item: Option<ItemId>,
    command = command: Command,
    blobs = blobs: Vec<Vec<u8>>,
    seed = seed: u64,
}}

record! { BureauOrder {
    id = id: CommandId,
    by = by: Login,
    command = command: BureauCommand,
}}

choice! { Outcome {
    "done" = Done { done = 0: Done },
    "refused" = Refused { refusal = 0: Refusal },
    "id-reused" = IdReused,
}}

record! { Done {
    item = item: ItemId,
    revision = revision: Revision,
    events = events: Vec<ItemEvent>,
    moved = moved: Vec<MovedClock>,
}}

record! { MovedClock {
    clock = clock: ClockKey,
    from = from: Option<NaiveDate>,
    to = to: Option<NaiveDate>,
}}

choice! { Refusal {
    "unknown-person" = UnknownPerson { login = 0: Login },
    "no-such-item" = NoSuchItem { id = 0: ItemId },
    "no-such-procedure" = NoSuchProcedure { key = 0: ProcedureKey },
    "no-such-section" = NoSuchSection { name = 0: SectionName },
    "terminated" = Terminated,
    "expunged" = Expunged,
    "no-such-stage" = NoSuchStage { key = 0: StageKey },
    "no-such-duty" = NoSuchDuty { key = 0: DutyKey },
    "already-decided" = AlreadyDecided { by = by: Login, at = at: Moment },
    "already-done" = AlreadyDone { duty = duty: DutyKey, by = by: Login, on = on: NaiveDate },
    "already-acknowledged" = AlreadyAcknowledged { by = by: Login, on = on: NaiveDate },
    "already-issued" = AlreadyIssued,
    "determined" = Determined,
    "wrong-stage" = WrongStage { now = now: Option<StageKey> },
    "duty-waits" = DutyWaits { after = after: DutyKey },
    "under-reconsideration" = UnderReconsideration,
    "own-proposal" = OwnProposal { by = 0: Login },
    "not-permitted" = NotPermitted { who = who: Vec<Login> },
    "revision-changed" = RevisionChanged { shown = shown: Revision, now = now: Revision },
    "opened-meanwhile" = OpenedMeanwhile { by = by: Login, at = at: Moment },
    "nothing-changed" = NothingChanged,
    "attribute-missing" = AttributeMissing,
    "ground-missing" = GroundMissing,
    "reason-missing" = ReasonMissing,
    "law-missing" = LawMissing,
    "state-secret-content" = StateSecretContent,
    "not-declassified" = NotDeclassified,
    "title-missing" = TitleMissing,
    "title-too-long" = TitleTooLong { chars = chars: usize, most = most: usize },
    "fact-missing" = FactMissing { fact = 0: Fact },
    "no-catalogue" = NoCatalogue,
    "authority-missing" = AuthorityMissing,
    "approver-missing" = ApproverMissing,
    "cannot-deputise" = CannotDeputise { login = 0: Login },
    "period-empty" = PeriodEmpty { first = first: NaiveDate, last = last: NaiveDate },
    "number-malformed" = NumberMalformed { number = 0: String },
    "date-in-future" = DateInFuture { date = date: Dated, given = given: NaiveDate },
    "no-batch-day" = NoBatchDay { given = given: String, next = next: NaiveDate, then = then: NaiveDate },
    "date-too-early" = DateTooEarly { date = date: Dated, given = given: NaiveDate, earliest = earliest: NaiveDate },
    "not-later" = NotLater { given = given: NaiveDate, due = due: NaiveDate },
    "number-in-use" = NumberInUse { number = number: String, by = by: ItemId },
    "page-in-use" = PageInUse { url = url: String, by = by: ItemId },
    "no-page" = NoPage,
    "is-public" = IsPublic,
    "category-numbered" = CategoryNumbered { number = number: String, code = code: String },
    "no-such-category" = NoSuchCategory { code = code: String, known = known: Vec<String> },
    "url-malformed" = UrlMalformed { url = 0: String },
    "limit-is-law" = LimitIsLaw,
    "clock-not-fit" = ClockNotFit,
    "secrecy-review-missing" = SecrecyReviewMissing,
    "secrecy-review-forbids" = SecrecyReviewForbids,
    "index-number-missing" = IndexNumberMissing,
    "elements-missing" = ElementsMissing { missing = 0: Vec<Element> },
    "public-text-outdated" = PublicTextOutdated,
    "attachments-undecided" = AttachmentsUndecided { files = 0: Vec<String> },
    "personal-data" = PersonalData { findings = findings: usize },
}}

record! { Query {
    pane = pane: Pane,
    filter = filter: Filter,
    sort = sort: Sort,
    after = after: Option<(NaiveDate, ItemId)>,
    limit = limit: usize,
}}

record! { Pane {
    queue = queue: Queue,
    scopes = scopes: Vec<Scope>,
}}

choice! { Scope {
    "person" = Person { login = 0: Login },
    "section" = Section { name = 0: SectionName },
    "all" = All,
}}

record! { optional Filter {
    text = text: String,
    section = section: Option<SectionName>,
    drafter = drafter: Option<Login>,
    procedure = procedure: Option<ProcedureKey>,
    attribute = attribute: Option<Attribute>,
    tier = tier: Option<Tier>,
    task = task: Option<Task>,
    holder = holder: Option<Holder>,
}}

choice! { Task {
    "stage" = Stage { key = 0: StageKey, act = 1: StageAct },
    "duty" = Duty { key = 0: DutyKey, act = 1: DutyAct },
    "secrecy-review" = SecrecyReview,
    "secrecy-referral" = SecrecyReferral,
    "replace" = Replace,
    "take-down" = TakeDown,
    "ratify" = Ratify,
    "answer" = Answer,
    "evaluate" = Evaluate,
}}

choice! { Holder {
    "person" = Person { login = 0: Login },
    "section" = Section { role = 0: Role, name = 1: SectionName },
    "nobody" = Nobody { role = 0: Role, name = 1: SectionName },
}}

record! { Window {
    rows = rows: Vec<Row>,
    more = more: bool,
    matches = matches: Option<u64>,
}}

record! { Count {
    items = items: u64,
    tally = tally: Tally,
}}

record! { Tally {
    overdue = overdue: u64,
    past_target = past_target: u64,
    today_legal = today_legal: u64,
    today_internal = today_internal: u64,
    soon_legal = soon_legal: u64,
    soon_internal = soon_internal: u64,
}}

record! { History {
    sequence = sequence: u64,
    at = at: Moment,
    author = author: Author,
    item = item: Option<ItemId>,
    kind = kind: String,
    what = what: Happened,
}}

record! { Dossier {
    id = id: ItemId,
    history = history: Vec<History>,
}}

record! { Dossiers {
    page = page: Vec<Dossier>,
    next = next: Option<ItemId>,
}}

record! { Changed {
    items = items: Vec<ItemId>,
    up_to = up_to: u64,
}}

record! { Author {
    login = login: Login,
    role = role: Role,
    on_behalf = on_behalf: Option<Login>,
}}

choice! { Happened {
    "item" = Item { event = 0: Box<ItemEvent> },
    "bureau" = Bureau { event = 0: BureauEvent },
    "unknown" = Unknown,
}}

record! { Backup {
    at = at: Moment,
    sequence = sequence: u64,
    file = file: String,
}}

record! { Scanned {
    found = found: Vec<Found>,
    unread = unread: Vec<String>,
    of_earlier_text = of_earlier_text: bool,
}}

record! { Found {
    kind = kind: FindingKind,
    level = level: Level,
    masked = masked: String,
    place = place: FoundIn,
    line = line: u32,
}}

choice! { FoundIn {
    "title" = Title,
    "summary" = Summary,
    "keywords" = Keywords,
    "text" = Text,
    "public-text" = PublicText,
    "file-name" = FileName { name = 0: String },
    "file" = File { name = 0: String },
}}

choice! { FindingKind {
    "id-number-18" = IdNumber18,
    "credit-code" = CreditCode,
    "bank-card" = BankCard,
    "id-number-15" = IdNumber15,
    "email" = Email,
    "mobile" = Mobile,
    "passport" = Passport,
    "plate" = Plate,
    "address" = Address,
    "sensitive-heading" = SensitiveHeading,
}}

choice! { Level {
    "info" = Info,
    "warn" = Warn,
    "block" = Block,
}}

choice! { Paper {
    "text" = Text { text = text: String, cut = cut: bool, damaged = damaged: bool },
    "other" = Other { ending = 0: String },
    "faulty" = Faulty,
}}

record! { Likeness {
    section = section: SectionName,
    title = title: String,
    number = number: String,
}}

record! { Notice {
    year = year: i32,
    moved = moved: Vec<Moved>,
    refused = refused: Option<Refusal>,
}}

record! { Moved {
    item = item: ItemId,
    title = title: String,
    queue = queue: Queue,
    from = from: NaiveDate,
    to = to: NaiveDate,
}}

record! { Damage {
    kind = kind: String,
    places = places: Vec<(String, String)>,
}}

record! { Verdict {
    sequence = sequence: u64,
    head = head: Digest,
    expunged = expunged: u64,
    blobs = blobs: u64,
    faults = faults: Vec<Damage>,
    fault_count = fault_count: u64,
    differing = differing: Vec<ItemId>,
    counts = counts: Vec<String>,
    strays = strays: u64,
    missing_blobs = missing_blobs: Vec<(ItemId, Digest)>,
    items = items: u64,
    bureau_agrees = bureau_agrees: bool,
}}

record! { SetupFiles {
    roster = roster: Option<Vec<u8>>,
    procedures = procedures: Option<Vec<u8>>,
    settings = settings: Option<Vec<u8>>,
    working_days = working_days: Option<WorkingDays>,
    notices = notices: Vec<(Moment, Vec<u8>)>,
    delegations = delegations: Vec<Delegation>,
}}

/// Who is let in has the data of this program already: they are named by their edition alone.
#[derive(Serialize, Deserialize)]
pub enum DaysForm {
    /// Those that come with the program.
    Embedded(u32),
    /// Others.
    Given(Bytes),
}

impl Stored for WorkingDays {
    type Form = DaysForm;

    fn store(&self) -> DaysForm {
        match edition(WORKING_DAYS).filter(|_| self.0 == WORKING_DAYS.as_bytes()) {
            Some(edition) => DaysForm::Embedded(edition),
            None => DaysForm::Given(Bytes(self.0.clone())),
        }
    }

    fn restore(form: DaysForm) -> Result<Self, Error> {
        match form {
            DaysForm::Given(Bytes(bytes)) => Ok(WorkingDays(bytes)),
            DaysForm::Embedded(theirs) if edition(WORKING_DAYS) == Some(theirs) => {
                Ok(WorkingDays(WORKING_DAYS.as_bytes().to_vec()))
            }
            DaysForm::Embedded(theirs) => {
                Err(Error::custom(format!("working days of edition {theirs}, which this program hasn't")))
            }
        }
    }
}

record! { News {
    sequence = sequence: u64,
    setup = setup: u64,
}}

record! { Fault {
    file = file: String,
    line = line: u32,
    column = column: u32,
    zh = zh: String,
    en = en: String,
}}

in_text! {
    Role: "a role", role => role.key(), Role::from_key;
    StageAct: "what a stage does", act => act.key(), StageAct::from_key;
    DutyAct: "what a duty does", act => act.key(), DutyAct::from_key;
    Element: "an element", element => element.key(), Element::from_key;
    Queue: "a queue", queue => queue.key(), Queue::from_key;
    Sort: "an order", sort => sort.key(), Sort::from_key;
    Tier: "a state", tier => tier.key(), Tier::from_key;
    Fact: "a fact", fact => fact.key(), Fact::from_key;
    Dated: "what a date is the date of", dated => dated.key(), Dated::from_key;
}

plain! {
    usize, None;
}

impl Stored for () {
    type Form = ();

    fn store(&self) {}

    fn restore((): ()) -> Result<Self, Error> {
        Ok(())
    }
}

/// Types that are a number.
macro_rules! numbers {
    ($($type:ident: $form:ty;)+) => {$(
        impl Stored for $type {
            type Form = $form;

            fn store(&self) -> $form {
                self.0
            }

            fn restore(form: $form) -> Result<Self, Error> {
                Ok($type(form))
            }
        }
    )+};
}

numbers! {
    ItemId: u64;
    CommandId: u128;
}

/// An item travels as what happened to it.
impl Stored for Sheet {
    type Form = (
        <Row as Stored>::Form,
        <Vec<History> as Stored>::Form,
        String,
        u64,
        String,
        <Scanned as Stored>::Form,
    );

    fn store(&self) -> Self::Form {
        let Sheet { row, history, text, text_bytes, public_text, scan, .. } = self;
        (row.store(), history.store(), text.clone(), *text_bytes, public_text.clone(), scan.store())
    }

    fn restore((row, history, text, text_bytes, public_text, scan): Self::Form) -> Result<Self, Error> {
        let (row, history) = (Row::restore(row)?, Vec::<History>::restore(history)?);
        let item = crate::desk::item_of(row.id, &history);
        let item = item.ok_or_else(|| wrong("these events make no item"))?;
        Ok(Sheet { row, item, history, text, text_bytes, public_text, scan: Scanned::restore(scan)? })
    }
}

/// An event travels as it stands in the journal.
macro_rules! as_recorded {
    ($($event:ident: $encode:ident, $decode:ident;)+) => {$(
        impl Stored for $event {
            type Form = (String, Bytes);

            fn store(&self) -> Self::Form {
                let (kind, body) = $encode(self, 0);
                (kind.to_owned(), Bytes(body))
            }

            fn restore((kind, body): Self::Form) -> Result<Self, Error> {
                match $decode(&kind, &body.0) {
                    Ok(Decoded::Event(event)) => Ok(event),
                    Ok(Decoded::Unknown) => Err(wrong("an event of a kind that is not known here")),
                    Err(error) => Err(wrong(error)),
                }
            }
        }
    )+};
}

as_recorded! {
    ItemEvent: encode_item, decode_item;
    BureauEvent: encode_bureau, decode_bureau;
}

impl Stored for Vec<u8> {
    type Form = Bytes;

    fn store(&self) -> Bytes {
        Bytes(self.clone())
    }

    fn restore(form: Bytes) -> Result<Self, Error> {
        Ok(form.0)
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }
}

impl Stored for std::ops::Range<usize> {
    type Form = (usize, usize);

    fn store(&self) -> (usize, usize) {
        (self.start, self.end)
    }

    fn restore((start, end): (usize, usize)) -> Result<Self, Error> {
        Ok(start..end)
    }
}

impl<T: Stored, E: Stored> Stored for Result<T, E> {
    type Form = Result<T::Form, E::Form>;

    fn store(&self) -> Self::Form {
        match self {
            Ok(value) => Ok(value.store()),
            Err(error) => Err(error.store()),
        }
    }

    fn restore(form: Self::Form) -> Result<Self, Error> {
        Ok(match form {
            Ok(value) => Ok(T::restore(value)?),
            Err(error) => Err(E::restore(error)?),
        })
    }
}

fn wrong(why: impl Display) -> Error {
    serde::de::Error::custom(why)
}
