//! Saved views: a pane with what its rows are narrowed to and their order, as a person's console remembers it.
//! What it shows always stands beside its name, so that the name can't tell another story.

use serde::{Deserialize, Serialize};

use super::facets::Facet;
use super::facets::facets_in;
use crate::domain::{Holder, Task, Tier};
use crate::procedure::{Attribute, DutyAct, Role, StageAct};
use crate::projection::{Filter, Queue, Sort};

/// Views that are kept; no more can be saved.
pub const VIEWS: usize = 20;

/// A view that was saved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SavedView {
    /// What its person calls it; nothing where what it shows is name enough.
    #[serde(default)]
    pub name: String,
    /// The queue of its pane, by its stable name.
    pane: String,
    /// What is looked for.
    text: String,
    /// The order, by its stable name.
    sort: String,
    /// What rows are narrowed to: a kind and a value each.
    facets: Vec<(String, String)>,
}

/// What a saved view says today.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meant {
    /// Which pane; `None` where there is no such queue any more.
    pub queue: Option<Queue>,
    /// What is looked for.
    pub text: String,
    /// The order.
    pub sort: Sort,
    /// What rows are narrowed to, as far as it still means something.
    pub facets: Vec<Facet>,
}

impl SavedView {
    /// The view of a pane as it stands.
    pub fn of(queue: Queue, filter: &Filter, sort: Sort) -> SavedView {
        let facets = facets_in(filter).iter().map(written).collect();
        SavedView {
            name: String::new(),
            pane: queue.key().to_owned(),
            text: filter.text.trim().to_owned(),
            sort: sort.key().to_owned(),
            facets,
        }
    }

    /// The same under this name.
    pub fn called(self, name: String) -> SavedView {
        SavedView { name, ..self }
    }

    /// What it means.
    pub fn meant(&self) -> Meant {
        let read = |(kind, value): &(String, String)| read(kind, value);
        Meant {
            queue: Queue::from_key(&self.pane),
            text: self.text.clone(),
            sort: Sort::from_key(&self.sort).unwrap_or(Sort::Due),
            facets: self.facets.iter().filter_map(read).collect(),
        }
    }
}

fn written(facet: &Facet) -> (String, String) {
    let (kind, value) = match facet {
        Facet::Tier(tier) => ("tier", tier.key().to_owned()),
        Facet::Attribute(attribute) => ("attribute", attribute.key().to_owned()),
        Facet::Procedure(procedure) => ("procedure", procedure.0.clone()),
        Facet::Section(section) => ("section", section.0.clone()),
        Facet::Drafter(login) => ("drafter", login.0.clone()),
        Facet::Task(Task::Stage(key, act)) => ("stage", format!("{} {}", act.key(), key.0)),
        Facet::Task(Task::Duty(key, act)) => ("duty", format!("{} {}", act.key(), key.0)),
        Facet::Task(Task::SecrecyReview) => ("task", "secrecy-review".to_owned()),
        Facet::Task(Task::SecrecyReferral) => ("task", "secrecy-referral".to_owned()),
        Facet::Task(Task::Replace) => ("task", "replace".to_owned()),
        Facet::Task(Task::TakeDown) => ("task", "take-down".to_owned()),
        Facet::Task(Task::Ratify) => ("task", "ratify".to_owned()),
        Facet::Task(Task::Answer) => ("task", "answer".to_owned()),
        Facet::Task(Task::Evaluate) => ("task", "evaluate".to_owned()),
        Facet::Holder(Holder::Person(login)) => ("holder", login.0.clone()),
        Facet::Holder(Holder::Section(role, section)) => ("role", format!("{} {}", role.key(), section.0)),
        Facet::Holder(Holder::Nobody(role, section)) => ("nobody", format!("{} {}", role.key(), section.0)),
    };
    (kind.to_owned(), value)
}

fn read(kind: &str, value: &str) -> Option<Facet> {
    let (first, rest) = value.split_once(' ').unwrap_or((value, ""));
    Some(match kind {
        "tier" => Facet::Tier(Tier::from_key(value)?),
        "attribute" => Facet::Attribute(Attribute::from_key(value)?),
        "procedure" => Facet::Procedure(value.into()),
        "section" => Facet::Section(value.into()),
        "drafter" => Facet::Drafter(value.into()),
        "stage" => Facet::Task(Task::Stage(rest.into(), StageAct::from_key(first)?)),
        "duty" => Facet::Task(Task::Duty(rest.into(), DutyAct::from_key(first)?)),
        "task" => Facet::Task(match value {
            "secrecy-review" => Task::SecrecyReview,
            "secrecy-referral" => Task::SecrecyReferral,
            "replace" => Task::Replace,
            "take-down" => Task::TakeDown,
            "ratify" => Task::Ratify,
            "answer" => Task::Answer,
            "evaluate" => Task::Evaluate,
            _ => return None,
        }),
        "holder" => Facet::Holder(Holder::Person(value.into())),
        "role" => Facet::Holder(Holder::Section(Role::from_key(first)?, rest.into())),
        "nobody" => Facet::Holder(Holder::Nobody(Role::from_key(first)?, rest.into())),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_means_what_was_seen_when_it_was_saved() {
        let facets = vec![
            Facet::Tier(Tier::Overdue),
            Facet::Attribute(Attribute::Withheld),
            Facet::Procedure("official".into()),
            Facet::Section("消费品科".into()),
            Facet::Drafter("zhuang".into()),
            Facet::Task(Task::Duty("publish".into(), DutyAct::Publish)),
            Facet::Holder(Holder::Section(Role::Head, "投资科".into())),
        ];
        let mut filter = Filter { text: " jsgz ".to_owned(), ..Filter::default() };
        facets.iter().cloned().for_each(|facet| facet.narrow(&mut filter));
        let meant = SavedView::of(Queue::Open, &filter, Sort::Age).meant();
        let expected = Meant { queue: Some(Queue::Open), text: "jsgz".to_owned(), sort: Sort::Age, facets };
        assert_eq!(meant, expected);
        let tasks = [Task::Stage("review".into(), StageAct::Review), Task::Ratify, Task::TakeDown];
        let holders = [Holder::Person("wang".into()), Holder::Nobody(Role::Leader, "投资科".into())];
        let others = tasks.map(Facet::Task).into_iter().chain(holders.map(Facet::Holder));
        for facet in others {
            let (kind, value) = written(&facet);
            assert_eq!(read(&kind, &value), Some(facet));
        }
        assert_eq!(read("tier", "unknown to this version"), None);
    }
}
