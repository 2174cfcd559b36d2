//! A session: one connection, from its greeting to its end.

use std::io;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use tracing::{debug, info, warn};

use super::voice::Voice;
use super::{Arrival, House, MOST_ARRIVING, Seat};
use crate::desk::{Failure, Kind, News};
use crate::domain::{Login, Moment, Upkeep};
use crate::protocol::{
    Asked, Asking, Bytes, Failed, FromDesk, Hello, MOST_BYTES, MOST_BYTES_OF_A_STRANGER, Refused, ToDesk,
    Told, VERSION, Welcome, decode, encode, moment, pack, read_frame, version_of, write_frame,
};
use crate::shell::{self, Bell};

/// So long a greeting may take as a whole, and one piece of what is written.
const FRAME: Duration = Duration::from_secs(10);

/// So long a message may take as a whole: the largest one, with its attachments, takes a second.
const MESSAGE: Duration = Duration::from_secs(30);

/// Between two pieces of news.
const CALM: Duration = Duration::from_millis(300);

/// Who is at the other end.
struct Guest<'a> {
    login: Login,
    /// The moment to act at, in practice.
    fixed: Option<Moment>,
    hosts: bool,
    /// What was new when they were let in.
    news: News,
    _seat: Seat<'a>,
}

/// Holds the session. Whatever ends it ends nothing else.
pub(super) fn hold(house: &House, stream: UnixStream, arrival: Arrival) {
    let voice = house.voice(stream);
    let greeted = greet(house, &voice);
    drop(arrival);
    let guest = match greeted {
        Ok(Some(guest)) => guest,
        Ok(None) => return,
        Err(error) => {
            debug!(%error, "a greeting that did not come about");
            return;
        }
    };
    info!(login = %guest.login, "connected");
    match talk(house, &voice, &guest) {
        Ok(()) => info!(login = %guest.login, "left"),
        Err(error) => {
            warn!(login = %guest.login, %error, "the connection ended");
            // Whoever still listens learns why.
            let _ = voice.say(&FromDesk::Goodbye(error.to_string()));
        }
    }
}

/// Says to one connection too many that it is that.
pub(super) fn turn_away(stream: &UnixStream) {
    // What is said first always has room on its way; who is gone needn't hear it.
    let _ = stream.set_nonblocking(true);
    let refused = FromDesk::Refused(Refused::TooMany(MOST_ARRIVING));
    let _ = write_frame(&mut &*stream, &encode(&refused));
}

/// Lets somebody in, or says why not.
fn greet<'a>(house: &'a House, voice: &Voice) -> io::Result<Option<Guest<'a>>> {
    let stream = &voice.stream;
    stream.set_write_timeout(Some(FRAME))?;
    let account = shell::peer(stream)?;
    let frame = read_frame(&mut Until::now_and(stream, FRAME), MOST_BYTES_OF_A_STRANGER);
    let frame = match frame {
        Ok(Some(frame)) => frame,
        Ok(None) => return Ok(None),
        Err(error) => {
            info!(account, %error, "what came first is no greeting");
            // Who is only slow, or speaks another language, learns that nobody waits any more.
            let _ = voice.say(&FromDesk::Goodbye("no greeting of this protocol came".to_owned()));
            return Ok(None);
        }
    };
    let own = Login(shell::login_of(account));
    if version_of(&frame).as_deref() == Some(VERSION) {
        // Its client understands that it may have to wait.
        voice.owe(0);
    }
    match admit(house, own, account, &frame) {
        Ok((guest, welcome)) => {
            voice.answer(&FromDesk::Welcome(Bytes(pack(&welcome))))?;
            Ok(Some(guest))
        }
        Err(Kept::Out(refused)) => {
            info!(account, %refused, "kept out");
            voice.answer(&FromDesk::Refused(refused))?;
            Ok(None)
        }
        Err(Kept::Failed(failure)) => {
            warn!(%failure, "a greeting that could not be answered");
            voice.answer(&FromDesk::Goodbye(failure.to_string()))?;
            Ok(None)
        }
    }
}

/// Why somebody isn't let in.
enum Kept {
    Out(Refused),
    Failed(Failure),
}

impl From<Refused> for Kept {
    fn from(refused: Refused) -> Kept {
        Kept::Out(refused)
    }
}

impl From<Failure> for Kept {
    fn from(failure: Failure) -> Kept {
        Kept::Failed(failure)
    }
}

fn admit<'a>(house: &'a House, own: Login, account: u32, frame: &[u8]) -> Result<(Guest<'a>, Welcome), Kept> {
    if version_of(frame).as_deref() != Some(VERSION) {
        return Err(Refused::Version(VERSION.to_owned()).into());
    }
    let hello: Hello = decode(frame)?;
    house.desk.look(|desk| {
        let (roster, practice) = (&desk.setup().roster, desk.kind() == Kind::Practice);
        if !practice && (hello.person.is_some() || hello.moment.is_some()) {
            return Err(Refused::Official.into());
        }
        let hosts = account == 0 || account == shell::own_account();
        let login = match (hello.person, practice) {
            (Some(person), _) => Login(person),
            (None, true) => roster.auditor().cloned().unwrap_or(own),
            (None, false) => own,
        };
        // Who runs the host may look after the daemon without being anybody in the bureau.
        if roster.person(&login).is_none() && !hosts {
            return Err(Refused::Stranger { login: login.0, practice }.into());
        }
        let seat = house.seat(&login)?;
        let welcome = Welcome {
            practice,
            login: login.clone(),
            news: News { sequence: desk.sequence()?, setup: desk.setup_number() },
            identity: desk.identity()?,
            files: desk.setup_files()?,
        };
        let fixed = hello.moment.as_deref().and_then(moment);
        Ok((Guest { login, fixed, hosts, news: welcome.news, _seat: seat }, welcome))
    })
}

/// Answers until the other side ends, or the house is closed.
fn talk(house: &House, voice: &Voice, guest: &Guest<'_>) -> io::Result<()> {
    let stream = &voice.stream;
    let bell = std::sync::Arc::new(Bell::new()?);
    let rung = bell.clone();
    let _listening = house.desk.listen(move |_| rung.ring());
    // What has happened since the greeting is told at once.
    let mut told = guest.news;
    bell.ring();
    // While this lies ahead the bell is not listened to: what others do is told a few times a second.
    let mut next_news = Instant::now();
    loop {
        let wait = next_news.saturating_duration_since(Instant::now());
        let [asks, closes, rings] = match wait.is_zero() {
            true => shell::readable([stream, &house.closing, &*bell], None)?,
            false => {
                let [asks, closes] = shell::readable([stream, &house.closing], Some(milliseconds(wait)))?;
                [asks, closes, false]
            }
        };
        if asks {
            let frame = read_frame(&mut Until::now_and(stream, MESSAGE), MOST_BYTES)?;
            let Some(frame) = frame else { return Ok(()) };
            let message = decode(&frame).map_err(|failure| io::Error::other(failure.to_string()))?;
            attend(house, voice, guest, message)?;
        } else if closes {
            return voice.say(&FromDesk::Goodbye("the service stops".to_owned()));
        } else if rings && bell.heard() {
            next_news = Instant::now() + CALM;
            // What cannot be known now is told with the next change.
            let news = house.desk.news().unwrap_or(told);
            if news.setup != told.setup && !guest.hosts && !is_known(house, guest) {
                info!(login = %guest.login, "is in the roster no more");
                let practice = house.desk.look(|desk| desk.kind() == Kind::Practice);
                let refused = Refused::Stranger { login: guest.login.0.clone(), practice };
                return voice.say(&FromDesk::Refused(refused));
            }
            if news != told {
                told = news;
                voice.say(&FromDesk::News(news.sequence, news.setup))?;
            }
        }
    }
}

fn is_known(house: &House, guest: &Guest<'_>) -> bool {
    house.desk.look(|desk| desk.setup().roster.person(&guest.login).is_some())
}

/// A stream that is read up to a moment: who sends a byte now and then keeps nobody waiting for ever.
struct Until<'s> {
    stream: &'s UnixStream,
    end: Instant,
}

impl<'s> Until<'s> {
    fn now_and(stream: &'s UnixStream, time: Duration) -> Until<'s> {
        Until { stream, end: Instant::now() + time }
    }
}

impl io::Read for Until<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.end.saturating_duration_since(Instant::now());
        let slow =
            || io::Error::new(io::ErrorKind::TimedOut, "what has begun was not sent to its end in time");
        if left.is_zero() {
            return Err(slow());
        }
        self.stream.set_read_timeout(Some(left))?;
        let mut stream = self.stream;
        stream.read(into).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => slow(),
            _ => error,
        })
    }
}

/// At least so long, and never nothing.
fn milliseconds(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX).saturating_add(1)
}

fn attend(house: &House, voice: &Voice, guest: &Guest<'_>, message: ToDesk) -> io::Result<()> {
    let who = Asking {
        login: guest.login.clone(),
        now: guest.fixed.unwrap_or_else(shell::now),
        hosts: guest.hosts,
    };
    let (number, answered) = match message {
        ToDesk::Ask(number, asked) => {
            if matches!(*asked, Asked::Act(_) | Asked::ActWhole(_)) {
                house.orders.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
            voice.owe(number);
            let tell = &mut |told| match told {
                Told::Piece(_) => voice.say(&FromDesk::Told(number, told)),
                // It may be told while nobody else can do anything: who doesn't listen keeps nobody waiting.
                Told::Progress(..) | Told::Working => voice.murmur(told),
            };
            (number, asked.answer(&house.desk, &who, tell))
        }
        ToDesk::State(number) => {
            voice.owe(number);
            (number, house.state().map(|state| encode(&state)))
        }
        ToDesk::Reload(number) => {
            voice.owe(number);
            let may = crate::protocol::permitted(&house.desk, &who, Upkeep::Reload);
            let reloaded = may.and_then(|()| house.reload(Some(&guest.login)));
            match &reloaded {
                Ok(()) => info!(login = %guest.login, "the configuration was read anew"),
                Err(failure) => warn!(login = %guest.login, %failure, "the configuration stays as it was"),
            }
            (number, reloaded.map(|()| Vec::new()))
        }
    };
    voice.answer(&match answered {
        Ok(bytes) if bytes.len() < MOST_BYTES => FromDesk::Answer(number, Bytes(bytes)),
        Ok(_) => FromDesk::Failed(number, Failed::from(&Failure::TooLarge(MOST_BYTES))),
        Err(failure) => {
            debug!(login = %guest.login, %failure, "a question that could not be answered");
            house.heed(&failure);
            FromDesk::Failed(number, Failed::from(&failure))
        }
    })
}
