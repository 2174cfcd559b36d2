//! The site: the column 政府信息公开 as pages that any web server can hand out.
//!
//! A [`Site`] is what the pages show, kept from one build to the next, and what has to be written anew since:
//! items change it one by one, and each touches only the pages that show it. Serials are given once and never
//! again, so a page of the catalogue is a block of serials, and no new item moves an old one to another page.
//!
//! Shown is what was put before the public as it was then; what is being worked on since is not.

mod entry;
mod pages;
mod feeds;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::bureau::Bureau;
use crate::domain::{self, ItemId};
use crate::projection::Card;

pub use entry::{Entry, File, Listed};
pub use pages::{ASSETS, preview};

/// What the pages are; raised whenever they look or say otherwise, so that all are written anew.
const PAGES: u32 = 6;

/// Serials on a page of the catalogue.
const BLOCK: u64 = 100;

/// Serials on a page of a category. A category has few of them, so a page is not as long as that.
const CATEGORY_BLOCK: u64 = 500;

/// Rows that a category's first page and a page of the 依申请公开 catalogue show.
const ROWS: usize = 100;

/// Entries on the front page.
const NEWEST: usize = 20;

/// What the pages show, and which of them are stale.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Site {
    /// What the pages were made with: another setting means that all are stale.
    made_with: String,
    entries: BTreeMap<u64, Entry>,
    listed: BTreeMap<u64, Listed>,
    #[serde(skip)]
    stale: Stale,
}

/// Pages to be written anew, and what is no longer there.
#[derive(Clone, Default, Debug)]
struct Stale {
    items: BTreeSet<u64>,
    blocks: BTreeSet<(i32, u64)>,
    categories: BTreeMap<(i32, String), BTreeSet<u64>>,
    years: BTreeSet<i32>,
    front: bool,
    /// Rows that the 依申请公开 catalogue has lost.
    unlisted: usize,
    gone: BTreeSet<String>,
}

/// A page, or another file that is made of entries.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Page {
    /// One item.
    Item(ItemId),
    /// A block of a year's catalogue.
    Block(i32, u64),
    /// A category in a year: its latest entries, and where the others are.
    Category(i32, String),
    /// A block of a category's serials, where it has more than its first page shows.
    CategoryBlock(i32, String, u64),
    /// The blocks and categories of a year.
    Year(i32),
    /// What is looked through for a word, a year of it.
    Words(i32),
    /// A year's catalogue for programs.
    Json(i32),
    /// The same for spreadsheets.
    Csv(i32),
    /// The column's first page.
    Front,
    /// Where the catalogue is searched.
    Search,
    /// 依申请公开目录: the latest rows, or with a number one of the pages of those before, the earliest first.
    OnRequest(usize),
}

impl Site {
    /// Whether it was made for this bureau as it is; else every item is to be taken in anew.
    pub fn is_for(&self, bureau: &Bureau<'_>) -> bool {
        self.made_with == made_with(bureau)
    }

    /// The same site for this bureau; where that would look otherwise, all of it is stale.
    #[must_use]
    pub fn for_bureau(mut self, bureau: &Bureau<'_>) -> Site {
        if !self.is_for(bureau) {
            self.made_with = made_with(bureau);
            let ids: Vec<u64> = self.entries.keys().copied().collect();
            for id in ids {
                self.touch(id);
            }
            self.stale.front = true;
        }
        self
    }

    /// Takes in how an item is now.
    pub fn take(&mut self, id: ItemId, card: Option<&Card>, bureau: &Bureau<'_>) {
        let entry = card.and_then(|card| Entry::of(card, bureau));
        if self.entries.get(&id.0) != entry.as_ref() {
            let before = self.entries.get(&id.0).map(Entry::files).unwrap_or_default();
            self.touch(id.0);
            match entry {
                Some(entry) => drop(self.entries.insert(id.0, entry)),
                None => drop(self.entries.remove(&id.0)),
            }
            self.touch(id.0);
            let now = self.entries.get(&id.0).map(Entry::files).unwrap_or_default();
            let lost = before.into_iter().filter(|path| !now.contains(path));
            self.stale.gone.extend(lost);
        }
        let listed = card.and_then(Listed::of);
        if self.listed.get(&id.0) != listed.as_ref() {
            self.stale.front = true;
            self.stale.unlisted += usize::from(listed.is_none());
            match listed {
                Some(listed) => drop(self.listed.insert(id.0, listed)),
                None => drop(self.listed.remove(&id.0)),
            }
        }
    }

    /// Every page that shows this item is stale.
    fn touch(&mut self, id: u64) {
        let stale = &mut self.stale;
        stale.items.insert(id);
        if let Some(entry) = self.entries.get(&id) {
            stale.blocks.insert((entry.year, block(entry, BLOCK)));
            let category = stale.categories.entry((entry.year, entry.category.clone())).or_default();
            category.insert(block(entry, CATEGORY_BLOCK));
            stale.years.insert(entry.year);
            stale.front = true;
        }
    }

    /// How many items have a page.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether none has.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What an item's page shows.
    pub fn entry(&self, id: ItemId) -> Option<&Entry> {
        self.entries.get(&id.0)
    }

    /// The pages to be written anew.
    pub fn stale_pages(&self) -> Vec<Page> {
        let stale = &self.stale;
        let items =
            stale.items.iter().filter(|id| self.entries.contains_key(id)).map(|id| Page::Item(ItemId(*id)));
        let blocks =
            stale.blocks.iter().filter(|(year, block)| self.in_block(*year, *block).next().is_some());
        let blocks = blocks.map(|(year, block)| Page::Block(*year, *block));
        let categories = stale
            .categories
            .iter()
            .flat_map(|((year, code), touched)| self.pages_of_category(*year, code, touched));
        let of_year =
            |year: &i32| [Page::Year(*year), Page::Words(*year), Page::Json(*year), Page::Csv(*year)];
        let years = stale.years.iter().filter(|year| self.in_year(**year).next().is_some()).flat_map(of_year);
        let on_request = (0..=earlier_pages(self.listed.len())).map(Page::OnRequest);
        let front = [Page::Front, Page::Search].into_iter().chain(on_request).filter(|_| stale.front);
        items.chain(blocks).chain(categories).chain(years).chain(front).collect()
    }

    /// The files that are no longer there.
    pub fn gone(&self) -> Vec<String> {
        let stale = &self.stale;
        let mut gone: BTreeSet<String> = stale.gone.clone();
        let mut empty = |there: bool, page: Page| {
            if !there {
                gone.insert(self.path(&page));
            }
        };
        for (year, block) in &stale.blocks {
            empty(self.in_block(*year, *block).next().is_some(), Page::Block(*year, *block));
        }
        for ((year, code), touched) in &stale.categories {
            let pages = self.pages_of_category(*year, code, touched);
            let last = self.in_year(*year).map(|entry| block(entry, CATEGORY_BLOCK)).max();
            let last = last.into_iter().chain(touched.iter().copied()).max().unwrap_or(0);
            let blocks = (0..=last).filter(|one| !self.has_category_block(*year, code, *one));
            empty(!pages.is_empty(), Page::Category(*year, code.clone()));
            blocks.for_each(|one| empty(false, Page::CategoryBlock(*year, code.clone(), one)));
        }
        let (now, before) = (self.listed.len(), self.listed.len() + stale.unlisted);
        for page in earlier_pages(now) + 1..=earlier_pages(before) {
            empty(false, Page::OnRequest(page));
        }
        for year in &stale.years {
            let there = self.in_year(*year).next().is_some();
            for page in [Page::Year(*year), Page::Words(*year), Page::Json(*year), Page::Csv(*year)] {
                empty(there, page);
            }
        }
        gone.into_iter().collect()
    }

    /// The attached files of the items to be written anew: where each goes, and the digest of its bytes.
    pub fn stale_files(&self) -> impl Iterator<Item = (ItemId, &File)> {
        let entries = self.stale.items.iter().filter_map(|id| Some((ItemId(*id), self.entries.get(id)?)));
        entries.flat_map(|(id, entry)| entry.attached.iter().map(move |file| (id, file)))
    }

    /// Where a page is, from the site's folder.
    pub fn path(&self, page: &Page) -> String {
        match page {
            Page::Item(id) => self.entries.get(&id.0).map(|entry| entry.path.clone()).unwrap_or_default(),
            Page::Block(year, block) => format!("{year}/page-{}.html", block + 1),
            Page::Category(year, code) => format!("{year}/category-{code}.html"),
            Page::CategoryBlock(year, code, block) => {
                format!("{year}/category-{code}-page-{}.html", block + 1)
            }
            Page::Year(year) => format!("{year}/index.html"),
            Page::Words(year) => format!("search/{year}.js"),
            Page::Json(year) => format!("catalogue/{year}.json"),
            Page::Csv(year) => format!("catalogue/{year}.csv"),
            Page::Front => "index.html".to_owned(),
            Page::Search => "search.html".to_owned(),
            Page::OnRequest(0) => domain::Site::CATALOGUE.to_owned(),
            Page::OnRequest(page) => Site::earlier_rows(*page),
        }
    }

    /// Where a page of earlier rows of the 依申请公开 catalogue is, the earliest first.
    pub fn earlier_rows(page: usize) -> String {
        format!("on-request-{page}.html")
    }

    /// The years that have entries, the latest first.
    fn years(&self) -> Vec<i32> {
        let years: BTreeSet<i32> = self.entries.values().map(|entry| entry.year).collect();
        years.into_iter().rev().collect()
    }

    fn in_year(&self, year: i32) -> impl Iterator<Item = &Entry> {
        self.entries.values().filter(move |entry| entry.year == year)
    }

    fn in_block(&self, year: i32, wanted: u64) -> impl Iterator<Item = &Entry> {
        self.in_year(year).filter(move |entry| block(entry, BLOCK) == wanted)
    }

    fn in_category<'a>(&'a self, year: i32, code: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.in_year(year).filter(move |entry| entry.category == code)
    }

    fn in_category_block<'a>(
        &'a self,
        year: i32,
        code: &'a str,
        wanted: u64,
    ) -> impl Iterator<Item = &'a Entry> {
        self.in_category(year, code).filter(move |entry| block(entry, CATEGORY_BLOCK) == wanted)
    }

    /// Whether a category has this page: only where its first one doesn't show everything.
    fn has_category_block(&self, year: i32, code: &str, wanted: u64) -> bool {
        self.in_category(year, code).nth(ROWS).is_some()
            && self.in_category_block(year, code, wanted).next().is_some()
    }

    /// The pages of a category to be written anew, of which these blocks were touched.
    fn pages_of_category(&self, year: i32, code: &str, touched: &BTreeSet<u64>) -> Vec<Page> {
        let all = self.in_category(year, code).count();
        let first = (all > 0).then(|| Page::Category(year, code.to_owned()));
        // What has just become longer than its first page has no other page yet.
        let every = all <= ROWS + self.stale.items.len();
        let blocks: BTreeSet<u64> = match every {
            true => self.in_category(year, code).map(|entry| block(entry, CATEGORY_BLOCK)).collect(),
            false => touched.clone(),
        };
        let blocks = blocks.into_iter().filter(|one| self.has_category_block(year, code, *one));
        first.into_iter().chain(blocks.map(|one| Page::CategoryBlock(year, code.to_owned(), one))).collect()
    }

    /// The rows of a page of the 依申请公开 catalogue, the latest first.
    fn listed_on(&self, page: usize) -> Vec<&Listed> {
        let mut listed: Vec<&Listed> = self.listed.values().collect();
        listed.sort_by(|one, other| (one.made_on, &other.title).cmp(&(other.made_on, &one.title)));
        let rows = match page.checked_sub(1) {
            None => listed.split_off(earlier_pages(listed.len()) * ROWS),
            Some(before) => listed.into_iter().skip(before * ROWS).take(ROWS).collect(),
        };
        rows.into_iter().rev().collect()
    }
}

/// What pages are made with, besides the items.
fn made_with(bureau: &Bureau<'_>) -> String {
    format!("{PAGES} {:?} {} {:?}", bureau.texts.lang(), bureau.practice, bureau.settings)
}

/// The block, of so many serials, in which an entry stands.
const fn block(entry: &Entry, serials: u64) -> u64 {
    entry.serial.saturating_sub(1) / serials
}

/// How many pages of a long list come before the one with its latest rows. They are full, and a new row moves
/// none of them; the latest page has as many rows or more.
const fn earlier_pages(rows: usize) -> usize {
    (rows / ROWS).saturating_sub(1)
}

/// Entries in the order of the catalogue, the latest first.
fn latest_first<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<&'a Entry> {
    let mut entries: Vec<&Entry> = entries.collect();
    entries.sort_by(|one, other| (other.serial, &other.path).cmp(&(one.serial, &one.path)));
    entries
}

#[cfg(test)]
mod tests;
