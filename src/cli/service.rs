//! The service of a shared host: started, looked after, copied and put back.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::net::UnixListener;
use std::path::Path;

use listenfd::ListenFd;
use sd_notify::NotifyState;
use serde::Serialize;

use super::args::{BackupArgs, RestoreArgs, ServeArgs};
use super::bureau::may_begin;
use super::exit::{Answer, Status, Trouble};
use super::print::harmless;
use super::session::{Session, configuration_of};
use crate::client::{self, Failure, State};
use crate::daemon::{self, House, Socket};
use crate::domain::Moment;
use crate::projection::Queue;
use crate::shell;
use crate::texts::Lang;

/// The file of seals in the data folder.
const SEALS: &str = "seals.txt";

/// `serve`: owns the database and answers at a socket until it is stopped. A database that isn't there yet is
/// made of the configuration, and belongs to the service from then on.
pub(super) fn serve(args: &ServeArgs, session: &Session) -> Answer {
    let places = session.places()?;
    let database = places.database();
    if !database.exists() && !may_begin(&places, session)? {
        return Ok(Status::Refused);
    }
    // Before the database is opened: what that finds out is in the log.
    tracing_subscriber::fmt().with_writer(io::stderr).with_ansi(false).with_target(false).init();
    let house = House::open(&database, args.connections, configuration_of(places.config.clone()))?;
    let socket = socket(session, &database)?;
    let ready = || {
        // Without a service manager there is nobody to tell.
        let _ = sd_notify::notify(&[NotifyState::Ready]);
        tracing::info!(version = env!("CARGO_PKG_VERSION"), database = %database.display(), "ready");
    };
    let served = daemon::serve(&house, &socket, &places.data.join(SEALS), ready);
    served.map_err(|error| Trouble::File(database.clone(), error))?;
    Ok(Status::Done)
}

/// The socket that the service manager gives, or the one named, or this user's own for this database.
fn socket(session: &Session, database: &Path) -> Result<Socket, Trouble> {
    let given: Option<UnixListener> = ListenFd::from_env()
        .take_unix_listener(0)
        .map_err(|error| Trouble::File("LISTEN_FDS".into(), error))?;
    if let Some(given) = given {
        return Ok(Socket::given(given));
    }
    let (path, mode) = match session.socket() {
        // Who may connect is for the folder around it; who may do what is for the roster.
        Some(named) => (named.to_owned(), 0o666),
        None => match shell::own_socket(database) {
            Some(own) => (own, 0o600),
            None => return Err(session.usage("cli.no-socket-folder", &[])),
        },
    };
    Socket::make(&path, mode).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            session.usage("cli.already-served", &[("path", &path.display().to_string())])
        }
        _ => Trouble::File(path, error),
    })
}

/// `status`: how the service is.
pub(super) fn status(session: &Session) -> Answer {
    let client = session.open()?;
    let Some(state) = client.state()? else {
        return Err(session.usage("cli.no-service", &[]));
    };
    if session.json {
        session.say_json(&StateForm::of(&state))?;
        return Ok(Status::Done);
    }
    let texts = session.texts;
    let line = |key: &str, value: &str| texts.fill(key, &[("value", value)]);
    let mib = format!("{:.1}", f64::from(u32::try_from(state.bytes >> 10).unwrap_or(u32::MAX)) / 1024.0);
    let mut lines = vec![
        line("cli.state-version", &state.version),
        line(
            "cli.state-since",
            &Moment::parse_from_rfc3339(&state.since)
                .map_or(state.since.clone(), |since| texts.moment(since)),
        ),
        line("cli.state-connections", &state.connections.to_string()),
        line("cli.state-orders", &state.orders.to_string()),
        line("cli.state-bytes", &mib),
        line("cli.state-head", &format!("{} {}", state.sequence, state.head)),
        line("cli.state-seal", if state.seal.is_empty() { texts.get("cli.none-kept") } else { &state.seal }),
    ];
    for (queue, items, overdue) in &state.queues {
        let name = Queue::from_key(queue).map_or(queue.as_str(), |queue| texts.queue(queue));
        let what = [("queue", name), ("items", &items.to_string()), ("overdue", &overdue.to_string())];
        lines.push(texts.fill("cli.state-queue", &what));
    }
    session.say(lines)?;
    Ok(Status::Done)
}

/// How the service is, for scripts.
#[derive(Serialize)]
struct StateForm<'a> {
    version: &'a str,
    since: &'a str,
    practice: bool,
    connections: u32,
    orders: u64,
    sequence: u64,
    head: &'a str,
    seal: Option<&'a str>,
    bytes: u64,
    queues: Vec<QueueForm<'a>>,
}

#[derive(Serialize)]
struct QueueForm<'a> {
    queue: &'a str,
    items: u64,
    overdue: u64,
}

impl StateForm<'_> {
    fn of(state: &State) -> StateForm<'_> {
        let queues = state.queues.iter();
        StateForm {
            version: &state.version,
            since: &state.since,
            practice: state.practice,
            connections: state.connections,
            orders: state.orders,
            sequence: state.sequence,
            head: &state.head,
            seal: Some(state.seal.as_str()).filter(|seal| !seal.is_empty()),
            bytes: state.bytes,
            queues: queues
                .map(|(queue, items, overdue)| QueueForm { queue, items: *items, overdue: *overdue })
                .collect(),
        }
    }
}

/// `reload`: the service reads its configuration folder anew; with faults, everything stays as it was.
pub(super) fn reload(session: &Session) -> Answer {
    let mut client = session.open()?;
    if !client.reload()? {
        return Err(session.usage("cli.no-service", &[]));
    }
    for gap in client.setup().gaps() {
        session.note(if session.texts.lang() == Lang::Zh { &gap.zh } else { &gap.en });
    }
    done(session, "cli.reloaded", &[])
}

/// `backup`: a whole copy in a new file, made while the database is in use, verified when it is written.
pub(super) fn backup(args: &BackupArgs, session: &Session) -> Answer {
    let mut client = session.open_apart()?;
    let path = &args.file;
    let failed = |error| Trouble::File(path.clone(), error);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    let copied = client.backup(&mut file).and_then(|made| {
        file.sync_all().map_err(Failure::Export)?;
        if client::verify_copy(path)? == made { Ok(made) } else { Err(Failure::Missing(made.0)) }
    });
    let made = copied.inspect_err(|_| {
        // What is no backup must not look like one.
        let _ = std::fs::remove_file(path);
    })?;
    let file = path.canonicalize().unwrap_or_else(|_| path.clone()).display().to_string();
    // The backup is sound all the same, and is wanted most where something is amiss.
    if let Err(failure) = client.note_backup(made, file) {
        let why = Trouble::Desk(failure).lines(session.texts).concat();
        session.note(&session.texts.fill("cli.backup-not-noted", &[("why", &why)]));
    }
    let (sequence, head) = made;
    let (sequence, head) = (sequence.to_string(), head.to_string());
    done(session, "cli.backed-up", &[("sequence", &sequence), ("head", &head)])
}

/// `restore`: a backup becomes the database where there is none.
pub(super) fn restore(args: &RestoreArgs, session: &Session) -> Answer {
    let places = session.places()?;
    let (sequence, head) = client::restore(&args.file, &places)?;
    let seals = places.data.join(SEALS);
    if let Some(sealed) = last_sealed(&seals).filter(|sealed| *sealed > sequence) {
        let (path, sealed, sequence) =
            (seals.display().to_string(), sealed.to_string(), sequence.to_string());
        let what = [("path", path.as_str()), ("sealed", &sealed), ("sequence", &sequence)];
        session.note(&session.texts.fill("cli.beyond-backup", &what));
    }
    let (sequence, head) = (sequence.to_string(), head.to_string());
    done(session, "cli.restored", &[("sequence", &sequence), ("head", &head)])
}

/// The number of the last record that a file of seals knows of, where it can be read.
fn last_sealed(seals: &Path) -> Option<u64> {
    let kept = std::fs::read_to_string(seals).ok()?;
    kept.lines().last()?.split(' ').nth(1)?.parse().ok()
}

fn done(session: &Session, key: &str, what: &[(&str, &str)]) -> Answer {
    if session.json {
        let said: std::collections::BTreeMap<&str, &str> = what.iter().copied().collect();
        session.say_json(&said)?;
    } else {
        session.say([harmless(&session.texts.fill(key, what))])?;
    }
    Ok(Status::Done)
}
