"""Front matter: strict YAML between `---` lines, every scalar read as text, every fault told with its line.

It works on YAML's event stream, so anchors, aliases, tags and repeated keys are refused before anything is built from them;
what the keys mean is left to `guidance.model`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from guidance.issues import Issue

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]

LIMIT = 40_000
"""The most characters that front matter may have: ten times the longest that we have written."""
DEPTH = 6


class _Fault(Exception):
    def __init__(self, line: int, message: str, remedy: str) -> None:
        self.line, self.message, self.remedy = line, message, remedy
        super().__init__(message)


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
    lines: dict[Place, int] = {}
    try:
        if len(text) > LIMIT:
            raise _Fault(0, f"Front matter is longer than {LIMIT} characters.", "Shorten it; long text belongs in the body.")
        data = _document(text, lines)
    except _Fault as fault:
        return None, [Issue(path, fault.line + first_line, fault.message, fault.remedy)]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        return None, [Issue(path, line + first_line, f"Front matter is not valid YAML: {error.problem}.", "Check quotes, colons and indentation.")]
    except yaml.YAMLError as error:
        return None, [Issue(path, first_line, f"Front matter is not valid YAML: {error}.", "Remove control characters.")]
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, [_issue(detail, lines, path, first_line) for detail in error.errors()]


def _issue(detail: Any, lines: dict[Place, int], path: str, first_line: int) -> Issue:
    place: Place = tuple(detail["loc"])
    known = place
    while known and known not in lines:
        known = known[:-1]
    name = ".".join(str(part) for part in place) or "front matter"
    remedies = {
        "missing": f"Add the key `{name}`; docs/content.md tells what it holds.",
        "extra_forbidden": f"Remove `{name}`, or check its spelling against docs/content.md.",
    }
    remedy = remedies.get(detail["type"], f"Correct the value of `{name}`; docs/content.md tells what it may be.")
    return Issue(path, lines.get(known, 0) + first_line, f"`{name}`: {detail['msg']}.", remedy)


def _document(text: str, lines: dict[Place, int]) -> Any:
    events = yaml.parse(text, Loader=yaml.CSafeLoader)
    try:
        for event in events:
            if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent | yaml.ScalarEvent | yaml.AliasEvent):
                if not isinstance(event, yaml.MappingStartEvent):
                    raise _Fault(event.start_mark.line, "Front matter is not a list of `key: value` lines.", "Write one key on each line.")
                data = _value(event, events, (), lines)
                following = [item for item in events if isinstance(item, yaml.DocumentStartEvent)]
                if following:
                    raise _Fault(following[0].start_mark.line, "Front matter holds a second document.", "Keep one block of keys.")
                return data
    finally:
        events.close()
    raise _Fault(0, "Front matter is empty.", "Add the keys that docs/content.md lists.")


def _value(event: Any, events: Iterator[Any], place: Place, lines: dict[Place, int]) -> Any:
    line = event.start_mark.line
    lines[place] = line
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise _Fault(line, "Anchors and aliases (`&`, `*`) are not taken.", "Write the value out, or put it in quotes.")
    if getattr(event, "tag", None):
        raise _Fault(line, f"The tag `{event.tag}` is not taken.", "Remove the tag; values are typed by their key.")
    if len(place) > DEPTH:
        raise _Fault(line, "Values are nested too deeply.", "No key of ours needs more than three levels.")
    if isinstance(event, yaml.ScalarEvent):
        return event.value
    if isinstance(event, yaml.SequenceStartEvent):
        return _sequence(events, place, lines)
    return _mapping(events, place, lines)


def _sequence(events: Iterator[Any], place: Place, lines: dict[Place, int]) -> list[Any]:
    items: list[Any] = []
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            break
        items.append(_value(event, events, (*place, len(items)), lines))
    return items


def _mapping(events: Iterator[Any], place: Place, lines: dict[Place, int]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag:
            raise _Fault(event.start_mark.line, "A key must be plain text.", "Write `key: value`.")
        if event.value in values:
            raise _Fault(event.start_mark.line, f"The key `{event.value}` stands twice.", "Keep one of them.")
        values[event.value] = _value(next(events), events, (*place, event.value), lines)
    return values
