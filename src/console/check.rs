//! The sheet before an act and the one after it: what would be done, item by item, in groups that are
//! confirmed each by itself; and what became of it.

use std::path::PathBuf;

use tui_input::Input as TextField;

use crate::client::Outcome;
use crate::domain::{Act, BureauCommand, ItemId, Refusal, Revision, Verb};

/// The sheet before an act: what will be done, what can't, what needs a look of its own.
#[derive(Clone, Debug)]
pub struct Check {
    /// Which act.
    pub verb: Verb,
    /// The groups, in the order in which they are asked.
    pub groups: Vec<Group>,
    /// What is asked of the bureau as a whole instead, and what the history would say of it.
    pub whole: Option<(BureauCommand, String)>,
    /// The group that is being asked about.
    pub asked: usize,
    /// The count as typed, once it is asked for.
    pub counting: Option<TextField>,
    /// The first line shown.
    pub top: usize,
}

impl Check {
    /// Whether something is left to be confirmed; where all is refused there is nothing to answer.
    pub fn asks(&self) -> bool {
        self.whole.is_some() || self.groups.iter().any(|group| group.kind != GroupKind::Refused)
    }

    /// Whether the group that is asked about has never been on the screen.
    pub fn asks_unseen(&self) -> bool {
        let asked = self.groups.get(self.asked).filter(|group| group.confirmed.is_none());
        asked.is_some_and(|group| matches!(group.kind, GroupKind::Concerned(concerns) if concerns.not_shown))
    }
}

/// Items of a check that are confirmed together.
#[derive(Clone, Debug)]
pub struct Group {
    /// What they have in common.
    pub kind: GroupKind,
    /// The items.
    pub planned: Vec<Planned>,
    /// Whether they will be done; `None` until said.
    pub confirmed: Option<bool>,
}

/// Why items are confirmed together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum GroupKind {
    /// Nothing stands against it.
    Ready,
    /// It can be done, and something about it wants a look of its own.
    Concerned(Concerns),
    /// Refused by the rules.
    Refused,
}

/// What wants a look before an act; several may hold of one item, and none hides another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Concerns {
    /// 不公开.
    pub withheld: bool,
    /// It is another than when it was marked.
    pub changed: bool,
    /// Never on this screen as it is now.
    pub not_shown: bool,
    /// Marked, and not among the rows that the filter shows.
    pub hidden: bool,
    /// It gets a row in the catalogue of what is 依申请公开.
    pub listed: bool,
}

impl Concerns {
    /// Whether there is one.
    pub fn any(self) -> bool {
        self != Concerns::default()
    }
}

/// One item of a check.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Which.
    pub id: Option<ItemId>,
    /// The revision that was shown, or marked.
    pub revision: Option<Revision>,
    /// How it is called.
    pub title: String,
    /// What would be done.
    pub act: Act,
    /// Text that goes with it.
    pub blobs: Vec<Vec<u8>>,
    /// Why it can't be.
    pub refusal: Option<Refusal>,
    /// 不公开.
    pub withheld: bool,
    /// It is another than when it was marked; the revision is the present one.
    pub changed: bool,
    /// What should be known before it is confirmed: who has opened it, where it is to be recalled.
    pub remarks: Vec<String>,
    /// Files that go with it and haven't been read yet.
    pub files: Vec<(FileUse, PathBuf)>,
    /// Whether its 公开版 is to be its text as the scan masks it, which hasn't been made yet.
    pub masks: bool,
}

impl Planned {
    /// A new item.
    pub fn draft(title: String, act: Act) -> Planned {
        Planned {
            id: None,
            revision: None,
            title,
            act,
            blobs: Vec::new(),
            refusal: None,
            withheld: false,
            changed: false,
            remarks: Vec::new(),
            files: Vec::new(),
            masks: false,
        }
    }
}

/// What a file is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileUse {
    /// 附件.
    Attachment,
    /// 公开版.
    PublicText,
    /// The scan of a paper.
    Scan,
}

/// The sheet after an act.
#[derive(Clone, Debug)]
pub struct ResultSheet {
    /// Which act.
    pub verb: Verb,
    /// What became of each, also of those that were left out before it.
    pub lines: Vec<ResultLine>,
    /// The first line shown.
    pub top: usize,
}

/// What became of one item.
#[derive(Clone, Debug)]
pub struct ResultLine {
    /// Which.
    pub id: Option<ItemId>,
    /// How it is called.
    pub title: String,
    /// Why it wasn't done, if it wasn't.
    pub not_done: Option<NotDone>,
}

/// Why one of several wasn't done.
#[derive(Clone, Debug)]
pub enum NotDone {
    /// The rules refuse it; where the item has changed, with who did what since.
    Refused(Refusal, String),
    /// Its command was another's.
    IdReused,
    /// Whoever was asked left it out.
    LeftOut,
}

/// What one that was carried out came to.
#[derive(Clone, Debug)]
pub struct CameTo {
    /// Which; none for a draft.
    pub id: Option<ItemId>,
    /// How it is called.
    pub title: String,
    /// What the desk answered.
    pub outcome: Outcome,
    /// Who did what since it was shown, where it is refused for that.
    pub since: String,
}

impl From<CameTo> for ResultLine {
    fn from(one: CameTo) -> ResultLine {
        let not_done = match one.outcome {
            Outcome::Done(_) => None,
            Outcome::Refused(refusal) => Some(NotDone::Refused(refusal, one.since)),
            Outcome::IdReused => Some(NotDone::IdReused),
        };
        ResultLine { id: one.id, title: one.title, not_done }
    }
}

impl ResultLine {
    /// One that a check left out: refused beforehand, or by choice.
    pub fn left_out(one: &Planned) -> ResultLine {
        let not_done = one.refusal.clone();
        let not_done = not_done.map_or(NotDone::LeftOut, |refusal| NotDone::Refused(refusal, String::new()));
        ResultLine { id: one.id, title: one.title.clone(), not_done: Some(not_done) }
    }
}

/// Items under the reasons that they share, in the order in which the reasons come up.
pub fn by_reason<T>(each: impl IntoIterator<Item = (String, T)>) -> Vec<(String, Vec<T>)> {
    let mut reasons: Vec<(String, Vec<T>)> = Vec::new();
    for (why, one) in each {
        match reasons.iter_mut().find(|(known, _)| *known == why) {
            Some((_, items)) => items.push(one),
            None => reasons.push((why, vec![one])),
        }
    }
    reasons
}
