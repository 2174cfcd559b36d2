//! `site check`: asks whether what is recorded as public can be read where it is said to be.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use serde::Serialize;

use super::exit::{Answer, Status, Trouble};
use super::look::missing;
use super::print::{harmless, table};
use super::session::Session;
use crate::domain::{self, ItemId};
use crate::papers::Site;
use crate::projection::Card;
use crate::shell::{self, Answered, Web};
use crate::texts::Texts;

/// Pages asked for at once, whatever their hosts: few enough that no host minds.
const SIDE_BY_SIDE: usize = 4;

/// Pages of the 依申请公开 catalogue that are looked through for rows, where a host has an answer to everything.
const MOST_PAGES: usize = 100;

/// How often it looks, between answers, whether its person has broken it off.
const LOOK: Duration = Duration::from_millis(100);

/// What is recorded of an item that is public.
struct Recorded {
    id: ItemId,
    url: String,
    title: String,
}

/// Recorded pages, and at which places of the list each address stands: an address is asked once.
struct Asked {
    recorded: Vec<Recorded>,
    addresses: Vec<Vec<usize>>,
}

/// What became of a recorded page.
#[derive(Clone)]
enum Told {
    NotAsked,
    Fine,
    Wrong(String),
}

/// What a recorded page answered, for scripts.
#[derive(Serialize)]
struct CheckedForm {
    id: String,
    url: String,
    /// None where it was broken off before this address was asked.
    fine: Option<bool>,
    answer: String,
}

/// Asks every recorded address whether it answers and carries the title of its item. No other host is asked.
pub(super) fn check(ids: &[ItemId], session: &Session) -> Answer {
    let recorded = recorded(ids, session)?;
    let addresses = by_address(&recorded);
    let asked = Arc::new(Asked { recorded, addresses });
    let told = ask_all(&asked, session)?;
    let count = |wanted: fn(&Told) -> bool| told.iter().filter(|one| wanted(one)).count();
    let bad = count(|told| matches!(told, Told::Wrong(_)));
    let left = count(|told| matches!(told, Told::NotAsked));
    let checked: Vec<CheckedForm> =
        asked.recorded.iter().zip(&told).map(|(one, told)| form(one, told, &session.texts)).collect();
    if session.json {
        session.say_json(&checked)?;
    } else {
        let heads =
            ["cli.column-id", "cli.column-answer", "cli.column-url"].map(|key| session.texts.get(key));
        let rows: Vec<[String; 3]> = checked.into_iter().map(|one| [one.id, one.answer, one.url]).collect();
        session.say(table(heads, &rows))?;
    }
    if !session.json || left > 0 {
        let key = if left > 0 { "cli.site-broken-off" } else { "cli.site-checked" };
        let (n, bad, left) = ((told.len() - left).to_string(), bad.to_string(), left.to_string());
        session.note(&session.texts.fill(key, &[("n", &n), ("bad", &bad), ("left", &left)]));
    }
    Ok(if bad + left == 0 { Status::Done } else { Status::Refused })
}

/// What is recorded as public of these items, or of all.
fn recorded(ids: &[ItemId], session: &Session) -> Result<Vec<Recorded>, Trouble> {
    // Hosts may take their time, and nobody is to wait for the database meanwhile: it is let go at the end of this.
    let client = session.open()?;
    let mut recorded = Vec::new();
    let mut note = |card: &Card| {
        if let Some((_, url)) = card.page() {
            let title = card.published.as_ref().map(|published| published.content.title.clone());
            let (id, url, title) = (card.item.id, url.to_owned(), title.unwrap_or_default());
            recorded.push(Recorded { id, url, title });
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
    Ok(recorded)
}

/// The places of each address, in the order in which they first come.
fn by_address(recorded: &[Recorded]) -> Vec<Vec<usize>> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut addresses: Vec<Vec<usize>> = Vec::new();
    for (place, one) in recorded.iter().enumerate() {
        let address = *known.entry(&one.url).or_insert(addresses.len());
        match addresses.get_mut(address) {
            Some(places) => places.push(place),
            None => addresses.push(vec![place]),
        }
    }
    addresses
}

/// What every recorded page answers, some asked side by side, until all have or their person has enough.
fn ask_all(asked: &Arc<Asked>, session: &Session) -> Result<Vec<Told>, Trouble> {
    let broken_off = shell::interruption().map_err(Trouble::Terminal)?;
    let (web, next, mut progress) = (Arc::new(Web::new()), Arc::new(AtomicUsize::new(0)), session.progress());
    let (say, answers) = channel();
    for _ in 0..SIDE_BY_SIDE {
        let (say, next, web, asked, texts) =
            (say.clone(), next.clone(), web.clone(), asked.clone(), session.texts);
        // Whoever breaks it off doesn't wait for a host: what is under way then ends with the program.
        std::thread::spawn(move || {
            while let Some(places) = asked.addresses.get(next.fetch_add(1, Ordering::Relaxed))
                && say.send((places.clone(), answers_at(&asked.recorded, places, &web, &texts))).is_ok()
            {
            }
        });
    }
    drop(say);
    let mut told = vec![Told::NotAsked; asked.recorded.len()];
    let mut done = 0;
    while !broken_off.load(Ordering::Relaxed) {
        match answers.recv_timeout(LOOK) {
            Ok((places, came)) => {
                done += 1;
                progress(done, u64::try_from(asked.addresses.len()).unwrap_or(u64::MAX));
                for (place, came) in places.into_iter().zip(came) {
                    told[place] = came;
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    Ok(told)
}

/// What the address of these places answers for each of them.
fn answers_at(recorded: &[Recorded], places: &[usize], web: &Web, texts: &Texts) -> Vec<Told> {
    let here: Vec<&Recorded> = places.iter().filter_map(|place| recorded.get(*place)).collect();
    let Some(url) = here.first().map(|one| one.url.as_str()) else { return Vec::new() };
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return vec![Told::Wrong(texts.get("cli.site-scheme").to_owned()); here.len()];
    }
    let wrong = match web.ask(url) {
        Answered::Page(page) => {
            let titles: Vec<&str> = here.iter().map(|one| one.title.as_str()).collect();
            let there = are_there(url, &page, &titles, web);
            let untitled = || Told::Wrong(texts.get("cli.site-untitled").to_owned());
            return there.into_iter().map(|there| if there { Told::Fine } else { untitled() }).collect();
        }
        Answered::Moved(to) => texts.fill("cli.site-moved", &[("to", &harmless(&to))]),
        Answered::Status(status) => texts.fill("cli.site-status", &[("n", &status.to_string())]),
        Answered::Late(seconds) => texts.fill("cli.site-late", &[("n", &seconds.to_string())]),
        Answered::NoHost => texts.get("cli.site-no-host").to_owned(),
        Answered::Nothing(why) => texts.fill("cli.site-nothing", &[("why", &why)]),
    };
    vec![Told::Wrong(wrong); here.len()]
}

/// Which of these titles a page carries. A row that was entered in the 依申请公开 catalogue may stand on one of its
/// pages of earlier rows by now, each of which is asked once for all of them.
fn are_there(url: &str, page: &[u8], titles: &[&str], web: &Web) -> Vec<bool> {
    let mut there: Vec<bool> = titles.iter().map(|title| carries(page, title)).collect();
    let Some(stem) = url.strip_suffix(domain::Site::CATALOGUE) else { return there };
    for page in 1..=MOST_PAGES {
        if there.iter().all(|there| *there) {
            break;
        }
        let Answered::Page(page) = web.ask(&format!("{stem}{}", Site::earlier_rows(page))) else { break };
        for (there, title) in there.iter_mut().zip(titles) {
            *there = *there || carries(&page, title);
        }
    }
    there
}

fn form(one: &Recorded, told: &Told, texts: &Texts) -> CheckedForm {
    let (fine, answer) = match told {
        Told::NotAsked => (None, texts.get("cli.site-not-asked").to_owned()),
        Told::Fine => (Some(true), texts.get("cli.site-ok").to_owned()),
        Told::Wrong(why) => (Some(false), why.clone()),
    };
    CheckedForm { id: one.id.to_string(), url: one.url.clone(), fine, answer }
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
