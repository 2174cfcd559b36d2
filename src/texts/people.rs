//! People, and what they work on: holders, authors, stages, duties, tasks.

use super::catalogue::Texts;
use crate::domain::{Author, Holder, Login, Paper, Roster, Task};
use crate::procedure::{DutyAct, DutyKey, Procedure, Role, StageKey};

/// Where names come from: people's from the roster, those of stages and duties from the procedure that
/// the item began with. What neither knows is shown by its key.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The roster in effect.
    pub roster: &'a Roster,
    /// The item's procedure, where one is at hand.
    pub procedure: Option<&'a Procedure>,
}

impl Names<'_> {
    pub(super) fn person(&self, login: &Login) -> String {
        self.roster.name(login).to_owned()
    }
}

impl Texts {
    /// What the procedure calls this stage: 审核.
    pub fn stage(&self, key: &StageKey, names: Names<'_>) -> String {
        let stage = names.procedure.and_then(|procedure| procedure.stage(key));
        stage.map_or(key.0.as_str(), |stage| self.name(&stage.name)).to_owned()
    }

    /// What the procedure calls this duty: 网站发布.
    pub fn duty(&self, key: &DutyKey, names: Names<'_>) -> String {
        let duty = names.procedure.and_then(|procedure| procedure.duty(key));
        let unknown = || DutyAct::from_key(&key.0).map_or(key.0.as_str(), |act| self.duty_act(act));
        duty.map_or_else(unknown, |duty| self.name(&duty.name)).to_owned()
    }

    /// What is to be done.
    pub fn task(&self, task: &Task, names: Names<'_>) -> String {
        match task {
            Task::Stage(key, _) => self.stage(key, names),
            Task::Duty(key, _) => self.duty(key, names),
            Task::SecrecyReview => self.get("task.secrecy-review").to_owned(),
            Task::SecrecyReferral => self.get("task.secrecy-referral").to_owned(),
            Task::Replace => self.get("task.replace").to_owned(),
            Task::TakeDown => self.get("task.take-down").to_owned(),
            Task::Ratify => self.get("task.ratify").to_owned(),
            Task::Answer => self.get("task.answer").to_owned(),
            Task::Evaluate => self.get("task.evaluate").to_owned(),
        }
    }

    /// Whose a piece of work is: 陈志强(分管领导), 信息公开办, or that nobody can do it.
    pub fn holder(&self, holder: &Holder, roster: &Roster) -> String {
        match holder {
            Holder::Person(login) => {
                let roles = roster.roles(login);
                let telling = [Role::Leader, Role::Chief, Role::Head];
                match telling.into_iter().find(|role| roles.contains(role)) {
                    Some(role) => self.in_role(roster.name(login), role),
                    None => roster.name(login).to_owned(),
                }
            }
            Holder::Section(Role::Office | Role::Staff | Role::Drafter, section) => section.0.clone(),
            Holder::Section(role, section) => self.in_role(&section.0, *role),
            Holder::Nobody(role, section) => {
                let place = match section.0.as_str() {
                    "" => self.role(*role).to_owned(),
                    section => self.in_role(section, *role),
                };
                self.fill("who.nobody", &[("place", &place)])
            }
        }
    }

    /// Who did something: 王建国; a deputy as 李敏代陈志强.
    pub fn author(&self, author: &Author, roster: &Roster) -> String {
        let name = roster.name(&author.login);
        match &author.on_behalf {
            None => name.to_owned(),
            Some(principal) => {
                let principal = roster.name(principal);
                self.fill("who.deputy", &[("deputy", name), ("principal", principal)])
            }
        }
    }

    /// Several people: 王建国、陈志强.
    pub fn people(&self, logins: &[Login], roster: &Roster) -> String {
        let names: Vec<&str> = logins.iter().map(|login| roster.name(login)).collect();
        names.join(self.get("who.separator"))
    }

    /// Who did something that may have been signed on paper: the recorder is the actor, the signer named.
    pub(super) fn actor(&self, author: &Author, paper: Option<&Paper>, roster: &Roster) -> String {
        let who = self.author(author, roster);
        let Some(paper) = paper else { return who };
        let (signer, date) = (roster.name(&paper.signer), self.full_date(paper.signed_on));
        let key = if paper.scan.is_some() { "who.transcribed" } else { "who.transcribed-unseen" };
        self.fill(key, &[("who", &who), ("signer", signer), ("date", &date)])
    }

    fn in_role(&self, name: &str, role: Role) -> String {
        self.fill("who.in-role", &[("name", name), ("role", self.role(role))])
    }
}
