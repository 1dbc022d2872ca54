"""The points of a plan: each renewal, each change of stage, where a gap opens and how the way back changes, decided by the table as of that day. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from guidance.library import Library
from rules import engine
from rules.answer import Answer, answer, describe
from rules.outcomes import SEVERITY, Outcome, in_order
from rules.schemes import Fact
from rules.tour.course import Course, Kind, Way
from rules.tour.gmc import Gmc
from rules.tour.gphc import Gphc
from rules.tour.hcpc import Hcpc
from rules.tour.nmc import Nmc
from rules.tour.plan import Register, Stage

COURSES: dict[str, Callable[[Register], Course]] = {"gmc": Gmc, "nmc": Nmc, "hcpc": Hcpc, "gphc": Gphc}
MOST_POINTS = 80
Possible = tuple[Outcome, ...]
Decide = Callable[[Stage, Mapping[str, Fact], datetime.date], engine.Walk]


@dataclass(frozen=True)
class Moment:
    """A day that the table decides: what happens on it, in which stage (counted from 0), by which facts, and what is possible.

    held: whether what the plan is about is held on the day before anything is settled. after: whether it is held from then on.
    """

    day: datetime.date
    kind: Kind
    stage: int
    ways: tuple[Way, ...]
    possible: Possible
    held: bool
    after: bool

    @property
    def failed(self) -> bool:
        """Whether nothing better than at risk is possible."""
        return SEVERITY[self.possible[0]] >= SEVERITY["at-risk"]

    @property
    def firm(self) -> bool:
        """Whether nothing but yes, or yes with conditions, is possible."""
        return SEVERITY[self.possible[-1]] <= SEVERITY["yes-if"]


@dataclass(frozen=True)
class Point:
    """A moment in words: the answer for each way, which is that of `rules.answer.answer` for the same facts and date."""

    moment: Moment
    answers: tuple[Answer, ...]

    @property
    def parts(self) -> dict[str, Possible]:
        """The outcomes that are possible for each part of a registration, over all ways."""
        names = dict.fromkeys(name for each in self.answers for name in each.parts)
        return {name: tuple(in_order(outcome for each in self.answers for outcome in each.parts.get(name, ()))) for name in names}


def decider(register: Register) -> Decide:
    """A function that decides a day by the register's table, and remembers what it has decided already."""
    known: dict[tuple[object, ...], engine.Walk] = {}

    def decide(stage: Stage, told: Mapping[str, Fact], day: datetime.date) -> engine.Walk:
        key = (stage.role.id, tuple(sorted(told.items())), day)
        if key not in known:
            person, _ = describe(register.table, register.profession, stage.role, told, day)
            known[key] = engine.walk(register.table, person.box, day)
        return known[key]

    return decide


def moments(register: Register, decide: Decide, until: datetime.date | None = None) -> Iterator[Moment]:
    """Walk through a plan, day by day that matters, to its end or until a day."""
    course, begun = COURSES[register.table.regulator](register), 0
    for _ in range(MOST_POINTS):
        day, kind = _next(course, register, begun)
        begun += kind in ("start", "stage", "leave", "return")
        if until is not None and day > until:
            return
        place = begun - 2 if kind == "return" and course.asks_from_before else begun - 1
        stage, held = register.stages[place], course.held
        course.arrive(day, kind)
        ways = tuple(replace(way, facts={**register.beside, **way.facts}) for way in course.ways(day, kind, stage))
        walks = [decide(stage, way.facts, day) for way in ways]
        possible = tuple(in_order(outcome for walk in walks for outcome in walk.possible))
        course.settle(day, kind, stage, _ends(possible, walks) and course.ends(ways))
        yield Moment(day, kind, place, ways, possible, held, course.held)
        if kind == "end":
            return


def _ends(possible: Possible, walks: list[engine.Walk]) -> bool:
    """Whether a renewal comes to nothing. A gate speaks of something else than the renewal, such as a post that is closed to the profession."""
    return SEVERITY[possible[0]] >= SEVERITY["at-risk"] and not any(row.stage == "gate" for walk in walks for row in walk.rows)


def _next(course: Course, register: Register, begun: int) -> tuple[datetime.date, Kind]:
    """The next day and what happens on it: a stage that begins comes before what the scheme holds for the same day."""
    ahead = course.ahead()
    due = None if ahead is None else (max(ahead[0], register.start), ahead[1])
    if begun < len(register.stages):
        stage = register.stages[begun]
        if begun and due is not None and due[0] < stage.start:
            return due
        return stage.start, course.change(stage.start, stage)
    return due if due is not None and due[0] <= register.end else (register.end, "end")


def points(register: Register, library: Library, decide: Decide) -> tuple[Point, ...]:
    """Every point of a plan, with its answers in words."""
    found = []
    for moment in moments(register, decide):
        role = register.stages[moment.stage].role
        answers = tuple(answer(register.table, library, register.profession, role, way.facts, moment.day) for way in moment.ways)
        found.append(Point(moment, answers))
    return tuple(found)
