"""Dated numbers that come in files of their own: a fee, hours or a window that takes over on a day, added to its regulator's table. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from guidance.issues import Issue
from guidance.registers import line_of, read_entries
from guidance.stamps import Stamp, read_dated_file
from rules.model import Parameter

FOLDER = "rules/parameters/"
"""Where they stand within the content: rules/parameters/<regulator>/<date>-<slug>.toml."""
MOST_DAYS = 6
"""On so many different days the numbers of one file may begin: the whole table is proved again for each of them."""
Files = tuple[tuple[str, bytes], ...]
"""Paths and bytes of one regulator's files, the earliest first."""


def parameter_files(files: Mapping[str, bytes], regulators: Iterable[str]) -> tuple[dict[str, Files], list[Issue]]:
    """The files of dated numbers of each regulator, in order of time, and an issue for each that stands where none is read."""
    found: dict[str, list[tuple[Stamp, str]]] = {name: [] for name in regulators}
    issues: list[Issue] = []
    for path in sorted(name for name in files if name.startswith(FOLDER)):
        regulator, _, name = path.removeprefix(FOLDER).partition("/")
        try:
            if regulator not in found:
                raise ValueError(f"there is no table of {regulator!r}")
            found[regulator].append((read_dated_file(name)[0], path))
        except ValueError as error:
            issues.append(Issue(path, 0, f"No numbers are read from this file: {error}.", f"Name it {FOLDER}<regulator>/<date>-<slug>.toml."))
    return {name: tuple((path, files[path]) for _, path in sorted(paths)) for name, paths in found.items()}, issues


def read_parameters(table: str, own: Iterable[Parameter], files: Files) -> tuple[dict[str, Parameter], dict[str, str], list[Issue]]:
    """The dated numbers of these files, beside those that the table itself has.

    table: the path of the table. own: its parameters.
    Returns the numbers by name (`Parameter.name`), the path of the file in which each stands, and the issues: entries that do not fit, a number that
    begins before the day of its file, an id and first day that stand twice, an id that the table does not have, a value of another
    kind or below 0, a file of which the numbers begin on more than MOST_DAYS days.
    """
    kinds = {item.id: type(item.value) for item in own}
    places = {item.name: table for item in own}
    added: dict[str, Parameter] = {}
    issues: list[Issue] = []
    for path, data in files:
        entries, faults = _read(path, data)
        issues += faults
        first = read_dated_file(path.rpartition("/")[2])[0].date
        if (days := len({item.since for item in entries})) > MOST_DAYS:
            issues.append(
                Issue(path, 0, f"Its numbers begin on {days} different days.", f"Give {MOST_DAYS} at most, and publish later ones when they are near.")
            )
        for item in entries:
            for fault, remedy in _faults(item, kinds, places.get(item.name), first):
                issues.append(Issue(path, line_of(data, item.id), f"[[parameter]] {item.id}: {fault}", remedy))
            places.setdefault(item.name, path)
            added.setdefault(item.name, item)
    return added, {name: places[name] for name in added}, issues


@lru_cache(maxsize=64)
def _read(path: str, data: bytes) -> tuple[tuple[Parameter, ...], tuple[Issue, ...]]:
    entries, issues = read_entries(path, data, {"parameter": Parameter}, dated=frozenset({"parameter"}))
    return tuple(entries["parameter"]), tuple(issues)


def _faults(item: Parameter, kinds: Mapping[str, type], stands: str | None, first: object) -> Iterable[tuple[str, str]]:
    """What is wrong with a number. stands: where its id and first day stand already. first: the day of its file."""
    if stands is not None:
        yield f"from {item.since} it stands in {stands} too.", "Keep one of them, or give this one another `from`."
    if str(item.since) < str(first):
        yield f"it begins on {item.since}, before {first}, the day of its file.", "Give a `from` on or after that day: what people were told stays as it was."
    kind = kinds.get(item.id)
    if kind is None:
        yield "the table has no number of this id, so nothing would use it.", "Check its spelling against the page of the table, under /rules."
    elif not isinstance(item.value, kind) and not (kind in (int, float) and isinstance(item.value, int | float)):
        yield f"its value is not of the kind of those before ({kind.__name__}).", "Write it as the earlier value is written."
    elif isinstance(item.value, int | float) and item.value < 0:
        yield f"its value is {item.value}, below 0.", "Give a number from 0."
