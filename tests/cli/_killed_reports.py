"""A process that reports over and over in children and kills them at random moments.

``python _killed_reports.py FOLDER KILLS SEED`` prints how many children were killed, how many
had ended before, and how often outputs were old, new or missing; it fails where an output is
none of these, or where the history is not whole.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from _running import AUGUST, SEPTEMBER

from tthc_stats.api.history import recorded_periods
from tthc_stats.cli import main
from tthc_stats.store import outfile

OUTPUTS = ("bao-cao.docx", "phu-luc.xlsx", "bao-cao.html", "so-lieu.csv")
HISTORY = "lich-su.sqlite"
WRITING = 0.03
"""Seconds that writing takes, with some to spare."""
INPUTS = (AUGUST, SEPTEMBER)


def report(number: int) -> None:
    """One run, as the command line has it."""
    outputs = [part for name in OUTPUTS for part in ("-o", name)]
    arguments = [str(INPUTS[number % 2]), *outputs, "--history", HISTORY, "--quiet"]
    sys.argv = ["tthc-stats", "report", *arguments]
    main()


def child(number: int, ready: int | None = None) -> int:
    """A run of its own; it tells through a pipe when everything is rendered."""
    started = os.fork()
    if not started:
        write = outfile.replace_files

        def told(outputs: dict[str, bytes], before: Callable[[], str] | None) -> None:
            if ready is not None:
                os.write(ready, b"!")
            write(outputs, before)

        outfile.replace_files = told  # type: ignore[assignment]
        try:
            report(number)
        finally:
            os._exit(0)
    return started


def whole(number: int) -> dict[str, bytes]:
    """The outputs of a run that nobody kills."""
    os.waitpid(child(number), 0)
    return {name: Path(name).read_bytes() for name in OUTPUTS}


def states(known: list[dict[str, bytes]]) -> Counter[str]:
    """Whether each output is that of the one input or the other, whole."""
    seen: Counter[str] = Counter()
    for name in OUTPUTS:
        if not Path(name).exists():
            seen["missing"] += 1
            continue
        held = Path(name).read_bytes()
        assert held in (known[0][name], known[1][name]), f"{name} is half-written"
        seen["first" if held == known[0][name] else "second"] += 1
    return seen


def check_history() -> None:
    if os.path.exists(HISTORY):
        assert {head.period.label for head in recorded_periods(HISTORY)} <= {"2026-08", "2026-09"}
        with sqlite3.connect(HISTORY) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        database.close()


def one_kill(number: int, chance: random.Random, lasts: float) -> bool:
    """Kill a run, in any moment or while it writes. Returns whether it was still running."""
    rendered, ready = os.pipe()
    run = child(number, ready)
    if number % 3:
        os.read(rendered, 1)
        time.sleep(chance.uniform(0, WRITING))
    else:
        time.sleep(chance.uniform(0, lasts))
    os.kill(run, signal.SIGKILL)
    os.close(rendered)
    os.close(ready)
    return os.WIFSIGNALED(os.waitpid(run, 0)[1])


def kill_some(kills: int, chance: random.Random) -> tuple[int, Counter[str]]:
    for number in (0, 1):
        whole(number)  # both periods are recorded, so that every later run says the same
    known = [whole(0), whole(1)]
    began = time.monotonic()
    whole(0)
    lasts = time.monotonic() - began
    killed, seen = 0, Counter[str]()
    for number in range(kills):
        if number % 7 == 0:
            for name in OUTPUTS:  # a first run has nothing to replace
                Path(name).unlink(missing_ok=True)
        if number % 8 == 7:
            whole(number)  # so that later ones find either state
        killed += one_kill(number, chance, lasts)
        seen += states(known)
        check_history()
    assert whole(0) == known[0], "a run after all that gives something else"
    left = [name for name in os.listdir() if name.endswith(outfile.PART)]
    assert not left, left
    return killed, seen


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    killed, seen = kill_some(int(sys.argv[2]), random.Random(int(sys.argv[3])))
    print(killed, seen["first"], seen["second"], seen["missing"])
