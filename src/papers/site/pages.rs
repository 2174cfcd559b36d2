//! Pages: what people see of the site, and what its tags tell programs (国办发〔2017〕47号).

use askama::Template;

use super::super::bureau::Bureau;
use super::entry::{Entry, Listed};
use super::{BLOCK, CATEGORY_BLOCK, NEWEST, Page, ROWS, Site, earlier_pages, feeds, latest_first};

/// Files that every site has and that hang on nothing: where each goes, and what it holds.
pub const ASSETS: [(&str, &str); 2] =
    [("style.css", STYLE), ("search.js", include_str!("../templates/site/search.js"))];

const STYLE: &str = include_str!("../templates/site/style.css");

/// What stands around every page.
struct Frame<'a> {
    bureau: &'a Bureau<'a>,
    /// From the page's folder to the site's.
    root: &'static str,
    /// The page's own heading.
    title: String,
    /// The pages above it, the column's first one first.
    way: Vec<Link>,
    /// Whether it isn't published yet: then it says so, and hangs on no other file.
    preview: bool,
}

impl Frame<'_> {
    fn say(&self, key: &'static str) -> &str {
        self.bureau.texts.get(key)
    }

    fn lang(&self) -> &'static str {
        self.bureau.texts.lang().html()
    }

    fn style(&self) -> &'static str {
        STYLE
    }

    fn site(&self) -> &crate::domain::Site {
        &self.bureau.settings.site
    }

    /// 信息类别, by its name.
    fn category<'a>(&'a self, code: &'a str) -> &'a str {
        self.bureau.settings.category_name(code)
    }
}

/// A link with the number of what is behind it.
struct Link {
    to: String,
    name: String,
    count: usize,
}

#[derive(Template)]
#[template(path = "site/front.html", config = "src/papers/askama.toml")]
struct FrontPage<'a> {
    frame: Frame<'a>,
    newest: Vec<&'a Entry>,
    years: Vec<Link>,
    categories: Vec<Link>,
    feeds: Vec<i32>,
}

#[derive(Template)]
#[template(path = "site/list.html", config = "src/papers/askama.toml")]
struct ListPage<'a> {
    frame: Frame<'a>,
    entries: Vec<&'a Entry>,
    links: Vec<Link>,
    categories: Vec<Link>,
}

#[derive(Template)]
#[template(path = "site/item.html", config = "src/papers/askama.toml")]
struct ItemPage<'a> {
    frame: Frame<'a>,
    entry: &'a Entry,
    paragraphs: Vec<&'a str>,
}

#[derive(Template)]
#[template(path = "site/on-request.html", config = "src/papers/askama.toml")]
struct OnRequestPage<'a> {
    frame: Frame<'a>,
    listed: Vec<&'a Listed>,
    links: Vec<Link>,
}

#[derive(Template)]
#[template(path = "site/search.html", config = "src/papers/askama.toml")]
struct SearchPage<'a> {
    frame: Frame<'a>,
    years: Vec<i32>,
    categories: Vec<Link>,
}

/// An item's page as it is to be, marked as a preview, with this text.
///
/// # Errors
/// The template can't be filled; it always can.
pub fn preview(entry: &Entry, text: &str, bureau: &Bureau<'_>) -> Result<String, askama::Error> {
    let frame =
        Frame { bureau, root: "../", title: entry.title.clone(), way: way_to(entry, bureau), preview: true };
    ItemPage { frame, entry, paragraphs: paragraphs(text) }.render()
}

/// The lines of a text that say something.
fn paragraphs(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

impl Site {
    /// A page as it is to be written. An item's page shows this text; the others need none.
    ///
    /// # Errors
    /// A template can't be filled; they always can.
    pub fn render(&self, page: &Page, text: &str, bureau: &Bureau<'_>) -> Result<String, askama::Error> {
        let texts = bureau.texts;
        let frame = |root: &'static str, title: String| {
            let way = self.way(page, bureau);
            Frame { bureau, root, title, way, preview: false }
        };
        let name = |key: &'static str| texts.get(key).to_owned();
        let of_year = |year: i32| year_named(year, bureau);
        match page {
            Page::Item(id) => {
                let Some(entry) = self.entry(*id) else { return Ok(String::new()) };
                let frame = frame("../", entry.title.clone());
                ItemPage { frame, entry, paragraphs: paragraphs(text) }.render()
            }
            Page::Block(year, block) => {
                let title = texts.fill(
                    "site.block",
                    &[
                        ("year", &year.to_string()),
                        ("first", &(block * BLOCK + 1).to_string()),
                        ("last", &((block + 1) * BLOCK).to_string()),
                    ],
                );
                let entries = latest_first(self.in_block(*year, *block));
                let links = vec![Link { to: "index.html".to_owned(), name: of_year(*year), count: 0 }];
                ListPage { frame: frame("../", title), entries, links, categories: Vec::new() }.render()
            }
            Page::Category(year, code) => {
                let title = format!("{} {}", of_year(*year), bureau.settings.category_name(code));
                let mut entries = latest_first(self.in_category(*year, code));
                let whole = entries.len() <= ROWS;
                let mut links = if whole { Vec::new() } else { self.blocks_of_category(*year, code, bureau) };
                entries.truncate(ROWS);
                links.push(Link { to: "index.html".to_owned(), name: of_year(*year), count: 0 });
                ListPage { frame: frame("../", title), entries, links, categories: Vec::new() }.render()
            }
            Page::CategoryBlock(year, code, block) => {
                let category = bureau.settings.category_name(code);
                let title =
                    format!("{} {category} {}", of_year(*year), serials(*block, CATEGORY_BLOCK, bureau));
                let entries = latest_first(self.in_category_block(*year, code, *block));
                let to = format!("category-{code}.html");
                let links = vec![Link { to, name: category.to_owned(), count: 0 }];
                ListPage { frame: frame("../", title), entries, links, categories: Vec::new() }.render()
            }
            Page::Year(year) => {
                let title = of_year(*year);
                let (links, categories) = (self.blocks_of(*year, bureau), self.categories_of(*year, bureau));
                ListPage { frame: frame("../", title), entries: Vec::new(), links, categories }.render()
            }
            Page::Front => {
                let years = self.years();
                let counted = |year: &i32| Link {
                    to: format!("{year}/index.html"),
                    name: of_year(*year),
                    count: self.in_year(*year).count(),
                };
                let mut newest: Vec<&Entry> = self.entries.values().collect();
                newest.sort_by(|one, other| {
                    (&other.published_at, &other.path).cmp(&(&one.published_at, &one.path))
                });
                newest.truncate(NEWEST);
                let latest = years.first().copied();
                let mut categories = latest.map(|year| self.categories_of(year, bureau)).unwrap_or_default();
                for (link, year) in categories.iter_mut().zip(std::iter::repeat(latest.unwrap_or_default())) {
                    link.to = format!("{year}/{}", link.to);
                }
                let links = years.iter().map(counted).collect();
                let frame = frame("", name("site.column"));
                FrontPage { frame, newest, years: links, categories, feeds: years }.render()
            }
            Page::Search => {
                let known = bureau.settings.categories.iter();
                let categories =
                    known.map(|one| Link { to: one.code.clone(), name: one.name.clone(), count: 0 });
                let frame = frame("", name("site.search"));
                SearchPage { frame, years: self.years(), categories: categories.collect() }.render()
            }
            Page::OnRequest(page) => {
                let to = |page: usize| Link {
                    to: self.path(&Page::OnRequest(page)),
                    name: match page.checked_sub(1) {
                        None => name("site.on-request-latest"),
                        Some(before) => texts.fill(
                            "site.on-request-rows",
                            &[
                                ("first", &(before * ROWS + 1).to_string()),
                                ("last", &((before + 1) * ROWS).to_string()),
                            ],
                        ),
                    },
                    count: 0,
                };
                let earlier = (1..=earlier_pages(self.listed.len())).rev();
                let links = earlier.chain((*page > 0).then_some(0)).filter(|one| one != page).map(to);
                let listed = self.listed_on(*page);
                let frame = frame("", name("site.on-request"));
                OnRequestPage { frame, listed, links: links.collect() }.render()
            }
            Page::Words(year) => Ok(feeds::words(*year, &latest_first(self.in_year(*year)))),
            Page::Json(year) => Ok(feeds::json(&latest_first(self.in_year(*year)), bureau)),
            Page::Csv(year) => Ok(feeds::csv(&latest_first(self.in_year(*year)), bureau)),
        }
    }

    /// The pages above this one, from its folder.
    fn way(&self, page: &Page, bureau: &Bureau<'_>) -> Vec<Link> {
        match page {
            Page::Item(id) => self.entry(*id).map_or_else(Vec::new, |entry| way_to(entry, bureau)),
            Page::CategoryBlock(year, code, _) => way_down(Some(*year), Some(code), bureau),
            Page::Block(year, _) | Page::Category(year, _) => way_down(Some(*year), None, bureau),
            Page::Year(_) => way_down(None, None, bureau),
            _ => Vec::new(),
        }
    }

    fn blocks_of(&self, year: i32, bureau: &Bureau<'_>) -> Vec<Link> {
        let mut counts: std::collections::BTreeMap<u64, usize> = std::collections::BTreeMap::new();
        for entry in self.in_year(year) {
            *counts.entry(super::block(entry, BLOCK)).or_default() += 1;
        }
        let link = |(block, count): (u64, usize)| Link {
            to: format!("page-{}.html", block + 1),
            name: serials(block, BLOCK, bureau),
            count,
        };
        counts.into_iter().rev().map(link).collect()
    }

    fn blocks_of_category(&self, year: i32, code: &str, bureau: &Bureau<'_>) -> Vec<Link> {
        let mut counts: std::collections::BTreeMap<u64, usize> = std::collections::BTreeMap::new();
        for entry in self.in_category(year, code) {
            *counts.entry(super::block(entry, CATEGORY_BLOCK)).or_default() += 1;
        }
        let link = |(block, count): (u64, usize)| Link {
            to: format!("category-{code}-page-{}.html", block + 1),
            name: serials(block, CATEGORY_BLOCK, bureau),
            count,
        };
        counts.into_iter().rev().map(link).collect()
    }

    fn categories_of(&self, year: i32, bureau: &Bureau<'_>) -> Vec<Link> {
        let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        for entry in self.in_year(year) {
            *counts.entry(&entry.category).or_default() += 1;
        }
        let link = |(code, count): (&str, usize)| Link {
            to: format!("category-{code}.html"),
            name: bureau.settings.category_name(code).to_owned(),
            count,
        };
        counts.into_iter().map(link).collect()
    }
}

/// The pages above an item's.
fn way_to(entry: &Entry, bureau: &Bureau<'_>) -> Vec<Link> {
    way_down(Some(entry.year).filter(|year| *year > 0), Some(&entry.category), bureau)
}

/// From the column's first page to this year and this category in it.
fn way_down(year: Option<i32>, category: Option<&str>, bureau: &Bureau<'_>) -> Vec<Link> {
    let front = Link {
        to: "../index.html".to_owned(),
        name: bureau.texts.get("site.catalogue").to_owned(),
        count: 0,
    };
    let year =
        year.map(|year| Link { to: "index.html".to_owned(), name: year_named(year, bureau), count: 0 });
    let category = category.filter(|_| year.is_some()).map(|code| Link {
        to: format!("category-{code}.html"),
        name: bureau.settings.category_name(code).to_owned(),
        count: 0,
    });
    std::iter::once(front).chain(year).chain(category).collect()
}

/// What a year is called: 2026年.
fn year_named(year: i32, bureau: &Bureau<'_>) -> String {
    bureau.texts.fill("site.year", &[("year", &year.to_string())])
}

/// What a block of so many serials is called: 第 1 至 100 号.
fn serials(block: u64, wide: u64, bureau: &Bureau<'_>) -> String {
    let (first, last) = ((block * wide + 1).to_string(), ((block + 1) * wide).to_string());
    bureau.texts.fill("site.serials", &[("first", &first), ("last", &last)])
}

/// A number of bytes as people read it.
fn size(bytes: &u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KB", bytes / 1_024),
        _ => format!("{} MB", bytes / 1_048_576),
    }
}

/// A date as it is read; nothing where there is none.
fn day(day: &Option<chrono::NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}
