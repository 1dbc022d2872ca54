"""Outcomes and their order of severity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

Outcome = Literal["yes", "yes-if", "choice", "at-risk", "no", "not-this-regulator"]

SEVERITY: dict[Outcome, int] = {"yes": 0, "yes-if": 1, "choice": 2, "at-risk": 3, "no": 4, "not-this-regulator": 5}
"""Least to most severe. `not-this-regulator` is outside the order: it is never raised to or from."""

WORDS: dict[Outcome, str] = {
    "yes": "Yes",
    "yes-if": "Yes, if",
    "choice": "You have a choice",
    "at-risk": "At risk",
    "no": "No, not at present",
    "not-this-regulator": "Another regulator",
}
"""How readers see each outcome."""

PARTS = {"name": "Your name on the register", "licence": "Your licence to practise"}
"""How readers see the parts of an outcome, where a register has more than one."""
SAID: dict[Outcome, str] = {
    "yes": "a plain yes",
    "yes-if": "yes with conditions",
    "choice": "a choice between staying and leaving",
    "at-risk": "at risk",
    "no": "no, not at present",
    "not-this-regulator": "another regulator’s to give",
}
"""How an outcome stands inside a sentence."""


def alternatives(words: Sequence[str]) -> str:
    """Some words as alternatives in a sentence: "a, b or c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def worse(first: Outcome, second: Outcome) -> Outcome:
    """The more severe of two outcomes."""
    return first if SEVERITY[first] >= SEVERITY[second] else second


def in_order(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The outcomes without repeats, least severe first."""
    return sorted(set(outcomes), key=SEVERITY.__getitem__)
