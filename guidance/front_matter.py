"""Front matter: strict YAML between `---` lines, every scalar read as text, every fault told with its line and column.

It works on YAML's event stream, so anchors, aliases, tags and repeated keys are refused before anything is built from them;
what the keys mean is left to `guidance.model`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from guidance import characters
from guidance.issues import Issue, Spot, spot

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]

LIMIT = 40_000
"""The most characters that front matter may have: ten times the longest that we have written."""
DEPTH = 6
START = Spot(1, 1)


class _Fault(Exception):
    """What is not taken. at: where, within the text of the front matter."""

    def __init__(self, at: Spot, message: str, remedy: str) -> None:
        self.at, self.message, self.remedy = at, message, remedy
        super().__init__(message)


def _spot(mark: Any) -> Spot:
    """Where a mark of YAML stands; it counts from 0."""
    return Spot(mark.line + 1, mark.column + 1)


def split(text: str) -> tuple[str, str, int] | None:
    """Part a version's text into front matter and body; the third item is the line on which the body begins.

    Returns None where the text does not begin with a `---` line, or nothing closes it.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    return None


def read(text: str, model: type[Model], path: str, first_line: int = 2) -> tuple[Model | None, list[Issue]]:
    """Read front matter into `model`.

    Arguments: the YAML text; the model that types it; the file's path for messages; the line of the file on which the text begins.
    Returns the model, or None with every issue that was found.
    """
    reader = _Reader()
    try:
        data = reader.document(text)
    except _Fault as fault:
        return None, [_told(item, path, first_line) for item in (*reader.faults, fault)]
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark if error.context and "quoted scalar" in error.context else error.problem_mark
        syntax = _Fault(_spot(mark) if mark else START, f"Front matter is not valid YAML: {error.problem}.", "Check quotes, colons and indentation.")
        return None, [_told(item, path, first_line) for item in (*reader.faults, syntax)]
    issues = [_told(fault, path, first_line) for fault in reader.faults]
    try:
        found = model.model_validate(data)
    except ValidationError as error:
        return None, issues + [_told(_misfit(detail, reader.places), path, first_line) for detail in error.errors()]
    return (None if issues else found), issues


def _told(fault: _Fault, path: str, first_line: int) -> Issue:
    return Issue.at(path, Spot(fault.at.line + first_line - 1, fault.at.column), fault.message, fault.remedy)


def _misfit(detail: Any, places: dict[Place, Spot]) -> _Fault:
    """A value that does not fit its key. What is missing is told where the keys beside it stand."""
    place: Place = tuple(detail["loc"])
    known = place
    while known and known not in places:
        known = known[:-1]
    name = ".".join(str(part) for part in place if part != "[key]") or "front matter"
    said = {
        "missing": (f"The key `{name}` is missing.", f"Add the key `{name}`; docs/content.md tells what it holds."),
        "extra_forbidden": (f"The key `{name}` is not known.", f"Remove `{name}`, or check its spelling against docs/content.md."),
    }
    otherwise = f"`{name}`: {detail['msg'].removeprefix('Value error, ')}.", f"Correct the value of `{name}`; docs/content.md tells what it may be."
    return _Fault(places.get(known, START), *said.get(detail["type"], otherwise))


class _Reader:
    """Reads one document. `places`: where each key and value stands. `faults`: what is not taken, while reading goes on."""

    def __init__(self) -> None:
        self.places: dict[Place, Spot] = {}
        self.faults: list[_Fault] = []

    def document(self, text: str) -> Any:
        """The text as lists, mappings and strings. Raises _Fault or yaml.MarkedYAMLError where reading cannot go on."""
        if len(text) > LIMIT:
            raise _Fault(START, f"Front matter is longer than {LIMIT:,} characters.", "Shorten it; long text belongs in the body.")
        if control := characters.control(text):
            raise _Fault(spot(text, control[0]), f"Front matter holds the control character {control[1]}.", "Remove it.")
        events: Any = yaml.parse(text, Loader=yaml.CSafeLoader)
        try:
            for event in events:
                if isinstance(event, yaml.NodeEvent):
                    data = self._top(event, events)
                    for following in events:
                        if isinstance(following, yaml.DocumentStartEvent):
                            mark: Any = following.start_mark
                            raise _Fault(_spot(mark), "Front matter holds a second document.", "Keep one block of keys.")
                    return data
        finally:
            events.close()
        raise _Fault(START, "Front matter is empty.", "Add the keys that docs/content.md lists.")

    def _top(self, event: Any, events: Iterator[Any]) -> Any:
        if not isinstance(event, yaml.MappingStartEvent):
            raise _Fault(_spot(event.start_mark), "Front matter is not a list of `key: value` lines.", "Write one key on each line.")
        return self._value(event, events, ())

    def _value(self, event: Any, events: Iterator[Any], place: Place) -> Any:
        at = self.places[place] = _spot(event.start_mark)
        self._refuse_extras(event, at)
        if len(place) > DEPTH:
            raise _Fault(at, "Values are nested too deeply.", "No key of ours needs more than three levels.")
        if isinstance(event, yaml.AliasEvent):
            return ""
        if isinstance(event, yaml.ScalarEvent):
            return event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, place)
        return self._mapping(events, place)

    def _refuse_extras(self, event: Any, at: Spot) -> None:
        if event.anchor:  # of an alias it is the name
            self.faults.append(_Fault(at, "Anchors and aliases (`&`, `*`) are not taken.", "Write the value out, or put it in quotes."))
        if getattr(event, "tag", None):
            self.faults.append(_Fault(at, f"The tag `{event.tag}` is not taken.", "Remove the tag; values are typed by their key."))

    def _sequence(self, events: Iterator[Any], place: Place) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._value(event, events, (*place, len(items))))
        return items

    def _mapping(self, events: Iterator[Any], place: Place) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            at = _spot(event.start_mark)
            if not isinstance(event, yaml.ScalarEvent):
                raise _Fault(at, "A key must be plain text.", "Write `key: value`.")
            self._refuse_extras(event, at)
            value = self._value(next(events), events, (*place, event.value))
            if event.value in values:
                self.faults.append(_Fault(at, f"The key `{event.value}` stands twice.", "Keep one of them."))
            else:
                values[event.value] = value
                self.places[(*place, event.value)] = at
        return values
