//! Days and moments. Lists show the short form; records and refusals the full one, which needs no year
//! to be guessed.

use chrono::{Datelike, NaiveDate, Weekday};

use super::catalogue::Texts;
use crate::calendar::{Day, DayKind};
use crate::domain::Moment;

impl Texts {
    /// 11月23日.
    pub fn date(&self, date: NaiveDate) -> String {
        date.format(self.get("day.short")).to_string()
    }

    /// A date as seen from another: with its year where that differs.
    pub fn date_near(&self, date: NaiveDate, today: NaiveDate) -> String {
        if date.year() == today.year() {
            return self.date(date);
        }
        date.format(self.get("day.with-year")).to_string()
    }

    /// 2026-11-23.
    pub fn full_date(&self, date: NaiveDate) -> String {
        date.format(self.get("day.full")).to_string()
    }

    /// 2026-11-23 09:30, in the bureau's time.
    pub fn moment(&self, moment: Moment) -> String {
        moment.format(self.get("day.moment")).to_string()
    }

    /// What kind of day it is: 调休上班 国庆节, 休息日 春节 暂定.
    pub fn day_kind(&self, day: &Day<'_>) -> String {
        let kind = match day.kind {
            DayKind::Working => "day.working",
            DayKind::Rest => "day.rest",
            DayKind::MakeUp => "day.make-up",
        };
        let provisional = if day.provisional { self.get("clock.provisional") } else { "" };
        let words = [self.get(kind), day.holiday.unwrap_or_default(), provisional];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// A day with its arrangement: 2026-09-20 周日  调休上班 国庆节.
    pub fn calendar_day(&self, day: &Day<'_>) -> String {
        format!("{} {}  {}", day.date, self.weekday(day.date), self.day_kind(day))
    }

    /// 周一.
    pub fn weekday(&self, date: NaiveDate) -> &'static str {
        let name = match date.weekday() {
            Weekday::Mon => "mon",
            Weekday::Tue => "tue",
            Weekday::Wed => "wed",
            Weekday::Thu => "thu",
            Weekday::Fri => "fri",
            Weekday::Sat => "sat",
            Weekday::Sun => "sun",
        };
        self.term("weekday", name)
    }
}
