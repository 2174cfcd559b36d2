//! Driving: waits for input, does what the effects ask, and draws when something changed.

use std::collections::VecDeque;
use std::io;

use super::app::App;
use super::load;
use super::theme::Theme;
use super::update::{Effect, Message, Planned, READER_BYTES, update};
use super::view;
use crate::client::{Client, Failure, Order, Outcome};
use crate::domain::{Act, ItemId, Refusal, Verb};
use crate::projection::{Query, Row, watched};
use crate::shell::{Input, Screen};
use crate::texts::Lang;

/// Runs the console on a screen of its own.
pub(super) fn drive(client: Client, lang: Lang) -> io::Result<()> {
    let mut screen = Screen::open()?;
    let theme = Theme::new(std::env::var_os("NO_COLOR").is_none());
    let mut driver = Driver::open(client, lang);
    let mut announced = driver.overdue();
    screen.announce(&driver.title(), announced > 0)?;
    while !driver.ended {
        let mut drawn = view::Drawn::default();
        screen.draw(|frame| drawn = view::draw(&driver.app, theme, frame))?;
        driver.app.drawn(drawn.page, drawn.last_top, drawn.laid);
        for input in screen.wait(driver.app.typing())? {
            match input {
                Input::Key(key) => driver.take(Message::Key(key)),
                Input::Paste(text) => driver.take(Message::Pasted(text)),
                Input::Redraw => {}
                Input::End => driver.ended = true,
            }
        }
        let overdue = driver.overdue();
        if overdue != announced {
            screen.announce(&driver.title(), overdue > announced)?;
            announced = overdue;
        }
    }
    Ok(())
}

/// A console with the client that it speaks through.
pub(super) struct Driver {
    pub(super) client: Client,
    pub(super) app: App,
    pub(super) ended: bool,
}

impl Driver {
    /// A console with its panes loaded.
    pub(super) fn open(client: Client, lang: Lang) -> Driver {
        let app =
            App::new(lang, client.me().clone(), client.is_practice(), client.setup().clone(), client.today());
        let mut driver = Driver { client, app, ended: false };
        driver.perform(vec![Effect::LoadPanes]);
        driver
    }

    /// Lets a message change the state, and does what that asks for.
    pub(super) fn take(&mut self, message: Message) {
        let effects = update(&mut self.app, message);
        self.perform(effects);
    }

    /// Does effects, and whatever their answers ask for, until nothing is left.
    pub(super) fn perform(&mut self, effects: Vec<Effect>) {
        let mut waiting: VecDeque<Effect> = effects.into();
        while let Some(effect) = waiting.pop_front() {
            let message = match self.answer(effect) {
                Ok(message) => message,
                Err(failure) => Some(Message::Failed(failure.to_string())),
            };
            if let Some(message) = message {
                waiting.extend(update(&mut self.app, message));
            }
        }
    }

    fn answer(&mut self, effect: Effect) -> Result<Option<Message>, Failure> {
        Ok(match effect {
            Effect::LoadPanes => Some(self.panes()?),
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
            Effect::Rehearse(verb, planned) => {
                let orders = self.orders(&planned);
                let outcomes = self.client.rehearse(&orders)?;
                Some(Message::Rehearsed(verb, planned.into_iter().zip(outcomes).collect()))
            }
            Effect::Act(verb, planned) => {
                let orders = self.orders(&planned);
                let outcomes = self.client.act(&orders)?;
                let results = planned.into_iter().zip(outcomes);
                let results = results.map(|(one, outcome)| (one.title, one.id, outcome)).collect();
                Some(self.acted(verb, results))
            }
            Effect::Become(login) => match self.client.become_person(&login) {
                true => Some(Message::Became(login)),
                false => {
                    let refusal = Refusal::UnknownPerson(login);
                    Some(Message::Failed(super::say_refusal(&self.app, &refusal)))
                }
            },
            Effect::Quit => {
                self.ended = true;
                None
            }
        })
    }

    fn acted(&mut self, verb: Verb, results: Vec<(String, Option<ItemId>, Outcome)>) -> Message {
        self.app.setup = self.client.setup().clone();
        Message::Acted(verb, results)
    }

    fn orders(&self, planned: &[Planned]) -> Vec<Order> {
        let order = |one: &Planned| {
            let mut order = self.client.order(one.id, one.revision, one.act.clone());
            order.blobs.clone_from(&one.blobs);
            order
        };
        planned.iter().map(order).collect()
    }

    fn panes(&mut self) -> Result<Message, Failure> {
        self.app.today = self.client.today();
        self.app.setup = self.client.setup().clone();
        let panes = self.client.panes();
        let counts = self.client.counts(&panes)?;
        let watched = watched(&self.app.setup.roster, &panes, &self.app.me);
        let mut tally = crate::projection::Count::default();
        for count in self.client.counts(&watched)? {
            tally += count;
        }
        let worst = self.worst(&watched)?;
        Ok(Message::Panes(panes.into_iter().zip(counts).collect(), tally.tally, worst.map(Box::new)))
    }

    /// The item whose limit presses most among what this person watches.
    fn worst(&self, watched: &[crate::projection::Pane]) -> Result<Option<Row>, Failure> {
        let (today, calendar) = (self.app.today, &self.app.setup.calendar);
        let mut found: Option<(crate::domain::Tier, chrono::NaiveDate, Row)> = None;
        for pane in watched {
            let query = Query {
                pane: pane.clone(),
                filter: crate::projection::Filter::default(),
                after: None,
                limit: 3,
            };
            for row in self.client.window(&query)?.rows {
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
