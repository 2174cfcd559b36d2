//! The site: builds its pages. Whether they can be read is asked in [`super::addresses`].

use std::io::{self, ErrorKind};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::addresses;
use super::args::SiteCommand;
use super::exit::{Answer, Status, Trouble};
use super::look::missing;
use super::paper::{bureau, put};
use super::session::Session;
use crate::client::Client;
use crate::domain::{Digest, ItemId};
use crate::papers::{self, ASSETS, Bureau, Entry, Page, Site};
use crate::shell::Tree;
use crate::texts::{Lang, Texts};

/// Records asked for at a time.
const RECORDS: usize = 10_000;

/// How often a build looks whether something came while it took in what had. Who acts without a pause must not
/// keep it from ever ending.
const MOST_ROUNDS: usize = 100;

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
            addresses::check(&ids, session)
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
    // Up to which record what is remembered is right as it is.
    let mut remembered = None;
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
                true => {
                    remembered = Some(built.sequence);
                    built
                }
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
    let written = first || put + removed > 0;
    if written || remembered != Some(sequence) {
        let state = postcard::to_stdvec(&Built { identity: client.identity().0, sequence, site });
        let state = state.map_err(|error| failed(io::Error::other(error)))?;
        let keeping = if written { tree.show(&state) } else { tree.remember(&state) };
        keeping.map_err(failed)?;
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
