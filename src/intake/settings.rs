//! The settings file: what a bureau sets for itself.

use super::Fault;
use super::table::{At, Table, read};
use crate::domain::{Category, Delivery, IndexPattern, Settings, Site};

/// The settings that come with the program, commented.
pub const DEFAULT: &str = include_str!("defaults/settings.toml");

/// Reads and checks a settings file.
///
/// # Errors
/// Every fault of the file.
pub fn parse(bytes: &[u8], file: &str) -> Result<Settings, Vec<Fault>> {
    read(bytes, file, |table| {
        let standard = Settings::default();
        let bureau = table.needed("bureau");
        let code = agency_code(table);
        let pattern = index_pattern(table);
        let category = table.needed("default_category").and_then(|found| category_code(table, &found));
        let categories = table.tables("category", |table| {
            let code = table.needed("code").and_then(|found| category_code(table, &found));
            let name = table.needed("name").map(|found| found.value.to_owned());
            Some(Category { code: code?, name: name? })
        });
        let months = table.number("evaluate_after_months", 1..=120);
        let summary_chars = table.number("summary_chars", 20..=2_000);
        let delivery = table.table("delivery", |table| delivery(table, &standard.delivery));
        let bureau = bureau?.value.to_owned();
        let site = table.table("site", |table| site(table, Site::of(&bureau)));
        Some(Settings {
            agency_code: code?,
            index_pattern: pattern.unwrap_or(standard.index_pattern),
            default_category: category?,
            categories: if categories.is_empty() { standard.categories } else { categories },
            evaluate_after_months: months.map(|found| found.value),
            summary_chars: summary_chars.map_or(standard.summary_chars, |found| found.value),
            delivery: delivery.unwrap_or(standard.delivery),
            site: site.unwrap_or_else(|| Site::of(&bureau)),
            bureau,
        })
    })
}

fn agency_code(table: &Table<'_>) -> Option<String> {
    let code = table.needed("agency_code")?;
    let (letters, digits) = code.value.split_at_checked(2).unwrap_or(("", ""));
    let fits = letters.chars().all(|c| c.is_ascii_uppercase())
        && digits.len() == 5
        && digits.chars().all(|c| c.is_ascii_digit());
    if !fits {
        table.fault(&code.span, "机构代码形如 QZ00000", "an agency code looks like QZ00000");
    }
    fits.then(|| code.value.to_owned())
}

fn category_code(table: &Table<'_>, found: &At<&str>) -> Option<String> {
    let fits = found.value.len() == 4 && found.value.chars().all(|c| c.is_ascii_digit());
    if !fits {
        table.fault(&found.span, "信息类别为四位数字", "a category has four digits");
    }
    fits.then(|| found.value.to_owned())
}

fn index_pattern(table: &Table<'_>) -> Option<IndexPattern> {
    let found = table.text("index_pattern")?;
    let pattern = IndexPattern::new(found.value);
    if pattern.is_none() {
        table.fault(
            &found.span,
            "索引号由 {code}、{category}(可省)、{year}、{serial} 依次组成,中间用 - 或 / 隔开",
            "an index number is made of {code}, {category} (or none), {year}, {serial} in this order, with - or / between them",
        );
    }
    pattern
}

fn delivery(table: &Table<'_>, standard: &Delivery) -> Delivery {
    let receivers: Vec<String> =
        table.texts("receivers").iter().map(|found| found.value.to_owned()).collect();
    let text = |key| table.text(key).map(|found| found.value.to_owned()).unwrap_or_default();
    Delivery {
        receivers: if receivers.is_empty() { standard.receivers.clone() } else { receivers },
        contact: text("contact"),
        phone: text("phone"),
    }
}

fn site(table: &Table<'_>, standard: Site) -> Site {
    let text = |key| table.text(key).map(|found| found.value.to_owned());
    let address = table.text("address").map(|found| {
        let whole = found.value.starts_with("https://") || found.value.starts_with("http://");
        if !whole || !found.value.ends_with('/') {
            table.fault(
                &found.span,
                "网址须以 http:// 或 https:// 开头,以 / 结尾",
                "an address begins with http:// or https:// and ends with /",
            );
        }
        found.value.to_owned()
    });
    Site {
        name: text("name").unwrap_or(standard.name),
        domain: text("domain").unwrap_or(standard.domain),
        id_code: text("id_code").unwrap_or(standard.id_code),
        address: address.unwrap_or(standard.address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_that_come_with_the_program_are_those_of_the_domain() {
        assert_eq!(parse(DEFAULT.as_bytes(), "settings.toml"), Ok(Settings::default()));
    }

    /// Files on record leave things out, and what they meant by it is for ever what this version makes of it. Another
    /// standard goes into the file that comes with the program, which a new database keeps as it is.
    #[test]
    fn what_a_file_leaves_out_has_the_value_that_it_always_had() {
        let in_full = include_str!("../../tests/golden/settings-v1.toml");
        let needed = "bureau = \"某局\"\nagency_code = \"AB12345\"\ndefault_category = \"2500\"\n";
        assert_eq!(parse(needed.as_bytes(), "settings.toml"), parse(in_full.as_bytes(), "settings.toml"));
    }

    #[test]
    fn a_code_that_could_not_stand_in_an_index_number_is_a_fault() {
        let file = "bureau = \"局\"\nagency_code = \"qz1\"\ndefault_category = \"30\"\n";
        let faults = parse(file.as_bytes(), "settings.toml").unwrap_err();
        let places: Vec<(u32, u32)> = faults.iter().map(|fault| (fault.line, fault.column)).collect();
        assert_eq!(places, [(2, 15), (3, 20)]);
    }
}
