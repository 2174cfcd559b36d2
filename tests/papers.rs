//! What leaves the system, read by the programs that others read it with: workbooks by another library, CSV in
//! both encodings, pages and forms by a browser, recorded addresses by a web server.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Cursor, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use calamine::{Data, Reader, Xlsx};
use gongkai::texts::{Lang, Texts};
use serde_json::Value;
use tempfile::TempDir;

use crate::practice::{self, NOW, Player, did_not_run};

/// The practice bureau, with papers beside it.
struct Bureau(TempDir);

impl Bureau {
    fn new() -> Bureau {
        Bureau(practice::bureau())
    }

    fn run(&self, login: &str, words: &[&str]) -> Output {
        self.run_at(NOW, login, words)
    }

    fn run_at(&self, now: &str, login: &str, words: &[&str]) -> Output {
        let folder = self.0.path();
        let mut command = practice::gongkai();
        command.arg("--data").arg(folder).arg("--config").arg(folder);
        command.args(["--as", login, "--now", now]).args(words).output().unwrap()
    }

    fn audit(&self, words: &[&str]) -> Output {
        let answer = self.run("audit", words);
        assert!(answer.status.success(), "{words:?}: {}", complaint(&answer));
        answer
    }

    /// What somebody is answered to something that is done.
    fn did(&self, login: &str, words: &[&str]) -> String {
        let answer = self.run(login, words);
        assert!(answer.status.success(), "{words:?}: {}", complaint(&answer));
        String::from_utf8_lossy(&answer.stdout).into_owned()
    }

    /// A draft of 消费品科, with more said of it.
    fn draft(&self, more: &[&str]) -> String {
        let words = ["draft", "--procedure", "official", "--attribute", "proactive", "--json"];
        let said = ["--title", "关于公布名单的通知", "--text", "现予公布。", "--summary", "名单"];
        let made: Value =
            serde_json::from_str(&self.did("zhuang", &[&words[..], &said, more].concat())).unwrap();
        made[0]["id"].as_str().unwrap().to_owned()
    }

    /// Takes a draft through its stages to its issue.
    fn issue(&self, id: &str) {
        let (number, today) =
            (format!("泉工信消费品〔2026〕{}号", 9_000 + id[5..].parse::<u32>().unwrap()), &NOW[..10]);
        self.did("zhuang", &["submit", id]);
        self.did("wang", &["approve", id]);
        self.did("chen", &["approve", id]);
        self.did("zheng", &["issue", id, "--number", &number, "--document-date", today, "--date", today]);
    }

    /// An item of 历史保存 that may stand in the 依申请公开 catalogue, registered.
    fn listed(&self, title: &str) -> String {
        let words = ["draft", "--procedure", "historical", "--section", "消费品科", "--json"];
        let said = ["--file-number", "2003-永久-8", "--attribute", "on-request"];
        let made: Value = serde_json::from_str(&self.did("zheng", &[&words[..], &said].concat())).unwrap();
        let id = made[0]["id"].as_str().unwrap();
        self.did("zheng", &["declassify", id, "--authority", "本局", "--expired-on", "2013-06-20"]);
        self.did("zheng", &["edit", id, "--title", title]);
        self.did("zheng", &["submit", id]);
        self.did("wang", &["approve", id]);
        self.did("chen", &["approve", id, "--listed"]);
        self.did("zheng", &["secrecy-review", id, "--conclusion", "clear"]);
        self.did("zheng", &["register", id, "--summary", "方案"]);
        id.to_owned()
    }

    /// Lets this be said in the bureau's settings, in place of what is said there.
    fn set(&self, said: &str, instead: &str) {
        let path = self.path("settings.toml");
        let settings = fs::read_to_string(&path).unwrap();
        assert!(settings.contains(said), "{settings}");
        fs::write(path, settings.replace(said, instead)).unwrap();
    }

    /// Registers and publishes what was issued.
    fn publish(&self, id: &str, url: &str) {
        self.did("zheng", &["secrecy-review", id, "--conclusion", "clear"]);
        self.did("zheng", &["register", id, "--category", "0200"]);
        self.did("zheng", &["publish", id, "--url", url]);
    }

    fn json(&self, words: &[&str]) -> Value {
        let answer = self.audit(&[words, &["--json"]].concat());
        serde_json::from_slice(&answer.stdout).unwrap()
    }

    fn rows(&self, paper: &[&str]) -> Vec<Value> {
        self.json(&[&["paper"], paper].concat())["rows"].as_array().unwrap().clone()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A paper as a file of this name.
    fn file(&self, words: &[&str], name: &str) -> Vec<u8> {
        let path = self.path(name);
        self.audit(&[words, &["--output", path.to_str().unwrap()]].concat());
        fs::read(path).unwrap()
    }

    /// Builds the site; what was written and removed.
    fn site(&self) -> (i64, i64) {
        let path = self.path("site");
        let built = self.json(&["site", "build", path.to_str().unwrap()]);
        (built["written"].as_i64().unwrap(), built["removed"].as_i64().unwrap())
    }
}

/// The civil date that a workbook keeps as days since the end of 1899.
pub fn day_of(days: f64) -> String {
    let first = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
    (first + chrono::Duration::days(days as i64)).to_string()
}

fn complaint(answer: &Output) -> String {
    String::from_utf8_lossy(&answer.stderr).into_owned()
}

#[test]
fn a_workbook_holds_what_scripts_read_with_real_dates_and_numbers() {
    let bureau = Bureau::new();
    for paper in ["register", "catalogue", "hand-over", "transfer", "evaluation"] {
        let rows = bureau.rows(&[paper]);
        assert!(!rows.is_empty(), "{paper}");
        let bytes = bureau.file(&["paper", paper], &format!("{paper}.xlsx"));
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        let all: Vec<Vec<Data>> = sheet.rows().map(<[Data]>::to_vec).collect();
        let head = all.iter().position(|row| row[0] == Data::String("序号".to_owned())).unwrap();
        let texts = Texts::new(Lang::Zh);
        let column = |key: &str| {
            let name = Data::String(texts.get(&format!("paper-field.{key}")).to_owned());
            all[head].iter().position(|cell| *cell == name).unwrap()
        };
        for (row, said) in all[head + 1..].iter().zip(&rows) {
            for (key, value) in said.as_object().unwrap() {
                let cell = &row[column(key)];
                let found = match cell {
                    Data::DateTime(day) => day_of(day.as_f64()).into(),
                    Data::Float(number) => (*number as i64).into(),
                    Data::String(words) => Value::String(words.clone()),
                    Data::Empty => Value::Null,
                    other => panic!("{paper} {key}: {other:?}"),
                };
                assert_eq!(found, *value, "{paper} {key}");
                let is_day = value.as_str().is_some_and(|text| text.parse::<chrono::NaiveDate>().is_ok());
                assert!(!is_day || key == "batch" || matches!(cell, Data::DateTime(_)), "{paper} {key}");
            }
        }
    }
}

/// A pasted text in one summary kept every list of the bureau from being written as a workbook.
#[test]
fn a_long_summary_is_remarked_upon_and_keeps_no_list_from_being_written() {
    let bureau = Bureau::new();
    let long = "𠮷概".repeat(16_000);
    let id = bureau.draft(&[]);
    let edited = bureau.run("zhuang", &["edit", &id, "--summary", &long]);
    assert!(edited.status.success() && complaint(&edited).contains("32000字"), "{}", complaint(&edited));
    let submitted = bureau.run("zhuang", &["submit", &id]);
    assert!(complaint(&submitted).contains("32000字,超过200字"), "{}", complaint(&submitted));
    bureau.did("wang", &["approve", &id]);
    bureau.did("chen", &["approve", &id]);
    let today = &NOW[..10];
    bureau.did("zheng", &["issue", &id, "--number", "泉工信消费品〔2026〕9900号", "--document-date", today]);
    bureau.publish(&id, "https://www.example.gov.cn/9900.htm");
    let bytes = bureau.file(&["paper", "catalogue"], "long.xlsx");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let longest = sheet.used_cells().map(|(_, _, cell)| cell.to_string()).max_by_key(String::len).unwrap();
    assert!(long.starts_with(longest.trim_end_matches('…')) && longest.ends_with('…'));
    assert_eq!(longest.encode_utf16().count(), 32_767);
    // A summary of the length that is wanted is nothing to remark upon.
    let usual = bureau.run("zhuang", &["edit", &bureau.draft(&[]), "--summary", &"概".repeat(200)]);
    assert_eq!(complaint(&usual), "");
}

/// A document date that is a year old is allowed and most likely a slip. What the drafter had proposed stays told.
#[test]
fn a_date_long_ago_is_remarked_upon_and_a_changed_proposal_stays_told() {
    let bureau = Bureau::new();
    let id = bureau.draft(&[]);
    bureau.did("zhuang", &["submit", &id]);
    bureau.did("wang", &["approve", &id]);
    bureau.did("chen", &["change-attribute", &id, "--attribute", "on-request", "--why", "只涉及个别企业"]);
    let shown = bureau.did("chen", &["show", &id]);
    let sent = shown.lines().find(|line| line.contains("送审核")).unwrap_or_default();
    assert!(sent.ends_with("送审核(拟 主动公开)"), "{shown}");
    let issue = |document: &str| {
        let number = format!("泉工信消费品〔2026〕{}号", &document[..4]);
        bureau.run("zheng", &["issue", &id, "--number", &number, "--document-date", document])
    };
    let no_day = issue("2026-02-30");
    assert!(
        complaint(&no_day).contains("(没有这一天)") && !no_day.status.success(),
        "{}",
        complaint(&no_day)
    );
    let slip = issue("2016-11-20");
    assert_eq!(complaint(&slip).trim(), "成文日期 2016-11-20 距今一年以上,请核对");
    assert!(slip.status.success());
}

#[test]
fn figures_of_a_year_are_those_of_the_register() {
    let bureau = Bureau::new();
    let figures = bureau.json(&["figures", "2026"]);
    let sections = figures[0]["rows"].as_array().unwrap();
    let mut published: BTreeMap<String, u64> = BTreeMap::new();
    for row in bureau.rows(&["register"]) {
        let on = row["published-on"].as_str().unwrap_or_default();
        *published.entry(row["section"].as_str().unwrap().to_owned()).or_default() +=
            u64::from(on.starts_with("2026"));
    }
    let (total, sections) = sections.split_last().unwrap();
    for section in sections {
        let counted = published.get(section["section"].as_str().unwrap()).copied().unwrap_or(0);
        assert_eq!(section["published"], counted, "{section}");
    }
    assert_eq!(total["published"], published.values().sum::<u64>());
    let overdue = bureau.json(&["overdue"]);
    assert!(total["overdue"].as_u64().unwrap() > 0, "{overdue}");
    // Whose turn it is today is who has something to do today, and who passed it on waits for it.
    let waiting = figures[4]["rows"].as_array().unwrap();
    let open = |who: &str, whom: &str| {
        let pair = waiting.iter().find(|row| row["who-waits"] == who && row["holder"] == whom);
        pair.map_or(0, |row| row["open"].as_u64().unwrap())
    };
    let to_review = bureau.json(&["list", "--state", "review", "--section", "消费品科"]);
    let to_review = to_review.as_array().unwrap().len() as u64;
    assert!(to_review > 0 && open("消费品科", "王建国(科室负责人)") == to_review, "{waiting:?}");
    assert!(waiting.iter().all(|row| row["who-waits"] != row["holder"]), "{waiting:?}");
    // What is disclosed is counted by category as well.
    let categories = figures[2]["rows"].as_array().unwrap();
    let by_category: u64 = categories.iter().map(|row| row["published"].as_u64().unwrap()).sum();
    assert_eq!(total["published"], by_category);
}

/// What waited at a stage beyond its limit was missed by nobody until somebody moved it.
#[test]
fn figures_count_what_is_late_and_waits_still_and_keep_procedures_apart() {
    let bureau = Bureau::new();
    let late_at_review = |now: &str, procedure: &str| {
        let answer = bureau.run_at(now, "audit", &["figures", "2026", "--json"]);
        let figures: Value = serde_json::from_slice(&answer.stdout).unwrap();
        let mut rows = figures[1]["rows"].as_array().unwrap().iter();
        let row = rows.find(|row| row["procedure"] == procedure && row["stage"] == "审核").unwrap();
        let (total, _) = figures[0]["rows"].as_array().unwrap().split_last().unwrap();
        (row["past-target"].as_u64().unwrap(), total["past-target"].as_u64().unwrap())
    };
    // What waits for its review and isn't late today will be.
    let waiting = |procedure: &str| {
        let list = ["list", "--state", "review", "--procedure", procedure, "--limit", "1000"];
        let list = bureau.json(&list);
        let late = |row: &&Value| {
            let mut clocks = row["clocks"].as_array().unwrap().iter();
            clocks.any(|clock| clock["clock"] == "stage" && clock["tier"] == "past-target")
        };
        let rows = list.as_array().unwrap();
        (rows.iter().filter(late).count() as u64, rows.len() as u64)
    };
    let later = "2026-12-21T09:00:00+08:00";
    let ((late, documents), (_, others)) = (waiting("official"), waiting("non-document"));
    assert!(documents > late && others > 0);
    let ((before, all_before), (after, all_after)) =
        (late_at_review(NOW, "公文"), late_at_review(later, "公文"));
    assert!(before >= late, "{before}");
    assert_eq!(after - before, documents - late);
    assert!(all_after >= all_before + documents - late + others, "{all_before} {all_after}");
    assert_eq!(late_at_review(later, "非公文").0 - late_at_review(NOW, "非公文").0, others);
}

#[test]
fn a_report_says_what_it_can_t_know_and_a_past_year_nothing_of_today() {
    let bureau = Bureau::new();
    let past = bureau.json(&["figures", "2025"]);
    let past = past.as_array().unwrap();
    assert!(past.iter().all(|paper| paper["paper"] != "figures-waiting"));
    assert!(past[3]["foot"].to_string().contains("见 2026 年的统计"), "{}", past[3]["foot"]);
    // A document marked as normative counts from its issue, and as ended in the year that ends it.
    let report = || -> Vec<Value> {
        let figures = bureau.json(&["figures", "2026"]);
        figures[3]["rows"].as_array().unwrap().clone()
    };
    let kept = ["made-or-decided", "ended-in-year", "in-force"];
    let numbers = |row: &Value| kept.map(|key| row[key].as_i64());
    let before = report();
    for row in before.iter().filter(|row| row["figure"] != "行政规范性文件") {
        assert_eq!(numbers(row), [None; 3], "{row}");
        assert!(row["report-remark"].as_str().unwrap().contains("本系统"), "{row}");
    }
    assert_eq!(numbers(&before[1]), [Some(0); 3]);
    let id = bureau.draft(&["--normative"]);
    bureau.issue(&id);
    assert_eq!(numbers(&report()[1]), [Some(1), Some(0), Some(1)]);
    bureau.publish(&id, "https://www.example.gov.cn/999.htm");
    bureau.did("zhuang", &["edit", &id, "--validity", "repealed", "--changed-on", &NOW[..10]]);
    assert_eq!(numbers(&report()[1]), [Some(1), Some(1), Some(0)]);
}

#[test]
fn csv_is_written_as_offices_read_it() {
    let bureau = Bureau::new();
    let utf8 = bureau.file(&["paper", "register"], "register.csv");
    let chinese = bureau.file(&["paper", "register", "--encoding", "gb18030"], "chinese.csv");
    let text = String::from_utf8(utf8).unwrap();
    assert!(text.starts_with("\u{feff}序号,索引号,标题"), "{}", &text[..60]);
    let (decoded, _, faulty) = encoding_rs::GB18030.decode(&chinese);
    assert!(!faulty);
    assert_eq!(decoded, text.trim_start_matches('\u{feff}'));
    assert_eq!(csv::Reader::from_reader(text.as_bytes()).records().count(), bureau.rows(&["register"]).len());
}

#[test]
fn a_period_without_anything_gives_a_nil_return_and_a_file_is_never_written_over() {
    let bureau = Bureau::new();
    let nil = bureau.audit(&["paper", "transfer", "--batch", "2001-01-05"]);
    assert!(String::from_utf8_lossy(&nil.stdout).contains("本时间段无主动公开的政府信息"));
    // Of a batch after the next one nobody can say so yet.
    let later = bureau.audit(&["paper", "transfer", "--batch", "2027-06-07"]);
    let later = String::from_utf8_lossy(&later.stdout).into_owned();
    assert!(later.contains("现在还没有信息待随这一批次移交") && !later.contains("本时间段"), "{later}");
    bureau.file(&["paper", "register"], "register.json");
    let path = bureau.path("register.json");
    let again = bureau.run("audit", &["paper", "register", "--output", path.to_str().unwrap()]);
    assert_eq!(again.status.code(), Some(2), "{}", complaint(&again));
    // Only a page has numbered copies; asked for elsewhere, they would be missing without a word.
    for words in [&["--format", "xlsx"][..], &["--output", "copies.csv"], &[]] {
        let copies = bureau.run("audit", &[&["paper", "transfer", "--copies", "2"], words].concat());
        assert_eq!(copies.status.code(), Some(2), "{words:?}");
        assert!(complaint(&copies).contains("--copies 只用于 HTML"), "{}", complaint(&copies));
    }
    let unclear = bureau.run("audit", &["paper", "register", "--output", "register.doc"]);
    assert_eq!(unclear.status.code(), Some(2));
    assert!(complaint(&unclear).contains("register.doc"));
}

#[test]
fn the_register_knows_of_what_is_not_disclosed_of_itself() {
    let bureau = Bureau::new();
    let rows = bureau.rows(&["register"]);
    let closed = |attribute: &str| -> Vec<String> {
        let list = ["list", "--state", "closed", "--attribute", attribute, "--limit", "1000"];
        let list = bureau.json(&list);
        list.as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect()
    };
    for (attribute, said) in [("withheld", "不公开"), ("on-request", "依申请公开")] {
        let listed: Vec<&str> = rows
            .iter()
            .filter(|row| row["attribute"] == said)
            .map(|row| row["title"].as_str().unwrap())
            .collect();
        let closed = closed(attribute);
        assert!(!closed.is_empty());
        assert!(closed.iter().all(|title| listed.contains(&title.as_str())), "{attribute}");
        // A register of them alone is those rows and no more.
        assert_eq!(bureau.rows(&["register", "--attribute", attribute]).len(), listed.len(), "{attribute}");
    }
    // What has a number stands first, in the order of the numbers.
    let numbered = rows.iter().take_while(|row| !row["index-number"].is_null()).count();
    assert!(numbered > 0 && rows[numbered..].iter().all(|row| row["index-number"].is_null()));
    // It stands there once the leader has determined it, and not before.
    let id = bureau.draft(&[]);
    bureau.did("zhuang", &["edit", &id, "--attribute", "withheld", "--ground", "16-2", "--reason", "请示"]);
    bureau.did("zhuang", &["submit", &id]);
    bureau.did("wang", &["approve", &id]);
    let stands = || bureau.rows(&["register"]).iter().any(|row| row["title"] == "关于公布名单的通知");
    assert!(!stands());
    bureau.did("chen", &["approve", &id]);
    assert!(stands());
    // What is proposed instead doesn't take it out of the list of what it was determined to be.
    let (number, today) = ("泉工信消费品〔2026〕9901号", &NOW[..10]);
    bureau.did("zheng", &["issue", &id, "--number", number, "--document-date", today]);
    bureau.did("zheng", &["re-evaluate", &id, "--attribute", "proactive", "--why", "现可公开"]);
    let among = |attribute: &str| {
        let rows = bureau.rows(&["register", "--attribute", attribute]);
        rows.iter().any(|row| row["title"] == "关于公布名单的通知")
    };
    assert!(stands() && among("withheld") && !among("proactive"));
}

#[test]
fn a_transfer_list_says_of_which_period_it_is() {
    let bureau = Bureau::new();
    let head = |words: &[&str]| {
        let paper = bureau.json(&[&["paper", "transfer"], words].concat());
        paper["head"].to_string()
    };
    // 20 September 2026 is a Sunday that is worked, 5 October a holiday.
    assert!(head(&["--batch", "2026-10-08"]).contains(r#"["送交时段","2026-09-21 至 2026-10-08"]"#));
    assert!(head(&["--batch", "2026-12-07"]).contains(r#"["送交时段","2026-11-21 至 2026-12-07"]"#));
    // What is no batch has no period, and a slip of the hand does no harm.
    for slip in ["--batch=-262143-01-01", "--batch=+262142-12-31"] {
        assert!(!head(&[slip]).contains("送交时段"));
    }
    assert!(!head(&["--batch", "2026-12-08"]).contains("送交时段"));
}

#[test]
fn one_page_is_one_item_s() {
    let bureau = Bureau::new();
    let url = "https://www.example.gov.cn/999.htm";
    let first = bureau.draft(&[]);
    bureau.issue(&first);
    bureau.publish(&first, url);
    let second = bureau.draft(&[]);
    bureau.issue(&second);
    bureau.did("zheng", &["secrecy-review", &second, "--conclusion", "clear"]);
    bureau.did("zheng", &["register", &second, "--category", "0200"]);
    let refused = |words: &[&str]| {
        let answer = bureau.run("zheng", words);
        assert_eq!(answer.status.code(), Some(1), "{words:?}");
        assert!(complaint(&answer).contains(&first), "{}", complaint(&answer));
    };
    refused(&["publish", &second, "--url", url]);
    bureau.did("zheng", &["publish", &second, "--url", "https://www.example.gov.cn/1000.htm"]);
    let moved = format!("publish={url}");
    let correct = ["correct", &second, "--url", &moved, "--reason", "误"];
    refused(&correct);
    // A database whose projections are made anew knows it as well, and one that is free again may be taken.
    bureau.did("admin", &["rebuild"]);
    refused(&correct);
    bureau.did("zheng", &["take-down", &first, "--reason", "含个人信息"]);
    bureau.did("zheng", &correct);
}

#[test]
fn a_page_is_seen_before_it_is_published_just_as_it_will_be() {
    let bureau = Bureau::new();
    let id = bureau.draft(&[]);
    let preview = bureau.run("zhuang", &["site", "preview", &id]);
    assert!(preview.status.success(), "{}", complaint(&preview));
    let page = said(&preview.stdout);
    assert!(
        page.contains("预览") && page.contains("（登记后编号）") && page.contains("现予公布。"),
        "{page}"
    );
    bureau.issue(&id);
    bureau.did("zheng", &["secrecy-review", &id, "--conclusion", "clear"]);
    bureau.did("zheng", &["register", &id, "--category", "0200"]);
    let preview = said(bureau.did("zheng", &["site", "preview", &id]).as_bytes());
    bureau.did("zheng", &["publish", &id, "--url", "https://www.example.gov.cn/999.htm"]);
    bureau.site();
    let number = bureau.json(&["show", &id])[0]["index_number"].as_str().unwrap().to_owned();
    let page = fs::read(bureau.path(&format!("site/{}/{number}.html", &NOW[..4]))).unwrap();
    let mark = "预览：尚未发布，仅供核对|";
    assert!(preview.contains(mark), "{preview}");
    assert_eq!(preview.replacen(mark, "", 1), said(&page));
    // What isn't for the public has no page.
    let other = bureau.draft(&["--reason", "请示", "--ground", "16-2"]);
    bureau
        .did("zhuang", &["edit", &other, "--attribute", "withheld", "--ground", "16-2", "--reason", "请示"]);
    assert_eq!(bureau.run("zhuang", &["site", "preview", &other]).status.code(), Some(1));
}

#[test]
fn what_is_made_for_practice_says_so_on_its_face() {
    let bureau = Bureau::new();
    let closed = bureau.json(&["list", "--state", "closed"])[0]["id"].as_str().unwrap().to_owned();
    bureau.site();
    let front = fs::read_to_string(bureau.path("site/index.html")).unwrap();
    for (paper, said) in [
        (bureau.file(&["paper", "register"], "register.html"), "<h1>政府信息登记簿（练习）</h1>"),
        (bureau.file(&["figures"], "figures.html"), "年各科室公开情况（练习）</h1>"),
        (bureau.file(&["form", &closed], "form.html"), "<h1>发文处理单（练习）</h1>"),
        (front.into_bytes(), "<p class=\"practice\">"),
    ] {
        let page = String::from_utf8_lossy(&paper);
        assert!(page.contains(said), "{said}: {page}");
    }
    // A form is a page, whatever its file is called.
    let pdf = bureau.run("audit", &["form", &closed, "--output", "form.pdf"]);
    assert_eq!(pdf.status.code(), Some(2));
    assert!(complaint(&pdf).contains("form.pdf"));
}

/// A page without its tags, and without the empty space between them.
fn said(page: &[u8]) -> String {
    let page = String::from_utf8_lossy(page);
    let body = page.split_once("<body>").map_or("", |(_, body)| body);
    let pieces = body.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, said)| said).trim());
    pieces.filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join("|")
}

#[test]
fn a_digest_that_names_not_all_that_presses_says_so() {
    let bureau = Bureau::new();
    let mut rows = "标题,类别,主办科室,拟稿人,公开属性,文号,发文日期,审定人,审定日期\n".to_owned();
    for number in 1..=230 {
        rows.push_str(&format!(
            "旧文{number},公文,消费品科,庄毅,主动公开,泉工信消费品〔2026〕{}号,2026-03-02,陈志强,2026-03-02\n",
            8_000 + number
        ));
    }
    let path = bureau.path("many.csv");
    fs::write(&path, rows).unwrap();
    bureau.did("zheng", &["import", "--as-issued", path.to_str().unwrap()]);
    let digest = bureau.json(&["digest", "--person", "zheng"]);
    let queues = digest[0]["queues"].as_array().unwrap();
    let cut: Vec<&Value> = queues.iter().filter(|queue| queue["more"] == true).collect();
    assert!(!cut.is_empty() && cut.len() < queues.len(), "{digest}");
    assert!(cut.iter().all(|queue| queue["items"].as_array().unwrap().len() == 200));
    let told = bureau.audit(&["digest", "--person", "zheng"]);
    let told = String::from_utf8(told.stdout).unwrap();
    assert_eq!(told.lines().filter(|line| line.contains("只列前200件")).count(), cut.len(), "{told}");
}

#[test]
fn a_form_tells_who_did_what_when() {
    let bureau = Bureau::new();
    let handed = bureau.rows(&["hand-over"]);
    let row = bureau.rows(&["register"]).into_iter().find(|row| !row["transferred-on"].is_null()).unwrap();
    let number = row["index-number"].as_str().unwrap();
    let handed = handed.iter().find(|one| one["index-number"] == number).unwrap();
    let id =
        bureau.json(&["list", "--state", "closed", "--filter", number])[0]["id"].as_str().unwrap().to_owned();
    let form = said(&bureau.file(&["form", &id], "closed.html"));
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    for (what, by, on) in [
        ("登记索引号", "郑丽".to_owned(), text(&row, "registered-on")),
        ("移交公开办", text(handed, "handed-by"), text(&row, "handed-on")),
        ("签收", text(handed, "received-by"), text(handed, "received-on")),
        ("网站发布", "郑丽".to_owned(), text(&row, "published-on")),
        ("移交市档案馆", "郑丽".to_owned(), text(&row, "transferred-on")),
    ] {
        let line = form.rsplit_once(what).unwrap_or_else(|| panic!("{what}: {form}")).1;
        let line: Vec<&str> = line.split('|').take(4).collect();
        assert!(line.contains(&by.as_str()) && line.contains(&on.as_str()), "{what} {by} {on}: {line:?}");
    }
    assert!(form.contains(&text(&row, "url")) && form.contains(&text(handed, "hand-over-by")), "{form}");
}

/// A form had the right number at its head and the wrong one below.
#[test]
fn a_form_says_what_was_corrected_and_what_was_replaced_at_the_archives() {
    let bureau = Bureau::new();
    let id = bureau.draft(&[]);
    bureau.issue(&id);
    bureau.publish(&id, "https://www.example.gov.cn/1.htm");
    let old = bureau.json(&["show", &id])[0]["number"].as_str().unwrap().to_owned();
    let new = "泉工信消费品〔2026〕9876号";
    bureau.did("zheng", &["correct", &id, "--number", new, "--reason", "误"]);
    let url = "publish=https://www.example.gov.cn/2.htm";
    bureau.did("zheng", &["correct", &id, "--url", url, "--reason", "误"]);
    let form = said(&bureau.file(&["form", &id], "corrected.html"));
    assert!(form.contains(&format!("{new}（更正前 {old}）")), "{form}");
    let urls = "https://www.example.gov.cn/2.htm（更正前 https://www.example.gov.cn/1.htm）";
    assert!(form.contains(urls), "{form}");
    // 撤换 stands there with its letter and batch.
    bureau.did("zhuang", &["hand-over", &id]);
    bureau.did("zheng", &["receive", &id]);
    bureau.did("zheng", &["transfer", &id]);
    bureau.did("zhuang", &["edit", &id, "--text", "现予公布(修订)。", "--changed-on", &NOW[..10]]);
    bureau.did("zhuang", &["submit", &id]);
    bureau.did("wang", &["approve", &id]);
    bureau.did("chen", &["approve", &id]);
    bureau.did("zheng", &["secrecy-review", &id, "--conclusion", "clear"]);
    bureau.did("zheng", &["publish", &id, "--url", "https://www.example.gov.cn/3.htm"]);
    bureau.did("zheng", &["replace", &id, "--letter", "泉工信函〔2026〕77号"]);
    let form = said(&bureau.file(&["form", &id], "replaced.html"));
    let line = form.split_once("撤换|").unwrap_or_else(|| panic!("{form}")).1;
    assert!(line.contains("撤换函 泉工信函〔2026〕77号") && line.contains("批次 2026-"), "{line}");
}

/// A list that the archives had signed said another number than their copy.
#[test]
fn a_signed_list_stands_as_it_was_signed_and_says_what_was_corrected_since() {
    let bureau = Bureau::new();
    let id = bureau.draft(&[]);
    bureau.issue(&id);
    bureau.publish(&id, "https://www.example.gov.cn/1.htm");
    bureau.did("zhuang", &["hand-over", &id]);
    bureau.did("zheng", &["receive", &id]);
    bureau.did("zheng", &["transfer", &id]);
    let batch = "2026-12-07";
    let row = || {
        let rows = bureau.rows(&["transfer", "--batch", batch]);
        rows.into_iter().find(|row| row["title"] == "关于公布名单的通知").unwrap()
    };
    // Until it is signed a slip of the pen is mended in the list.
    let (second, third) = ("泉工信消费品〔2026〕9876号", "泉工信消费品〔2026〕9877号");
    bureau.did("zheng", &["correct", &id, "--number", second, "--reason", "误"]);
    assert_eq!(row()["number"], second);
    bureau.did("zheng", &["acknowledge", "--batch", batch, "--date", &NOW[..10]]);
    bureau.did("zheng", &["correct", &id, "--number", third, "--reason", "误"]);
    let row = row();
    assert_eq!(row["number"], second, "{row}");
    assert!(row["replaces"].as_str().unwrap().contains(&format!("签收后更正：文号 {third}")), "{row}");
    let register = bureau.rows(&["register"]);
    assert!(register.iter().any(|row| row["number"] == third), "{register:?}");
}

#[test]
fn a_form_of_a_draft_is_signed_on_paper() {
    let bureau = Bureau::new();
    fs::write(bureau.path("名单.txt"), "x").unwrap();
    let file = bureau.path("名单.txt");
    let words = [
        "draft",
        "--procedure",
        "official",
        "--attribute",
        "on-request",
        "--title",
        "关于测试表单的通知",
        "--text",
        "正文",
        "--attach",
        file.to_str().unwrap(),
        "--withhold",
        "名单.txt",
        "--urgency",
        "urgent",
        "--with-section",
        "投资科",
        "--signed-by",
        "陈志强",
        "--signed-on",
        "2026-11-20",
        "--pages",
        "12",
        "--copies",
        "30",
        "--json",
    ];
    let made: Value = serde_json::from_slice(&bureau.run("zhuang", &words).stdout).unwrap();
    let id = made[0]["id"].as_str().unwrap();
    let form = said(&bureau.file(&["form", id], "draft.html"));
    for line in [
        "缓急|加急",
        "会办科室|投资科",
        "签发|陈志强 2026-11-20",
        "份数|30|页数|12",
        "|主动公开|√|依申请公开|不公开|",
        "附件|1. 名单.txt（不公开）",
        "审核|科室负责人|意见、签名：",
        "审定|分管领导|意见、签名：",
    ] {
        assert!(form.contains(line), "{line}: {form}");
    }
    // What isn't asked of an item on request isn't asked for on its form.
    assert!(!form.contains("移交市档案馆"), "{form}");
}

#[test]
fn personal_data_in_a_file_that_goes_along_blocks_its_publication() {
    let bureau = Bureau::new();
    let list = bureau.path("list.csv");
    fs::write(&list, "姓名,身份证号\n张三,35050319900101009X\n").unwrap();
    let list = list.to_str().unwrap();
    let found = |id: &str| bureau.json(&["show", id])[0]["findings"].as_u64().unwrap();
    assert_eq!(found(&bureau.draft(&["--attach", list, "--withhold", "list.csv"])), 0);
    let id = bureau.draft(&["--attach", list, "--disclose", "list.csv"]);
    assert!(found(&id) > 0);
    bureau.issue(&id);
    bureau.did("zheng", &["secrecy-review", &id, "--conclusion", "clear"]);
    bureau.did("zheng", &["register", &id, "--category", "0200"]);
    let publish = ["publish", &id, "--url", "https://www.example.gov.cn/999.htm"];
    let refused = bureau.run("zheng", &publish);
    assert_eq!(refused.status.code(), Some(1), "{}", complaint(&refused));
    bureau.did("zheng", &[&publish[..], &["--despite-scan", "本人同意公布"]].concat());
    // What that reason was for is on record, by kind and place.
    let history = bureau.did("zheng", &["history", &id]);
    let published = history.lines().find(|line| line.contains("本人同意公布")).unwrap();
    assert!(published.contains("公民身份号码") && published.contains("第"), "{published}");
}

#[test]
fn personal_data_is_found_in_the_cells_of_workbooks_and_tables() {
    let bureau = Bureau::new();
    let found = |name: &str| {
        let path = bureau.path(name);
        let id = bureau.draft(&["--attach", path.to_str().unwrap(), "--disclose", name]);
        bureau.json(&["show", &id])[0]["findings"].as_u64().unwrap()
    };
    // Typed as a number, of which a workbook keeps 15 digits; and as words, with blanks.
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "姓名").unwrap().write(0, 1, "身份证号").unwrap();
    sheet.write(1, 0, "张三").unwrap().write(1, 1, 350_500_199_001_010_015_f64).unwrap();
    book.save(bureau.path("number.xlsx")).unwrap();
    // The heading, and what stands below it.
    assert_eq!(found("number.xlsx"), 2);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "经办").unwrap().write(0, 1, "３５０５００ 19900101 0015").unwrap();
    book.save(bureau.path("words.xlsx")).unwrap();
    assert_eq!(found("words.xlsx"), 1);
    // What is noted beside a cell, and said at the foot of the printed sheet.
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let note = rust_xlsxwriter::Note::new("联系人 13850422735");
    sheet.write(0, 0, "经办").unwrap().insert_note(0, 0, &note).unwrap().set_footer("&C13842624543");
    book.save(bureau.path("notes.xlsx")).unwrap();
    assert_eq!(found("notes.xlsx"), 2);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .write(0, 0, "企业名称")
        .unwrap()
        .write(0, 1, "统一社会信用代码")
        .unwrap()
        .write(0, 2, "投资额(元)")
        .unwrap();
    sheet
        .write(1, 0, "某公司")
        .unwrap()
        .write(1, 1, "91350500MA00000009")
        .unwrap()
        .write(1, 2, 1.3e17)
        .unwrap();
    book.save(bureau.path("enterprises.xlsx")).unwrap();
    assert_eq!(found("enterprises.xlsx"), 0);
}

#[test]
fn who_asks_what_a_notice_would_move_hears_of_nothing_that_they_may_not_read() {
    let bureau = Bureau::new();
    let year = &NOW[..4];
    let days = include_str!("../src/calendar/data/cn-days.csv").lines().filter(|row| row.starts_with(year));
    // Every working day of the month to come is off.
    let next = |day: u32| format!("{year}-12-{day:02},off,测试");
    let weekday = |row: &String| {
        row[..10].parse::<chrono::NaiveDate>().is_ok_and(|day| day.format("%u").to_string().as_str() < "6")
    };
    let rows = days.map(str::to_owned).chain((1..=4).map(next).filter(weekday));
    let notice = bureau.path("notice.csv");
    fs::write(&notice, format!("date,kind,name\n{}\n", rows.collect::<Vec<_>>().join("\n"))).unwrap();
    let asked = |login: &str| -> Vec<(String, String)> {
        let answer = bureau.run(login, &["calendar", "import", notice.to_str().unwrap(), "--json"]);
        let said: Value = serde_json::from_slice(&answer.stdout).unwrap();
        let moved = said["moved"].as_array().unwrap().iter();
        let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
        moved.map(|one| (text(one, "id"), text(one, "title"))).collect()
    };
    let (all, own) = (asked("zheng"), asked("zhuang"));
    assert!(!own.is_empty() && own.len() < all.len());
    for (id, _) in &own {
        assert_eq!(bureau.run("zhuang", &["show", id]).status.code(), Some(0), "{id}");
    }
    // Who administers imports it, and needs no titles for that.
    let administered = asked("admin");
    assert!(administered.len() == all.len() && administered.iter().all(|(_, title)| title.is_empty()));
}

#[test]
fn a_section_s_papers_hold_what_its_people_may_read_and_say_so() {
    let bureau = Bureau::new();
    let own = bureau.run("wang", &["paper", "register", "--json"]);
    assert!(complaint(&own).contains("只含您有权查看的事项"));
    let own: Value = serde_json::from_slice(&own.stdout).unwrap();
    let own = own["rows"].as_array().unwrap();
    let all = bureau.rows(&["register", "--section", "消费品科"]);
    assert!(!own.is_empty());
    assert_eq!(own.len(), all.len());
    let site = bureau.path("site");
    let refused = bureau.run("wang", &["site", "build", site.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(!site.exists());
}

#[test]
fn a_digest_tells_each_person_what_waits_and_what_presses() {
    let bureau = Bureau::new();
    let all = bureau.json(&["digest"]);
    let head = all.as_array().unwrap().iter().find(|one| one["login"] == "wang").unwrap();
    let alone = bureau.json(&["digest", "--person", "wang"]);
    assert_eq!(&alone[0], head);
    let waiting: i64 =
        head["queues"].as_array().unwrap().iter().map(|queue| queue["waiting"].as_i64().unwrap()).sum();
    assert_eq!(head["waiting"], waiting);
    let review = head["queues"].as_array().unwrap().iter().find(|one| one["queue"] == "review").unwrap();
    let tiers: Vec<&str> =
        review["items"].as_array().unwrap().iter().map(|row| row["tier"].as_str().unwrap()).collect();
    assert!(!tiers.is_empty() && tiers.iter().all(|tier| !["on-track", "not-running"].contains(tier)));
    // Under each queue the limits are those of what waits there, the nearest first.
    let office = bureau.audit(&["digest", "--person", "zheng"]);
    let office = String::from_utf8(office.stdout).unwrap();
    let (mut before, mut named) = (String::new(), 0);
    for line in office.lines().skip(1).filter(|line| !line.is_empty()) {
        match line.strip_prefix("    ") {
            Some(item) => {
                let day = item.split("  ").nth(1).unwrap().to_owned();
                assert!(before <= day, "{before} {line}");
                (before, named) = (day, named + 1);
            }
            None => before.clear(),
        }
    }
    assert!(named > 10, "{office}");
    // Of somebody else it tells what may be read, and says so where nothing is.
    let partly = bureau.run("zhuang", &["digest", "--person", "chen"]);
    let said = complaint(&partly);
    assert!(partly.status.success() && said.contains("只含您有权查看的事项"), "{said}");
    let idle = bureau.run("zheng", &["digest", "--person", "admin"]);
    assert!(idle.stdout.is_empty() && complaint(&idle).contains("没有待办"), "{}", complaint(&idle));
    // Who reads a part only is told of nobody else.
    let own: Value = serde_json::from_slice(&bureau.run("wang", &["digest", "--json"]).stdout).unwrap();
    assert_eq!(own.as_array().unwrap().len(), 1);
}

#[test]
fn only_what_changed_is_written_and_what_is_taken_down_is_gone() {
    let bureau = Bureau::new();
    let (written, _) = bureau.site();
    assert!(written > 80, "{written}");
    assert_eq!(bureau.site(), (0, 0));
    let listed = bureau.rows(&["catalogue"]);
    let index = |row: &Value| row["index-number"].as_str().unwrap().to_owned();
    let pages = || -> Vec<String> {
        let mut pages: Vec<String> = listed
            .iter()
            .map(index)
            .filter(|number| bureau.path(&format!("site/{}/{number}.html", &number[13..17])).exists())
            .collect();
        pages.sort();
        pages
    };
    assert_eq!(pages().len(), listed.len());
    // One is taken down: its page goes, and no other item's page is written.
    let number = index(&listed[7]);
    let id = bureau.json(&["list", "--state", "closed", "--filter", &number, "--limit", "5"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let down = bureau.run("zheng", &["take-down", &id, "--reason", "含个人信息"]);
    assert!(down.status.success(), "{}", complaint(&down));
    let (written, removed) = bureau.site();
    assert_eq!(removed, 1);
    assert!(written < 10, "{written}");
    assert!(!pages().contains(&number));
    let catalogue =
        fs::read_to_string(bureau.path(&format!("site/catalogue/{}.json", &number[13..17]))).unwrap();
    let catalogue: Vec<Value> = serde_json::from_str(&catalogue).unwrap();
    assert!(catalogue.iter().all(|row| row["index_number"] != number.as_str()));
    // What isn't the site's is left alone.
    fs::create_dir(bureau.path("mine")).unwrap();
    fs::write(bureau.path("mine/file"), "x").unwrap();
    let other = bureau.run("audit", &["site", "build", bureau.path("mine").to_str().unwrap()]);
    assert_eq!(other.status.code(), Some(2), "{}", complaint(&other));
}

#[test]
fn a_text_that_is_missing_stops_the_build_and_leaves_the_site_as_it_was() {
    let bureau = Bureau::new();
    bureau.site();
    let id = bureau.draft(&[]);
    bureau.issue(&id);
    bureau.publish(&id, "https://www.example.gov.cn/999.htm");
    let blobs: redb::TableDefinition<'_, &[u8; 32], &[u8]> = redb::TableDefinition::new("blobs");
    let database = redb::Database::open(bureau.path("gongkai.redb")).unwrap();
    let change = database.begin_write().unwrap();
    {
        let mut table = change.open_table(blobs).unwrap();
        let lost = table.extract_if(|_, bytes| bytes == "现予公布。".as_bytes()).unwrap().count();
        assert_eq!(lost, 1);
    }
    change.commit().unwrap();
    drop(database);
    let shown = || {
        let pages = fs::read_dir(bureau.path("site").join(&NOW[..4])).unwrap();
        pages.map(|page| page.unwrap().file_name()).collect::<std::collections::BTreeSet<_>>()
    };
    let before = shown();
    let built = bureau.run("audit", &["site", "build", bureau.path("site").to_str().unwrap()]);
    assert_eq!(built.status.code(), Some(3), "{}", complaint(&built));
    assert!(complaint(&built).contains(&id), "{}", complaint(&built));
    assert_eq!(shown(), before);
}

/// A browser, with a profile of its own.
struct Browser(TempDir);

impl Browser {
    fn find(test: &str) -> Option<Browser> {
        let there = Command::new("chromium").arg("--version").output().is_ok_and(|it| it.status.success());
        if !there {
            did_not_run(test, "there is no chromium");
            return None;
        }
        Some(Browser(tempfile::tempdir().unwrap()))
    }

    fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new("chromium");
        command.args(["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"]);
        command.args(["--virtual-time-budget=5000", "--no-pdf-header-footer"]);
        command.arg(format!("--user-data-dir={}", self.0.path().display()));
        command.args(words).output().unwrap()
    }

    /// The page as its scripts have left it; a word on the console is a failure.
    fn page(&self, address: &str) -> String {
        let answer = self.run(&["--dump-dom", address]);
        let complaint = complaint(&answer);
        assert!(!complaint.contains("CONSOLE"), "{address}: {complaint}");
        String::from_utf8(answer.stdout).unwrap()
    }

    /// A page as it is printed.
    fn print(&self, page: &Path) -> PathBuf {
        let printed = self.0.path().join("printed.pdf");
        let address = format!("file://{}", page.display());
        self.run(&[&format!("--print-to-pdf={}", printed.display()), &address]);
        printed
    }

    /// How many sheets of paper a page prints on.
    fn sheets(&self, page: &Path) -> usize {
        let printed = self.print(page);
        let told = Command::new("pdfinfo").arg(printed).output().unwrap();
        let told = String::from_utf8_lossy(&told.stdout).into_owned();
        let pages = told.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap();
        pages.trim().parse().unwrap()
    }
}

#[test]
fn a_browser_reads_the_site_finds_an_item_and_prints_a_form_on_one_sheet() {
    let Some(browser) = Browser::find("the test with a real browser") else { return };
    let bureau = Bureau::new();
    bureau.site();
    let address = |page: &str| format!("file://{}", bureau.path("site").join(page).display());
    let row = &bureau.rows(&["catalogue"])[3];
    let (title, number) = (row["title"].as_str().unwrap(), row["index-number"].as_str().unwrap());
    let path = format!("{}/{number}.html", &number[13..17]);

    let front = browser.page(&address("index.html"));
    assert!(front.contains("信息公开目录") && front.contains("lang=\"zh-CN\""));
    for (query, hits) in [(number, 1), ("没有这样的标题", 0)] {
        let found = browser.page(&address(&format!("search.html?q={query}")));
        assert!(found.contains(&format!("找到 {hits} 条")), "{query}: {found}");
        assert_eq!(found.contains(&format!("<a href=\"{path}\">{title}</a>")), hits == 1, "{found}");
    }
    let own = number.split('-').nth(1).unwrap();
    for (category, hits) in [(own, 1), ("0100", 0)] {
        let found = browser.page(&address(&format!("search.html?q={number}&category={category}")));
        assert!(found.contains(&format!("找到 {hits} 条")), "{category}: {found}");
    }

    let page = browser.page(&address(&path));
    let tag = |name: &str| {
        let from = page.split_once(&format!("<meta name=\"{name}\" content=\""))?.1;
        from.split_once('"').map(|(content, _)| content.to_owned())
    };
    for name in
        ["SiteName", "SiteDomain", "ColumnName", "ColumnDescription", "ColumnKeywords", "ContentSource"]
    {
        assert!(tag(name).is_some_and(|content| !content.is_empty()), "{name}");
    }
    assert!(tag("SiteIDCode").is_some());
    assert_eq!(tag("ColumnType").as_deref(), Some("信息公开目录"));
    assert_eq!(tag("ArticleTitle").as_deref(), Some(title));
    let published = tag("PubDate").unwrap();
    assert!(chrono::NaiveDateTime::parse_from_str(&published, "%Y-%m-%d %H:%M").is_ok(), "{published}");
    assert!(page.contains("索 引 号") && page.contains(number) && page.contains("公文生成日期"));

    let id =
        bureau.json(&["list", "--state", "closed", "--filter", number])[0]["id"].as_str().unwrap().to_owned();
    bureau.file(&["form", &id], "form.html");
    assert_eq!(browser.sheets(&bureau.path("form.html")), 1);
    // A draft of every procedure, with room to sign, is a sheet as well.
    for procedure in ["official", "non-document", "obtained", "historical"] {
        let open = bureau.json(&["list", "--procedure", procedure, "--limit", "3"]);
        for id in open.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()) {
            bureau.file(&["form", id], &format!("{id}.html"));
            assert_eq!(browser.sheets(&bureau.path(&format!("{id}.html"))), 1, "{procedure} {id}");
        }
    }
    // A sheet of a register holds a dozen rows and more.
    for paper in ["register", "catalogue", "hand-over"] {
        bureau.file(&["paper", paper], &format!("{paper}.html"));
        let (sheets, rows) =
            (browser.sheets(&bureau.path(&format!("{paper}.html"))), bureau.rows(&[paper]).len());
        assert!(sheets <= rows / 12 + 1, "{paper}: {rows} rows on {sheets} sheets");
    }
    // The archives type index numbers from the paper: each stands in one line.
    for paper in ["register", "transfer"] {
        bureau.file(&["paper", paper], &format!("typed-{paper}.html"));
        let printed = browser.print(&bureau.path(&format!("typed-{paper}.html")));
        let words = Command::new("pdftotext").arg("-layout").arg(printed).arg("-").output().unwrap();
        let words = String::from_utf8(words.stdout).unwrap();
        for row in bureau.rows(&[paper]) {
            let number = row["index-number"].as_str().unwrap_or_default();
            assert!(words.contains(number), "{paper}: {number}\n{words}");
        }
    }
    bureau.file(&["paper", "transfer", "--batch", "2001-01-05", "--copies", "2"], "nil.html");
    assert_eq!(browser.sheets(&bureau.path("nil.html")), 2);
}

/// The pages as readers without scripts get them, on a phone and on a desk; what is measured stands in audit.html.
#[test]
fn every_page_is_read_by_whoever_comes_with_whatever_they_have() {
    let Some(browser) = Browser::find("the test of what readers get") else { return };
    let bureau = Bureau::new();
    bureau.site();
    let row = &bureau.rows(&["catalogue"])[3];
    let number = row["index-number"].as_str().unwrap();
    let (year, category) = (&number[13..17], &number[8..12]);
    let pages = [
        "index.html".to_owned(),
        "search.html".to_owned(),
        "on-request.html".to_owned(),
        format!("{year}/index.html"),
        format!("{year}/page-1.html"),
        format!("{year}/category-{category}.html"),
        format!("{year}/{number}.html"),
    ];
    let audit = bureau.path("site/audit.html");
    fs::write(&audit, include_str!("data/audit.html")).unwrap();
    let address = format!("file://{}?{}", audit.display(), pages.join(","));
    let answer = browser.run(&[
        "--allow-file-access-from-files",
        "--enable-blink-features=ComputedAccessibilityInfo",
        "--virtual-time-budget=30000",
        "--dump-dom",
        &address,
    ]);
    let answer = String::from_utf8(answer.stdout).unwrap();
    let said = answer.split_once("<pre id=\"said\">").unwrap().1.split("</pre>").next().unwrap();
    assert_eq!(said, "7 pages: nothing wrong");
}

/// Nothing found where nothing could be looked through is no answer.
#[test]
fn a_search_says_when_its_data_could_not_be_loaded() {
    let Some(browser) = Browser::find("the test of a search without its data") else { return };
    let bureau = Bureau::new();
    bureau.site();
    let found = || {
        let address = format!("file://{}?q=通知", bureau.path("site/search.html").display());
        let answer = String::from_utf8(browser.run(&["--dump-dom", &address]).stdout).unwrap();
        let said = answer.split_once("<p id=\"count\"").unwrap().1.split_once('>').unwrap().1;
        said.split_once('<').unwrap().0.to_owned()
    };
    assert!(found().starts_with("找到 ") && !found().contains("未能加载"), "{}", found());
    fs::remove_file(bureau.path("site/search/2025.js")).unwrap();
    assert!(found().starts_with("找到 ") && found().contains("（2025）未能加载"), "{}", found());
    fs::remove_file(bureau.path("site/search/2026.js")).unwrap();
    assert!(found().starts_with("检索数据（2026 2025）未能加载"), "{}", found());
}

/// A category that was changed after 登记 was written down and shown nowhere: the index number is given for good.
#[test]
fn an_item_stands_in_the_category_of_its_index_number() {
    let bureau = Bureau::new();
    let id = bureau.draft(&[]);
    bureau.issue(&id);
    bureau.publish(&id, "https://www.example.gov.cn/999.htm");
    for words in
        [&["edit", "--category", "0300"][..], &["edit", "--category", "0300", "--changed-on", &NOW[..10]]]
    {
        let answer = bureau.run("zhuang", &[words, &[&id]].concat());
        assert_eq!(answer.status.code(), Some(1), "{words:?}: {}", complaint(&answer));
        assert!(complaint(&answer).contains("不能改为 0300"), "{words:?}: {}", complaint(&answer));
    }
    bureau.site();
    let number = bureau.json(&["show", &id])[0]["index_number"].as_str().unwrap().to_owned();
    let page =
        |name: &str| fs::read_to_string(bureau.path(&format!("site/{}/{name}.html", &NOW[..4]))).unwrap();
    assert!(number.contains("-0200-"), "{number}");
    assert!(page("category-0200").contains(&number) && !page("category-0300").contains(&number));
    assert!(page(&number).contains("href=\"category-0200.html\""), "{}", page(&number));
}

/// A date that was corrected is the same in every paper, also where what is public isn't what is being worked on.
#[test]
fn a_corrected_date_is_the_same_on_every_paper() {
    let bureau = Bureau::new();
    let words = ["draft", "--procedure", "non-document", "--attribute", "proactive", "--json"];
    let said = ["--title", "月度数据", "--summary", "数据", "--formed-on", "2026-11-16"];
    let made: Value = serde_json::from_str(&bureau.did("zhuang", &[&words[..], &said].concat())).unwrap();
    let id = made[0]["id"].as_str().unwrap();
    bureau.did("zhuang", &["submit", id]);
    bureau.did("wang", &["approve", id]);
    bureau.did("chen", &["approve", id]);
    bureau.did("zhuang", &["hand-over", id]);
    bureau.publish(id, "https://www.example.gov.cn/999.htm");
    bureau.did("zhuang", &["edit", id, "--title", "月度数据(修订)", "--changed-on", &NOW[..10]]);
    bureau.did("zheng", &["correct", id, "--formed-on", "2026-11-13", "--reason", "误"]);
    bureau.site();
    let number = bureau.json(&["show", id])[0]["index_number"].as_str().unwrap().to_owned();
    let made_on = |paper: &str| {
        let rows = bureau.rows(&[paper]);
        rows.iter().find(|row| row["index-number"] == *number).unwrap()["made-on"].clone()
    };
    let page = fs::read_to_string(bureau.path(&format!("site/{}/{number}.html", &NOW[..4]))).unwrap();
    assert_eq!((made_on("register"), made_on("catalogue")), ("2026-11-13".into(), "2026-11-13".into()));
    assert!(page.contains("2026-11-13") && !page.contains("2026-11-16"), "{page}");
}

/// What its maker has published is linked to, or extracted from there and published here (细则二3②).
#[test]
fn what_was_extracted_is_read_here_and_what_is_linked_there() {
    let bureau = Bureau::new();
    let page = |url: &str| {
        let words =
            ["draft", "--procedure", "obtained", "--attribute", "proactive", "--title", "目录", "--json"];
        let more = ["--text", "一、二、三。", "--summary", "目录", "--obtained-on", "2026-11-20"];
        let source = ["--source", "省工信厅", "--source-url", "https://gxt.example.gov.cn/1.htm"];
        let made = bureau.did("zhuang", &[&words[..], &more, &source].concat());
        let made: Value = serde_json::from_str(&made).unwrap();
        let id = made[0]["id"].as_str().unwrap();
        bureau.did("zhuang", &["submit", id]);
        bureau.did("wang", &["approve", id]);
        bureau.did("chen", &["approve", id]);
        bureau.publish(id, url);
        bureau.site();
        let number = bureau.json(&["show", id])[0]["index_number"].as_str().unwrap().to_owned();
        fs::read_to_string(bureau.path(&format!("site/{}/{number}.html", &NOW[..4]))).unwrap()
    };
    let linked = page("https://gxt.example.gov.cn/1.htm");
    assert!(
        linked.contains("href=\"https://gxt.example.gov.cn/1.htm\"") && !linked.contains("一、二、三。"),
        "{linked}"
    );
    let extracted = page("https://gxj.example.gov.cn/9.htm");
    assert!(extracted.contains("省工信厅") && extracted.contains("一、二、三。"), "{extracted}");
}

/// A site that grew from one build to the next is the one that a first build makes.
#[test]
fn after_other_settings_a_site_is_what_a_new_one_would_be() {
    let bureau = Bureau::new();
    bureau.site();
    bureau.set("泉州市工业和信息化局", "泉州市工信局");
    bureau.site();
    let fresh = bureau.path("fresh");
    bureau.audit(&["site", "build", fresh.to_str().unwrap()]);
    let compared = Command::new("diff").arg("-r").arg(bureau.path("site")).arg(fresh).output().unwrap();
    assert!(compared.status.success(), "{}", said(&compared.stdout));
    let front = fs::read_to_string(bureau.path("site/index.html")).unwrap();
    assert!(front.contains("泉州市工信局") && !front.contains("泉州市工业和信息化局"), "{front}");
}

/// While a change is decided, the page says what was decided before, to the name of its publisher.
#[test]
fn a_page_tells_nothing_of_a_change_that_is_not_decided() {
    let bureau = Bureau::new();
    let id = bureau.draft(&[]);
    bureau.issue(&id);
    bureau.publish(&id, "https://www.example.gov.cn/999.htm");
    bureau.site();
    let number = bureau.json(&["show", &id])[0]["index_number"].as_str().unwrap().to_owned();
    let page = || fs::read_to_string(bureau.path(&format!("site/{}/{number}.html", &NOW[..4]))).unwrap();
    let before = page();
    let change =
        ["edit", &id, "--lead-agency", "市发展和改革委员会", "--title", "改", "--changed-on", &NOW[..10]];
    bureau.did("zhuang", &change);
    assert_eq!(bureau.site(), (0, 0));
    assert_eq!(page(), before);
}

/// Several addresses are asked at once, and never more than a few.
#[test]
fn a_few_addresses_are_asked_side_by_side() {
    let bureau = Bureau::new();
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    let waiting = bureau.json(&["list", "--state", "publish", "--limit", "50"]);
    let published = waiting.as_array().unwrap().iter().enumerate().filter_map(|(place, row)| {
        let id = row["id"].as_str().unwrap();
        let url = format!("http://127.0.0.1:{port}/{place}");
        bureau.run("zheng", &["publish", id, "--url", &url]).status.success().then(|| id.to_owned())
    });
    let published: Vec<String> = published.collect();
    assert!(published.len() >= 6, "{published:?}");
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counted = (now.clone(), most.clone());
    std::thread::spawn(move || {
        for connection in server.incoming() {
            let (mut connection, (now, most)) = (connection.unwrap(), counted.clone());
            std::thread::spawn(move || {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(std::time::Duration::from_millis(500));
                now.fetch_sub(1, Ordering::SeqCst);
                let _ = connection.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
            });
        }
    });
    let ids: Vec<&str> = published.iter().map(String::as_str).collect();
    let answer = bureau.run("audit", &[&["site", "check", "--json"], &ids[..]].concat());
    let checked: Vec<Value> = serde_json::from_slice(&answer.stdout).unwrap();
    // In the order in which they were asked for, whatever came first.
    assert!(checked.iter().map(|one| one["id"].as_str().unwrap()).eq(ids), "{checked:?}");
    assert!((2..=4).contains(&most.load(Ordering::SeqCst)), "{most:?}");
}

#[test]
fn recorded_addresses_are_asked_whether_they_carry_their_title() {
    let bureau = Bureau::new();
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    let waiting = bureau.json(&["list", "--state", "publish", "--limit", "50"]);
    let mut asked: Vec<(String, String)> = Vec::new();
    for row in waiting.as_array().unwrap() {
        let (id, title) = (row["id"].as_str().unwrap(), row["title"].as_str().unwrap());
        let url = format!("http://127.0.0.1:{port}/{}", asked.len());
        let done = bureau.run("zheng", &["publish", id, "--url", &url]);
        if done.status.success() {
            asked.push((id.to_owned(), title.to_owned()));
        }
    }
    assert!(asked.len() >= 6, "{asked:?}");
    // The first two carry their titles, one in pieces and one with other brackets at the beginning of a page without
    // an end; then another title, nothing there, elsewhere, and nobody who speaks.
    let titles: Vec<String> = asked.iter().map(|(_, title)| title.clone()).collect();
    std::thread::spawn(move || {
        for connection in server.incoming() {
            let mut connection = connection.unwrap();
            let mut first = String::new();
            BufReader::new(&connection).read_line(&mut first).unwrap();
            let pieces =
                |title: &str| title.chars().map(|c| format!("<span class=\"a\">{c}</span>")).collect();
            let (status, page): (&str, String) = match first.split(' ').nth(1).unwrap() {
                "/0" => ("200 OK", pieces(&titles[0])),
                "/1" => ("200 OK", format!("{}{}", titles[1].replace('（', "("), "x".repeat(5 << 20))),
                "/2" => ("200 OK", "另一个页面".to_owned()),
                "/4" => {
                    ("301 Moved Permanently\r\nLocation: https://www.example.gov.cn/4.htm", String::new())
                }
                "/5" => continue,
                _ => ("404 Not Found", String::new()),
            };
            let page = format!("<!DOCTYPE html><title>{page}</title>");
            // Who has read enough goes away.
            let _ = write!(
                connection,
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
                page.len()
            );
        }
    });
    let ids: Vec<&str> = asked.iter().take(6).map(|(id, _)| id.as_str()).collect();
    let answer = bureau.run("audit", &[&["site", "check", "--json"], &ids[..]].concat());
    assert_eq!(answer.status.code(), Some(1), "{}", complaint(&answer));
    let checked: Vec<Value> = serde_json::from_slice(&answer.stdout).unwrap();
    let fine: Vec<bool> = checked.iter().map(|one| one["fine"].as_bool().unwrap()).collect();
    assert_eq!(fine, [true, true, false, false, false, false], "{checked:?}");
    let said = |place: usize| checked[place]["answer"].as_str().unwrap();
    assert!(said(3).contains("404") && said(4).contains("https://www.example.gov.cn/4.htm"), "{checked:?}");
}

/// A row of the 依申请公开 catalogue has no page of its own, and moves to another page of it as rows are added.
#[test]
fn a_row_of_the_catalogue_is_where_the_catalogue_is() {
    let bureau = Bureau::new();
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let site = format!("http://127.0.0.1:{}/", server.local_addr().unwrap().port());
    bureau.set("https://www.example.gov.cn/zfxxgk/", &site);
    let (title, lost) = ("二〇〇三年技术改造方案", "二〇〇四年技术改造方案");
    let ids = [title, lost].map(|title| bureau.listed(title));
    for id in &ids {
        bureau.did("zheng", &["publish", id]);
    }
    std::thread::spawn(move || {
        for connection in server.incoming() {
            let mut connection = connection.unwrap();
            let mut first = String::new();
            BufReader::new(&connection).read_line(&mut first).unwrap();
            let (status, page) = match first.split(' ').nth(1).unwrap() {
                "/on-request.html" | "/on-request-1.html" => ("200 OK", "其他"),
                "/on-request-2.html" => ("200 OK", title),
                _ => ("404 Not Found", ""),
            };
            let (bytes, end) = (page.len(), "\r\n");
            let head =
                format!("HTTP/1.1 {status}{end}Content-Length: {bytes}{end}Connection: close{end}{end}");
            let _ = write!(connection, "{head}{page}");
        }
    });
    let answer = bureau.run("audit", &["site", "check", "--json", &ids[0], &ids[1]]);
    let checked: Value = serde_json::from_slice(&answer.stdout).unwrap();
    assert!(checked[0]["url"] == format!("{site}on-request.html"), "{checked}");
    assert_eq!((&checked[0]["fine"], &checked[1]["fine"]), (&true.into(), &false.into()), "{checked}");
}

/// What is recorded for several items under one address is asked once; who breaks off is told what is known by then.
#[test]
fn an_address_is_asked_once_and_what_was_broken_off_is_said() {
    let bureau = Bureau::new();
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let site = format!("http://127.0.0.1:{}/", server.local_addr().unwrap().port());
    bureau.set("https://www.example.gov.cn/zfxxgk/", &site);
    let titles = ["二〇〇三年技术改造方案", "二〇〇四年技术改造方案"];
    let rows = titles.map(|title| bureau.listed(title));
    for id in &rows {
        bureau.did("zheng", &["publish", id]);
    }
    let page = bureau.draft(&[]);
    bureau.issue(&page);
    bureau.publish(&page, &format!("{site}slow.htm"));
    let (asked, slow) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counted = (asked.clone(), slow.clone());
    std::thread::spawn(move || {
        for connection in server.incoming() {
            let (mut connection, (asked, slow)) = (connection.unwrap(), counted.clone());
            std::thread::spawn(move || {
                let mut first = String::new();
                BufReader::new(&connection).read_line(&mut first).unwrap();
                if first.contains("slow") {
                    slow.fetch_add(1, Ordering::SeqCst);
                    std::thread::sleep(std::time::Duration::from_secs(600));
                }
                asked.fetch_add(1, Ordering::SeqCst);
                let page = titles.concat();
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n", page.len());
                let _ = write!(connection, "{head}Connection: close\r\n\r\n{page}");
            });
        }
    });
    let folder = bureau.0.path();
    let mut check = practice::gongkai();
    check.arg("--data").arg(folder).arg("--config").arg(folder).args(["--as", "audit", "--now", NOW]);
    check.args(["site", "check", "--json", &rows[0], &page, &rows[1]]);
    let check = check.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while (asked.load(Ordering::SeqCst), slow.load(Ordering::SeqCst)) != (1, 1) {
        assert!(std::time::Instant::now() < until, "{asked:?} {slow:?}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    // The answer is on its way to whoever asked.
    std::thread::sleep(std::time::Duration::from_millis(500));
    let id = rustix::process::Pid::from_child(&check);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    let answer = check.wait_with_output().unwrap();
    assert_eq!(answer.status.code(), Some(1), "{answer:?}");
    let checked: Vec<Value> = serde_json::from_slice(&answer.stdout).unwrap();
    let fine: Vec<Option<bool>> = checked.iter().map(|one| one["fine"].as_bool()).collect();
    assert_eq!(fine, [Some(true), None, Some(true)], "{checked:?}");
    assert!(complaint(&answer).contains("还有 1 个未查"), "{}", complaint(&answer));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn the_console_steps_from_batch_to_batch() {
    let bureau = Bureau::new();
    let went = ["2026-11-05", "2026-12-21"].map(|batch| bureau.rows(&["transfer", "--batch", batch]).len());
    let mut player = Player::sit(bureau.0.path(), "zheng", Lang::Zh, (80, 24));
    let menu = player.press("b").screen();
    let place = menu.lines().filter_map(|line| line.split_once("移交清单")).next().unwrap().0.to_owned();
    let digit: String = place.chars().filter(char::is_ascii_digit).collect();
    let next = player.press(&digit).screen();
    assert!(next.contains("移交清单  2026-12-07批次"), "{next}");
    let before = player.press("left left").screen();
    assert!(before.contains(&format!("移交清单  2026-11-05批次  {}", went[0])) && went[0] > 0, "{before}");
    assert_eq!(player.press("right right").screen(), next);
    let after = player.press("right").screen();
    assert!(after.contains(&format!("2026-12-21批次  {}", went[1])), "{after}");
    assert!(after.contains("上一期") && after.contains("下一期"), "{after}");
    player.press("esc");
}

#[test]
fn the_console_shows_what_scripts_read_and_stops_when_asked() {
    let bureau = Bureau::new();
    let rows = bureau.rows(&["register", "--from", "2026-01-01", "--to", "2026-12-31"]);
    let mut player = Player::sit(bureau.0.path(), "zheng", Lang::Zh, (80, 24));
    let screen = player.press("b 1 end").screen();
    assert!(screen.contains(&format!("政府信息登记簿  2026年  {}", rows.len())), "{screen}");
    let last = rows.last().unwrap();
    let number = last["index-number"].as_str().unwrap_or_default();
    let marked = screen.lines().find(|line| line.starts_with('>')).unwrap();
    let title: String = last["title"].as_str().unwrap().chars().take(12).collect();
    assert!(marked.contains(number) && marked.contains(&title), "{screen}");
    // The item is read from there, and the list is there again as it was.
    let read = player.press("enter").screen();
    assert!(read.contains(last["title"].as_str().unwrap()) && !read.contains("登记簿"), "{read}");
    assert_eq!(player.press("esc").screen(), screen);
    let number = rows[4]["index-number"].as_str().unwrap();
    let found = player.press(&format!("/ \"{number}\" enter")).screen();
    assert!(found.contains(&format!("2026年  1/{}", rows.len())), "{found}");
    player.press("esc esc");

    // Broken off before the first page has come, nothing more comes.
    player.console.press("b", 900_000);
    player.console.press("1", 901_000);
    assert!(player.screen().contains("正在汇总"));
    player.console.press("esc", 902_000);
    player.console.settle();
    let after = player.screen();
    assert!(!after.contains("登记簿") && !after.contains("正在汇总"), "{after}");
}
