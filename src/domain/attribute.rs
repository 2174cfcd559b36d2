//! What is proposed and determined: attribute, ground and reason.

use crate::procedure::Attribute;

/// The statutory grounds for 不公开, from the pick-list of the Regulations (条例 14, 15, 16).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Ground {
    /// 14-1 国家秘密: the system must not hold such content
    StateSecret,
    /// 14-2 法律、行政法规禁止公开: the provision must be cited
    ProhibitedByLaw,
    /// 14-3 可能危及国家安全、公共安全、经济安全、社会稳定
    FourSecurities,
    /// 15-1 商业秘密
    CommercialSecret,
    /// 15-2 个人隐私
    Privacy,
    /// 15-3 其他损害第三方合法权益
    ThirdPartyHarm,
    /// 16-1 内部事务信息
    InternalAffairs,
    /// 16-2 过程性信息
    Process,
    /// 16-3 行政执法案卷
    EnforcementFile,
    /// 其他, with the law cited
    Other,
}

impl Ground {
    /// All grounds, in the order of the Regulations.
    pub const ALL: [Ground; 10] = [
        Ground::StateSecret,
        Ground::ProhibitedByLaw,
        Ground::FourSecurities,
        Ground::CommercialSecret,
        Ground::Privacy,
        Ground::ThirdPartyHarm,
        Ground::InternalAffairs,
        Ground::Process,
        Ground::EnforcementFile,
        Ground::Other,
    ];

    /// Article and place in the pick-list, as files and scripts write it.
    pub const fn code(self) -> &'static str {
        match self {
            Ground::StateSecret => "14-1",
            Ground::ProhibitedByLaw => "14-2",
            Ground::FourSecurities => "14-3",
            Ground::CommercialSecret => "15-1",
            Ground::Privacy => "15-2",
            Ground::ThirdPartyHarm => "15-3",
            Ground::InternalAffairs => "16-1",
            Ground::Process => "16-2",
            Ground::EnforcementFile => "16-3",
            Ground::Other => "other",
        }
    }

    /// The ground with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Ground::ALL.into_iter().find(|ground| ground.code() == code)
    }

    /// Whether a provision must be cited besides the reason.
    pub const fn needs_law(self) -> bool {
        matches!(self, Ground::ProhibitedByLaw | Ground::Other)
    }

    /// Whether a third party's interest is in play (条例 15: consent, or overriding public interest).
    pub const fn concerns_third_party(self) -> bool {
        matches!(self, Ground::CommercialSecret | Ground::Privacy | Ground::ThirdPartyHarm)
    }
}

/// An attribute with what must stand beside it: proposed by a drafter or reviewer, or determined.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Proposal {
    /// Never blank once submitted.
    pub attribute: Option<Attribute>,
    /// Required for 不公开.
    pub ground: Option<Ground>,
    /// 不公开理由: required for 不公开, in words.
    pub reason: String,
    /// The provision, where the ground asks for one.
    pub law: String,
}

impl Proposal {
    /// A proposal that needs nothing beside the attribute.
    pub fn of(attribute: Attribute) -> Self {
        Proposal { attribute: Some(attribute), ..Proposal::default() }
    }

    /// 不公开 on this ground, for this reason.
    pub fn withheld(ground: Ground, reason: &str) -> Self {
        Proposal {
            attribute: Some(Attribute::Withheld),
            ground: Some(ground),
            reason: reason.to_owned(),
            law: String::new(),
        }
    }
}
