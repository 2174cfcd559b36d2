//! The client: what consoles and commands hold in their hands.
//!
//! It knows who is asking and what time it is, and passes both to the desk with every question and
//! order. Above it nobody knows whether the desk is in this process or behind a socket.

mod open;
mod cards;
mod line;
mod patient;
mod remote;
mod copy;

use std::collections::HashMap;
use std::os::fd::BorrowedFd;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::NaiveDate;

pub use crate::desk::{
    BureauOrder, Changed, Configuration, Damage, Done, Failure, Fault, Found, FoundIn, Happened, History,
    Kind, Level, Likeness, Moved, News, Notice, OpenFailure, Order, Outcome, Paper, Scanned, Setup,
    SharedDesk, Sheet, Verdict, findings, item_of, masked, text_of,
};
use crate::domain::{
    Act, Backup as BackedUp, BureauCommand, BureauEvent, Command, CommandId, Digest, Item, ItemId, Login,
    Moment, Refusal, Revision, Setting, Submission,
};
use crate::procedure::{ProcedureKey, Procedures};
use crate::projection::{Count, Pane, Part, Query, Row, Window, at_revision, difference, panes};
use crate::protocol::{
    Act as PutAct, ActOnBureau, ActWhole, Alike, AlsoHeld, Asking, Attached, Backup, BackupsWith, Blob,
    BureauPast, Bytes, Counts, Export, Files, ImportNotice, MOST_ROWS, NoteBackup, Past, ProceduresFile,
    Question, ReadNotice, ReadPaper, Rebuild, Rehearse, RehearseOnBureau, Rows, RowsNow, Show, Stand, Told,
    Verify,
};
use crate::shell::{self, Places};

pub use crate::protocol::{Refused, State, VERSION};
pub use cards::{Cards, past};
pub use copy::{restore, verify_copy};
use line::Line;
pub use open::{OpenError, Sockets, Who, configuration, find, found, open};
pub use patient::{Awaited, Meanwhile};

/// Between two attempts to connect again.
const AGAIN: Duration = Duration::from_millis(100);

/// What became of an item since somebody was shown it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Since {
    /// The item's procedure.
    pub procedure: ProcedureKey,
    /// What happened, oldest first.
    pub happened: Vec<History>,
    /// What it says otherwise.
    pub parts: Vec<Part>,
    /// What it said then.
    pub before: Submission,
    /// What it says now.
    pub now: Submission,
}

/// A person at a desk.
pub struct Client {
    line: Line,
    me: Login,
    practice: bool,
    identity: Digest,
    /// A moment to act at instead of the clock's; for practice only.
    fixed: Option<Moment>,
    setup: Arc<Setup>,
    news: News,
    /// Procedures by the digest of their file: an item keeps the version that it began with.
    versions: Mutex<HashMap<Digest, Arc<Procedures>>>,
    /// Where the database is that another program of this user has open: once that has ended, it is opened here.
    own: Option<Places>,
    /// What is told of a desk in this process.
    host: Option<Box<Host>>,
}

/// What answers others for a desk in this process.
type Host = dyn FnMut(&SharedDesk) + Send + Sync;

impl Client {
    /// Who is asking.
    pub fn me(&self) -> &Login {
        &self.me
    }

    /// Whether the database is for practice.
    pub fn is_practice(&self) -> bool {
        self.practice
    }

    /// What tells this database from any other, also from one that is made anew in its place.
    pub fn identity(&self) -> Digest {
        self.identity
    }

    /// The desk, where it is in this process.
    pub fn desk(&self) -> Option<&SharedDesk> {
        self.line.desk()
    }

    /// Has this go on whenever a desk behind a socket lets one wait; it may give the connection up.
    pub fn meanwhile(&mut self, look: Meanwhile) {
        self.line.meanwhile(look);
    }

    /// Calls this with the desk where it is in this process: now, or once this client has had to open the database
    /// itself because the program that had it open has ended.
    pub fn host(&mut self, mut host: impl FnMut(&SharedDesk) + Send + Sync + 'static) {
        if let Some(desk) = self.desk() {
            host(desk);
        }
        self.host = Some(Box::new(host));
    }

    /// Speaks as somebody else from now on; for practice only, where it answers whether it does.
    ///
    /// # Errors
    /// The desk is behind a connection, and doesn't answer there or doesn't let that person in.
    pub fn become_person(&mut self, login: &Login) -> Result<bool, OpenError> {
        let known = self.practice && self.setup.roster.person(login).is_some();
        if known {
            self.line.speak_as(login)?;
            self.me = login.clone();
        }
        Ok(known)
    }

    /// Acts at this moment from now on, or at the clock's again; for practice at a desk in this process.
    pub fn set_moment(&mut self, moment: Option<Moment>) {
        if self.practice {
            self.fixed = moment;
        }
    }

    /// An order of somebody else's, for practice: a demonstration speaks for everybody.
    pub fn order_of(&self, by: &Login, item: Option<ItemId>, act: Act) -> Option<Order> {
        let order = self.order(item, None, act);
        let command = Command { by: by.clone(), ..order.command };
        self.practice.then_some(Order { command, ..order })
    }

    /// The moment: the clock's, or the one that was fixed for practice.
    pub fn now(&self) -> Moment {
        self.fixed.unwrap_or_else(shell::now)
    }

    /// The civil date in the bureau's time.
    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }

    /// The setting in effect.
    pub fn setup(&self) -> &Arc<Setup> {
        &self.setup
    }

    /// The last record of which is known here; what is shown is stale once it has grown.
    pub fn sequence(&self) -> Result<u64, Failure> {
        Ok(self.ask(Stand {})?.sequence)
    }

    /// What can be waited for: it is readable when there may be news.
    pub fn wakes(&self) -> Option<BorrowedFd<'_>> {
        self.line.wakes()
    }

    /// Whether there is news that came with an answer: it is heard at once, and nothing is readable for it.
    pub fn has_heard(&self) -> bool {
        self.line.has_heard()
    }

    /// What others have changed since this was last asked, with the setting read anew where it is another.
    ///
    /// # Errors
    /// The desk failed, or the connection is lost.
    pub fn hear(&mut self) -> Result<Option<News>, Failure> {
        let Some(news) = self.line.hear()?.filter(|news| *news != self.news) else { return Ok(None) };
        self.take_note(news)?;
        Ok(Some(news))
    }

    /// Connects again after the connection was lost. Where a program of this user had the database open and has
    /// ended, this one opens it.
    ///
    /// # Errors
    /// Nobody answers, this person is no longer let in, or another database is there now ([`Failure::Replaced`]).
    pub fn reconnect(&mut self) -> Result<(), OpenError> {
        match (self.line.reconnect(), self.own.clone()) {
            (Ok(Some(welcome)), _) => {
                self.ensure_same(welcome.identity, welcome.news)?;
                self.setup = Arc::new(Setup::read(&welcome.files)?);
                self.news = welcome.news;
                Ok(())
            }
            (Ok(None), _) => Ok(()),
            (Err(OpenError::Unreachable { .. }), Some(places)) => self.take_over(&places),
            (Err(error), _) => Err(error),
        }
    }

    fn take_over(&mut self, places: &Places) -> Result<(), OpenError> {
        let who = Who { login: self.practice.then(|| self.me.clone()), now: self.fixed };
        let opened = open::open_here(places, &who, false)?;
        self.ensure_same(opened.identity, opened.news)?;
        *self = Client { host: self.host.take(), ..opened };
        if let (Some(host), Some(desk)) = (&mut self.host, self.line.desk()) {
            host(desk);
        }
        Ok(())
    }

    /// That a desk is the one that was spoken with, with all that was known of it then.
    fn ensure_same(&self, identity: Digest, news: News) -> Result<(), Failure> {
        let same = identity == self.identity && news.sequence >= self.news.sequence;
        if same { Ok(()) } else { Err(Failure::Replaced) }
    }

    /// My panes.
    pub fn panes(&self) -> Vec<Pane> {
        panes(&self.setup.roster, &self.setup.delegations, &self.me, self.today())
    }

    /// How many wait in each pane.
    pub fn counts(&self, panes: &[Pane]) -> Result<Vec<Count>, Failure> {
        self.ask(Counts { panes: panes.to_vec() })
    }

    /// The rows that a query asks for.
    pub fn window(&self, query: &Query) -> Result<Window, Failure> {
        self.ask(Rows { query: query.clone() })
    }

    /// One row.
    pub fn row(&self, id: ItemId) -> Result<Option<Row>, Failure> {
        Ok(self.rows(&[id])?.pop().flatten())
    }

    /// These rows, each as it is now; none where it may not be read.
    pub fn rows(&self, ids: &[ItemId]) -> Result<Vec<Option<Row>>, Failure> {
        self.ask(RowsNow { ids: ids.to_vec() })
    }

    /// One item with the first bytes of its text.
    pub fn sheet(&self, id: ItemId, text_bytes: usize) -> Result<Option<Sheet>, Failure> {
        self.ask(Show { id, text_bytes })
    }

    /// Other items that hold a text or file of this one, which therefore outlives its destruction.
    pub fn also_held(&self, id: ItemId) -> Result<Vec<ItemId>, Failure> {
        self.ask(AlsoHeld { id })
    }

    /// The bytes of a text or attachment that some version of an item names.
    pub fn blob(&self, id: ItemId, digest: Digest) -> Result<Option<Vec<u8>>, Failure> {
        self.ask(Blob { id, digest })
    }

    /// What an attachment of an item says, up to so many bytes of text.
    pub fn paper(&self, id: ItemId, digest: Digest, most: usize) -> Result<Option<Paper>, Failure> {
        self.ask(ReadPaper { id, digest, most })
    }

    /// The name and the exact bytes of an attachment of an item.
    pub fn attachment(&self, id: ItemId, digest: Digest) -> Result<Option<(String, Vec<u8>)>, Failure> {
        self.ask(Attached { id, digest })
    }

    /// Everything that happened to an item.
    pub fn history(&self, id: ItemId) -> Result<Option<Vec<History>>, Failure> {
        self.ask(Past { id })
    }

    /// Everything that happened to the bureau as a whole.
    pub fn bureau_history(&self) -> Result<Vec<History>, Failure> {
        self.ask(BureauPast {})
    }

    /// Computes with an item's own procedure version in the setting in effect.
    pub fn with_setting<T>(
        &self,
        item: &Item,
        use_it: impl FnOnce(Setting<'_>) -> T,
    ) -> Result<Option<T>, Failure> {
        let version = self.version(item.version)?;
        let procedure = version.as_ref().and_then(|version| version.get(&item.procedure));
        Ok(procedure.map(|procedure| use_it(self.setup.setting(procedure))))
    }

    fn version(&self, digest: Digest) -> Result<Option<Arc<Procedures>>, Failure> {
        if digest == self.setup.version {
            return Ok(Some(self.setup.procedures.clone()));
        }
        let versions = || self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = versions().get(&digest) {
            return Ok(Some(known.clone()));
        }
        let Some(bytes) = self.ask(ProceduresFile { digest })? else { return Ok(None) };
        let read = Arc::new(crate::desk::procedures_of(&bytes)?);
        versions().insert(digest, read.clone());
        Ok(Some(read))
    }

    /// An order of mine with a fresh identity.
    pub fn order(&self, item: Option<ItemId>, revision: Option<Revision>, act: Act) -> Order {
        Order {
            id: self.fresh_id(),
            item,
            command: Command { act, by: self.me.clone(), on_behalf: None, revision },
            blobs: Vec::new(),
            seed: shell::fresh_seed(),
        }
    }

    /// What happened to an item since it had this revision, and what it says otherwise than then.
    pub fn since(&self, id: ItemId, revision: Revision) -> Result<Option<Since>, Failure> {
        let Some(Sheet { item, history, row, .. }) = self.sheet(id, 0)? else { return Ok(None) };
        let Some((before, events)) = at_revision(id, past(&history), revision) else { return Ok(None) };
        let parts = difference(&before, &item.submission);
        let known = history.len().saturating_sub(events);
        let happened = history.into_iter().skip(known).collect();
        Ok(Some(Since { procedure: row.procedure, happened, parts, before, now: item.submission }))
    }

    /// The same as [`Client::act`]; where the connection is lost it is made again, for so long, and the same
    /// orders are given again.
    pub fn act_at_last(
        &mut self,
        orders: &[Order],
        whole: bool,
        patience: Duration,
    ) -> Result<Vec<Outcome>, Failure> {
        self.at_last(patience, |client| match whole {
            true => client.act_all_or_none(orders),
            false => client.act(orders),
        })
    }

    /// Asks for something that is done once however often it is asked for, until it is answered: where the
    /// connection is lost it is made again, for so long.
    fn at_last<T>(
        &mut self,
        patience: Duration,
        mut ask: impl FnMut(&mut Client) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let began = Instant::now();
        loop {
            match ask(self) {
                Err(Failure::Lost(error)) if began.elapsed() < patience => {
                    std::thread::sleep(AGAIN);
                    match self.reconnect() {
                        Err(OpenError::Refused(refused)) => {
                            return Err(Failure::Elsewhere(format!("{error}; {refused}")));
                        }
                        Err(OpenError::Desk(Failure::Replaced)) => return Err(Failure::Replaced),
                        // Who doesn't answer yet is asked again.
                        Ok(()) | Err(_) => {}
                    }
                }
                answer => return answer,
            }
        }
    }

    /// Decides each order alone and keeps all that are accepted, together. Where the connection is lost
    /// meanwhile, the same orders may be given again: those that were done are not done twice.
    pub fn act(&mut self, orders: &[Order]) -> Result<Vec<Outcome>, Failure> {
        match self.order_done(PutAct { orders: orders.to_vec() }) {
            // What was kept is answered as it was done, by the ids of the orders.
            Err(Failure::Reopened { kept: true, .. }) => self.order_done(PutAct { orders: orders.to_vec() }),
            answered => answered,
        }
    }

    /// Keeps all or none.
    pub fn act_all_or_none(&mut self, orders: &[Order]) -> Result<Vec<Outcome>, Failure> {
        self.order_done(ActWhole { orders: orders.to_vec() })
    }

    /// For each of these an item like it that is there already.
    pub fn alike(&self, wanted: &[Likeness]) -> Result<Vec<Option<ItemId>>, Failure> {
        let parts = wanted.chunks(MOST_ROWS).map(|wanted| self.ask(Alike { wanted: wanted.to_vec() }));
        Ok(parts.collect::<Result<Vec<_>, _>>()?.concat())
    }

    /// What the orders would be answered now.
    pub fn rehearse(&self, orders: &[Order]) -> Result<Vec<Outcome>, Failure> {
        self.ask(Rehearse { orders: orders.to_vec() })
    }

    /// An order of mine to the bureau as a whole, with a fresh identity.
    pub fn bureau_order(&self, command: BureauCommand) -> BureauOrder {
        BureauOrder { id: self.fresh_id(), by: self.me.clone(), command }
    }

    /// Has an order to the bureau as a whole decided and kept. Where the connection is lost meanwhile the same
    /// order may be given again.
    pub fn act_on_bureau(&mut self, order: &BureauOrder) -> Result<Result<(), Refusal>, Failure> {
        self.order_done(ActOnBureau { order: order.clone() })
    }

    /// A command of mine to the bureau as a whole; where the connection is lost it is made again, for so long,
    /// and the same order is given again.
    pub fn act_on_bureau_at_last(
        &mut self,
        command: BureauCommand,
        patience: Duration,
    ) -> Result<Result<(), Refusal>, Failure> {
        let order = self.bureau_order(command);
        self.at_last(patience, |client| client.act_on_bureau(&order))
    }

    /// What a command of mine to the bureau as a whole would come to now.
    pub fn rehearse_on_bureau(
        &self,
        command: BureauCommand,
    ) -> Result<Result<Vec<BureauEvent>, Refusal>, Failure> {
        self.ask(RehearseOnBureau { order: self.bureau_order(command) })
    }

    /// The deadlines that moved because this program brought later working days when it opened the database here.
    pub fn moved(&self) -> Vec<Moved> {
        match &self.line {
            Line::Here { desk, .. } => desk.look(|desk| desk.moved().to_vec()),
            Line::Away(_) => Vec::new(),
        }
    }

    /// A year's arrangement, compared with what is open.
    pub fn read_notice(&self, bytes: &[u8], name: &str) -> Result<Notice, Failure> {
        self.ask(ReadNotice { bytes: bytes.to_vec(), name: name.to_owned() })
    }

    /// Lets a year's arrangement take effect; where the connection is lost it is made again, for so long, and
    /// the same is asked again.
    pub fn import_notice_at_last(
        &mut self,
        bytes: &[u8],
        name: &str,
        patience: Duration,
    ) -> Result<Result<(), Refusal>, Failure> {
        let notice = ImportNotice { bytes: bytes.to_vec(), name: name.to_owned(), id: self.fresh_id() };
        self.at_last(patience, |client| client.order_done(notice.clone()))
    }

    /// Verifies chain, bodies, blobs and projections.
    pub fn verify(&self, up_to: Option<u64>, progress: &mut dyn FnMut(u64, u64)) -> Result<Verdict, Failure> {
        self.watch(Verify { up_to }, progress)
    }

    /// Drops every projection and makes it again from the journal.
    pub fn rebuild(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Failure> {
        self.watch(Rebuild {}, progress)
    }

    /// Writes the journal, one record a line; how many there are.
    pub fn export_journal(&self, out: &mut impl std::io::Write) -> Result<u64, Failure> {
        self.gather(Export {}, out)
    }

    /// Writes a whole copy of the database as it is at one record: its sequence and digest.
    pub fn backup(&self, out: &mut impl std::io::Write) -> Result<(u64, Digest), Failure> {
        self.gather(Backup {}, out)
    }

    /// Puts a copy on record that was made and verified.
    ///
    /// # Errors
    /// The desk holds no such record, or can't write.
    pub fn note_backup(&mut self, (sequence, head): (u64, Digest), file: String) -> Result<(), Failure> {
        let id = self.fresh_id();
        self.order_done(NoteBackup { sequence, head, file, id })
    }

    /// Backups on record that hold an item's content, the latest first.
    pub fn backups_with(&self, id: ItemId) -> Result<Vec<BackedUp>, Failure> {
        self.ask(BackupsWith { id })
    }

    /// How the daemon is; `None` where the desk is in this process.
    pub fn state(&self) -> Result<Option<State>, Failure> {
        self.line.state()
    }

    /// Has the configuration folder read anew by the daemon; whether there is one. The setting is that one then.
    ///
    /// # Errors
    /// The configuration has faults, and the old one stays.
    pub fn reload(&mut self) -> Result<bool, Failure> {
        let reloaded = self.line.reload()?;
        let news = self.ask(Stand {})?;
        self.take_note(news)?;
        Ok(reloaded)
    }

    fn order_done<Q: Question>(&mut self, question: Q) -> Result<Q::Answer, Failure> {
        let answer = self.ask(question)?;
        let news = self.ask(Stand {})?;
        self.take_note(news)?;
        Ok(answer)
    }

    fn take_note(&mut self, news: News) -> Result<(), Failure> {
        if news.setup != self.news.setup {
            self.setup = Arc::new(Setup::read(&self.ask(Files {})?)?);
        }
        self.news = news;
        Ok(())
    }

    fn ask<Q: Question>(&self, question: Q) -> Result<Q::Answer, Failure> {
        self.line.ask(question, &self.asking(), &mut |_| Ok(()))
    }

    fn watch<Q: Question>(
        &self,
        question: Q,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Q::Answer, Failure> {
        self.line.ask(question, &self.asking(), &mut |told| {
            if let Told::Progress(done, all) = told {
                progress(done, all);
            }
            Ok(())
        })
    }

    fn gather<Q: Question>(&self, question: Q, out: &mut impl std::io::Write) -> Result<Q::Answer, Failure> {
        let answer = self.line.ask(question, &self.asking(), &mut |told| match told {
            Told::Piece(Bytes(bytes)) => out.write_all(&bytes),
            Told::Progress(..) | Told::Working => Ok(()),
        })?;
        out.flush().map_err(Failure::Export)?;
        Ok(answer)
    }

    fn asking(&self) -> Asking {
        Asking { login: self.me.clone(), now: self.now(), hosts: true }
    }

    fn fresh_id(&self) -> CommandId {
        CommandId(shell::fresh_id(self.now()))
    }
}
