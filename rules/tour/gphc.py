"""A plan under the GPhC's scheme: a renewal each year, two months before expiry, and restoration for less than a year after leaving. Pure."""

from __future__ import annotations

import datetime

from rules.schemes import Fact
from rules.schemes.gphc import deadline, last_restoration_day
from rules.schemes.values import add_months, date, whole
from rules.tour.course import DAY, Course, Kind, Way
from rules.tour.fields import KNOWLEDGE, OTHER, POST
from rules.tour.plan import Register, Stage

INTENDS = "intends_to_practise_gb"


class Gphc(Course):
    """Renewal on the deadline of each year. Registration that is not renewed ends with the expiry date."""

    def __init__(self, register: Register) -> None:
        super().__init__(register)
        told = date(register.person, "expiry_date")
        assert told is not None
        self.expiry = told
        self.renewed_until = told
        self.left: datetime.date | None = None
        self.how = "not-renewed"

    def ahead(self) -> tuple[datetime.date, Kind] | None:
        """The renewal deadline; after one that fails, the day after expiry; off the register, the day after restoration closes."""
        if self.left is not None:
            return self.next_clock(self.left)
        if self.failing:
            return self.expiry + DAY, "lapse"
        return deadline(self.expiry, self.parameters(self.register.start)), "renewal"

    def ways(self, day: datetime.date, kind: Kind, stage: Stage) -> tuple[Way, ...]:
        """The expiry date and whether this year's renewal is done; once off, how and when."""
        known = self.told(stage, KNOWLEDGE, INTENDS, OTHER, POST)
        if self.left is not None or kind == "lapse":
            return (Way({**known, **self._gone(day)}),)
        if kind == "leave":
            known.setdefault(INTENDS, "no")
        done = self.renewed_until != self.expiry and day <= self.renewed_until
        known |= {"status": "on-register", "expiry_date": self.renewed_until if done else self.expiry, "renewed": "yes" if done else "no"}
        return (Way(known if done else {**known, **self.told(stage, "cpd_records")}),)

    def settle(self, day: datetime.date, kind: Kind, stage: Stage, failed: bool) -> None:
        """A renewal brings another year; after a failed one the entry ends with the expiry date."""
        if kind == "renewal":
            self.failing = failed
            if not failed:
                self.renewed_until, self.expiry = self.expiry, add_months(self.expiry, whole(self.parameters(day), "registration_months"))
        elif kind in ("lapse", "leave"):
            self.held, self.failing, self.left = False, False, day - DAY
            self.how = "not-renewed" if kind == "lapse" else "voluntary"
            self.clocks = [last_restoration_day(self.left, self.parameters(day)) + DAY]
        elif kind == "return":
            self.held, self.failing, self.left, self.clocks = True, False, None, []
            self.expiry = self.renewed_until = add_months(day, whole(self.parameters(day), "registration_months")) - DAY
        elif kind == "clock":
            self.pass_clock(day)

    def _gone(self, day: datetime.date) -> dict[str, Fact]:
        left = self.left or self.expiry
        near = day <= last_restoration_day(left, self.parameters(day))
        how = "not-renewed" if self.left is None else self.how
        return {"status": "left-under-12-months" if near else "left-12-months-or-more", "left_on": left, "left_how": how}
