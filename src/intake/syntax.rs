//! What is wrong with the TOML of a file, said in Chinese.
//!
//! The parser says it in English, as a fault and what it would have taken instead. Its faults are put
//! into Chinese one by one; one that a later version of it brings stays as it is.

/// The parser's faults.
const FAULTS: [(&str, &str); 60] = [
    ("`_` may only go between digits", "下划线只能在数字之间"),
    ("carriage return must be followed by newline", "换行符不完整"),
    ("duplicate key", "键重复"),
    ("extra `=`", "多了一个等号"),
    ("extra assignment between key-value pairs", "多了一个等号"),
    ("extra comma in array", "数组里多了一个逗号"),
    ("extra comma in inline table", "行内表里多了一个逗号"),
    ("floating-point number overflowed", "小数过大"),
    ("integer number overflowed", "整数过大"),
    ("integers with a radix cannot be signed", "带进制的整数不能有正负号"),
    ("invalid basic string", "双引号里的文字有误"),
    ("invalid boolean", "真假值有误"),
    ("invalid comment character", "注释里有不可见的字符"),
    ("invalid date", "日期有误"),
    ("invalid date-time", "日期有误"),
    ("invalid day", "日期有误"),
    ("invalid exponent", "小数有误"),
    ("invalid float", "小数有误"),
    ("invalid fraction", "小数有误"),
    ("invalid hexadecimal number", "十六进制数有误"),
    ("invalid hour", "时间有误"),
    ("invalid inline table element", "行内表有误"),
    ("invalid integer number", "整数有误"),
    ("invalid key", "键有误"),
    ("invalid key-value pair", "这不是“键 = 值”"),
    ("invalid literal string", "单引号里的文字有误"),
    ("invalid mantissa", "小数有误"),
    ("invalid minute", "时间有误"),
    ("invalid month", "日期有误"),
    ("invalid multi-line basic string", "三个双引号里的文字有误"),
    ("invalid multi-line literal string", "三个单引号里的文字有误"),
    ("invalid string", "文字须加引号"),
    ("invalid table", "表名有误"),
    ("invalid time", "时间有误"),
    ("invalid unquoted key", "键有误"),
    ("invalid value", "值有误"),
    ("invalid year or hour", "日期有误"),
    ("key with no value", "键没有值"),
    ("missing assignment between key-value pairs", "键和值之间缺等号"),
    ("missing comma between array elements", "数组各项之间缺逗号"),
    ("missing comma between key-value pairs", "各键之间缺逗号"),
    ("missing escaped value", "反斜杠之后缺字符"),
    ("missing key for inline table element", "行内表里缺键"),
    ("missing opening quote", "缺前引号"),
    ("missing value", "缺值"),
    ("missing value for key", "键没有值"),
    ("redundant numeric sign", "正负号重复"),
    ("string values must be quoted", "文字须加引号"),
    ("too few unicode value digits", "字符编码的位数不够"),
    ("unclosed array", "数组没有结束"),
    ("unclosed array table", "表名没有结束"),
    ("unclosed inline table", "行内表没有结束"),
    ("unclosed table", "表名没有结束"),
    ("unexpected content", "多出了内容"),
    ("unexpected content between comment and newline", "注释之后多出了内容"),
    ("unexpected key or value", "多出了键或值"),
    ("unexpected `=` in array", "数组里不能有等号"),
    ("unexpected leading zero", "数字不能以零开头"),
    ("unexpected sign", "多出了正负号"),
    ("unquoted keys cannot be empty", "键不能为空"),
];

/// What it would have taken.
const TAKEN: [(&str, &str); 13] = [
    ("basic string", "双引号里的文字"),
    ("characters", "字符"),
    ("digits", "数字"),
    ("key", "键"),
    ("letters", "字母"),
    ("literal string", "单引号里的文字"),
    ("newline", "换行"),
    ("nothing", "行尾"),
    ("numbers", "数字"),
    ("printable characters", "可见字符"),
    ("single quote", "单引号"),
    ("unicode hexadecimal value", "十六进制的字符编码"),
    ("value", "值"),
];

/// A fault as the parser says it, in Chinese; what it would have taken only where each of that is known.
pub(super) fn in_chinese(said: &str) -> String {
    let (fault, taken) = said.split_once(", expected ").unwrap_or((said, ""));
    let told = word(&FAULTS, fault).unwrap_or(fault).to_owned();
    let taken: Option<Vec<_>> =
        taken.split(", ").map(|one| sign(one).or_else(|| word(&TAKEN, one))).collect();
    match taken {
        Some(taken) => format!("{told},此处应为{}", taken.join("或")),
        None => told,
    }
}

/// A sign of the language itself, which needs no translation.
fn sign(said: &str) -> Option<&str> {
    said.starts_with('`').then_some(said)
}

fn word(words: &[(&str, &'static str)], said: &str) -> Option<&'static str> {
    words.iter().find(|(english, _)| *english == said).map(|(_, chinese)| *chinese)
}

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    /// What people get wrong in a file of settings is told without a word of English.
    #[test]
    fn faults_are_told_in_chinese() {
        let faulty = [
            "a = \"not closed\n",
            "a = 'not closed\n",
            "a = \"\"\"not closed",
            "a = \"\\d\"",
            "a 1",
            "a = = 1",
            "a =",
            "= 1",
            "a = words without quotes",
            "a = 局办公室",
            "a = “办公室”",
            "a：1",
            "a = 1\na = 2",
            "[a]\n[a]",
            "[a\nb = 1",
            "[[a]\nb = 1",
            "[]",
            "a = [1 2]",
            "a = [1,, 2]",
            "a = [1",
            "a = { b = 1 c = 2 }",
            "a = { b = 1",
            "a = 2026-13-45",
            "a = 2026-1-5",
            "a = 007",
            "a = 1__0",
            "a = +-1",
            "a = True",
            "a = 1 2",
            "科室 = 1",
            "a = 1 # \u{7}",
        ];
        for text in faulty {
            let (_, errors) = DeTable::parse_recoverable(text);
            assert!(!errors.is_empty(), "{text}");
            for error in errors {
                let told = super::in_chinese(error.message());
                let english =
                    told.split('`').step_by(2).any(|part| part.contains(|c: char| c.is_ascii_alphabetic()));
                assert!(!english, "{text}: {told}");
            }
        }
    }
}
