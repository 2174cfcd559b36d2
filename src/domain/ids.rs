//! Names of things: one small type for each, so that none is taken for another.

use std::fmt;
use std::str::FromStr;

use crate::procedure::name;

/// An item's number, shown as `2026-000118`: the year it was drafted in and its serial in that year.
///
/// The order of numbers is the order of drafting.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ItemId(pub u64);

/// Serials of one year stay below this.
const SERIALS_A_YEAR: u64 = 10_000_000;

impl ItemId {
    /// The number of the `serial`-th item of `year`.
    pub fn new(year: i32, serial: u64) -> Self {
        ItemId(u64::from(year.unsigned_abs()) * SERIALS_A_YEAR + serial % SERIALS_A_YEAR)
    }

    /// The year of drafting.
    pub fn year(self) -> u64 {
        self.0 / SERIALS_A_YEAR
    }

    /// The serial within the year.
    pub fn serial(self) -> u64 {
        self.0 % SERIALS_A_YEAR
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{:06}", self.year(), self.serial())
    }
}

/// What was given is not an item number.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0:?} is not an item number; one looks like 2026-000118")]
pub struct NotAnItemId(pub String);

impl FromStr for ItemId {
    type Err = NotAnItemId;

    fn from_str(text: &str) -> Result<Self, NotAnItemId> {
        let wrong = || NotAnItemId(text.to_owned());
        let (year, serial) = text.split_once('-').ok_or_else(wrong)?;
        let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
        if !digits(year) || !digits(serial) {
            return Err(wrong());
        }
        let year: u16 = year.parse().map_err(|_| wrong())?;
        let serial: u64 = serial.parse().map_err(|_| wrong())?;
        if serial == 0 || serial >= SERIALS_A_YEAR {
            return Err(wrong());
        }
        Ok(ItemId::new(year.into(), serial))
    }
}

name!(
    /// A person, by the login name of the host.
    #[derive(Default)]
    Login
);
name!(
    /// A section, by its name: 投资科.
    #[derive(Default)]
    SectionName
);

/// How often an item's substance has changed: its text, attachments, elements, attribute, ground,
/// reason and stage, nothing else. The first is 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Revision(pub u32);

/// The identity of one command, ordered by time; a repeated one gets its first answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CommandId(pub u128);
