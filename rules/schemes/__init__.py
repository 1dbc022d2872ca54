"""The arithmetic of each regulator's scheme: derived facts, deadlines and words, as pure functions.

Every number comes in as a dated parameter; a fact that is missing gives all the bands that it could have. No wording of answers lives here.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Protocol

from rules.schemes import gmc, gphc, hcpc, nmc
from rules.schemes.values import Deadlines, Derivation, Fact, Parameters, Rules, Words


class Scheme(Protocol):
    """What each module of this package offers."""

    def derived(self) -> Rules:
        """For each derived fact, how the bands that it may have are worked out."""

    def deadlines(self, facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Deadlines:
        """Dates by the ids of the table's deadlines, as far as the facts give them."""

    def words(self, facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Words:
        """Values for the table's placeholders, as far as the facts give them."""


FAULTS = (ArithmeticError, KeyError, TypeError, ValueError)
"""What a scheme raises where a parameter is missing or makes no sense. OverflowError, at the ends of the calendar, is an ArithmeticError."""
SCHEMES: dict[str, Scheme] = {"gmc": gmc, "nmc": nmc, "hcpc": hcpc, "gphc": gphc}

DERIVED: dict[str, Rules] = {name: scheme.derived() for name, scheme in SCHEMES.items()}
"""The derived facts of each scheme, each by itself: another answer is tried by working out again only what reads it."""


def derive(regulator: str, facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Derivation:
    """The derived facts of one regulator's scheme."""
    return {name: work_out(facts, parameters, on) for name, work_out in DERIVED[regulator].items()}


__all__ = ["DERIVED", "FAULTS", "SCHEMES", "Deadlines", "Derivation", "Fact", "Parameters", "Rules", "Scheme", "Words", "derive"]
