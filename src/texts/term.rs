//! Single terms: one word or phrase for each value of a closed set.

use super::catalogue::Texts;
use super::lang::Lang;
use crate::domain::{
    Dated, DocumentNumber, Element, Ground, Proposal, SecrecyConclusion, SourceKind, Standing, Tier, Upkeep,
    Urgency, Validity, Verb,
};
use crate::procedure::{Attribute, DutyAct, Fact, Force, Name, Procedure, Role, StageAct, StartFact};
use crate::projection::Queue;

impl Texts {
    /// 公开属性 in full: 主动公开, 依申请公开, 不公开; 未定 where none is chosen.
    pub fn attribute(&self, attribute: impl Into<Option<Attribute>>) -> &'static str {
        self.term("attribute", attribute.into().map_or("none", Attribute::key))
    }

    /// 公开属性 in short: 主动, 依申请, 不公开.
    pub fn attribute_short(&self, attribute: impl Into<Option<Attribute>>) -> &'static str {
        self.term("attribute-short", attribute.into().map_or("none", Attribute::key))
    }

    /// The ground's name: 过程性信息.
    pub fn ground_name(&self, ground: Ground) -> &'static str {
        self.term("ground", ground.code())
    }

    /// The ground with its code: 16-2 过程性信息.
    pub fn ground(&self, ground: Ground) -> String {
        match ground {
            Ground::Other => self.ground_name(ground).to_owned(),
            _ => format!("{} {}", ground.code(), self.ground_name(ground)),
        }
    }

    /// An attribute with its ground, reason and provision: 不公开 16-2 过程性信息(尚未确定).
    pub fn proposal(&self, proposal: &Proposal) -> String {
        let mut words = self.attribute(proposal.attribute).to_owned();
        let ground = proposal.ground.map(|ground| self.ground(ground));
        for more in ground.iter().chain([&proposal.law]).filter(|more| !more.is_empty()) {
            words.push(' ');
            words.push_str(more);
        }
        if !proposal.reason.is_empty() {
            words.push_str(&self.fill("proposal.reason", &[("reason", &proposal.reason)]));
        }
        words
    }

    /// A capacity: 分管领导.
    pub fn role(&self, role: Role) -> &'static str {
        self.term("role", role.key())
    }

    /// What is done for the bureau as a whole: 备份.
    pub fn upkeep(&self, upkeep: Upkeep) -> &'static str {
        self.term("upkeep", upkeep.key())
    }

    /// How somebody stands to the bureau as a whole: 管理员.
    pub fn standing(&self, standing: Standing) -> &'static str {
        self.term("standing", standing.key())
    }

    /// The word on a key, in the imperative: 退回.
    pub fn verb(&self, verb: Verb) -> &'static str {
        self.term("verb", verb.key())
    }

    /// The act as a thing, for headings and help: 退回修改.
    pub fn verb_name(&self, verb: Verb) -> &'static str {
        self.term("act", verb.key())
    }

    /// What is done at a stage, whatever the procedure calls it: 审定.
    pub fn stage_act(&self, act: StageAct) -> &'static str {
        self.term("stage-act", act.key())
    }

    /// What a duty asks for, whatever the procedure calls it: 移交.
    pub fn duty_act(&self, act: DutyAct) -> &'static str {
        self.term("duty-act", act.key())
    }

    /// What stands behind a limit: 法定, 细则, 本局, 内部.
    pub fn force(&self, force: Force) -> &'static str {
        self.term("force", force.key())
    }

    /// What starts a clock: 发文.
    pub fn start_fact(&self, start: StartFact) -> &'static str {
        self.term("start", start.key())
    }

    /// A fact that a procedure may require: 形成日期.
    pub fn fact(&self, fact: Fact) -> &'static str {
        self.term("fact", fact.key())
    }

    /// What a date is the date of: 成文日期.
    pub fn dated(&self, date: Dated) -> &'static str {
        self.term("dated", date.key())
    }

    /// 要素: 内容概述.
    pub fn element(&self, element: Element) -> &'static str {
        self.term("element", element.key())
    }

    /// The heading of a paper: 登记簿.
    pub fn paper(&self, kind: &'static str) -> &'static str {
        self.term("paper", kind)
    }

    /// The head of a paper's column: 索引号.
    pub fn paper_field(&self, field: &'static str) -> &'static str {
        self.term("paper-field", field)
    }

    /// How near a limit is: 逾期, 超限, 今日, 临期, 正常, 未起算.
    pub fn tier(&self, tier: Tier) -> &'static str {
        self.term("tier", tier.key())
    }

    /// The same in a column of a list.
    pub fn tier_short(&self, tier: Tier) -> &'static str {
        self.term("tier-short", tier.key())
    }

    /// The mark beside the word, the same in every language, so that colour is never alone.
    pub const fn glyph(tier: Tier) -> char {
        match tier {
            Tier::Overdue | Tier::PastTarget => '!',
            Tier::DueToday => '*',
            Tier::DueSoon => '+',
            Tier::OnTrack => '-',
            Tier::NotRunning => ' ',
        }
    }

    /// The title of a queue: 待审核.
    pub fn queue(&self, queue: Queue) -> &'static str {
        self.term("queue", queue.key())
    }

    /// The title of a queue for those whom it waits for: 待我审核.
    pub fn own_queue(&self, queue: Queue) -> &'static str {
        self.term("own-queue", queue.key())
    }

    /// 保密审查结论.
    pub fn secrecy(&self, conclusion: SecrecyConclusion) -> &'static str {
        self.term("secrecy", conclusion.key())
    }

    /// 缓急.
    pub fn urgency(&self, urgency: Urgency) -> &'static str {
        self.term("urgency", urgency.key())
    }

    /// 有效性.
    pub fn validity(&self, validity: Validity) -> &'static str {
        self.term("validity", validity.key())
    }

    /// What kind of body a source is.
    pub fn source_kind(&self, kind: SourceKind) -> &'static str {
        self.term("source", kind.key())
    }

    /// 文号, or why there is none.
    pub fn number(&self, number: &DocumentNumber) -> String {
        match number {
            DocumentNumber::Own(number) => number.clone(),
            DocumentNumber::None(reason) => self.fill("number.none", &[("reason", reason)]),
            DocumentNumber::LeadAgency(number) => self.fill("number.lead-agency", &[("number", number)]),
        }
    }

    /// What a procedures file calls something, in this language.
    pub fn name<'n>(&self, name: &'n Name) -> &'n str {
        match self.lang() {
            Lang::En if !name.en.is_empty() => &name.en,
            Lang::En | Lang::Zh => &name.zh,
        }
    }

    /// A procedure in as few columns as its column head: 公, 非, 获, 历; Off., Non., Obt., His.
    pub fn procedure_letter(&self, procedure: &Procedure) -> String {
        let name = self.name(&procedure.name);
        match name.is_ascii() {
            true => name.chars().take(3).chain(['.']).collect(),
            false => name.chars().take(1).collect(),
        }
    }

    /// What was said, after its colon; nothing where nothing was said.
    pub(super) fn said(&self, text: &str) -> String {
        if text.is_empty() { String::new() } else { self.fill("event.said", &[("text", text)]) }
    }
}
