"""A process that records over and over in children and kills them at random moments.

``python _killed.py FOLDER KILLS SEED`` prints how often the old state stood, the new one, and
none; it fails where anything else does.
"""

import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from _periods import period

from tthc_stats.model.history import StoredPeriod
from tthc_stats.store.history import read_periods, write_periods

STATES = [period(figure, rows=60) for figure in (1, 2)]


def recording(path: str, first: int) -> None:
    """What a child does until it is killed."""
    number = first
    while True:
        write_periods(path, [STATES[number % 2]])
        number += 1


def one_kill(path: str, moment: float, first: int) -> None:
    child = os.fork()
    if not child:
        try:
            recording(path, first)
        finally:
            os._exit(1)
    time.sleep(moment)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child ended by itself"


def state(path: str) -> str:
    """Which whole state stands in the file. Fails for any other."""
    if not os.path.exists(path):
        return "none"
    held: list[StoredPeriod] = read_periods(path)
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert not database.execute("PRAGMA foreign_key_check").fetchall()
    database.close()
    if not held:
        return "none"
    assert held in ([STATES[0]], [STATES[1]])
    return "first" if held == [STATES[0]] else "second"


def main(folder: str, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    for number in range(kills):
        fresh = number % 4 == 0  # the making of the file is killed too
        path = os.path.join(folder, f"{number}.sqlite" if fresh else "old.sqlite")
        one_kill(path, chance.uniform(0, 0.02 if fresh else 0.04), number)
        seen[state(path)] += 1
        write_periods(path, [STATES[0]])  # and goes on after it
        assert state(path) == "first"
    print(*(seen[name] for name in ("first", "second", "none")))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
