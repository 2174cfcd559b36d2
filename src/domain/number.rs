//! 文号: normalised to the form of GB/T 9704-2012 7.2.5.
//!
//! Hexagonal brackets around the year, no 第, no leading zeros. Only the writing is mended;
//! a number is never guessed.

/// What stands for the number of an issued document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DocumentNumber {
    /// This bureau's number, normalised.
    Own(String),
    /// 无文号, with the reason.
    None(String),
    /// The lead agency's number (联合行文).
    LeadAgency(String),
}

impl DocumentNumber {
    /// The number itself, where there is one.
    pub fn number(&self) -> Option<&str> {
        match self {
            DocumentNumber::Own(number) | DocumentNumber::LeadAgency(number) => Some(number),
            DocumentNumber::None(_) => None,
        }
    }
}

/// Writes a 文号 in its standard form; `None` where it has no year in brackets or no number.
///
/// `泉工信[2019]027号` and `泉工信【２０１９】27` both become `泉工信〔2019〕27号`.
pub fn normalise_number(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    let open = plain.rfind(is_opening)?;
    let after = plain.get(open..)?.chars().next()?.len_utf8() + open;
    let close = after + plain.get(after..)?.find(is_closing)?;
    let (code, year) = (plain.get(..open)?, plain.get(after..close)?);
    let rest = plain.get(close..)?.trim_start_matches(is_closing);
    let serial = rest.trim_start_matches('第').trim_end_matches('号');
    let year_is_right = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    let serial_digits = serial.trim_start_matches('0');
    // Sample data masks digits as ×; a masked number stays readable as it is.
    let serial_is_right = !serial_digits.is_empty()
        && serial_digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '×' | 'X'));
    (!code.is_empty() && year_is_right && serial_is_right)
        .then(|| format!("{code}〔{year}〕{serial_digits}号"))
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        _ => c,
    }
}

fn is_opening(c: char) -> bool {
    matches!(c, '〔' | '[' | '［' | '【' | '(' | '（' | '﹝' | '<' | '《')
}

fn is_closing(c: char) -> bool {
    matches!(c, '〕' | ']' | '］' | '】' | ')' | '）' | '﹞' | '>' | '》')
}

#[cfg(test)]
mod tests {
    use super::normalise_number;

    #[test]
    fn brackets_digits_and_zeros_are_mended() {
        for (written, standard) in [
            ("泉工信投资[2019]27号", "泉工信投资〔2019〕27号"),
            ("泉工信【２０１９】０27", "泉工信〔2019〕27号"),
            ("泉工信函（2019）第44号", "泉工信函〔2019〕44号"),
            (" 泉工信 〔2019〕 44 号 ", "泉工信〔2019〕44号"),
            ("泉经〔1998〕××号", "泉经〔1998〕××号"),
        ] {
            assert_eq!(normalise_number(written).as_deref(), Some(standard), "{written}");
        }
    }

    #[test]
    fn what_is_no_number_is_not_guessed() {
        for written in
            ["", "泉工信27号", "〔2019〕27号", "泉工信〔19〕27号", "泉工信〔2019〕号", "泉工信〔2019"]
        {
            assert_eq!(normalise_number(written), None, "{written}");
        }
    }
}
