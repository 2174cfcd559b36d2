//! A desk in several hands: many look at once, one acts at a time, and all hear of it when it is durable.
//!
//! Who looks holds up nobody who acts, nor the other way round: the file shows each look the last whole batch,
//! and a look knows the bureau as the last act has left it. With one lock for both, an act among two hundred
//! consoles waited for every look that had begun before it, however little of the processor those got.

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
    /// Who acts.
    desk: Arc<Mutex<Desk>>,
    /// What is looked at: the desk as the last act has left it.
    view: Arc<RwLock<Arc<Desk>>>,
    /// Held by all who look, and against them by who changes what can't be seen half changed.
    alone: Arc<RwLock<()>>,
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
        let view = Arc::new(RwLock::new(Arc::new(desk.apart())));
        SharedDesk { desk: Arc::new(Mutex::new(desk)), view, alone: Arc::default(), ears: Arc::default() }
    }

    /// Looks at the desk. What others do meanwhile may be seen or not, each act whole. Work that takes long is
    /// done [`Desk::apart`], or it would keep out who has to be alone.
    pub fn look<T>(&self, look: impl FnOnce(&Desk) -> T) -> T {
        let _alone = self.alone.read().unwrap_or_else(PoisonError::into_inner);
        let view = self.view.read().unwrap_or_else(PoisonError::into_inner).clone();
        look(&view)
    }

    /// Acts at the desk, one at a time; whoever listens hears of what is new then.
    pub fn act<T>(&self, act: impl FnOnce(&mut Desk) -> Result<T, Failure>) -> Result<T, Failure> {
        let (done, before, after) = {
            let mut desk = held(&self.desk);
            if desk.store.is_broken() {
                self.mend(&mut desk)?;
            }
            let before = news(&desk)?;
            let done = act(&mut desk).map_err(|failure| self.heal(&mut desk, before, failure));
            // Also where it failed: some of it may be done.
            *self.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(desk.apart());
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

    /// Opens the file anew where reading or writing has failed, so that the next act can be kept.
    ///
    /// # Errors
    /// It can't be opened.
    pub fn mend_file(&self) -> Result<(), Failure> {
        let mut desk = held(&self.desk);
        self.mend(&mut desk)?;
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(desk.apart());
        Ok(())
    }

    fn mend(&self, desk: &mut Desk) -> Result<(), Failure> {
        let _alone = self.alone.write().unwrap_or_else(PoisonError::into_inner);
        desk.mend()
    }

    /// What a failed act came to: where the file has to be opened anew, it is, and tells whether it was kept.
    fn heal(&self, desk: &mut Desk, before: News, failure: Failure) -> Failure {
        let Some(why) = failure.reopening() else { return failure };
        match self.mend(desk).and_then(|()| news(desk)) {
            Ok(after) => Failure::Reopened { kept: after.sequence > before.sequence, why },
            Err(replaced @ Failure::Replaced) => replaced,
            Err(_) => failure,
        }
    }

    /// Acts while nobody looks: what takes several transactions, or makes rows anew in another setting.
    pub fn act_alone<T>(&self, act: impl FnOnce(&mut Desk) -> Result<T, Failure>) -> Result<T, Failure> {
        self.act(|desk| {
            let _alone = self.alone.write().unwrap_or_else(PoisonError::into_inner);
            act(desk)
        })
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

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
