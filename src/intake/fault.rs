//! Faults: what is wrong with a file, and where.

use std::fmt;

/// One fault of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The file's name as it was given.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong and what to do, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

impl Fault {
    /// A fault at this byte of a text.
    pub fn at_byte(file: &str, text: &str, byte: usize, zh: String, en: String) -> Fault {
        let before = text.get(..byte.min(text.len())).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Fault::at(file, line, column, zh, en)
    }

    /// A fault at this line and column.
    pub fn at(file: &str, line: usize, column: usize, zh: String, en: String) -> Fault {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Fault { file: file.to_owned(), line: number(line), column: number(column), zh, en }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}:{}: {}", self.file, self.line, self.column, self.en)
    }
}
