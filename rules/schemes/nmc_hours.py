"""Practice hours under the NMC's scheme: what each profession held needs, what is missing, and whether the weeks left can bring it.

The test of an hour is the person's own answer; here hours are only added up, for one registration or several, told or not.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping

from rules.schemes.values import Fact, Parameters, Words, date, listed, number, one, whole

_PARTS: dict[str, tuple[str, ...]] = {
    "nurse": ("hours_nurse",),
    "midwife": ("hours_midwife",),
    "nursing-associate": ("hours_na",),
    "nurse-and-midwife": ("hours_nurse", "hours_midwife"),
    "nurse-and-nursing-associate": ("hours_nurse", "hours_na"),
    "nurse-midwife-and-nursing-associate": ("hours_nurse", "hours_midwife", "hours_na"),
}
_NAMES = {"hours_nurse": "nurse", "hours_midwife": "midwife", "hours_na": "nursing associate"}
_HOURS = frozenset(["enough", "expected", "short", "no-source", "part-short", "new-part"])
_DAYS_A_MONTH = 365.25 / 12


def hour_inputs(profession: str) -> tuple[str, ...]:
    """The inputs that hold the hours of each registration of a profession; none where it is not the NMC's."""
    return _PARTS.get(profession, ())


def required_hours(facts: Mapping[str, Fact], parameters: Parameters) -> int | None:
    """The hours of one period for all professions held; None where the profession is not known."""
    parts = _parts(facts)
    return None if parts is None else whole(parameters, "practice_hours") * len(parts)


def _parts(facts: Mapping[str, Fact]) -> tuple[str, ...] | None:
    return _PARTS.get(str(facts.get("profession", "")))


def _single(facts: Mapping[str, Fact], part: str) -> float | None:
    told = [hours for hours in (number(facts, "hours_by_deadline"), number(facts, part)) if hours is not None]
    return min(told) if told else None


def hours_band(facts: Mapping[str, Fact], parameters: Parameters) -> frozenset[str]:
    """Whether every profession, none, or only some of those held will have the hours; all bands where the profession is not known."""
    parts = _parts(facts)
    if parts is None:
        return _HOURS
    need = whole(parameters, "practice_hours")
    weak = "new-part" if facts.get("second_gained") == "yes" else "part-short"
    if len(parts) == 1:
        hours = _single(facts, parts[0])
        return _untold(facts, None) if hours is None else one("enough" if hours >= need else "short")
    told = [number(facts, part) for part in parts]
    total = number(facts, "hours_by_deadline")
    if all(hours is None for hours in told):
        return _untold(facts, weak) if total is None else _from_total(total, need, len(parts), weak)
    bands = _from_parts(told, need, weak)
    return bands if total is None else bands & _from_total(total, need, len(parts), weak) or bands


def _from_parts(told: list[float | None], need: int, weak: str) -> frozenset[str]:
    enough = any(hours is not None and hours >= need for hours in told)
    short = any(hours is not None and hours < need for hours in told)
    if None not in told:
        return one(weak if enough and short else "enough" if enough else "short")
    return frozenset([weak, *([] if short else ["enough"]), *([] if enough else ["short"])])


def _from_total(total: float, need: int, parts: int, weak: str) -> frozenset[str]:
    if total < need:
        return one("short")
    return frozenset([weak, "short"]) if total < need * parts else frozenset([weak, "enough"])


def _untold(facts: Mapping[str, Fact], weak: str | None) -> frozenset[str]:
    """No number was told: work that relies on the knowledge is expected to bring the hours, work that does not brings none, a chief nurse's supplies them.

    Between jobs, and for two registrations, what was done decides, so nothing is expected.
    """
    role, uses, other = facts.get("role"), facts.get("uses_professional_knowledge"), facts.get("other_practice")
    if role == "chief-nurse" and weak is None:
        return one("enough")
    if role is None:
        return _HOURS - {"part-short", "new-part"} | ({weak} if weak else set())
    sourceless = role not in ("chief-nurse", "between-jobs") and uses in (None, "no") and other in (None, "none")
    if sourceless and None not in (uses, other):
        return one("no-source")
    bands = {"enough" if weak or role == "between-jobs" else "expected", "short"}
    return frozenset(bands | ({weak} if weak else set()) | ({"no-source"} if sourceless else set()))


def missing_hours(facts: Mapping[str, Fact], parameters: Parameters) -> float | None:
    """N: the hours still needed, added up over the professions that are short; None where the hours were not told."""
    parts = _parts(facts)
    if parts is None:
        return None
    need = whole(parameters, "practice_hours")
    if len(parts) == 1:
        hours = _single(facts, parts[0])
        return None if hours is None else max(0.0, need - hours)
    told = [hours for hours in (number(facts, part) for part in parts) if hours is not None]
    if told:
        return sum(max(0.0, need - hours) for hours in told) if len(told) == len(parts) else None
    total = number(facts, "hours_by_deadline")
    return None if total is None else max(0.0, need * len(parts) - total)


def weeks_left(facts: Mapping[str, Fact], on: datetime.date) -> float | None:
    """Weeks from today to the application date, not below nought; None where neither date nor months were told."""
    renewal, months = date(facts, "renewal_date"), number(facts, "months_to_deadline")
    if renewal is not None:
        return max(0.0, (renewal.replace(day=1) - on).days / 7)
    return None if months is None else max(0.0, months * _DAYS_A_MONTH / 7)


def catch_up(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> frozenset[str]:
    """Whether the missing hours fit into the weeks that are left, at a full-time week."""
    missing, weeks = missing_hours(facts, parameters), weeks_left(facts, on)
    if missing == 0:
        return one("within-reach")
    if missing is None or weeks is None:
        return frozenset(["within-reach", "out-of-reach"])
    return one("out-of-reach" if missing > weeks * float(str(parameters["full_time_hours"])) else "within-reach")


def shortage_words(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Words:
    """Placeholders: `hours_needed`, `hours_missing`, `weekly_hours` and `weak_part`, the profession that falls short."""
    missing, weeks = missing_hours(facts, parameters), weeks_left(facts, on)
    found: Words = {}
    if missing:
        found["hours_missing"] = f"the missing {math.ceil(missing):,} hours"
        found["weekly_hours"] = f"about {math.ceil(missing / weeks):,} hours a week" if weeks else "spread over the time that is left"
        if catch_up(facts, parameters, on) == one("out-of-reach"):
            found["weekly_hours"] = "more than a full-time week, every week"
    parts, needed = _parts(facts) or (), required_hours(facts, parameters)
    if needed is not None:
        each = whole(parameters, "practice_hours")
        found["hours_needed"] = f"{needed:,} hours" if needed == each else f"{needed:,} hours ({each} for each profession)"
    weak = [_NAMES[part] for part in parts if part in facts and (number(facts, part) or 0) < whole(parameters, "practice_hours")]
    return found | ({"weak_part": f"the {listed(weak)} part" + ("s" if len(weak) > 1 else "")} if 0 < len(weak) < len(parts) else {})
