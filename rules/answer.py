"""The answer: a decision put into words, with its citations, dates, assumptions and the next question.

It joins a table, a library and a person's facts for one date. Nothing is stored.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from guidance.freshness import RECHECKING
from guidance.library import Library
from guidance.model import Profession, Role
from guidance.recent import Recent
from rules import engine, facts, letters, misunderstandings, reports, requirements, review
from rules.citations import Citation
from rules.facts import Person
from rules.letters import Draft
from rules.misunderstandings import Correction
from rules.model import Option, Row
from rules.outcomes import SAID, Outcome, alternatives
from rules.requirements import RequirementState
from rules.schemes import SCHEMES, Fact
from rules.table import Table
from rules.trials import Trials
from rules.variations import Assumption, Branch, Change, assumptions, branches, questions, would_change
from rules.wording import Reason, Writer

OUTDATED = Recent(1024)
"""Whether passages of a row have changed since it was checked, for a table, a library and a day: the same for everybody."""


@dataclass(frozen=True)
class Course:
    """An option of a choice, with its citations."""

    option: Option
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class DatedDeadline:
    """A date of the scheme: None where the person has not given what it needs, and then the formula tells how to find it."""

    id: str
    name: str
    kind: str
    date: datetime.date | None
    formula: str
    overdue: bool
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Recheck:
    """Why an answer is under review: the regulator doubts a row, or passages changed since it was checked (`changed`), or a check is overdue."""

    words: str
    rows: tuple[str, ...]
    changed: bool


@dataclass(frozen=True)
class Answer:
    """Everything the answer page shows. `outcome` is None only while deciding inputs leave more than one possible."""

    profession: Profession
    role: Role
    regulator: str
    on: datetime.date
    outcome: Outcome | None
    possible: tuple[Outcome, ...]
    parts: Mapping[str, tuple[Outcome, ...]]
    headline: str
    because: tuple[Reason, ...]
    do: tuple[str, ...]
    options: tuple[Course, ...]
    deadlines: tuple[DatedDeadline, ...]
    assumed: tuple[Assumption, ...]
    ask_next: str | None
    questions: tuple[str, ...]
    branches: tuple[Branch, ...]
    limits: tuple[Reason, ...]
    advice: tuple[Reason, ...]
    recheck: Recheck | None
    trials: Trials = field(repr=False, compare=False)
    writer: Writer = field(repr=False, compare=False)
    told: Mapping[str, Fact] = field(default_factory=dict)
    settled: Mapping[str, str] = field(default_factory=dict)

    @property
    def question(self) -> str:
        """The question that it answers."""
        return question_of(self.profession, self.role)

    @cached_property
    def would_change(self) -> tuple[Change, ...]:
        """Every single fact that would move the outcome. Worked out when it is asked for: a card in search shows none of them."""
        return tuple(would_change(self.trials, self.profession.parts))

    @cached_property
    def requirements(self) -> tuple[RequirementState, ...]:
        """What the scheme asks, and how each part of it stands for the person; nothing where another regulator asks. Worked out when it is asked for."""
        return () if self.outcome == "not-this-regulator" else requirements.states(self.trials, self.writer)

    @cached_property
    def misunderstandings(self) -> tuple[Correction, ...]:
        """What people like this one often get wrong; nothing where another regulator answers."""
        return () if self.outcome == "not-this-regulator" else misunderstandings.shown(self.trials.table, self.trials.person.box, self.writer)

    @cached_property
    def letters(self) -> tuple[Draft, ...]:
        """The letters for which the rows of this answer call; while the outcome is open, only what holds in either case."""
        deciding = () if self.outcome is None else self.because
        return letters.offered(self.trials.table, [reason.row for reason in (*self.limits, *deciding, *self.advice)], self.writer)

    def beside(self, name: str) -> tuple[Correction, ...]:
        """What is often got wrong about one question, by the id of its input."""
        return misunderstandings.beside(self.trials.table, name, self.writer)


def question_of(profession: Profession, role: Role) -> str:
    """The question of somebody in a profession and a role: "Can a nurse stay registered as a chief executive?"."""
    return f"Can {profession.article} stay registered as {role.article}?"


@dataclass(frozen=True)
class Gist:
    """What a general answer comes to, without its reasons. `outcome` is None while a person's own facts decide between those in `possible`."""

    outcome: Outcome | None
    possible: tuple[Outcome, ...]
    parts: Mapping[str, tuple[Outcome, ...]]
    headline: str
    recheck: Recheck | None


def gist(table: Table, library: Library, profession: Profession, role: Role, on: datetime.date) -> Gist:
    """What `answer` comes to for somebody who has told nothing, at a tenth of its cost. Raises ValueError as it does."""
    person, _ = describe(table, profession, role, {}, on)
    walked = engine.walk(table, person.box, on)
    writer = Writer(library, on, _words(table, person, profession, role, on))
    outcome = walked.possible[0] if len(walked.possible) == 1 else None
    rows, limits = walked.rows, _binding(walked)
    beside = [row.id for row in (*rows, *_further(table, person, rows, on), *engine.advice(table, person.box, walked, on))]
    recheck = _recheck(table, (*rows, *limits), beside, library, on)
    return Gist(outcome, tuple(walked.possible), walked.parts(profession.parts), _headline(outcome, walked, writer, role), recheck)


def answer(table: Table, library: Library, profession: Profession, role: Role, told: Mapping[str, Fact], on: datetime.date) -> Answer:
    """Decide and put into words.

    Arguments: the table of the profession's regulator; the library that holds its passages; the person's typed facts (without profession and role);
    the date for which the answer is given. Raises ValueError where the role is not mapped for this regulator.
    """
    person, settled = describe(table, profession, role, told, on)
    walked = engine.walk(table, person.box, on)
    writer = Writer(library, on, _words(table, person, profession, role, on))
    outcome = walked.possible[0] if len(walked.possible) == 1 else None
    rows, limits = walked.rows, _binding(walked)
    reasons = _reasons((*rows, *_further(table, person, rows, on)), limits, writer)
    advice = tuple(writer.reason(row) for row in engine.advice(table, person.box, walked, on))
    trials = Trials(table, person, on)
    asked = questions(trials)
    return Answer(
        profession=profession,
        role=role,
        regulator=table.regulator,
        on=on,
        outcome=outcome,
        possible=tuple(walked.possible),
        parts=walked.parts(profession.parts),
        headline=_headline(outcome, walked, writer, role),
        because=reasons,
        do=_steps(reasons[: len(rows)] if outcome is not None else (), limits, writer),
        options=_courses(table, rows, writer),
        deadlines=_deadlines(table, person, writer, on),
        assumed=tuple(assumptions(trials, writer)),
        ask_next=asked[0] if asked else None,
        questions=tuple(asked),
        branches=branches(trials, asked, writer, profession.parts) if outcome is None or len(rows) > 1 else (),
        limits=tuple(writer.reason(row) for row in limits),
        advice=advice,
        recheck=_recheck(table, (*rows, *limits), (reason.row for reason in (*reasons, *advice)), library, on),
        trials=trials,
        writer=writer,
        told=dict(told),
        settled=settled,
    )


def describe(table: Table, profession: Profession, role: Role, told: Mapping[str, Fact], on: datetime.date) -> tuple[Person, dict[str, str]]:
    """The person as the table sees one, and the facts that the role settled by itself (those told by the person win)."""
    read = role.decides_as.get(table.regulator)
    if read is None:
        raise ValueError(f"{role.id} is not mapped for {table.regulator}")
    settled = {name: value for name, value in read.facts.items() if name not in told}
    typed, errors = facts.parse(table, settled)
    if errors:
        raise ValueError(str(errors[0]))
    return facts.person(table, {**typed, **told, "profession": profession.id, "role": read.role}, on), settled


def _words(table: Table, person: Person, profession: Profession, role: Role, on: datetime.date) -> dict[str, str]:
    found = SCHEMES[table.regulator].words(person.told, table.values_at(on), on)
    common = {"role": role.article, "profession": profession.article, "professions": profession.plural}
    return {**table.shown_at(on), **table.words, **common, **found}


def _headline(outcome: Outcome | None, walked: engine.Walk, writer: Writer, role: Role) -> str:
    if outcome is None:
        return f"It depends on your own facts: it can be {alternatives([SAID[item] for item in walked.possible])}."
    raised = [limit for region in walked.regions for limit in region.limits if limit.outcome == outcome and limit.outcome != region.row.outcome]
    instead = [limit for limit in _binding(walked) if limit.instead and limit.headline]
    own = {row.headline for row in (raised[:1] or instead[:1] or walked.rows) if row.headline}
    if len(own) == 1:
        return writer.fill(own.pop())
    return {
        "yes": f"Yes. You can stay on the register as {role.article}.",
        "yes-if": f"Yes, you can stay on the register as {role.article}, if you meet the conditions below.",
        "choice": "You have a choice: compare the courses, and what each of them costs.",
        "at-risk": "At risk: your registration needs action.",
        "no": "No, not at present. Here is the way back.",
        "not-this-regulator": "That is another regulator’s question.",
    }[outcome]


def _binding(walked: engine.Walk) -> list[Row]:
    """The limits that bind everybody who is still possible."""
    bound = [{row.id for row in region.limits} for region in walked.regions]
    return [row for row in walked.regions[0].limits if all(row.id in names for names in bound)] if bound else []


def _further(table: Table, person: Person, rows: list[Row], on: datetime.date) -> list[Row]:
    return engine.further(table, person.box, rows[0], on) if len(rows) == 1 else []


def _reasons(rows: Iterable[Row], limits: list[Row], writer: Writer) -> tuple[Reason, ...]:
    """The rows that may decide, in words: without their steps where those of a limit stand instead."""
    reasons = (writer.reason(row) for row in rows)
    return tuple(replace(reason, do=()) for reason in reasons) if any(row.instead for row in limits) else tuple(reasons)


def _steps(deciding: Sequence[Reason], limits: list[Row], writer: Writer) -> tuple[str, ...]:
    """What to do: what the limits ask, and what every row that may decide asks; the steps of one of several rows may not be this person's."""
    shared = [step for step in deciding[0].do if all(step in reason.do for reason in deciding)] if deciding else []
    return tuple(dict.fromkeys((*(writer.fill(step) for row in limits for step in row.do), *shared)))


def _courses(table: Table, rows: list[Row], writer: Writer) -> tuple[Course, ...]:
    names = dict.fromkeys(name for row in rows for name in row.options)
    filled = {"title", "text", "cost", "lost", "back"}
    courses = []
    for name in names:
        option = table.option[name]
        worded = option.model_copy(update={key: writer.fill(getattr(option, key)) for key in filled})
        courses.append(Course(worded, writer.cite(option.facts)))
    return tuple(courses)


def _deadlines(table: Table, person: Person, writer: Writer, on: datetime.date) -> tuple[DatedDeadline, ...]:
    dates = SCHEMES[table.regulator].deadlines(person.told, table.values_at(on), on)
    found = [
        DatedDeadline(
            item.id, item.name, item.kind, dates.get(item.id), writer.fill(item.formula),
            item.kind == "due" and item.id in dates and dates[item.id] < on, writer.cite(item.facts),
        )
        for item in table.deadlines
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda item: (not item.overdue, item.date is None, item.kind != "due", item.date or on)))


def _recheck(table: Table, rows: Iterable[Row], beside: Iterable[str], library: Library, on: datetime.date) -> Recheck | None:
    """beside: the ids of rows that only add to the answer. Whether the regulator doubts one of them matters too."""
    found = list(rows)
    overdue = [row.id for row in found if row.next_check < on]
    changed = [row.id for row in found if OUTDATED.get((row.id, library, on), table, lambda row=row: bool(review.outdated(table, row, library, on)))]  # type: ignore[misc]
    doubted = reports.doubts(table.reports)
    if named := [name for name in dict.fromkeys([*(row.id for row in found), *beside]) if name in doubted]:
        said = doubted[named[0]].words(library.regulators[table.regulator].short, on)
        return Recheck(said.replace("this row", "a rule that this answer rests on"), tuple(dict.fromkeys([*named, *changed])), True)
    if changed:
        return Recheck(RECHECKING, tuple(changed), True)
    if overdue:
        return Recheck("The date for checking this answer again has passed.", tuple(overdue), False)
    return None
