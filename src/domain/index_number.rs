//! 索引号: how an index number is written, and how one that was given is read again.
//!
//! A number that was given stays what it is whatever the pattern becomes, so that reading one asks no
//! pattern: its last digits are the serial, the digits before them the year, and what stands first the code.

/// How an index number is written: `{code}-{category}-{year}-{serial}` or the like.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IndexPattern(String);

/// What an index number says.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct IndexParts {
    /// 机构代码.
    pub code: String,
    /// 信息生成年度.
    pub year: i32,
    /// 年度流水号.
    pub serial: u64,
}

/// What may stand between the parts.
const MARKS: [char; 2] = ['-', '/'];

impl Default for IndexPattern {
    /// As the city and the province write it: 机构代码-信息类别-年度-流水号.
    fn default() -> Self {
        IndexPattern("{code}-{category}-{year}-{serial}".to_owned())
    }
}

impl IndexPattern {
    /// The pattern of this text; `None` where numbers written so couldn't be read again. The code comes
    /// first, year and serial last, a category between them where it is wanted, `-` or `/` between all.
    pub fn new(text: &str) -> Option<IndexPattern> {
        let parts: Vec<&str> = text.split(MARKS).collect();
        let fits = matches!(
            parts.as_slice(),
            ["{code}", "{year}", "{serial}"] | ["{code}", "{category}", "{year}", "{serial}"]
        );
        fits.then(|| IndexPattern(text.to_owned()))
    }

    /// A number: the year in four digits, the serial in five.
    pub fn write(&self, code: &str, category: &str, year: i32, serial: u64) -> String {
        let parts = [
            ("{code}", code.to_owned()),
            ("{category}", category.to_owned()),
            ("{year}", format!("{year:04}")),
            ("{serial}", format!("{serial:05}")),
        ];
        parts.into_iter().fold(self.0.clone(), |number, (name, value)| number.replace(name, &value))
    }
}

/// What a number that was given says; `None` where it is none.
pub fn index_parts(number: &str) -> Option<IndexParts> {
    let mut parts = number.split(MARKS);
    let code = parts.next()?.to_owned();
    let mut last = parts.rev();
    let serial = last.next()?.parse().ok()?;
    let year = last.next()?.parse().ok()?;
    Some(IndexParts { code, year, serial })
}

/// The category that a number carries, four digits between code and year; `None` where its pattern has none.
pub fn index_category(number: &str) -> Option<&str> {
    let parts: Vec<&str> = number.split(MARKS).collect();
    let [_, .., category, _, _] = parts.as_slice() else { return None };
    let written =
        parts.len() > 3 && category.len() == 4 && category.bytes().all(|byte| byte.is_ascii_digit());
    written.then_some(category)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again() {
        let check = |pattern: &str, number: &str| {
            let written = IndexPattern::new(pattern).unwrap().write("QZ00000", "0200", 2026, 87);
            assert_eq!(written, number);
            let parts = IndexParts { code: "QZ00000".to_owned(), year: 2026, serial: 87 };
            assert_eq!(index_parts(&written), Some(parts), "{pattern}");
            let category = pattern.contains("category").then_some("0200");
            assert_eq!(index_category(&written), category, "{pattern}");
        };
        check("{code}-{category}-{year}-{serial}", "QZ00000-0200-2026-00087");
        check("{code}/{year}-{serial}", "QZ00000/2026-00087");
    }

    #[test]
    fn a_pattern_that_could_not_be_read_again_is_none() {
        let patterns =
            ["", "{serial}", "{code}{year}{serial}", "{year}-{code}-{serial}", "{code}-{year}-{serial}-x"];
        for pattern in patterns {
            assert_eq!(IndexPattern::new(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn numbers_seen_elsewhere_are_read() {
        let check = |number: &str, expected: Option<(&str, i32, u64)>| {
            let parts = index_parts(number).map(|parts| (parts.code, parts.year, parts.serial));
            assert_eq!(parts, expected.map(|(code, year, serial)| (code.to_owned(), year, serial)));
        };
        check("QZ02101-9000-2026-00012", Some(("QZ02101", 2026, 12)));
        check("000014349/2017-00110", Some(("000014349", 2017, 110)));
        check("泉工信〔2026〕1号", None);
        check("", None);
    }
}
