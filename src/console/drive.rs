//! Driving: waits for input, does what the effects ask, and draws when something changed.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use super::app::{App, Drawn, Telling};
use super::files;
use super::keeping::Own;
use super::keymap::Keymap;
use super::load;
use super::memory::Memory;
use super::update::{Asked, Effect, Message, Planned, READER_BYTES, Told, stands_against, update};
use super::view;
use crate::client::{Client, Failure, OpenError, Order, Outcome, Refused, Since, masked, past, text_of};
use crate::domain::{Act, Author, ItemEvent, ItemId, Refusal, Verb, batch_from};
use crate::procedure::{Attribute, Role};
use crate::projection::{ClockLine, Count, Pane, Query, Queue, Row, Sort, Tally, stalled, watched};
use crate::shell::{self, Input, Listening, Screen, Wakes};
use crate::texts::{Lang, Names};

/// Runs the console on a screen of its own.
pub(super) fn drive(
    client: Client,
    lang: Lang,
    keymap: Keymap,
    own: Option<Own>,
    ascii: bool,
) -> io::Result<()> {
    let mut screen = Screen::open()?;
    let mut driver = Driver::open(client, lang, own);
    driver.app.keymap = keymap;
    driver.app.theme = driver.app.theme.on(screen.depth(), screen.ambiguous(), ascii);
    let mut announced = driver.overdue();
    screen.announce(&driver.title(), announced > 0)?;
    while !driver.ended {
        let mut drawn = Drawn::default();
        screen.draw(|frame| drawn = view::draw(&driver.app, frame))?;
        if driver.drawn(drawn) {
            continue;
        }
        let mut inputs = driver.wait(&mut screen)?;
        while inputs == [Input::Pause] && driver.keep() {
            inputs = driver.wait(&mut screen)?;
        }
        for input in inputs {
            match input {
                Input::Key(key) => driver.take(Message::Key(key)),
                Input::Paste(text) => driver.take(Message::Pasted(text)),
                Input::Woken => driver.woken(),
                Input::Redraw | Input::Pause => {}
                Input::End => driver.ended = true,
            }
        }
        let overdue = driver.overdue();
        if overdue != announced {
            screen.announce(&driver.title(), overdue > announced)?;
            announced = overdue;
        }
    }
    match driver.parting.take() {
        Some(why) => Err(io::Error::other(why)),
        None => Ok(()),
    }
}

/// So long news are gathered before they are looked at: many act at once, and nobody reads faster.
const CALM: Duration = Duration::from_millis(400);

/// Bytes of a text that a check tells the beginning of.
const BEGINNING: usize = 300;

/// Items of which a check tells what will stand on record: of several it is mostly the same.
const RECORDS_TOLD: usize = 2;

/// Lines that the scan would mask of which a check shows the outcome.
const MASKED_LINES: usize = 200;

/// Rows of a pane among which the one is looked for that waits longest.
const FIRST_ROWS: usize = 20;

/// Rows among which it is counted what the next delivery is too late for.
const DELIVERED_ROWS: usize = 200;

/// Between two attempts to connect again.
const RETRY: Duration = Duration::from_millis(500);

/// Panes with their counts, what the alert line counts, and the item that presses most.
type Counted = (Vec<Told>, Tally, Option<Box<Row>>);

/// A console with the client that it speaks through.
pub(super) struct Driver {
    pub(super) client: Client,
    pub(super) app: App,
    pub(super) ended: bool,
    own: Option<Own>,
    /// What was kept last.
    kept: Memory,
    /// When news, or the desk, are looked for again.
    next_look: Instant,
    /// From which item a paper goes on being gathered, a page at a time between two keys.
    gathering: Option<ItemId>,
    /// Orders that were under way when the connection was lost: whether they were done is asked again.
    under_way: Option<(Verb, Vec<Planned>, Vec<Order>)>,
    /// Why the desk has ended it, where it has.
    parting: Option<String>,
}

/// Whatever ends it, a panic too: what is half written is kept.
impl Drop for Driver {
    fn drop(&mut self) {
        self.keep();
    }
}

impl Driver {
    /// A console with its panes loaded.
    pub(super) fn open(client: Client, lang: Lang, own: Option<Own>) -> Driver {
        let app =
            App::new(lang, client.me().clone(), client.is_practice(), client.setup().clone(), client.today());
        let mut driver = Driver {
            client,
            app,
            ended: false,
            own,
            kept: Memory::default(),
            next_look: Instant::now(),
            gathering: None,
            under_way: None,
            parting: None,
        };
        driver.remember();
        // Where nothing is kept, nobody could say that it was shown today.
        if driver.own.is_some() {
            driver.app.begin_day();
            driver.app.tell_unfinished();
        }
        driver.perform(vec![Effect::LoadPanes]);
        driver
    }

    /// Takes over what this person's console remembers.
    fn remember(&mut self) {
        let Some(own) = &self.own else { return };
        self.kept = own.memory(&self.client);
        self.app.memory = self.kept.clone();
        if let (Some(name), true) = (self.kept.theme(), self.app.theme.colours) {
            self.app.theme.name = name;
        }
        match own.phrases(self.app.texts.lang()) {
            Ok(phrases) => self.app.phrases = phrases,
            Err(why) => self.app.say(self.app.texts.fill("ui.phrases-wrong", &[("why", &why)]), true),
        }
    }

    /// Keeps what is to be remembered, where that has changed; whether it is kept.
    pub(super) fn keep(&mut self) -> bool {
        let Some(own) = &self.own else { return true };
        let now = self.app.remembered();
        if now == self.kept {
            return true;
        }
        if let Err(why) = own.keep(&self.client, &now) {
            let why = why.to_string();
            self.app.say(self.app.texts.fill("ui.not-kept", &[("why", &why)]), true);
            return false;
        }
        self.kept = now;
        true
    }

    /// Lets a message change the state, and does what that asks for.
    pub(super) fn take(&mut self, message: Message) {
        let effects = update(&mut self.app, message);
        self.perform(effects);
    }

    /// Takes over what drawing found out; whether there is more to draw for it.
    pub(super) fn drawn(&mut self, drawn: Drawn) -> bool {
        let grown = drawn.roomy && !self.app.roomy;
        self.take(Message::Drawn(drawn));
        grown
    }

    /// Does effects, and whatever their answers ask for, until nothing is left.
    pub(super) fn perform(&mut self, effects: Vec<Effect>) {
        let mut waiting: VecDeque<Effect> = effects.into();
        while let Some(effect) = waiting.pop_front() {
            let message = match self.answer(effect) {
                Ok(message) => message,
                Err(Failure::Lost(_)) => {
                    // Whatever else waits can't be asked either.
                    waiting.clear();
                    Some(Message::Lost(self.under_way.is_some()))
                }
                Err(failure) => Some(Message::Failed(super::say_failure(&self.app, &failure))),
            };
            if let Some(message) = message {
                waiting.extend(update(&mut self.app, message));
            }
        }
    }

    /// Waits for what comes next.
    fn wait(&self, screen: &mut Screen) -> io::Result<Vec<Input>> {
        let listening = Listening { typing: self.app.typing(), moves: &|key| self.app.moves(key) };
        screen.wait(listening, self.wakes())
    }

    /// What the screen waits for besides keys: news, or the time to connect again.
    fn wakes(&self) -> Wakes<'_> {
        if self.gathering.is_some() {
            return Wakes { there: None, after: Some(Instant::now()) };
        }
        let there = if self.app.lost { None } else { self.client.wakes() };
        Wakes { there, after: (self.app.lost || there.is_some()).then_some(self.next_look) }
    }

    /// There may be news, or a desk to connect to again.
    pub(super) fn woken(&mut self) {
        if let Some(from) = self.gathering.take() {
            return self.gather(from);
        }
        self.next_look = Instant::now() + if self.app.lost { RETRY } else { CALM };
        if !self.app.lost {
            match self.client.hear() {
                Ok(Some(_)) => self.take(Message::News),
                Ok(None) => {}
                Err(Failure::Lost(_)) => self.take(Message::Lost(false)),
                Err(failure) => self.take(Message::Failed(super::say_failure(&self.app, &failure))),
            }
            return;
        }
        match self.client.reconnect() {
            Ok(()) => {}
            // Who is in the roster no more, or has another version's program, has nothing to look at here.
            Err(OpenError::Refused(Refused::Stranger(login))) => {
                self.parting = Some(self.app.texts.fill("cli.stranger", &[("login", &login)]));
                self.ended = true;
                return;
            }
            Err(OpenError::Refused(refused @ Refused::Version(_))) => {
                self.parting = Some(refused.to_string());
                self.ended = true;
                return;
            }
            // Who doesn't answer yet is asked again.
            Err(_) => return,
        }
        self.take(Message::Reconnected);
        if let Some((verb, planned, orders)) = self.under_way.take() {
            match self.give(verb, planned, orders) {
                Ok(message) => self.take(message),
                Err(Failure::Lost(_)) => self.take(Message::Lost(true)),
                Err(failure) => self.take(Message::Failed(super::say_failure(&self.app, &failure))),
            }
        }
    }

    /// Looks at a page of items for a paper.
    fn gather(&mut self, from: ItemId) {
        let gathered = || {
            let all = (from == ItemId(0)).then(|| self.client.items()).transpose()?;
            Ok(Message::Gathered(self.client.cards(from)?, all))
        };
        match gathered() {
            Ok(message) => self.take(message),
            Err(Failure::Lost(_)) => self.take(Message::Lost(false)),
            Err(failure) => self.take(Message::Failed(super::say_failure(&self.app, &failure))),
        }
    }

    /// Goes on until no paper is being gathered, for who has no keys to wait for meanwhile.
    pub(super) fn settle(&mut self) {
        while self.gathering.is_some() {
            self.woken();
        }
    }

    /// Gives orders; where the connection is lost meanwhile they are kept, to be given again.
    fn give(&mut self, verb: Verb, planned: Vec<Planned>, orders: Vec<Order>) -> Result<Message, Failure> {
        match self.client.act(&orders) {
            Ok(outcomes) => {
                let results = planned.into_iter().zip(outcomes);
                let results = results.map(|(one, outcome)| (one.title, one.id, outcome)).collect();
                Ok(self.acted(verb, results))
            }
            Err(failure) => {
                if let Failure::Lost(_) = failure {
                    self.under_way = Some((verb, planned, orders));
                }
                Err(failure)
            }
        }
    }

    fn answer(&mut self, effect: Effect) -> Result<Option<Message>, Failure> {
        Ok(match effect {
            Effect::LoadPanes => {
                let (panes, tally, worst) = self.panes()?;
                Some(Message::Panes(panes, tally, worst))
            }
            Effect::Recount => {
                let (panes, tally, worst) = self.panes()?;
                Some(Message::Recounted(panes, tally, worst))
            }
            Effect::Recheck(ids) => {
                let rows = self.client.rows(&ids)?;
                Some(Message::Rechecked(ids.into_iter().zip(rows).collect()))
            }
            Effect::LoadRows(place, query) => Some(Message::Rows(place, self.client.window(&query)?)),
            Effect::Show(id, bytes) => {
                let sheet = self.client.sheet(id, bytes)?;
                let full = bytes >= READER_BYTES;
                let preview = sheet.map(|sheet| load::preview(&self.client, &self.app, sheet, full));
                Some(Message::Shown(preview.transpose()?.map(Box::new)))
            }
            Effect::ReadFile(id, digest) => {
                Some(Message::FileRead(digest, self.client.paper(id, digest, READER_BYTES)?))
            }
            Effect::NoteOpened(id, revision) => {
                // That a reader who is not the holder leaves no opening is the rule, not an error.
                let order = self.client.order(Some(id), Some(revision), Act::Open);
                self.client.act(&[order])?;
                None
            }
            Effect::Rehearse(verb, mut planned) => {
                let brought = planned.iter_mut().try_for_each(files::bring);
                if let Err((path, why)) = brought {
                    let what = [("path", path.as_str()), ("why", &why.to_string())];
                    return Ok(Some(Message::Failed(self.app.texts.fill("ui.unreadable", &what))));
                }
                for one in &mut planned {
                    one.remarks = match verb {
                        Verb::Recall => self.openings(one)?,
                        Verb::Expunge => self.outliving(one)?,
                        Verb::Answer => self.asked_about(one)?,
                        _ => Vec::new(),
                    };
                    self.mask(one)?;
                }
                let mut outcomes = self.client.rehearse(&self.orders(&planned))?;
                self.take_up(&mut planned, &mut outcomes)?;
                match verb {
                    Verb::Approve | Verb::ChangeAttribute | Verb::Return => {
                        self.tell_of_unseen(&mut planned)?;
                    }
                    _ if is_recorded(verb) => self.tell_of_record(&mut planned, &outcomes)?,
                    _ => {}
                }
                Some(Message::Rehearsed(verb, planned.into_iter().zip(outcomes).collect()))
            }
            Effect::Survey(purpose, asked) => Some(Message::Surveyed(purpose, self.survey(&asked)?)),
            Effect::Find(id) => Some(Message::Found(id, self.client.row(id)?.map(Box::new))),
            Effect::Act(verb, planned) => {
                let orders = self.orders(&planned);
                Some(self.give(verb, planned, orders)?)
            }
            Effect::RehearseBureau(command) => {
                let answer = self.client.rehearse_on_bureau(command.clone())?;
                Some(Message::BureauRehearsed(command, answer))
            }
            Effect::Bureau(command) => Some(Message::Bureau(self.client.act_on_bureau(command)?)),
            Effect::Become(login) => {
                self.keep();
                match self.client.become_person(&login)? {
                    true => {
                        self.remember();
                        Some(Message::Became(login))
                    }
                    false => {
                        let refusal = Refusal::UnknownPerson(login);
                        Some(Message::Failed(super::say_refusal(&self.app, &refusal)))
                    }
                }
            }
            Effect::Gather(from) => {
                self.gathering = Some(from);
                None
            }
            Effect::Save { name, ending, bytes } => {
                let name = format!("{name}-{}.{ending}", self.moment_of_a_file());
                Some(match files::save(std::slice::from_ref(&name), &bytes) {
                    Ok(path) => Message::Saved(path),
                    Err(why) => Message::Failed(format!("{name}: {why}")),
                })
            }
            Effect::SaveFile(id, digest) => Some(match self.client.attachment(id, digest)? {
                None => Message::Failed(self.app.texts.get("file.gone").to_owned()),
                Some((name, bytes)) => {
                    let names = files::names_for(&name, &self.moment_of_a_file());
                    match files::save(&names, &bytes) {
                        Ok(path) => Message::Saved(path),
                        Err(why) => Message::Failed(format!("{}: {why}", shell::harmless_name(&name))),
                    }
                }
            }),
            Effect::Quit => {
                self.ended = true;
                None
            }
        })
    }

    /// What stands against each of these: nothing, as soon as the rules allow one way to do it; else why the
    /// first way is refused, where all are.
    fn survey(&self, asked: &[Asked]) -> Result<Vec<(Verb, Option<Refusal>)>, Failure> {
        let mut answers = Vec::new();
        for (verb, ways) in asked {
            let mut against = None;
            for way in ways {
                let outcome = self.client.rehearse(&self.orders(std::slice::from_ref(way)))?.pop();
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

    /// The moment as it stands in the name of a file.
    fn moment_of_a_file(&self) -> String {
        self.client.now().format("%Y%m%d-%H%M%S").to_string()
    }

    fn acted(&mut self, verb: Verb, results: Vec<(String, Option<ItemId>, Outcome)>) -> Message {
        self.app.setup = self.client.setup().clone();
        let since = match results.as_slice() {
            [(_, Some(id), Outcome::Refused(Refusal::RevisionChanged { shown, .. }))] => {
                // Where this can't be known the refusal is said all the same.
                self.client.since(*id, *shown).ok().flatten().map(|since| self.differing(&since))
            }
            _ => None,
        };
        Message::Acted(verb, results, since.unwrap_or_default())
    }

    /// Who did what since somebody was shown an item, and what it says otherwise: 庄毅 修改: 正文, 理由.
    fn differing(&self, since: &Since) -> String {
        let texts = &self.app.texts;
        let procedure = self.app.row().and_then(|row| self.app.setup.procedure(&row.procedure));
        let names = Names { roster: &self.app.setup.roster, procedure };
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

    /// Who has opened an item since it came where it is, one line each.
    fn openings(&self, planned: &Planned) -> Result<Vec<String>, Failure> {
        let sheet = planned.id.map(|id| self.client.sheet(id, 0)).transpose()?.flatten();
        let openings = sheet.map(|sheet| sheet.item.openings).unwrap_or_default();
        let said = openings.iter().map(|opening| {
            let (roster, texts) = (&self.app.setup.roster, &self.app.texts);
            let revision = opening.revision.0.to_string();
            let what = [
                ("who", roster.name(&opening.by)),
                ("when", &texts.moment(opening.at)),
                ("revision", &revision),
            ];
            texts.fill("ui.opened-by", &what)
        });
        let said: Vec<String> = said.collect();
        Ok(if said.is_empty() { vec![self.app.texts.get("ui.opened-by-nobody").to_owned()] } else { said })
    }

    /// What has changed since it was marked is planned as it is now, and says what is another.
    fn take_up(&self, planned: &mut [Planned], outcomes: &mut [Outcome]) -> Result<(), Failure> {
        for (one, outcome) in planned.iter_mut().zip(outcomes) {
            let Outcome::Refused(Refusal::RevisionChanged { shown, now }) = outcome else { continue };
            let Some(id) = one.id else { continue };
            let since = self.client.since(id, *shown)?;
            one.remarks.extend(since.iter().map(|since| self.differing(since).trim().to_owned()));
            (one.revision, one.changed) = (Some(*now), true);
            if let Some(since) = since {
                one.title = since.now.content.title;
                one.withheld |= since.now.proposal.attribute == Some(Attribute::Withheld);
            }
            let again = self.client.rehearse(&self.orders(std::slice::from_ref(one)))?;
            *outcome = again.into_iter().next().unwrap_or(Outcome::IdReused);
        }
        Ok(())
    }

    /// What is to be decided and isn't known from the screen: what is proposed, why, and how the text begins.
    fn tell_of_unseen(&self, planned: &mut [Planned]) -> Result<(), Failure> {
        let texts = &self.app.texts;
        let unseen = planned.iter_mut().filter(|one| {
            let shown = one.id.zip(one.revision).is_some_and(|known| self.app.shown.contains(&known));
            one.withheld || !shown
        });
        for one in unseen {
            let Some(sheet) = one.id.map(|id| self.client.sheet(id, BEGINNING)).transpose()?.flatten() else {
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

    /// What will stand on record, with the numbers and dates that were typed.
    fn tell_of_record(&self, planned: &mut [Planned], outcomes: &[Outcome]) -> Result<(), Failure> {
        let author = Author { login: self.client.me().clone(), role: Role::Office, on_behalf: None };
        for (one, outcome) in planned.iter_mut().zip(outcomes).take(RECORDS_TOLD) {
            let Outcome::Done(done) = outcome else { continue };
            let row = one.id.map(|id| self.client.row(id)).transpose()?.flatten();
            let procedure = row.as_ref().and_then(|row| self.app.setup.procedure(&row.procedure));
            let names = Names { roster: &self.app.setup.roster, procedure };
            one.remarks.extend(done.events.iter().map(|event| self.app.texts.event(&author, event, names)));
        }
        Ok(())
    }

    /// Makes the 公开版 of the text where that is wanted, and says line by line what differs in it.
    fn mask(&self, one: &mut Planned) -> Result<(), Failure> {
        let text = files::content_of(&mut one.act).and_then(|content| content.text.clone());
        let Some(text) = text.filter(|_| one.masks) else { return Ok(()) };
        let written = one.blobs.iter().find(|blob| text_of(blob).digest == text.digest).cloned();
        let kept = || one.id.map(|id| self.client.blob(id, text.digest)).transpose();
        let bytes = match written {
            Some(bytes) => bytes,
            None => kept()?.flatten().unwrap_or_default(),
        };
        let text = String::from_utf8_lossy(&bytes);
        let public = masked(&text, self.client.today());
        let differs = public.lines().zip(text.lines()).filter(|(public, text)| public != text);
        let lines: Vec<String> = differs.map(|(public, _)| public.trim().to_owned()).collect();
        let texts = &self.app.texts;
        one.remarks.push(match lines.len() {
            0 => texts.get("ui.masks-nothing").to_owned(),
            count => texts.fill("ui.masks", &[("n", &count.to_string())]),
        });
        let more = lines.len().saturating_sub(MASKED_LINES);
        one.remarks.extend(lines.into_iter().take(MASKED_LINES));
        one.remarks.extend((more > 0).then(|| texts.fill("ui.masks-more", &[("n", &more.to_string())])));
        if let Some(content) = files::content_of(&mut one.act) {
            content.public_text = Some(text_of(public.as_bytes()));
        }
        one.blobs.push(public.into_bytes());
        one.masks = false;
        Ok(())
    }

    /// What was recorded as signed or approved by this person and isn't answered yet, one line each.
    fn asked_about(&self, planned: &Planned) -> Result<Vec<String>, Failure> {
        let sheet = planned.id.map(|id| self.client.sheet(id, 0)).transpose()?.flatten();
        let Some(sheet) = sheet else { return Ok(Vec::new()) };
        let procedure = self.app.setup.procedure(&sheet.row.procedure);
        let names = Names { roster: &self.app.setup.roster, procedure };
        let mut asked = Vec::new();
        for act in past(&sheet.history) {
            let answers = matches!(act.event, ItemEvent::PaperConfirmed | ItemEvent::PaperDisputed { .. });
            if answers && act.author.login == self.app.me {
                asked.clear();
            } else if act.event.answerable() == Some(&self.app.me) {
                let said = self.app.texts.event(act.author, act.event, names);
                asked.push(format!("{}  {said}", self.app.texts.moment(act.at)));
            }
        }
        Ok(asked)
    }

    /// Which other items hold a text or file of this one, one line each.
    fn outliving(&self, planned: &Planned) -> Result<Vec<String>, Failure> {
        let others = planned.id.map(|id| self.client.also_held(id)).transpose()?.unwrap_or_default();
        let said = |other: &ItemId| self.app.texts.fill("ui.outlives", &[("other", &other.to_string())]);
        let warning = self.app.texts.get("ui.no-sanitisation").to_owned();
        Ok(std::iter::once(warning).chain(others.iter().map(said)).collect())
    }

    fn orders(&self, planned: &[Planned]) -> Vec<Order> {
        let order = |one: &Planned| {
            let mut order = self.client.order(one.id, one.revision, one.act.clone());
            order.blobs.clone_from(&one.blobs);
            order
        };
        planned.iter().map(order).collect()
    }

    fn panes(&mut self) -> Result<Counted, Failure> {
        self.app.today = self.client.today();
        self.app.setup = self.client.setup().clone();
        let panes = self.client.panes();
        let counts = self.client.counts(&panes)?;
        let watched = watched(&self.app.setup.roster, &panes, &self.app.me);
        let mut tally = Count::default();
        for count in self.client.counts(&watched)? {
            tally += count;
        }
        // Whoever reads everything sees what waits for nobody who could.
        self.app.stalled = match self.client.reads_everything() {
            true => {
                let setup = &self.app.setup;
                let stalled = stalled(&setup.roster, &setup.delegations, self.app.today);
                self.client.counts(&stalled)?.iter().map(|count| count.items).sum()
            }
            false => 0,
        };
        let worst = self.worst(&watched)?;
        let told = panes.into_iter().zip(counts).map(|(pane, count)| {
            let telling = self.telling(&pane, count)?;
            Ok((pane, count, telling))
        });
        Ok((told.collect::<Result<_, Failure>>()?, tally.tally, worst.map(Box::new)))
    }

    /// What the title of a pane tells besides its counts: since when something waits for its issue to be
    /// registered, for which there is no legal limit that would tell; and which delivery is the next.
    fn telling(&self, pane: &Pane, count: Count) -> Result<Option<Telling>, Failure> {
        match pane.queue {
            Queue::Issue if count.items > 0 => {
                let rows = self.window(pane, FIRST_ROWS)?;
                let since = rows.iter().flat_map(|row| &row.lines).filter_map(|line| line.since).min();
                Ok(since.map(Telling::Oldest))
            }
            Queue::Transfer if count.items > 0 => self.next_batch(pane),
            _ => Ok(None),
        }
    }

    /// When the next delivery goes, and what it is too late for; those with the least time left come first.
    fn next_batch(&self, pane: &Pane) -> Result<Option<Telling>, Failure> {
        let (today, calendar) = (self.app.today, &self.app.setup.calendar);
        let duties = self.app.setup.procedures.0.iter().flat_map(|procedure| &procedure.duties);
        let next = duties.filter_map(|duty| batch_from(today, &duty.batch_days, calendar)).min();
        let Some(on) = next else { return Ok(None) };
        let misses = |row: &&Row| {
            let clock = row.line(pane.queue, today, calendar).and_then(|line| line.pressing(today, calendar));
            clock.and_then(ClockLine::due).is_some_and(|due| due.date < on)
        };
        let rows = self.window(pane, DELIVERED_ROWS)?;
        let too_late = rows.iter().filter(misses).count();
        Ok(Some(Telling::NextBatch { on, too_late, more: too_late == DELIVERED_ROWS }))
    }

    /// The first rows of a pane, those with the least time left.
    fn window(&self, pane: &Pane, limit: usize) -> Result<Vec<Row>, Failure> {
        let (filter, sort) = (crate::projection::Filter::default(), Sort::Due);
        let query = Query { pane: pane.clone(), filter, sort, after: None, limit };
        Ok(self.client.window(&query)?.rows)
    }

    /// The item whose limit presses most among what this person watches.
    fn worst(&self, watched: &[Pane]) -> Result<Option<Row>, Failure> {
        let (today, calendar) = (self.app.today, &self.app.setup.calendar);
        let mut found: Option<(crate::domain::Tier, chrono::NaiveDate, Row)> = None;
        for pane in watched {
            for row in self.window(pane, 3)? {
                let line = row.line(pane.queue, today, calendar);
                let Some(clock) = line.and_then(|line| line.pressing(today, calendar)) else { continue };
                let Some(due) = clock.due() else { continue };
                let tier = clock.tier(today, calendar);
                let better = found
                    .as_ref()
                    .is_none_or(|(best, day, _)| tier > *best || tier == *best && due.date < *day);
                if better {
                    found = Some((tier, due.date, row));
                }
            }
        }
        let alarming = found.filter(|(tier, _, _)| *tier >= crate::domain::Tier::DueSoon);
        Ok(alarming.map(|(_, _, row)| row))
    }

    /// How many limits are missed, by rules or law.
    fn overdue(&self) -> u64 {
        self.app.tally.overdue
    }

    fn title(&self) -> String {
        let name = self.app.setup.roster.name(&self.app.me);
        match self.overdue() {
            0 => format!("gongkai {name}"),
            overdue => format!("! {overdue} gongkai {name}"),
        }
    }
}

/// Whether an act puts numbers, dates or addresses on record, so that its check shows them as they were typed.
const fn is_recorded(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Issue
            | Verb::ReviewSecrecy
            | Verb::Declassify
            | Verb::Register
            | Verb::HandOver
            | Verb::Receive
            | Verb::Publish
            | Verb::Transfer
            | Verb::Acknowledge
            | Verb::Replace
            | Verb::Correct
            | Verb::Transcribe
            | Verb::Pause
            | Verb::Resume
            | Verb::Extend
            | Verb::Waive
            | Verb::ReEvaluate
    )
}
