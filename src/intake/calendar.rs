//! Notices of holidays: the JSON in common use (one file a year), or CSV `date,kind,name`.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::Fault;
use crate::calendar::{Announcement, Arrangement, Status};

#[derive(Deserialize)]
struct Notice {
    year: i32,
    #[serde(default)]
    days: Vec<NoticeDay>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NoticeDay {
    name: String,
    date: String,
    is_off_day: bool,
}

/// One day as a file gives it, with its place.
struct Given {
    line: usize,
    column: usize,
    date: String,
    status: Result<Status, String>,
    name: String,
}

/// Reads a year's notice. A file without days announces nothing, which is a fault and no calendar.
///
/// # Errors
/// Every fault of the file.
pub fn parse(bytes: &[u8], file: &str) -> Result<Announcement, Vec<Fault>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| {
        vec![Fault::at(file, 1, 1, "文件须为UTF-8编码".to_owned(), "the file must be UTF-8".to_owned())]
    })?;
    let (year, given) = match text.trim_start().starts_with('{') {
        true => from_json(text, file)?,
        false => from_csv(text),
    };
    if given.is_empty() {
        let zh = "文件里没有日期:该年放假安排尚未公布,日历不变".to_owned();
        let en = "the file has no days: that year is not announced; the calendar stays".to_owned();
        return Err(vec![Fault::at(file, 1, 1, zh, en)]);
    }
    check(file, year, given)
}

fn from_json(text: &str, file: &str) -> Result<(Option<i32>, Vec<Given>), Vec<Fault>> {
    let notice: Notice = serde_json::from_str(text).map_err(|error| {
        let (zh, en) = (format!("JSON有误:{error}"), format!("faulty JSON: {error}"));
        vec![Fault::at(file, error.line(), error.column(), zh, en)]
    })?;
    let mut from = 0;
    let given = notice.days.into_iter().map(|day| {
        // The day's place is that of its date, which a notice gives once.
        let at = text.get(from..).and_then(|rest| rest.find(&day.date)).map_or(from, |at| from + at);
        from = at;
        let before = text.get(..at).unwrap_or_default();
        Given {
            line: before.matches('\n').count() + 1,
            column: before.rsplit('\n').next().unwrap_or_default().chars().count() + 1,
            date: day.date,
            status: Ok(if day.is_off_day { Status::Off } else { Status::Work }),
            name: day.name,
        }
    });
    Ok((Some(notice.year), given.collect()))
}

fn from_csv(text: &str) -> (Option<i32>, Vec<Given>) {
    let rows = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let rows = rows.filter(|(at, line)| !(*at == 0 && line.starts_with("date")));
    let given = rows.map(|(at, line)| {
        let mut fields = line.splitn(3, ',').map(str::trim);
        let date = fields.next().unwrap_or_default().to_owned();
        let kind = fields.next().unwrap_or_default();
        let status = match kind {
            "off" => Ok(Status::Off),
            "work" => Ok(Status::Work),
            other => Err(other.to_owned()),
        };
        Given { line: at + 1, column: 1, date, status, name: fields.next().unwrap_or_default().to_owned() }
    });
    (None, given.collect())
}

fn check(file: &str, year: Option<i32>, given: Vec<Given>) -> Result<Announcement, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut days: Vec<Arrangement> = Vec::new();
    for Given { line, column, date, status, name } in given {
        let mut fault = |zh: String, en: String| faults.push(Fault::at(file, line, column, zh, en));
        let Ok(day) = date.parse::<NaiveDate>() else {
            fault(
                format!("{date:?} 不是日期,应形如 2027-01-01"),
                format!("{date:?} is no date such as 2027-01-01"),
            );
            continue;
        };
        let status = match status {
            Ok(status) => status,
            Err(kind) => {
                fault(format!("{kind:?} 应为 off 或 work"), format!("{kind:?} must be off or work"));
                continue;
            }
        };
        if days.iter().any(|known| known.date == day && known.status != status) {
            fault(format!("{day} 前后不一"), format!("{day} is given twice and differs"));
        }
        days.push(Arrangement { date: day, status, name });
    }
    let year = year.or_else(|| commonest_year(&days));
    let Some(year) = year.filter(|_| faults.is_empty()) else { return Err(faults) };
    if let Some(stray) = days.iter().find(|day| (day.date.year() - year).abs() > 1) {
        let zh = format!("{} 不属于{year}年的安排", stray.date);
        let en = format!("{} doesn't belong to the arrangement of {year}", stray.date);
        return Err(vec![Fault::at(file, 1, 1, zh, en)]);
    }
    Ok(Announcement { year, days })
}

/// A CSV file has no title: its year is the one that most of its days lie in.
fn commonest_year(days: &[Arrangement]) -> Option<i32> {
    let count = |year: i32| days.iter().filter(|day| day.date.year() == year).count();
    days.iter().map(|day| day.date.year()).max_by_key(|year| count(*year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_formats_are_read() {
        let json = r#"{"year":2027,"papers":[],"days":[
            {"name":"元旦","date":"2027-01-01","isOffDay":true},
            {"name":"元旦","date":"2026-12-27","isOffDay":false}]}"#;
        let notice = parse(json.as_bytes(), "2027.json").unwrap();
        assert_eq!((notice.year, notice.days.len()), (2027, 2));
        let csv = "\u{feff}date,kind,name\r\n2027-01-01,off,元旦\r\n2027-02-20,work,春节\r\n";
        let notice = parse(csv.as_bytes(), "2027.csv").unwrap();
        assert_eq!((notice.year, notice.days[1].status), (2027, Status::Work));
    }

    #[test]
    fn what_announces_nothing_or_is_faulty_is_said_with_its_place() {
        for (file, line) in [
            (r#"{"year":2027,"papers":[],"days":[]}"#, 1),
            ("date,kind,name\n", 1),
            ("date,kind,name\n2027-01-01,off,元旦\n2027-13-01,off,x\n", 3),
            ("2027-01-01,free,元旦\n", 1),
            ("2027-01-01,off,a\n2027-01-01,work,a\n", 2),
            (
                "{\"year\":2027,\n\"days\":[{\"name\":\"\\ud800\",\"date\":\"2027-01-01\",\"isOffDay\":true}]}",
                2,
            ),
            ("{\"year\":2027,\"days\":[\n{\"name\":\"a\",\"date\":\"2027-99-01\",\"isOffDay\":true}]}", 2),
            ("{\"year\":2027,\"days\":[{\"name\":\"a\",\"date\":\"2019-01-01\",\"isOffDay\":true}]}", 1),
        ] {
            let faults = parse(file.as_bytes(), "notice").unwrap_err();
            assert_eq!(faults.first().map(|fault| fault.line), Some(line), "{file}");
        }
    }
}
