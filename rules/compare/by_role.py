"""One role for all professions: the general answer of each, with those that are told the same in one line. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from guidance.library import Library
from guidance.model import Profession, Regulator, Role
from rules.answer import Answer, answer
from rules.citations import Citation, passages
from rules.outcomes import WORDS, Outcome
from rules.table import Table

Parts = tuple[tuple[str, tuple[Outcome, ...]], ...]
"""What is kept or lost apart, and what each can be."""


@dataclass(frozen=True)
class Way:
    """One answer to the question that settles most, in the person's words, and what it can then be, for doctors name and licence apart too."""

    words: str
    outcomes: tuple[Outcome, ...]
    parts: Parts


@dataclass(frozen=True)
class Verdict:
    """What professions of one regulator are told who are told the same in every word.

    outcome: None where it depends on facts that nobody has told yet; then `possible` is what it can be, `turns_on` the question that settles most,
    and `ways` what its answers lead to.
    parts: name and licence apart, for doctors. reason: why, in a sentence or two; empty where it depends. rows: the rows of the table that are reached.
    """

    professions: tuple[Profession, ...]
    outcome: Outcome | None
    possible: tuple[Outcome, ...]
    parts: Parts
    headline: str
    reason: str
    turns_on: str
    ways: tuple[Way, ...]
    rows: tuple[str, ...]
    citations: tuple[Citation, ...]
    recheck: str


@dataclass(frozen=True)
class Group:
    """The verdicts of one regulator. `whole`: whether all its professions are told the same."""

    regulator: Regulator
    verdicts: tuple[Verdict, ...]

    @property
    def whole(self) -> bool:
        """Whether all its professions are told the same."""
        return len(self.verdicts) == 1 and len(self.verdicts[0].professions) > 1


def by_role(tables: Mapping[str, Table], library: Library, role: Role, on: datetime.date) -> tuple[Group, ...]:
    """The general answer for every profession in a role on a date, by regulator in their order. Raises ValueError where the role is not mapped."""
    groups = []
    for regulator in library.corpus.regulators:
        held = [item for item in library.corpus.professions if item.regulator == regulator.id and item.regulator in tables]
        if held:
            table = tables[regulator.id]
            told = [_verdict(answer(table, library, profession, role, {}, on), table) for profession in held]
            groups.append(Group(regulator, _joined(told)))
    return tuple(groups)


def _verdict(found: Answer, table: Table) -> Verdict:
    """Where a limit raised the outcome, the limit is the reason."""
    reasons = [item for item in found.limits if item.outcome == found.outcome] if found.because[0].outcome != found.outcome else []
    reason = (reasons or list(found.because))[0]
    asked = table.input[found.ask_next].question if found.ask_next else ""
    depends = found.outcome is None
    return Verdict(
        professions=(found.profession,),
        outcome=found.outcome,
        possible=found.possible,
        parts=_parts(found.parts),
        headline=found.headline,
        reason="" if depends else reason.text,
        turns_on=asked if depends else "",
        ways=tuple(Way(item.words, tuple(item.outcomes), _parts(item.parts)) for item in found.branches) if depends and asked else (),
        rows=tuple(item.row for item in found.because) if depends else (reason.row,),
        citations=() if depends else reason.citations,
        recheck=found.recheck.words if found.recheck else "",
    )


def _parts(found: Mapping[str, Iterable[Outcome]]) -> Parts:
    return tuple((name, tuple(outcomes)) for name, outcomes in found.items())


def _joined(told: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Verdicts that differ in nothing but the profession, as one; in the order of the first of each."""
    found: dict[Verdict, tuple[Profession, ...]] = {}
    for verdict in told:
        bare = replace(verdict, professions=())
        found[bare] = (*found.get(bare, ()), *verdict.professions)
    return tuple(replace(bare, professions=professions) for bare, professions in found.items())


HEADINGS = (
    "As of", "Content", "Role", "Profession", "Regulator", "Answer", "Can be", "Name on the register", "Licence to practise", "In one line", "Reason",
    "Turns on", "What each answer leads to", "Rows", "Confirm", "Passages", "Passages in force from", "Facts", "Re-check", "Address",
)  # fmt: skip
"""The columns of the professions as a sheet."""


def rows(groups: Iterable[Group], role: Role, content: str, on: datetime.date) -> list[list[str]]:
    """The verdicts as rows of a sheet, one for each profession. content: the name of the release that they were made from."""
    return [
        [
            on.isoformat(),
            content,
            role.name,
            profession.name,
            group.regulator.short,
            WORDS[verdict.outcome] if verdict.outcome else "It depends",
            _either(verdict.possible),
            *(_either(dict(verdict.parts).get(part, ())) for part in ("name", "licence")),
            verdict.headline,
            verdict.reason,
            verdict.turns_on,
            "; ".join(f"{way.words}: {_either(way.outcomes)}" for way in verdict.ways),
            " ".join(verdict.rows),
            group.regulator.confirm if any(item.confirm for item in verdict.citations) else "",
            *passages(verdict.citations),
            verdict.recheck,
            f"/answer/{profession.id}/{role.id}",
        ]
        for group in groups
        for verdict in group.verdicts
        for profession in verdict.professions
    ]


def _either(outcomes: tuple[Outcome, ...]) -> str:
    """Apart by strokes, because some of the words hold a comma."""
    return " / ".join(WORDS[item] for item in outcomes)
