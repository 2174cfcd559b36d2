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
