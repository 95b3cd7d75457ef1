"""The office's file: where it is found, what it may say, and what wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from tthc_stats.model.errors import UsageError
from tthc_stats.model.office import Office
from tthc_stats.store.config import FILE, find_config, office_of, plain, read_config


def written(folder: Path, text: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(text, "utf-8")
    return str(folder / FILE)


def test_the_nearest_file_upwards_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far = written(tmp_path, "")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert find_config(".") == far
    near = written(tmp_path / "a", "")
    assert find_config(".") == near
    written(inner, "")
    assert find_config(".") == FILE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("files = []", "stands outside of a table"),
        ("[options\n", "no TOML"),
        ("x = '\xff'", "stands outside"),
    ],
)
def test_what_cannot_be_a_configuration_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_config(written(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_config(str(tmp_path / "none.toml"))


def test_facts_of_the_office(tmp_path: Path) -> None:
    text = '[office]\nname = "UBND XÃ A"\nnumber = 7\nrecipients = ["Như trên", "Lưu: VT"]\n'
    office = office_of(read_config(written(tmp_path, text)))
    assert office == Office(name="UBND XÃ A", number="7", recipients=("Như trên", "Lưu: VT"))
    assert office_of(None) == Office()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('nane = "Xã A"', "“nane”.*“name”"),
        ('name = ["Xã A"]', "is a text"),
        ("name = true", "is a text"),
        ('recipients = "Lưu: VT"', "is a list of texts"),
    ],
)
def test_slips_in_the_facts_are_named(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        office_of(read_config(written(tmp_path, f"[office]\n{line}\n")))


def test_days_are_texts_as_on_the_command_line(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, "[options]\nas_of = 2026-08-14\nby = ['unit']\n"))
    assert plain(config.tables["options"]["as_of"]) == "2026-08-14"
    assert plain(config.tables["options"]["by"]) == ["unit"]
