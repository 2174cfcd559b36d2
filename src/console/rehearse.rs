//! Rehearsing: what a check shows before anything is done. What each act would come to, and what should be
//! known before it is confirmed. For `drive` alone; the rules are asked through the client and change nothing.

use super::app::App;
use super::check::Planned;
use super::files;
use super::update::{Asked, Message, stands_against};
use crate::client::{Client, Failure, Order, Outcome, Since, findings, masked, past, text_of};
use crate::domain::{Act, Author, ItemEvent, ItemId, Refusal, Submission, Verb};
use crate::procedure::{Attribute, ProcedureKey, Role};
use crate::texts::Names;

/// Bytes of a text that a check tells the beginning of.
const BEGINNING: usize = 300;

/// Items of which a check tells what will stand on record: of several it is mostly the same.
const RECORDS_TOLD: usize = 2;

/// Drafts of which a check tells what they say.
const DRAFTS_TOLD: usize = 20;

/// Items of which a check tells whether there is personal data in them.
const SCANS_TOLD: usize = 200;

/// Lines that the scan would mask of which a check shows the outcome.
const MASKED_LINES: usize = 200;

/// What these would come to, with what should be known of each before it is confirmed.
///
/// # Errors
/// The desk can't be asked. A file that can't be read is answered in words.
pub(super) fn rehearse(
    client: &Client,
    app: &App,
    verb: Verb,
    mut planned: Vec<Planned>,
) -> Result<Message, Failure> {
    let brought = planned.iter_mut().try_for_each(files::bring);
    if let Err((path, why)) = brought {
        let what = [("path", path.as_str()), ("why", &why.to_string())];
        return Ok(Message::Failed(app.texts.fill("ui.unreadable", &what)));
    }
    for one in &mut planned {
        one.remarks = match verb {
            Verb::Recall => recalled(client, app, one)?,
            Verb::Expunge => outliving(client, app, one)?,
            Verb::Answer => asked_about(client, app, one)?,
            _ => Vec::new(),
        };
        mask(client, app, one)?;
    }
    let mut outcomes = client.rehearse(&orders(client, &planned))?;
    take_up(client, app, &mut planned, &mut outcomes)?;
    if matches!(verb, Verb::Submit | Verb::Approve | Verb::ChangeAttribute) {
        tell_of_scan(client, app, &mut planned)?;
    }
    match verb {
        Verb::Draft | Verb::Submit => {
            tell_of_draft(client, app, &mut planned)?;
            tell_of_public_text(client, app, &mut planned)?;
        }
        Verb::Approve => tell_of_unseen(client, app, &mut planned)?,
        Verb::ChangeAttribute | Verb::Return => {
            tell_of_unseen(client, app, &mut planned)?;
            tell_of_record(client, app, &mut planned, &outcomes)?;
        }
        // What a change says stands in its form.
        Verb::Edit => tell_of_public_text(client, app, &mut planned)?,
        _ => tell_of_record(client, app, &mut planned, &outcomes)?,
    }
    tell_of_doubts(client, app, &mut planned)?;
    Ok(Message::Rehearsed(verb, planned.into_iter().zip(outcomes).collect()))
}

/// What stands against each of these: nothing, as soon as the rules allow one way to do it; else why the
/// first way is refused, where all are.
///
/// # Errors
/// The desk can't be asked.
pub(super) fn survey(client: &Client, asked: &[Asked]) -> Result<Vec<(Verb, Option<Refusal>)>, Failure> {
    let mut answers = Vec::new();
    for (verb, ways) in asked {
        let mut against = None;
        for way in ways {
            let outcome = client.rehearse(&orders(client, std::slice::from_ref(way)))?.pop();
            let refusal = match outcome {
                Some(Outcome::Refused(refusal)) if stands_against(*verb, &refusal) => refusal,
                _ => {
                    against = None;
                    break;
                }
            };
            // That a duty isn't open says less than any other reason.
            let says_less = matches!(against, None | Some(Refusal::NoSuchDuty(_)));
            against = if says_less { Some(refusal) } else { against };
        }
        answers.push((*verb, against));
    }
    Ok(answers)
}

/// What is planned, as it is asked of the desk.
pub(super) fn orders(client: &Client, planned: &[Planned]) -> Vec<Order> {
    let order = |one: &Planned| {
        let mut order = client.order(one.id, one.revision, one.act.clone());
        order.blobs.clone_from(&one.blobs);
        order
    };
    planned.iter().map(order).collect()
}

/// Who did what since somebody was shown an item, and what it says otherwise: 庄毅 修改: 正文, 理由.
pub(super) fn differing(app: &App, since: &Since) -> String {
    let texts = &app.texts;
    let names = Names { roster: &app.setup.roster, procedure: app.setup.procedure(&since.procedure) };
    let mut said = String::new();
    for act in past(&since.happened) {
        said = said + "  " + &texts.event(act.author, act.event, names);
    }
    let parts: Vec<&str> = since.parts.iter().map(|part| texts.part(*part)).collect();
    if !parts.is_empty() {
        said = said + ": " + &parts.join(texts.get("ui.list-separator"));
    }
    said
}

/// What a recall would undo, and who has opened the item since it came where it is, one line each.
fn recalled(client: &Client, app: &App, planned: &Planned) -> Result<Vec<String>, Failure> {
    let sheet = planned.id.map(|id| client.sheet(id, 0)).transpose()?.flatten();
    let Some(sheet) = sheet else { return Ok(Vec::new()) };
    let procedure = app.setup.procedure(&sheet.row.procedure);
    let names = Names { roster: &app.setup.roster, procedure };
    let undone = past(&sheet.history).filter(|act| act.event.sends_on()).last();
    let undone = undone.map(|act| {
        let said = app.texts.event(act.author, act.event, names);
        app.texts.fill("ui.undoes", &[("when", &app.texts.moment(act.at)), ("what", &said)])
    });
    let said = sheet.item.openings.iter().map(|opening| {
        let (roster, texts) = (&app.setup.roster, &app.texts);
        let revision = opening.revision.0.to_string();
        let what =
            [("who", roster.name(&opening.by)), ("when", &texts.moment(opening.at)), ("revision", &revision)];
        texts.fill("ui.opened-by", &what)
    });
    let mut said: Vec<String> = said.collect();
    if said.is_empty() {
        said.push(app.texts.get("ui.opened-by-nobody").to_owned());
    }
    Ok(undone.into_iter().chain(said).collect())
}

/// What has changed since it was marked is planned as it is now, and says what is another.
fn take_up(
    client: &Client,
    app: &App,
    planned: &mut [Planned],
    outcomes: &mut [Outcome],
) -> Result<(), Failure> {
    for (one, outcome) in planned.iter_mut().zip(outcomes) {
        let Outcome::Refused(Refusal::RevisionChanged { shown, now }) = outcome else { continue };
        let Some(id) = one.id else { continue };
        let since = client.since(id, *shown)?;
        one.remarks.extend(since.iter().map(|since| differing(app, since).trim().to_owned()));
        (one.revision, one.changed) = (Some(*now), true);
        if let Some(since) = since {
            one.title = since.now.content.title;
            one.withheld |= since.now.proposal.attribute == Some(Attribute::Withheld);
        }
        let again = client.rehearse(&orders(client, std::slice::from_ref(one)))?;
        *outcome = again.into_iter().next().unwrap_or(Outcome::IdReused);
    }
    Ok(())
}

/// What is to be decided and isn't known from the screen: what is proposed, why, and how the text begins.
fn tell_of_unseen(client: &Client, app: &App, planned: &mut [Planned]) -> Result<(), Failure> {
    let texts = &app.texts;
    let unseen = planned.iter_mut().filter(|one| {
        let shown = one.id.zip(one.revision).is_some_and(|known| app.shown.contains(&known));
        one.withheld || !shown
    });
    for one in unseen {
        let Some(sheet) = one.id.map(|id| client.sheet(id, BEGINNING)).transpose()?.flatten() else {
            continue;
        };
        let proposal = texts.proposal(&sheet.item.submission.proposal);
        one.remarks.push(format!("{} {proposal}", texts.get("ui.proposed")));
        let begins = sheet.text.lines().map(str::trim).filter(|line| !line.is_empty());
        // Most texts begin with their title.
        let first = begins.filter(|line| *line != one.title).take(2).collect::<Vec<_>>().join(" ");
        let first = if first.is_empty() { texts.get("ui.no-text").to_owned() } else { first };
        one.remarks.push(format!("{} {first}", texts.get("ui.text")));
    }
    Ok(())
}

/// In how many places there is personal data in what is sent on.
fn tell_of_scan(client: &Client, app: &App, planned: &mut [Planned]) -> Result<(), Failure> {
    let texts = &app.texts;
    for one in planned.iter_mut().take(SCANS_TOLD) {
        let sheet = one.id.map(|id| client.sheet(id, 0)).transpose()?.flatten();
        let found = sheet.map_or(0, |sheet| sheet.scan.told().count());
        if found > 0 {
            let found = texts.fill("ui.scan-found", &[("n", &found.to_string())]);
            one.remarks.push(format!("{} {found}", texts.get("ui.scan")));
        }
    }
    Ok(())
}

/// In how many places there is personal data in the 公开版 that a change leaves or brings: the public would read it.
fn tell_of_public_text(client: &Client, app: &App, planned: &mut [Planned]) -> Result<(), Failure> {
    for one in planned.iter_mut().take(SCANS_TOLD) {
        let public = files::content_of(&mut one.act).and_then(|content| content.public_text.clone());
        let Some(public) = public else { continue };
        let brought = one.blobs.iter().find(|blob| text_of(blob).digest == public.digest).cloned();
        let bytes = match (brought, one.id) {
            (None, Some(id)) => client.blob(id, public.digest)?,
            (brought, _) => brought,
        };
        let text = String::from_utf8_lossy(bytes.as_deref().unwrap_or_default()).into_owned();
        let found = findings(&text, client.today());
        if found > 0 {
            let n = found.to_string();
            one.remarks.push(app.texts.fill("ui.public-text-holds", &[("n", &n)]));
        }
    }
    Ok(())
}

/// What is sent on with a draft, or made one: its procedure, what is proposed and why, its files.
fn tell_of_draft(client: &Client, app: &App, planned: &mut [Planned]) -> Result<(), Failure> {
    for one in planned.iter_mut().take(DRAFTS_TOLD) {
        let said = match &one.act {
            Act::Draft { procedure, submission, .. } => Some((procedure.clone(), (**submission).clone())),
            _ => {
                let sheet = one.id.map(|id| client.sheet(id, 0)).transpose()?.flatten();
                sheet.map(|sheet| (sheet.row.procedure, sheet.item.submission))
            }
        };
        one.remarks.extend(said.iter().flat_map(|(procedure, said)| draft_said(app, procedure, said)));
    }
    Ok(())
}

fn draft_said(app: &App, procedure: &ProcedureKey, said: &Submission) -> Vec<String> {
    let (texts, content) = (&app.texts, &said.content);
    let field = |name: &str, value: &str| format!("{} {value}", texts.get(&format!("field.{name}")));
    let name = app.setup.procedure(procedure).map_or(procedure.0.as_str(), |known| texts.name(&known.name));
    let files: Vec<&str> = content.attachments.iter().map(|file| file.name.as_str()).collect();
    let files =
        (!files.is_empty()).then(|| field("attachments", &files.join(texts.get("ui.list-separator"))));
    let public = content.public_text.as_ref().map(|_| field("public-text", texts.get("choice.yes")));
    let proposal = format!("{} {}", texts.get("ui.proposed"), texts.proposal(&said.proposal));
    [field("procedure", name), proposal].into_iter().chain(files).chain(public).collect()
}

/// What is doubtful in what an act says or sends on.
fn tell_of_doubts(client: &Client, app: &App, planned: &mut [Planned]) -> Result<(), Failure> {
    for one in planned {
        let sent = match (&one.act, one.id) {
            (Act::Submit { .. }, Some(id)) => client.sheet(id, 0)?,
            _ => None,
        };
        let sent = sent.as_ref().map(|sheet| &sheet.item.submission.content.elements);
        one.remarks.extend(app.texts.doubts(&one.act, sent, &app.setup.settings, client.today()));
    }
    Ok(())
}

/// What will stand on record, with the numbers and dates that were typed.
fn tell_of_record(
    client: &Client,
    app: &App,
    planned: &mut [Planned],
    outcomes: &[Outcome],
) -> Result<(), Failure> {
    let author = Author { login: client.me().clone(), role: Role::Office, on_behalf: None };
    for (one, outcome) in planned.iter_mut().zip(outcomes).take(RECORDS_TOLD) {
        let Outcome::Done(done) = outcome else { continue };
        let row = one.id.map(|id| client.row(id)).transpose()?.flatten();
        let procedure = row.as_ref().and_then(|row| app.setup.procedure(&row.procedure));
        let names = Names { roster: &app.setup.roster, procedure };
        one.remarks.extend(done.events.iter().map(|event| app.texts.event(&author, event, names)));
    }
    Ok(())
}

/// Makes the 公开版 of the text where that is wanted, and says line by line what differs in it.
fn mask(client: &Client, app: &App, one: &mut Planned) -> Result<(), Failure> {
    let text = files::content_of(&mut one.act).and_then(|content| content.text.clone());
    let Some(text) = text.filter(|_| one.masks) else { return Ok(()) };
    let written = one.blobs.iter().find(|blob| text_of(blob).digest == text.digest).cloned();
    let kept = || one.id.map(|id| client.blob(id, text.digest)).transpose();
    let bytes = match written {
        Some(bytes) => bytes,
        None => kept()?.flatten().unwrap_or_default(),
    };
    let text = String::from_utf8_lossy(&bytes);
    let public = masked(&text, client.today());
    let differs = public.lines().zip(text.lines()).filter(|(public, text)| public != text);
    let lines: Vec<String> = differs.map(|(public, _)| public.trim().to_owned()).collect();
    let texts = &app.texts;
    one.remarks.push(match lines.len() {
        0 => texts.get("ui.masks-nothing").to_owned(),
        count => texts.fill("ui.masks", &[("n", &count.to_string())]),
    });
    let more = lines.len().saturating_sub(MASKED_LINES);
    one.remarks.extend(lines.into_iter().take(MASKED_LINES));
    one.remarks.extend((more > 0).then(|| texts.fill("ui.masks-more", &[("n", &more.to_string())])));
    if let Some(content) = files::content_of(&mut one.act) {
        content.give_public_text(text_of(public.as_bytes()));
    }
    one.blobs.push(public.into_bytes());
    one.masks = false;
    Ok(())
}

/// What was recorded as signed or approved by this person and isn't answered yet, one line each.
fn asked_about(client: &Client, app: &App, planned: &Planned) -> Result<Vec<String>, Failure> {
    let sheet = planned.id.map(|id| client.sheet(id, 0)).transpose()?.flatten();
    let Some(sheet) = sheet else { return Ok(Vec::new()) };
    let procedure = app.setup.procedure(&sheet.row.procedure);
    let names = Names { roster: &app.setup.roster, procedure };
    let mut asked = Vec::new();
    for act in past(&sheet.history) {
        let answers = matches!(act.event, ItemEvent::PaperConfirmed | ItemEvent::PaperDisputed { .. });
        if answers && act.author.login == app.me {
            asked.clear();
        } else if act.event.answerable() == Some(&app.me) {
            let said = app.texts.event(act.author, act.event, names);
            asked.push(format!("{}  {said}", app.texts.moment(act.at)));
        }
    }
    Ok(asked)
}

/// Which other items hold a text or file of this one, and which backups do, one line each.
fn outliving(client: &Client, app: &App, planned: &Planned) -> Result<Vec<String>, Failure> {
    let others = planned.id.map(|id| client.also_held(id)).transpose()?.unwrap_or_default();
    let said = |other: &ItemId| app.texts.fill("ui.outlives", &[("other", &other.to_string())]);
    let warning = app.texts.get("ui.no-sanitisation").to_owned();
    let backups = planned.id.map(|id| client.backups_with(id)).transpose()?.unwrap_or_default();
    let backups = app.texts.still_backed_up(&backups);
    Ok(std::iter::once(warning).chain(others.iter().map(said)).chain(backups).collect())
}
