//! The list by keys: many rows, many marks, a paste into the filter, and a day that ends while a form is open.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use gongkai::shell::{Ambiguous, Depth, parse_moment};
use gongkai::texts::Lang;
use ratatui::style::Modifier;

use crate::keys::to_pane;
use crate::practice::{NOW, Player, bureau, drafts, gongkai, rows};

#[test]
fn a_form_that_is_open_at_midnight_has_the_new_day_and_no_key_of_the_old_one_counts() {
    let bureau = bureau();
    let evening = "2026-11-30T23:58:00+08:00";
    let mut player = Player::begin_day(bureau.path(), "zhuang", Lang::Zh, (80, 24), evening);
    player.press("esc");
    to_pane(&mut player, "我科移交公开办", "midnight");
    assert!(player.press("1").screen().contains("2026-11-30"), "{}", player.screen());

    player.console.set_moment(parse_moment("2026-12-01T08:30:00+08:00").unwrap());
    let after = player.press("backspace").screen();
    assert!(after.contains("已是12月01日") && after.contains("12月01日 周二"), "{after}");
    assert!(after.contains("2026-12-01") && !after.contains("2026-11-30"), "{after}");
    let checked = player.press("enter enter enter enter").screen();
    assert!(checked.contains("2026-12-01"), "{checked}");
}

#[test]
fn a_new_day_begins_with_what_it_brings() {
    let bureau = bureau();
    let mut player = Player::sit(bureau.path(), "zheng", Lang::Zh, (80, 24));
    player.console.set_moment(parse_moment("2026-11-24T08:30:00+08:00").unwrap());
    let morning = player.press("down").screen();
    assert!(morning.contains("11月24日 周二") && morning.contains("PgDn"), "{morning}");
}

#[test]
fn a_paste_into_the_filter_is_looked_for_as_a_whole_and_has_a_bound() {
    let bureau = bureau();
    let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    player.press("/");
    player.console.paste("技术改造");
    assert!(player.screen().contains("筛选: 技术改造  符合1件"), "{}", player.screen());
    player.console.paste(&"长".repeat(20_000));
    assert!(player.screen().contains("没有符合筛选的事项"), "{}", player.screen());
    player.press(&"backspace ".repeat(400));
    assert!(!player.screen().contains("没有符合筛选的事项"), "{}", player.screen());
}

/// A bureau with so many drafts of 庄毅 more, and the console at them.
fn at_drafts(count: usize) -> (tempfile::TempDir, Player) {
    let bureau = bureau();
    let file = drafts(bureau.path(), count);
    let folder = bureau.path().to_str().unwrap();
    let mut import = gongkai();
    import.args(["--data", folder, "--config", folder, "--now", NOW, "--as", "zhuang", "import"]).arg(file);
    assert!(import.status().unwrap().success());
    let mut player = Player::sit(bureau.path(), "zhuang", Lang::Zh, (80, 24));
    to_pane(&mut player, "我在拟", "drafts");
    (bureau, player)
}

#[test]
fn the_last_of_many_rows_is_one_key_away() {
    let (_bureau, mut player) = at_drafts(260);
    let last = player.press("end").screen();
    let cursor = last.lines().position(|line| line.starts_with("> ")).unwrap();
    assert!(last.lines().nth(cursor).unwrap().contains("关于第260批"), "{last}");
    assert!(!last.lines().nth(1).unwrap().contains('v'), "{last}");
}

#[test]
fn many_marks_are_dropped_by_a_key_that_is_pressed_twice() {
    let (_bureau, mut player) = at_drafts(60);
    let asked = player.press("a esc").screen();
    assert!(asked.contains("再按一次,") && player.press("down").screen().contains("已标"), "{asked}");
    let quitting = player.press("q").screen();
    assert!(quitting.contains("再按一次即退出") && !player.console.ended(), "{quitting}");
    assert!(!player.press("esc esc").screen().contains("已标"), "{}", player.screen());
    assert!(player.press("q").console.ended());
}

#[test]
fn a_head_finds_what_the_section_is_drafting() {
    let bureau = bureau();
    let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    to_pane(&mut player, "我科在拟", "drafting");
    let shown = player.screen();
    assert!(shown.lines().any(|line| line.starts_with("> ") && line.contains("郑丽")), "{shown}");
    assert!(player.press("1").screen().contains("催办"), "{}", player.screen());
}

#[test]
fn what_is_filtered_for_stands_out_in_the_name_of_who_drafted_it_too() {
    let bureau = bureau();
    let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    player.console.set_terminal(Depth::True, Ambiguous::Narrow, true);
    let shown = player.press("/ \"zhuangyi\" enter").shown().buffer;
    let area = shown.area;
    let found = area.positions().filter(|place| {
        shown[*place].symbol() == "庄" && shown[*place].modifier.contains(Modifier::UNDERLINED)
    });
    assert!(found.count() > 1, "{}", rows(&shown));
}

#[test]
fn the_provision_that_is_cited_for_withholding_is_read_before_it_is_decided_upon() {
    let bureau = bureau();
    let folder = bureau.path().to_str().unwrap();
    let run = |login: &str, words: &[&str]| {
        let mut command = gongkai();
        command.args(["--data", folder, "--config", folder, "--now", NOW, "--as", login]).args(words);
        let answer = command.output().unwrap();
        assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    };
    let withheld =
        ["--attribute", "withheld", "--ground", "other", "--law", "某某法第九条", "--reason", "依法不公开"];
    run("zhuang", &[&["draft", "--procedure", "official", "--title", "某事项"], &withheld[..]].concat());
    let mut player = Player::sit(bureau.path(), "zhuang", Lang::Zh, (80, 24));
    to_pane(&mut player, "我在拟", "law");
    let shown = player.press("/ \"某事项\" enter").screen();
    assert!(shown.contains("某某法第九条"), "{shown}");
}

#[test]
fn personal_data_is_told_to_whoever_sends_a_text_on() {
    let bureau = bureau();
    let folder = bureau.path().to_str().unwrap();
    let run = |words: &[&str]| {
        let mut command = gongkai();
        command.args(["--data", folder, "--config", folder, "--now", NOW, "--as", "zhuang"]).args(words);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let text = "联系人身份证号350502199003071535。";
    let drafted = run(&[
        "draft",
        "--procedure",
        "official",
        "--title",
        "名单",
        "--text",
        text,
        "--attribute",
        "proactive",
    ]);
    let item = drafted.split_whitespace().find(|word| word.contains("2026-")).unwrap();
    let mut player = Player::sit(bureau.path(), "zhuang", Lang::Zh, (80, 24));
    to_pane(&mut player, "我在拟", "scan");
    let check = player.press("/ \"名单\" enter 1 enter").screen();
    assert!(check.contains("扫描 个人信息1处"), "{check}");
    drop(player);
    let item = item.trim_matches(|c: char| !c.is_ascii_digit());
    let sent = run(&["submit", item]);
    assert!(sent.contains("个人信息1处"), "{sent}");
}

/// What one has taken back isn't on its way, and what is closed has no limit that is still to begin.
#[test]
fn what_was_sent_on_is_followed_until_it_is_back_or_closed() {
    let bureau = bureau();
    let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    let sent = |player: &mut Player| {
        let screen = player.screen();
        let title = screen.split("-- ").find(|title| title.starts_with("我送出的 "));
        title.and_then(|title| title.split(' ').nth(1)).map(str::to_owned)
    };
    let before = sent(&mut player);
    assert!(before.is_some());
    player.press("1 7");
    assert_ne!(sent(&mut player), before, "{}", player.screen());
    player.press("8 7");
    assert_eq!(sent(&mut player), before, "{}", player.screen());
    to_pane(&mut player, "我送出已办结", "closed");
    let rows = player.screen();
    let first = rows.lines().find(|line| line.starts_with("> ")).unwrap();
    assert!(first.contains("办结") && !first.contains("未起算"), "{rows}");
}
