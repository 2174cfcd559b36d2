//! The site: builds its pages, and asks whether what is recorded can be read.

use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use serde::{Deserialize, Serialize};

use super::args::SiteCommand;
use super::exit::{Answer, Status, Trouble};
use super::look::missing;
use super::paper::{bureau, put};
use super::print::{harmless, table};
use super::session::Session;
use crate::client::Client;
use crate::domain::{self, Digest, ItemId};
use crate::papers::{self, ASSETS, Bureau, Entry, Page, Site};
use crate::projection::Card;
use crate::shell::{Answered, Tree, Web};
use crate::texts::{Lang, Texts};

/// Records asked for at a time.
const RECORDS: usize = 10_000;

/// Pages asked for at once, whatever their hosts: few enough that no host minds.
const SIDE_BY_SIDE: usize = 4;

/// How often a build looks whether something came while it took in what had. Who acts without a pause must not
/// keep it from ever ending.
const MOST_ROUNDS: usize = 100;

/// Pages of the 依申请公开 catalogue that are looked through for a row, where a host has an answer to everything.
const MOST_PAGES: usize = 100;

/// What a build leaves for the next one.
#[derive(Serialize, Deserialize)]
struct Built {
    /// Of which database it was made.
    identity: [u8; 32],
    /// Up to which record.
    sequence: u64,
    /// What it shows.
    site: Site,
}

/// `site build`, `site preview` and `site check`.
pub(super) fn run(command: &SiteCommand, session: &Session) -> Answer {
    match command {
        SiteCommand::Build { dir } => build(dir, session),
        SiteCommand::Preview { id, output } => preview(session.item(*id), output.as_deref(), session),
        SiteCommand::Check { ids } => {
            let ids: Vec<ItemId> = ids.iter().map(|number| session.item(*number)).collect();
            check(&ids, session)
        }
    }
}

/// Writes what has changed since the last build, and shows all of it at once.
fn build(dir: &Path, session: &Session) -> Answer {
    let client = session.open()?;
    if !client.reads_everything() {
        session.note(session.texts.get("cli.site-partial"));
        return Ok(Status::Refused);
    }
    // The public reads Chinese, whatever language the office works in.
    let bureau = Bureau { texts: Texts::new(Lang::Zh), ..bureau(session, &client) };
    let failed = |error| Trouble::File(dir.to_owned(), error);
    let mut tree = Tree::open(dir).map_err(|error| not_ours(error, dir, session))?;
    let begun = client.sequence()?;
    let before = tree.state().map_err(failed)?;
    let first = before.is_none();
    let taken = match before {
        None => {
            let site = with_everything(Site::default(), &client, &bureau, session)?;
            Built { identity: client.identity().0, sequence: begun, site }
        }
        Some(bytes) => {
            let said = [("path", dir.display().to_string())];
            let said = said.each_ref().map(|(name, value)| (*name, value.as_str()));
            let unreadable = |_| session.usage("cli.site-state", &said);
            let built: Built = postcard::from_bytes(&bytes).map_err(unreadable)?;
            if Digest(built.identity) != client.identity() {
                return Err(session.usage("cli.site-other", &said));
            }
            match built.site.is_for(&bureau) {
                true => built,
                false => {
                    let site = with_everything(built.site, &client, &bureau, session)?;
                    Built { sequence: begun, site, ..built }
                }
            }
        }
    };
    let Built { sequence, site, .. } = with_what_came_since(taken, &client, &bureau)?;
    let (pages, gone) = (site.stale_pages(), site.gone());
    let (mut put, mut removed) = (0_u64, 0_u64);
    if first || !pages.is_empty() || !gone.is_empty() {
        tree.begin().map_err(failed)?;
        for (path, text) in ASSETS {
            put += u64::from(tree.put(path, text.as_bytes()).map_err(failed)?);
        }
        let mut progress = session.progress();
        let all = u64::try_from(pages.len()).unwrap_or(u64::MAX);
        for (page, done) in pages.iter().zip(1..) {
            let text = text_of(page, &site, &client, session)?;
            let page_text =
                site.render(page, &text, &bureau).map_err(|error| failed(io::Error::other(error)))?;
            put += u64::from(tree.put(&site.path(page), page_text.as_bytes()).map_err(failed)?);
            progress(done, all);
        }
        for (id, file) in site.stale_files() {
            let bytes = content(id, file.digest(), &client, session)?;
            put += u64::from(tree.put(&file.path, &bytes).map_err(failed)?);
        }
        for path in gone {
            removed += u64::from(tree.remove(&path).map_err(failed)?);
        }
    }
    let items = site.len();
    let state = postcard::to_stdvec(&Built { identity: client.identity().0, sequence, site });
    let state = state.map_err(|error| failed(io::Error::other(error)))?;
    if first || put + removed > 0 {
        tree.show(&state).map_err(failed)?;
    } else {
        tree.remember(&state).map_err(failed)?;
    }
    let form = BuiltForm { path: dir.display().to_string(), items, written: put, removed };
    if session.json {
        session.say_json(&form)?;
    } else {
        let key = if put + removed > 0 { "cli.site-built" } else { "cli.site-same" };
        let (items, put, gone) = (items.to_string(), put.to_string(), removed.to_string());
        let values = [("path", form.path.as_str()), ("n", &items), ("put", &put), ("gone", &gone)];
        session.say([session.texts.fill(key, &values)])?;
    }
    Ok(Status::Done)
}

/// An item's page as it would be were it published today.
fn preview(id: ItemId, output: Option<&Path>, session: &Session) -> Answer {
    let client = session.open()?;
    let Some(card) = client.card(id)? else { return Err(missing(id, session, &client)) };
    let bureau = Bureau { texts: Texts::new(Lang::Zh), ..bureau(session, &client) };
    let Some(entry) = Entry::foreseen(&card, &bureau) else {
        let said = session.texts.fill("cli.site-no-page", &[("item", &id.to_string())]);
        return Err(Trouble::Refused("no-page", said));
    };
    if card.item.submission.content.has_outdated_public_text() {
        session.note(session.texts.get("ui.public-text-outdated"));
    }
    let bytes = entry.text().map(|digest| content(id, digest, &client, session)).transpose()?;
    let text = String::from_utf8_lossy(bytes.as_deref().unwrap_or_default()).into_owned();
    let page = papers::preview(&entry, &text, &bureau);
    let page = page.map_err(|error| Trouble::Output(io::Error::other(error)))?;
    if session.json && output.is_none_or(|path| path == Path::new("-")) {
        session.say_json(&PreviewForm { item: id.to_string(), html: &page })?;
        return Ok(Status::Done);
    }
    put(page.as_bytes(), output, session)
}

/// A page before it is one, for scripts.
#[derive(Serialize)]
struct PreviewForm<'a> {
    item: String,
    html: &'a str,
}

/// What a build did, for scripts.
#[derive(Serialize)]
struct BuiltForm {
    path: String,
    items: usize,
    written: u64,
    removed: u64,
}

fn not_ours(error: io::Error, dir: &Path, session: &Session) -> Trouble {
    let path = dir.display().to_string();
    match error.kind() {
        ErrorKind::AlreadyExists => session.usage("cli.site-not-ours", &[("path", &path)]),
        ErrorKind::WouldBlock => session.usage("cli.site-busy", &[("path", &path)]),
        _ => Trouble::File(dir.to_owned(), error),
    }
}

/// A site of all that is public now, made for this bureau: what its pages say of an item depends on the settings.
fn with_everything(
    site: Site,
    client: &Client,
    bureau: &Bureau<'_>,
    session: &Session,
) -> Result<Site, Trouble> {
    let mut site = site.for_bureau(bureau);
    client.each_card(&mut session.progress(), &mut |card| site.take(card.item.id, Some(card), bureau))?;
    Ok(site)
}

/// A site as it was taken in, with what has happened since, until nothing more has: then all of it is as it was
/// after one record, though others acted beside.
fn with_what_came_since(mut taken: Built, client: &Client, bureau: &Bureau<'_>) -> Result<Built, Trouble> {
    for _ in 0..MOST_ROUNDS {
        let now = client.sequence()?;
        if taken.sequence >= now {
            break;
        }
        while taken.sequence < now {
            let changed = client.changed_since(taken.sequence, RECORDS)?;
            for id in changed.items {
                taken.site.take(id, client.card(id)?.as_ref(), bureau);
            }
            taken.sequence = changed.up_to.max(taken.sequence + 1);
        }
    }
    Ok(taken)
}

/// The text that an item's page shows.
fn text_of(page: &Page, site: &Site, client: &Client, session: &Session) -> Result<String, Trouble> {
    let Page::Item(id) = page else { return Ok(String::new()) };
    let Some(digest) = site.entry(*id).and_then(Entry::text) else { return Ok(String::new()) };
    Ok(String::from_utf8_lossy(&content(*id, digest, client, session)?).into_owned())
}

/// What a page shows or hands out. Where it is missing nothing is shown: an empty page would be a statement.
fn content(id: ItemId, digest: Digest, client: &Client, session: &Session) -> Result<Vec<u8>, Trouble> {
    client.blob(id, digest)?.ok_or_else(|| {
        let values = [("item", id.to_string()), ("digest", digest.to_string())];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        Trouble::Failed(session.texts.fill("cli.site-blob-missing", &values))
    })
}

/// What a recorded page answered, for scripts.
#[derive(Serialize)]
struct CheckedForm {
    id: String,
    url: String,
    fine: bool,
    answer: String,
}

/// Asks every recorded address whether it answers and carries the title of its item. No other host is asked.
fn check(ids: &[ItemId], session: &Session) -> Answer {
    let client = session.open()?;
    let mut recorded: Vec<(ItemId, String, String)> = Vec::new();
    let mut note = |card: &Card| {
        if let Some((_, url)) = card.page() {
            let title = card.published.as_ref().map(|published| published.content.title.clone());
            recorded.push((card.item.id, url.to_owned(), title.unwrap_or_default()));
        }
    };
    if ids.is_empty() {
        client.each_card(&mut |_, _| {}, &mut note)?;
    }
    for id in ids {
        match client.card(*id)? {
            Some(card) => note(&card),
            None => return Err(missing(*id, session, &client)),
        }
    }
    // Hosts may take their time, and nobody is to wait for the database meanwhile.
    drop(client);
    let checked = ask_all(recorded, session);
    let bad = checked.iter().filter(|one| !one.fine).count();
    if session.json {
        session.say_json(&checked)?;
    } else {
        let heads =
            ["cli.column-id", "cli.column-answer", "cli.column-url"].map(|key| session.texts.get(key));
        let rows: Vec<[String; 3]> =
            checked.iter().map(|one| [one.id.clone(), one.answer.clone(), one.url.clone()]).collect();
        session.say(table(heads, &rows))?;
        let (n, bad) = (checked.len().to_string(), bad.to_string());
        session.note(&session.texts.fill("cli.site-checked", &[("n", &n), ("bad", &bad)]));
    }
    Ok(if bad == 0 { Status::Done } else { Status::Refused })
}

/// What every recorded page answers, some asked side by side.
fn ask_all(recorded: Vec<(ItemId, String, String)>, session: &Session) -> Vec<CheckedForm> {
    let (web, texts, mut progress) = (Web::new(), session.texts, session.progress());
    let all = u64::try_from(recorded.len()).unwrap_or(u64::MAX);
    let next = AtomicUsize::new(0);
    let mut problems: Vec<Option<String>> = vec![None; recorded.len()];
    std::thread::scope(|scope| {
        let (told, answers) = mpsc::channel();
        for _ in 0..SIDE_BY_SIDE {
            let (told, next, web, recorded) = (told.clone(), &next, &web, &recorded);
            scope.spawn(move || {
                while let place = next.fetch_add(1, Ordering::Relaxed)
                    && let Some((_, url, title)) = recorded.get(place)
                    && told.send((place, problem(url, title, web, &texts))).is_ok()
                {}
            });
        }
        drop(told);
        for ((place, problem), done) in answers.iter().zip(1..) {
            problems[place] = problem;
            progress(done, all);
        }
    });
    let form = |((id, url, _), problem): ((ItemId, String, String), Option<String>)| CheckedForm {
        id: id.to_string(),
        url,
        fine: problem.is_none(),
        answer: problem.unwrap_or_else(|| texts.get("cli.site-ok").to_owned()),
    };
    recorded.into_iter().zip(problems).map(form).collect()
}

/// What is wrong with a recorded page.
fn problem(url: &str, title: &str, web: &Web, texts: &Texts) -> Option<String> {
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return Some(texts.get("cli.site-scheme").to_owned());
    }
    match web.ask(url) {
        Answered::Page(page) if carries(&page, title) => None,
        Answered::Page(_) if is_on_an_earlier_page(url, title, web) => None,
        Answered::Page(_) => Some(texts.get("cli.site-untitled").to_owned()),
        Answered::Moved(to) => Some(texts.fill("cli.site-moved", &[("to", &harmless(&to))])),
        Answered::Status(status) => Some(texts.fill("cli.site-status", &[("n", &status.to_string())])),
        Answered::Late(seconds) => Some(texts.fill("cli.site-late", &[("n", &seconds.to_string())])),
        Answered::NoHost => Some(texts.get("cli.site-no-host").to_owned()),
        Answered::Nothing(why) => Some(texts.fill("cli.site-nothing", &[("why", &why)])),
    }
}

/// Whether a row that was entered in the 依申请公开 catalogue stands on one of its pages of earlier rows by now.
fn is_on_an_earlier_page(url: &str, title: &str, web: &Web) -> bool {
    let Some(stem) = url.strip_suffix(domain::Site::CATALOGUE) else { return false };
    let earlier = (1..=MOST_PAGES).map(|page| web.ask(&format!("{stem}{}", Site::earlier_rows(page))));
    let pages = earlier.map_while(|answer| match answer {
        Answered::Page(page) => Some(page),
        _ => None,
    });
    pages.into_iter().any(|page| carries(&page, title))
}

/// Whether a page says this title, whatever its letters are written in, wherever its lines end, and whatever marks
/// stand in between.
fn carries(page: &[u8], title: &str) -> bool {
    let wanted = plain(title);
    let (chinese, _, _) = encoding_rs::GB18030.decode(page);
    let says = |page: &str| [page, &without_marks(page)].iter().any(|text| plain(text).contains(&wanted));
    says(&String::from_utf8_lossy(page)) || says(&chinese)
}

/// What a page says between its marks.
fn without_marks(page: &str) -> String {
    let after_mark = |part: &str| part.split_once('>').map_or(String::new(), |(_, said)| said.to_owned());
    let mut parts = page.split('<');
    let first = parts.next().unwrap_or_default().to_owned();
    std::iter::once(first).chain(parts.map(after_mark)).collect()
}

/// A text without blanks, with characters written out, and as one writes brackets and quotes at a keyboard.
fn plain(text: &str) -> String {
    let text = written_out(text);
    let folded = |c: char| match c {
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(folded).collect()
}

/// A text with its characters that are written as references, by number or by name, written out.
fn written_out(text: &str) -> String {
    let mut parts = text.split('&');
    let mut said = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let named = part.split_once(';').and_then(|(name, rest)| Some((character(name)?, rest)));
        match named {
            Some((c, rest)) => {
                said.push(c);
                said.push_str(rest);
            }
            None => {
                said.push('&');
                said.push_str(part);
            }
        }
    }
    said
}

/// The character that a reference stands for, of those that editors of pages write.
fn character(name: &str) -> Option<char> {
    const NAMED: [(&str, char); 20] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
        ("ensp", ' '),
        ("emsp", ' '),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("middot", '·'),
        ("bull", '•'),
        ("hellip", '…'),
        ("mdash", '—'),
        ("ndash", '–'),
        ("times", '×'),
        ("laquo", '«'),
        ("raquo", '»'),
    ];
    let number = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => digits.parse().ok(),
        },
        None => return NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c),
    };
    number.and_then(char::from_u32)
}

#[cfg(test)]
mod tests {
    use super::carries;

    #[test]
    fn a_title_is_found_however_its_characters_are_written() {
        let title = "关于“专精特新”企业——技术改造·设备更新(A&B)…的通知";
        for page in [
            "<h1>关于&ldquo;专精特新&rdquo;企业&mdash;&mdash;技术改造&middot;设备更新(A&amp;B)&hellip;的通知</h1>",
            "<h1>&#20851;&#20110;&#8220;专精特新&#x201D;企业&#8212;&#8212;技术改造&#xB7;设备更新(A&B)&#8230;的通知</h1>",
        ] {
            assert!(carries(page.as_bytes(), title), "{page}");
        }
        for page in ["<h1>关于&ldquo;专精特新&rdquo;企业的通知</h1>", "&#20851", "&#x110000;&;&#;", ""]
        {
            assert!(!carries(page.as_bytes(), title), "{page}");
        }
    }
}
