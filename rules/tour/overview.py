"""A tour as pages, calendar files and JSON show it: for each register its points with dates, costs and changes, and one line that sums it up. Pure."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from guidance.dates import in_words
from guidance.library import Library
from rules.tour.advice import Change, Cost, Mark, changes, costs, last_dates
from rules.tour.course import DAY
from rules.tour.plan import Register
from rules.tour.timeline import Moment, Point, decider, points

NAMES: dict[str, dict[str, str]] = {
    "": {
        "start": "The plan starts",
        "stage": "The stage changes",
        "leave": "You leave the register",
        "return": "You want to come back",
        "renewal": "Renewal",
        "lapse": "A gap opens",
        "clock": "The way back changes",
        "end": "The plan ends",
    },
    "nmc": {"renewal": "Revalidation is due"},
    "gmc": {"renewal": "Revalidation submission date", "appraisal": "Yearly appraisal"},
    "hcpc": {"renewal": "The renewal window closes"},
    "gphc": {"renewal": "Renewal deadline"},
}
MOST_TRIED = 6
"""For how many points of a plan changes are sought; the others of a stage turn on the same thing."""


@dataclass(frozen=True)
class Row:
    """One point with all that is said of it. `name`: what happens. `like`: an earlier point that came out the same, for the same reasons."""

    name: str
    point: Point
    last_dates: tuple[Mark, ...]
    changes: tuple[Change, ...]
    costs: tuple[Cost, ...]
    like: datetime.date | None = None

    @property
    def way_back(self) -> bool:
        """Whether the person is off the register, or without the licence, from this point on."""
        return self.point.moment.kind in ("lapse", "clock", "return") or not self.point.moment.after


@dataclass(frozen=True)
class Line:
    """The timeline of one register. `verdict`: the plan in a sentence. `state`: `kept`, `open` or `gap`."""

    register: Register
    rows: tuple[Row, ...]
    verdict: str
    state: str
    assumed: tuple[str, ...]


def line(register: Register, library: Library, today: datetime.date) -> Line:
    """Everything about one register's part of a plan. Passages are those in force today; every point is decided as of its own day."""
    found, since, tried, rows = points(register, library, decider(register)), register.start, set[tuple[object, ...]](), list[Row]()
    for point in found:
        moment, own = point.moment, tuple[Change, ...]()
        key = (moment.kind, moment.stage, moment.possible)
        if not moment.firm and moment.held and moment.kind not in ("lapse", "end") and key not in tried and len(tried) < MOST_TRIED:
            tried.add(key)
            own = changes(register, moment)
        dates = last_dates(register, library, moment, since, today) + _way_back(found, point)
        back = costs(register, library, today) if moment.kind in ("lapse", "clock", "return", "leave") else ()
        rows.append(Row(_name(register, moment), point, dates, own, back, _like(rows, point)))
        since = moment.day + DAY if moment.kind == "renewal" else since
    verdict, state = _verdict(register, [point.moment for point in found])
    said = dict.fromkeys(item.words for point in found for each in point.answers for item in each.assumed)
    return Line(register, tuple(rows), verdict, state, tuple(said))


def _way_back(found: tuple[Point, ...], point: Point) -> tuple[Mark, ...]:
    """From the day on which somebody is off the register: the last day before the way back changes, if that comes before they return."""
    if point.moment.kind not in ("lapse", "leave", "clock"):
        return ()
    later = next((each.moment for each in found[found.index(point) + 1 :] if each.moment.kind in ("clock", "return")), None)
    if later is None or later.kind == "return":
        return ()
    return (Mark("way_back", "After this day the way back changes", later.day - DAY, ()),)


def _like(rows: list[Row], point: Point) -> datetime.date | None:
    """The day of the point before, or of the one that it is like, where all reasons are word for word the same."""
    if not rows or _reasons(rows[-1].point) != _reasons(point):
        return None
    return rows[-1].like or rows[-1].point.moment.day


def _reasons(point: Point) -> list[tuple[object, ...]]:
    return [(each.possible, *(item.text for item in (*each.limits, *each.because))) for each in point.answers]


def _name(register: Register, moment: Moment) -> str:
    regulator = register.table.regulator
    if regulator == "gmc" and register.stages[moment.stage].facts.get("aim") == "keep-name" and moment.kind == "leave":
        return "You give up the licence and keep your name"
    if moment.kind == "appraisal" and moment.ways[0].facts.get("last_appraisal_date") != moment.day:
        return "No appraisal was held"
    if moment.kind == "stage":
        return f"You become {register.stages[moment.stage].role.article}"
    return NAMES[regulator].get(moment.kind) or NAMES[""][moment.kind]


def _verdict(register: Register, found: list[Moment]) -> tuple[str, str]:
    """The plan in one line, the worst first: a gap that opens by itself, a point at risk, a point that is open, a gap that was chosen."""
    risky = next((each for each in found if each.held and each.failed and each.kind != "lapse"), None)
    gap = next((each for each in found if each.kind == "lapse"), None)
    if gap is not None and (risky is None or risky.kind == "renewal"):
        return f"As the plan stands, a gap opens on {in_words(gap.day)}.", "gap"
    if risky is not None:
        return f"As the plan stands, you are at risk on {in_words(risky.day)}.", "gap"
    unclear = next((each for each in found if each.held and not each.firm and each.kind != "leave"), None)
    if unclear is not None:
        choice = unclear.possible == ("choice",)
        said = "you have a choice to make" if choice else "it depends on facts that the plan does not tell"
        return f"From {in_words(unclear.day)} {said}.", "open"
    left = next((each for each in found if each.kind == "leave"), None)
    if left is not None:
        what = (
            "give up the licence" if register.table.regulator == "gmc" and register.stages[left.stage].facts.get("aim") == "keep-name" else "leave the register"
        )
        return f"You {what} on {in_words(left.day)} by your own plan. See what the way back takes.", "open"
    return "On what you told us and what we assumed, each point of this plan can be met.", "kept"
