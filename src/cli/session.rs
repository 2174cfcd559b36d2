//! One run of a command: who asks, where the bureau is, in which language, and where answers go.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::args::Globals;
use super::exit::{self, Trouble};
use super::print;
use super::values::ItemNumber;
use crate::client::{self, Client, Configuration, Failure, OpenError, Setup, SharedDesk, Sockets, Who};
use crate::console::{self, Keymap, Own, PHRASES, Phrases};
use crate::daemon::Beside;
use crate::domain::{ItemId, Moment};
use crate::procedure::ProcedureKey;
use crate::shell::{self, Places, SYSTEM_SOCKET};
use crate::texts::{Names, Texts};

/// The file of keys in the configuration folder.
const KEYMAP: &str = "keys.toml";

/// A file that is read is no larger than this, in bytes.
const FILE_BYTES: u64 = 64 << 20;

/// What every command has at hand.
pub(super) struct Session {
    pub texts: Texts,
    /// Whether a script asks.
    pub json: bool,
    globals: Globals,
}

impl Session {
    pub(super) fn new(globals: Globals, texts: Texts) -> Self {
        Session { texts, json: globals.json, globals }
    }

    /// Where data and configuration are.
    pub(super) fn places(&self) -> Result<Places, Trouble> {
        let Globals { data, config, .. } = &self.globals;
        shell::places(data.as_deref(), config.as_deref()).ok_or_else(|| self.usage("cli.no-home", &[]))
    }

    /// Whether the command line names the data folder.
    pub(super) fn names_data(&self) -> bool {
        self.globals.data.is_some()
    }

    /// Whether the command line names any folder of a bureau.
    pub(super) fn names_folders(&self) -> bool {
        self.globals.data.is_some() || self.globals.config.is_some()
    }

    /// The moment: the clock's, or the one given for practice.
    pub(super) fn now(&self) -> Moment {
        self.globals.now.unwrap_or_else(shell::now)
    }

    /// Whether a moment was given.
    pub(super) fn fixes_moment(&self) -> bool {
        self.globals.now.is_some()
    }

    /// The civil date in the bureau's time.
    pub(super) fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }

    /// The item meant, where a bare serial is one of this year's.
    pub(super) fn item(&self, number: ItemNumber) -> ItemId {
        number.in_year(self.today().year())
    }

    /// The socket named on the command line.
    pub(super) fn socket(&self) -> Option<&Path> {
        self.globals.socket.as_deref()
    }

    /// Opens the bureau to look; in practice without `--as` as its auditor does.
    pub(super) fn open(&self) -> Result<Client, Trouble> {
        self.find(false)
    }

    /// Opens the bureau to look after its file: also one that belongs to a service which doesn't run.
    pub(super) fn open_apart(&self) -> Result<Client, Trouble> {
        self.find(true)
    }

    /// Whether a service is to be asked: the one named, or that of the host where no other place is.
    fn is_served(&self) -> bool {
        self.socket().is_some() || !self.names_data() && Path::new(SYSTEM_SOCKET).exists()
    }

    /// Whether there is a bureau to ask: a service or a database here.
    pub(super) fn has_bureau(&self) -> bool {
        self.is_served() || self.places().is_ok_and(|places| places.database().exists())
    }

    fn find(&self, apart: bool) -> Result<Client, Trouble> {
        let places = self.places()?;
        let sockets = Sockets { named: self.globals.socket.clone(), service: !self.names_data(), apart };
        let elsewhere = self.is_served();
        if !elsewhere && !places.database().exists() {
            let path = places.database().display().to_string();
            return Err(self.usage("cli.no-database", &[("path", &path)]));
        }
        // What was adopted before would do, but a folder that was named is meant.
        if let (false, Some(config)) = (elsewhere, &self.globals.config)
            && !config.join("roster.toml").exists()
        {
            return Err(self.usage("cli.no-config", &[("path", &config.display().to_string())]));
        }
        let who = Who { login: self.globals.login.clone(), now: self.globals.now };
        let client = client::find(&places, &who, &sockets)?;
        for moved in client.moved() {
            let (item, from, to) = (moved.item.to_string(), moved.from.to_string(), moved.to.to_string());
            let queue = self.texts.queue(moved.queue);
            let values = [("item", item.as_str()), ("queue", queue), ("from", &from), ("to", &to)];
            self.note(&self.texts.fill("cli.working-days-moved", &values));
        }
        Ok(client)
    }

    /// The keys of the console, with those of the configuration folder laid over them.
    pub(super) fn keymap(&self, places: &Places) -> Result<Keymap, Trouble> {
        let bytes = own(places, KEYMAP)?;
        bytes
            .map_or_else(|| Ok(Keymap::default()), |bytes| Keymap::parse(&bytes, KEYMAP))
            .map_err(Trouble::Faults)
    }

    /// The phrases of the configuration folder, over those that come with the program.
    pub(super) fn phrases(&self, places: &Places) -> Result<Phrases, Trouble> {
        let bytes = own(places, PHRASES)?;
        let parsed = bytes.map_or_else(|| Ok(Phrases::standard()), |bytes| Phrases::parse(&bytes, PHRASES));
        parsed.map_err(Trouble::Faults)
    }

    /// Where the console is to draw there has to be a terminal; line by line it needs none.
    pub(super) fn needs_terminal(&self) -> Result<(), Trouble> {
        let drawn = !self.globals.linear && !shell::is_dumb_terminal();
        let there = io::stdin().is_terminal() && io::stdout().is_terminal();
        if drawn && !there { Err(self.usage("cli.no-terminal", &[])) } else { Ok(()) }
    }

    /// Runs the console: line by line where that is asked for, or where nothing else can be.
    pub(super) fn open_console(
        &self,
        mut client: Client,
        keymap: Keymap,
        own: Option<Own>,
    ) -> Result<(), Trouble> {
        let linear = self.globals.linear || shell::is_dumb_terminal();
        if let Some(config) = own.as_ref().map(|own| own.places.config.clone()) {
            let mut beside = Vec::new();
            client.host(move |desk| beside.extend(answer_beside(desk, config.clone())));
        }
        let lang = self.texts.lang();
        let ended = match linear {
            true => console::run_linear(client, lang, keymap, own),
            false => console::run(client, lang, keymap, own, self.globals.ascii),
        };
        ended.map_err(Trouble::Terminal)
    }

    /// Opens the bureau to act: in practice `--as` must say as whom.
    pub(super) fn open_to_act(&self) -> Result<Client, Trouble> {
        let client = self.open()?;
        if client.is_practice() && self.globals.login.is_none() {
            return Err(self.usage("cli.who", &[]));
        }
        Ok(client)
    }

    /// Wrong usage, by its key.
    pub(super) fn usage(&self, key: &str, values: &[(&str, &str)]) -> Trouble {
        Trouble::Usage(self.texts.fill(key, values))
    }

    /// A file named on the command line; `-` is the standard input.
    pub(super) fn read(&self, path: &Path) -> Result<Vec<u8>, Trouble> {
        let failed = |error| Trouble::File(path.to_owned(), error);
        let path = if path == Path::new("-") { Path::new("/dev/stdin") } else { path };
        shell::read_own(path, FILE_BYTES).map_err(failed)
    }

    /// A text file, which has to be UTF-8.
    pub(super) fn read_text(&self, path: &Path) -> Result<Vec<u8>, Trouble> {
        let bytes = self.read(path)?;
        match std::str::from_utf8(&bytes) {
            Ok(_) => Ok(bytes),
            Err(error) => {
                let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
                let values = [("file", path.display().to_string()), ("line", line.to_string())];
                let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
                Err(self.usage("cli.not-utf-8", &values))
            }
        }
    }

    /// Lines for whoever asked.
    pub(super) fn say(&self, lines: impl IntoIterator<Item = String>) -> Result<(), Trouble> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        let mut lines = lines.into_iter();
        exit::said(lines.try_for_each(|line| writeln!(out, "{line}")).and_then(|()| out.flush()))
    }

    /// What is written as it is.
    pub(super) fn say_bytes(&self, bytes: &[u8]) -> Result<(), Trouble> {
        let mut out = io::stdout().lock();
        exit::said(out.write_all(bytes).and_then(|()| out.flush()))
    }

    /// A value for a script.
    pub(super) fn say_json(&self, value: &impl Serialize) -> Result<(), Trouble> {
        let printed = print::json(value).map_err(|error| Trouble::Output(error.into()))?;
        self.say([printed])
    }

    /// A line beside the answer: refusals, warnings, bounds that were reached.
    pub(super) fn note(&self, line: &str) {
        // Where this can't be said there is nobody to say it to.
        let _ = writeln!(io::stderr().lock(), "{}", print::harmless(line));
    }

    /// Shows how far long work is, where somebody watches.
    pub(super) fn progress(&self) -> impl FnMut(u64, u64) + use<> {
        let (watched, texts) = (io::stderr().is_terminal(), self.texts);
        let mut shown = 0;
        move |done, all| {
            let percent = (done * 100).checked_div(all).unwrap_or(100);
            if watched && percent != shown {
                shown = percent;
                let said = texts.fill("cli.progress", &[("percent", &percent.to_string())]);
                let end = if percent == 100 { "\n" } else { "" };
                let _ = write!(io::stderr().lock(), "\r{said}{end}");
            }
        }
    }

    /// Where names of people, stages and duties come from.
    pub(super) fn names<'a>(&self, setup: &'a Setup, procedure: Option<&ProcedureKey>) -> Names<'a> {
        Names { roster: &setup.roster, procedure: procedure.and_then(|key| setup.procedure(key)) }
    }
}

/// A file of the configuration folder that a bureau may do without.
fn own(places: &Places, name: &str) -> Result<Option<Vec<u8>>, Trouble> {
    let path = places.config.join(name);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Trouble::File(path, error)),
    }
}

/// Answers others of the same user beside a console whose desk is in this process, while what is given back
/// lives. Where that can't be, they are told who has the file.
fn answer_beside(desk: &SharedDesk, config: PathBuf) -> Option<Beside> {
    let socket = shell::own_socket(&desk.look(|desk| desk.path().to_owned()))?;
    Beside::answer(desk.clone(), &socket, configuration_of(config)).ok()
}

/// Reads a configuration folder, each time anew.
pub(super) fn configuration_of(folder: PathBuf) -> impl Fn() -> Result<Option<Configuration>, Failure> {
    move || {
        client::configuration(&folder).map_err(|error| match error {
            OpenError::Desk(failure) => failure,
            other => Failure::Elsewhere(other.to_string()),
        })
    }
}
