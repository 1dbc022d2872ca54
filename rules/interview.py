"""One question at a time: which is asked now, which came before it, and how many can still matter. Pure; the address alone says where somebody is."""

from __future__ import annotations

from dataclasses import dataclass

from rules.answer import Answer, describe
from rules.asked import Asked
from rules.model import Input
from rules.schemes import Fact
from rules.trials import SETTLED, Trials
from rules.variations import bears, questions

NOT_KNOWING = ("I do not know", "I am not sure")
"""How an answer begins by which somebody says that they do not know. The words count, not the id: a reader must see it."""


@dataclass(frozen=True)
class Step:
    """One question, asked alone.

    number: which one it is; 0 where an answer is changed, or an assumption put right, outside the order. more: how many others can still matter, as
    things stand. before: the question to go back to, empty for none.
    """

    item: Input
    number: int
    more: int
    before: str


def unanswered(found: Answer, asked: Asked) -> list[str]:
    """The questions that can still change an answer and were not left open, the most decisive first."""
    return [name for name in found.questions if name not in asked.skipped]


def step(found: Answer, asked: Asked) -> Step | None:
    """The question to be shown alone: the one that the address names, or the most decisive where one is asked at a time. None where the answer is due."""
    left = unanswered(found, asked)
    name = asked.at or (left[0] if asked.one and left else "")
    if not name:
        return None
    behind = path(found, asked)
    table = found.trials.table
    earlier = behind[: behind.index(name)] if name in behind else behind
    following = name in left and name == left[0]
    number = len(earlier) + 1 if name in behind else len({*found.told, *asked.skipped}) + 1 if following else 0
    # Facts may have been told in another order than we ask: then any of them is a way back.
    back = earlier or [item.id for item in table.inputs if item.id in {*found.told, *asked.skipped} - {name}]
    return Step(table.input[name], number, _more(found, asked, name, left), back[-1] if back else "")


def _more(found: Answer, asked: Asked, name: str, left: list[str]) -> int:
    """Not only those whose answer does something by itself: together with another, each that bears on what is open may."""
    passed = {name, *found.told, *asked.skipped, *found.trials.person.assumed, *SETTLED}
    open_still = {item.id for item in found.trials.table.inputs if item.id not in passed and bears(found.trials, item)}
    return len(open_still.union(left) - {name})


def path(found: Answer, asked: Asked) -> list[str]:
    """The questions that lead to where somebody is, in the order in which they are asked: found by asking them again from the beginning."""
    table, given = found.trials.table, found.told
    passed: dict[str, Fact] = {}
    behind: list[str] = []
    while True:
        person, _ = describe(table, found.profession, found.role, passed, found.on)
        left = [name for name in questions(Trials(table, person, found.on)) if name not in behind]
        if not left or (left[0] not in given and left[0] not in asked.skipped):
            return behind
        behind.append(left[0])
        if left[0] in given:
            passed[left[0]] = given[left[0]]


def open_words(item: Input) -> str:
    """How a reader says that a question is left open. Every list has one answer for not knowing, in these words or in one of its own, and never two."""
    if any(value.words.startswith(NOT_KNOWING) for value in item.values):
        return "I would rather leave this open"
    return "I do not know: go on with the usual case" if item.presume and item.presume != "not-told" else "I do not know"
