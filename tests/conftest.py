"""What the tests share: the real content, and a miniature of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from guidance.reading import read_content
from tests.miniature_content import miniature

ROOT = Path(__file__).resolve().parent.parent
TODAY = datetime.date(2026, 11, 22)


@pytest.fixture(scope="session")
def content_files() -> dict[str, bytes]:
    """The real content, read once. Take a copy before changing it."""
    return read_content(ROOT / "content")


@pytest.fixture
def mini() -> Callable[..., dict[str, bytes]]:
    """A function that makes a small complete content: the lists, evidence, one guidance page, one FAQ. See tests/miniature_content.py."""
    return miniature
