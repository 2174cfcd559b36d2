//! Values as they are written on the command line. What one looks like is said by its value name, in
//! the catalogue under `cli-form`; a wrong one only needs to be wrong.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::domain::{
    ClockKey, Ground, ItemId, Moment, Revision, SecrecyConclusion, SourceKind, Urgency, Validity,
};
use crate::intake;
use crate::papers::{Encoding, Format, Kind};
use crate::procedure::{Attribute, DutyKey, Role};
use crate::projection::Sort;
use crate::shell;
use crate::texts::{Lang, Texts};

/// The value isn't of its form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Wrong;

impl fmt::Display for Wrong {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("not of its form")
    }
}

impl std::error::Error for Wrong {}

/// An item as it is named: 2026-000118, 2026-118, or 118 of this year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ItemNumber {
    Whole(ItemId),
    OfThisYear(u64),
}

impl ItemNumber {
    /// The item meant in this year.
    pub(super) fn in_year(self, year: i32) -> ItemId {
        match self {
            ItemNumber::Whole(id) => id,
            ItemNumber::OfThisYear(serial) => ItemId::new(year, serial),
        }
    }
}

/// An item to act on, bound to the revision that was shown where one is said: 2026-000118@3.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Named {
    pub number: ItemNumber,
    pub revision: Option<Revision>,
}

/// A batch's name.
pub(super) fn batch(text: &str) -> Result<String, Wrong> {
    Ok(intake::dates::batch(text))
}

/// 信息类别, full-width digits too.
pub(super) fn category(text: &str) -> Result<String, Wrong> {
    Ok(text.trim().chars().map(shell::half_width).collect())
}

pub(super) fn named(text: &str) -> Result<Named, Wrong> {
    let Some((number, revision)) = text.split_once('@') else {
        return Ok(Named { number: item(text)?, revision: None });
    };
    let revision = revision.parse().map_err(|_| Wrong)?;
    Ok(Named { number: item(number)?, revision: Some(Revision(revision)) })
}

pub(super) fn item(text: &str) -> Result<ItemNumber, Wrong> {
    if text.contains('-') {
        return text.parse().map(ItemNumber::Whole).map_err(|_| Wrong);
    }
    // The year is added to tell whether the serial is one.
    let serial = ItemId::from_str(&format!("2000-{text}")).map_err(|_| Wrong)?;
    Ok(ItemNumber::OfThisYear(serial.serial()))
}

pub(super) fn day(text: &str) -> Result<NaiveDate, Wrong> {
    intake::dates::parse(text).ok_or(Wrong)
}

pub(super) fn moment(text: &str) -> Result<Moment, Wrong> {
    shell::parse_moment(text).map_err(|_| Wrong)
}

pub(super) fn lang(text: &str) -> Result<Lang, Wrong> {
    Lang::from_key(text).ok_or(Wrong)
}

pub(super) fn role(text: &str) -> Result<Role, Wrong> {
    Role::from_key(text).ok_or(Wrong)
}

pub(super) fn paper(text: &str) -> Result<Kind, Wrong> {
    Kind::from_key(text).ok_or(Wrong)
}

pub(super) fn format(text: &str) -> Result<Format, Wrong> {
    Format::from_key(text).ok_or(Wrong)
}

pub(super) fn encoding(text: &str) -> Result<Encoding, Wrong> {
    Encoding::from_key(text).ok_or(Wrong)
}

pub(super) fn sort(text: &str) -> Result<Sort, Wrong> {
    Sort::from_key(text).ok_or(Wrong)
}

/// By its stable name or by its Chinese term.
pub(super) fn attribute(text: &str) -> Result<Attribute, Wrong> {
    let chinese = Texts::new(Lang::Zh);
    let named = |each: &Attribute| each.key() == text || chinese.attribute(*each) == text;
    Attribute::ALL.iter().copied().find(named).ok_or(Wrong)
}

pub(super) fn ground(text: &str) -> Result<Ground, Wrong> {
    Ground::from_code(text).ok_or(Wrong)
}

pub(super) fn conclusion(text: &str) -> Result<SecrecyConclusion, Wrong> {
    SecrecyConclusion::from_key(text).ok_or(Wrong)
}

pub(super) fn urgency(text: &str) -> Result<Urgency, Wrong> {
    Urgency::from_key(text).ok_or(Wrong)
}

pub(super) fn validity(text: &str) -> Result<Validity, Wrong> {
    Validity::from_key(text).ok_or(Wrong)
}

pub(super) fn source_kind(text: &str) -> Result<SourceKind, Wrong> {
    SourceKind::from_key(text).ok_or(Wrong)
}

/// `stage`, or the name of a duty.
pub(super) fn clock(text: &str) -> Result<ClockKey, Wrong> {
    match text {
        "" => Err(Wrong),
        "stage" => Ok(ClockKey::Stage),
        duty => Ok(ClockKey::Duty(DutyKey::from(duty))),
    }
}

/// `DUTY=URL`.
pub(super) fn duty_url(text: &str) -> Result<(DutyKey, String), Wrong> {
    let (duty, url) = text.split_once('=').ok_or(Wrong)?;
    Ok((DutyKey::from(duty), url.to_owned()))
}

/// `DUTY=DATE`.
pub(super) fn duty_day(text: &str) -> Result<(DutyKey, NaiveDate), Wrong> {
    let (duty, on) = text.split_once('=').ok_or(Wrong)?;
    Ok((DutyKey::from(duty), day(on)?))
}
