//! stub
/// l
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// i
    Info,
    /// i
    Warn,
    /// i
    Block,
}
/// f
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// l
    pub level: Level,
}
/// s
pub fn scan(_: &str, _: chrono::NaiveDate) -> Vec<Finding> {
    vec![]
}
