use super::*;
use crate::calendar::Calendar;

const JSON: &str = r#"{
    "$schema": "https://example.org/schema.json",
    "year": 2027,
    "papers": ["https://www.gov.cn/x"],
    "days": [
        {"name": "元旦", "date": "2026-12-31", "isOffDay": true},
        {"name": "元旦", "date": "2027-01-01", "isOffDay": true},
        {"name": "元旦", "date": "2027-01-02", "isOffDay": true},
        {"name": "元旦", "date": "2027-01-03", "isOffDay": false},
        {"name": "国庆节", "date": "2027-10-01", "isOffDay": true}
    ]
}"#;

const CSV: &str = "date,kind,name\n2026-12-31,off,元旦\n2027-01-01,off,元旦\n2027-01-02,off,元旦\n\
                   2027-01-03,work,元旦\n2027-10-01,off,国庆节\n";

/// The places and English texts of the faults of this file.
fn faults(bytes: &[u8]) -> Vec<(u32, u32, String)> {
    let faults = parse(bytes, "安排").unwrap_err();
    assert!(faults.iter().all(|fault| fault.file == "安排" && !fault.zh.is_empty()));
    faults.into_iter().map(|fault| (fault.line, fault.column, fault.en)).collect()
}

fn check(text: &str, expected: &[(u32, u32, &str)]) {
    let found = faults(text.as_bytes());
    let found: Vec<_> = found.iter().map(|(line, column, en)| (*line, *column, en.as_str())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn both_forms_give_the_same_notice() {
    let notice = parse(JSON.as_bytes(), "2027.json").unwrap();
    assert_eq!(notice.year(), 2027);
    assert_eq!(notice.days().count(), 5);
    for text in [
        CSV.to_owned(),
        format!("\u{FEFF}{CSV}"),
        format!("\u{FEFF}\n {JSON}"),
        CSV.replace('\n', "\r\n"),
        CSV.replace('-', "/").replace("/0", "/"),
        CSV.replace("off", " \"off\" ").replace(" \"", "\"").replace("\" ", "\""),
        format!("{CSV},,\n\n{CSV}").replacen(",,\n\ndate,kind,name", ",,\n\n", 1),
    ] {
        assert_eq!(parse(text.as_bytes(), "x").unwrap(), notice, "{text}");
    }
}

#[test]
fn a_notice_that_was_read_moves_a_deadline() {
    let start = NaiveDate::from_ymd_opt(2026, 12, 4).unwrap();
    let before = Calendar::embedded();
    let after = before.with_notice(parse(JSON.as_bytes(), "2027.json").unwrap());
    assert_eq!(
        (before.add(start, 20).date.to_string(), before.add(start, 20).provisional),
        ("2027-01-04".into(), true)
    );
    assert_eq!(
        (after.add(start, 20).date.to_string(), after.add(start, 20).provisional),
        ("2027-01-04".into(), false)
    );
    assert_eq!(after.add(start, 19).date.to_string(), "2027-01-03");
}

#[test]
fn a_file_without_days_is_not_an_announcement() {
    let unannounced = "not announced yet: no day is listed";
    check("{\"papers\": [],\n \"year\": 2027, \"days\": []}", &[(2, 10, unannounced)]);
    check("date,kind,name\n", &[(1, 1, unannounced)]);
    check("date,kind,name\n,,\n\n", &[(1, 1, unannounced)]);
}

#[test]
fn every_fault_of_a_table_is_placed() {
    check("", &[(1, 1, "the file is empty: the year is not announced")]);
    check("2027-01-01,off,元旦", &[(1, 1, "the first line must be date,kind,name")]);
    for line_break in ["\n", "\r\n", "\n\n"] {
        let text = "date,kind,name\n2027-02-30,off,春节\n2027-01-01,休,元旦\n2027-01-01,off\n\
                    2027-05-01,off,劳动节\n2027-05-01,work,劳动节\n2020-05-01,off,劳动节\n2027-10-01,off,\n";
        let apart = if line_break == "\n\n" { 2 } else { 1 };
        let line = |line: u32| (line - 1) * apart + 1;
        check(
            &text.replace('\n', line_break),
            &[
                (line(2), 1, "a date looks like 2027-01-01, not '2027-02-30'"),
                (line(3), 2, "the kind must be off or work, not '休'"),
                (line(4), 3, "2 fields instead of 3"),
                (line(6), 1, "2027-05-01 is given twice, once off and once worked"),
                (line(7), 1, "2020-05-01 is too far from 2027, the year of this notice"),
                (line(8), 1, "2027-10-01 names no holiday"),
            ],
        );
    }
}

#[test]
fn a_part_of_a_notice_is_refused() {
    let missing = |day: &str| {
        format!("{day} is a statutory holiday but not off here: give the whole notice, supplements included")
    };
    check("date,kind,name\n2027-10-01,off,国庆节", &[(1, 1, &missing("2027-01-01"))]);
    check(
        r#"{"year": 2026, "days": [{"name": "中秋节", "date": "2026-09-25", "isOffDay": true}]}"#,
        &[(1, 10, &missing("2026-01-01")), (1, 10, &missing("2026-05-01")), (1, 10, &missing("2026-10-01"))],
    );
}

#[test]
fn every_fault_of_a_document_is_placed() {
    check("{", &[(1, 1, "faulty JSON: EOF while parsing an object")]);
    check("{\"year\": 2027}", &[(1, 14, "faulty JSON: missing field `days`")]);
    check(
        "{\"year\": \"甲\", \"days\": []}",
        &[(1, 12, "faulty JSON: invalid type: string \"甲\", expected i32")],
    );
    check(
        "{\"year\": 2027, \"days\": [\n\
         {\"name\": \"元旦\", \"date\": \"1 Jan\", \"isOffDay\": true},\n\
         {\"name\": \"元旦\", \"date\": \"2027-01-01\"},\n\
         {\"name\": \"元旦\", \"date\":\n\"2027-01-01\", \"isOffDay\": \"off\"},\n\
         7, {\"name\": \"\\ud83d\", \"date\": \"2027-01-01\", \"isOffDay\": true},\n  \
         {\"name\": \"元旦\", \"date\": \"2024-01-01\", \"isOffDay\": true}]}",
        &[
            (2, 1, "a date looks like 2027-01-01, not '1 Jan'"),
            (3, 36, "faulty JSON: missing field `isOffDay`"),
            (5, 31, "faulty JSON: invalid type: string \"off\", expected a boolean"),
            (6, 1, "faulty JSON: invalid type: integer `7`, expected struct Entry"),
            (6, 20, "faulty JSON: unexpected end of hex escape"),
            (7, 3, "2024-01-01 is too far from 2027, the year of this notice"),
        ],
    );
}

#[test]
fn faults_of_a_document_are_told_in_chinese() {
    for (text, said) in [
        ("{", "JSON 有误:文件不完整,缺少末尾的括号或引号"),
        ("{\"year\": 2027}", "JSON 有误:缺少 days"),
        ("{\"year\": \"甲\", \"days\": []}", "JSON 有误:应为整数,此处为文本“甲”"),
        ("{\"year\": 2027, \"days\": {}}", "JSON 有误:应为方括号中的列表"),
        ("{\"year\": 2027, \"days\": [7]}", "JSON 有误:应为花括号中的一组键和值,此处为 7"),
        ("{\"year\": 2027, \"days\": [],}", "JSON 有误:多了一个逗号"),
        ("{\"year\": 2027 \"days\": []}", "JSON 有误:缺少逗号或括号"),
        ("{year: 2027}", "JSON 有误:键须加双引号"),
    ] {
        assert_eq!(parse(text.as_bytes(), "2027.json").unwrap_err()[0].zh, said, "{text}");
    }
}

#[test]
fn hostile_bytes_are_faults() {
    let utf8 = "not UTF-8; save the file as UTF-8";
    assert_eq!(faults(b"date,kind,name\n2027-01-01,off,\xD4\xAA\xB5\xA9\n"), [(2, 17, utf8.to_owned())]);
    assert_eq!(faults(b"\xFF\xFE{\0"), [(1, 1, utf8.to_owned())]);
    assert_eq!(faults(&vec![b' '; MAX_BYTES + 1]).len(), 1);
    for text in [
        "{\"year\": 2027, \"days\": [\"\\udc00\"]}",
        "{\"year\": 2027, \"days\": [{\"name\": \"\\udc00\\ud800\", \"date\": \"2027-01-01\", \"isOffDay\": true}]}",
        "{\"year\": -2147483648, \"days\": [{\"name\": \"节\", \"date\": \"-262143-01-01\", \"isOffDay\": true}]}",
        "{\"year\": 99999999999, \"days\": null}",
        "{\"year\": 2027, \"days\": [{]}",
        "date,kind,name\n+262142-12-31,off,节\n",
        "date,kind,name\n\"2027-01-01,off,节\n",
        "\0",
        "\u{2028}{",
    ] {
        assert!(!faults(text.as_bytes()).is_empty(), "{text}");
    }
    assert!(!faults("{\"year\":2027,\"days\":[".repeat(9000).as_bytes()).is_empty());
    assert!(!faults(format!("{{\"days\":{}", "[".repeat(200_000)).as_bytes()).is_empty());
}
