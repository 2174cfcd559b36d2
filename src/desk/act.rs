//! Acting: orders are decided one by one, and all that were accepted are kept in one transaction.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, Duration};

use super::expunge::{held, named};
use super::{BUREAU, Desk, Failure, record_in};
use crate::codec::{
    ItemRecord, command_bytes, content_bytes, counter_key, encode_item, holding_key, number_key,
    number_prefix, page_key, page_prefix, sm3, window_item, window_key, with_redacted,
};
use crate::domain::{
    Act, Allotted, Author, Bureau, Command, CommandId, Context, Correction, Digest, DocumentNumber, Item,
    ItemEvent, ItemId, Moment, MovedClock, Refusal, Revision, decide, moved_clocks, normalise_number,
};
use crate::procedure::Duty;
use crate::projection::{Class, Entry, Row, entries, row};
use crate::store::{Batch, NewRecord, Reader};

/// A command with its identity, the item it is about, and the bytes that its content names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Order {
    /// A repeated id gets its first answer.
    pub id: CommandId,
    /// `None` for a new item.
    pub item: Option<ItemId>,
    /// What is to be done.
    pub command: Command,
    /// Texts and attachments that the command's content names by digest.
    pub blobs: Vec<Vec<u8>>,
    /// A random number that nothing else reveals; the salts of what is recorded come of it.
    pub seed: u64,
}

/// What became of an order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Done and durable.
    Done(Done),
    /// Refused by the rules; nothing was changed.
    Refused(Refusal),
    /// The id was used for something else before.
    IdReused,
}

impl Outcome {
    /// Whether it was done.
    pub fn is_done(&self) -> bool {
        matches!(self, Outcome::Done(_))
    }
}

/// What was done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Done {
    /// The item.
    pub item: ItemId,
    /// Its revision now.
    pub revision: Revision,
    /// What happened; empty when this only repeats an earlier answer.
    pub events: Vec<ItemEvent>,
    /// The deadlines that a 更正, an extension or a resumption has moved; empty as well where it repeats.
    pub moved: Vec<MovedClock>,
}

/// Answers to commands are kept this long.
const ANSWERS_KEPT_DAYS: i64 = 30;

/// An item on its way through a batch.
#[derive(Default)]
struct Working {
    item: Option<Item>,
    before: Option<Row>,
    /// Where pages of its own were.
    pages: Vec<String>,
    events: Vec<u64>,
    touched: bool,
}

/// What a batch has gathered so far.
struct Gathering {
    batch: Batch,
    bureau: Bureau,
    items: HashMap<ItemId, Working>,
    /// Numbers that items of this very batch have taken.
    numbers: HashMap<String, ItemId>,
    /// Addresses of pages of items of this very batch.
    pages: HashMap<String, ItemId>,
    /// What orders of this very batch were answered.
    answers: BTreeMap<u128, Vec<u8>>,
    next: u64,
    at: Moment,
}

impl Desk {
    /// Decides each order alone and keeps all that are accepted, together and durably; but orders that
    /// destroy content are kept apart from the others, because only what is on the disk can be destroyed.
    ///
    /// # Errors
    /// The world failed: then none of them was kept, or ([`crate::store::Cause::ReopenNeeded`]) the
    /// repeated ids tell after reopening.
    pub fn act(&mut self, orders: &[Order], now: Moment) -> Result<Vec<Outcome>, Failure> {
        let mut outcomes = Vec::with_capacity(orders.len());
        for orders in orders.chunk_by(|one, next| destroys(one) == destroys(next)) {
            let (decided, gathering) = self.decide_all(orders, now)?;
            outcomes.extend(decided);
            self.keep(gathering)?;
        }
        Ok(outcomes)
    }

    /// Like [`Desk::act`], but kept only if every order is accepted; an import is all or nothing.
    pub fn act_all_or_none(&mut self, orders: &[Order], now: Moment) -> Result<Vec<Outcome>, Failure> {
        let (outcomes, gathering) = self.decide_all(orders, now)?;
        let all = outcomes.iter().all(Outcome::is_done);
        if all && orders.iter().any(destroys) {
            return self.act(orders, now);
        }
        if all {
            self.keep(gathering)?;
        }
        Ok(outcomes)
    }

    /// What [`Desk::act`] would answer now, changing nothing.
    pub fn rehearse(&self, orders: &[Order], now: Moment) -> Result<Vec<Outcome>, Failure> {
        Ok(self.decide_all(orders, now)?.0)
    }

    /// Decides each order alone, all of them in one look that ends before anything is written.
    fn decide_all(&self, orders: &[Order], now: Moment) -> Result<(Vec<Outcome>, Gathering), Failure> {
        let reader = self.store.read()?;
        let head = reader.head()?;
        let mut gathering = Gathering {
            batch: Batch::default(),
            bureau: self.bureau.clone(),
            items: HashMap::with_capacity(orders.len()),
            numbers: HashMap::new(),
            pages: HashMap::new(),
            answers: BTreeMap::new(),
            next: head.sequence + 1,
            at: self.moment_after(head.at, now)?,
        };
        let decided = orders.iter().map(|order| self.decide_one(&reader, &mut gathering, order));
        let outcomes = decided.collect::<Result<_, _>>()?;
        Ok((outcomes, gathering))
    }

    /// The moment to record: recorded times never decrease, and a clock that can't be trusted stops acts.
    pub(super) fn moment(&self, now: Moment) -> Result<Moment, Failure> {
        self.moment_after(self.last_moment()?, now)
    }

    fn moment_after(&self, last: Moment, now: Moment) -> Result<Moment, Failure> {
        if self.bureau.trusts_clock(last, now) {
            Ok(now.max(last))
        } else {
            Err(Failure::Clock { last, now })
        }
    }

    fn decide_one(
        &self,
        reader: &Reader<'_>,
        gathering: &mut Gathering,
        order: &Order,
    ) -> Result<Outcome, Failure> {
        if let Some(answer) = self.answered(reader, gathering, order)? {
            return Ok(answer);
        }
        // What begins an item begins a new one, whatever else the order names.
        let opening = matches!(order.command.act, Act::Draft { .. } | Act::BringIn(_));
        let named = order.item.filter(|_| !opening);
        let id = named.unwrap_or_else(|| gathering.bureau.next_item(gathering.at.year()));
        if !self.fetch(reader, gathering, id)? && !opening {
            return Ok(Outcome::Refused(Refusal::NoSuchItem(id)));
        }
        let working = gathering.items.get(&id);
        let item = working.and_then(|working| working.item.as_ref());
        if item.is_some_and(|item| !self.may_read(&order.command.by, item, gathering.at)) {
            return Ok(Outcome::Refused(Refusal::NoSuchItem(id)));
        }
        let versions;
        let procedure = match item {
            Some(item) => {
                versions = self.version(item.version)?;
                versions.get(&item.procedure)
            }
            None => self.setup.procedures.0.first(),
        };
        let Some(procedure) = procedure else { return Ok(Outcome::Refused(Refusal::NoSuchItem(id))) };
        let allotted = self.allot(reader, gathering, id, item, &order.command)?;
        let context = Context {
            setting: self.setup.setting(procedure),
            procedures: &self.setup.procedures,
            delegations: &self.setup.delegations,
            allotted: &allotted,
            at: gathering.at,
        };
        match decide(item, context, &order.command) {
            Err(refusal) => Ok(Outcome::Refused(refusal)),
            Ok(decided) => {
                gathering.batch.blobs.extend(brought(reader, order, &decided.events)?);
                let moves = matches!(
                    order.command.act,
                    Act::Correct { .. } | Act::Extend { .. } | Act::Resume { .. }
                );
                let before = item.filter(|_| moves).cloned();
                let mut done = self.note(gathering, order, id, &decided.author, decided.events)?;
                let after = gathering.items.get(&id).and_then(|working| working.item.as_ref());
                if let (Some(before), Some(after)) = (&before, after) {
                    done.moved = moved_clocks(before, after, self.setup.setting(procedure));
                }
                Ok(Outcome::Done(done))
            }
        }
    }

    /// Brings an item into the batch; whether there is one.
    fn fetch(&self, reader: &Reader<'_>, gathering: &mut Gathering, id: ItemId) -> Result<bool, Failure> {
        if let Some(working) = gathering.items.get(&id) {
            return Ok(working.item.is_some());
        }
        let working = match record_in(reader, id)? {
            Some(ItemRecord { row, events }) => {
                let item = self.load_in(reader, id, &events)?;
                let pages = item.as_ref().map(|item| self.own_pages(item)).transpose()?.unwrap_or_default();
                Working { item, before: Some(row), pages, events, touched: false }
            }
            None => Working::default(),
        };
        let there = working.item.is_some();
        gathering.items.insert(id, working);
        Ok(there)
    }

    /// What the domain needs to be told: the numbers that would be given, and what the scan finds.
    fn allot(
        &self,
        reader: &Reader<'_>,
        gathering: &Gathering,
        id: ItemId,
        item: Option<&Item>,
        command: &Command,
    ) -> Result<Allotted, Failure> {
        let today = gathering.at.date_naive();
        let year = item.map_or(today.year(), |item| item.index_year(today));
        let number = match &command.act {
            Act::Issue { number, .. } => number.number().map(str::to_owned),
            Act::Correct { to: Correction::Number(number), .. } => number.number().map(str::to_owned),
            Act::BringIn(brought) => {
                brought.issue.as_ref().and_then(|issue| issue.number.number()).map(str::to_owned)
            }
            _ => None,
        };
        let number = number.map(|text| normalise_number(&text).unwrap_or(text));
        let number_holder = match number {
            Some(number) => match gathering.numbers.get(&number) {
                Some(holder) => Some(*holder),
                None => number_holder(reader, &number)?,
            },
            None => None,
        };
        let page = match (&command.act, item) {
            (Act::Publish { url, .. }, _) if !url.trim().is_empty() => Some(url.trim().to_owned()),
            (Act::Publish { .. }, Some(item)) => {
                item.index_number.as_deref().and_then(|number| self.setup.settings.site.page(number))
            }
            (Act::Correct { to: Correction::Url(_, url), .. }, _) => Some(url.trim().to_owned()),
            _ => None,
        };
        let page_holder = match page {
            Some(page) => self.page_holder(reader, gathering, &page, id)?,
            None => None,
        };
        let publishing =
            matches!(command.act, Act::Publish { .. } | Act::Transfer { .. } | Act::Replace { .. });
        let blocking = match item {
            Some(item) if publishing => self.blocking_in(reader, &item.submission.content, today)?,
            _ => Vec::new(),
        };
        let content = item.map_or(Digest([0; 32]), |item| sm3(&content_bytes(&item.submission.content)));
        Ok(Allotted {
            item: id,
            procedures: self.setup.version,
            content,
            index_serial: gathering.bureau.next_index_serial(&self.setup.settings.agency_code, year),
            number_holder,
            blocking,
            page_holder,
        })
    }

    /// Another item than this whose own page has this address.
    fn page_holder(
        &self,
        reader: &Reader<'_>,
        gathering: &Gathering,
        url: &str,
        id: ItemId,
    ) -> Result<Option<ItemId>, Failure> {
        let keys = reader.window(&page_prefix(url), None, usize::MAX)?;
        let kept = keys.iter().filter_map(|key| window_item(key)).map(|(_, id)| id);
        let taken = gathering.pages.get(url).copied();
        for other in kept.chain(taken).filter(|other| *other != id) {
            // What this very batch has taken down or moved is no longer there.
            let still = match gathering.items.get(&other).and_then(|working| working.item.as_ref()) {
                Some(item) => self.own_pages(item)?.iter().any(|page| page == url),
                None => true,
            };
            if still {
                return Ok(Some(other));
            }
        }
        Ok(None)
    }

    /// Where pages of this item's own are: neither lists that many share nor links.
    pub(super) fn own_pages(&self, item: &Item) -> Result<Vec<String>, Failure> {
        let version = self.version(item.version)?;
        let procedure = version.get(&item.procedure);
        let own = |key| procedure.and_then(|one| one.duty(key)).is_some_and(Duty::has_own_page);
        let live = item.duties.iter().filter(|duty| !duty.url.is_empty() && own(&duty.key));
        Ok(live.map(|duty| duty.url.clone()).collect())
    }

    /// Notes what was decided: records, the state after them, the answer to the command.
    fn note(
        &self,
        gathering: &mut Gathering,
        order: &Order,
        id: ItemId,
        author: &Author,
        events: Vec<ItemEvent>,
    ) -> Result<Done, Failure> {
        let at = gathering.at;
        let expunged = events.iter().any(|event| matches!(event, ItemEvent::Expunged { .. }));
        let blanked = match (expunged, gathering.items.get_mut(&id)) {
            (true, Some(working)) => {
                self.forget_findings();
                let (blanked, bare) = self.destroy(id, &working.events, &mut gathering.batch)?;
                // What is known of the item from now on is what a replay will know.
                working.item = bare.or(working.item.take());
                blanked
            }
            _ => Vec::new(),
        };
        let working = gathering.items.entry(id).or_default();
        for event in &events {
            let (kind, mut body) = encode_item(event, salt(order.seed, gathering.next));
            if matches!(event, ItemEvent::Expunged { .. }) {
                body = with_redacted(&body, blanked.clone());
            }
            gathering.batch.records.push(record(author, order.id, Some(id), kind, body, at));
            gathering.batch.window_inserts.extend(held(event).map(|blob| holding_key(blob, id)));
            match &mut working.item {
                None => working.item = Item::begin(id, author, at, event),
                Some(item) => item.evolve(author, at, event),
            }
            gathering.bureau.note(id, event);
            if let Some(number) = number_taken(event) {
                gathering.numbers.insert(number.to_owned(), id);
            }
            working.events.push(gathering.next);
            gathering.next += 1;
        }
        let pages = working.item.as_ref().map(|item| self.own_pages(item)).transpose()?.unwrap_or_default();
        gathering.pages.extend(pages.into_iter().map(|url| (url, id)));
        working.touched = true;
        let revision = working.item.as_ref().map_or(Revision(0), |item| item.revision);
        let mut answer = digest_of(order).0.to_vec();
        answer.extend(id.0.to_be_bytes());
        answer.extend(revision.0.to_be_bytes());
        gathering.answers.insert(order.id.0, answer);
        Ok(Done { item: id, revision, events, moved: Vec::new() })
    }

    /// The first answer to a repeated command.
    fn answered(
        &self,
        reader: &Reader<'_>,
        gathering: &Gathering,
        order: &Order,
    ) -> Result<Option<Outcome>, Failure> {
        let answer = match gathering.answers.get(&order.id.0) {
            Some(answer) => Some(answer.clone()),
            None => reader.answer(order.id.0)?,
        };
        let Some(answer) = answer else { return Ok(None) };
        let same = answer.get(..32) == Some(digest_of(order).0.as_slice());
        let item = answer.get(32..40).and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes);
        let revision = answer.get(40..44).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
        Ok(Some(match (same, item, revision) {
            (true, Some(item), Some(revision)) => Outcome::Done(Done {
                item: ItemId(item),
                revision: Revision(revision),
                events: Vec::new(),
                moved: Vec::new(),
            }),
            _ => Outcome::IdReused,
        }))
    }

    /// Keeps everything gathered: durable when this returns.
    fn keep(&mut self, gathering: Gathering) -> Result<(), Failure> {
        let Gathering { mut batch, bureau, items, answers, at, .. } = gathering;
        if batch.records.is_empty() {
            return Ok(());
        }
        let mut changed = Vec::new();
        for (id, working) in items {
            let Working { item: Some(item), before, pages, events, touched: true } = working else {
                continue;
            };
            let now = self.own_pages(&item)?;
            let gone = pages.iter().filter(|url| !now.contains(url));
            batch.window_removes.extend(gone.map(|url| page_key(url, id)));
            let come = now.iter().filter(|url| !pages.contains(url));
            batch.window_inserts.extend(come.map(|url| page_key(url, id)));
            self.project(&mut batch, id, &item, before.as_ref(), events)?;
            changed.push(id);
        }
        let before = (&self.bureau.item_serials, &self.bureau.index_serials);
        if before != (&bureau.item_serials, &bureau.index_serials) {
            let mut record = self.bureau_record();
            record.item_serials.clone_from(&bureau.item_serials);
            record.index_serials.clone_from(&bureau.index_serials);
            batch.singles.push((BUREAU, record.encode()));
        }
        batch.answers.extend(answers);
        let forget = at - Duration::days(ANSWERS_KEPT_DAYS);
        batch.forget_answers_before_ms = u64::try_from(forget.timestamp_millis()).ok();
        self.store.commit(batch)?;
        self.bureau = bureau;
        self.find_anew(&changed)
    }

    /// Adds to a batch what changes in the projections when an item's row does.
    pub(super) fn project(
        &self,
        batch: &mut Batch,
        id: ItemId,
        item: &Item,
        before: Option<&Row>,
        events: Vec<u64>,
    ) -> Result<(), Failure> {
        let version = self.version(item.version)?;
        let Some(procedure) = version.get(&item.procedure) else { return Ok(()) };
        let now = row(item, self.setup.setting(procedure));
        let old = before.map(entries).unwrap_or_default();
        let new = entries(&now);
        let gone = old.iter().filter(|entry| !new.contains(entry));
        let come = new.iter().filter(|entry| !old.contains(entry));
        for (entry, sign) in gone.map(|entry| (entry, -1)).chain(come.map(|entry| (entry, 1))) {
            let keys = if sign < 0 { &mut batch.window_removes } else { &mut batch.window_inserts };
            keys.push(window_key(entry, id));
            batch
                .counters
                .extend(counted(entry).map(|class| (counter_key(entry.queue, &entry.scope, class), sign)));
        }
        let number = |row: &Row| (item.issue.is_some() && !row.number.is_empty()).then(|| row.number.clone());
        let own = matches!(&item.issue, Some(issue) if matches!(issue.number, DocumentNumber::Own(_)));
        if let (true, Some(number)) = (own, number(&now)) {
            batch.window_inserts.push(number_key(&number, id));
        }
        if let Some(old) = before.filter(|old| !old.number.is_empty() && old.number != now.number) {
            batch.window_removes.push(number_key(&old.number, id));
        }
        batch.items.push((id.0, Some(ItemRecord { row: now, events }.encode())));
        Ok(())
    }
}

fn number_holder(reader: &Reader<'_>, number: &str) -> Result<Option<ItemId>, Failure> {
    let keys = reader.window(&number_prefix(number), None, 1)?;
    Ok(keys.first().and_then(|key| window_item(key)).map(|(_, id)| id))
}

/// What comes with an order of the texts and files that its events name. Each of them comes with it or is here,
/// with as many bytes as it says, so that whoever decides upon it can read it.
fn brought(
    reader: &Reader<'_>,
    order: &Order,
    events: &[ItemEvent],
) -> Result<HashMap<Digest, Vec<u8>>, Failure> {
    let brought: HashMap<Digest, &Vec<u8>> = order.blobs.iter().map(|blob| (sm3(blob), blob)).collect();
    let mut kept = HashMap::new();
    for (digest, bytes) in events.iter().flat_map(named) {
        let len = match brought.get(&digest) {
            Some(blob) => {
                kept.insert(digest, (*blob).clone());
                Some(blob.len())
            }
            None => reader.blob_len(digest)?,
        };
        if !len.is_some_and(|len| bytes.is_none_or(|said| u64::try_from(len) == Ok(said))) {
            return Err(Failure::BytesMissing(digest));
        }
    }
    Ok(kept)
}

/// What an entry adds to the counters: the item itself, and each of its clocks.
fn counted(entry: &Entry) -> impl Iterator<Item = Class> + '_ {
    let clocks = entry.clocks.iter();
    std::iter::once(Class::Items).chain(clocks.map(|(force, soon_days, due)| Class::Clocks {
        force: *force,
        soon_days: *soon_days,
        due: *due,
    }))
}

pub(super) fn record(
    author: &Author,
    id: CommandId,
    item: Option<ItemId>,
    kind: &str,
    body: Vec<u8>,
    at: Moment,
) -> NewRecord {
    NewRecord {
        at,
        actor: author.login.0.clone(),
        role: author.role.key().to_owned(),
        on_behalf: author.on_behalf.as_ref().map(|person| person.0.clone()),
        item: item.map(|item| item.0),
        kind: kind.to_owned(),
        command: id.0,
        body,
    }
}

/// A body's salt: what makes a short body impossible to guess from its digest once it was destroyed.
///
/// It comes one way of the order's seed, so that the salt of one record betrays no other's.
fn salt(seed: u64, sequence: u64) -> u64 {
    let mixed = sm3(&[seed.to_be_bytes(), sequence.to_be_bytes()].concat());
    mixed.0.first_chunk().map_or(seed, |bytes| u64::from_be_bytes(*bytes))
}

/// The 文号 that is this item's from now on.
fn number_taken(event: &ItemEvent) -> Option<&str> {
    match event {
        ItemEvent::IssueRegistered { number: DocumentNumber::Own(number), .. }
        | ItemEvent::Corrected { to: Correction::Number(DocumentNumber::Own(number)), .. } => Some(number),
        _ => None,
    }
}

fn destroys(order: &Order) -> bool {
    matches!(order.command.act, Act::Expunge { .. })
}

/// Tells one order from another under the same id.
fn digest_of(order: &Order) -> Digest {
    sm3(&command_bytes(order.item, &order.command))
}

/// A text, as content names it.
pub fn text_of(bytes: &[u8]) -> crate::domain::Text {
    crate::domain::Text { digest: sm3(bytes), bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX) }
}
