//! The languages of the interface.

use crate::procedure::terms;

terms! {
    /// A language of the interface.
    Lang {
        /// 中文
        Zh = "zh",
        /// English
        En = "en",
    }
}

/// Languages that write Chinese characters, by the names that locales give them.
const CHINESE: [&str; 7] = ["zh", "cmn", "yue", "nan", "wuu", "hak", "gan"];

impl Lang {
    /// What a page says of the language that it is written in.
    pub const fn html(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The language that a locale such as `en_US.UTF-8` asks for: Chinese where it says nothing
    /// (empty, `C`, `POSIX`), English for every language but Chinese.
    pub fn from_locale(locale: &str) -> Self {
        let language = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        let names_one = matches!(language.len(), 2 | 3) && language.chars().all(|c| c.is_ascii_lowercase());
        if names_one && !CHINESE.contains(&language) { Lang::En } else { Lang::Zh }
    }
}
