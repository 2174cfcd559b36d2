//! Numbers made of digits: citizens' numbers, mobiles and cards, also when written in groups.
//!
//! From each run of digits the following runs are joined to it as long as only a narrow gap parts them and
//! no more than 19 digits come together. So much work per run is constant, and the whole linear.

use std::ops::Range;

use chrono::NaiveDate;

use super::context::{Context, Topic};
use super::{Hit, Kind, Level, checks};

/// The longest number searched for, a payment card.
const MOST_DIGITS: usize = 19;
/// What parts the cells of a table; a form may have a box for each digit.
const CELL_ENDS: &[u8] = b"|\t,";
/// The widest gap inside one number, in bytes.
const WIDEST_GAP: usize = 3;

pub(super) fn find(text: &str, context: &Context, today: NaiveDate) -> Vec<Hit> {
    let bytes = text.as_bytes();
    let mut hits = Vec::new();
    let mut at = 0;
    while let Some(skipped) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let mut joined = Joined::at(at + skipped);
        while joined.take_group(bytes) {
            let number = Number { text, joined: &joined, context };
            hits.extend(number.id_number(today));
            if joined.crosses_cells {
                continue;
            }
            hits.extend(number.mobile());
            if joined.crosses_points {
                continue;
            }
            hits.extend(number.old_id_number(today));
            hits.extend(number.card());
        }
        at = digits_end(bytes, at + skipped);
    }
    hits
}

/// Neighbouring groups of digits, read as one number.
struct Joined {
    start: usize,
    end: usize,
    digits: [u8; MOST_DIGITS],
    /// How many digits there are before the end of each group.
    groups: [usize; MOST_DIGITS],
    group_count: usize,
    crosses_lines: bool,
    /// Whether its groups stand in several cells of a table.
    crosses_cells: bool,
    /// Whether a point stands between its groups.
    crosses_points: bool,
}

impl Joined {
    fn at(start: usize) -> Self {
        let (digits, groups) = ([0; MOST_DIGITS], [0; MOST_DIGITS]);
        Self {
            start,
            end: start,
            digits,
            groups,
            group_count: 0,
            crosses_lines: false,
            crosses_cells: false,
            crosses_points: false,
        }
    }

    /// Takes the next group, or says that there is none, or none that fits.
    fn take_group(&mut self, text: &[u8]) -> bool {
        let Some(start) = self.next_start(text) else { return false };
        let had = self.len();
        let room = MOST_DIGITS - had;
        let taken = text[start..].iter().take(room + 1).take_while(|byte| byte.is_ascii_digit()).count();
        if taken == 0 || taken > room {
            return false;
        }
        let gap = &text[self.end..start];
        self.crosses_lines |= gap.contains(&b'\n');
        self.crosses_points |= gap.contains(&b'.');
        self.crosses_cells |= gap.iter().any(|byte| CELL_ENDS.contains(byte));
        self.digits[had..had + taken].copy_from_slice(&text[start..start + taken]);
        self.groups[self.group_count] = had + taken;
        self.group_count += 1;
        self.end = start + taken;
        true
    }

    fn next_start(&self, text: &[u8]) -> Option<usize> {
        if self.group_count == 0 { Some(self.start) } else { after_gap(text, self.end) }
    }

    fn len(&self) -> usize {
        self.group_count.checked_sub(1).map_or(0, |last| self.groups[last])
    }

    fn digits(&self) -> &[u8] {
        &self.digits[..self.len()]
    }

    /// Whether every digit stands by itself, as in the boxes of a form.
    fn is_boxed(&self) -> bool {
        self.group_count == self.len()
    }

    /// Whether the groups end exactly at these numbers of digits.
    fn is_grouped(&self, ends: &[usize]) -> bool {
        self.groups[..self.group_count] == *ends
    }
}

/// One candidate where it stands. Each method answers for one kind.
struct Number<'a> {
    text: &'a str,
    joined: &'a Joined,
    context: &'a Context,
}

impl Number<'_> {
    /// Letters may touch it (`ID350…`): checksum and date are proof enough.
    ///
    /// A number that is right as a credit code as well is a person's unless it is labelled as a code.
    /// Trusting the code's checksum alone would let every 31st number from Beijing or Sichuan through.
    fn id_number(&self, today: NaiveDate) -> Option<Hit> {
        let mut number = [b'X'; 18];
        let digits = self.joined.digits();
        let end = match digits.len() {
            18 => self.joined.end,
            17 => self.check_letter_end()?,
            _ => return None,
        };
        number[..digits.len()].copy_from_slice(digits);
        let is_code =
            checks::is_credit_code(&number) && self.context.is_label(Topic::CreditCode, self.joined.start);
        let is_near = || self.context.is_near(Topic::Identity, &self.span());
        let is_right = checks::is_id_number(&number, today) && !is_code;
        let is_rounded =
            checks::is_rounded_id_number(digits, today) && self.joined.group_count == 1 && is_near();
        let reads_as_one = !self.joined.crosses_cells || self.joined.is_boxed() || is_near();
        (is_right && reads_as_one || is_rounded).then_some(Hit {
            kind: Kind::IdNumber18,
            level: Level::Block,
            at: self.joined.start..end,
        })
    }

    /// The end of an X right after the digits, or one standing alone after a gap.
    fn check_letter_end(&self) -> Option<usize> {
        let text = self.text.as_bytes();
        let is_x = |at: usize| matches!(text.get(at), Some(b'X' | b'x'));
        let is_open = |at: usize| text.get(at).is_some_and(u8::is_ascii_alphanumeric);
        if is_x(self.joined.end) {
            let end = self.joined.end + 1;
            return (!text.get(end).is_some_and(u8::is_ascii_digit)).then_some(end);
        }
        after_gap(text, self.joined.end).filter(|&at| is_x(at) && !is_open(at + 1)).map(|at| at + 1)
    }

    /// It has no check digit, so that a word has to say what it is: one for such numbers, or else for persons, of whom
    /// it isn't what they are counted or paid with.
    fn old_id_number(&self, today: NaiveDate) -> Option<Hit> {
        let is_near = |topic| self.context.is_near(topic, &self.span());
        let is_a_persons =
            || is_near(Topic::Person) && !self.is_called(Topic::Serial) && !self.is_called(Topic::Sum);
        let found = checks::is_old_id_number(self.joined.digits(), today)
            && self.stands_alone()
            && (is_near(Topic::Identity) || is_a_persons());
        found.then(|| Hit { kind: Kind::IdNumber15, level: Level::Warn, at: self.span() })
    }

    fn mobile(&self) -> Option<Hit> {
        let digits = self.joined.digits();
        let prefix = match digits {
            [b'0', b'0', b'8', b'6', ..] => 4,
            [b'8', b'6', ..] => 2,
            _ => 0,
        };
        if !checks::is_mobile(&digits[prefix..])
            || self.joined.groups[0] <= prefix
            || !self.reads_as_mobile(prefix)
        {
            return None;
        }
        let at = self.joined.start + prefix..self.joined.end;
        let is_near = || self.context.is_near(Topic::Phone, &self.span());
        if self.is_called(Topic::Sum) || self.is_called(Topic::Serial) && !is_near() {
            return None;
        }
        Some(match mailbox_end(self.text.as_bytes(), at.end) {
            Some(end) => Hit { kind: Kind::Email, level: Level::Warn, at: at.start..end },
            None => Hit { kind: Kind::Mobile, level: Level::Warn, at },
        })
    }

    /// Neither a decimal, nor a sum of money, nor a group of digits out of some longer dashed number.
    fn reads_as_mobile(&self, prefix: usize) -> bool {
        let before = &self.text[..self.joined.start];
        let after = &self.text[self.joined.end..];
        let is_amount = before.ends_with(['¥', '￥', '$'])
            || after.strip_prefix(' ').unwrap_or(after).starts_with(['元', '万', '亿']);
        let is_decimal = ends_in(before, '.', |byte| byte.is_ascii_digit())
            || after.as_bytes().first() == Some(&b'.')
                && after.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        !is_amount && !is_decimal && (self.joined.group_count == 1 || self.is_dialled_in_groups(prefix))
    }

    fn is_dialled_in_groups(&self, prefix: usize) -> bool {
        let before = &self.text[..self.joined.start];
        let after = &self.text.as_bytes()[self.joined.end..];
        let is_dashed_on = ends_in(before, '-', |byte| byte.is_ascii_alphanumeric())
            && !before.ends_with("86-")
            || after.first() == Some(&b'-') && after.get(1).is_some_and(u8::is_ascii_alphanumeric);
        let is_usual = self.joined.is_grouped(&[prefix + 3, prefix + 7, prefix + 11])
            || self.joined.is_grouped(&[prefix + 4, prefix + 7, prefix + 11]);
        !self.joined.crosses_lines
            && !is_dashed_on
            && (is_usual || !self.joined.crosses_points && self.context.is_near(Topic::Phone, &self.span()))
    }

    /// Whether a label before it or the heading of its column says that it is this.
    fn is_called(&self, topic: Topic) -> bool {
        self.context.is_called(topic, self.joined.start, self.text)
    }

    /// A credit code is no card, except that no code in use begins with 62.
    fn card(&self) -> Option<Hit> {
        let digits = self.joined.digits();
        let is_union_pay = digits.starts_with(b"62");
        let has_form = digits.len() >= 16
            && (is_union_pay || matches!(digits.first(), Some(b'3'..=b'5')))
            && checks::is_luhn(digits)
            && (is_union_pay || !checks::is_credit_code(digits))
            && !self.joined.crosses_lines
            && self.stands_alone();
        if !has_form {
            return None;
        }
        let is_account = self.context.is_near(Topic::Account, &self.span());
        let is_corporate = self.context.is_near(Topic::Corporate, &self.span());
        // What a contract or an order is counted with may look like a card.
        let level = match (self.is_called(Topic::Serial), is_corporate) {
            (true, _) if !is_account => Level::Info,
            (true, _) | (_, true) => Level::Warn,
            _ => Level::Block,
        };
        let is_card = is_account || is_union_pay && self.is_grouped_by_four();
        is_card.then(|| Hit { kind: Kind::BankCard, level, at: self.span() })
    }

    fn is_grouped_by_four(&self) -> bool {
        let (_, inner) = self.joined.groups[..self.joined.group_count].split_last().unwrap_or((&0, &[]));
        inner.iter().enumerate().all(|(group, &end)| end == 4 * (group + 1))
            && (inner.is_empty() || self.joined.len() - 4 * inner.len() <= 4)
    }

    /// No letter touches it.
    fn stands_alone(&self) -> bool {
        let text = self.text.as_bytes();
        let before = self.joined.start.checked_sub(1).and_then(|at| text.get(at));
        ![before, text.get(self.joined.end)].into_iter().flatten().any(u8::is_ascii_alphabetic)
    }

    fn span(&self) -> Range<usize> {
        self.joined.start..self.joined.end
    }
}

/// Where the text goes on after blanks with at most one dash, point, line end or end of a cell among them.
fn after_gap(text: &[u8], end: usize) -> Option<usize> {
    let width =
        text[end..].iter().take(WIDEST_GAP + 1).take_while(|byte| b" -\n|\t,.".contains(byte)).count();
    let parted = text[end..end + width].iter().filter(|byte| **byte != b' ').count();
    ((1..=WIDEST_GAP).contains(&width) && parted <= 1).then_some(end + width)
}

fn digits_end(text: &[u8], start: usize) -> usize {
    text[start..].iter().position(|byte| !byte.is_ascii_digit()).map_or(text.len(), |length| start + length)
}

/// Whether `before` ends in `mark`, and `test` holds for what precedes the mark.
fn ends_in(before: &str, mark: char, test: impl Fn(u8) -> bool) -> bool {
    before.strip_suffix(mark).and_then(|rest| rest.as_bytes().last()).is_some_and(|&byte| test(byte))
}

/// The end of the `@host.name` that follows a local part.
fn mailbox_end(text: &[u8], local_end: usize) -> Option<usize> {
    /// The longest name of a host (RFC 1035, 2.3.4), in bytes.
    const LONGEST_HOST: usize = 253;
    let host = text[local_end..].strip_prefix(b"@")?;
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    let mut length = host.iter().take(LONGEST_HOST).take_while(is_part).count();
    while length > 0 && b".-".contains(&host[length - 1]) {
        length -= 1;
    }
    host[..length].contains(&b'.').then_some(local_end + 1 + length)
}
