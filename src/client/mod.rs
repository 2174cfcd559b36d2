//! The client: what consoles and commands hold in their hands.
//!
//! It knows who is asking and what time it is, and passes both to the desk with every question and
//! order. Above it nobody knows whether the desk is in this process or behind a socket.

mod open;

use std::sync::Arc;

use chrono::NaiveDate;

use crate::desk::Desk;
pub use crate::desk::{
    BureauOrder, Configuration, Done, Failure, Happened, History, Kind, Level, Moved, Notice, OpenFailure,
    Order, Outcome, Paper, Setup, Sheet, Verdict, text_of,
};
use crate::domain::{
    Act, BureauCommand, BureauEvent, Command, CommandId, Digest, Item, ItemId, Login, Moment, Refusal,
    Revision, Setting,
};
use crate::projection::{Count, Pane, Query, Row, Window};
use crate::shell;

pub use open::{OpenError, Who, configuration, found, open};

/// A person at a desk.
pub struct Client {
    desk: Desk,
    me: Login,
    /// A moment to act at instead of the clock's; for practice only.
    fixed: Option<Moment>,
}

impl Client {
    /// Who is asking.
    pub fn me(&self) -> &Login {
        &self.me
    }

    /// Whether the database is for practice.
    pub fn is_practice(&self) -> bool {
        self.desk.kind() == Kind::Practice
    }

    /// Speaks as somebody else from now on; for practice only, where it answers whether it does.
    pub fn become_person(&mut self, login: &Login) -> bool {
        let known = self.is_practice() && self.setup().roster.person(login).is_some();
        if known {
            self.me = login.clone();
        }
        known
    }

    /// Acts at this moment from now on, or at the clock's again; for practice only.
    pub fn set_moment(&mut self, moment: Option<Moment>) {
        if self.is_practice() {
            self.fixed = moment;
        }
    }

    /// An order of somebody else's, for practice: a demonstration speaks for everybody.
    pub fn order_of(&self, by: &Login, item: Option<ItemId>, act: Act) -> Option<Order> {
        let order = self.order(item, None, act);
        let command = Command { by: by.clone(), ..order.command };
        self.is_practice().then_some(Order { command, ..order })
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
        self.desk.setup()
    }

    /// The sequence of the last journal record; what is shown is stale once it has grown.
    pub fn sequence(&self) -> Result<u64, Failure> {
        self.desk.sequence()
    }

    /// What tells this database from any other, also from one that is made anew in its place.
    pub fn identity(&self) -> Result<Digest, Failure> {
        self.desk.identity()
    }

    /// My panes.
    pub fn panes(&self) -> Vec<Pane> {
        self.desk.panes(&self.me, self.today())
    }

    /// How many wait in each pane.
    pub fn counts(&self, panes: &[Pane]) -> Result<Vec<Count>, Failure> {
        self.desk.counts(panes, self.today())
    }

    /// The rows that a query asks for.
    pub fn window(&self, query: &Query) -> Result<Window, Failure> {
        self.desk.window(&self.me, query, self.now())
    }

    /// One row.
    pub fn row(&self, id: ItemId) -> Result<Option<Row>, Failure> {
        self.desk.row(&self.me, id, self.now())
    }

    /// One item with the first bytes of its text.
    pub fn sheet(&self, id: ItemId, text_bytes: usize) -> Result<Option<Sheet>, Failure> {
        self.desk.sheet(&self.me, id, text_bytes, self.now())
    }

    /// The bytes of a text or attachment.
    pub fn blob(&self, digest: Digest) -> Result<Option<Vec<u8>>, Failure> {
        self.desk.blob(digest)
    }

    /// What an attachment of an item says, up to so many bytes of text.
    pub fn paper(&self, id: ItemId, digest: Digest, most: usize) -> Result<Option<Paper>, Failure> {
        self.desk.paper(&self.me, id, digest, most, self.now())
    }

    /// The name and the exact bytes of an attachment of an item.
    pub fn attachment(&self, id: ItemId, digest: Digest) -> Result<Option<(String, Vec<u8>)>, Failure> {
        self.desk.attachment(&self.me, id, digest, self.now())
    }

    /// Everything that happened to an item.
    pub fn history(&self, id: ItemId) -> Result<Option<Vec<History>>, Failure> {
        self.desk.history(&self.me, id, self.now())
    }

    /// Everything that happened to the bureau as a whole.
    pub fn bureau_history(&self) -> Result<Vec<History>, Failure> {
        self.desk.bureau_history()
    }

    /// Computes with an item's own procedure version in the setting in effect.
    pub fn with_setting<T>(
        &self,
        item: &Item,
        use_it: impl FnOnce(Setting<'_>) -> T,
    ) -> Result<Option<T>, Failure> {
        self.desk.with_setting(item, use_it)
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

    /// Decides each order alone and keeps all that are accepted, together.
    pub fn act(&mut self, orders: &[Order]) -> Result<Vec<Outcome>, Failure> {
        let now = self.now();
        self.desk.act(orders, now)
    }

    /// Keeps all or none.
    pub fn act_all_or_none(&mut self, orders: &[Order]) -> Result<Vec<Outcome>, Failure> {
        let now = self.now();
        self.desk.act_all_or_none(orders, now)
    }

    /// What the orders would be answered now.
    pub fn rehearse(&self, orders: &[Order]) -> Result<Vec<Outcome>, Failure> {
        self.desk.rehearse(orders, self.now())
    }

    /// A command of mine to the bureau as a whole.
    pub fn act_on_bureau(&mut self, command: BureauCommand) -> Result<Result<(), Refusal>, Failure> {
        let now = self.now();
        let order = BureauOrder { id: self.fresh_id(), by: self.me.clone(), command };
        self.desk.act_on_bureau(&order, now)
    }

    /// What a command of mine to the bureau as a whole would come to now.
    pub fn rehearse_on_bureau(
        &self,
        command: BureauCommand,
    ) -> Result<Result<Vec<BureauEvent>, Refusal>, Failure> {
        let order = BureauOrder { id: self.fresh_id(), by: self.me.clone(), command };
        self.desk.rehearse_on_bureau(&order, self.now())
    }

    /// Confirms, as the administrator, a clock that has stopped all writing.
    pub fn confirm_clock(&mut self) -> Result<Result<(), Refusal>, Failure> {
        let (last, now) = (self.desk.last_moment()?, self.now());
        self.act_on_bureau(BureauCommand::ConfirmClock { last, now })
    }

    /// A year's arrangement, compared with what is open.
    pub fn read_notice(&self, bytes: &[u8], name: &str) -> Result<Notice, Failure> {
        self.desk.read_notice(bytes, name)
    }

    /// Lets a year's arrangement take effect.
    pub fn import_notice(&mut self, notice: &Notice) -> Result<Result<(), Refusal>, Failure> {
        let (now, id) = (self.now(), self.fresh_id());
        self.desk.import_notice(notice, &self.me.clone(), id, now)
    }

    /// Verifies chain, bodies, blobs and projections.
    pub fn verify(&self, up_to: Option<u64>, progress: &mut dyn FnMut(u64, u64)) -> Result<Verdict, Failure> {
        self.desk.verify(up_to, progress)
    }

    /// Drops every projection and makes it again from the journal.
    pub fn rebuild(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Failure> {
        self.desk.rebuild(progress)
    }

    /// Writes the journal, one record a line.
    pub fn export_journal(&self, out: &mut impl std::io::Write) -> Result<u64, Failure> {
        self.desk.export_journal(out)
    }

    fn fresh_id(&self) -> CommandId {
        CommandId(shell::fresh_id(self.now()))
    }
}
