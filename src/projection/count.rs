//! Counts: how many wait, and how many of them at each nearness to their limit.

use chrono::NaiveDate;

use crate::calendar::Calendar;
use crate::domain::{Tier, tier};
use crate::procedure::Force;

/// What a stored counter counts, within its queue and scope.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Class {
    /// Items.
    Items,
    /// Clocks of this force and notice that end on this day.
    Clocks {
        /// What stands behind the limit.
        force: Force,
        /// Days of notice.
        soon_days: u8,
        /// The last day.
        due: NaiveDate,
    },
}

/// How many clocks stand at each tier, by what stands behind them.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Tally {
    /// 逾期.
    pub overdue: u64,
    /// 超限.
    pub past_target: u64,
    /// 今日到期, of legal limits.
    pub today_legal: u64,
    /// 今日到期, of internal limits.
    pub today_internal: u64,
    /// 临期, of legal limits.
    pub soon_legal: u64,
    /// 临期, of internal limits.
    pub soon_internal: u64,
}

/// A pane's count.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Count {
    /// Items waiting.
    pub items: u64,
    /// Their clocks.
    pub tally: Tally,
}

impl Count {
    /// Adds what a stored counter says.
    pub fn add(&mut self, class: Class, number: u64, today: NaiveDate, calendar: &Calendar) {
        let Class::Clocks { force, soon_days, due } = class else {
            self.items += number;
            return;
        };
        let tally = &mut self.tally;
        let place = match (tier(due, force, soon_days, today, calendar), force.is_legal()) {
            (Tier::Overdue, _) => &mut tally.overdue,
            (Tier::PastTarget, _) => &mut tally.past_target,
            (Tier::DueToday, true) => &mut tally.today_legal,
            (Tier::DueToday, false) => &mut tally.today_internal,
            (Tier::DueSoon, true) => &mut tally.soon_legal,
            (Tier::DueSoon, false) => &mut tally.soon_internal,
            (Tier::OnTrack | Tier::NotRunning, _) => return,
        };
        *place += number;
    }
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.items += other.items;
        self.tally.overdue += other.tally.overdue;
        self.tally.past_target += other.tally.past_target;
        self.tally.today_legal += other.tally.today_legal;
        self.tally.today_internal += other.tally.today_internal;
        self.tally.soon_legal += other.tally.soon_legal;
        self.tally.soon_internal += other.tally.soon_internal;
    }
}
