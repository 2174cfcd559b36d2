//! Linear mode: the same console line by line. Nothing is placed on a screen; a line is read, and what is
//! new is said in lines, as somebody needs it who hears it or reads it under their fingers.
//!
//! ```text
//! a typed line ─► read ─► Message ─► update, drive, as on a screen ─► App ─► say ─► lines
//! ```
//!
//! It decides nothing and knows no rule: `read` says what a line asks for, `say`, `items` and `sheets` say
//! the state in words. What counts as shown is what has been printed to the end.

mod items;
mod read;
mod say;
mod sheets;

use std::collections::VecDeque;
use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::app::{App, Drawn};
use super::drive::Driver;
use super::keeping::Own;
use super::keymap::{Action, Keymap};
use super::overlay::Overlay;
use super::palette::{Command, offers};
use super::reading::Page;
use super::update::Message;
use super::view;
use super::waiting::UNNOTICED;
use crate::client::{Awaited, Client, Meanwhile};
use crate::domain::{ItemId, Revision};
use crate::shell::{Entered, Key, Teletype};
use crate::texts::{Lang, Texts};
use read::Wish;
use say::Standing;

/// Columns and lines where the output is no terminal: whoever reads it sets the lines as they like.
const NO_TERMINAL: (u16, u16) = (1_000, 24);

/// Lines of a window that what is said leaves to the prompt and to what was typed.
const KEPT_LINES: u16 = 3;

/// Runs the console until its person quits or nothing more comes.
pub(super) fn run(client: Client, lang: Lang, keymap: Keymap, own: Option<Own>) -> io::Result<()> {
    let mut teletype = Teletype::open()?;
    let mut client = client;
    client.meanwhile(meanwhile(&teletype, lang));
    let mut driver = Driver::open(client, lang, own);
    driver.app.keymap = keymap;
    let mut talk = Talk::new(driver);
    let answered = talk.converse(&mut teletype);
    match answered {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        answered => answered.and_then(|()| talk.driver.farewell()),
    }
}

/// What goes on while a service is waited for: once it takes long that is said, and Ctrl-C leaves.
fn meanwhile(teletype: &Teletype, lang: Lang) -> Meanwhile {
    let (ended, said) = (teletype.ended(), AtomicBool::new(false));
    Arc::new(move |awaited, since| {
        let long = since >= UNNOTICED;
        // Of a connection that is made again it was said that it was lost.
        if awaited == Awaited::Answer && said.swap(long, Ordering::Relaxed) != long && long {
            // Where nobody hears it any more the next line says so.
            let _ = Teletype::print(&[Texts::new(lang).get("linear.no-answer").to_owned()], "");
        }
        if ended.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
}

/// A console that is talked with.
struct Talk {
    driver: Driver,
    /// What was said last of where the person is.
    said: Standing,
    /// What is still to be said, and the item that has been shown once it is.
    rest: VecDeque<String>,
    shown: Option<(ItemId, Revision)>,
    /// The field into which a text of several lines has been begun.
    begun: Option<String>,
    /// How many rows others had changed when that was said last.
    elsewhere: usize,
    size: (u16, u16),
}

impl Talk {
    fn new(driver: Driver) -> Talk {
        let (said, rest) = (Standing::default(), VecDeque::new());
        Talk { driver, said, rest, shown: None, begun: None, elsewhere: 0, size: NO_TERMINAL }
    }

    fn app(&self) -> &App {
        &self.driver.app
    }

    fn converse(&mut self, teletype: &mut Teletype) -> io::Result<()> {
        self.size = teletype.size().unwrap_or(NO_TERMINAL);
        let greeting = say::greeting(self.app());
        self.news(greeting);
        while !self.driver.ended {
            let lines = self.next_lines();
            Teletype::print(&lines, &say::prompt(self.app()))?;
            let mut entered = teletype.wait()?;
            while entered == Entered::Pause && self.driver.keep() {
                entered = teletype.wait()?;
            }
            match entered {
                Entered::Pause => {}
                // Where nobody is there any more, there is nobody to end a line for.
                Entered::End => drop(Teletype::print(&[String::new()], "")),
                _ => Teletype::close_prompt()?,
            }
            self.size = teletype.size().unwrap_or(NO_TERMINAL);
            self.driver.woken();
            if self.driver.ended {
                break;
            }
            let missed = self.driver.turn_day();
            match entered {
                Entered::Line(..) | Entered::Paste(_) if missed => self.news(Vec::new()),
                Entered::Line(line, at_ms) => self.hear(&line, at_ms),
                Entered::Paste(text) => self.paste(&text),
                Entered::Pause => self.news(Vec::new()),
                Entered::End => self.driver.ended = true,
            }
        }
        Ok(())
    }

    /// Does what a line asks for, and finds out what there is to say about it.
    fn hear(&mut self, line: &str, at_ms: u64) {
        let wish = read::read(self.app(), line);
        if matches!(wish, Wish::Next) && !self.rest.is_empty() {
            return;
        }
        self.rest.clear();
        self.shown = None;
        let mut answer = Vec::new();
        match wish {
            Wish::Next => self.go_on(at_ms, &mut answer),
            Wish::Again => self.said.forget_top(),
            Wish::Help(words) => answer = sheets::help(self.app(), &words),
            Wish::Do(action) => self.act(action, at_ms, &mut answer),
            Wish::Begin(verb) => {
                self.ask(Action::Palette, at_ms);
                self.choose_offer(|command| *command == Command::Act(verb), at_ms);
            }
            Wish::GoTo(number) => {
                self.search(number, at_ms);
                self.choose_offer(|command| matches!(command, Command::GoTo(_)), at_ms);
            }
            Wish::Search(words) => self.search(words, at_ms),
            Wish::LookFor(words) => self.look_for(words, at_ms),
            Wish::Page(page) => self.turn(page, at_ms),
            Wish::Choose(place) => self.choose(place, at_ms),
            Wish::Text(text) => self.write(text, at_ms),
            Wish::Clear => {
                self.begun = None;
                self.take(Message::Written(String::new()));
                self.said.forget_question();
            }
            Wish::Leave => self.key("esc", at_ms),
            Wish::Unknown => {
                let line = self.app().texts.fill("linear.unknown", &[("line", line.trim())]);
                return self.news(vec![line]);
            }
        }
        self.driver.settle();
        let silent = answer.is_empty();
        self.news(answer);
        if silent && self.rest.is_empty() && !self.writes() {
            self.rest.push_back(self.app().texts.get("linear.nothing-new").to_owned());
        }
    }

    /// An empty line: on to what comes next.
    fn go_on(&mut self, at_ms: u64, answer: &mut Vec<String>) {
        match self.app().overlays.last() {
            None => self.act(Action::Down, at_ms, answer),
            Some(Overlay::Form(_)) => self.ask(Action::Choose, at_ms),
            Some(Overlay::Reader(reader)) if reader.typing.is_some() => self.key("enter", at_ms),
            Some(Overlay::Reader(reader)) => {
                let last = Page::ALL.last() == Some(&reader.page);
                self.ask(if last { Action::Cancel } else { Action::NextPage }, at_ms);
            }
            Some(Overlay::Result(_) | Overlay::Summary(..) | Overlay::Help(_) | Overlay::Paper(_)) => {
                self.ask(Action::Cancel, at_ms);
            }
            Some(Overlay::Check(_) | Overlay::Menu(_) | Overlay::Palette(_) | Overlay::Name(_)) => {
                self.said.forget_question();
            }
        }
    }

    /// Does an action, and says of a list what can't be seen on it.
    fn act(&mut self, action: Action, at_ms: u64, answer: &mut Vec<String>) {
        if action == Action::Help {
            *answer = sheets::help(self.app(), "");
            return;
        }
        let before = self.app().pane().map(|pane| (self.app().focus, pane.cursor));
        let listed = self.app().overlays.is_empty();
        self.ask(action, at_ms);
        let now = self.app().pane().map(|pane| (self.app().focus, pane.cursor));
        match action {
            Action::Down | Action::Up if listed && before == now => {
                let key = match (self.app().row(), action) {
                    (None, _) => "linear.nothing-here",
                    (Some(_), Action::Down) => "linear.last",
                    (Some(_), _) => "linear.first",
                };
                answer.push(self.app().texts.get(key).to_owned());
            }
            Action::Refresh => self.said.forget(),
            Action::Undo | Action::Redo => self.said.forget_question(),
            Action::PageDown | Action::PageUp if listed => {
                let lines = usize::from(self.page());
                *answer = items::rows(self.app(), lines);
                self.said.item = say::item_key(self.app());
            }
            _ => {}
        }
    }

    fn take(&mut self, message: Message) {
        self.driver.take(message);
    }

    fn ask(&mut self, action: Action, at_ms: u64) {
        self.take(Message::Asked(action, at_ms));
    }

    fn key(&mut self, name: &str, at_ms: u64) {
        self.take(Message::Key(Key { name: name.to_owned(), at_ms }));
    }

    /// Brings up the palette narrowed to these words.
    fn search(&mut self, words: String, at_ms: u64) {
        if !matches!(self.app().overlays.last(), Some(Overlay::Palette(_))) {
            self.ask(Action::Palette, at_ms);
        }
        self.take(Message::Written(words));
    }

    /// Chooses the first line of the palette that fits, and closes it where that can't be done.
    fn choose_offer(&mut self, fits: impl Fn(&Command) -> bool, at_ms: u64) {
        match offers(self.app()).iter().position(|offer| fits(&offer.command)) {
            Some(place) => self.choose(place, at_ms),
            None => self.driver.app.say(self.app().texts.get("ui.nothing-found"), true),
        }
        if matches!(self.app().overlays.last(), Some(Overlay::Palette(_))) {
            self.ask(Action::Cancel, at_ms);
        }
    }

    /// Filters the list, or looks in what is read.
    fn look_for(&mut self, words: String, at_ms: u64) {
        let list = self.app().overlays.is_empty();
        self.ask(if list { Action::Filter } else { Action::Find }, at_ms);
        self.take(Message::Written(words));
        self.key("enter", at_ms);
    }

    /// Turns to a page; where it is open already, it is said again.
    fn turn(&mut self, page: Page, at_ms: u64) {
        for _ in Page::ALL {
            match self.app().overlays.last() {
                Some(Overlay::Reader(reader)) if reader.page != page => self.ask(Action::NextPage, at_ms),
                _ => return self.said.forget_question(),
            }
        }
    }

    /// Chooses by place, the first being 0.
    fn choose(&mut self, place: usize, at_ms: u64) {
        let cursor = match self.app().overlays.last() {
            Some(Overlay::Menu(menu)) => menu.cursor,
            Some(Overlay::Palette(palette)) => palette.cursor,
            Some(Overlay::Form(_)) => {
                self.take(Message::Picked(place));
                return self.ask(Action::Choose, at_ms);
            }
            _ => return,
        };
        let step = if place > cursor { Action::Down } else { Action::Up };
        for _ in 0..place.abs_diff(cursor) {
            self.ask(step, at_ms);
        }
        self.ask(Action::Choose, at_ms);
    }

    /// A line for the text that is being written.
    fn write(&mut self, text: String, at_ms: u64) {
        let form = matches!(self.app().overlays.last(), Some(Overlay::Form(_)));
        if self.app().writes_lines() {
            if text == "." || text.is_empty() && !self.writes() {
                self.begun = None;
                return self.ask(Action::Choose, at_ms);
            }
            return self.add(&text);
        }
        self.take(Message::Written(text));
        if form { self.ask(Action::Choose, at_ms) } else { self.key("enter", at_ms) }
    }

    /// Puts lines behind those of a text.
    fn add(&mut self, text: &str) {
        let Some(Overlay::Form(form)) = self.app().overlays.last() else { return };
        let blank = !self.writes() && form.typing().is_none_or(|field| field.value().is_empty());
        let text = if blank { text.to_owned() } else { format!("\n{text}") };
        self.begun = say::sheet_key(self.app());
        self.take(Message::Pasted(text));
    }

    /// Whether a text of several lines has been begun, so that the next line is waited for in silence.
    fn writes(&self) -> bool {
        self.begun.is_some() && self.begun == say::sheet_key(self.app())
    }

    /// Lines that came at once: text where text is written, and else nothing.
    fn paste(&mut self, text: &str) {
        self.rest.clear();
        if self.app().writes_lines() {
            self.add(text);
        } else {
            self.take(Message::Pasted(text.to_owned()));
            self.said.forget_question();
        }
        self.news(Vec::new());
    }

    /// What is to be said: an answer, what the console notes, and where the person stands now.
    fn news(&mut self, answer: Vec<String>) {
        let mut lines = answer;
        lines.extend(self.driver.app.note.take().map(|note| note.text));
        let elsewhere = self.app().elsewhere.len();
        if std::mem::replace(&mut self.elsewhere, elsewhere) != elsewhere && elsewhere > 0 {
            lines.push(self.app().texts.fill("ui.elsewhere", &[("n", &elsewhere.to_string())]));
        }
        let columns = usize::from(self.size.0);
        let news = say::news(&self.driver.app, &mut self.said, columns);
        lines.extend(news.lines);
        self.shown = news.shown;
        let room = columns.saturating_sub(1).max(2);
        self.rest = lines.iter().flat_map(|line| view::wrap(line, room)).collect();
        self.told(None);
    }

    /// As many lines of what is to be said as the window has.
    fn next_lines(&mut self) -> Vec<String> {
        let page = usize::from(self.page());
        let count = if self.rest.len() <= page + 1 { self.rest.len() } else { page };
        let mut lines: Vec<String> = self.rest.drain(..count).collect();
        if self.rest.is_empty() {
            let shown = self.shown.take();
            self.told(shown);
        } else {
            let left = self.rest.len().to_string();
            lines.push(self.app().texts.fill("linear.more-lines", &[("n", &left)]));
        }
        lines
    }

    /// Lets the console know what drawing a frame would have found out.
    fn told(&mut self, shown: Option<(ItemId, Revision)>) {
        let columns = usize::from(self.size.0);
        let laid = match self.app().overlays.last() {
            Some(Overlay::Reader(reader)) => Some(view::laid(self.app(), reader, columns)),
            _ => None,
        };
        let last_top = laid.as_ref().map_or(0, |laid| laid.lines.len().saturating_sub(1));
        let page = usize::from(self.page());
        self.driver.drawn(Drawn { page, last_top, laid, shown, ..Drawn::default() });
    }

    /// Lines that are said at a time.
    fn page(&self) -> u16 {
        self.size.1.saturating_sub(KEPT_LINES).max(1)
    }
}
