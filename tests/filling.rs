//! Filling forms by keys: texts of several lines, phrases, what is left unfinished, one form for each of
//! several items, and the acts that only the menu has.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use gongkai::texts::Lang;

use crate::keys::{become_person, play, to_pane};
use crate::practice::{NOW, Player, bureau, empty_bureau, gongkai};

const PHRASES: &str = r#"
王建国 待我审核: 2 down 2
then 公开属性与依据不一致,请核对
王建国 -: enter 7
then 退回 已办
王建国 待我审核: 2 "第一行" ctrl-j "第二行" ctrl-b ctrl-r enter 7
then 退回 已办
王建国 待我审核: 2 ctrl-p
then >1 第一行 第二行
then  2 公开属性与依据不一致,请核对
王建国 -: 1 enter 7
then 退回 已办
"#;

const OPINION: &str = r#"
王建国 待我审核: 1
then 4意见
王建国 -: 4 "同意公开" enter 7
then 同意 已办
"#;

const UNFINISHED: &str = r#"
王建国 待我审核: 2 "写了一半" esc
then 已保留未完成的内容
王建国 -: down 2
never 写了一半
王建国 -: esc up 2
then 已恢复未完成的内容
then 写了一半
王建国 -: enter 7
then 退回 已办
"#;

const WRONG_FIELD: &str = r#"
王建国 待我审核: 3 3 enter enter enter enter
then > 依据
then 请选择不公开的依据,例如:15-1 商业秘密
王建国 -: 5 enter enter enter
then > 理由
then 请填写这一项
"#;

const WRONG_DATE: &str = r#"
郑丽 待登记发文: 1 "泉工信〔2026〕988号" enter enter "2026-02-30" enter enter
then > 成文日期
then 没有这一天
郑丽 -: ctrl-u "20261230" enter enter
then > 成文日期
then 成文日期 2026-12-30 还没到
"#;

const FOR_ALL: &str = r#"
王建国 待我审核: space space 3 3 enter
then 1逐件填写
王建国 -: 2
then 对全部2件填写相同内容
王建国 -: enter 5 enter "涉及商业秘密" enter "第三方不同意" enter
then 改属性:请核对
then 不公开 2件,请单独确认
"#;

const ONE_BY_ONE: &str = r#"
王建国 待我审核: space space space 3 3 enter enter
then 第1件,共3件
王建国 -: 5 enter "涉及商业秘密" enter "第三方不同意" enter
then 第2件,共3件
王建国 -: 9 enter "属过程性信息" enter "尚未定论" enter
then 第3件,共3件
王建国 -: esc
then 改属性:请核对
then 不公开 2件,请单独确认
"#;

const LISTED_EACH: &str = r#"
何建平 待我审定: space down space 3 2 enter
then 1逐件填写
何建平 -: enter
then 第1件,共2件
何建平 -: "可向申请人提供" enter
then > 列入依申请目录
何建平 -: 1 enter
then 第2件,共2件
何建平 -: "可向申请人提供" enter
then 改属性:请核对
"#;

const LISTED_ALL: &str = r#"
何建平 待我审定: space down space 3 2 enter 2 enter "可向申请人提供" enter
then > 列入依申请目录
何建平 -: 2 enter
then 改属性:请核对
then 可以办理 2件
"#;

const READING_KEEPS_MARKS: &str = r#"
王建国 待我审核: space enter 1 7
then 同意 已办
then 待我审核
王建国 -: j
then 已标1件
"#;

const REFUSED: &str = r#"
郑丽 待签收: 2
then < 拒收 >
郑丽 -: "原件缺页" enter
then 拒收:请核对
then 郑丽 拒收
never 签收:请核对
郑丽 -: 7
then 拒收 已办
never 签收 已办
"#;

const NARROWED: &str = r#"
王建国 待我审核: 3 3 enter "sw"
then 8 16-1 内部事务信息
never 14-1
王建国 -: enter "内部管理" enter enter "涉及内部管理" enter
then 改属性:请核对
王建国 -: esc 3 3 tab backtab tab 1 0
then < 16-3 行政执法案卷 > 10/11
"#;

const CATEGORY: &str = r#"
郑丽 待发布: 3
then 内容概述
郑丽 -: enter ０ ２ ０ ０
then 0200 法规规章和规范性文件
郑丽 -: backspace backspace backspace backspace t j x x
then 0400 统计信息 >
"#;

const RECALL: &str = r#"
庄毅 我在拟: end 1 enter 7
庄毅 我送出的: / "迎峰度夏有序用电工作" enter 8
then 还没有人看过
"#;

#[test]
fn reasons_and_opinions_have_lines_and_phrases() {
    play(bureau().path(), PHRASES);
    play(bureau().path(), OPINION);
    let bureau = bureau();
    let file = bureau.path().join("phrases.toml");
    fs::write(&file, "return = [\"请补附件三\"]").unwrap();
    play(bureau.path(), "王建国 待我审核: 2 down\nthen >1 请补附件三\nnever 附件不齐");
    fs::write(&file, "return = [").unwrap();
    play(bureau.path(), "then phrases.toml 有误");
}

#[test]
fn a_form_that_is_left_comes_back_filled_and_says_so() {
    let bureau = bureau();
    play(bureau.path(), UNFINISHED);
    let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    to_pane(&mut player, "我送出的", "");
    player.press("tab");
    to_pane(&mut player, "待我审核", "");
    player.press("4 \"意见一半\"");
    drop(player);
    let kept: Vec<_> = fs::read_dir(bureau.path().join("state")).unwrap().map(Result::unwrap).collect();
    for file in &kept {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    // Another person's console knows nothing of it, and the same person's knows it again.
    let mut other = Player::sit(bureau.path(), "zhuang", Lang::Zh, (80, 24));
    assert!(!other.press("4").screen().contains("意见一半"));
    drop(other);
    let mut again = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    let screen = again.press("4").screen();
    assert!(screen.contains("意见一半") && screen.contains("已恢复"), "{screen}");
    assert!(again.press("enter 7").screen().contains("意见 已办"));
    assert!(!again.press("4").screen().contains("已恢复"));
    // The pane that was open is open again.
    again.press("esc");
    to_pane(&mut again, "待我确认", "");
    drop(again);
    to_pane(&mut Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24)), "待我确认", "");
    let mut once_more = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    assert!(once_more.screen().lines().nth(1).unwrap().starts_with("-- 待我确认"));
}

#[test]
fn what_is_wrong_is_said_where_it_is_wrong() {
    play(bureau().path(), WRONG_FIELD);
    play(bureau().path(), WRONG_DATE);
}

#[test]
fn a_choice_of_many_is_found_by_letters_and_by_a_number_of_two_digits() {
    play(bureau().path(), NARROWED);
    play(bureau().path(), CATEGORY);
}

#[test]
fn several_are_withheld_for_one_reason_or_each_for_its_own() {
    play(bureau().path(), FOR_ALL);
    play(bureau().path(), ONE_BY_ONE);
}

#[test]
fn several_are_listed_as_is_said_of_all_or_of_each() {
    play(bureau().path(), LISTED_EACH);
    play(bureau().path(), LISTED_ALL);
}

#[test]
fn an_act_is_about_what_is_looked_at() {
    play(bureau().path(), READING_KEEPS_MARKS);
    play(bureau().path(), REFUSED);
    play(bureau().path(), RECALL);
}

#[test]
fn a_text_is_changed_where_it_stands() {
    let bureau = bureau();
    let mut player = Player::sit(bureau.path(), "zhuang", Lang::Zh, (80, 24));
    to_pane(&mut player, "我在拟", "");
    let screen = player.screen();
    let id = screen.split_once("预览 ").and_then(|(_, at)| at.get(..11)).unwrap().to_owned();
    let screen = player.press("3 enter \"补一段\" ctrl-j \"再补一行\"").screen();
    assert!(screen.contains("再补一行"), "{screen}");
    for _ in 0..9 {
        player.press("enter");
    }
    let screen = player.press("7").screen();
    assert!(screen.contains("修改 已办"), "{screen}");
    assert!(player.press("enter").screen().contains("再补一行"));
    // More than a preview loads: the form has it to the end.
    player.press("esc 3 enter").console.paste(&"长".repeat(3_000));
    to_check(&mut player);
    player.press("7 3 enter \"鑫\"");
    to_check(&mut player);
    assert!(player.press("7").screen().contains("修改 已办"));
    drop(player);
    let folder = bureau.path().to_str().unwrap();
    let show = ["--data", folder, "--config", folder, "--now", NOW, "show", &id, "--full"];
    let shown = String::from_utf8(gongkai().args(show).output().unwrap().stdout).unwrap();
    assert_eq!((shown.matches('长').count(), shown.matches('鑫').count()), (3_000, 1), "{shown}");
}

#[test]
fn a_file_is_attached_and_said_to_be_disclosed() {
    let bureau = bureau();
    let file = bureau.path().join("目录.txt");
    fs::write(&file, "一、二、三").unwrap();
    let mut player = Player::sit(bureau.path(), "zhuang", Lang::Zh, (80, 40));
    to_pane(&mut player, "我在拟", "");
    player.press("down");
    let details = "3 enter enter enter enter 2 enter";
    player.press(details).press(&format!("\"{}x\"", file.display()));
    let screen = to_check(&mut player);
    // What was wrong with it is no reason to type it all again: the form is still there, and comes back.
    assert!(screen.contains("读不了文件") && screen.contains("目录.txtx"), "{screen}");
    player.press("esc 3 enter enter enter enter enter backspace");
    to_check(&mut player);
    assert!(player.press("7").screen().contains("修改 已办"));
    player.press(details);
    let screen = player.screen();
    assert!(screen.contains("? 目录.txt"), "{screen}");
    player.press("home delete \"+\"");
    to_check(&mut player);
    let screen = player.press("7").screen();
    assert!(screen.contains("修改 已办") && !screen.contains("附件 无"), "{screen}");
    assert!(player.press(details).screen().contains("+ 目录.txt"));
}

/// Goes on through the fields until the form is whole; answers what is shown then.
fn to_check(player: &mut Player) -> String {
    for _ in 0..40 {
        if player.screen().contains("Esc取消") && !player.screen().contains("请核对") {
            player.press("enter");
        }
    }
    player.screen()
}

/// Each act that no digit has, by the menu; and what the history says then.
#[test]
fn the_menu_has_what_no_digit_has() {
    let bureau = bureau();
    let check = |name: &str, pane: &str, verb: &str, keys: &str, expected: &str| {
        let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
        become_person(&mut player, name);
        to_pane(&mut player, pane, verb);
        // A limit that doesn't run stands last.
        player.press(if verb == "恢复" { "end 9" } else { "home 9" });
        while !player.screen().lines().any(|line| line.starts_with(&format!(">  {verb} "))) {
            player.press("down");
        }
        let screen = player.press("enter").press(keys).screen();
        assert!(screen.contains(expected), "{verb}\n{screen}");
    };
    let pause = "enter \"正在征求意见\" enter 2 enter 7";
    check("郑丽", "待发布", "更正", "enter \"泉工信信息[2026]99号\" enter \"登记有误\" enter 7", "更正 已办");
    check("郑丽", "待登记发文", "暂停", pause, "暂停 已办");
    check("郑丽", "待登记发文", "恢复", "enter 7", "恢复 已办");
    check(
        "郑丽",
        "待登记发文",
        "延长",
        "enter \"2026-12-31\" enter \"会签未齐\" enter 2 enter enter 7",
        "延长 已办",
    );
    // What stands against it whatever is filled in is said before anything is.
    check("郑丽", "我送出的", "代录", "", "不能代录:");
    let deputy = "enter enter 3 enter enter \"2026-12-01\" enter enter";
    // What was filled before comes back.
    let through = "enter enter enter enter enter enter";
    check("王建国", "我送出的", "代理", deputy, "2026-11-23 至 2026-12-01");
    check("王建国", "我送出的", "代理", &format!("{through} 2"), "已取消");
    check("王建国", "我送出的", "代理", &format!("{through} 7"), "已记录");
}

#[test]
fn the_day_begins_with_what_it_brings_once_and_no_digit_acts_through_it() {
    let bureau = bureau();
    let open = |now: &str| Player::begin_day(bureau.path(), "wang", Lang::Zh, (80, 24), now);
    for (keys, left) in [("1 2 3 4", "esc"), ("space a", "0"), ("down down", "enter")] {
        let mut player = open(NOW);
        let screen = player.press(keys).screen();
        assert!(screen.contains("-- 11月23日 周一 工作日") && !screen.contains("已标"), "{keys}\n{screen}");
        let screen = player.press(left).screen();
        assert!(!screen.contains("工作日 --") && screen.contains("1同意"), "{left}\n{screen}");
        drop(player);
        // Only once a day; by its key at any time.
        let mut again = open(NOW);
        assert!(!again.screen().contains("工作日 --"));
        assert!(again.press("o").screen().contains("工作日 --"));
        drop(again);
        fs::remove_dir_all(bureau.path().join("state")).unwrap();
    }
    drop(open(NOW));
    assert!(open("2026-11-24T09:00:00+08:00").screen().contains("-- 11月24日 周二 工作日"));
}

#[test]
fn a_bureau_made_anew_in_the_same_place_remembers_nothing_of_the_old_one() {
    let folder = empty_bureau();
    let half = "庄毅 -: n enter enter \"写到一半的标题\" esc\nthen 已保留未完成的内容";
    play(folder.path(), half);
    play(folder.path(), "庄毅 -: n\nthen 写到一半的标题");
    fs::copy(empty_bureau().path().join("gongkai.redb"), folder.path().join("gongkai.redb")).unwrap();
    play(folder.path(), "庄毅 -: n\nnever 写到一半的标题");
}
