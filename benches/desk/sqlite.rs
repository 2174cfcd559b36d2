//! The yardstick of acts: SQLite with write-ahead log and synchronous=FULL, told to keep the very rows
//! that gongkai has just kept. `sqlite.py` drives it, with Python's own sqlite3.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use gongkai::codec::{ItemRecord, counter_key, window_key};
use gongkai::domain::ItemId;
use gongkai::projection::{Class, Entry, Row, entries};
use gongkai::store::{Body, CACHE_BYTES, Record, Store};

use super::Outcome;
use super::bureau::Bureau;

/// Records and items read at a time.
const CHUNK: usize = 20_000;

/// A second database with the rows of a bureau, in a process of its own.
pub struct Sqlite {
    process: Child,
    rows: BufWriter<ChildStdin>,
    answers: BufReader<ChildStdout>,
    /// The last journal record that it has.
    sequence: u64,
    /// Where the items acted on stood when it last saw them.
    entries: HashMap<ItemId, Vec<Entry>>,
}

impl Sqlite {
    /// Journal, items, their places and counters as the bureau has them now; these items will be acted on.
    pub fn with_the_rows_of(bureau: &Bureau, ids: &[ItemId]) -> Outcome<Sqlite> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/desk/sqlite.py");
        let file = bureau.folder().join("yardstick.sqlite");
        let mut process = Command::new("python3")
            .arg(script)
            .arg(file)
            .arg((CACHE_BYTES >> 10).to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let pipes = process.stdin.take().zip(process.stdout.take());
        let (rows, answers) = pipes.ok_or("pipes to the yardstick")?;
        let (rows, answers) = (BufWriter::with_capacity(1 << 20, rows), BufReader::new(answers));
        let mut sqlite = Sqlite { process, rows, answers, sequence: 0, entries: HashMap::new() };
        sqlite.entries.extend(ids.iter().map(|id| (*id, Vec::new())));
        sqlite.fill(&Store::open(&bureau.database(), CACHE_BYTES)?)?;
        Ok(sqlite)
    }

    fn fill(&mut self, store: &Store) -> Outcome {
        loop {
            let records = store.read()?.records_chunk(self.sequence + 1, CHUNK)?;
            if records.is_empty() {
                break;
            }
            self.send_records(&records)?;
            self.commit()?;
        }
        let mut from = 0;
        loop {
            let items = store.read()?.items_chunk(from, CHUNK)?;
            let Some((last, _)) = items.last() else { break };
            from = last + 1;
            for (id, bytes) in &items {
                self.send(b'i', &id.to_be_bytes(), bytes)?;
                let places = entries(&ItemRecord::decode_row(bytes)?);
                for entry in &places {
                    self.send(b'w', &window_key(entry, ItemId(*id)), b"")?;
                }
                if let Some(before) = self.entries.get_mut(&ItemId(*id)) {
                    *before = places;
                }
            }
            self.commit()?;
        }
        let mut counters = Vec::new();
        store.read()?.visit_counters(b"", |key, count| counters.push((key.to_vec(), count)))?;
        for (key, count) in counters {
            self.send(b'n', &key, &count.to_be_bytes())?;
        }
        self.commit()?;
        Ok(())
    }

    /// Keeps what acting on these items has changed in one transaction; the milliseconds that it took.
    ///
    /// Each act has written one record, in the order of the items.
    pub fn keep_what_is_new(&mut self, bureau: &Bureau, ids: &[ItemId]) -> Outcome<f64> {
        let store = Store::open(&bureau.database(), CACHE_BYTES)?;
        let reader = store.read()?;
        let records = reader.records_chunk(self.sequence + 1, ids.len())?;
        self.send_records(&records)?;
        for record in &records {
            self.send(b'a', &record.sequence.to_be_bytes().repeat(2), &[0; 44])?;
        }
        for id in ids {
            let Some(bytes) = reader.item(id.0)? else { continue };
            self.send(b'i', &id.0.to_be_bytes(), &bytes)?;
            let row = ItemRecord::decode_row(&bytes)?;
            self.move_places(*id, &row)?;
        }
        self.send(b'h', b"head", &[0; 48])?;
        self.commit()
    }

    fn move_places(&mut self, id: ItemId, row: &Row) -> Outcome {
        let now = entries(row);
        let before = self.entries.insert(id, now.clone()).unwrap_or_default();
        let moves = [(&before, &now, b'x', -1_i64), (&now, &before, b'w', 1)];
        for (these, others, table, sign) in moves {
            for entry in these.iter().filter(|entry| !others.contains(entry)) {
                self.send(table, &window_key(entry, id), b"")?;
                let clocks = entry.clocks.iter();
                let clocks = clocks.map(|(force, soon_days, due)| Class::Clocks {
                    force: *force,
                    soon_days: *soon_days,
                    due: *due,
                });
                for class in [Class::Items].into_iter().chain(clocks) {
                    let key = counter_key(entry.queue, &entry.scope, class);
                    self.send(b'n', &key, &sign.to_be_bytes())?;
                }
            }
        }
        Ok(())
    }

    fn send_records(&mut self, records: &[Record]) -> Outcome {
        for Record { sequence, envelope, body } in records {
            self.send(b'j', &sequence.to_be_bytes(), envelope)?;
            if let Body::Kept(body) = body {
                self.send(b'b', &sequence.to_be_bytes(), body)?;
            }
            self.sequence = *sequence;
        }
        Ok(())
    }

    fn send(&mut self, table: u8, key: &[u8], value: &[u8]) -> Outcome {
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).map(u32::to_be_bytes);
        self.rows.write_all(&[table])?;
        self.rows.write_all(&length(key)?)?;
        self.rows.write_all(&length(value)?)?;
        self.rows.write_all(key)?;
        self.rows.write_all(value)?;
        Ok(())
    }

    fn commit(&mut self) -> Outcome<f64> {
        self.send(b'c', b"", b"")?;
        self.rows.flush()?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(answer.trim().parse()?)
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        // It ends by itself when nobody writes to it any more; here nobody will.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
