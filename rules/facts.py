"""What a person has told us: read from text, typed by the table's inputs, and turned into a box with its presumptions.

Pure; a value that cannot be understood is an error that names the input, never a guess.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from guidance import addresses
from rules.model import Derived, Input
from rules.schemes import Derivation, Fact, Parameters, derive
from rules.space import Box
from rules.table import Table

_NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True)
class FactError(Exception):
    """A fact that cannot be taken: which, why, and how to mend it."""

    name: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.name}: {self.message} {self.remedy}"


@dataclass(frozen=True)
class Person:
    """A person as the engine sees one.

    told: typed facts, by input. box: what they leave open, presumptions taken. assumed: the inputs and derived facts that were presumed,
    with the value taken. open: deciding inputs that nobody has answered.
    """

    told: Mapping[str, Fact]
    box: Box
    assumed: Mapping[str, str] = field(default_factory=dict)
    derived: Mapping[str, frozenset[str]] = field(default_factory=dict)


def parse(table: Table, texts: Mapping[str, str]) -> tuple[dict[str, Fact], list[FactError]]:
    """Type facts by their inputs. Empty text means absent.

    Returns the facts that could be understood, and an error for each that could not: unknown names, values outside the list, bad numbers and dates.
    """
    told: dict[str, Fact] = {}
    errors: list[FactError] = []
    for name in sorted(texts):
        text = texts[name].strip()
        if not text:
            continue
        try:
            told[name] = _typed(table, name, text)
        except FactError as error:
            errors.append(error)
    return told, errors


def _typed(table: Table, name: str, text: str) -> Fact:
    item = table.input.get(name)
    if item is None:
        raise FactError(name, "This question is not asked for this regulator.", "Remove it from the address.")
    if item.kind == "choice":
        values = [value.id for value in item.values]
        if text not in values:
            raise FactError(name, "That is not one of the answers.", f"Use one of: {', '.join(values)}.")
        return text
    if item.kind == "date":
        return _date(name, text)
    return _number(item, text)


def _date(name: str, text: str) -> datetime.date:
    try:
        return addresses.day(text)
    except ValueError as error:
        message, _, remedy = str(error).partition(". ")
        raise FactError(name, f"{message}.", remedy) from None


def _number(item: Input, text: str) -> float | int:
    if len(text) > 12 or not _NUMBER.fullmatch(text):
        raise FactError(item.id, "That is not a number.", "Write it in figures.")
    number = float(text.replace(",", ""))
    if not item.least <= number <= item.most:
        raise FactError(item.id, "That number is out of range.", f"Use a number from {item.least:g} to {item.most:g}.")
    return int(number) if number == int(number) else number


def person(table: Table, told: Mapping[str, Fact], on: datetime.date) -> Person:
    """The box of somebody who has told these facts, on a date: known inputs as one value, presumptions where declared, all values otherwise."""
    parameters: Parameters = table.values_at(on)
    limits: dict[str, tuple[str, ...]] = {}
    assumed: dict[str, str] = {}
    for item in table.inputs:
        if item.kind != "choice":
            continue
        if item.id in told:
            limits[item.id] = (str(told[item.id]),)
        elif item.presume:
            limits[item.id] = (item.presume,)
            assumed[item.id] = item.presume
    presumed = {**assumed, **told}
    worked_out: Derivation = derive(table.regulator, presumed, parameters, on) if table.derived else {}
    for fact in table.derived:
        values = _band(fact, worked_out.get(fact.id), assumed)
        limits[fact.id] = values
    return Person(dict(told), table.space.box(limits), assumed, {name: frozenset(limits[name]) for name in (item.id for item in table.derived)})


def _band(fact: Derived, possible: frozenset[str] | None, assumed: dict[str, str]) -> tuple[str, ...]:
    values = tuple(value for value in fact.values if possible is None or value in possible)
    if not values:
        raise ValueError(f"the scheme gave {sorted(possible or ())} for {fact.id}, which has only {', '.join(fact.values)}")
    if len(values) > 1 and fact.presume in values:
        assumed[fact.id] = fact.presume
        return (fact.presume,)
    return values
