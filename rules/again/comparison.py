"""What is different between two answers for the same person on two dates. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from guidance.dates import in_words
from rules.answer import Answer
from rules.citations import Citation
from rules.outcomes import PARTS, WORDS, Outcome, alternatives
from rules.wording import Reason

STATES = {"met": "met", "to-do": "to do", "not-needed": "not needed", "unknown": "not known"}
LETTERS = frozenset({"cpd", "gmc", "gp", "gphc", "hcpc", "nmc", "uk"})
"""Words in the names of numbers that are written in capitals."""


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was: what kind of thing, which, how it stood and how it stands. Empty where it did not exist, or no longer does."""

    kind: str
    name: str
    before: str
    after: str
    url: str = ""


def differences(then: Answer, now: Answer) -> list[Difference]:
    """All that has changed between two answers: outcomes, reasons, steps, dates, requirements, passages and numbers of the scheme.

    Raises nothing; the answers must be of one profession and role.
    """
    return [
        *_outcomes(then, now),
        *_told_apart("reason", _reasons(then), _reasons(now)),
        *_steps(then, now),
        *_told_apart("date", _dates(then), _dates(now)),
        *_told_apart("requirement", _requirements(then), _requirements(now)),
        *_passages(then, now),
        *_told_apart("number", _numbers(then), _numbers(now)),
    ]


def _outcomes(then: Answer, now: Answer) -> Iterator[Difference]:
    if then.possible != now.possible:
        yield Difference("outcome", "Outcome", _said(then.possible), _said(now.possible))
    for name, after in now.parts.items():
        before = then.parts.get(name, ())
        if before != after:
            yield Difference("outcome", PARTS[name], _said(before), _said(after))


def _said(possible: Iterable[Outcome]) -> str:
    words = [WORDS[outcome] for outcome in possible]
    return alternatives(words) if words else ""


def _told_apart(kind: str, then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Difference]:
    """What was told under each name, where it is not the same."""
    for name in dict.fromkeys((*now, *then)):
        before, after = then.get(name, ""), now.get(name, "")
        if before != after:
            yield Difference(kind, name, before, after)


def _reasons(found: Answer) -> dict[str, str]:
    reasons: Iterable[Reason] = (*found.limits, *found.because, *found.advice)
    return {f"Row {item.row}": item.text for item in reasons}


def _steps(then: Answer, now: Answer) -> Iterator[Difference]:
    yield from (Difference("step", "New step", "", step) for step in now.do if step not in then.do)
    yield from (Difference("step", "No longer a step", step, "") for step in then.do if step not in now.do)


def _dates(found: Answer) -> dict[str, str]:
    return {item.name: in_words(item.date) + (", overdue" if item.overdue else "") for item in found.deadlines if item.date}


def _requirements(found: Answer) -> dict[str, str]:
    return {item.name: STATES[item.state] for item in found.requirements}


def _passages(then: Answer, now: Answer) -> Iterator[Difference]:
    """Passages of which there is a newer wording. Those that come and go with their reasons are told with them."""
    before = {(item.page, item.section): item for item in _cited(then)}
    for item in {(item.page, item.section): item for item in _cited(now)}.values():
        older = before.get((item.page, item.section))
        if older and older.in_force_from != item.in_force_from:
            yield Difference("passage", f"{item.title}, {item.heading}", _worded(older), _worded(item), item.url)


def _cited(found: Answer) -> Iterator[Citation]:
    for reason in (*found.limits, *found.because, *found.advice):
        yield from reason.citations
    for requirement in found.requirements:
        yield from requirement.citations


def _worded(item: Citation) -> str:
    return f"wording of {in_words(item.in_force_from)}"


def _numbers(found: Answer) -> dict[str, str]:
    table, values = found.trials.table, found.trials.table.values_at(found.on)
    units = {item.id: item.unit for item in table.parameters}
    return {_named(name): _amount(value, units[name]) for name, value in values.items()}


def _named(name: str) -> str:
    words = [word.upper() if word in LETTERS else word for word in name.split("_")]
    return " ".join([words[0][0].upper() + words[0][1:], *words[1:]])


def _amount(value: float | datetime.date | str, unit: str) -> str:
    return in_words(value) if isinstance(value, datetime.date) else f"{value} {unit}"
