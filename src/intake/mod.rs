//! stub
/// f
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// f
    pub file: String,
    /// f
    pub line: u32,
    /// f
    pub column: u32,
    /// f
    pub zh: String,
    /// f
    pub en: String,
}
/// p
pub mod procedures {
    /// d
    pub const DEFAULT: &str = "";
    /// p
    pub fn parse(_: &[u8], _: &str) -> Result<crate::procedure::Procedures, Vec<super::Fault>> {
        Err(vec![])
    }
}
/// p
pub mod roster {
    /// d
    pub const DEFAULT: &str = "";
    /// g
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub struct Gap {
        /// s
        pub section: crate::domain::SectionName,
        /// p
        pub procedure: crate::procedure::ProcedureKey,
        /// s
        pub stage: crate::procedure::StageKey,
    }
    /// s
    pub fn staffing(_: &crate::domain::Roster, _: &crate::procedure::Procedures) -> Vec<Gap> {
        vec![]
    }
    /// p
    pub fn parse(_: &[u8], _: &str) -> Result<crate::domain::Roster, Vec<super::Fault>> {
        Err(vec![])
    }
}
/// p
pub mod settings {
    /// d
    pub const DEFAULT: &str = "";
    /// p
    pub fn parse(_: &[u8], _: &str) -> Result<crate::domain::Settings, Vec<super::Fault>> {
        Err(vec![])
    }
}
/// p
pub mod calendar {
    /// p
    pub fn parse(_: &[u8], _: &str) -> Result<crate::calendar::Announcement, Vec<super::Fault>> {
        Err(vec![])
    }
}
/// d
pub mod dates {
    /// p
    pub fn parse(text: &str) -> Option<chrono::NaiveDate> {
        text.parse().ok()
    }
}
/// i
pub mod items {
    use crate::domain::{Issued, Login, Roster, SectionName, Submission};
    use crate::procedure::{ProcedureKey, Procedures};
    use chrono::NaiveDate;
    /// t
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub enum RowText {
        /// i
        Inline(String),
        /// f
        File(String),
    }
    /// r
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub struct Row {
        /// l
        pub line: u32,
        /// p
        pub procedure: ProcedureKey,
        /// s
        pub section: SectionName,
        /// d
        pub drafter: Login,
        /// s
        pub submission: Submission,
        /// t
        pub text: Option<RowText>,
        /// i
        pub issue: Option<Issued>,
        /// d
        pub declassified: Option<(String, NaiveDate)>,
        /// r
        pub reviewer: Option<Login>,
        /// d
        pub determiner: Option<Login>,
        /// d
        pub determined_on: Option<NaiveDate>,
    }
    /// s
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub struct Sheet {
        /// r
        pub rows: Vec<Row>,
        /// w
        pub warnings: Vec<super::Fault>,
    }
    /// p
    pub fn parse_csv(_: &[u8], _: &str, _: &Roster, _: &Procedures) -> Result<Sheet, Vec<super::Fault>> {
        Err(vec![])
    }
}
