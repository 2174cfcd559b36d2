//! The terms that procedures are written in.

/// A Chinese term with its English rendering.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    /// The term of the law or of the bureau's rules.
    pub zh: String,
    /// How the English interface calls it.
    pub en: String,
}

/// A name of its own type, as a text: so that one can't stand where another is meant.
macro_rules! name {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub String);

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $name(text.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(&self.0)
            }
        }
    };
}
pub(crate) use name;

name!(
    /// Stable name of a procedure, such as `official`.
    ProcedureKey
);
name!(
    /// Stable name of a stage within its procedure, such as `review`.
    StageKey
);
name!(
    /// Stable name of a duty within its procedure, such as `publish`.
    DutyKey
);

/// A closed set of terms, each with the stable name that files, the journal and scripts use.
macro_rules! terms {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$each])* $variant,)+ }

        impl $name {
            /// Every term, in the order of the law or the day's work.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The stable name.
            pub const fn key(self) -> &'static str {
                match self { $($name::$variant => $text,)+ }
            }

            /// The term with this stable name.
            #[allow(dead_code, reason = "not every set of terms is read back")]
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|term| term.key() == key)
            }
        }
    };
}
pub(crate) use terms;

terms! {
    /// 公开属性: one of three, never blank (细则一(一)1).
    Attribute {
        /// 主动公开
        Proactive = "proactive",
        /// 依申请公开
        OnRequest = "on-request",
        /// 不公开 (the law: 不予公开)
        Withheld = "withheld",
    }
}

terms! {
    /// In what capacity a person acts.
    Role {
        /// 拟稿人
        Drafter = "drafter",
        /// 科室人员: anybody of the lead section
        Staff = "staff",
        /// 科室负责人
        Head = "head",
        /// 分管领导
        Leader = "leader",
        /// 主要领导, who signs where a bureau keeps the optional stage 签发
        Chief = "chief",
        /// 局信息公开办
        Office = "office",
        /// Reads everything, changes nothing
        Auditor = "auditor",
        /// Owns the configuration; approves nothing
        Administrator = "administrator",
    }
}

terms! {
    /// A fact of an item that a procedure may require before the draft is submitted.
    Fact {
        /// 形成日期
        Formed = "formed",
        /// 获取日期
        Obtained = "obtained",
        /// 来源
        Source = "source",
        /// 解密确认
        Declassified = "declassified",
    }
}
