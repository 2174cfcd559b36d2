//! Reading TOML by hand, so that ten faults are ten positioned messages and not one.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Fault;
use super::syntax::in_chinese;

/// A file being read, with the faults found so far.
pub(crate) struct File<'t> {
    name: &'t str,
    text: &'t str,
    faults: RefCell<Vec<Fault>>,
}

/// A table of the file: every key that is asked for is known, the others are faults.
pub(crate) struct Table<'t> {
    file: &'t File<'t>,
    table: &'t DeTable<'t>,
    span: Range<usize>,
    asked: RefCell<BTreeSet<&'static str>>,
}

/// A value with its place.
pub(crate) struct At<T> {
    pub value: T,
    pub span: Range<usize>,
}

/// Reads a whole file: `read` makes the value while all faults are gathered.
pub(crate) fn read<T>(
    bytes: &[u8],
    name: &str,
    read: impl FnOnce(&Table<'_>) -> Option<T>,
) -> Result<T, Vec<Fault>> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default()).into_owned();
        let (zh, en) = ("文件须为UTF-8编码".to_owned(), "the file must be UTF-8".to_owned());
        vec![Fault::at_byte(name, &good, good.len(), zh, en)]
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file = File { name, text, faults: RefCell::new(Vec::new()) };
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        file.fault(
            span,
            format!("TOML语法有误:{}", in_chinese(error.message())),
            format!("TOML syntax: {}", error.message()),
        );
    }
    let value = if errors.is_empty() {
        let table = Table { file: &file, table: root.get_ref(), span: 0..0, asked: RefCell::default() };
        let value = read(&table);
        table.finish();
        value
    } else {
        None
    };
    let mut faults = file.faults.into_inner();
    faults.sort_by_key(|fault| (fault.line, fault.column));
    match value {
        Some(value) if faults.is_empty() => Ok(value),
        _ => Err(faults),
    }
}

impl File<'_> {
    fn fault(&self, span: Range<usize>, zh: String, en: String) {
        self.faults.borrow_mut().push(Fault::at_byte(self.name, self.text, span.start, zh, en));
    }
}

impl<'t> Table<'t> {
    /// Notes a fault at a place.
    pub fn fault(&self, span: &Range<usize>, zh: impl Into<String>, en: impl Into<String>) {
        self.file.fault(span.clone(), zh.into(), en.into());
    }

    /// Where the table stands.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Keys that nobody asked for are faults.
    pub fn finish(&self) {
        for key in self.table.keys() {
            if !self.asked.borrow().contains(key.get_ref().as_ref()) {
                let known: Vec<&str> = self.asked.borrow().iter().copied().collect();
                let known = known.join(", ");
                self.fault(
                    &key.span(),
                    format!("不认识的键 {};可用:{known}", key.get_ref()),
                    format!("unknown key {}; known here: {known}", key.get_ref()),
                );
            }
        }
    }

    fn get(&self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key)
    }

    fn typed<T>(
        &self,
        key: &'static str,
        wanted: (&str, &str),
        read: impl FnOnce(&'t DeValue<'t>) -> Option<T>,
    ) -> Option<At<T>> {
        let found = self.get(key)?;
        match read(found.get_ref()) {
            Some(value) => Some(At { value, span: found.span() }),
            None => {
                self.fault(
                    &found.span(),
                    format!("{key} 应为{}", wanted.0),
                    format!("{key} must be {}", wanted.1),
                );
                None
            }
        }
    }

    /// A text that must be there and not be empty.
    pub fn needed(&self, key: &'static str) -> Option<At<&'t str>> {
        if self.get(key).is_none() {
            self.fault(&self.span, format!("缺少 {key}"), format!("{key} is missing"));
        }
        let found = self.text(key)?;
        if found.value.trim().is_empty() {
            self.fault(&found.span, format!("{key} 不能为空"), format!("{key} must not be empty"));
            return None;
        }
        Some(found)
    }

    /// A text, where there is one.
    pub fn text(&self, key: &'static str) -> Option<At<&'t str>> {
        self.typed(key, ("文本", "a text"), DeValue::as_str)
    }

    /// A yes or no; no where it isn't there.
    pub fn flag(&self, key: &'static str) -> bool {
        self.typed(key, ("true 或 false", "true or false"), DeValue::as_bool).is_some_and(|found| found.value)
    }

    /// A whole number within bounds.
    pub fn number(&self, key: &'static str, bounds: std::ops::RangeInclusive<u32>) -> Option<At<u32>> {
        let whole = |value: &DeValue<'_>| value.as_integer()?.as_str().parse::<i64>().ok();
        let found = self.typed(key, ("整数", "a whole number"), whole)?;
        if let Some(value) = u32::try_from(found.value).ok().filter(|value| bounds.contains(value)) {
            return Some(At { value, span: found.span });
        }
        let (low, high) = (bounds.start(), bounds.end());
        self.fault(
            &found.span,
            format!("{key} 应在{low}到{high}之间"),
            format!("{key} must be from {low} to {high}"),
        );
        None
    }

    /// A date.
    pub fn date(&self, key: &'static str) -> Option<At<NaiveDate>> {
        let day = |value: &DeValue<'_>| {
            let text = match value.as_datetime() {
                Some(date) => date.to_string(),
                None => value.as_str()?.to_owned(),
            };
            text.parse().ok()
        };
        self.typed(key, ("日期,如 2026-11-23", "a date such as 2026-11-23"), day)
    }

    /// A list of texts; empty where it isn't there.
    pub fn texts(&self, key: &'static str) -> Vec<At<&'t str>> {
        self.list(key, ("文本的列表", "a list of texts"), DeValue::as_str)
    }

    /// A list of whole numbers; empty where it isn't there.
    pub fn numbers(&self, key: &'static str) -> Vec<At<u32>> {
        self.list(key, ("整数的列表", "a list of whole numbers"), |value| {
            value.as_integer()?.as_str().parse().ok()
        })
    }

    fn list<T>(
        &self,
        key: &'static str,
        wanted: (&str, &str),
        read: impl Fn(&'t DeValue<'t>) -> Option<T>,
    ) -> Vec<At<T>> {
        let Some(found) = self.typed(key, wanted, DeValue::as_array) else { return Vec::new() };
        let each = found.value.iter().filter_map(|element| match read(element.get_ref()) {
            Some(value) => Some(At { value, span: element.span() }),
            None => {
                self.fault(
                    &element.span(),
                    format!("{key} 应为{}", wanted.0),
                    format!("{key} must be {}", wanted.1),
                );
                None
            }
        });
        each.collect()
    }

    /// Where the value of a key stands, where there is one.
    pub fn span_of(&self, key: &'static str) -> Option<Range<usize>> {
        self.get(key).map(Spanned::span)
    }

    /// A table, read to its end, where there is one.
    pub fn table<T>(&self, key: &'static str, read: impl FnOnce(&Table<'t>) -> T) -> Option<T> {
        let found = self.typed(key, ("表", "a table"), DeValue::as_table)?;
        let table =
            Table { file: self.file, table: found.value, span: found.span, asked: RefCell::default() };
        let value = read(&table);
        table.finish();
        Some(value)
    }

    /// How many elements a list has, faulty ones too.
    pub fn length(&self, key: &'static str) -> usize {
        self.get(key).and_then(|found| found.get_ref().as_array()).map_or(0, |list| list.iter().count())
    }

    /// The tables of a list, each read to its end.
    pub fn tables<T>(&self, key: &'static str, read: impl Fn(&Table<'t>) -> Option<T>) -> Vec<T> {
        let tables = self.list(key, ("表的列表", "a list of tables"), DeValue::as_table);
        let each = tables.into_iter().filter_map(|found| {
            let table =
                Table { file: self.file, table: found.value, span: found.span, asked: RefCell::default() };
            let value = read(&table);
            table.finish();
            value
        });
        each.collect()
    }

    /// One of a closed set of terms.
    pub fn term<T: Copy>(
        &self,
        key: &'static str,
        all: &[T],
        name: impl Fn(T) -> &'static str,
        needed: bool,
    ) -> Option<At<T>> {
        let found = if needed { self.needed(key)? } else { self.text(key)? };
        self.known(found, all, name)
    }

    /// A text as one of a closed set of terms.
    pub fn known<T: Copy>(
        &self,
        found: At<&str>,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<At<T>> {
        match all.iter().find(|term| name(**term) == found.value) {
            Some(term) => Some(At { value: *term, span: found.span }),
            None => {
                let known: Vec<&str> = all.iter().map(|term| name(*term)).collect();
                let known = known.join(", ");
                self.fault(
                    &found.span,
                    format!("不认识 {:?};可用:{known}", found.value),
                    format!("{:?} is not known; choose from: {known}", found.value),
                );
                None
            }
        }
    }
}
