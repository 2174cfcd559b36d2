//! What is looked at: rows, queues, counts, and the questions that can be asked.
//!
//! A projection is made from an item's state and the setting in effect; dropped, it is made again and
//! equal. It holds dates, never today's nearness to them: that is computed when a row is read, so that
//! midnight needs no event. It does not know where rows are kept.

mod queue;
mod row;
mod count;
mod query;
mod past;
mod difference;
mod compare;
mod opinion;
mod turn;
mod forecast;
mod card;

pub use card::{Card, Kept, Obligation, Published, Shown, Stay, Transferred, card};
pub use compare::{Stretch, Word, compare};
pub use count::{Class, Count, Tally};
pub use difference::{Base, Part, at_revision, base, difference};
pub use forecast::{awaits_issue, forecast};
pub use opinion::{Opinion, opinions};
pub use past::{Past, replay};
pub use query::{Filter, Query, Sort, Window};
pub use queue::{Pane, Queue, Scope, panes, stalled, watched, whole_bureau};
pub use row::{ClockLine, Entry, Line, LineState, Row, entries, row};
pub use turn::{Other, Turn, duties_ahead, turns};
