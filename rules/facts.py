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
from rules.schemes import DERIVED, Fact, Parameters
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
    with the value taken. taken: the facts from which derived ones are worked out: those told, and the inputs presumed.
    """

    told: Mapping[str, Fact]
    box: Box
    assumed: Mapping[str, str] = field(default_factory=dict)
    taken: Mapping[str, Fact] = field(default_factory=dict)


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
    """The box of somebody who has told these facts, on a date: known inputs as one value, presumptions where declared, all values otherwise.

    Raises KeyError for a fact that `parse` would refuse, ValueError where the scheme gives a band that the table does not know.
    """
    parameters: Parameters = table.values_at(on)
    masks = list(table.space.full)
    assumed: dict[str, str] = {}
    for item in table.inputs:
        if item.kind != "choice":
            continue
        value = told.get(item.id)
        if value is None and item.presume:
            value = assumed[item.id] = item.presume
        if value is not None:
            place = table.space.index[item.id]
            masks[place] = table.space.dimensions[place].bits[str(value)]
    taken: dict[str, Fact] = {**assumed, **told}
    for working in workings(table, on):
        masks[working.place], presumed = working.band(taken, parameters, on)
        if presumed:
            assumed[working.fact.id] = working.fact.presume
    return Person(dict(told), tuple(masks), assumed, taken)


class Working:
    """How one derived fact of a table is worked out: what it is, its place among the dimensions, and the rule of the scheme."""

    def __init__(self, table: Table, fact: Derived) -> None:
        self.fact, self.place = fact, table.space.index[fact.id]
        self._bits = table.space.dimensions[self.place].bits
        self._rule = DERIVED[table.regulator].get(fact.id)
        self._presumed = self._bits.get(fact.presume, 0)
        self._read: dict[frozenset[str], tuple[int, bool]] = {}

    def band(self, taken: Mapping[str, Fact], parameters: Parameters, on: datetime.date) -> tuple[int, bool]:
        """What it can be, as a mask of its dimension, and whether that was presumed because the facts leave more than one band.

        Raises ValueError where the scheme gives only bands that the table does not know.
        """
        found = self._rule(taken, parameters, on) if self._rule else frozenset(self.fact.values)
        known = self._read.get(found)
        if known is None:
            known = self._read[found] = self._mask(found)
        return known

    def _mask(self, found: frozenset[str]) -> tuple[int, bool]:
        possible = sum([self._bits.get(value, 0) for value in found])
        if not possible:
            raise ValueError(f"the scheme gave {sorted(found)} for {self.fact.id}, which has only {', '.join(self.fact.values)}")
        if possible & possible - 1 and possible & self._presumed:
            return self._presumed, True
        return possible, False


def workings(table: Table, on: datetime.date) -> tuple[Working, ...]:
    """The derived facts of a table, ready to be worked out, in its order."""
    return table.keep("workings", on, lambda: tuple(Working(table, fact) for fact in table.derived))
