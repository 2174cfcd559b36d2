//! Feeds: a year's catalogue for programs, and the words in which the search page looks.

use serde::Serialize;

use super::super::bureau::Bureau;
use super::entry::Entry;

/// An entry as programs read it; names change only by addition.
#[derive(Serialize)]
struct Fed<'a> {
    index_number: &'a str,
    title: &'a str,
    summary: &'a str,
    made_on: Option<String>,
    number: &'a str,
    publisher: &'a str,
    category: &'a str,
    category_name: &'a str,
    subject: &'a str,
    genre: &'a str,
    keywords: &'a [String],
    validity: &'a str,
    section: &'a str,
    published_on: String,
    url: String,
    source_url: &'a str,
}

impl<'a> Fed<'a> {
    fn of(entry: &'a Entry, bureau: &Bureau<'a>) -> Fed<'a> {
        Fed {
            index_number: &entry.index_number,
            title: &entry.title,
            summary: &entry.summary,
            made_on: entry.made_on.map(|day| day.to_string()),
            number: &entry.number,
            publisher: &entry.publisher,
            category: &entry.category,
            category_name: bureau.settings.category_name(&entry.category),
            subject: &entry.subject,
            genre: &entry.genre,
            keywords: &entry.keywords,
            validity: &entry.validity,
            section: &entry.section,
            published_on: entry.published_on.to_string(),
            url: format!("{}{}", bureau.settings.site.address, entry.path),
            source_url: &entry.source_url,
        }
    }
}

/// What the search page loads: one call with a row for each entry. It is read as a script, so that the search
/// also works from a folder without any server.
pub(super) fn words(year: i32, entries: &[&Entry]) -> String {
    let row = |entry: &&Entry| {
        let day = entry.published_on.to_string();
        let words = [
            entry.path.as_str(),
            &entry.title,
            &entry.index_number,
            &entry.number,
            &entry.category,
            &day,
            &entry.summary,
        ];
        harmless(&serde_json::to_string(&words).unwrap_or_default())
    };
    let rows: Vec<String> = entries.iter().map(row).collect();
    format!("found({year},[\n{}\n]);\n", rows.join(",\n"))
}

/// The catalogue of a year as JSON.
pub(super) fn json(entries: &[&Entry], bureau: &Bureau<'_>) -> String {
    let fed: Vec<Fed<'_>> = entries.iter().map(|entry| Fed::of(entry, bureau)).collect();
    // Plain values have no way to fail.
    serde_json::to_string_pretty(&fed).unwrap_or_default() + "\n"
}

/// The catalogue of a year as CSV, with the mark by which spreadsheets know UTF-8.
pub(super) fn csv(entries: &[&Entry], bureau: &Bureau<'_>) -> String {
    const FIELDS: [&str; 11] = [
        "index-number",
        "title",
        "summary",
        "made-on",
        "number",
        "publisher",
        "category",
        "keywords",
        "validity",
        "published-on",
        "url",
    ];
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let mut row = |cells: &[String]| {
        // Memory takes everything.
        let _ = out.write_record(cells);
    };
    row(&FIELDS.map(|field| bureau.texts.paper_field(field).to_owned()));
    for entry in entries {
        let fed = Fed::of(entry, bureau);
        row(&[
            fed.index_number.to_owned(),
            fed.title.to_owned(),
            fed.summary.to_owned(),
            fed.made_on.unwrap_or_default(),
            fed.number.to_owned(),
            fed.publisher.to_owned(),
            fed.category_name.to_owned(),
            fed.keywords.join(" "),
            fed.validity.to_owned(),
            fed.published_on,
            fed.url,
        ]);
    }
    let bytes = out.into_inner().unwrap_or_default();
    format!("\u{feff}{}", String::from_utf8_lossy(&bytes))
}

/// JSON that is safe within a script whatever it says.
fn harmless(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}
