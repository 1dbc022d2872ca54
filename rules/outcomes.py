"""Outcomes and their order of severity."""

from __future__ import annotations

from collections.abc import Iterable
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


def worse(first: Outcome, second: Outcome) -> Outcome:
    """The more severe of two outcomes."""
    return first if SEVERITY[first] >= SEVERITY[second] else second


def in_order(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The outcomes without repeats, least severe first."""
    return sorted(set(outcomes), key=SEVERITY.__getitem__)
