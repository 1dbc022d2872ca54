"""Numbers and dates a band at a time: where something that is worked out from one changes, and how a reader would say each stretch. Pure.

Dates are counted in days, so that one search does for both. It looks at given places and halves the way between two that differ.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from guidance.addresses import FIRST_YEAR, LAST_YEAR
from guidance.dates import in_words
from rules.model import Input, Parameter
from rules.schemes import Fact

Worked = Callable[[float], Hashable]
_UNIT = re.compile(r"how (?:many|long, in)(?: \S+){0,4}? (hours|days|weeks|months|years|appraisals|records|pieces|accounts)", re.IGNORECASE)
_LENGTH = {"days": 1, "weeks": 7, "months": 30.4375, "years": 365.25}
_GRID = (-12, -3, -1, 0, 1, 2, 3, 6, 9, 12, 24, 60, 400, 1000)
_DAYS = (30, 92, 184, 366, 731, 1827)
"""Where to look besides the numbers of the scheme: numbers, and days before and after today."""
_STEP = 0.001
"""Just beyond a whole number: whether a stretch ends on it or before the next."""


@dataclass(frozen=True)
class Stretch:
    """Whole numbers (for dates: days) from `first` to `last`, over which one thing stays the same.

    above: whether fractions beyond the number before `first` belong to it, as in "more than 12". None where neither side has them all.
    """

    first: int
    last: int
    above: bool | None = False


def domain(item: Input) -> tuple[int, int]:
    """The first and last value that an input may have."""
    if item.kind == "date":
        return datetime.date(FIRST_YEAR, 1, 1).toordinal(), datetime.date(LAST_YEAR, 12, 31).toordinal()
    return math.ceil(item.least), math.floor(item.most)


def places(item: Input, told: Iterable[Fact], numbers: Iterable[Parameter], on: datetime.date) -> Iterator[int]:
    """Where to look for changes: on a coarse grid, around what was told, and at each number of the scheme.

    told: facts that count beside this one, and dates of the scheme. numbers: the parameters that are read when it is.
    """
    if item.kind == "number":
        yield from _GRID
        unit = _unit_of(item.question)
        away = {(fact - on).days / _LENGTH[unit] for fact in told if isinstance(fact, datetime.date)} if unit in _LENGTH else set()
        for amount in away.union(_amount(number, unit) for number in numbers).union(float(fact) for fact in told if isinstance(fact, int | float)):
            for times in (-1, 1, 2, 3) if unit == "hours" else (-1, 1):
                yield from (math.floor(amount * times), math.floor(amount * times) + 1)
        return
    days = {round(_amount(number, "days")) for number in numbers}
    for start in {on, *(fact for fact in told if isinstance(fact, datetime.date))}:
        day = start.toordinal()
        yield from (day - 1, day + 1)
        for distance in days.union(_DAYS if start == on else ()):
            yield from (day - distance, day + distance)


def _amount(number: Parameter, unit: str) -> float:
    """A number of the scheme in the unit of an input: 2 years are 24 months. As it stands where one of them has no such unit; 0 for a date."""
    if not isinstance(number.value, int | float):
        return 0
    own = _unit_of(f"how many {number.unit}")
    return number.value * _LENGTH[own] / _LENGTH[unit] if own in _LENGTH and unit in _LENGTH else number.value


def stretches(first: int, last: int, look: Iterable[int], worked: Worked) -> list[Stretch]:
    """The longest stretches from `first` to `last` over which what is worked out stays the same.

    look: places that are tried; between two that give the same, nothing else is expected.
    """
    tried = [(place, worked(place)) for place in sorted({first, last, *(place for place in look if first < place < last)})]
    ends = [end for low, high in pairwise(tried) if low[1] != high[1] for end in _ends(low, high, worked)]
    return [Stretch(low, high) for low, high in zip([first, *(end + 1 for end in ends)], [*ends, last], strict=True)]


def _ends(low: tuple[int, Hashable], high: tuple[int, Hashable], worked: Worked) -> list[int]:
    """Where stretches end between two places that differ, each given with what is worked out there."""
    if high[0] - low[0] == 1:
        return [low[0]]
    place = (low[0] + high[0]) // 2
    middle = (place, worked(place))
    return [end for one, other in ((low, middle), (middle, high)) if one[1] != other[1] for end in _ends(one, other, worked)]


def joined(found: Iterable[Stretch], worked: Worked) -> list[Stretch]:
    """Stretches that lie beside each other and give the same, as one."""
    whole: list[Stretch] = []
    for stretch in found:
        if whole and worked(whole[-1].first) == worked(stretch.first):
            whole[-1] = Stretch(whole[-1].first, stretch.last)
        else:
            whole.append(stretch)
    return whole


def with_fractions(found: list[Stretch], worked: Worked) -> list[Stretch]:
    """The stretches of a number, each told whether fractions between it and the one before are its own."""
    told = found[:1]
    for before, after in pairwise(found):
        if worked(before.last + _STEP) == worked(after.first):
            told.append(Stretch(after.first, after.last, True))
        else:
            told.append(Stretch(after.first, after.last, False if worked(after.first - _STEP) == worked(before.last) else None))
    return told


def nearest(found: list[Stretch], place: int, wanted: float | None) -> int:
    """A value that stands for a stretch: the one nearest to what is wanted, if anything is, else the end that lies near the others."""
    stretch = found[place]
    if wanted is not None:
        return min(max(round(wanted), stretch.first), stretch.last)
    return stretch.last if place == 0 and len(found) > 1 else stretch.first


def in_figures(item: Input, found: list[Stretch], place: int) -> str:
    """A stretch of a number as a reader would say it: "450 hours or more", "more than 12 months", "fewer than 450 hours"."""
    if len(found) == 1:
        return "any number"
    stretch, unit = found[place], _unit_of(item.question)
    unit = unit and f" {unit}"
    after = found[place + 1] if place + 1 < len(found) else None
    if stretch.last < 0:
        return "already passed"
    lower = _from(stretch, unit) if place and stretch.first > 0 else ""
    upper = _up_to(after, "" if lower else unit) if after else ""
    if lower and upper:
        return f"{lower}, but {upper}"
    return lower or upper or "0 or more"


def _unit_of(text: str) -> str:
    """What is counted: hours, months, records. Empty where the text does not say."""
    found = _UNIT.search(text)
    return found[1].lower() if found else ""


def _from(stretch: Stretch, unit: str) -> str:
    if stretch.above is None:
        return f"about {stretch.first:,}{unit} or more"
    return f"more than {stretch.first - 1:,}{unit}" if stretch.above else f"{stretch.first:,}{unit} or more"


def _up_to(after: Stretch, unit: str) -> str:
    if after.first == 1 and after.above:
        return f"no{unit}" if unit else "none"
    if after.above is None:
        return f"about {after.first - 1:,}{unit} or fewer"
    return f"{after.first - 1:,}{unit} or fewer" if after.above else f"fewer than {after.first:,}{unit}"


def in_days(found: list[Stretch], place: int, on: datetime.date) -> str:
    """A stretch of dates as a reader would say it: "already passed", "1 December 2026 or later", "today to 31 March 2027"."""
    if len(found) == 1:
        return "any date"
    stretch, today = found[place], on.toordinal()
    begins, ends = place == 0, place == len(found) - 1
    if begins and not ends:
        return "already passed" if stretch.last == today - 1 else f"{_day(stretch.last, today)} or earlier"
    if ends:
        return f"{_day(stretch.first, today)} or later"
    if stretch.first == stretch.last:
        return _day(stretch.first, today)
    return f"{_day(stretch.first, today)} to {_day(stretch.last, today)}"


def _day(day: int, today: int) -> str:
    return {today - 1: "yesterday", today: "today"}.get(day) or in_words(datetime.date.fromordinal(day))
