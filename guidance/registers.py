"""The lists that content refers to (regulators, professions, roles, topics), and any list of entries, read from TOML.

Strict: unknown and missing keys, repeated ids and unreadable files become issues that name the file, the entry and the key.
"""

from __future__ import annotations

import datetime
import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from pydantic import ValidationError

from guidance import characters
from guidance.issues import Issue, Spot, spot
from guidance.model import FIRST_YEAR, LAST_YEAR, Frozen, Profession, Regulator, Role, Signpost, Topic

Item = TypeVar("Item", bound=Frozen)

LISTS: dict[str, dict[str, type[Frozen]]] = {
    "regulators.toml": {"regulator": Regulator},
    "professions.toml": {"profession": Profession, "signpost": Signpost},
    "roles.toml": {"role": Role},
    "topics.toml": {"topic": Topic},
}

MOST = 10**9
"""The largest number that content may hold."""
SHORT = 60
"""Characters of a key that a message shows."""
MOST_TOLD = 100
"""How many faults of one file are told one by one."""
DEPTH = 12
"""How deeply values may be nested; ours are six deep at most."""
_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*"""
_DOTTED = re.compile(rf"(?<![A-Za-z0-9_-])(?:{_KEY}){{{DEPTH}}}")
"""A key of so many parts. tomllib takes memory by the square of them: 600 kB of dots would fill any machine."""
_ID = re.compile(r"""(?m)^[ \t]*id[ \t]*=[ \t]*["']([^"'\n]*)["']""")


def parse_toml(path: str, data: bytes) -> tuple[dict[str, Any], list[Issue]]:
    """The table of a TOML file, or nothing and one issue that tells the line or the key.

    Refused as well: values that no content needs and that arithmetic, terminals or pages could not bear (see `_fault`).
    """
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        if dotted := _DOTTED.search(text):
            fault = f"This holds {DEPTH} words or more with dots between them, which reads as a key."
            return {}, [Issue.at(path, spot(text, dotted.start()), fault, "Write it with fewer dots.")]
        table = tomllib.loads(text)
        faults = (Issue(path, 0, f"`{key}`: {fault}.", "Write it as the other entries are written.") for key, fault in _faults(table))
        first = next(faults, None)
        return ({}, [first]) if first else (table, [])
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        return {}, [Issue.at(path, spot(before, len(before)), "The file is not UTF-8.", "Save it as UTF-8.")]
    except tomllib.TOMLDecodeError as error:
        found = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)", str(error))
        place = Spot(int(found[1]), int(found[2])) if found and found[1] else Spot(data.count(b"\n") + 1)
        said = str(error).removesuffix(found.group()) if found and found[1] else str(error)
        return {}, [Issue.at(path, place, f"This is not valid TOML: {said}.", "Check quotes, brackets and repeated keys.")]
    except (RecursionError, ValueError):  # tomllib lets these of its own through: deep nesting, and integers of thousands of digits
        fault = "This TOML is nested too deeply or holds a number that is far too long."
        return {}, [Issue(path, 0, fault, "Write it as the other entries are written.")]


def _faults(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Values that no content needs, each with its key: what is nested too deeply, and what `_fault` tells of."""
    waiting: list[tuple[str, int, Any]] = [("", 0, table)]
    while waiting:
        key, depth, value = waiting.pop()
        if depth > DEPTH:
            yield key, "this is nested too deeply"
        elif isinstance(value, dict):
            yield from ((name[:SHORT], "the key holds a control character") for name in value if characters.control(name))
            waiting += [(name[:SHORT], depth + 1, inner) for name, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(key, depth + 1, inner) for inner in value]
        elif fault := _fault(value):
            yield key, fault


def _fault(value: object) -> str:
    """What is wrong with a single value, or nothing."""
    if isinstance(value, str):
        control = characters.control(value)
        return f"the text holds the control character {control[1]}" if control else ""
    if isinstance(value, datetime.datetime | datetime.time):
        return "this is a time of day, where only a date can be meant"
    if isinstance(value, datetime.date):
        return "" if FIRST_YEAR <= value.year <= LAST_YEAR else f"the year must lie between {FIRST_YEAR} and {LAST_YEAR}"
    if isinstance(value, float) and not math.isfinite(value) or abs(value) > MOST:  # type: ignore[arg-type]
        return "this number is far too large, or none"
    return ""


def line_of(data: bytes, identifier: str) -> int:
    """The line on which the entry with that id begins (1 where it is not found)."""
    return _lines(data).get(identifier, 1)


@lru_cache(maxsize=32)
def _lines(data: bytes) -> dict[str, int]:
    """The line of every id. Kept, because a file with thousands of faults asks for as many lines."""
    text = data.decode("utf-8", "replace")
    lines: dict[str, int] = {}
    line, at = 1, 0
    for found in _ID.finditer(text):
        line, at = line + text.count("\n", at, found.start()), found.start()
        lines.setdefault(found[1], line)
    return lines


def read_entries(
    path: str, data: bytes, kinds: Mapping[str, type[Frozen]], also: frozenset[str] = frozenset(), dated: frozenset[str] = frozenset()
) -> tuple[dict[str, list[Any]], list[Issue]]:
    """Read a TOML file of `[[kind]]` entries.

    Arguments: path and bytes of the file; the model for each kind; other top-level keys that may stand in it; kinds whose ids may stand again
    with another `from`.
    Returns the entries by kind, and the issues: unknown kinds, entries that do not fit their model, ids given twice. After MOST_TOLD of them
    the rest of the file is not read.
    """
    table, issues = parse_toml(path, data)
    for key in table:
        if key not in kinds and key not in also:
            issues.append(Issue(path, 1, f"`{key[:SHORT]}` is not known here.", f"Use {', '.join(f'[[{kind}]]' for kind in kinds)}."))
    entries: dict[str, list[Any]] = {}
    for kind, model in kinds.items():
        entries[kind] = []
        seen: set[str] = set()
        found = table.get(kind, [])
        if not isinstance(found, list):
            issues.append(Issue(path, 1, f"`{kind}` is not a list of entries.", f"Begin each entry with a line `[[{kind}]]`."))
            continue
        for number, raw in enumerate(found, start=1):
            if len(issues) >= MOST_TOLD:
                break
            name = (str(raw.get("id", "")) if isinstance(raw, dict) else "") or f"number {number}"
            line, label = line_of(data, name), f"[[{kind}]] {name[:SHORT]}"
            again = f"{name} {raw.get('from', '')}" if isinstance(raw, dict) and kind in dated else name
            if again in seen:
                issues.append(Issue(path, line, f"{label}: this id stands twice.", "Give each entry its own id."))
            seen.add(again)
            try:
                entries[kind].append(model.model_validate(raw))
            except ValidationError as error:
                issues += [_misfit(path, _key(data, kind, number, detail["loc"]) or Spot(line), label, detail) for detail in error.errors()]
    if len(issues) > MOST_TOLD:
        issues[MOST_TOLD:] = [Issue(path, 0, "There are more faults in this file.", "Mend these first.")]
    return entries, issues


def _key(data: bytes, kind: str, number: int, place: tuple[int | str, ...]) -> Spot | None:
    """Where a key stands in an entry of its kind, counted from 1; None where it is missing, or written in a table of its own."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    header = next(islice(re.finditer(rf"(?m)^[ \t]*\[\[[ \t]*{re.escape(kind)}[ \t]*\]\]", text), number - 1, None), None)
    if header is None or not place:
        return None
    following = re.compile(r"(?m)^[ \t]*\[").search(text, header.end())
    end = following.start() if following else len(text)
    found = re.compile(rf"(?m)^[ \t]*(?P<key>[\"']?{re.escape(str(place[0]))}[\"']?[ \t]*[.=])").search(text, header.end(), end)
    return spot(text, found.start("key")) if found else None


def _misfit(path: str, place: Spot, label: str, detail: Any) -> Issue:
    key = ".".join(str(part)[:SHORT] for part in detail["loc"])
    said = {
        "missing": ("this key is missing", f"Add `{key}`, as other entries have it."),
        "extra_forbidden": ("this key is not known here", f"Remove `{key}`, or check its spelling."),
    }
    fault, remedy = said.get(detail["type"], (detail["msg"].removeprefix("Value error, "), f"Correct or remove `{key}`."))
    return Issue.at(path, place, f"{label}: `{key}`: {fault}.", remedy)


def read_registers(files: Mapping[str, bytes]) -> tuple[dict[str, list[Any]], list[Issue]]:
    """The four lists, by kind: regulator, profession, signpost, role, topic."""
    found: dict[str, list[Any]] = {}
    issues: list[Issue] = []
    for path, kinds in LISTS.items():
        if path not in files:
            issues.append(Issue(path, 0, "This list is missing.", "Put it back; the site cannot be built without it."))
            found.update({kind: [] for kind in kinds})
            continue
        entries, faults = read_entries(path, files[path], kinds)
        found.update(entries)
        issues += faults
    return found, issues
