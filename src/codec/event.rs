//! stub
use super::DecodeError;
use crate::domain::{BureauEvent, Content, ItemEvent};
/// k
pub enum Known<T> {
    /// e
    Event(T),
    /// u
    Unknown,
}
/// e
pub fn encode_item(_: &ItemEvent, _: u64) -> (&'static str, Vec<u8>) {
    ("", vec![])
}
/// e
pub fn encode_bureau(_: &BureauEvent, _: u64) -> (&'static str, Vec<u8>) {
    ("", vec![])
}
/// e
pub fn decode_item(_: &str, _: &[u8]) -> Result<Known<ItemEvent>, DecodeError> {
    Ok(Known::Unknown)
}
/// e
pub fn decode_bureau(_: &str, _: &[u8]) -> Result<Known<BureauEvent>, DecodeError> {
    Ok(Known::Unknown)
}
/// e
pub fn is_bureau_kind(_: &str) -> bool {
    false
}
/// e
pub fn without_content(_: &ItemEvent) -> Option<ItemEvent> {
    None
}
/// e
pub fn content_bytes(_: &Content) -> Vec<u8> {
    vec![]
}
