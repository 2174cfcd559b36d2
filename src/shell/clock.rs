//! The clock: the one place that reads it, always in the bureau's time.

use chrono::{DateTime, FixedOffset, Utc};

/// Asia/Shanghai, whatever the host says; it has had no summer time since 1991.
pub const BEIJING: FixedOffset = match FixedOffset::east_opt(8 * 3600) {
    Some(offset) => offset,
    None => panic!("eight hours are a valid offset"),
};

/// What was given is no moment.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0:?} is not a moment; one looks like 2026-11-23T09:30:00+08:00")]
pub struct NotAMoment(pub String);

/// The moment.
pub fn now() -> DateTime<FixedOffset> {
    Utc::now().with_timezone(&BEIJING)
}

/// A moment in RFC 3339, in the bureau's time.
///
/// # Errors
/// The text isn't one.
pub fn parse_moment(text: &str) -> Result<DateTime<FixedOffset>, NotAMoment> {
    let moment = DateTime::parse_from_rfc3339(text).map_err(|_| NotAMoment(text.to_owned()))?;
    Ok(moment.with_timezone(&BEIJING))
}
