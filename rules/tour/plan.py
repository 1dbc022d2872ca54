"""A plan of up to ten years: stages with their roles, and what they mean for each register. Read strictly from an address. Pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from guidance import addresses
from guidance.dates import in_words
from guidance.library import Library
from guidance.model import Profession, Role
from rules import facts
from rules.facts import FactError
from rules.schemes import Fact
from rules.schemes.values import add_months, last_of_month, whole
from rules.table import Table
from rules.tour import fields
from rules.tour.fields import Form

MOST_STAGES, MOST_MONTHS = 8, 120
FIRST, SECOND = "", "second_"
"""What stands before the names that belong to the first and to the second register."""
_MONTH = re.compile(r"\d{4}-\d\d", re.ASCII)
_NUMBERED = re.compile(r"stage([1-9])_(\w+)", re.ASCII)


@dataclass(frozen=True)
class Stage:
    """One role of a plan. `end` is the first day after it. `facts`: what was told of it for one register, `role` apart."""

    role: Role
    start: datetime.date
    end: datetime.date
    facts: Mapping[str, Fact]


@dataclass(frozen=True)
class Register:
    """A plan as one regulator's scheme sees it. `person`: what was told once, not for a stage. `beside`: what the other register of the plan tells."""

    profession: Profession
    table: Table
    person: Mapping[str, Fact]
    stages: tuple[Stage, ...]
    beside: Mapping[str, Fact]

    @property
    def start(self) -> datetime.date:
        """The first day of the plan."""
        return self.stages[0].start

    @property
    def end(self) -> datetime.date:
        """The first day after the plan."""
        return self.stages[-1].end


@dataclass(frozen=True)
class Reading:
    """What an address says: the registers, complete and without a fault, or none; every fault; and the texts, with stages numbered from 1.

    chosen: the professions that could be read, each with what stands before its names and its questions.
    """

    registers: tuple[Register, ...]
    faults: tuple[FactError, ...]
    told: Mapping[str, str]
    chosen: tuple[tuple[str, Profession, Form], ...]

    @property
    def count(self) -> int:
        """How many stages were told of, whether complete or not."""
        return max((int(found[1]) for name in self.told if (found := _NUMBERED.fullmatch(name))), default=0)


def chosen(library: Library, tables: Mapping[str, Table], told: Mapping[str, str]) -> tuple[tuple[str, Profession, Form], ...]:
    """The professions of a plan, with their questions: the first, and the second where one is named. Unknown ones are left out."""
    found = [(before, library.professions.get(told.get(name, "").strip())) for before, name in ((FIRST, "profession"), (SECOND, "second"))]
    return tuple((before, item, fields.form(tables[item.regulator], item)) for before, item in found if item is not None)


def names(professions: tuple[tuple[str, Profession, Form], ...]) -> list[str]:
    """Every name that the address of a plan may hold for these professions."""
    found = ["profession", "second", "start"]
    found += [before + item.id for before, _, form in professions for item in form.person.inputs]
    for number in range(1, MOST_STAGES + 1):
        own = ["role", "months", *(before + item.id for before, _, form in professions for item in form.stage.inputs)]
        found += [f"stage{number}_{name}" for name in own]
    return found


def tidy(told: Mapping[str, str]) -> dict[str, str]:
    """The same plan with its stages numbered from 1 without gaps."""
    used = sorted({int(found[1]) for name in told if (found := _NUMBERED.fullmatch(name))})
    places = {number: place for place, number in enumerate(used, 1)}
    return {_NUMBERED.sub(lambda found: f"stage{places[int(found[1])]}_{found[2]}", name): value for name, value in told.items()}


def without(told: Mapping[str, str], number: int) -> dict[str, str]:
    """The same plan without one stage, so that the later ones move forward."""
    return tidy({name: value for name, value in told.items() if not name.startswith(f"stage{number}_")})


def read(library: Library, tables: Mapping[str, Table], told: Mapping[str, str], today: datetime.date) -> Reading:
    """Read a plan.

    told: texts by name, as an address has them; `start` (2026-12) may be missing and is then the month of `today`.
    Every fault names the parameter, says what is wrong and how to mend it; the rest is kept.
    """
    told = tidy(told)
    professions = chosen(library, tables, told)
    faults = [*_of_professions(library, told)]
    start = _start(told, today, faults)
    stages = [_stage(library, told, number, faults) for number in range(1, Reading((), (), told, ()).count + 1)]
    if not stages:
        faults.append(FactError("stage1_role", "The plan has no stage yet.", "Choose the first role, and say how many months it lasts."))
    if sum(months for _, months in stages) > MOST_MONTHS:
        faults.append(FactError("months", f"The stages come to more than {MOST_MONTHS} months.", "Shorten one of them, or take one away."))
    registers = [_register(tables, item, told, stages, start, faults, _beside(tables, professions, item)) for item in professions]
    complete = not faults and len(registers) == 1 + ("second" in told)
    return Reading(tuple(item for item in registers if item) if complete else (), tuple(faults), told, professions)


def _of_professions(library: Library, told: Mapping[str, str]) -> Iterator[FactError]:
    for name in ("profession", "second"):
        if name in told and told[name] not in library.professions:
            elsewhere = library.signposts.get(told[name])
            said = (
                f"{elsewhere.name}: registered with {elsewhere.body}, whose rules this site does not hold." if elsewhere else "We do not know this profession."
            )
            yield FactError(name, said, "Choose one from the list.")
    if "profession" not in told:
        yield FactError("profession", "The plan has no profession yet.", "Choose the one that you are registered in.")
    first, second = (library.professions.get(told.get(name, "")) for name in ("profession", "second"))
    if first and second and first.id == second.id:
        yield FactError("second", "Both professions are the same.", "Leave the second one empty, or choose another.")
    elif first and second and first.regulator == second.regulator == "nmc":
        yield FactError("second", "The NMC holds both on one entry.", "Choose the profession that names both, and leave the second one empty.")


def _start(told: Mapping[str, str], today: datetime.date, faults: list[FactError]) -> datetime.date:
    text = told.get("start", "")
    if not text:
        return today.replace(day=1)
    try:
        if not _MONTH.fullmatch(text):
            raise ValueError
        found = addresses.day(f"{text}-01")
        if not 2020 <= found.year <= 2060:
            raise ValueError
    except ValueError:
        faults.append(FactError("start", "That is not a month from 2020 to 2060.", "Write it as 2026-12."))
        return today.replace(day=1)
    return found


def _stage(library: Library, told: Mapping[str, str], number: int, faults: list[FactError]) -> tuple[Role | None, int]:
    role, months = told.get(f"stage{number}_role", ""), told.get(f"stage{number}_months", "")
    found = library.roles.get(role)
    if found is None:
        faults.append(
            FactError(f"stage{number}_role", f"Stage {number} has {'a role that we do not know' if role else 'no role'}.", "Choose one from the list.")
        )
    if not re.fullmatch(r"\d{1,3}", months, re.ASCII) or not 1 <= int(months) <= MOST_MONTHS:
        faults.append(FactError(f"stage{number}_months", f"Stage {number} does not say how long it lasts.", f"Use whole months from 1 to {MOST_MONTHS}."))
        return found, 1
    return found, int(months)


def _register(
    tables: Mapping[str, Table],
    item: tuple[str, Profession, Form],
    told: Mapping[str, str],
    stages: list[tuple[Role | None, int]],
    start: datetime.date,
    faults: list[FactError],
    beside: Mapping[str, Fact],
) -> Register | None:
    before, profession, form = item
    person, errors = facts.parse(form.person, {each.id: told.get(before + each.id, "") for each in form.person.inputs})
    faults += [FactError(before + error.name, error.message, error.remedy) for error in errors]
    for name in form.needed:
        if name not in person and not any(error.name == name for error in errors):
            faults.append(
                FactError(before + name, "The plan needs this date to place the renewals.", "Write it as 2027-04-30. The regulator's account shows it.")
            )
    found, day = [], start
    for number, (role, months) in enumerate(stages, 1):
        head = f"stage{number}_{before}"
        own, errors = facts.parse(form.stage, {each.id: told.get(head + each.id, "") for each in form.stage.inputs})
        faults += [FactError(head + error.name, f"Stage {number}: {error.message}", error.remedy) for error in errors]
        end = add_months(day, months)
        if role is not None and profession.regulator not in role.decides_as:
            faults.append(FactError(f"stage{number}_role", f"Stage {number}: we hold no answer for this role and profession.", "Choose another role."))
        elif role is not None:
            found.append(Stage(role, day, end, own))
        day = end
    faults += [FactError(before + error.name, error.message, error.remedy) for error in _far(form.person, person, start)]
    return Register(profession, tables[profession.regulator], person, tuple(found), beside) if found else None


def _beside(tables: Mapping[str, Table], professions: tuple[tuple[str, Profession, Form], ...], own: tuple[str, Profession, Form]) -> dict[str, Fact]:
    """What a table is told of the other register, where it asks for one."""
    others, inputs = [item for _, item, _ in professions if item is not own[1]], tables[own[1].regulator].input
    if not others:
        return {}
    wanted = {"other_register": "yes", "second_register": others[0].regulator}
    return {name: value for name, value in wanted.items() if name in inputs and value in [each.id for each in inputs[name].values]}


MISSED = (
    "Missed it? Do not plan on being registered: what you hold may be at risk or have ended. Ask the regulator today. "
    "Otherwise give the next date after that, or start the plan earlier."
)


def _far(table: Table, person: Mapping[str, Fact], start: datetime.date) -> Iterator[FactError]:
    """Dates that no cycle holds: past before the plan begins, or further ahead than the scheme's longest cycle."""
    known = table.values_at(start)
    cycles = {
        "renewal_date": lambda: 12 * whole(known, "period_years") + 1,
        "expiry_date": lambda: whole(known, "registration_months") + whole(known, "window_months"),
        "submission_date": lambda: 12 * whole(known, "cycle_years") + 12,
    }
    for name in cycles.keys() & person.keys():
        day = person[name]
        assert isinstance(day, datetime.date)
        last = last_of_month(day) if name == "renewal_date" else day
        if last < start:
            yield FactError(name, f"{in_words(day)} is before the plan starts.", MISSED)
        elif day > add_months(last_of_month(start), cycles[name]()):
            yield FactError(name, f"{in_words(day)} is further ahead than one cycle.", "Look at the date once more: it should be the next one.")
    appraised = person.get("last_appraisal_date")
    if isinstance(appraised, datetime.date) and appraised > last_of_month(start):
        yield FactError("last_appraisal_date", f"{in_words(appraised)} is after the plan starts.", "Give the last one before the plan, or leave it empty.")
