#!/usr/bin/env python3
"""The console in real terminals of 80x24 and 200x50, beside less, tig and neomutt in the same run.

For each step: milliseconds from the key (or from exec) to the last byte before quiet, and bytes.
Usage: python3 benches/terminal.py [ITEMS ...] after `cargo bench`, which makes the bureaus.
Programs that are not installed are left out. A bureau is copied before anything is approved in it.
"""
import fcntl
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONSOLE = ROOT / "target/release/gongkai"
DATA = ROOT / "target/bench-data"

SIZES = [(80, 24), (200, 50)]
# How many commits tig and messages neomutt are given.
YARDSTICK = 100_000
ROUNDS = 7
STEPS = 20
QUIET_S = 0.12
# Longer than the console wants before a confirmation.
LOOKED_AT_S = 0.4
# What opens the console for the first time on a day, and belongs to whoever runs this, is kept apart.
STATE = tempfile.TemporaryDirectory()
# What a terminal answers when it is asked: attributes, status, the cursor's place after two narrow characters.
ANSWERS = {b"\x1b[c": b"\x1b[?62;22c", b"\x1b[5n": b"\x1b[0n", b"\x1b[6n": b"\x1b[1;3R", b"\x1b[?u": b""}


class Terminal:
    """A program in a pseudo-terminal."""

    def __init__(self, command, size, cwd=None):
        columns, lines = size
        self.began = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            if cwd:
                os.chdir(cwd)
            os.execvpe(command[0], command, {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "XDG_STATE_HOME": STATE.name})
        self.seen = b""

    def until_quiet(self, begun, quiet_s=QUIET_S, marker=None, timeout_s=60.0):
        """Milliseconds to the last byte before quiet, and how many bytes came."""
        count, last, end = 0, None, time.monotonic() + timeout_s
        while time.monotonic() < end:
            ready, _, _ = select.select([self.fd], [], [], quiet_s)
            if not ready:
                if last is not None and (marker is None or marker in self.seen):
                    break
                if marker is None:
                    break
                continue
            try:
                chunk = os.read(self.fd, 1 << 16)
            except OSError:
                break
            last = time.monotonic()
            count += len(chunk)
            self.seen = (self.seen + chunk)[-(1 << 18):]
            for question, answer in ANSWERS.items():
                for _ in range(chunk.count(question)):
                    os.write(self.fd, answer)
        return ((last or begun) - begun) * 1e3, count

    def press(self, keys):
        begun = time.monotonic()
        os.write(self.fd, keys.encode())
        return self.until_quiet(begun)

    def rss_mib(self):
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Asks it to end, insists after a while, and waits: nothing is left running."""
        for sign, patience in ((signal.SIGTERM, 2.0), (signal.SIGKILL, 5.0)):
            try:
                os.kill(self.pid, sign)
            except ProcessLookupError:
                break
            end = time.monotonic() + patience
            while time.monotonic() < end:
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    os.close(self.fd)
                    return
                time.sleep(0.01)
        os.close(self.fd)


def first_screens(command, size, marker, cwd=None):
    """Each round's milliseconds from exec to a whole screen, and its bytes."""
    found = []
    for _ in range(ROUNDS):
        with Terminal(command, size, cwd) as terminal:
            found.append(terminal.until_quiet(terminal.began, marker=marker))
    return found


def steps(command, size, marker, pressed, cwd=None):
    """Milliseconds and bytes of each key, by name, and the memory in the end."""
    with Terminal(command, size, cwd) as terminal:
        terminal.until_quiet(terminal.began, marker=marker, quiet_s=0.5)
        found = {name: [terminal.press(key) for key in keys] for name, keys in pressed.items()}
        found["idle"] = [terminal.until_quiet(time.monotonic(), quiet_s=3.0)]
        return found, terminal.rss_mib()


def medians(found):
    ms, count = zip(*found)
    return statistics.median(ms), statistics.median(count)


def say(size, items, what, found, beside=None):
    """Prints one line, with its ratio to a yardstick of the same run."""
    ms, count = medians(found)
    yardstick = ratio = ""
    if beside:
        name, (theirs, their_bytes) = beside[0], medians(beside[1])
        yardstick, ratio = f"{name} {theirs:.1f} ms, {their_bytes:.0f} bytes", f"{ms / theirs:.2f}"
    columns, lines = size
    print(f"| {columns}x{lines} | {items} | {what} | {ms:.1f} ms | {count:.0f} bytes | {yardstick} | {ratio} |", flush=True)


def say_memory(size, items, what, mib):
    columns, lines = size
    print(f"| {columns}x{lines} | {items} | {what}: memory | {mib:.1f} MiB | | | |", flush=True)


# Which step of which program each of the console's is compared with.
BESIDE = {
    "first screen": ("less", "first screen"),
    "cursor, preview closed": ("tig", "cursor"),
    "cursor, preview open": ("tig", "cursor, diff open"),
    "page": ("tig", "page"),
    "filter keystroke": ("neomutt", "limit"),
}


def console(size, items, others):
    def beside(name):
        program, step = BESIDE.get(name, ("", ""))
        found = others.get(program, {}).get(step)
        return found and (program, found)

    folder = DATA / str(items)
    words = ["--data", str(folder), "--config", str(folder), "--as", "wang"]
    command = [str(CONSOLE), *words]
    begin_day(command, size)
    say(size, items, "console: first screen", first_screens(command, size, "待".encode()), beside("first screen"))
    keys = {
        "cursor, preview open": ["j", "k"] * (STEPS // 2),
        "(closing the preview)": ["z"],
        "cursor, preview closed": ["j", "k"] * (STEPS // 2),
        "page": ["\x1b[6~", "\x1b[5~"] * (STEPS // 2),
        "(opening the filter)": ["/"],
        "filter keystroke": list("通知办法"),
    }
    found, memory = steps(command, size, "待".encode(), keys)
    for name, one in found.items():
        say(size, items, f"console: {name}", one, beside(name))
    say_memory(size, items, "console", memory)
    with tempfile.TemporaryDirectory() as copy:
        approve(size, items, folder, Path(copy))
    # The same at a daemon, which the console finds by itself.
    said = Path(STATE.name) / "daemon"
    with said.open("wb") as log:
        daemon = subprocess.Popen([str(CONSOLE), "--data", str(folder), "--config", str(folder), "serve"], stderr=log)
    # Whoever asks before it is ready opens the database, and the daemon finds it in use.
    while b" ready " not in said.read_bytes():
        if daemon.poll() is not None:
            sys.exit(said.read_text())
        time.sleep(0.05)
    try:
        found = first_screens(command, size, "待".encode())
        say(size, items, "console at a daemon: first screen", found, beside("first screen"))
        found, memory = steps(command, size, "待".encode(), keys)
        for name in ("cursor, preview open", "cursor, preview closed", "page", "filter keystroke"):
            say(size, items, f"console at a daemon: {name}", found[name], beside(name))
        say_memory(size, items, "console at a daemon", memory)
    finally:
        daemon.terminate()
        daemon.wait()


def begin_day(command, size):
    """What the day brings comes up once a day, over everything else."""
    with Terminal(command, size) as terminal:
        terminal.until_quiet(terminal.began, marker="待".encode(), quiet_s=0.5)
        terminal.press("0")
        terminal.press("q")


def approve(size, items, folder, copy):
    """The main key, which asks, and the one that confirms: until the result and the next item are there."""
    for file in folder.iterdir():
        if file.suffix in (".redb", ".toml"):
            shutil.copy(file, copy)
    words = ["--data", str(copy), "--config", str(copy), "--as", "wang"]

    def waiting():
        listed = subprocess.run([str(CONSOLE), *words, "list", "--state", "review", "--holder", "wang", "--limit", "100000"], capture_output=True, check=True)
        return len(listed.stdout.splitlines())

    before, asked, approved = waiting(), [], []
    begin_day([str(CONSOLE), *words], size)
    with Terminal([str(CONSOLE), *words], size) as terminal:
        terminal.until_quiet(terminal.began, marker="待".encode(), quiet_s=0.5)
        for _ in range(ROUNDS):
            asked.append(terminal.press("1"))
            time.sleep(LOOKED_AT_S)
            approved.append(terminal.press("7"))
    done = before - waiting()
    if done != ROUNDS:
        print(f"only {done} of {ROUNDS} were approved: what is said of approving tells nothing", file=sys.stderr)
    say(size, items, "console: asked whether to approve", asked)
    say(size, items, "console: approved, durable", approved)


def less(size, folder):
    text = folder / "text"
    text.write_text("".join(f"{number} 关于做好申报工作的通知\n" for number in range(200)))
    found = first_screens(["less", str(text)], size, "通知".encode())
    say(size, 200, "less: first screen", found)
    return {"first screen": found}


def tig(size, folder):
    """A history made by one fast-import."""
    history = folder / "history"
    if not history.exists():
        subprocess.run(["git", "init", "-q", str(history)], check=True)
        lines = []
        for number in range(1, YARDSTICK + 1):
            message = f"Commit {number}"
            lines.append(f"commit refs/heads/main\ncommitter A <a@b> {1_700_000_000 + number} +0000\ndata {len(message)}\n{message}\n")
        subprocess.run(["git", "-C", str(history), "fast-import", "--quiet"], input="".join(lines).encode(), check=True)
    found, memory = steps(["tig", "main"], size, b"Commit", {
        "cursor": ["j", "k"] * (STEPS // 2),
        "page": [" ", "-"] * (STEPS // 2),
        "(opening the diff)": ["\r"],
        "cursor, diff open": ["\x1b[B", "\x1b[A"] * (STEPS // 2),
    }, cwd=history)
    found["first screen"] = first_screens(["tig", "main"], size, b"Commit", cwd=history)
    for name, one in found.items():
        say(size, YARDSTICK, f"tig: {name}", one)
    say_memory(size, YARDSTICK, "tig", memory)
    return found


def neomutt(size, folder):
    box = folder / "mbox"
    if not box.exists():
        with box.open("w") as out:
            for number in range(YARDSTICK):
                out.write(f"From a@b Mon Jan  1 00:00:00 2026\nFrom: A <a@b>\nSubject: =?utf-8?q?Message?= {number}\nMessage-ID: <{number}@b>\nDate: Thu, 1 Jan 2026 00:00:00 +0000\n\nText\n\n")
    command = ["neomutt", "-n", "-F", "/dev/null", "-R", "-f", str(box)]
    found, memory = steps(command, size, b"Message", {
        "(to the first)": ["="],
        "cursor": ["j", "k"] * (STEPS // 2),
        "page": ["z", "Z"] * (STEPS // 2),
        "limit": ["l~s 7\r"],
    })
    found["first screen"] = first_screens(command, size, b"Message")
    for name, one in found.items():
        say(size, YARDSTICK, f"neomutt: {name}", one)
    say_memory(size, YARDSTICK, "neomutt", memory)
    return found


def main(bureaus):
    print("| size | items | what | median | bytes | yardstick | ratio |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            others = {}
            for program in (less, tig, neomutt):
                if shutil.which(program.__name__):
                    others[program.__name__] = program(size, Path(folder))
            for items in bureaus or [1_000, 100_000, 1_000_000]:
                if (DATA / str(items) / "made").exists():
                    console(size, items, others)
                else:
                    print(f"no bureau of {items}: cargo bench --bench desk -- {items}", file=sys.stderr)


main([int(word) for word in sys.argv[1:]])
