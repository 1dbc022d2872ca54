"""What a plan asks for each scheme: inputs of its table by their own words, and a few that only a plan has. Pure.

Each regulator asks only what its scheme needs: hours stand in the NMC's plan alone, appraisals and the licence in the GMC's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from guidance.model import Profession
from rules.model import Input
from rules.schemes.gmc import ASSOCIATES
from rules.schemes.nmc_hours import hour_inputs
from rules.table import Table

KNOWLEDGE, OTHER, POST = "uses_professional_knowledge", "other_practice", "post_requires_registration"
MOST_HOURS = 48


@dataclass(frozen=True)
class Form:
    """The questions of one register: of the person once (`needed`: those that no plan can do without), and of every stage."""

    person: Table
    stage: Table
    needed: tuple[str, ...]


def _own(name: str, question: str, why: str, **more: object) -> Input:
    return Input.model_validate({"id": name, "question": question, "why": why, **more})


def _choice(name: str, question: str, why: str, **values: str) -> Input:
    return _own(name, question, why, value=[{"id": value.replace("_", "-"), "words": words} for value, words in values.items()])


_REGISTRATION = _choice(
    "registration",
    "Do you mean to stay on the register during this stage?",
    "Leaving starts a clock for coming back. After a gap, staying means that you come back when this stage begins.",
    keep="Stay on it, or come back to it",
    leave="Leave it when this stage begins, or stay off it",
)
_APPRAISED = _choice(
    "appraised",
    "Will you have a whole-practice appraisal in each year of this stage?",
    "A licensed doctor has one each year. We take it as done unless you say no.",
    yes="Yes",
    no="No",
)
_LEARNING = _own(
    "yearly_learning",
    "How many hours of learning a year will you log in this stage?",
    "Leave it empty if you will do what revalidation asks. We then take the learning as done.",
    kind="number",
    most=1000,
)
_PART = {"hours_nurse": "a nurse", "hours_midwife": "a midwife", "hours_na": "a nursing associate"}


def weekly(part: str) -> str:
    """The name of a stage's weekly hours for one of the hour inputs of the NMC's table."""
    return part.replace("hours", "weekly_hours", 1)


def so_far(part: str) -> str:
    """The name of the hours since the last renewal, up to the start of the plan, for one of those inputs."""
    return part.replace("hours", "hours_so_far", 1)


def _weekly(part: str, single: bool) -> Input:
    return _own(
        "weekly_hours" if single else weekly(part),
        f"How many hours a week of this stage will rely on what you know as {_PART[part]}?",
        "Add up what counts in the post and beside it. One 8-hour shift a month is about 2 hours a week.",
        kind="number",
        most=MOST_HOURS,
    )


def _so_far(part: str, single: bool) -> Input:
    return _own(
        "hours_so_far" if single else so_far(part),
        f"How many hours that relied on what you know as {_PART[part]} have you done since you last renewed or joined, up to the start of this plan?",
        "They count towards the first renewal. If you leave it empty, we show both: few hours, and enough.",
        kind="number",
        most=8000,
    )


def parts(profession: str) -> tuple[tuple[str, str, str], ...]:
    """For each profession held at the NMC: the table's hour input, and a plan's names for weekly hours and hours so far."""
    names = hour_inputs(profession)
    if len(names) == 1:
        return (("hours_by_deadline", "weekly_hours", "hours_so_far"),)
    return tuple((name, weekly(name), so_far(name)) for name in names)


def _nmc(profession: str) -> tuple[list[str | Input], list[str | Input]]:
    names = hour_inputs(profession)
    single = len(names) == 1
    person: list[str | Input] = ["renewal_date", *(_so_far(name, single) for name in names)]
    stage: list[str | Input] = [KNOWLEDGE, *(_weekly(name, single) for name in names), OTHER, POST, _REGISTRATION, _LEARNING]
    return person, stage


def _gmc(profession: str) -> tuple[list[str | Input], list[str | Input]]:
    if profession in ASSOCIATES:
        return [], ["aim", OTHER]
    stage: list[str | Input] = ["aim", "connection", "post_reserved", "contract_licence", OTHER, _APPRAISED]
    return ["submission_date", "last_appraisal_date", "appraisals_in_cycle"], stage


def _asks(regulator: str, profession: str) -> tuple[list[str | Input], list[str | Input], tuple[str, ...]]:
    if regulator == "nmc":
        return *_nmc(profession), ("renewal_date",)
    if regulator == "gmc":
        person, stage = _gmc(profession)
        return person, stage, ("submission_date",) if person else ()
    if regulator == "gphc":
        return ["expiry_date"], [KNOWLEDGE, "intends_to_practise_gb", OTHER, POST, "cpd_records", _REGISTRATION], ("expiry_date",)
    return ["months_since_practice"], [KNOWLEDGE, OTHER, POST, "cpd_record", _REGISTRATION], ()


def _make(table: Table, profession: str) -> Form:
    person, stage, needed = _asks(table.regulator, profession)

    def only(names: Iterable[str | Input]) -> Table:
        return replace(table, inputs=tuple(table.input[name] if isinstance(name, str) else name for name in names))

    return Form(only(person), only(stage), needed)


def form(table: Table, profession: Profession) -> Form:
    """What a plan asks somebody of this profession.

    Each part is the table with only these inputs, so that `rules.facts.parse` reads a plan by the same rules as an answer's address.
    """
    return table.keep(f"plan form {profession.id}", table.changes[0], lambda: _make(table, profession.id))
