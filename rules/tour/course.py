"""What stands on a day of a plan, by one regulator's scheme: the facts for the table, and what follows. Each regulator has a module of its own. Pure."""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rules.schemes import Fact, Parameters
from rules.tour.plan import Register, Stage

Kind = Literal["start", "stage", "leave", "return", "renewal", "appraisal", "lapse", "clock", "end"]
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Way:
    """The facts of one day. Where something from before the plan decides and was not told, there are two ways, each with words for what it takes."""

    facts: Mapping[str, Fact]
    words: str = ""


class Course(ABC):
    """A plan as one scheme lives through it. It is made anew for every walk through a plan, and changes as days are settled.

    held: whether what the plan is about (the entry, for a doctor the licence) is held. failing: whether a renewal has come out at risk or worse.
    asks_from_before: whether coming back is decided in the role before, because the new one may not begin without it.
    """

    asks_from_before = False

    def __init__(self, register: Register) -> None:
        self.register = register
        self.held = True
        self.failing = False
        self.clocks: list[datetime.date] = []

    @abstractmethod
    def ahead(self) -> tuple[datetime.date, Kind] | None:
        """The next day of the scheme, besides changes of stage; None where there is none."""

    def arrive(self, day: datetime.date, kind: Kind) -> None:
        """Take in what the plan does on a day, before the table decides it."""
        return None

    @abstractmethod
    def ways(self, day: datetime.date, kind: Kind, stage: Stage) -> tuple[Way, ...]:
        """The facts as they would stand on a day, for the table. Without profession and role."""

    @abstractmethod
    def settle(self, day: datetime.date, kind: Kind, stage: Stage, failed: bool) -> None:
        """Go on from a day. `failed`: the table gives nothing better than at risk."""

    def change(self, day: datetime.date, stage: Stage) -> Kind:
        """What kind of change it is when a stage begins."""
        leaving = self.leaves(stage)
        if self.held:
            return "leave" if leaving else "start" if day == self.register.start else "stage"
        return "stage" if leaving else "return"

    def leaves(self, stage: Stage) -> bool:
        """Whether a stage is meant to be spent off the register."""
        return stage.facts.get("registration") == "leave"

    def ends(self, ways: tuple[Way, ...]) -> bool:
        """Whether a renewal for which the table gives nothing better than at risk ends the entry, if nobody acts."""
        return True

    def asks_first(self, stage: Stage) -> bool:
        """Whether the scheme wants something settled before practice begins in a stage, so that beginning it cannot be offered as a small change."""
        return False

    def parameters(self, day: datetime.date) -> Parameters:
        """The numbers of the scheme in force on a day."""
        return self.register.table.values_at(day)

    def told(self, stage: Stage, *names: str) -> dict[str, Fact]:
        """What a stage tells, by these names of the table's inputs."""
        return {name: stage.facts[name] for name in names if name in stage.facts}

    def next_clock(self, day: datetime.date) -> tuple[datetime.date, Kind] | None:
        """The next day on which the way back changes, counted from a day."""
        later = [each for each in self.clocks if each >= day]
        return (min(later), "clock") if later else None

    def pass_clock(self, day: datetime.date) -> None:
        """Take away the clocks up to a day."""
        self.clocks = [each for each in self.clocks if each > day]
