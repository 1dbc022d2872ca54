"""What the general answer for each profession and role rests on, and where a number of a table is used. Pure.

A general answer is given to somebody who has told nothing but profession and role. People with the same box get the same answer, so each box is walked once.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from guidance.library import Library
from rules import engine, misunderstandings
from rules.answer import describe
from rules.outcomes import Outcome
from rules.space import Box
from rules.table import Table

Pair = tuple[str, str]
"""Ids of a profession and a role."""


@dataclass(frozen=True)
class Resting:
    """What a general answer comes to, for the whole and for each part of the registration, and the entries of the table that stand on its page.

    entries: named as `rules.review.entries` names them: `row/4b`, `option/stay`, `deadline/renewal`.
    """

    possible: tuple[Outcome, ...]
    parts: tuple[tuple[str, tuple[Outcome, ...]], ...]
    entries: frozenset[str]


def general(table: Table, library: Library, on: datetime.date) -> dict[Pair, Resting]:
    """The general answers of a table on a date, in the order of professions and roles. Roles that the table does not read are left out.

    Raises ValueError where a role settles a fact that the table does not take.
    """
    known: dict[tuple[Box, tuple[str, ...]], Resting] = {}
    found: dict[Pair, Resting] = {}
    for profession in library.professions.values():
        if profession.regulator != table.regulator:
            continue
        for role in library.roles.values():
            if table.regulator in role.decides_as:
                box = describe(table, profession, role, {}, on)[0].box
                key = (box, profession.parts)
                if key not in known:
                    known[key] = _resting(table, box, profession.parts, on)
                found[profession.id, role.id] = known[key]
    return found


def _resting(table: Table, box: Box, parts: tuple[str, ...], on: datetime.date) -> Resting:
    walked = engine.walk(table, box, on)
    bound = walked.regions[0].limits if walked.regions else ()
    raised = [row.id for row in bound if all(row in region.limits for region in walked.regions)] + [row.id for row in engine.advice(table, box, walked, on)]
    deciding = [row.id for row in walked.rows]
    if len(deciding) == 1:
        deciding += [row.id for row in engine.further(table, box, walked.rows[0], on)]
    calling = {*raised, *(deciding if len(walked.possible) == 1 else ())}
    entries = {f"row/{name}" for name in (*deciding, *raised)}
    entries |= {f"option/{name}" for row in walked.rows for name in row.options}
    entries |= {f"deadline/{item.id}" for item in table.deadlines}
    entries |= {f"letter/{item.id}" for item in table.letters if not calling.isdisjoint(item.rows)}
    entries |= {f"requirement/{item.id}" for item in table.requirements}
    entries |= {f"misunderstanding/{item.id}" for item in misunderstandings.meant(table, box)}
    return Resting(tuple(walked.possible), tuple(walked.parts(parts).items()), frozenset(entries))


def users(table: Table, parameter: str) -> tuple[str, ...]:
    """The entries of a table that use one of its numbers in their words or their count, by name and in its order."""
    placeholder = f"{{{parameter}}}"
    return tuple(name for name, texts in _texts(table) if any(placeholder in text for text in texts) or _counts(table).get(name) == parameter)


def _counts(table: Table) -> Mapping[str, str]:
    return {f"requirement/{item.id}": item.counts.parameter for item in table.requirements if item.counts}


def _texts(table: Table) -> Iterator[tuple[str, Iterable[str]]]:
    """Every entry of a table that speaks to readers, with what it says."""
    yield from ((f"row/{row.id}", (row.headline, row.because, *row.do)) for row in table.rows)
    yield from ((f"option/{item.id}", (item.title, item.text, item.cost, item.lost, item.back)) for item in table.options)
    yield from ((f"deadline/{item.id}", (item.formula,)) for item in table.deadlines)
    yield from ((f"requirement/{item.id}", item.texts) for item in table.requirements)
    yield from ((f"misunderstanding/{item.id}", (item.thought, item.truth)) for item in table.misunderstandings)
    yield from ((f"letter/{item.id}", (item.to, item.subject, *item.paragraphs)) for item in table.letters)
