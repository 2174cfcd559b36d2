//! Pages stay short however much there is, and a change touches those alone that show it.

use chrono::NaiveDate;

use super::*;
use crate::calendar::Calendar;
use crate::domain::{Roster, Settings};
use crate::procedure::Procedures;
use crate::texts::{Lang, Texts};

const YEAR: i32 = 2026;

fn entry(serial: u64) -> Entry {
    let day = NaiveDate::from_ymd_opt(YEAR, 1, 1).unwrap();
    Entry {
        path: format!("{YEAR}/{serial}.html"),
        year: YEAR,
        serial,
        index_number: format!("QZ00000-0200-{YEAR}-{serial:05}"),
        title: format!("标题{serial:05}"),
        summary: String::new(),
        made_on: Some(day),
        number: String::new(),
        publisher: String::new(),
        category: "0200".to_owned(),
        subject: String::new(),
        genre: String::new(),
        keywords: Vec::new(),
        validity: String::new(),
        section: String::new(),
        published_on: day,
        published_at: String::new(),
        text: None,
        attached: Vec::new(),
        source_url: String::new(),
    }
}

/// A site of these serials, all of it written.
fn site(serials: impl Iterator<Item = u64>) -> Site {
    let entries = serials.map(|serial| (serial, entry(serial))).collect();
    Site { entries, ..Site::default() }
}

fn put(site: &mut Site, serial: u64) {
    site.entries.insert(serial, entry(serial));
    site.touch(serial);
}

fn lose(site: &mut Site, serial: u64) {
    site.touch(serial);
    site.entries.remove(&serial);
}

/// The pages of the category that are written anew.
fn written(site: &Site) -> Vec<String> {
    let pages = site.stale_pages();
    let paths = pages.iter().map(|page| site.path(page));
    paths.filter(|path| path.contains("category")).collect()
}

fn rendered(site: &Site, page: &Page) -> String {
    let (settings, roster, procedures) = (Settings::default(), Roster::default(), Procedures::default());
    let bureau = Bureau {
        settings: &settings,
        roster: &roster,
        procedures: &procedures,
        calendar: &Calendar::embedded(),
        texts: Texts::new(Lang::Zh),
        today: NaiveDate::from_ymd_opt(YEAR, 11, 23).unwrap(),
        practice: false,
    };
    site.render(page, "", &bureau).unwrap()
}

fn titles(page: &str) -> Vec<String> {
    let pieces = page.split("标题").skip(1);
    pieces.map(|piece| piece.chars().take(5).collect()).collect()
}

#[test]
fn a_category_s_pages_are_short_and_hold_everything() {
    let mut site = site((1..=400).map(|serial| serial * 3));
    site.touch(3);
    let category = Page::Category(YEAR, "0200".to_owned());
    let front = rendered(&site, &category);
    assert_eq!(titles(&front).len(), ROWS);
    assert_eq!(titles(&front)[0], "01200");
    // Every block is linked from there, and together they hold every item once.
    let mut found: Vec<String> = Vec::new();
    for block in 0..3 {
        let page = Page::CategoryBlock(YEAR, "0200".to_owned(), block);
        let path = site.path(&page);
        assert!(front.contains(path.rsplit('/').next().unwrap()), "{path}");
        found.extend(titles(&rendered(&site, &page)));
    }
    found.sort();
    let all: Vec<String> = (1..=400).map(|serial| format!("{:05}", serial * 3)).collect();
    assert_eq!(found, all);
}

#[test]
fn a_change_in_a_long_category_touches_its_first_page_and_one_other() {
    let mut site = site((1..=400).map(|serial| serial * 3));
    put(&mut site, 601);
    assert_eq!(written(&site), ["2026/category-0200.html", "2026/category-0200-page-2.html"]);
}

#[test]
fn a_category_that_outgrows_its_first_page_gets_others_and_loses_them_again() {
    let serials = || (1..=ROWS as u64).map(|serial| serial * 8);
    let mut outgrown = site(serials());
    put(&mut outgrown, 900);
    let pages =
        ["2026/category-0200.html", "2026/category-0200-page-1.html", "2026/category-0200-page-2.html"];
    assert_eq!(written(&outgrown), pages);
    assert!(outgrown.gone().is_empty());

    let mut again = site(serials().chain([900]));
    lose(&mut again, 900);
    assert_eq!(written(&again), pages[..1]);
    let gone: Vec<String> = again.gone().into_iter().filter(|path| path.contains("category")).collect();
    assert_eq!(gone, pages[1..]);
}

#[test]
fn the_catalogue_on_request_is_paged_and_its_full_pages_stay() {
    let listed = |number: u64| Listed {
        index_number: String::new(),
        title: format!("标题{number:05}"),
        made_on: NaiveDate::from_ymd_opt(2020, 1, 1).unwrap().checked_add_days(chrono::Days::new(number)),
    };
    let listed = (1..=250).map(|number| (number, listed(number))).collect();
    let mut site = Site { listed, ..Site::default() };
    site.stale.front = true;
    let page = |site: &Site, page: usize| titles(&rendered(site, &Page::OnRequest(page)));
    assert_eq!((page(&site, 0).len(), page(&site, 1).len()), (150, 100));
    assert_eq!((page(&site, 0)[0].as_str(), page(&site, 1)[0].as_str()), ("00250", "00100"));
    assert!(site.stale_pages().contains(&Page::OnRequest(1)));
    let earlier = page(&site, 1);
    for number in 200..=250 {
        site.listed.remove(&number);
        site.stale.unlisted += 1;
    }
    assert_eq!(page(&site, 0).len(), 199);
    assert!(!site.stale_pages().contains(&Page::OnRequest(1)));
    assert_eq!(site.gone(), ["on-request-1.html"]);
    assert!(page(&site, 0).ends_with(&earlier));
}
