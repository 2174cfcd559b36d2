//! Procedures as data: which stages a piece of information passes, and which duties follow.
//!
//! A procedure is a series of *stages* (decisions, one after another) and then *duties* (obligations
//! side by side, each with its own clock, holder and evidence). The values here are what a bureau's
//! procedures file says, already checked; `intake` reads the file and reports its faults.
//! This layer does not know any item, person or date.

mod duty;
mod stage;
mod term;

pub use duty::{Condition, Duty, DutyAct, DutyLimit, Force, StartFact};
pub use stage::{Stage, StageAct};
pub use term::{Attribute, DutyKey, Fact, Name, ProcedureKey, Role, StageKey};
pub(crate) use term::{name, terms};

/// All procedures of one file, in the file's order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Procedures(pub Vec<Procedure>);

impl Procedures {
    /// The procedure with this key.
    pub fn get(&self, key: &ProcedureKey) -> Option<&Procedure> {
        self.0.iter().find(|procedure| procedure.key == *key)
    }

    /// The procedure that people call so: by its key, by its name, or by its name as a kind of information
    /// (公文类, 公文类政府信息).
    pub fn called(&self, name: &str) -> Option<&Procedure> {
        let kind = name.trim_end_matches('类').trim_end_matches("政府信息").trim_end_matches('类');
        let is = |known: &&Procedure| known.key.0 == name || known.name.zh == kind || known.name.en == name;
        self.0.iter().find(is)
    }
}

/// One way for a kind of information from draft to disclosure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Procedure {
    /// Stable name, written in the journal.
    pub key: ProcedureKey,
    /// What people call it: 公文, 非公文, 获取保存, 历史保存.
    pub name: Name,
    /// Clause of the bureau's rules.
    pub clause: String,
    /// Facts without which an item can't leave the draft stage.
    pub needs: Vec<Fact>,
    /// Who may draft: staff of the section, or the disclosure office (历史保存).
    pub drafted_by: Role,
    /// Decisions in order; the first is always the draft, and exactly one is the determination.
    pub stages: Vec<Stage>,
    /// Obligations once the attribute is determined.
    pub duties: Vec<Duty>,
}

impl Procedure {
    /// The stage with this key.
    pub fn stage(&self, key: &StageKey) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.key == *key)
    }

    /// The duty with this key.
    pub fn duty(&self, key: &DutyKey) -> Option<&Duty> {
        self.duties.iter().find(|duty| duty.key == *key)
    }

    /// Whether it makes a catalogue of what is 依申请公开, with rows that the leader allows (细则三4).
    pub fn lists_on_request(&self) -> bool {
        self.duties.iter().any(|duty| duty.when == Condition::ListingAllowed)
    }

    /// The first stage that does this.
    pub fn stage_for(&self, act: StageAct) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.act == act)
    }

    /// The stages after this one, in order.
    pub fn stages_after(&self, key: &StageKey) -> &[Stage] {
        let place = self.stages.iter().position(|stage| stage.key == *key);
        place.and_then(|place| self.stages.get(place + 1..)).unwrap_or(&[])
    }

    /// The stages before this one, in order.
    pub fn stages_before(&self, key: &StageKey) -> &[Stage] {
        let place = self.stages.iter().position(|stage| stage.key == *key);
        place.and_then(|place| self.stages.get(..place)).unwrap_or(&[])
    }
}
