//! Files from outside, and the database as a file: imports, notices, exports, faults, a held lock.

use std::process::{Command, Output};

use serde_json::Value;

const NOW: [&str; 2] = ["--now", "2026-11-23T09:00:00+08:00"];
const SAMPLE: &str = include_str!("data/sample-items.csv");

struct Bureau(tempfile::TempDir);

impl Bureau {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let began = ["--now", "2026-09-01T08:00:00+08:00"];
        let made = run(&[&["init", folder.path().to_str().unwrap(), "--practice"], &began[..]].concat());
        assert!(made.status.success(), "{made:?}");
        Bureau(folder)
    }

    /// Runs words as the disclosure office.
    fn office(&self, words: &[&str]) -> Output {
        self.by("zheng", words)
    }

    fn by(&self, login: &str, words: &[&str]) -> Output {
        let folder = self.0.path().to_str().unwrap();
        run(&[&["--data", folder, "--config", folder, "--as", login], &NOW[..], words].concat())
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

    fn verified(&self) {
        let verified = self.office(&["verify"]);
        assert!(verified.status.success(), "{verified:?}");
    }
}

fn run(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gongkai")).args(words).env("LC_ALL", "zh_CN.UTF-8").output().unwrap()
}

fn complaint(answer: &Output) -> String {
    String::from_utf8_lossy(&answer.stderr).into_owned()
}

fn rows(json: &Value) -> usize {
    json.as_array().map_or(0, Vec::len)
}

#[test]
fn the_sample_comes_in_as_drafts_or_as_issued() {
    let bureau = Bureau::new();
    let sample = bureau.file("sample.csv", SAMPLE.as_bytes());
    let dry = bureau.json(&["import", &sample, "--dry-run"]);
    assert_eq!((&dry["rows"], &dry["imported"]), (&27.into(), &false.into()));
    assert_eq!(rows(&bureau.json(&["list"])), 0);
    assert_eq!(bureau.json(&["import", &sample, "--as-issued"])["imported"], true);
    let undetermined = bureau.json(&["list", "--filter", "民用爆炸物品"]);
    let item = &undetermined[0];
    // Issued without a determination: 待补审定, with what its issue began overdue.
    assert_eq!((&item["stage"], &item["number"]), (&"determine".into(), &"泉工信安全〔2026〕14号".into()));
    assert_eq!((&item["due"], &item["tier"]), (&"2026-10-09".into(), &"overdue".into()));
    bureau.verified();
}

/// The sample as another program might have kept it: columns the other way round and one more, old brackets
/// and full-width digits, dates as they are spoken, CR LF, GB18030.
fn messy() -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(SAMPLE.as_bytes());
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let spoken = |cell: &str| match cell.split('-').collect::<Vec<_>>()[..] {
        [year, month, day] if cell.len() == 10 && year.len() == 4 => {
            format!("{year}年{}月{}日", month.trim_start_matches('0'), day.trim_start_matches('0'))
        }
        _ => cell.replace('〔', "[").replace('〕', "]"),
    };
    for (row, record) in reader.records().enumerate() {
        let record = record.unwrap();
        let cells = record.iter().rev().enumerate().map(|(place, cell)| match record.len() - 1 - place {
            // Nothing of a title or a text is changed.
            0 | 17 => cell.to_owned(),
            7 => spoken(cell).replace('1', "１"),
            _ => spoken(cell),
        });
        let more = if row == 0 { "柜号".to_owned() } else { row.to_string() };
        writer.write_record(std::iter::once(more).chain(cells)).unwrap();
    }
    let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    let (bytes, _, unmappable) = encoding_rs::GB18030.encode(&text);
    assert!(!unmappable && std::str::from_utf8(&bytes).is_err());
    bytes.into_owned()
}

#[test]
fn a_messy_file_says_the_same_as_a_tidy_one() {
    let imported = [SAMPLE.as_bytes().to_vec(), messy()].map(|bytes| {
        let bureau = Bureau::new();
        let file = bureau.file("items.csv", &bytes);
        let answer = bureau.office(&["import", &file, "--as-issued"]);
        assert!(answer.status.success(), "{answer:?}");
        bureau.verified();
        (bureau.json(&[&["show"][..], &IDS].concat()), complaint(&answer))
    });
    let [(tidy, unsaid), (messy, said)] = imported;
    let items = tidy.as_array().unwrap();
    assert_eq!((items.len(), unsaid.as_str()), (27, ""));
    assert!(items.iter().any(|item| item["number"] == "泉财企〔2016〕1号"));
    assert_eq!(messy, tidy);
    assert!(said.contains("柜号"), "{said}");
}

/// The items that the sample becomes.
const IDS: [&str; 27] = [
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19",
    "20", "21", "22", "23", "24", "25", "26", "27",
];

#[test]
fn one_faulty_row_keeps_the_whole_file_out() {
    let bureau = Bureau::new();
    for (bytes, named) in [
        (format!("{SAMPLE}坏行,小说,投资科,,,,,,,,,,,,,,,\n").into_bytes(), ":29:2:"),
        (SAMPLE.as_bytes()[..SAMPLE.len() - 4].to_vec(), "残缺"),
        (b"a,b\n1,2\n".to_vec(), "标题"),
        (Vec::new(), "标题"),
    ] {
        let file = bureau.file("items.csv", &bytes);
        let answer = bureau.office(&["import", &file]);
        assert_eq!(answer.status.code(), Some(2), "{answer:?}");
        assert!(complaint(&answer).contains(named), "{named}: {}", complaint(&answer));
    }
    assert_eq!(rows(&bureau.json(&["list"])), 0);
}

#[test]
fn what_was_imported_before_comes_in_again_only_where_that_is_said() {
    let bureau = Bureau::new();
    let rows = "标题,类别,主办科室,拟稿人,文号\n关于甲的通知,公文,投资科,lin,\n关于乙的通知,公文,投资科,lin,泉工信〔2019〕27号\n";
    let file = bureau.file("once.csv", rows.as_bytes());
    assert_eq!(bureau.json(&["import", &file])["imported"], true);
    for words in [&["import", &file][..], &["import", &file, "--dry-run"]] {
        let answer = bureau.office(words);
        assert_eq!(answer.status.code(), Some(2));
        let said = complaint(&answer);
        assert!(said.contains(":2:1") && said.contains("2026-000001"), "{said}");
        assert!(said.contains(":3:1") && said.contains("2026-000002"), "{said}");
    }
    assert_eq!(how_many(&bureau), 2);
    assert_eq!(bureau.json(&["import", &file, "--again"])["imported"], true);
    let twice = "标题,类别,主办科室,拟稿人\n关于丙的通知,公文,投资科,lin\n关于丙的通知,公文,消费品科,zhuang\n关于丙的通知,公文,投资科,lin\n";
    let answer = bureau.office(&["import", &bureau.file("twice.csv", twice.as_bytes())]);
    let said = complaint(&answer);
    assert!(said.contains(":4:1") && said.contains("2 行") && !said.contains(":3:1"), "{said}");
    assert_eq!(how_many(&bureau), 4);
}

fn how_many(bureau: &Bureau) -> usize {
    rows(&bureau.json(&["list"]))
}

#[test]
fn a_notice_shows_what_it_moves_before_it_takes_effect() {
    let bureau = Bureau::new();
    let drafted = ["draft", "--procedure", "official", "--title", "通知", "--attribute", "proactive"];
    let folder = bureau.0.path().to_str().unwrap();
    let late = ["--now", "2026-12-30T09:00:00+08:00"];
    let made = run(&[&["--data", folder, "--config", folder, "--as", "lin"], &late[..], &drafted].concat());
    assert!(made.status.success(), "{made:?}");
    let due = |bureau: &Bureau| bureau.json(&["show", "1"])[0]["due"].clone();
    assert_eq!(due(&bureau), "2027-01-05");
    let notice = r#"{"year":2027,"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true},
        {"name":"元旦","date":"2027-01-04","isOffDay":true},{"name":"元旦","date":"2027-01-05","isOffDay":true},
        {"name":"劳动节","date":"2027-05-03","isOffDay":true},{"name":"国庆节","date":"2027-10-01","isOffDay":true}]}"#;
    let file = bureau.file("2027.json", notice.as_bytes());
    let late = ["--now", "2026-12-31T09:00:00+08:00"];
    let import = |words: &[&str]| {
        run(&[&["--data", folder, "--config", folder, "--as", "zheng"], &late[..], words].concat())
    };
    let shown = import(&["calendar", "import", &file]);
    assert!(String::from_utf8_lossy(&shown.stdout).contains("2027-01-07"), "{shown:?}");
    assert_eq!(due(&bureau), "2027-01-05");
    assert!(import(&["calendar", "import", &file, "--yes"]).status.success());
    assert_eq!(due(&bureau), "2027-01-07");
    // What the limit was before stays visible.
    let shown = bureau.json(&["show", "1"]);
    assert_eq!(shown[0]["limits"][0]["original"], "2027-01-05", "{shown}");
    // A notice that is in effect is not recorded twice.
    assert_eq!(import(&["calendar", "import", &file, "--yes"]).status.code(), Some(1));
    let nobody = run(&[
        &["--data", folder, "--config", folder, "--as", "lin"],
        &late[..],
        &["calendar", "import", &file, "--yes"],
    ]
    .concat());
    assert_eq!(nobody.status.code(), Some(1));
    for (bytes, code) in
        [(&br#"{"year":2028,"days":[]}"#[..], 2), (br#"{"year":2028,"days":[{"name":"\ud800"}]}"#, 2)]
    {
        let file = bureau.file("bad.json", bytes);
        assert_eq!(import(&["calendar", "import", &file, "--yes"]).status.code(), Some(code));
    }
    bureau.verified();
}

#[test]
fn what_is_expunged_is_gone_and_the_journal_still_verifies() {
    let bureau = Bureau::new();
    let secret = "某某身份证号";
    let drafted = bureau.by(
        "lin",
        &[
            "draft",
            "--procedure",
            "official",
            "--title",
            secret,
            "--text",
            secret,
            "--attribute",
            "proactive",
        ],
    );
    assert!(drafted.status.success(), "{drafted:?}");
    assert_eq!(
        bureau.office(&["expunge", "1", "--reason", "误录", "--approver", "zheng"]).status.code(),
        Some(1)
    );
    let same = ["draft", "--procedure", "official", "--title", "另一件", "--text", secret];
    assert!(bureau.by("lin", &same).status.success());
    let destroyed = bureau.office(&["expunge", "1", "--reason", "误录", "--approver", "li"]);
    assert!(destroyed.status.success());
    assert!(String::from_utf8_lossy(&destroyed.stderr).contains("000002"), "{destroyed:?}");
    bureau.verified();
    let shown = bureau.office(&["show", "2", "--full"]);
    assert!(String::from_utf8_lossy(&shown.stdout).contains(secret), "nobody decided on this one: {shown:?}");
    assert!(bureau.office(&["expunge", "2", "--reason", "误录", "--approver", "li"]).status.success());
    bureau.verified();
    for item in ["1", "2"] {
        let shown = bureau.office(&["show", item]);
        assert!(String::from_utf8_lossy(&shown.stdout).contains("已清除"), "{shown:?}");
    }
    let journal = bureau.office(&["export", "--journal"]);
    let journal = String::from_utf8_lossy(&journal.stdout).into_owned();
    assert!(!journal.contains(secret) && journal.contains("\"expunged\""));
    assert!(journal.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
    assert!(bureau.office(&["rebuild"]).status.success());
    bureau.verified();
}

#[test]
fn hostile_titles_and_long_texts_are_kept_and_shown_harmlessly() {
    let bureau = Bureau::new();
    let title = "通知\u{1b}[2J\u{202e}\u{7}";
    let text = bureau.file("long.txt", "长文。".repeat(1_100_000).as_bytes());
    let words = [
        "draft",
        "--procedure",
        "official",
        "--title",
        title,
        "--text-file",
        &text,
        "--attribute",
        "proactive",
    ];
    let drafted = bureau.by("lin", &words);
    assert!(drafted.status.success(), "{}", complaint(&drafted));
    for words in [&["list"][..], &["show", "1"], &["history", "1"], &["list", "--json"]] {
        let shown = bureau.office(words);
        assert!(shown.status.success(), "{words:?}");
        let out = [shown.stdout, shown.stderr].concat();
        assert!(!out.contains(&0x1b) && !String::from_utf8_lossy(&out).contains('\u{202e}'), "{words:?}");
    }
    bureau.verified();
}

#[test]
fn a_faulty_configuration_never_starts_the_program() {
    let bureau = Bureau::new();
    let procedures = std::fs::read_to_string(bureau.0.path().join("procedures.toml")).unwrap();
    let broken = procedures
        .replace("act = \"review\"", "act = \"reviews\"")
        .replace("days = 20", "days = 2000")
        .replace("basis =", "base =");
    bureau.file("procedures.toml", broken.as_bytes());
    let answer = bureau.office(&["list"]);
    assert_eq!(answer.status.code(), Some(2));
    assert!(complaint(&answer).matches("procedures.toml:").count() >= 10, "{}", complaint(&answer));
    bureau.file("procedures.toml", procedures.as_bytes());
    assert!(bureau.office(&["list"]).status.success());
}

#[test]
fn a_held_file_names_its_holder() {
    let bureau = Bureau::new();
    let places =
        gongkai::shell::Places { data: bureau.0.path().to_owned(), config: bureau.0.path().to_owned() };
    let held = gongkai::client::open(&places, &gongkai::client::Who::default()).unwrap();
    let answer = bureau.office(&["list"]);
    assert_eq!(answer.status.code(), Some(3));
    assert!(complaint(&answer).contains(&std::process::id().to_string()), "{}", complaint(&answer));
    drop(held);
    assert!(bureau.office(&["list"]).status.success());
}

#[test]
fn a_missing_file_is_named() {
    let bureau = Bureau::new();
    let answer = bureau.office(&["import", "nowhere.csv"]);
    assert_ne!(answer.status.code(), Some(0));
    assert!(complaint(&answer).contains("nowhere.csv"));
}
