//! The console by keys alone: each procedure from draft to closed, batches, and what keeps a slip of the
//! hand from deciding anything.
//!
//! A scenario is read line by line. `NAME PANE: KEYS` is pressed by that person in that pane (`-` for
//! whichever is open); `then TEXT` must stand on the screen, `never TEXT` must not.

#![expect(clippy::unwrap_used, reason = "a scenario that cannot go on says where")]

use std::path::Path;

use gongkai::console::Keymap;
use gongkai::texts::Lang;

use crate::practice::{NOW, Player, bureau, drafts, empty_bureau, gongkai};

const OFFICIAL: &str = r#"
庄毅 -: n enter enter "关于按键办结的通知" enter "各有关企业:现通知如下。" enter enter enter enter 7
then 拟稿 已办
庄毅 我在拟: 1 enter 7
王建国 待我审核: 1 7
陈志强 待我审定: 1 7
郑丽 待登记发文: 1 "泉工信消费品[2026]1号" enter enter enter enter 7
郑丽 保密审查: 1 enter enter enter 7
郑丽 待发布: 3 enter enter enter enter enter 7
郑丽 待发布: 1 enter enter enter
then 请填写这一项
郑丽 -: "https://gxj.example.gov.cn/1.htm" enter enter enter 7
庄毅 我科移交公开办: 1 enter enter enter 7
郑丽 待签收: 1 enter enter enter 7
郑丽 待移交档案馆: 1 enter enter 7
"#;

const PERSONAL_DATA: &str = r#"
庄毅 -: n enter enter "关于公布名单的通知" enter "联系人身份证号350502199003071535。" enter enter enter enter 7
庄毅 我在拟: 1 enter 7
王建国 待我审核: 1 7
陈志强 待我审定: 1 7
郑丽 待登记发文: home
then - - -
郑丽 -: 1 "泉工信消费品[2026]1号" enter enter enter enter 7
郑丽 待发布: home
then - - - !
郑丽 保密审查: 1 enter enter enter 7
郑丽 待发布: home
then v - - !
"#;

const NON_DOCUMENT: &str = r#"
庄毅 -: n 2 enter enter "前三季度工业运行情况" enter "平稳。" enter enter "2026-11-20" enter enter enter 7
庄毅 我在拟: 1 enter 7
王建国 待我审核: 1 7
陈志强 待我审定: 1 7
庄毅 我科移交公开办: 1 enter enter enter 7
郑丽 保密审查: 1 enter enter enter 7
郑丽 待发布: 3 enter enter enter enter enter 7
郑丽 待发布: 1 "https://gxj.example.gov.cn/2.htm" enter enter enter 7
"#;

const OBTAINED: &str = r#"
庄毅 -: n 3 enter enter "行业协会报送的目录" enter "一份。" enter enter "2026-11-20" enter "市协会" enter enter "节能技术目录" enter enter 7
庄毅 我在拟: 1 enter 7
王建国 待我确认: 1 7
陈志强 待我审定: 1 7
郑丽 保密审查: 1 enter enter enter 7
庄毅 待发布: 1 "https://gxj.example.gov.cn/3.htm" enter enter enter 7
"#;

const HISTORICAL: &str = r#"
郑丽 -: n 4 enter 5 enter enter enter enter "1998-05-06" enter "1998-永久-12" enter enter enter 7
郑丽 我在拟: 1
then 解密
郑丽 -: 9 down down down down down down enter "泉州市国家保密局" enter "2018-12-31" enter 7
then 解密确认 已办
郑丽 我在拟: 3 "关于一九九八年技术改造的通知" enter enter enter enter enter "一九九八年技改" enter enter 7
then 修改 已办
郑丽 我在拟: 1 enter 7
王建国 待我审核: 1 7
陈志强 待我审定: 1 7
郑丽 保密审查: 1 enter enter enter 7
郑丽 待发布: 3 enter enter enter enter enter 7
郑丽 待发布: 1 "https://gxj.example.gov.cn/4.htm" enter enter enter 7
"#;

const SENT_BACK: &str = r#"
王建国 待我审核: 2 "理由请写具体" enter 7
then 退回 已办
庄毅 退回给我: home
then 上轮 王建国
then 理由请写具体
王建国 待我审核: 2 enter
then 请填写这一项
"#;

const REFUSED: &str = r#"
王建国 待我审核: end 1 7
then 同意 已办
王建国 我送出的: end 9 down down down down down down down down down down enter
never 可以办理
郑丽 待登记发文: : "dailu" enter
then 办理过本环节
郑丽 -: esc 1 "泉工信[2026]1号" enter enter backspace backspace "20" enter backspace backspace "19" enter
then 早于它所依据的
then 泉工信[2026]1号
never 可以办理
郑丽 -: backspace
never 早于它所依据的
郑丽 -: "9" enter
then 早于它所依据的
郑丽 -: backspace backspace "20" enter
then 可以办理
郑丽 -: 7
then 登记发文 已办
"#;

#[test]
fn what_is_refused_whatever_is_written_has_no_form_and_a_refused_form_stays_open() {
    play(bureau().path(), REFUSED);
}

const NOTHING_CAN_BE_DONE: &str = r#"
王建国 我送出的: space space space 8
then 不能办理 3件
never 7确认
王建国 -: 7 2
then 不能办理 3件
王建国 -: esc
then 已标3件
王建国 -: esc esc : "我在拟" enter
then -- 我在拟 0
never 1送审
never 空格标记
"#;

const TAKEN_BACK: &str = r#"
王建国 待我审核: 1 7
then 可撤回
王建国 -: 8
then 撤回:请核对
王建国 -: 7
then 撤回 已办
never 可撤回
王建国 -: 1 7
then 可撤回
王建国 -: down 8
never 撤回:请核对
王建国 我送出的: home
then 预览 2026-000139
王建国 待我审核: home space space 1 7
then 已办2件
then 8撤回
王建国 -: 8
then 撤回:请核对
王建国 -: 7
then 撤回
then 已办2件
never 8撤回
"#;

#[test]
fn what_was_just_done_is_taken_back_by_one_key_and_a_check() {
    play(bureau().path(), TAKEN_BACK);
}

const ONLY_WHAT_SENDS_ON: &str = r#"
王建国 待我审核: home 1 7
then 可撤回
王建国 我送出的: home 4 "请尽快审定" enter 7
then 意见 已办:2026-000139
never 可撤回
王建国 -: 8
then 撤回:请核对
then 所撤回的:2026-11-23 09:00 王建国 审核同意
then 还没有人看过
王建国 -: 0
王建国 待我审核: home space space 4 "请补充" enter 7
then 已办2件
never 8撤回
"#;

/// Eight was offered after a comment, and would have taken back the approval before it.
#[test]
fn only_what_sends_an_item_on_is_offered_to_be_taken_back_and_a_recall_says_what_it_undoes() {
    play(bureau().path(), ONLY_WHAT_SENDS_ON);
}

const MARKS_OF_A_PANE: &str = r#"
王建国 待我审核: home space
then 已标1件
王建国 我送出的: home
then 另在“待我审核”标1件
never 已标
王建国 -: 8
never 2026-000139
then 本事项正等
王建国 -: space
then 已标1件  另在“待我审核”标1件
王建国 -: 8
then 不能撤回 2026-000
王建国 -: esc
never 已标
王建国 待我审核: home
then 已标1件
never 另在
王建国 -: esc
never 已标
"#;

const SENT_BACK_TO_A_HEAD: &str = r#"
王建国 待我审核: home 1 7
then 同意 已办:2026-000139
陈志强 待我审定: / "jsgz" enter 2 "请核实资金来源" enter 2 enter 7
then 退回 已办:2026-000139
王建国 退回给我: home
then -- 退回给我 1
then 退过
then 请核实资金来源
then 1同意 2退回 3改属性
王建国 -: 1
then 同意:请核对
王建国 -: 7
then 同意 已办:2026-000139
then -- 退回给我 0
庄毅 退回给我: home
never 2026-000139
"#;

#[test]
fn what_is_sent_back_to_a_head_is_found_and_worked_on_where_returned_items_are() {
    play(bureau().path(), SENT_BACK_TO_A_HEAD);
}

const BACK_ON_THE_ITEM: &str = r#"
王建国 待我审核: home down down
then > !逾期
then 预览 2026-000161
王建国 -: 1 7
then 同意 已办:2026-000161
never 预览 2026-000161
王建国 -: 8 7
then 撤回 已办:2026-000161
then 预览 2026-000161
"#;

#[test]
fn the_cursor_is_on_what_was_taken_back() {
    play(bureau().path(), BACK_ON_THE_ITEM);
}

const WRITTEN_ANEW: &str = r#"
庄毅 我科移交公开办: home 1
then 2026-11-23  (直接键入即替换,Ctrl-U清空)
庄毅 -: "20261120"
then > 办理日期 20261120
never 直接键入
庄毅 -: enter "2" backspace "3" enter enter
then 2026-11-20 移交公开办,原件3份
庄毅 -: esc 1 ctrl-u
then 已恢复
never 20261120
庄毅 -: ctrl-b
then > 办理日期 20261120
庄毅 -: tab backtab backspace "1"
then > 办理日期 20261121
"#;

#[test]
fn a_date_is_written_anew_with_its_first_digit_and_amended_after_a_move() {
    play(bureau().path(), WRITTEN_ANEW);
}

const PANES_IN_THE_PALETTE: &str = r#"
王建国 待我审核: : "wscd"
then > 我送出的
王建国 -: enter
then -- 我送出的
王建国 -: enter : "移交公开办" enter
then -- 我科移交公开办
never [正文]
"#;

#[test]
fn a_pane_is_gone_to_by_its_name() {
    play(bureau().path(), PANES_IN_THE_PALETTE);
}

const REFUSED_BY_REASONS: &str = r#"
王建国 待我审核: home space down down space : "qianshou" enter
then 不能办理 2件
then (2件)
then 2026-000139 关于组织申报
never 已办
王建国 -: esc
then 已标2件
"#;

#[test]
fn what_cannot_be_done_with_several_is_told_by_reasons_with_their_items() {
    play(bureau().path(), REFUSED_BY_REASONS);
}

#[test]
fn a_list_says_how_much_of_it_is_not_seen() {
    let bureau = bureau();
    let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    to_pane(&mut player, "待我审核", "");
    let heading = |player: &mut Player| player.screen().lines().nth(1).unwrap().to_owned();
    let rows = |player: &mut Player| {
        player.screen().lines().skip(3).take_while(|line| !line.starts_with("-- ")).count()
    };
    let hidden = 9 - rows(&mut player);
    assert!(hidden > 0 && heading(&mut player).contains(&format!(" v{hidden}  消费品科 王建国 --")));
    player.press("end");
    assert!(
        heading(&mut player).contains(&format!(" ^{hidden}  消费品科 王建国 --")),
        "{}",
        heading(&mut player)
    );
    player.press("z");
    assert!(
        !heading(&mut player).contains('^') && !heading(&mut player).contains(" v"),
        "{}",
        heading(&mut player)
    );
}

#[test]
fn an_act_is_about_what_is_marked_in_the_open_pane_and_a_refusal_names_its_item() {
    play(bureau().path(), MARKS_OF_A_PANE);
}

#[test]
fn who_may_do_nothing_is_asked_nothing() {
    let bureau = bureau();
    for (login, keys) in [("audit", "1"), ("audit", "3"), ("audit", "4"), ("audit", "n"), ("admin", "n")] {
        let mut player = Player::sit(bureau.path(), login, Lang::Zh, (80, 24));
        let screen = player.press(keys).screen();
        assert!(screen.contains("这件事不归您办"), "{login} {keys}\n{screen}");
        assert!(!screen.contains("。。"), "{screen}");
        assert!(!screen.contains("4意见") && !screen.contains("9更多"), "{screen}");
    }
    let mut admin = Player::sit(bureau.path(), "admin", Lang::Zh, (80, 24));
    let screen = admin.press(": \"dl\" enter").screen();
    assert!(screen.contains("这件事不归您办"), "{screen}");
}

const ONE_WORD: &str = r#"
陈志强 待我审定: home
then 1审定
陈志强 -: 1
then 审定:请核对
陈志强 -: 7
then 审定 已办
"#;

#[test]
fn an_act_has_one_name_from_its_key_to_its_result() {
    play(bureau().path(), ONE_WORD);
}

const ALERTS: &str = r#"
王建国 待我审核: home
then 最急 审核 2026-000161 逾2日 [6]
王建国 -: 6
then > !逾期
then 下一件 审核 2026-000151 超1日 [6]
王建国 -: 6
then 预览 2026-000151
then 下一件 审核 2026-000160 今日 [6]
王建国 -: 6
then 预览 2026-000160
then 下一栏 待我确认 [6]
王建国 -: 6
then -- 待我确认
王建国 待我审核: home
then 最急 审核 2026-000161 逾2日 [6]
"#;

#[test]
fn the_key_of_the_next_alert_leads_to_what_is_named_beside_it() {
    play(bureau().path(), ALERTS);
}

#[test]
fn without_colours_the_theme_stays_and_it_is_said_why() {
    let bureau = bureau();
    let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    let before = player.shown().buffer;
    assert!(player.press("t").screen().contains("NO_COLOR 已设"));
    player.press("x");
    assert_eq!(player.shown().buffer, before);
}

const OVERRULED: &str = r#"
陈志强 撤下待我追认: home 1 2 enter "网页内容并无不当" enter
then 否决撤下:请核对
then 网页内容并无不当
never 追认撤下:请核对
陈志强 -: 7
then 否决撤下 已办
陈志强 代录和批准待我确认: home 1 "日期有误" enter
then 提出异议:请核对
then 陈志强 提出异议:日期有误
陈志强 -: 7
then 提出异议 已办
"#;

/// To overrule a take-down was headed and reported as ratifying it, and its check told no reason.
#[test]
fn who_says_no_is_told_that_in_the_check_and_in_the_result() {
    play(bureau().path(), OVERRULED);
}

const LISTED: &str = r#"
陈志强 待我审定: home 3 2
never 列入依申请目录
何建平 待我审定: home 3
never 列入依申请目录
何建平 -: 2
then 列入依申请目录
何建平 -: enter "改为依申请" enter 2 enter 7
then 改属性 已办
王建国 待我审核: home 3 2
never 列入依申请目录
"#;

/// 何建平 has one of 历史保存 before him, 陈志强 a document, whose procedure has no such catalogue.
#[test]
fn whoever_determines_on_request_is_asked_whether_its_row_is_listed() {
    let bureau = bureau();
    play(bureau.path(), LISTED);
    let folder = bureau.path().to_str().unwrap();
    let places = ["--data", folder, "--config", folder, "--now", NOW, "export", "--journal"];
    let journal = gongkai().args(places).output().unwrap();
    let journal = String::from_utf8_lossy(&journal.stdout).into_owned();
    let last = journal.lines().rfind(|line| line.contains("determined")).unwrap();
    assert!(last.contains("\"listed\":true"), "{last}");
}

const LISTED_TOGETHER: &str = r#"
陈志强 待我审定: home down a 1
then > 将列入依申请公开目录 2件
陈志强 -: 7
then 已办2件
"#;

/// By itself the item of a historical list was asked about and listed; marked with others it was left out of the
/// catalogue, and nobody was told.
#[test]
fn what_is_determined_on_request_together_is_listed_as_its_procedure_has_it() {
    let bureau = empty_bureau();
    let folder = bureau.path().to_str().unwrap();
    let run = |login: &str, words: &str| {
        let places = ["--data", folder, "--config", folder, "--now", NOW, "--as", login];
        let done = gongkai().args(places).args(words.split(' ')).output().unwrap();
        assert!(done.status.success(), "{words}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    for id in ["1", "2"] {
        let file = format!("--formed-on 1998-05-06 --file-number 1998-永久-{id}");
        run(
            "zheng",
            &format!("draft --procedure historical --section 消费品科 --attribute on-request {file}"),
        );
        run("zheng", &format!("declassify {id} --authority 泉州市国家保密局 --expired-on 2018-12-31"));
        run("zheng", &format!("edit {id} --title 关于第{id}批技改的批复 --summary 技改"));
        run("zheng", &format!("submit {id}"));
        run("wang", &format!("approve {id}"));
    }
    play(bureau.path(), LISTED_TOGETHER);
    let journal = run("zheng", "export --journal");
    let listed =
        journal.lines().filter(|line| line.contains("determined") && line.contains("\"listed\":true"));
    assert_eq!(listed.count(), 2, "{journal}");
}

const MARKED_AND_MOVED_ON: &str = r#"
王建国 待我审核: home down down down
then 拟定 不公开
王建国 -: space
never 拟定 不公开
王建国 -: 3
then -- 改变公开属性  2026-000151 关于2019年上半年工业经济运行情况的报告 --
then < 不公开 > 3/3
王建国 -: esc esc 3
then -- 改变公开属性 --
王建国 -: esc home 1 7
陈志强 待我审定: home space 2
then -- 退回修改  2026-000
then 退到
郑丽 待登记发文: home
then 预览 2026-000141
郑丽 -: space
never 2026-000141
郑丽 -: 1
then   2026-000141 关于
never 这件事要逐件办
"#;

/// Space marks a row and moves on: the form of an act on it stood above the preview of the next one, without a name
/// and without knowing the item.
#[test]
fn a_form_names_its_item_where_another_is_shown_and_knows_it_all_the_same() {
    play(bureau().path(), MARKED_AND_MOVED_ON);
}

const WHAT_BECAME_OF_IT: &str = r#"
庄毅 我在拟: home 2 "不再办理" enter 7
then 终止 已办:2026-000
庄毅 我送出已办结: home
then 已终止
王建国 我送出已办结: home
then 已办结
never 已终止
"#;

/// What was published or ended left 我送出的, and its drafter and its head had nowhere to look for it.
#[test]
fn what_was_passed_on_is_found_again_when_it_is_closed() {
    play(bureau().path(), WHAT_BECAME_OF_IT);
}

const MASKED: &str = r#"
庄毅 -: n enter enter "关于公布名单的通知" enter "身份证号350502199003071535。" ctrl-j "此致" enter enter enter enter 7
庄毅 我在拟: 3 enter enter enter enter 2 enter enter
then 公开版         < 不设 >
庄毅 -: 2
then < 按扫描遮盖 >
庄毅 -: enter enter enter enter enter enter enter enter enter enter enter enter enter enter enter enter enter enter enter enter enter
then 修改:请核对
then 公开版遮盖1行
then 身份证号350***********1535。
庄毅 -: 7 enter
then -- 公开版 --
then 身份证号350***********1535。
庄毅 -: esc 3 enter enter enter enter 2 enter enter
then < 沿用 >
"#;

#[test]
fn a_public_version_is_proposed_as_the_scan_masks_it_and_seen_before_it_is_sent() {
    play(empty_bureau().path(), MASKED);
}

/// What was kept as it was went on to the public with the number in it, and the form said nothing.
#[test]
fn a_public_version_that_is_kept_with_personal_data_in_it_is_told_of() {
    let bureau = empty_bureau();
    let folder = bureau.path();
    let file = folder.join("公开版.txt");
    std::fs::write(&file, "身份证号350502199003071535。").unwrap();
    let mut draft = gongkai();
    draft.arg("--data").arg(folder).arg("--config").arg(folder).args(["--as", "zhuang", "--now", NOW]);
    draft.args([
        "draft",
        "--procedure",
        "official",
        "--attribute",
        "proactive",
        "--title",
        "关于公布名单的通知",
    ]);
    draft.args(["--text", "名单见附件。", "--public-text-file"]).arg(&file);
    assert!(draft.output().unwrap().status.success());
    let mut player = Player::sit(folder, "zhuang", Lang::Zh, (80, 24));
    player.press("3 \"二\" enter enter enter enter 2 enter enter");
    let form = player.screen();
    assert!(form.contains("< 沿用 >"), "{form}");
    player.press(&"enter ".repeat(25));
    let check = player.screen();
    assert!(check.contains("公开版中仍有个人信息1处"), "{check}");
}

const AS_TEXT: &str = r#"
王建国 待我审核: / "主动公开" enter
then 符合0件
never 公开属性
王建国 -: 0 / "“技术”" enter
then 符合1件
王建国 -: 0 / "“=主动公开" enter
then 符合0件
never 公开属性
"#;

#[test]
fn a_word_is_looked_for_whatever_it_names() {
    play(bureau().path(), AS_TEXT);
}

const READ_IN_FULL: &str = r#"
王建国 待我审核: home
then 未看过此版
王建国 -: enter end esc
then 预览 2026-000139
never 未看过此版
王建国 -: down down s
then 预览 2026-000161
then 按先后排序
"#;

#[test]
fn what_was_read_to_its_end_counts_as_seen_and_another_order_keeps_the_item() {
    play(bureau().path(), READ_IN_FULL);
}

#[test]
fn a_sheet_on_which_nothing_can_be_done_asks_nothing_and_an_empty_pane_offers_no_act() {
    play(bureau().path(), NOTHING_CAN_BE_DONE);
}

const RECALLED_TOO_LATE: &str = r#"
庄毅 我在拟: end 1 enter 7
庄毅 我送出的: / "迎峰度夏有序用电工作" enter 8 7
then 撤回 已办
庄毅 我在拟: 1 enter 7
then 送审 已办
王建国 待我审核: / "迎峰度夏有序用电工作" enter enter
then 正文
王建国 -: esc
庄毅 我送出的: / "迎峰度夏有序用电工作" enter 8
then 不能再撤回
"#;

const BATCH: &str = r#"
王建国 我送出的: space
王建国 待我审核: down down down down a 1
then > 可以办理
then 您还没有看过
王建国 -: 7
then > 您还没有看过
王建国 -: 2
then > 不公开
then 16-2 过程性信息
王建国 -: 2
then 核对时选择不办
never 未办0件
"#;

const CHECKED_DRAFT: &str = r#"
庄毅 我在拟: 1 enter
then 送审:请核对
then 流程 
then 拟定 
庄毅 -: 2
"#;

const NOTHING_SOUGHT: &str = r#"
王建国 待我审核: enter n
then 先按 / 输入
never 没有找到
"#;

const COUNTED: &str = r#"
郑丽 待发布: a 4 "请核对" enter 7
then 37
郑丽 -: "36" enter
never 已办37件
郑丽 -: "37" enter
then 已办37件
never 件数不对
"#;

const ONE_AT_A_TIME: &str = r#"
郑丽 待登记发文: space space 1
then 这件事要逐件办
郑丽 -: esc 1
then 登记文号
"#;

const MARKS_AND_FILTER: &str = r#"
王建国 待我审核: space space / "技术" enter
then 已标2件  筛选: 技术  符合1件
王建国 -: 1
then 可以办理 1件
then 被筛选遮住 1件
王建国 -: 2 2
then 已取消,什么也没有办
王建国 -: esc
never 已标
then 筛选: 技术
王建国 -: esc
never 筛选
"#;

const MARKED_RANGES: &str = r#"
王建国 待我审核: space down down v
then 已标4件
王建国 -: u end =
then 已标3件
王建国 -: i
then 已标6件
"#;

const ZOOMED: &str = r#"
王建国 待我审核: z
never 预览
never 我送出的
王建国 -: down down 1
then 您还没有看过 1件
王建国 -: esc z
then 预览
王建国 -: 1
then 可以办理 1件
"#;

#[test]
fn each_procedure_is_walked_by_keys_from_draft_to_closed() {
    for scenario in [OFFICIAL, NON_DOCUMENT, OBTAINED, HISTORICAL] {
        let bureau = empty_bureau();
        play(bureau.path(), scenario);
        let folder = bureau.path().to_str().unwrap();
        let places = ["--data", folder, "--config", folder, "--now", NOW, "show", "1", "--json"];
        let shown = gongkai().args(places).output().unwrap();
        let shown: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
        assert_eq!(shown[0]["closed"], true, "{scenario}\n{shown:#}");
    }
}

#[test]
fn a_row_says_which_gates_to_publication_are_open() {
    let bureau = empty_bureau();
    play(bureau.path(), PERSONAL_DATA);
    let folder = bureau.path().to_str().unwrap();
    let verified = gongkai().args(["--data", folder, "--config", folder, "verify"]).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

#[test]
fn what_goes_back_goes_with_a_reason_and_only_while_nobody_has_read_it() {
    play(bureau().path(), SENT_BACK);
    play(bureau().path(), RECALLED_TOO_LATE);
}

const APPROVED: &str = r#"
陈志强 代录和批准待我确认: 1 enter
then 延长移交市档案馆时限
then 陈志
王建国 -: esc esc
陈志强 代录和批准待我确认: 1 enter 7
then 答复 已办
"#;

#[test]
fn who_is_asked_for_his_word_on_an_approval_sees_what_was_approved() {
    play(bureau().path(), APPROVED);
}

#[test]
fn the_next_place_of_words_that_were_never_typed_is_asked_for() {
    play(bureau().path(), NOTHING_SOUGHT);
}

#[test]
fn a_batch_is_looked_at_group_by_group_and_counted_where_it_is_long() {
    play(bureau().path(), BATCH);
    play(bureau().path(), CHECKED_DRAFT);
    play(bureau().path(), COUNTED);
    play(bureau().path(), ONE_AT_A_TIME);
}

#[test]
fn rows_are_marked_up_to_here_by_state_and_all_the_others() {
    play(bureau().path(), MARKED_RANGES);
}

/// Of 230 rows two hundred are loaded at first; the others were left out without a word.
#[test]
fn rows_that_are_not_loaded_yet_are_marked_with_the_others() {
    let bureau = empty_bureau();
    let file = drafts(bureau.path(), 230);
    let folder = bureau.path().to_str().unwrap();
    let places = ["--data", folder, "--config", folder, "--now", NOW, "--as", "zheng"];
    let imported = gongkai().args(places).arg("import").arg(&file).output().unwrap();
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    for keys in ["=", "i"] {
        let mut player = Player::sit(bureau.path(), "zhuang", Lang::Zh, (80, 24));
        to_pane(&mut player, "我在拟", keys);
        let screen = player.press(keys).screen();
        assert!(screen.contains("已标230件"), "{keys}\n{screen}");
        let screen = player.press("space i").screen();
        assert!(screen.contains("已标1件"), "{keys}\n{screen}");
    }
}

#[test]
fn what_was_not_on_the_screen_counts_as_not_seen() {
    play(bureau().path(), ZOOMED);
}

const FOUND: &str = r#"
王建国 待我审核: / "jsgz" enter
then 筛选: jsgz  符合1件
then 技术改造
王建国 -: 0 / "yfdx" enter
then 筛选: yfdx  符合2件
王建国 -: 0
never 筛选
王建国 -: f
then 公开属性
王建国 -: down down down down down enter
then 筛选:
王建国 -: 0 s
then 按先后排序
"#;

#[test]
fn rows_are_found_by_initials_and_narrowed() {
    play(bureau().path(), FOUND);
}

#[test]
fn marks_outlive_a_filter() {
    play(bureau().path(), MARKS_AND_FILTER);
}

#[test]
fn escape_leaves_everything_as_it_was() {
    for keys in [
        "1",
        "2",
        "2 \"理由\"",
        "3 3 tab 3",
        "4",
        "5",
        "n",
        "9",
        "p",
        "?",
        ":",
        ": \"th\"",
        "? \"th\"",
        "enter",
        "enter h",
        "enter 2",
        "/",
        "/ \"技\"",
        "a 1",
    ] {
        let bureau = bureau();
        let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
        // What has been read to its end is no longer said to be unseen.
        let before = player.press("enter end esc").screen();
        player.press(keys);
        assert_ne!(player.screen(), before, "{keys}");
        let after = player.press("esc esc esc esc").screen();
        assert_eq!(after, before, "{keys}");
    }
}

#[test]
fn a_paste_decides_nothing() {
    let bureau = bureau();
    let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    let count = |screen: &str| screen.lines().nth(1).map(str::to_owned);
    let before = count(&player.screen());
    for keys in ["", "1", "3"] {
        player.press(keys).console.paste("1777\n177");
        assert_eq!(count(&player.screen()), before, "after {keys}");
        player.press("esc");
    }
    // In a field it is text, with its lines where the field has several.
    player.press("2").console.paste("第一行\r\n\u{1b}第二行");
    let screen = player.screen();
    let place = screen.lines().position(|line| line.ends_with("第一行")).unwrap();
    assert_eq!(screen.lines().nth(place + 1).unwrap().trim(), "第二行");
    player.press("esc n enter enter").console.paste("标题\r上\n下");
    assert!(player.screen().contains("标题 上 下"));
}

#[test]
fn a_key_that_comes_at_once_confirms_nothing() {
    let bureau = bureau();
    let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    player.press("1");
    player.console.press("7", player.clock_ms + 299);
    assert!(player.screen().contains("请核对"));
    player.console.press("7", player.clock_ms + 700);
    assert!(player.screen().contains("同意 已办"));
}

#[test]
fn the_cursor_stands_behind_what_was_typed() {
    let bureau = bureau();
    let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    let (empty, line): (u16, u16) = player.press("2").shown().cursor.unwrap().into();
    assert_eq!(player.press("\"依据a\"").shown().cursor, Some((empty + 5, line).into()));
    assert_eq!(player.press("left left").shown().cursor, Some((empty + 2, line).into()));
    player.press(&format!("end \"{}\"", "长".repeat(60)));
    assert!(player.shown().cursor.unwrap().x < 80);
    assert!(player.press("esc").shown().cursor.is_none());
}

const PALETTE: &str = r#"
王建国 待我审核: :
then 同意(分管领导即为审定)
never > 登记发文
王建国 -: "dengjifawen" enter
then 此时不能这样办
then 本事项正等王建国
王建国 -: esc
then 待我审核
王建国 -: : "tuihui" enter
then 退回修改
王建国 -: esc ： "fangda" enter
never 预览
王建国 -: z 9 end pagedown pagedown pagedown enter
then 查找
王建国 -: "没有这样的事"
then 没有符合的
"#;

const GOING: &str = r#"
王建国 我送出的: : "139"
then 转到 2026-000139
王建国 -: enter
then -- 待我审核
then 预览 2026-000139
王建国 -: / "没有" enter : "１３９" enter
then 预览 2026-000139
王建国 -: : "2026-99999" enter
then 没有事项 2026-099999
王建国 -: esc / "没有" enter
then 没有符合筛选
王建国 -: 6
then > !逾期
then 预览 2026-000161
"#;

const HELP: &str = r#"
王建国 -: enter ?
then 帮助  查找
then   全文
王建国 -: esc esc ?
then   列表
王建国 -: "th"
then 退回
never 按条件筛选
王建国 -: "x"
then 没有符合的
王建国 -: esc 1 ?
then   核对
王建国 -: esc
then 请核对
"#;

const QUESTION_MARK_IS_TEXT: &str = r#"
王建国 待我审核: enter / "何时?" enter
never 帮助
then 没有找到:何时?
王建国 -: esc 2 "为何?" ctrl-g
then 帮助  查找
then   表单
王建国 -: esc
then > 理由 为何?
郑丽 待发布: a 4 "请核对" enter 7 "?"
never 帮助
then 共37件
"#;

#[test]
fn where_something_is_typed_a_question_mark_is_text_and_forms_have_a_key_for_help() {
    play(bureau().path(), QUESTION_MARK_IS_TEXT);
}

const SAME_KEYS: &str = r#"
王建国 待我审核: home enter 5
then -- 催办 --
王建国 -: esc 9
then -- 更多 --
王建国 -: esc 6
then 预览 2026-000161
never [正文]
王建国 我送出的: end enter 8
then 撤回
"#;

/// Five, eight and nine did nothing in the reader, and six saved a file.
#[test]
fn the_digits_of_a_list_do_the_same_in_the_reader() {
    play(bureau().path(), SAME_KEYS);
}

#[test]
fn everything_can_be_found_in_the_palette_with_what_stands_against_it() {
    play(bureau().path(), PALETTE);
}

#[test]
fn an_item_is_gone_to_by_its_number() {
    play(bureau().path(), GOING);
}

#[test]
fn the_help_begins_where_the_person_is_and_can_be_searched() {
    play(bureau().path(), HELP);
}

#[test]
fn an_item_of_no_pane_is_read_and_nothing_else_is_acted_on() {
    let bureau = bureau();
    let mut player = Player::sit(bureau.path(), "zhuang", Lang::Zh, (80, 24));
    let before = player.screen();
    let screen = player.press(": \"127\" enter").screen();
    assert!(screen.contains("2026-000127") && !screen.contains("-- 预览"), "{screen}");
    let screen = player.press("1").screen();
    assert!(screen.contains("本事项") && !screen.contains("请核对"), "{screen}");
    assert_eq!(player.press("esc esc esc esc home").screen().lines().nth(1), before.lines().nth(1));
}

#[test]
fn an_act_that_a_pane_does_not_have_says_whose_turn_it_is_and_what_can_be_done() {
    let bureau = bureau();
    let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    to_pane(&mut player, "我送出的", "");
    let screen = player.press("2").screen();
    assert!(screen.contains("本事项正等") && screen.contains("您可以催办(1)或意见(4)"), "{screen}");
}

#[test]
fn a_long_note_takes_up_to_three_lines_and_the_help_shows_all_of_it() {
    let bureau = bureau();
    let said = |columns: u16, keys: &str| {
        let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (columns, 24));
        to_pane(&mut player, "我送出的", "");
        let screen = player.press("end 2").press(keys).screen();
        let lines: Vec<&str> = screen.lines().map(str::trim_end).collect();
        let begin = lines.iter().position(|line| line.starts_with("本事项正")).unwrap();
        lines[begin..lines.len() - 2].iter().map(|line| (*line).to_owned()).collect::<Vec<_>>()
    };
    let whole = said(200, "");
    assert_eq!(whole.len(), 1);
    let lines = said(60, "");
    assert!(lines.len() == 2 && lines.concat() == whole[0], "{lines:#?}");
    let cut = said(20, "");
    assert!(cut.len() == 3 && cut[2].ends_with("..按 ? 看全"), "{cut:#?}");
    assert_eq!(said(20, "?").concat(), whole[0]);
}

#[test]
fn full_width_keys_do_what_the_half_width_ones_do() {
    for (wide, narrow) in [
        ("１", "1"),
        ("？", "?"),
        ("：", ":"),
        ("／", "/"),
        ("、", "/"),
        ("ｊ", "j"),
        ("\u{3000}", "space"),
        ("＊", "*"),
    ] {
        let [wide_shown, narrow_shown] = [wide, narrow].map(|key| {
            let bureau = bureau();
            let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
            player.clock_ms += 1_000;
            player.console.press(if key == "space" { " " } else { key }, player.clock_ms);
            player.screen()
        });
        assert_eq!(wide_shown, narrow_shown, "{wide}");
    }
    // In a text field they are text.
    let bureau = bureau();
    let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    assert!(player.press("2 \"：？、１\"").screen().contains("：？、１"));
}

#[test]
fn keys_of_ones_own_are_pressed_and_shown() {
    let bureau = bureau();
    let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    let keys = "[list]\nmain = [\"x\"]\n\n[check]\nconfirm = [\"y\"]\n";
    let keymap = Keymap::parse(keys.as_bytes(), "keys.toml").unwrap();
    player.console.set_keys(keymap);
    assert!(player.screen().contains("x同意"));
    assert!(!player.press("1").screen().contains("请核对"));
    assert!(player.press("x").screen().contains("y确认"));
    assert!(player.press("y").screen().contains("同意 已办"));
}

/// Plays a scenario, beginning as the section head.
pub fn play(bureau: &Path, scenario: &str) {
    let mut player = Player::sit(bureau, "wang", Lang::Zh, (80, 24));
    let mut me = "王建国".to_owned();
    for line in scenario.trim().lines() {
        let screen = player.screen();
        if let Some(text) = line.strip_prefix("then ") {
            assert!(screen.contains(text), "{line}\n{screen}");
        } else if let Some(text) = line.strip_prefix("never ") {
            assert!(!screen.contains(text), "{line}\n{screen}");
        } else {
            let (whose, keys) = line.split_once(": ").unwrap();
            let (name, pane) = whose.split_once(' ').unwrap();
            if name != me {
                become_person(&mut player, name);
                name.clone_into(&mut me);
            }
            if pane != "-" {
                to_pane(&mut player, pane, line);
            }
            player.press(keys);
        }
    }
}

pub fn become_person(player: &mut Player, name: &str) {
    player.press("esc esc p").press(&"up ".repeat(40));
    for _ in 0..40 {
        if player.screen().lines().any(|line| line.starts_with(&format!(">  {name}"))) {
            player.press("enter");
            return;
        }
        player.press("down");
    }
    panic!("nobody is {name}\n{}", player.screen());
}

pub fn to_pane(player: &mut Player, pane: &str, line: &str) {
    for _ in 0..30 {
        if player.screen().lines().nth(1).unwrap().starts_with(&format!("-- {pane} ")) {
            return;
        }
        player.press("tab");
    }
    panic!("{line}: no such pane\n{}", player.screen());
}
