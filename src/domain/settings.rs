//! What a bureau sets for itself, apart from its people and procedures.

/// A bureau's settings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// The bureau's name, as it stands on papers.
    pub bureau: String,
    /// 机构代码: the first part of every index number, such as `QZ00000`.
    pub agency_code: String,
    /// 信息类别 where an item names none: four digits.
    pub default_category: String,
    /// After how many months 不公开 is evaluated again (条例 18); none where the bureau doesn't.
    pub evaluate_after_months: Option<u32>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            bureau: "泉州市工业和信息化局".to_owned(),
            agency_code: "QZ00000".to_owned(),
            default_category: "3000".to_owned(),
            evaluate_after_months: Some(12),
        }
    }
}

impl Settings {
    /// 索引号: 机构代码-信息类别-年度-流水号; the serial runs for each code and year.
    pub fn index_number(&self, category: &str, year: i32, serial: u64) -> String {
        let category = if category.is_empty() { &self.default_category } else { category };
        format!("{}-{category}-{year:04}-{serial:05}", self.agency_code)
    }
}
