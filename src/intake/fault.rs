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
    /// A fault at this line and column.
    pub fn new(
        file: impl Into<String>,
        (line, column): (u32, u32),
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Fault { file: file.into(), line, column, zh: zh.into(), en: en.into() }
    }

    /// A fault at this byte of a text.
    pub fn at_byte(file: &str, text: &str, byte: usize, zh: String, en: String) -> Fault {
        Fault::new(file, place(text.as_bytes(), byte), zh, en)
    }

    /// A fault at this line and column, counted as the host counts.
    pub fn at(file: &str, line: usize, column: usize, zh: String, en: String) -> Fault {
        Fault::new(file, (from_one(line.saturating_sub(1)), from_one(column.saturating_sub(1))), zh, en)
    }
}

/// Line and column, from 1, of the character at this byte of a text.
pub(super) fn place(text: &[u8], offset: usize) -> (u32, u32) {
    let before = &text[..offset.min(text.len())];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let newlines = before.iter().filter(|byte| **byte == b'\n').count();
    let is_first_of_character = |byte: &&u8| **byte & 0xC0 != 0x80;
    let characters = before[line_start..].iter().filter(is_first_of_character).count();
    (from_one(newlines), from_one(characters))
}

pub(super) fn from_one(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}:{}: {}", self.file, self.line, self.column, self.en)
    }
}
