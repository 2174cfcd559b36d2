//! The arrangements that come with the program: official ones of 2007-2026, provisional ones of 2027.

use super::{Arrangement, Calendar, Status};

/// Each row agreed by at least six of seven independent sources.
const OFFICIAL: &str = include_str!("data/cn-days.csv");
/// Weekdays of 2027 that are off by 《全国年节及纪念日放假办法》; no arrangement.
const PROVISIONAL: &str = include_str!("data/cn-days-2027-provisional.csv");

pub(super) fn build() -> Calendar {
    let rows = rows(OFFICIAL).chain(rows(PROVISIONAL));
    Calendar::new(rows, 2007..=2026)
}

/// The rows of a file in the form `date,kind,name`, which a test has found whole.
fn rows(csv: &'static str) -> impl Iterator<Item = Arrangement> {
    csv.lines().skip(1).filter_map(|line| {
        let mut fields = line.splitn(3, ',');
        let date = fields.next()?.parse().ok()?;
        let status = match fields.next()? {
            "off" => Status::Off,
            _ => Status::Work,
        };
        Some(Arrangement { date, status, name: fields.next()?.to_owned() })
    })
}
