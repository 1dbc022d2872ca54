"""A plan under the GMC's scheme: the licence with its yearly appraisal and its submission date, and the name, which can be kept without it. Pure."""

from __future__ import annotations

import datetime

from rules.schemes import SCHEMES, Fact
from rules.schemes.gmc import ASSOCIATES
from rules.schemes.values import add_months, date, number, whole
from rules.tour.course import DAY, Course, Kind, Way
from rules.tour.fields import OTHER
from rules.tour.plan import Register, Stage

_CLINICAL = ("occasional-clinical", "regular-clinical")
_TOLD = ("aim", "connection", "post_reserved", "contract_licence", OTHER)
_CLOCKS = ("revalidate_first", "practice_setting")


class Gmc(Course):
    """For a doctor `held` is the licence. A submission that is at risk does not end it by itself: later days take it as put right."""

    asks_from_before = True

    def __init__(self, register: Register) -> None:
        super().__init__(register)
        person = register.person
        self.associate = register.profession.id in ASSOCIATES
        self.status = "registered" if self.associate else "licensed"
        self.submission = date(person, "submission_date")
        self.revalidated: datetime.date | None = None
        self.appraised = date(person, "last_appraisal_date")
        self.base = self.appraised or register.start
        self.count = number(person, "appraisals_in_cycle")
        self.ended: datetime.date | None = None
        self.clinical: datetime.date | None = None

    def ahead(self) -> tuple[datetime.date, Kind] | None:
        """The next appraisal or submission date, whichever is first; without the licence, the days on which the way back changes."""
        if not self.held:
            return self.next_clock(self.register.start)
        if self.associate:
            return None
        known = self.parameters(self.register.start)
        due = add_months(self.base, whole(known, "appraisal_months"))
        late = add_months(self.base, whole(known, "appraisal_months_most")) + DAY
        days: list[tuple[datetime.date, Kind]] = [(late if self._stage_at(due).facts.get("appraised") == "no" else due, "appraisal")]
        if self.submission is not None:
            days.append((self.submission, "renewal"))
        return min(days, key=lambda each: each[0])

    def arrive(self, day: datetime.date, kind: Kind) -> None:
        """An appraisal that falls due is held, unless its stage has none; then the next one is looked for a year on."""
        if kind != "appraisal":
            return
        due, late = (whole(self.parameters(day), f"appraisal_months{name}") for name in ("", "_most"))
        if self._stage_at(add_months(self.base, due)).facts.get("appraised") != "no":
            self.base = self.appraised = day
            self.count = None if self.count is None else self.count + 1
            return
        self.appraised = self.appraised or self.register.start
        while add_months(self.base, late) < day:
            self.base = add_months(self.base, due)

    def ways(self, day: datetime.date, kind: Kind, stage: Stage) -> tuple[Way, ...]:
        """The licence, the dates of its cycle and the appraisals so far; without it, what bears on coming back."""
        known = {**self.told(stage, *_TOLD), "status": self.status}
        if kind == "return":
            known["aim"] = "keep-licence"
        if self.associate:
            return (Way({**known, "registration_ended_date": self.ended} if self.ended else known),)
        if self.revalidated is not None:
            known["last_revalidated_date"] = self.revalidated
        if self.status == "voluntarily-erased" and self.ended is not None:
            known["registration_ended_date"] = self.ended
        if self.status != "licensed":
            return (Way({**known, **self._away(day, kind)}),)
        return (Way({**known, **self._appraisals(day)}),)

    def settle(self, day: datetime.date, kind: Kind, stage: Stage, failed: bool) -> None:
        """A submission begins a new cycle; giving up the licence or the name starts the clocks for coming back."""
        self._practise(day)
        if kind == "renewal":
            self.revalidated, self.count = self.revalidated if failed else self.submission, 0
            self.submission = add_months(day, 12 * whole(self.parameters(day), "cycle_years"))
        elif kind == "leave":
            self._give_up(day, stage)
        elif kind == "return":
            self.held, self.clocks, self.ended, self.base, self.count = True, [], None, day, 0
            self.status = "registered" if self.associate else "licensed"
            self.submission = None if self.associate else add_months(day, 12 * whole(self.parameters(day), "cycle_years"))
        elif kind == "stage" and self.status == "no-licence" and stage.facts.get("aim") == "leave":
            self._give_up(day, stage)
        elif kind == "clock":
            self.pass_clock(day)

    def leaves(self, stage: Stage) -> bool:
        """For a doctor, giving up the licence is leaving too."""
        wanted = stage.facts.get("aim")
        return wanted == "leave" or (wanted == "keep-name" and not self.associate)

    def _stage_at(self, day: datetime.date) -> Stage:
        stages = self.register.stages
        return next((each for each in stages if each.start <= day < each.end), stages[0 if day < self.register.start else -1])

    def _appraisals(self, day: datetime.date) -> dict[str, Fact]:
        found: dict[str, Fact] = {}
        if self.submission is not None:
            found["submission_date"] = self.submission
        if self.appraised is not None:
            found["last_appraisal_date"] = self.appraised
        if self.count is not None:
            found["appraisals_in_cycle"] = int(self.count)
        return found

    def _practise(self, day: datetime.date) -> None:
        """Remember the last clinical work of the plan up to a day."""
        for stage in self.register.stages:
            clinical = stage.facts.get(OTHER) in _CLINICAL or stage.role.decides_as["gmc"].role == "clinical"
            if clinical and stage.start < day and self.status == "licensed":
                self.clinical = min(day, stage.end) - DAY

    def _away(self, day: datetime.date, kind: Kind) -> dict[str, Fact]:
        """What bears on coming back: the day on which it is wanted, and how long ago the last clinical work of the plan was."""
        found: dict[str, Fact] = {}
        if kind == "return":
            found["return_date"] = day
        if self.clinical is not None:
            found["gap_months"] = min(int((day - self.clinical).days / 30.4375), int(self.register.table.input["gap_months"].most))
        return found

    def _give_up(self, day: datetime.date, stage: Stage) -> None:
        self.held = False
        leaves = stage.facts.get("aim") == "leave"
        self.status = "voluntarily-erased" if leaves else "no-licence"
        self.ended = day if leaves else None
        facts: dict[str, Fact] = {"status": self.status, **({"registration_ended_date": day} if leaves else {})}
        if self.revalidated is not None:
            facts["last_revalidated_date"] = self.revalidated
        dates = SCHEMES["gmc"].deadlines(facts, self.parameters(day), day)
        self.clocks = [dates[name] for name in _CLOCKS if name in dates and dates[name] > day]
