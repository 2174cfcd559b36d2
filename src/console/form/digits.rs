//! What the digit keys mean in a queue, and all that can be done besides.

use crate::domain::Verb;
use crate::projection::Queue;

/// What the main key does in a queue.
pub fn main_verb(queue: Queue) -> Option<Verb> {
    Some(match queue {
        Queue::Draft | Queue::Returned => Verb::Submit,
        Queue::Confirm | Queue::Review | Queue::Determine | Queue::Reconsider | Queue::Sign => Verb::Approve,
        Queue::Issue => Verb::Issue,
        Queue::Secrecy => Verb::ReviewSecrecy,
        Queue::HandOver => Verb::HandOver,
        Queue::Receive => Verb::Receive,
        Queue::Publish | Queue::List => Verb::Publish,
        Queue::Transfer => Verb::Transfer,
        Queue::Replace => Verb::Replace,
        Queue::Ratify => Verb::Ratify,
        Queue::Answer => Verb::Answer,
        Queue::Evaluate => Verb::ReEvaluate,
        Queue::TakeDown => Verb::TakeDown,
        Queue::Drafting | Queue::Sent => Verb::Remind,
        Queue::Open | Queue::Closed => return None,
    })
}

/// What sending back is in a queue.
pub fn send_back_verb(queue: Queue) -> Option<Verb> {
    Some(match queue {
        Queue::Confirm | Queue::Review | Queue::Determine => Verb::Return,
        Queue::Issue | Queue::Secrecy | Queue::HandOver | Queue::Publish | Queue::List | Queue::Transfer => {
            Verb::ReferBack
        }
        Queue::Receive => Verb::Receive,
        Queue::Draft | Queue::Returned => Verb::Terminate,
        _ => return None,
    })
}

/// What changing is in a queue. What a section publishes by itself it completes itself; the register is the
/// office's.
pub fn change_verb(queue: Queue, office: bool) -> Option<Verb> {
    Some(match queue {
        Queue::Confirm | Queue::Review | Queue::Determine | Queue::Reconsider => Verb::ChangeAttribute,
        Queue::Draft | Queue::Returned => Verb::Edit,
        Queue::Publish | Queue::List if !office => Verb::Edit,
        Queue::Publish | Queue::List | Queue::Transfer | Queue::Secrecy => Verb::Register,
        _ => return None,
    })
}

/// Everything that the console can do, for the menu of all acts.
pub const VERBS: &[Verb] = &[
    Verb::Draft,
    Verb::Edit,
    Verb::Submit,
    Verb::Approve,
    Verb::ChangeAttribute,
    Verb::Return,
    Verb::Recall,
    Verb::Issue,
    Verb::ReviewSecrecy,
    Verb::Declassify,
    Verb::Register,
    Verb::HandOver,
    Verb::Receive,
    Verb::Publish,
    Verb::Transfer,
    Verb::Acknowledge,
    Verb::Replace,
    Verb::ReferBack,
    Verb::TakeDown,
    Verb::Ratify,
    Verb::Answer,
    Verb::ReEvaluate,
    Verb::Remind,
    Verb::Comment,
    Verb::Waive,
    Verb::Correct,
    Verb::Transcribe,
    Verb::Pause,
    Verb::Resume,
    Verb::Extend,
    Verb::Terminate,
    Verb::Expunge,
    Verb::Delegate,
];

/// Whether an act is about items at all: a draft begins one, and a deputy is the bureau's.
pub fn concerns_an_item(verb: Verb) -> bool {
    !matches!(verb, Verb::Draft | Verb::Delegate)
}

/// Whether a form says how one item reads or was signed: it can't say that of several.
pub fn one_at_a_time(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Edit
            | Verb::Register
            | Verb::Issue
            | Verb::Declassify
            | Verb::Correct
            | Verb::Transcribe
            | Verb::Pause
            | Verb::Resume
            | Verb::Extend
    )
}
