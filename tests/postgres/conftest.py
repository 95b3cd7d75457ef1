"""One PostgreSQL server for all tests that need one; skipped, and told, where there is none."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from _server import NoServerError, Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running server; for every test the same."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: no database is tried")
    try:
        running = Server()
    except NoServerError as error:
        pytest.skip(f"no PostgreSQL server can be started: {error}")
    yield running
    running.stop()
