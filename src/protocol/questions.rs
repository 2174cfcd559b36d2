//! Questions: everything that can be asked of a desk, and what each means there.
//!
//! Whether the desk is in the same process or behind a socket, a question is answered here, so that it can't
//! mean two things.

use serde::{Deserialize, Serialize};

use crate::codec::Bytes;
use crate::codec::twin::Stored;
use crate::desk::{
    BureauOrder, Changed, Desk, Dossiers, Failure, History, Kind, Likeness, News, Notice, Order, Outcome,
    Paper, SetupFiles, SharedDesk, Sheet, Verdict,
};
use crate::domain::{
    Backup as BackedUp, BureauEvent, CommandId, Digest, ItemId, Login, Moment, Refusal, Standing, Upkeep,
};
use crate::projection::{Count, Pane, Query, Row, Window};

/// Rows that are answered at once at most: nothing else is done meanwhile, whatever a client asks for.
pub const MOST_ROWS: usize = 100_000;

/// The same of items with their past.
const MOST_DOSSIERS: usize = 1_024;

/// The same of records.
const MOST_RECORDS: usize = 10_000;

/// The same of panes and of the places that they show.
const MOST_PANES: usize = 10_000;

/// The same of the text of an attachment, in bytes.
const MOST_PAPER_BYTES: usize = 16 << 20;

/// Who asks, and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asking {
    /// The person, as the kernel or the practice database knows them.
    pub login: Login,
    /// The moment.
    pub now: Moment,
    /// Whether they run the host that the desk is on: its own account, or root.
    pub hosts: bool,
}

/// What is told while an answer is on its way.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Told {
    /// So many of so many are done.
    Progress(u64, u64),
    /// A piece of what was asked for.
    Piece(Bytes),
    /// The answer is waited for or worked on.
    Working,
}

/// Hears what is told; an error ends the work.
pub type Tell<'a> = dyn FnMut(Told) -> std::io::Result<()> + 'a;

/// Something that a desk can be asked.
pub trait Question: Sized {
    /// What it answers.
    type Answer: Stored;

    /// How the question travels.
    fn asked(&self) -> Asked;

    /// Answers it.
    ///
    /// # Errors
    /// The desk failed.
    fn answer(self, desk: &SharedDesk, who: &Asking, tell: &mut Tell<'_>) -> Result<Self::Answer, Failure>;
}

/// The questions: name, parts, answer, and how it is answered.
macro_rules! questions {
    ($($(#[$doc:meta])* $name:ident { $($part:ident: $type:ty),* } -> $answer:ty
        = |$desk:pat_param, $who:pat_param, $tell:pat_param| $body:expr;)+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, PartialEq, Eq, Debug)]
            pub struct $name {$(
                #[allow(missing_docs, reason = "said by the question")]
                pub $part: $type,
            )*}

            impl Question for $name {
                type Answer = $answer;

                fn asked(&self) -> Asked {
                    Asked::$name($(self.$part.store(),)*)
                }

                fn answer(
                    self,
                    $desk: &SharedDesk,
                    $who: &Asking,
                    $tell: &mut Tell<'_>,
                ) -> Result<$answer, Failure> {
                    let $name { $($part),* } = self;
                    $body
                }
            }
        )+

        /// A question on its way.
        #[derive(Serialize, Deserialize)]
        pub enum Asked {
            $(
                #[allow(missing_docs, reason = "said by the question")]
                $name($(<$type as Stored>::Form,)*),
            )+
        }

        impl Asked {
            /// The answer, as it travels.
            ///
            /// # Errors
            /// The desk failed, or the question is none.
            pub fn answer(
                self,
                desk: &SharedDesk,
                who: &Asking,
                tell: &mut Tell<'_>,
            ) -> Result<Vec<u8>, Failure> {
                match self {
                    $(Asked::$name($($part,)*) => {
                        $(let $part = <$type as Stored>::restore($part).map_err(malformed)?;)*
                        Ok(pack(&$name { $($part),* }.answer(desk, who, tell)?))
                    })+
                }
            }
        }
    };
}

questions! {
    /// The files of the setting in effect.
    Files {} -> SetupFiles = |desk, _, _| desk.look(Desk::setup_files);

    /// The last record, and how often the setting has changed.
    Stand {} -> News = |desk, _, _| desk.news();

    /// A procedures file that items follow.
    ProceduresFile { digest: Digest } -> Option<Vec<u8>> =
        |desk, _, _| desk.look(|desk| desk.procedures_file(digest));

    /// How many wait in each pane; in one of which this person may read nothing, none.
    Counts { panes: Vec<Pane> } -> Vec<Count> = |desk, who, _| {
        bounded(panes.iter().map(|pane| 1 + pane.scopes.len()).sum(), MOST_PANES)?;
        reading(desk, who, |desk| desk.counts_for(&who.login, &panes, who.now.date_naive()))
    };

    /// Rows of a pane.
    Rows { query: Query } -> Window = |desk, who, _| {
        let query = Query { limit: query.limit.min(MOST_ROWS), ..query };
        reading(desk, who, |desk| desk.window(&who.login, &query, who.now))
    };

    /// These rows, as they are now.
    RowsNow { ids: Vec<ItemId> } -> Vec<Option<Row>> = |desk, who, _| {
        bounded(ids.len(), MOST_ROWS)?;
        reading(desk, who, |desk| desk.rows(&who.login, &ids, who.now))
    };

    /// One item, with so many bytes of its text.
    Show { id: ItemId, text_bytes: usize } -> Option<Sheet> =
        |desk, who, _| reading(desk, who, |desk| desk.sheet(&who.login, id, text_bytes, who.now));

    /// What happened to an item.
    Past { id: ItemId } -> Option<Vec<History>> =
        |desk, who, _| reading(desk, who, |desk| desk.history(&who.login, id, who.now));

    /// What happened to so many items, from this one on.
    PastOfMany { from: ItemId, most: usize } -> Dossiers =
        |desk, who, _| reading(desk, who, |desk| desk.dossiers(&who.login, from, most.min(MOST_DOSSIERS), who.now));

    /// Which items so many records after this one are about; only for who may read everything.
    ChangedSince { after: u64, most: usize } -> Changed = |desk, who, _| {
        permitted(desk, who, Upkeep::BuildSite)?;
        desk.look(|desk| desk.changed(after, most.min(MOST_RECORDS)))
    };

    /// What happened to the bureau as a whole.
    BureauPast {} -> Vec<History> = |desk, who, _| {
        permitted(desk, who, Upkeep::History)?;
        desk.look(Desk::bureau_history)
    };

    /// What an attachment of an item says, up to so many bytes.
    ReadPaper { id: ItemId, digest: Digest, most: usize } -> Option<Paper> =
        |desk, who, _| reading(desk, who, |desk| desk.paper(&who.login, id, digest, most.min(MOST_PAPER_BYTES), who.now));

    /// A text or attachment that some version of an item names.
    Blob { id: ItemId, digest: Digest } -> Option<Vec<u8>> =
        |desk, who, _| reading(desk, who, |desk| desk.blob(&who.login, id, digest, who.now));

    /// The name and the bytes of an attachment.
    Attached { id: ItemId, digest: Digest } -> Option<(String, Vec<u8>)> =
        |desk, who, _| reading(desk, who, |desk| desk.attachment(&who.login, id, digest, who.now));

    /// Other items that hold a text or file of this one.
    AlsoHeld { id: ItemId } -> Vec<ItemId> =
        |desk, who, _| reading(desk, who, |desk| desk.also_held(&who.login, id, who.now));

    /// Which backups on record hold this one's content, the latest first.
    BackupsWith { id: ItemId } -> Vec<BackedUp> =
        |desk, who, _| reading(desk, who, |desk| desk.backups_with(&who.login, id, who.now));

    /// Items like these that are there already.
    Alike { wanted: Vec<Likeness> } -> Vec<Option<ItemId>> = |desk, who, _| {
        bounded(wanted.len(), MOST_ROWS)?;
        reading(desk, who, |desk| desk.alike(&who.login, &wanted, who.now))
    };

    /// What orders would be answered now.
    Rehearse { orders: Vec<Order> } -> Vec<Outcome> = |desk, who, _| {
        bounded(orders.len(), MOST_ROWS)?;
        desk.look(|desk| own(&orders, desk, who).and_then(|()| desk.rehearse(&orders, who.now)))
    };

    /// Each order decided alone; all that are accepted are kept together.
    Act { orders: Vec<Order> } -> Vec<Outcome> =
        |desk, who, _| desk.act(|desk| own(&orders, desk, who).and_then(|()| desk.act(&orders, who.now)));

    /// All orders kept, or none.
    ActWhole { orders: Vec<Order> } -> Vec<Outcome> = |desk, who, _| {
        desk.act(|desk| own(&orders, desk, who).and_then(|()| desk.act_all_or_none(&orders, who.now)))
    };

    /// A command to the bureau as a whole.
    ActOnBureau { order: BureauOrder } -> Result<(), Refusal> = |desk, who, _| {
        let order = BureauOrder { by: who.login.clone(), ..order };
        desk.act(|desk| desk.act_on_bureau(&order, who.now))
    };

    /// What such a command would come to now.
    RehearseOnBureau { order: BureauOrder } -> Result<Vec<BureauEvent>, Refusal> = |desk, who, _| {
        let order = BureauOrder { by: who.login.clone(), ..order };
        desk.look(|desk| desk.rehearse_on_bureau(&order, who.now))
    };

    /// Which open deadlines a year's arrangement would move.
    ReadNotice { bytes: Vec<u8>, name: String } -> Notice =
        |desk, who, _| desk.look(Desk::apart).read_notice_for(&who.login, &bytes, &name, who.now);

    /// A year's arrangement takes effect.
    ImportNotice { bytes: Vec<u8>, name: String, id: CommandId } -> Result<(), Refusal> =
        |desk, who, _| desk.act_alone(|desk| desk.import_notice(&bytes, &name, &who.login, id, who.now));

    /// Whether everything is as it was written.
    Verify { up_to: Option<u64> } -> Verdict = |desk, who, tell| {
        permitted(desk, who, Upkeep::Verify)?;
        desk.look(Desk::apart).verify(up_to, &mut |done, all| {
            // Who hears no progress still gets the answer.
            let _ = tell(Told::Progress(done, all));
        })
    };

    /// Every projection made again from the journal.
    Rebuild {} -> () = |desk, who, tell| {
        permitted(desk, who, Upkeep::Rebuild)?;
        desk.act_alone(|desk| desk.rebuild(&mut |done, all| {
            let _ = tell(Told::Progress(done, all));
        }))
    };

    /// A whole copy of the database; the sequence and digest of the record that it is a copy of.
    Backup {} -> (u64, Digest) = |desk, who, tell| {
        permitted(desk, who, Upkeep::Backup)?;
        let tell = std::cell::RefCell::new(tell);
        desk.look(Desk::apart).backup(
            &mut |piece| (tell.borrow_mut())(Told::Piece(Bytes(piece))),
            &mut |done, all| {
                let _ = (tell.borrow_mut())(Told::Progress(done, all));
            },
        )
    };

    /// A copy that ends with this record was made and verified.
    NoteBackup { sequence: u64, head: Digest, file: String, id: CommandId } -> () = |desk, who, _| {
        permitted(desk, who, Upkeep::Backup)?;
        desk.act(|desk| desk.note_backup((sequence, head), file, &who.login, id, who.now))
    };

    /// The journal, one record a line; how many there are.
    Export {} -> u64 = |desk, who, tell| {
        permitted(desk, who, Upkeep::Export)?;
        let mut pieces = Pieces { tell, gathered: Vec::new() };
        let records = desk.look(Desk::apart).export_journal(&mut pieces)?;
        std::io::Write::flush(&mut pieces).map_err(Failure::Export)?;
        Ok(records)
    };
}

/// Refuses more than so many at once: nothing else is done meanwhile.
fn bounded(asked: usize, most: usize) -> Result<(), Failure> {
    if asked <= most { Ok(()) } else { Err(Failure::TooMany(most)) }
}

/// Nobody speaks for another; in practice anybody may.
fn own(orders: &[Order], desk: &Desk, who: &Asking) -> Result<(), Failure> {
    let practice = desk.kind() == Kind::Practice;
    match practice || orders.iter().all(|order| order.command.by == who.login) {
        true => Ok(()),
        false => Err(Failure::ForAnother),
    }
}

/// Only for those whom the table allows this; in practice everybody may do what those may who run the host.
///
/// # Errors
/// [`Failure::NotForYou`].
pub fn permitted(desk: &SharedDesk, who: &Asking, upkeep: Upkeep) -> Result<(), Failure> {
    let may = desk.look(|desk| {
        let hosts = who.hosts || desk.kind() == Kind::Practice;
        hosts && upkeep.allowed().contains(&Standing::Host)
            || desk.setup().standing(upkeep, &who.login, who.now.date_naive()).is_some()
    });
    if may { Ok(()) } else { Err(Failure::NotForYou) }
}

/// A look at items, for people of the bureau: who only runs the host is told that nothing of theirs is there,
/// rather than that nothing is.
fn reading<T>(
    desk: &SharedDesk,
    who: &Asking,
    look: impl FnOnce(&Desk) -> Result<T, Failure>,
) -> Result<T, Failure> {
    desk.look(|desk| match desk.setup().roster.person(&who.login) {
        Some(_) => look(desk),
        None => Err(Failure::NotForYou),
    })
}

/// Bytes handed on in pieces.
struct Pieces<'a, 'b> {
    tell: &'a mut Tell<'b>,
    gathered: Vec<u8>,
}

/// Bytes of a piece.
const PIECE: usize = 1 << 20;

impl std::io::Write for Pieces<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.gathered.extend(bytes);
        if self.gathered.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let piece = std::mem::take(&mut self.gathered);
        if piece.is_empty() { Ok(()) } else { (self.tell)(Told::Piece(Bytes(piece))) }
    }
}

/// A value as it travels.
pub fn pack<T: Stored>(value: &T) -> Vec<u8> {
    // Writing plain values to memory has no way to fail.
    postcard::to_stdvec(&value.store()).unwrap_or_default()
}

/// A value that has travelled.
///
/// # Errors
/// It is none.
pub fn unpack<T: Stored>(bytes: &[u8]) -> Result<T, Failure> {
    let form = postcard::from_bytes(bytes).map_err(malformed)?;
    T::restore(form).map_err(malformed)
}

fn malformed(error: impl std::fmt::Display) -> Failure {
    Failure::Malformed(error.to_string())
}
