//! Cards: items as papers describe them, made of what happened to each, page by page.

use super::{Changed, Client, Failure, Happened, History};
use crate::domain::ItemId;
use crate::projection::{Card, Pane, Past, Queue, card};
use crate::protocol::{ChangedSince, Past as PastOfOne, PastOfMany};

/// Items whose past is asked for at once: few enough that work between two pages can be broken off.
const PAGE: usize = 256;

/// Some of the cards that may be read.
#[derive(Debug)]
pub struct Cards {
    /// In the order of the items' numbers.
    pub page: Vec<Card>,
    /// From which item the next page goes on; none where all were looked at.
    pub next: Option<ItemId>,
}

impl Client {
    /// A page of cards, from this item on.
    pub fn cards(&self, from: ItemId) -> Result<Cards, Failure> {
        let dossiers = self.ask(PastOfMany { from, most: PAGE })?;
        let mut page = Vec::with_capacity(dossiers.page.len());
        for dossier in &dossiers.page {
            page.extend(self.card_of(dossier.id, &dossier.history)?);
        }
        Ok(Cards { page, next: dossiers.next })
    }

    /// Every card that may be read, one after another.
    pub fn each_card(
        &self,
        progress: &mut dyn FnMut(u64, u64),
        take: &mut dyn FnMut(&Card),
    ) -> Result<(), Failure> {
        let (mut done, all) = (0, self.items()?);
        let mut from = Some(ItemId(0));
        while let Some(first) = from {
            let cards = self.cards(first)?;
            cards.page.iter().for_each(&mut *take);
            done += u64::try_from(cards.page.len()).unwrap_or(u64::MAX);
            progress(done.min(all), all);
            from = cards.next;
        }
        Ok(())
    }

    /// The card of an item; none where it may not be read.
    pub fn card(&self, id: ItemId) -> Result<Option<Card>, Failure> {
        let history = self.ask(PastOfOne { id })?;
        history.map_or(Ok(None), |history| self.card_of(id, &history))
    }

    /// How many items there are, as far as this person's panes tell.
    pub fn items(&self) -> Result<u64, Failure> {
        let counts = self.counts(&[Pane::whole(Queue::Open), Pane::whole(Queue::Closed)])?;
        Ok(counts.iter().map(|count| count.items).sum())
    }

    /// Which items the records after this one are about; only for who may read everything.
    pub fn changed_since(&self, after: u64, most: usize) -> Result<Changed, Failure> {
        self.ask(ChangedSince { after, most })
    }

    /// Whether I may read the items of every section.
    pub fn reads_everything(&self) -> bool {
        self.setup.reads_everything(&self.me, self.today())
    }

    fn card_of(&self, id: ItemId, history: &[History]) -> Result<Option<Card>, Failure> {
        let Some(item) = crate::desk::item_of(id, history) else { return Ok(None) };
        Ok(self.with_setting(&item, |setting| card(id, past(history), setting))?.flatten())
    }
}

/// What a history tells of an item.
pub fn past(history: &[History]) -> impl Iterator<Item = Past<'_>> {
    history.iter().filter_map(|line| match &line.what {
        Happened::Item(event) => Some(Past { at: line.at, author: &line.author, event }),
        Happened::Bureau(_) | Happened::Unknown => None,
    })
}
