"""A plan under the NMC's scheme: hours added up from the stages for each renewal, and for readmission once the entry has ended. Pure.

Whether the hours reach, and what follows, the table and `rules.schemes` say; here they are only added up.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping

from rules.schemes import DERIVED, Fact
from rules.schemes.nmc import application_day, expiry_day, period_start
from rules.schemes.values import add_months, date, last_of_month, number, whole
from rules.tour.course import DAY, Course, Kind, Way
from rules.tour.fields import KNOWLEDGE, OTHER, POST, parts
from rules.tour.plan import Register, Stage

FEW = "if you did few hours that count before the plan, or in stages whose hours you left empty"
ENOUGH = "if you did enough there"


class Nmc(Course):
    """Renewal every three years on the first day of the renewal month; hours of each profession held over the period."""

    def __init__(self, register: Register) -> None:
        super().__init__(register)
        told = date(register.person, "renewal_date")
        assert told is not None
        self.renewal = expiry_day(told)
        self.period = period_start(self.renewal, self.parameters(register.start))
        self.before = min(self.period, register.start)
        self.left: datetime.date | None = None
        self.spells: list[tuple[datetime.date, datetime.date]] = [(self.before, datetime.date.max)]
        self.parts = parts(register.profession.id)

    def ahead(self) -> tuple[datetime.date, Kind] | None:
        """The first of the renewal month; after a renewal that fails, the day after expiry; off the register, the day on which hours stop reaching."""
        if self.left is not None:
            return self.next_clock(self.left)
        return (self.renewal + DAY, "lapse") if self.failing else (application_day(self.renewal), "renewal")

    def ways(self, day: datetime.date, kind: Kind, stage: Stage) -> tuple[Way, ...]:
        """Hours for the next renewal as the plan would bring them; once the entry has ended, the registered hours of the last years."""
        known = self.told(stage, KNOWLEDGE, OTHER, POST)
        if self.left is not None or kind == "lapse":
            return (Way({**known, **self._gone(day)}),)
        known |= {"renewal_date": self.renewal, **self._learning()}
        if kind == "leave":
            known["intends"] = "leave"
        need, most = whole(self.parameters(day), "practice_hours"), self.register.table.input["hours_by_deadline"].most
        sums = {name: self._hours(name, self.period, application_day(self.renewal)) for name, _, _ in self.parts}
        low: dict[str, Fact] = {name: min(math.floor(hours), int(most)) for name, (hours, _) in sums.items()}
        if all(sure or hours >= need for hours, sure in sums.values()):
            return (Way({**known, **low}),)
        high = {name: hours if sums[name][1] else max(int(str(hours)), need) for name, hours in low.items()}
        return Way({**known, **low}, FEW), Way({**known, **high}, ENOUGH)

    def settle(self, day: datetime.date, kind: Kind, stage: Stage, failed: bool) -> None:
        """A renewal begins a new period; a failed one lets the entry end with the month."""
        if kind == "renewal" and failed:
            self.failing = True
        elif kind == "renewal":
            self.period, self.renewal = self.renewal + DAY, last_of_month(add_months(self.renewal, self._cycle(day)))
        elif kind == "lapse":
            self._leave(self.renewal)
        elif kind == "leave":
            self._leave(day - DAY)
        elif kind == "return":
            self.held, self.failing, self.left, self.clocks = True, False, None, []
            self.spells.append((day, datetime.date.max))
            self.period, self.renewal = day, last_of_month(add_months(day, self._cycle(day)))
        elif kind == "clock":
            self.pass_clock(day)

    def _cycle(self, day: datetime.date) -> int:
        return 12 * whole(self.parameters(day), "period_years")

    def _leave(self, last: datetime.date) -> None:
        self.held, self.failing, self.left = False, False, last
        self.spells[-1] = (self.spells[-1][0], last + DAY)
        by_hours = self.register.profession.id != "nursing-associate"  # whose way back only the NMC can tell (NMC-48)
        self.clocks = [each for each in [self._last_by_hours(last) if by_hours else None] if each is not None]

    def _last_by_hours(self, last: datetime.date) -> datetime.date | None:
        """The day after the last one on which the registered hours still reach, as the table's own derived fact counts them."""
        near, far = last + DAY, add_months(last, 12 * whole(self.parameters(last), "readmission_years_long")) + DAY
        if not self._reaches(near):
            return None
        while (far - near).days > 1:
            middle = near + (far - near) // 2
            near, far = (middle, far) if self._reaches(middle) else (near, middle)
        return far

    def _reaches(self, day: datetime.date) -> bool:
        facts = {**self._gone(day), "country": "england"}
        return DERIVED["nmc"]["return_hours"](facts, self.parameters(day), day) == {"met"}

    def _gone(self, day: datetime.date) -> dict[str, Fact]:
        """The facts of somebody whose entry has ended. Hours that the plan cannot know are left untold, unless those known are enough."""
        found: dict[str, Fact] = {"status": "lapsed", "left_on": self.left or self.renewal}
        for window, hours in (("short", "hours_last3"), ("long", "hours_last5")):
            years, need = (whole(self.parameters(day), f"readmission_{name}_{window}") for name in ("years", "hours"))
            first = add_months(day, -12 * years)
            sums = [self._hours(name, first, day) for name, _, _ in self.parts]
            total = math.floor(sum(each for each, _ in sums))
            if total >= need or all(sure for _, sure in sums):
                found[hours] = min(total, int(self.register.table.input[hours].most))
        return found

    def _hours(self, part: str, first: datetime.date, end: datetime.date) -> tuple[float, bool]:
        """The hours of one profession from a day until before another, while registered, and whether the plan knows them all.

        Beyond the plan its last stage is taken to go on, and the page says so.
        """
        _, weekly, so_far = next(each for each in self.parts if each[0] == part)
        start, total, sure = self.register.start, 0.0, first >= self.before
        if first < start:
            told, span = number(self.register.person, so_far), (start - self.before).days
            sure = sure and told is not None
            total = (told or 0) * max(0, (min(start, end) - max(first, self.before)).days) / span if span else 0.0
        for stage in self.register.stages:
            over_all = datetime.date.max if stage is self.register.stages[-1] else stage.end
            days = sum(_overlap(stage.start, over_all, max(first, begun), min(end, over)) for begun, over in self.spells)
            rate = number(stage.facts, weekly)
            sure = sure and (rate is not None or not days)
            total += (rate or 0) * days / 7
        return total + 1e-9, sure

    def _learning(self) -> dict[str, Fact]:
        """Learning over the period, where some stage of it tells a number; elsewhere what the scheme asks is taken as done."""
        due, needed = application_day(self.renewal), whole(self.parameters(self.renewal), "learning_hours")
        spans = [(_overlap(stage.start, stage.end, self.period, due), number(stage.facts, "yearly_learning")) for stage in self.register.stages]
        whole_period = (due - self.period).days
        if not any(days and rate is not None for days, rate in spans) or not whole_period:
            return {}
        told = sum(days * (rate or 0) / 365.25 for days, rate in spans if rate is not None)
        untold = whole_period - sum(days for days, rate in spans if rate is not None)
        return {"cpd_hours": min(math.floor(told + needed * untold / whole_period + 1e-9), int(self.register.table.input["cpd_hours"].most))}


def a_year(register: Register, place: int, facts: Mapping[str, Fact], steady: int) -> tuple[int, datetime.date | None]:
    """The fewest hours a year of a stage (counted from 0) that bring what `steady` hours a year bring, and the day before which the last year's must be done.

    A steady week loses the month between the day on which the application is due and expiry. In a stage that covers a whole period it is enough to do
    `hours_a_year` of the table in each year (NMC-43), the last year's before that day. None: no such day, for the steady number is the least.
    """
    renewal, stage = date(facts, "renewal_date"), register.stages[place]
    parameters = register.table.values_at(stage.start)
    if renewal is None or whole(parameters, "hours_a_year") >= steady:
        return steady, None
    due = application_day(renewal)
    covers = stage.start <= period_start(renewal, parameters) and (stage.end >= due or stage is register.stages[-1])
    return (whole(parameters, "hours_a_year"), due) if covers else (steady, None)


def _overlap(start: datetime.date, end: datetime.date, first: datetime.date, last: datetime.date) -> int:
    return max(0, (min(end, last) - max(start, first)).days)
