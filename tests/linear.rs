//! The console line by line, in a real process: a day's work through pipes, and at a terminal that can do
//! nothing else. Whatever is said is printable text and line ends.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use gongkai::shell::visible;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::practice::{NOW, bureau, gongkai};

/// How long something may take to be said.
const PATIENCE: Duration = Duration::from_secs(20);

/// Longer than the console wants before a confirmation.
const QUIET: Duration = Duration::from_millis(350);

/// A conversation: `> LINE` is typed, any other line must be part of the answer, `! TEXT` must not.
const A_DAY: &str = "
政务信息公开审查台,11月23日 周一,王建国
严禁录入国家秘密
法定期限逾期
内部期限超限
待我审核,共9件
第1项,共9项
内部期限超限
未看过此版
拟定 主动公开
待我审核 1/9>
> ?
1 同意
2 退回
空行到下一项
> ？撤回
8 撤回
! 1 同意
> /jsgz
筛选 jsgz,符合1件
技术改造
1/1>
> /
没有筛选
> 筛选
输入要筛选的文字
筛选>
> 技术改造
符合1件
> :筛选
3 筛选
> 3
输入要筛选的文字
筛选>
>
没有筛选
> 这是什么
这里没有“这是什么”
> 全文
各页:正文,变化,意见,附件,期限,经过。
正文,第1页,共6页
拟定 主动公开
本页完。空行翻到变化
> /项目
项目:第1处
>
变化,第2页
> 期限
期限,第5页
> 取消
第1项,共9项
! 拟定
> k
已是第一项
> 1
同意:请核对
可以办理 1件
7 确认
> 0
已取消,什么也没有办
! 拟定
> 1
> ７
同意 已办:2026-000139
待我审核,共8件
第1项,共8项
拟定
> 2
退回修改,共1项要填
第1项,共1项:理由
理由>
>
请填写这一项,例如
> 理由请写具体,
> 并附意见
> .
退回:请核对
> 7
退回 已办
待我审核,共7件
>
第2项,共7项
> a
已标7件
> 同意
意见>
>
可以办理
您还没有看过
现在问
> 不办这组
现在问:您还没有看过
> 不办这组
现在问:不公开
> 0
已取消
> 取消标记或筛选
没有标记
> page down
! 拟定
第7项,共7项
> 1
现在问:您还没有看过 1件
> 0
第7项,共7项
> .
拟定
> 1
现在问:可以办理 1件
> 取消
> #99999
没有事项 2026-099999
> 登记发文
此时不能这样办
! 全部操作>
> :tuihui
找到2项
1 退回:
2 退回给我
> 1
退回修改
> :常用语
输入编号或名称
> 1
现为
> :清空
现在是空的
> :0
> 9
1 拟稿,按 n
> 取消
> q
";

const IN_ENGLISH: &str = "
Disclosure console
Never enter state secrets
Legal limits:
For me to review
Item 1 of 9
not shown to you yet
> Attribute
Changing the disclosure attribute
Attribute>
> 3
Ground>
> personal
Reason>
> .
Why>
> The draft said otherwise
> .
Please fill
Field 3 of 4: Reason
Reason>
> A third party is named
> .
It says:
The draft said otherwise
>
please check
7 Confirm
> 0
nothing was done
> next pane
> q
";

const COUNTED: &str = "
待发布,共37件
> a
已标37件
> 4
> 请核对
> .
可以办理 37件
还有
>
7 确认
> 7
共37件
> 36
件数不对
> ３７
已办37件
空行接着读
>
存为文件
> 3
已存到
> 0
没有标记
> q
";

#[test]
fn a_long_batch_is_counted() {
    let bureau = bureau();
    converse(Talk::begin_as(bureau.path(), "zh", "zheng"), COUNTED);
}

const EACH_ITS_OWN: &str = "
> 空格
已标1件
> 空格
已标2件
> 3
公开属性>
> 不公开
适用范围>
> 1
第1件,共2件
依据>
> 其他
这里没有“其他”
> 商业秘密
理由>
> 甲的理由
> .
改变的理由>
> 第三方来函
> .
第2件,共2件
> :?
输入的就是内容
:上一项
! ctrl
> :0
请核对
现在问:不公开 1件
> 0
> 下一栏
> q
";

const IN_NO_PANE: &str = "
> #127
正文,第1页,共6页,2026-000127
> 1
本事项
> 0
> q
";

#[test]
fn an_item_that_stands_in_no_pane_is_read_and_not_acted_on() {
    let bureau = bureau();
    converse(Talk::begin_as(bureau.path(), "zh", "zhuang"), IN_NO_PANE);
}

const A_DEPUTY: &str = "
> :代理
> 1
代理>
>
被代理人>
> 陈志强
代理人>
> 王建国
> 2026-11-24
> 2026-11-27
>
代理:请核对
陈志强
王建国
2026-11-24
2026-11-27
7 确认
> 7
已记录
> q
";

#[test]
fn a_deputy_is_named_before_he_is_appointed() {
    let bureau = bureau();
    converse(Talk::begin_as(bureau.path(), "zh", "chen"), A_DEPUTY);
}

#[test]
fn each_of_several_is_withheld_for_its_own_reason() {
    let bureau = bureau();
    converse(Talk::begin(bureau.path(), "zh"), EACH_ITS_OWN);
}

#[test]
fn a_day_is_worked_line_by_line() {
    let bureau = bureau();
    converse(Talk::begin(bureau.path(), "zh"), A_DAY);
    let folder = bureau.path().to_str().unwrap();
    let history = |item: &str| {
        let asked = ["--data", folder, "--config", folder, "--now", NOW, "history", item];
        String::from_utf8(gongkai().args(asked).output().unwrap().stdout).unwrap()
    };
    assert!(history("139").contains("王建国 审核同意"));
    assert!(history("127").contains("理由请写具体,") && history("127").contains("并附意见"));
}

#[test]
fn the_same_in_english() {
    let bureau = bureau();
    converse(Talk::begin(bureau.path(), "en"), IN_ENGLISH);
}

#[test]
fn what_is_half_written_is_kept_at_the_end_of_input() {
    let bureau = bureau();
    let mut talk = Talk::begin(bureau.path(), "zh");
    talk.hear("4");
    talk.hear("此件写到一半,");
    talk.hear("还没写完");
    drop(talk.keyboard);
    assert!(talk.child.wait().unwrap().success());
    let mut again = Talk::begin(bureau.path(), "zh");
    let said = again.hear("4");
    assert!(said.contains("已恢复未完成的内容") && said.contains("此件写到一半,\n还没写完"), "{said}");
    assert!(again.hear(":.").contains("还没写完"));
    assert!(again.hear("").contains("请核对"));
}

#[test]
fn lines_that_come_at_once_decide_nothing_and_are_text_where_text_is_written() {
    let bureau = bureau();
    let mut talk = Talk::begin(bureau.path(), "zh");
    for before in ["", "1"] {
        if !before.is_empty() {
            thread::sleep(QUIET);
            talk.hear(before);
        }
        let said = talk.hear("1\n7\n2\n理由\n.\n7");
        assert!(said.contains("已忽略"), "{said}");
        // What follows without a rest belongs to it.
        assert!(talk.hear("7").contains("已忽略"));
    }
    thread::sleep(QUIET);
    talk.hear("0");
    // A line that was typed ahead, or comes too soon, doesn't confirm.
    talk.hear("1");
    assert!(talk.hear("7").contains("请停一下再确认"));
    talk.hear("0");
    talk.hear("2");
    talk.hear("第一行\n.\n第三行");
    thread::sleep(QUIET);
    let said = talk.hear(":.");
    assert!(said.contains("第一行\n.\n第三行"), "{said}");
    assert!(!talk.hear(":0").contains("已办"));
    assert!(talk.hear(".").contains("2026-000139"));
}

#[test]
fn what_would_steer_a_terminal_is_made_visible() {
    let bureau = bureau();
    let folder = bureau.path().to_str().unwrap();
    let places = ["--data", folder, "--config", folder, "--now", NOW, "--as", "zhuang"];
    let title = "甲\u{1b}[2J\u{202e}乙\u{7}";
    let words = ["draft", "--procedure", "official", "--title", title, "--attribute", "proactive"];
    let drafted = gongkai().args(places).args(words).args(["--text", title]).output().unwrap();
    assert!(drafted.status.success(), "{}", String::from_utf8_lossy(&drafted.stderr));
    let mut talk = Talk::begin_as(bureau.path(), "zh", "zhuang");
    let drafted = String::from_utf8(drafted.stdout).unwrap();
    let item = drafted.split_whitespace().next().unwrap();
    let said = talk.hear(item) + &talk.hear("全文") + &talk.hear("\u{1b}[A\u{1b}x\u{7}");
    assert!(said.contains("甲␛[2J<202E>乙␇") && said.contains("“x␇”"), "{said}");
}

#[test]
fn a_terminal_that_cannot_place_its_cursor_is_spoken_to_in_lines() {
    let bureau = bureau();
    let size = PtySize { rows: 12, cols: 40, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_gongkai"));
    command.env("TERM", "dumb");
    command.env("LC_ALL", "zh_CN.UTF-8");
    command.env("XDG_STATE_HOME", bureau.path().join("state"));
    command.args(arguments(bureau.path(), "wang"));
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let said = listen(pair.master.try_clone_reader().unwrap());
    let mut keyboard = pair.master.take_writer().unwrap();
    let mut type_line = |line: &str| {
        keyboard.write_all(format!("{line}\n").as_bytes()).unwrap();
        answer(&said, "> ")
    };
    answer(&said, "> ");
    let mut all = type_line("0");
    // The window is small: what doesn't fit is read on.
    assert!(all.contains("空行接着读"), "{all}");
    // What has not been read to its end has not been seen.
    assert!(type_line("1").contains("您还没有看过 1件"));
    type_line("0");
    all += &type_line(".");
    all += &type_line("");
    assert!(all.contains("正文还有"), "{all}");
    for line in all.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) < 40, "{line}");
    }
    type_line("1");
    thread::sleep(QUIET);
    assert!(type_line("7").contains("同意 已办:2026-000139"));
    keyboard.write_all(b"q\n").unwrap();
    assert!(child.wait().unwrap().success());
}

/// How the day's summary is announced.
const SUMMARY: [&str; 2] = ["今日概要", "What the day brings"];

/// Plays a conversation.
fn converse(mut talk: Talk, script: &str) {
    let mut said = talk.greeting.clone();
    for line in script.trim().lines() {
        if let Some(text) = line.strip_prefix("! ") {
            assert!(!said.contains(text), "{line}\n{said}");
        } else if let Some(typed) = line.strip_prefix('>') {
            let typed = typed.strip_prefix(' ').unwrap_or(typed);
            if ["7", "７", "不办这组"].contains(&typed) {
                thread::sleep(QUIET);
            }
            if typed == "q" {
                talk.keyboard.write_all(b"q\n").unwrap();
                assert!(talk.child.wait().unwrap().success());
                return;
            }
            said = talk.hear(typed);
        } else {
            assert!(said.contains(line), "{line}\n{said}");
        }
    }
}

/// A conversation through pipes.
struct Talk {
    child: Child,
    keyboard: ChildStdin,
    said: Receiver<String>,
    greeting: String,
}

impl Talk {
    fn begin(bureau: &Path, lang: &str) -> Talk {
        Talk::begin_as(bureau, lang, "wang")
    }

    fn begin_as(bureau: &Path, lang: &str, login: &str) -> Talk {
        let mut command = gongkai();
        command.args(arguments(bureau, login)).args(["--lang", lang, "--linear"]);
        command.env("XDG_STATE_HOME", bureau.join("state"));
        command.current_dir(bureau);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let keyboard = child.stdin.take().unwrap();
        let said = listen(child.stdout.take().unwrap());
        let greeting = answer(&said, "> ");
        let mut talk = Talk { child, keyboard, said, greeting };
        // What the day brings comes first, once a day.
        if SUMMARY.iter().any(|summary| talk.greeting.contains(summary)) {
            let list = talk.hear("0");
            talk.greeting += &list;
        }
        talk
    }

    /// Types a line, and hears the answer.
    fn hear(&mut self, line: &str) -> String {
        self.keyboard.write_all(format!("{line}\n").as_bytes()).unwrap();
        answer(&self.said, "> ")
    }
}

fn arguments(bureau: &Path, login: &str) -> Vec<String> {
    let folder = bureau.to_str().unwrap();
    ["--data", folder, "--config", folder, "--now", NOW, "--as", login].map(str::to_owned).to_vec()
}

/// What is said, piece by piece.
fn listen(mut output: impl Read + Send + 'static) -> Receiver<String> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let (mut bytes, mut held) = ([0; 4096], Vec::new());
        while let Ok(count @ 1..) = output.read(&mut bytes) {
            held.extend_from_slice(&bytes[..count]);
            let whole = match std::str::from_utf8(&held) {
                Ok(text) => text.len(),
                Err(error) => error.valid_up_to(),
            };
            let text: Vec<u8> = held.drain(..whole).collect();
            if tell.send(String::from_utf8(text).unwrap()).is_err() {
                break;
            }
        }
    });
    told
}

/// All that is said up to a prompt: printable, line by line.
fn answer(said: &Receiver<String>, prompt: &str) -> String {
    let mut text = String::new();
    while !text.ends_with(prompt) {
        text += &said.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no prompt behind\n{text}"));
    }
    let text = text.replace("\r\n", "\n");
    for line in text.lines() {
        assert_eq!(visible(line), line, "in\n{text}");
    }
    text
}
