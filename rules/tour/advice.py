"""What a person can do about a point of a plan: the last safe dates, the smallest change that keeps the door open, and what coming back costs. Pure.

A change is tried by walking through the changed plan with the same table: nothing here knows what a renewal needs.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from guidance.dates import in_words
from guidance.library import Library
from rules.citations import Citation, cite
from rules.outcomes import SEVERITY
from rules.schemes import DERIVED, SCHEMES, Fact
from rules.schemes.values import add_months, whole
from rules.tour.fields import MOST_HOURS, OTHER, form, parts
from rules.tour.nmc import a_year
from rules.tour.plan import Register, Stage
from rules.tour.timeline import COURSES, Decide, Moment, decider, moments
from rules.wording import fill

WEEKS = 365.25 / 7
_SAFE = {"nmc": ("application",), "hcpc": ("renewal_deadline",), "gphc": ("renewal_deadline",), "gmc": ("ready", "submission")}
_RISKY = {"nmc": ("application",), "hcpc": ("practise_again", "renewal_deadline"), "gphc": ("exceptions", "renewal_deadline"), "gmc": ("ready", "submission")}
"""The dates of each scheme by which to act for a renewal: where it can be met, and where it cannot as the plan stands."""
_COSTS = {
    "nmc": ("annual_fee", "readmission_learning_hours"),
    "nursing-associate": ("annual_fee",),
    "hcpc": ("return_cost_low", "return_cost_high"),
    "pharmacist": ("fee_pharmacist",),
    "pharmacy-technician": ("fee_technician",),
}
_NAMES = {"hours_nurse": "nurse", "hours_midwife": "midwife", "hours_na": "nursing associate"}
NEEDED = "needed"
"""Stands for the number that the table's parameter of that name asks for."""
Facts = tuple[tuple[str, Fact], ...]


@dataclass(frozen=True)
class Mark:
    """A date to act by, in the scheme's words, with its passages."""

    id: str
    name: str
    day: datetime.date
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Cost:
    """A number of the scheme that coming back costs, with its passages."""

    words: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Change:
    """A change of one stage (counted from 0) that makes a point come out as yes, or yes with conditions.

    told: the stage's facts that it sets; months: how long the stage would last, where that is the change. whole: whether no other point is left in doubt.
    """

    words: str
    stage: int
    told: Facts
    months: int | None
    whole: bool


def last_dates(register: Register, library: Library, moment: Moment, since: datetime.date, today: datetime.date) -> tuple[Mark, ...]:
    """The last safe dates to act for a renewal, by the scheme's own deadlines. `since`: the start of the plan or the renewal before."""
    if moment.kind not in ("renewal", "lapse") or not moment.held:
        return ()
    table, facts = register.table, {**moment.ways[0].facts, "profession": register.profession.id, "role": ""}
    dates = SCHEMES[table.regulator].deadlines(facts, table.values_at(since), since)
    wanted = (_SAFE if SEVERITY[moment.possible[-1]] < SEVERITY["at-risk"] else _RISKY)[table.regulator]
    found = [Mark(item.id, item.name, dates[item.id], cite(library, item.facts, today)) for item in table.deadlines if item.id in wanted and item.id in dates]
    if table.regulator == "nmc" and not moment.firm and (day := _catch_up(register, moment, since)):
        found.append(Mark("catch_up", "Last day on which full-time work could still make up the missing hours (our own figure)", day, ()))
    return tuple(sorted((each for each in found if each.day >= since), key=lambda each: each.day))


def _catch_up(register: Register, moment: Moment, since: datetime.date) -> datetime.date | None:
    """The last day on which the missing hours still fit into the weeks left, as the table's derived fact counts them."""
    facts = {**moment.ways[0].facts, "profession": register.profession.id}

    def fits(day: datetime.date) -> bool:
        return DERIVED["nmc"]["catch_up"](facts, register.table.values_at(day), day) == {"within-reach"}

    first, last = since, moment.day
    if not fits(first) or fits(last):
        return None
    while (last - first).days > 1:
        middle = first + (last - first) // 2
        first, last = (middle, last) if fits(middle) else (first, middle)
    return first


def costs(register: Register, library: Library, today: datetime.date) -> tuple[Cost, ...]:
    """What the scheme's numbers say that coming back costs; where no amount is known, what the table says of its fee. The steps say the rest."""
    table = register.table
    wanted = _COSTS.get(register.profession.id) or _COSTS.get(table.regulator, ())
    shown, found = table.shown_at(today), dict[str, Cost]()
    for item in table.parameters:
        if item.id in wanted:
            money = item.unit.startswith("pounds ")
            words = f"£{shown[item.id]} {item.unit.removeprefix('pounds ')}" if money else f"{shown[item.id]} {item.unit}"
            found[item.id] = Cost(words, cite(library, item.facts, today))
    if not found:
        fees = (item for item in table.requirements if item.id == "annual-fee")
        return tuple(Cost(fill(item.evidence, {**table.words, **shown}), cite(library, item.facts, today)) for item in fees)
    return tuple(found.values())


def changes(register: Register, moment: Moment) -> tuple[Change, ...]:
    """The smallest changes that keep the door open at a point: at most one of each kind, smallest first; none where nothing that we try helps."""
    if moment.firm or not moment.held:
        return ()
    decide, found = decider(register), list[Change]()
    for kind in (_hours, _settings, _shorter):
        change = next(kind(register, moment, decide), None)
        if change is not None:
            found.append(change)
    return tuple(found)


def changed(register: Register, place: int, told: Facts, months: int | None = None) -> Register:
    """The same plan with one stage changed. A stage that becomes shorter or longer moves those after it."""
    stages, day = list[Stage](), register.start
    for number, stage in enumerate(register.stages):
        facts = {**stage.facts, **dict(told)} if number == place else stage.facts
        length = months if number == place and months is not None else _months(stage)
        stages.append(Stage(stage.role, day, add_months(day, length), facts))
        day = stages[-1].end
    return replace(register, stages=tuple(stages))


def _months(stage: Stage) -> int:
    return (stage.end.year - stage.start.year) * 12 + stage.end.month - stage.start.month


def _helps(register: Register, moment: Moment, decide: Decide) -> bool:
    """Whether the point comes out as yes, or yes with conditions, in a changed plan."""
    if moment.kind == "appraisal":
        return all(each.firm and each.after for each in moments(register, decide, moment.day))
    kinds = ("stage", "start") if moment.kind == "leave" else (moment.kind,)
    same = [each for each in moments(register, decide, moment.day) if each.day == moment.day and each.kind in kinds]
    return bool(same) and all(each.firm and each.held and each.after for each in same)


def _made(register: Register, moment: Moment, decide: Decide, words: str, place: int, told: Facts, months: int | None = None) -> Change:
    after = changed(register, place, told, months)
    return Change(words, place, told, months, all(each.firm for each in moments(after, decide)))


def _near(register: Register, moment: Moment) -> list[int]:
    """The stages that can bear on a point, the nearest first."""
    return list(range(moment.stage, -1, -1))


def _hours(register: Register, moment: Moment, decide: Decide) -> Iterator[Change]:
    """The fewest hours a year, in one stage, that bring enough for the renewal: for one profession held, or for all of them alike."""
    if register.table.regulator != "nmc":
        return
    held = parts(register.profession.id)
    groups = [[each] for each in held] + ([list(held)] if len(held) > 1 else [])
    best: list[tuple[int, Change]] = []
    for place in _near(register, moment):
        for group in groups:

            def told(hundredths: int, group: list[tuple[str, str, str]] = group) -> Facts:
                return tuple((weekly, hundredths / 100) for _, weekly, _ in group)

            def enough(hundredths: int, place: int = place, told: Callable[[int], Facts] = told) -> bool:
                return _helps(changed(register, place, told(hundredths)), moment, decide)

            least = _least(MOST_HOURS * 100, enough)
            if least is None or any(each * 100 > least for each in _present(register.stages[place], group)):
                continue
            need = whole(register.table.values_at(moment.day), "practice_hours")
            kind = "qualifying hours" if len(held) == 1 else "hours as " + " and as ".join(f"a {_NAMES[name]}" for name, _, _ in group)
            each = " each" if len(group) > 1 else ""
            yearly, before = a_year(register, place, moment.ways[0].facts, math.ceil(least / 100 * WEEKS))
            done = f", those of the last year done before {in_words(before)}" if before else ""
            words = f"{yearly:,} {kind} a year{each} as {register.stages[place].role.article} would keep the {need}{done}."
            best.append((least * len(group), _made(register, moment, decide, words, place, told(least))))
    yield from (change for _, change in sorted(best, key=lambda pair: pair[0]))


def _present(stage: Stage, group: list[tuple[str, str, str]]) -> list[float]:
    return [float(str(stage.facts[weekly])) for _, weekly, _ in group if weekly in stage.facts]


def _least(most: int, enough: Callable[[int], bool]) -> int | None:
    """The least whole number from 1 that is enough; None where even the most is not."""
    if not enough(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


_SETTINGS: dict[str, tuple[tuple[str, Facts], ...]] = {
    "nmc": (("Staying on the register", (("registration", "keep"),)),),
    "hcpc": (
        ("Real practice in each cycle (teaching, say), with cover and no token day", (("other_practice", "teaching"),)),
        ("Staying on the register", (("registration", "keep"),)),
        ("Staying, with real practice in each cycle (teaching, say), with cover and no token day", (
            ("other_practice", "teaching"), ("registration", "keep"),
        )),
        ("A continuous record of learning", (("cpd_record", "continuous"),)),
    ),
    "gphc": (
        ("Occasional shifts, teaching or advice in your profession", (("other_practice", "occasional"),)),
        ("All the records of each year", (("cpd_records", NEEDED),)),
        ("Staying on the register", (("registration", "keep"),)),
        ("Staying, with occasional real practice that you mean to do", (
            ("intends_to_practise_gb", "yes"), ("other_practice", "occasional"), ("registration", "keep"),
        )),
    ),
    "gmc": (
        ("An appraisal in each year", (("appraised", "yes"),)),
        ("Keeping the licence", (("aim", "keep-licence"),)),
        ("A connection to a responsible officer", (("connection", "ro"),)),
        ("Keeping the licence, with a connection and an appraisal in each year", (("aim", "keep-licence"), ("appraised", "yes"), ("connection", "ro"))),
    ),
}  # fmt: skip


def _settings(register: Register, moment: Moment, decide: Decide) -> Iterator[Change]:
    """One thing done otherwise in one stage, the lightest first."""
    asked = {item.id for item in form(register.table, register.profession).stage.inputs}
    needed, course = register.table.values_at(moment.day), COURSES[register.table.regulator](register)
    for words, pairs in _SETTINGS[register.table.regulator]:
        told = tuple((name, whole(needed, name) if value == NEEDED else value) for name, value in pairs)
        for place in _near(register, moment):
            stage = register.stages[place]
            new = tuple(pair for pair in told if stage.facts.get(pair[0]) != pair[1] and pair[0] in asked)
            if len(new) < len(told) or (OTHER in dict(new) and course.asks_first(stage)):
                continue
            if _helps(changed(register, place, new), moment, decide):
                yield _made(register, moment, decide, f"{words}, as {stage.role.article}, would keep this point open.", place, new)


def _shorter(register: Register, moment: Moment, decide: Decide) -> Iterator[Change]:
    """The fewest months by which one stage would have to end earlier."""
    if moment.kind != "renewal":
        return
    for place in _near(register, moment):
        months = _months(register.stages[place])
        if place + 1 == len(register.stages) or months < 2:
            continue
        fewer = _least(months - 1, lambda fewer, place=place, months=months: _helps(changed(register, place, (), months - fewer), moment, decide))  # type: ignore[misc]
        if fewer is not None:
            words = f"Ending the stage as {register.stages[place].role.article} {fewer} month{'s' if fewer > 1 else ''} earlier would keep this point open."
            yield _made(register, moment, decide, words, place, (), months - fewer)
