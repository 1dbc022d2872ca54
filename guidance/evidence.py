"""Facts of evidence: those of each collection's own file, and those that came with a publication and hold from its day. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import lru_cache

from guidance.issues import Issue
from guidance.model import Fact, Statement
from guidance.registers import line_of, read_entries
from guidance.stamps import Stamp, is_slug, read_dated_file

FOLDER = "evidence/"
_ALWAYS = Stamp(datetime.date.min)
_REMEDY = "Facts stand in evidence/<collection>.toml, or in evidence/<collection>/<date>-<slug>.toml where they come with a publication."


def read_evidence(files: Mapping[str, bytes]) -> tuple[list[Fact], list[Issue]]:
    """All facts of evidence of a content folder, those that begin later standing later, and every issue.

    A fact of a dated file holds from the day of the file, and then stands for an older one of the same id. Issues: files that are named otherwise,
    entries that do not fit, an id that two files of one collection give for the same day, an id with a prefix that its collection does not use.
    """
    facts: list[Fact] = []
    issues: list[Issue] = []
    placed: list[tuple[Stamp, str, str]] = []
    for path in sorted(name for name in files if name.startswith(FOLDER)):
        place = _place(path)
        if isinstance(place, Issue):
            issues.append(place)
        else:
            placed.append((place[1], path, place[0]))
    stands: dict[tuple[str, str, Stamp], str] = {}
    prefixes: dict[str, set[str]] = {}
    for stamp, path, collection in sorted(placed):
        found, faults = _read(path, files[path], collection, stamp)
        facts += found
        issues += faults
        used = prefixes.setdefault(collection, set())
        for fact in found:
            issues += _fits(fact, files[path], stands.setdefault((collection, fact.id, stamp), path), used)
        used |= {_prefix(fact.id) for fact in found if stamp == _ALWAYS}
    return facts, issues


def _place(path: str) -> tuple[str, Stamp] | Issue:
    """The collection of a file of evidence, and from when its facts hold."""
    fault = "it is not named after a collection"
    try:
        match path.removeprefix(FOLDER).split("/"):
            case [name] if name.endswith(".toml") and is_slug(name.removesuffix(".toml")):
                return name.removesuffix(".toml"), _ALWAYS
            case [collection, name] if is_slug(collection):
                return collection, read_dated_file(name)[0]
    except ValueError as error:
        fault = str(error)
    return Issue(path, 0, f"No evidence is read from this file: {fault}.", _REMEDY)


@lru_cache(maxsize=64)
def _read(path: str, data: bytes, collection: str, stamp: Stamp) -> tuple[tuple[Fact, ...], tuple[Issue, ...]]:
    """The facts of one file. Kept, because most changes are to pages, and evidence is long."""
    entries, issues = read_entries(path, data, {"fact": Statement}, also=frozenset({"collection"}))
    came = "" if stamp == _ALWAYS else path.rpartition("/")[2].removesuffix(".toml")
    since = None if stamp == _ALWAYS else stamp.date
    return tuple(Fact.model_construct(**dict(item), collection=collection, came_with=came, since=since) for item in entries["fact"]), tuple(issues)


def _fits(fact: Fact, data: bytes, first: str, prefixes: set[str]) -> list[Issue]:
    """Faults of one fact beside the others of its collection. first: the file that first gave this id for this day. prefixes: of the collection's file."""
    line, issues = line_of(data, fact.id), []
    if first != fact.path:
        remedy = "Keep one of them. A correction of the same day is a file of its own: <date>.2-<slug>.toml."
        issues.append(Issue(fact.path, line, f"{fact.id} stands for {fact.since} in {first} too.", remedy))
    if fact.came_with and prefixes and _prefix(fact.id) not in prefixes:
        own = " or ".join(sorted(prefixes))
        issues.append(Issue(fact.path, line, f"{fact.id} is no id of this collection.", f"Number facts of {fact.collection} as {own}1 and so on."))
    return issues


def _prefix(identifier: str) -> str:
    return identifier.rpartition("-")[0] + "-"
