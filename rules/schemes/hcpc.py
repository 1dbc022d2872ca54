from __future__ import annotations

import datetime
from collections.abc import Mapping

from rules.schemes.values import Deadlines, Derivation, Fact, Parameters, Words


def derive(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Derivation:
    return {}


def deadlines(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Deadlines:
    return {}


def words(facts: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> Words:
    return {}
