"""Keeps rows in SQLite as they come on standard input, and answers each commit with its milliseconds.

A row is a letter that names its table, the lengths of key and value as 4 bytes each, key and value.
Usage: sqlite.py FILE CACHE_KIB; the file is made anew.
"""
import os
import sqlite3
import struct
import sys
import time

TABLES = """
CREATE TABLE journal (sequence INTEGER PRIMARY KEY, envelope BLOB);
CREATE TABLE bodies (sequence INTEGER PRIMARY KEY, body BLOB);
CREATE TABLE items (id INTEGER PRIMARY KEY, row BLOB);
CREATE TABLE windows (key BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE counters (key BLOB PRIMARY KEY, count INTEGER) WITHOUT ROWID;
CREATE TABLE answers (command BLOB PRIMARY KEY, answer BLOB) WITHOUT ROWID;
CREATE TABLE file (name BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID;
"""

number = lambda key, value: (int.from_bytes(key, "big"), value)
plain = lambda key, value: (key, value)
key_only = lambda key, value: (key,)
delta = lambda key, value: (key, int.from_bytes(value, "big", signed=True))

# In the order in which gongkai writes them too.
WRITES = {
    b"j": ("INSERT INTO journal VALUES (?, ?)", number),
    b"b": ("INSERT INTO bodies VALUES (?, ?)", number),
    b"i": ("INSERT OR REPLACE INTO items VALUES (?, ?)", number),
    b"x": ("DELETE FROM windows WHERE key = ?", key_only),
    b"w": ("INSERT INTO windows VALUES (?)", key_only),
    b"n": ("INSERT INTO counters VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET count = count + excluded.count", delta),
    b"a": ("INSERT INTO answers VALUES (?, ?)", plain),
    b"h": ("INSERT OR REPLACE INTO file VALUES (?, ?)", plain),
}


def main(file, cache_kib):
    for name in (file, file + "-wal", file + "-shm"):
        if os.path.exists(name):
            os.remove(name)
    database = sqlite3.connect(file, isolation_level=None)
    database.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -{cache_kib};{TABLES}")
    rows = {table: [] for table in WRITES}
    while head := sys.stdin.buffer.read(9):
        table, key_length, value_length = struct.unpack(">cII", head)
        key, value = sys.stdin.buffer.read(key_length), sys.stdin.buffer.read(value_length)
        if table != b"c":
            rows[table].append(WRITES[table][1](key, value))
            continue
        for values in rows.values():
            values.sort()
        begun = time.perf_counter()
        database.execute("BEGIN IMMEDIATE")
        for table, (statement, _) in WRITES.items():
            database.executemany(statement, rows[table])
        database.execute("COMMIT")
        print((time.perf_counter() - begun) * 1e3, flush=True)
        rows = {table: [] for table in WRITES}


main(*sys.argv[1:])
