"""What was made last is kept for its source, a bounded number of things, and what fails is not."""

from __future__ import annotations

import pytest

from guidance.recent import Recent


def test_the_least_lately_asked_for_is_forgotten_first() -> None:
    made: list[str] = []
    recent, source = Recent(2), object()

    def ask(name: str) -> str:
        return recent.get(name, source, lambda: made.append(name) or name)  # type: ignore[func-returns-value]

    assert [ask(name) for name in "abacab"] == list("abacab")
    assert made == list("abcb")


def test_what_was_made_from_another_source_is_made_anew() -> None:
    recent, made = Recent(most=2), iter(range(9))
    one, other = object(), object()
    assert [recent.get(key, one, lambda: next(made)) for key in "abab"] == [0, 1, 0, 1]
    assert recent.get("a", other, lambda: next(made)) == 2
    assert recent.get("a", other, lambda: next(made)) == 2


def test_what_fails_is_not_kept() -> None:
    recent = Recent(2)
    with pytest.raises(ZeroDivisionError):
        recent.get("a", None, lambda: 1 // 0)
    assert recent.get("a", None, lambda: "made") == "made"


def test_what_is_lent_is_read_and_neither_moved_nor_added_to() -> None:
    recent, source = Recent(2), object()
    recent.get("a", source, lambda: "a")
    lent = recent.lent()
    assert lent.get("a", source, lambda: "again") == "a"
    assert lent.get("b", source, lambda: "b") == "b"
    assert recent.get("b", source, lambda: "kept") == "kept"
