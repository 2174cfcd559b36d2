//! The keys of the store's windows and counters.
//!
//! A window key is queue, scope, last day and item number, in that order, so that a walk over a queue
//! meets the most pressing item first and starts anywhere by a seek.

use chrono::{Datelike, NaiveDate};

use crate::domain::{Digest, ItemId};
use crate::procedure::Force;
use crate::projection::{Class, Entry, Queue, Scope};

/// The first byte of keys that say which item has a 文号; queues have lower ones.
const NUMBERS: u8 = 0xf0;

/// The first byte of keys that say which items hold a text or file.
const HOLDINGS: u8 = 0xf1;

/// The first byte of keys that say whose page has an address.
const PAGES: u8 = 0xf2;

/// The key under which an entry stands for this item.
pub fn window_key(entry: &Entry, id: ItemId) -> Vec<u8> {
    let mut key = place_prefix(entry.queue, &entry.scope);
    key.extend(position(entry.due, id));
    key
}

/// What all keys of a queue and scope begin with.
pub fn place_prefix(queue: Queue, scope: &Scope) -> Vec<u8> {
    let (kind, name) = match scope {
        Scope::All => (b'a', ""),
        Scope::Person(login) => (b'p', login.0.as_str()),
        Scope::Section(section) => (b's', section.0.as_str()),
    };
    let mut key = vec![order(queue), kind];
    key.extend(name.bytes().filter(|byte| *byte != 0));
    key.push(0);
    key
}

/// A place in a window: a last day and an item, ordered as bytes.
pub fn position(due: NaiveDate, id: ItemId) -> [u8; 12] {
    let mut bytes = [0; 12];
    let (day, number) = bytes.split_at_mut(4);
    day.copy_from_slice(&ordered_day(due));
    number.copy_from_slice(&id.0.to_be_bytes());
    bytes
}

/// The item, and its place, that a window key stands for.
pub fn window_item(key: &[u8]) -> Option<(NaiveDate, ItemId)> {
    let (rest, number) = key.split_last_chunk::<8>()?;
    let (_, day) = rest.split_last_chunk::<4>()?;
    Some((day_of(*day)?, ItemId(u64::from_be_bytes(*number))))
}

/// The key of a counter.
pub fn counter_key(queue: Queue, scope: &Scope, class: Class) -> Vec<u8> {
    let mut key = place_prefix(queue, scope);
    if let Class::Clocks { force, soon_days, due } = class {
        let rank = Force::ALL.iter().position(|known| *known == force).unwrap_or(0);
        key.push(u8::try_from(rank).unwrap_or(u8::MAX));
        key.push(soon_days);
        key.extend(ordered_day(due));
    }
    key
}

/// What a counter under this queue and scope counts.
pub fn counter_class(prefix: &[u8], key: &[u8]) -> Option<Class> {
    match key.strip_prefix(prefix)? {
        [] => Some(Class::Items),
        [rank, soon_days, day @ ..] => Some(Class::Clocks {
            force: *Force::ALL.get(usize::from(*rank))?,
            soon_days: *soon_days,
            due: day_of(day.try_into().ok()?)?,
        }),
        _ => None,
    }
}

/// The list and the holder that a counter's key is about, for those who look for a fault.
pub fn counter_name(key: &[u8]) -> String {
    let queue = key.first().and_then(|place| Queue::ALL.get(usize::from(*place)));
    let holder = key.get(2..).and_then(|rest| rest.split(|byte| *byte == 0).next()).unwrap_or_default();
    let holder = String::from_utf8_lossy(holder);
    let name = queue.map_or("?", |queue| queue.key());
    if holder.is_empty() { name.to_owned() } else { format!("{name} {holder}") }
}

/// What all keys that say who has this 文号 begin with.
pub fn number_prefix(number: &str) -> Vec<u8> {
    worded(NUMBERS, number)
}

/// The key that says that this item has this 文号.
pub fn number_key(number: &str, id: ItemId) -> Vec<u8> {
    let mut key = number_prefix(number);
    key.extend(position(NaiveDate::MIN, id));
    key
}

/// What all keys of a kind about this text begin with: no other text's keys do.
fn worded(kind: u8, text: &str) -> Vec<u8> {
    let mut key = vec![kind];
    key.extend(text.bytes().filter(|byte| *byte != 0));
    key.push(0);
    key
}

/// What all keys that say whose page has this address begin with.
pub fn page_prefix(url: &str) -> Vec<u8> {
    worded(PAGES, url)
}

/// The key that says that something of this item stands at this address.
pub fn page_key(url: &str, id: ItemId) -> Vec<u8> {
    let mut key = page_prefix(url);
    key.extend(position(NaiveDate::MIN, id));
    key
}

/// What all keys that say who holds these bytes begin with.
pub fn holding_prefix(blob: Digest) -> Vec<u8> {
    let mut key = vec![HOLDINGS];
    key.extend(blob.0);
    key
}

/// The key that says that this item holds these bytes, or held them in an earlier version.
pub fn holding_key(blob: Digest, id: ItemId) -> Vec<u8> {
    let mut key = holding_prefix(blob);
    key.extend(position(NaiveDate::MIN, id));
    key
}

fn order(queue: Queue) -> u8 {
    let place = Queue::ALL.iter().position(|known| *known == queue).unwrap_or(0);
    u8::try_from(place).unwrap_or(u8::MAX)
}

/// Days in the order of their bytes.
fn ordered_day(day: NaiveDate) -> [u8; 4] {
    (day.num_days_from_ce() ^ i32::MIN).to_be_bytes()
}

fn day_of(bytes: [u8; 4]) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::from_be_bytes(bytes) ^ i32::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_the_order_of_days_and_give_back_what_they_were_made_of() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap_or_default();
        let days = [NaiveDate::MIN, day("0001-01-01"), day("2026-11-23"), day("2026-11-24"), NaiveDate::MAX];
        let scope = Scope::Section("投资科".into());
        let keys: Vec<Vec<u8>> = days
            .iter()
            .map(|due| {
                let entry =
                    Entry { queue: Queue::Review, scope: scope.clone(), due: *due, clocks: Vec::new() };
                window_key(&entry, ItemId::new(2026, 118))
            })
            .collect();
        assert!(keys.is_sorted());
        for (key, due) in keys.iter().zip(days) {
            assert_eq!(window_item(key), Some((due, ItemId::new(2026, 118))));
        }
    }

    #[test]
    fn a_counter_key_says_what_it_counts() {
        let scope = Scope::Person("wang".into());
        let prefix = place_prefix(Queue::Review, &scope);
        let clocks = |force| Class::Clocks { force, soon_days: 5, due: NaiveDate::MAX };
        for class in [Class::Items, clocks(Force::Law), clocks(Force::Internal)] {
            let key = counter_key(Queue::Review, &scope, class);
            assert_eq!(counter_class(&prefix, &key), Some(class));
        }
    }
}
