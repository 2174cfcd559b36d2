//! Acting for the bureau as a whole: deputies, the clock, whatever takes effect by an event of the bureau.

use super::act::record;
use super::{BUREAU, Desk, Failure};
use crate::codec::{bureau_command_bytes, encode_bureau, sm3};
use crate::domain::{Author, BureauCommand, BureauEvent, CommandId, Login, Moment, Refusal};
use crate::procedure::Role;
use crate::store::Batch;

/// A command to the bureau as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BureauOrder {
    /// Its identity.
    pub id: CommandId,
    /// Who asks.
    pub by: Login,
    /// What is to be done.
    pub command: BureauCommand,
}

impl Desk {
    /// Decides and keeps a command to the bureau as a whole; a repeated one is answered and not done again.
    pub fn act_on_bureau(
        &mut self,
        order: &BureauOrder,
        now: Moment,
    ) -> Result<Result<(), Refusal>, Failure> {
        let asked = sm3(&bureau_command_bytes(&order.by, &order.command)).0.to_vec();
        if self.was_done(order.id, &asked)? {
            return Ok(Ok(()));
        }
        let (author, last) = (self.author_of(order), self.last_moment()?);
        let at = self.moment_of(order, now)?;
        match self.bureau.decide(&self.setup.roster, &author, last, now, &order.command) {
            Err(refusal) => Ok(Err(refusal)),
            Ok(events) => {
                let batch = Batch { answers: vec![(order.id.0, asked)], ..Batch::default() };
                self.keep_bureau_events(&author, order.id, events, batch, at)?;
                Ok(Ok(()))
            }
        }
    }

    /// Whether this very thing was asked under this id before; then it was done.
    pub(super) fn was_done(&self, id: CommandId, asked: &[u8]) -> Result<bool, Failure> {
        match self.store.read()?.answer(id.0)? {
            None => Ok(false),
            Some(answered) if answered == asked => Ok(true),
            Some(_) => Err(Failure::IdReused),
        }
    }

    /// What a command to the bureau as a whole would come to now.
    pub fn rehearse_on_bureau(
        &self,
        order: &BureauOrder,
        now: Moment,
    ) -> Result<Result<Vec<BureauEvent>, Refusal>, Failure> {
        let (author, last) = (self.author_of(order), self.last_moment()?);
        self.moment_of(order, now)?;
        Ok(self.bureau.decide(&self.setup.roster, &author, last, now, &order.command))
    }

    /// In what capacity somebody commands the bureau.
    fn author_of(&self, order: &BureauOrder) -> Author {
        let roles = self.setup.roster.roles(&order.by);
        let role = roles.into_iter().find(|role| *role != Role::Drafter).unwrap_or(Role::Drafter);
        Author { login: order.by.clone(), role, on_behalf: None }
    }

    /// The moment that is recorded with such a command.
    fn moment_of(&self, order: &BureauOrder, now: Moment) -> Result<Moment, Failure> {
        match order.command {
            // It is recorded all the same, and never before the last record.
            BureauCommand::ConfirmClock => Ok(now.max(self.last_moment()?)),
            _ => self.moment(now),
        }
    }

    /// Keeps events of the bureau with whatever belongs to them, and reads the setting anew. Such events
    /// are never destroyed, so their bodies need no salt.
    pub(super) fn keep_bureau_events(
        &mut self,
        author: &Author,
        id: CommandId,
        events: Vec<BureauEvent>,
        mut batch: Batch,
        at: Moment,
    ) -> Result<(), Failure> {
        let (mut bureau, mut sequences) = (self.bureau.clone(), self.bureau_events.clone());
        for (next, event) in (self.sequence()? + 1..).zip(events) {
            let (kind, body) = encode_bureau(&event, 0);
            batch.records.push(record(author, id, None, kind, body, at));
            bureau.evolve(at, &event);
            sequences.push(next);
        }
        batch.singles.push((BUREAU, Desk::bureau_from(&bureau, sequences.clone()).encode()));
        self.store.commit(batch)?;
        self.bureau = bureau;
        self.bureau_events = sequences;
        self.refresh_setup()
    }
}
