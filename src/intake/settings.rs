//! The settings file: what a bureau sets for itself.

use super::Fault;
use super::table::read;
use crate::domain::Settings;

/// The settings that come with the program, commented.
pub const DEFAULT: &str = include_str!("defaults/settings.toml");

/// Reads and checks a settings file.
///
/// # Errors
/// Every fault of the file.
pub fn parse(bytes: &[u8], file: &str) -> Result<Settings, Vec<Fault>> {
    read(bytes, file, |table| {
        let bureau = table.needed("bureau");
        let code = table.needed("agency_code");
        let category = table.needed("default_category");
        let months = table.number("evaluate_after_months", 1..=120);
        if let Some(code) = &code {
            let (letters, digits) = code.value.split_at_checked(2).unwrap_or(("", ""));
            let fits = letters.chars().all(|c| c.is_ascii_uppercase())
                && digits.len() == 5
                && digits.chars().all(|c| c.is_ascii_digit());
            if !fits {
                table.fault(&code.span, "机构代码形如 QZ00000", "an agency code looks like QZ00000");
            }
        }
        let four_digits = |text: &str| text.len() == 4 && text.chars().all(|c| c.is_ascii_digit());
        if let Some(category) = category.as_ref().filter(|category| !four_digits(category.value)) {
            table.fault(&category.span, "信息类别为四位数字", "a category has four digits");
        }
        Some(Settings {
            bureau: bureau?.value.to_owned(),
            agency_code: code?.value.to_owned(),
            default_category: category?.value.to_owned(),
            evaluate_after_months: months.map(|found| found.value),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_that_come_with_the_program_are_those_of_the_domain() {
        assert_eq!(parse(DEFAULT.as_bytes(), "settings.toml"), Ok(Settings::default()));
    }

    #[test]
    fn a_code_that_could_not_stand_in_an_index_number_is_a_fault() {
        let file = "bureau = \"局\"\nagency_code = \"qz1\"\ndefault_category = \"30\"\n";
        let faults = parse(file.as_bytes(), "settings.toml").unwrap_err();
        let places: Vec<(u32, u32)> = faults.iter().map(|fault| (fault.line, fault.column)).collect();
        assert_eq!(places, [(2, 15), (3, 20)]);
    }
}
