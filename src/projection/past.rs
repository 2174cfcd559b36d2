//! An item's past, event by event, with the state that each one met.

use crate::domain::{Author, Item, ItemEvent, ItemId, Moment};

/// One event of an item's history.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Past<'a> {
    /// When it was recorded.
    pub at: Moment,
    /// Who did it.
    pub author: &'a Author,
    /// What happened.
    pub event: &'a ItemEvent,
}

/// Each event with the item as it was before and after; an event that nothing began is passed over.
pub fn replay<'a>(
    id: ItemId,
    past: impl IntoIterator<Item = Past<'a>>,
) -> impl Iterator<Item = (Past<'a>, Option<Item>, Item)> {
    let mut item: Option<Item> = None;
    past.into_iter().filter_map(move |one| {
        let before = item.clone();
        match &mut item {
            Some(item) => item.evolve(one.author, one.at, one.event),
            None => item = Item::begin(id, one.author, one.at, one.event),
        }
        Some((one, before, item.clone()?))
    })
}
