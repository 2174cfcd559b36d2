//! Alerts: to which item the key of the next one leads, so that what is named beside it is where it goes.

use super::app::{App, PaneState};
use crate::domain::Tier;
use crate::projection::Row;

/// Where the key of the next alert leads.
#[derive(Clone, PartialEq, Debug)]
pub enum NextAlert<'a> {
    /// To the item whose limit presses most of all that the person watches.
    Worst(&'a Row),
    /// To the row at this place of the open pane.
    Here(usize),
    /// To the first alert of this pane, whose rows may have yet to come.
    Pane(usize),
}

/// To the item that presses most; once the cursor is there, from one alert to the next, pane after pane.
pub fn next_alert(app: &App) -> Option<NextAlert<'_>> {
    let under = app.pane().and_then(PaneState::row).map(|row| row.id);
    let worst = app.worst.as_ref().filter(|worst| app.pane_of(worst).is_some());
    let arrived = under.is_some() && (under == app.alerted || under == worst.map(|worst| worst.id));
    if let (Some(worst), false) = (worst, arrived) {
        return Some(NextAlert::Worst(worst));
    }
    let pane = app.pane()?;
    let below = (pane.cursor + 1..pane.rows.len()).find(|place| presses(app, pane, *place));
    if let Some(place) = below {
        return Some(NextAlert::Here(place));
    }
    let alarmed = |place: &usize| app.panes.get(*place).is_some_and(alarms);
    let mut others = (app.focus + 1..app.panes.len()).chain(0..app.focus);
    let other = others.find(alarmed).map(NextAlert::Pane);
    other.or_else(|| first_alert(app, pane).map(NextAlert::Here))
}

/// The first row of a pane, of those loaded, whose limit is missed or ends today.
pub fn first_alert(app: &App, pane: &PaneState) -> Option<usize> {
    (0..pane.rows.len()).find(|place| presses(app, pane, *place))
}

fn presses(app: &App, pane: &PaneState, place: usize) -> bool {
    let (today, calendar) = (app.today, &app.setup.calendar);
    let line = pane.rows.get(place).and_then(|row| row.line(pane.pane.queue, today, calendar));
    let clock = line.and_then(|line| line.pressing(today, calendar));
    let tier = clock.map(|clock| clock.tier(today, calendar));
    tier.is_some_and(|tier| matches!(tier, Tier::Overdue | Tier::PastTarget | Tier::DueToday))
}

fn alarms(pane: &PaneState) -> bool {
    let tally = &pane.count.tally;
    tally.overdue + tally.past_target + tally.today_legal + tally.today_internal > 0
}
