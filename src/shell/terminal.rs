//! The terminal: taken over while the console runs, and given back whatever ends it.
//!
//! Given back on return, on a panic (before its message is printed), and on SIGTERM, SIGHUP and SIGINT.
//! Ctrl-Z gives it back until SIGCONT, where there is a shell to give it to.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Once};
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::style::Print;
use crossterm::{cursor, execute, terminal};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Signal, kill_current_process_group};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;

use super::burst::{Bursts, Listening, TOGETHER_MS, may_begin};
use super::ink::Depth;
use super::painter::{Manner, Painter};
use super::socket::readable;
use super::typed;
use super::width::{self, Ambiguous};

/// How long a terminal has to say how wide it draws.
const ANSWER: Duration = Duration::from_millis(100);

/// How long a look takes for what is there already; crossterm doesn't look at all within no time.
const AT_ONCE: Duration = Duration::from_micros(200);

/// So long is waited for what may come together with a key that does something.
const TOGETHER: Duration = Duration::from_millis(TOGETHER_MS);

/// How often an idle wait looks whether a signal came.
const SIGNAL_CHECK: Duration = Duration::from_millis(100);

/// So long without a key is a pause, in looks for signals.
const PAUSE_LOOKS: u32 = 10;

/// The screen that was taken over.
pub struct Screen {
    painter: Painter<File>,
    manner: Manner,
    /// What is drawn into, frame after frame.
    frame: Buffer,
    /// When the terminal was asked how wide it draws, while the answer is owed.
    asked: Option<Instant>,
    /// What was typed before the screen was ready, or while nobody could listen.
    typed: Vec<Input>,
    ended: Arc<AtomicBool>,
    continued: Arc<AtomicBool>,
    started: Instant,
    paused: bool,
    bursts: Bursts,
    /// When the last key came, in milliseconds.
    last_ms: u64,
    /// Whether characters were text when keys were last waited for.
    typing: bool,
}

/// What came from the terminal or the host.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    /// A key.
    Key(Key),
    /// A paste, or what came too fast to be keys.
    Paste(String),
    /// Another size; or the screen must be drawn anew.
    Redraw,
    /// It was asked to step aside, and there is no shell to go back to; the screen must be drawn anew.
    NoShell,
    /// Nothing has come for a second; said once after each time that something came.
    Pause,
    /// What was waited for besides keys is there.
    Woken,
    /// The connection or the host ends the program.
    End,
}

/// A key press.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    /// Its name: a character, or `enter`, `esc`, `down`, `ctrl-c` …
    pub name: String,
    /// Milliseconds since the screen was taken over; one that was pressed before the last frame could be seen
    /// has the time of the one before it.
    pub at_ms: u64,
}

/// What is waited for besides keys: until something can be read, or where nothing is named, until a time.
#[derive(Clone, Copy, Default)]
pub struct Wakes<'a> {
    /// What can be read.
    pub there: Option<BorrowedFd<'a>>,
    /// Not before this.
    pub after: Option<Instant>,
    /// At this time in any case.
    pub at: Option<Instant>,
}

impl Wakes<'_> {
    /// Whether it is there; once its time has come, it is there at the latest after so long a wait.
    fn come(&self) -> io::Result<bool> {
        let over = |time: Option<Instant>| time.is_some_and(|time| Instant::now() >= time);
        if over(self.at) {
            return Ok(true);
        }
        if !over(self.after) {
            return Ok(false);
        }
        match &self.there {
            Some(there) => Ok(readable([there], Some(0))? == [true]),
            None => Ok(true),
        }
    }
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// Standard output is no terminal, or it refuses.
    pub fn open() -> io::Result<Screen> {
        give_back_on_panic();
        let (ended, continued) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        for signal in [SIGTERM, SIGHUP, SIGINT] {
            flag::register(signal, ended.clone())?;
        }
        flag::register(SIGCONT, continued.clone())?;
        take()?;
        let variable = |name: &str| std::env::var(name).ok();
        // What a terminal without a name makes of a question, nobody knows.
        let named = !matches!(variable("TERM").unwrap_or_default().as_str(), "" | "dumb" | "unknown");
        let asked = named && io::stdin().is_terminal();
        if asked {
            width::ask(&mut output()?)?;
        }
        let manner = Manner { depth: Depth::told_by(variable), ambiguous: Ambiguous::Wide };
        Ok(Screen {
            painter: Painter::new(output()?, manner),
            manner,
            frame: Buffer::default(),
            asked: asked.then(Instant::now),
            typed: Vec::new(),
            ended,
            continued,
            started: Instant::now(),
            paused: false,
            bursts: Bursts::default(),
            last_ms: 0,
            typing: false,
        })
    }

    /// How many colours this terminal has, and how wide it draws characters of ambiguous width. It was asked when it was
    /// taken over, and what else is to be done can be done before its answer is needed: on a slow line that takes as
    /// long as a key.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn look(&mut self) -> io::Result<(Depth, Ambiguous)> {
        if let Some(asked) = self.asked.take() {
            let (ambiguous, typed) = width::hear(io::stdin(), asked, ANSWER)?;
            self.manner.ambiguous = ambiguous;
            self.painter = Painter::new(output()?, self.manner);
            let typed = typed::keys(&typed).into_iter();
            self.typed.extend(typed.map(|name| Input::Key(Key { name, at_ms: 0 })));
        }
        Ok((self.manner.depth, self.manner.ambiguous))
    }

    /// Draws a frame as large as the terminal now is: what changed, in one write, shown at once.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn draw(&mut self, view: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
        let (columns, lines) = terminal::size()?;
        self.frame.resize(Rect::new(0, 0, columns, lines));
        self.frame.reset();
        let cursor = view(&mut self.frame);
        self.painter.show(&self.frame, cursor)
    }

    /// Draws over what is shown, until the next frame.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn draw_over(&mut self, view: impl FnOnce(&mut Buffer)) -> io::Result<()> {
        if self.frame.area.is_empty() {
            let (columns, lines) = terminal::size()?;
            self.frame.resize(Rect::new(0, 0, columns, lines));
        }
        let mut frame = self.frame.clone();
        view(&mut frame);
        self.painter.show(&frame, None)
    }

    /// Whether a key, a signal or the end of the terminal waits to be taken.
    pub fn is_called(&self) -> bool {
        self.ended.load(Ordering::Relaxed) || !matches!(readable([&io::stdin()], Some(0)), Ok([false]))
    }

    /// Whether one of these keys, a signal or the end of the terminal ends the program while it waits for
    /// something else. Other keys are kept for the next wait; so are characters where they are text.
    pub fn is_left_by(&mut self, keys: &[String]) -> bool {
        let typing = self.typing;
        let leaves = |name: &str| {
            let key = super::half_width_key(name);
            keys.contains(&key) && !(typing && super::is_character(&key))
        };
        let pressed = self.pressed().unwrap_or_else(|_| vec![Input::End]);
        let left = pressed.iter().any(|input| match input {
            Input::Key(key) => leaves(&key.name),
            input => *input == Input::End,
        });
        self.typed.extend(pressed);
        if left {
            self.ended.store(true, Ordering::Relaxed);
        }
        left || self.ended.load(Ordering::Relaxed)
    }

    /// What was pressed since the last wait.
    fn pressed(&mut self) -> io::Result<Vec<Input>> {
        let mut pressed = Vec::new();
        if hung_up(Duration::ZERO)? {
            pressed.push(Input::End);
        }
        while event::poll(AT_ONCE)? {
            pressed.extend(input(event::read()?, self.last_ms));
        }
        Ok(pressed)
    }

    /// The window title, and the bell once.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn announce(&mut self, title: &str, bell: bool) -> io::Result<()> {
        let bell = if bell { "\x07" } else { "" };
        let title = super::visible(title);
        self.painter.send(format!("\x1b]2;{title}\x07{bell}").as_bytes())
    }

    /// Waits for what comes next, by keys that are listened to so, or by what else wakes; nothing is drawn or
    /// sent meanwhile.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn wait(&mut self, listening: Listening<'_>, wakes: Wakes<'_>) -> io::Result<Vec<Input>> {
        let mut looks = 0;
        let mut unseen = true;
        self.typing = listening.typing;
        loop {
            if self.ended.swap(false, Ordering::Relaxed) {
                return Ok(vec![Input::End]);
            }
            if self.continued.swap(false, Ordering::Relaxed) {
                self.retake()?;
                return Ok(vec![Input::Redraw]);
            }
            if !self.typed.is_empty() {
                let typed = std::mem::take(&mut self.typed);
                return Ok(self.bursts.sift(typed, 0, true, listening));
            }
            if hung_up(if unseen { Duration::ZERO } else { SIGNAL_CHECK })? {
                return Ok(vec![Input::End]);
            }
            if event::poll(AT_ONCE)? {
                let inputs = self.drain(listening, unseen)?;
                if !inputs.is_empty() {
                    self.paused = false;
                    return Ok(inputs);
                }
            }
            if wakes.come()? {
                return Ok(vec![Input::Woken]);
            }
            looks += 1;
            if looks >= PAUSE_LOOKS && !self.paused {
                self.paused = true;
                return Ok(vec![Input::Pause]);
            }
            unseen = false;
        }
    }

    fn drain(&mut self, listening: Listening<'_>, unseen: bool) -> io::Result<Vec<Input>> {
        let mut inputs = Vec::new();
        let now_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let at_ms = if unseen { self.last_ms } else { now_ms };
        loop {
            let input = input(event::read()?, at_ms);
            match input {
                Some(Input::Key(_)) => self.last_ms = at_ms,
                // A terminal moves what it shows as it likes when it gets another size.
                Some(Input::Redraw) => self.painter.forget(),
                _ => {}
            }
            inputs.extend(input);
            if !event::poll(if may_begin(&inputs, listening) { TOGETHER } else { AT_ONCE })? {
                break;
            }
        }
        inputs = self.bursts.sift(inputs, now_ms, unseen, listening);
        let suspend = |input: &Input| matches!(input, Input::Key(key) if key.name == "ctrl-z");
        if inputs.iter().any(suspend) {
            inputs.retain(|input| !suspend(input));
            inputs.push(if self.step_aside()? { Input::Redraw } else { Input::NoShell });
        }
        Ok(inputs)
    }

    /// Gives the terminal to the shell above until that lets this go on; whether there was one. Where there is none
    /// (a login shell, a command forced by sshd) nobody could: there the kernel stops no process for this signal.
    fn step_aside(&mut self) -> io::Result<bool> {
        self.continued.store(false, Ordering::Relaxed);
        give_back();
        let stopped = kill_current_process_group(Signal::TSTP);
        self.retake()?;
        stopped?;
        Ok(self.continued.swap(false, Ordering::Relaxed))
    }

    /// Takes the terminal over again; what it shows by now is not known.
    fn retake(&mut self) -> io::Result<()> {
        take()?;
        self.painter = Painter::new(output()?, self.manner);
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Waits for keys at most so long; whether the terminal is gone, which crossterm doesn't tell.
fn hung_up(at_most: Duration) -> io::Result<bool> {
    let keyboard = io::stdin();
    let mut watched = [PollFd::new(&keyboard, PollFlags::IN)];
    let timeout = Timespec { tv_sec: 0, tv_nsec: i64::from(at_most.subsec_nanos()) };
    match poll(&mut watched, Some(&timeout)) {
        // A signal: it is looked at first.
        Err(Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
        Ok(_) => Ok(watched[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL)),
    }
}

fn input(event: Event, at_ms: u64) -> Option<Input> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => {
            key_name(key.code, key.modifiers).map(|name| Input::Key(Key { name, at_ms }))
        }
        Event::Paste(text) => Some(Input::Paste(text)),
        Event::Resize(..) => Some(Input::Redraw),
        _ => None,
    }
}

fn key_name(code: KeyCode, modifiers: KeyModifiers) -> Option<String> {
    let name = match code {
        KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => format!("ctrl-{}", c.to_lowercase()),
        KeyCode::Char(_) if modifiers.contains(KeyModifiers::ALT) => return None,
        KeyCode::Char(c) => c.to_string(),
        KeyCode::Enter => "enter".to_owned(),
        KeyCode::Esc => "esc".to_owned(),
        KeyCode::Tab => "tab".to_owned(),
        KeyCode::BackTab => "backtab".to_owned(),
        KeyCode::Backspace => "backspace".to_owned(),
        KeyCode::Delete => "delete".to_owned(),
        KeyCode::Up => "up".to_owned(),
        KeyCode::Down => "down".to_owned(),
        KeyCode::Left => "left".to_owned(),
        KeyCode::Right => "right".to_owned(),
        KeyCode::Home => "home".to_owned(),
        KeyCode::End => "end".to_owned(),
        KeyCode::PageUp => "pageup".to_owned(),
        KeyCode::PageDown => "pagedown".to_owned(),
        _ => return None,
    };
    Some(name)
}

/// Standard output without the standard library's buffer, which would cut a frame at line ends.
fn output() -> io::Result<File> {
    Ok(io::stdout().as_fd().try_clone_to_owned()?.into())
}

fn take() -> io::Result<()> {
    terminal::enable_raw_mode()?;
    // The title that was there is kept by the terminal, where it keeps titles.
    execute!(
        io::stdout(),
        Print("\x1b[22;2t"),
        terminal::EnterAlternateScreen,
        event::EnableBracketedPaste,
        cursor::Hide
    )
}

/// Gives the terminal back; where even that fails there is nothing left to tell it to.
fn give_back() {
    let _ = execute!(
        io::stdout(),
        event::DisableBracketedPaste,
        terminal::LeaveAlternateScreen,
        cursor::Show,
        Print("\x1b[23;2t")
    );
    let _ = terminal::disable_raw_mode();
}

fn give_back_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            print(panic);
        }));
    });
}
