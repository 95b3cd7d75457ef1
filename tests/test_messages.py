"""Every text has a Vietnamese one with the same places, written in NFC, and compiled."""

import importlib.util
import string
import unicodedata
from gettext import GNUTranslations
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = load_tool()
MESSAGES = TOOL.messages()


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_there_are_messages() -> None:
    assert len(MESSAGES) > 150


@pytest.mark.parametrize("message", MESSAGES)
def test_every_message_is_translated(message: str) -> None:
    entry = TOOL.catalogue().get(message)
    assert entry is not None, "run: python tools/messages.py"
    assert entry.string
    assert places(entry.string) == places(message)
    assert unicodedata.is_normalized("NFC", entry.string)


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with TOOL.CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for entry in TOOL.catalogue():
        if entry.id:
            assert compiled.gettext(entry.id) == entry.string
