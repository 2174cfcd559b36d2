//! A desk in several hands: many look at once, one acts at a time, and all hear of it when it is durable.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::{Desk, Failure};

/// What those who listen are told; a later one stands for all that came before.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct News {
    /// The sequence of the last record.
    pub sequence: u64,
    /// How often the setting has changed.
    pub setup: u64,
}

/// What is called with news: quick, and it never waits.
type Ear = Box<dyn Fn(News) + Send>;

/// A desk that is held together with others.
#[derive(Clone)]
pub struct SharedDesk {
    desk: Arc<RwLock<Desk>>,
    ears: Arc<Mutex<Ears>>,
}

#[derive(Default)]
struct Ears {
    next: u64,
    open: Vec<(u64, Ear)>,
}

/// Listens until it is dropped.
pub struct Listening {
    number: u64,
    ears: Arc<Mutex<Ears>>,
}

impl SharedDesk {
    /// Shares a desk.
    pub fn new(desk: Desk) -> SharedDesk {
        SharedDesk { desk: Arc::new(RwLock::new(desk)), ears: Arc::default() }
    }

    /// Looks at the desk; nothing is done meanwhile, so this must not take long.
    pub fn look<T>(&self, look: impl FnOnce(&Desk) -> T) -> T {
        look(&self.desk.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Acts at the desk, alone; whoever listens hears of what is new then.
    pub fn act<T>(&self, act: impl FnOnce(&mut Desk) -> Result<T, Failure>) -> Result<T, Failure> {
        let (done, before, after) = {
            let mut desk = self.desk.write().unwrap_or_else(PoisonError::into_inner);
            let before = news(&desk)?;
            let done = act(&mut desk);
            (done, before, news(&desk))
        };
        if let Ok(after) = after
            && after != before
        {
            for (_, ear) in &held(&self.ears).open {
                ear(after);
            }
        }
        done
    }

    /// Calls this with the news after each change, until what is given back is dropped.
    pub fn listen(&self, ear: impl Fn(News) + Send + 'static) -> Listening {
        let mut ears = held(&self.ears);
        let number = ears.next;
        ears.next += 1;
        ears.open.push((number, Box::new(ear)));
        Listening { number, ears: self.ears.clone() }
    }

    /// How the desk stands.
    pub fn news(&self) -> Result<News, Failure> {
        self.look(news)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        held(&self.ears).open.retain(|(number, _)| *number != self.number);
    }
}

fn news(desk: &Desk) -> Result<News, Failure> {
    Ok(News { sequence: desk.sequence()?, setup: desk.setup_number() })
}

fn held(ears: &Mutex<Ears>) -> MutexGuard<'_, Ears> {
    ears.lock().unwrap_or_else(PoisonError::into_inner)
}
