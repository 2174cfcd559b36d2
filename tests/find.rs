//! Finding in a real bureau: what the haystack answers is what looking at every row would.

use gongkai::client::{self, Who};
use gongkai::domain::{Act, ItemId};
use gongkai::find::{Field, Needle};
use gongkai::projection::{Filter, Pane, Query, Queue, Row, Sort};
use gongkai::shell::{self, Places};
use gongkai::texts::Lang;

use crate::practice::{NOW, Player, bureau, empty_bureau, gongkai};

/// The items that `list` prints for a filter.
fn listed(folder: &str, words: &[&str]) -> Vec<u64> {
    let places = ["--data", folder, "--config", folder, "--now", NOW, "list", "--json"];
    let said = gongkai().args(places).args(words).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let rows: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()[5..].parse().unwrap()).collect()
}

#[test]
fn pinyin_finds_on_the_command_line_too() {
    let bureau = bureau();
    let folder = bureau.path().to_str().unwrap();
    let named = listed(folder, &["--filter", "技术改造"]);
    assert!(!named.is_empty());
    let by_initials = listed(folder, &["--filter", "jsgz"]);
    assert!(named.iter().all(|id| by_initials.contains(id)));
    assert_eq!(listed(folder, &["--filter", "jishugaizao"]), named);
    assert!(listed(folder, &["--filter", "jsgz 没有这样的词"]).is_empty());
}

#[test]
fn pages_of_what_was_found_make_up_the_whole() {
    let bureau = bureau();
    let places = Places { data: bureau.path().to_owned(), config: bureau.path().to_owned() };
    let who = Who { login: Some("audit".into()), now: shell::parse_moment(NOW).ok() };
    let client = client::open(&places, &who).unwrap();
    for text in ["", "tz", "技术", "2026 gy", "zhuangyi"] {
        let filter = Filter { text: text.to_owned(), ..Filter::default() };
        let query = |sort, limit| Query {
            pane: Pane::whole(Queue::Open),
            filter: filter.clone(),
            sort,
            after: None,
            limit,
        };
        let whole = client.window(&query(Sort::Due, 100_000)).unwrap();
        assert!(!whole.more);
        let ids: Vec<ItemId> = whole.rows.iter().map(|row| row.id).collect();
        for limit in [1, 7, ids.len().max(1)] {
            let page = client.window(&query(Sort::Due, limit)).unwrap();
            assert!(page.rows.iter().map(|row| row.id).eq(ids.iter().take(limit).copied()), "{text} {limit}");
            assert_eq!(page.more, limit < ids.len());
        }
        let mut by_age = ids.clone();
        by_age.sort_unstable();
        let aged = client.window(&query(Sort::Age, 100_000)).unwrap();
        assert!(aged.rows.iter().map(|row| row.id).eq(by_age), "{text}");
    }
}

#[test]
fn among_very_many_the_same_is_found_and_what_changes_is_found_at_once() {
    let bureau = empty_bureau();
    let folder = bureau.path().to_str().unwrap();
    let rows: String = (1..=2_100)
        .map(|n| {
            let word = ["技术改造", "绿色工厂", "用电保障"][n % 3];
            format!("关于第{n}批{word}的通知,公文,主动公开,消费品科,庄毅,2026-11-20\n")
        })
        .collect();
    let file = bureau.path().join("items.csv");
    std::fs::write(&file, format!("标题,类别,公开属性,主办科室,拟稿人,成文日期\n{rows}")).unwrap();
    let places = ["--data", folder, "--config", folder, "--now", NOW];
    let imported = gongkai().args(places).args(["--as", "zhuang", "import"]).arg(&file).output().unwrap();
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));

    let places = Places { data: bureau.path().to_owned(), config: bureau.path().to_owned() };
    let sit = |login: &str| {
        let who = Who { login: Some(login.into()), now: shell::parse_moment(NOW).ok() };
        client::open(&places, &who).unwrap()
    };
    let query = |text: &str, sort, limit| Query {
        pane: Pane::whole(Queue::Open),
        filter: Filter { text: text.to_owned(), ..Filter::default() },
        sort,
        after: None,
        limit,
    };
    let mut client = sit("zhuang");
    let all = client.window(&query("", Sort::Due, 100_000)).unwrap().rows;
    assert_eq!(all.len(), 2_100);
    for text in ["jsgz", "第17批", "di17pi", "xfpk yd", "lvsegong", "2026-001999", "没有"] {
        let needle = Needle::new(text);
        let fits = |row: &Row| {
            let (id, section) = (row.id.to_string(), row.section.0.clone());
            needle.fits(&[
                Field::Text(&row.title),
                Field::Text(&id),
                Field::Text(&section),
                Field::Name("庄毅"),
            ])
        };
        let expected: Vec<ItemId> = all.iter().filter(|row| fits(row)).map(|row| row.id).collect();
        for sort in [Sort::Due, Sort::Age] {
            let found = client.window(&query(text, sort, 50)).unwrap();
            assert!(found.rows.iter().map(|row| row.id).eq(expected.iter().take(50).copied()), "{text}");
            assert_eq!(found.matches, u64::try_from(expected.len()).ok(), "{text}");
            assert_eq!(found.more, expected.len() > 50, "{text}");
        }
    }

    let one = client.sheet(all[4].id, 0).unwrap().unwrap();
    let mut submission = one.item.submission.clone();
    submission.content.title = "关于重庆银行行长的通知".to_owned();
    let order = client.order(Some(all[4].id), Some(one.row.revision), Act::Edit(Box::new(submission)));
    client.act(&[order]).unwrap();
    let found = client.window(&query("cqyhhz", Sort::Due, 50)).unwrap();
    assert_eq!(found.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [all[4].id]);
    let before = client.window(&query("第5批", Sort::Due, 50)).unwrap();
    assert!(before.rows.iter().all(|row| row.id != all[4].id));
    drop(client);

    // Who may not read it doesn't find it.
    let found = sit("lin").window(&query("cqyhhz", Sort::Due, 50)).unwrap();
    assert_eq!((found.rows.len(), found.matches), (0, Some(0)));
}

#[test]
fn the_command_line_narrows_and_sorts_as_the_console_does() {
    let bureau = bureau();
    let folder = bureau.path().to_str().unwrap();
    let all = listed(folder, &[]);
    let narrowed = [
        vec!["--procedure", "official"],
        vec!["--attribute", "withheld"],
        vec!["--drafter", "zhuang"],
        vec!["--holder", "wang"],
    ];
    for words in narrowed {
        let some = listed(folder, &words);
        assert!(!some.is_empty() && some.len() < all.len(), "{words:?}: {} of {}", some.len(), all.len());
        assert!(some.iter().all(|id| all.contains(id)), "{words:?}");
    }
    let mut by_age = all.clone();
    by_age.sort_unstable();
    assert_ne!(all, by_age);
    assert_eq!(listed(folder, &["--sort", "age"]), by_age);
    for (words, complaint) in [
        (["--holder", "nobody"], "nobody"),
        (["--procedure", "none"], "official"),
        (["--sort", "colour"], "section"),
    ] {
        let places = ["--data", folder, "--config", folder, "list"];
        let said = gongkai().args(places).args(words).output().unwrap();
        assert_eq!(said.status.code(), Some(2), "{words:?}");
        let said = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(said.contains(complaint), "{words:?}: {said}");
    }
}

#[test]
fn a_view_is_saved_and_opened_by_keys_and_outlives_the_console() {
    let bureau = bureau();
    let mut wang = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    let narrowed = wang.press("/ \"jsgz\" enter").screen();
    assert!(narrowed.contains("符合1件"), "{narrowed}");
    wang.press("s");
    // The list holds nothing yet but the offer to save.
    assert!(wang.press("w 1").screen().contains("视图的名称"));
    let saved = wang.press("\"技改\" enter").screen();
    assert!(saved.contains("已存为视图"), "{saved}");
    assert!(wang.press("w 2 \"技改\" enter").screen().contains("已经存过"));
    let off = wang.press("esc tab").screen();
    assert!(!off.contains("符合1件"), "{off}");
    drop(wang);
    let mut wang = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    let listed = wang.press("w").screen();
    assert!(
        listed.contains("1 技改") && listed.contains("待我审核 jsgz") && listed.contains("删除视图"),
        "{listed}"
    );
    let again = wang.press("1").screen();
    assert!(again.contains("符合1件") && again.contains("jsgz"), "{again}");
    assert!(wang.press("w 3 1").screen().contains("视图已删除"));
    assert!(!wang.press("w").screen().contains("删除视图"));
}

#[test]
fn each_facet_gives_as_many_rows_as_it_says() {
    let bureau = bureau();
    let mut player = Player::sit(bureau.path(), "audit", Lang::Zh, (120, 50));
    for pane in ["待审核", "全部在办"] {
        while !player.screen().lines().nth(1).unwrap().contains(pane) {
            player.press("tab");
        }
        let listed = player.press("f").screen();
        let counts = listed.lines().skip_while(|line| !line.starts_with("-- 按条件筛选")).skip(1);
        let counts: Vec<String> = counts
            .take_while(|line| line.starts_with(['>', ' ']) && !line.trim().is_empty())
            .map(|line| line.split_whitespace().last().unwrap().to_owned())
            .collect();
        player.press("esc");
        assert!(counts.len() > 5, "{listed}");
        for (place, count) in counts.iter().enumerate().step_by(3) {
            let narrowed = player.press(&format!("f {} enter", "down ".repeat(place))).screen();
            assert!(narrowed.contains(&format!("符合{count}件")), "{place}: {count}\n{narrowed}");
            player.press("esc");
        }
    }
}

#[test]
fn a_word_behind_the_sign_narrows_to_what_it_names_and_tab_puts_it_there() {
    let bureau = bureau();
    let mut player = Player::sit(bureau.path(), "wang", Lang::Zh, (80, 24));
    let all = player.screen();
    for (word, kind, column) in [
        ("不公开", "公开属性=不公开", "不公开 "),
        ("逾期", "状态=逾期", "!逾期"),
        ("非公文", "流程=非公文", " 非 "),
        ("庄毅", "拟稿=庄毅", "庄毅"),
    ] {
        let is_row = |line: &&str| line.contains(" 公 ") || line.contains(" 非 ") || line.contains(" 历 ");
        let expected = all.lines().filter(is_row).filter(|line| line.contains(column)).count();
        let text = player.press(&format!("/ \"{word}\"")).screen();
        assert!(text.contains(&format!("Tab只看{kind}")), "{text}");
        let by_tab = player.press("tab enter").screen();
        let screen = player.press(&format!("esc / \"={word}\" enter")).screen();
        let rows_of = |screen: &str| screen.lines().filter(is_row).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(rows_of(&by_tab), rows_of(&screen));
        let rows: Vec<&str> = screen.lines().filter(is_row).collect();
        assert!(screen.contains(kind), "{word}\n{screen}");
        assert!(!rows.is_empty() && rows.iter().all(|row| row.contains(column)), "{word}\n{screen}");
        assert!(rows.len() >= expected, "{word}: {expected}\n{screen}");
        player.press("esc");
    }
    // Beside it other words are looked for as ever.
    let screen = player.press("/ \"=主动公开\" space \"jsgz\" enter").screen();
    assert!(screen.contains("公开属性=主动公开 jsgz  符合1件"), "{screen}");
}

#[test]
fn what_waits_is_narrowed_to_where_it_is_and_whose_turn_it_is() {
    let bureau = bureau();
    let mut audit = Player::sit(bureau.path(), "audit", Lang::Zh, (120, 50));
    while !audit.screen().lines().nth(1).unwrap().contains("全部在办") {
        audit.press("tab");
    }
    let facets = audit.press("f pagedown pagedown").screen();
    assert!(facets.contains("轮到") && facets.contains("王建国(科室负责人)"), "{facets}");
    let place = |screen: &str, what: &str| screen.lines().position(|line| line.contains(what)).unwrap();
    let cursor = facets.lines().position(|line| line.starts_with('>')).unwrap();
    let up = cursor - place(&facets, "王建国(科室负责人)");
    let narrowed = audit.press(&"up ".repeat(up)).press("enter").screen();
    let rows = narrowed.lines().filter(|line| line.contains("审核 ")).count();
    assert!(rows > 0 && narrowed.contains("筛选: 轮到=王建国(科室负责人)"), "{narrowed}");
}
