//! The command line from outside: each procedure from draft to closed, refusals, and exit statuses.
//!
//! A scenario is read line by line: `DAY WHO: COMMAND` is run as that person on that day (`!1` at its
//! end names the status expected, 0 without), `then FIELD = VALUE` is asked of `show --json`, `then paper
//! PAPER FIELD = VALUE` of the first row of that paper (of how many there are where the field is `rows`), which
//! a workbook and CSV in GB18030 have to say as well, `then figures YEAR TABLE FIELD = VALUE` of the last row of a
//! table of that year, `then site = VALUE` of the title on the item's page, `then page NAME = VALUE` of a meta tag
//! there, and `then listed = VALUE` of the first title of the 依申请公开 catalogue on the site. `@` is the item drafted last,
//! `@~3` its revision 3.

#![expect(clippy::unwrap_used, reason = "a scenario that cannot go on says where")]

use std::path::Path;
use std::process::{Command, Output};

use calamine::{Data, Reader, Xlsx};
use gongkai::client::{self, Kind};
use gongkai::desk::Desk;
use gongkai::shell::{self, Places};
use gongkai::texts::{Lang, Texts};
use serde_json::Value;

/// The people of the roster that `init --practice` writes.
const PEOPLE: [(&str, &str); 5] =
    [("drafter", "lin"), ("head", "zhao"), ("leader", "li"), ("office", "zheng"), ("auditor", "audit")];

/// When the practice bureau begins: before everything that scenarios do.
const BEGAN: &str = "2026-09-01T08:00:00+08:00";

const OFFICIAL: &str = "
2026-09-07 drafter: draft --procedure official --title 关于下达技术改造项目计划的通知 --attribute proactive --text 各县(市、区)工信局:现将计划下达。
then stage = draft
2026-09-07 drafter: submit @
then stage = review
2026-09-08 head: approve @ --opinion 同意
then stage = determine
2026-09-09 leader: approve @
then determined = proactive
2026-09-10 drafter: publish @ --url https://gxj.example.gov.cn/1.htm !1
2026-09-10 office: issue @ --number 泉工信投资[2026]27号 --document-date 2026-09-09 --date 2026-09-10
then number = 泉工信投资〔2026〕27号
then closed = false
2026-09-11 office: publish @ --url https://gxj.example.gov.cn/1.htm !1
2026-09-11 office: secrecy-review @ --conclusion clear
2026-09-11 office: register @ --summary 下达2026年技术改造项目计划
2026-09-14 office: publish @ --url https://gxj.example.gov.cn/1.htm --date 2026-09-11
2026-09-14 drafter: hand-over @ --originals 2
2026-09-15 office: receive @
2026-09-16 office: transfer @ --batch 2026-3
then closed = true
then due = null
then paper register index-number = QZ00000-3000-2026-00001
then paper register batch = 2026-3
then paper register transferred-on = 2026-09-16
then paper catalogue number = 泉工信投资〔2026〕27号
then paper catalogue summary = 下达2026年技术改造项目计划
then paper catalogue made-on = 2026-09-09
then paper hand-over received-on = 2026-09-15
then paper hand-over originals = 2
then paper transfer rows = 0
then paper transfer --batch 2026-3 issued-on = 2026-09-10
then paper transfer --batch 2026-3 copies = 2
then site = 关于下达技术改造项目计划的通知
then page ArticleTitle = 关于下达技术改造项目计划的通知
then page PubDate = 2026-09-11 00:00
then page ColumnName = 政府信息公开
then page ContentSource = 泉州市工业和信息化局
2026-09-17 drafter: edit @ --title 关于调整技术改造项目计划的通知 --changed-on 2026-09-17
then stage = draft
then site = 关于下达技术改造项目计划的通知
then paper catalogue title = 关于下达技术改造项目计划的通知
then paper catalogue published-on = 2026-09-11
then paper transfer --batch 2026-3 title = 关于下达技术改造项目计划的通知
2026-09-18 drafter: submit @
2026-09-18 head: approve @
2026-09-18 leader: approve @
2026-09-18 office: secrecy-review @ --conclusion clear
2026-09-18 office: publish @ --url https://gxj.example.gov.cn/1.htm
then site = 关于调整技术改造项目计划的通知
then page PubDate = 2026-09-18 10:00
then paper catalogue published-on = 2026-09-18
then paper transfer --batch 2026-3 title = 关于下达技术改造项目计划的通知
then closed = false
2026-09-21 drafter: replace @ --letter 泉工信函〔2026〕9号 --batch 2026-4 !1
2026-09-21 office: replace @ --letter 泉工信函〔2026〕9号 --batch 2026-4
then closed = true
then paper transfer --batch 2026-4 title = 关于调整技术改造项目计划的通知
then paper transfer --batch 2026-4 replaces = 2026-09-21 撤换，撤换函 泉工信函〔2026〕9号
then paper transfer --batch 2026-3 title = 关于下达技术改造项目计划的通知
then paper register batch = 2026-4
2026-09-22 office: acknowledge --batch 2026-4 --reference 移交清单2026-4
then paper register remark = 2026-09-21 撤换，撤换函 泉工信函〔2026〕9号；2026-09-22 档案馆签收 移交清单2026-4
then figures 2026 figures-sections determined = 1
then figures 2026 figures-sections published = 1
then figures 2026 figures-sections overdue = 0
then figures 2026 figures-categories published-by-then = 1
";

const NON_DOCUMENT: &str = "
2026-09-07 drafter: draft --procedure non-document --title 上半年工业经济运行情况 --attribute proactive --formed-on 2026-09-04 --text 上半年全市工业平稳增长。 --summary 上半年工业运行
2026-09-07 drafter: submit @
2026-09-08 head: approve @
2026-09-08 leader: approve @
2026-09-09 drafter: hand-over @ --note 数据和要素已提取
2026-09-10 office: secrecy-review @ --conclusion clear
2026-09-10 office: register @
2026-09-10 office: publish @ --url https://gxj.example.gov.cn/2.htm
then closed = true
then paper register state = 已办结
then paper register handed-on = 2026-09-09
then paper hand-over handed-by = 林晓
then paper catalogue made-on = 2026-09-04
then paper catalogue summary = 上半年工业运行
then paper transfer rows = 0
then site = 上半年工业经济运行情况
then page ArticleTitle = 上半年工业经济运行情况
then figures 2026 figures-sections published = 1
then figures 2026 figures-stages stays = 1
";

const OBTAINED: &str = "
2026-09-07 drafter: draft --procedure obtained --title 企业报送的节能技术目录 --attribute proactive --obtained-on 2026-09-03 --source 泉州市节能协会 --text 目录一份。 --summary 节能技术目录
2026-09-07 drafter: submit @
2026-09-08 head: approve @
2026-09-08 leader: approve @
2026-09-09 office: secrecy-review @ --conclusion clear
2026-09-09 drafter: publish @ --url https://gxj.example.gov.cn/3.htm
then closed = true
then paper register index-number = QZ00000-3000-2026-00001
then paper catalogue published-on = 2026-09-09
then paper on-request rows = 0
then paper transfer rows = 0
then site = 企业报送的节能技术目录
then page ArticleTitle = 企业报送的节能技术目录
then figures 2026 figures-sections published = 1
";

/// What its maker has published is linked to, by the office.
const LINKED: &str = "
2026-09-07 drafter: draft --procedure obtained --title 省节能技术推广目录 --attribute proactive --obtained-on 2026-09-03 --source 福建省工业和信息化厅 --source-kind agency --source-url https://gxt.example.gov.cn/jn.htm --summary 节能技术目录
2026-09-07 drafter: submit @
2026-09-08 head: approve @
2026-09-08 leader: approve @
2026-09-09 office: secrecy-review @ --conclusion clear
2026-09-09 drafter: publish @ --url https://gxt.example.gov.cn/jn.htm !1
2026-09-09 office: publish @ --url https://gxt.example.gov.cn/jn.htm !1
2026-09-09 office: register @
2026-09-09 office: publish @ --url https://gxt.example.gov.cn/jn.htm
then closed = true
then paper register url = https://gxt.example.gov.cn/jn.htm
then paper catalogue publisher = 福建省工业和信息化厅
then site = 省节能技术推广目录
then page ContentSource = 福建省工业和信息化厅
then figures 2026 figures-sections published = 1
";

const HISTORICAL: &str = "
2026-09-07 office: draft --procedure historical --section 投资科 --file-number 1998-永久-12 --attribute proactive !0
2026-09-07 office: submit @ !1
2026-09-08 office: declassify @ --authority 泉州市国家保密局 --expired-on 2018-12-31
2026-09-08 office: edit @ --title 关于一九九八年技术改造的通知 --text 全文。 --summary 一九九八年技术改造
2026-09-08 office: submit @
2026-09-09 head: approve @
2026-09-09 leader: approve @
2026-09-10 office: secrecy-review @ --conclusion clear
2026-09-10 office: register @
2026-09-10 office: publish @ --url https://gxj.example.gov.cn/4.htm !1
2026-09-10 office: correct @ --formed-on 1998-05-06 --reason 补录
2026-09-10 office: publish @ --url https://gxj.example.gov.cn/4.htm
then closed = true
then paper catalogue made-on = 1998-05-06
then paper register procedure = 历史保存
then paper on-request rows = 0
then site = 关于一九九八年技术改造的通知
then page ArticleTitle = 关于一九九八年技术改造的通知
then figures 2026 figures-sections published = 1
";

/// 依申请公开, and listed because the leader allowed it: a title, and no page.
const LISTED: &str = "
2026-09-07 office: draft --procedure historical --section 投资科 --file-number 2003-永久-8 --attribute on-request
2026-09-08 office: declassify @ --authority 泉州市国家保密局 --expired-on 2013-06-20
2026-09-08 office: edit @ --title 二〇〇三年技术改造方案 --text 全文。
2026-09-08 office: submit @
2026-09-09 head: approve @
2026-09-09 leader: approve @ --listed
then paper on-request rows = 0
then listed = null
2026-09-10 office: secrecy-review @ --conclusion clear
2026-09-10 office: register @ --summary 技术改造方案
2026-09-10 office: publish @ --url https://gxj.example.gov.cn/ysq.htm
then closed = true
then paper register attribute = 依申请公开
then paper on-request title = 二〇〇三年技术改造方案
then paper on-request index-number = QZ00000-3000-2026-00001
then paper catalogue rows = 0
then listed = 二〇〇三年技术改造方案
then site = null
then figures 2026 figures-sections on-request = 1
then figures 2026 figures-sections published = 0
";

/// A row of the 依申请公开 catalogue says its title: what is a person's there is nobody else's to read.
const LISTED_PERSON: &str = "
2026-09-07 office: draft --procedure historical --section 投资科 --file-number 2003-永久-9 --attribute on-request
2026-09-08 office: declassify @ --authority 泉州市国家保密局 --expired-on 2013-06-20
2026-09-08 office: edit @ --title 张三(身份证号350500199001010015)处分决定 --text 身份证号350500199001010015。
2026-09-08 office: submit @
2026-09-09 head: approve @
2026-09-09 leader: approve @ --listed
2026-09-10 office: secrecy-review @ --conclusion clear
2026-09-10 office: register @ --summary 处分决定
2026-09-10 office: publish @ --url https://gxj.example.gov.cn/ysq.htm !1
then listed = null
";

/// What is decided anew and taken down in a year leaves the years before as they were.
const A_LATER_YEAR: &str = "
2026-09-07 drafter: draft --procedure 非公文类 --title 企业名单 --attribute proactive --formed-on 2026-09-04 --text 名单如下。 --summary 企业名单
2026-09-07 drafter: submit @
2026-09-08 head: approve @
2026-09-08 leader: approve @
2026-09-09 drafter: hand-over @ --note 已提取
2026-09-10 office: secrecy-review @ --conclusion clear
2026-09-10 office: register @
2026-09-10 office: publish @ --url https://gxj.example.gov.cn/8.htm
then figures 2026 figures-sections proactive = 1
then figures 2026 figures-sections kept = 1
2027-01-06 office: refer-back @ --reason 含个人信息
2027-01-07 leader: change-attribute @ --attribute withheld --ground 15-2 --reason 含个人信息
2027-01-07 office: take-down @ --reason 依审定
then paper catalogue rows = 0
then figures 2026 figures-sections proactive = 1
then figures 2026 figures-sections withheld = 0
then figures 2026 figures-sections published = 1
then figures 2026 figures-sections kept = 1
then figures 2026 figures-categories published-by-then = 1
then figures 2027 figures-sections withheld = 1
then figures 2027 figures-sections proactive = 0
then figures 2027 figures-sections published = 0
";

const ON_PAPER: &str = "
2026-09-07 drafter: draft --procedure 公文 --title 关于表彰的通知 --attribute proactive --document-date 2026-09-07
2026-09-07 drafter: submit @
2026-09-08 office: transcribe @ --decision change-attribute --signer zhao --signed-on 2026-09-08 --attribute on-request !1
2026-09-08 office: transcribe @ --decision change-attribute --signer zhao --signed-on 2026-09-08 --attribute on-request --why 涉及个人
then stage = determine
2026-09-08 leader: change-attribute @ --attribute proactive --why 依规应公示
2026-09-08 office: issue @ --no-number 榜文
2026-09-08 office: register @ --summary 表彰
2026-09-08 drafter: edit @ --title 另题 !1
2026-09-08 drafter: edit @ --summary 表彰名单
2026-09-08 office: secrecy-review @ --conclusion clear
2026-09-08 office: publish @ --url https://gxj.example.gov.cn/5.htm
2026-09-09 office: refer-back @ --reason 含个人信息
2026-09-09 leader: change-attribute @ --attribute withheld --ground 15-2 --reason 含个人信息
then site = null
2026-09-09 office: take-down @ --reason 依审定
2026-09-09 leader: ratify @ !1
then closed = true
then paper register attribute = 不公开
then paper catalogue rows = 0
then site = null
2026-09-10 drafter: draft --procedure official --title 误录 --attribute proactive
2026-09-10 office: expunge 1 2 --reason 误录 --approver li
";

const SENT_BACK: &str = "
2026-09-07 drafter: draft --procedure official --title 关于职称评审的通知 --attribute withheld --ground 16-2
2026-09-07 drafter: submit @ !1
2026-09-07 drafter: edit @ --reason 尚在讨论 --ground 16-2 --attribute withheld
2026-09-07 drafter: submit @
2026-09-08 head: return @ !1
2026-09-08 head: return @ --reason 未写明依据
then stage = draft
2026-09-08 head: submit 999999 !1
2026-09-08 drafter: submit @
2026-09-08 drafter: recall @
2026-09-08 drafter: edit @ --revision 1 --title 关于评审的通知 !1
2026-09-08 drafter: submit @ --date 2026-09-08 !2
2026-09-08 drafter: terminate @ --reason 不再印发
then closed = true
2026-09-09 head: approve @ !1
";

const DISPUTED: &str = "
2026-09-07 drafter: draft --procedure official --title 关于表彰的通知 --attribute proactive --pages 4 --copies 30 --urgency urgent --third-party 已征得同意
then pages = 4
then copies = 30
then urgency = urgent
then third_party = 已征得同意
2026-09-07 drafter: submit @~1
2026-09-08 office: transcribe @~1 --decision approve --signer zhao --signed-on 2026-09-08 !1
2026-09-08 office: transcribe @~2 --decision approve --signer zhao --signed-on 2026-09-08
2026-09-08 office: transcribe @~3 --decision approve --signer li --signed-on 2026-09-08
2026-09-09 office: issue @ --no-number 榜文 --document-date 2026-09-08 --date 2026-09-08
2026-09-09 office: register @ --summary 表彰
2026-09-09 office: secrecy-review @ --conclusion clear
2026-09-10 leader: answer @ --dispute 签的是另一件
then stage = determine
then disputed = 签的是另一件
2026-09-10 office: publish @ --url https://gxj.example.gov.cn/6.htm !1
2026-09-10 leader: approve @~99 !1
2026-09-10 leader: approve @~99 --revision 3 !2
2026-09-10 leader: approve @
then disputed = null
then issued_before_determination = false
2026-09-10 office: correct @ --issue-date 2026-09-09 --reason 登记时看错
2026-09-10 office: publish @ --url https://gxj.example.gov.cn/6.htm
2026-09-10 office: take-down @ --reason 链接有误
2026-09-10 office: waive @ --duty hand-over --reason 无原件 --approver li
2026-09-10 drafter: draft --procedure official --title 误拟 --attribute proactive
2026-09-10 drafter: terminate @ --reason 重复拟稿
then terminated_because = 重复拟稿
";

/// A number that must not go out: masked in a public version, which the leader determines by itself.
const MASKED: &str = "
2026-09-07 drafter: draft --procedure official --title 关于表彰的通知 --attribute proactive --text 张三(公民身份号码350500199001010015)。
then findings = 1
2026-09-07 drafter: submit @
2026-09-08 head: approve @
2026-09-08 leader: approve @
2026-09-09 office: issue @ --no-number 榜文 --document-date 2026-09-08 --date 2026-09-09
2026-09-09 office: register @ --summary 表彰
2026-09-09 office: secrecy-review @ --conclusion clear
2026-09-09 office: publish @ --url https://gxj.example.gov.cn/7.htm !1
2026-09-09 drafter: edit @ --mask
then stage = determine
then findings = 0
then public_text = 张三(公民身份号码350***********0015)。
then text = 张三(公民身份号码350500199001010015)。
2026-09-09 office: publish @ --url https://gxj.example.gov.cn/7.htm !1
2026-09-10 leader: approve @
2026-09-10 office: publish @ --url https://gxj.example.gov.cn/7.htm !1
2026-09-10 office: secrecy-review @ --conclusion clear
2026-09-10 office: publish @ --url https://gxj.example.gov.cn/7.htm
then site = 关于表彰的通知
";

/// A public version of a text that was changed afterwards: it is said to be outdated until it is made anew.
const OUTDATED: &str = "
2026-09-07 drafter: draft --procedure official --title 关于补助的通知 --attribute proactive --text 张三(公民身份号码350500199001010015)。
2026-09-07 drafter: edit @ --mask
then public_text_outdated = false
2026-09-07 drafter: edit @ --text 李四(公民身份号码350500199001010015)。
then public_text_outdated = true
2026-09-07 drafter: submit @ !1
2026-09-07 drafter: edit @ --mask
then public_text_outdated = false
then public_text = 李四(公民身份号码350***********0015)。
2026-09-07 drafter: submit @
then stage = review
";

#[test]
fn each_procedure_is_walked_from_draft_to_closed() {
    for scenario in [OFFICIAL, NON_DOCUMENT, OBTAINED, LINKED, HISTORICAL, LISTED, LISTED_PERSON, ON_PAPER] {
        play(scenario);
    }
}

#[test]
fn figures_of_a_past_year_are_what_that_year_was() {
    play(A_LATER_YEAR);
}

#[test]
fn what_the_rules_refuse_ends_with_1_and_wrong_usage_with_2() {
    play(SENT_BACK);
    play(DISPUTED);
    play(MASKED);
    play(OUTDATED);
}

/// What the README says to type, typed on a practice bureau.
#[test]
fn the_commands_of_both_readmes_work_as_they_stand() {
    for readme in [include_str!("../README.md"), include_str!("../README.zh-CN.md")] {
        let folder = crate::practice::bureau();
        let dir = folder.path().to_str().unwrap();
        let on_it = |words: &[&str]| {
            let now = ["--now", crate::practice::NOW, "--json"];
            let answer = gongkai(&[&places(folder.path())[..], &now, words].concat());
            serde_json::from_slice::<Value>(&answer.stdout).unwrap()
        };
        // An item that waits for the head, with the revision listed, and one with a file.
        let waiting = on_it(&["--as", "wang", "list", "--role", "head"]);
        let bound = format!("{}@{}", waiting[0]["id"].as_str().unwrap(), waiting[0]["revision"]);
        let all = on_it(&["list"]);
        let ids: Vec<&str> = all.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
        let shown = on_it(&[&["show"], &ids[..]].concat());
        let with_file = shown.as_array().unwrap().iter().find(|item| item["attachments"][0].is_object());
        let id = with_file.unwrap()["id"].as_str().unwrap();
        let file = format!("{dir}/items.csv");
        std::fs::write(&file, include_str!("data/sample-items.csv")).unwrap();
        let mut tried = 0;
        for line in readme.lines().filter(|line| line.starts_with("gongkai --data DIR")) {
            let line = line.replace("ID@2", &bound).replace("ID", id);
            let line = line.replace("DIR", dir).replace("items.xlsx", &file);
            let words: Vec<&str> = line.split(' ').skip(1).chain(["--now", crate::practice::NOW]).collect();
            let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
            let answer = command.args(&words).current_dir(folder.path()).output().unwrap();
            assert!(answer.status.success(), "{line}\n{}", String::from_utf8_lossy(&answer.stderr));
            tried += 1;
        }
        assert_eq!(tried, 7);
    }
}

#[test]
fn what_waits_for_somebody_who_is_away_and_has_no_deputy_is_an_alert() {
    let folder = bureau();
    let act = |login: &str, words: &[&str]| {
        let now = ["--as", login, "--now", "2026-09-08T10:00:00+08:00"];
        let answer = gongkai(&[&places(folder.path())[..], &now, words].concat());
        assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
        said(&answer)
    };
    act("lin", &["draft", "--procedure", "official", "--title", "通知", "--attribute", "proactive"]);
    act("lin", &["submit", "1"]);
    let somebody = || {
        let listed: Value = serde_json::from_str(&act("zheng", &["list", "--json"])).unwrap();
        listed[0]["holders"][0]["somebody"].clone()
    };
    assert_eq!(somebody(), true);
    assert!(!act("zheng", &["digest"]).contains("无人可办"));
    let roster = folder.path().join("roster.toml");
    let text = std::fs::read_to_string(&roster).unwrap();
    let away = "login = \"zhao\"\naway = [{ first = 2026-09-01, last = 2026-09-30 }]\n";
    std::fs::write(&roster, text.replace("login = \"zhao\"\n", away)).unwrap();
    assert_eq!(somebody(), false);
    assert!(act("zheng", &["digest"]).starts_with("!无人可办1\n"));
    assert!(act("zheng", &["list"]).contains("审核(无人可办)"));
}

#[test]
fn an_official_database_needs_a_roster_that_somebody_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    let database = folder.path().join("gongkai.redb");
    assert!(gongkai(&["init", dir]).status.success());
    let again = gongkai(&["init", dir]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("样例"));
    assert!(!database.exists());
    // A service founds what init refuses to no more than init.
    let served = gongkai(&["--data", dir, "--config", dir, "serve"]);
    assert_eq!(served.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&served.stderr).contains("样例"));
    assert!(!database.exists());
    let roster = folder.path().join("roster.toml");
    let written = std::fs::read_to_string(&roster).unwrap().replace("示例科", "投资科");
    std::fs::write(&roster, &written).unwrap();
    assert_eq!(gongkai(&["--config", dir, "init", dir]).status.code(), Some(2));
    assert!(gongkai(&["init", dir]).status.success());
    assert!(database.exists());
    // To be somebody else is for practice, and nobody is sent there from an official database.
    let stranger = gongkai(&["--data", dir, "--config", dir, "list"]);
    let stranger = String::from_utf8_lossy(&stranger.stderr).into_owned();
    assert!(stranger.contains("名册中没有") && !stranger.contains("--as"), "{stranger}");
    let practice = bureau();
    let stranger = gongkai(&[&places(practice.path())[..], &["--as", "nobody", "list"]].concat());
    let stranger = String::from_utf8_lossy(&stranger.stderr).into_owned();
    assert!(stranger.contains("名册中没有") && stranger.contains("--as"), "{stranger}");
}

#[test]
fn a_deadline_needs_no_database() {
    let nowhere = tempfile::tempdir().unwrap();
    let places = nowhere.path().to_str().unwrap();
    let places = ["--data", places, "--config", places];
    let plain = gongkai(&[&places[..], &["deadline", "2026-09-18", "--days", "20"]].concat());
    assert_eq!((said(&plain).trim(), plain.status.code()), ("2026-10-22", Some(0)));
    let json = gongkai(&[&places[..], &["deadline", "2026-09-18", "--days", "20", "--json"]].concat());
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((&json["due"], &json["provisional"]), (&"2026-10-22".into(), &false.into()));
    let explained =
        gongkai(&[&places[..], &["deadline", "2026-09-18", "--days", "20", "--explain"]].concat());
    assert!(said(&explained).contains("2026-09-20") && said(&explained).contains("国庆节"));
}

#[test]
fn acts_in_practice_have_to_say_as_whom() {
    let bureau = bureau();
    let places = places(bureau.path());
    let answer = gongkai(&[&places[..], &["submit", "1"]].concat());
    assert_eq!(answer.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&answer.stderr).contains("--as"));
}

#[test]
fn a_reader_that_has_gone_away_ends_nothing_but_the_answer() {
    let bureau = bureau();
    for (words, status) in [
        (&["export", "--journal"][..], 0),
        (&["list"], 0),
        (&["list", "--json"], 0),
        (&["history"], 0),
        (&["permissions"], 0),
        (&["calendar", "show", "2026"], 0),
        (&["verify"], 0),
        (&["--help"], 0),
        (&["--version"], 0),
        (&["submit", "--as", "lin", "--json", "1"], 1),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        let answer = command.args(places(bureau.path())).args(words).stdout(writer).output().unwrap();
        assert_eq!(
            (answer.status.code(), &*answer.stderr),
            (Some(status), &b""[..]),
            "{words:?}: {answer:?}"
        );
    }
}

#[test]
fn a_clock_that_runs_behind_stops_all_acts_until_the_administrator_confirms_it() {
    let bureau = bureau();
    let at = |now: &str, login: &str, words: &[&str]| {
        gongkai(&[&places(bureau.path())[..], &["--as", login, "--now", now], words].concat())
    };
    let draft = ["draft", "--procedure", "official", "--title", "通知", "--attribute", "proactive"];
    let confirm = ["clock", "confirm"];
    let (late, early) = ("2027-03-01T09:00:00+08:00", "2026-11-05T09:00:00+08:00");
    for (now, who, words, status) in [
        (late, "admin", &confirm[..], 1),
        (late, "lin", &draft[..], 0),
        (early, "lin", &draft[..], 3),
        (early, "lin", &["list"][..], 0),
        (early, "zheng", &confirm[..], 1),
        (early, "admin", &confirm[..], 0),
        (early, "admin", &confirm[..], 1),
        (early, "lin", &draft[..], 0),
        ("2026-11-05T07:30:00+08:00", "lin", &draft[..], 3),
    ] {
        let answer = at(now, who, words);
        assert_eq!(answer.status.code(), Some(status), "{now} {who} {words:?}: {answer:?}");
    }
    let complaint = at("2026-11-05T07:30:00+08:00", "lin", &draft).stderr;
    assert!(String::from_utf8_lossy(&complaint).contains("gongkai clock confirm"));
    // What may be read is read all the same, and that it was is not recorded.
    let answer = at(early, "lin", &["submit", "2027-1"]);
    assert!(answer.status.success(), "{answer:?}");
    for words in [&["show", "2027-1", "--full"][..], &["show", "2027-1", "--full", "--json"]] {
        let answer = at("2026-11-05T07:30:00+08:00", "zhao", words);
        let complaint = String::from_utf8_lossy(&answer.stderr).into_owned();
        assert!(answer.status.success() && said(&answer).contains("通知"), "{answer:?}");
        assert!(complaint.contains("打开未予记录"), "{complaint}");
    }
    assert!(!said(&at(early, "audit", &["history", "2027-1"])).contains("打开"));
    assert!(said(&at(early, "audit", &["history"])).contains("确认系统时钟:2026-11-05 09:00"));
    assert!(at(early, "audit", &["verify"]).status.success());
}

/// For scripts the office read nothing but its own.
#[test]
fn whoever_reads_everything_is_said_to() {
    let bureau = bureau();
    for (login, all) in [("zheng", true), ("audit", true), ("wang", false), ("admin", false)] {
        let said = gongkai(&[&places(bureau.path())[..], &["permissions", login, "--json"]].concat());
        let json: Value = serde_json::from_slice(&said.stdout).unwrap();
        assert_eq!(json["reads_all"], all, "{login}");
    }
}

#[test]
fn a_list_is_one_array_whose_names_are_stable() {
    let bureau = bureau();
    let mut last = Last { item: String::new(), now: BEGAN.to_owned() };
    for line in OFFICIAL.trim().lines().take(3) {
        step(bureau.path(), line, &mut last);
    }
    let places = places(bureau.path());
    let now = ["--now", "2026-09-11T09:00:00+08:00"];
    let answer = gongkai(&[&places[..], &now, &["list", "--json"]].concat());
    let rows: Value = serde_json::from_slice(&answer.stdout).unwrap();
    let row = &rows.as_array().unwrap()[0];
    for name in [
        "id",
        "revision",
        "title",
        "procedure",
        "attribute",
        "stage",
        "holders",
        "due",
        "working_days_left",
        "tier",
        "provisional",
        "section",
        "drafter",
        "number",
        "index_number",
        "clocks",
    ] {
        assert!(row.get(name).is_some(), "{name}");
    }
    assert_eq!(row["stage"], "review");
    // The internal limit of a stage: its miss is no 逾期.
    let late = ["--now", "2026-09-30T09:00:00+08:00"];
    let answer = gongkai(&[&places[..], &late, &["overdue", "--exit-code", "--json"]].concat());
    assert_eq!((said(&answer).trim(), answer.status.code()), ("[]", Some(0)));
    for (state, there) in [("overdue", 0), ("past-target", 1), ("on-track", 0)] {
        let answer = gongkai(&[&places[..], &late, &["list", "--state", state, "--json"]].concat());
        let rows: Value = serde_json::from_slice(&answer.stdout).unwrap();
        assert_eq!(rows.as_array().unwrap().len(), there, "{state}");
    }
}

#[test]
fn what_is_misnamed_ends_with_2_and_says_what_there_is() {
    use std::os::unix::ffi::OsStrExt;
    let bureau = bureau();
    let folder = bureau.path().to_str().unwrap();
    let roster = format!("{folder}/roster.toml");
    for (words, named) in [
        (&["draft", "--procedure", "paper", "--title", "a"][..], "official 公文, non-document 非公文"),
        (&["draft", "--procedure", "official", "--title", "a", "--text-file", folder], "是文件夹"),
        (&["draft", "--procedure", "official", "--title", "a", "--text-file", "/no/such"], "没有这个文件"),
        (&["export", "--journal", "--out", &roster], "已存在"),
        (&["submit", "1", "2", "--revision", "1"], "--revision"),
        (&["calendar", "show", "soon"], "2026"),
        (&["history", "1", "2"], "“2”"),
    ] {
        let answer = gongkai(&[&places(bureau.path())[..], &["--as", "lin"], words].concat());
        let complaint = String::from_utf8_lossy(&answer.stderr).into_owned();
        assert_eq!(answer.status.code(), Some(2), "{words:?}: {complaint}");
        assert!(complaint.contains(named) && complaint.lines().count() == 1, "{words:?}: {complaint}");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    let answer = command.args(["list", "--filter"]).arg(std::ffi::OsStr::from_bytes(b"\xff\xfe")).output();
    let answer = answer.unwrap();
    let complaint = String::from_utf8_lossy(&answer.stderr).into_owned();
    assert_eq!((answer.status.code(), complaint.contains("UTF-8")), (Some(2), true), "{complaint}");
}

#[test]
fn what_is_destroyed_names_the_backups_that_still_hold_it() {
    let bureau = bureau();
    let say = |by: &str, words: &[&str]| {
        let answer = gongkai(&[&places(bureau.path())[..], &["--as", by], words].concat());
        assert!(answer.status.success(), "{words:?}: {answer:?}");
        answer
    };
    let copy = |name: &str| {
        let file = bureau.path().join(name).canonicalize().unwrap_or(bureau.path().join(name));
        say("admin", &["backup", file.to_str().unwrap()]);
    };
    copy("before.redb");
    let drafted = say(
        "zhuang",
        &["draft", "--procedure", "official", "--title", "误录", "--attribute", "proactive", "--json"],
    );
    let drafted: Value = serde_json::from_slice(&drafted.stdout).unwrap();
    let id = drafted[0]["id"].as_str().unwrap();
    copy("holds.redb");
    let expunge = ["expunge", id, "--reason", "误录", "--approver", "li"];
    let told = String::from_utf8(say("zheng", &expunge).stderr).unwrap();
    let named = |name: &str| told.contains(&format!("{}/{name}", bureau.path().display()));
    assert!(named("holds.redb") && !named("before.redb"), "{told}");
    let history = said(&say("audit", &["history"]));
    assert!(history.lines().filter(|line| line.contains(".redb")).count() == 2, "{history}");
}

#[test]
fn a_secrecy_review_of_content_that_was_changed_is_marked_as_no_longer_counting() {
    let bureau = bureau();
    let say = |by: &str, words: &[&str]| {
        let answer = gongkai(&[&places(bureau.path())[..], &["--as", by], words].concat());
        assert!(answer.status.success(), "{words:?}: {answer:?}");
        said(&answer)
    };
    let proposal = ["--procedure", "official", "--attribute", "proactive", "--title", "通知", "--json"];
    let drafted: Value = serde_json::from_str(&say("zhuang", &[&["draft"][..], &proposal].concat())).unwrap();
    let id = drafted[0]["id"].as_str().unwrap();
    let marked = || ["history", "show"].map(|asked| say("audit", &[asked, id]).matches("不再作数").count());
    say("zheng", &["secrecy-review", id, "--conclusion", "clear"]);
    assert_eq!(marked(), [0, 0]);
    say("zhuang", &["edit", id, "--text", "另有内容"]);
    assert_eq!(marked(), [1, 1]);
    say("zheng", &["secrecy-review", id, "--conclusion", "clear"]);
    assert_eq!(marked(), [1, 1]);
}

#[test]
fn a_missing_file_and_a_missing_database_are_named() {
    let nowhere = tempfile::tempdir().unwrap();
    let places = places(nowhere.path());
    for (words, named) in [
        (&["list"][..], "gongkai.redb"),
        (&["check-config"][..], "roster.toml"),
        (&["list", "--limit", "many"][..], "many"),
    ] {
        let answer = gongkai(&[&places[..], words].concat());
        assert_eq!(answer.status.code(), Some(2), "{words:?}");
        assert!(String::from_utf8_lossy(&answer.stderr).contains(named), "{words:?}");
    }
}

#[test]
fn a_faulty_file_of_keys_opens_no_console_and_is_said_whole_with_those_of_the_other_files() {
    let bureau = bureau();
    let write = |name: &str, text: &str| std::fs::write(bureau.path().join(name), text).unwrap();
    write("keys.toml", "[list]\nzoom = [\"j\"]\njump = [\"f1\"]\n\n[menu]\ncancel = []\n");
    let places = places(bureau.path());
    let complaint = |words: &[&str]| {
        let answer = gongkai(&[&places[..], words].concat());
        assert_eq!(answer.status.code(), Some(2), "{words:?}");
        String::from_utf8_lossy(&answer.stderr).into_owned()
    };
    let faults = ["keys.toml:2:8:", "keys.toml:3:1:", "keys.toml:6:10:"];
    for words in [&["--as", "zhao"][..], &["check-config"]] {
        let said = complaint(words);
        assert!(faults.iter().all(|fault| said.contains(fault)) && said.lines().count() == 3, "{said}");
    }
    write("settings.toml", "bureau = 1\n");
    write("phrases.toml", "opinion = [\"同意\", 2]\nreturn = 1\n");
    let said = complaint(&["check-config"]);
    for fault in ["settings.toml:1:10:", faults[0], "phrases.toml:1:18:", "phrases.toml:2:10:"] {
        assert!(said.contains(fault), "{fault}: {said}");
    }
}

/// Plays a scenario on a bureau of its own.
fn play(scenario: &str) {
    let bureau = bureau();
    let mut last = Last { item: String::new(), now: BEGAN.to_owned() };
    for line in scenario.trim().lines() {
        step(bureau.path(), line, &mut last);
    }
    let verified = gongkai(&[&places(bureau.path())[..], &["verify"]].concat());
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}

/// The item drafted last, and when something was done last.
struct Last {
    item: String,
    now: String,
}

fn step(bureau: &Path, line: &str, last: &mut Last) {
    let places = places(bureau);
    if let Some(expected) = line.strip_prefix("then ") {
        let (field, value) = expected.split_once(" = ").unwrap();
        let asking = [&places[..], &["--as", "audit", "--now", &last.now]].concat();
        let found = match field.split_once(' ').unwrap_or((field, "")) {
            ("paper", asked) => on_paper(&asking, asked),
            ("figures", asked) => in_figures(&asking, asked),
            ("site", _) => between("<h1>", "</h1>", &on_site(&asking, &own_page(&asking, &last.item))),
            ("page", name) => {
                let page = on_site(&asking, &own_page(&asking, &last.item));
                between(&format!("<meta name=\"{name}\" content=\""), "\"", &page)
            }
            ("listed", _) => {
                let row = between("<tbody role=\"rowgroup\">", "</tr>", &on_site(&asking, "on-request.html"));
                between("<td class=\"title\" role=\"cell\">", "</td>", row.as_str().unwrap_or_default())
            }
            _ => shown(&asking, &last.item)[field].clone(),
        };
        let found = match &found {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        assert_eq!(found, value, "{line} of {}", last.item);
        return;
    }
    let (line_read, status) = match line.rsplit_once(" !") {
        Some((read, status)) => (read, status.parse().unwrap()),
        None => (line, 0),
    };
    let (when, command) = line_read.split_once(": ").unwrap();
    let (day, who) = when.split_once(' ').unwrap();
    let (_, login) = PEOPLE.iter().find(|(role, _)| *role == who).unwrap();
    last.now = format!("{day}T10:00:00+08:00");
    let command = command.replace('@', &last.item).replace('~', "@");
    let words: Vec<&str> = command.split(' ').collect();
    let answer = gongkai(&[&places[..], &["--as", login, "--now", &last.now, "--json"], &words].concat());
    let complaint = String::from_utf8_lossy(&answer.stderr);
    assert_eq!(answer.status.code(), Some(status), "{line}\n{}\n{complaint}", said(&answer));
    if words[0] == "draft" && status == 0 {
        let drafted: Value = serde_json::from_slice(&answer.stdout).unwrap();
        last.item = drafted[0]["id"].as_str().unwrap().to_owned();
    }
}

/// What a paper says in its first row, or how many there are. A workbook, read by another library, and CSV have to
/// say the same.
fn on_paper(asking: &[&str], asked: &str) -> Value {
    let words: Vec<&str> = asked.split(' ').collect();
    let (field, paper) = words.split_last().unwrap();
    let written = |more: &[&str]| gongkai(&[asking, &["paper"], paper, more].concat()).stdout;
    let said: Value = serde_json::from_slice(&written(&["--format", "json"])).unwrap();
    let rows = said["rows"].as_array().unwrap();
    let column = Texts::new(Lang::Zh).get(&format!("paper-field.{field}")).to_owned();

    let csv = written(&["--format", "csv", "--encoding", "gb18030"]);
    let (csv, _, faulty) = encoding_rs::GB18030.decode(&csv);
    assert!(!faulty, "{asked}");
    let mut csv = csv::Reader::from_reader(csv.as_bytes());
    let heads = csv.headers().unwrap().clone();
    let lines: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    if *field == "rows" {
        assert_eq!(lines.len(), rows.len(), "{asked} as CSV");
        return rows.len().into();
    }
    let value = rows.first().unwrap_or_else(|| panic!("{asked}: no rows"))[field].clone();
    let as_words = match &value {
        Value::Null => String::new(),
        Value::String(words) => words.clone(),
        other => other.to_string(),
    };
    let place = heads.iter().position(|head| *head == column).unwrap();
    assert_eq!(lines[0][place], as_words, "{asked} as CSV");
    let book = written(&["--format", "xlsx"]);
    assert_eq!(in_workbook(book, 0, &column, |rows| rows.first().cloned()), as_words, "{asked} as XLSX");
    value
}

/// What a table of a year's figures says in its last row, in JSON and in a workbook alike.
fn in_figures(asking: &[&str], asked: &str) -> Value {
    let [year, table, field] = asked.split(' ').collect::<Vec<_>>()[..] else { panic!("{asked}") };
    let written = |format| gongkai(&[asking, &["figures", year, "--format", format]].concat()).stdout;
    let said: Value = serde_json::from_slice(&written("json")).unwrap();
    let place = said.as_array().unwrap().iter().position(|paper| paper["paper"] == table).unwrap();
    let value = said[place]["rows"].as_array().unwrap().last().unwrap()[field].clone();
    let column = Texts::new(Lang::Zh).get(&format!("paper-field.{field}")).to_owned();
    let found = in_workbook(written("xlsx"), place, &column, |rows| rows.last().cloned());
    assert_eq!(found, value.to_string(), "{asked} as XLSX");
    value
}

/// What a sheet says in this column, in the row chosen from those below its heads and above its foot.
fn in_workbook(
    book: Vec<u8>,
    sheet: usize,
    column: &str,
    row: impl Fn(&[Vec<Data>]) -> Option<Vec<Data>>,
) -> String {
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(book)).unwrap();
    let all = book.worksheet_range_at(sheet).unwrap().unwrap();
    let all: Vec<Vec<Data>> = all.rows().map(<[Data]>::to_vec).collect();
    let names = |row: &Vec<Data>| row.iter().position(|cell| *cell == Data::String(column.to_owned()));
    let (head, place) = all.iter().zip(0..).find_map(|(row, at)| Some((at, names(row)?))).unwrap();
    let rows: Vec<Vec<Data>> = all[head + 1..]
        .iter()
        .take_while(|row| row[1..].iter().any(|cell| *cell != Data::Empty))
        .cloned()
        .collect();
    match &row(&rows).unwrap()[place] {
        Data::Empty => String::new(),
        Data::String(words) => words.clone(),
        Data::Float(number) => number.to_string(),
        Data::DateTime(day) => crate::papers::day_of(day.as_f64()),
        other => panic!("{column}: {other:?}"),
    }
}

/// A file of the site as it is built now; empty where it has none.
fn on_site(asking: &[&str], path: &str) -> String {
    let site = Path::new(asking[1]).join("site");
    let built = gongkai(&[asking, &["site", "build", site.to_str().unwrap()]].concat());
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    std::fs::read_to_string(site.join(path)).unwrap_or_default()
}

/// Where the site has the page of an item.
fn own_page(asking: &[&str], item: &str) -> String {
    let number = shown(asking, item)["index_number"].clone();
    let number = number.as_str().unwrap();
    format!("{}/{number}.html", &number[13..17])
}

fn shown(asking: &[&str], item: &str) -> Value {
    let shown = gongkai(&[asking, &["show", item, "--json"]].concat());
    serde_json::from_slice::<Value>(&shown.stdout).unwrap()[0].clone()
}

/// What a page says between two marks; null where it doesn't.
fn between(before: &str, after: &str, page: &str) -> Value {
    let said = page.split_once(before).and_then(|(_, from)| from.split_once(after));
    said.map_or(Value::Null, |(said, _)| said.into())
}

fn bureau() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made = gongkai(&["init", folder.path().to_str().unwrap(), "--practice", "--now", BEGAN]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    folder
}

fn places(folder: &Path) -> [&str; 4] {
    let folder = folder.to_str().unwrap();
    ["--data", folder, "--config", folder]
}

fn gongkai(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gongkai")).args(words).env("LC_ALL", "zh_CN.UTF-8").output().unwrap()
}

fn said(answer: &Output) -> String {
    String::from_utf8_lossy(&answer.stdout).into_owned()
}

/// A roster in which this very account drafts, beside an office and a leader.
fn official_roster(office: &str) -> String {
    format!(
        "[[section]]\nname = \"办公室\"\noffice = true\nheads = [\"o\"]\nleader = \"l\"\n\
         [[person]]\nlogin = \"o\"\nname = \"{office}\"\nsection = \"办公室\"\n\
         [[person]]\nlogin = \"l\"\nname = \"陈志强\"\nleader = true\n\
         [[person]]\nlogin = \"{}\"\nname = \"庄毅\"\nsection = \"办公室\"\n",
        shell::login()
    )
}

/// Who is not let in changes nothing: an edited roster took effect, at the moment that was made up, before the
/// answer was that there are no made-up moments here; and a foreign one in the service's database.
#[test]
fn a_configuration_takes_effect_only_for_who_is_let_in() {
    let bureau = tempfile::tempdir().unwrap();
    let places = Places { data: bureau.path().to_owned(), config: bureau.path().to_owned() };
    let roster = bureau.path().join("roster.toml");
    std::fs::write(&roster, official_roster("郑丽")).unwrap();
    client::found(&places, Kind::Official, shell::now()).unwrap();
    let records = || Desk::open(&places.database(), None, shell::now()).unwrap().sequence().unwrap();
    let founded = records();
    let path = bureau.path().to_str().unwrap();
    let say = |words: &[&str]| gongkai(&[&["--data", path, "--config", path], words].concat()).status.code();

    std::fs::write(&roster, official_roster("郑立")).unwrap();
    let ahead = (shell::now() + chrono::TimeDelta::days(20)).to_rfc3339();
    assert_eq!((say(&["--now", &ahead, "list"]), records()), (Some(2), founded));
    assert_eq!((say(&["--as", "o", "list"]), records()), (Some(2), founded));
    let known = std::fs::read_to_string(&roster).unwrap();
    std::fs::write(&roster, known.replace(&format!("login = \"{}\"", shell::login()), "login = \"another\""))
        .unwrap();
    assert_eq!((say(&["list"]), records()), (Some(2), founded), "nobody lets himself out");
    std::fs::write(&roster, known).unwrap();
    assert_eq!((say(&["list"]), records()), (Some(0), founded + 1), "who is let in brings it into effect");

    Desk::open(&places.database(), None, shell::now()).unwrap().give_to_service().unwrap();
    std::fs::write(&roster, official_roster("外人")).unwrap();
    assert_eq!((say(&["list"]), records()), (Some(3), founded + 1));
}
