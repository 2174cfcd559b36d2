//! A desk behind a socket: one question at a time, and news in between.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::open::OpenError;
use super::patient::{Awaited, Meanwhile, Patient, in_slices};
use crate::desk::{Failure, News};
use crate::domain::{Login, Moment};
use crate::protocol::{
    FromDesk, Hello, MOST_BYTES, Question, State, Tell, ToDesk, VERSION, Welcome, decode, encode, read_frame,
    unpack, write_frame,
};
use crate::shell;

/// So long a desk may be silent while it owes an answer; while that is waited for or worked on, it says so.
const SILENCE: Duration = Duration::from_secs(20);

/// So long a desk may be silent while it is greeted.
const GREETING: Duration = Duration::from_secs(5);

/// A connection that can be made again.
pub(super) struct Remote {
    socket: PathBuf,
    hello: Hello,
    stream: UnixStream,
    talk: Mutex<Talk>,
    meanwhile: Option<Meanwhile>,
}

/// How far the talk is.
#[derive(Default)]
struct Talk {
    /// The number of the last question.
    last: u32,
    /// News that nobody has asked for yet.
    news: Option<News>,
    /// Whether the connection is gone.
    lost: bool,
}

impl Remote {
    /// Connects and greets, as another person or at another moment where that is asked for.
    pub(super) fn connect(
        socket: &Path,
        person: Option<&Login>,
        moment: Option<Moment>,
    ) -> Result<(Remote, Welcome), OpenError> {
        let hello = Hello {
            version: VERSION.to_owned(),
            person: person.map(|person| person.0.clone()),
            moment: moment.map(|moment| moment.to_rfc3339()),
        };
        let (stream, welcome) = greet(socket, &hello, None)?;
        let (socket, talk) = (socket.to_owned(), Mutex::default());
        Ok((Remote { socket, hello, stream, talk, meanwhile: None }, welcome))
    }

    /// Has this go on whenever the desk is waited for.
    pub(super) fn meanwhile(&mut self, look: Meanwhile) {
        self.meanwhile = Some(look);
    }

    /// Connects again, as the same person.
    pub(super) fn reconnect(&mut self) -> Result<Welcome, OpenError> {
        let (stream, welcome) = greet(&self.socket, &self.hello, self.meanwhile.as_ref())?;
        self.stream = stream;
        self.talk = Mutex::default();
        Ok(welcome)
    }

    /// Speaks as another person, where the desk lets one.
    pub(super) fn speak_as(&mut self, login: &Login) -> Result<(), OpenError> {
        let before = self.hello.person.replace(login.0.clone());
        match self.reconnect() {
            Ok(_) => Ok(()),
            Err(error) => {
                self.hello.person = before;
                Err(error)
            }
        }
    }

    /// Readable when there is something to hear; a connection that is lost has nothing more.
    pub(super) fn wakes(&self) -> Option<BorrowedFd<'_>> {
        (!self.talk().lost).then(|| self.stream.as_fd())
    }

    /// Whether there is something to hear that came together with an answer: nothing is readable for it any more.
    pub(super) fn has_heard(&self) -> bool {
        self.talk().news.is_some()
    }

    /// Asks, and waits for the answer.
    pub(super) fn ask<Q: Question>(&self, question: &Q, tell: &mut Tell<'_>) -> Result<Q::Answer, Failure> {
        unpack(&self.say(|number| ToDesk::Ask(number, Box::new(question.asked())), tell)?)
    }

    pub(super) fn state(&self) -> Result<State, Failure> {
        decode(&self.say(ToDesk::State, &mut |_| Ok(()))?)
    }

    pub(super) fn reload(&self) -> Result<(), Failure> {
        self.say(ToDesk::Reload, &mut |_| Ok(())).map(|_| ())
    }

    /// What is new, as far as it has come.
    pub(super) fn hear(&self) -> Result<Option<News>, Failure> {
        let mut talk = self.talk();
        let since = Instant::now();
        while !talk.lost && shell::readable([&self.stream], Some(0)).is_ok_and(|[there]| there) {
            match self.read(&mut talk, since)? {
                FromDesk::News(sequence, setup) => talk.news = Some(News { sequence, setup }),
                FromDesk::Goodbye(_) => return Err(lost(&mut talk, io::ErrorKind::ConnectionAborted.into())),
                _ => {}
            }
        }
        Ok(talk.news.take())
    }

    fn say(&self, message: impl FnOnce(u32) -> ToDesk, tell: &mut Tell<'_>) -> Result<Vec<u8>, Failure> {
        let mut talk = self.talk();
        if talk.lost {
            return Err(Failure::Lost(io::ErrorKind::NotConnected.into()));
        }
        talk.last = talk.last.wrapping_add(1);
        let number = talk.last;
        let (frame, since) = (encode(&message(number)), Instant::now());
        if let Err(error) = write_frame(&mut self.patient(since), &frame) {
            return Err(match error.kind() {
                io::ErrorKind::FileTooLarge => Failure::TooLarge(MOST_BYTES),
                _ => lost(&mut talk, error),
            });
        }
        loop {
            match self.read(&mut talk, since)? {
                FromDesk::News(sequence, setup) => talk.news = Some(News { sequence, setup }),
                FromDesk::Told(of, told) if of == number => {
                    // What can't be handed on ends the connection: the desk would go on telling.
                    tell(told).map_err(|error| {
                        talk.lost = true;
                        Failure::Export(error)
                    })?;
                }
                FromDesk::Answer(of, bytes) if of == number => return Ok(bytes.0),
                FromDesk::Failed(of, failed) if of == number => return Err(failed.into()),
                FromDesk::Goodbye(_) => {
                    return Err(lost(&mut talk, io::ErrorKind::ConnectionAborted.into()));
                }
                _ => {}
            }
        }
    }

    fn read(&self, talk: &mut Talk, since: Instant) -> Result<FromDesk, Failure> {
        match read_frame(&mut self.patient(since), MOST_BYTES) {
            Ok(Some(frame)) => decode(&frame).inspect_err(|_| talk.lost = true),
            Ok(None) => Err(lost(talk, io::ErrorKind::UnexpectedEof.into())),
            Err(error) => Err(lost(talk, error)),
        }
    }

    fn patient(&self, since: Instant) -> Patient<'_> {
        let (stream, meanwhile) = (&self.stream, self.meanwhile.as_ref());
        Patient { stream, awaited: Awaited::Answer, most: SILENCE, since, meanwhile }
    }

    fn talk(&self) -> MutexGuard<'_, Talk> {
        self.talk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn lost(talk: &mut Talk, error: io::Error) -> Failure {
    talk.lost = true;
    Failure::Lost(error)
}

fn greet(
    socket: &Path,
    hello: &Hello,
    meanwhile: Option<&Meanwhile>,
) -> Result<(UnixStream, Welcome), OpenError> {
    let unreachable = |source| OpenError::Unreachable { path: socket.to_owned(), source };
    let stream = UnixStream::connect(socket).map_err(unreachable)?;
    in_slices(&stream).map_err(unreachable)?;
    let (awaited, since) = (Awaited::Greeting, Instant::now());
    let mut patient = Patient { stream: &stream, awaited, most: GREETING, since, meanwhile };
    write_frame(&mut patient, &encode(hello)).map_err(unreachable)?;
    let answer = loop {
        let frame = read_frame(&mut patient, MOST_BYTES).map_err(unreachable)?;
        let frame = frame.ok_or_else(|| unreachable(io::ErrorKind::UnexpectedEof.into()))?;
        match decode(&frame)? {
            FromDesk::Told(..) => {}
            answer => break answer,
        }
    };
    match answer {
        FromDesk::Welcome(bytes) => Ok((stream, unpack(&bytes.0)?)),
        FromDesk::Refused(refused) => Err(OpenError::Refused(refused)),
        FromDesk::Goodbye(why) => Err(OpenError::Desk(Failure::Elsewhere(why))),
        _ => Err(OpenError::Desk(Failure::Malformed("no greeting".to_owned()))),
    }
}
