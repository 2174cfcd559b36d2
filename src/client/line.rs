//! The line to a desk: in this process, or over a connection.

use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;

use super::open::OpenError;
use super::patient::Meanwhile;
use super::remote::Remote;
use crate::desk::{Failure, Listening, News, SharedDesk};
use crate::domain::Login;
use crate::protocol::{Asking, Question, State, Tell, Welcome};
use crate::shell::Bell;

/// Where the desk is.
pub(super) enum Line {
    /// In this process, with a bell that rings when others have acted; none where the host has no more files.
    Here { desk: SharedDesk, bell: Option<(Arc<Bell>, Listening)> },
    /// Behind a socket.
    Away(Remote),
}

impl Line {
    /// A line to a desk of this process.
    pub(super) fn here(desk: SharedDesk) -> Line {
        let bell = Bell::new().ok().map(Arc::new).map(|bell| {
            let rung = bell.clone();
            (bell, desk.listen(move |_| rung.ring()))
        });
        Line::Here { desk, bell }
    }

    /// Has this go on whenever a desk behind a socket is waited for.
    pub(super) fn meanwhile(&mut self, look: Meanwhile) {
        if let Line::Away(remote) = self {
            remote.meanwhile(look);
        }
    }

    pub(super) fn desk(&self) -> Option<&SharedDesk> {
        match self {
            Line::Here { desk, .. } => Some(desk),
            Line::Away(_) => None,
        }
    }

    pub(super) fn ask<Q: Question>(
        &self,
        question: Q,
        who: &Asking,
        tell: &mut Tell<'_>,
    ) -> Result<Q::Answer, Failure> {
        match self {
            Line::Here { desk, .. } => question.answer(desk, who, tell),
            Line::Away(remote) => remote.ask(&question, tell),
        }
    }

    pub(super) fn speak_as(&mut self, login: &Login) -> Result<(), OpenError> {
        match self {
            Line::Here { .. } => Ok(()),
            Line::Away(remote) => remote.speak_as(login),
        }
    }

    pub(super) fn wakes(&self) -> Option<BorrowedFd<'_>> {
        match self {
            Line::Here { bell, .. } => bell.as_ref().map(|(bell, _)| bell.as_fd()),
            Line::Away(remote) => remote.wakes(),
        }
    }

    /// Whether something to hear is here already, and wakes nobody any more.
    pub(super) fn has_heard(&self) -> bool {
        match self {
            // Its bell rings on until somebody listens.
            Line::Here { .. } => false,
            Line::Away(remote) => remote.has_heard(),
        }
    }

    /// What is new, where something may be.
    pub(super) fn hear(&self) -> Result<Option<News>, Failure> {
        match self {
            Line::Here { desk, bell } => match bell {
                Some((bell, _)) if bell.heard() => desk.news().map(Some),
                _ => Ok(None),
            },
            Line::Away(remote) => remote.hear(),
        }
    }

    pub(super) fn reconnect(&mut self) -> Result<Option<Welcome>, OpenError> {
        match self {
            Line::Here { .. } => Ok(None),
            Line::Away(remote) => remote.reconnect().map(Some),
        }
    }

    pub(super) fn state(&self) -> Result<Option<State>, Failure> {
        match self {
            Line::Here { .. } => Ok(None),
            Line::Away(remote) => remote.state().map(Some),
        }
    }

    pub(super) fn reload(&mut self) -> Result<bool, Failure> {
        match self {
            Line::Here { .. } => Ok(false),
            Line::Away(remote) => remote.reload().map(|()| true),
        }
    }
}
