//! Reading by keys: the pages of an item, what changed in it, its attachments, its limits.

use std::fs;
use std::io::{Cursor, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use gongkai::texts::Lang;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::practice::{NOW, Player, bureau, empty_bureau, gongkai};

const TEXT: &str =
    "各有关企业:\n现将有关事项通知如下。请于11月30日前报送材料。逾期不再受理。\n联系人:消费品科。";
const CHANGED: &str = "各有关企业:\n现将有关事项通知如下。请于12月15日前报送材料。逾期不再受理。\n联系人:消费品科。\n附件另发。";

/// Runs the program as somebody.
fn run(bureau: &Path, login: &str, args: &[&str]) {
    let folder = bureau.to_str().unwrap();
    let places = ["--data", folder, "--config", folder, "--now", NOW, "--as", login];
    let done = gongkai().args(places).args(args).output().unwrap();
    assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// A bureau with one draft of this text, and these files beside it.
fn drafted(text: &str, files: &[(&str, Vec<u8>)]) -> TempDir {
    let bureau = empty_bureau();
    let path = |name: &str| bureau.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("text"), text).unwrap();
    let mut args = ["draft", "--procedure", "official", "--attribute", "proactive", "--title", "报送通知"]
        .map(str::to_owned)
        .to_vec();
    args.extend(["--text-file".to_owned(), path("text")]);
    for (name, bytes) in files {
        fs::write(path(name), bytes).unwrap();
        args.extend(["--attach".to_owned(), path(name)]);
    }
    run(bureau.path(), "zhuang", &args.iter().map(String::as_str).collect::<Vec<_>>());
    bureau
}

fn docx(body: &str) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    write!(archive, "<?xml version=\"1.0\"?><w:document><w:body>{body}</w:body></w:document>").unwrap();
    archive.finish().unwrap().into_inner()
}

/// Presses keys, and looks for each of these on the screen.
fn check(player: &mut Player, keys: &str, there: &[&str]) {
    let screen = player.press(keys).screen();
    for text in there {
        assert!(screen.contains(text), "{keys}: no {text}\n{screen}");
    }
}

#[test]
fn an_item_is_read_page_by_page_and_each_keeps_its_place() {
    let bureau = bureau();
    for size in [(80, 24), (40, 12)] {
        let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, size);
        check(&mut player, "enter", &["[正文]", "%"]);
        for page in ["[变化", "[意见]", "[附件", "[期限]", "[经过]", "[正文]"] {
            check(&mut player, "right", &[page]);
        }
        check(&mut player, "left", &["[经过]"]);
        let down = player.press("left down down").screen();
        assert_eq!(player.press("left left right right").screen(), down);
        let begin = player.press("home").screen();
        assert_eq!(player.press("end pagedown pageup home").screen(), begin);
        check(&mut player, "end", &["100%"]);
        check(&mut player, "esc", &["待我审核"]);
    }
}

#[test]
fn what_changed_since_ones_own_act_is_shown_old_and_new() {
    let bureau = drafted(TEXT, &[]);
    let mut drafter = Player::sit(bureau.path(), "zhuang", Lang::Zh, (80, 24));
    check(&mut drafter, "enter right", &["还没有送审过"]);
    drop(drafter);
    run(bureau.path(), "zhuang", &["submit", "1"]);
    let mut head = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    check(&mut head, "enter right", &["您还没有办理过", "本版未改动"]);
    drop(head);
    run(bureau.path(), "wang", &["return", "1", "--reason", "日期不对"]);
    fs::write(bureau.path().join("text"), CHANGED).unwrap();
    let text = bureau.path().join("text");
    run(
        bureau.path(),
        "zhuang",
        &["edit", "1", "--title", "报送材料的通知", "--text-file", text.to_str().unwrap()],
    );
    run(bureau.path(), "zhuang", &["submit", "1"]);
    let mut head = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    check(&mut head, "", &["本版改动:标题、正文"]);
    let shown = [
        "[变化2]",
        "与您上次办理时相比",
        "退回",
        "- 原 报送通知",
        "+ 改 报送材料的通知",
        "- 原 请于[11]月[30]日前",
        "+ 改 请于[12]月[15]日前",
        "  逾期不再受理。",
        "+ 改 附件另发。",
    ];
    check(&mut head, "enter right", &shown);
    check(&mut head, "right", &["科室负责人", "审核", "等了0个工作日", "日期不对"]);
}

#[test]
fn attachments_are_listed_and_their_texts_read() {
    let (gb, _, _) = encoding_rs::GB18030.encode("附表一\u{1b}[2J 国标编码");
    let files = [
        ("a.txt", gb.into_owned()),
        (
            "b.docx",
            docx("<w:p><w:r><w:t>第一条 为了公开,</w:t></w:r></w:p><w:p><w:t>第二条\u{202e}倒</w:t></w:p>"),
        ),
        ("c.pdf", b"%PDF-1.7".to_vec()),
        ("d.docx", b"PK no".to_vec()),
    ];
    let bureau = drafted("正文。", &files);
    let mut player = Player::sit(bureau.path(), "zhuang", Lang::Zh, (80, 24));
    check(&mut player, "enter right right right", &["[附件4]", "> a.txt", "b.docx", "公开未定", "SM3 "]);
    check(&mut player, "enter", &["附表一␛[2J 国标编码"]);
    check(&mut player, "esc down enter", &["第一条 为了公开,", "第二条<202E>倒"]);
    check(&mut player, "esc down", &["> c.pdf"]);
    check(&mut player, "enter", &["pdf 文件"]);
    check(&mut player, "esc down enter", &["文件已损坏"]);
    check(&mut player, "esc", &["> d.docx"]);
    check(&mut player, "esc", &["我在拟"]);
}

#[test]
fn an_attachment_is_saved_as_it_is_and_over_no_other_file() {
    let bytes = b"\xff\xfe\0 exact\r\n".to_vec();
    let bureau = drafted("正文。", &[("a.bin", b"a".to_vec()), ("目录.bin", bytes.clone())]);
    let folder = bureau.path().to_str().unwrap();
    let here = tempfile::tempdir().unwrap();
    let save = |login: &str, args: &[&str]| {
        let places = ["--data", folder, "--config", folder, "--now", NOW, "--as", login, "attachment"];
        let done = gongkai().args(places).args(args).current_dir(here.path()).output().unwrap();
        let said =
            [done.stdout.clone(), done.stderr.clone()].map(|out| String::from_utf8_lossy(&out).into_owned());
        (done.status.code(), said.concat(), done.stdout)
    };
    let saved = here.path().join("目录.bin");
    assert_eq!(save("zhuang", &["1", "2"]).0, Some(0));
    assert_eq!(fs::read(&saved).unwrap(), bytes);
    assert_eq!(fs::metadata(&saved).unwrap().permissions().mode() & 0o777, 0o600);
    // A name that is taken is left alone; another can be given, also the standard output.
    let (status, said, _) = save("zhuang", &["1", "2"]);
    assert!(status == Some(2) && said.contains("目录.bin"), "{said}");
    assert_eq!(save("zhuang", &["1", "2", "--output", "另存"]).0, Some(0));
    assert_eq!(fs::read(here.path().join("另存")).unwrap(), bytes);
    assert_eq!(save("zhuang", &["1", "2", "--output", "-"]).2, bytes);
    // By its digest, as the reader shows the beginning of it.
    let (_, said, _) = save("zhuang", &["1", "2", "--output", "第三份", "--json"]);
    let sm3 = serde_json::from_str::<serde_json::Value>(&said).unwrap()["sm3"].as_str().unwrap().to_owned();
    assert_eq!(save("zhuang", &["1", &sm3[..8], "--output", "-"]).2, bytes);
    for which in ["0", "3", "", &sm3[..7], "00000000"] {
        assert_eq!(save("zhuang", &["1", which]).0, Some(2), "{which}");
    }
    // Whoever may not read the item is told what is told of one that isn't there.
    let (status, said, _) = save("su", &["1", "2", "--output", "-"]);
    assert!(status == Some(1) && said.contains("没有事项"), "{said}");
    let mut names: Vec<_> =
        fs::read_dir(here.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["另存", "目录.bin", "第三份"]);
}

#[test]
fn words_are_found_one_after_another_also_where_a_line_breaks_them() {
    let text = format!("{}技术改造{}\n技术改造", "长".repeat(38), "文\n".repeat(40));
    let bureau = drafted(&text, &[]);
    let mut player = Player::sit(bureau.path(), "zhuang", Lang::Zh, (80, 24));
    check(&mut player, "enter / \"技术改造\"", &["查找: 技术改造"]);
    check(&mut player, "enter", &["第1处,共2处"]);
    check(&mut player, "n", &["第2处,共2处", "100%"]);
    check(&mut player, "n", &["第1处,共2处"]);
    check(&mut player, "N", &["第2处,共2处"]);
    check(&mut player, "/ \"没有\" enter", &["没有找到:没有"]);
    check(&mut player, "/ \"中\" esc", &["[正文]"]);
}

#[test]
fn limits_are_explained_and_forecast_from_a_day() {
    let bureau = drafted(TEXT, &[]);
    run(bureau.path(), "zhuang", &["submit", "1"]);
    let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 40));
    check(&mut player, "", &["轮到 王建国"]);
    let shown =
        ["轮到", "审核: 王建国", "如果今天发文:2026-11-23 周一  工作日", "起始日不计", "2026-11-24 周二"];
    check(&mut player, "enter left left", &shown);
    check(&mut player, "+", &["若某日发文:2026-11-24 周二"]);
    check(&mut player, "- -", &["若某日发文:2026-11-22 周日  休息日"]);
    let typed = format!("enter {} \"2026-12-31\" enter", "backspace ".repeat(10));
    check(&mut player, &typed, &["若某日发文:2026-12-31 周四", "2027", "暂定"]);
    check(&mut player, "enter \"x\" enter", &["日期应形如"]);
}

/// A limit runs from the day of formation; nobody has kept the item waiting before it was his turn.
#[test]
fn nobody_has_waited_before_his_turn() {
    let bureau = empty_bureau();
    let draft = ["draft", "--procedure", "non-document", "--attribute", "proactive", "--title", "数据"];
    run(bureau.path(), "zhuang", &[&draft[..], &["--formed-on", "2026-11-02"]].concat());
    run(bureau.path(), "zhuang", &["submit", "1"]);
    for decider in ["wang", "chen"] {
        run(bureau.path(), decider, &["approve", "1"]);
    }
    run(bureau.path(), "zhuang", &["hand-over", "1"]);
    let mut player = Player::sit(bureau.path(), "liu", Lang::Zh, (120, 40));
    let screen = player.press("/ \"数据\" enter enter").screen();
    assert!(screen.contains("网站发布") && screen.contains("办公室") && !screen.contains("已等"), "{screen}");
}

#[test]
fn a_long_text_is_read_to_its_end() {
    let bureau = drafted(&"公开(GB18030)办法。".repeat(20_000), &[]);
    let mut player = Player::sit(bureau.path(), "zhuang", Lang::Zh, (80, 24));
    check(&mut player, "enter end", &["100%"]);
    check(&mut player, "pageup", &["99%"]);
    assert!(player.screen().lines().all(|line| !line.starts_with('。') && !line.starts_with(')')));
}

#[test]
fn a_page_without_a_text_says_so_and_a_row_of_a_table_is_a_line() {
    let row = "<w:tr><w:tc><w:p><w:t>企业</w:t></w:p></w:tc><w:tc><w:p><w:t>项目</w:t></w:p></w:tc></w:tr>";
    let bureau = drafted("", &[("名单.docx", docx(&format!("<w:tbl>{row}</w:tbl>")))]);
    let mut player = Player::sit(bureau.path(), "zhuang", Lang::Zh, (80, 24));
    check(&mut player, "enter", &["[正文]", "无正文"]);
    check(&mut player, "right right right enter", &["企业 | 项目"]);
}
