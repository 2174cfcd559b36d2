//! The bureau's rules: what can be done to an item, by whom, and what follows.
//!
//! Two aggregates, [`Item`] and [`Bureau`], share one shape: `decide` yields events or one refusal and
//! changes nothing; `evolve` can't fail. Nothing here knows a clock, disk, screen, randomness or
//! serialization: moments, numbers and findings arrive as arguments.

mod ids;
mod digest;
mod attribute;
mod number;
mod content;
mod flagged;
mod roster;
mod index_number;
mod settings;
mod batch;
mod verb;
mod upkeep;
mod permission;
mod command;
mod event;
mod item;
mod evolve;
mod clock;
mod work;
mod refusal;
mod decide;
mod bureau;
#[cfg(test)]
mod tests;

pub use attribute::{Ground, Proposal};
pub use batch::{Batch, batch_before, batch_day, batch_for, batch_from};
pub use bureau::{Backup, Bureau, BureauCommand, BureauEvent, Delegation};
pub use clock::{
    Clock, ClockState, Tier, applies, duty_clock, duty_start, evaluation_clock, publication_clock,
    stage_clock, tier,
};
pub use command::{Act, BringIn, ClockKey, Command, Correction, Issued, Paper, PaperAct, SecrecyConclusion};
pub use content::{
    Attachment, Content, Element, Elements, Signature, Source, SourceKind, Submission, TITLE_CHARS, Text,
    Urgency, Validity,
};
pub use decide::{Allotted, Context, Decided, decide};
pub use digest::{Digest, NotADigest};
pub use event::{Author, ItemEvent, Moment};
pub use flagged::Flagged;
pub use ids::{CommandId, ItemId, Login, NotAnItemId, Revision, SectionName};
pub use index_number::{IndexParts, IndexPattern, index_category, index_parts};
pub use item::{
    Archived, ClockChange, ClockChangeKind, Decision, Declassification, Determination, DutyStanding,
    DutyState, Issue, Item, Opening, Passage, Phase, Return, SecrecyReview, TakeDown, Upon, Voided,
};
pub use number::{DocumentNumber, normalise_number};
pub use permission::{Permission, permissions_of};
pub use refusal::{Dated, Refusal};
pub use roster::{Away, Person, Roster, Section};
pub use settings::{Category, Delivery, Settings, Site, host};
pub use upkeep::{Standing, Upkeep};
pub use verb::{Relation, Verb};
pub use work::{
    Holder, MovedClock, OutdatedThere, Setting, Task, Work, can_act, deputies, determiner, is_closed,
    is_own_proposal, item_clocks, may_read, members, moved_clocks, open_duties, open_work,
    outdated_at_archives, responsible, stale_page,
};
