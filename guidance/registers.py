"""The lists that content refers to (regulators, professions, roles, topics) and the facts of evidence, read from TOML.

Strict: unknown and missing keys, repeated ids and unreadable files become issues that name the file, the entry and the key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from guidance.issues import Issue
from guidance.model import Fact, Frozen, Profession, Regulator, Role, Signpost, Topic

Item = TypeVar("Item", bound=Frozen)

LISTS: dict[str, dict[str, type[Frozen]]] = {
    "regulators.toml": {"regulator": Regulator},
    "professions.toml": {"profession": Profession, "signpost": Signpost},
    "roles.toml": {"role": Role},
    "topics.toml": {"topic": Topic},
}


def parse_toml(path: str, data: bytes) -> tuple[dict[str, Any], list[Issue]]:
    """The table of a TOML file, or nothing and one issue that tells the line."""
    try:
        return tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n")), []
    except UnicodeDecodeError as error:
        return {}, [Issue(path, data.count(b"\n", 0, error.start) + 1, "The file is not UTF-8.", "Save it as UTF-8.")]
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else data.count(b"\n") + 1
        return {}, [Issue(path, line, f"This is not valid TOML: {error}.", "Check quotes, brackets and repeated keys.")]
    except (RecursionError, ValueError):  # tomllib lets these of its own through: deep nesting, and integers of thousands of digits
        fault = "This TOML is nested too deeply or holds a number that is far too long."
        return {}, [Issue(path, 0, fault, "Write it as the other entries are written.")]


def line_of(data: bytes, identifier: str) -> int:
    """The line on which the entry with that id begins (1 where it is not found)."""
    text = data.decode("utf-8", "replace")
    found = re.search(rf"""(?m)^[ \t]*id[ \t]*=[ \t]*["']{re.escape(identifier)}["']""", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def read_entries(
    path: str, data: bytes, kinds: Mapping[str, type[Frozen]], also: frozenset[str] = frozenset(), dated: frozenset[str] = frozenset()
) -> tuple[dict[str, list[Any]], list[Issue]]:
    """Read a TOML file of `[[kind]]` entries.

    Arguments: path and bytes of the file; the model for each kind; other top-level keys that may stand in it; kinds whose ids may stand again
    with another `from`.
    Returns the entries by kind, and every issue: unknown kinds, entries that do not fit their model, ids given twice.
    """
    table, issues = parse_toml(path, data)
    for key in table:
        if key not in kinds and key not in also:
            issues.append(Issue(path, 1, f"`{key}` is not known here.", f"Use {', '.join(f'[[{kind}]]' for kind in kinds)}."))
    entries: dict[str, list[Any]] = {}
    for kind, model in kinds.items():
        entries[kind] = []
        seen: set[str] = set()
        found = table.get(kind, [])
        if not isinstance(found, list):
            issues.append(Issue(path, 1, f"`{kind}` is not a list of entries.", f"Begin each entry with a line `[[{kind}]]`."))
            continue
        for number, raw in enumerate(found, start=1):
            name = str(raw.get("id", f"number {number}")) if isinstance(raw, dict) else f"number {number}"
            again = f"{name} {raw.get('from', '')}" if isinstance(raw, dict) and kind in dated else name
            if again in seen:
                issues.append(Issue(path, line_of(data, name), f"[[{kind}]] {name}: this id stands twice.", "Give each entry its own id."))
            seen.add(again)
            try:
                entries[kind].append(model.model_validate(raw))
            except ValidationError as error:
                for detail in error.errors():
                    key = ".".join(str(part) for part in detail["loc"])
                    said = detail["msg"].removeprefix("Value error, ")
                    issues.append(Issue(path, line_of(data, name), f"[[{kind}]] {name}: `{key}`: {said}.", f"Correct or remove `{key}`."))
    return entries, issues


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


def read_evidence(files: Mapping[str, bytes]) -> tuple[list[Fact], list[Issue]]:
    """All facts of evidence, each with the collection of its file."""
    facts: list[Fact] = []
    issues: list[Issue] = []
    for path in sorted(name for name in files if name.startswith("evidence/")):
        entries, faults = read_entries(path, files[path], {"fact": Fact}, also=frozenset({"collection"}))
        issues += faults
        collection = path.removeprefix("evidence/").removesuffix(".toml")
        facts += [fact.model_copy(update={"collection": collection}) for fact in entries["fact"]]
    return facts, issues
