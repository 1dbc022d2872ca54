"""A plan under the HCPC's scheme: the profession's own window every two years, and whether there was practice since the last one. Pure."""

from __future__ import annotations

import datetime

from rules.schemes import SCHEMES, Fact
from rules.schemes.hcpc import practises, window_end
from rules.schemes.values import add_months, number, whole
from rules.tour.course import DAY, Course, Kind, Way
from rules.tour.fields import KNOWLEDGE, OTHER, POST
from rules.tour.plan import Register, Stage


class Hcpc(Course):
    """Renewal on the last day of the window; practice at some point of each cycle; a gap counted from the last practice."""

    def __init__(self, register: Register) -> None:
        super().__init__(register)
        self.end = self._window(register.start)
        self.ended: datetime.date | None = None
        self.lapsed = False
        self.spells: list[tuple[datetime.date, datetime.date]] = [(register.start, datetime.date.max)]

    def ahead(self) -> tuple[datetime.date, Kind] | None:
        """The last day of the window; after a renewal that fails, the day after; off the register, the days on which the way back changes."""
        if self.ended is not None:
            return self.next_clock(self.ended)
        return (self.end + DAY, "lapse") if self.failing else (self.end, "renewal")

    def ways(self, day: datetime.date, kind: Kind, stage: Stage) -> tuple[Way, ...]:
        """Whether there was practice since the last deadline, and how long ago the last was."""
        known = {**self.told(stage, KNOWLEDGE, OTHER, POST, "cpd_record"), **self._practice(day)}
        if self.ended is not None or kind == "lapse":
            known.pop("practised_since_last_renewal", None)
            return (Way({**known, "status": "off-under-1-month" if self._short(day, kind) else "off-over-1-month"}),)
        if kind in ("start", "stage") and self._practising(stage) and self.asks_first(stage):
            known |= {"practised_since_last_renewal": "no", "months_since_practice": self._gap(stage.start)}
        return (Way({**known, "plan": "leave"} if kind == "leave" else known),)

    def settle(self, day: datetime.date, kind: Kind, stage: Stage, failed: bool) -> None:
        """A renewal leads to the next window; after a failed one the entry ends with the window."""
        if kind == "renewal":
            self.failing = failed
            self.end = self.end if failed else self._window(self.end + DAY)
        elif kind in ("lapse", "leave"):
            self._leave(day - DAY, kind == "lapse")
        elif kind == "return":
            self.held, self.failing, self.ended, self.clocks = True, False, None, []
            self.spells.append((day, datetime.date.max))
            self.end = self._window(day)
        elif kind == "clock":
            self.pass_clock(day)

    def ends(self, ways: tuple[Way, ...]) -> bool:
        """Somebody who has practised since the last deadline can say so truthfully, whatever else puts them at risk."""
        return not any(way.facts.get("practised_since_last_renewal") == "yes" for way in ways)

    def asks_first(self, stage: Stage) -> bool:
        """Whoever is out of practice for two years or more asks the HCPC before starting whether days of updating come first (HCPC-66, HCPC-70)."""
        return self._gap(stage.start) >= whole(self.parameters(stage.start), "short_gap_months")

    def _gap(self, day: datetime.date) -> int:
        """Whole months out of practice on the eve of a day; none where the last practice was not told."""
        last = self._last_practice(day - DAY)
        return 0 if last is None else self._counted(last, day)

    def _counted(self, last: datetime.date, day: datetime.date) -> int:
        return min(_months(last, day), int(self.register.table.input["months_since_practice"].most))

    def _window(self, day: datetime.date) -> datetime.date:
        end = window_end(self.register.profession.id, self.parameters(day), day)
        assert end is not None
        return end

    def _short(self, day: datetime.date, kind: Kind) -> bool:
        """Whether the short form is still open: only after a window that closed, and only until its own last day."""
        if not (self.lapsed or kind == "lapse"):
            return False
        facts: dict[str, Fact] = {"profession": self.register.profession.id, "status": "off-under-1-month"}
        return "short_readmission" in SCHEMES["hcpc"].deadlines(facts, self.parameters(day), day)

    def _leave(self, last: datetime.date, lapsed: bool) -> None:
        self.held, self.failing, self.ended, self.lapsed = False, False, last, lapsed
        self.spells[-1] = (self.spells[-1][0], last + DAY)
        known = self.parameters(last)
        clocks = [add_months(last, whole(known, "short_readmission_months")) + DAY] if lapsed else []
        practised = self._last_practice(last)
        if practised is not None:
            clocks += [add_months(practised, whole(known, f"{name}_gap_months")) for name in ("short", "long")]
        self.clocks = [each for each in clocks if each > last + DAY]

    def _practising(self, stage: Stage) -> bool | None:
        read = stage.role.decides_as["hcpc"]
        return practises({**read.facts, **stage.facts, "role": read.role})

    def _held_days(self, stage: Stage, first: datetime.date, last: datetime.date) -> datetime.date | None:
        """The last day from one to another, both included, that falls into a stage while registered; None where there is none."""
        found = [min(stage.end, over) - DAY for begun, over in self.spells if max(stage.start, begun, first) < min(stage.end, over)]
        days = [min(each, last) for each in found if min(each, last) >= max(stage.start, first)]
        return max(days, default=None)

    def _last_practice(self, day: datetime.date) -> datetime.date | None:
        """The last day of practice up to a day; None where it lies before the plan and was not told."""
        days = [found for stage in self.register.stages if self._practising(stage) and (found := self._held_days(stage, datetime.date.min, day))]
        if days:
            return max(days)
        months = number(self.register.person, "months_since_practice")
        return None if months is None else add_months(self.register.start, -int(months))

    def _practice(self, day: datetime.date) -> dict[str, Fact]:
        """Whether there was practice since the last deadline, and how long ago the last was, as far as the plan tells."""
        since = add_months(self._window(day), -whole(self.parameters(day), "cycle_months")) + DAY
        answers = {self._practising(stage) for stage in self.register.stages if self._held_days(stage, since, day)}
        last, found = self._last_practice(day), dict[str, Fact]()
        if True in answers or (last is not None and last >= since):
            found["practised_since_last_renewal"] = "yes"
        elif None in answers:
            return {"practised_since_last_renewal": "unsure"}
        elif last is not None or since >= self.register.start:
            found["practised_since_last_renewal"] = "no"
        if last is not None:
            found["months_since_practice"] = self._counted(last, day)
        return found


def _months(first: datetime.date, last: datetime.date) -> int:
    """Whole calendar months from one day to another."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(0, months - (add_months(first, months) > last))
