//! Driving: waits for input, does what the effects ask, and draws when something changed.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use super::app::{App, Drawn};
use super::check::{CameTo, Planned};
use super::counting::count;
use super::files;
use super::keeping::Own;
use super::keymap::Keymap;
use super::load;
use super::memory::Memory;
use super::overlay::Overlay;
use super::rehearse::{differing, orders, rehearse, survey};
use super::update::{Effect, Message, READER_BYTES, update};
use super::view;
use super::waiting::SharedScreen;
use super::{say_failure, say_refusal, say_unopened};
use crate::client::{BureauOrder, Client, Failure, OpenError, Order, Outcome, Refused};
use crate::domain::{Act, ItemId, Refusal, Verb};
use crate::shell::{self, Input, Listening, Screen, Wakes};
use crate::texts::Lang;

/// Runs the console on a screen of its own.
pub(super) fn drive(
    client: Client,
    lang: Lang,
    keymap: Keymap,
    own: Option<Own>,
    ascii: bool,
) -> io::Result<()> {
    let screen = SharedScreen::new(Screen::open()?);
    let mut client = client;
    client.meanwhile(screen.meanwhile(lang, &keymap, ascii));
    let mut driver = Driver::open(client, lang, own);
    driver.app.keymap = keymap;
    let (depth, ambiguous) = screen.now().look()?;
    driver.app.theme = driver.app.theme.on(depth, ambiguous, ascii);
    let (mut me, mut announced) = (driver.app.me.clone(), (driver.title(), driver.overdue()));
    // What was overdue when it was looked at before today is no news.
    let first_today = matches!(driver.app.overlays.last(), Some(Overlay::Summary(_)));
    screen.now().announce(&announced.0, announced.1 > 0 && first_today)?;
    while !driver.ended {
        let mut drawn = Drawn::default();
        screen.now().draw(|buffer| {
            drawn = view::draw(&driver.app, buffer);
            drawn.cursor
        })?;
        if driver.drawn(drawn) {
            continue;
        }
        let mut inputs = driver.wait(&mut screen.now())?;
        while inputs == [Input::Pause] && driver.keep() {
            inputs = driver.wait(&mut screen.now())?;
        }
        for input in inputs {
            if driver.turn_day() {
                break;
            }
            match input {
                Input::Key(key) => driver.take(Message::Key(key)),
                Input::Paste(text) => driver.take(Message::Pasted(text)),
                Input::Woken => driver.woken(),
                Input::NoShell => driver.app.say(driver.app.texts.get("ui.no-shell"), true),
                Input::Redraw | Input::Pause => {}
                Input::End => driver.ended = true,
            }
        }
        let now = (driver.title(), driver.overdue());
        if now != announced {
            let (title, overdue) = &now;
            // Of somebody else it is no news.
            screen.now().announce(title, *overdue > announced.1 && driver.app.me == me)?;
            (me, announced) = (driver.app.me.clone(), now);
        }
    }
    driver.farewell()
}

/// So long news are gathered before they are looked at: many act at once, and nobody reads faster.
const CALM: Duration = Duration::from_millis(400);

/// How often it is looked whether another day has begun.
const DAY_LOOKED_AT: Duration = Duration::from_secs(60);

/// Items of a batch, refused because they had changed, of which it is told who did what since.
const CHANGES_TOLD: usize = 50;

/// Between two attempts to connect again.
const RETRY: Duration = Duration::from_millis(500);

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
    /// What was under way when the connection was lost: whether it was done is asked again.
    under_way: Option<Given>,
    /// Why the desk has ended it, where it has.
    parting: Option<String>,
}

/// What was ordered, with its identity: given again it is not done again.
enum Given {
    /// Acts on items.
    Items(Verb, Vec<Planned>, Vec<Order>),
    /// A command to the bureau as a whole.
    Bureau(BureauOrder),
}

/// Whatever ends it, a panic too: what is half written is kept.
impl Drop for Driver {
    fn drop(&mut self) {
        self.ended = true;
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
        // At the end also what hasn't changed: another console may have kept something since.
        if now == self.kept && !self.ended {
            return true;
        }
        let merged = |theirs| {
            let mut memory = now.merged(&self.kept, theirs);
            self.app.note_open_forms(&mut memory);
            memory
        };
        if let Err(why) = own.keep(&self.client, merged) {
            let why = why.to_string();
            self.app.say(self.app.texts.fill("ui.not-kept", &[("why", &why)]), true);
            return false;
        }
        self.kept = now;
        true
    }

    /// Where another day has begun since the panes were counted: tells it before anything else is done.
    ///
    /// Whether what was pressed meanwhile is to be left undone, because it was meant for the day before.
    pub(super) fn turn_day(&mut self) -> bool {
        let today = self.client.today();
        if today == self.app.today || self.app.lost {
            return false;
        }
        let asked = !self.app.overlays.is_empty();
        self.take(Message::NewDay(today));
        asked
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
                Err(failure) => Some(Message::Failed(say_failure(&self.app, &failure))),
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
            return Wakes { after: Some(Instant::now()), ..Wakes::default() };
        }
        // What came with an answer is here already, and nothing is readable for it any more.
        let timed = self.app.lost || self.client.has_heard();
        let there = if timed { None } else { self.client.wakes() };
        let after = (timed || there.is_some()).then_some(self.next_look);
        Wakes { there, after, at: Some(Instant::now() + DAY_LOOKED_AT) }
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
                Err(failure) => self.take(Message::Failed(say_failure(&self.app, &failure))),
            }
            return;
        }
        match self.client.reconnect() {
            Ok(()) => {}
            // Who finds no place tries again.
            Err(error @ OpenError::Refused(Refused::TooMany(_) | Refused::Full)) => {
                return self.app.say(say_unopened(&error, self.app.texts), true);
            }
            // Who is in the roster no more, or has another version's program, has nothing to look at here.
            Err(
                error @ (OpenError::Refused(_)
                | OpenError::Stranger { .. }
                | OpenError::Desk(Failure::Replaced)),
            ) => return self.part(say_unopened(&error, self.app.texts)),
            // Who doesn't answer yet is asked again.
            Err(_) => return,
        }
        self.take(Message::Reconnected);
        if let Some(given) = self.under_way.take() {
            match self.give(given) {
                Ok(message) => self.take(message),
                Err(Failure::Lost(_)) => self.take(Message::Lost(true)),
                Err(failure) => self.take(Message::Failed(say_failure(&self.app, &failure))),
            }
        }
    }

    /// Ends it, for this reason; what nobody will answer any more is said as well.
    fn part(&mut self, why: String) {
        let unknown = self.under_way.is_some().then(|| self.app.texts.get("ui.not-known-whether"));
        self.parting = Some(why + unknown.unwrap_or_default());
        self.ended = true;
    }

    /// Why the desk has ended it, where it has, or what is left unknown.
    ///
    /// # Errors
    /// That.
    pub(super) fn farewell(&mut self) -> io::Result<()> {
        let unknown = self.under_way.as_ref().map(|_| self.app.texts.get("cli.lost").to_owned());
        self.parting.take().or(unknown).map_or(Ok(()), |why| Err(io::Error::other(why)))
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
            Err(failure) => self.take(Message::Failed(say_failure(&self.app, &failure))),
        }
    }

    /// Goes on until no paper is being gathered, for who has no keys to wait for meanwhile.
    pub(super) fn settle(&mut self) {
        while self.gathering.is_some() {
            self.woken();
        }
    }

    /// Gives orders; where the connection is lost meanwhile they are kept, to be given again.
    fn give(&mut self, given: Given) -> Result<Message, Failure> {
        let answered = match &given {
            Given::Items(verb, planned, orders) => {
                self.client.act(orders).map(|outcomes| self.acted(*verb, planned, outcomes))
            }
            Given::Bureau(order) => self.client.act_on_bureau(order).map(Message::Bureau),
        };
        if let Err(Failure::Lost(_)) = answered {
            self.under_way = Some(given);
        }
        answered
    }

    fn answer(&mut self, effect: Effect) -> Result<Option<Message>, Failure> {
        Ok(match effect {
            Effect::LoadPanes => Some(Message::Panes(Box::new(count(&self.client)?))),
            Effect::Recount => Some(Message::Recounted(Box::new(count(&self.client)?))),
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
            Effect::Consult(verb, begun, id, bytes) => {
                let sheet = self.client.sheet(id, bytes)?;
                let preview = sheet.map(|sheet| load::preview(&self.client, &self.app, sheet, false));
                Some(Message::Consulted(verb, begun, preview.transpose()?.map(Box::new)))
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
            Effect::Rehearse(verb, planned) => Some(rehearse(&self.client, &self.app, verb, planned)?),
            Effect::Survey(purpose, asked) => Some(Message::Surveyed(purpose, survey(&self.client, &asked)?)),
            Effect::Find(id) => Some(Message::Found(id, self.client.row(id)?.map(Box::new))),
            Effect::Act(verb, planned) => {
                let orders = orders(&self.client, &planned);
                Some(self.give(Given::Items(verb, planned, orders))?)
            }
            Effect::RehearseBureau(command) => {
                let answer = self.client.rehearse_on_bureau(command.clone())?;
                Some(Message::BureauRehearsed(command, answer))
            }
            Effect::Bureau(command) => {
                let order = self.client.bureau_order(command);
                Some(self.give(Given::Bureau(order))?)
            }
            Effect::Become(login) => {
                self.keep();
                match self.client.become_person(&login) {
                    Err(OpenError::Desk(failure)) => return Err(failure),
                    Err(error) => Some(Message::Failed(say_unopened(&error, self.app.texts))),
                    Ok(true) => {
                        self.remember();
                        Some(Message::Became(login))
                    }
                    Ok(false) => {
                        let refusal = Refusal::UnknownPerson(login);
                        Some(Message::Failed(say_refusal(&self.app, &refusal)))
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

    /// The moment as it stands in the name of a file.
    fn moment_of_a_file(&self) -> String {
        self.client.now().format("%Y%m%d-%H%M%S").to_string()
    }

    fn acted(&mut self, verb: Verb, planned: &[Planned], outcomes: Vec<Outcome>) -> Message {
        self.app.setup = self.client.setup().clone();
        let mut changed = 0;
        let results = planned.iter().zip(outcomes).map(|(one, outcome)| {
            let since = match (one.id, &outcome) {
                (Some(id), Outcome::Refused(Refusal::RevisionChanged { shown, .. })) => {
                    changed += 1;
                    // Where this can't be known the refusal is said all the same.
                    let since =
                        (changed <= CHANGES_TOLD).then(|| self.client.since(id, *shown).ok().flatten());
                    since.flatten().map(|since| differing(&self.app, &since))
                }
                _ => None,
            };
            CameTo { id: one.id, title: one.title.clone(), outcome, since: since.unwrap_or_default() }
        });
        Message::Acted(verb, results.collect())
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
