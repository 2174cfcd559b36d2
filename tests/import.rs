//! Import from outside: workbooks and CSVs, columns by other names, historical items, dry runs.

use std::path::Path;
use std::process::{Command, Output};

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use serde_json::Value;

const HEADS: [&str; 8] = ["标题", "类别", "主办科室", "拟稿人", "公开属性", "文号", "成文日期", "页数"];

/// A practice bureau, and a state folder of its own.
struct Bureau(tempfile::TempDir);

impl Bureau {
    fn new() -> Self {
        let bureau = Bureau(tempfile::tempdir().unwrap());
        let folder = bureau.0.path().to_str().unwrap();
        let made = bureau.run(&["init", folder, "--practice", "--now", "2026-09-01T08:00:00+08:00"]);
        assert!(made.status.success(), "{made:?}");
        bureau
    }

    fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        command.env("LC_ALL", "zh_CN.UTF-8").env("XDG_STATE_HOME", self.0.path().join("state"));
        command.args(words).output().unwrap()
    }

    /// Runs words as the disclosure office.
    fn office(&self, words: &[&str]) -> Output {
        let folder = self.0.path().to_str().unwrap();
        let places = ["--data", folder, "--config", folder, "--as", "zheng"];
        self.run(&[&places[..], &["--now", "2026-11-23T09:00:00+08:00"], words].concat())
    }

    fn json(&self, words: &[&str]) -> Value {
        let answer = self.office(&[words, &["--json"]].concat());
        serde_json::from_slice(&answer.stdout).unwrap_or_else(|error| panic!("{words:?}: {error} {answer:?}"))
    }

    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn maps(&self) -> std::path::PathBuf {
        self.0.path().join("state/gongkai/columns.toml")
    }

    fn shown(&self, id: &str) -> Value {
        self.json(&["show", id])[0].clone()
    }
}

fn complaint(answer: &Output) -> String {
    String::from_utf8_lossy(&answer.stderr).into_owned()
}

fn said(answer: &Output) -> String {
    String::from_utf8_lossy(&answer.stdout).into_owned()
}

/// A workbook as offices keep them: a sheet of explanations, then one with a title line over the heads, a
/// date that is a date, a number that is a number, and a section that is merged over two rows.
fn workbook(change: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("填表说明").unwrap().write(0, 0, "标题不要超过500字").unwrap();
    let sheet = book.add_worksheet().set_name("目录").unwrap();
    sheet.merge_range(0, 0, 0, 7, "泉州市工业和信息化局公开目录", &Format::new()).unwrap();
    sheet.write_row(2, 0, HEADS).unwrap();
    let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    for (row, title) in [(3, "关于技术改造的通知"), (4, "关于节能监察的通知")] {
        sheet.write_row(row, 0, [title, "公文"]).unwrap();
        sheet.write_row(row, 3, ["林晓", "主动公开"]).unwrap();
        let number = format!("泉工信投资[2026]0{row}号");
        sheet.write_formula(row, 5, Formula::new("=\"x\"").set_result(number)).unwrap();
        let date = ExcelDateTime::from_ymd(2026, 11, 2).unwrap();
        sheet.write_with_format(row, 6, &date, &day).unwrap();
        sheet.write(row, 7, 12).unwrap();
    }
    sheet.merge_range(3, 2, 4, 2, "投资科", &Format::new()).unwrap();
    change(&mut book);
    book.save_to_buffer().unwrap()
}

fn sheet(book: &mut Workbook) -> &mut rust_xlsxwriter::Worksheet {
    book.worksheet_from_name("目录").unwrap()
}

#[test]
fn a_workbook_comes_in_as_people_see_it() {
    let bureau = Bureau::new();
    // Its name says nothing: its bytes do.
    let file = bureau.file("items.csv", &workbook(|_| {}));
    let answer = bureau.office(&["import", &file]);
    assert!(answer.status.success(), "{answer:?}");
    assert_eq!(complaint(&answer), "");
    for (id, title, number) in [
        ("1", "关于技术改造的通知", "泉工信投资〔2026〕3号"),
        ("2", "关于节能监察的通知", "泉工信投资〔2026〕4号"),
    ] {
        let item = bureau.shown(id);
        assert_eq!((&item["title"], &item["number"]), (&title.into(), &number.into()), "{item}");
        assert_eq!((&item["section"], &item["document_date"]), (&"投资科".into(), &"2026-11-02".into()));
    }
}

#[test]
fn each_faulty_cell_of_a_workbook_is_named_as_it_is_there() {
    let bureau = Bureau::new();
    let book = workbook(|book| {
        let sheet = sheet(book);
        sheet.write_formula(3, 5, Formula::new("=VLOOKUP(A4,X,1)").set_result("#N/A")).unwrap();
        sheet.write(4, 6, "2026-02-30").unwrap();
        sheet.write(4, 7, "十二").unwrap();
        sheet.write(4, 4, true).unwrap();
    });
    let file = bureau.file("items.xlsx", &book);
    let answer = bureau.office(&["import", &file]);
    assert_eq!(answer.status.code(), Some(2), "{answer:?}");
    for named in [":4:6: 目录!F4:", "#N/A", ":5:7: 目录!G5:", "2026-02-30", "目录!H5:", "目录!E5:", "TRUE"]
    {
        assert!(complaint(&answer).contains(named), "{named}: {}", complaint(&answer));
    }
}

#[test]
fn the_sheet_can_be_named() {
    let bureau = Bureau::new();
    let book = workbook(|book| {
        let sheet = book.add_worksheet().set_name("旧目录").unwrap();
        sheet.write_row(0, 0, ["标题", "类别", "主办科室"]).unwrap();
        sheet.write_row(1, 0, ["关于表彰的通知", "公文", "投资科"]).unwrap();
    });
    let file = bureau.file("items.xlsx", &book);
    assert_eq!(bureau.json(&["import", &file, "--sheet", "旧目录"])["rows"], 1);
    assert_eq!(bureau.shown("1")["title"], "关于表彰的通知");
    for (sheet, named) in [("新目录", "填表说明、目录、旧目录"), ("填表说明", "列 标题")]
    {
        let answer = bureau.office(&["import", &file, "--sheet", sheet]);
        assert_eq!(answer.status.code(), Some(2), "{answer:?}");
        assert!(complaint(&answer).contains(named), "{}", complaint(&answer));
    }
}

#[test]
fn what_is_no_workbook_is_told_what_to_do() {
    let bureau = Bureau::new();
    let old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    let sealed: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let whole = workbook(|_| {});
    let cut = whole[..whole.len() / 2].to_vec();
    for (bytes, named) in [
        (old.clone(), "另存为 .xlsx"),
        ([old, sealed].concat(), "密码"),
        (cut, "损坏"),
        (archive("content.xml", 10), "不是 XLSX"),
        (archive("xl/workbook.xml", 1 << 30), "1024 MiB"),
    ] {
        let file = bureau.file("items.xlsx", &bytes);
        let answer = bureau.office(&["import", &file]);
        assert_eq!(answer.status.code(), Some(2), "{answer:?}");
        assert!(complaint(&answer).contains(named), "{named}: {}", complaint(&answer));
    }
}

/// An archive with one part of so many bytes and one more.
fn archive(name: &str, bytes: u64) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, bytes) in [(name, bytes), ("xl/other.xml", 1)] {
        archive.start_file(name, options).unwrap();
        std::io::copy(&mut std::io::Read::take(std::io::repeat(b' '), bytes), &mut archive).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn what_a_column_is_said_to_be_is_remembered_until_it_is_forgotten() {
    let bureau = Bureau::new();
    let file = |name: &str, title: &str| {
        let csv = format!("题名,类别,责任科室,备考,序号\n{title},公文,投资科,无,1\n");
        let (bytes, _, _) = encoding_rs::GB18030.encode(&csv);
        bureau.file(name, &bytes)
    };
    let first = file("first.csv", "关于一事的通知");
    let said = ["--map", "题名=标题", "--map", "责任科室=主办科室"];
    assert_eq!(bureau.office(&["import", &first]).status.code(), Some(2));

    // What only rehearses, or fails, remembers nothing.
    let dry = bureau.office(&[&["import", &first, "--dry-run"], &said[..]].concat());
    assert!(dry.status.success() && complaint(&dry).contains("备考"), "{dry:?}");
    let faulty = bureau.file("faulty.csv", "题名,类别,责任科室\n通知,公文,月球科\n".as_bytes());
    assert_eq!(bureau.office(&[&["import", &faulty], &said[..]].concat()).status.code(), Some(2));
    assert!(!bureau.maps().exists());

    let passed = [&["import", &first], &said[..], &["--map", "备考=", "--map", "没有=文号"]].concat();
    let answer = bureau.office(&passed);
    assert!(answer.status.success(), "{answer:?}");
    assert_eq!(complaint(&answer).lines().count(), 1, "only the column that isn't there: {answer:?}");
    assert!(complaint(&answer).contains("没有"));
    assert_eq!(mode(&bureau.maps()), 0o600);

    let next = bureau.office(&["import", &file("next.csv", "关于二事的通知")]);
    assert!(next.status.success(), "{next:?}");
    for named in ["题名", "责任科室", "主办科室", "--forget-maps"] {
        assert!(complaint(&next).contains(named), "{named}: {}", complaint(&next));
    }
    assert!(!complaint(&next).contains("备考"));
    assert_eq!(bureau.shown("2")["title"], "关于二事的通知");

    assert!(bureau.office(&["import", "--forget-maps"]).status.success());
    let forgotten = bureau.office(&["import", &first]);
    assert_eq!(forgotten.status.code(), Some(2), "{forgotten:?}");
}

fn mode(path: &Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(path).unwrap().permissions()) & 0o777
}

#[test]
fn a_map_that_means_nothing_is_refused_with_what_is_near() {
    let bureau = Bureau::new();
    let file = bureau.file("items.csv", "标题,类别,主办科室\n通知,公文,投资科\n".as_bytes());
    for (map, named) in [("题名=题目", "标题"), ("题名", "表头=列名"), ("=标题", "表头=列名")]
    {
        let answer = bureau.office(&["import", &file, "--map", map]);
        assert_eq!(answer.status.code(), Some(2), "{answer:?}");
        assert!(complaint(&answer).contains(named), "{}", complaint(&answer));
    }
    let answer = bureau.office(&[
        "import",
        &bureau.file("unknown.csv", "标题,类别,主办科室,发文时间\n通知,公文,投资科,\n".as_bytes()),
    ]);
    assert!(complaint(&answer).contains("--map \"发文时间=发文日期\""), "{}", complaint(&answer));
}

#[test]
fn historical_items_come_in_bulk_with_their_declassification() {
    let bureau = Bureau::new();
    let heads = "档号,标题,类别,主办科室,公开属性,原密级,保密期限届满日,解密确认,形成日期,内容概述,信息类别,关键词,页数,正文\n";
    let mut csv = heads.to_owned();
    for number in 1..=60 {
        csv += &format!(
            "1998-永久-{number},关于第{number}号技术改造的通报,历史保存,办公室,主动公开,秘密,2008-11-16,\
             本局定密责任人,1998-11-16,概述{number},0200,技改；企业 通报,{number}页,全文{number}。\n"
        );
    }
    // Whose secrecy nobody has ended has a number and nothing else.
    csv += "1999-长期-7,,历史保存,办公室,,机密,,,,,,,,\n";
    let answer = bureau.json(&["import", &bureau.file("old.csv", csv.as_bytes())]);
    assert_eq!((&answer["imported"], &answer["rows"]), (&true.into(), &61.into()));
    let item = bureau.shown("7");
    assert_eq!((&item["title"], &item["summary"]), (&"关于第7号技术改造的通报".into(), &"概述7".into()));
    assert_eq!((&item["text"], &item["formed_on"]), (&"全文7。".into(), &"1998-11-16".into()));
    let history = said(&bureau.office(&["history", "7"]));
    assert!(history.contains("解密") && history.contains("本局定密责任人"), "{history}");
    assert!(bureau.office(&["submit", "7"]).status.success(), "declassified, it goes on");
    assert_eq!(bureau.shown("61")["title"], "");
    assert_eq!(bureau.office(&["submit", "61"]).status.code(), Some(1));
    assert!(bureau.office(&["verify"]).status.success());

    for row in [
        "1999-长期-8,关于仍属秘密的通报,历史保存,办公室,,机密,2030-01-01,,,,,,,",
        "1999-长期-8,,历史保存,办公室,,机密,,,,,,,,全文",
        "1999-长期-8,,历史保存,办公室,,机密,,,,概述,,,,",
    ] {
        let answer =
            bureau.office(&["import", &bureau.file("secret.csv", format!("{heads}{row}\n").as_bytes())]);
        assert_eq!(answer.status.code(), Some(1), "{answer:?}");
        assert!(complaint(&answer).contains("secret.csv:2:8: "), "{}", complaint(&answer));
    }
    for (row, place) in [
        (",,历史保存,办公室,,机密,,,,,,,,", ":2:2:"),
        ("1999-长期-8,通报,历史保存,办公室,,机密,,本局,,,,,,", ":2:8:"),
        ("1999-长期-8,通报,历史保存,办公室,,机密,2008-13-01,本局,,,200,,,", ":2:7:"),
        ("1999-长期-8,通报,历史保存,办公室,,机密,2008-11-01,本局,,,200,,,", ":2:11:"),
    ] {
        let answer =
            bureau.office(&["import", &bureau.file("faulty.csv", format!("{heads}{row}\n").as_bytes())]);
        assert_eq!(answer.status.code(), Some(2), "{answer:?}");
        assert!(complaint(&answer).contains(place), "{place}: {}", complaint(&answer));
    }
}

#[test]
fn a_dry_run_shows_what_would_come_in_and_where_it_would_be() {
    let bureau = Bureau::new();
    let mut csv = "标题,类别,主办科室,公开属性,文号,发文日期,审定人,审定日期\n".to_owned();
    for number in 1..=22 {
        csv += &format!("关于第{number}批技术改造项目申报工作有关事项的通知,公文,投资科,主动公开,,,,\n");
    }
    csv += "通报,公文,投资科,主动公开,泉工信投资〔2026〕1号,2026-11-03,,\n";
    csv += "公告,公文,投资科,主动公开,泉工信投资〔2026〕2号,2026-11-03,李敏,2026-11-02\n";
    let file = bureau.file("items.csv", csv.as_bytes());
    let dry = bureau.json(&["import", &file, "--dry-run", "--as-issued"]);
    assert_eq!(
        (&dry["rows"], &dry["imported"], &dry["items"][21]["stage"]),
        (&24.into(), &false.into(), &"draft".into())
    );
    assert_eq!(dry["items"][22]["stage"], "determine");
    assert_eq!((&dry["items"][23]["stage"], &dry["items"][23]["line"]), (&Value::Null, &25.into()));

    let shown = bureau.office(&["import", &file, "--dry-run", "--as-issued"]);
    let lines = said(&shown);
    // The rows, how many more there are, what it came to, the stages, and what is late by then.
    assert_eq!(lines.lines().count(), 1 + 20 + 4, "{lines}");
    assert!(lines.contains("另有 4 行") && lines.contains("拟稿 22; ") && lines.contains('…'), "{lines}");

    let twice = csv.replace("〔2026〕2号", "〔2026〕1号");
    let twice = bureau.file("twice.csv", twice.as_bytes());
    let refused = bureau.office(&["import", &twice, "--dry-run", "--as-issued"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(complaint(&refused).contains("twice.csv:25:"), "{refused:?}");
    let refused = bureau.json(&["import", &twice, "--dry-run", "--as-issued"]);
    assert_eq!(
        (&refused["refused"][0]["line"], &refused["refused"][0]["key"]),
        (&25.into(), &"number-in-use".into())
    );
    assert_eq!(bureau.json(&["list"]).as_array().map(Vec::len), Some(0));
}

/// Documents of years ago were 逾期 without a word, and their import stood among this year's work.
#[test]
fn what_was_issued_long_ago_is_said_to_be_overdue_and_counts_in_its_own_year() {
    let bureau = Bureau::new();
    let csv = "标题,类别,主办科室,公开属性,文号,发文日期,审定人,审定日期
旧文,公文,投资科,主动公开,泉工信投资〔2019〕3号,2019-05-06,李敏,2019-05-05
旧文二,公文,投资科,主动公开,泉工信投资〔2020〕3号,2020-05-06,,
旧文三,公文,投资科,依申请公开,泉工信投资〔2020〕4号,2020-05-06,李敏,2020-05-05
新文,公文,投资科,主动公开,泉工信投资〔2026〕3号,2026-11-20,李敏,2026-11-19
";
    let file = bureau.file("old.csv", csv.as_bytes());
    let figures = |year: &str, column: &str| {
        let figures = bureau.json(&["figures", year]);
        figures[0]["rows"].as_array().unwrap().last().unwrap()[column].as_u64().unwrap()
    };
    let before = ["overdue", "kept-inside"].map(|column| figures("2026", column));
    let dry = bureau.json(&["import", &file, "--dry-run", "--as-issued"]);
    let since: Vec<Option<&str>> =
        dry["items"].as_array().unwrap().iter().map(|item| item["overdue_since"].as_str()).collect();
    assert_eq!(since, [Some("2019-05-20"), Some("2020-05-19"), None, None], "{dry}");
    assert_eq!(dry["overdue"], 2);
    for way in [&["--dry-run"][..], &[]] {
        let told = said(&bureau.office(&[&["import", &file, "--as-issued"], way].concat()));
        assert!(told.contains("其中 2 件一进来就是逾期") && told.contains("2019-05-20"), "{told}");
    }
    assert_eq!(["overdue", "kept-inside"].map(|column| figures("2026", column)), before);
    assert!(figures("2019", "overdue") > 0);
}

#[test]
fn faults_of_cells_of_files_and_of_the_rules_are_all_said_at_once_by_line_and_column() {
    let bureau = Bureau::new();
    let text = "标题,类别,主办科室,拟稿人,公开属性,不公开依据,文号,发文日期,正文文件
甲,公文,投资科,林晓,不公开,14-1,,,
乙,公文,没有科,林晓,主动公开,,,,
丙,公文,投资科,林晓,主动公开,,泉工信〔2026〕7号,2027-01-04,
丁,公文,投资科,林晓,主动公开,,,,没有.txt
";
    let both = "标题,类别,主办科室,正文,正文文件\n甲,公文,投资科,现予公布。,甲.txt\n";
    let answer = bureau.office(&["import", &bureau.file("both.csv", both.as_bytes())]);
    assert!(complaint(&answer).contains("both.csv:2:5: 正文和正文文件都填了"), "{}", complaint(&answer));
    let file = bureau.file("mess.csv", text.as_bytes());
    let answer = bureau.office(&["import", "--as-issued", &file, "--json"]);
    assert_eq!(answer.status.code(), Some(2));
    let found: Value = serde_json::from_slice(&answer.stdout).unwrap();
    let places: Vec<_> = found["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["line"].as_u64().unwrap(), fault["column"].as_u64().unwrap()))
        .collect();
    assert_eq!(places, [(2, 1), (3, 3), (4, 8), (5, 9)], "{found}");
    assert_eq!(said(&bureau.office(&["list"])).lines().count(), 1);
    // What only the rules are against is placed as well.
    let rules = text.lines().enumerate().filter(|(at, _)| [0, 1, 3].contains(at));
    let rules: String = rules.map(|(_, line)| format!("{line}\n")).collect();
    let file = bureau.file("rules.csv", rules.as_bytes());
    let answer = bureau.office(&["import", "--as-issued", &file]);
    assert_eq!(answer.status.code(), Some(1));
    let said = complaint(&answer);
    assert!(said.contains("rules.csv:2:1: ") && said.contains("rules.csv:3:8: "), "{said}");
}

#[test]
fn a_quote_that_is_never_closed_and_another_encoding_are_called_that() {
    let bureau = Bureau::new();
    let said = |name: &str, bytes: &[u8]| {
        let answer = bureau.office(&["import", &bureau.file(name, bytes)]);
        assert_eq!(answer.status.code(), Some(2));
        complaint(&answer)
    };
    let open = "标题,类别,主办科室\n5\",公文,\"投资科\"\n\"甲\"\"乙\",公文,\"投资科\n丙,公文,投资科\n";
    assert!(said("open.csv", open.as_bytes()).contains("open.csv:3:11: 引号没有闭合"));
    let wide: Vec<u8> = "\u{feff}标题".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(said("wide.csv", &wide).contains("wide.csv:1:1: 文件是UTF-16"));
}

#[test]
fn the_page_about_imports_names_every_column() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/import.md")).unwrap();
    for column in gongkai::intake::items::Column::ALL {
        let row = format!("| {} | `{}` |", column.zh(), column.key());
        assert!(page.contains(&row), "{row}");
    }
}

/// Determinations of a whole list were left out without a word.
#[test]
fn each_cell_that_is_not_taken_is_named() {
    let bureau = Bureau::new();
    let heads =
        "标题,类别,主办科室,拟稿人,公开属性,档号,保密期限届满日,解密确认,发文日期,审定人,审定日期,形成日期\n";
    let historical = "旧文,历史保存,投资科,郑丽,主动公开,2003-永久-8,2013-06-20,本局,2003-05-01,陈志强,2003-06-01,2003-05-01\n";
    let undated = "新文,公文,投资科,林晓,主动公开,,,,,陈志强,2026-10-09,\n";
    let file = bureau.file("old.csv", [heads, historical, undated].concat().as_bytes());
    let answer = bureau.office(&["import", "--as-issued", &file, "--dry-run"]);
    let said = complaint(&answer);
    for (at, what) in [
        ("2:9", "发文日期没有取用"),
        ("2:10", "审定人没有取用"),
        ("2:11", "审定日期没有取用"),
        ("3:10", "审定人没有取用:没有发文日期"),
        ("3:11", "审定日期没有取用:没有发文日期"),
    ] {
        assert!(said.lines().any(|line| line.contains(at) && line.contains(what)), "{at} {what}: {said}");
    }
    // Whoever asks for drafts hears once that the rest is left out.
    let issued = "标题,类别,主办科室,拟稿人,公开属性,文号,发文日期\n新文,公文,投资科,林晓,主动公开,泉工信投资〔2026〕9号,2026-10-09\n";
    let file = bureau.file("issued.csv", issued.as_bytes());
    let said = complaint(&bureau.office(&["import", &file, "--dry-run"]));
    assert!(said.contains("1行有发文日期,作为草稿导入"), "{said}");
    assert_eq!(complaint(&bureau.office(&["import", "--as-issued", &file, "--dry-run"])), "");
}
