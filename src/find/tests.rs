use proptest::prelude::*;

use super::*;
use crate::domain::ItemId;

#[test]
fn a_text_is_found_as_it_stands_by_initials_and_by_pinyin() {
    for (typed, text, found) in [
        ("cqyh", "关于重庆银行的通知", "重庆银行"),
        ("kj", "会计制度", "会计"),
        ("chongqingy", "关于重庆银行的通知", "重庆银"),
        ("zhongdian", "省级重点项目", "重点"),
        ("zhongdi", "省级重点项目", "重点"),
        ("jigai2026", "技改2026年", "技改2026"),
        ("泉工信[2026]18", "泉工信〔2026〕18号", "泉工信〔2026〕18"),
        ("（2026）", "泉工信〔2026〕18号", "〔2026〕"),
        ("ＣＳＶ", "导出csv文件", "csv"),
        ("jgyb", "技改《样本》", "技改《样本"),
        ("yb", "技改《样本》", "样本"),
        ("gyb", "技改《样本》", "改《样本"),
        ("nǚ", "女工", ""),
        ("nv", "女工", ""),
        ("nvgong", "女工", "女工"),
        ("xian", "西安", "西安"),
        ("xian", "县委", "县"),
        ("zzz", "通知", ""),
    ] {
        let ranges = Needle::new(typed).find(Field::Text(text));
        let shown: Vec<&str> = ranges.into_iter().map(|range| &text[range]).collect();
        assert_eq!(shown.join("|"), found, "{typed} in {text}");
    }
    assert!(Needle::new("zwf").fits(&[Field::Name("曾文芳")]));
}

#[test]
fn every_word_must_be_found_and_none_across_two_fields() {
    let fields = [Field::Text("技术改造"), Field::Text("消费品科")];
    for (typed, fits) in [
        ("技术 xfp", true),
        ("xfpk jsgz", true),
        ("改造消费", false),
        ("gzxf", false),
        ("", true),
        ("技术 银行", false),
    ] {
        assert_eq!(Needle::new(typed).fits(&fields), fits, "{typed}");
        let mut haystack = Haystack::default();
        haystack.put(ItemId(1), &fields);
        assert_eq!(!haystack.search(&Needle::new(typed)).is_empty(), fits, "{typed}");
    }
}

#[test]
fn however_much_is_typed_it_is_read_within_a_small_stack() {
    let read = || {
        let many = "a".repeat(20_000);
        assert!(!Needle::new(&many).fits(&[Field::Text("安安安")]));
        assert!(Needle::new(&"an".repeat(30)).fits(&[Field::Text(&"安".repeat(40))]));
    };
    std::thread::Builder::new().stack_size(128 << 10).spawn(read).unwrap().join().unwrap();
}

#[test]
fn what_was_replaced_is_found_no_more() {
    let mut haystack = Haystack::default();
    for round in 0..50 {
        for id in 0..20 {
            haystack.put(ItemId(id), &[Field::Text(&format!("第{round}版 事项{id}"))]);
        }
    }
    assert_eq!(haystack.len(), 20);
    assert_eq!(haystack.search(&Needle::new("第48版")), []);
    assert_eq!(haystack.search(&Needle::new("d49b")).len(), 20);
    assert_eq!(haystack.search(&Needle::new("shixiang7")), [ItemId(7)]);
}

proptest! {
    #[test]
    fn a_haystack_finds_what_looking_through_each_finds(
        texts in prop::collection::vec("[重庆银行长会计a-cZ02〔（《 　通知绿女]{0,12}", 1..12),
        typed in "[a-z重银2\\[ ]{0,8}|[czyhqk]{1,3}|(chong|qing|yin|hang|lv|nv|kua|zh|2){1,3}",
    ) {
        let needle = Needle::new(&typed);
        let mut haystack = Haystack::default();
        let mut naive = Vec::new();
        for (id, text) in (1..).map(ItemId).zip(&texts) {
            haystack.put(id, &[Field::Text(text), Field::Name("曾文")]);
            naive.extend(needle.fits(&[Field::Text(text), Field::Name("曾文")]).then_some(id));
        }
        prop_assert_eq!(haystack.search(&needle), naive, "{}", typed);
    }

    #[test]
    fn whatever_is_typed_is_marked_at_whole_characters(text in ".{0,30}", typed in ".{0,12}") {
        let mut end = 0;
        for range in Needle::new(&typed).find(Field::Text(&text)) {
            prop_assert!(range.start >= end && text.get(range.clone()).is_some());
            end = range.end;
        }
    }
}
